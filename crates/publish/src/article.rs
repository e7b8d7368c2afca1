//! Editions as publishers see them.

use crate::slug::slug;
use duizhao_check::{PairContext, Selection};
use duizhao_core::article::Origin;
use duizhao_core::article::Span;
use duizhao_core::diagnostic::Diagnostic;
use duizhao_core::document::Document;
use duizhao_core::pair::{Pair, Provenance};
use duizhao_core::segment::SegmentId;
use duizhao_edition::{Edition, FrontMatter, Maker};
use duizhao_glossary::Termbase;
use duizhao_zh::english::EnglishTexts;
use duizhao_zh::identity::Identity;
use duizhao_zh::script::{Detector, ScriptEvidence};
use serde::Serialize;
use std::sync::LazyLock;

/// An edition as publishers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its path below the folder of editions, with `/` and without the extension.
    pub name: String,
    /// What it is called in file names and addresses: ASCII letters, digits, `-` and `_`; no other article's.
    pub slug: String,
    /// What is said of the article as a whole.
    pub front: FrontMatter,
    /// The title and the blocks.
    pub document: Document<Sentence>,
    /// The footnotes that people wrote, in reading order.
    pub footnotes: Vec<Footnote>,
}

/// A footnote that a person wrote; translations refer to it in their Markdown as `[^label]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footnote {
    /// What it is referred to by.
    pub label: String,
    /// Its text as inline Markdown.
    pub markup: String,
}

/// One pair of an edition: a sentence, or several that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// What it is recognised by in its article, whatever the script and the place: it stays when the article changes
    /// elsewhere.
    pub id: SegmentId,
    /// The Chinese.
    pub source: String,
    /// The English as plain text; empty where there is none.
    pub target: String,
    /// The English as a person wrote it, where that has inline Markdown; otherwise `None`.
    pub markup: Option<String>,
    /// Where the English is from, and whether it is human-approved.
    pub state: SentenceState,
    /// The backend and the model that made it, where that is known.
    pub maker: Option<Maker>,
    /// Its index in the article, in reading order; the title is 0 where there is one.
    pub position: usize,
    /// The index of its block in the article; `None` for the title.
    pub block: Option<usize>,
    /// What the checks find; empty where they were not asked for.
    pub findings: Vec<Diagnostic>,
}

/// Where a translation is from, and whether it is human-approved. From the most trusted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SentenceState {
    /// A person wrote it.
    Human,
    /// A machine or the memory had it, and a person approved it.
    Reviewed,
    /// The translation memory had it.
    Memory,
    /// A machine made it.
    Machine,
    /// Word by word: no translation.
    Gloss,
    /// There is none.
    Missing,
}

impl SentenceState {
    /// Every state, the most trusted first.
    pub const ALL: [Self; 6] = [
        Self::Human,
        Self::Reviewed,
        Self::Memory,
        Self::Machine,
        Self::Gloss,
        Self::Missing,
    ];

    /// Returns its name in data and style sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Reviewed => "reviewed",
            Self::Memory => "memory",
            Self::Machine => "machine",
            Self::Gloss => "gloss",
            Self::Missing => "missing",
        }
    }

    /// Returns the state of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Tests whether the translation is human-approved.
    pub const fn is_reviewed(self) -> bool {
        matches!(self, Self::Human | Self::Reviewed)
    }

    /// Tests whether there is a translation: a gloss is none.
    pub const fn is_translation(self) -> bool {
        !matches!(self, Self::Gloss | Self::Missing)
    }

    fn of(pair: &Pair, unknown: Self) -> Self {
        if pair.target.is_empty() {
            return Self::Missing;
        }
        match pair.provenance {
            None => unknown,
            Some(known) if known.origin == Origin::Human => Self::Human,
            Some(Provenance { approved: true, .. }) => Self::Reviewed,
            Some(known) => match known.origin {
                Origin::Human => Self::Human,
                Origin::Memory => Self::Memory,
                Origin::Machine => Self::Machine,
                Origin::Gloss => Self::Gloss,
            },
        }
    }
}

/// A term in a sentence, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermUse {
    /// Index of the term in the glossary.
    pub term: usize,
    /// Where it stands, in bytes of the source.
    pub source: Span,
    /// Which of the term's renderings the translation has, and where, in bytes of the translation; `None` where it has
    /// none of them.
    pub rendering: Option<(usize, Span)>,
}

