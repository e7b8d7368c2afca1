//! Reading and writing an object a line, with the fields of a unit. Holds everything.
//!
//! Read are also `zh` and `en`, `src` and `tgt`, 原文 and 译文 and the like, and the pair of data sets:
//! `{"translation": {"zh": …, "en": …}}`. Names that say nothing of the language may stand for either direction.

use super::super::Unit;
use super::decode::after;
use super::fields::Fields;
use super::gather::{Remark, UnitCollector};
use super::lines::LineReader;
use super::writing::UnitWriter;
use super::{ExchangeError, ExportOptions, ImportFile, MemoryFormat, UnitDetails};
use duizhao_core::article::Origin;
use duizhao_formats::xml::Position;
use duizhao_glossary::exchange::Losses;
use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::io::{self, Write};

/// Objects, a line each.
pub(super) static FORMAT: MemoryFormat = MemoryFormat {
    name: "jsonl",
    extensions: &["jsonl", "ndjson"],
    about: "a JSON object a line with all our fields",
    read,
    begin: Some(begin),
};

#[derive(Serialize)]
struct JsonUnit<'a> {
    source: &'a str,
    target: &'a str,
    origin: Origin,
    #[serde(skip_serializing_if = "Option::is_none")]
    backend: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

fn begin<'a>(out: &'a mut dyn Write, _: &ExportOptions) -> io::Result<Box<dyn UnitWriter + 'a>> {
    Ok(Box::new(JsonlWriter { out }))
}

struct JsonlWriter<'a> {
    out: &'a mut dyn Write,
}

impl UnitWriter for JsonlWriter<'_> {
    fn unit(&mut self, unit: &Unit, _: &UnitDetails, _: &mut Losses) -> io::Result<()> {
        let row = JsonUnit {
            source: &unit.source,
            target: &unit.target,
            origin: unit.origin,
            backend: unit.backend.as_deref(),
            model: unit.model.as_deref(),
            article: unit.article.as_deref(),
            position: unit.position,
            at: unit.at,
            note: unit.note.as_deref(),
        };
        let mut line = serde_json::to_vec(&row).map_err(io::Error::other)?;
        line.push(b'\n');
        self.out.write_all(&line)
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn read<'a>(input: ImportFile<'a>, collector: &mut UnitCollector<'a>) -> Result<(), ExchangeError> {
    let mut lines = LineReader::new(collector.path, input)?;
    let mut names = ObjectNames {
        names: Vec::new(),
        fields: Fields::nameless(),
    };
    let mut is_ours = false;
    while let Some((line, number)) = lines.next()? {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(&line) {
            Ok(object) => {
                let at = after(number, b"");
                names.add(&object, at, collector)?;
                is_ours = true;
            }
            // A line that is damaged says nothing of the others.
            Err(error) if is_ours => {
                collector.remark(Remark::Syntax, place(&line, number, &error));
            }
            Err(error) => return Err(syntax_error(collector, &line, number, &error)),
        }
    }
    Ok(())
}

/// Builds an error of the parser in a line.
fn syntax_error(
    collector: &UnitCollector<'_>,
    line: &str,
    number: usize,
    error: &serde_json::Error,
) -> ExchangeError {
    let message = error.to_string();
    collector.error(
        place(line, number, error),
        message.split(" at line ").next().unwrap_or_default(),
        "a line is one JSON object; `duizhao memory export --to jsonl` shows some",
    )
}

/// Returns the place of an error of the parser.
fn place(line: &str, number: usize, error: &serde_json::Error) -> Position {
    let before = error.column().saturating_sub(1).min(line.len());
    after(number, &line.as_bytes()[..before])
}

/// The names of the last object, which the next one mostly has too.
struct ObjectNames {
    names: Vec<String>,
    fields: Fields,
}

