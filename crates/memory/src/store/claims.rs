//! Who translates what at the moment.

use crate::Fingerprint;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Requests to be claimed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// How long the claims hold unless they are renewed.
    pub lease: Duration,
    /// Replies up to this number do not count as known: they are to be translated again.
    pub after: i64,
    /// The requests.
    pub wanted: Vec<Wanted>,
}

/// A request to be claimed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// The sentence that it is for.
    pub source: String,
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The request may be sent.
    Claimed,
    /// This is its reply.
    Known(String),
    /// Another handle holds it, for this long unless its claim is renewed.
    Held(Duration),
}

/// Tells a store the time, in milliseconds since 1970.
pub(super) type Clock = std::sync::Arc<dyn Fn() -> i64 + Send + Sync>;

/// Returns the system's clock.
pub(super) fn system_clock() -> Clock {
    std::sync::Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, milliseconds)
    })
}

/// Returns a duration in milliseconds.
pub(super) fn milliseconds(duration: Duration) -> i64 {
    duration.as_millis().try_into().unwrap_or(i64::MAX)
}

/// Returns what is left of a claim that holds until a time; `None` where it is over.
pub(super) fn left(until: i64, now: i64) -> Option<Duration> {
    let left = u64::try_from(until.saturating_sub(now)).ok()?;
    (left > 0).then(|| Duration::from_millis(left))
}

/// Returns a number that no other handle of any store has.
pub(super) fn new_owner() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    // Keys that are drawn at random for each process and differ within it.
    std::hash::RandomState::new().build_hasher().finish() ^ u64::from(std::process::id())
}
