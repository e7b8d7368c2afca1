//! `duizhao glossary search`

use super::{Format, LayerArgs, list};
use crate::cli::{Cli, CommandError, Outcome};
use crate::glossary::{Place, Term};
use crate::script::{Converter, Script};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Part of a source in either script, of its pinyin with or without tones, or of its English
    query: String,
    #[command(flatten)]
    layers: LayerArgs,
    /// Form of the output; jsonl is one object a term
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    let glossary = args.layers.glossary(&cli.settings()?)?;
    let query = Query::new(&args.query, &Converter::new(Script::Hans)?);
    let found: Vec<(&Term, &Place)> =
        glossary.terms().iter().zip(glossary.places()).filter(|(term, _)| query.finds(term)).collect();
    list::rows(&found, args.format)?;
    Ok(Outcome::Done)
}

/// What is looked for, in the forms in which it may stand.
struct Query {
    hans: String,
    english: String,
}

impl Query {
    fn new(text: &str, simplified: &Converter) -> Self {
        Self { hans: simplified.convert(text.trim()).into_owned(), english: text.trim().to_lowercase() }
    }

    fn finds(&self, term: &Term) -> bool {
        term.source_hans.contains(&self.hans)
            || term.renderings().any(|rendering| rendering.to_lowercase().contains(&self.english))
    }
}
