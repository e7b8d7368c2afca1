//! Units and files that are hard to hold, for tests.

use super::super::Unit;
use super::held::held;
use super::{
    ExchangeError, ExportOptions, ExportReport, FORMATS, ImportOptions, MemoryFormat, Notes,
    UnitDetails, UnitRemark,
};
use duizhao_core::article::Origin;
use duizhao_core::diagnostic::Hinted;
use duizhao_core::document::{Document, DocumentBlock};
use duizhao_edition::{Edition, Pair, write};
use duizhao_formats::xml::is_allowed;
use duizhao_zh::identity::Identity;
use proptest::prelude::*;
use std::path::Path;

/// Text with what formats trip over.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[党委書記a-zA-Z ]{1,4}",
        1 => prop::sample::select(vec![
            "\"", "'", "\t", "\n", "\r\n", "\r", "\u{2028}", "\u{85}", "<", "&", ">", "]]>", "&amp;", "&#xD800;", "<b>", "=", "+", "-",
            "@", "  ", "🚩", "👩‍👩‍👧", "\u{1}", "\0", "\u{b}", "\u{1b}[31m", "\u{7f}", "\u{202e}", "العربية", "\\n", "\\", "\u{3000}",
            "e\u{301}", "\u{feff}", "\u{fffe}", "\u{ffff}", "{}", "：", "<a0>", "#",
        ]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// A unit of any texts.
pub(super) fn any_unit() -> impl Strategy<Value = Unit> {
    let some = || proptest::option::of(any_text());
    let numbers = (
        proptest::option::of(any::<u64>()),
        proptest::option::of(any::<i32>()),
    );
    let origin = prop::sample::select(Origin::ALL.to_vec());
    (
        any_text(),
        any_text(),
        origin,
        (some(), some(), some(), some()),
        numbers,
    )
        .prop_map(
            |(source, target, origin, (backend, model, article, note), (position, at))| Unit {
                source: format!("党{source}"),
                target: format!("{target}P"),
                origin,
                backend,
                model,
                article,
                position,
                at: at.map(i64::from),
                note,
            },
        )
}

/// Some units.
pub(super) fn any_units() -> impl Strategy<Value = Vec<Unit>> {
    proptest::collection::vec(any_unit(), 0..5)
}

/// Units of two texts alone.
pub(super) fn units_of(pairs: &[(&str, &str)]) -> Vec<Unit> {
    let unit = |&(source, target): &(&str, &str)| Unit {
        source: source.into(),
        target: target.into(),
        ..Unit::default()
    };
    pairs.iter().map(unit).collect()
}

/// What XML holds of units; with `segments`, all of their two sides.
pub(super) fn fits_xml(units: &[Unit], segments: bool) -> Vec<Unit> {
    let fit = |text: String| text.chars().filter(|&c| is_allowed(c)).collect::<String>();
    let side = |text: String| if segments { text } else { fit(text) };
    let unit = |unit: &Unit| {
        let unit = held(unit.clone());
        held(Unit {
            source: side(unit.source),
            target: side(unit.target),
            backend: unit.backend.map(fit),
            model: unit.model.map(fit),
            article: unit.article.map(fit),
            note: unit.note.map(fit),
            ..unit
        })
    };
    units.iter().map(unit).collect()
}

/// The units as a file.
#[track_caller]
pub(super) fn written(format: &MemoryFormat, units: &[Unit]) -> (Vec<u8>, ExportReport) {
    written_with(format, units, &ExportOptions::default())
}

#[track_caller]
pub(super) fn written_with(
    format: &MemoryFormat,
    units: &[Unit],
    options: &ExportOptions,
) -> (Vec<u8>, ExportReport) {
    let mut out = Vec::new();
    let mut exporter = format.begin(&mut out, options).unwrap();
    units.iter().for_each(|unit| exporter.unit(unit).unwrap());
    let written = exporter.end().unwrap();
    (out, written)
}

/// A unit and what else is said of it.
pub(super) fn detailed_unit() -> (Unit, UnitDetails) {
    let unit = Unit {
        origin: Origin::Human,
        article: Some("a.md".into()),
        note: Some("one".into()),
        ..units_of(&[("黨", "Party")]).remove(0)
    };
    let details = UnitDetails {
        id: Some("a:s1".into()),
        chinese: Some("zh-TW".into()),
        state: Some("reviewed"),
        is_reviewed: true,
        created_by: Some("deepl & \"co\"".into()),
        changed_by: Some("human".into()),
        properties: vec![("kind", "paragraph".into()), ("none", String::new())],
        article: vec![("url", "https://example.org/?a&b".into())],
        remarks: vec![UnitRemark {
            category: "term",
            priority: 2,
            text: "one".into(),
        }],
    };
    (unit, details)
}

/// The unit as a file, with what else is said of it.
#[track_caller]
pub(super) fn with_details(format: &MemoryFormat, unit: &Unit, details: &UnitDetails) -> String {
    let mut out = Vec::new();
    let mut exporter = format.begin(&mut out, &ExportOptions::default()).unwrap();
    exporter.detailed(unit, details).unwrap();
    assert!(exporter.end().unwrap().losses.is_empty());
    String::from_utf8(out).unwrap()
}

/// That units come back from a file as `expected`, that nothing is remarked on, and that what is lost is said.
pub(super) fn comes_back(
    format: &MemoryFormat,
    units: &[Unit],
    options: &ExportOptions,
    expected: Vec<Unit>,
) -> Result<(), TestCaseError> {
    let (bytes, written) = written_with(format, units, options);
    let (read, notes) = read_all(format, &bytes).expect("what is written can be read");
    prop_assert!(notes.lines().is_empty(), "{:?}", notes);
    prop_assert_eq!(written.units, read.len() as u64);
    prop_assert_eq!(written.losses.is_empty(), expected == all_held(units));
    prop_assert_eq!(read, expected);
    Ok(())
}

/// The units as every format can hold them.
pub(super) fn all_held(units: &[Unit]) -> Vec<Unit> {
    units.iter().cloned().map(held).collect()
}

/// All units of a file.
pub(super) fn read_all(
    format: &MemoryFormat,
    bytes: &[u8],
) -> Result<(Vec<Unit>, Notes), ExchangeError> {
    with_options(format, bytes, &ImportOptions::default())
}

pub(super) fn with_options(
    format: &MemoryFormat,
    mut bytes: &[u8],
    options: &ImportOptions,
) -> Result<(Vec<Unit>, Notes), ExchangeError> {
    let mut units = Vec::new();
    let mut each = |unit| {
        units.push(unit);
        Ok(())
    };
    let notes = format.read(Path::new("t"), &mut bytes, options, &mut each)?;
    Ok((units, notes))
}

/// That a file has units of these two sides.
#[track_caller]
pub(super) fn holds(format: &MemoryFormat, bytes: &[u8], expected: &[(&str, &str)]) {
    let units = read_all(format, bytes).unwrap().0;
    let pairs: Vec<(&str, &str)> = units
        .iter()
        .map(|unit| (&*unit.source, &*unit.target))
        .collect();
    assert_eq!(pairs, expected);
}

/// That reading a file leads to these notes.
#[track_caller]
pub(super) fn notes(format: &MemoryFormat, bytes: &[u8], expected: &[&str]) {
    assert_eq!(read_all(format, bytes).unwrap().1.lines(), expected);
}

/// That reading fails, and how the message begins.
#[track_caller]
pub(super) fn fails(format: &MemoryFormat, text: &str, expected: &str) {
    let error = read_all(format, text.as_bytes()).unwrap_err();
    assert!(
        error.to_string().starts_with(expected) && error.hint().is_some(),
        "{error}"
    );
}

/// A text as UTF-16 with a mark, in either order.
pub(super) fn utf16(text: &str) -> [Vec<u8>; 2] {
    let bytes = |order: fn(u16) -> [u8; 2]| {
        format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(order)
            .collect()
    };
    [bytes(u16::to_le_bytes), bytes(u16::to_be_bytes)]
}

/// A sound file of a format.
pub(super) fn sample(format: &MemoryFormat) -> Vec<u8> {
    let mut units = units_of(&[
        ("党委 <a>", "Party committee"),
        ("书记", "the \"secretary\""),
    ]);
    units[0].note = Some("a\nb".into());
    units[0].article = Some("001.txt".into());
    if format.can_write() {
        return written(format, &units).0;
    }
    assert!(
        std::ptr::eq(FORMATS[4], format),
        "another format that cannot be written has no sample"
    );
    let pairs = units
        .into_iter()
        .map(|unit| Pair::new(unit.source, unit.target))
        .collect();
    let blocks = vec![DocumentBlock::new(
        duizhao_core::article::BlockKind::Paragraph,
        pairs,
    )];
    write(
        &Edition {
            document: Document {
                blocks,
                ..Document::default()
            },
            ..Edition::default()
        },
        None,
        &Identity::new(),
    )
    .into_bytes()
}
