//! The order of the stages, and batches of articles through them.

mod error;
mod obey;
mod plan;
mod row;

pub use error::{ArticleError, EditionError};
pub use obey::Obey;
pub use row::{Adherence, Row};

use crate::article::{Article, Finding, Severity, Span};
use crate::backend::{Backend, BackendError, Document, Failure, Meter, Request, Sentence, Stop, Translation};
use crate::check;
use crate::clean::Cleaner;
use crate::edition::{self, Edition, FrontMatter, Layout, Pair, PairBlock, Seal};
use crate::glossary::{Override, Termbase};
use crate::output;
use crate::script::Script;
use crate::source::{Charset, Input, Inputs, Raw};
use futures_util::FutureExt;
use plan::Plan;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tokio::task::JoinSet;

/// What readers are told above an edition whose English is a gloss.
const GLOSS_NOTICE: &str =
    "Gloss, not a translation: each word stands where the Chinese has it, for reading beside the original.";

/// Most rows that wait for an earlier article to be done.
const MOST_WAITING: usize = 1024;

/// How a batch is to be done.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folder for editions.
    pub output: PathBuf,
    /// Script of the Chinese.
    pub script: Script,
    /// Layout of editions.
    pub layout: Layout,
    /// Articles worked on at once, at least 1.
    pub jobs: usize,
    /// Character set of the inputs; `None` to find it.
    pub charset: Option<Charset>,
    /// Largest input, in bytes.
    pub max_bytes: u64,
    /// Whether an edition that was edited since it was written is replaced all the same.
    pub overwrite: bool,
    /// Whether to say only what it would take: nothing is sent or written.
    pub dry_run: bool,
}

/// Everything a batch needs, set up once and shared by all its articles.
pub struct Pipeline {
    /// Cleans pages.
    pub cleaner: Cleaner,
    /// The terms.
    pub termbase: Termbase,
    /// Translates.
    pub backend: Box<dyn Backend>,
    /// How it is to be done.
    pub settings: Settings,
    /// Stops the batch: no further article is begun.
    pub stop: Stop,
}

/// How far a batch is, for whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Sentences done.
    pub sentences: AtomicUsize,
}

/// An article as it was read, and where its edition goes.
struct Opened {
    raw: Raw,
    path: PathBuf,
    /// What is there now.
    old: Option<Vec<u8>>,
    /// The terms with those of its own glossary file, if it has one.
    own: Option<Termbase>,
    overrides: Vec<Override>,
}

/// An edition, and what it took.
pub struct Made {
    /// The edition.
    pub edition: Edition,
    /// Glossary terms found.
    pub terms: usize,
    /// Sentences without a translation.
    pub failed: usize,
    /// How many terms the translations have.
    pub adherence: Adherence,
}

impl Pipeline {
    /// Translates every input and gives each one's row to `report`, in the order of the inputs. Returns how many were
    /// not begun because the batch was stopped.
    ///
    /// One bad article is a row with an error and stops nothing. What is written does not depend on the number of
    /// jobs. Memory holds the articles under way, as many as there are jobs and requests at once, the rows of some that
    /// are done before an earlier one, and a hash of each edition's name.
    ///
    /// # Panics
    ///
    /// If the system gives no threads.
    pub fn run(self: &Arc<Self>, inputs: Inputs, progress: &Progress, mut report: impl FnMut(Row)) -> usize {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(self.settings.jobs).enable_all().build();
        let runtime = runtime.expect("the system gives threads");
        let under_way = match self.backend.limits().concurrency {
            1 => self.settings.jobs,
            requests => self.settings.jobs + requests,
        };
        let mut inputs = inputs.map(|input| input.map_err(ArticleError::Source)).enumerate();
        let (mut taken, mut waiting, mut due) = (HashSet::new(), BTreeMap::new(), 0);
        runtime.block_on(async {
            let mut tasks = JoinSet::new();
            loop {
                while tasks.len() < under_way && waiting.len() < MOST_WAITING && self.stop.reason().is_none() {
                    let Some((index, input)) = inputs.next() else { break };
                    let input = input.and_then(|input| self.not_taken(input, &mut taken));
                    let pipeline = Arc::clone(self);
                    tasks.spawn(async move { (index, pipeline.row(input).await) });
                }
                let Some(done) = tasks.join_next().await else { break };
                let (index, row) = done.expect("a row catches its panics");
                progress.sentences.fetch_add(row.sentences, Ordering::Relaxed);
                waiting.insert(index, row);
                while let Some(row) = waiting.remove(&due) {
                    report(row);
                    due += 1;
                }
            }
        });
        inputs.count()
    }

