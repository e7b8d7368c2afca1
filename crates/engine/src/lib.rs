//! The engine: the only place that knows the order of the stages. It prints nothing and makes no runtime.
//!
//! ```text
//! RawDocument ─clean→ Article ─segments→ [Segment] ─reconcile(edition on disk)→ slots
//!     ─resolve(store)→ reuse | ask ─backend→ replies ─fill, check→ Edition ─write→ file
//! ```
//!
//! | module | owns |
//! |---|---|
//! | [`Engine`] | one article, from its text to its edition, without a disk |
//! | `segments`, `resolve`, `fill`, `front` | the stages of that, plain code over data |
//! | `correct` | sending a translation back that breaks the glossary |
//! | [`Project`] | folders, settings, names of files |
//! | [`Batch`] | batches of articles: files in, editions out |
//! | `planning`, `settled`, `stamps`, `keys` | what need not be looked at again, and what the rest would take |
//! | [`Session`] | a project that is open: its store and its lock |
//! | [`EditionChecker`] | what rules say of editions as they are on the disk |
//! | [`PairFileChecker`] | what rules say of pairs in files of other programs |
//! | [`compare()`] | backends side by side, on a sample |
//! | [`adopt`] | what people wrote in editions, taken over into the store |
//! | [`Inventory`] | the articles and editions that the store knows |
//! | [`import_file`] | files of other translation memories, read into the store |
//! | `Pages` | fetching pages of the web, with the feature `http` |
//! | [`concordance`] | the sentences of all editions: uses of terms, impact of changes |
//! | [`config`] | `duizhao.toml` |
//! | [`Layers`] | the files of the glossary |
//! | [`corpus`] | the editions of a project, to be published |

mod adopt;
mod batch;
mod check;
mod compare;
pub mod concordance;
pub mod config;
mod correct;
mod counts;
mod disk;
mod duplicates;
mod engine;
mod error;
mod fill;
mod front;
mod import;
mod inventory;
mod keys;
mod layers;
mod options;
#[cfg(feature = "http")]
mod pages;
mod planning;
mod project;
mod publish;
mod resolve;
mod revision;
mod segments;
#[cfg(feature = "sqlite")]
mod session;
mod settled;
mod stamps;
mod unknown;

pub use adopt::{Adopted, Review, adopt, restore};
pub use batch::{Batch, Progress};
pub use check::{CheckedEdition, EditionChecker, PairFile, PairFileChecker};
pub use compare::{
    BackendResult, ComparedFinding, ComparedTranslation, Contender, Sample, SampleError,
    SampledArticle, SampledSentence, Sampler, compare,
};
pub use correct::Correct;
pub use counts::{ArticleReport, Counts, Statuses};
pub use duplicates::Duplicate;
pub use engine::{Engine, Made};
pub use error::{ArticleError, Cause};
pub use import::{ImportError, ImportedFile, import_file};
pub use inventory::{Inventory, Orphan, Renamed, front_matter};
pub use layers::{LayerBytes, Layers};
pub use options::{Options, Planning};
#[cfg(feature = "http")]
pub use pages::Pages;
pub use project::Project;
pub use publish::{CorpusError, corpus};
pub use resolve::{Action, MatchSource, Resolution, Resolved, Status};
pub use revision::{RevisionError, files_since};
pub use segments::segments;
#[cfg(feature = "sqlite")]
pub use session::{Access, Opening, Session};
