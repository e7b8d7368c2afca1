//! `duizhao glossary list`

use super::layers::FilterArgs;
use super::{Format, LayerArgs};
use crate::cli::{Cli, CommandError, Outcome, print};
use duizhao_core::diagnostic::Location;
use duizhao_glossary::{Glossary, Term};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    layers: LayerArgs,
    #[command(flatten)]
    filter: FilterArgs,
    /// Form of the output; jsonl is one object a term, with every column and its place
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// A term as JSON, with the columns' names.
#[derive(Serialize)]
pub(super) struct TermJson<'a> {
    source_hans: &'a str,
    source_hant: &'a str,
    target: &'a str,
    tags: &'a [String],
    alternatives: &'a [String],
    forbidden: &'a [String],
    note: &'a str,
    citation: &'a str,
    status: &'a str,
    pos: Option<&'a str>,
    case_sensitive: bool,
    context: Vec<String>,
    place: String,
}

impl<'a> TermJson<'a> {
    pub(super) fn of(term: &'a Term, place: &Location) -> Self {
        Self {
            source_hans: &term.source_hans,
            source_hant: &term.source_hant,
            target: &term.target,
            tags: &term.tags,
            alternatives: &term.alternatives,
            forbidden: &term.forbidden,
            note: &term.note,
            citation: &term.citation,
            status: term.status.name(),
            pos: term.pos.map(|pos| pos.name()),
            case_sensitive: term.case_sensitive,
            context: term.context.words(),
            place: place.to_string(),
        }
    }
}

pub(super) fn run(args: &ListArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let glossary = args.layers.of(&cli.settings()?).glossary()?;
    let terms = glossary.terms().iter().enumerate();
    let taken = terms.filter(|(_, term)| args.filter.takes(term));
    rows(&glossary, &taken.collect::<Vec<_>>(), args.format)?;
    Ok(Outcome::Done)
}

/// Prints terms of a glossary, each with its index, one a line.
pub(super) fn rows(
    glossary: &Glossary,
    terms: &[(usize, &Term)],
    format: Format,
) -> Result<(), CommandError> {
    let sources = terms.iter().map(|(_, term)| term.key().to_string().width());
    let width = sources.max().unwrap_or(0).min(40);
    let tags = terms.iter().map(|(_, term)| term.tag().width());
    let tags = tags.max().unwrap_or(0);
    for &(index, term) in terms {
        match format {
            Format::Jsonl => print::json(&TermJson::of(term, &glossary.place(index)))?,
            Format::Text => {
                let source = print::pad(&term.key().to_string(), width);
                let tag = print::pad(term.tag(), tags);
                print::text(format_args!(
                    "{source}  {tag}  {:<9}  {}",
                    term.status.name(),
                    term.target
                ))?;
            }
        }
    }
    Ok(())
}
