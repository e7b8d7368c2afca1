//! `duizhao glossary stats`

use super::{LayerArgs, matches};
use crate::cli::{Cli, CommandError, Format, InputArgs, Outcome, articles, counted, print};
use duizhao_glossary::{Glossary, Matcher, Status};
use duizhao_zh::han;
use duizhao_zh::script::Script;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, clap::Args)]
pub(super) struct CoverageArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    layers: LayerArgs,
    /// List the terms that the batch does not use
    #[arg(long)]
    unused: bool,
    /// Form of the output; json is one object
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What a batch uses of the glossary.
#[derive(Default, Serialize)]
struct Coverage {
    articles: usize,
    /// Chinese characters, and how many of them belong to a hit.
    characters: usize,
    covered: usize,
    hits: usize,
    terms: usize,
    used: usize,
    tags: BTreeMap<String, CoverageGroup>,
    statuses: BTreeMap<&'static str, CoverageGroup>,
    per_article: Vec<ArticleCoverage>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unused: Vec<String>,
    #[serde(skip)]
    counts: Vec<usize>,
}

/// The terms of one tag or status.
#[derive(Default, Serialize)]
struct CoverageGroup {
    terms: usize,
    used: usize,
    hits: usize,
}

#[derive(Serialize)]
struct ArticleCoverage {
    file: String,
    hits: usize,
    terms: usize,
}

pub(super) fn run(args: &CoverageArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let glossary = args.layers.of(&cli.settings()?).glossary()?;
    let matcher = glossary.matcher();
    let mut stats = Coverage {
        counts: vec![0; glossary.terms().len()],
        ..Coverage::default()
    };
    let outcome = articles::each_cleaned(
        &args.input,
        Some(Script::Keep),
        &[],
        cli,
        |_, source, cleaned| {
            let blocks = cleaned
                .article
                .blocks
                .iter()
                .map(|block| block.text.as_str());
            stats.add(
                &source.name,
                cleaned.article.title.as_deref().into_iter().chain(blocks),
                &matcher,
            );
            Ok(())
        },
    )?;
    stats.close(&glossary, args.unused);
    match args.format {
        Format::Json => print::json(&stats)?,
        Format::Text => stats.print()?,
    }
    Ok(outcome)
}

impl Coverage {
    fn add<'a>(&mut self, name: &str, texts: impl Iterator<Item = &'a str>, matcher: &Matcher) {
        let mut hits = 0;
        let mut seen = Vec::new();
        for text in texts {
            self.characters += han::count(text);
            for hit in matches::count(matcher, text) {
                hits += 1;
                self.covered += han::count(hit.text);
                self.counts[hit.term] += 1;
                seen.push(hit.term);
            }
        }
        seen.sort_unstable();
        seen.dedup();
        self.articles += 1;
        self.hits += hits;
        self.per_article.push(ArticleCoverage {
            file: name.to_owned(),
            hits,
            terms: seen.len(),
        });
    }

    fn close(&mut self, glossary: &Glossary, unused: bool) {
        self.terms = self.counts.len();
        self.used = self.counts.iter().filter(|&&count| count > 0).count();
        self.statuses = Status::ALL
            .map(|status| (status.name(), CoverageGroup::default()))
            .into();
        for (term, &hits) in glossary.terms().iter().zip(&self.counts) {
            let tag = self.tags.entry(term.tag().to_owned()).or_default();
            let status = self.statuses.entry(term.status.name()).or_default();
            for group in [tag, status] {
                group.terms += 1;
                group.used += usize::from(hits > 0);
                group.hits += hits;
            }
            if unused && hits == 0 {
                self.unused.push(term.key().to_string());
            }
        }
    }

    fn print(&self) -> Result<(), CommandError> {
        let percent = self.covered as f64 * 100.0 / self.characters.max(1) as f64;
        print::line(format_args!(
            "{}, {}, {:.1}% of them in {}",
            counted(self.articles, "article"),
            counted(self.characters, "Chinese character"),
            percent,
            counted(self.hits, "hit")
        ))?;
        print::line(format_args!(
            "{} of {} used",
            self.used,
            counted(self.terms, "term")
        ))?;
        let groups = self.tags.iter().map(|(tag, group)| (tag.as_str(), group));
        for (title, groups) in [
            ("tag", groups.collect::<Vec<_>>()),
            (
                "status",
                self.statuses.iter().map(|(s, g)| (*s, g)).collect(),
            ),
        ] {
            print::line(format_args!(
                "\n{title:<16}{:>8}{:>8}{:>8}",
                "terms", "used", "hits"
            ))?;
            for (name, group) in groups {
                let name = print::pad(if name.is_empty() { "(none)" } else { name }, 16);
                print::line(format_args!(
                    "{name}{:>8}{:>8}{:>8}",
                    group.terms, group.used, group.hits
                ))?;
            }
        }
        print::line(format_args!(
            "\n{}{:>8}{:>8}",
            print::pad("article", 40),
            "hits",
            "terms"
        ))?;
        for article in &self.per_article {
            let name = print::pad(&print::visible(&article.file), 40);
            print::line(format_args!(
                "{name}{:>8}{:>8}",
                article.hits, article.terms
            ))?;
        }
        if !self.unused.is_empty() {
            print::line("\nunused:")?;
            self.unused.iter().try_for_each(print::line)?;
        }
        Ok(())
    }
}
