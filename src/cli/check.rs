//! `duizhao check`

use super::glossary::LayerArgs;
use super::{Cli, CommandError, Outcome, OutputArgs, ReportFormat, counted, print, session};
use duizhao_check::report::{self, RuleSummary, Totals};
use duizhao_check::{CheckedPair, RULES, RuleSettings, summaries};
use duizhao_core::diagnostic::{Diagnostic, Hinted, Severity};
use duizhao_edition as edition;
use duizhao_engine::{
    Access, ArticleError, Cause, EditionChecker, PairFile, PairFileChecker, Project, Session,
};
use duizhao_glossary::Termbase;
use duizhao_memory::exchange::{ExchangeError, ImportOptions};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

const WHAT_IS_READ: &str = "name a file that `duizhao translate` wrote, or a file of pairs that ends in .tsv, .tmx, .xliff or .jsonl";

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Editions or folders of them, and files of pairs: TSV, TMX, XLIFF or JSON lines [default: the folder for editions]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Leave a rule out; may be given again
    #[arg(long, value_name = "CODE", value_parser = clap::builder::PossibleValuesParser::new(RULES.map(|rule| rule.code)), hide_possible_values = true)]
    ignore: Vec<String>,
    /// List the rules
    #[arg(long)]
    rules: bool,
    /// Form of the output; jsonl is one object a diagnostic
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    layers: LayerArgs,
}

pub(super) fn run(args: &CheckArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    if args.rules {
        return list_rules();
    }
    let project = args.output.project(cli)?;
    let termbase = Termbase::new(args.layers.of(&project.config).glossary()?);
    let mut rules: RuleSettings = project.config.check.clone();
    rules.ignore.extend_from_slice(&args.ignore);
    let mut check = Check {
        cli,
        project: &project,
        session: OnceCell::new(),
        termbase: &termbase,
        rules: &rules,
        report: CheckReport::new(args.format),
    };
    let paths = if args.files.is_empty() {
        std::slice::from_ref(&project.output)
    } else {
        &args.files
    };
    for path in paths {
        check.path(path)?;
    }
    check.report.finish(cli)
}

fn list_rules() -> Result<Outcome, CommandError> {
    for rule in summaries() {
        print::line(format_args!(
            "{:<20}  {:<7}  {}",
            rule.code,
            rule.severity.map_or("", Severity::name),
            rule.summary
        ))?;
    }
    Ok(Outcome::Done)
}

/// A check under way.
struct Check<'a> {
    cli: &'a Cli,
    project: &'a Project,
    /// Opened for the first edition; files of pairs need none.
    session: OnceCell<Session>,
    termbase: &'a Termbase,
    rules: &'a RuleSettings,
    report: CheckReport,
}

impl Check<'_> {
    /// Checks a file, or the editions of a folder.
    fn path(&mut self, path: &Path) -> Result<(), CommandError> {
        if path.is_dir() {
            return edition::files(path).try_for_each(|found| match found {
                Ok(path) => self.edition(&path),
                Err((path, cause)) => self.unread(path, cause),
            });
        }
        match PairFile::open(path) {
            Ok(Some(file)) => self.pairs(path, file),
            Ok(None) => self.edition(path),
            Err(cause) => self.unread(path.to_owned(), cause),
        }
    }

    fn edition(&mut self, path: &Path) -> Result<(), CommandError> {
        let session = match self.session.get() {
            Some(session) => session,
            None => {
                let opened = session::open(self.cli, self.project.clone(), Access::Read)?;
                self.session.get_or_init(|| opened)
            }
        };
        let store = session.store();
        let checker = EditionChecker {
            project: self.project,
            store: store.as_deref(),
            termbase: self.termbase,
            rules: self.rules,
        };
        match self.cli.block_on(checker.check(path)) {
            Ok(checked) => {
                self.report.editions += 1;
                checked
                    .pairs
                    .into_iter()
                    .try_for_each(|pair| self.report.add(pair))
            }
            Err(error) if matches!(error.cause, Cause::NotAnEdition) => {
                self.failed(&CommandError::from(error).with_hint(WHAT_IS_READ))
            }
            Err(error) => self.failed(&error),
        }
    }

    fn pairs(&mut self, path: &Path, file: PairFile) -> Result<(), CommandError> {
        let name = self.project.name(path);
        let checker = PairFileChecker {
            termbase: self.termbase,
            selection: &self.rules.selection(Path::new(&name)),
        };
        let report = &mut self.report;
        let options = ImportOptions::default();
        let read = checker.check(path, file, &options, &mut |pair| Ok(report.add(pair)?));
        match read {
            Ok(notes) => {
                report.pairs += notes.units;
                report.failed += usize::from(notes.left_out() > 0);
                notes.lines().iter().for_each(print::note);
                Ok(())
            }
            Err(ExchangeError::Refused(cause)) => {
                Err(*cause.downcast().expect("the report alone refuses"))
            }
            Err(error) => self.failed(&error),
        }
    }

    fn unread(&mut self, path: PathBuf, cause: std::io::Error) -> Result<(), CommandError> {
        let cause = Cause::Read(cause);
        self.failed(&ArticleError { path, cause })
    }

    /// Says why a file could not be checked, and goes on.
    fn failed(&mut self, error: &dyn Hinted) -> Result<(), CommandError> {
        print::error(error);
        self.report.failed += 1;
        Ok(())
    }
}

/// What was found so far.
struct CheckReport {
    format: ReportFormat,
    editions: usize,
    /// Pairs in files of pairs.
    pairs: u64,
    /// Files that could not be checked, or not all of them.
    failed: usize,
    totals: Totals,
    /// Kept for the one format that is printed as a whole.
    kept: Vec<Diagnostic>,
}

impl CheckReport {
    fn new(format: ReportFormat) -> Self {
        Self {
            format,
            editions: 0,
            pairs: 0,
            failed: 0,
            totals: Totals::default(),
            kept: Vec::new(),
        }
    }

    /// Prints what was found in a pair, or keeps it.
    fn add(&mut self, checked: CheckedPair) -> Result<(), CommandError> {
        for diagnostic in &checked.diagnostics {
            self.totals.add(diagnostic.severity);
            match self.format {
                ReportFormat::Text => print::text(report::text(diagnostic))?,
                ReportFormat::Jsonl => {
                    print::line(report::jsonl(diagnostic, &checked.source, &checked.target))?;
                }
                ReportFormat::Sarif => {}
            }
        }
        if self.format == ReportFormat::Sarif {
            self.kept.extend(checked.diagnostics);
        }
        Ok(())
    }

    fn finish(self, cli: &Cli) -> Result<Outcome, CommandError> {
        let is_empty = self.editions == 0 && self.pairs == 0 && self.totals.all() == 0;
        if is_empty && self.failed == 0 {
            return Err(CommandError::failed(
                "no editions or pairs found",
                "name editions, their folder with `--output`, or files of pairs",
            ));
        }
        match self.format {
            ReportFormat::Text if !cli.quiet => {
                print::note(format_args!("{}: {}", self.checked(), self.totals));
            }
            ReportFormat::Text | ReportFormat::Jsonl => {}
            ReportFormat::Sarif => {
                let rules: Vec<RuleSummary> = summaries().collect();
                print::raw(&report::sarif(&rules, &self.kept))?;
            }
        }
        Ok(if is_empty {
            Outcome::Failed
        } else if self.failed > 0 || !self.totals.is_clean() {
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
