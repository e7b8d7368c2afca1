//! Writing terms as entries of a term base, of TBX version 2 or 3.
//!
//! | column | where |
//! |---|---|
//! | source | a word in simplified Chinese and, if given, one in traditional |
//! | English | a word each: preferred, admitted, deprecated for what is forbidden |
//! | tags | `subjectField` of the concept, in order |
//! | part of speech | `partOfSpeech` of the right words: `noun` for a proper noun, `other` and the `termType` `phrase` for a phrase |
//! | citation | `source` of the preferred English |
//! | note | `note` of the concept |
//! | status, letter case, context, proper noun | notes of the concept with a mark: `x-status: confirmed`, `x-case: yes`, `x-context: a \| !b`, `x-pos: properNoun` |

use super::super::load::SEPARATOR;
use super::super::{PartOfSpeech, Status, Term};
use super::ExportedTerms;
use super::concepts::MARKS;
use super::losses::Losses;
use duizhao_formats::xml::escaped;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The names of one version of TBX.
#[derive(Debug)]
pub(super) struct Dialect {
    /// All before the first entry.
    pub(super) head: &'static str,
    /// All after the last one.
    pub(super) tail: &'static str,
    /// The element of a concept.
    pub(super) entry: &'static str,
    /// The element of a language.
    pub(super) language: &'static str,
    /// The element of a word.
    pub(super) word: &'static str,
    /// The codes of simplified and traditional Chinese.
    pub(super) chinese: [&'static str; 2],
}

/// Writes the terms as a file.
pub(super) fn write(terms: &[Term], dialect: &Dialect) -> ExportedTerms {
    let mut writer = TbxWriter {
        dialect,
        out: dialect.head.to_owned(),
        losses: Losses::default(),
    };
    let mut identifiers = HashMap::new();
    for term in terms {
        writer.entry(term, &identifier(term, &mut identifiers));
    }
    writer.out.push_str(dialect.tail);
    ExportedTerms {
        bytes: writer.out.into_bytes(),
        losses: writer.losses.lines(),
    }
}

/// Names a term as long as its source and context stay the same; the second term of the same key gets a number.
fn identifier(term: &Term, given: &mut HashMap<String, usize>) -> String {
    let digest = Sha256::digest(term.key().to_string().as_bytes());
    let name = format!("c{}", duizhao_core::hex::encode(&digest[..8]));
    let count = given.entry(name.clone()).or_default();
    *count += 1;
    if *count == 1 {
        name
    } else {
        format!("{name}.{count}")
    }
}

struct TbxWriter<'a> {
    dialect: &'a Dialect,
    out: String,
    losses: Losses,
}

impl TbxWriter<'_> {
    fn entry(&mut self, term: &Term, identifier: &str) {
        let Dialect {
            entry,
            chinese: [hans, hant],
            ..
        } = *self.dialect;
        self.line(3, &format!("<{entry} id=\"{identifier}\">"));
        for tag in &term.tags {
            self.element(4, "descrip", "subjectField", tag);
        }
        for note in notes(term) {
            self.element(4, "note", "", &note);
        }
        for (language, source) in [(hans, &term.source_hans), (hant, &term.source_hant)] {
            if !source.is_empty() {
                self.language(language, |writer| writer.word(source, None, term, ""));
            }
        }
        self.language("en", |writer| writer.renderings(term));
        self.line(3, &format!("</{entry}>"));
    }

    fn language(&mut self, code: &str, words: impl FnOnce(&mut Self)) {
        let name = self.dialect.language;
        self.line(4, &format!("<{name} xml:lang=\"{code}\">"));
        words(self);
        self.line(4, &format!("</{name}>"));
    }

    fn renderings(&mut self, term: &Term) {
        self.word(
            &term.target,
            Some("preferredTerm-admn-sts"),
            term,
            &term.citation,
        );
        for rendering in &term.alternatives {
            self.word(rendering, Some("admittedTerm-admn-sts"), term, "");
        }
        let bare = Term::default();
        for rendering in &term.forbidden {
            self.word(rendering, Some("deprecatedTerm-admn-sts"), &bare, "");
        }
    }

    /// Writes a word, its administrative status, the part of speech of `term`, and where it was seen.
    fn word(&mut self, text: &str, status: Option<&str>, term: &Term, citation: &str) {
        let name = self.dialect.word;
        self.line(5, &format!("<{name}>"));
        self.element(6, "term", "", text);
        if let Some(status) = status {
            self.element(6, "termNote", "administrativeStatus", status);
        }
        if let Some(pos) = term.pos {
            self.element(6, "termNote", "partOfSpeech", part_of_speech(pos));
        }
        if term.pos == Some(PartOfSpeech::Phrase) {
            self.element(6, "termNote", "termType", "phrase");
        }
        if !citation.is_empty() {
            self.element(6, "admin", "source", citation);
        }
        self.line(5, &format!("</{name}>"));
    }

    /// Writes an element with text; a type if it has one.
    fn element(&mut self, depth: usize, name: &str, kind: &str, text: &str) {
        let kind = if kind.is_empty() {
            String::new()
        } else {
            format!(" type=\"{kind}\"")
        };
        let text = self.escaped(text);
        self.line(depth, &format!("<{name}{kind}>{text}</{name}>"));
    }

    fn line(&mut self, depth: usize, line: &str) {
        self.out.extend(std::iter::repeat_n("  ", depth));
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// Escapes text for XML; what XML has no place for is left out.
    fn escaped(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let count = escaped(text, &mut out);
        self.losses.add(
            "character was left out: XML has no place for it",
            "characters were left out: XML has no place for them",
            count,
        );
        out
    }
}

/// Returns the notes of a concept: those with a mark, then the term's own.
fn notes(term: &Term) -> Vec<String> {
    let mut notes = Vec::new();
    if term.status != Status::default() {
        notes.push(format!("x-status: {}", term.status.name()));
    }
    if term.pos == Some(PartOfSpeech::ProperNoun) {
        notes.push(format!("x-pos: {}", PartOfSpeech::ProperNoun.name()));
    }
    if term.case_sensitive {
        notes.push("x-case: yes".to_owned());
    }
    if !term.context.is_empty() {
        notes.push(format!(
            "x-context: {}",
            term.context.words().join(SEPARATOR)
        ));
    }
    let looks_marked = term
        .note
        .split_once(": ")
        .is_some_and(|(mark, _)| MARKS.contains(&mark));
    if !term.note.is_empty() {
        notes.push(if looks_marked {
            format!("x-note: {}", term.note)
        } else {
            term.note.clone()
        });
    }
    notes
}

/// Returns the word of TBX's picklist, which is the same in both versions.
const fn part_of_speech(pos: PartOfSpeech) -> &'static str {
    match pos {
        PartOfSpeech::Noun | PartOfSpeech::ProperNoun => "noun",
        PartOfSpeech::Verb => "verb",
        PartOfSpeech::Adjective => "adjective",
        PartOfSpeech::Adverb => "adverb",
        PartOfSpeech::Phrase | PartOfSpeech::Other => "other",
    }
}
