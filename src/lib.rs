//! duizhao
pub mod article;
pub mod clean;
pub mod han;
pub mod names;
pub mod script;
pub mod segment;
pub mod source;
