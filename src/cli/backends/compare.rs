//! `duizhao backends compare`

use super::sheet::{ComparisonFormat, Sheet};
use crate::cli::articles::{disabled, reading};
use crate::cli::glossary::LayerArgs;
use crate::cli::service::{LimitArgs, corrected, service};
use crate::cli::{
    Cli, CommandError, Outcome, OutputArgs, ReadArgs, counted, interrupt, print, session,
};
use duizhao_engine::config::Config;
use duizhao_engine::{Access, Contender, Options, Sample, Sampler, Session, compare};
use duizhao_glossary::Termbase;
use duizhao_ingest::read::DocumentId;
use duizhao_translate::{BackendKind, Stop};
use duizhao_zh::script::Script;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct CompareArgs {
    /// Backends, each a name from the settings or a kind; and last, what the sentences are from: an article, an edition, a
    /// file of pairs (TSV, TMX, XLIFF or JSON lines), or a folder [default: the project's editions, or its articles where
    /// there are none]
    #[arg(required = true, value_name = "NAME|FILE")]
    names: Vec<String>,
    /// How many sentences; they are spread evenly, and those that a person translated come first
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=1000))]
    sample: u32,
    /// Ask again for what the memory has of a backend
    #[arg(long)]
    retranslate: bool,
    /// Form of the report: markdown is one to keep
    #[arg(long, value_enum, default_value_t = ComparisonFormat::Text)]
    format: ComparisonFormat,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    reading: ReadArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    layers: LayerArgs,
}

pub(super) fn run(args: &CompareArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let project = args.output.project(cli)?;
    let config = project.config.clone();
    let (names, file) = backends_and_file(&args.names, &config)?;
    let termbase = Termbase::new(args.layers.of(&config).glossary()?);
    let options = options(args, file.as_deref(), cli, &config)?;
    let access = access(&names, cli, &config)?;
    let session = session::open(cli, project, access)?;
    let contenders = names
        .iter()
        .map(|name| contender(args, name, cli, &config, &session));
    let contenders: Vec<Contender> = contenders.collect::<Result<_, _>>()?;
    let sample = sample(args, file.as_deref(), cli, &session, &termbase, &options)?;
    let stops: Vec<Stop> = contenders.iter().map(|one| one.stop.clone()).collect();
    let interrupted = interrupt::watch(cli, &stops);
    let mut results = Vec::new();
    for contender in &contenders {
        if !cli.quiet {
            let sentences = counted(sample.sentences().count(), "sentence");
            print::note(format_args!("{}: {sentences}", contender.name));
        }
        let compared = compare(&sample, contender, &termbase, &config.check);
        results.push(cli.block_on(compared));
    }
    let sheet = Sheet {
        sample: &sample,
        results: &results,
    };
    sheet.print(args.format)?;
    let all_failed = results.iter().all(|result| result.translated == 0);
    Ok(if interrupted.is_set() {
        Outcome::Interrupted
    } else if all_failed {
        Outcome::Failed
    } else if results.iter().any(|result| result.failed > 0) || !sample.unread.is_empty() {
        Outcome::Attention
    } else {
        Outcome::Done
    })
}

/// Tells the backends from what the sentences are from: what is no backend is a file, and there is one at most.
fn backends_and_file(
    names: &[String],
    config: &Config,
) -> Result<(Vec<String>, Option<PathBuf>), CommandError> {
    let mut backends = Vec::new();
    let mut file = None;
    for name in names {
        let is_backend =
            config.backend.services.contains_key(name) || BackendKind::named(name).is_some();
        if is_backend {
            if !backends.contains(name) {
                backends.push(name.clone());
            }
            continue;
        }
        let id = DocumentId::new(name);
        let is_text = id.is_address() || id.is_stdin() || Path::new(name).exists();
        if !is_text {
            return Err(CommandError::usage(
                format_args!("`{name}` is neither a backend nor a file"),
                "`duizhao backends` lists what is set up, and the kinds there are",
            ));
        }
        if file.replace(PathBuf::from(name)).is_some() {
            return Err(CommandError::usage(
                "the sentences can be from one file or folder alone",
                "name a folder to have its files sampled",
            ));
        }
    }
    if backends.is_empty() {
        return Err(CommandError::usage(
            "no backend is named",
            "name those to compare; `duizhao backends` lists them",
        ));
    }
    Ok((backends, file))
}

fn options(
    args: &CompareArgs,
    file: Option<&Path>,
    cli: &Cli,
    config: &Config,
) -> Result<Options, CommandError> {
    let inputs: Vec<PathBuf> = file.map(Path::to_owned).into_iter().collect();
    Ok(Options {
        default_script: config.script.name.unwrap_or(Script::Hans),
        script_engine: config.script.engine,
        disabled_passes: disabled(&config.clean, &[])?,
        reading: reading(&args.reading, &inputs, cli, config)?,
        ..Options::default()
    })
}

/// Returns what is needed of the project: what is paid for must be kept.
fn access(names: &[String], cli: &Cli, config: &Config) -> Result<Access, CommandError> {
    for name in names {
        let service = service(cli, config, name)?;
        if !BackendKind::named(&service.kind).is_some_and(|kind| kind.offline) {
            return Ok(Access::Write);
        }
    }
    Ok(Access::Read)
}

/// Sets up a backend as a translation run does.
fn contender(
    args: &CompareArgs,
    name: &str,
    cli: &Cli,
    config: &Config,
    session: &Session,
) -> Result<Contender, CommandError> {
    let service = service(cli, config, name)?;
    let store = session.store();
    let (after, accuracy) = match &store {
        Some(store) => cli.block_on(async {
            let after = if args.retranslate {
                store.progress().await?.latest
            } else {
                0
            };
            Ok::<_, CommandError>((after, store.accuracy(name.to_owned()).await?))
        })?,
        None => Default::default(),
    };
    let stop = Stop::default();
    let backend = args.limits.open(&service, store, after, accuracy, &stop)?;
    Ok(Contender {
        name: name.to_owned(),
        backend: corrected(backend, &service),
        prices: service.common.prices,
        currency: service.common.currency.clone(),
        stop,
    })
}

/// Chooses the sentences, and says what could not be read.
fn sample(
    args: &CompareArgs,
    file: Option<&Path>,
    cli: &Cli,
    session: &Session,
    termbase: &Termbase,
    options: &Options,
) -> Result<Sample, CommandError> {
    let store = session.store();
    let sampler = Sampler {
        project: &session.project,
        store: store.as_deref(),
        termbase,
        options,
        size: args.sample as usize,
    };
    let sample = cli.block_on(async {
        match file {
            Some(file) => sampler.file(file).await,
            None => sampler.project().await,
        }
    })?;
    for error in &sample.unread {
        print::error(error);
    }
    Ok(sample)
}
