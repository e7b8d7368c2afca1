//! Reading and cleaning articles one after another, for the subcommands that show stages.

use super::{Cli, CommandError, InputArgs, Outcome, ReadArgs, print};
use duizhao_engine::config::Config;
use duizhao_ingest::clean::{Cleaned, Cleaner};
use duizhao_ingest::read::ReadOptions;
use duizhao_ingest::source::{DEFAULT_MAX_BYTES, Inputs, Source};
use duizhao_zh::script::Script;
use std::path::Path;

/// Returns how inputs are read, flags over settings.
pub(super) fn reading(args: &ReadArgs, config: &Config) -> Result<ReadOptions, CommandError> {
    let charset = args.charset.as_ref().or(config.charset.as_ref());
    let charset = charset.map(|name| name.parse()).transpose();
    let max_bytes = args.max_bytes.or(config.max_bytes);
    Ok(ReadOptions {
        charset: charset.map_err(CommandError::Usage)?,
        max_bytes: max_bytes.unwrap_or(DEFAULT_MAX_BYTES),
        ..ReadOptions::default()
    })
}

/// Reads every input and hands each document of it with the path to `each`; what cannot be read is reported, and the rest goes on.
pub(super) fn each_raw(
    args: &InputArgs,
    cli: &Cli,
    mut each: impl FnMut(&Path, Source) -> Result<Outcome, CommandError>,
) -> Result<Outcome, CommandError> {
    let reading = reading(&args.reading, &cli.settings()?)?;
    let mut outcome = Outcome::Done;
    let mut any = false;
    for input in Inputs::new(args.inputs.clone()) {
        any = true;
        match input.and_then(|input| input.read(&reading)) {
            Ok(sources) => {
                for source in sources {
                    match source {
                        Ok(source) => {
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
    if any {
        Ok(outcome)
    } else {
        Err(CommandError::NoArticles)
    }
}

/// Reads and cleans every input and hands it to `each`.
pub(super) fn each_cleaned(
    args: &InputArgs,
    script: Option<Script>,
    cli: &Cli,
    mut each: impl FnMut(&Path, &Source, Cleaned) -> Result<(), CommandError>,
) -> Result<Outcome, CommandError> {
    let config = cli.settings()?.script;
    let script = script.or(config.name).unwrap_or(Script::Hans);
    let cleaner = Cleaner::with_engine(config.engine, script)?;
    each_raw(args, cli, |path, source| {
        let cleaned = cleaner.clean(&source.document);
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
