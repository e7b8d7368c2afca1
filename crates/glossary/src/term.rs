//! A glossary's entries: a term, its status, its part of speech, and what must stand near it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// How sure a rendering is, and whether a translation must have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Status {
    /// Seen in an authoritative English text: breaking it is an error.
    Confirmed,
    /// Chosen by the glossary's maintainer: breaking it is a warning.
    #[default]
    Choice,
    /// An ordinary word with many right renderings: offered to translators, and no translation must have it.
    Optional,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Confirmed, Self::Choice, Self::Optional];

    /// Returns the name in glossary files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Choice => "choice",
            Self::Optional => "optional",
        }
    }
}

impl FromStr for Status {
    type Err = String;

    /// Reads the name; nothing is [`Status::Choice`].
    fn from_str(name: &str) -> Result<Self, String> {
        if name.is_empty() {
            return Ok(Self::Choice);
        }
        Self::ALL
            .into_iter()
            .find(|status| status.name() == name)
            .ok_or_else(|| format!("unknown status `{name}`"))
    }
}

/// What part of a sentence a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartOfSpeech {
    /// A common noun.
    Noun,
    /// A name.
    ProperNoun,
    /// A verb.
    Verb,
    /// An adjective.
    Adjective,
    /// An adverb.
    Adverb,
    /// Several words that are no single part: a slogan, a set phrase.
    Phrase,
    /// Anything else.
    Other,
}

impl PartOfSpeech {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Noun,
        Self::ProperNoun,
        Self::Verb,
        Self::Adjective,
        Self::Adverb,
        Self::Phrase,
        Self::Other,
    ];

    /// Returns the name in glossary files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Noun => "noun",
            Self::ProperNoun => "properNoun",
            Self::Verb => "verb",
            Self::Adjective => "adjective",
            Self::Adverb => "adverb",
            Self::Phrase => "phrase",
            Self::Other => "other",
        }
    }
}

impl FromStr for PartOfSpeech {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|pos| pos.name() == name)
            .ok_or_else(|| format!("unknown part of speech `{name}`"))
    }
}

/// Chinese words that must or must not be near a term for it to count.
///
/// Near is in the same sentence, as far as 。 or the end of the line and at most 400 bytes away. A word that contains the term is compared where the term stands alone:
/// `!机关枪` rules out the 机关 of 机关枪 and no other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Context {
    /// At least one of these must be near; none where it does not matter.
    pub need: Vec<String>,
    /// None of these may be near.
    pub avoid: Vec<String>,
}

impl Context {
    /// Tests whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.need.is_empty() && self.avoid.is_empty()
    }

    /// Returns the same context with its words in order and each once, as contexts are compared.
    pub fn sorted(&self) -> Self {
        Self {
            need: sorted(&self.need),
            avoid: sorted(&self.avoid),
        }
    }

    /// Reads the words of a cell; those with `!` before them are to be avoided, and a `!` alone says nothing.
    pub fn from_words(words: impl IntoIterator<Item = String>) -> Self {
        let mut context = Self::default();
        for word in words {
            match word.strip_prefix(['!', '！']).map(str::trim) {
                Some("") => {}
                Some(word) => context.avoid.push(word.to_owned()),
                None => context.need.push(word),
            }
        }
        context
    }

    /// Returns the words as a cell has them.
    pub fn words(&self) -> Vec<String> {
        self.need
            .iter()
            .cloned()
            .chain(self.avoid.iter().map(|word| format!("!{word}")))
            .collect()
    }
}

fn sorted(words: &[String]) -> Vec<String> {
    let words: BTreeSet<&String> = words.iter().collect();
    words.into_iter().cloned().collect()
}

/// One entry of the glossary.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The term in simplified script.
    pub source_hans: String,
    /// The term in traditional script; empty where the file gives none.
    pub source_hant: String,
    /// The preferred English; empty in an open row.
    pub target: String,
    /// What the term is about: `org`, `slogan`, …; the first is the main one.
    pub tags: Vec<String>,
    /// Other English that is right too.
    pub alternatives: Vec<String>,
    /// English that is wrong for this term, where the term stands in the source.
    pub forbidden: Vec<String>,
    /// Advice for translators.
    pub note: String,
    /// Where the preferred English was seen.
    pub citation: String,
    /// How sure the preferred English is.
    pub status: Status,
    /// What part of a sentence it is; `None` where the file does not say.
    pub pos: Option<PartOfSpeech>,
    /// Whether upper and lower case must be as written, in the source's Latin letters and in the English.
    pub case_sensitive: bool,
    /// What must or must not be near.
    pub context: Context,
}

impl Term {
    /// Tests whether its English is still to be written: a row that counts as no term until someone fills it.
    pub fn is_open(&self) -> bool {
        self.target.is_empty()
    }

    /// Returns the main tag; empty without one.
    pub fn tag(&self) -> &str {
        self.tags.first().map_or("", String::as_str)
    }

    /// Returns every English that is right: the preferred one first.
    pub fn renderings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.target)
            .chain(&self.alternatives)
            .map(String::as_str)
    }

    /// Returns what tells this term from others: its source, and what must be near (two senses of one word are two
    /// terms).
    pub fn key(&self) -> Key {
        Key {
            source: self.source_hans.clone(),
            context: self.context.sorted(),
        }
    }

    /// Returns what a translation of a sentence with this term depended on: the source and its English, right and
    /// wrong. Note, citation, tags and status change without it.
    pub fn rendering(&self) -> Rendering<'_> {
        (
            &self.source_hans,
            &self.target,
            &self.alternatives,
            &self.forbidden,
            self.case_sensitive,
        )
    }
}

/// A term's source, preferred English, other right English and wrong English, and whether letter case counts.
pub type Rendering<'a> = (&'a str, &'a str, &'a [String], &'a [String], bool);

/// What tells one term of a glossary from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The source, in simplified script.
    pub source: String,
    /// What must or must not be near.
    pub context: Context,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        if self.context.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", self.context.words().join(" | "))
        }
    }
}
