//! Editions as data, for people who train, search, compare and translate on.
//!
//! | module | owns |
//! |---|---|
//! | `record` | a sentence and its translation with all that is known of them, and what each field means |
//! | `units` | the same as units of a translation memory, whose writers TMX and XLIFF share |
//! | `counts`, `card` | what there is in all, and the card that says so |
//! | one module a target | what its files are |
//!
//! Data never have glosses or sentences without a translation.

mod card;
mod counts;
pub(crate) mod jsonl;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
mod record;
#[cfg(test)]
mod tests;
pub(crate) mod tmx;
pub(crate) mod tsv;
mod units;
pub(crate) mod xliff;
