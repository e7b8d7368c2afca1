//! The order of the stages, and batches of articles through them.
//!
//! | module | owns |
//! |---|---|
//! | `files` | articles and editions on the disk |
//! | `adopt` | what people wrote in editions, taken over into the memory |
//! | `plan` | the sentences of an article as they go to the backend |
//! | `decide` | where each sentence's translation comes from |
//! | `obey` | asking again for translations that break the glossary |
//! | `expect` | what it would take |
//! | `assemble` | the edition that comes of it |
//! | `rescript` | editions in another script than the one asked for |
//! | `past`, `remembered` | what was done before, and articles that need no second look |
//! | `row`, `error` | what became of an article |

mod adopt;
mod assemble;
mod decide;
mod error;
mod expect;
mod files;
mod obey;
mod past;
mod plan;
mod remembered;
mod rescript;
mod row;

pub use adopt::{Adopted, Review, adopt, restore};
pub use decide::Tally;
pub use duizhao_check::Adherence;
pub use error::{ArticleError, EditionError};
pub use obey::Obey;
pub use past::Past;
pub use row::Row;

use assemble::Assembly;
use decide::{Judge, Status, Way, chosen};
use duizhao_core::article::Article;
use duizhao_edition::{self as edition, Edition, Layout};
use duizhao_glossary::Termbase;
use duizhao_ingest::clean::Cleaner;
use duizhao_ingest::source::{Charset, Input, Inputs, Raw};
use duizhao_translate::{
    ArticleContext, Ask, Backend, BackendError, ErrorClass, Example, Meter, Request, Stop,
    Translation, Usage,
};
use duizhao_zh::script::Script;
use files::edition_path;
use futures_util::FutureExt;
use plan::Plan;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tokio::task::JoinSet;

/// From which likeness a translation of another sentence is an example: half of what it says is the same.
const EXAMPLE_FROM: f64 = 0.5;

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
    /// Whether an edition is replaced by what the article and the machine say, whoever wrote in it.
    pub overwrite: bool,
    /// Whether machines are asked again for what they have translated.
    pub anew: bool,
    /// From which likeness a translation of another sentence is taken for a sentence; `None` for never.
    pub fuzzy: Option<f64>,
    /// Translations of like sentences that a backend is shown for each sentence, at most.
    pub examples: usize,
    /// Whether to say only what it would take: nothing is sent or written.
    pub dry_run: bool,
    /// Whether a dry run says also what the requests would use.
    pub estimate: bool,
}

/// Everything a batch needs, set up once and shared by all its articles.
pub struct Pipeline {
    /// Cleans pages.
    pub cleaner: Cleaner,
    /// The terms.
    pub termbase: Termbase,
    /// Translates.
    pub backend: Box<dyn Backend>,
    /// What was done before.
    pub past: Past,
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
    /// What became of each sentence.
    pub tally: Tally,
    /// Terms whose change made sentences be translated again, or would.
    pub stale: BTreeSet<String>,
    /// The sentences of the article, for the memory.
    remembered: String,
}

impl Pipeline {
    /// Translates every input and gives each one's row to `report`, in the order of the inputs. Returns how many were
    /// not begun because the batch was stopped.
    ///
    /// One bad article is a row with an error and stops nothing. What is written does not depend on the number of
    /// jobs. Memory holds the articles under way, as many as there are jobs and requests at once, the rows of some that
    /// are done before an earlier one, a hash of each edition's name, and one of each sentence that people translated.
    pub fn run(
        self: &Arc<Self>,
        inputs: Inputs,
        progress: &Progress,
        mut report: impl FnMut(Row),
    ) -> usize {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(self.settings.jobs)
            .enable_all()
            .build();
        let runtime = match runtime {
            Ok(runtime) => runtime,
            Err(cause) => {
                let what = format!("the system gives no threads: {cause}");
                self.stop.stop(BackendError::new(
                    "run",
                    ErrorClass::Final,
                    what,
                    "end other programs, and run again",
                ));
                return inputs.count();
            }
        };
        let under_way = match self.backend.limits().concurrency {
            1 => self.settings.jobs,
            requests => self.settings.jobs + requests,
        };
        let mut inputs = inputs
            .map(|input| input.map_err(ArticleError::Source))
            .enumerate();
        let (mut taken, mut waiting, mut due) = (HashSet::new(), BTreeMap::new(), 0);
        let mut last = None;
        runtime.block_on(async {
            let mut tasks = JoinSet::new();
            loop {
                while tasks.len() < under_way
                    && waiting.len() < MOST_WAITING
                    && self.stop.reason().is_none()
                {
                    let Some((index, input)) = inputs.next() else {
                        break;
                    };
                    let input = input.and_then(|input| self.not_taken(input, &mut taken));
                    let pipeline = Arc::clone(self);
                    tasks.spawn(async move { (index, pipeline.row(input).await) });
                }
                let Some(done) = tasks.join_next().await else {
                    break;
                };
                let (index, row) = done.expect("a row catches its panics");
                progress
                    .sentences
                    .fetch_add(row.sentences, Ordering::Relaxed);
                if row.is_new {
                    last.clone_from(&row.edition);
                }
                waiting.insert(index, row);
                while let Some(row) = waiting.remove(&due) {
                    report(row);
                    due += 1;
                }
            }
        });
        last.iter().for_each(|edition| remembered::settle(edition));
        inputs.count()
    }

