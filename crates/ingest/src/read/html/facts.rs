//! What the head of a page says of its article: `meta` elements, JSON-LD, links.
//!
//! Such values are often those of a template, or of another page. So a value holds only where what the page shows does not
//! say otherwise.

use super::tag::Tag;
use super::tree::Tree;
use crate::clean::dates::first_day;
use duizhao_core::article::Metadata;
use duizhao_zh::{han, names};
use serde_json::Value;

/// What the head of a page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PageFacts {
    /// Titles, the most telling first; the last can have the site's name after it.
    pub(super) titles: Vec<String>,
    dates: Vec<String>,
    sources: Vec<String>,
    authors: Vec<String>,
    addresses: Vec<String>,
}

/// In how many scripts linked data is searched.
const MOST_SCRIPTS: usize = 200;
/// Most values of a kind: a page that has more says nothing.
const MOST_VALUES: usize = 8;

/// Names of `meta` elements: Open Graph, the standard of Chinese government sites (GB/T 33562), and those of portals.
const TITLES: [&str; 3] = ["og:title", "articletitle", "twitter:title"];
const DATES: [&str; 7] = [
    "article:published_time",
    "og:release_date",
    "publishdate",
    "pubdate",
    "publish_time",
    "datepublished",
    "weibo: article:create_at",
];
const SOURCES: [&str; 3] = ["contentsource", "source", "mediaid"];
const AUTHORS: [&str; 3] = ["author", "article:author", "og:article:author"];

impl PageFacts {
    /// Reads the head of a page.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut facts = Self::default();
        for node in tree.elements(Tag::Meta) {
            let name = ["property", "name", "itemprop"]
                .into_iter()
                .find_map(|name| tree.attribute(node, name));
            if let (Some(name), Some(content)) = (name, tree.attribute(node, "content")) {
                facts.take_meta(&name.to_ascii_lowercase(), content.trim());
            }
        }
        for node in tree.elements(Tag::Script).take(MOST_SCRIPTS) {
            if tree.attribute(node, "type") == Some("application/ld+json") {
                facts.take_json(&tree.inner_text(node));
            }
        }
        if let Some(node) = tree
            .elements(Tag::Link)
            .find(|node: &usize| tree.attribute(*node, "rel") == Some("canonical"))
        {
            let address = tree.attribute(node, "href");
            facts.addresses.extend(address.map(str::to_owned));
        }
        if let Some(node) = tree.elements(Tag::Title).next() {
            facts.titles.push(tree.inner_text(node).trim().to_owned());
        }
        facts
            .titles
            .retain(|title| !title.is_empty() && !title.contains('<'));
        facts
    }

    fn take_meta(&mut self, name: &str, content: &str) {
        let values = if TITLES.contains(&name) {
            &mut self.titles
        } else if DATES.contains(&name) {
            &mut self.dates
        } else if SOURCES.contains(&name) {
            &mut self.sources
        } else if AUTHORS.contains(&name) {
            &mut self.authors
        } else if name == "og:url" {
            &mut self.addresses
        } else {
            return;
        };
        if values.len() < MOST_VALUES {
            values.push(content.to_owned());
        }
    }

    /// Takes what the first article in JSON-LD says; what is not JSON says nothing.
    fn take_json(&mut self, json: &str) {
        let Ok(value) = serde_json::from_str::<Value>(json) else {
            return;
        };
        let graph = value.get("@graph").unwrap_or(&value);
        let objects = graph
            .as_array()
            .map_or(std::slice::from_ref(graph), Vec::as_slice);
        let Some(article) = objects
            .iter()
            .find(|object| object.get("headline").is_some())
        else {
            return;
        };
        let text = |value: &Value| value.as_str().map(|text| text.trim().to_owned());
        self.titles.extend(article.get("headline").and_then(text));
        self.dates
            .extend(article.get("datePublished").and_then(text));
        let author = article
            .get("author")
            .map(|author| author.get(0).unwrap_or(author));
        let name = author.map(|author| author.get("name").unwrap_or(author));
        self.authors.extend(name.and_then(text));
    }

    /// Returns what holds, given the short lines that the page shows around the text.
    pub(super) fn confirmed(&self, shown: &[&str]) -> Metadata {
        let days = self.dates.iter().filter_map(|date| local_day(date));
        let shown_days: Vec<String> = shown.iter().filter_map(|line| first_day(line)).collect();
        let is_shown = |value: &str| shown.iter().any(|line| line.contains(value));
        let is_labelled = |labels: &[&str]| labels.iter().any(|label| is_shown(label));
        let sources = self.sources.iter().map(|source| without_label(source));
        let authors = self.authors.iter().map(|author| without_label(author));
        Metadata {
            date: days
                .into_iter()
                .find(|day| shown_days.is_empty() || shown_days.contains(day)),
            source: sources
                .filter(|source| is_name(source))
                .find(|source| is_shown(source) || !is_labelled(&["来源", "來源", "转自"]))
                .map(str::to_owned),
            author: authors
                .filter(|author| author.split([' ', '、', '，', ',']).all(names::is_person))
                .find(|author| is_author(author, shown))
                .map(str::to_owned),
            url: self.addresses.iter().find(|url| is_page(url)).cloned(),
            ..Metadata::default()
        }
    }
}

