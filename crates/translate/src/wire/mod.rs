//! What services share: HTTP and the meaning of its replies, sentences as JSON with their ids, templates, tokens.

#[cfg(feature = "http")]
mod credentials;
#[cfg(feature = "http")]
mod events;
pub(super) mod ids;
pub(super) mod leak;
#[cfg(feature = "http")]
pub(super) mod pattern;
pub(super) mod payload;
#[cfg(feature = "http")]
mod retry_after;
#[cfg(feature = "http")]
pub(super) mod status;
pub(super) mod tokens;
#[cfg(feature = "http")]
pub(super) mod transport;
