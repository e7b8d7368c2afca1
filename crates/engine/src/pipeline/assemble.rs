//! The edition that comes of what is decided and what the backend answers.

use super::decide::{Judge, Likeness, Place, Way, like_basis, tally};
use super::plan::{Plan, damage};
use super::{Adherence, Made, Pipeline, remembered};
use duizhao_check::{self as check, PairContext, Selection};
use duizhao_core::article::{Article, Origin, Span};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_core::document::Document;
use duizhao_edition::{
    Edition, FrontMatter, GLOSS_NOTICE, Ledger, MACHINE_NOTICE, Pair, Provenance, rewording,
};
use duizhao_ingest::source::Raw;
use duizhao_memory::{Basis, Fingerprint};
use duizhao_translate::{BackendError, Translation};
use std::collections::BTreeMap;

/// How the notice above an edition goes on whose English is a gloss.
const ABOUT_GLOSSES: &str =
    ": each word stands where the Chinese has it, for reading beside the original.";

/// Fields of the front matter that a person may put otherwise.
const OPEN_FIELDS: [&str; 6] = ["title", "title_en", "date", "source", "author", "editor"];

/// Everything that an edition is made of.
pub(super) struct Assembly<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) judge: &'a Judge<'a>,
    pub(super) raw: &'a Raw,
    pub(super) article: &'a Article,
    pub(super) plan: &'a Plan,
    /// The front matter of the edition that was there.
    pub(super) front: Option<FrontMatter>,
}

/// Whether a sentence of the article was not in the edition before.
type IsNew = bool;

/// What becomes of a place besides its pair.
#[derive(Default)]
struct Sums {
    failed: usize,
    adherence: Adherence,
    remembered: String,
}

