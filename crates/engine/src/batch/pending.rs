//! Reports that wait, so that they are given out in the order of the inputs.

use super::Progress;
use crate::counts::ArticleReport;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

/// Reports that wait for that of an earlier input.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) reports: BTreeMap<usize, Vec<ArticleReport>>,
    /// The input whose reports are due.
    due: usize,
}

impl Pending {
    /// Gives out the reports that are due, in the order of the inputs.
    pub(super) fn give(&mut self, progress: &Progress, report: &mut impl FnMut(ArticleReport)) {
        while let Some(ready) = self.reports.remove(&self.due) {
            for ready in ready {
                let sentences = ready.counts.sentences - ready.counts.failed;
                progress.sentences.fetch_add(sentences, Ordering::Relaxed);
                report(ready);
            }
            self.due += 1;
        }
    }
}
