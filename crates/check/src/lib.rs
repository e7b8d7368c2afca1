//! What a translation is checked for: one check a file, each giving findings.

mod terms;

pub use terms::{Terms, Verdict};
