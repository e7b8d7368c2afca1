//! `duizhao translate`, and `duizhao status`, which is its plan.

use super::articles::{CONVERTED, goes_on, reading, say_skipped};
use super::batches;
use super::glossary::{LayerArgs, lint_remarks};
use super::progress::Display;
use super::report::{Report, ReportKind};
use super::service::{BackendArgs, LimitArgs, corrected};
use super::shell::quoted;
use super::{
    Cli, CommandError, Format, InputArgs, Outcome, OutputArgs, ReadArgs, counted, interrupt, print,
    script, session,
};
use duizhao_core::output;
use duizhao_edition::Layout;
use duizhao_engine::config::Config;
use duizhao_engine::{
    Access, ArticleError, Batch, Cause, Duplicate, Engine, Inventory, Options, Orphan, Planning,
    Progress, Session,
};
use duizhao_glossary::{Glossary, Override, Termbase};
use duizhao_ingest::source::Inputs;
use duizhao_memory::Accuracy;
use duizhao_translate::{BatchJobs, Service, Stop};
use duizhao_zh::script::Script;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

#[derive(Debug, clap::Args)]
pub(super) struct TranslateArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    edition: EditionArgs,
    #[command(flatten)]
    limits: LimitArgs,
    /// Translate again what machines translated before; interrupted, it starts over the next time
    #[arg(long, alias = "anew")]
    retranslate: bool,
    /// Let the offline gloss replace what other backends translated
    #[arg(long)]
    replace_with_gloss: bool,
    /// Take the translation of a similar sentence, by a person or imported, from this similarity up to 1; it is marked so
    #[arg(long, value_name = "SCORE", value_parser = similarity)]
    fuzzy: Option<f64>,
    /// Ask in batches, which are answered within a day and cost half: run it again to have what is answered
    #[arg(long, conflicts_with = "retranslate")]
    batch: bool,
    /// Say what it would take; send and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Translate articles with the same text once: the first of them [default: say which they are]
    #[arg(long)]
    dedupe: bool,
    /// Replace editions by what the article and the backend say, also what people wrote in them; a copy is kept
    #[arg(long)]
    overwrite: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct StatusArgs {
    /// Files, folders, patterns or addresses, as for translate [default: every article that was translated in this project]
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
    #[command(flatten)]
    output: OutputArgs,
    /// Script of the editions' Chinese: hans, hant, tw, hk or keep [default: each edition's own; hans for new ones]
    #[arg(
        long,
        value_parser = script,
        env = "DUIZHAO_SCRIPT",
        hide_env_values = true
    )]
    script: Option<Script>,
    /// Layout of editions: interleaved, stacked or table [default: each edition's own; interleaved for new ones]
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

/// Reads a similarity of two sentences.
fn similarity(text: &str) -> Result<f64, String> {
    let similarity = text.parse().ok();
    similarity
        .filter(|similarity: &f64| (0.0..=1.0).contains(similarity))
        .ok_or_else(|| "it must be a number from 0 to 1".to_owned())
}

/// Most articles worked on at once: more would only wait for each other.
const MOST_JOBS: usize = 256;

/// What a run is to do.
struct TranslateRun<'a> {
    cli: &'a Cli,
    edition: &'a EditionArgs,
    reading: &'a ReadArgs,
    limits: &'a LimitArgs,
    inputs: &'a [PathBuf],
    kind: ReportKind,
    /// Flags of `translate` alone.
    args: Option<&'a TranslateArgs>,
}

pub(super) fn run(args: &TranslateArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let run = TranslateRun {
        cli,
        edition: &args.edition,
        reading: &args.input.reading,
        limits: &args.limits,
        inputs: &args.input.inputs,
        kind: if args.dry_run {
            ReportKind::DryRun
        } else {
            ReportKind::Run
        },
        args: Some(args),
    };
    run.run()
}

pub(super) fn status(args: &StatusArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let run = TranslateRun {
        cli,
        edition: &args.edition,
        reading: &args.reading,
        limits: &LimitArgs::default(),
        inputs: &args.inputs,
        kind: ReportKind::Status,
        args: None,
    };
    run.run()
}

