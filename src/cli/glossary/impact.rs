//! `duizhao glossary diff` and `impact`.

use super::uses::unread;
use super::{Format, LayerArgs};
use crate::cli::{Cli, CommandError, Outcome, OutputArgs, counted, print, session};
use duizhao_engine::concordance::{Touched, touched};
use duizhao_engine::config::Config;
use duizhao_engine::{Access, files_since};
use duizhao_glossary::{Comparison, Glossary, TermChange, TermFile, Termbase, diff as changes};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(super) struct DiffArgs {
    /// The glossary file as it was
    old: PathBuf,
    /// The glossary file as it is
    new: PathBuf,
    /// Form of the output; jsonl is one object a term
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, clap::Args)]
pub(super) struct ImpactArgs {
    /// Two glossary files to compare, as they were and as they are [default: the glossary in git and on disk]
    #[arg(num_args = 0..=2, value_name = "OLD NEW")]
    files: Vec<PathBuf>,
    /// Compare with the glossary files as they were in this revision
    #[arg(
        long,
        value_name = "REV",
        default_value = "HEAD",
        conflicts_with = "files"
    )]
    since: String,
    #[command(flatten)]
    layers: LayerArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Form of the output; jsonl is one object a sentence, then one for the sum
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct ChangeJson {
    term: String,
    /// added, removed or changed
    change: &'static str,
    /// Whether translations depend on it.
    touches: bool,
    columns: Vec<ColumnJson>,
}

#[derive(Serialize)]
struct ColumnJson {
    column: &'static str,
    old: String,
    new: String,
}

#[derive(Serialize)]
struct SentenceJson<'a> {
    file: String,
    line: usize,
    source: &'a str,
    terms: Vec<&'a str>,
    edited: bool,
}

#[derive(Default, Serialize)]
struct ImpactSum {
    terms: usize,
    sentences: usize,
    editions: usize,
    /// Characters of the sentences: what is to be translated again.
    characters: usize,
    /// Sentences in editions that a person has edited.
    sentences_in_edited_editions: usize,
}

pub(super) fn diff(args: &DiffArgs, _: &Cli) -> Result<Outcome, CommandError> {
    let found = changes(&alone(&args.old)?, &alone(&args.new)?);
    for change in &found {
        match args.format {
            Format::Jsonl => print::json(&json(change))?,
            Format::Text => print_change(change)?,
        }
    }
    if args.format == Format::Text {
        let touching = found
            .iter()
            .filter(|change| change.touches_translations())
            .count();
        print::line(format_args!(
            "different: {}, {touching} of them in what translations depend on",
            counted(found.len(), "term")
        ))?;
    }
    Ok(Outcome::Done)
}

pub(super) fn run(args: &ImpactArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let config = cli.settings()?;
    let (old, new) = match &args.files[..] {
        [] => (
            args.layers.of(&config).with_files(&then(args, &config)?)?,
            args.layers.of(&config).glossary()?,
        ),
        [old, new] => (alone(old)?, alone(new)?),
        [_, ..] => {
            let hint = "give the old file and the new";
            return Err(CommandError::usage("one file alone", hint));
        }
    };
    let session = session::open(cli, args.output.project(cli)?, Access::Read)?;
    std::fs::read_dir(&session.project.output).map_err(|cause| {
        let output = session.project.output.display();
        CommandError::failed(
            format!("{output}: cannot be listed: {cause}"),
            "name the folder of editions with `--output`",
        )
    })?;
    let (old, new) = (Termbase::new(old), Termbase::new(new));
    let comparison = Arc::new(Comparison::new(old, Arc::new(new)));
    let store = session.store();
    let touched = touched(&session.project, store.as_deref(), Arc::clone(&comparison));
    let (touched, searched) = cli.block_on(touched)?;
    let outcome = unread(&searched);
    if args.format == Format::Text {
        comparison
            .changes()
            .iter()
            .filter(|change| change.touches_translations())
            .try_for_each(print_change)?;
    }
    for sentence in &touched {
        match args.format {
            Format::Jsonl => print::json(&sentence_json(sentence))?,
            Format::Text => print_sentence(sentence)?,
        }
    }
    let sum = sum(&comparison, &touched);
    match args.format {
        Format::Jsonl => print::json(&sum)?,
        Format::Text => print::line(format_args!(
            "changed: {}; touched: {} in {} of {}, {} to translate again; in editions that a person has edited: {}",
            counted(sum.terms, "term"),
            counted(sum.sentences, "sentence"),
            sum.editions,
            counted(searched.editions, "edition"),
            counted(sum.characters, "character"),
            sum.sentences_in_edited_editions
        ))?,
    }
    Ok(outcome)
}

/// Reads a file as a glossary of its own.
fn alone(path: &Path) -> Result<Glossary, CommandError> {
    let mut glossary = Glossary::default();
    glossary.add_file(path)?;
    Ok(glossary)
}

/// Returns the files over the built-in glossary as they were in the revision that is compared with.
fn then(args: &ImpactArgs, config: &Config) -> Result<Vec<TermFile>, CommandError> {
    Ok(files_since(&args.layers.of(config).files, &args.since)?)
}

fn kind(change: &TermChange) -> &'static str {
    match (&change.old, &change.new) {
        (None, _) => "added",
        (Some(_), None) => "removed",
        (Some(_), Some(_)) => "changed",
    }
}

fn print_change(change: &TermChange) -> Result<(), CommandError> {
    match (&change.old, &change.new) {
        (None, Some(new)) => print::text(format_args!("+ {} = {}", change.key, new.target)),
        (Some(old), None) => print::text(format_args!("- {} = {}", change.key, old.target)),
        (Some(_), Some(_)) | (None, None) => {
            print::line(format_args!("~ {}", change.key))?;
            for (column, old, new) in change.columns() {
                print::text(format_args!("    {}: {old} → {new}", column.name()))?;
            }
            Ok(())
        }
    }
}

fn print_sentence(touched: &Touched) -> Result<(), CommandError> {
    let sentence = &touched.sentence;
    let edited = if sentence.edited { " (edited)" } else { "" };
    let terms = touched.terms.iter().cloned().collect::<Vec<_>>().join(", ");
    print::text(format_args!(
        "{}:{}{edited}: [{terms}] {}",
        sentence.edition.display(),
        sentence.line,
        sentence.source
    ))
}

fn json(change: &TermChange) -> ChangeJson {
    let columns = change.columns().into_iter();
    ChangeJson {
        term: change.key.to_string(),
        change: kind(change),
        touches: change.touches_translations(),
        columns: columns
            .map(|(column, old, new)| ColumnJson {
                column: column.name(),
                old,
                new,
            })
            .collect(),
    }
}

fn sentence_json(touched: &Touched) -> SentenceJson<'_> {
    SentenceJson {
        file: touched.sentence.edition.display().to_string(),
        line: touched.sentence.line,
        source: &touched.sentence.source,
        terms: touched.terms.iter().map(String::as_str).collect(),
        edited: touched.sentence.edited,
    }
}

fn sum(comparison: &Comparison, touched: &[Touched]) -> ImpactSum {
    ImpactSum {
        terms: comparison
            .changes()
            .iter()
            .filter(|change| change.touches_translations())
            .count(),
        sentences: touched.len(),
        editions: touched
            .chunk_by(|a, b| a.sentence.edition == b.sentence.edition)
            .count(),
        characters: touched
            .iter()
            .map(|touched| touched.sentence.source.chars().count())
            .sum(),
        sentences_in_edited_editions: touched
            .iter()
            .filter(|touched| touched.sentence.edited)
            .count(),
    }
}
