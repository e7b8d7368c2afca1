//! The order of the stages, and batches of articles through them.

mod error;
mod plan;

pub use error::{ArticleError, EditionError};

use crate::article::Article;
use crate::backend::{Backend, BackendError, Request, Sentence};
use crate::check;
use crate::clean::Cleaner;
use crate::edition::{self, Edition, FrontMatter, Layout, Pair, PairBlock, Seal};
use crate::glossary::{Override, Termbase};
use crate::output;
use crate::script::Script;
use crate::source::{Charset, Input, Inputs, Raw};
use plan::Plan;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

/// What readers are told above an edition whose English is a gloss.
const GLOSS_NOTICE: &str =
    "Gloss, not a translation: each word stands where the Chinese has it, for reading beside the original.";

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
}

/// What became of one article.
#[derive(Debug)]
pub struct Row {
    /// The input.
    pub input: PathBuf,
    /// The edition, if there is one.
    pub edition: Option<PathBuf>,
    /// Sentences, the title included.
    pub sentences: usize,
    /// Glossary terms found.
    pub terms: usize,
    /// Findings of each severity: notes, warnings, errors.
    pub findings: [usize; 3],
    /// Terms that the article's own glossary file gives differently.
    pub overrides: Vec<Override>,
    /// Time taken.
    pub elapsed: Duration,
    /// Why there is no edition.
    pub error: Option<ArticleError>,
}

impl Row {
    /// Whether somebody has to look at the article: it failed, or has a warning or an error.
    pub fn needs_attention(&self) -> bool {
        self.error.is_some() || self.findings[1..].iter().any(|&count| count > 0)
    }
}

/// An article that was translated.
struct Translated {
    edition: Edition,
    path: PathBuf,
    /// Terms found.
    terms: usize,
    overrides: Vec<Override>,
}

/// Everything a batch needs, set up once and shared by all its threads.
pub struct Pipeline {
    /// Cleans pages.
    pub cleaner: Cleaner,
    /// The terms.
    pub termbase: Termbase,
    /// Translates.
    pub backend: Box<dyn Backend>,
    /// How it is to be done.
    pub settings: Settings,
}

/// How far a batch is, for whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Sentences done.
    pub sentences: AtomicUsize,
}

