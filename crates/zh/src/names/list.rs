//! Names in lists: between names, everything is a name (夏宝龙、王国平、斯鑫良).

use super::people::NameText;
use super::words::{goes_on, is_no_name};
use super::{ends_in_post, ends_in_role, is_given, is_usual_given, speaks};
use crate::{dictionary, han};

/// What an item of a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    /// A name found already.
    Name,
    /// Shaped as a name, at these characters.
    Shaped(usize, usize),
    /// Two to four characters that are no word: a name between names.
    Loose(usize, usize),
    /// Something else.
    Other,
}

/// Adds the names that the lists of a text tell.
pub(super) fn complete(text: &mut NameText<'_>) {
    let mut start = 0;
    while start < text.chars.len() {
        let length = text.chars[start..]
            .iter()
            .take_while(|&&c| !ends_clause(c))
            .count();
        let end = start + length;
        if text.chars[start..end].contains(&'、') {
            clause(text, start, end);
        }
        start = end + 1;
    }
}

/// Tests for a mark that no list goes across.
fn ends_clause(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | '：'
            | '！'
            | '？'
            | '（'
            | '）'
            | '“'
            | '”'
            | '《'
            | '》'
            | '\n'
            | ','
            | ';'
            | '('
            | ')'
    )
}

/// Adds the names of the list in a clause.
fn clause(text: &mut NameText<'_>, start: usize, end: usize) {
    let mut bounds = vec![start];
    let separators = (start..end).filter(|&at| text.chars[at] == '、');
    bounds.extend(separators.map(|at| at + 1));
    bounds.push(end + 1);
    let items: Vec<Item> = (0..bounds.len() - 1)
        .map(|k| {
            item(
                text,
                bounds[k],
                bounds[k + 1] - 1,
                k == 0,
                k + 2 == bounds.len(),
            )
        })
        .collect();
    let mut at = 0;
    while at < items.len() {
        let run = items[at..]
            .iter()
            .take_while(|&&item| item != Item::Other)
            .count();
        if is_list_of_names(&items[at..at + run]) {
            for item in &items[at..at + run] {
                if let Item::Shaped(start, end) | Item::Loose(start, end) = *item {
                    text.add(start, end);
                }
            }
        }
        at += run.max(1);
    }
}

/// Tests whether neighbors in a list are names: one is certain and most are shaped so, or three and more are.
fn is_list_of_names(run: &[Item]) -> bool {
    let names = run.iter().filter(|item| **item == Item::Name).count();
    let shaped = run
        .iter()
        .filter(|item| matches!(item, Item::Shaped(..)))
        .count();
    let long = run
        .iter()
        .filter(|item: &&Item| matches!(item, Item::Shaped(start, end) if end - start >= 3))
        .count();
    let loose = run.len() - names - shaped;
    let likely = if names > 0 {
        names + shaped >= 2
    } else {
        shaped >= 3 && long * 2 >= shaped || shaped >= 4 && long > 0 && loose == 0
    };
    likely && loose * 3 <= names + long.max(1)
}

/// Reads an item; the `first` one may have words before the name, the `last` one words after it.
fn item(text: &NameText<'_>, start: usize, end: usize, first: bool, last: bool) -> Item {
    let next = text.found.partition_point(|&(_, to)| to <= start);
    if let Some(&(from, to)) = text.found.get(next)
        && from < end
    {
        let whole = (first || from <= start) && (last || to >= end);
        return if whole { Item::Name } else { Item::Other };
    }
    if first {
        return Item::of_suffix(text, start, end);
    }
    if last {
        return Item::of_prefix(text, start, end);
    }
    Item::of(text, start, end)
}

/// Characters that end what stands before the first name of a list: 出席的有, 获奖者为, 任命.
const JOINING: &str = "有是由和与员长记任授者席事命举去为括及导：";

/// Characters that end the names of bodies and places: 卫生院, 石板路.
const BODIES: &str = "院室站所厅局馆校厂店社区县市镇乡村路街桥";

