//! `duizhao segment`

use super::{Cli, CommandError, InputArgs, LineFormat as Format, Outcome, articles, print, script};
use duizhao_zh::script::Script;
use duizhao_zh::segment::sentences;
use serde::Serialize;

#[derive(Debug, clap::Args)]
pub(super) struct SegmentArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Script of the Chinese: hans, hant, tw, hk or keep [default: hans]
    #[arg(long, value_parser = script, env = "DUIZHAO_SCRIPT", hide_env_values = true, conflicts_with = "no_clean")]
    script: Option<Script>,
    /// Form of the output; jsonl is one object a sentence: {"block": 1, "segment": 1, "text": "…"}
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Take each line of the input for a block as it stands, without cleaning
    #[arg(long)]
    no_clean: bool,
}

/// One sentence of the output.
#[derive(Serialize)]
struct SegmentJson<'a> {
    /// From 1; 0 is the title.
    block: usize,
    /// From 1, in its block.
    segment: usize,
    text: &'a str,
}

pub(super) fn run(args: &SegmentArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    if args.no_clean {
        return articles::each_raw(&args.input, cli, |_, source| {
            let blocks = &source.document.blocks;
            blocks
                .iter()
                .try_for_each(|line| block(args.format, line.place.line, &line.text))?;
            Ok(Outcome::Done)
        });
    }
    articles::each_cleaned(&args.input, args.script, &[], cli, |_, _, cleaned| {
        if let Some(title) = &cleaned.article.title {
            block(args.format, 0, title)?;
        }
        cleaned
            .article
            .blocks
            .iter()
            .enumerate()
            .try_for_each(|(i, b)| block(args.format, i + 1, &b.text))
    })
}

fn block(format: Format, block: usize, text: &str) -> Result<(), CommandError> {
    sentences(text)
        .enumerate()
        .try_for_each(|(i, text)| match format {
            Format::Text => print::line(text.trim()),
            Format::Jsonl => print::json(&SegmentJson {
                block,
                segment: i + 1,
                text,
            }),
        })
}
