//! Metadata lines: 2020年02月19日15:24  来源：人民网, 责编：乔业琼、闫妍.
//!
//! A line is metadata if nothing is left of it without its dates, labeled fields, counters and controls, or
//! only a name in the place of a labeled field.

use super::controls;
use super::draft::Draft;
use super::kinds;
use super::naming::{is_medium, people};
use duizhao_core::article::Metadata;
use duizhao_zh::{han, names};
use regex::Regex;
use std::sync::LazyLock;

/// Longest metadata line, in bytes.
const LONGEST: usize = 400;

/// Dates, perhaps with a time of day after them.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:(民国)?(\d{2,4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?)(?:[T\s]*(?:星期[一二三四五六日天]|周[一二三四五六日])?\s*(?:上午|下午|AM|PM)?\s*\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}秒?|分)?)?",
    )
    .expect("the pattern is well formed")
});

/// Labels with spaces inside: 编 辑：, 来　源：.
static SPACED_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(编|责|来|作|时|日)\s+(辑|编|源|者|间|期)").expect("the pattern is well formed")
});

/// A labeled field of a metadata line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MetadataField {
    Source,
    Author,
    Editor,
    Date,
    /// A field that is not part of the article's metadata.
    Other,
}

const LABELS: &[(MetadataField, &str)] = &[
    (
        MetadataField::Source,
        "来源|稿源|信息来源|文章来源|稿件来源|新闻来源|本文来源|出处|来源单位|发布单位|发布机构|发文机关|供稿单位|供稿|转自|转载自|文章转自|本文转自|摘自",
    ),
    (
        MetadataField::Author,
        "作者|撰文|撰稿|撰稿人|文章作者|文字|本报记者|本网记者|全媒体记者|见习记者|记者|通讯员|特约记者|特约通讯员|实习记者|文",
    ),
    (
        MetadataField::Editor,
        "责任编辑|责编|责任编|编辑|值班编辑|网络编辑|执行编辑|实习编辑|本期编辑|新媒体编辑|编审",
    ),
    (
        MetadataField::Date,
        "发布时间|发布日期|网站更新日期|最后更新|发表时间|发表日期|时间|日期|更新时间|更新日期|发稿时间|发文日期|刊发时间|上传时间",
    ),
    (
        MetadataField::Other,
        "审核|校对|监制|签发|终审|复审|初审|一审|二审|三审|主编|总编|制作|制图|美编|排版|录入|发布人|发布者|信息员|图|摄影|图片来源|索引号|文号|成文日期|主题词|关键词|关键字|有效性|分类|主题分类|标题|原标题|名称|摘要|内容概述|发布|统筹|策划|视频|发文机构|发文机关|发布机关|制发机关|公开类别|公开日期|公开方式|信息索引",
    ),
];

static LABELED: LazyLock<Regex> = LazyLock::new(|| {
    let labels: Vec<&str> = LABELS.iter().map(|(_, names)| *names).collect();
    Regex::new(&format!(r"({})\s*[:：丨|／/]\s*", labels.join("|")))
        .expect("the pattern is well formed")
});

/// Codes of staff members after their names: _NB7, (EN042), UN100.
static STAFF_CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[_\s]*[(（\[]?[A-Za-z]{1,4}\d{1,5}[)）\]]?$").expect("the pattern is well formed")
});

pub(super) fn run(draft: &mut Draft<'_>) {
    let mut unlabeled = None;
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
        unlabeled = unlabeled.or(medium.map(|medium| (index, medium)));
        draft.learn(index, found.clone());
        // A line with nothing new is reported as removed, so that no loss goes unseen.
        if !names_medium
            && (found == Metadata::default() || draft.meta == before && !repeats(&before, &found))
        {
            draft.remove(index);
        } else {
            draft.move_out(index);
        }
    }
    if let Some((index, medium)) = unlabeled {
        draft.learn(
            index,
            Metadata {
                source: Some(medium),
                ..Metadata::default()
            },
        );
    }
}

/// Tests whether all fields of `found` are known already.
fn repeats(known: &Metadata, found: &Metadata) -> bool {
    [
        (&known.date, &found.date),
        (&known.source, &found.source),
        (&known.author, &found.author),
        (&known.editor, &found.editor),
    ]
    .iter()
    .all(|(known, found)| found.is_none() || known == found)
}

/// Reads the metadata of a line; `None` if it is not a metadata line.
///
/// `above` the text, a date or a medium's name may stand alone; below it, a date alone signs a document. A medium
/// without a label is returned separately, because a labeled one elsewhere is more reliable.
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
    let labels = labels(key);
    let mut rest = key[..labels.first().map_or(key.len(), |label| label.start)].to_owned();
    for (i, label) in labels.iter().enumerate() {
        let end = labels.get(i + 1).map_or(key.len(), |next| next.start);
        let (value, left) = value(&key[label.end..end]);
        if !is_value(label.field, value) {
            return None;
        }
        take(&mut meta, label.field, value);
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
    accept(meta, labels.len(), dates, &left, above)
}

/// The label of a field, in bytes of its line; the value begins at `end`.
struct Label {
    start: usize,
    end: usize,
    field: MetadataField,
}

