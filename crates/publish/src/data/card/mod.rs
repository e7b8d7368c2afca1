//! The card of a data set: what is in it, what each field means, and what it is not good for.
//!
//! It begins with the metadata that Hugging Face reads (`datasetcard.md` of its documentation).

mod metadata;

use super::counts::{Amount, Counts};
use super::record::{Field, FieldKind, licence};
use crate::{Corpus, Filter, Folder, PublishError, Published, SentenceState};
use duizhao_edition::escape::escape;
use std::fmt::Write;

/// How many names a table has.
const MOST_ROWS: usize = 30;

/// What a card is of.
pub(super) struct Card<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) published: &'a Published,
    pub(super) counts: &'a Counts,
    pub(super) fields: &'a [Field],
    pub(super) files: DataFiles,
}

/// Where the data are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DataFiles {
    /// In a file a year, `data/2020.jsonl`.
    ByYear,
    /// In one file of this name.
    One(&'static str),
}

impl Card<'_> {
    /// Writes the card, where Hugging Face looks for it.
    pub(super) fn write(&self, folder: &Folder) -> Result<(), PublishError> {
        folder.write("README.md", self.text().as_bytes())
    }

    /// Returns the card as Markdown.
    pub(super) fn text(&self) -> String {
        let parts = [
            self.metadata(),
            self.summary(),
            self.usage(),
            self.states(),
            self.amounts(),
            self.findings(),
            self.field_table(),
            self.limits(),
            self.ending(),
        ];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("\n")
    }

    fn summary(&self) -> String {
        let Published {
            articles,
            sentences,
            ..
        } = self.published;
        let settings = &self.corpus.settings;
        let days = self.days();
        let mut text = format!(
            "# {}\n\n{sentences} sentences of {articles} articles{days}: Chinese with its English translation, a sentence a \
             row, {} Chinese characters and {} English words.\n",
            escape(&settings.name),
            self.counts.characters,
            self.counts.words
        );
        if !settings.disclaimer.is_empty() {
            text += &format!("\n{}\n", escape(&settings.disclaimer));
        }
        text
    }

    fn usage(&self) -> String {
        let mut code = "pairs = load_dataset(\"PATH\", split=\"train\")\n".to_owned();
        if self.files == DataFiles::ByYear {
            code += "by_year = load_dataset(\"PATH\", \"by_year\")  # a split a year\n";
        }
        format!(
            "## Use\n\n```python\nfrom datasets import load_dataset\n\n{code}reviewed = pairs.filter(lambda pair: \
             pair[\"state\"] in (\"human\", \"reviewed\"))\n```\n"
        )
    }

    fn states(&self) -> String {
        let mut text =
            "## Where translations are from\n\n| `state` | sentences | share | what it means |\n|---|---:|---:|---|\n"
                .to_owned();
        for state in SentenceState::ALL {
            let Some(about) = about(state) else { continue };
            let count = self.count(state);
            line(
                &mut text,
                &format!(
                    "| `{}` | {count} | {} | {about} |",
                    state.name(),
                    self.share(count)
                ),
            );
        }
        let (makers, others) = self.counts.makers.largest(MOST_ROWS);
        if !makers.is_empty() {
            text += "\n| `maker` | sentences |\n|---|---:|\n";
            for (name, amount) in makers {
                line(
                    &mut text,
                    &format!("| {} | {} |", escape(name), amount.pairs),
                );
            }
            if others.pairs > 0 {
                line(&mut text, &format!("| others | {} |", others.pairs));
            }
        }
        text
    }

    fn amounts(&self) -> String {
        let mut text = String::new();
        let years = self.counts.years.names().collect();
        table(&mut text, "Years", "year", years, Amount::default());
        let languages = self.counts.languages.names().collect();
        table(
            &mut text,
            "Scripts",
            "language",
            languages,
            Amount::default(),
        );
        let (sources, others) = self.counts.sources.largest(MOST_ROWS);
        if !sources.is_empty() {
            table(&mut text, "Sources", "source", sources, others);
        }
        text.trim_end_matches('\n').to_owned() + "\n"
    }

    fn findings(&self) -> String {
        let problems = self.counts.problems;
        let mut text = format!(
            "## Findings\n\nChecks of terms, numbers, names and form find a warning or an error in {problems} sentences ({}). \
             Each is in the row, so that it can be left out.\n",
            self.share(problems)
        );
        if !self.counts.findings.is_empty() {
            text += "\n| rule | findings |\n|---|---:|\n";
            for (code, count) in &self.counts.findings {
                line(&mut text, &format!("| `{code}` | {count} |"));
            }
        }
        text
    }

    fn field_table(&self) -> String {
        let mut text = "## Fields\n\n| field | type | what it is |\n|---|---|---|\n".to_owned();
        for field in self.fields {
            let Field { name, about, .. } = field;
            line(
                &mut text,
                &format!("| `{name}` | {} | {about} |", kind(field)),
            );
        }
        text
    }

    fn limits(&self) -> String {
        let machine = self.count(SentenceState::Machine);
        let mut limits = Vec::new();
        if machine > 0 {
            limits.push(format!(
                "{machine} translations ({}) are a machine's that no person has read: they can be fluent and wrong. Do not \
                 measure machine translation against them.",
                self.share(machine)
            ));
        }
        if self.count(SentenceState::Memory) > 0 {
            limits.push(
                "Translations from a memory were made for the same sentence in another article, and may not fit this one."
                    .to_owned(),
            );
        }
        let fixed = [
            "Sentences are aligned one to one by construction: each was translated by itself. Where people joined sentences, \
             the row has them together.",
            "The checks follow rules. What they find may be right, and what they do not find may be wrong.",
            "`date`, `source` and `url` are what the articles say of themselves; nobody has verified them.",
            "The articles are political news and speak for who published them. They are not a sample of Chinese.",
        ];
        limits.extend(fixed.map(str::to_owned));
        limits.extend(self.left_out());
        let mut text = "## Known limits\n\n".to_owned();
        for limit in limits {
            line(&mut text, &format!("- {limit}"));
        }
        text
    }

    /// Says what is not in the data.
    fn left_out(&self) -> Vec<String> {
        let Published {
            untranslated,
            left_out,
            failed,
            ..
        } = self.published;
        let mut lines = Vec::new();
        if *untranslated > 0 {
            lines.push(format!(
                "{untranslated} sentences of the articles have no translation and are not here; word-by-word glosses count as \
                 none."
            ));
        }
        let conditions = conditions(&self.corpus.filter);
        if !conditions.is_empty() {
            lines.push(format!(
                "Here is only what was chosen: {}. {} sentences of the articles were left out by that.",
                conditions.join("; "),
                left_out - untranslated
            ));
        }
        if !failed.is_empty() {
            lines.push(format!("{} editions could not be read.", failed.len()));
        }
        lines
    }

    fn ending(&self) -> String {
        let settings = &self.corpus.settings;
        let licence = match licence(self.corpus) {
            Some(licence) => format!(
                "The translations: {}. The Chinese texts belong to who published them.",
                escape(licence)
            ),
            None => "Nothing is said of the licence of the translations. The Chinese texts belong to who published them."
                .to_owned(),
        };
        let mut cite = format!("{}.", escape(settings.name.trim_end_matches('.')));
        cite += &format!(" Chinese–English parallel texts{}.", self.days());
        if !settings.base_url.is_empty() {
            cite += &format!(
                " <{}>",
                settings.base_url.replace(['<', '>', ' ', '\n', '\r'], "")
            );
        }
        let mut text = format!(
            "## Licence\n\n{licence}\n\n## Citation\n\n{cite}\n\nCite a sentence by its `id`, and an article by its `url` too.\n"
        );
        if !settings.contact.is_empty() {
            text += &format!("\n## Contact\n\n{}\n", escape(&settings.contact));
        }
        text
    }

    /// Says of which days the articles are.
    fn days(&self) -> String {
        match &self.counts.days {
            Some((first, last)) if first == last => format!(" of {first}"),
            Some((first, last)) => format!(" from {first} to {last}"),
            None => String::new(),
        }
    }

    fn count(&self, state: SentenceState) -> usize {
        self.counts.states.get(&state).copied().unwrap_or_default()
    }

    /// Returns the share of all sentences, in per cent with one digit.
    fn share(&self, count: usize) -> String {
        let tenths =
            (count * 1000 + self.published.sentences / 2) / self.published.sentences.max(1);
        format!("{}.{} %", tenths / 10, tenths % 10)
    }
}

