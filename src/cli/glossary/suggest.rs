//! `duizhao glossary suggest`

use super::change::say;
use super::{Format, LayerArgs};
use crate::cli::{Cli, CommandError, InputArgs, Outcome, articles, counted, print, session};
use duizhao_core::article::Origin;
use duizhao_engine::Access;
use duizhao_glossary::suggest::{ProposedEnglish, Suggester, Suggestion, propose};
use duizhao_glossary::{Column, LockedTermFile, Term, TermFile, Termbase, traditional};
use duizhao_zh::dictionary;
use duizhao_zh::pinyin;
use duizhao_zh::script::Script;
use duizhao_zh::segment::sentences;
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct SuggestArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    layers: LayerArgs,
    /// Most suggestions
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    most: usize,
    /// The least score, from 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.45)]
    least: f64,
    /// Put these suggestions into the glossary file, as rows that are no terms until you write their English: all, or
    /// numbers such as 1,3-5
    #[arg(long, value_name = "NUMBERS")]
    add: Option<String>,
    /// The glossary file that takes them [default: the last of the settings or of --glossary]
    #[arg(long, value_name = "FILE", requires = "add")]
    file: Option<PathBuf>,
    /// Show what each score adds up from
    #[arg(long)]
    explain: bool,
    /// Form of the output; jsonl is one object a suggestion
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct SuggestionJson<'a> {
    rank: usize,
    text: &'a str,
    hans: &'a str,
    kind: &'a str,
    score: f64,
    count: u32,
    articles: u32,
    pinyin: String,
    gloss: Option<String>,
    english: Option<EnglishJson<'a>>,
    known: &'a [String],
    contexts: Vec<ContextJson<'a>>,
}

#[derive(Serialize)]
struct EnglishJson<'a> {
    text: &'a str,
    count: u32,
    pairs: u32,
    score: f64,
    example: &'a str,
}

/// A suggestion with the English that the memory's pairs have for it.
struct Suggested {
    suggestion: Suggestion,
    english: Option<ProposedEnglish>,
}

#[derive(Serialize)]
struct ContextJson<'a> {
    file: &'a str,
    text: &'a str,
}

pub(super) fn run(args: &SuggestArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let config = cli.settings()?;
    let termbase = Termbase::new(args.layers.of(&config).glossary()?);
    let mut suggester = Suggester::new(&termbase.glossary, termbase.matcher())?;
    let outcome = articles::each_cleaned(
        &args.input,
        Some(Script::Keep),
        &[],
        cli,
        |_, source, cleaned| {
            let texts = cleaned
                .article
                .title
                .iter()
                .chain(cleaned.article.blocks.iter().map(|block| &block.text));
            suggester.add(&source.name, texts.flat_map(|text| sentences(text)));
            Ok(())
        },
    )?;
    let mut suggestions = suggester.finish();
    suggestions.retain(|suggestion| suggestion.score >= args.least);
    suggestions.truncate(args.most);
    let suggested = with_english(suggestions, cli)?;
    match &args.add {
        Some(numbers) => add(args, &config, &pick(numbers, &suggested)?)?,
        None => show(args, &suggested, &termbase)?,
    }
    Ok(outcome)
}

/// Looks for the English of suggestions in the memory, if there is one; glosses are no English.
fn with_english(suggestions: Vec<Suggestion>, cli: &Cli) -> Result<Vec<Suggested>, CommandError> {
    let session = session::open(cli, cli.project()?, Access::Read)?;
    let forms: Vec<[&str; 2]> = suggestions
        .iter()
        .map(|suggestion| [suggestion.hans.as_str(), suggestion.text.as_str()])
        .collect();
    let english = match &session.memory {
        Some(memory) => propose(&forms, |take| {
            memory.each_unit(|unit| {
                if unit.origin != Origin::Gloss {
                    take(&unit.source, &unit.target);
                }
                Ok::<(), CommandError>(())
            })
        })?,
        None => suggestions.iter().map(|_| None).collect(),
    };
    let suggested = suggestions.into_iter().zip(english);
    Ok(suggested
        .map(|(suggestion, english)| Suggested {
            suggestion,
            english,
        })
        .collect())
}

fn show(
    args: &SuggestArgs,
    suggested: &[Suggested],
    termbase: &Termbase,
) -> Result<(), CommandError> {
    for (i, suggested) in suggested.iter().enumerate() {
        match args.format {
            Format::Jsonl => print::json(&json(i + 1, suggested, termbase))?,
            Format::Text => print_suggestion(i + 1, suggested, termbase, args.explain)?,
        }
    }
    Ok(())
}

