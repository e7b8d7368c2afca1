//! Lines that say when, where, by whom: 2020年02月19日15:24  来源：人民网, 责编：乔业琼、闫妍.
//!
//! A line is metadata when nothing is left of it after its dates, labelled fields, counters and
//! controls are taken away, or only a name where a labelled field would stand.

use super::controls;
use super::draft::Draft;
use super::kinds;
use super::naming::{is_medium, people};
use duizhao_core::article::Metadata;
use regex::Regex;
use std::sync::LazyLock;

/// Longest metadata line, in bytes.
const LONGEST: usize = 400;

/// Day, month and year in the orders that Chinese pages print, with a time of day behind.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:(民国)?(\d{2,4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?)(?:[T\s]*(?:星期[一二三四五六日天]|周[一二三四五六日])?\s*(?:上午|下午|AM|PM)?\s*\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}秒?|分)?)?",
    )
    .expect("the pattern is well formed")
});

/// Labels that pages space out: 编 辑：, 来　源：.
static SPACED_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(编|责|来|作|时|日)\s+(辑|编|源|者|间|期)").expect("the pattern is well formed")
});

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Source,
    Author,
    Editor,
    Date,
    /// A credit that the article's metadata has no place for.
    Other,
}

const LABELS: &[(Field, &str)] = &[
    (
        Field::Source,
        "来源|稿源|信息来源|文章来源|稿件来源|新闻来源|本文来源|出处|来源单位|发布单位|发布机构|发文机关|供稿单位|供稿|转自|转载自|文章转自|本文转自|摘自",
    ),
    (
        Field::Author,
        "作者|撰文|撰稿|撰稿人|文章作者|文字|本报记者|本网记者|全媒体记者|见习记者|记者|通讯员|特约记者|特约通讯员|实习记者|文",
    ),
    (
        Field::Editor,
        "责任编辑|责编|责任编|编辑|值班编辑|网络编辑|执行编辑|实习编辑|本期编辑|新媒体编辑|编审",
    ),
    (
        Field::Date,
        "发布时间|发布日期|网站更新日期|最后更新|发表时间|发表日期|时间|日期|更新时间|更新日期|发稿时间|发文日期|刊发时间|上传时间",
    ),
    (
        Field::Other,
        "审核|校对|监制|签发|终审|复审|初审|一审|二审|三审|主编|总编|制作|制图|美编|排版|录入|发布人|发布者|信息员|图|摄影|图片来源|索引号|文号|成文日期|主题词|关键词|关键字|有效性|分类|主题分类|标题|原标题|名称|摘要|内容概述|发布|统筹|策划|视频|发文机构|发文机关|发布机关|制发机关|公开类别|公开日期|公开方式|信息索引",
    ),
];

static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    let labels: Vec<&str> = LABELS.iter().map(|(_, names)| *names).collect();
    Regex::new(&format!(r"({})\s*[:：丨|／/]\s*", labels.join("|")))
        .expect("the pattern is well formed")
});

/// A name in brackets that staff systems add: _NB7, (EN042), UN100.
static STAFF_CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[_\s]*[(（\[]?[A-Za-z]{1,4}\d{1,5}[)）\]]?$").expect("the pattern is well formed")
});

pub(super) fn run(draft: &mut Draft<'_>) {
    let mut unlabelled = None;
    let (first_prose, last_prose) = draft.prose_bounds().unwrap_or((draft.lines.len(), 0));
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        if !line.is_open() || line.key().len() > LONGEST || kinds::is_caption(line.key()) {
            continue;
        }
        let Some((found, medium)) = read(line.key(), index < first_prose) else {
            continue;
        };
        // Between paragraphs a label is part of the text: 来源：石沟村的水.
        if index > first_prose && index < last_prose {
            continue;
        }
        let before = draft.meta.clone();
        let names_medium = medium.is_some();
        unlabelled = unlabelled.or(medium.map(|medium| (index, medium)));
        draft.learn(index, found.clone());
        // What says nothing new is listed as removed, so that nothing goes unseen.
        if !names_medium
            && (found == Metadata::default() || draft.meta == before && !repeats(&before, &found))
        {
            draft.remove(index);
        } else {
            draft.move_out(index);
        }
    }
    if let Some((index, medium)) = unlabelled {
        draft.learn(
            index,
            Metadata {
                source: Some(medium),
                ..Metadata::default()
            },
        );
    }
}

