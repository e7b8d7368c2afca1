//! Reading files and cleaning them into articles.

pub mod clean;
mod error;
pub mod read;
pub mod source;