impl Assembly<'_> {
    /// The edition, and what it took.
    pub(super) fn made(
        &self,
        places: Document<Place>,
        ledger: Ledger,
        mut replies: BTreeMap<usize, Translation>,
    ) -> Result<Made, BackendError> {
        let (tally, stale) = tally(&places);
        let mut sums = Sums::default();
        let mut doubled = self.doubled(&places).into_iter();
        let document = places.try_map(|place| match place {
            Place::Own(pair) => self.own(pair, doubled.next().flatten(), &mut sums),
            Place::Sentence {
                index, old, way, ..
            } => self.pair(index, old, way, replies.remove(&index), &mut sums),
        })?;
        let mut edition = Edition {
            document,
            ledger,
            layout: Some(self.pipeline.settings.layout),
            ..Edition::default()
        };
        self.front(&mut edition);
        let Sums {
            failed,
            adherence,
            remembered,
        } = sums;
        Ok(Made {
            edition,
            terms: self.plan.terms(),
            failed,
            adherence,
            tally,
            stale,
            remembered,
        })
    }

    /// The pair of a sentence; `old` is what the edition has for it, `reply` what the backend answered if it was asked.
    fn pair(
        &self,
        index: usize,
        old: Option<Pair>,
        way: Way,
        reply: Option<Translation>,
        sums: &mut Sums,
    ) -> Result<Pair, BackendError> {
        let sentence = &self.plan.segments[index];
        let mut pair = Pair {
            diagnostics: damage(sentence),
            ..Pair::new(sentence.text.as_str(), "")
        };
        match way {
            Way::Keep => self.keep(index, old.expect("only what is there stays"), &mut pair)?,
            Way::Take(target, likeness) => {
                pair.target = vec![target];
                let basis = if likeness.is_some() {
                    like_basis(&sentence.text)
                } else {
                    self.judge.basis(index)
                };
                pair.provenance = Some(self.mark(Origin::Memory, basis));
                pair.diagnostics
                    .extend(likeness.map(|likeness| like(&sentence.text, &likeness)));
            }
            Way::Ask => self.answer(
                index,
                old,
                reply.expect("each sentence asked for has a reply"),
                &mut pair,
            ),
        }
        sums.failed += usize::from(pair.target.is_empty());
        self.check(&mut pair, sums);
        sums.remembered.push_str(&remembered::line(sentence, &pair));
        Ok(pair)
    }

    /// For each pair that stands for itself, whether beside it the article has a sentence that may be its new wording,
    /// and whether that one is new.
    fn doubled(&self, places: &Document<Place>) -> Vec<Option<IsNew>> {
        let places: Vec<&Place> = places.items().collect();
        let rewording = |text: &str, beside: Option<&&Place>| match beside {
            Some(Place::Sentence { index, old, .. }) => {
                rewording(text, &self.plan.segments[*index].text).map(|_| old.is_none())
            }
            Some(Place::Own(_)) | None => None,
        };
        let doubled = |(i, place): (usize, &&Place)| match place {
            Place::Own(pair) => {
                let text = pair.source.concat();
                let before = i.checked_sub(1).and_then(|before| places.get(before));
                Some(
                    [before, places.get(i + 1)]
                        .into_iter()
                        .filter_map(|beside| rewording(&text, beside))
                        .max(),
                )
            }
            Place::Sentence { .. } => None,
        };
        places.iter().enumerate().filter_map(doubled).collect()
    }

    /// A pair that stands for itself; `doubled` if the article may say the same beside it.
    fn own(
        &self,
        old: Pair,
        doubled: Option<IsNew>,
        sums: &mut Sums,
    ) -> Result<Pair, BackendError> {
        let text = old.source.concat();
        let basis = basis_of(&text, self.judge.request.document.termbase);
        let mut pair = Pair {
            diagnostics: Vec::new(),
            ..old
        };
        if pair.target.is_empty() {
            pair.diagnostics.push(whole(
                &text,
                "backend",
                Severity::Warning,
                "a person's line without a translation",
            ));
        } else {
            let mark = pair
                .provenance
                .get_or_insert(self.mark(Origin::Human, basis.fingerprint));
            mark.reworded = doubled.is_some_and(|is_new| is_new || mark.reworded);
            let mark = *mark;
            if mark.reworded {
                let message = "the article has a sentence much like this one beside it: delete one, or change this one";
                pair.diagnostics
                    .push(whole(&text, "stale", Severity::Warning, message));
            }
            self.outdated(&text, mark, &basis, &mut pair)?;
        }
        self.check(&mut pair, sums);
        sums.remembered.push_str(&remembered::own(&text));
        Ok(pair)
    }

    /// A translation stays as it is in the edition.
    fn keep(&self, index: usize, old: Pair, pair: &mut Pair) -> Result<(), BackendError> {
        pair.target = old.target;
        let text = self.plan.segments[index].text.as_str();
        let basis = self.judge.terms_now(index);
        let mut mark = old
            .provenance
            .unwrap_or(self.mark(Origin::Human, basis.fingerprint));
        mark.reworded |= mark.is_final() && old.source != [text];
        pair.provenance = Some(mark);
        if mark.reworded {
            let message = "the article has put this otherwise since a person translated it";
            pair.diagnostics
                .push(whole(text, "stale", Severity::Warning, message));
        }
        if mark.is_final() {
            self.outdated(text, mark, &basis, pair)
        } else {
            Ok(())
        }
    }

    /// Says so if terms have changed since a person answered for a translation.
    fn outdated(
        &self,
        text: &str,
        mark: Provenance,
        basis: &Basis,
        pair: &mut Pair,
    ) -> Result<(), BackendError> {
        if let Some(message) = self.judge.outdated(text, mark, basis)? {
            let target = pair.target_text();
            let context = PairContext::new(text, &target, self.judge.request.document.termbase);
            let clean = check::pair(&context, &Selection::default()).is_empty();
            let severity = if clean {
                Severity::Note
            } else {
                Severity::Warning
            };
            pair.diagnostics
                .push(whole(text, "stale", severity, &message));
        }
        Ok(())
    }

    /// What the backend answered; where it failed, what the edition had stays.
    fn answer(&self, index: usize, old: Option<Pair>, reply: Translation, pair: &mut Pair) {
        let text = self.plan.segments[index].text.as_str();
        let origin = if self.judge.backend.is_gloss() {
            Origin::Gloss
        } else {
            Origin::Machine
        };
        match (
            reply,
            old.filter(|old| !old.target.is_empty() && old.provenance.is_some()),
        ) {
            (Ok(target), _) => {
                pair.target = vec![target];
                pair.provenance = Some(self.mark(origin, self.judge.machine_basis(index)));
            }
            (Err(failure), Some(old)) => {
                (pair.target, pair.provenance) = (old.target, old.provenance);
                let message = format!(
                    "not translated again: {}; the translation is of before",
                    failure.what
                );
                pair.diagnostics
                    .push(whole(text, "backend", Severity::Error, &message));
            }
            (Err(failure), None) => {
                pair.provenance = Some(self.mark(origin, Fingerprint::default()));
                let message = format!("not translated: {}", failure.what);
                pair.diagnostics
                    .push(whole(text, "backend", Severity::Error, &message));
            }
        }
    }

    fn mark(&self, origin: Origin, basis: Fingerprint) -> Provenance {
        Provenance {
            origin,
            basis,
            ..Provenance::default()
        }
    }

    fn check(&self, pair: &mut Pair, sums: &mut Sums) {
        if pair.target.is_empty() {
            return;
        }
        let (source, target) = (pair.source_text(), pair.target_text());
        let context = PairContext::new(&source, &target, self.judge.request.document.termbase);
        sums.adherence += context.adherence();
        let found = check::pair(&context, &Selection::default());
        pair.diagnostics.extend(found);
    }

    /// Fills in the front matter: what the program knows, and what people put there.
    fn front(&self, edition: &mut Edition) {
        let (mut front, article) = (FrontMatter::default(), self.article);
        let title = edition.document.title.as_ref();
        let joined = |lines: Option<&Vec<String>>, with: &str| {
            lines
                .filter(|lines| !lines.is_empty())
                .map(|lines| lines.join(with))
        };
        front.set_some(
            "title",
            joined(title.map(|pair| &pair.source), "").as_deref(),
        );
        front.set_some(
            "title_en",
            joined(title.map(|pair| &pair.target), " ").as_deref(),
        );
        front.set_some("date", article.meta.date.as_deref());
        front.set_some("source", article.meta.source.as_deref());
        front.set_some("author", article.meta.author.as_deref());
        front.set_some("editor", article.meta.editor.as_deref());
        front.set("source_file", self.raw.name.as_str());
        front.set("source_sha256", self.raw.sha256.as_str());
        front.set("script", self.pipeline.settings.script.to_string());
        front.set("backend", self.judge.backend.name());
        front.set_some("model", self.judge.backend.model());
        front.set(
            "origin",
            if self.judge.backend.is_gloss() {
                "gloss"
            } else {
                "machine"
            },
        );
        let (reviewed, pairs) = (edition.reviewed(), edition.pairs().count());
        front.set("reviewed", format!("{reviewed}/{pairs}"));
        let made = front.clone();
        let old = self
            .front
            .iter()
            .flat_map(|front| front.fields().map(move |(key, value)| (front, key, value)));
        for (old, key, value) in old {
            let is_open = OPEN_FIELDS.contains(&key) || made.get(key).is_none();
            let holds = key != "review" || reviewed == pairs;
            if is_open && holds && edition.ledger.is_own_field(key, value) {
                front.keep(key, old);
            }
        }
        edition.ledger.remember_front(&made);
        edition.front = front;
    }
}