    /// The input, unless another one of the batch has its edition.
    fn not_taken(&self, input: Input, taken: &mut HashSet<u64>) -> Result<Input, ArticleError> {
        let edition = edition_path(&self.settings.output, &input);
        let mut hasher = DefaultHasher::new();
        edition.hash(&mut hasher);
        match taken.insert(hasher.finish()) {
            true => Ok(input),
            false => Err(ArticleError::SameEdition {
                path: input.path,
                edition,
            }),
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
                let done = AssertUnwindSafe(self.translate(&input, &meter, &mut row))
                    .catch_unwind()
                    .await;
                done.unwrap_or_else(|panic| {
                    Err(ArticleError::internal(&input.path, panic.as_ref()))
                })
                .err()
            }
        };
        // Whatever stops one article stops all, and is said at the end.
        if let Some(ArticleError::Unfinished { cause, .. }) = &row.error {
            self.stop.stop(cause.clone());
        }
        row.usage += meter.read();
        row.elapsed = start.elapsed();
        row
    }

    /// One article from its file to its edition on disk.
    async fn translate(
        &self,
        input: &Input,
        meter: &Meter,
        row: &mut Row,
    ) -> Result<(), ArticleError> {
        if self
            .needs_no_look(input, row)
            .map_err(|cause| EditionError::Backend(cause).of(&input.path))?
        {
            return Ok(());
        }
        let mut opened = self.open(input)?;
        row.overrides.clone_from(&opened.overrides);
        let own = opened.own.take();
        let termbase = own.as_ref().unwrap_or(&self.termbase);
        let mut old = opened.edition.take();
        let is_edited = old
            .iter()
            .flat_map(Edition::pairs)
            .any(|pair| pair.provenance.is_none() && !pair.target.is_empty());
        old.iter_mut().for_each(|old| adopt::review(termbase, old));
        if self.settings.dry_run {
            return self
                .expect(&opened, old, termbase, row)
                .map_err(|error| error.of(&input.path));
        }
        let name = self.past.name(&opened.path);
        let made = self
            .make(&opened.raw, old, &name, termbase, meter)
            .await
            .map_err(|error| error.of(&input.path))?;
        if is_edited {
            // Before the edition says that it is known.
            adopt::keep_late(&self.past, termbase, &opened.path, &made.edition)?;
        }
        let text = edition::write(&made.edition, assemble::notice(&made.edition).as_deref());
        row.is_new = self.write(&opened, &text)?;
        row.count(&made);
        row.edition = Some(opened.path.clone());
        self.remember(input, &opened, &made, &text, row);
        Ok(())
    }

    /// Cleans, segments and translates one article under some terms, as if there were no edition of it. Nothing is
    /// written.
    pub async fn edition(
        &self,
        raw: &Raw,
        termbase: &Termbase,
        meter: &Meter,
    ) -> Result<Made, EditionError> {
        self.make(raw, None, "", termbase, meter).await
    }

    /// Cleans, segments and translates one article, and brings what is known of it together; `name` is the edition's
    /// in the memory.
    async fn make(
        &self,
        raw: &Raw,
        old: Option<Edition>,
        name: &str,
        termbase: &Termbase,
        meter: &Meter,
    ) -> Result<Made, EditionError> {
        let article = self.cleaned(raw)?;
        let plan = Plan::of(&article, &termbase.matcher);
        let asks = plan.asks();
        let title = article.title.as_deref();
        let document = ArticleContext {
            name: &raw.name,
            title,
            segments: &plan.segments,
            termbase,
            examples: &[],
        };
        let judge = self.judge(
            name,
            old.is_some(),
            Request {
                document,
                asks: &asks,
                meter,
            },
        )?;
        let front = old.as_ref().map(|old| old.front.clone());
        let (slots, ledger) = self.merged(raw, &plan, old, termbase)?;
        let places = judge.decide_all(slots)?;
        let asked = chosen(&places, |_, way| *way == Way::Ask);
        let taken = chosen(&places, |status, way| {
            *way != Way::Ask && *status != Status::Human
        })
        .len();
        // What the backend is asked for and knows, it counts itself.
        meter.add(Usage {
            known: taken as u64,
            ..Usage::default()
        });
        let examples = self.examples(&document, &asked)?;
        let request = Request {
            document: ArticleContext {
                examples: &examples,
                ..document
            },
            ..judge.request
        };
        let replies = self
            .ask(&request, &asked, places.items().count() > asked.len())
            .await?;
        let assembly = Assembly {
            pipeline: self,
            judge: &judge,
            raw,
            article: &article,
            plan: &plan,
            front,
        };
        Ok(assembly.made(places, ledger, replies)?)
    }

    /// What people made of sentences like those that are asked for, if the backend is shown it.
    fn examples(
        &self,
        document: &ArticleContext<'_>,
        asked: &[usize],
    ) -> Result<Vec<Example>, BackendError> {
        let most = self.settings.examples;
        let mut examples = Vec::new();
        for &sentence in asked
            .iter()
            .filter(|_| most > 0 && self.backend.shows_examples())
        {
            let near = self
                .past
                .nearest(&document.segments[sentence].text, most, EXAMPLE_FROM);
            for near in near? {
                examples.push(Example {
                    sentence,
                    source: near.unit.source,
                    target: near.unit.target,
                });
            }
        }
        Ok(examples)
    }

    fn judge<'a>(
        &'a self,
        edition: &'a str,
        is_there: bool,
        request: Request<'a>,
    ) -> Result<Judge<'a>, EditionError> {
        let state = match self.past.memory.as_ref().filter(|_| !edition.is_empty()) {
            Some(memory) => memory.edition(edition).map_err(BackendError::from)?,
            None => None,
        };
        Ok(Judge {
            past: &self.past,
            backend: &*self.backend,
            identity: &self.keys().identity,
            anew: self.settings.anew,
            fuzzy: self.settings.fuzzy,
            edition,
            is_there: is_there || self.settings.overwrite,
            glossary: state.map(|state| state.glossary),
            request,
        })
    }

    /// Asks the backend for some sentences; an error if none of them is translated and nothing else of the article is
    /// settled.
    async fn ask(
        &self,
        request: &Request<'_>,
        asked: &[usize],
        settled: bool,
    ) -> Result<BTreeMap<usize, Translation>, BackendError> {
        if asked.is_empty() {
            return Ok(BTreeMap::new());
        }
        let asks: Vec<_> = asked.iter().copied().map(Ask::new).collect();
        let replies = self
            .backend
            .translate(Request {
                asks: &asks,
                ..*request
            })
            .await?;
        let error = |what: String| BackendError::mismatch(self.backend.name(), what);
        match replies.iter().find_map(|reply| reply.as_ref().err()) {
            _ if replies.len() != asks.len() => Err(error(format!(
                "{} translations came for {} sentences",
                replies.len(),
                asks.len()
            ))),
            Some(failure) if !settled && replies.iter().all(Result::is_err) => {
                let error = error(format!("no sentence was translated: {}", failure.what));
                let hint = failure.hint.clone().unwrap_or_else(|| error.hint.clone());
                Err(BackendError { hint, ..error })
            }
            Some(_) | None => Ok(asked.iter().copied().zip(replies).collect()),
        }
    }

    fn cleaned(&self, raw: &Raw) -> Result<Article, EditionError> {
        let article = self.cleaner.clean(&raw.text).article;
        if article.blocks.is_empty() {
            Err(EditionError::NoText)
        } else {
            Ok(article)
        }
    }
}