    /// The input, unless another one of the batch has its edition.
    fn not_taken(&self, input: Input, taken: &mut HashSet<u64>) -> Result<Input, ArticleError> {
        let edition = edition_path(&self.settings.output, &input);
        let mut hasher = DefaultHasher::new();
        edition.hash(&mut hasher);
        match taken.insert(hasher.finish()) {
            true => Ok(input),
            false => Err(ArticleError::SameEdition { path: input.path, edition }),
        }
    }

    async fn row(&self, input: Result<Input, ArticleError>) -> Row {
        let start = Instant::now();
        let (mut row, meter) = (Row::default(), Meter::default());
        row.error = match input {
            Err(error) => {
                row.input = error.path().to_owned();
                Some(error)
            }
            Ok(input) => {
                row.input.clone_from(&input.path);
                let done = AssertUnwindSafe(self.translate(&input, &meter, &mut row)).catch_unwind().await;
                done.unwrap_or_else(|panic| Err(ArticleError::internal(&input.path, panic.as_ref()))).err()
            }
        };
        row.usage += meter.read();
        row.elapsed = start.elapsed();
        row
    }

    /// One article from its file to its edition on disk.
    async fn translate(&self, input: &Input, meter: &Meter, row: &mut Row) -> Result<(), ArticleError> {
        let opened = self.open(input)?;
        row.overrides.clone_from(&opened.overrides);
        let termbase = opened.own.as_ref().unwrap_or(&self.termbase);
        if self.settings.dry_run {
            return self.expect(&opened.raw, termbase, row).map_err(|error| error.of(&input.path));
        }
        let made = self.edition(&opened.raw, termbase, meter).await.map_err(|error| error.of(&input.path))?;
        let notice = self.notice();
        let text = edition::write(&made.edition, self.settings.layout, Some(&notice));
        if opened.old.is_none_or(|old| old != text.as_bytes()) {
            output::replace(&opened.path, text.as_bytes())
                .map_err(|cause| ArticleError::Write { path: opened.path.clone(), cause })?;
        }
        row.count(&made.edition);
        (row.terms, row.failed, row.adherence) = (made.terms, made.failed, made.adherence);
        row.edition = Some(opened.path);
        Ok(())
    }

    /// Reads an article, and makes sure before anything is paid for that its edition may be written.
    fn open(&self, input: &Input) -> Result<Opened, ArticleError> {
        let raw = input.read(self.settings.charset, self.settings.max_bytes)?;
        let path = edition_path(&self.settings.output, input);
        let same_file =
            || std::fs::canonicalize(&path).is_ok_and(|p| std::fs::canonicalize(&input.path).is_ok_and(|q| p == q));
        if edition::is_edition(&raw.text) || same_file() {
            return Err(ArticleError::IsEdition(input.path.clone()));
        }
        let old = match std::fs::read(&path) {
            Ok(old) if !self.settings.overwrite && edition::seal(&String::from_utf8_lossy(&old)) == Seal::Broken => {
                return Err(ArticleError::Edited(path));
            }
            Ok(old) => Some(old),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            // What cannot be read may hold a person's work.
            Err(cause) => return Err(ArticleError::Write { path, cause }),
        };
        let own = self.termbase.of_article(&input.path);
        let own = own.map_err(|cause| ArticleError::Glossary { path: input.path.clone(), cause })?;
        let (own, overrides) = own.map_or((None, Vec::new()), |(termbase, overrides)| (Some(termbase), overrides));
        Ok(Opened { raw, path, old, own, overrides })
    }

    /// Counts what an article would take.
    fn expect(&self, raw: &Raw, termbase: &Termbase, row: &mut Row) -> Result<(), EditionError> {
        let article = self.cleaned(raw)?;
        let plan = Plan::of(&article, &termbase.matcher);
        let (sentences, asks) = plan.asked();
        let document = Document { name: &raw.name, title: article.title.as_deref(), sentences: &sentences, termbase };
        row.usage = self.backend.estimate(Request { document, asks: &asks, meter: &Meter::default() }).usage;
        (row.sentences, row.terms) = (sentences.len(), plan.terms());
        Ok(())
    }

    /// Cleans, segments and translates one article under some terms. Nothing is written.
    pub async fn edition(&self, raw: &Raw, termbase: &Termbase, meter: &Meter) -> Result<Made, EditionError> {
        let article = self.cleaned(raw)?;
        let plan = Plan::of(&article, &termbase.matcher);
        let (sentences, asks) = plan.asked();
        let document = Document { name: &raw.name, title: article.title.as_deref(), sentences: &sentences, termbase };
        let translated = self.backend.translate(Request { document, asks: &asks, meter }).await;
        let targets =
            translated.and_then(|targets| self.answered(&sentences, targets)).map_err(EditionError::Backend)?;
        let failed = targets.iter().filter(|target| target.is_err()).count();
        let (edition, adherence) = self.assemble(raw, &article, &plan, targets, termbase);
        Ok(Made { edition, terms: plan.terms(), failed, adherence })
    }

