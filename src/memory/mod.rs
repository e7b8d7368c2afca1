//! What was translated before: fingerprints of sentences, and the log of replies.

pub mod exchange;
mod fingerprint;
mod log;
mod unit;

pub use fingerprint::{Dependencies, Fingerprint};
pub use log::{Accuracy, LogError, Record, ReplyLog};
pub use unit::Unit;
