//! Templates, styles and words of the interface: those of the program, under those of the publisher's own folder.

use crate::error::PublishError;
use crate::markup::escape;
use crate::settings::{Interface, PublishSettings};
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

/// The templates: every name here can be overridden by a file of that name.
const TEMPLATES: [(&str, &str); 9] = [
    ("base.html", include_str!("theme/base.html")),
    ("pager.html", include_str!("theme/pager.html")),
    ("index.html", include_str!("theme/index.html")),
    ("article.html", include_str!("theme/article.html")),
    ("term.html", include_str!("theme/term.html")),
    ("terms.html", include_str!("theme/terms.html")),
    ("name.html", include_str!("theme/name.html")),
    ("names.html", include_str!("theme/names.html")),
    ("search.html", include_str!("theme/search.html")),
];

/// The files that pages load. Those of a theme take their place, but for `custom.css`, which comes on top of `style.css`.
const ASSETS: [(&str, &str); 4] = [
    ("style.css", include_str!("theme/style.css")),
    ("site.js", include_str!("theme/site.js")),
    ("search.js", include_str!("search/search.js")),
    ("icon.svg", include_str!("theme/icon.svg")),
];

/// A file of a theme whose rules come after those of the program: enough for other colours and fonts.
const CUSTOM: &str = "custom.css";

/// The words of the interface: key, English, Chinese.
const STRINGS: &str = include_str!("theme/strings.csv");

/// Templates, assets and words.
pub(super) struct Theme {
    templates: Environment<'static>,
    /// The files that pages load, by name.
    pub(super) assets: BTreeMap<&'static str, Vec<u8>>,
    /// The words of the interface.
    pub(super) strings: BTreeMap<&'static str, &'static str>,
    /// The language of the interface, as HTML names it.
    pub(super) language: &'static str,
    /// What templates and words depend on, for the key of what was published.
    pub(super) sources: String,
}

impl Theme {
    /// Reads the theme that the settings name, over that of the program.
    pub(super) fn load(settings: &PublishSettings) -> Result<Self, PublishError> {
        let folder = settings.theme.as_deref();
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(PublishError::Settings {
                message: format!("{}: the theme is no folder", folder.display()),
                hint: "`theme` in [publish] names a folder with templates or styles".to_owned(),
            });
        }
        let mut sources = String::new();
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Chainable);
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        templates.set_formatter(format_value);
        for (name, built_in) in TEMPLATES {
            let text = own(folder, name)?.map(into_text).transpose()?;
            let text = text.unwrap_or_else(|| built_in.to_owned());
            sources.push_str(&text);
            let added = templates.add_template_owned(name, text);
            added.map_err(|error| wrong_template(folder, &error))?;
        }
        let mut assets = BTreeMap::new();
        for (name, built_in) in ASSETS {
            let bytes = own(folder, name)?.map(|(_, bytes)| bytes);
            assets.insert(name, bytes.unwrap_or_else(|| built_in.into()));
        }
        if let Some((_, custom)) = own(folder, CUSTOM)? {
            assets.entry("style.css").or_default().extend(custom);
        }
        let column = match settings.language {
            Interface::En => 1,
            Interface::Zh => 2,
        };
        Ok(Self {
            templates,
            assets,
            strings: strings(column),
            language: ["", "en", "zh-Hans"][column],
            sources,
        })
    }

    /// Returns a word of the interface.
    pub(super) fn word(&self, key: &str) -> &'static str {
        self.strings.get(key).copied().unwrap_or_default()
    }

    /// Fills in a template. Only one of the publisher's own can fail.
    pub(super) fn render(&self, name: &str, context: &Value) -> Result<String, PublishError> {
        let template = self.templates.get_template(name);
        template
            .and_then(|template| template.render(context))
            .map_err(|error| wrong_template(None, &error))
    }
}

/// Returns data for a template.
pub(super) fn value(data: impl Serialize) -> Value {
    Value::from(Serde(data))
}

