//! duizhao (对照) turns batches of Chinese political news articles into sentence-aligned
//! Chinese–English editions.
//!
//! ```text
//! bytes ─read→ RawDocument ─clean→ Article + CleanReport ─segment→ sentences ─glossary→ hits
//!       ─memory→ known pairs ┐
//!       ─backend→ new pairs  ┴─check→ pairs + findings ─edition→ bilingual Markdown
//! bilingual Markdown ─edition→ pairs ─memory→ what people wrote comes back
//! ```
//!
//! | module | owns |
//! |---|---|
//! | [`article`] | the words every stage shares |
//! | [`source`] | finding inputs and reading them |
//! | [`read`] | files to documents of raw blocks: one reader a format |
//! | [`clean`] | raw blocks to article: ordered passes, each reporting what it did |
//! | [`script`] | simplified and traditional script |
//! | [`segment`] | sentence boundaries |
//! | [`glossary`] | terms: loading, layering, matching, upkeep |
//! | [`english`] | English phrases in English text, whatever their inflection |
//! | [`check`] | what a translation is checked for |
//! | [`numbers`] | Chinese numbers, dates and counts as English figures |
//! | [`dictionary`] | the general words and place names that come with the program |
//! | [`pinyin`] | Chinese text in Latin letters |
//! | [`names`] | Chinese names of people |
//! | [`han`] | what kind of character a character is |
//! | [`memory`] | what was translated before: the store, fingerprints, like sentences, exchange with others |
//! | [`backend`] | the `Backend` trait, the offline mock, services over HTTP |
//! | [`edition`] | the bilingual Markdown dialect: write, read, merge |
//! | [`concordance`] | the sentences of all editions: uses of terms, impact of changes |
//! | [`pipeline`] | the order of the stages; batches |
//! | [`config`] | `duizhao.toml` |
//! | [`output`] | files written whole or not at all |
//! | [`cli`] | the subcommands; the only place that prints |
//!
//! Stages are pure: data in, data out; no printing, clock, disk or network. [`pipeline`] alone knows
//! their order.

pub mod cli;

pub use duizhao_check as check;
pub use duizhao_core::{article, diagnostic, fingerprint, output};
pub use duizhao_edition as edition;
pub use duizhao_engine::{self as engine, config};
pub use duizhao_glossary as glossary;
pub use duizhao_ingest::{clean, read, source};
pub use duizhao_memory as memory;
pub use duizhao_translate as backend;
pub use duizhao_zh::{dictionary, english, han, names, numbers, pinyin, script, segment};
