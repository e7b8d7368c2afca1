//! Reading terms from the entries of a term base, of TBX version 2 or 3: a concept, its languages, their words.
//!
//! Both ways of naming data categories are understood: `<descrip type="subjectField">` and an element of that name
//! (DCA and DCT style). A concept with several words in simplified Chinese is that many terms. Traditional words are
//! paired with them in order if they are as many. What a glossary has no column for is counted and noted.

use super::super::load::list;
use super::super::{Context, GlossaryError, PartOfSpeech, Term};
use super::ImportedTerms;
use super::gather::TermCollector;
use super::xml::{entries, place};
use duizhao_core::diagnostic::Location;
use duizhao_formats::xml::{Element, Position};
use std::collections::BTreeMap;
use std::path::Path;

/// The marks in front of notes that hold what TBX has no category for, each with a colon and a space after it.
/// `x-note` is put before a note of the user's that begins like one of them.
pub(super) const MARKS: [&str; 5] = ["x-status", "x-pos", "x-case", "x-context", "x-note"];

/// Reads all entries of a text.
pub(super) fn read(
    path: &Path,
    text: &str,
    root: &str,
    entry: &str,
) -> Result<ImportedTerms, GlossaryError> {
    let mut reader = Concepts {
        path,
        collector: TermCollector::default(),
        skipped: BTreeMap::new(),
    };
    let mut start = None;
    entries(path, text, root, entry, |element| {
        start.get_or_insert(element.at);
        reader.add(&element)
    })?;
    let Concepts {
        mut collector,
        skipped,
        ..
    } = reader;
    let start = place(path, start.unwrap_or(Position::START));
    for (what, count) in skipped {
        collector.note(
            &start,
            format_args!("{count} × {what} from here on, which were not read"),
        );
    }
    Ok(collector.finish())
}

struct Concepts<'a> {
    path: &'a Path,
    collector: TermCollector,
    /// What has no column, and how often it stood there.
    skipped: BTreeMap<String, usize>,
}

/// A word of a language.
struct ConceptWord {
    text: String,
    place: Location,
    facts: ConceptFacts,
}

/// What an entry says of a concept, a language or a word.
#[derive(Debug, Clone, Default)]
struct ConceptFacts {
    fields: Vec<String>,
    notes: Vec<String>,
    sources: Vec<String>,
    acceptability: Option<Acceptability>,
    pos: Option<String>,
    kind: Option<String>,
}

/// How acceptable a word is (the acceptability rating of terminologists).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Acceptability {
    Preferred,
    Admitted,
    Wrong,
}

/// A word of the source in one script or both.
struct ConceptSource {
    hans: String,
    hant: String,
    place: Location,
    facts: ConceptFacts,
}