/// Returns a file of the publisher's own folder, with its path; `None` where there is none.
fn own(folder: Option<&Path>, name: &str) -> Result<Option<(String, Vec<u8>)>, PublishError> {
    let Some(path) = folder.map(|folder| folder.join(name)) else {
        return Ok(None);
    };
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some((path.display().to_string(), bytes))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(PublishError::read(&path, error)),
    }
}

fn into_text((path, bytes): (String, Vec<u8>)) -> Result<String, PublishError> {
    String::from_utf8(bytes).map_err(|_| PublishError::Settings {
        message: format!("{path}: the template is not UTF-8"),
        hint: "save it as UTF-8".to_owned(),
    })
}

fn wrong_template(folder: Option<&Path>, error: &minijinja::Error) -> PublishError {
    let name = error.name().unwrap_or("a template");
    let path = folder.map_or_else(
        || name.to_owned(),
        |folder| folder.join(name).display().to_string(),
    );
    let line = error
        .line()
        .map(|line| format!(":{line}:1"))
        .unwrap_or_default();
    let detail = error
        .detail()
        .map(|detail| format!(": {detail}"))
        .unwrap_or_default();
    PublishError::Settings {
        message: format!("{path}{line}: {}{detail}", error.kind()),
        hint: "templates are written as minijinja and Jinja2 read them; delete yours to use the program's".to_owned(),
    }
}

/// Writes a value: text escaped, what is marked as safe as it is.
fn format_value(
    out: &mut minijinja::Output<'_>,
    _: &mut minijinja::State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    let written = match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text),
        Some(text) => out.write_str(&escape(text)),
        None if value.kind() == ValueKind::Number => out.write_str(&value.to_string()),
        None => out.write_str(&escape(&value.to_string())),
    };
    written.map_err(minijinja::Error::from)
}

/// Reads a column of the words.
fn strings(column: usize) -> BTreeMap<&'static str, &'static str> {
    let rows = STRINGS.lines().skip(1).map(cells);
    rows.filter_map(|cells| Some((*cells.first()?, *cells.get(column)?)))
        .collect()
}

/// Splits a row of the words at its commas; a cell with commas stands in quotation marks.
fn cells(row: &'static str) -> Vec<&'static str> {
    let mut cells = Vec::new();
    let mut rest = row;
    loop {
        let quoted = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let (cell, after) = match quoted {
            Some((cell, after)) => (cell, after.strip_prefix(',')),
            None => match rest.split_once(',') {
                Some((cell, after)) => (cell, Some(after)),
                None => (rest, None),
            },
        };
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => return cells,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_languages() {
        for row in STRINGS.lines() {
            let cells = cells(row);
            assert!(
                cells.len() == 3 && cells.iter().all(|cell| !cell.is_empty()),
                "{row}"
            );
        }
        for (name, text) in TEMPLATES {
            for (at, _) in text.match_indices("t.") {
                let before = text[..at].chars().next_back();
                let key: String = text[at + 2..]
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect();
                if before.is_some_and(|c| " ({[".contains(c))
                    && !key.is_empty()
                    && !key.starts_with("items")
                {
                    assert!(strings(1).contains_key(key.as_str()), "{name}: {key}");
                }
            }
        }
    }

    #[test]
    fn a_theme_replaces_templates_and_adds_styles() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("pager.html"), "own {{ x }}").unwrap();
        std::fs::write(folder.path().join("custom.css"), ":root { --accent: blue }").unwrap();
        let settings = PublishSettings {
            theme: Some(folder.path().to_owned()),
            ..PublishSettings::default()
        };
        let theme = Theme::load(&settings).unwrap();
        let made = theme
            .render("pager.html", &minijinja::context!(x => "<b>/\""))
            .unwrap();
        assert_eq!(made, "own &lt;b&gt;/&quot;");
        assert!(theme.assets["style.css"].ends_with(b"--accent: blue }"));
        std::fs::write(folder.path().join("base.html"), "{% if %}").unwrap();
        let error = Theme::load(&settings).err().unwrap().to_string();
        assert!(error.contains("base.html:1:1: "), "{error}");
    }
}
