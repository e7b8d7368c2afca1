//! Reading and cleaning articles one after another, for the subcommands that show stages.

use super::{Cli, CommandError, InputArgs, Outcome, ReadArgs, print};
use duizhao_core::diagnostic::Hinted;
use duizhao_engine::Pages;
use duizhao_engine::config::{CleanConfig, Config};
use duizhao_ingest::clean::{Cleaned, Cleaner, DisabledPasses};
use duizhao_ingest::read::{DocumentId, ReadOptions, SkipReason};
use duizhao_ingest::source::{DEFAULT_MAX_BYTES, Inputs, Skipped, Source};
use duizhao_zh::script::Script;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is said once where no script was asked for and a page was converted.
pub(super) const CONVERTED: &str =
    "traditional script was converted to simplified script; `--script keep` keeps it";

/// Returns how inputs are read, flags over settings. Pages are fetched only where an input is one.
pub(super) fn reading(
    args: &ReadArgs,
    inputs: &[PathBuf],
    cli: &Cli,
    config: &Config,
) -> Result<ReadOptions, CommandError> {
    let charset = args.charset.as_ref().or(config.charset.as_ref());
    let charset = charset.map(|name| name.parse()).transpose();
    let max_bytes = args.max_bytes.or(config.max_bytes);
    Ok(ReadOptions {
        charset: charset.map_err(CommandError::Usage)?,
        max_bytes: max_bytes.unwrap_or(DEFAULT_MAX_BYTES),
        fetch: if inputs
            .iter()
            .any(|input: &PathBuf| DocumentId::new(input).is_address())
        {
            Some(pages(cli)?)
        } else {
            None
        },
        ..ReadOptions::default()
    })
}

/// Sets up what fetches pages, and shows redirects.
fn pages(cli: &Cli) -> Result<Arc<Pages>, CommandError> {
    let quiet = cli.quiet;
    let redirected = move |from: &str, to: &str| {
        if !quiet {
            print::note(format_args!("{from}: redirected to {to}"));
        }
    };
    let pages = Pages::new(cli.runtime().clone(), redirected);
    Ok(Arc::new(pages.map_err(CommandError::Failed)?))
}

/// Names the files of folders that are not read, each reason once; nothing if quiet.
pub(super) fn say_skipped(skipped: &Skipped, cli: &Cli) {
    for (reason, files) in &skipped.reasons {
        if cli.quiet {
            return;
        }
        let names: Vec<String> = files
            .first
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        let more = match files.count - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (what, fix) = match reason {
            SkipReason::Edition => ("an edition, not an article", None),
            SkipReason::Foreign { what, fix } => (*what, *fix),
            SkipReason::Name => (
                "no article by its name, nor by how it begins",
                Some("name it itself to have it read"),
            ),
        };
        let fix = fix.map(|fix| format!("\nhint: {fix}")).unwrap_or_default();
        print::note(format_args!(
            "{}{more}: not read: {what}{fix}",
            names.join(", ")
        ));
    }
}

/// Says that the text of an article goes on elsewhere.
pub(super) fn goes_on(article: impl Display, address: &str) -> String {
    format!(
        "{article}: this is one page of an article that goes on at `{address}`\nhint: give the other pages, too"
    )
}

/// Reads every input and hands each document of it with the path to `each`; what cannot be read is reported, and the rest goes on.
pub(super) fn each_raw(
    args: &InputArgs,
    cli: &Cli,
    mut each: impl FnMut(&Path, Source) -> Result<Outcome, CommandError>,
) -> Result<Outcome, CommandError> {
    let reading = reading(&args.reading, &args.inputs, cli, &cli.settings()?)?;
    let mut outcome = Outcome::Done;
    let mut any = false;
    let mut inputs = Inputs::new(args.inputs.clone());
    for input in inputs.by_ref() {
        any = true;
        match input.and_then(|input| input.read(&reading)) {
            Ok(sources) => {
                for source in sources {
                    match source {
                        Ok(source) => {
                            if let Some(address) = &source.document.goes_on
                                && !cli.quiet
                            {
                                print::note(goes_on(&source.name, address));
                            }
                            let path = source.id.file.clone();
                            outcome = outcome.and(each(&path, source)?);
                        }
                        Err(error) => {
                            print::error(&error);
                            outcome = Outcome::Attention;
                        }
                    }
                }
            }
            Err(error) => {
                print::error(&error);
                outcome = Outcome::Attention;
            }
        }
    }
    say_skipped(inputs.skipped(), cli);
    if any {
        Ok(outcome)
    } else {
        Err(CommandError::NoArticles)
    }
}

/// Returns the cleaning passes that the settings and these names leave out.
pub(super) fn disabled(
    clean: &CleanConfig,
    names: &[String],
) -> Result<DisabledPasses, CommandError> {
    let mut disabled = DisabledPasses::default()
        .everywhere(&clean.disable)
        .and_then(|disabled| disabled.everywhere(names));
    for (site, config) in &clean.sites {
        disabled = disabled.and_then(|disabled| disabled.on_site(site, &config.disable));
    }
    disabled.map_err(|error| {
        let hint = error.hint().unwrap_or_default();
        CommandError::usage(error, &hint)
    })
}

/// Reads and cleans every input and hands it to `each`, without the passes of the settings and of `disable`.
pub(super) fn each_cleaned(
    args: &InputArgs,
    script: Option<Script>,
    disable: &[String],
    cli: &Cli,
    mut each: impl FnMut(&Path, &Source, Cleaned) -> Result<(), CommandError>,
) -> Result<Outcome, CommandError> {
    let Config {
        script: config,
        clean,
        ..
    } = cli.settings()?;
    let chosen = script.or(config.name);
    let script = chosen.unwrap_or(Script::Hans);
    let mut is_said = chosen.is_some() || cli.quiet;
    let disabled = disabled(&clean, disable)?;
    let cleaner = Cleaner::with_engine(config.engine, script)?.without(disabled);
    each_raw(args, cli, |path, source| {
        let cleaned = cleaner.clean(&source.document);
        if cleaned.report.is_converted && !is_said {
            print::note(CONVERTED);
            is_said = true;
        }
        let empty = cleaned.article.blocks.is_empty();
        each(path, &source, cleaned)?;
        if empty {
            print::error_text(&format_args!(
                "{}: no article text is left after cleaning",
                source.name
            ));
            return Ok(Outcome::Attention);
        }
        Ok(Outcome::Done)
    })
}
