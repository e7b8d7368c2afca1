//! `duizhao glossary show`

use super::uses::EditionArgs;
use super::{Format, LayerArgs, list};
use crate::cli::{Cli, CommandError, Outcome, print};
use duizhao_edition as edition;
use duizhao_engine::concordance::{Concordance, Use, uses};
use duizhao_glossary::{Column, Glossary, Matcher, Place, Term};
use serde::Serialize;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The term, in either script
    term: String,
    #[command(flatten)]
    layers: LayerArgs,
    #[command(flatten)]
    editions: EditionArgs,
    /// Most uses to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 3)]
    contexts: usize,
    /// Form of the output; jsonl is the term as one object, then one object a use
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct Json<'a> {
    file: String,
    line: usize,
    source: &'a str,
    target: String,
}

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    let config = cli.settings()?;
    let glossary = args.layers.glossary(&config)?;
    let found: Vec<usize> = glossary
        .of_source(&args.term)
        .map(|(index, _)| index)
        .collect();
    if found.is_empty() {
        return Err(CommandError::Failed(unknown(&glossary, &args.term)));
    }
    let terms: Vec<Term> = found
        .iter()
        .map(|&index| glossary.terms()[index].clone())
        .collect();
    let (concordance, outcome) = match args.editions.are_there(&config) {
        true => args.editions.concordance(cli, &config)?,
        false => (Concordance::default(), Outcome::Done),
    };
    let wanted = |index: usize| found.contains(&index);
    let uses = uses(
        &concordance,
        &glossary.matcher()?,
        &Matcher::new(&terms)?,
        wanted,
    );
    for (term, &index) in terms.iter().zip(&found) {
        let place = &glossary.places()[index];
        match args.format {
            Format::Jsonl => print::json(&list::Json::of(term, place))?,
            Format::Text => columns(term, place)?,
        }
    }
    if args.format == Format::Text {
        let editions = uses
            .chunk_by(|a, b| a.sentence.edition.path == b.sentence.edition.path)
            .count();
        print::line(format_args!(
            "\n{} uses in {editions} of {} editions",
            uses.len(),
            concordance.editions().len()
        ))?;
    }
    contexts(&uses, args)?;
    Ok(outcome)
}

/// The error for a term that is not there, with the nearest ones.
pub(super) fn unknown(glossary: &Glossary, term: &str) -> String {
    let mut near: Vec<(f64, &str)> = glossary
        .terms()
        .iter()
        .map(|other| {
            (
                strsim::normalized_levenshtein(term, &other.source_hans),
                other.source_hans.as_str(),
            )
        })
        .filter(|(likeness, _)| *likeness >= 0.5)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let near: Vec<String> = near
        .iter()
        .take(3)
        .map(|(_, term)| format!("`{term}`"))
        .collect();
    let hint = match near.is_empty() {
        true => "`duizhao glossary search` looks for parts, English and pinyin".to_owned(),
        false => format!("the nearest are {}", near.join(", ")),
    };
    format!("`{term}` is not in the glossary\nhint: {hint}")
}

fn columns(term: &Term, place: &Place) -> Result<(), CommandError> {
    for column in Column::ALL {
        let value = column.of(term);
        if !value.is_empty() {
            print::text(format_args!("{:<13}{value}", column.name()))?;
        }
    }
    print::line(format_args!("{:<13}{place}", "place"))
}

/// Uses from as many editions as there are, with their translations.
fn contexts(uses: &[Use<'_>], args: &Args) -> Result<(), CommandError> {
    let firsts = uses
        .chunk_by(|a, b| a.sentence.edition.path == b.sentence.edition.path)
        .filter_map(<[_]>::first);
    let mut picked: Vec<&Use<'_>> = firsts.take(args.contexts).collect();
    let more = uses
        .iter()
        .filter(|found| !picked.contains(found))
        .take(args.contexts - picked.len());
    let more: Vec<&Use<'_>> = more.collect();
    picked.extend(more);
    for found in picked {
        let (edition, line) = (&found.sentence.edition.path, found.sentence.line);
        let target = translation(found).unwrap_or_default();
        let json = Json {
            file: edition.display().to_string(),
            line,
            source: found.sentence.text,
            target: target.clone(),
        };
        match args.format {
            Format::Jsonl => print::json(&json)?,
            Format::Text => {
                print::line(format_args!("\n{}:{line}", edition.display()))?;
                print::text(format_args!("  {}\n  {target}", found.sentence.text))?;
            }
        }
    }
    Ok(())
}

/// The English of a sentence, from its edition.
fn translation(found: &Use<'_>) -> Option<String> {
    let text = std::fs::read_to_string(&found.sentence.edition.path).ok()?;
    let (edition, starts) = edition::read_with_lines(&text).ok()?;
    let pair = starts
        .iter()
        .zip(edition.pairs())
        .take_while(|(start, _)| **start <= found.sentence.line)
        .last()?;
    Some(pair.1.target.join(" "))
}
