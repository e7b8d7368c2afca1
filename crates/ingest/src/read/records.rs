//! JSON records: an article a line, or an array of articles.
//!
//! The text of a record is in `text` or `html`, its part is its `id`, and its other fields are read by their names. A record
//! that cannot be read is an error of its own.

use super::{Documents, Head, RawDocument, ReadOptions, Reader, fields, html, text};
use crate::source::SourceError;
use serde_json::{Map, Value};
use std::path::Path;

/// Reads files of JSON objects with texts in them.
pub(super) const READER: Reader = Reader {
    name: "JSON Lines",
    extensions: &["jsonl", "ndjson"],
    accepts,
    read,
};

/// Names of the field that is the text, the best first, as crawlers give them.
const TEXTS: [&str; 8] = [
    "text", "content", "body", "article", "maintext", "fulltext", "正文", "内容",
];

/// Names of the field that is the text as HTML.
const PAGES: [&str; 3] = ["html", "content_html", "contenthtml"];

/// Names of the field that tells a record from the others.
const IDS: [&str; 4] = ["id", "_id", "uuid", "doc_id"];

const HINT: &str = "write each article as one JSON object a line, such as {\"id\": \"1\", \"title\": \"…\", \"text\": \"…\"}";

/// Most characters of a wrong line that are shown.
const EXCERPT: usize = 40;

type Record = Map<String, Value>;

/// Tests whether a file begins with a JSON object, or an array of them, in which a field of an article is named.
fn accepts(_: &Path, head: &Head<'_>) -> bool {
    let text = head.text.as_str();
    let inner = text.strip_prefix('[').map_or(text, str::trim_start);
    let Some(object) = inner.strip_prefix('{') else {
        return false;
    };
    let names = TEXTS.iter().chain(&PAGES).chain(&IDS);
    let mut names = names.copied().chain(["title", "标题"]);
    object.trim_start().starts_with('"')
        && names.any(|name| object.contains(&format!("\"{name}\"")))
}

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Documents {
    let text = text::decoded(path, bytes, options)?;
    let whole = text.trim();
    if whole.starts_with('[') {
        let records: Vec<Value> =
            serde_json::from_str(whole).map_err(|error| malformed(path, error.line(), &error))?;
        let records = records.into_iter().enumerate();
        let read =
            |(index, value)| document(path, &format!(" record {}:", index + 1), value, index);
        return Ok(records.map(read).collect());
    }
    let lines = text.lines().enumerate();
    let lines: Vec<(usize, &str)> = lines.filter(|(_, line)| !line.trim().is_empty()).collect();
    let documents: Vec<Result<RawDocument, SourceError>> = lines
        .iter()
        .map(|&(index, line)| {
            let value =
                serde_json::from_str(line).map_err(|error| not_json(path, index, line, &error))?;
            document(path, &format!("{}:", index + 1), value, index)
        })
        .collect();
    if documents.iter().all(Result::is_err) {
        // One object can be spread over several lines.
        if let Ok(value) = serde_json::from_str(whole) {
            return Ok(vec![document(path, "", value, 0)]);
        }
        return documents
            .into_iter()
            .next()
            .map_or(Ok(Vec::new()), |first| first.map(|_| Vec::new()));
    }
    Ok(documents)
}

/// Returns the article of a record. `place` is where it stands, as errors show it.
fn document(
    path: &Path,
    place: &str,
    value: Value,
    index: usize,
) -> Result<RawDocument, SourceError> {
    let wrong = |message: &str| SourceError::Malformed {
        path: path.to_owned(),
        place: place.to_owned(),
        message: message.to_owned(),
        hint: HINT,
    };
    let Value::Object(record) = value else {
        return Err(wrong("this is no JSON object"));
    };
    let mut document = match (first(&record, &TEXTS), first(&record, &PAGES)) {
        (Some(text), _) if !html::is_part(&text) => RawDocument::of_text(&text),
        (Some(page), _) | (None, Some(page)) => article(&page),
        (None, None) => return Err(wrong("the record has no `text` and no `html`")),
    };
    if document.blocks.is_empty() {
        return Err(wrong("the text of the record is empty"));
    }
    let (mut known, id) = (RawDocument::default(), first(&record, &IDS));
    for (name, value) in &record {
        if let Some(value) = plain(value) {
            fields::take(&mut known, name, &value);
        }
    }
    document.part = Some(id.unwrap_or_else(|| (index + 1).to_string()));
    document.title = known.title.or(document.title);
    document.meta = known.meta;
    Ok(document)
}

/// Returns the article of a page, or all that it shows where no article is found: a record holds nothing else.
fn article(page: &str) -> RawDocument {
    html::document(page).unwrap_or_else(|_| RawDocument {
        blocks: html::shown(page),
        ..RawDocument::default()
    })
}

/// Returns the first field of these names that is not empty.
fn first(record: &Record, names: &[&str]) -> Option<String> {
    let mut values = names.iter().filter_map(|&name| match record.get(name)? {
        Value::Array(paragraphs) => {
            let lines: Vec<&str> = paragraphs.iter().filter_map(Value::as_str).collect();
            Some(lines.join("\n\n"))
        }
        value => plain(value),
    });
    values.find(|value| !value.trim().is_empty())
}

