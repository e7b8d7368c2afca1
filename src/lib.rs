//! duizhao (对照) turns batches of Chinese political news articles into sentence-aligned
//! Chinese–English editions.
//!
//! ```text
//! bytes ─read→ documents ─clean→ Article + CleanReport ─segment→ [Segment]
//!       ─reconcile(edition on disk)→ slots ─resolve(store)→ reuse | ask ─backend→ replies
//!       ─check→ Edition + diagnostics ─write→ bilingual Markdown
//! bilingual Markdown ─read→ Edition ─adopt→ store
//! ```
//!
//! This package is the command line: [`cli`] takes arguments and prints, and nothing else does. The work is in the layers
//! under `crates/`, each of which uses earlier ones alone; they are named here for those who use the library.
//!
//! | layer | owns |
//! |---|---|
//! | [`article`], [`diagnostic`] and the rest of `core` | segments, pairs, documents, diagnostics; files written whole or not at all |
//! | [`han`], [`segment`], [`numbers`], [`names`], [`script`] and the rest of `zh` | Chinese and English text |
//! | `formats` | character sets and XML |
//! | [`glossary`] | terms: loading, layers, matching, upkeep, exchange |
//! | [`source`], [`read`], [`clean`] | from files to clean articles |
//! | [`edition`] | the bilingual Markdown dialect: read, write, reconcile |
//! | [`memory`] | the translation memory: the store, similar sentences, exchange |
//! | [`check`] | rules for translations, and their reports |
//! | [`publish`] | editions as site, book and data |
//! | [`backend`] | translation services, and what makes them safe to pay for |
//! | [`engine`], [`config`] | the order of the stages; projects, batches, settings |

pub mod cli;

pub use duizhao_check as check;
pub use duizhao_core::{article, diagnostic, fingerprint, output};
pub use duizhao_edition as edition;
pub use duizhao_engine::{self as engine, config};
pub use duizhao_glossary as glossary;
pub use duizhao_ingest::{clean, read, source};
pub use duizhao_memory as memory;
pub use duizhao_publish as publish;
pub use duizhao_translate as backend;
pub use duizhao_zh::{dictionary, english, han, names, numbers, pinyin, script, segment};
