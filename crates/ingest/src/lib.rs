//! From files to clean articles.

pub mod clean;
pub mod source;