fn labels(key: &str) -> Vec<Label> {
    let mut labels = Vec::new();
    for found in LABELED.captures_iter(key) {
        if let (Some(whole), Some(name)) = (found.get(0), found.get(1))
            && starts_field(key, name.start())
        {
            labels.push(Label {
                start: name.start(),
                end: whole.end(),
                field: field(name.as_str()),
            });
        }
    }
    labels
}

/// Tests whether a field can have this value: short, and for people a list of names, not a clause.
fn is_value(field: MetadataField, value: &str) -> bool {
    let length = value.chars().count();
    let is_clause = value.contains(['？', '！', '，', ',', '；', '?', '!']);
    match field {
        MetadataField::Source => length <= 40 && !is_clause,
        MetadataField::Author | MetadataField::Editor => {
            length <= 40 && !value.contains(['？', '！', '?', '!']) && !has_long_name(value)
        }
        MetadataField::Date => length <= 30,
        MetadataField::Other => length <= 80 && !is_clause,
    }
}

/// Tests whether an item in a list of people is too long for a name.
fn has_long_name(value: &str) -> bool {
    value
        .split(|c: char| c.is_whitespace() || "、，,;；/／|丨()（）".contains(c))
        .any(|name| han::count(name) > 14)
}

/// Decides on a line of which `left` remains without dates and labeled fields.
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
    if left.is_empty() {
        return Some((meta, None));
    }
    if !above || dates == 0 || left.len() > 3 || left.iter().any(|n| n.chars().count() > 14) {
        return None;
    }
    let is_original = left.contains(&"原创");
    let mut medium = left
        .iter()
        .find(|name| is_medium(name))
        .map(|name| (*name).to_owned());
    if !is_original && labels == 0 && medium.is_none() {
        return None;
    }
    if is_original && meta.author.is_none() {
        meta.author = left
            .iter()
            .find(|name| **name != "原创" && !is_medium(name))
            .map(|name| (*name).to_owned());
    }
    if let [name] = left
        && !is_original
        && !names::is_person(name)
    {
        medium.get_or_insert_with(|| (*name).to_owned());
    }
    Some((meta, medium))
}

/// Removes brackets around the whole line, and bullets.
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

/// Tests whether a label may begin at `at`: at the start, after a separator, or after a digit.
fn starts_field(key: &str, at: usize) -> bool {
    key[..at].chars().next_back().is_none_or(|c| {
        c.is_whitespace() || "|｜¦】])）(（[【/／丨•·，,;".contains(c) || c.is_ascii_digit()
    })
}

fn field(label: &str) -> MetadataField {
    LABELS
        .iter()
        .find(|(_, names)| names.split('|').any(|name| name == label))
        .map_or(MetadataField::Other, |(field, _)| *field)
}

/// Splits a field's text into its value and the rest, which begins with a gap, a separator or a control.
fn value(text: &str) -> (&str, &str) {
    let gap = ["  ", "|", "｜", "¦", "【", "\t"]
        .iter()
        .filter_map(|gap| text.find(gap))
        .min()
        .unwrap_or(text.len());
    let mut spaces = text[..gap].match_indices(' ').map(|(at, _)| at);
    let control = spaces.find(|&at| {
        let mut words = text[at..gap].split_whitespace();
        words.next().is_some_and(controls::is_control)
    });
    let end = control.unwrap_or(gap);
    (text[..end].trim(), &text[end..])
}

fn take(meta: &mut Metadata, field: MetadataField, value: &str) {
    match field {
        MetadataField::Source => {
            if meta.source.is_none() {
                meta.source = cleaned(value.trim_matches(['“', '”', '《', '》']));
            }
        }
        MetadataField::Author => {
            let names = cleaned(&people(value));
            meta.author = match (meta.author.take(), names) {
                (Some(first), Some(more)) => Some(format!("{first} {more}")),
                (first, more) => first.or(more),
            };
        }
        MetadataField::Editor => {
            if meta.editor.is_none() {
                meta.editor = cleaned(value);
            }
        }
        MetadataField::Date | MetadataField::Other => {}
    }
}

/// Removes punctuation around a value and a staff code after it; `None` if there are no letters or digits left.
fn cleaned(value: &str) -> Option<String> {
    let value =
        value.trim_matches(|c: char| c.is_whitespace() || "，,;；|()（）【】[]".contains(c));
    let without_code = STAFF_CODE.replace(value, "");
    let name = match without_code.trim() {
        "" => value,
        name => name,
    };
    name.contains(char::is_alphanumeric)
        .then(|| name.to_owned())
}

/// Turns a match of [`DATE`] into `YYYY-MM-DD`; `None` if the month, the day or the year is out of range.
fn iso_date(found: &regex::Captures<'_>) -> Option<String> {
    let mut year: u32 = found[2].parse().ok()?;
    let month: u32 = found[3].parse().ok()?;
    let day: u32 = found[4].parse().ok()?;
    // Year 1 of the Republic of China is 1912.
    if found.get(1).is_some() {
        year += 1911;
    }
    let is_valid =
        (1900..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_valid.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn is_time(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ':' | '：' | '-' | '.'))
}
