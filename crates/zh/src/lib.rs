//! Chinese and English text: dictionaries, scripts, sentences, numbers, names and pronunciation.
//!
//! Nothing here reads files, the clock or the network.

pub mod char_set;
pub mod dictionary;
pub mod english;
pub mod han;
pub mod identity;
pub mod names;
pub mod numbers;
pub mod pinyin;
pub mod script;
pub mod segment;
