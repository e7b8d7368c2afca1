//! `duizhao glossary search`

use super::{Format, LayerArgs, list};
use crate::cli::{Cli, CommandError, Outcome};
use duizhao_glossary::TermHead;
use duizhao_zh::han;
use duizhao_zh::pinyin;
use duizhao_zh::script::{Converter, Script};

#[derive(Debug, clap::Args)]
pub(super) struct TermSearchArgs {
    /// Part of a source in either script, of its pinyin with or without tones, or of its English
    query: String,
    #[command(flatten)]
    layers: LayerArgs,
    /// Form of the output; jsonl is one object a term
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(args: &TermSearchArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let glossary = args.layers.of(&cli.settings()?).glossary()?;
    let query = TermQuery::new(&args.query, &Converter::new(Script::Hans));
    let heads = glossary.terms().heads().enumerate();
    let found = heads.filter(|(_, term)| query.finds(term));
    let found = found.map(|(index, _)| (index, &glossary.terms()[index]));
    list::rows(&glossary, &found.collect::<Vec<_>>(), args.format)?;
    Ok(Outcome::Done)
}

/// What is looked for, in the forms in which it may stand.
struct TermQuery {
    hans: String,
    english: String,
    /// In pinyin without tones and spaces; `None` for a query that is not pinyin.
    pinyin: Option<String>,
}

impl TermQuery {
    fn new(text: &str, simplified: &Converter) -> Self {
        let pinyin = pinyin::toneless(text);
        Self {
            hans: simplified.convert(text.trim()).into_owned(),
            english: text.trim().to_lowercase(),
            pinyin: (!pinyin.is_empty() && han::count(text) == 0).then_some(pinyin),
        }
    }

    fn finds(&self, term: &TermHead<'_>) -> bool {
        term.source_hans.contains(&self.hans)
            || self
                .pinyin
                .as_ref()
                .is_some_and(|pinyin| syllables_hold(term.source_hans, pinyin))
            || term.renderings().any(|rendering| self.is_in(rendering))
    }

    /// Tests whether a rendering holds the query, whatever its case.
    fn is_in(&self, rendering: &str) -> bool {
        (self.english.is_ascii() || !rendering.is_ascii())
            && rendering.to_lowercase().contains(&self.english)
    }
}

/// Tests whether the pinyin of a source holds a query from the beginning of a syllable on: `dangwei`, not `angwei`.
fn syllables_hold(source: &str, query: &str) -> bool {
    source
        .char_indices()
        .any(|(at, _)| pinyin::toneless(&source[at..]).starts_with(query))
}
