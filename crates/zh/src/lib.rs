//! Chinese and English text; no file, clock or network.

pub mod dictionary;
pub mod english;
pub mod han;
pub mod identity;
pub mod names;
pub mod numbers;
pub mod pinyin;
pub mod script;
pub mod segment;