    fn cleaned(&self, raw: &Raw) -> Result<Article, EditionError> {
        let article = self.cleaner.clean(&raw.text).article;
        if article.blocks.is_empty() { Err(EditionError::NoText) } else { Ok(article) }
    }

    /// The translations, or an error if they do not fit the sentences, or there are none.
    fn answered(
        &self,
        sentences: &[Sentence<'_>],
        targets: Vec<Translation>,
    ) -> Result<Vec<Translation>, BackendError> {
        let (asked, came) = (sentences.len(), targets.len());
        let error = |what: String| BackendError::mismatch(self.backend.name(), what);
        match targets.iter().find_map(|target| target.as_ref().err()) {
            _ if asked != came => Err(error(format!("{came} translations came for {asked} sentences"))),
            Some(failure) if targets.iter().all(Result::is_err) => {
                let error = error(format!("no sentence was translated: {}", failure.what));
                let hint = failure.hint.clone().unwrap_or_else(|| error.hint.clone());
                Err(BackendError { hint, ..error })
            }
            Some(_) | None => Ok(targets),
        }
    }

    fn assemble(
        &self,
        raw: &Raw,
        article: &Article,
        plan: &Plan<'_>,
        targets: Vec<Translation>,
        termbase: &Termbase,
    ) -> (Edition, Adherence) {
        let terms = check::Terms { termbase };
        let mut adherence = Adherence::default();
        let mut pairs = plan.sentences.iter().zip(targets).map(|(sentence, target)| {
            let mut findings = sentence.damage.clone();
            let target = match target {
                Ok(target) => {
                    let verdict = terms.check(sentence.text, &target);
                    adherence.add(&verdict);
                    findings.extend(verdict.findings);
                    target
                }
                Err(failure) => {
                    findings.push(untranslated(sentence.text, &failure));
                    String::new()
                }
            };
            (sentence.block, Pair { findings, ..Pair::new(sentence.text, target) })
        });
        let title = article.title.as_ref().and_then(|_| pairs.next()).map(|(_, pair)| pair);
        let mut blocks: Vec<PairBlock> =
            article.blocks.iter().map(|block| PairBlock { kind: block.kind, pairs: Vec::new() }).collect();
        for (block, pair) in pairs {
            if let Some(block) = block {
                blocks[block].pairs.push(pair);
            }
        }
        blocks.retain(|block| !block.pairs.is_empty());
        (Edition { front: self.front(raw, article, title.as_ref(), plan.sentences.len()), title, blocks }, adherence)
    }

    fn front(&self, raw: &Raw, article: &Article, title: Option<&Pair>, sentences: usize) -> FrontMatter {
        let mut front = FrontMatter::default();
        front.set_some("title", article.title.as_deref());
        front.set_some("title_en", title.and_then(|pair| pair.target.first()).map(String::as_str));
        front.set_some("date", article.meta.date.as_deref());
        front.set_some("source", article.meta.source.as_deref());
        front.set_some("author", article.meta.author.as_deref());
        front.set_some("editor", article.meta.editor.as_deref());
        front.set("source_file", raw.name.as_str());
        front.set("source_sha256", raw.sha256.as_str());
        front.set("script", self.settings.script.to_string());
        front.set("backend", self.backend.name());
        front.set_some("model", self.backend.model());
        front.set("origin", if self.backend.is_gloss() { "gloss" } else { "machine" });
        front.set("reviewed", format!("0/{sentences}"));
        front
    }

    /// What readers are told above the text.
    fn notice(&self) -> String {
        match (self.backend.is_gloss(), self.backend.model()) {
            (true, _) => GLOSS_NOTICE.to_owned(),
            (false, None) => format!("Machine translation by {}, not reviewed.", self.backend.name()),
            (false, Some(model)) => format!("Machine translation by {} ({model}), not reviewed.", self.backend.name()),
        }
    }
}

fn untranslated(source: &str, failure: &Failure) -> Finding {
    let span = Span::new(0, source.len());
    Finding { check: "backend", severity: Severity::Error, span, message: format!("not translated: {}", failure.what) }
}

fn edition_path(output: &Path, input: &Input) -> PathBuf {
    let mut name = output.join(&input.stem).into_os_string();
    name.push(".md");
    PathBuf::from(name)
}
