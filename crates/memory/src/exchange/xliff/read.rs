//! Reading XLIFF 2 and 1.2.

use super::super::document::XmlDocument;
use super::super::gather::{Remark, UnitCollector};
use super::super::languages::{UnitLanguage, language};
use super::super::{ExchangeError, ImportFile, inline};
use super::METADATA;
use crate::Unit;
use duizhao_core::article::Origin;
use duizhao_formats::xml::{Element, Part, Position};
use duizhao_zh::han::is_han;
use std::collections::HashMap;

pub(super) fn read<'a>(
    input: ImportFile<'a>,
    collector: &mut UnitCollector<'a>,
) -> Result<(), ExchangeError> {
    let mut document = XmlDocument::new(collector.path, input, "xliff", &["unit", "trans-unit"])?;
    let mut file = XliffFile::default();
    while let Some(part) = document.next()? {
        match part {
            Part::Open(element) => file.open(&element),
            Part::Entry(entry) if entry.name == "unit" => file.unit(&entry, collector)?,
            Part::Entry(entry) => file.trans_unit(&entry, collector)?,
        }
    }
    Ok(())
}

/// What is said of the units of a file.
#[derive(Debug, Default)]
struct XliffFile {
    source: Option<String>,
    target: Option<String>,
    original: Option<String>,
}

impl XliffFile {
    /// Keeps what the root or a `file` says.
    fn open(&mut self, element: &Element) {
        match &*element.name {
            "xliff" => {
                self.source = attribute(element, "srcLang");
                self.target = attribute(element, "trgLang");
            }
            "file" => {
                self.original = attribute(element, "original");
                if let Some(source) = attribute(element, "source-language") {
                    self.source = Some(source);
                    self.target = attribute(element, "target-language");
                }
            }
            _ => {}
        }
    }

    /// Passes on the segments of a unit of version 2.
    fn unit(
        &self,
        entry: &Element,
        collector: &mut UnitCollector<'_>,
    ) -> Result<(), ExchangeError> {
        let mut about = Unit {
            note: notes(entry.named("notes").flat_map(|notes| notes.named("note"))),
            ..Unit::default()
        };
        let groups = entry
            .named("metadata")
            .flat_map(|metadata| metadata.named("metaGroup"));
        for meta in groups
            .filter(|group| group.attribute("category") == Some("duizhao"))
            .flat_map(Element::children)
        {
            let field = METADATA
                .into_iter()
                .find(|field| meta.attribute("type") == Some(field.name()));
            if field.is_some_and(|field| !field.put(&mut about, &meta.text())) {
                collector.remark(Remark::Field, meta.at);
            }
        }
        for segment in entry.named("segment") {
            // `initial` is a text without a translation, unless we say what made it.
            let is_initial = segment.attribute("state") == Some("initial");
            let is_translated = !is_initial || about.origin != Origin::default();
            let target = is_translated.then(|| segment.named("target").next());
            let sides = (segment.named("source").next(), target.flatten());
            self.pair(sides, segment.at, &about, collector)?;
        }
        Ok(())
    }

    /// Passes on the sentences of a unit of version 1.2: those of `seg-source` if it has any, else the unit as a whole.
    fn trans_unit(
        &self,
        entry: &Element,
        collector: &mut UnitCollector<'_>,
    ) -> Result<(), ExchangeError> {
        let about = Unit {
            note: notes(entry.named("note")),
            ..Unit::default()
        };
        let target = entry
            .named("target")
            .next()
            .filter(|target| !is_untranslated(target));
        let mut sources = Vec::new();
        for source in entry.named("seg-source") {
            sentences(source, &mut sources);
        }
        let mut targets = Vec::new();
        if let Some(target) = target {
            sentences(target, &mut targets);
        }
        if sources.is_empty() || (targets.is_empty() && target.is_some()) {
            let sides = (entry.named("source").next(), target);
            return self.pair(sides, entry.at, &about, collector);
        }
        let targets: HashMap<&str, &Element> = targets.into_iter().collect();
        for (number, source) in sources {
            let sides = (Some(source), targets.get(number).copied());
            self.pair(sides, source.at, &about, collector)?;
        }
        Ok(())
    }

    /// Passes on a source and a target, in whichever language they are.
    fn pair(
        &self,
        (source, target): (Option<&Element>, Option<&Element>),
        at: Position,
        about: &Unit,
        collector: &mut UnitCollector<'_>,
    ) -> Result<(), ExchangeError> {
        let left = text(source);
        let right = text(target);
        if right.trim().is_empty() && !left.trim().is_empty() {
            let unit = Unit {
                source: left,
                article: self.original.clone(),
                ..about.clone()
            };
            return collector.push_or(Remark::Untranslated, unit, at);
        }
        let code = target
            .and_then(|target| target.attribute("lang"))
            .or(self.target.as_deref());
        let (source, target) = match direction(self.source.as_deref(), code, &left) {
            Some(UnitLanguage::Chinese) => (left, right),
            Some(UnitLanguage::English) => (right, left),
            None => {
                collector.remark(Remark::Languages, at);
                return Ok(());
            }
        };
        let unit = Unit {
            source,
            target,
            article: self.original.clone(),
            ..about.clone()
        };
        collector.push(unit, at)
    }
}

fn attribute(element: &Element, name: &str) -> Option<String> {
    element.attribute(name).map(str::to_owned)
}

fn text(side: Option<&Element>) -> String {
    side.map(|side| inline::text(side, false))
        .unwrap_or_default()
}

/// Returns the language of the source, by the codes and, where they are missing, by the text; `None` if units are not
/// between Chinese and English.
fn direction(source: Option<&str>, target: Option<&str>, text: &str) -> Option<UnitLanguage> {
    match (source.map(language), target.map(language)) {
        (Some(Some(source)), Some(Some(target))) if source != target => Some(source),
        (Some(Some(source)), None) => Some(source),
        (None, Some(Some(UnitLanguage::Chinese))) => Some(UnitLanguage::English),
        (None, Some(Some(UnitLanguage::English))) => Some(UnitLanguage::Chinese),
        (None, None) => Some(if text.contains(is_han) {
            UnitLanguage::Chinese
        } else {
            UnitLanguage::English
        }),
        (Some(_), _) | (None, Some(None)) => None,
    }
}

/// Tests whether version 1.2 says that a target is a copy of the source, or nothing yet.
fn is_untranslated(target: &Element) -> bool {
    matches!(target.attribute("state"), Some("new" | "needs-translation"))
}

/// Collects the sentences that are marked in an element, with their numbers.
fn sentences<'a>(element: &'a Element, found: &mut Vec<(&'a str, &'a Element)>) {
    for child in element.children() {
        match child.attribute("mid") {
            Some(number) if child.name == "mrk" && child.attribute("mtype") == Some("seg") => {
                found.push((number, child))
            }
            Some(_) | None => sentences(child, found),
        }
    }
}

/// Joins notes, a line each.
fn notes<'a>(notes: impl Iterator<Item = &'a Element>) -> Option<String> {
    Some(
        notes
            .map(Element::text)
            .filter(|note| !note.is_empty())
            .collect::<Vec<String>>()
            .join("\n"),
    )
}
