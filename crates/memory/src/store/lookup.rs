//! What is asked of the segments of an article, and what the store holds for them.

use super::{Maker, TermUse};
use crate::Fingerprint;
use duizhao_core::article::Origin;

/// The segments of an article that are looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lookup {
    /// The article's edition: what people wrote there is found by the edition itself. Empty where there is none.
    pub edition: String,
    /// Who would translate; `None` where [`Candidates::told`] is not wanted.
    pub maker: Option<Maker>,
    /// The segments.
    pub queries: Vec<Query>,
}

/// A segment that is looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The segment; white space counts as single spaces, and not at its ends.
    pub text: String,
    /// The terms that hold now, as [`fingerprint_of_terms`](crate::fingerprint_of_terms) makes it.
    pub basis: Fingerprint,
    /// The fingerprint of the request, if a machine's reply is wanted.
    pub request: Option<Fingerprint>,
}

/// What the store holds for a segment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// What a person wrote for it in another edition under the terms of [`Query::basis`]: the latest.
    pub human: Option<String>,
    /// A machine's reply to [`Query::request`]: the latest.
    pub machine: Option<String>,
    /// What was imported for it: what a person wrote before what its memory does not say of, and that before
    /// what a machine made; of each kind the latest.
    pub imported: Option<Imported>,
    /// The terms that the latest translation by [`Lookup::maker`] was made under, whatever its model; a source that is
    /// no longer known is empty.
    pub told: Option<Vec<TermUse>>,
    /// The terms that what a person wrote for it in [`Lookup::edition`] was made under: the latest.
    pub under: Option<Vec<TermUse>>,
}

/// A translation that came with another memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The translation.
    pub target: String,
    /// Who made it: a person, a machine, or, with [`Origin::Memory`], somebody of whom its memory does not say.
    pub origin: Origin,
    /// The backend of a machine, where it is known.
    pub backend: Option<String>,
    /// Its model, if it has several.
    pub model: Option<String>,
    /// The article that it is from, where that is known.
    pub article: Option<String>,
}

/// How far a store has come. Numbers grow with what is written, and none is used twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// The number of the latest unit.
    pub latest: i64,
    /// The number of the latest unit that a person wrote or imported.
    pub written: i64,
}

/// A sentence that a person wrote or imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct News {
    /// The number of the unit.
    pub serial: i64,
    /// The [`sentence_key`](super::sentence_key) of its source.
    pub key: i64,
}
