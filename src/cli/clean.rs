//! `duizhao clean`

use super::fates::{self, Tally};
use super::{Cli, CommandError, Format, InputArgs, Outcome, articles, print, script};
use duizhao_core::article::{Block, BlockKind, Metadata};
use duizhao_ingest::clean::{Cleaned, CleaningChange};
use duizhao_ingest::source::Source;
use duizhao_zh::script::Script;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, clap::Args)]
pub(super) struct CleanArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Script of the Chinese: hans, hant, tw, hk or keep [default: hans]
    #[arg(long, value_parser = script, env = "DUIZHAO_SCRIPT", hide_env_values = true)]
    script: Option<Script>,
    /// Form of the output; json is one object a line, one line a file
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show what was done to each line that is not in the article as it stood, and by which pass
    #[arg(long)]
    removed: bool,
    #[command(flatten)]
    views: Views,
    /// Leave out a cleaning pass; may be given again
    #[arg(long, value_name = "PASS")]
    disable: Vec<String>,
}

/// Ways to see what cleaning does, instead of the article.
#[derive(Debug, clap::Args)]
#[group(multiple = false, conflicts_with_all = ["format", "removed"])]
struct Views {
    /// Show each line of the input: its fate, the pass that decided it, and the reason
    #[arg(long)]
    explain: bool,
    /// Show each line before and after: in two columns on a terminal, else with - and +
    #[arg(long)]
    diff: bool,
    /// Show how many lines each pass removed, moved and joined in all inputs
    #[arg(long)]
    stats: bool,
}

/// What `--format json` prints of one file.
#[derive(Serialize)]
struct CleanedJson<'a> {
    file: &'a str,
    title: Option<&'a str>,
    meta: &'a Metadata,
    blocks: &'a [Block],
    removed: Vec<&'a str>,
    damage: Vec<&'a str>,
    repaired: &'a BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<&'a [CleaningChange]>,
}

pub(super) fn run(args: &CleanArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let several =
        args.input.inputs.len() > 1 || args.input.inputs.iter().any(|input| input.is_dir());
    let mut tally = Tally::default();
    let outcome = articles::each_cleaned(
        &args.input,
        args.script,
        &args.disable,
        cli,
        |_, source, cleaned| {
            if args.views.stats {
                tally.add(&cleaned);
                return Ok(());
            }
            match args.format {
                Format::Json => json(source, &cleaned, args.removed),
                Format::Text => {
                    if several {
                        print::line(format_args!("==> {} <==", source.name))?;
                    }
                    show(args, source, &cleaned)
                }
            }
        },
    )?;
    if args.views.stats {
        tally.print()?;
    }
    Ok(outcome)
}

/// Prints an article as text, or what was done to its lines.
fn show(args: &CleanArgs, source: &Source, cleaned: &Cleaned) -> Result<(), CommandError> {
    if args.views.explain {
        fates::explain(source, cleaned)
    } else if args.views.diff {
        fates::diff(source, cleaned)
    } else if args.removed {
        changes(cleaned)
    } else {
        text(cleaned)
    }
}

fn json(source: &Source, cleaned: &Cleaned, changes: bool) -> Result<(), CommandError> {
    let article = &cleaned.article;
    let report = &cleaned.report;
    let json = CleanedJson {
        file: &source.name,
        title: article.title.as_deref(),
        meta: &article.meta,
        blocks: &article.blocks,
        removed: report.removed().collect(),
        damage: article.damage(),
        repaired: &report.repaired,
        changes: changes.then_some(&report.changes),
    };
    print::line(serde_json::to_string(&json).expect("strings and numbers are always JSON"))
}

/// Prints the article as plain text: metadata, then its blocks with a blank line between them.
fn text(cleaned: &Cleaned) -> Result<(), CommandError> {
    let article = &cleaned.article;
    if let Some(title) = &article.title {
        print::line(format_args!("# {title}\n"))?;
    }
    let fields: Vec<String> = article
        .meta
        .fields()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    if !fields.is_empty() {
        print::line(format_args!("{}\n", fields.join("\n")))?;
    }
    for block in &article.blocks {
        let mark = match block.kind {
            BlockKind::Heading => "## ".to_owned(),
            BlockKind::Paragraph => String::new(),
            BlockKind::Caption | BlockKind::Note | BlockKind::Byline | BlockKind::ListItem => {
                format!("[{}] ", block.kind)
            }
        };
        print::line(format_args!("{mark}{}\n", block.text))?;
    }
    for place in article.damage() {
        print::line(format_args!("[damage] {place}"))?;
    }
    Ok(())
}

/// Prints what was done, one line a change: line of the file, pass, action, text.
fn changes(cleaned: &Cleaned) -> Result<(), CommandError> {
    for change in &cleaned.report.changes {
        let action = fates::action(change.action);
        print::line(format_args!(
            "{:>5}  {:<12} {action:<8} {}",
            change.line, change.pass, change.text
        ))?;
    }
    for (kind, count) in &cleaned.report.repaired {
        print::line(format_args!("{:>5}  repaired: {count} {kind}", ""))?;
    }
    Ok(())
}
