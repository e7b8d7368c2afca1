//! What stands below the closing table, in words.

use super::{Report, ReportKind};
use crate::cli::counted;
use crate::cli::shell::quoted;
use duizhao_check::Adherence;
use duizhao_engine::front_matter;
use duizhao_translate::{BatchJobReport, BatchJobState, Usage};

impl Report {
    /// Returns what the table does not say.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        remarks.extend(self.adherence());
        if self.not_begun > 0 {
            remarks.push(format!("not begun: {}", counted(self.not_begun, "article")));
        }
        if self.sum.failed > 0 {
            let failed = counted(self.sum.failed, "sentence");
            remarks.push(format!("not translated: {failed}; run again to try again"));
        }
        remarks.extend(self.removed());
        remarks.extend(self.price());
        remarks.extend(self.batches.iter().map(|batch| self.about(batch)));
        if self.under_way > 0 {
            let articles = counted(self.under_way, "article");
            remarks.push(format!(
                "under way: {articles}; run the same command again later (exit code 4)"
            ));
        }
        match self.kind {
            ReportKind::Run => remarks.extend(self.reviewed()),
            ReportKind::Status => {
                let sentences = counted(self.sum.sentences, "sentence");
                let to_send = self.sum.statuses.to_send();
                remarks.push(format!("to translate: {to_send} of {sentences}"));
            }
            ReportKind::DryRun => self.estimate(&mut remarks),
        }
        remarks
    }

    /// Says what became of a batch.
    fn about(&self, batch: &BatchJobReport) -> String {
        let name = batch.batch.as_deref().unwrap_or("not known by its id yet");
        let sentences = counted(batch.sentences, "sentence");
        let requests = counted(batch.requests, "request");
        let tokens = counted(batch.usage.tokens(), "token");
        let currency = self.service.common.currency.as_deref().unwrap_or_default();
        let cost = batch.cost.map(|cost| format!(", {cost:.4} {currency}"));
        let cost = cost.unwrap_or_default();
        let cost = cost.trim_end();
        match batch.state {
            BatchJobState::Submitted => {
                format!("submitted: batch {name}: {sentences} in {requests}, about {tokens}{cost}")
            }
            BatchJobState::UnderWay => {
                format!("under way: batch {name}: {} of {requests} done", batch.done)
            }
            BatchJobState::Collected => format!(
                "collected: batch {name}: {sentences}, {} not translated; {tokens}{cost}",
                batch.failed
            ),
            BatchJobState::Lost => format!(
                "lost: batch {name}: the service does not have it; its {sentences} are asked for again"
            ),
        }
    }

    /// Returns what cleaning removed from inside articles, and how to see it.
    fn removed(&self) -> Option<String> {
        let (lines, first) = self.removed.as_ref()?;
        let lines = counted(*lines, "line");
        let first = quoted(first);
        Some(format!(
            "cleaning removed {lines} from inside articles; to see them, run `duizhao clean --explain {first}`"
        ))
    }

    /// Returns how many of the terms asked for the translations have.
    fn adherence(&self) -> Option<String> {
        if self.kind != ReportKind::Run || self.sum.usage.requests + self.sum.usage.known == 0 {
            return None;
        }
        let percent = self.sum.adherence.percent()?;
        let Adherence { asked, obeyed } = self.sum.adherence;
        Some(format!("terms obeyed: {percent:.1}% ({obeyed} of {asked})"))
    }

    /// Returns the cost, where the prices are known.
    fn price(&self) -> Option<String> {
        if self.kind == ReportKind::Status {
            return None;
        }
        let cost = self.cost(&self.sum)?;
        let label = match self.kind {
            ReportKind::DryRun => "would cost",
            ReportKind::Run | ReportKind::Status => "cost",
        };
        let currency = self.service.common.currency.as_deref().unwrap_or_default();
        Some(
            format!("{label}: {cost:.4} {currency}")
                .trim_end()
                .to_owned(),
        )
    }

    fn reviewed(&self) -> Option<String> {
        let sentences = counted(self.sum.sentences, "sentence");
        let reviewed = self.sum.reviewed;
        (reviewed > 0).then(|| format!("reviewed: {reviewed} of {sentences}"))
    }

    /// Adds what a run would send.
    fn estimate(&self, remarks: &mut Vec<String>) {
        let Usage {
            known,
            requests,
            input_tokens,
            output_tokens,
            characters,
            ..
        } = self.sum.usage;
        let free = usize::try_from(known)
            .unwrap_or(usize::MAX)
            .saturating_add(self.sum.statuses.human);
        remarks.push(format!(
            "to send: {} of {} in {}, about {} in and {output_tokens} out",
            counted(self.sum.sentences.saturating_sub(free), "sentence"),
            counted(characters, "character"),
            counted(requests, "request"),
            counted(input_tokens, "token"),
        ));
        let percent = self.accuracy.and_then(|accuracy| accuracy.percent());
        remarks.extend(percent.map(|percent| {
            format!(
                "estimates for this backend so far: {percent:.0}% of the tokens that it counted"
            )
        }));
        remarks.push(
            "nothing was sent; what is sent again, because terms were broken, comes on top"
                .to_owned(),
        );
    }

    /// Returns, for a reader who is new to it, where the editions of a run are, what was found in them, what their
    /// English is, and what comes next.
    pub(super) fn guide(&self) -> Vec<String> {
        let mut guide = Vec::new();
        let Some(first) = &self.first else {
            return guide;
        };
        let done = self.articles - self.failed - self.under_way;
        let unchanged = done.saturating_sub(self.written);
        let written = counted(self.written, "edition");
        let first_name = quoted(first);
        guide.push(format!(
            "{written} written, {unchanged} unchanged; to read the first, open {first_name}"
        ));
        let totals = self.sum.findings;
        if totals.all() > 0 {
            guide.push(format!(
                "found: {totals}; `duizhao check` shows each with its place"
            ));
        }
        if self.sum.kept > 0 {
            guide.push(format!(
                "{} stayed, because this backend only makes glosses; `--replace-with-gloss` would replace them",
                counted(self.sum.kept, "translation")
            ));
        } else if front_matter(first).is_some_and(|front| front.get("origin") == Some("gloss")) {
            guide.push(
                "the English is a gloss, word for word, and no translation; `duizhao backends` says how to set up a translation service"
                    .to_owned(),
            );
        }
        guide.push(
            "next: correct the English in an edition and run the same command again; your lines stay"
                .to_owned(),
        );
        guide
    }
}