/// Says what a state means, where data can have it.
const fn about(state: SentenceState) -> Option<&'static str> {
    match state {
        SentenceState::Human => Some("a person wrote it"),
        SentenceState::Reviewed => Some("a machine or a memory had it, and a person approved it"),
        SentenceState::Memory => Some("a translation memory had it"),
        SentenceState::Machine => Some("a machine made it, and no person has approved it"),
        SentenceState::Gloss | SentenceState::Missing => None,
    }
}

/// Says what a field holds.
fn kind(field: &Field) -> String {
    let kind = match field.kind {
        FieldKind::Text => "string".to_owned(),
        FieldKind::Day => "date".to_owned(),
        FieldKind::Number => "integer".to_owned(),
        FieldKind::Objects(keys) => format!("list of objects: `{}`", keys.join("`, `")),
    };
    if field.is_optional {
        kind + " or null"
    } else {
        kind
    }
}

/// Says what was chosen, a phrase a condition.
fn conditions(filter: &Filter) -> Vec<String> {
    let Filter {
        reviewed,
        states,
        no_findings,
        since,
        until,
        tags,
    } = filter;
    let mut conditions = Vec::new();
    if *reviewed {
        conditions.push("what people wrote or approved".to_owned());
    }
    if !states.is_empty() {
        let names: Vec<&str> = states.iter().map(|state| state.name()).collect();
        conditions.push(format!(
            "translations of these origins: {}",
            names.join(", ")
        ));
    }
    if *no_findings {
        conditions.push("sentences without a warning or an error".to_owned());
    }
    if let Some(day) = since {
        conditions.push(format!("articles of {day} and later"));
    }
    if let Some(day) = until {
        conditions.push(format!("articles of {day} and earlier"));
    }
    if !tags.is_empty() {
        let tags: Vec<String> = tags.iter().map(|tag| escape(tag)).collect();
        conditions.push(format!(
            "articles with one of these tags: {}",
            tags.join(", ")
        ));
    }
    conditions
}

fn table(text: &mut String, title: &str, head: &str, rows: Vec<(&str, Amount)>, others: Amount) {
    line(
        text,
        &format!("## {title}\n\n| {head} | articles | sentences |\n|---|---:|---:|"),
    );
    for (name, Amount { articles, pairs }) in rows {
        line(
            text,
            &format!("| {} | {articles} | {pairs} |", escape(name)),
        );
    }
    if others != Amount::default() {
        let Amount { articles, pairs } = others;
        line(text, &format!("| others | {articles} | {pairs} |"));
    }
    text.push('\n');
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a string takes it");
}