impl Sentence {
    /// Returns the name by which the sentence is addressed in its article: `s` and digits, with the number of the
    /// occurrence where the article says the same before.
    pub fn anchor(&self) -> String {
        let SegmentId { hash, occurrence } = self.id;
        match occurrence {
            0 => format!("s{:012x}", hash >> 16),
            n => format!("s{:012x}-{n}", hash >> 16),
        }
    }

    /// Finds the terms of the source, the leftmost and longest, and their renderings in the translation: of several, the
    /// preferred one. Each place of the translation counts for one term. Linear in both texts, for each term that is
    /// found.
    pub fn terms(&self, termbase: &Termbase) -> Vec<TermUse> {
        let mut taken: Vec<Span> = Vec::new();
        let texts = EnglishTexts::new(&self.target);
        let mut uses = Vec::new();
        for hit in termbase.matcher().hits(&self.source) {
            let wording = termbase.wording(hit.term);
            let text = texts.of(wording.fold);
            let phrases = wording.right.iter().zip(&wording.rendering);
            let places = phrases
                .flat_map(|(phrase, &index)| text.find(phrase).map(move |span| (index, span)));
            let free = |span: &Span| {
                taken
                    .iter()
                    .all(|other| other.end <= span.start || span.end <= other.start)
            };
            let rendering = places
                .filter(|(_, span)| free(span))
                .min_by_key(|(index, span)| (*index, span.start));
            taken.extend(rendering.map(|(_, span)| span));
            uses.push(TermUse {
                term: hit.term,
                source: hit.span,
                rendering,
            });
        }
        uses
    }
}

impl Article {
    /// Returns the article of an edition. `name` is its path below the folder of editions.
    pub(crate) fn new(name: String, mut edition: Edition, identity: &Identity) -> Self {
        // Who wrote what is not known any more: then nothing counts as human-approved.
        let unknown = if edition.has_lost_ledger() {
            match edition.front.get("origin") {
                Some("gloss") => SentenceState::Gloss,
                Some(_) | None => SentenceState::Machine,
            }
        } else {
            SentenceState::Human
        };
        let document = std::mem::take(&mut edition.document);
        let footnotes = footnotes(&document);
        let sources: Vec<String> = document.items().map(Pair::source_text).collect();
        let ids = identity.ids(sources.iter().map(String::as_str));
        let mut known = sources.into_iter().zip(ids);
        let ledger = &edition.ledger;
        let mut document = document.map(|pair| {
            let (source, id) = known.next().expect("one for each pair");
            Sentence {
                id,
                target: pair.target_text(),
                markup: (!pair.markup.is_empty()).then(|| pair.markup.join(" ")),
                state: SentenceState::of(&pair, unknown),
                maker: ledger.maker_of(&pair).cloned(),
                position: 0,
                block: None,
                findings: pair.diagnostics,
                source,
            }
        });
        number(&mut document);
        Self {
            slug: slug(&name),
            name,
            front: edition.front,
            document,
            footnotes,
        }
    }

    /// Returns the sentences in reading order, the title first.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        self.document.items()
    }

    /// Keeps the sentences that `keep` holds of. An article whose title goes is still called by its Chinese.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Sentence) -> bool) {
        if let Some(title) = &self.document.title
            && !keep(title)
        {
            self.front.set("title", title.source.clone());
            self.front.take("title_en");
        }
        self.document.retain(keep);
    }

    /// Returns the title in Chinese: that of the text, otherwise of the front matter, otherwise the name of the file.
    pub fn title(&self) -> &str {
        let title = self.document.title.as_ref();
        let title = title.map(|title| title.source.as_str());
        title.or(self.front.get("title")).unwrap_or(&self.name)
    }

    /// Returns the title in English; `None` where it has none.
    pub fn title_en(&self) -> Option<&str> {
        let title = self.document.title.as_ref();
        let title = title.map(|title| title.target.as_str());
        title
            .or(self.front.get("title_en"))
            .filter(|title| !title.is_empty())
    }

    /// Returns the language of the Chinese with its script, `zh-Hans` or `zh-Hant`: by the front matter, otherwise by the
    /// characters.
    pub fn language(&self) -> &'static str {
        match self.front.get("script") {
            Some("hans") => "zh-Hans",
            Some("hant" | "tw" | "hk") => "zh-Hant",
            Some(_) | None => {
                let mut evidence = ScriptEvidence::default();
                for sentence in self.sentences() {
                    evidence += DETECTOR.count(&sentence.source);
                }
                if evidence.is_traditional() {
                    "zh-Hant"
                } else {
                    "zh-Hans"
                }
            }
        }
    }

    /// Returns the day of publication, `YYYY-MM-DD`; `None` where it is not known.
    pub fn date(&self) -> Option<&str> {
        let date = self.front.get("date")?.get(..10)?;
        duizhao_core::date::parse_day(date).map(|_| date)
    }

    /// Returns the tags that people gave in the front matter: `tags: [a, b]` or `tags: a, b`.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        let tags = self.front.get("tags").unwrap_or_default();
        let inner = tags
            .strip_prefix('[')
            .and_then(|tags| tags.strip_suffix(']'));
        let tags = inner.unwrap_or(tags).split([',', '，', '、']);
        tags.map(|tag| tag.trim().trim_matches(['"', '\'']))
            .filter(|tag| !tag.is_empty())
    }

    /// Counts the sentences that are human-approved.
    pub fn reviewed(&self) -> usize {
        let states = self.sentences().map(|sentence| sentence.state);
        states.filter(|state| state.is_reviewed()).count()
    }

    /// Returns the state of the sentence that is trusted least.
    pub fn state(&self) -> SentenceState {
        let states = self.sentences().map(|sentence| sentence.state);
        states.max().unwrap_or(SentenceState::Missing)
    }
}

