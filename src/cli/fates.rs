//! What cleaning did to the lines of an article: each with its fate, before and after, and in numbers.

use super::{CommandError, counted, print};
use duizhao_core::article::Article;
use duizhao_ingest::clean::{Action, Cleaned, PASSES, Pass};
use duizhao_ingest::source::Source;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A line of the input, or a part of one that was cut.
struct FatedLine<'a> {
    number: usize,
    /// The text in the input.
    before: &'a str,
    /// The text in the article; `None` if it is not there.
    after: Option<&'a str>,
    /// What became of it.
    fate: String,
    /// The pass that decided; empty for a line that stays.
    pass: &'static str,
}

/// Lists the lines of a document in their order, each with what became of it.
fn fates<'a>(source: &'a Source, cleaned: &'a Cleaned) -> Vec<FatedLine<'a>> {
    let mut texts: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for block in &source.document.blocks {
        texts
            .entry(block.place.line)
            .or_default()
            .push(block.text.trim());
    }
    let Article { blocks, .. } = &cleaned.article;
    let mut lines = Vec::new();
    for kept in &cleaned.report.kept {
        let block = &blocks[kept.block];
        let before = texts.get(&kept.line).and_then(|texts| texts.first());
        lines.push(FatedLine {
            number: kept.line,
            before: before.copied().unwrap_or(&block.text),
            after: Some(&block.text),
            fate: block.kind.to_string(),
            pass: "",
        });
    }
    for change in &cleaned.report.changes {
        lines.push(FatedLine {
            number: change.line,
            before: &change.text,
            after: None,
            fate: action(change.action).to_owned(),
            pass: change.pass,
        });
    }
    lines.sort_by_key(|line| line.number);
    lines
}

/// Names an action.
pub(super) fn action(action: Action) -> &'static str {
    match action {
        Action::Removed => "removed",
        Action::Moved => "moved",
        Action::Trimmed => "trimmed",
        Action::Joined => "joined",
    }
}

/// Prints each field of the metadata with where it was found, and each line with its fate, the pass that decided it and what that pass looks for, and its text.
pub(super) fn explain(source: &Source, cleaned: &Cleaned) -> Result<(), CommandError> {
    for (field, value) in cleaned.article.meta.fields() {
        let place = match cleaned.report.found.get(field) {
            Some(line) => format!("line {line}"),
            None => "head of the file".to_owned(),
        };
        print::text(format_args!("{field}: {value} ({place})"))?;
    }
    let width = PASSES.iter().map(reason).map(|text| text.len()).max();
    let width = width.unwrap_or(0);
    for line in fates(source, cleaned) {
        let pass = PASSES.iter().find(|pass| pass.name == line.pass);
        let reason = pass.map(reason).unwrap_or_default();
        print::text(format_args!(
            "{:>5}  {:<10}  {reason:<width$}  {}",
            line.number, line.fate, line.before
        ))?;
    }
    Ok(())
}

/// Returns the name of a pass and what it looks for.
fn reason(pass: &Pass) -> String {
    format!("{}: {}", pass.name, pass.summary)
}

/// Fewest columns of a terminal with room for two columns of text.
const NARROWEST: usize = 60;

/// Prints what cleaning changed: on a terminal in two columns, before and after; else the lines that went with `-` and
/// those in their place with `+`.
pub(super) fn diff(source: &Source, cleaned: &Cleaned) -> Result<(), CommandError> {
    let width = terminal_width();
    for line in fates(source, cleaned) {
        match width {
            Some(width) => two_columns(&line, width)?,
            None if line.after == Some(line.before) => {
                print::text(format_args!("  {}", line.before))?
            }
            None => {
                print::text(format_args!("- {}", line.before))?;
                if let Some(after) = line.after {
                    print::text(format_args!("+ {after}"))?;
                }
            }
        }
    }
    Ok(())
}

/// Returns the columns of the terminal on stdout, by `COLUMNS` or 80; `None` if there is no terminal.
fn terminal_width() -> Option<usize> {
    let columns = std::env::var("COLUMNS").ok();
    let columns = columns
        .and_then(|columns| columns.parse().ok())
        .unwrap_or(80);
    std::io::stdout()
        .is_terminal()
        .then_some(columns)
        .filter(|&columns: &usize| columns >= NARROWEST)
}

/// Prints a line and what it became beside each other.
fn two_columns(line: &FatedLine<'_>, width: usize) -> Result<(), CommandError> {
    let half = (width - 3) / 2;
    let note = format!("({}: {})", line.fate, line.pass);
    let left = wrapped(line.before, half);
    let right = wrapped(line.after.unwrap_or(&note), half);
    let mark = if line.after == Some(line.before) {
        ' '
    } else {
        '|'
    };
    for row in 0..left.len().max(right.len()) {
        let cell = |rows: &[String]| rows.get(row).cloned().unwrap_or_default();
        let row = format!("{} {mark} {}", print::pad(&cell(&left), half), cell(&right));
        print::text(row.trim_end())?;
    }
    Ok(())
}

/// Cuts a text into rows of at most `width` columns.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut rows = vec![String::new()];
    let mut used = 0;
    for c in text.chars() {
        let columns = c.width().unwrap_or(0);
        if used + columns > width {
            rows.push(String::new());
            used = 0;
        }
        used += columns;
        if let Some(row) = rows.last_mut() {
            row.push(c);
        }
    }
    rows
}

/// What the passes did in a batch.
#[derive(Default)]
pub(super) struct Tally {
    articles: usize,
    /// For each pass and action: lines, and articles with such lines.
    counts: BTreeMap<(&'static str, &'static str), (usize, usize)>,
}

impl Tally {
    /// Counts an article.
    pub(super) fn add(&mut self, cleaned: &Cleaned) {
        self.articles += 1;
        let mut own: BTreeMap<_, usize> = BTreeMap::new();
        for change in &cleaned.report.changes {
            *own.entry((change.pass, action(change.action))).or_default() += 1;
        }
        for (key, lines) in own {
            let (all, articles) = self.counts.entry(key).or_default();
            *all += lines;
            *articles += 1;
        }
    }

    /// Prints a row for each pass that did something, in the order of the passes.
    pub(super) fn print(&self) -> Result<(), CommandError> {
        let width = PASSES
            .iter()
            .map(|pass| pass.name.width())
            .max()
            .unwrap_or(0);
        print::line(format_args!(
            "{:<width$}  {:<8}  {:>7}  {:>8}",
            "pass", "", "lines", "articles"
        ))?;
        for pass in PASSES {
            for ((name, action), (lines, articles)) in &self.counts {
                if *name == pass.name {
                    print::line(format_args!(
                        "{name:<width$}  {action:<8}  {lines:>7}  {articles:>8}"
                    ))?;
                }
            }
        }
        print::line(counted(self.articles, "article"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_wide_as_they_may_be() {
        assert_eq!(wrapped("一二三ab", 4), ["一二", "三ab"]);
        assert_eq!(wrapped("", 4), [""]);
    }
}
