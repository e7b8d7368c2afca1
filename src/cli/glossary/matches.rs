//! `duizhao glossary match`

use super::{Format, LayerArgs};
use crate::cli::{Cli, CommandError, InputArgs, Outcome, articles, print};
use crate::glossary::{Glossary, Hit, Matcher};
use crate::segment::segment;
use crate::source::Raw;
use serde::Serialize;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    layers: LayerArgs,
    /// Form of the output; jsonl is one object a hit: file, line, span in characters of the line, term
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// A hit as JSON.
#[derive(Serialize)]
struct Json<'a> {
    file: &'a str,
    /// From 1.
    line: usize,
    /// First character of the hit in its line, from 0.
    start: usize,
    /// One past the last.
    end: usize,
    text: &'a str,
    term: &'a str,
    target: &'a str,
    tag: &'a str,
    status: &'a str,
    /// Terms nested in it.
    hides: Vec<&'a str>,
    /// Terms that begin or end in the middle of it.
    straddles: Vec<&'a str>,
}

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    let glossary = args.layers.glossary(&cli.settings()?)?;
    let matcher = glossary.matcher()?;
    articles::each_raw(&args.input, cli, |raw| {
        for (i, line) in raw.text.lines().enumerate() {
            for sentence in segment(line) {
                let text = sentence.of(line);
                let (all, hits) = (matcher.all(text), matcher.hits(text));
                for hit in hits {
                    let shown = shown(&raw, i + 1, line, sentence.start, hit, &all, &glossary);
                    if args.format == Format::Jsonl { print::json(&shown)? } else { print::line(remark(&shown))? }
                }
            }
        }
        Ok(Outcome::Done)
    })
}

fn shown<'a>(
    raw: &'a Raw,
    number: usize,
    line: &'a str,
    offset: usize,
    hit: Hit,
    all: &[Hit],
    glossary: &'a Glossary,
) -> Json<'a> {
    let term = &glossary.terms()[hit.term];
    let (from, to) = (offset + hit.span.start, offset + hit.span.end);
    let start = line[..from].chars().count();
    let source = |other: &Hit| glossary.terms()[other.term].source_hans.as_str();
    let overlaps = |other: &&Hit| **other != hit && other.span.start < hit.span.end && hit.span.start < other.span.end;
    let inside = |other: &&Hit| hit.span.start <= other.span.start && other.span.end <= hit.span.end;
    Json {
        file: &raw.name,
        line: number,
        start,
        end: start + line[from..to].chars().count(),
        text: &line[from..to],
        term: &term.source_hans,
        target: &term.target,
        tag: term.tag(),
        status: term.status.name(),
        hides: all.iter().filter(overlaps).filter(inside).map(source).collect(),
        straddles: all.iter().filter(overlaps).filter(|other| !inside(other)).map(source).collect(),
    }
}

fn remark(hit: &Json<'_>) -> String {
    let list = |what: &str, terms: &[&str]| match terms.is_empty() {
        true => String::new(),
        false => format!("; {what} {}", terms.join(", ")),
    };
    let others = list("hides", &hit.hides) + &list("straddles", &hit.straddles);
    format!("{}:{}:{}: {} = {}{others}", hit.file, hit.line, hit.start + 1, hit.text, hit.target)
}

/// A hit in some text.
pub(super) struct Found<'a> {
    pub(super) term: usize,
    pub(super) text: &'a str,
}

/// The hits of a text, sentence by sentence.
pub(super) fn count<'a>(matcher: &Matcher, text: &'a str) -> Vec<Found<'a>> {
    let sentences = segment(text).into_iter().map(|sentence| sentence.of(text));
    sentences
        .flat_map(|sentence| {
            let found = |hit: Hit| Found { term: hit.term, text: hit.span.of(sentence) };
            matcher.hits(sentence).into_iter().map(found).collect::<Vec<_>>()
        })
        .collect()
}