impl ObjectNames {
    /// Passes on the unit of an object.
    fn add(
        &mut self,
        object: &Map<String, Value>,
        at: Position,
        collector: &mut UnitCollector<'_>,
    ) -> Result<(), ExchangeError> {
        let inner = object.get("translation").and_then(Value::as_object);
        let all = inner
            .into_iter()
            .flatten()
            .chain(object)
            .filter(|(_, value)| !value.is_object() && value.as_str() != Some(""));
        let (names, values): (Vec<&str>, Vec<&Value>) =
            all.map(|(name, value)| (name.as_str(), value)).unzip();
        if self.names != names {
            self.fields = Fields::find(names.iter().copied());
            self.names = names.into_iter().map(str::to_owned).collect();
        }
        let (unit, wrong) = self.fields.unit(|index| text(values.get(index)?));
        for _ in 0..wrong {
            collector.remark(Remark::Field, at);
        }
        collector.push(unit, at)
    }
}

/// Returns a value as text; `None` if it is none.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{all_held, any_units, comes_back, fails, holds, read_all, written};
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(line: &str, expected: (&str, &str)) {
        holds(&FORMAT, line.as_bytes(), &[expected]);
    }

    #[test]
    fn names_of_others_are_read() {
        check(r#"{"zh": "党", "en": "Party", "id": 1}"#, ("党", "Party"));
        check(r#"{"source": "党", "target": "Party"}"#, ("党", "Party"));
        check(r#"{"src": "Party", "tgt": "党"}"#, ("党", "Party"));
        check(
            r#"{"id": "1", "translation": {"en": "Party", "zh": "党"}}"#,
            ("党", "Party"),
        );
        check(r#"{"原文": "党", "译文": "Party"}"#, ("党", "Party"));
        check(
            "\u{feff}\r\n{\"text_zh\": \"\", \"zh-CN\": \"党\\n委\", \"en_US\": \"Party\"}\r\n",
            ("党委", "Party"),
        );
    }

    #[test]
    fn a_unit_is_a_line() {
        let unit = Unit {
            source: "党".into(),
            target: "P".into(),
            position: Some(3),
            at: Some(-1),
            ..Unit::default()
        };
        let line =
            "{\"source\":\"党\",\"target\":\"P\",\"origin\":\"memory\",\"position\":3,\"at\":-1}\n";
        assert_eq!(
            String::from_utf8(written(&FORMAT, &[unit]).0).unwrap(),
            line
        );
    }

    #[test]
    fn what_is_no_unit_is_counted_and_what_is_no_json_an_error() {
        let text = "{\"zh\": \"党\"}\n{}\n{\"zh\": [\"党\"], \"en\": \"Party\"}\n{\"zh\": \"党\", \"en\": \"Party\", \"origin\": \"robot\"}\n";
        let (units, notes) = read_all(&FORMAT, text.as_bytes()).unwrap();
        assert_eq!((units.len(), notes.left_out()), (1, 3));
        fails(&FORMAT, "\n{\"党\": x}", "t:2:7: expected value");
        fails(
            &FORMAT,
            "[]",
            "t:1:1: invalid type: sequence, expected a map",
        );
        fails(&FORMAT, "{\"zh\": \"\\ud800\"}", "t:1:");
        fails(&FORMAT, &"[".repeat(1000), "t:1:1: ");
    }

    #[test]
    fn a_damaged_line_is_left_out_alone() {
        let text = "{\"zh\": \"党\", \"en\": \"P\"}\n{\"党\": x}\n{\"zh\": \"委\", \"en\": \"C\"}\n{\"zh\": ";
        let (units, notes) = read_all(&FORMAT, text.as_bytes()).unwrap();
        assert_eq!((units.len(), notes.left_out()), (2, 2));
        let line = "t:2:7: 2 lines are no JSON objects and were left out; also at 4:7";
        assert_eq!(notes.lines(), [line]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(units in any_units()) {
            comes_back(&FORMAT, &units, &ExportOptions::default(), all_held(&units))?;
        }
    }
}
