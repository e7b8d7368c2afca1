//! Reading XLIFF 2 and 1.2.

use super::super::document::Document;
use super::super::gather::{Gatherer, Remark};
use super::super::languages::{Language, language};
use super::super::{ExchangeError, Input, inline};
use super::METADATA;
use crate::Unit;
use duizhao_formats::xml::{Element, Part, Position};
use duizhao_zh::han::is_han;
use std::collections::HashMap;

pub(super) fn read<'a>(input: Input<'a>, gatherer: &mut Gatherer<'a>) -> Result<(), ExchangeError> {
    let mut document = Document::new(gatherer.path, input, "xliff", &["unit", "trans-unit"])?;
    let mut file = File::default();
    while let Some(part) = document.next()? {
        match part {
            Part::Open(element) => file.open(&element),
            Part::Entry(entry) if entry.name == "unit" => file.unit(&entry, gatherer)?,
            Part::Entry(entry) => file.trans_unit(&entry, gatherer)?,
        }
    }
    Ok(())
}

/// What is said of the units of a file.
#[derive(Debug, Default)]
struct File {
    source: Option<String>,
    target: Option<String>,
    original: Option<String>,
}

impl File {
    /// Takes what the root or a `file` says.
    fn open(&mut self, element: &Element) {
        let attribute = |name: &str| element.attribute(name).map(str::to_owned);
        match &*element.name {
            "xliff" => (self.source, self.target) = (attribute("srcLang"), attribute("trgLang")),
            "file" => {
                self.original = attribute("original");
                if let Some(source) = attribute("source-language") {
                    (self.source, self.target) = (Some(source), attribute("target-language"));
                }
            }
            _ => {}
        }
    }

    /// The segments of a unit of version 2.
    fn unit(&self, entry: &Element, gatherer: &mut Gatherer<'_>) -> Result<(), ExchangeError> {
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
                gatherer.remark(Remark::Field, meta.at);
            }
        }
        for segment in entry.named("segment") {
            let sides = (
                segment.named("source").next(),
                segment.named("target").next(),
            );
            self.pair(sides, segment.at, &about, gatherer)?;
        }
        Ok(())
    }

    /// The sentences of a unit of version 1.2: those of `seg-source` if it has any, else the unit as a whole.
    fn trans_unit(
        &self,
        entry: &Element,
        gatherer: &mut Gatherer<'_>,
    ) -> Result<(), ExchangeError> {
        let about = Unit {
            note: notes(entry.named("note")),
            ..Unit::default()
        };
        let target = entry
            .named("target")
            .next()
            .filter(|target| !is_untranslated(target));
        let (mut sources, mut targets) = (Vec::new(), Vec::new());
        entry
            .named("seg-source")
            .for_each(|source| sentences(source, &mut sources));
        target
            .into_iter()
            .for_each(|target| sentences(target, &mut targets));
        if sources.is_empty() || (targets.is_empty() && target.is_some()) {
            return self.pair(
                (entry.named("source").next(), target),
                entry.at,
                &about,
                gatherer,
            );
        }
        let targets: HashMap<&str, &Element> = targets.into_iter().collect();
        for (number, source) in sources {
            self.pair(
                (Some(source), targets.get(number).copied()),
                source.at,
                &about,
                gatherer,
            )?;
        }
        Ok(())
    }

    /// Hands on a source and a target, in whichever language they are.
    fn pair(
        &self,
        (source, target): (Option<&Element>, Option<&Element>),
        at: Position,
        about: &Unit,
        gatherer: &mut Gatherer<'_>,
    ) -> Result<(), ExchangeError> {
        let text = |side: Option<&Element>| {
            side.map(|side| inline::text(side, false))
                .unwrap_or_default()
        };
        let (left, right) = (text(source), text(target));
        if right.trim().is_empty() && !left.trim().is_empty() {
            gatherer.remark(Remark::Untranslated, at);
            return Ok(());
        }
        let code = target
            .and_then(|target| target.attribute("lang"))
            .or(self.target.as_deref());
        let (source, target) = match direction(self.source.as_deref(), code, &left) {
            Some(Language::Chinese) => (left, right),
            Some(Language::English) => (right, left),
            None => {
                gatherer.remark(Remark::Languages, at);
                return Ok(());
            }
        };
        gatherer.push(
            Unit {
                source,
                target,
                article: self.original.clone(),
                ..about.clone()
            },
            at,
        )
    }
}

/// The language of the source, by the codes and, where they are missing, by the text; `None` if units are not
/// between Chinese and English.
fn direction(source: Option<&str>, target: Option<&str>, text: &str) -> Option<Language> {
    match (source.map(language), target.map(language)) {
        (Some(Some(source)), Some(Some(target))) if source != target => Some(source),
        (Some(Some(source)), None) => Some(source),
        (None, Some(Some(Language::Chinese))) => Some(Language::English),
        (None, Some(Some(Language::English))) => Some(Language::Chinese),
        (None, None) => Some(if text.contains(is_han) {
            Language::Chinese
        } else {
            Language::English
        }),
        (Some(_), _) | (None, Some(None)) => None,
    }
}

/// Whether version 1.2 says that a target is a copy of the source, or nothing yet.
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

/// Notes, a line each.
fn notes<'a>(notes: impl Iterator<Item = &'a Element>) -> Option<String> {
    Some(
        notes
            .map(Element::text)
            .filter(|note| !note.is_empty())
            .collect::<Vec<String>>()
            .join("\n"),
    )
}
