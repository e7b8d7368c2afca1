//! The rules, one file each.

pub(crate) mod allow_without_reason;
pub(crate) mod backend;
pub(crate) mod damage;
pub(crate) mod forbidden;
pub(crate) mod foreign;
pub(crate) mod fuzzy;
pub(crate) mod memory;
pub(crate) mod stale;
pub(crate) mod term;