impl Item {
    /// Reads an item that must be a name as a whole.
    fn of(text: &NameText<'_>, start: usize, end: usize) -> Self {
        let name: String = text.chars[start..end]
            .iter()
            .filter(|c| !c.is_whitespace())
            .collect();
        let length = name.chars().count();
        if !(2..=4).contains(&length)
            || !name.chars().all(han::is_han)
            || dictionary::gloss(&name).is_some()
            || dictionary::is_word(&name)
            || is_no_name(&name)
            || name.ends_with(|c| BODIES.contains(c))
        {
            return Self::Other;
        }
        if (start..end).any(|at: usize| text.chars[at].is_whitespace()) {
            return Self::Shaped(start, end);
        }
        let Some((surname, _)) = text.surname_length(start) else {
            return Self::loose(text, start, end);
        };
        let given = text.slice(start + surname, end);
        let fits = matches!(given.chars().count(), 1 | 2)
            && (text.is_name(start, start + surname, end)
                || text.is_name_with_particle(start, start + surname, end));
        let is_word = dictionary::is_word(given) && given.chars().count() == 2;
        if fits && (is_usual_given(given) || !is_word) {
            Self::Shaped(start, end)
        } else {
            Self::loose(text, start, end)
        }
    }

    fn loose(text: &NameText<'_>, start: usize, end: usize) -> Self {
        let is_name = text.chars[start..end].iter().all(|&c| is_given(c)) && end - start >= 2;
        if is_name {
            Self::Loose(start, end)
        } else {
            Self::Other
        }
    }

    /// Reads the name at the end of the first item: 出席会议的有夏宝龙.
    fn of_suffix(text: &NameText<'_>, start: usize, end: usize) -> Self {
        if end - start <= 4
            && let item @ Self::Shaped(..) = Self::of(text, start, end)
        {
            return item;
        }
        let joins = |at: usize| {
            let before = text.slice(start, at);
            at == start
                || JOINING.contains(text.chars[at - 1])
                || ends_in_post(before)
                || ends_in_role(before)
        };
        if let Some(from) = before_blank(text, start, end).filter(|&from| joins(from)) {
            return Self::of(text, from, end);
        }
        [3, 2, 4]
            .into_iter()
            .filter(|length| end >= start + length)
            .map(|length| end - length)
            .filter(|&from| joins(from) && !JOINING.contains(text.chars[from]))
            .map(|from| Self::of(text, from, end))
            .find(|item| matches!(item, Self::Shaped(..)))
            .unwrap_or(Self::Other)
    }

    /// Reads the name at the head of the last item: 王国平等出席.
    fn of_prefix(text: &NameText<'_>, start: usize, end: usize) -> Self {
        let whole = if end - start <= 4 {
            Self::of(text, start, end)
        } else {
            Self::Other
        };
        if matches!(whole, Self::Shaped(..)) {
            return whole;
        }
        let lengths = [3, 2, 4].into_iter().map(|length| start + length);
        let closed = lengths
            .clone()
            .filter(|&to| to < end && closes(text.slice(to, end)))
            .map(|to| Self::of(text, start, to))
            .find(|item| matches!(item, Self::Shaped(..) | Self::Loose(..)));
        let usual = || {
            lengths.filter(|&to| to <= end).find_map(|to| {
                let item = Self::of(text, start, to);
                let given = text.slice(start + 1, to);
                let is_usual = matches!(item, Self::Shaped(..))
                    && is_usual_given(given)
                    && !dictionary::is_word(text.slice(to - 1, to + 1));
                is_usual.then_some(item)
            })
        };
        closed.or_else(usual).unwrap_or(whole)
    }
}

/// Returns where a name with a blank after its surname begins: 任命任　鸿斌.
fn before_blank(text: &NameText<'_>, start: usize, end: usize) -> Option<usize> {
    let blank = (start..end).find(|&at| text.chars[at].is_whitespace())?;
    blank.checked_sub(1).filter(|&from| from >= start)
}

/// Tests whether `text` goes on after a list of names.
fn closes(text: &str) -> bool {
    [
        "等", "的", "到", "和", "与", "及", "同", "出席", "参加", "一起", "一同", "陪同", "分别",
        "先后", "主持", "当选", "在", "任", "为", "说", "也", "都", "先生", "女士", "三人", "两人",
        "四人", "五人", "报道", "摄",
    ]
    .iter()
    .any(|word| text.starts_with(word))
        || goes_on(text)
        || speaks(text)
}
