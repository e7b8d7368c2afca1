//! `duizhao publish`

use super::{Cli, CommandError, Outcome, counted, print};
use clap::ValueEnum;
use duizhao_engine::corpus;
use duizhao_publish::{
    Corpus, Filter, Folder, FolderChanges, PUBLISHERS, Published, Publisher, SentenceState, by_name,
};
use std::path::{Path, PathBuf};

/// What filters leave out, for the help.
const FILTERS: &str = "\
Data hold the sentences that --reviewed, --origin and --no-findings take. Pages and books hold whole articles: they leave \
out those with any other sentence.";

#[derive(Debug, clap::Args)]
#[command(after_help = FILTERS)]
pub(super) struct PublishArgs {
    #[command(flatten)]
    corpus: CorpusArgs,
    /// What to publish, separated by commas
    #[arg(long, value_name = "TARGET", value_delimiter = ',', default_value = PUBLISHERS[0].name, value_parser = target)]
    to: Vec<&'static str>,
    /// Folder for what is published; each target has a folder of its name in it
    #[arg(short, long, value_name = "DIR", default_value = "published")]
    output: PathBuf,
    /// List the targets
    #[arg(long)]
    targets: bool,
}

/// Which editions are published, and what of them.
#[derive(Debug, clap::Args)]
pub(super) struct CorpusArgs {
    /// Editions or folders of them [default: all of the project]
    #[arg(value_name = "EDITION")]
    editions: Vec<PathBuf>,
    /// Only what people wrote or approved
    #[arg(long)]
    reviewed: bool,
    /// Only translations from there, separated by commas
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',')]
    origin: Vec<OriginArg>,
    /// Only sentences in which the checks find no warning and no error
    #[arg(long)]
    no_findings: bool,
    /// Only articles of this day and later
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    since: Option<String>,
    /// Only articles of this day and earlier
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    until: Option<String>,
    /// Only articles with one of these tags, separated by commas
    #[arg(long, value_name = "TAG", value_delimiter = ',')]
    tag: Vec<String>,
}

/// Where a translation is from, for clap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OriginArg {
    Human,
    Memory,
    Machine,
}

impl CorpusArgs {
    /// Returns the editions and folders that were named.
    pub(super) fn editions(&self) -> &[PathBuf] {
        &self.editions
    }

    fn open(&self, cli: &Cli) -> Result<Corpus, CommandError> {
        Ok(corpus(&cli.project()?, &self.editions, self.filter())?)
    }

    fn filter(&self) -> Filter {
        let mut states = Vec::new();
        for origin in &self.origin {
            states.push(match origin {
                OriginArg::Human => SentenceState::Human,
                OriginArg::Memory => SentenceState::Memory,
                OriginArg::Machine => SentenceState::Machine,
            });
        }
        Filter {
            reviewed: self.reviewed,
            states,
            no_findings: self.no_findings,
            since: self.since.clone(),
            until: self.until.clone(),
            tags: self.tag.clone(),
        }
    }
}

pub(super) fn run(args: &PublishArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    if args.targets {
        for target in PUBLISHERS {
            print::text(format_args!(
                "{}  {}",
                print::pad(target.name, 10),
                target.about
            ))?;
        }
        return Ok(Outcome::Done);
    }
    let corpus = args.corpus.open(cli)?;
    let mut outcome = Outcome::Done;
    for target in args.to.iter().filter_map(|name| by_name(name)) {
        let folder = args.output.join(target.name);
        outcome = outcome.and(publish(cli, &corpus, target, &folder)?);
    }
    Ok(outcome)
}

/// Publishes one target of what the arguments name into a folder, and says what came of it.
pub(super) fn publish_into(
    args: &CorpusArgs,
    cli: &Cli,
    target: &Publisher,
    folder: &Path,
) -> Result<Outcome, CommandError> {
    publish(cli, &args.open(cli)?, target, folder)
}

/// Publishes one target, and says what came of it.
fn publish(
    cli: &Cli,
    corpus: &Corpus,
    target: &Publisher,
    folder: &Path,
) -> Result<Outcome, CommandError> {
    let folder = Folder::open(folder)?;
    let path = folder.path().to_owned();
    let published = (target.publish)(corpus, &folder)?;
    if published.articles == 0 {
        published
            .failed
            .iter()
            .for_each(|error| print::error(error));
        if published.failed.is_empty() || published.left_out > 0 {
            print::error(&published.nothing());
        }
        // What was published before stays.
        return Ok(Outcome::Failed);
    }
    let changes = folder.finish()?;
    let problems = published.failed.iter().chain(&changes.foreign);
    problems.clone().for_each(|error| print::error(error));
    if !cli.quiet {
        print::text(format_args!(
            "{}: {}",
            path.display(),
            summary(&published, &changes)
        ))?;
    }
    for loss in published.losses.lines() {
        print::note(format_args!("{}: {loss}", path.display()));
    }
    Ok(if problems.count() == 0 {
        Outcome::Done
    } else {
        Outcome::Attention
    })
}

fn summary(published: &Published, changes: &FolderChanges) -> String {
    let mut summary = format!(
        "{}, {}",
        counted(published.articles, "article"),
        counted(published.sentences, "sentence")
    );
    if published.left_out > 0 {
        summary += &format!(" ({} left out", published.left_out);
        summary += &match published.untranslated {
            0 => ")".to_owned(),
            none => format!(", {none} of them without a translation)"),
        };
    }
    let (written, unchanged) = (counted(changes.written, "file"), changes.unchanged);
    summary += &format!(
        "; {written} written, {unchanged} unchanged, {} removed",
        changes.removed
    );
    summary
}

/// Parses the name of a target, for clap.
fn target(name: &str) -> Result<&'static str, String> {
    let names: Vec<&str> = PUBLISHERS.iter().map(|target| target.name).collect();
    by_name(name)
        .map(|target| target.name)
        .ok_or_else(|| format!("there is {}", names.join(", ")))
}

/// Parses a day, for clap.
fn day(text: &str) -> Result<String, String> {
    duizhao_core::date::parse_day(text)
        .map(|_| text.to_owned())
        .ok_or_else(|| "a day is written as 2026-11-30".to_owned())
}