impl Concepts<'_> {
    fn add(&mut self, entry: &Element) -> Result<(), GlossaryError> {
        let mut common = ConceptFacts::default();
        let mut shared = Term::default();
        self.look(entry, false, &mut common);
        common.notes = common
            .notes
            .into_iter()
            .filter_map(|note| unmarked(note, &mut shared))
            .collect();
        let [mut hans, mut hant, english] = self.languages(entry, &mut common);
        self.leave_out_wrong(&mut hans);
        self.leave_out_wrong(&mut hant);
        let sources = paired(hans, hant);
        if sources.is_empty() {
            self.skip("concept without Chinese".to_owned());
            return Ok(());
        }
        if english.is_empty() {
            self.skip("concept without English".to_owned());
            return Ok(());
        }
        renderings(&english, &mut shared);
        for word in &english {
            common.take(&word.facts);
        }
        self.terms(sources, &shared, &common)
    }

    /// Reads the words of a concept in simplified Chinese, traditional Chinese and English.
    fn languages(&mut self, entry: &Element, common: &mut ConceptFacts) -> [Vec<ConceptWord>; 3] {
        let [mut hans, mut hant, mut english]: [Vec<ConceptWord>; 3] = Default::default();
        for language in entry
            .children()
            .filter(|child| matches!(&*child.name, "langSec" | "langSet"))
        {
            let code = language
                .attribute("lang")
                .unwrap_or_default()
                .to_ascii_lowercase();
            match script_of(&code) {
                Some(true) => self.words(language, common, &mut hans),
                Some(false) => self.words(language, common, &mut hant),
                None if is_english(&code) => self.words(language, common, &mut english),
                None => self.skip(format!("language `{code}`")),
            }
        }
        [hans, hant, english]
    }

    /// Leaves out the source words that are wrong.
    fn leave_out_wrong(&mut self, words: &mut Vec<ConceptWord>) {
        for word in words.extract_if(.., |word| word.is_wrong()) {
            self.collector.note(
                &word.place,
                format_args!("left out: `{}` is deprecated as a source", word.text),
            );
        }
    }

    /// Adds one term a source.
    fn terms(
        &mut self,
        sources: Vec<ConceptSource>,
        shared: &Term,
        common: &ConceptFacts,
    ) -> Result<(), GlossaryError> {
        for source in sources {
            let mut facts = source.facts;
            facts.take(common);
            let mut term = Term {
                source_hans: source.hans,
                source_hant: source.hant,
                ..shared.clone()
            };
            term.pos = term.pos.or_else(|| facts.part_of_speech());
            term.tags = facts.fields;
            term.citation = joined(facts.sources);
            term.note = joined(facts.notes);
            self.collector.push(term, source.place)?;
        }
        Ok(())
    }

    /// Adds the words of a language, and what is said of the language to what is common.
    fn words(
        &mut self,
        language: &Element,
        common: &mut ConceptFacts,
        words: &mut Vec<ConceptWord>,
    ) {
        self.look(language, false, common);
        for section in language
            .children()
            .filter(|child| matches!(&*child.name, "termSec" | "tig" | "ntig"))
        {
            let Some(term) = term_of(section) else {
                continue;
            };
            let mut facts = ConceptFacts::default();
            self.look(section, false, &mut facts);
            words.push(ConceptWord {
                text: term.text(),
                place: place(self.path, term.at),
                facts,
            });
        }
    }

    /// Collects what is said right below an element and in the groups there.
    fn look(&mut self, parent: &Element, in_group: bool, facts: &mut ConceptFacts) {
        for child in parent.children() {
            match category(child) {
                "langSec" | "langSet" | "termSec" | "tig" | "ntig" | "term" | "" => {}
                "transacGrp" => self.skip("transaction".to_owned()),
                "descripGrp" | "adminGrp" | "termNoteGrp" | "termGrp" => {
                    self.look(child, child.name == "descripGrp", facts)
                }
                "subjectField" => facts.fields.push(child.text()),
                "note" | "definition" => facts.notes.push(child.text()),
                "source" if !in_group => facts.sources.push(child.text()),
                "administrativeStatus" | "normativeAuthorization" | "usageStatus" => {
                    facts.acceptability = acceptability(&child.text())
                }
                "partOfSpeech" => facts.pos = Some(child.text()),
                "termType" => facts.kind = Some(child.text()),
                other => self.skip(format!("`{other}`")),
            }
        }
    }

    fn skip(&mut self, what: String) {
        *self.skipped.entry(what).or_default() += 1;
    }
}

impl ConceptFacts {
    /// Adds what another says, but for its acceptability.
    fn take(&mut self, other: &Self) {
        self.fields.extend(other.fields.iter().cloned());
        self.notes.extend(other.notes.iter().cloned());
        self.sources.extend(other.sources.iter().cloned());
        self.pos = self.pos.take().or_else(|| other.pos.clone());
        self.kind = self.kind.take().or_else(|| other.kind.clone());
    }

    fn part_of_speech(&self) -> Option<PartOfSpeech> {
        match (self.pos.as_deref()?, self.kind.as_deref()) {
            ("other", Some("phrase")) => Some(PartOfSpeech::Phrase),
            (name, _) => name.parse().ok(),
        }
    }
}

/// Moves what a marked note says into its column; returns a note without a mark.
fn unmarked(note: String, term: &mut Term) -> Option<String> {
    let Some((mark, value)) = note.split_once(": ") else {
        return Some(note);
    };
    match (mark, value.parse(), value.parse()) {
        ("x-note", _, _) => return Some(value.to_owned()),
        ("x-status", Ok(status), _) => term.status = status,
        ("x-pos", _, Ok(pos)) => term.pos = Some(pos),
        ("x-case", _, _) if value == "yes" => term.case_sensitive = true,
        ("x-context", _, _) => term.context = Context::from_words(list(value)),
        _ => return Some(note),
    }
    None
}