/// The terms in a text, as a person's translation of it depends on them.
pub(super) fn basis_of(text: &str, termbase: &duizhao_glossary::Termbase) -> Basis {
    let mut seen = std::collections::HashSet::new();
    let hits = termbase.matcher.hits(text);
    let terms: Vec<_> = hits
        .iter()
        .filter(|hit| seen.insert(hit.term))
        .map(|hit| &termbase.glossary.terms()[hit.term])
        .collect();
    Basis::of(&terms)
}

/// What readers are told above the text; nothing where people answer for all of it.
pub(super) fn notice(edition: &Edition) -> Option<String> {
    let (reviewed, pairs) = (edition.reviewed(), edition.pairs().count());
    let is_gloss = |pair: &Pair| {
        pair.provenance
            .is_some_and(|mark| mark.origin == Origin::Gloss && !mark.is_final())
    };
    if reviewed == pairs {
        return None;
    }
    if edition.pairs().any(is_gloss) {
        return Some(format!("{GLOSS_NOTICE}{ABOUT_GLOSSES}"));
    }
    let backend = edition.front.get("backend").unwrap_or("a machine");
    let model = edition
        .front
        .get("model")
        .map(|model| format!(" ({model})"))
        .unwrap_or_default();
    let state = match reviewed {
        0 => ", not reviewed".to_owned(),
        _ => format!("; {reviewed} of {pairs} sentences reviewed"),
    };
    Some(format!("{MACHINE_NOTICE} {backend}{model}{state}."))
}

/// What to say of a translation that was made for another sentence.
fn like(text: &str, likeness: &Likeness) -> Diagnostic {
    match likeness {
        Likeness::Numbers(source) => whole(
            text,
            "fuzzy",
            Severity::Note,
            &format!("from the memory, with other numbers put in: `{source}`"),
        ),
        Likeness::Near(source, percent) => whole(
            text,
            "fuzzy",
            Severity::Warning,
            &format!("from the memory, where {percent}% is the same: `{source}`"),
        ),
    }
}

/// A finding about a whole sentence.
fn whole(text: &str, check: &'static str, severity: Severity, message: &str) -> Diagnostic {
    Diagnostic::new(check, severity, message).at_source(Span::new(0, text.len()))
}
