//! Reading and cleaning articles one after another, for the subcommands that show stages.

use super::{Cli, CommandError, InputArgs, Outcome, ReadArgs, print};
use duizhao_engine::config::Config;
use duizhao_ingest::clean::{Cleaned, Cleaner};
use duizhao_ingest::source::{Charset, DEFAULT_MAX_BYTES, Input, Inputs, Raw};
use duizhao_zh::script::Script;
use std::path::Path;

/// How inputs are read, flags over settings.
pub(super) struct Reading {
    pub(super) charset: Option<Charset>,
    pub(super) max_bytes: u64,
}

impl Reading {
    pub(super) fn new(args: &ReadArgs, config: &Config) -> Result<Self, CommandError> {
        let charset = args
            .charset
            .as_ref()
            .or(config.charset.as_ref())
            .map(|name| name.parse())
            .transpose();
        Ok(Self {
            charset: charset.map_err(CommandError::Usage)?,
            max_bytes: args
                .max_bytes
                .or(config.max_bytes)
                .unwrap_or(DEFAULT_MAX_BYTES),
        })
    }
}

/// Reads every input and hands it with its path to `each`; what cannot be read is reported, and the rest goes on.
pub(super) fn each_raw(
    args: &InputArgs,
    cli: &Cli,
    mut each: impl FnMut(&Path, Raw) -> Result<Outcome, CommandError>,
) -> Result<Outcome, CommandError> {
    let reading = Reading::new(&args.reading, &cli.settings()?)?;
    let mut outcome = Outcome::Done;
    let mut any = false;
    for input in Inputs::new(args.inputs.clone()) {
        let read = |input: Input| Ok((input.read(reading.charset, reading.max_bytes)?, input.path));
        match input.and_then(read) {
            Ok((raw, path)) => {
                any = true;
                outcome = outcome.and(each(&path, raw)?);
            }
            Err(error) => {
                print::error(&error);
                any = true;
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
    mut each: impl FnMut(&Path, &Raw, Cleaned) -> Result<(), CommandError>,
) -> Result<Outcome, CommandError> {
    let config = cli.settings()?.script;
    let script = script.or(config.name).unwrap_or(Script::Hans);
    let cleaner = Cleaner::with_engine(config.engine, script)?;
    each_raw(args, cli, |path, raw| {
        let cleaned = cleaner.clean(&raw.text);
        let empty = cleaned.article.blocks.is_empty();
        each(path, &raw, cleaned)?;
        if empty {
            print::error_text(&format_args!(
                "{}: no article text is left after cleaning",
                raw.name
            ));
            return Ok(Outcome::Attention);
        }
        Ok(Outcome::Done)
    })
}
