//! One article: from its text to its edition, without touching a disk.

use crate::error::Cause;
use crate::fill::{Filler, query};
use crate::front::{self, Making};
use crate::resolve::{
    Action, Facts, MOST_SIMILAR, Policy, Resolution, Resolved, Status, resolutions, take,
};
use crate::segments::segments;
use crate::settled::Settled;
use crate::{Counts, Options};
use duizhao_check::{RuleSettings, Selection};
use duizhao_core::article::{Article, Origin};
use duizhao_core::counted;
use duizhao_core::document::Document;
use duizhao_core::fingerprint::Fingerprint;
use duizhao_core::segment::Segment;
use duizhao_edition::{Edition, Layout, Slot, reconcile};
use duizhao_glossary::{Comparison, Termbase, terms_of};
use duizhao_ingest::clean::Cleaner;
use duizhao_ingest::source::Source;
use duizhao_memory::{Candidates, Lookup, Maker, Query, Similar, Store, fingerprint_of_terms};
use duizhao_translate::{
    ArticleContext, Ask, Backend, BackendError, Example, Meter, Request, Stop, Translation, Usage,
};
use duizhao_zh::identity::Identity;
use duizhao_zh::script::Script;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// From which similarity a translation of another sentence is an example: half of what it says is the same.
const EXAMPLE_FROM: f64 = 0.5;

/// Everything that articles are translated with, set up once and shared by all tasks.
pub struct Engine {
    /// The terms.
    pub termbase: Arc<Termbase>,
    /// Translates.
    pub backend: Box<dyn Backend>,
    /// The translation memory; without it, only the editions say what was done before.
    pub store: Option<Arc<dyn Store>>,
    /// Which rules run.
    pub rules: RuleSettings,
    /// How it is to be done.
    pub options: Options,
    /// Stops the batch: no further article is begun.
    pub stop: Stop,
    identity: OnceLock<Identity>,
    backend_identity: OnceLock<String>,
    cleaners: Mutex<HashMap<Script, Arc<Cleaner>>>,
    /// Glossaries that editions were made with, by key, beside the one of now; `None` where one is not known.
    comparisons: Mutex<HashMap<u64, Option<Arc<Comparison>>>>,
    /// Whether an article in traditional script was converted to simplified script.
    pub(crate) converted: AtomicBool,
}

/// An edition, and what it took.
pub struct Made {
    /// The edition.
    pub edition: Edition,
    /// The segments of the article.
    pub segments: Vec<Segment>,
    /// For each pair, in reading order, the index of its segment; `None` for a pair that a person added.
    pub indices: Vec<Option<usize>>,
    /// What it came to.
    pub counts: Counts,
    /// Terms whose change made sentences be translated again.
    pub stale: BTreeSet<String>,
    /// Lines that cleaning removed between the first and the last of the article.
    pub removed: usize,
}

/// An article that is translated, and what there is of it.
pub(crate) struct Work<'a> {
    pub(crate) source: &'a Source,
    /// What its edition says now.
    pub(crate) old: Option<Edition>,
    /// The edition's name in the store; empty where there is none.
    pub(crate) name: &'a str,
    /// Whether there is an edition, or one is replaced: what people wrote there is not looked up in the store.
    pub(crate) is_there: bool,
    /// The key of the glossary that the edition was made with, where it is known.
    pub(crate) glossary: Option<u64>,
    /// The terms, with those of the article's own file.
    pub(crate) termbase: &'a Termbase,
    /// For each pair of `old` whether it was written without a finding, where only the glossary has changed since.
    pub(crate) is_clean: Option<Vec<bool>>,
}

/// The segments of an article after resolution, with all that is known of them.
pub(crate) struct Plan {
    pub(crate) document: Document<Resolved>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) matches: Matches,
    pub(crate) examples: Vec<Example>,
    /// Which segments nothing has changed for.
    pub(crate) settled: Settled,
    /// Lines that cleaning removed between the first and the last of the article.
    pub(crate) removed: usize,
}