/// Whether all that `found` says is said already.
fn repeats(known: &Metadata, found: &Metadata) -> bool {
    let same = |a: &Option<String>, b: &Option<String>| b.is_none() || a == b;
    same(&known.date, &found.date)
        && same(&known.source, &found.source)
        && same(&known.author, &found.author)
        && same(&known.editor, &found.editor)
}

/// What a line says of the article, or `None` if it is no metadata line. `above` the text a date or a
/// medium's name may stand alone; below it a lone date signs a document. A medium without a label is
/// returned beside the rest, because a labelled one elsewhere is better.
fn read(key: &str, above: bool) -> Option<(Metadata, Option<String>)> {
    let key = unwrapped(key);
    let spaced = SPACED_LABEL.replace_all(key, "$1$2");
    let key = spaced.as_ref();
    if key.contains(['。', '；']) || key.ends_with(['，', '！', '？', '：', ':']) {
        return None;
    }
    let mut meta = Metadata::default();
    let mut dates = 0;
    let key = DATE.replace_all(key, |found: &regex::Captures<'_>| {
        let Some(date) = iso_date(found) else {
            return found[0].to_owned();
        };
        dates += 1;
        meta.date.get_or_insert(date);
        "  ".to_owned()
    });
    let key = key.as_ref();
    let mut labels = 0;
    let mut rest = String::new();
    let starts: Vec<(usize, usize, Field)> = LABELLED
        .captures_iter(key)
        .filter_map(|found| {
            let (whole, label) = (found.get(0)?, found.get(1)?);
            starts_field(key, label.start())
                .then(|| (label.start(), whole.end(), field(label.as_str())))
        })
        .collect();
    rest.push_str(&key[..starts.first().map_or(key.len(), |s| s.0)]);
    for (i, &(_, from, field)) in starts.iter().enumerate() {
        let to = starts.get(i + 1).map_or(key.len(), |next| next.0);
        let (value, left) = value(&key[from..to]);
        if !is_value(field, value) {
            return None;
        }
        labels += 1;
        take(&mut meta, field, value);
        rest.push_str("  ");
        rest.push_str(left);
    }
    let left: Vec<&str> = rest
        .split([
            ' ', '|', '｜', '¦', '　', '\t', '[', ']', '【', '】', '·', '/', '／', '(', ')', '（',
            '）', ':', '：', '┊',
        ])
        .map(|s| s.trim_matches([',', '，', '-', ':', '：', '丨']))
        .filter(|s| !s.is_empty() && !controls::is_control(s) && !is_time(s))
        .collect();
    accept(meta, labels, dates, &left, above)
}

/// Whether a field can have this value: a medium or a title is short, people have names, and nothing asks
/// or tells.
fn is_value(field: Field, value: &str) -> bool {
    let length = value.chars().count();
    let tells = value.contains(['？', '！', '，', ',', '；', '?', '!']);
    match field {
        Field::Source => length <= 40 && !tells,
        Field::Author | Field::Editor => {
            length <= 40 && !value.contains(['？', '！', '?', '!']) && !tells_of_people(value)
        }
        Field::Date => length <= 30,
        Field::Other => length <= 80 && !tells,
    }
}

/// Whether a list of people holds something too long to be a name: a clause.
fn tells_of_people(value: &str) -> bool {
    let word = |c: char| c.is_whitespace() || "、，,;；/／|丨()（）".contains(c);
    value
        .split(word)
        .any(|word| word.chars().filter(|&c| duizhao_zh::han::is_han(c)).count() > 14)
}

