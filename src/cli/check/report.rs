//! The report of a check, printed as it goes.

use crate::cli::{Cli, CommandError, Outcome, counted, print};
use duizhao_check::report::{CheckedFile, Report, ReportFormat, ReportSettings, Totals};
use duizhao_check::{CheckedPair, Deny, summaries};
use duizhao_core::diagnostic::Hinted;
use duizhao_memory::exchange::Notes;
use std::io::{BufWriter, Stdout, Write};
use std::path::Path;

/// What was found so far.
pub(super) struct CheckReport {
    report: Box<dyn Report>,
    out: BufWriter<Stdout>,
    is_text: bool,
    deny: Deny,
    editions: usize,
    /// Pairs in files of pairs.
    pairs: usize,
    /// Files that could not be checked, or not all of them.
    failed: usize,
    totals: Totals,
    /// Whether something was found that makes the check fail.
    is_denied: bool,
}

impl CheckReport {
    pub(super) fn new(format: &ReportFormat, deny: Deny) -> Self {
        let settings = ReportSettings {
            rules: summaries().collect(),
            deny: deny.clone(),
        };
        Self {
            report: format.begin(settings),
            out: BufWriter::new(std::io::stdout()),
            is_text: format.name == "text",
            deny,
            editions: 0,
            pairs: 0,
            failed: 0,
            totals: Totals::default(),
            is_denied: false,
        }
    }

    /// Takes a pair in which something was found.
    pub(super) fn pair(&mut self, checked: &CheckedPair) -> Result<(), CommandError> {
        for diagnostic in &checked.diagnostics {
            self.totals.add(diagnostic.severity);
            self.is_denied |= self.deny.fails(diagnostic);
        }
        let written = self.report.pair(checked, &mut self.out);
        written.map_err(CommandError::Stdout)
    }

    /// Takes an edition whose pairs have come.
    pub(super) fn edition(&mut self, path: &Path, pairs: usize) -> Result<(), CommandError> {
        self.editions += 1;
        self.file(path, pairs, None)
    }

    /// Takes a file of pairs that have come.
    pub(super) fn pairs(&mut self, path: &Path, notes: &Notes) -> Result<(), CommandError> {
        let pairs = usize::try_from(notes.units).unwrap_or(usize::MAX);
        self.pairs += pairs;
        self.failed += usize::from(notes.left_out() > 0);
        self.file(path, pairs, None)?;
        notes.lines().iter().for_each(print::note);
        Ok(())
    }

    /// Says why a file could not be checked, or not to its end.
    pub(super) fn failed(&mut self, path: &Path, error: &dyn Hinted) -> Result<(), CommandError> {
        self.failed += 1;
        self.file(path, 0, Some(error.to_string()))?;
        print::error(error);
        Ok(())
    }

    fn file(
        &mut self,
        path: &Path,
        pairs: usize,
        error: Option<String>,
    ) -> Result<(), CommandError> {
        let path = path.to_owned();
        let file = CheckedFile { path, pairs, error };
        let written = self.report.file(&file, &mut self.out);
        // What follows on stderr comes after it.
        written
            .and_then(|()| self.out.flush())
            .map_err(CommandError::Stdout)
    }

    pub(super) fn finish(mut self, cli: &Cli) -> Result<Outcome, CommandError> {
        let is_empty = self.editions == 0 && self.pairs == 0 && self.totals.all() == 0;
        if is_empty && self.failed == 0 {
            return Err(CommandError::failed(
                "no editions or pairs found",
                "name editions, their folder with `--output`, or files of pairs",
            ));
        }
        let ended = self.report.end(&mut self.out);
        ended
            .and_then(|()| self.out.flush())
            .map_err(CommandError::Stdout)?;
        if self.is_text && !cli.quiet {
            print::note(format_args!("{}: {}", self.checked(), self.totals));
        }
        Ok(if is_empty {
            Outcome::Failed
        } else if self.failed > 0 || self.is_denied {
            Outcome::Attention
        } else {
            Outcome::Done
        })
    }

    /// Says what was checked: editions, pairs, or both.
    fn checked(&self) -> String {
        let editions = counted(self.editions, "edition");
        let pairs = counted(self.pairs, "pair");
        match (self.editions, self.pairs) {
            (_, 0) => editions,
            (0, _) => pairs,
            (_, _) => format!("{editions}, {pairs}"),
        }
    }
}
