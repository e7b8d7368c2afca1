//! The grammar of metadata lines: dates, labeled fields, and words that stand alone.
//!
//! A line is taken apart whole: what is neither a date nor a field with its label is a word, and words that are
//! furniture of the page (controls, counters, times, addresses, pages of a paper) are dropped.

mod labels;
mod words;

use super::dates::{DateMatch, clock, dates};
use super::naming::is_medium;
use crate::clean::patterns::regex;
use duizhao_zh::{han, names};
use labels::{LabelMatch, UNMARKED, kind, labeled, may_be_unmarked};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;
use words::{IN_RECENT, is_furniture, words};

pub(super) use labels::{FieldKind, is_label_of_table};
pub(super) use words::{is_address, is_place, is_recent};

/// Codes of staff members after their names: _NB7, (EN042), UN100.
static STAFF_CODE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"[_\s]*[(（\[]?[A-Za-z]{1,4}\d{1,5}[)）\]]?$"));

/// A labeled field of a line. The value is empty if nothing stands after the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field<'t> {
    pub(super) kind: FieldKind,
    pub(super) value: &'t str,
}

/// What a line holds.
#[derive(Debug, Default)]
pub(super) struct LineFields<'t> {
    /// The fields with labels, in order.
    pub(super) fields: Vec<Field<'t>>,
    /// Days, in order, and whether each has a label that says what it is.
    pub(super) dates: Vec<(String, Option<FieldKind>)>,
    /// What is neither, without furniture.
    pub(super) words: Vec<&'t str>,
    /// Whether the last word says how long ago that was: 昨天.
    is_recent: bool,
    /// Whether the line begins with a day and a time of day.
    pub(super) is_timed: bool,
}

impl LineFields<'_> {
    /// Tests whether the line says when the article was published.
    pub(super) fn is_dated(&self) -> bool {
        self.is_recent || !self.dates.is_empty()
    }
}

/// Where something begins that is not a word.
enum Border {
    Label(FieldKind, usize, usize),
    Date(DateMatch),
}

impl Border {
    fn start(&self) -> usize {
        match self {
            Self::Label(_, start, _) => *start,
            Self::Date(date) => date.start,
        }
    }

    fn end(&self) -> usize {
        match self {
            Self::Label(_, _, end) => *end,
            Self::Date(date) => date.end,
        }
    }
}

/// Takes a line (simplified script) apart; `None` if it is a sentence, has a field that cannot have its value, or can have
/// neither a field nor a day.
pub(super) fn read(key: &str) -> Option<LineFields<'_>> {
    if key.contains(['。', '；']) || key.ends_with(['，', '！', '？']) {
        return None;
    }
    let borders = borders(key);
    if borders.is_empty() && !key.contains(IN_RECENT) {
        return None;
    }
    let first = borders.first().map_or(key.len(), Border::start);
    let mut line = LineFields {
        is_timed: matches!(borders.first(), Some(Border::Date(date)) if date.start == 0
            && key[..date.end].contains([':', '：'])),
        ..LineFields::default()
    };
    words(&key[..first], &mut line.words);
    // 截止2006年8月10日: what stands right before a day is no name.
    let is_glued =
        key[..first].ends_with(han::is_han) && matches!(borders.first(), Some(Border::Date(_)));
    if is_glued && line.words.last().is_some_and(|word| !is_medium(word)) {
        line.words.pop();
    }
    let recent = line.words.iter().filter(|word| is_recent(word)).count();
    let ends_recent = line.words.last().is_some_and(|word| is_recent(word));
    if borders.is_empty() && line.words.len() > 1 && recent == 1 && ends_recent {
        line.is_recent = true;
        line.words.pop();
    }
    for (at, border) in borders.iter().enumerate() {
        let next = borders.get(at + 1);
        let text = &key[border.end()..next.map_or(key.len(), Border::start)];
        match border {
            Border::Label(kind, ..) => {
                let dated = matches!(next, Some(Border::Date(_)));
                let (value, left) = value(*kind, text);
                if !is_value(*kind, value, dated && left.is_empty()) {
                    return None;
                }
                line.fields.push(Field { kind: *kind, value });
                words(left, &mut line.words);
            }
            Border::Date(date) => {
                let label = at.checked_sub(1).and_then(|before| match &borders[before] {
                    Border::Label(kind, _, end) if key[*end..date.start].trim().is_empty() => {
                        Some(*kind)
                    }
                    Border::Label(..) | Border::Date(_) => None,
                });
                // A clause after a date begins a sentence: 2024年5月13日，会议在北京召开.
                if text.starts_with(['，', ',']) {
                    return None;
                }
                line.dates.push((date.iso.clone(), label));
                words(text, &mut line.words);
            }
        }
    }
    Some(line)
}

