//! `duizhao glossary match`

use super::{Format, LayerArgs};
use crate::cli::{Cli, CommandError, InputArgs, Outcome, articles, print};
use duizhao_core::article::Span;
use duizhao_glossary::{Glossary, Hit, Matcher, Termbase, leftmost_longest};
use duizhao_zh::segment::segment;
use serde::Serialize;

#[derive(Debug, clap::Args)]
pub(super) struct MatchArgs {
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
struct HitJson<'a> {
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

pub(super) fn run(args: &MatchArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let termbase = Termbase::new(args.layers.of(&cli.settings()?).glossary()?);
    articles::each_raw(&args.input, cli, |path, source| {
        let own = termbase.of_article(path)?.map(|(own, _)| own);
        let termbase = own.as_ref().unwrap_or(&termbase);
        for block in &source.document.blocks {
            let line = block.text.as_str();
            let mut counted = CharacterCounter::default();
            for sentence in segment(line) {
                let all = termbase.matcher().all(sentence.of(line));
                let hits = leftmost_longest(all.iter().copied());
                for (hit, others) in neighbours(&hits, &all) {
                    let span = Span::new(
                        sentence.start + hit.span.start,
                        sentence.start + hit.span.end,
                    );
                    let start = counted.characters(line, span.start);
                    let shown = shown(
                        &source.name,
                        (block.place.line, start),
                        span.of(line),
                        hit,
                        &others,
                        &termbase.glossary,
                    );
                    if args.format == Format::Jsonl {
                        print::json(&shown)?
                    } else {
                        print::text(remark(&shown))?
                    }
                }
            }
        }
        Ok(Outcome::Done)
    })
}

/// Counts the characters of a line before places that only go forward.
#[derive(Default)]
struct CharacterCounter {
    bytes: usize,
    characters: usize,
}

impl CharacterCounter {
    fn characters(&mut self, line: &str, at: usize) -> usize {
        self.characters += line[self.bytes..at].chars().count();
        self.bytes = at;
        self.characters
    }
}

/// Returns each hit with the others that overlap it. Both lists are sorted by start; linear but for what overlaps.
fn neighbours(hits: &[Hit], all: &[Hit]) -> Vec<(Hit, Vec<Hit>)> {
    let longest = all.iter().map(|hit| hit.span.len()).max().unwrap_or(0);
    let with_others = hits
        .iter()
        .map(|hit| (*hit, overlapping(hit, all, longest)));
    with_others.collect()
}

/// Returns the hits that overlap one; none is longer than `longest`.
fn overlapping(hit: &Hit, all: &[Hit], longest: usize) -> Vec<Hit> {
    let from = all.partition_point(|other| other.span.start + longest <= hit.span.start);
    let reaching = all[from..]
        .iter()
        .take_while(|other| other.span.start < hit.span.end);
    let others = reaching.filter(|other| *other != hit && other.span.end > hit.span.start);
    others.copied().collect()
}

fn shown<'a>(
    file: &'a str,
    (line, start): (usize, usize),
    text: &'a str,
    hit: Hit,
    others: &[Hit],
    glossary: &'a Glossary,
) -> HitJson<'a> {
    let term = &glossary.terms()[hit.term];
    let (hidden, straddled): (Vec<&Hit>, Vec<&Hit>) = others
        .iter()
        .partition(|other| hit.span.start <= other.span.start && other.span.end <= hit.span.end);
    HitJson {
        file,
        line,
        start,
        end: start + text.chars().count(),
        text,
        term: &term.source_hans,
        target: &term.target,
        tag: term.tag(),
        status: term.status.name(),
        hides: sources(&hidden, glossary),
        straddles: sources(&straddled, glossary),
    }
}

fn sources<'a>(hits: &[&Hit], glossary: &'a Glossary) -> Vec<&'a str> {
    hits.iter()
        .map(|hit| glossary.terms()[hit.term].source_hans.as_str())
        .collect()
}

fn remark(hit: &HitJson<'_>) -> String {
    let others = list("hides", &hit.hides) + &list("straddles", &hit.straddles);
    format!(
        "{}:{}:{}: {} = {}{others}",
        hit.file,
        hit.line,
        hit.start + 1,
        hit.text,
        hit.target
    )
}

/// Returns terms after a word that says what they are; nothing if there are none.
fn list(what: &str, terms: &[&str]) -> String {
    if terms.is_empty() {
        String::new()
    } else {
        format!("; {what} {}", terms.join(", "))
    }
}

/// A hit in some text.
pub(super) struct FoundHit<'a> {
    pub(super) term: usize,
    pub(super) text: &'a str,
}

/// Returns the hits of a text, sentence by sentence.
pub(super) fn count<'a>(matcher: &Matcher, text: &'a str) -> Vec<FoundHit<'a>> {
    let mut found = Vec::new();
    for sentence in segment(text) {
        let sentence = sentence.of(text);
        for hit in matcher.hits(sentence) {
            found.push(FoundHit {
                term: hit.term,
                text: hit.span.of(sentence),
            });
        }
    }
    found
}
