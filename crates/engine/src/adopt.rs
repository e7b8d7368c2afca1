//! What people wrote in editions, taken over into the store.

use crate::disk::{read_edition, replace};
use crate::error::{ArticleError, Cause};
use crate::fill::basis_of;
use crate::front::notice;
use crate::project::Project;
use duizhao_core::article::Origin;
use duizhao_core::fingerprint::Fingerprint;
use duizhao_core::pair::{Pair, Provenance};
use duizhao_edition::{self as edition, Edition};
use duizhao_glossary::Termbase;
use duizhao_memory::{Adoption, Maker, Replies, Reply, Store, StoreError};
use duizhao_zh::identity::Identity;
use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::path::Path;

/// What a person says of an edition as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Every line is right: no machine changes one from now on.
    Done,
    /// Lines that no person wrote are the machine's again.
    Open,
}

impl std::str::FromStr for Review {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "done" => Ok(Self::Done),
            "open" => Ok(Self::Open),
            _ => Err(format!("unknown state `{name}`; use `done` or `open`")),
        }
    }
}

/// The front matter's field by which a person says so in the file.
const FIELD: &str = "review";

/// What was taken over of an edition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Pairs that a person wrote or changed since the program last wrote them.
    pub lines: usize,
    /// Pairs that are human-approved now.
    pub reviewed: usize,
    /// Pairs.
    pub pairs: usize,
}

impl AddAssign for Adopted {
    fn add_assign(&mut self, other: Self) {
        self.lines += other.lines;
        self.reviewed += other.reviewed;
        self.pairs += other.pairs;
    }
}

/// Takes over what a person wrote in an edition: the store keeps it, and the file's front matter and ledger say so;
/// nothing else in the file changes.
///
/// What does not pair is an error with its line, and the file stays as it is. `identity` recognises the sentences for the
/// ledger.
pub async fn adopt(
    project: &Project,
    store: &dyn Store,
    termbase: &Termbase,
    identity: &Identity,
    path: &Path,
    review: Option<Review>,
) -> Result<Adopted, ArticleError> {
    let bytes = std::fs::read(path).map_err(|error| Cause::Read(error).of(path))?;
    let mut edition = match read_edition(&bytes) {
        Err(Cause::NoLedger) if review == Some(Review::Done) => {
            let text = String::from_utf8_lossy(&bytes);
            edition::read(&text).map_err(Cause::Unpaired)
        }
        read => read,
    }
    .map_err(|cause| cause.of(path))?;
    let own = own_terms(project, store, termbase, path).await?;
    let termbase = own.as_ref().unwrap_or(termbase);
    let adopted = take_over(project, store, termbase, path, &mut edition, review).await?;
    let text = String::from_utf8_lossy(&bytes);
    let new = edition::adopted(&text, &edition, notice(&edition).as_deref(), identity);
    if new.as_bytes() != bytes {
        replace(path, Some(&bytes), &new)?;
    }
    Ok(adopted)
}

/// Has the store keep what people wrote in an edition since the program wrote it; the file stays as it is. `None` where
/// there is no edition.
pub(crate) async fn adopt_edits(
    project: &Project,
    store: &dyn Store,
    termbase: &Termbase,
    path: &Path,
) -> Result<Option<Adopted>, ArticleError> {
    let Ok(bytes) = std::fs::read(path) else {
        return Ok(None);
    };
    let mut edition = read_edition(&bytes).map_err(|cause| cause.of(path))?;
    let own = own_terms(project, store, termbase, path).await?;
    let termbase = own.as_ref().unwrap_or(termbase);
    let adopted = take_over(project, store, termbase, path, &mut edition, None).await?;
    Ok(Some(adopted))
}

/// Returns the terms with the glossary file of the edition's own article, if it has one and the article is known.
pub(crate) async fn own_terms(
    project: &Project,
    store: &dyn Store,
    termbase: &Termbase,
    edition: &Path,
) -> Result<Option<Termbase>, ArticleError> {
    let state = store.document(vec![project.name(edition)]).await;
    let state = state.map_err(|error| Cause::Store(error).of(edition))?;
    let known = state.into_iter().flatten().next();
    let Some(state) = known.filter(|state| !state.input.is_empty()) else {
        return Ok(None);
    };
    let own = termbase.of_article(&project.path(&state.input));
    let own = own.map_err(|error| Cause::from(error).of(edition))?;
    Ok(own.map(|(termbase, _)| termbase))
}

/// Fills a new store from a project's editions: with what people wrote, and with what machines translated, so that it
/// need not be paid for again. Returns how many editions and units there were; what cannot be read is left out.
pub async fn restore(project: &Project, store: &dyn Store) -> Result<(usize, usize), StoreError> {
    let mut editions = 0;
    let mut units = 0;
    if !project.output.is_dir() {
        return Ok((0, 0));
    }
    for path in edition::files(&project.output).filter_map(Result::ok) {
        let Some(edition) = std::fs::read(&path)
            .ok()
            .and_then(|bytes| read_edition(&bytes).ok())
        else {
            continue;
        };
        let restored = restore_edition(&project.name(&path), &edition, store).await?;
        editions += usize::from(restored > 0);
        units += restored;
    }
    Ok((editions, units))
}