/// Tests whether a line begins with the label of a field, whatever its value.
pub(super) fn begins_with_label(key: &str) -> bool {
    labeled(key)
        .next()
        .is_some_and(|label| label.name.start == 0)
}

/// Finds labels and dates, in order and without overlaps. A date inside the name of a source is part of it.
fn borders(key: &str) -> Vec<Border> {
    let dates = dates(key);
    let mut borders: Vec<Border> = Vec::new();
    for LabelMatch { name, end } in labeled(key) {
        if let Some(start) = field_start(key, name.clone(), end, &dates) {
            borders.push(Border::Label(kind(&key[name]), start, end));
        }
    }
    // People without a mark are a byline, which stays in the article, unless the line has other fields.
    let is_byline = borders.is_empty() && dates.is_empty();
    let unmarked = may_be_unmarked(key).then(|| UNMARKED.captures_iter(key));
    for found in unmarked.into_iter().flatten() {
        let Some(whole) = found.get(0) else { continue };
        let kind = match (1..=5).find(|&group| found.get(group).is_some()) {
            Some(2 | 3) => FieldKind::Author,
            Some(4) => FieldKind::Editor,
            Some(5) => FieldKind::Reviewer,
            Some(_) | None => FieldKind::Source,
        };
        let taken =
            |border: &Border| border.start() <= whole.start() && whole.start() < border.end();
        if starts_field(key, whole.start(), &dates)
            && !(is_byline && kind == FieldKind::Author)
            && !borders.iter().any(taken)
            && names_what_follows(kind, &key[whole.end()..])
        {
            borders.push(Border::Label(kind, whole.start(), whole.end()));
        }
    }
    borders.extend(dates.into_iter().map(Border::Date));
    borders.sort_by_key(Border::start);
    let mut end = 0;
    borders.retain(|border| {
        let free = border.start() >= end;
        if free {
            end = border.end();
        }
        free
    });
    borders
}

/// Tests whether the words after a label without a mark are what it announces: people, or a medium.
fn names_what_follows(kind: FieldKind, text: &str) -> bool {
    let gap = ["  ", "|", "｜", "【", "（", "("]
        .iter()
        .filter_map(|gap| text.find(gap))
        .min();
    let text = text[..gap.unwrap_or(text.len())].trim();
    let first = text.split([' ', '、', '，', '_']).next().unwrap_or(text);
    match kind {
        FieldKind::Source => is_medium(first) && first.chars().count() <= 16,
        FieldKind::Author | FieldKind::Editor | FieldKind::Reviewer => {
            names::is_person(first) && !names::speaks(&text[first.len()..])
        }
        FieldKind::Published
        | FieldKind::Written
        | FieldKind::Column
        | FieldKind::FileNumber
        | FieldKind::Title
        | FieldKind::OriginalTitle
        | FieldKind::Reading
        | FieldKind::Address
        | FieldKind::Other => false,
    }
}

/// Returns where the field of a label begins: at the label, or at the name of the medium before it if a person is named
/// after it (新华网记者：张三).
fn field_start(key: &str, label: Range<usize>, value: usize, dates: &[DateMatch]) -> Option<usize> {
    if starts_field(key, label.start, dates) {
        return Some(label.start);
    }
    let before = &key[..label.start];
    let word = before.rfind(|c: char| !han::is_han(c)).map_or(0, |i| {
        i + before[i..].chars().next().map_or(0, char::len_utf8)
    });
    let medium = &key[word..label.start];
    let is_role = |roles: &[&str]| roles.iter().any(|role| key[label.clone()].ends_with(role));
    let is_medium = medium.chars().count() <= 10 && is_medium(medium);
    if !is_medium
        || !names_what_follows(FieldKind::Author, &key[value..])
        || !starts_field(key, word, dates)
    {
        None
    } else if is_role(&["作者"]) || key[..word].ends_with(['：', ':', ' ']) {
        // 来源：青岩经济网作者：何思远
        Some(label.start)
    } else {
        is_role(&["记者", "编辑", "评论员", "通讯员"]).then_some(word)
    }
}

/// Tests whether a label may begin at `at`: at the start, after a separator, or after a date.
fn starts_field(key: &str, at: usize, dates: &[DateMatch]) -> bool {
    key[..at].chars().next_back().is_none_or(|c| {
        c.is_whitespace()
            || "|｜¦】])）(（[【/／丨︱•·，,;、>》:：".contains(c)
            || c.is_ascii_digit()
            || dates.iter().any(|date| date.end == at)
    })
}