fn json<'a>(rank: usize, suggested: &'a Suggested, termbase: &Termbase) -> SuggestionJson<'a> {
    let suggestion = &suggested.suggestion;
    SuggestionJson {
        rank,
        text: &suggestion.text,
        hans: &suggestion.hans,
        kind: suggestion.kind.name(),
        score: rounded(suggestion.score),
        count: suggestion.count,
        articles: suggestion.articles,
        pinyin: pinyin::with_spaces(&suggestion.text),
        gloss: gloss(suggestion, termbase),
        english: suggested.english.as_ref().map(|english| EnglishJson {
            text: &english.text,
            count: english.count,
            pairs: english.pairs,
            score: rounded(english.score),
            example: &english.example,
        }),
        known: &suggestion.known,
        contexts: suggestion
            .contexts
            .iter()
            .map(|c| ContextJson {
                file: &c.article,
                text: &c.text,
            })
            .collect(),
    }
}

fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

/// Returns the dictionary's English of the whole, or of the terms in it.
fn gloss(suggestion: &Suggestion, termbase: &Termbase) -> Option<String> {
    if let Some(gloss) = dictionary::gloss(&suggestion.hans) {
        return Some(gloss.to_owned());
    }
    let terms = termbase.glossary.terms();
    let hits = termbase.matcher().hits(&suggestion.hans).into_iter();
    let targets: Vec<&str> = hits.map(|hit| terms[hit.term].target.as_str()).collect();
    (!targets.is_empty()).then(|| format!("… {} …", targets.join(" … ")))
}

fn print_suggestion(
    rank: usize,
    suggested: &Suggested,
    termbase: &Termbase,
    explain: bool,
) -> Result<(), CommandError> {
    let suggestion = &suggested.suggestion;
    let Suggestion {
        text,
        count,
        articles,
        score,
        kind,
        ..
    } = suggestion;
    let gloss = gloss(suggestion, termbase).map_or_else(String::new, |gloss| format!("  {gloss}"));
    let text = print::pad(text, 24);
    let kind = kind.name();
    let pinyin = pinyin::with_spaces(&suggestion.text);
    print::line(format_args!(
        "{rank:>3}  {text}  {kind:<12}  {score:.2}  {count}× in {articles}  {pinyin}{gloss}"
    ))?;
    if let Some(english) = &suggested.english {
        print::line(format_args!(
            "     English in the memory: {} ({} of {}): {}",
            print::visible(&english.text),
            english.count,
            counted(english.pairs, "pair"),
            print::visible(&english.example)
        ))?;
    }
    for context in &suggestion.contexts {
        print::line(format_args!(
            "     {}: {}",
            print::visible(&context.article),
            print::visible(&context.text)
        ))?;
    }
    if explain {
        let evidence = suggestion.evidence.iter();
        let parts: Vec<String> = evidence
            .map(|one| format!("{} {:+.2}", one.name, one.value * one.weight))
            .collect();
        print::line(format_args!("     = {}", parts.join(", ")))?;
    }
    Ok(())
}

/// Returns the suggestions that `all` or numbers and ranges such as `1,3-5` name.
fn pick<'a>(
    numbers: &str,
    suggestions: &'a [Suggested],
) -> Result<Vec<&'a Suggested>, CommandError> {
    if numbers.trim() == "all" {
        return Ok(suggestions.iter().collect());
    }
    let mut picked = Vec::new();
    for part in numbers.split(',').map(str::trim) {
        picked.extend(range(part, suggestions).ok_or_else(|| {
            let most = suggestions.len();
            CommandError::usage(
                format!("`{part}` names no suggestion"),
                &format!("use numbers from 1 to {most}, such as 1,3-5, or all"),
            )
        })?);
    }
    Ok(picked)
}

/// Returns the suggestions that a number or a range of them names, from 1.
fn range<'a>(part: &str, suggestions: &'a [Suggested]) -> Option<&'a [Suggested]> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    let first: usize = first.trim().parse().ok()?;
    let last: usize = last.trim().parse().ok()?;
    suggestions.get(first.checked_sub(1)?..last)
}

/// Puts suggestions into the glossary file as open rows: they are no terms until someone writes their English. What the
/// memory has stands in the note.
fn add(
    args: &SuggestArgs,
    config: &duizhao_engine::config::Config,
    picked: &[&Suggested],
) -> Result<(), CommandError> {
    let path = args.layers.writable(args.file.as_ref(), config)?;
    let locked = LockedTermFile::open(&path)?;
    let mut text = locked.file.sheet.text().to_owned();
    for suggested in picked {
        text = TermFile::parse(&path, text)?.with(&row(suggested))?;
    }
    let rows = counted(picked.len(), "row");
    let column = Column::Target.name();
    let done = format!("added {rows}; each is a term once you write its `{column}`");
    say(locked.save(&text)?, &path, &done)?;
    Ok(())
}

/// Returns the open row of a suggestion.
fn row(suggested: &Suggested) -> Term {
    let suggestion = &suggested.suggestion;
    let mut note = format!("suggested; met {}", counted(suggestion.count, "time"));
    if let Some(english) = &suggested.english {
        let pairs = counted(english.pairs, "pair");
        note += &format!("; in {} of {pairs}: {}", english.count, english.text);
    }
    Term {
        source_hans: suggestion.hans.clone(),
        source_hant: traditional(&suggestion.hans),
        tags: vec![suggestion.kind.name().to_owned()],
        note,
        ..Term::default()
    }
}
