//! Citations of an article, in the forms that readers use.

use crate::article::Article;
use crate::settings::PublishSettings;
use duizhao_zh::numbers::MONTHS;
use serde::Serialize;
use serde_json::json;

/// A citation, for templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Citation {
    /// What the form is called.
    pub(super) name: &'static str,
    /// The citation.
    pub(super) text: String,
    /// Whether it is for programs.
    pub(super) code: bool,
}

/// What citations say.
struct Cited<'a> {
    slug: &'a str,
    zh: &'a str,
    en: Option<&'a str>,
    author: Option<&'a str>,
    source: Option<&'a str>,
    date: Option<&'a str>,
    url: &'a str,
    site: &'a str,
    page: &'a str,
}

/// Returns year, month and day of a date.
pub(super) fn parts(date: &str) -> Option<(i32, usize, u32)> {
    let mut parts = date.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts
        .next()?
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    Some((year, month, parts.next()?.parse().ok()?))
}

/// Returns the citations of an article: APA and Chicago for people, BibTeX, RIS and CSL-JSON for programs. `page` is the
/// address of its page, empty where the site has none.
pub(super) fn citations(
    article: &Article,
    url: &str,
    page: &str,
    settings: &PublishSettings,
) -> Vec<Citation> {
    let cited = Cited {
        slug: &article.slug,
        zh: article.title(),
        en: article.title_en(),
        author: article.front.get("author"),
        source: article.front.get("source"),
        date: article.date(),
        url,
        site: &settings.name,
        page,
    };
    let text = |name, text| Citation {
        name,
        text,
        code: false,
    };
    let code = |name, text| Citation {
        name,
        text,
        code: true,
    };
    vec![
        text("APA", cited.apa()),
        text("Chicago", cited.chicago()),
        code("BibTeX", cited.bibtex()),
        code("RIS", cited.ris()),
        code("CSL-JSON", cited.csl()),
    ]
}

