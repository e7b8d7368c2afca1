//! `duizhao translate`, and `duizhao status`, which is its dry run.

use super::articles::Reading;
use super::glossary::{LayerArgs, lint_remarks};
use super::progress::Display;
use super::project::{self, Project, Use};
use super::report::{Kind, Report};
use super::service::{BackendArgs, LimitArgs};
use super::{Cli, CommandError, Format, InputArgs, Outcome, ReadArgs, interrupt, print, script};
use duizhao_core::output;
use duizhao_edition::Layout;
use duizhao_engine::config::Config;
use duizhao_engine::pipeline::{ArticleError, Obey, Past, Pipeline, Progress, Settings};
use duizhao_glossary::{Glossary, Override, Termbase};
use duizhao_ingest::clean::Cleaner;
use duizhao_ingest::source::{Input, Inputs};
use duizhao_memory::Memory;
use duizhao_translate::{Backend, Stop};
use duizhao_zh::script::Script;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    edition: EditionArgs,
    #[command(flatten)]
    limits: LimitArgs,
    /// Translate anew what machines translated before; interrupted, it begins anew the next time
    #[arg(long)]
    anew: bool,
    /// Take the translation of a like sentence, of people's or of memories that were brought, from this likeness up to 1;
    /// it is marked so
    #[arg(long, value_name = "SCORE", value_parser = likeness)]
    fuzzy: Option<f64>,
    /// Say what it would take, and send and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Replace editions by what the article and the backend say, also what people wrote in them; a copy is kept
    #[arg(long)]
    overwrite: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct StatusArgs {
    /// Text files, or folders with *.txt files [default: every article that was translated in this project]
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadArgs,
    #[command(flatten)]
    edition: EditionArgs,
}

/// What editions are made of and look like.
#[derive(Debug, clap::Args)]
struct EditionArgs {
    /// Folder for editions [default: output]
    #[arg(
        short,
        long,
        value_name = "DIR",
        env = "DUIZHAO_OUTPUT",
        hide_env_values = true
    )]
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
    /// Articles worked on at once, at most 256 [default: one for each processor]
    #[arg(
        short,
        long,
        value_name = "N",
        env = "DUIZHAO_JOBS",
        hide_env_values = true
    )]
    jobs: Option<usize>,
    /// Form of the report; json is one object a line, one line an article and one for the sum
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Examples for a sentence, where the settings do not say.
const EXAMPLES: usize = 2;

/// A likeness of two sentences.
fn likeness(text: &str) -> Result<f64, String> {
    let likeness = text
        .parse()
        .ok()
        .filter(|likeness: &f64| (0.0..=1.0).contains(likeness));
    likeness.ok_or_else(|| "it must be a number from 0 to 1".to_owned())
}

/// Most articles worked on at once: each takes a thread, and more would only wait for each other.
const MOST_JOBS: usize = 256;

/// What a run is to do.
struct Job<'a> {
    cli: &'a Cli,
    edition: &'a EditionArgs,
    reading: &'a ReadArgs,
    limits: &'a LimitArgs,
    kind: Kind,
    anew: bool,
    overwrite: bool,
    fuzzy: Option<f64>,
}

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    let kind = if args.dry_run {
        Kind::DryRun
    } else {
        Kind::Run
    };
    let &Args {
        ref input,
        ref edition,
        ref limits,
        anew,
        overwrite,
        fuzzy,
        ..
    } = args;
    let job = Job {
        cli,
        edition,
        reading: &input.reading,
        limits,
        kind,
        anew,
        overwrite,
        fuzzy,
    };
    job.run(Some(&input.inputs))
}

pub(super) fn status(args: &StatusArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let StatusArgs {
        inputs,
        reading,
        edition,
    } = args;
    let limits = &LimitArgs::default();
    let job = Job {
        cli,
        edition,
        reading,
        limits,
        kind: Kind::Status,
        anew: false,
        overwrite: false,
        fuzzy: None,
    };
    job.run(Some(inputs).filter(|inputs| !inputs.is_empty()))
}

