//! What a document says of itself in named fields: front matter, records, properties of files.

use super::RawDocument;
use crate::clean::dates::first_day;
use duizhao_core::article::Metadata;

/// A field of a document that is known by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DocumentField {
    Title,
    Date,
    Source,
    Author,
    Editor,
    Url,
}

/// The names of fields, without case, `-`, `_` and blanks, each list with the best name first: those of Jekyll, Hugo, Hexo,
/// Obsidian's clipper, Dublin Core, schema.org, and those that Chinese crawlers give.
const NAMES: [(DocumentField, &[&str]); 6] = [
    (
        DocumentField::Title,
        &["title", "headline", "标题", "標題", "题目", "題目"],
    ),
    (
        DocumentField::Date,
        &[
            "date",
            "published",
            "publishdate",
            "pubdate",
            "datepublished",
            "publisheddate",
            "publishedat",
            "publishedtime",
            "publishtime",
            "pubtime",
            "publicationdate",
            "releasetime",
            "time",
            "日期",
            "发布日期",
            "发布时间",
            "發布日期",
            "發佈日期",
            "時間",
            "时间",
        ],
    ),
    (
        DocumentField::Source,
        &[
            "source",
            "publisher",
            "media",
            "sitename",
            "site",
            "newspaper",
            "来源",
            "來源",
            "媒体",
            "媒體",
            "出处",
            "出處",
        ],
    ),
    (
        DocumentField::Author,
        &[
            "author", "authors", "creator", "byline", "writer", "作者", "记者", "記者",
        ],
    ),
    (
        DocumentField::Editor,
        &[
            "editor",
            "editors",
            "编辑",
            "編輯",
            "责任编辑",
            "責任編輯",
            "责编",
            "責編",
        ],
    ),
    (
        DocumentField::Url,
        &[
            "url",
            "link",
            "sourceurl",
            "originalurl",
            "canonicalurl",
            "canonical",
            "href",
            "链接",
            "鏈接",
            "网址",
            "網址",
            "原文链接",
            "原文",
        ],
    ),
];

fn field_of(name: &str) -> Option<DocumentField> {
    let name: String = name
        .chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect();
    let field = NAMES.iter().find(|(_, names)| names.contains(&&*name))?;
    Some(field.0)
}

/// Takes over a field: its name says what it is, and the first of a kind holds. Fields of other names are left out.
///
/// A date is kept as its day; a value that has no day in it is no date. A source that is an address is the page's.
pub(super) fn take(document: &mut RawDocument, name: &str, value: &str) {
    let value = value.trim();
    let Some(field) = field_of(name) else { return };
    if value.is_empty() {
        return;
    }
    let Metadata {
        date,
        source,
        author,
        editor,
        url,
        ..
    } = &mut document.meta;
    let (place, value) = match field {
        DocumentField::Title => (&mut document.title, Some(value.to_owned())),
        DocumentField::Date => (date, first_day(value)),
        DocumentField::Source if !is_address(value) => (source, Some(value.to_owned())),
        DocumentField::Author => (author, Some(value.to_owned())),
        DocumentField::Editor => (editor, Some(value.to_owned())),
        DocumentField::Source | DocumentField::Url => {
            (url, is_address(value).then(|| value.to_owned()))
        }
    };
    if place.is_none() {
        *place = value;
    }
}

fn is_address(value: &str) -> bool {
    value.starts_with("http://") || value.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_field_of_a_kind_holds() {
        let mut document = RawDocument::default();
        for (name, value) in [
            ("Title", " 题 "),
            ("headline", "别的"),
            ("publish_time", "昨天"),
            ("pubDate", "2024-07-19T08:00:00+08:00"),
            ("source", "https://a.cn/1"),
            ("来源", "新华社"),
            ("url", "/relative"),
            ("tags", "改革"),
        ] {
            take(&mut document, name, value);
        }
        assert_eq!(document.title.as_deref(), Some("题"));
        let meta = document.meta;
        assert_eq!(meta.date.as_deref(), Some("2024-07-19"));
        assert_eq!(meta.source.as_deref(), Some("新华社"));
        assert_eq!(meta.url.as_deref(), Some("https://a.cn/1"));
    }
}
