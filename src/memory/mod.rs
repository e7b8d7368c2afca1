//! What was translated before: fingerprints of sentences, and the log of replies.

mod fingerprint;
pub mod fuzzy;
mod log;
mod unit;

pub use fingerprint::{Dependencies, Fingerprint};
pub use log::{Accuracy, LogError, Record, ReplyLog};
pub use unit::Unit;
