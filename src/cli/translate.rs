//! `duizhao translate`

use super::articles::Reading;
use super::glossary::{LayerArgs, lint_remarks};
use super::progress::Display;
use super::report::Report;
use super::service::{BackendArgs, Opened};
use super::{Cli, CommandError, Format, InputArgs, Outcome, interrupt, print, script};
use crate::backend::{Backend, Stop};
use crate::clean::Cleaner;
use crate::config::Config;
use crate::edition::Layout;
use crate::glossary::{Glossary, Override, Termbase};
use crate::pipeline::{ArticleError, Obey, Pipeline, Progress, Settings};
use crate::script::Script;
use crate::source::Inputs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// Folder for editions [default: output]
    #[arg(short, long, value_name = "DIR", env = "DUIZHAO_OUTPUT", hide_env_values = true)]
    output: Option<PathBuf>,
    /// Script of the editions' Chinese: hans, hant, tw, hk or keep [default: hans]
    #[arg(long, value_parser = script, env = "DUIZHAO_SCRIPT", hide_env_values = true)]
    script: Option<Script>,
    /// Layout of editions: stacked or table [default: stacked]
    #[arg(long, env = "DUIZHAO_LAYOUT", hide_env_values = true)]
    layout: Option<Layout>,
    #[command(flatten)]
    layers: LayerArgs,
    #[command(flatten)]
    backend: BackendArgs,
    /// Say what it would take, and send and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Articles worked on at once, at most 256 [default: one for each processor]
    #[arg(short, long, value_name = "N", env = "DUIZHAO_JOBS", hide_env_values = true)]
    jobs: Option<usize>,
    /// Replace editions even if somebody has edited them since they were written
    #[arg(long)]
    overwrite: bool,
    /// Form of the report; json is one object a line, one line an article and one for the sum
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Most articles worked on at once: each takes a thread, and more would only wait for each other.
const MOST_JOBS: usize = 256;

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    let config = cli.settings()?;
    let Opened { backend, service, stop, log } = args.backend.open(cli, &config, args.dry_run)?;
    let pipeline = Arc::new(pipeline(args, &config, cli.quiet, backend, &stop)?);
    let inputs = args.input.inputs.clone();
    let mut display = Display::new(&inputs, cli.quiet);
    let interrupted = interrupt::watch(&stop, cli.quiet);
    let (progress, start) = (Progress::default(), Instant::now());
    let (mut report, mut stdout) = (Report::new(&service, args.dry_run), Ok(()));
    let not_begun = pipeline.run(Inputs::new(inputs), &progress, |row| {
        // Why the run stopped is said once, at the end.
        if let Some(error) = row.error.as_ref().filter(|error| !matches!(error, ArticleError::Unfinished { .. })) {
            display.error(error);
        }
        row.overrides.iter().for_each(|change| display.note(&overridden(change)));
        if args.format == Format::Json && stdout.is_ok() {
            stdout = report.json_row(&row);
        }
        report.add(&row);
        display.step(report.articles(), &progress);
    });
    display.finish();
    stdout?;
    let reason = stop.reason();
    if report.articles() == 0 && reason.is_none() {
        return Err(CommandError::NoArticles);
    }
    report.finish(start.elapsed(), not_begun, log.map(|log| log.accuracy(&service.name)));
    match args.format {
        Format::Text => report.print()?,
        Format::Json => report.json_sum()?,
    }
    match reason {
        Some(reason) if interrupted.is_set() => {
            print::error(&reason);
            Ok(Outcome::Interrupted)
        }
        Some(reason) => Err(CommandError::Backend(reason)),
        None if report.needs_attention() => Ok(Outcome::Attention),
        None => Ok(Outcome::Done),
    }
}

fn pipeline(
    args: &Args,
    config: &Config,
    quiet: bool,
    backend: Box<dyn Backend>,
    stop: &Stop,
) -> Result<Pipeline, CommandError> {
    let reading = Reading::new(&args.input, config)?;
    let script = args.script.or(config.script).unwrap_or(Script::Hans);
    let jobs = args.jobs.or(config.jobs).filter(|&jobs| jobs > 0).unwrap_or_else(processors).min(MOST_JOBS);
    let glossary = glossary(args, config, quiet)?;
    let asks_again = backend.mends();
    Ok(Pipeline {
        cleaner: Cleaner::new(script)?,
        termbase: Termbase::new(glossary)?,
        backend: if asks_again { Box::new(Obey::new(backend)) } else { backend },
        settings: Settings {
            output: args.output.clone().or_else(|| config.output.clone()).unwrap_or_else(|| PathBuf::from("output")),
            script,
            layout: args.layout.or(config.layout).unwrap_or_default(),
            jobs,
            charset: reading.charset,
            max_bytes: reading.max_bytes,
            overwrite: args.overwrite,
            dry_run: args.dry_run,
        },
        stop: stop.clone(),
    })
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn glossary(args: &Args, config: &Config, quiet: bool) -> Result<Glossary, CommandError> {
    let files = args.layers.load(config)?;
    let glossary = args.layers.over_built_in(config, &files)?;
    if !quiet {
        glossary.overrides().iter().for_each(|change| print::note(overridden(change)));
        lint_remarks(&files)?;
    }
    Ok(glossary)
}

fn overridden(change: &Override) -> String {
    format!("{}: `{}` replaces {}", change.later, change.source, change.earlier)
}