/// Restores the units of one edition, and returns how many they are.
async fn restore_edition(
    name: &str,
    edition: &Edition,
    store: &dyn Store,
) -> Result<usize, StoreError> {
    let mut human = Vec::new();
    let mut by_maker: BTreeMap<(String, Option<String>), Vec<Reply>> = BTreeMap::new();
    for pair in edition.pairs().filter(|pair| !pair.target.is_empty()) {
        let Some(provenance) = pair
            .provenance
            .filter(|known| known.basis != Fingerprint::default() && !known.reworded)
        else {
            continue;
        };
        if provenance.is_final() {
            human.push(adoption(pair, None));
        } else if provenance.origin == Origin::Machine {
            let replies = by_maker.entry(maker_of(edition, pair)).or_default();
            replies.push(Reply {
                fingerprint: provenance.basis,
                source: pair.source_text(),
                target: pair.target_text(),
                terms: Vec::new(),
                article: edition.front.get("source_file").unwrap_or(name).to_owned(),
                position: replies.len(),
            });
        }
    }
    let mut units = human.len();
    for ((backend, model), replies) in by_maker {
        let maker = Maker {
            backend,
            model,
            ..Maker::default()
        };
        let replies = Replies {
            maker,
            replies,
            ..Replies::default()
        };
        units += store.restore(replies).await?;
    }
    if !human.is_empty() {
        store.adopt(name.to_owned(), human, Vec::new()).await?;
    }
    Ok(units)
}

/// Returns the backend that made a translation and its model: by the ledger, or else by the front matter.
fn maker_of(edition: &Edition, pair: &Pair) -> (String, Option<String>) {
    if let Some(maker) = edition.ledger.maker_of(pair) {
        return (maker.backend.clone(), maker.model.clone());
    }
    let backend = edition.front.get("backend").unwrap_or_default();
    let model = edition.front.get("model");
    (backend.to_owned(), model.map(str::to_owned))
}

/// Returns a human-approved pair as the store keeps it, with the terms in it if they are those that it was made under.
fn adoption(pair: &Pair, termbase: Option<&Termbase>) -> Adoption {
    let source = pair.source_text();
    let basis = pair.provenance.unwrap_or_default().basis;
    let now = termbase.map(|termbase| basis_of(&source, termbase));
    Adoption {
        target: pair.target_text(),
        basis,
        terms: now
            .filter(|now| now.fingerprint == basis)
            .map(|now| now.terms),
        source,
    }
}

/// Marks what a person wrote as that, and has the store keep it.
async fn take_over(
    project: &Project,
    store: &dyn Store,
    termbase: &Termbase,
    path: &Path,
    edition: &mut Edition,
    review: Option<Review>,
) -> Result<Adopted, ArticleError> {
    let lines = mark(termbase, edition, review);
    let pairs = edition.pairs().count();
    let reviewed = edition.reviewed();
    edition.front.set("reviewed", format!("{reviewed}/{pairs}"));
    match review {
        Some(Review::Done) => edition.front.set(FIELD, "done"),
        Some(Review::Open) => drop(edition.front.take(FIELD)),
        None => {}
    }
    keep(project, store, termbase, path, edition).await?;
    Ok(Adopted {
        lines,
        reviewed,
        pairs,
    })
}

/// Has the store keep what is human-approved in an edition, and nothing else of it as a person's.
pub(crate) async fn keep(
    project: &Project,
    store: &dyn Store,
    termbase: &Termbase,
    path: &Path,
    edition: &Edition,
) -> Result<(), ArticleError> {
    let mut units = Vec::new();
    let mut open = Vec::new();
    for pair in edition.pairs() {
        // What was made of another wording is no translation of this one.
        let is_reworded = pair.provenance.is_some_and(|known| known.reworded);
        if pair.is_final() && !is_reworded && !pair.target.is_empty() {
            units.push(adoption(pair, Some(termbase)));
        } else {
            open.push(pair.source_text());
        }
    }
    let kept = store.adopt(project.name(path), units, open).await;
    kept.map_err(|error| Cause::Store(error).of(path))
}

/// Marks the lines of an edition whose front matter says, by a person, that all are right.
pub(crate) fn review(termbase: &Termbase, edition: &mut Edition) {
    if is_newly_done(edition) {
        mark(termbase, edition, None);
    }
}

/// Tests whether the front matter says that every line is right, and the ledger does not know it yet.
fn is_newly_done(edition: &Edition) -> bool {
    let mut translated = edition.pairs().filter(|pair| !pair.target.is_empty());
    edition.front.get(FIELD).is_some_and(says_done) && translated.any(|pair| !pair.is_final())
}

/// Tests whether a value says so, as people write it: with a capital, in quotes, with a comment after it.
fn says_done(value: &str) -> bool {
    let value = value.split(" #").next().unwrap_or_default().trim();
    let value = value.trim_matches(['"', '\'']);
    ["done", "yes", "true"]
        .iter()
        .any(|done| value.eq_ignore_ascii_case(done))
}

/// Marks what a person wrote, and returns how many pairs that is.
fn mark(termbase: &Termbase, edition: &mut Edition, review: Option<Review>) -> usize {
    let done = review == Some(Review::Done) || (review.is_none() && is_newly_done(edition));
    let mut lines = 0;
    for pair in edition.pairs_mut().filter(|pair| !pair.target.is_empty()) {
        let source = pair.source_text();
        match &mut pair.provenance {
            None => {
                lines += 1;
                pair.provenance = Some(Provenance {
                    origin: Origin::Human,
                    basis: basis_of(&source, termbase).fingerprint,
                    approved: done,
                    ..Provenance::default()
                });
            }
            // What a person says is right is right under the terms that hold now.
            Some(known) if done => {
                known.basis = basis_of(&source, termbase).fingerprint;
                known.approved = true;
                known.reworded = false;
            }
            Some(known) if review == Some(Review::Open) => known.approved = false,
            Some(_) => {}
        }
    }
    lines
}
