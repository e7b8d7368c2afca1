//! Pairs as units of a translation memory, whose writers hold them.

use super::record::{id, kind_name, licence, said};
use crate::{Article, Corpus, PublishError, Sentence, SentenceState};
use duizhao_core::article::{BlockKind, Origin};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_memory::Unit;
use duizhao_memory::exchange::{
    ExchangeError, ExportOptions, ExportReport, MemoryFormat, UnitDetails, UnitRemark, by_name,
};
use std::io::{self, Write};
use std::path::Path;

/// A unit, and what else is said of it.
pub(super) type Detailed = (Unit, UnitDetails);

/// The language code that tools for translators know for Chinese in traditional script.
const TRADITIONAL: &str = "zh-TW";

/// Returns the pairs of an article as units, in reading order. `about` is what is said of the article with each.
pub(super) fn units(article: &Article, about: &[(&'static str, String)]) -> Vec<Detailed> {
    let is_traditional = article.language() == "zh-Hant";
    let pairs = article.document.items_with_kinds();
    pairs
        .map(|(kind, sentence)| {
            let details = UnitDetails {
                id: Some(id(article, sentence)),
                chinese: is_traditional.then(|| TRADITIONAL.to_owned()),
                article: about.to_vec(),
                ..details(kind, sentence)
            };
            (unit(article, sentence), details)
        })
        .collect()
}

/// Returns what is said of an article: where it is from.
pub(super) fn about(corpus: &Corpus, article: &Article) -> Vec<(&'static str, String)> {
    let fields = [
        ("date", article.date()),
        ("source", said(article, "source")),
        ("url", said(article, "url")),
        ("licence", licence(corpus)),
    ];
    let known = fields.into_iter();
    known
        .filter_map(|(name, value)| Some((name, value?.to_owned())))
        .collect()
}

fn unit(article: &Article, sentence: &Sentence) -> Unit {
    let maker = sentence.maker.as_ref();
    let maker = maker.filter(|_| sentence.state == SentenceState::Machine);
    let notes: Vec<String> = sentence.findings.iter().map(shown).collect();
    Unit {
        source: sentence.source.clone(),
        target: sentence.target.clone(),
        origin: origin(sentence.state),
        backend: maker.map(|maker| maker.backend.clone()),
        model: maker.and_then(|maker| maker.model.clone()),
        article: Some(article.name.clone()),
        position: Some(sentence.position as u64),
        at: None,
        note: (!notes.is_empty()).then(|| notes.join("\n")),
    }
}

/// Returns the origin of a unit: what a person approved is human, as in a memory.
const fn origin(state: SentenceState) -> Origin {
    match state {
        SentenceState::Human | SentenceState::Reviewed => Origin::Human,
        SentenceState::Memory => Origin::Memory,
        SentenceState::Machine => Origin::Machine,
        SentenceState::Gloss | SentenceState::Missing => Origin::Gloss,
    }
}

fn details(kind: BlockKind, sentence: &Sentence) -> UnitDetails {
    let state = sentence.state;
    let is_reviewed = state == SentenceState::Reviewed;
    let maker = sentence.maker.as_ref().map(ToString::to_string);
    let approved = maker.clone().filter(|_| is_reviewed);
    let block = sentence.block.map_or(0, |block| block + 1);
    UnitDetails {
        state: Some(state.name()),
        is_reviewed,
        // Of what was approved and whose maker is not known, it is not known whether it was a machine.
        created_by: maker.or_else(|| (!is_reviewed).then(|| state.name().to_owned())),
        changed_by: is_reviewed.then(|| SentenceState::Human.name().to_owned()),
        properties: vec![
            ("kind", kind_name(kind, sentence).to_owned()),
            ("block", block.to_string()),
            ("maker", approved.unwrap_or_default()),
        ],
        remarks: sentence.findings.iter().map(remark).collect(),
        ..UnitDetails::default()
    }
}

/// Returns a finding in words, as reports have it.
fn shown(found: &Diagnostic) -> String {
    format!("{}[{}]: {}", found.severity, found.code, found.message)
}

fn remark(found: &Diagnostic) -> UnitRemark {
    UnitRemark {
        category: found.code,
        priority: match found.severity {
            Severity::Error => 1,
            Severity::Warning => 2,
            Severity::Note => 3,
        },
        text: shown(found),
    }
}

/// Returns a format of memories that can be written.
pub(super) fn format(name: &str) -> &'static MemoryFormat {
    by_name(name).expect("memories have this format")
}

/// Returns options for files of Chinese in the script of these units.
pub(super) fn options(units: &[Detailed]) -> ExportOptions {
    let mut options = ExportOptions::default();
    if let Some((_, details)) = units.first()
        && let Some(chinese) = &details.chinese
    {
        options.chinese.clone_from(chinese);
    }
    options
}

/// Writes a file of units; returns how many, and what it has no place for.
pub(super) fn write(
    format: &MemoryFormat,
    units: &[Detailed],
    out: &mut dyn Write,
) -> Result<ExportReport, ExchangeError> {
    let mut exporter = format.begin(out, &options(units))?;
    for (unit, details) in units {
        exporter.detailed(unit, details)?;
    }
    exporter.end()
}

/// Returns the error of a file that cannot be written.
pub(super) fn error(path: &Path, error: ExchangeError) -> PublishError {
    let cause = match error {
        ExchangeError::Write(cause) => cause,
        other => io::Error::other(other),
    };
    PublishError::write(path, cause)
}