/// What translations of an article's segments depend on, and what the store holds for them.
pub(crate) struct Matches {
    /// What a machine's translation of each segment depends on.
    pub(crate) machine: Vec<Fingerprint>,
    /// What a person's translation of each segment depends on.
    pub(crate) terms: Vec<Fingerprint>,
    /// What the store holds for each segment, and after them for each pair that a person added.
    pub(crate) candidates: Vec<Candidates>,
}

impl Matches {
    /// Returns what is known of each segment, in order.
    pub(crate) fn facts<'a>(
        &'a self,
        segments: &'a [Segment],
        termbase: &'a Termbase,
    ) -> Vec<Facts<'a>> {
        let facts = segments.iter().enumerate().map(|(i, segment)| Facts {
            segment,
            machine: self.machine[i],
            terms: self.terms[i],
            termbase,
            candidates: &self.candidates[i],
        });
        facts.collect()
    }
}

impl Engine {
    /// Sets an engine up; nothing is read or sent.
    pub fn new(
        termbase: Termbase,
        backend: Box<dyn Backend>,
        store: Option<Arc<dyn Store>>,
        options: Options,
    ) -> Self {
        Self {
            termbase: Arc::new(termbase),
            backend,
            store,
            rules: RuleSettings::default(),
            options,
            stop: Stop::default(),
            identity: OnceLock::new(),
            backend_identity: OnceLock::new(),
            cleaners: Mutex::default(),
            comparisons: Mutex::default(),
            converted: AtomicBool::new(false),
        }
    }

    /// Translates one article as if there were no edition of it. Nothing is read or written but the store.
    pub async fn translate(&self, source: &Source, meter: &Meter) -> Result<Made, Cause> {
        let work = Work {
            source,
            old: None,
            name: "",
            is_there: false,
            glossary: None,
            termbase: &self.termbase,
            is_clean: None,
        };
        self.make(work, meter).await
    }

    /// Makes an article's edition of what it says now, what its edition says, and what the store and the backend have.
    pub(crate) async fn make(&self, work: Work<'_>, meter: &Meter) -> Result<Made, Cause> {
        let (source, termbase) = (work.source, work.termbase);
        let selection = self.selection(work.name);
        let old_front = work.old.as_ref().map(|old| old.front.clone());
        let layout = self.layout(work.old.as_ref());
        let script = self.script(work.old.as_ref());
        let (article, plan, mut ledger) = self.plan(work, script).await?;
        let asked: Vec<usize> = asked(&plan.document).map(|asked| asked.index).collect();
        let is_settled = plan.document.items().count() > asked.len();
        let taken = resolutions(&plan.document)
            .filter(|one| one.action != Action::Ask && one.status != Status::Human)
            .count();
        // What the backend is asked for and knows, it counts itself.
        meter.add(Usage {
            known: taken as u64,
            ..Usage::default()
        });
        let context = ArticleContext {
            name: &source.name,
            title: article.title.as_deref(),
            segments: &plan.segments,
            termbase,
            examples: &plan.examples,
        };
        let replies = self.ask(context, &asked, is_settled, meter).await?;
        let filler = Filler {
            segments: &plan.segments,
            matches: &plan.matches,
            termbase,
            identity: self.identity(),
            selection: &selection,
            settled: &plan.settled,
            is_gloss: self.backend.is_gloss(),
            maker: ledger.maker(self.backend.name(), self.backend.model()),
        };
        let filled = filler.fill(plan.document, replies);
        let mut edition = Edition {
            document: filled.document,
            ledger,
            layout,
            ..Edition::default()
        };
        let making = Making {
            source_file: &source.name,
            sha256: &source.sha256,
            script,
            backend: &*self.backend,
        };
        let old_front = old_front.unwrap_or_default();
        front::fill(&mut edition, &article, &making, &old_front);
        Ok(Made {
            edition,
            segments: plan.segments,
            indices: filled.indices,
            counts: filled.counts,
            stale: filled.stale,
            removed: plan.removed,
        })
    }

