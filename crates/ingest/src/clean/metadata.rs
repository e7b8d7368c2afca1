//! Metadata lines: 2020年02月19日15:24  来源：人民网, 责编：乔业琼、闫妍, the index table of an official document.
//!
//! A line is metadata if nothing is left of it without its dates, labeled fields and furniture, or only names in the
//! place of labeled fields.

use super::dates::dates;
use super::draft::{Draft, DraftLine, Fate};
use super::fields::{self, Field, FieldKind, LineFields, cleaned, is_address};
use super::headline::is_headline;
use super::kinds;
use super::naming::{is_medium, people};
use crate::clean::patterns::regex;
use duizhao_core::article::Metadata;
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::{han, names};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Longest metadata line, in bytes.
const LONGEST: usize = 600;

/// Longest word without a label that can be a name, in characters.
const LONGEST_NAME: usize = 16;

/// How sure it is that a date is the day of publication, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum DateRank {
    /// It signs a document, or says when it was signed.
    Written,
    /// It stands alone above the text.
    Alone,
    /// It says when the page was changed last, or stands with other metadata.
    Together,
    /// Its label says so.
    Labeled,
}

/// What a metadata line says.
#[derive(Debug, Default)]
struct FoundFields {
    meta: Metadata,
    rank: Option<DateRank>,
    /// A medium without a label; a labeled one elsewhere is more reliable.
    medium: Option<String>,
    /// Who is responsible for the text where no editor is named.
    reviewer: Option<String>,
    /// The title, from the table of an official document.
    title: Option<String>,
    /// The title at the source.
    original: Option<String>,
    /// The title, from a reading bar.
    reading: Option<String>,
    /// Whether the line may stand between paragraphs: it names staff, or both the day and a medium.
    is_strong: bool,
}

/// What is known less surely than what has a label: used where nothing else is found.
#[derive(Default)]
struct Fallbacks {
    medium: Option<(usize, String)>,
    reviewer: Option<(usize, String)>,
    date: Option<(DateRank, usize, String)>,
    /// The lines with days.
    dated: Vec<(usize, String)>,
}

pub(super) fn run(draft: &mut Draft<'_>) {
    let mut fallbacks = Fallbacks::default();
    let known = draft.meta.date.take();
    let (first_prose, _) = text_bounds(draft);
    // Only the last one can be the title; the others are links.
    let _ = (0..first_prose)
        .rev()
        .find(|&index| split_title(draft, index));
    let (first_prose, last_prose) = text_bounds(draft);
    let labels = draft.lines[..first_prose]
        .iter()
        .filter(|line| fields::is_label_of_table(line.key()));
    let is_table = labels.count() >= FEWEST_LABELS;
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        let is_text = || line.is_prose() && title_at_source(line.key()).is_none();
        if !line.is_open() || line.key().len() > LONGEST || is_text() {
            continue;
        }
        let above = index < first_prose;
        let inside = !above && index < last_prose;
        if above && is_file_number(line.key()) {
            let file_number = Some(line.key().replace(' ', ""));
            let found = Metadata {
                file_number,
                ..Metadata::default()
            };
            draft.learn(index, found);
            continue;
        }
        let label = label_above(draft.lines[index].key(), above && is_table);
        if !inside
            && let Some(label) = label
            && let Some(value) = value_below(draft, index, &label)
        {
            let row = format!("{label}{}", draft.lines[value].key());
            if let Some(found) = read(&row, above) {
                take_line(draft, &mut fallbacks, index, found);
                draft.move_out(value);
                continue;
            }
        }
        if kinds::is_caption(line.key()) {
            continue;
        }
        match read(line.key(), above) {
            // Between paragraphs a label is part of the text: 来源：石沟村的水.
            Some(found) if !inside || found.is_strong => {
                take_line(draft, &mut fallbacks, index, found);
            }
            Some(_) | None => {}
        }
    }
    settle(draft, fallbacks, known);
}

/// Returns the first and the last line of the text; what stands before the first is above it.
fn text_bounds(draft: &Draft<'_>) -> (usize, usize) {
    draft
        .bounds()
        .map_or((draft.lines.len(), 0), |text| (text.first, text.last))
}

