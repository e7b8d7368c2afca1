//! The rules, one file each.

pub(crate) mod allow_without_reason;
pub(crate) mod backend;
pub(crate) mod damage;
pub(crate) mod forbidden;
pub(crate) mod foreign;
pub(crate) mod form;
pub(crate) mod fuzzy;
pub(crate) mod inconsistent;
pub(crate) mod language;
pub(crate) mod leak;
pub(crate) mod length;
pub(crate) mod memory;
pub(crate) mod name;
pub(crate) mod number;
pub(crate) mod omission;
pub(crate) mod repetition;
pub(crate) mod same_translation;
pub(crate) mod stale;
pub(crate) mod term;
pub(crate) mod truncation;
pub(crate) mod untranslated;