impl Pipeline {
    /// Translates every input and gives each one's row to `report`, in the order of the inputs.
    ///
    /// One bad article is a row with an error and stops nothing. What is written does not depend on the
    /// number of jobs. Memory holds one article a job, and a hash of each edition's name.
    ///
    /// # Panics
    ///
    /// If the system gives no threads.
    pub fn run(&self, inputs: Inputs, progress: &Progress, mut report: impl FnMut(Row)) {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("the system gives a thread");
        let queue = Mutex::new((inputs.enumerate(), HashSet::new()));
        let (sender, receiver) = mpsc::sync_channel::<(usize, Row)>(self.settings.jobs);
        std::thread::scope(|scope| {
            for _ in 0..self.settings.jobs {
                let (queue, sender, handle) = (&queue, sender.clone(), runtime.handle().clone());
                scope.spawn(move || {
                    while let Some((index, input)) = next(queue, &self.settings) {
                        let row = self.row(input, &handle);
                        progress.sentences.fetch_add(row.sentences, Ordering::Relaxed);
                        if sender.send((index, row)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let (mut waiting, mut due) = (BTreeMap::new(), 0);
            for (index, row) in receiver {
                waiting.insert(index, row);
                while let Some(row) = waiting.remove(&due) {
                    report(row);
                    due += 1;
                }
            }
        });
    }

    fn row(&self, input: Result<Input, ArticleError>, runtime: &tokio::runtime::Handle) -> Row {
        let start = Instant::now();
        let failed = |path: PathBuf, error: ArticleError| Row {
            input: path,
            edition: None,
            sentences: 0,
            terms: 0,
            findings: [0; 3],
            overrides: Vec::new(),
            elapsed: start.elapsed(),
            error: Some(error),
        };
        let input = match input {
            Ok(input) => input,
            Err(error) => return failed(error.path().to_owned(), error),
        };
        let translated = std::panic::catch_unwind(AssertUnwindSafe(|| self.translate(&input, runtime)));
        let translated = translated.unwrap_or_else(|panic| Err(ArticleError::internal(&input.path, panic.as_ref())));
        match translated {
            Ok(Translated { edition, path, terms, overrides }) => Row {
                input: input.path,
                edition: Some(path),
                sentences: edition.pairs().count(),
                terms,
                findings: count_findings(&edition),
                overrides,
                elapsed: start.elapsed(),
                error: None,
            },
            Err(error) => failed(input.path, error),
        }
    }

    /// One article from its file to its edition on disk.
    fn translate(&self, input: &Input, runtime: &tokio::runtime::Handle) -> Result<Translated, ArticleError> {
        let raw = input.read(self.settings.charset, self.settings.max_bytes)?;
        let path = edition_path(&self.settings.output, input);
        let same_file =
            || std::fs::canonicalize(&path).is_ok_and(|p| std::fs::canonicalize(&input.path).is_ok_and(|q| p == q));
        if edition::is_edition(&raw.text) || same_file() {
            return Err(ArticleError::IsEdition(input.path.clone()));
        }
        let own = self.termbase.of_article(&input.path);
        let own = own.map_err(|cause| ArticleError::Glossary { path: input.path.clone(), cause })?;
        let (own, overrides) = own.map_or((None, Vec::new()), |(termbase, overrides)| (Some(termbase), overrides));
        let termbase = own.as_ref().unwrap_or(&self.termbase);
        let (edition, terms) = runtime.block_on(self.edition(&raw, termbase)).map_err(|error| error.of(&input.path))?;
        let notice = self.backend.is_gloss().then_some(GLOSS_NOTICE);
        write_edition(&path, &edition::write(&edition, self.settings.layout, notice), self.settings.overwrite)?;
        Ok(Translated { edition, path, terms, overrides })
    }

    /// Cleans, segments and translates one article under some terms. Nothing is written. Also says how many of the
    /// terms it has.
    pub async fn edition(&self, raw: &Raw, termbase: &Termbase) -> Result<(Edition, usize), EditionError> {
        let article = self.cleaner.clean(&raw.text).article;
        let plan = Plan::of(&article, &termbase.matcher);
        if article.blocks.is_empty() {
            return Err(EditionError::NoText);
        }
        let sentences: Vec<Sentence<'_>> =
            plan.sentences.iter().map(|s| Sentence { text: s.text, kind: s.kind, hits: &s.hits }).collect();
        let request = Request { sentences: &sentences, terms: termbase.glossary.terms() };
        let targets = self.backend.translate(request).await.map_err(EditionError::Backend)?;
        if targets.len() != sentences.len() {
            let backend = self.backend.name().to_owned();
            return Err(EditionError::Backend(BackendError::Mismatch {
                backend,
                asked: sentences.len(),
                got: targets.len(),
            }));
        }
        let terms = plan.sentences.iter().map(|sentence| sentence.hits.len()).sum();
        Ok((self.assemble(raw, &article, &plan, targets, termbase), terms))
    }

    fn assemble(
        &self,
        raw: &Raw,
        article: &Article,
        plan: &Plan<'_>,
        targets: Vec<String>,
        termbase: &Termbase,
    ) -> Edition {
        let mut findings = plan.damage(&article.damage);
        let terms = check::Terms { termbase };
        let mut pairs = plan.sentences.iter().zip(targets).enumerate().map(|(i, (sentence, target))| {
            let mut pair = Pair::new(sentence.text, target);
            pair.findings = findings.remove(&i).unwrap_or_default();
            pair.findings.extend(terms.check(sentence.text, pair.target.first().map_or("", String::as_str)));
            (sentence.block, pair)
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
        Edition { front: self.front(raw, article, title.as_ref(), plan.sentences.len()), title, blocks }
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
        front.set("origin", if self.backend.is_gloss() { "gloss" } else { "machine" });
        front.set("reviewed", format!("0/{sentences}"));
        front
    }
}

/// The next input of the queue, checked against the editions that are taken.
fn next(
    queue: &Mutex<(std::iter::Enumerate<Inputs>, HashSet<u64>)>,
    settings: &Settings,
) -> Option<(usize, Result<Input, ArticleError>)> {
    let mut queue = queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (index, input) = queue.0.next()?;
    let input = input.map_err(ArticleError::Source).and_then(|input| {
        let edition = edition_path(&settings.output, &input);
        let mut hasher = DefaultHasher::new();
        edition.hash(&mut hasher);
        match queue.1.insert(hasher.finish()) {
            true => Ok(input),
            false => Err(ArticleError::SameEdition { path: input.path, edition }),
        }
    });
    Some((index, input))
}

fn edition_path(output: &Path, input: &Input) -> PathBuf {
    let mut name = output.join(&input.stem).into_os_string();
    name.push(".md");
    PathBuf::from(name)
}

/// Writes an edition, unless it is there already, or a person has edited what is there.
fn write_edition(path: &Path, text: &str, overwrite: bool) -> Result<(), ArticleError> {
    match std::fs::read(path) {
        Ok(old) if old == text.as_bytes() => return Ok(()),
        Ok(old) if !overwrite && edition::seal(&String::from_utf8_lossy(&old)) == Seal::Broken => {
            return Err(ArticleError::Edited(path.to_owned()));
        }
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        // What cannot be read may hold a person's work.
        Err(cause) => return Err(ArticleError::Write { path: path.to_owned(), cause }),
    }
    output::replace(path, text.as_bytes()).map_err(|cause| ArticleError::Write { path: path.to_owned(), cause })
}

fn count_findings(edition: &Edition) -> [usize; 3] {
    let mut counts = [0; 3];
    for finding in edition.pairs().flat_map(|pair| &pair.findings) {
        counts[finding.severity as usize] += 1;
    }
    counts
}