    /// Cleans an article and resolves its segments. Returns the ledger of its edition too.
    pub(crate) async fn plan(
        &self,
        work: Work<'_>,
        script: Script,
    ) -> Result<(Article, Plan, duizhao_edition::Ledger), Cause> {
        let cleaned = self.cleaner(script)?.clean(&work.source.document);
        if cleaned.report.is_converted {
            self.converted.store(true, Ordering::Relaxed);
        }
        let removed = cleaned.report.removed_inside().count();
        let article = cleaned.article;
        if article.blocks.is_empty() {
            return Err(Cause::NoText);
        }
        let identity = self.identity();
        let segments = segments(&article, work.termbase.matcher(), identity);
        let (slots, ledger) = reconcile(&segments, work.old.unwrap_or_default(), identity);
        let context = ArticleContext {
            name: &work.source.name,
            title: article.title.as_deref(),
            segments: &segments,
            termbase: work.termbase,
            examples: &[],
        };
        let name = if work.is_there { work.name } else { "" };
        let comparison = match work.glossary {
            Some(key) => self.comparison(key).await?,
            None => None,
        };
        let settled = match (&work.is_clean, &comparison) {
            (Some(is_clean), Some(comparison)) => {
                let origin = if self.backend.is_gloss() {
                    Origin::Gloss
                } else {
                    Origin::Machine
                };
                Settled::of(&segments, &slots, is_clean, comparison, origin)
            }
            (_, None) | (None, _) => Settled::default(),
        };
        let matches = self.matches(context, &slots, name, &settled).await?;
        let policy = self.policy(comparison.as_deref());
        let facts = matches.facts(&segments, work.termbase);
        let mut document = policy.resolve(slots, &facts);
        let examples = self.similar(&mut document, &policy, &facts).await?;
        drop(facts);
        let plan = Plan {
            document,
            segments,
            matches,
            examples,
            settled,
            removed,
        };
        Ok((article, plan, ledger))
    }

    /// Looks up what is known of the segments of an article but those that are settled, and of the pairs that people
    /// added; `edition` is the name of the edition that is there or replaced, whose own lines are not looked up.
    pub(crate) async fn matches(
        &self,
        context: ArticleContext<'_>,
        slots: &Document<Slot>,
        edition: &str,
        settled: &Settled,
    ) -> Result<Matches, Cause> {
        let identity = self.backend_identity();
        let all = context.termbase.glossary.terms();
        let mut machine = Vec::new();
        let mut terms = Vec::new();
        let mut queries = Vec::new();
        let request = Request {
            document: context,
            asks: &[],
            meter: &Meter::default(),
        };
        for (index, segment) in context.segments.iter().enumerate() {
            if let Some(basis) = settled.basis(index) {
                machine.push(basis);
                terms.push(Fingerprint::default());
                continue;
            }
            let basis = fingerprint_of_terms(&terms_of(segment, all));
            machine.push(request.basis(index, &*self.backend, identity));
            terms.push(basis);
            if self.store.is_some() {
                let ask = Ask::new(index);
                queries.push(Query {
                    text: segment.text.clone(),
                    basis,
                    request: (!self.backend.is_gloss())
                        .then(|| request.fingerprint(&ask, &*self.backend, identity)),
                });
            }
        }
        for slot in slots.items() {
            if let Slot::Own(pair) = slot
                && self.store.is_some()
            {
                queries.push(query(pair, context.termbase));
            }
        }
        let count = terms.len();
        Ok(Matches {
            machine,
            terms,
            candidates: self.candidates(queries, count, edition, settled).await?,
        })
    }

