//! What an article would take, without sending or writing anything.

use super::decide::{Status, Tally, chosen, tally};
use super::files::Opened;
use super::plan::Plan;
use super::{EditionError, Pipeline, Row};
use duizhao_edition::Edition;
use duizhao_glossary::Termbase;
use duizhao_translate::{ArticleContext, Ask, Meter, Request};
use std::collections::BTreeSet;

impl Pipeline {
    /// Counts what an article would take.
    pub(super) fn expect(
        &self,
        opened: &Opened,
        old: Option<Edition>,
        termbase: &Termbase,
        row: &mut Row,
    ) -> Result<(), EditionError> {
        let article = self.cleaned(&opened.raw)?;
        let plan = Plan::of(&article, &termbase.matcher);
        let name = self.past.name(&opened.path);
        let title = article.title.as_deref();
        let document = ArticleContext {
            name: &opened.raw.name,
            title,
            segments: &plan.segments,
            termbase,
            examples: &[],
        };
        let meter = Meter::default();
        let judge = self.judge(
            &name,
            old.is_some(),
            Request {
                document,
                asks: &[],
                meter: &meter,
            },
        )?;
        let places = judge.decide_all(self.merged(&opened.raw, &plan, old, termbase)?.0)?;
        let (tally, stale) = tally(&places);
        let sent = chosen(&places, |status, _| {
            matches!(status, Status::Stale(_) | Status::New | Status::Failed)
        });
        row.terms = plan.terms();
        self.count_expected(document, &sent, tally, stale, row);
        Ok(())
    }

    /// Puts what sending these sentences would take into a row.
    pub(super) fn count_expected(
        &self,
        document: ArticleContext<'_>,
        sent: &[usize],
        tally: Tally,
        stale: BTreeSet<String>,
        row: &mut Row,
    ) {
        let asks: Vec<_> = sent.iter().copied().map(Ask::new).collect();
        if !asks.is_empty() && self.settings.estimate {
            row.usage = self
                .backend
                .estimate(Request {
                    document,
                    asks: &asks,
                    meter: &Meter::default(),
                })
                .usage;
        }
        row.usage.known += (tally.unchanged + tally.known) as u64;
        row.sentences = tally.settled() + tally.to_send();
        (row.tally, row.stale) = (tally, stale);
    }
}