/// Tells scripts by their characters.
static DETECTOR: LazyLock<Detector> = LazyLock::new(Detector::new);

/// Returns the footnotes among what people remarked; of several with one label, the first.
fn footnotes(document: &Document<Pair>) -> Vec<Footnote> {
    let mut remarks: Vec<&String> = document.opening.iter().collect();
    remarks.extend(document.title.iter().flat_map(|title| &title.remarks));
    for block in &document.blocks {
        remarks.extend(&block.remarks);
        remarks.extend(block.items.iter().flat_map(|pair| &pair.remarks));
    }
    remarks.extend(&document.closing);
    let mut footnotes: Vec<Footnote> = Vec::new();
    for remark in remarks {
        let parts = remark.strip_prefix("[^").and_then(|r| r.split_once("]:"));
        if let Some((label, markup)) = parts
            && !footnotes.iter().any(|note| note.label == label)
        {
            footnotes.push(Footnote {
                label: label.to_owned(),
                markup: markup.trim().to_owned(),
            });
        }
    }
    footnotes
}

/// Says of each sentence where it stands.
fn number(document: &mut Document<Sentence>) {
    for (position, sentence) in document.items_mut().enumerate() {
        sentence.position = position;
    }
    for (index, block) in document.blocks.iter_mut().enumerate() {
        for sentence in &mut block.items {
            sentence.block = Some(index);
        }
    }
}

/// Has the rules look at every pair of an edition.
pub(crate) fn check(edition: &mut Edition, termbase: &Termbase, selection: &Selection) {
    for pair in edition.pairs_mut() {
        let (source, target) = (pair.source_text(), pair.target_text());
        let mut context = PairContext::new(&source, &target, termbase);
        context.facts.is_gloss = duizhao_check::is_gloss(pair);
        pair.diagnostics = duizhao_check::pair(&context, selection);
    }
    duizhao_check::document(&mut edition.document, termbase, selection);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(text: &str) -> Article {
        let edition = duizhao_edition::read(text).unwrap();
        Article::new("a".to_owned(), edition, &Identity::new())
    }

    #[test]
    fn footnotes_are_found_wherever_they_stand() {
        let article = article(
            "---\nduizhao: 1\n---\n\n# 一\n\n> **One**[^a]\n\n**¶** 二。\n\n> Two[^b].\n\n[^b]: *Two*\n\n三。\n\n> Three.\n\n[^a]: One\n",
        );
        let notes = article.footnotes.iter();
        let notes: Vec<_> = notes.map(|note| (&*note.label, &*note.markup)).collect();
        assert_eq!(notes, [("b", "*Two*"), ("a", "One")]);
    }

    #[test]
    fn the_script_is_that_of_the_front_matter_or_the_text() {
        let language = |front: &str, text: &str| {
            article(&format!("---\nduizhao: 1\n{front}---\n\n{text}\n\n> A.\n")).language()
        };
        assert_eq!(language("script: hans\n", "黨。"), "zh-Hans");
        assert_eq!(language("script: tw\n", "党。"), "zh-Hant");
        assert_eq!(language("script: keep\n", "黨。"), "zh-Hant");
        assert_eq!(language("", "党。"), "zh-Hans");
    }
}