/// Splits a line into the title and the metadata that stands after it on the same line, after a gap; tells whether it is
/// such a line.
fn split_title(draft: &mut Draft<'_>, index: usize) -> bool {
    let line = &draft.lines[index];
    let key = line.key();
    if !line.is_open() || key.len() > LONGEST || dates(key).is_empty() {
        return false;
    }
    let Some((title, rest)) = split_at_gap(key).or_else(|| split_at_bracket(key)) else {
        return false;
    };
    let is_title = han::count(title) >= 6
        && is_headline(title)
        && !is_medium(title)
        && read(title, true).is_none()
        && read(rest, true).is_some_and(|found| found.meta.date.is_some());
    let text = &line.text;
    let split = split_at_gap(text).or_else(|| split_at_bracket(text));
    let (Some((title, rest)), true) = (split, is_title) else {
        return false;
    };
    let (title, rest) = (title.to_owned(), rest.to_owned());
    let rest = DraftLine::split_off(line, rest.into(), Fate::Open);
    draft.set_text(index, title);
    draft.insert_after(index, rest);
    true
}

/// Splits a line before the bracket at its end: 雨天 (2014-03-21 16:20:11).
fn split_at_bracket(text: &str) -> Option<(&str, &str)> {
    let at = text.strip_suffix([')', '）'])?.rfind(['(', '（'])?;
    Some((text[..at].trim(), &text[at..]))
}

/// Splits a line at its first gap: two spaces or a tab.
fn split_at_gap(text: &str) -> Option<(&str, &str)> {
    let at = [text.find("  "), text.find('\t')]
        .into_iter()
        .flatten()
        .min()?;
    Some((text[..at].trim(), text[at..].trim()))
}

/// Takes over what a line says. A line with nothing new is reported as removed, so that no loss goes unseen.
fn take_line(draft: &mut Draft<'_>, fallbacks: &mut Fallbacks, index: usize, found: FoundFields) {
    let before = draft.meta.clone();
    let meta = found.meta;
    let is_new = found.medium.is_some() || found.title.is_some();
    if let (Some(date), Some(rank)) = (&meta.date, found.rank)
        && fallbacks
            .date
            .as_ref()
            .is_none_or(|(known, ..)| rank > *known)
    {
        fallbacks.date = Some((rank, index, date.clone()));
    }
    if let Some(date) = &meta.date {
        fallbacks.dated.push((index, date.clone()));
    }
    fallbacks.medium = fallbacks
        .medium
        .take()
        .or(found.medium.map(|name| (index, name)));
    fallbacks.reviewer = fallbacks
        .reviewer
        .take()
        .or(found.reviewer.map(|name| (index, name)));
    draft
        .evidence
        .learn(found.title, found.original, found.reading);
    let found = Metadata { date: None, ..meta };
    draft.learn(index, found.clone());
    let is_known = !found
        .fields()
        .any(|(name, value)| !before.fields().any(|known| known == (name, value)));
    if is_new || found != Metadata::default() && (draft.meta != before || is_known) {
        draft.move_out(index);
    } else {
        draft.remove(index);
    }
}

/// Fills in what no line said with a label.
fn settle(draft: &mut Draft<'_>, fallbacks: Fallbacks, known: Option<String>) {
    draft.meta.date = known;
    if let Some((_, index, date)) = fallbacks.date {
        for (line, day) in fallbacks.dated {
            if day == date {
                draft.move_out(line);
            }
        }
        draft.learn(
            index,
            Metadata {
                date: Some(date),
                ..Metadata::default()
            },
        );
    }
    if let Some((index, medium)) = fallbacks.medium {
        draft.learn(
            index,
            Metadata {
                source: Some(medium),
                ..Metadata::default()
            },
        );
    }
    if let Some((index, reviewer)) = fallbacks.reviewer
        && draft.meta.editor.is_none()
    {
        draft.move_out(index);
        draft.learn(
            index,
            Metadata {
                editor: Some(reviewer),
                ..Metadata::default()
            },
        );
    }
}

/// Fewest labels in lines of their own, without a mark, that are the rows of a table.
const FEWEST_LABELS: usize = 3;