    /// Returns what the store holds for each of `count` segments, nothing for those that are settled, and after them for
    /// each pair that people added; `queries` ask for the others in this order.
    async fn candidates(
        &self,
        queries: Vec<Query>,
        count: usize,
        edition: &str,
        settled: &Settled,
    ) -> Result<Vec<Candidates>, Cause> {
        let Some(store) = &self.store else {
            return Ok(vec![Candidates::default(); count]);
        };
        let lookup = Lookup {
            edition: edition.to_owned(),
            maker: Some(self.maker()),
            queries,
        };
        let mut found = store.lookup(lookup).await?.into_iter();
        let of_segment = |index| match settled.basis(index) {
            Some(_) => Candidates::default(),
            None => found.next().unwrap_or_default(),
        };
        let mut candidates: Vec<Candidates> = (0..count).map(of_segment).collect();
        candidates.extend(found);
        Ok(candidates)
    }

    /// Takes translations of similar sentences where the settings allow it, and returns those that the backend is shown as
    /// examples for what is still to be sent.
    async fn similar(
        &self,
        document: &mut Document<Resolved>,
        policy: &Policy<'_>,
        facts: &[Facts<'_>],
    ) -> Result<Vec<Example>, Cause> {
        let most_examples = if self.backend.shows_examples() {
            self.options.examples
        } else {
            0
        };
        let Some(store) = &self.store else {
            return Ok(Vec::new());
        };
        let mut texts = Vec::new();
        if policy.fuzzy.is_some() || most_examples > 0 {
            texts.extend(asked(document).map(|one| facts[one.index].segment.text.clone()));
        }
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let most = MOST_SIMILAR.max(most_examples);
        let from = if policy.fuzzy.is_some() {
            0.0
        } else {
            EXAMPLE_FROM
        };
        let mut found = store.similar(texts, most, from).await?.into_iter();
        let mut examples = Vec::new();
        for item in document.items_mut() {
            let Resolved::Segment(one) = item else {
                continue;
            };
            if !is_to_send(one) {
                continue;
            }
            let similar = found.next().unwrap_or_default();
            let near = examples_of(&similar, one.index, most_examples);
            let facts = &facts[one.index];
            match policy.fuzzy(&facts.segment.text, similar) {
                Some((target, source)) => {
                    let standing = one.old.as_ref().and_then(|old| old.provenance);
                    (one.status, one.action) = take(&target, source, facts, standing);
                }
                None => examples.extend(near),
            }
        }
        Ok(examples)
    }

    /// Asks the backend for some segments; an error if none of them is translated and nothing else of the article is
    /// settled.
    async fn ask(
        &self,
        context: ArticleContext<'_>,
        asked: &[usize],
        is_settled: bool,
        meter: &Meter,
    ) -> Result<BTreeMap<usize, Translation>, Cause> {
        if asked.is_empty() {
            return Ok(BTreeMap::new());
        }
        let asks: Vec<Ask<'_>> = asked.iter().copied().map(Ask::new).collect();
        let request = Request {
            document: context,
            asks: &asks,
            meter,
        };
        let replies = self.backend.translate(request).await?;
        if replies.len() != asks.len() {
            let came = counted(replies.len(), "translation");
            let what = format!("{came} came for {}", counted(asks.len(), "sentence"));
            return Err(BackendError::mismatch(self.backend.name(), what).into());
        }
        let failure = replies.iter().find_map(|reply| reply.as_ref().err());
        if let Some(failure) = failure
            && !is_settled
            && replies.iter().all(Result::is_err)
        {
            let what = format!("no sentence was translated: {}", failure.what);
            let error = BackendError::mismatch(self.backend.name(), what);
            let hint = failure.hint.clone().unwrap_or_else(|| error.hint.clone());
            return Err(BackendError { hint, ..error }.into());
        }
        Ok(asked.iter().copied().zip(replies).collect())
    }

    /// Returns what decides where translations come from; `comparison` is that of the edition's glossary with today's.
    pub(crate) fn policy<'a>(&self, comparison: Option<&'a Comparison>) -> Policy<'a> {
        Policy {
            is_gloss: self.backend.is_gloss(),
            retranslate: self.options.retranslate,
            replace_with_gloss: self.options.replace_with_gloss,
            fuzzy: self.options.fuzzy,
            comparison,
        }
    }

    /// Returns the script of an edition: the one that is asked for, else its own, else that of new editions.
    pub(crate) fn script(&self, old: Option<&Edition>) -> Script {
        let own = old.and_then(|old| old.front.get("script"));
        self.options
            .script
            .or_else(|| own?.parse().ok())
            .unwrap_or(self.options.default_script)
    }

    /// Returns the layout of an edition: the one that is asked for, else its own, else that of new editions.
    fn layout(&self, old: Option<&Edition>) -> Option<Layout> {
        let own = old.and_then(|old| old.layout);
        self.options.layout.or(own).or(self.options.default_layout)
    }

    /// Returns the cleaner for a script, made when it is first needed.
    pub(crate) fn cleaner(&self, script: Script) -> Result<Arc<Cleaner>, Cause> {
        let mut cleaners = self.cleaners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cleaner) = cleaners.get(&script) {
            return Ok(Arc::clone(cleaner));
        }
        let cleaner = Arc::new(
            Cleaner::with_engine(self.options.script_engine, script)?
                .without(self.options.disabled_passes.clone()),
        );
        cleaners.insert(script, Arc::clone(&cleaner));
        Ok(cleaner)
    }

    /// Returns what recognises sentences, made when it is first needed.
    pub(crate) fn identity(&self) -> &Identity {
        self.identity.get_or_init(Identity::new)
    }

    /// Returns what translations depend on besides a sentence and its terms.
    pub(crate) fn backend_identity(&self) -> &str {
        self.backend_identity
            .get_or_init(|| self.backend.identity())
    }

    fn maker(&self) -> Maker {
        Maker {
            backend: self.backend.name().to_owned(),
            model: self.backend.model().map(str::to_owned),
            identity: Fingerprint::of_texts([self.backend_identity()]),
        }
    }

    /// Returns the rules for an edition of that name.
    pub(crate) fn selection(&self, name: &str) -> Selection {
        self.rules.selection(Path::new(name))
    }

    /// Returns the glossary of a key beside the one of now; `None` where it is not known.
    pub(crate) async fn comparison(&self, key: u64) -> Result<Option<Arc<Comparison>>, Cause> {
        let known = self
            .comparisons
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let text = match &self.store {
            Some(store) => store.glossary(key).await?,
            None => None,
        };
        let comparison = text.and_then(|text| self.compared(&text)).map(Arc::new);
        let mut comparisons = self
            .comparisons
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        comparisons.insert(key, comparison.clone());
        Ok(comparison)
    }

    fn compared(&self, text: &str) -> Option<Comparison> {
        let mut then = duizhao_glossary::Glossary::default();
        then.add_text(Path::new("glossary"), text).ok()?;
        Some(Comparison::new(
            Termbase::new(then),
            Arc::clone(&self.termbase),
        ))
    }
}

/// Tests whether nothing is known of a segment, so that it would be sent.
fn is_to_send(one: &Resolution) -> bool {
    let is_unknown = matches!(one.status, Status::Stale(_) | Status::New | Status::Failed);
    one.action == Action::Ask && is_unknown
}

/// Returns the segments that the backend is asked for.
pub(crate) fn asked(document: &Document<Resolved>) -> impl Iterator<Item = &Resolution> {
    resolutions(document).filter(|one| one.action == Action::Ask)
}

/// Returns the segments that would be sent.
pub(crate) fn to_send(document: &Document<Resolved>) -> impl Iterator<Item = &Resolution> {
    resolutions(document).filter(|one| is_to_send(one))
}

fn examples_of(similar: &[Similar], sentence: usize, most: usize) -> Vec<Example> {
    let near = similar
        .iter()
        .filter(|similar| similar.score >= EXAMPLE_FROM);
    near.take(most)
        .map(|similar| Example {
            sentence,
            source: similar.unit.source.clone(),
            target: similar.unit.target.clone(),
        })
        .collect()
}
