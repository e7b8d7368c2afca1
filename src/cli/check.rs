//! `duizhao check`

use super::glossary::LayerArgs;
use super::{Cli, CommandError, Outcome, OutputArgs, ReportFormat, counted, print, session};
use duizhao_check::report::{self, RuleSummary, Totals};
use duizhao_check::{RULES, RuleSettings, summaries};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_core::pair::Pair;
use duizhao_edition as edition;
use duizhao_engine::{Access, ArticleError, Cause, CheckedEdition, EditionChecker};
use duizhao_glossary::Termbase;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Editions, or folders of them [default: the folder for editions]
    #[arg(value_name = "EDITION")]
    editions: Vec<PathBuf>,
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
    let session = session::open(cli, project, Access::Read)?;
    let config = &session.project.config;
    let termbase = Termbase::new(args.layers.of(config).glossary()?);
    let mut rules: RuleSettings = config.check.clone();
    rules.ignore.extend_from_slice(&args.ignore);
    let store = session.store();
    let checker = EditionChecker {
        project: &session.project,
        store: store.as_deref(),
        termbase: &termbase,
        rules: &rules,
    };
    let paths = if args.editions.is_empty() {
        std::slice::from_ref(&session.project.output)
    } else {
        &args.editions
    };
    let mut report = CheckReport::new(args.format);
    for path in paths.iter().flat_map(|path| edition::files(path)) {
        let checked = path
            .map_err(|(path, error)| ArticleError {
                path,
                cause: Cause::Read(error),
            })
            .and_then(|path| cli.block_on(checker.check(&path)));
        match checked {
            Ok(checked) => report.add(checked)?,
            Err(error) => {
                print::error(&error);
                report.failed += 1;
            }
        }
    }
    report.finish(cli)
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

/// What was found so far.
struct CheckReport {
    format: ReportFormat,
    editions: usize,
    /// Editions that could not be checked.
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
            failed: 0,
            totals: Totals::default(),
            kept: Vec::new(),
        }
    }

    /// Prints what was found in an edition, or keeps it.
    fn add(&mut self, checked: CheckedEdition) -> Result<(), CommandError> {
        self.editions += 1;
        for diagnostic in &checked.diagnostics {
            self.totals.add(diagnostic.severity);
        }
        match self.format {
            ReportFormat::Text => {
                for diagnostic in &checked.diagnostics {
                    print::text(report::text(diagnostic))?;
                }
            }
            ReportFormat::Jsonl => {
                for (diagnostic, pair) in checked.with_pairs() {
                    let source = pair.map(Pair::source_text).unwrap_or_default();
                    let target = pair.map(Pair::target_text).unwrap_or_default();
                    print::line(report::jsonl(diagnostic, &source, &target))?;
                }
            }
            ReportFormat::Sarif => self.kept.extend(checked.diagnostics),
        }
        Ok(())
    }

    fn finish(self, cli: &Cli) -> Result<Outcome, CommandError> {
        if self.editions == 0 && self.failed == 0 {
            return Err(CommandError::failed(
                "no editions found",
                "name editions, or their folder with `--output`",
            ));
        }
        match self.format {
            ReportFormat::Text if !cli.quiet => print::note(format_args!(
                "{}: {}",
                counted(self.editions, "edition"),
                self.totals
            )),
            ReportFormat::Text | ReportFormat::Jsonl => {}
            ReportFormat::Sarif => {
                let rules: Vec<RuleSummary> = summaries().collect();
                print::raw(&report::sarif(&rules, &self.kept))?;
            }
        }
        Ok(if self.editions == 0 {
            Outcome::Failed
        } else if self.failed > 0 || !self.totals.is_clean() {
            Outcome::Attention
        } else {
            Outcome::Done
        })
    }
}