/// Returns a label that stands alone with its mark (索引号：); in a table it needs none.
fn label_above(key: &str, is_table: bool) -> Option<Cow<'_, str>> {
    if key.ends_with(['：', ':']) {
        Some(key.into())
    } else {
        (is_table && fields::is_label_of_table(key)).then(|| format!("{key}：").into())
    }
}

/// Tests whether an office of the state stands after a label: 发布机构, 发文机关.
fn names_office(label: &str) -> bool {
    ["机构", "机关", "单位"]
        .iter()
        .any(|office| label.contains(office))
}

/// Returns the line with the value of a label, if the next line can be its value.
fn value_below(draft: &Draft<'_>, index: usize, text: &str) -> Option<usize> {
    let label = read_fields(text)?;
    let [Field { kind, value: "" }] = label.fields[..] else {
        return None;
    };
    let next = index + 1;
    let line = draft.lines.get(next)?;
    let value = line.key();
    let fits = match kind {
        FieldKind::Source => {
            is_medium(value) || names_office(text) && !value.contains(['，', '。'])
        }
        FieldKind::Author | FieldKind::Editor | FieldKind::Reviewer => {
            people(value).split(' ').all(names::is_person)
        }
        FieldKind::FileNumber => is_file_number(value),
        FieldKind::Published | FieldKind::Written => dates(value)
            .first()
            .is_some_and(|date| date.start == 0 && date.end == value.len()),
        FieldKind::Title => han::count(value) >= 6,
        FieldKind::Column | FieldKind::Other => {
            value.chars().count() <= 30 && !value.contains(['。', '，'])
        }
        FieldKind::OriginalTitle | FieldKind::Reading | FieldKind::Address => true,
    };
    let is_row = read_fields(value).is_none_or(|line| line.fields.is_empty());
    (line.is_open() && !line.is_prose() && fits && is_row).then_some(next)
}

/// Tests whether a line is the number of an official document: 国发〔2024〕7号.
pub(super) fn is_file_number(key: &str) -> bool {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^[(（]?[一-龥]{1,16}(?:字|函)?\s?[〔\[（(【﹝［]\s?(?:19|20)\d{2}\s?[〕\])）】﹞］]\s?第?\s?\d{1,5}\s?号[)）]?$",
        )
    });
    let is_number = key.trim_end_matches([')', '）']).ends_with('号');
    is_number && key.len() <= 120 && NUMBER.is_match(key)
}

fn read_fields(key: &str) -> Option<LineFields<'_>> {
    fields::read(unwrapped(key))
}

/// Reads the metadata of a line; `None` if it is not a metadata line.
///
/// `above` the text, a date or a medium's name may stand alone; below it, a date alone signs a document.
fn read(key: &str, above: bool) -> Option<FoundFields> {
    if let Some(original) = title_at_source(key) {
        return Some(FoundFields {
            original: Some(original.to_owned()),
            is_strong: true,
            ..FoundFields::default()
        });
    }
    let line = read_fields(key)?;
    if line.fields.is_empty() && !line.is_dated() {
        return None;
    }
    if is_dated_headline(key, &line) {
        return None;
    }
    let mut found = FoundFields::default();
    for field in &line.fields {
        take(&mut found, *field, above);
    }
    take_dates(&mut found, &line);
    let mut words = line.words.iter();
    let only_paper = !line.dates.is_empty()
        && !line.words.is_empty()
        && words.all(|word| word.starts_with('《') && word.ends_with('》'));
    if line.fields.is_empty() && !above && !only_paper {
        return None;
    }
    take_words(&mut found, &line, above || only_paper)?;
    let names_staff = line.fields.iter().all(|field| {
        matches!(field.kind, FieldKind::Editor | FieldKind::Reviewer)
            && people(field.value).split(' ').all(names::is_person)
    });
    let names_medium = found.meta.source.as_deref().is_some_and(is_medium);
    found.is_strong = only_paper
        || !line.fields.is_empty() && names_staff
        || found.meta.date.is_some() && names_medium;
    Some(found)
}

