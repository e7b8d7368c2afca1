//! What people wrote in editions, taken over.

use super::assemble::{basis_of, notice};
use super::files::{edition_path, read_edition, replace};
use super::remembered::stamps_now;
use super::{ArticleError, Past, Pipeline};
use duizhao_core::article::Origin;
use duizhao_edition::{self as edition, Edition, Pair, Provenance};
use duizhao_glossary::Termbase;
use duizhao_ingest::source::Inputs;
use duizhao_memory::{Adoption, Fingerprint, Maker, Replies, Reply, StoreError};
use std::path::Path;

/// What a person says of an edition as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Every line is right: no machine changes one from now on.
    Done,
    /// Lines that nobody wrote are the machine's again.
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
    /// Pairs that a person answers for now.
    pub reviewed: usize,
    /// Pairs.
    pub pairs: usize,
}

/// Takes over what a person wrote in an edition: the memory keeps it, and the file's front matter, ledger and seal say
/// so; nothing else in the file changes.
///
/// What does not pair is an error with its line, and the file stays as it is.
pub fn adopt(
    past: &Past,
    termbase: &Termbase,
    path: &Path,
    review: Option<Review>,
) -> Result<Adopted, ArticleError> {
    let bytes = std::fs::read(path).map_err(|cause| ArticleError::Write {
        path: path.to_owned(),
        cause,
    })?;
    let mut edition = read_edition(path, &bytes)?;
    let own = own_terms(past, termbase, path)?;
    let adopted = take_over(
        past,
        own.as_ref().unwrap_or(termbase),
        path,
        &mut edition,
        review,
    )?;
    let text = String::from_utf8_lossy(&bytes);
    let new = edition::adopted(&text, &edition, notice(&edition).as_deref());
    if new.as_bytes() != bytes {
        replace(path, Some(&bytes), &new)?;
    }
    Ok(adopted)
}

impl Pipeline {
    /// Has the memory keep what people wrote in the editions of these inputs since the program wrote them, and tells
    /// `each` of it. The files stay as they are until their articles are translated; what cannot be read is said then.
    ///
    /// It goes before everything else, so that what a person wrote in one edition serves all.
    pub fn adopt_edits(
        &mut self,
        inputs: Inputs,
        mut each: impl FnMut(&Path, Adopted),
    ) -> Result<(), StoreError> {
        let Some(memory) = self.past.memory.clone() else {
            return Ok(());
        };
        if !self.settings.overwrite {
            for input in inputs.filter_map(Result::ok) {
                let path = edition_path(&self.settings.output, &input);
                let state = memory.edition(&self.past.name(&path))?;
                if state.is_some_and(|state| state.stamps == stamps_now(&input.path, &path)) {
                    continue;
                }
                match self.adopt_edit(&path) {
                    Ok(Some(adopted)) => each(&path, adopted),
                    Err(ArticleError::Memory { cause, .. }) => return Err(cause),
                    Ok(None) | Err(_) => {}
                }
            }
        }
        self.past.keep_glossary(&self.termbase.glossary)?;
        self.past.refresh()
    }

    fn adopt_edit(&self, path: &Path) -> Result<Option<Adopted>, ArticleError> {
        let Ok(bytes) = std::fs::read(path) else {
            return Ok(None);
        };
        let mut edition = read_edition(path, &bytes)?;
        let own = own_terms(&self.past, &self.termbase, path)?;
        take_over(
            &self.past,
            own.as_ref().unwrap_or(&self.termbase),
            path,
            &mut edition,
            None,
        )
        .map(Some)
    }
}

/// The terms under the glossary file of the edition's own article, if it has one and the article is known.
fn own_terms(
    past: &Past,
    termbase: &Termbase,
    edition: &Path,
) -> Result<Option<Termbase>, ArticleError> {
    let Some(memory) = &past.memory else {
        return Ok(None);
    };
    let state = memory.edition(&past.name(edition));
    let state = state.map_err(|cause| ArticleError::Memory {
        path: edition.to_owned(),
        cause,
    })?;
    let Some(article) = state.map(|state| past.path(&state.input)) else {
        return Ok(None);
    };
    let own = termbase.of_article(&article);
    let own = own.map_err(|cause| ArticleError::Glossary {
        path: edition.to_owned(),
        cause,
    })?;
    Ok(own.map(|(termbase, _)| termbase))
}

