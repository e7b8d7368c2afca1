//! Reading files and cleaning them into articles.

pub mod clean;
pub mod source;