/// Tests whether a line is a day and what happened on it, without a gap between: 2022年8月19日例行记者会.
fn is_dated_headline(key: &str, line: &LineFields<'_>) -> bool {
    let [word] = line.words[..] else {
        return false;
    };
    let is_name = is_medium(word) || names::is_person(word);
    let before = unwrapped(key).strip_suffix(word);
    let is_glued = before.is_some_and(|before| before.ends_with('日'));
    line.fields.is_empty() && !line.is_timed && is_glued && !is_name
}

/// Returns the title in a line that only says what it was at the source: （原题为《共享农机，好用吗》）, 原标题：….
fn title_at_source(key: &str) -> Option<&str> {
    let line = unwrapped(key);
    let line = line.strip_prefix("本文").unwrap_or(line);
    let title = ["原标题为", "原题为", "原标题", "原题"]
        .iter()
        .find_map(|label| line.strip_prefix(label))?;
    let named = title.trim_start_matches([' ', ':', '：']);
    let quoted = named
        .strip_prefix('《')
        .and_then(|title| title.strip_suffix('》'))
        .filter(|title| !title.contains('》'));
    let is_marked = title.trim_start().starts_with([':', '：']) && !named.contains('。');
    quoted.or_else(|| Some(named).filter(|title| is_marked && han::count(title) >= 2))
}

/// Removes brackets around the whole line, and bullets.
fn unwrapped(key: &str) -> &str {
    static BULLETS: PlaneSet = PlaneSet::of("•·▲◆■●★ ");
    let key = key.trim_matches(|c| BULLETS.contains(c));
    [('(', ')'), ('（', '）'), ('【', '】'), ('[', ']')]
        .iter()
        .find_map(|&(open, close)| {
            key.strip_prefix(open)?
                .strip_suffix(close)
                .filter(|inner| !inner.contains(open))
        })
        .unwrap_or(key)
        .trim()
}

/// Takes the day of a line: the one whose label says that it is the day of publication, or else the first.
fn take_dates(found: &mut FoundFields, line: &LineFields<'_>) {
    let rank = |label: Option<FieldKind>| match label {
        Some(FieldKind::Published) => DateRank::Labeled,
        Some(FieldKind::Written) => DateRank::Written,
        Some(_) => DateRank::Together,
        None if line.fields.is_empty() && line.words.is_empty() => DateRank::Alone,
        None => DateRank::Together,
    };
    for (iso, label) in &line.dates {
        let rank = rank(*label);
        if found.rank.is_none_or(|known| rank > known) {
            found.rank = Some(rank);
            found.meta.date = Some(iso.clone());
        }
    }
}

/// Decides on the words of a line that have no label; `None` if they make it something else than metadata.
fn take_words(found: &mut FoundFields, line: &LineFields<'_>, above: bool) -> Option<()> {
    let words = &line.words;
    if words.is_empty() {
        return Some(());
    }
    let is_long = words.iter().any(|word| word.chars().count() > LONGEST_NAME);
    if !above || !line.is_dated() || words.len() > 4 || is_long {
        return None;
    }
    let is_original = words.contains(&"原创");
    let mut names: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| *word != "原创")
        .collect();
    names.dedup();
    let medium = names.iter().rfind(|name| is_medium(name)).copied();
    let most = if line.is_timed { MOST_NAMES } else { 2 };
    let may_be_names = names.len() <= most && may_be_names(&names);
    if !is_original && line.fields.is_empty() && medium.is_none() && !may_be_names {
        return None;
    }
    let author = match names[..] {
        [name] if is_original => Some(name).filter(|name| !is_medium(name)),
        [first, ..] if is_original => Some(first),
        _ => names
            .iter()
            .copied()
            .find(|name| names::is_person(name) && Some(*name) != medium),
    };
    if found.meta.author.is_none() {
        found.meta.author = author.map(str::to_owned);
    }
    let other = names
        .last()
        .copied()
        .filter(|name| is_original || !names::is_person(name));
    found.medium = medium.or(other).and_then(cleaned);
    Some(())
}

/// Most names beside a day with a time of day.
const MOST_NAMES: usize = 4;