impl TranslateRun<'_> {
    /// Translates the inputs, or all that were translated before, or says what that would take.
    fn run(&self) -> Result<Outcome, CommandError> {
        let project = self.edition.output.project(self.cli)?;
        let (mut service, offline) = self.edition.backend.service(self.cli, &project.config)?;
        service.plan = self.kind != ReportKind::Run;
        if self.is_batch() {
            service = batches::checked(service)?;
        }
        let access = match (self.kind, offline) {
            (ReportKind::DryRun | ReportKind::Status, _) => Access::Read,
            (ReportKind::Run, true) => Access::WriteIfPossible,
            (ReportKind::Run, false) => Access::Write,
        };
        let session = session::open(self.cli, project, access)?;
        let inventory = self.inventory(&session)?;
        let inputs = || match self.inputs {
            [] => Inputs::known(inventory.articles.clone()),
            inputs => Inputs::new(inputs.to_vec()),
        };
        let stop = Stop::default();
        let start = Instant::now();
        let display = Display::new(&inputs, self.cli.quiet, &mut service);
        let mut report = Report::new(&service, self.kind);
        let jobs = self.jobs(&session, &service, &stop, &mut report)?;
        let batch = self.batch(&session, &service, &stop, jobs.as_ref())?;
        let interrupted = interrupt::watch(self.cli, std::slice::from_ref(&stop));
        let not_begun = self.go(batch, &inputs, &display, &mut report)?;
        if let Some(jobs) = &jobs
            && self.kind == ReportKind::Run
            && !interrupted.is_set()
        {
            // Why it failed stops the run, and is said at the end.
            let _ = self.cli.block_on(jobs.submit());
            report.add_batches(jobs.submitted());
        }
        let reason = stop.reason();
        if report.articles() == 0 && reason.is_none() && inventory.orphans.is_empty() {
            return Err(CommandError::NoArticles);
        }
        let accuracy = self.accuracy(&session, &service)?;
        report.finish(start.elapsed(), not_begun, (!offline).then_some(accuracy));
        match self.edition.format {
            Format::Text => {
                report.print(self.cli.quiet)?;
                self.unknown_terms(&report)?;
            }
            Format::Json => report.json_sum()?,
        }
        for orphan in &inventory.orphans {
            print::note(orphaned(orphan));
        }
        match reason {
            Some(reason) if interrupted.is_set() => {
                print::error(&reason);
                Ok(Outcome::Interrupted)
            }
            Some(reason) => Err(CommandError::Backend(reason)),
            None => Ok(report.outcome()),
        }
    }

    /// Says how many frequent terms the glossary may lack, and how to see them.
    fn unknown_terms(&self, report: &Report) -> Result<(), CommandError> {
        let count = report.frequent_unknown();
        if count == 0 || self.cli.quiet || self.kind != ReportKind::Run {
            return Ok(());
        }
        let terms = counted(count, "frequent term");
        let inputs = match self.inputs {
            [one] => quoted(one),
            [] | [_, ..] => "INPUT…".to_owned(),
        };
        print::text(format_args!(
            "{terms} without a rendering: run `duizhao glossary suggest {inputs}`"
        ))
    }

    /// Returns what the store knows of the folder for editions; only `status` asks.
    fn inventory(&self, session: &Session) -> Result<Inventory, CommandError> {
        match session.store() {
            Some(store) if self.kind == ReportKind::Status => {
                let inventory = Inventory::of(&session.project, &*store);
                Ok(self.cli.block_on(inventory)?)
            }
            Some(_) | None => Ok(Inventory::default()),
        }
    }

    /// Returns how good the estimates for a backend have been so far.
    fn accuracy(&self, session: &Session, service: &Service) -> Result<Accuracy, CommandError> {
        match session.store() {
            Some(store) => Ok(self.cli.block_on(store.accuracy(service.name.clone()))?),
            None => Ok(Accuracy::default()),
        }
    }

    fn is_batch(&self) -> bool {
        self.args.is_some_and(|args| args.batch)
    }

    /// Opens the batches of requests, if it is asked in batches, and takes what is answered.
    fn jobs(
        &self,
        session: &Session,
        service: &Service,
        stop: &Stop,
        report: &mut Report,
    ) -> Result<Option<Arc<BatchJobs>>, CommandError> {
        let project = &session.project;
        if !self.is_batch() {
            if self.kind == ReportKind::Run && !self.cli.quiet {
                batches::remind(project, &service.name);
            }
            return Ok(None);
        }
        let accuracy = self.accuracy(session, service)?;
        let setup = self.limits.setup(session.store(), accuracy, stop);
        let jobs = BatchJobs::open(service, &setup, &project.batches())?;
        if self.kind == ReportKind::Run {
            report.add_batches(self.cli.block_on(jobs.collect())?);
        } else {
            jobs.recall()?;
            batches::say_under_way(&jobs, self.cli);
        }
        Ok(Some(jobs))
    }

    /// Sets up everything that the batch needs.
    fn batch(
        &self,
        session: &Session,
        service: &Service,
        stop: &Stop,
        jobs: Option<&Arc<BatchJobs>>,
    ) -> Result<Batch, CommandError> {
        let project = &session.project;
        let store = session.store();
        let retranslate = self.args.is_some_and(|args| args.retranslate);
        let after = match &store {
            Some(store) if retranslate => self.cli.block_on(store.progress())?.latest,
            Some(_) | None => 0,
        };
        let accuracy = self.accuracy(session, service)?;
        let backend = match jobs {
            Some(jobs) => jobs.backend(),
            None => {
                let limits = self.limits;
                let backend = limits.open(service, store.clone(), after, accuracy, stop)?;
                corrected(backend, service)
            }
        };
        let termbase = Termbase::new(self.glossary(&project.config)?);
        let options = self.options(&project.config)?;
        let mut engine = Engine::new(termbase, backend, store, options);
        engine.rules = project.config.check.clone();
        engine.stop = stop.clone();
        Ok(self.cli.block_on(Batch::new(engine, project.clone()))?)
    }

    /// Names the articles that are left out for having the text of another one.
    fn name_duplicates(&self, left_out: &[Duplicate]) {
        if self.cli.quiet {
            return;
        }
        for Duplicate { article, first } in left_out {
            let (article, first) = (article.display(), first.display());
            print::note(format_args!(
                "{article}: left out, the same text as {first}"
            ));
        }
    }

    /// Goes through the articles, shows how far it is, and fills the report. Returns how many were not begun.
    fn go(
        &self,
        mut batch: Batch,
        inputs: &dyn Fn() -> Inputs,
        display: &Display,
        report: &mut Report,
    ) -> Result<usize, CommandError> {
        if self.kind == ReportKind::Run {
            self.prepare(&mut batch, inputs())?;
        }
        if self.args.is_some_and(|args| args.dedupe) {
            let left_out = batch.leave_out_duplicates(inputs().filter_map(Result::ok))?;
            self.name_duplicates(&left_out);
        }
        let mut bodies: HashMap<u64, PathBuf> = HashMap::new();
        let progress = Progress::default();
        let mut stdout = Ok(());
        let mut listed = inputs();
        let each = listed.by_ref().map(|input| {
            input.map_err(|error| ArticleError {
                path: error.path().to_owned(),
                cause: Cause::Source(error),
            })
        });
        let batch = Arc::new(batch);
        let run = batch.run(each, &progress, |article| {
            // Why the run stopped is said once, at the end.
            if let Some(error) = &article.error
                && !matches!(error.cause, Cause::Unfinished(_))
            {
                display.error(error);
            }
            for change in &article.overrides {
                display.note(&overridden(change));
            }
            if let Some(address) = &article.goes_on {
                display.note(&goes_on(article.input.display(), address));
            }
            if let Some(body) = article.body {
                let first = bodies.entry(body).or_insert_with(|| article.input.clone());
                if *first != article.input {
                    display.note(&same_text(&article.input, first));
                }
            }
            if self.edition.format == Format::Json && stdout.is_ok() {
                stdout = report.json_row(&article);
            }
            report.add(&article);
            display.step(report.articles(), &progress);
        });
        let not_begun = self.cli.block_on(run);
        display.finish();
        if batch.has_converted() && self.edition.script.is_none() && !self.cli.quiet {
            print::note(CONVERTED);
        }
        say_skipped(listed.skipped(), self.cli);
        stdout.map(|()| not_begun)
    }

    /// Makes sure that editions can be written, and takes over what people wrote in them.
    fn prepare(&self, batch: &mut Batch, inputs: Inputs) -> Result<(), CommandError> {
        let folder = batch.project.output.clone();
        output::prepare(&folder).map_err(|cause| CommandError::Write {
            path: folder,
            cause,
        })?;
        let adopt = batch.adopt_edits(inputs.filter_map(Result::ok), |edition, adopted| {
            if !self.cli.quiet && adopted.lines > 0 {
                print::note(format_args!(
                    "{}: {} that people wrote {} kept",
                    edition.display(),
                    counted(adopted.lines, "line"),
                    if adopted.lines == 1 { "is" } else { "are" }
                ));
            }
        });
        Ok(self.cli.block_on(adopt)?)
    }

    fn options(&self, config: &Config) -> Result<Options, CommandError> {
        let reading = reading(self.reading, self.inputs, self.cli, config)?;
        if let Some(wrong) = config
            .memory
            .fuzzy
            .filter(|fuzzy| !(0.0..=1.0).contains(fuzzy))
        {
            return Err(CommandError::usage(
                format!("{}: `memory.fuzzy` is {wrong}", config.file.display()),
                "it is a similarity from 0 to 1, such as 0.95",
            ));
        }
        let jobs = self.edition.jobs.or(config.jobs).filter(|&jobs| jobs > 0);
        let flags = self.args;
        Ok(Options {
            script: self.edition.script,
            default_script: config.script.name.unwrap_or(Script::Hans),
            script_engine: config.script.engine,
            disabled_passes: super::articles::disabled(&config.clean, &[])?,
            layout: self.edition.layout,
            default_layout: config.layout,
            jobs: jobs.unwrap_or_else(processors).min(MOST_JOBS),
            reading,
            overwrite: flags.is_some_and(|flags| flags.overwrite),
            retranslate: flags.is_some_and(|flags| flags.retranslate),
            replace_with_gloss: flags.is_some_and(|flags| flags.replace_with_gloss),
            fuzzy: flags.and_then(|flags| flags.fuzzy).or(config.memory.fuzzy),
            examples: config.memory.examples.unwrap_or(EXAMPLES),
            plan: match self.kind {
                ReportKind::Run => None,
                ReportKind::DryRun => Some(Planning::Estimate),
                ReportKind::Status => Some(Planning::Statuses),
            },
        })
    }

    fn glossary(&self, config: &Config) -> Result<Glossary, CommandError> {
        let layers = self.edition.layers.of(config);
        let layers = layers.read()?;
        let glossary = layers.glossary()?;
        if !self.cli.quiet && self.kind != ReportKind::Status {
            for change in glossary.overrides() {
                print::note(overridden(change));
            }
            lint_remarks(&layers)?;
        }
        Ok(glossary)
    }
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

/// Says that two articles have the same text.
fn same_text(article: &Path, first: &Path) -> String {
    let (article, first) = (article.display(), first.display());
    format!("{article}: the same text as {first}; `--dedupe` translates it once")
}

/// Says that the article of an edition is gone, and what to do.
fn orphaned(orphan: &Orphan) -> String {
    let edition = orphan.edition.display();
    let article = &orphan.article;
    let Some(renamed) = &orphan.renamed else {
        return format!(
            "{edition}: its article `{article}` is gone; delete the edition if you do not need it"
        );
    };
    let new = renamed.article.display();
    let begin = format!("{edition}: its article `{article}` was renamed to `{new}`");
    if renamed.edition == orphan.edition {
        format!(
            "{begin}; `duizhao translate {}` goes on with it",
            quoted(&renamed.article)
        )
    } else if renamed.edition.exists() {
        let other = renamed.edition.display();
        format!("{begin}, whose edition is {other}; delete this one if you do not need it")
    } else {
        let from = quoted(&orphan.edition);
        let to = quoted(&renamed.edition);
        format!("{begin}; `mv {from} {to}` keeps what you wrote, then translate again")
    }
}