/// Fills a new memory from the editions of a folder: with what people wrote, and with what machines translated, so that
/// it need not be paid for again. Returns how many editions and units there were; what cannot be read is passed over.
pub fn restore(past: &Past, folder: &Path) -> Result<(usize, usize), StoreError> {
    let Some(memory) = past.memory.as_ref().filter(|_| folder.is_dir()) else {
        return Ok((0, 0));
    };
    let (mut editions, mut units) = (0, 0);
    for path in edition::files(folder).filter_map(Result::ok) {
        let Some(edition) = std::fs::read(&path)
            .ok()
            .and_then(|bytes| read_edition(&path, &bytes).ok())
        else {
            continue;
        };
        let name = past.name(&path);
        let (human, machine): (Vec<&Pair>, Vec<&Pair>) = edition
            .pairs()
            .filter(|pair| {
                let is_told =
                    |mark: Provenance| mark.basis != Fingerprint::default() && !mark.reworded;
                let is_kept = |mark: Provenance| {
                    is_told(mark) && (mark.is_final() || mark.origin == Origin::Machine)
                };
                !pair.target.is_empty() && pair.provenance.is_some_and(is_kept)
            })
            .partition(|pair| pair.provenance.is_some_and(Provenance::is_final));
        if human.is_empty() && machine.is_empty() {
            continue;
        }
        let kept = |(position, pair): (usize, &&Pair)| Reply {
            fingerprint: pair.provenance.unwrap_or_default().basis,
            source: pair.source.concat(),
            target: pair.target.join(" "),
            terms: Vec::new(),
            article: edition.front.get("source_file").unwrap_or(&name).to_owned(),
            position,
        };
        let field = |key: &str| edition.front.get(key).map(str::to_owned);
        let maker = Maker {
            backend: field("backend").unwrap_or_default(),
            model: field("model"),
            ..Maker::default()
        };
        let replies = machine.iter().enumerate().map(kept).collect();
        units += memory.restore(Replies {
            maker,
            replies,
            ..Replies::default()
        })?;
        units += human.len();
        memory.adopt(
            &name,
            human.into_iter().map(|pair| adoption(pair, None)).collect(),
            &[],
        )?;
        editions += 1;
    }
    Ok((editions, units))
}

/// A pair that a person answers for, as the memory keeps it; the terms in it, if they are those that it was made under.
fn adoption(pair: &Pair, termbase: Option<&Termbase>) -> Adoption {
    let source = pair.source.concat();
    let basis = pair.provenance.unwrap_or_default().basis;
    let now = termbase
        .map(|termbase| basis_of(&source, termbase))
        .filter(|now| now.fingerprint == basis);
    Adoption {
        source,
        target: pair.target.join(" "),
        basis,
        terms: now.map(|now| now.terms),
    }
}

/// Marks what a person wrote as that, and has the memory keep it.
fn take_over(
    past: &Past,
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
    keep(past, termbase, path, edition)?;
    Ok(Adopted {
        lines,
        reviewed,
        pairs,
    })
}

/// Has the memory keep what people answer for in an edition, and nothing else of it as theirs.
fn keep(
    past: &Past,
    termbase: &Termbase,
    path: &Path,
    edition: &Edition,
) -> Result<(), ArticleError> {
    let Some(memory) = &past.memory else {
        return Ok(());
    };
    // What was made of another wording is no translation of this one.
    let is_kept = |pair: &&Pair| {
        pair.provenance
            .is_some_and(|mark| mark.is_final() && !mark.reworded)
            && !pair.target.is_empty()
    };
    let (final_ones, open): (Vec<&Pair>, Vec<&Pair>) = edition.pairs().partition(is_kept);
    let units = final_ones
        .into_iter()
        .map(|pair| adoption(pair, Some(termbase)))
        .collect();
    let open: Vec<String> = open.into_iter().map(|pair| pair.source.concat()).collect();
    let kept = memory.adopt(&past.name(path), units, &open);
    kept.map_err(|cause| ArticleError::Memory {
        path: path.to_owned(),
        cause,
    })
}

/// Has the memory keep what people wrote in an edition that they saved when the run was under way.
pub(super) fn keep_late(
    past: &Past,
    termbase: &Termbase,
    path: &Path,
    edition: &Edition,
) -> Result<(), ArticleError> {
    tokio::task::block_in_place(|| keep(past, termbase, path, edition))
}

/// Marks the lines of an edition whose front matter a person made say that all are right.
pub(super) fn review(termbase: &Termbase, edition: &mut Edition) {
    if is_newly_done(edition) {
        mark(termbase, edition, None);
    }
}

/// Whether the front matter says that every line is right, and the ledger does not know it yet.
fn is_newly_done(edition: &Edition) -> bool {
    let is_open = |pair: &Pair| !pair.target.is_empty() && !pair.is_final();
    // As people write it: with a capital, in quotes, with a comment behind it.
    let says_done = |value: &str| {
        let value = value
            .split(" #")
            .next()
            .unwrap_or_default()
            .trim()
            .trim_matches(['"', '\'']);
        ["done", "yes", "true"]
            .iter()
            .any(|done| value.eq_ignore_ascii_case(done))
    };
    edition.front.get(FIELD).is_some_and(says_done) && edition.pairs().any(is_open)
}

/// Marks what a person wrote, and returns how many pairs that is.
fn mark(termbase: &Termbase, edition: &mut Edition, review: Option<Review>) -> usize {
    let done = review == Some(Review::Done) || (review.is_none() && is_newly_done(edition));
    let mut lines = 0;
    for pair in edition.pairs_mut().filter(|pair| !pair.target.is_empty()) {
        let basis = || basis_of(&pair.source.concat(), termbase).fingerprint;
        match &mut pair.provenance {
            None => {
                lines += 1;
                pair.provenance = Some(Provenance {
                    origin: Origin::Human,
                    basis: basis(),
                    approved: done,
                    reworded: false,
                });
            }
            // What a person says is right is right under the terms that hold now.
            Some(mark) if done => {
                (mark.basis, mark.approved, mark.reworded) = (basis(), true, false)
            }
            Some(mark) if review == Some(Review::Open) => mark.approved = false,
            Some(_) => {}
        }
    }
    lines
}
