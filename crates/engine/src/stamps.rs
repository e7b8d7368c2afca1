//! Files as they were: what tells without reading them that they have not changed.

use duizhao_glossary::Termbase;
use duizhao_memory::Stamps;
use std::fmt;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long after a file was written a later change shows in its time of change: file systems count time in steps, of
/// some milliseconds on most, of two seconds where there are no fractions.
const STEP: [Duration; 2] = [Duration::from_millis(20), Duration::from_secs(2)];

/// A file as it was: size, time of change in nanoseconds since 1970, number, and where systems have it the time of
/// change that cannot be set back. `None` where there is no file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Stamp(Option<(u64, u128, u64, i128)>);

impl Stamp {
    /// Looks at a file.
    pub(crate) fn of(path: &Path) -> Self {
        let Ok(meta) = std::fs::metadata(path) else {
            return Self(None);
        };
        let time = meta
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let (number, changed) = number(&meta);
        let nanoseconds = time.map_or(0, |time| time.as_nanos());
        Self(Some((meta.len(), nanoseconds, number, changed)))
    }
}

/// Returns a file's number, and when anything of it was changed, in nanoseconds since 1970.
#[cfg(unix)]
fn number(meta: &std::fs::Metadata) -> (u64, i128) {
    use std::os::unix::fs::MetadataExt;
    let changed = i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec());
    (meta.ino(), changed)
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> (u64, i128) {
    (0, 0)
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some((size, time, number, changed)) => write!(f, "{size}:{time}:{number}:{changed}"),
            None => Ok(()),
        }
    }
}

/// The files that an article is made of, as they were before they were read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceStamps {
    article: Stamp,
    glossary: Stamp,
}

impl SourceStamps {
    /// Looks at an article and at the glossary file of its own.
    pub(crate) fn of(article: &Path) -> Self {
        Self {
            article: Stamp::of(article),
            glossary: Stamp::of(&Termbase::path_of_article(article)),
        }
    }

    /// Returns them with the edition as it is now.
    pub(crate) fn with_edition(self, edition: &Path) -> Stamps {
        Stamps {
            article: self.article.to_string(),
            edition: Stamp::of(edition).to_string(),
            glossary: self.glossary.to_string(),
        }
    }
}

/// Looks at the files that an edition depends on, and at the edition itself.
pub(crate) fn stamps(article: &Path, edition: &Path) -> Stamps {
    SourceStamps::of(article).with_edition(edition)
}

/// Waits until a change of a file that was just written would show.
pub(crate) async fn settle(edition: &Path) {
    let modified = std::fs::metadata(edition).and_then(|meta| meta.modified());
    let Ok(time) = modified else { return };
    let whole = time
        .duration_since(UNIX_EPOCH)
        .is_ok_and(|time| time.subsec_nanos() == 0);
    let age = SystemTime::now().duration_since(time).unwrap_or_default();
    tokio::time::sleep(STEP[usize::from(whole)].saturating_sub(age)).await;
}
