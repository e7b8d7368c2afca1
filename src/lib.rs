//! duizhao
pub mod article;
pub mod clean;
pub mod glossary;
pub mod han;
pub mod names;
pub mod numbers;
pub mod script;
pub mod segment;
pub mod source;