/// Joins texts in order, each once.
fn joined(texts: Vec<String>) -> String {
    let mut seen = std::collections::HashSet::new();
    let texts: Vec<&str> = texts
        .iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty() && seen.insert(*text))
        .collect();
    texts.join("; ")
}

/// Returns the data category of an element, or its name: in DCT style they are the same.
fn category(element: &Element) -> &str {
    match &*element.name {
        "admin" | "descrip" | "termNote" | "ref" | "xref" => {
            element.attribute("type").unwrap_or_default()
        }
        name => name,
    }
}

/// Returns the script of a language code in lower case: `Some(true)` for simplified Chinese, `Some(false)` for
/// traditional.
pub fn script_of(code: &str) -> Option<bool> {
    let mut parts = code.split(['-', '_']);
    if !matches!(parts.next(), Some("zh" | "zho" | "chi" | "cmn")) {
        return None;
    }
    Some(!parts.any(|part| matches!(part, "hant" | "cht" | "tw" | "hk" | "mo")))
}

fn term_of(section: &Element) -> Option<&Element> {
    let groups = section
        .children()
        .filter(|child| child.name == "termGrp")
        .flat_map(Element::children);
    section
        .children()
        .chain(groups)
        .find(|child| child.name == "term")
}

/// How the words begin that TBX's picklist, and tools, write for an acceptability.
const RATINGS: [(Acceptability, &[&str]); 3] = [
    (
        Acceptability::Preferred,
        &["preferred", "standardized", "legal", "regulated"],
    ),
    (Acceptability::Admitted, &["admitted", "allowed"]),
    (
        Acceptability::Wrong,
        &[
            "deprecated",
            "superseded",
            "forbidden",
            "obsolete",
            "notrecommended",
            "prohibited",
        ],
    ),
];

/// Reads an acceptability; `None` for a word that is none of [`RATINGS`].
fn acceptability(value: &str) -> Option<Acceptability> {
    let value = value.to_ascii_lowercase();
    RATINGS
        .into_iter()
        .find(|(_, names)| names.iter().any(|name| value.starts_with(name)))
        .map(|(rating, _)| rating)
}

impl ConceptWord {
    fn is_wrong(&self) -> bool {
        self.facts.acceptability == Some(Acceptability::Wrong)
    }
}

/// Tests whether a language code in lower case is English.
pub fn is_english(code: &str) -> bool {
    matches!(code.split(['-', '_']).next(), Some("en" | "eng"))
}

/// Pairs the words of both scripts if there are as many; else returns those in simplified script or, if there are
/// none, those in traditional.
fn paired(hans: Vec<ConceptWord>, hant: Vec<ConceptWord>) -> Vec<ConceptSource> {
    if hans.is_empty() {
        let sources = hant.into_iter().map(|word| ConceptSource {
            hans: String::new(),
            hant: word.text,
            place: word.place,
            facts: word.facts,
        });
        return sources.collect();
    }
    let are_pairs = hans.len() == hant.len();
    let mut traditional = if are_pairs { hant } else { Vec::new() }.into_iter();
    let sources = hans.into_iter().map(|word| ConceptSource {
        hans: word.text,
        hant: traditional
            .next()
            .map_or_else(String::new, |word| word.text),
        place: word.place,
        facts: word.facts,
    });
    sources.collect()
}

/// Gives a term the English of a concept: the first preferred word, or else the first that is right, is the
/// preferred one.
fn renderings(english: &[ConceptWord], term: &mut Term) {
    let preferred = english
        .iter()
        .position(|word| word.facts.acceptability == Some(Acceptability::Preferred))
        .or_else(|| english.iter().position(|word| !word.is_wrong()));
    for (i, word) in english.iter().enumerate() {
        if word.is_wrong() {
            term.forbidden.push(word.text.clone());
        } else if Some(i) == preferred {
            term.target.clone_from(&word.text);
        } else {
            term.alternatives.push(word.text.clone());
        }
    }
}
