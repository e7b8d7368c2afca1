//! Indices of terms and names, by their letters.

use super::Site;
use super::summaries::Summaries;
use super::theme::value;
use crate::error::PublishError;
use duizhao_zh::pinyin;
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// Entries up to which an index is one page; a longer one has a page a letter.
const ONE_PAGE: usize = 600;

/// What an index lists: entries for templates, by group.
pub(super) type IndexGroups = Vec<(String, Vec<Value>)>;

/// An index: by which order, and what its files are called.
pub(super) struct LetterIndex<'a> {
    pub(super) template: &'static str,
    /// The folder of its pages.
    pub(super) folder: &'static str,
    /// The file of its first page, without the extension.
    pub(super) stem: &'static str,
    /// What it is ordered by, for the template.
    pub(super) by: &'static str,
    pub(super) title: &'a str,
    /// What the template calls the entries of a group.
    pub(super) entries: &'static str,
}

impl Site<'_> {
    /// Writes the indices of terms: by English, by pinyin, by tag. `terms` are those that occur, with how often.
    pub(super) fn write_indices(
        &self,
        summaries: &Summaries<'_>,
        terms: &BTreeMap<usize, usize>,
    ) -> Result<(), PublishError> {
        let mut by_english = Vec::new();
        let mut by_pinyin = Vec::new();
        let mut by_tag: Vec<(String, String, Value)> = Vec::new();
        for (&index, &count) in terms {
            let term = self.term(index);
            let reading = pinyin::with_spaces(&term.source_hans);
            let entry = context! {
                slug => &self.slugs[index],
                zh => &term.source_hans,
                pinyin => reading,
                en => &term.target,
                count => count,
            };
            let key = |order: &str| {
                (
                    letter(order),
                    format!("{order}\0{}", self.slugs[index]),
                    entry.clone(),
                )
            };
            by_english.push(key(&english_order(&term.target)));
            by_pinyin.push(key(&pinyin::toneless(&term.source_hans)));
            for tag in &term.tags {
                by_tag.push((tag.clone(), english_order(&term.target), entry.clone()));
            }
        }
        let title = self.theme.word("glossary");
        for (stem, by, entries) in [
            ("index", "english", by_english),
            ("by-pinyin", "pinyin", by_pinyin),
            ("by-tag", "tag", by_tag),
        ] {
            let index = LetterIndex {
                template: "terms.html",
                folder: "terms",
                stem,
                by,
                title,
                entries: "terms",
            };
            self.write_index(summaries, &index, grouped(entries))?;
        }
        Ok(())
    }

    /// Writes an index, on one page or a page for each group.
    pub(super) fn write_index(
        &self,
        summaries: &Summaries<'_>,
        index: &LetterIndex<'_>,
        groups: IndexGroups,
    ) -> Result<(), PublishError> {
        let all: usize = groups.iter().map(|(_, entries)| entries.len()).sum();
        let is_one_page = all <= ONE_PAGE;
        let names: Vec<&String> = groups.iter().map(|(name, _)| name).collect();
        let file = |at: usize| match at {
            0 => format!("{}.html", index.stem),
            _ => format!(
                "{}-{}.html",
                index.stem,
                crate::slug::slug(&names[at].to_lowercase())
            ),
        };
        let views: Vec<Value> = groups
            .iter()
            .enumerate()
            .map(|(at, (name, entries))| {
                let entries = BTreeMap::from([(index.entries, entries)]);
                context!(name => name, id => format!("g{at}"), ..value(entries))
            })
            .collect();
        let pages = if is_one_page { 1 } else { views.len() };
        for page in 0..pages {
            let letters = names.iter().enumerate().map(|(at, name)| {
                let href = if is_one_page {
                    format!("#g{at}")
                } else {
                    file(at)
                };
                context!(name => name.as_str(), href => href, current => !is_one_page && at == page)
            });
            let letters: Vec<Value> = letters.collect();
            let shown = if is_one_page {
                &views[..]
            } else {
                &views[page..=page]
            };
            let path = format!("{}/{}", index.folder, file(page));
            let shown = context!(by => index.by, letters => letters, groups => shown);
            summaries.write(&path, &shown, || {
                let title = format!("{} · {}", index.title, self.corpus.settings.name);
                let head = context! {
                    title => title,
                    kind => "website",
                    canonical => self.address(&path),
                    section => index.folder,
                };
                let page = context!(page => head, index => shown.clone());
                self.render(index.template, "../", page)
            })?;
        }
        Ok(())
    }
}

/// Puts entries into groups, in order within each: group, order, entry.
pub(super) fn grouped(mut entries: Vec<(String, String, Value)>) -> IndexGroups {
    entries.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    let mut groups = IndexGroups::new();
    for (group, _, entry) in entries {
        match groups.last_mut() {
            Some((last, entries)) if *last == group => entries.push(entry),
            Some(_) | None => groups.push((group, vec![entry])),
        }
    }
    groups
}

/// Returns the group of an entry: its first letter in capitals, `#` for anything else.
pub(super) fn letter(order: &str) -> String {
    match order.chars().next() {
        Some(c) if c.is_ascii_alphabetic() => c.to_ascii_uppercase().to_string(),
        Some(_) | None => "#".to_owned(),
    }
}

/// Returns what English is ordered by: without articles, case and marks at its beginning.
pub(super) fn english_order(english: &str) -> String {
    let lower = english
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let articles = ["the ", "a ", "an "];
    let without = articles
        .iter()
        .find_map(|article| lower.strip_prefix(article));
    without.unwrap_or(&lower).to_owned()
}