/// Decides on a line of which `left` stayed after dates and labelled fields.
fn accept(
    mut meta: Metadata,
    labels: usize,
    dates: usize,
    left: &[&str],
    above: bool,
) -> Option<(Metadata, Option<String>)> {
    if labels == 0 && (dates == 0 || !above) {
        return None;
    }
    match left {
        [] => Some((meta, None)),
        names
            if above
                && dates > 0
                && names.len() <= 3
                && names.iter().all(|n| n.chars().count() <= 14) =>
        {
            let original = names.contains(&"原创");
            let mut medium = None;
            for name in names.iter().filter(|n| **n != "原创") {
                if is_medium(name) {
                    medium.get_or_insert_with(|| (*name).to_owned());
                } else if original && meta.author.is_none() {
                    meta.author = Some((*name).to_owned());
                }
            }
            if let ([name], 0) = (names, usize::from(original))
                && !duizhao_zh::names::is_person(name)
            {
                medium.get_or_insert_with(|| (*name).to_owned());
            }
            let anything = original || names.iter().any(|n| is_medium(n)) || labels > 0;
            anything.then_some((meta, medium))
        }
        _ => None,
    }
}

/// A line without the brackets around the whole of it.
fn unwrapped(key: &str) -> &str {
    let key = key.trim_matches(|c: char| "•·▲◆■●★ ".contains(c));
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

/// Whether a label may begin at `at`: at the start, after a separator, or after another field's end.
fn starts_field(key: &str, at: usize) -> bool {
    key[..at].chars().next_back().is_none_or(|c| {
        c.is_whitespace() || "|｜¦】])）(（[【/／丨•·，,;".contains(c) || c.is_ascii_digit()
    })
}

fn field(label: &str) -> Field {
    LABELS
        .iter()
        .find(|(_, names)| names.split('|').any(|name| name == label))
        .map_or(Field::Other, |(field, _)| *field)
}

/// The value at the start of a field's text, and what follows it after a gap, a separator, or before a
/// control.
fn value(text: &str) -> (&str, &str) {
    let end = ["  ", "|", "｜", "¦", "【", "\t"]
        .iter()
        .filter_map(|gap| text.find(gap))
        .min()
        .unwrap_or(text.len());
    let words = text[..end].match_indices(' ').map(|(at, _)| at);
    let control = words.into_iter().find(|&at| {
        text[at..end]
            .split_whitespace()
            .next()
            .is_some_and(controls::is_control)
    });
    let end = control.unwrap_or(end);
    (text[..end].trim(), &text[end..])
}

fn take(meta: &mut Metadata, field: Field, value: &str) {
    let clean = |text: &str| {
        let text =
            text.trim_matches(|c: char| c.is_whitespace() || "，,;；|()（）【】[]".contains(c));
        let bare = STAFF_CODE.replace(text, "").trim().to_owned();
        let text = if bare.is_empty() {
            text.to_owned()
        } else {
            bare
        };
        (!text.is_empty() && text.chars().any(char::is_alphanumeric)).then_some(text)
    };
    match field {
        Field::Source => {
            meta.source = meta
                .source
                .take()
                .or_else(|| clean(value.trim_matches(['“', '”', '《', '》'])))
        }
        Field::Author => {
            let names = clean(&people(value));
            meta.author = match (meta.author.take(), names) {
                (Some(first), Some(more)) => Some(format!("{first} {more}")),
                (first, more) => first.or(more),
            };
        }
        Field::Editor => meta.editor = meta.editor.take().or_else(|| clean(value)),
        Field::Date | Field::Other => {}
    }
}

/// `YYYY-MM-DD` of a match of [`DATE`], or `None` for a month beyond 12, a day beyond 31, a year far away.
fn iso_date(found: &regex::Captures<'_>) -> Option<String> {
    let number = |i: usize| found.get(i)?.as_str().parse::<u32>().ok();
    let (year, month, day) = (number(2)?, number(3)?, number(4)?);
    // Year 1 of the Republic of China is 1912.
    let year = if found.get(1).is_some() {
        year + 1911
    } else {
        year
    };
    let real =
        (1900..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    real.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn is_time(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ':' | '：' | '-' | '.'))
}