/// Returns a value as text: a string, a number, or a list of them with blanks between; the name of an object that has one.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => {
            let values: Vec<String> = values.iter().filter_map(plain).collect();
            Some(values.join(" "))
        }
        Value::Object(record) => record
            .get("name")
            .and_then(Value::as_str)
            .map(str::to_owned),
        Value::Null | Value::Bool(_) => None,
    }
}

fn not_json(path: &Path, index: usize, line: &str, error: &serde_json::Error) -> SourceError {
    let begin: String = line.trim().chars().take(EXCERPT).collect();
    let text = error.to_string();
    let cause = text.split(" at line ").next().unwrap_or(&text);
    SourceError::Malformed {
        path: path.to_owned(),
        place: format!("{}:{}:", index + 1, column(line, error.column())),
        message: format!("not JSON: {cause} (`{begin}`)"),
        hint: HINT,
    }
}

/// Returns a column in characters for one in bytes.
fn column(line: &str, bytes: usize) -> usize {
    let before = line.char_indices().take_while(|&(at, _)| at + 1 < bytes);
    before.count() + 1
}

fn malformed(path: &Path, line: usize, error: &serde_json::Error) -> SourceError {
    let text = error.to_string();
    let cause = text.split(" at line ").next().unwrap_or(&text);
    SourceError::Malformed {
        path: path.to_owned(),
        place: format!("{line}:{}:", error.column()),
        message: format!("not JSON: {cause}"),
        hint: HINT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{read, test_support::shown};
    use proptest::prelude::*;

    fn documents(text: &str) -> Vec<Result<RawDocument, SourceError>> {
        read(
            Path::new("a.jsonl"),
            text.as_bytes(),
            &ReadOptions::default(),
        )
        .unwrap()
    }

    #[test]
    fn a_line_is_an_article() {
        let text = "{\"id\":\"a/1\",\"title\":\"题\",\"date\":\"2024-07-19 08:00\",\"author\":[\"李四\",\"王五\"],\"source\":\"新华社\",\"url\":\"https://a.cn/1\",\"text\":\"一。\\n\\n二。\"}\n\n{\"id\":2,\"html\":\"<p>会议在北京召开。</p><p>他说。</p>\"}\n{\"text\":[\"一。\",\"二。\"]}\n";
        let read: Vec<RawDocument> = documents(text).into_iter().map(Result::unwrap).collect();
        let parts: Vec<_> = read.iter().filter_map(|d| d.part.as_deref()).collect();
        assert_eq!(parts, ["a-1", "2", "4"]);
        assert_eq!(read[0].title.as_deref(), Some("题"));
        let meta: Vec<_> = read[0].meta.fields().collect();
        let expected = [
            ("date", "2024-07-19"),
            ("source", "新华社"),
            ("author", "李四 王五"),
            ("url", "https://a.cn/1"),
        ];
        assert_eq!(meta, expected);
        assert_eq!(shown(&read[0]), ["? 一。", "? 二。"]);
        assert_eq!(read[1].text(), "会议在北京召开。\n\n他说。");
        assert_eq!(read[2].text(), "一。\n\n二。");
    }

    #[test]
    fn a_bad_line_is_an_error_and_the_others_are_read() {
        let text = "{\"id\":1,\"text\":\"一。\"}\n{\"id\":2,\"text\":\"二\n[1]\n{\"id\":3,\"title\":\"题\"}\n{\"id\":5,\"text\":\"五。\"}\n";
        let read = documents(text);
        let errors: Vec<String> = read
            .iter()
            .filter_map(|d| Some(d.as_ref().err()?.to_string()))
            .collect();
        assert_eq!(
            errors,
            [
                "a.jsonl:2:18: not JSON: EOF while parsing a string (`{\"id\":2,\"text\":\"二`)",
                "a.jsonl:3: this is no JSON object",
                "a.jsonl:4: the record has no `text` and no `html`",
            ]
        );
        assert_eq!(read.iter().flatten().count(), 2);
    }

    #[test]
    fn arrays_and_single_objects_are_read() {
        let array = "[\n {\"id\": 1, \"text\": \"一。\"},\n {\"id\": 2, \"text\": \"二。\"}\n]\n";
        assert_eq!(documents(array).len(), 2);
        let object = "{\n \"id\": 1,\n \"text\": \"一。\"\n}\n";
        assert_eq!(documents(object).len(), 1);
        let broken = read(
            Path::new("a.json"),
            b"[{\"id\": 1,]",
            &ReadOptions::default(),
        );
        let error = broken.unwrap_err().to_string();
        assert!(error.starts_with("a.json:1:11: not JSON: "), "{error}");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[\\[{](\"text\"|\"id\"|:|,|\\[|\\]|[{}]|\"甲<p>\"|1|null|\n| ){0,30}") {
            let _ = read(Path::new("a"), text.as_bytes(), &ReadOptions::default());
        }
    }
}