/// Tests whether the words beside a date can only be the names of an account and of people: without clause marks.
fn may_be_names(names: &[&str]) -> bool {
    names.iter().all(|name| {
        (han::count(name) >= 2 || is_handle(name))
            && han::count(name) <= 12
            && !name.contains([
                '“', '！', '？', '、', '第', '在', '的', '了', '是', '为', '将',
            ])
    })
}

/// Tests whether a word is the name of an account in Latin letters.
fn is_handle(name: &str) -> bool {
    name.len() >= 3 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Takes one labeled field. Below the text, the title is a field of a form for comments.
fn take(found: &mut FoundFields, field: Field<'_>, above: bool) {
    let meta = &mut found.meta;
    let value = field.value;
    match field.kind {
        FieldKind::Source => {
            let (medium, author) = match value.strip_prefix("作者") {
                Some(author) => ("", author),
                None => medium_and_author(value),
            };
            meta.source = meta.source.take().or_else(|| cleaned(medium));
            add_people(&mut meta.author, author);
        }
        FieldKind::Author => add_people(&mut meta.author, value),
        FieldKind::Editor => meta.editor = meta.editor.take().or_else(|| cleaned(value)),
        FieldKind::Reviewer => {
            found.reviewer = found.reviewer.take().or_else(|| cleaned(value));
        }
        FieldKind::Column => meta.column = meta.column.take().or_else(|| cleaned(value)),
        FieldKind::FileNumber => {
            let number = value.replace(' ', "");
            meta.file_number = meta
                .file_number
                .take()
                .or(Some(number))
                .filter(|number| number.contains(char::is_numeric));
        }
        FieldKind::Title if !above => {}
        FieldKind::Title => {
            found.title = Some(value.to_owned()).filter(|title| han::count(title) >= 2)
        }
        FieldKind::OriginalTitle => found.original = Some(value.to_owned()),
        FieldKind::Reading => found.reading = Some(value.to_owned()),
        FieldKind::Address => {
            meta.url = meta
                .url
                .take()
                .or_else(|| Some(value.to_owned()).filter(|url| is_address(url)));
        }
        FieldKind::Published | FieldKind::Written | FieldKind::Other => {}
    }
}

/// Adds people to a list, with single spaces between them.
fn add_people(list: &mut Option<String>, value: &str) {
    let listed = people(value);
    let is_role = |word: &&str| {
        ["评论员", "记者", "通讯员", "撰稿人"]
            .iter()
            .any(|role| word.ends_with(role))
    };
    // 文|政能亮特约评论员 韩涵
    let named: Vec<&str> = listed.split(' ').filter(|word| !is_role(word)).collect();
    let names = cleaned(&named.join(" ")).or_else(|| cleaned(&listed));
    *list = match (list.take(), names) {
        (Some(first), Some(more)) => Some(format!("{first} {more}")),
        (first, more) => first.or(more),
    };
}

/// Splits the value of a source that names its author after it: 中国新闻网 王帆.
fn medium_and_author(value: &str) -> (&str, &str) {
    match value.split_once(' ') {
        Some((medium, author))
            if is_medium(medium) && people(author).split(' ').all(names::is_person) =>
        {
            (medium, author)
        }
        Some(_) | None => (value, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a line above the text as `date|source|author|editor|column|file_number`; empty if it is no metadata.
    fn line(key: &str) -> String {
        let Some(found) = read(key, true) else {
            return "-".to_owned();
        };
        let meta = found.meta;
        let parts = [
            meta.date,
            meta.source.or(found.medium),
            meta.author,
            meta.editor.or(found.reviewer),
            meta.column,
            meta.file_number,
        ];
        let parts: Vec<String> = parts.into_iter().map(Option::unwrap_or_default).collect();
        parts.join("|").trim_end_matches('|').to_owned()
    }

    #[test]
    fn metadata_lines_are_read_whole() {
        let rows = include_str!("metadata_lines.tsv").lines();
        let wrong: Vec<String> = rows
            .filter(|row| !row.starts_with('#'))
            .filter_map(|row| {
                let (key, right) = row.rsplit_once('\t').expect("two columns");
                let got = line(key);
                (got != right).then(|| format!("{key}\n  is {got}\n  not {right}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
