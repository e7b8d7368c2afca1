//! The order of the stages, and batches of articles through them.

pub mod concordance;
pub mod config;
pub mod pipeline;