/// Splits a field's text into its value and the rest, which begins with a gap, a separator or a control.
///
/// A gap between people is none.
fn value(kind: FieldKind, text: &str) -> (&str, &str) {
    if matches!(
        kind,
        FieldKind::Title | FieldKind::OriginalTitle | FieldKind::Reading
    ) {
        return (text.trim(), "");
    }
    if kind == FieldKind::Other && text.starts_with(|c: char| c.is_ascii_digit()) {
        // A counter is one word: 浏览：272 收藏.
        let end = text.find(' ').unwrap_or(text.len());
        return (&text[..end], &text[end..]);
    }
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let skipped = rest.len() - rest.trim_start_matches(' ').len();
        end += gap(&rest[skipped..]).map_or(rest.len(), |at| at + skipped);
        let next = text[end..].trim_start_matches(' ');
        let word = next.split([' ', '|', '｜']).next().unwrap_or(next);
        let is_people = matches!(
            kind,
            FieldKind::Author | FieldKind::Editor | FieldKind::Reviewer
        );
        if !(is_people && text[end..].starts_with("  ") && names::is_person(word)) {
            break;
        }
    }
    let mut spaces = text[..end].match_indices(' ').map(|(at, _)| at);
    let control = spaces.find(|&at| {
        let mut words = text[at..end].split_whitespace();
        words.next().is_some_and(is_furniture)
    });
    let end = control.unwrap_or(end);
    (text[..end].trim(), &text[end..])
}

/// Returns where a value ends that begins at the start of `text`.
fn gap(text: &str) -> Option<usize> {
    let gaps = ["  ", "|", "｜", "¦", "【", "\t", "┊"];
    gaps.iter().filter_map(|gap| text.find(gap)).min()
}

/// Tests whether a field can have this value: short, and for people a list of names, not a clause. A field for a day has
/// its day after it (`dated`), a time of day, or nothing.
fn is_value(kind: FieldKind, value: &str, dated: bool) -> bool {
    let length = value.chars().count();
    let is_clause = value.contains(['？', '！', '，', ',', '；', '?', '!']);
    match kind {
        FieldKind::Source => length <= 40 && !is_clause,
        FieldKind::Author | FieldKind::Editor | FieldKind::Reviewer => {
            let is_speech = value.contains(['？', '！', '?', '!', '“', '《']);
            length <= 60 && !is_speech && !has_long_name(value)
        }
        FieldKind::Published | FieldKind::Written => {
            // 10-08 12:00优质原创作者, but not 5月13日上午9点, which an event has.
            let is_yearless = length <= LONGEST_DAY
                && value.starts_with(|c: char| c.is_ascii_digit())
                && !value.contains(['年', '月', '日', '点']);
            value.is_empty()
                || dated && length <= 8
                || is_yearless
                || is_recent(value)
                || clock(value) == value.len()
        }
        FieldKind::Column => length <= 24 && !is_clause,
        FieldKind::FileNumber => length <= 40 && !is_clause,
        FieldKind::Title | FieldKind::OriginalTitle | FieldKind::Reading => length <= 200,
        FieldKind::Address => length <= 300,
        FieldKind::Other => length <= 80 && !is_clause,
    }
}

/// Longest value of a field for a day that has no year, in characters.
const LONGEST_DAY: usize = 20;

/// Tests whether an item in a list of people is too long for a name, or a clause.
fn has_long_name(value: &str) -> bool {
    let clauses = value.contains(['，', ',']);
    value
        .split(|c: char| c.is_whitespace() || "、，,;；/／|丨()（）".contains(c))
        .any(|name| {
            let length = han::count(name);
            length > 14
                || length > 4
                    && (clauses || name.contains(['的', '了', '是', '为', '在', '将', '把', '被']))
        })
}

/// Removes punctuation around a value and a staff code after it; `None` if there are no letters or digits left. Brackets
/// that belong to a title stay if there is more than the title: 《求是》2024年第9期.
pub(super) fn cleaned(value: &str) -> Option<String> {
    let value = value.trim_matches(|c: char| {
        c.is_whitespace() || "，,;；|()（）【】[]:：-".contains(c) || is_private(c)
    });
    if value.contains(['=', '<']) {
        return None;
    }
    let without_code = STAFF_CODE.replace(value, "");
    let name = match without_code.trim() {
        // An account in Latin letters, but not a mere code.
        "" if value.contains(|c: char| c.is_ascii_lowercase()) => value,
        name => name.strip_suffix("举报").unwrap_or(name),
    };
    name.contains(char::is_alphanumeric)
        .then(|| unquoted(name).to_owned())
}

/// Tests whether a character has no meaning in Unicode: old pages draw signs of their own with such.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}')
}

/// Removes a pair of quotation marks or of title brackets around the whole of a name.
pub(super) fn unquoted(name: &str) -> &str {
    [('“', '”'), ('《', '》')]
        .iter()
        .find_map(|&(open, close)| {
            let inner = name.strip_prefix(open)?.strip_suffix(close)?;
            (!inner.contains([open, close])).then(|| inner.trim())
        })
        .unwrap_or(name)
}
