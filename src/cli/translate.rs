//! `duizhao translate`

use super::articles::Reading;
use super::glossary::{LayerArgs, lint_remarks};
use super::progress::Display;
use super::{Cli, CommandError, Format, InputArgs, Outcome, print, script};
use crate::backend::{self, Backend, Lexicon, Mock};
use crate::clean::Cleaner;
use crate::config::Config;
use crate::edition::Layout;
use crate::glossary::{Glossary, Override, Termbase};
use crate::pipeline::{Pipeline, Progress, Row, Settings};
use crate::script::Script;
use crate::source::Inputs;
use serde::Serialize;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use unicode_width::UnicodeWidthStr;

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
    /// Backend that translates: mock [default: mock]
    #[arg(short, long, value_name = "NAME", env = "DUIZHAO_BACKEND", hide_env_values = true)]
    backend: Option<backend::Kind>,
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

/// Most rows of the closing table; a larger batch adds as many of those that need attention, and the sum.
const MOST_ROWS: usize = 200;

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    let config = cli.settings()?;
    let pipeline = pipeline(args, &config, cli.quiet)?;
    let inputs = args.input.inputs.clone();
    let mut display = Display::new(&inputs, cli.quiet);
    let (progress, start) = (Progress::default(), Instant::now());
    let (mut report, mut stdout) = (Report::default(), Ok(()));
    pipeline.run(Inputs::new(inputs), &progress, |row| {
        if let Some(error) = &row.error {
            display.error(error);
        }
        row.overrides.iter().for_each(|change| display.note(&overridden(change)));
        if args.format == Format::Json && stdout.is_ok() {
            stdout = print::json(&JsonRow::of(&row));
        }
        report.add(Line::of(&row));
        display.step(report.articles, &progress);
    });
    display.finish();
    stdout?;
    if report.articles == 0 {
        return Err(CommandError::NoArticles);
    }
    report.elapsed = start.elapsed();
    match args.format {
        Format::Text => report.print()?,
        Format::Json => print::json(&report.sum())?,
    }
    Ok(if report.attention > 0 { Outcome::Attention } else { Outcome::Done })
}

fn pipeline(args: &Args, config: &Config, quiet: bool) -> Result<Pipeline, CommandError> {
    let reading = Reading::new(&args.input, config)?;
    let script = args.script.or(config.script).unwrap_or(Script::Hans);
    let jobs = args.jobs.or(config.jobs).filter(|&jobs| jobs > 0).unwrap_or_else(processors).min(MOST_JOBS);
    let glossary = glossary(args, config, quiet)?;
    Ok(Pipeline {
        cleaner: Cleaner::new(script)?,
        termbase: Termbase::new(glossary)?,
        backend: backend(args, config)?,
        settings: Settings {
            output: args.output.clone().or_else(|| config.output.clone()).unwrap_or_else(|| PathBuf::from("output")),
            script,
            layout: args.layout.or(config.layout).unwrap_or_default(),
            jobs,
            charset: reading.charset,
            max_bytes: reading.max_bytes,
            overwrite: args.overwrite,
        },
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

fn backend(args: &Args, config: &Config) -> Result<Box<dyn Backend>, CommandError> {
    let named = config.backend.name.as_deref().map(str::parse).transpose().map_err(CommandError::Usage)?;
    match args.backend.or(named).unwrap_or_default() {
        backend::Kind::Mock => {
            let mut lexicon = Lexicon::built_in();
            if let Some(dictionary) = &config.backend.mock.dictionary {
                lexicon.add_cedict(dictionary)?;
            }
            Ok(Box::new(Mock::new(lexicon)?))
        }
    }
}

/// A row of the report, ready to print.
struct Line {
    input: String,
    edition: Option<String>,
    sentences: usize,
    terms: usize,
    findings: usize,
    elapsed: Duration,
    attention: bool,
}

impl Line {
    fn of(row: &Row) -> Self {
        Self {
            input: row.input.display().to_string(),
            edition: row.edition.as_ref().map(|path| path.display().to_string()),
            sentences: row.sentences,
            terms: row.terms,
            findings: row.findings.iter().sum(),
            elapsed: row.elapsed,
            attention: row.needs_attention(),
        }
    }
}

/// The closing table and its sums; it keeps a bounded number of rows.
#[derive(Default)]
struct Report {
    lines: Vec<Line>,
    /// Rows that are not kept.
    left_out: usize,
    articles: usize,
    failed: usize,
    attention: usize,
    sentences: usize,
    terms: usize,
    findings: usize,
    elapsed: Duration,
}

impl Report {
    fn add(&mut self, line: Line) {
        self.articles += 1;
        self.failed += usize::from(line.edition.is_none());
        self.attention += usize::from(line.attention);
        self.sentences += line.sentences;
        self.terms += line.terms;
        self.findings += line.findings;
        if self.lines.len() < MOST_ROWS || (line.attention && self.lines.len() < MOST_ROWS * 2) {
            self.lines.push(line);
        } else {
            self.left_out += 1;
        }
    }

    fn print(&self) -> Result<(), CommandError> {
        let name = |line: &Line| {
            let name = line.edition.clone().unwrap_or_else(|| format!("{} (failed)", line.input));
            print::visible(&name).replace('\n', "\\n")
        };
        let width = self.lines.iter().map(|line| name(line).width()).max().unwrap_or(0).clamp(8, 60);
        print::line(format_args!(
            "{}  {:>9}  {:>6}  {:>8}  {:>8}",
            print::pad("edition", width),
            "sentences",
            "terms",
            "findings",
            "time"
        ))?;
        for line in &self.lines {
            let counts = counts(line.sentences, line.terms, line.findings, line.elapsed);
            print::line(format_args!("{}  {counts}", print::pad(&name(line), width)))?;
        }
        if self.left_out > 0 {
            print::line(format_args!("and {} more", self.left_out))?;
        }
        let done = self.articles - self.failed;
        let sum = format!("{done} of {} articles", self.articles);
        let counts = counts(self.sentences, self.terms, self.findings, self.elapsed);
        print::line(format_args!("{}  {counts}", print::pad(&sum, width)))
    }

    fn sum(&self) -> JsonSum {
        JsonSum {
            articles: self.articles,
            failed: self.failed,
            sentences: self.sentences,
            terms: self.terms,
            findings: self.findings,
            seconds: self.elapsed.as_secs_f64(),
        }
    }
}

fn counts(sentences: usize, terms: usize, findings: usize, elapsed: Duration) -> String {
    format!("{sentences:>9}  {terms:>6}  {findings:>8}  {:>7.2}s", elapsed.as_secs_f64())
}

/// A row of `--format json`.
#[derive(Serialize)]
struct JsonRow {
    input: String,
    edition: Option<String>,
    sentences: usize,
    terms: usize,
    notes: usize,
    warnings: usize,
    errors: usize,
    seconds: f64,
    error: Option<String>,
}

impl JsonRow {
    fn of(row: &Row) -> Self {
        let [notes, warnings, errors] = row.findings;
        Self {
            input: row.input.display().to_string(),
            edition: row.edition.as_ref().map(|path| path.display().to_string()),
            sentences: row.sentences,
            terms: row.terms,
            notes,
            warnings,
            errors,
            seconds: row.elapsed.as_secs_f64(),
            error: row.error.as_ref().map(ToString::to_string),
        }
    }
}

/// The last line of `--format json`.
#[derive(Serialize)]
struct JsonSum {
    articles: usize,
    failed: usize,
    sentences: usize,
    terms: usize,
    findings: usize,
    seconds: f64,
}
