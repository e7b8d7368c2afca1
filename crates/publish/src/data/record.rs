//! A sentence and its translation with all that is known of them.

use crate::corpus::Corpus;
use crate::{Article, Sentence};
use duizhao_core::article::BlockKind;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_glossary::Termbase;
use serde::Serialize;

/// A row of the data. Its fields are those of [`FIELDS`], in that order.
#[derive(Debug, Serialize)]
pub(super) struct Record<'a> {
    pub(super) id: String,
    pub(super) article: &'a str,
    pub(super) title_zh: &'a str,
    pub(super) title_en: Option<&'a str>,
    pub(super) date: Option<&'a str>,
    pub(super) source: Option<&'a str>,
    pub(super) url: Option<&'a str>,
    pub(super) position: usize,
    pub(super) block: usize,
    pub(super) kind: &'static str,
    pub(super) zh: &'a str,
    pub(super) en: &'a str,
    pub(super) script: &'static str,
    pub(super) state: &'static str,
    pub(super) maker: Option<String>,
    pub(super) terms: Vec<RecordTerm<'a>>,
    pub(super) findings: Vec<RecordFinding<'a>>,
    pub(super) licence: Option<&'a str>,
}

/// A term of the sentence.
#[derive(Debug, Serialize)]
pub(super) struct RecordTerm<'a> {
    pub(super) source: &'a str,
    pub(super) preferred: &'a str,
    pub(super) rendering: Option<&'a str>,
}

/// What a check finds in the sentence.
#[derive(Debug, Serialize)]
pub(super) struct RecordFinding<'a> {
    pub(super) code: &'static str,
    pub(super) severity: &'static str,
    pub(super) message: &'a str,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
    Text,
    /// A day, `YYYY-MM-DD`.
    Day,
    Number,
    /// Objects of these texts; the last may be null.
    Objects([&'static str; 3]),
}

/// A field, and what is to be known of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: FieldKind,
    /// Whether there may be none.
    pub(super) is_optional: bool,
    pub(super) about: &'static str,
}

/// Every field of a record.
pub(super) const FIELDS: [Field; 18] = [
    text(
        "id",
        "names the row: the article and the sentence. It stays as long as the article keeps its name and the sentence its wording, wherever it moves and in either script",
    ),
    text(
        "article",
        "the article's path below the folder of editions, without its extension",
    ),
    text("title_zh", "the title in Chinese"),
    option(
        "title_en",
        "the title in English; none where it has no translation or was left out",
    ),
    Field {
        kind: FieldKind::Day,
        ..option("date", "the day of publication, `YYYY-MM-DD`")
    },
    option("source", "who published the article, as it says"),
    option("url", "the address of the article"),
    number(
        "position",
        "the index of the sentence in the whole article, from 0; the title is the first",
    ),
    number(
        "block",
        "the number of its paragraph in the whole article, from 1; 0 for the title",
    ),
    text(
        "kind",
        "what the paragraph is: `title`, `heading`, `paragraph`, `caption`, `note`, `byline` or `list_item`",
    ),
    text("zh", "the Chinese, plain text on one line"),
    text("en", "the English, plain text on one line"),
    text(
        "script",
        "the script of the Chinese: `hans` (simplified) or `hant` (traditional)",
    ),
    text(
        "state",
        "where the English is from: `human`, `reviewed`, `memory` or `machine`",
    ),
    option(
        "maker",
        "the service and the model that made the English, where that is known",
    ),
    objects(
        "terms",
        ["source", "preferred", "rendering"],
        "the glossary's terms in the Chinese, in order: the term as it stands there, its preferred English, and the English of the glossary that the translation has for it; null where it has none",
    ),
    objects(
        "findings",
        ["code", "severity", "message"],
        "what the checks find: the rule, `note`, `warning` or `error`, and a sentence",
    ),
    option("licence", "the licence of the English"),
];

const fn text(name: &'static str, about: &'static str) -> Field {
    Field {
        name,
        kind: FieldKind::Text,
        is_optional: false,
        about,
    }
}

const fn option(name: &'static str, about: &'static str) -> Field {
    Field {
        is_optional: true,
        ..text(name, about)
    }
}

const fn number(name: &'static str, about: &'static str) -> Field {
    Field {
        kind: FieldKind::Number,
        ..text(name, about)
    }
}

const fn objects(name: &'static str, keys: [&'static str; 3], about: &'static str) -> Field {
    Field {
        kind: FieldKind::Objects(keys),
        ..text(name, about)
    }
}

/// Returns the field of that name.
pub(super) const fn field(name: &str) -> Field {
    let mut index = 0;
    while index < FIELDS.len() {
        if is_same(FIELDS[index].name, name) {
            return FIELDS[index];
        }
        index += 1;
    }
    panic!("no field has this name")
}

/// Tests whether two names are the same, where `==` cannot yet.
const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

/// Returns the rows of an article, in reading order.
pub(super) fn records<'a>(corpus: &'a Corpus, article: &'a Article) -> Vec<Record<'a>> {
    let script = if article.language() == "zh-Hant" {
        "hant"
    } else {
        "hans"
    };
    let pairs = article.document.items_with_kinds();
    pairs
        .map(|(kind, sentence)| Record {
            id: id(article, sentence),
            article: &article.name,
            title_zh: article.title(),
            title_en: article.title_en(),
            date: article.date(),
            source: said(article, "source"),
            url: said(article, "url"),
            position: sentence.position,
            block: sentence.block.map_or(0, |block| block + 1),
            kind: kind_name(kind, sentence),
            zh: &sentence.source,
            en: &sentence.target,
            script,
            state: sentence.state.name(),
            maker: sentence.maker.as_ref().map(ToString::to_string),
            terms: terms(&corpus.termbase, sentence),
            findings: sentence.findings.iter().map(finding).collect(),
            licence: licence(corpus),
        })
        .collect()
}

/// Returns the name of a sentence among all of the corpus: ASCII letters, digits, `-`, `_` and one `:`.
pub(super) fn id(article: &Article, sentence: &Sentence) -> String {
    format!("{}:{}", article.slug, sentence.anchor())
}

/// Returns what the front matter says, unless that is nothing.
pub(super) fn said<'a>(article: &'a Article, key: &str) -> Option<&'a str> {
    article.front.get(key).filter(|value| !value.is_empty())
}

/// Returns the licence of the translations.
pub(super) fn licence(corpus: &Corpus) -> Option<&str> {
    let licence = corpus.settings.licence.trim();
    (!licence.is_empty()).then_some(licence)
}

/// Returns the name of the kind of a sentence's block.
pub(super) fn kind_name(kind: BlockKind, sentence: &Sentence) -> &'static str {
    match sentence.block {
        Some(_) => kind.name(),
        None => "title",
    }
}

fn terms<'a>(termbase: &'a Termbase, sentence: &'a Sentence) -> Vec<RecordTerm<'a>> {
    let uses = sentence.terms(termbase).into_iter();
    uses.map(|found| RecordTerm {
        source: found.source.of(&sentence.source),
        preferred: &termbase.glossary.terms()[found.term].target,
        rendering: found.rendering.map(|(_, span)| span.of(&sentence.target)),
    })
    .collect()
}

fn finding(found: &Diagnostic) -> RecordFinding<'_> {
    RecordFinding {
        code: found.code,
        severity: found.severity.name(),
        message: &found.message,
    }
}

/// Tests whether the checks find something that is to be looked at.
pub(super) fn has_problem(sentence: &Sentence) -> bool {
    let mut severities = sentence.findings.iter().map(|found| found.severity);
    severities.any(|severity| severity != Severity::Note)
}