/// Tests whether a page shows a person as the author: many name the editor as such in their heads.
fn is_author(person: &str, shown: &[&str]) -> bool {
    let mut lines = shown.iter().filter(|line| line.contains(person));
    lines.any(|line| !line.contains(['编', '編']))
}

/// Returns the day in China of a moment; `None` where that is not sure: many sites write their own time as if it were UTC.
fn local_day(moment: &str) -> Option<String> {
    let is_utc = moment.ends_with('Z') || moment.ends_with("+00:00");
    let hour = moment
        .split(['T', ' '])
        .nth(1)
        .and_then(|time| time.get(..2));
    let late = hour.is_some_and(|hour| hour >= "16");
    if is_utc && late {
        None
    } else {
        first_day(moment)
    }
}

fn without_label(value: &str) -> &str {
    let value = value.trim();
    ["来源", "來源", "作者", "记者"]
        .iter()
        .find_map(|label| value.strip_prefix(label)?.strip_prefix(['：', ':']))
        .unwrap_or(value)
        .trim()
}

/// Longest name of a medium, in characters.
const LONGEST_NAME: usize = 20;

/// Tests whether a value can be the name of a medium: Chinese, and short.
fn is_name(value: &str) -> bool {
    han::count(value) >= 2 && value.chars().count() <= LONGEST_NAME && !value.contains(['。', '，'])
}

/// Tests whether an address is that of a page, not only of a site.
fn is_page(url: &str) -> bool {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    rest.and_then(|rest| rest.split_once('/'))
        .is_some_and(|(host, path)| host.contains('.') && !path.is_empty())
        && !url.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(head: &str) -> PageFacts {
        PageFacts::of(&Tree::of(head))
    }

    #[test]
    fn heads_say_what_the_article_is() {
        let facts = facts(
            "<title>会议召开_要闻_某网</title><meta property=og:title content=会议召开>\
             <meta name=PubDate content='2024-06-17 09:52'><meta name=ContentSource content='来源：某某日报'>\
             <meta name=author content='L_104485'><meta name=author content='作者：张三'>\
             <link rel=canonical href='https://a.cn/c/1.html'>",
        );
        assert_eq!(facts.titles, ["会议召开", "会议召开_要闻_某网"]);
        let meta = facts.confirmed(&["张三"]);
        assert_eq!(meta.date.as_deref(), Some("2024-06-17"));
        assert_eq!(meta.source.as_deref(), Some("某某日报"));
        assert_eq!(meta.author.as_deref(), Some("张三"));
        assert_eq!(meta.url.as_deref(), Some("https://a.cn/c/1.html"));
    }

    #[test]
    fn what_the_page_shows_wins() {
        let facts = facts(
            "<meta name=publishdate content=2024-06-18><meta name=source content=某网><meta name=author content=张三>",
        );
        let meta = facts.confirmed(&["2024年06月17日 来源：某某日报 作者：李四"]);
        assert_eq!(meta, Metadata::default());
        let meta = facts.confirmed(&["2024-6-18 08:00 来源：某网", "2024-06-17", "记者 张三"]);
        assert_eq!(meta.date.as_deref(), Some("2024-06-18"));
        assert_eq!(meta.source.as_deref(), Some("某网"));
        assert_eq!(meta.author.as_deref(), Some("张三"));
        assert_eq!(facts.confirmed(&["责任编辑：张三"]).author, None);
    }

    #[test]
    fn values_of_templates_say_nothing() {
        for head in [
            "<meta name=author content='Discuz! Team and Comsenz UI Team'>",
            "<meta name=author content='大汉网络'>",
            "<meta name=source content='{source}'>",
            "<meta name=source content=''>",
            "<meta name=publishdate content='0000-00-00'>",
            "<meta name=publishdate content='2024-06-17T18:00:00Z'>",
            "<meta property=og:url content='https://a.cn/'>",
            "<link rel=canonical href=/a>",
            "<script type=application/ld+json>{\"headline\": </script>",
        ] {
            assert_eq!(facts(head).confirmed(&[]), Metadata::default(), "{head}");
        }
    }

    #[test]
    fn linked_data_is_read() {
        for json in [
            r#"{"@type":"NewsArticle","headline":"会议召开","datePublished":"2024-06-17T10:00:00+08:00","author":[{"name":"张三"}]}"#,
            r#"[{"@type":"WebSite"},{"headline":"会议召开","datePublished":"2024-06-17","author":"张三"}]"#,
            r#"{"@graph":[{"headline":"会议召开","datePublished":"20240617","author":{"name":"张三"}}]}"#,
        ] {
            let facts = facts(&format!(
                "<script type='application/ld+json'>{json}</script>"
            ));
            assert_eq!(facts.titles, ["会议召开"]);
            let meta = facts.confirmed(&["本报记者 张三"]);
            assert_eq!(meta.date.as_deref(), Some("2024-06-17"));
            assert_eq!(meta.author.as_deref(), Some("张三"));
        }
    }
}
