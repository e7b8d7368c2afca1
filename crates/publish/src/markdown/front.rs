//! Front matter as other programs read it.
//!
//! In YAML it is what Hugo, Quarto and Obsidian share. In TOML it is Zola's: tags are a taxonomy, and fields of our own
//! stand in `[extra]`.

use super::inline::escaped;
use crate::Article;
use crate::markup::{is_shown, link};
use crate::settings::{FrontMatterForm, MarkdownLayout, PublishSettings};
use std::fmt::Write;

/// Returns the front matter of an article; where none is wanted, its title as a heading.
pub(super) fn front_matter(article: &Article, settings: &PublishSettings) -> String {
    let fields = Fields::of(article, settings);
    match settings.markdown.front_matter {
        FrontMatterForm::Yaml => fields.yaml(),
        FrontMatterForm::Toml => fields.toml(),
        FrontMatterForm::None => {
            let mut title = escaped(&fields.title);
            if let Some(subtitle) = &fields.subtitle {
                title += &format!(" · {}", escaped(subtitle));
            }
            format!("# {title}\n")
        }
    }
}

/// What is said of an article as a whole.
struct Fields {
    title: String,
    /// The English title where the title is Chinese and the text has both.
    subtitle: Option<String>,
    date: Option<String>,
    author: Option<String>,
    tags: Vec<String>,
    /// Other fields: names in YAML, names in TOML, values.
    others: Vec<(&'static str, &'static str, String)>,
}

impl Fields {
    fn of(article: &Article, settings: &PublishSettings) -> Self {
        let (chinese, english) = (article.title(), article.title_en());
        let (title, subtitle, language) = match settings.markdown.layout {
            MarkdownLayout::Chinese => (chinese, None, article.language()),
            MarkdownLayout::English => (english.unwrap_or(chinese), None, "en"),
            MarkdownLayout::Stacked | MarkdownLayout::Table | MarkdownLayout::Interleaved => {
                (chinese, english, article.language())
            }
        };
        let field = |name| article.front.get(name).filter(|text| !text.is_empty());
        let licence = Some(&*settings.licence).filter(|licence| !licence.is_empty());
        let mut others = Vec::new();
        let mut add = |yaml, toml, value: Option<&str>| {
            others.extend(value.map(|value| (yaml, toml, value.to_owned())));
        };
        add("lang", "lang", Some(language));
        add("translationKey", "translation_key", Some(&article.slug));
        add("source", "source", field("source"));
        add(
            "source_url",
            "source_url",
            field("url").and_then(link).as_deref(),
        );
        add("license", "license", licence);
        Self {
            title: title.to_owned(),
            subtitle: subtitle.map(str::to_owned),
            date: article.date().map(str::to_owned),
            author: field("author").map(str::to_owned),
            tags: article.tags().map(str::to_owned).collect(),
            others,
        }
    }

    fn yaml(&self) -> String {
        let mut out = String::from("---\n");
        let mut add =
            |name: &str, value: &str| writeln!(out, "{name}: {value}").expect("a string takes it");
        add("title", &quoted(&self.title));
        for (name, value) in [("subtitle", &self.subtitle), ("author", &self.author)] {
            if let Some(value) = value {
                add(name, &quoted(value));
            }
        }
        if let Some(date) = &self.date {
            add("date", date);
        }
        if !self.tags.is_empty() {
            add("tags", &list(&self.tags));
        }
        for (name, _, value) in &self.others {
            add(name, &quoted(value));
        }
        out + "---\n"
    }

    fn toml(&self) -> String {
        let mut out = String::from("+++\n");
        let mut add = |line: String| writeln!(out, "{line}").expect("a string takes it");
        add(format!("title = {}", quoted(&self.title)));
        if let Some(date) = &self.date {
            add(format!("date = {date}"));
        }
        if let Some(author) = &self.author {
            add(format!("authors = [{}]", quoted(author)));
        }
        if !self.tags.is_empty() {
            add(format!("\n[taxonomies]\ntags = {}", list(&self.tags)));
        }
        add("\n[extra]".to_owned());
        if let Some(subtitle) = &self.subtitle {
            add(format!("subtitle = {}", quoted(subtitle)));
        }
        for (_, name, value) in &self.others {
            add(format!("{name} = {}", quoted(value)));
        }
        out + "+++\n"
    }
}

fn list(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    format!("[{}]", values.join(", "))
}

/// Returns text in double quotes, as YAML and TOML both read it (YAML 1.2, section 5.7; TOML 1.0, "String"), without the
/// characters that are not shown.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars().filter(|&c| is_shown(c)) {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                write!(out, "\\u{:04X}", u32::from(c)).expect("a string takes it");
            }
            c => out.push(c),
        }
    }
    out + "\""
}
