//! `duizhao glossary lint`

use super::layers::text;
use super::{Format, LayerArgs};
use crate::cli::{Cli, CommandError, Outcome, print};
use duizhao_core::diagnostic::Severity;
use duizhao_core::output;
use duizhao_glossary::TermFile;
use duizhao_glossary::lint::{Diagnostic, RULES, UNREADABLE, lint, mended};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Glossary files, later over earlier [default: the built-in glossary and those in the settings]
    files: Vec<PathBuf>,
    #[command(flatten)]
    layers: LayerArgs,
    /// Mend what is safe to mend, and say the rest
    #[arg(long)]
    fix: bool,
    /// List the rules
    #[arg(long)]
    rules: bool,
    /// Form of the output; jsonl is one object a remark
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct Json<'a> {
    file: String,
    line: usize,
    column: usize,
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    fixable: bool,
}

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    if args.rules {
        print::line(format_args!(
            "{UNREADABLE:<12}  a row or a file that cannot be read"
        ))?;
        RULES.iter().try_for_each(|rule| {
            print::line(format_args!("{:<12}  {}", rule.code, rule.summary))
        })?;
        return Ok(Outcome::Done);
    }
    let config = cli.settings()?;
    let paths = if args.files.is_empty() {
        args.layers.paths(&config)
    } else {
        args.files.clone()
    };
    let (mut files, mut outcome) = (Vec::new(), Outcome::Done);
    if args.files.is_empty() && args.layers.built_in(&config) {
        files.push(TermFile::built_in()?);
    }
    for path in &paths {
        match TermFile::load(path)
            .map_err(CommandError::from)
            .and_then(|file| fixed(file, args.fix))
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
    for diagnostic in &found {
        match args.format {
            Format::Text => print::text(text(diagnostic))?,
            Format::Jsonl => print::json(&json(diagnostic))?,
        }
    }
    if args.format == Format::Text {
        let rows: usize = files.iter().map(|file| file.rows().len()).sum();
        let count = |severity| found.iter().filter(|d| d.severity == severity).count();
        let [errors, warnings, notes] =
            [Severity::Error, Severity::Warning, Severity::Note].map(count);
        let fixable = found.iter().filter(|d| d.fix.is_some()).count();
        let hint = if fixable > 0 {
            format!("; `--fix` mends {fixable}")
        } else {
            String::new()
        };
        print::line(format_args!(
            "{rows} terms: {errors} errors, {warnings} warnings, {notes} notes{hint}"
        ))?;
    }
    let clean = found.iter().all(|d| d.severity == Severity::Note);
    Ok(if clean { outcome } else { Outcome::Attention })
}

/// The file, mended on disk if that is asked for.
fn fixed(file: TermFile, fix: bool) -> Result<TermFile, CommandError> {
    let Some(text) = fix.then(|| mended(&file)).transpose()?.flatten() else {
        return Ok(file);
    };
    let path = file.sheet.path().to_owned();
    output::replace(&path, text.as_bytes()).map_err(|cause| CommandError::Write {
        path: path.clone(),
        cause,
    })?;
    Ok(TermFile::parse(&path, text)?)
}

fn json(diagnostic: &Diagnostic) -> Json<'_> {
    Json {
        file: diagnostic.place.path.display().to_string(),
        line: diagnostic.place.line,
        column: diagnostic.place.column,
        code: diagnostic.code,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        fixable: diagnostic.fix.is_some(),
    }
}
