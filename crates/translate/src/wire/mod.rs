//! What services share: HTTP and what its replies mean, sentences as JSON with their ids, texts with places, tokens.

pub(super) mod ids;
pub(super) mod pattern;
pub(super) mod payload;
mod retry_after;
mod status;
pub(super) mod tokens;
pub(super) mod transport;
