//! The order of the stages, and batches of articles through them.

use crate::article::{Article, Finding, Severity, Span};
use crate::backend::{Backend, BackendError, Request, Sentence};
use crate::check;
use crate::clean::Cleaner;
use crate::edition::{self, Edition, FrontMatter, Layout, Pair, PairBlock, Seal};
use crate::glossary::{Glossary, Hit, Matcher};
use crate::output;
use crate::script::Script;
use crate::segment::segment;
use crate::source::{Charset, Input, Inputs, Raw, SourceError};
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

/// Why one article has no edition.
#[derive(Debug, thiserror::Error)]
pub enum ArticleError {
    /// The input cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Cleaning left nothing.
    #[error("{path}: no article text is left after cleaning\nhint: `duizhao clean --removed` shows what was taken out", path = .0.display())]
    NoText(PathBuf),
    /// The backend failed.
    #[error("{path}: {cause}", path = path.display())]
    Backend {
        /// The input.
        path: PathBuf,
        /// What the backend said.
        cause: BackendError,
    },
    /// Another input of this batch has the same edition.
    #[error("{path}: another input of this batch is written to `{edition}`\nhint: rename one of them, or translate them in two runs with different `--output`", path = path.display(), edition = edition.display())]
    SameEdition {
        /// The input.
        path: PathBuf,
        /// The edition.
        edition: PathBuf,
    },
    /// The input is itself an edition, or would be replaced by its own.
    #[error("{path}: this is an edition, not an article\nhint: name the article it was made from", path = .0.display())]
    IsEdition(PathBuf),
    /// A fault of the program.
    #[error("{path}: the program failed on this article: {message}\nhint: please report it with the article", path = path.display())]
    Internal {
        /// The input.
        path: PathBuf,
        /// What the program said.
        message: String,
    },
    /// The edition on disk is no longer as it was written.
    #[error("{path}: edited since it was written, so it is left as it is\nhint: move it away, or replace it with `--overwrite`", path = .0.display())]
    Edited(PathBuf),
    /// The edition cannot be written.
    #[error("{path}: cannot be written: {cause}\nhint: choose another folder with `--output`", path = path.display())]
    Write {
        /// The edition.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
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

/// Everything a batch needs, set up once and shared by all its threads.
pub struct Pipeline {
    /// Cleans pages.
    pub cleaner: Cleaner,
    /// The terms.
    pub glossary: Glossary,
    /// Finds the terms.
    pub matcher: Matcher,
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
            Ok((edition, path, terms)) => Row {
                input: input.path,
                edition: Some(path),
                sentences: edition.pairs().count(),
                terms,
                findings: count_findings(&edition),
                elapsed: start.elapsed(),
                error: None,
            },
            Err(error) => failed(input.path, error),
        }
    }

    /// One article from its file to its edition on disk; also how many terms it has.
    fn translate(
        &self,
        input: &Input,
        runtime: &tokio::runtime::Handle,
    ) -> Result<(Edition, PathBuf, usize), ArticleError> {
        let raw = input.read(self.settings.charset, self.settings.max_bytes)?;
        let path = edition_path(&self.settings.output, input);
        let same_file =
            || std::fs::canonicalize(&path).is_ok_and(|p| std::fs::canonicalize(&input.path).is_ok_and(|q| p == q));
        if edition::is_edition(&raw.text) || same_file() {
            return Err(ArticleError::IsEdition(input.path.clone()));
        }
        let (edition, terms) = runtime.block_on(self.edition(&raw)).map_err(|error| error.of(&input.path))?;
        let notice = self.backend.is_gloss().then_some(GLOSS_NOTICE);
        write_edition(&path, &edition::write(&edition, self.settings.layout, notice), self.settings.overwrite)?;
        Ok((edition, path, terms))
    }