impl Cited<'_> {
    fn title(&self) -> String {
        match self.en {
            Some(en) => format!("{} [{en}]", self.zh),
            None => self.zh.to_owned(),
        }
    }

    /// Returns who stands first: the author, otherwise the medium.
    fn who(&self) -> Option<&str> {
        self.author.or(self.source)
    }

    /// Returns the places where it can be read, each with a blank before it.
    fn addresses(&self) -> String {
        let addresses = [self.url, self.page]
            .into_iter()
            .filter(|address| !address.is_empty());
        addresses.map(|address| format!(" {address}")).collect()
    }

    fn apa(&self) -> String {
        let date = match self.date.and_then(parts) {
            Some((year, month, day)) => format!("{year}, {} {day}", MONTHS[month - 1]),
            None => "n.d.".to_owned(),
        };
        let (title, who) = (self.title(), self.who());
        let head = match who {
            Some(who) => format!("{who}. ({date}). {title}."),
            None => format!("{title}. ({date})."),
        };
        let source = self.source.filter(|source| who != Some(source));
        let source = source
            .map(|source| format!(" {source}."))
            .unwrap_or_default();
        format!("{head}{source} {}.{}", self.site, self.addresses())
    }

    fn chicago(&self) -> String {
        let who = self.who().map(|who| format!("{who}. ")).unwrap_or_default();
        let date = match self.date.and_then(parts) {
            Some((year, month, day)) => format!(" {} {day}, {year}.", MONTHS[month - 1]),
            None => String::new(),
        };
        let addresses = self.addresses();
        let end = if addresses.is_empty() { "" } else { "." };
        format!(
            "{who}“{}.”{date} In {}.{addresses}{end}",
            self.title(),
            self.site
        )
    }

    fn bibtex(&self) -> String {
        let mut fields = vec![("title", format!("{{{}}}", bare(&self.title())))];
        fields.extend(
            self.who()
                .map(|who| ("author", format!("{{{}}}", bare(who)))),
        );
        if let Some((year, month, day)) = self.date.and_then(parts) {
            fields.push(("year", year.to_string()));
            fields.push(("month", month.to_string()));
            fields.push(("day", day.to_string()));
        }
        fields.push(("howpublished", bare(self.source.unwrap_or(self.site))));
        fields.push((
            "note",
            format!("Chinese and English in {}", bare(self.site)),
        ));
        let url = [self.url, self.page]
            .into_iter()
            .find(|address| !address.is_empty());
        fields.extend(url.map(|url| ("url", bare(url))));
        let lines = fields
            .into_iter()
            .map(|(key, value)| format!("  {key} = {{{value}}},\n"));
        format!("@misc{{{},\n{}}}", self.slug, lines.collect::<String>())
    }

    fn ris(&self) -> String {
        let mut lines = vec!["TY  - NEWS".to_owned()];
        let mut add = |tag: &str, value: Option<&str>| {
            let value = value.filter(|value| !value.is_empty());
            lines.extend(
                value.map(|value| format!("{tag}  - {}", value.replace(['\n', '\r'], " "))),
            );
        };
        add("TI", Some(self.zh));
        add("TT", self.en);
        add("AU", self.author);
        add("T2", self.source);
        add(
            "DA",
            self.date.map(|date| date.replace('-', "/")).as_deref(),
        );
        add("UR", Some(self.url));
        add("L2", Some(self.page));
        add("DB", Some(self.site));
        lines.push("ER  - ".to_owned());
        lines.join("\n")
    }

    fn csl(&self) -> String {
        let mut item = json!({
            "id": self.slug,
            "type": "article-newspaper",
            "title": self.zh,
            "translated-title": self.en,
            "container-title": self.source,
            "archive": self.site,
            "language": "zh",
        });
        if let Some(author) = self.author {
            item["author"] = json!([{"literal": author}]);
        }
        if let Some((year, month, day)) = self.date.and_then(parts) {
            item["issued"] = json!({"date-parts": [[year, month, day]]});
        }
        if let Some(url) = [self.url, self.page]
            .into_iter()
            .find(|address| !address.is_empty())
        {
            item["URL"] = json!(url);
        }
        if let Some(fields) = item.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        serde_json::to_string_pretty(&json!([item])).expect("texts are JSON")
    }
}

/// Returns a text without what has a meaning in BibTeX.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '{' | '}' | '\\' | '\n' | '\r'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited<'a>(author: Option<&'a str>, date: Option<&'a str>) -> Cited<'a> {
        Cited {
            slug: "a-1",
            zh: "党委开会",
            en: Some("Committee {meets}"),
            author,
            source: Some("人民日报"),
            date,
            url: "https://example.org/1",
            site: "Texts",
            page: "",
        }
    }

    #[test]
    fn people_cite_it() {
        let full = cited(Some("王伟"), Some("2020-02-09"));
        assert_eq!(
            full.apa(),
            "王伟. (2020, February 9). 党委开会 [Committee {meets}]. 人民日报. Texts. https://example.org/1"
        );
        assert_eq!(
            full.chicago(),
            "王伟. “党委开会 [Committee {meets}].” February 9, 2020. In Texts. https://example.org/1."
        );
        assert_eq!(
            cited(None, None).apa(),
            "人民日报. (n.d.). 党委开会 [Committee {meets}]. Texts. https://example.org/1"
        );
    }

    #[test]
    fn programs_read_it() {
        let full = cited(Some("王伟"), Some("2020-02-09"));
        assert!(
            full.bibtex()
                .contains("  title = {{党委开会 [Committee meets]}},\n")
        );
        assert!(full.ris().contains("\nDA  - 2020/02/09\n"));
        let csl: serde_json::Value = serde_json::from_str(&full.csl()).unwrap();
        assert_eq!(csl[0]["issued"]["date-parts"][0], json!([2020, 2, 9]));
    }
}