impl Job<'_> {
    /// Translates the inputs, or all that were translated before, or says what that would take.
    fn run(&self, inputs: Option<&Vec<PathBuf>>) -> Result<Outcome, CommandError> {
        let (cli, config) = (self.cli, self.cli.settings()?);
        let output = project::output_folder(self.edition.output.as_ref(), &config);
        let (service, offline) = self.edition.backend.service(cli, &config)?;
        let how = match (self.kind, offline) {
            (Kind::DryRun | Kind::Status, _) => Use::Look,
            (Kind::Run, true) => Use::WriteIfPossible,
            (Kind::Run, false) => Use::Write,
        };
        let project = Project::open(cli, &output, how)?;
        let memory = project.past.memory.clone();
        if let Some(memory) = memory.as_ref().filter(|_| self.anew) {
            memory.forget()?;
        }
        let known = match (inputs, &memory) {
            (Some(_), _) | (None, None) => Vec::new(),
            (None, Some(memory)) => known(&project, memory, &output)?,
        };
        let inputs = || match inputs {
            Some(inputs) => Inputs::new(inputs.clone()),
            None => Inputs::known(known.clone()),
        };
        let stop = Stop::default();
        let backend = self.limits.open(&service, memory.clone(), &stop)?;
        let mut pipeline = self.pipeline(project.past, backend, &config, output, stop.clone())?;
        if self.kind == Kind::Run {
            self.prepare(&mut pipeline, inputs())?;
        } else {
            pipeline.past.refresh()?;
        }
        let interrupted = interrupt::watch(&stop, cli.quiet);
        let (mut report, start) = (Report::new(&service, self.kind), Instant::now());
        let not_begun = self.batch(pipeline, &inputs, &mut report)?;
        let reason = stop.reason();
        if report.articles() == 0 && reason.is_none() {
            return Err(CommandError::NoArticles);
        }
        let accuracy = memory
            .filter(|_| !offline)
            .map(|memory| memory.accuracy(&service.name))
            .transpose()?;
        report.finish(start.elapsed(), not_begun, accuracy);
        match self.edition.format {
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

    /// Everything that the batch needs.
    fn pipeline(
        &self,
        past: Past,
        backend: Box<dyn Backend>,
        config: &Config,
        output: PathBuf,
        stop: Stop,
    ) -> Result<Pipeline, CommandError> {
        let settings = self.settings(config, output)?;
        Ok(Pipeline {
            cleaner: Cleaner::new(settings.script)?,
            termbase: Termbase::new(self.glossary(config)?)?,
            backend: if backend.can_correct() {
                Box::new(Obey::new(backend))
            } else {
                backend
            },
            past,
            settings,
            stop,
        })
    }

    /// Goes through the articles, shows how far it is, and fills the report. Returns how many were not begun.
    fn batch(
        &self,
        pipeline: Pipeline,
        inputs: &dyn Fn() -> Inputs,
        report: &mut Report,
    ) -> Result<usize, CommandError> {
        let mut display = Display::new(inputs, self.cli.quiet);
        let (progress, mut stdout) = (Progress::default(), Ok(()));
        let not_begun = Arc::new(pipeline).run(inputs(), &progress, |row| {
            // Why the run stopped is said once, at the end.
            if let Some(error) = row
                .error
                .as_ref()
                .filter(|error| !matches!(error, ArticleError::Unfinished { .. }))
            {
                display.error(error);
            }
            row.overrides
                .iter()
                .for_each(|change| display.note(&overridden(change)));
            if self.edition.format == Format::Json && stdout.is_ok() {
                stdout = report.json_row(&row);
            }
            report.add(&row);
            display.step(report.articles(), &progress);
        });
        display.finish();
        stdout.map(|()| not_begun)
    }

    /// Makes sure that editions can be written, and takes over what people wrote in them.
    fn prepare(&self, pipeline: &mut Pipeline, inputs: Inputs) -> Result<(), CommandError> {
        let folder = &pipeline.settings.output;
        output::prepare(folder).map_err(|cause| CommandError::Write {
            path: folder.clone(),
            cause,
        })?;
        pipeline.adopt_edits(inputs, |edition, adopted| {
            if !self.cli.quiet && adopted.lines > 0 {
                print::note(format_args!(
                    "{}: {} lines that people wrote are kept",
                    edition.display(),
                    adopted.lines
                ));
            }
        })?;
        Ok(())
    }

    fn settings(&self, config: &Config, output: PathBuf) -> Result<Settings, CommandError> {
        let reading = Reading::new(self.reading, config)?;
        if let Some(wrong) = config
            .memory
            .fuzzy
            .filter(|likeness| !(0.0..=1.0).contains(likeness))
        {
            let file = config.file.display();
            let message = format!("{file}: `memory.fuzzy` is {wrong}");
            return Err(CommandError::Usage(message)
                .with_hint("it is a similarity from 0 to 1, such as 0.95"));
        }
        let jobs = self.edition.jobs.or(config.jobs).filter(|&jobs| jobs > 0);
        Ok(Settings {
            output,
            script: self
                .edition
                .script
                .or(config.script)
                .unwrap_or(Script::Hans),
            layout: self.edition.layout.or(config.layout).unwrap_or_default(),
            jobs: jobs.unwrap_or_else(processors).min(MOST_JOBS),
            charset: reading.charset,
            max_bytes: reading.max_bytes,
            overwrite: self.overwrite,
            anew: self.anew,
            fuzzy: self.fuzzy.or(config.memory.fuzzy),
            examples: config.memory.examples.unwrap_or(EXAMPLES),
            dry_run: self.kind != Kind::Run,
            estimate: self.kind == Kind::DryRun,
        })
    }

    fn glossary(&self, config: &Config) -> Result<Glossary, CommandError> {
        let files = self.edition.layers.load(config)?;
        let glossary = self.edition.layers.over_built_in(config, &files)?;
        if !self.cli.quiet && self.kind != Kind::Status {
            glossary
                .overrides()
                .iter()
                .for_each(|change| print::note(overridden(change)));
            lint_remarks(&files)?;
        }
        Ok(glossary)
    }
}

/// The articles of the editions in a folder, as far as the memory knows them and they are still there.
fn known(project: &Project, memory: &Memory, output: &Path) -> Result<Vec<Input>, CommandError> {
    let past = &project.past;
    let folder = past.name(output);
    let input = |(edition, input): (String, String)| {
        let stem = Path::new(&edition)
            .strip_prefix(&folder)
            .ok()?
            .with_extension("");
        Some(Input {
            path: past.path(&input),
            stem,
        })
        .filter(|input| input.path.exists())
    };
    Ok(memory.editions()?.into_iter().filter_map(input).collect())
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn overridden(change: &Override) -> String {
    format!(
        "{}: `{}` replaces {}",
        change.later, change.source, change.earlier
    )
}
