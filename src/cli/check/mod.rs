//! `duizhao check`

mod report;

use super::glossary::LayerArgs;
use super::{Cli, CommandError, Outcome, OutputArgs, print, session};
use clap::builder::PossibleValuesParser;
use duizhao_check::report::{FORMATS, by_name};
use duizhao_check::{Baseline, Deny, RULES, RuleSettings, summaries};
use duizhao_core::diagnostic::{Location, Severity};
use duizhao_edition as edition;
use duizhao_engine::{
    Access, ArticleError, Cause, EditionChecker, PairFile, PairFileChecker, Project, Session,
};
use duizhao_glossary::Termbase;
use duizhao_memory::exchange::ExchangeError;
use report::{BaselineUse, CheckReport};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

const WHAT_IS_READ: &str = "name a file that `duizhao translate` wrote, or a file of pairs that ends in .tsv, .tmx, .xliff or .jsonl";

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Editions or folders of them, and files of pairs: TSV, TMX, XLIFF or JSON lines [default: the folder for editions]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Leave a rule out; may be given again
    #[arg(long, value_name = "CODE", value_parser = PossibleValuesParser::new(RULES.map(|rule| rule.code)), hide_possible_values = true)]
    ignore: Vec<String>,
    /// Run this rule and no other; may be given again
    #[arg(long, value_name = "CODE", value_parser = PossibleValuesParser::new(RULES.map(|rule| rule.code)), hide_possible_values = true)]
    only: Vec<String>,
    /// List the rules
    #[arg(long)]
    rules: bool,
    /// What makes the exit code 3: a severity and what is heavier, or a rule; may be given again [default: warning]
    #[arg(long, value_name = "SEVERITY|CODE", value_parser = PossibleValuesParser::new(deniable()), hide_possible_values = true)]
    deny: Vec<String>,
    /// Report what is new alone: not the findings in this file, which --write-baseline wrote
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found into a file for --baseline, and report none of it
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
    /// Form of the output: jsonl is one object a diagnostic, html a page with filters
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(FORMATS.map(|format| format.name)), default_value = "text")]
    format: String,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    layers: LayerArgs,
}

impl CheckArgs {
    /// Returns which rules run.
    fn rules_of(&self, settings: &RuleSettings) -> RuleSettings {
        let mut rules = settings.clone();
        rules.ignore.extend_from_slice(&self.ignore);
        if !self.only.is_empty() {
            let others = RULES.iter().map(|rule| rule.code.to_owned());
            rules
                .ignore
                .extend(others.filter(|code| !self.only.contains(code)));
        }
        rules
    }

    /// Returns what is done about findings that are known.
    fn known(&self, settings: Option<&Path>) -> Result<BaselineUse, CommandError> {
        if let Some(path) = &self.write_baseline {
            return Ok(BaselineUse::Write(path.clone(), Baseline::default()));
        }
        match self.baseline.as_deref().or(settings) {
            Some(path) => Ok(BaselineUse::Leave(path.to_owned(), read_baseline(path)?)),
            None => Ok(BaselineUse::Report),
        }
    }
}

fn read_baseline(path: &Path) -> Result<Baseline, CommandError> {
    const HINT: &str = "`duizhao check --write-baseline FILE` writes it";
    let text = std::fs::read_to_string(path).map_err(|cause| {
        let path = path.to_owned();
        CommandError::Read { path, cause }.with_hint(HINT)
    })?;
    Baseline::parse(&text).map_err(|error| {
        let place = Location::new(path, error.line(), error.column());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        CommandError::failed(format_args!("{place}: {message}"), HINT)
    })
}

/// Returns what `--deny` takes.
fn deniable() -> impl Iterator<Item = &'static str> {
    let severities = Severity::ALL.map(Severity::name);
    severities.into_iter().chain(RULES.map(|rule| rule.code))
}

pub(super) fn run(args: &CheckArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    if args.rules {
        return list_rules();
    }
    let project = args.output.project(cli)?;
    let termbase = Termbase::new(args.layers.of(&project.config).glossary()?);
    let rules = args.rules_of(&project.config.check);
    let deny = if args.deny.is_empty() {
        &rules.deny
    } else {
        &args.deny
    };
    let deny = Deny::of(deny.iter().map(String::as_str));
    let format = by_name(&args.format).expect("clap takes no other");
    let known = args.known(rules.baseline.as_deref())?;
    let mut check = Check {
        cli,
        project: &project,
        session: OnceCell::new(),
        termbase: &termbase,
        rules: &rules,
        report: CheckReport::new(format, deny, known),
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
        let name = self.project.name(path);
        self.report
            .begin(&name, self.rules.selection(Path::new(&name)));
        match self.cli.block_on(checker.check(path)) {
            Ok(checked) => {
                let mut pairs = checked.pairs.into_iter();
                pairs.try_for_each(|pair| self.report.pair(pair))?;
                self.report.edition(path, checked.count)
            }
            Err(error) if matches!(error.cause, Cause::NotAnEdition) => {
                let error = CommandError::from(error).with_hint(WHAT_IS_READ);
                self.report.failed(path, &error)
            }
            Err(error) => self.report.failed(path, &error),
        }
    }

    fn pairs(&mut self, path: &Path, file: PairFile) -> Result<(), CommandError> {
        let name = self.project.name(path);
        let selection = self.rules.selection(Path::new(&name));
        let checker = PairFileChecker {
            termbase: self.termbase,
            selection: &selection,
        };
        let report = &mut self.report;
        report.begin(&name, selection.clone());
        let read = checker.check(path, file, &mut |pair| Ok(report.pair(pair)?));
        match read {
            Ok(notes) => report.pairs(path, &notes),
            Err(ExchangeError::Refused(cause)) => {
                Err(*cause.downcast().expect("the report alone refuses"))
            }
            Err(error) => report.failed(path, &error),
        }
    }

    fn unread(&mut self, path: PathBuf, cause: std::io::Error) -> Result<(), CommandError> {
        let cause = Cause::Read(cause);
        let error = ArticleError { path, cause };
        self.report.failed(&error.path, &error)
    }
}
