//! `duizhao memory search`

use super::{LineFormat, open};
use crate::cli::glossary::LayerArgs;
use crate::cli::{Cli, CommandError, Outcome, print, session};
use duizhao_engine::Access;
use duizhao_memory::fuzzy::{Mask, MatchKind, substitute};
use duizhao_memory::{Memory, Similar, Unit};
use duizhao_zh::han;
use serde::Serialize;

#[derive(Debug, clap::Args)]
pub(super) struct UnitSearchArgs {
    /// Chinese or English; a Chinese sentence is also compared with all others
    text: String,
    /// Most units to show of each kind
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    most: usize,
    /// From which similarity units are shown: 1 is the same but for numbers, names and terms
    #[arg(long, alias = "from", value_name = "SCORE", default_value_t = 0.6)]
    similarity: f64,
    #[command(flatten)]
    layers: LayerArgs,
    /// Form of the output; jsonl is one object a unit
    #[arg(long, value_enum, default_value_t = LineFormat::Text)]
    format: LineFormat,
}

#[derive(Serialize)]
struct UnitJson<'a> {
    /// contains, exact, masked or near
    how: &'static str,
    score: f64,
    source: &'a str,
    target: &'a str,
    /// The translation with the numbers that were asked for, where only they differ.
    with_numbers: Option<&'a str>,
    origin: &'static str,
    backend: Option<&'a str>,
    model: Option<&'a str>,
    article: Option<&'a str>,
}

/// A unit that was found.
struct FoundUnit {
    how: &'static str,
    score: f64,
    unit: Unit,
    with_numbers: Option<String>,
}

pub(super) fn run(args: &UnitSearchArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let project = open(cli, Access::Read)?;
    let memory = session::memory(&project)?;
    let containing = memory.containing(&args.text, args.most)?;
    let mut found: Vec<FoundUnit> = containing
        .into_iter()
        .map(|unit| FoundUnit {
            how: "contains",
            score: 1.0,
            unit,
            with_numbers: None,
        })
        .collect();
    if args.text.chars().any(han::is_han) {
        let mut near = nearest(args, cli, memory)?;
        near.retain(|near| found.iter().all(|shown| shown.unit != near.unit));
        found.extend(near);
    }
    if found.is_empty() && args.format == LineFormat::Text {
        print::note("nothing found");
    }
    found.iter().try_for_each(|found| show(args, found))?;
    Ok(Outcome::Done)
}

/// Finds the units nearest to a sentence.
fn nearest(
    args: &UnitSearchArgs,
    cli: &Cli,
    memory: &Memory,
) -> Result<Vec<FoundUnit>, CommandError> {
    let matcher = args.layers.of(&cli.settings()?).glossary()?.matcher();
    let mask = Mask::with_terms(&matcher);
    let near = memory.nearest(&args.text, (args.most, args.similarity), mask)?;
    Ok(near.into_iter().map(|near| found(args, near)).collect())
}

fn found(args: &UnitSearchArgs, near: Similar) -> FoundUnit {
    let Similar { unit, kind, score } = near;
    let with_numbers = match kind {
        MatchKind::Masked => substitute(&unit.source, &unit.target, &args.text),
        MatchKind::Exact | MatchKind::Near => None,
    };
    FoundUnit {
        how: match kind {
            MatchKind::Exact => "exact",
            MatchKind::Masked => "masked",
            MatchKind::Near => "near",
        },
        score,
        unit,
        with_numbers,
    }
}

fn show(args: &UnitSearchArgs, found: &FoundUnit) -> Result<(), CommandError> {
    let FoundUnit {
        how,
        score,
        unit,
        with_numbers,
    } = found;
    let with_numbers = with_numbers.as_deref();
    let backend = unit.backend.as_deref();
    let model = unit.model.as_deref();
    let article = unit.article.as_deref();
    if args.format == LineFormat::Jsonl {
        return print::json(&UnitJson {
            how,
            score: *score,
            source: &unit.source,
            target: &unit.target,
            with_numbers,
            origin: unit.origin.name(),
            backend,
            model,
            article,
        });
    }
    let made = [Some(unit.origin.name()), backend, model, article];
    let made: Vec<&str> = made.into_iter().flatten().collect();
    let made = made.join(" ");
    let similarity = if *how == "contains" {
        String::new()
    } else {
        format!(" {:.0}%", score * 100.0)
    };
    print::text(format_args!(
        "{how}{similarity} ({made})\n  {}\n  {}",
        unit.source, unit.target
    ))?;
    with_numbers.map_or(Ok(()), |text| {
        print::text(format_args!("  with these numbers: {text}"))
    })
}
