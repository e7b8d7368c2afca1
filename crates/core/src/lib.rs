//! Words that every layer shares, files written whole or not at all, hashes.

pub mod article;
pub mod fingerprint;
pub mod hash;
pub mod hex;
pub mod output;
pub mod reference;
