//! Words that every layer shares, files written whole or not at all, hashes.

pub mod article;
pub mod cache;
mod counted;
pub mod date;
pub mod diagnostic;
pub mod document;
pub mod fingerprint;
pub mod hash;
pub mod hex;
pub mod output;
pub mod pair;
pub mod reference;
pub mod segment;
mod visible;

pub use counted::counted;
pub use visible::visible;
