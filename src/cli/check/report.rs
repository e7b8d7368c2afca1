//! The report of a check, printed as it goes.

use crate::cli::{Cli, CommandError, Outcome, counted, print};
use duizhao_check::report::{CheckedFile, ReportFormat, ReportSettings, Reporter, Totals};
use duizhao_check::{Baseline, CheckedPair, Deny, Selection, summaries};
use duizhao_core::diagnostic::Hinted;
use duizhao_core::output;
use duizhao_memory::exchange::Notes;
use std::io::{BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

/// What is done about findings that are known.
pub(super) enum BaselineUse {
    /// None is.
    Report,
    /// Those in a file are not reported.
    Leave(PathBuf, Baseline),
    /// All that are found are written into a file, and not reported.
    Write(PathBuf, Baseline),
}

/// What was found so far.
pub(super) struct CheckReport {
    report: Box<dyn Reporter>,
    out: BufWriter<Stdout>,
    is_text: bool,
    deny: Deny,
    known: BaselineUse,
    /// The name and the rules of the file whose pairs come.
    current: (String, Selection),
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
    pub(super) fn new(format: &ReportFormat, deny: Deny, known: BaselineUse) -> Self {
        let settings = ReportSettings {
            rules: summaries().collect(),
            deny: deny.clone(),
        };
        Self {
            report: format.begin(settings),
            out: BufWriter::new(std::io::stdout()),
            is_text: format.name == "text",
            deny,
            known,
            current: Default::default(),
            editions: 0,
            pairs: 0,
            failed: 0,
            totals: Totals::default(),
            is_denied: false,
        }
    }

    /// Begins a file, by its name in the project.
    pub(super) fn begin(&mut self, name: &str, selection: Selection) {
        self.current = (name.to_owned(), selection);
    }

    /// Takes a pair in which something was found.
    pub(super) fn pair(&mut self, mut checked: CheckedPair) -> Result<(), CommandError> {
        let (name, _) = &self.current;
        match &mut self.known {
            BaselineUse::Report => {}
            BaselineUse::Leave(_, baseline) => baseline.remove_known(name, &mut checked),
            BaselineUse::Write(_, baseline) => {
                baseline.add(name, &checked);
                return Ok(());
            }
        }
        if checked.diagnostics.is_empty() {
            return Ok(());
        }
        for diagnostic in &checked.diagnostics {
            self.totals.add(diagnostic.severity);
            self.is_denied |= self.deny.fails(diagnostic);
        }
        let written = self.report.pair(&checked, &mut self.out);
        written.map_err(CommandError::Stdout)
    }

    /// Takes an edition whose pairs have come.
    pub(super) fn edition(&mut self, path: &Path, pairs: usize) -> Result<(), CommandError> {
        self.editions += 1;
        // Where lines do not pair, nothing was looked for.
        if pairs > 0 {
            self.end_of_known();
        }
        self.file(path, pairs, None)
    }

    /// Takes a file of pairs that have come.
    pub(super) fn pairs(&mut self, path: &Path, notes: &Notes) -> Result<(), CommandError> {
        let pairs = usize::try_from(notes.units).unwrap_or(usize::MAX);
        self.pairs += pairs;
        self.failed += usize::from(notes.left_out() > 0);
        self.end_of_known();
        self.file(path, pairs, None)?;
        for loss in notes.losses() {
            print::error_text(&format_args!(
                "{loss}\nhint: put that right; all other pairs were checked"
            ));
        }
        Ok(())
    }

    /// Says why a file could not be checked, or not to its end.
    pub(super) fn failed(&mut self, path: &Path, error: &dyn Hinted) -> Result<(), CommandError> {
        self.failed += 1;
        self.file(path, 0, Some(error.to_string()))?;
        print::error(error);
        Ok(())
    }

    /// Counts what no longer occurs in a file that was checked to its end.
    fn end_of_known(&mut self) {
        let (name, selection) = &self.current;
        if let BaselineUse::Leave(_, baseline) = &mut self.known {
            baseline.end_file(name, selection);
        }
    }

    fn file(
        &mut self,
        path: &Path,
        pairs: usize,
        error: Option<String>,
    ) -> Result<(), CommandError> {
        let path = path.to_owned();
        let file = CheckedFile { path, pairs, error };
        if matches!(self.known, BaselineUse::Write(..)) {
            return Ok(());
        }
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
        if let BaselineUse::Write(path, baseline) = &self.known {
            write_baseline(path, baseline)?;
        } else {
            let ended = self.report.end(&mut self.out);
            ended
                .and_then(|()| self.out.flush())
                .map_err(CommandError::Stdout)?;
        }
        if !cli.quiet {
            self.say();
        }
        Ok(if is_empty {
            Outcome::Failed
        } else if self.failed > 0 || self.is_denied {
            Outcome::Attention
        } else {
            Outcome::Done
        })
    }

    /// Sums up on stderr.
    fn say(&self) {
        if let BaselineUse::Write(path, baseline) = &self.known {
            let findings = counted(baseline.len(), "finding");
            print::note(format_args!("{}: {findings}", path.display()));
            return;
        }
        if self.is_text {
            print::note(format_args!("{}: {}", self.checked(), self.totals));
        }
        if let BaselineUse::Leave(path, baseline) = &self.known
            && baseline.gone() > 0
        {
            print::note(format_args!(
                "{}: no longer found: {}; `--write-baseline` takes them out",
                path.display(),
                counted(baseline.gone(), "finding")
            ));
        }
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

fn write_baseline(path: &Path, baseline: &Baseline) -> Result<(), CommandError> {
    output::replace(path, baseline.json().as_bytes()).map_err(|cause| CommandError::Write {
        path: path.to_owned(),
        cause,
    })
}
