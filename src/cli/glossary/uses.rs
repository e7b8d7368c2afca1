//! The editions, for the subcommands that look terms up in them.

use crate::cli::{Outcome, print};
use duizhao_engine::concordance::Found;

/// Says which editions could not be read.
pub(super) fn unread(found: &Found) -> Outcome {
    for error in &found.unread {
        print::error(error);
    }
    if found.unread.is_empty() {
        Outcome::Done
    } else {
        Outcome::Attention
    }
}
