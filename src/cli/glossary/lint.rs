//! `duizhao glossary lint`

use super::LayerArgs;
use crate::cli::{Cli, CommandError, Outcome, counted, print};
use duizhao_check::report::{self, RuleSummary, Totals};
use duizhao_core::diagnostic::Diagnostic;
use duizhao_core::output;
use duizhao_glossary::TermFile;
use duizhao_glossary::lint::{RULES, UNREADABLE, fixed, lint};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct LintArgs {
    /// Glossary files, later over earlier [default: the built-in glossary and those in the settings]
    files: Vec<PathBuf>,
    #[command(flatten)]
    layers: LayerArgs,
    /// Fix what is safe to fix, and report the rest
    #[arg(long)]
    fix: bool,
    /// List the rules
    #[arg(long)]
    rules: bool,
    /// Form of the output; jsonl is one object a diagnostic
    #[arg(long, value_enum, default_value_t = LintFormat::Text)]
    format: LintFormat,
}

/// The form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LintFormat {
    Text,
    Jsonl,
    Sarif,
}

#[derive(Serialize)]
struct LintJson<'a> {
    file: String,
    line: usize,
    column: usize,
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    fixable: bool,
}

pub(super) fn run(args: &LintArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    if args.rules {
        for RuleSummary { code, summary, .. } in rules() {
            print::line(format_args!("{code:<12}  {summary}"))?;
        }
        return Ok(Outcome::Done);
    }
    let config = cli.settings()?;
    let paths = if args.files.is_empty() {
        args.layers.of(&config).files
    } else {
        args.files.clone()
    };
    let mut files = Vec::new();
    let mut outcome = Outcome::Done;
    if args.files.is_empty() && args.layers.of(&config).built_in {
        files.push(TermFile::built_in()?);
    }
    for path in &paths {
        match TermFile::load(path)
            .map_err(CommandError::from)
            .and_then(|file| fixed_if(file, args.fix))
        {
            Ok(file) => files.push(file),
            Err(error) if paths.len() == 1 => return Err(error),
            Err(error) => {
                print::error(&error);
                outcome = Outcome::Attention;
            }
        }
    }
    let found = lint(&files)?;
    match args.format {
        LintFormat::Text => {
            for diagnostic in &found {
                print::text(report::text(diagnostic))?;
            }
            print::line(summary(&files, &found))?;
        }
        LintFormat::Jsonl => found
            .iter()
            .map(json)
            .try_for_each(|line| print::json(&line))?,
        LintFormat::Sarif => print::raw(&report::sarif(&rules(), &found))?,
    }
    Ok(if Totals::of(&found).is_clean() {
        outcome
    } else {
        Outcome::Attention
    })
}

/// Returns the rules as reports describe them, with the code of rows that no rule sees.
fn rules() -> Vec<RuleSummary> {
    let unreadable = (UNREADABLE, "a row or a file that cannot be read");
    let rules = RULES.iter().map(|rule| (rule.code, rule.summary));
    std::iter::once(unreadable)
        .chain(rules)
        .map(|(code, summary)| RuleSummary {
            code,
            summary,
            severity: None,
        })
        .collect()
}

/// Returns the last line of the text report.
fn summary(files: &[TermFile], found: &[Diagnostic]) -> String {
    let rows: usize = files.iter().map(|file| file.rows().len()).sum();
    let fixable = found.iter().filter(|found| found.fix.is_some()).count();
    let mut summary = format!("{}: {}", counted(rows, "term"), Totals::of(found));
    if fixable > 0 {
        summary += &format!("; `--fix` fixes {fixable}");
    }
    summary
}

/// Returns the file, fixed on disk if that is asked for.
fn fixed_if(file: TermFile, fix: bool) -> Result<TermFile, CommandError> {
    if fix && let Some(text) = fixed(&file)? {
        let path = file.sheet.path().to_owned();
        output::replace(&path, text.as_bytes()).map_err(|cause| CommandError::Write {
            path: path.clone(),
            cause,
        })?;
        return Ok(TermFile::parse(&path, text)?);
    }
    Ok(file)
}

fn json(diagnostic: &Diagnostic) -> LintJson<'_> {
    LintJson {
        file: diagnostic.location.file.display().to_string(),
        line: diagnostic.location.line,
        column: diagnostic.location.column,
        code: diagnostic.code,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        fixable: diagnostic.fix.is_some(),
    }
}
