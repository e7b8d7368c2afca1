//! `duizhao glossary show`

use super::uses::unread;
use super::{Format, LayerArgs, list};
use crate::cli::{Cli, CommandError, Outcome, OutputArgs, counted, print, session};
use duizhao_core::diagnostic::Location;
use duizhao_engine::Access;
use duizhao_engine::concordance::{Found, Occurrence, uses};
use duizhao_glossary::{Column, Glossary, Matcher, Term};
use serde::Serialize;
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// The term, in either script
    term: String,
    #[command(flatten)]
    layers: LayerArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Most uses to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 3)]
    contexts: usize,
    /// Form of the output; jsonl is the term as one object, then one object a use
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct UseJson<'a> {
    file: String,
    line: usize,
    source: &'a str,
    target: String,
}

pub(super) fn run(args: &ShowArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let config = cli.settings()?;
    let glossary = args.layers.of(&config).glossary()?;
    let found: Vec<usize> = glossary
        .of_source(&args.term)
        .map(|(index, _)| index)
        .collect();
    if found.is_empty() {
        return Err(unknown(&glossary, &args.term));
    }
    let terms: Vec<Term> = found
        .iter()
        .map(|&index| glossary.terms()[index].clone())
        .collect();
    let session = session::open(cli, args.output.project(cli)?, Access::Read)?;
    let store = session.store();
    let (uses, searched) = if session.project.output.is_dir() {
        let probe = Arc::new(Matcher::new(&terms));
        let matcher = glossary.matcher();
        cli.block_on(uses(
            &session.project,
            store.as_deref(),
            &matcher,
            probe,
            |index| found.contains(&index),
        ))?
    } else {
        (Vec::new(), Found::default())
    };
    let outcome = unread(&searched);
    for (term, &index) in terms.iter().zip(&found) {
        let place = &glossary.place(index);
        match args.format {
            Format::Jsonl => print::json(&list::TermJson::of(term, place))?,
            Format::Text => columns(term, place)?,
        }
    }
    if args.format == Format::Text {
        let editions = uses
            .chunk_by(|a, b| a.sentence.edition == b.sentence.edition)
            .count();
        print::line(format_args!(
            "\n{} in {editions} of {}",
            counted(uses.len(), "use"),
            counted(searched.editions, "edition")
        ))?;
    }
    contexts(&uses, args)?;
    Ok(outcome)
}

/// Returns the error for a term that is not there, with the nearest ones.
pub(super) fn unknown(glossary: &Glossary, term: &str) -> CommandError {
    let mut near: Vec<(f64, &str)> = glossary
        .terms()
        .iter()
        .map(|other| {
            (
                strsim::normalized_levenshtein(term, &other.source_hans),
                other.source_hans.as_str(),
            )
        })
        .filter(|(similarity, _)| *similarity >= 0.5)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let near: Vec<String> = near
        .iter()
        .take(3)
        .map(|(_, term)| format!("`{term}`"))
        .collect();
    let hint = if near.is_empty() {
        "`duizhao glossary search` looks for parts, English and pinyin".to_owned()
    } else {
        format!("the nearest are {}", near.join(", "))
    };
    CommandError::failed(format!("`{term}` is not in the glossary"), &hint)
}

fn columns(term: &Term, place: &Location) -> Result<(), CommandError> {
    for column in Column::ALL {
        let value = column.of(term);
        if !value.is_empty() {
            print::text(format_args!("{:<13}{value}", column.name()))?;
        }
    }
    print::line(format_args!("{:<13}{place}", "place"))
}

/// Uses from as many editions as there are, with their translations.
fn contexts(uses: &[Occurrence], args: &ShowArgs) -> Result<(), CommandError> {
    let firsts = uses
        .chunk_by(|a, b| a.sentence.edition == b.sentence.edition)
        .filter_map(<[_]>::first);
    let mut picked: Vec<&Occurrence> = firsts.take(args.contexts).collect();
    let more = uses
        .iter()
        .filter(|found| !picked.contains(found))
        .take(args.contexts - picked.len());
    let more: Vec<&Occurrence> = more.collect();
    picked.extend(more);
    for found in picked {
        let sentence = &found.sentence;
        let target = sentence.target.clone().unwrap_or_default();
        match args.format {
            Format::Jsonl => print::json(&UseJson {
                file: sentence.edition.display().to_string(),
                line: sentence.line,
                source: &sentence.source,
                target,
            })?,
            Format::Text => {
                print::line(format_args!("\n{}", found.location()))?;
                print::text(format_args!("  {}\n  {target}", sentence.source))?;
            }
        }
    }
    Ok(())
}