    /// Cleans, segments and translates one article. Nothing is written. Also says how many terms it has.
    pub async fn edition(&self, raw: &Raw) -> Result<(Edition, usize), EditionError> {
        let article = self.cleaner.clean(&raw.text).article;
        let plan = Plan::of(&article, &self.matcher);
        if article.blocks.is_empty() {
            return Err(EditionError::NoText);
        }
        let sentences: Vec<Sentence<'_>> =
            plan.sentences.iter().map(|s| Sentence { text: s.text, kind: s.kind, hits: &s.hits }).collect();
        let request = Request { sentences: &sentences, terms: self.glossary.terms() };
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
        Ok((self.assemble(raw, &article, &plan, targets), terms))
    }

    fn assemble(&self, raw: &Raw, article: &Article, plan: &Plan<'_>, targets: Vec<String>) -> Edition {
        let mut findings = plan.damage(&article.damage);
        let terms = check::Terms { terms: self.glossary.terms(), matcher: &self.matcher };
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

/// Why an article could not be made into an edition.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// Cleaning left nothing.
    #[error("no article text is left after cleaning")]
    NoText,
    /// The backend failed.
    #[error(transparent)]
    Backend(BackendError),
}

impl EditionError {
    fn of(self, path: &Path) -> ArticleError {
        match self {
            Self::NoText => ArticleError::NoText(path.to_owned()),
            Self::Backend(cause) => ArticleError::Backend { path: path.to_owned(), cause },
        }
    }
}

impl ArticleError {
    /// The error for a panic while `path` was worked on: one article must not stop a batch.
    fn internal(path: &Path, panic: &(dyn std::any::Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let message =
            text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown fault".to_owned());
        Self::Internal { path: path.to_owned(), message }
    }

    /// The file it is about.
    fn path(&self) -> &Path {
        match self {
            Self::Source(
                SourceError::Io { path, .. }
                | SourceError::Empty { path }
                | SourceError::TooLarge { path, .. }
                | SourceError::Binary { path, .. }
                | SourceError::Undecodable { path, .. },
            )
            | Self::NoText(path)
            | Self::IsEdition(path)
            | Self::Internal { path, .. }
            | Self::Edited(path)
            | Self::Backend { path, .. }
            | Self::SameEdition { path, .. }
            | Self::Write { path, .. } => path,
        }
    }
}

/// The sentences of an article, the title first.
struct Plan<'a> {
    sentences: Vec<Planned<'a>>,
}

struct Planned<'a> {
    /// Index of its block; `None` for the title.
    block: Option<usize>,
    kind: crate::article::BlockKind,
    text: &'a str,
    hits: Vec<Hit>,
}

impl<'a> Plan<'a> {
    fn of(article: &'a Article, matcher: &Matcher) -> Self {
        let heading = crate::article::BlockKind::Heading;
        let title = article.title.iter().map(|title| (None, heading, title.as_str()));
        let blocks = article.blocks.iter().enumerate().flat_map(|(i, block)| {
            segment(&block.text).into_iter().map(move |span| (Some(i), block.kind, span.of(&block.text).trim()))
        });
        let sentences = title
            .chain(blocks)
            .map(|(block, kind, text)| Planned { block, kind, text, hits: matcher.hits(text) })
            .collect();
        Self { sentences }
    }

    /// Findings for the places where the source lost text, by the index of their sentence. Both are in
    /// reading order, so each place is looked for from where the last one ended.
    fn damage(&self, places: &[String]) -> BTreeMap<usize, Vec<Finding>> {
        let mut findings: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
        let (mut sentence, mut from) = (0, 0);
        for place in places {
            let found = self.sentences.iter().enumerate().skip(sentence).find_map(|(i, planned)| {
                let start = if i == sentence { from } else { 0 };
                Some((i, start + planned.text.get(start..)?.find(place.as_str())?))
            });
            let Some((index, at)) = found else { continue };
            (sentence, from) = (index, at + place.len());
            findings.entry(index).or_default().push(damaged(Span::new(at, from), place));
        }
        findings
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

fn damaged(span: Span, excerpt: &str) -> Finding {
    let message = format!("the source lost text here: {excerpt}");
    Finding { check: "damage", severity: Severity::Note, span, message }
}

fn count_findings(edition: &Edition) -> [usize; 3] {
    let mut counts = [0; 3];
    for finding in edition.pairs().flat_map(|pair| &pair.findings) {
        counts[finding.severity as usize] += 1;
    }
    counts
}
