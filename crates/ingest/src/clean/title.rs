//! The title: the headline above the text.
//!
//! Every line above the text that can be a headline gets points for its place (above the metadata or the text, first
//! of the page, set off), for being repeated on the page, and for its length. The best one is the title if it has
//! enough of them, joined with the lines that belong to it; no title is better than a false one.

use super::Action;
use super::draft::{Draft, DraftLine, Fate};
use super::fields;
use super::headings;
use super::headline::{is_headline, is_kicker, is_site_name, site_suffix};
use super::metadata::is_file_number;
use super::naming;
use duizhao_core::article::{BlockKind, Metadata};
use duizhao_zh::{dictionary, han};
use std::collections::HashMap;

/// What a page says of its title besides the line that is it.
#[derive(Debug, Default)]
pub(super) struct TitleEvidence {
    /// The title in the table of an official document.
    pub(super) named: Option<String>,
    /// The title at the source from which the text was taken over.
    pub(super) original: Option<String>,
    /// The title in a reading bar.
    pub(super) reading: Option<String>,
}

impl TitleEvidence {
    /// Keeps what is said first.
    pub(super) fn learn(
        &mut self,
        named: Option<String>,
        original: Option<String>,
        reading: Option<String>,
    ) {
        self.named = self.named.take().or(named);
        self.original = self.original.take().or(original);
        self.reading = self.reading.take().or(reading);
    }
}

/// Longest line that can repeat the title, in bytes.
const LONGEST: usize = 600;

/// Most lines of one title.
const MOST_LINES: usize = 5;

/// Fewest Chinese characters of a line of a title of several lines.
const SHORTEST_LINE: usize = 8;

/// Fewest points of a title.
const ENOUGH: i32 = 4;

pub(super) fn run(draft: &mut Draft<'_>) {
    remove_labels(draft);
    let known = draft.title.clone().or(draft.evidence.named.clone());
    let lines = match &known {
        Some(title) => printed(draft, title),
        None => choose(draft),
    };
    let Some((first, last)) = lines else {
        let said = draft
            .evidence
            .reading
            .clone()
            .or(draft.evidence.original.clone());
        draft.title = known.or(said);
        return;
    };
    let text = joined(draft, first, last);
    let kept = match &known {
        Some(title) if !is_cut(title) && draft.title.is_some() => title.clone(),
        Some(_) | None => text,
    };
    draft.title = Some(kept);
    for index in first..=last {
        if draft.lines[index].is_open() {
            draft.move_out(index);
        }
    }
    tidy_above(draft, first);
    read_byline(draft, last);
}

/// Joins the lines of a title, without the name of the site after it.
fn joined(draft: &mut Draft<'_>, first: usize, last: usize) -> String {
    let key = draft.lines[last].key();
    let kept = site_suffix(key).map_or(key, |at| &key[..at]);
    let cut = draft.lines[last].written(0, kept).len();
    let mut title = String::new();
    for index in first..=last {
        let line = &draft.lines[index];
        if !line.is_open() {
            continue;
        }
        if !title.is_empty() && !continues(draft, first, index) {
            title.push(' ');
        }
        title.push_str(if index == last {
            &line.text[..cut]
        } else {
            &line.text
        });
    }
    let rest = draft.lines[last].text[cut..].to_owned();
    if !rest.is_empty() {
        draft.note(last, Action::Trimmed, &rest);
    }
    title.trim().to_owned()
}

/// Removes what only repeats the title or names the site above it; a byline above it names the author. What else stands
/// there is left to later passes.
fn tidy_above(draft: &mut Draft<'_>, title: usize) {
    let key = draft.lines[title].key().to_owned();
    for index in 0..title {
        let line = &draft.lines[index];
        if !line.is_open() {
            continue;
        }
        if naming::is_column_author(line.key()) && index + 1 == title {
            let author = line.key().to_owned();
            keep_byline(draft, index, author);
        } else if is_site_name(line.key())
            || is_kicker(line.key())
            || key.starts_with(line.key())
            || line.key().starts_with(&key)
        {
            draft.remove(index);
        }
    }
}

/// Keeps a line as the byline, and learns the author that it names.
fn keep_byline(draft: &mut Draft<'_>, index: usize, author: String) {
    let author = Some(author);
    draft.learn(
        index,
        Metadata {
            author,
            ..Metadata::default()
        },
    );
    draft.lines[index].fate = Fate::Kept(BlockKind::Byline);
}

/// Keeps a name right below the title as the byline.
fn read_byline(draft: &mut Draft<'_>, title: usize) {
    let Some(index) = (title + 1..draft.lines.len()).find(|&i| draft.lines[i].is_open()) else {
        return;
    };
    let line = &draft.lines[index];
    if draft.meta.author.is_none() && naming::is_author_line(line.key()) {
        let author = naming::people(line.key());
        keep_byline(draft, index, author);
    }
}

/// Tests whether a title is cut: 关于…的通….
fn is_cut(title: &str) -> bool {
    title.ends_with(['…', '.']) && title.trim_end_matches(['…', '.']).len() + 2 < title.len()
}

/// Returns the lines above the text that print a title which is known, whole or wrapped.
fn printed(draft: &Draft<'_>, title: &str) -> Option<(usize, usize)> {
    let title = draft.simplify(title);
    let cut = is_cut(&title);
    let title = han::bare(&title);
    if title.is_empty() {
        return None;
    }
    let matches = |text: &str| text == title || cut && text.starts_with(&title);
    let open: Vec<usize> = head(draft);
    for (at, &first) in open.iter().enumerate() {
        let mut text = String::new();
        for &last in open[at..].iter().take(MOST_LINES) {
            let key = draft.lines[last].key();
            let key = site_suffix(key).map_or(key, |at| &key[..at]);
            text.push_str(&han::bare(key));
            if matches(&text) {
                return Some((first, last));
            }
            if !title.starts_with(&text) {
                break;
            }
        }
    }
    None
}

/// Removes labels of columns above the text: 【“一线守护”栏目征文】.
fn remove_labels(draft: &mut Draft<'_>) {
    for index in head(draft) {
        let key = draft.lines[index].key();
        let whole = (key.starts_with('【') && key.ends_with('】'))
            || (key.starts_with('[') && key.ends_with(']'));
        if whole && key.chars().filter(|c| matches!(c, '【' | '[')).count() == 1 {
            draft.remove(index);
        }
    }
}

/// Lists the open lines above the running text.
fn head(draft: &Draft<'_>) -> Vec<usize> {
    let end = text_start(draft);
    (0..end).filter(|&i| draft.lines[i].is_open()).collect()
}

/// Returns the line where the text begins.
fn text_start(draft: &Draft<'_>) -> usize {
    draft.bounds().map_or(draft.lines.len(), |text| text.first)
}

/// Chooses the lines that are the title: the line with the most points, and those that belong to it.
fn choose(draft: &Draft<'_>) -> Option<(usize, usize)> {
    let copies = copies(draft);
    let mut best: Option<(i32, usize)> = None;
    for index in head(draft) {
        if !is_headline(draft.lines[index].key()) || follows_salutation(draft, index) {
            continue;
        }
        let points = points(draft, &copies, index);
        if points >= ENOUGH && best.is_none_or(|(most, _)| points > most) {
            best = Some((points, index));
        }
    }
    let (_, index) = best?;
    Some(whole(draft, &copies, index))
}

/// Counts how often the page prints what a line says, in lines and at the end of breadcrumbs, by its bare text.
fn copies(draft: &Draft<'_>) -> HashMap<String, usize> {
    let mut copies = HashMap::new();
    let mut count = |text: &str| {
        if han::count(text) >= 4 {
            *copies.entry(han::bare(text)).or_insert(0) += 1;
        }
    };
    for line in &draft.lines {
        let key = line.key();
        if line.is_prose() || key.len() > LONGEST {
            continue;
        }
        count(key);
        if let Some(cut) = site_suffix(key) {
            count(&key[..cut]);
        } else if let Some((_, title)) = key
            .strip_prefix(['[', '【'])
            .and_then(|key| key.split_once([']', '】']))
        {
            count(title);
        } else if let Some((_, last)) = key.rsplit_once(['>', '＞', '»', '/', '：', ':']) {
            count(last);
        }
    }
    let evidence = &draft.evidence;
    for text in [&evidence.original, &evidence.reading]
        .into_iter()
        .flatten()
    {
        count(text);
    }
    copies
}

/// Returns the points of a line as the title.
fn points(draft: &Draft<'_>, copies: &HashMap<String, usize>, index: usize) -> i32 {
    let line = &draft.lines[index];
    let key = line.key();
    let length = han::count(key);
    let mut points = match length {
        ..=4 => -2,
        5 => 0,
        6 | 7 => 1,
        8.. => 2,
    };
    let next = next(draft, index);
    points += match next {
        Next::Metadata => 6,
        Next::NearMetadata => 4,
        Next::Text => 3,
        Next::Headline | Next::Nothing => 0,
    };
    if length >= 6 && is_repeated(copies, key) {
        points += if next == Next::Headline { 3 } else { 5 };
    }
    let above = draft.lines[..index]
        .iter()
        .rposition(|line| !is_gone(line.fate));
    if above.is_none() {
        let leads = !matches!(next, Next::Headline | Next::Nothing) || opens_page(draft, index);
        points += match (leads, length >= 8) {
            (false, _) => 1,
            (true, false) => 2,
            (true, true) => 3,
        };
    } else if above.is_some_and(|above| matches!(draft.lines[above].fate, Fate::Moved(_))) {
        points += 2;
    }
    if line.after_blank
        && draft
            .lines
            .get(index + 1)
            .is_none_or(|next| next.after_blank)
    {
        points += 1;
    }
    if site_suffix(key).is_some() {
        points += 1;
    }
    if is_kicker(key) {
        points -= 3;
    }
    if is_site_name(key) || names_account(draft, index) {
        points -= 6;
    }
    if above.is_some() && headings::is_numbered(key) {
        points -= 4;
    }
    points
}

/// Tests whether a short line is the name of the account that the metadata line below it names too: 经济日报 above
/// 2024-05-13 06:16发布于北京经济日报官方账号.
fn names_account(draft: &Draft<'_>, index: usize) -> bool {
    let key = draft.lines[index].key();
    let below = draft.lines[index + 1..]
        .iter()
        .find(|line| !matches!(line.fate, Fate::Removed(_)));
    key.chars().count() <= SHORT
        && below
            .is_some_and(|line| line.fate == Fate::Moved("metadata") && line.key().contains(key))
}

/// Tests whether a line is the first of a page without menus above the text.
fn opens_page(draft: &Draft<'_>, index: usize) -> bool {
    let is_menu = |line: &DraftLine<'_>| {
        matches!(
            line.fate,
            Fate::Removed("menus" | "controls" | "link_lists" | "breadcrumbs")
        )
    };
    index == 0 && !draft.lines[..text_start(draft)].iter().any(is_menu)
}

fn is_repeated(copies: &HashMap<String, usize>, key: &str) -> bool {
    let cut = site_suffix(key).unwrap_or(key.len());
    let counted = copies.get(&han::bare(key)).copied().unwrap_or(0);
    let short = if cut < key.len() {
        copies.get(&han::bare(&key[..cut])).copied().unwrap_or(0)
    } else {
        0
    };
    counted > 1 || short > 1
}

/// What stands below a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A metadata line.
    Metadata,
    /// A metadata line after a few short lines: names of accounts, labels of buttons.
    NearMetadata,
    /// A sentence, a salutation, or the number of a document.
    Text,
    /// Another line.
    Headline,
    Nothing,
}

/// Longest line that can stand between a longer title and its metadata, in characters.
const SHORT: usize = 12;

/// Most such lines.
const MOST_SHORT: usize = 3;

/// Most lines between the title and what follows it: buttons of a share bar.
const FARTHEST: usize = 12;

/// Most lines between the title and its metadata if some are not removed.
const NEAR: usize = 6;

/// Returns what stands below a line, without what is removed, bylines, subtitles and lines in other languages.
fn next(draft: &Draft<'_>, index: usize) -> Next {
    let length = draft.lines[index].key().chars().count();
    let mut short = 0;
    let mut is_named = false;
    for (distance, line) in draft.lines[index + 1..].iter().enumerate() {
        let key = line.key();
        if distance > FARTHEST || short > 0 && distance > NEAR {
            return Next::Headline;
        }
        match line.fate {
            Fate::Moved("metadata") if short == 0 => return Next::Metadata,
            Fate::Moved("metadata") => return Next::NearMetadata,
            Fate::Moved(_) | Fate::Removed(_) | Fate::Joined(_) => continue,
            Fate::Open | Fate::Kept(_) => {}
        }
        if is_file_number(key) || fields::begins_with_label(key) {
            return if short == 0 {
                Next::Metadata
            } else {
                Next::NearMetadata
            };
        }
        let is_text = line.is_prose() || han::ends_sentence(key) || key.ends_with(['：', ':']);
        if is_text || headings::is_numbered(key) {
            return if short == 0 || is_named {
                Next::Text
            } else {
                Next::Headline
            };
        }
        if is_beside_title(key) {
            continue;
        }
        short += 1;
        // One name below a title is that of its author.
        is_named = short == 1 && han::count(key) <= 5 && !line.after_blank;
        let is_short = key.chars().count() <= SHORT && key.chars().count() * 2 <= length;
        if !is_short || short > MOST_SHORT {
            return Next::Headline;
        }
    }
    Next::Nothing
}

/// Tests whether a line can stand between the title and what follows it: a subtitle, a byline, an address, a title in
/// another language.
fn is_beside_title(key: &str) -> bool {
    key.starts_with(['—', '－', '–', '-', '（', '('])
        || naming::is_byline(key)
        || naming::is_author_line(key)
        || key
            .split(|c: char| c.is_whitespace() || "()".contains(c))
            .any(fields::is_address)
        || han::count(key) * 8 <= key.chars().count()
}

fn is_gone(fate: Fate) -> bool {
    matches!(fate, Fate::Removed(_) | Fate::Joined(_))
}

/// Tests whether a line stands right below a salutation (各位代表：), where the text has begun.
fn follows_salutation(draft: &Draft<'_>, index: usize) -> bool {
    draft
        .before(index)
        .is_some_and(|line| line.is_body() && line.key().ends_with(['：', ':']))
}

/// Returns the first and the last line of the title of which line `index` is one.
fn whole(draft: &Draft<'_>, copies: &HashMap<String, usize>, index: usize) -> (usize, usize) {
    let (first, last) = block(draft, index);
    let complete = is_repeated(copies, draft.lines[index].key());
    if last - first < MOST_LINES && !complete && is_set_off(draft, first, last) {
        return (first, last);
    }
    let mut from = index;
    while from > first && index - from < MOST_LINES && continues(draft, first, from) {
        from -= 1;
    }
    let mut to = index;
    while to < last && to - from < MOST_LINES && continues(draft, first, to + 1) {
        to += 1;
    }
    (from, to)
}

/// Returns the first and the last of the headlines around line `index` that nothing separates from it.
fn block(draft: &Draft<'_>, index: usize) -> (usize, usize) {
    let is_part = |i: usize| {
        let line = &draft.lines[i];
        let key = line.key();
        line.is_open()
            && is_headline(key)
            && !is_site_name(key)
            && !is_kicker(key)
            && !names_account(draft, i)
    };
    let mut first = index;
    while first > 0
        && index - first <= MOST_LINES
        && !draft.lines[first].after_blank
        && is_part(first - 1)
    {
        first -= 1;
    }
    let mut last = index;
    let end = text_start(draft);
    while last + 1 < end
        && last - index <= MOST_LINES
        && !draft.lines[last + 1].after_blank
        && is_part(last + 1)
    {
        last += 1;
    }
    (first, last)
}

/// Tests whether a block of lines is a title of several lines: the page begins with it or something sets it off, and
/// each of its lines is long enough.
fn is_set_off(draft: &Draft<'_>, first: usize, last: usize) -> bool {
    let top = &draft.lines[first];
    let begins = top.after_blank
        || first.checked_sub(1).is_none_or(|above| {
            matches!(
                draft.lines[above].fate,
                Fate::Moved(_) | Fate::Removed("breadcrumbs")
            )
        });
    begins && (first..=last).all(|i| han::count(draft.lines[i].key()) >= SHORTEST_LINE)
}

/// Tests whether line `index` goes on with the words of the line before it: a bracket is open, the lines of an official
/// document's title are not at its end, or a word begins or ends the line that joins two others.
fn continues(draft: &Draft<'_>, first: usize, index: usize) -> bool {
    const JOINING: [char; 9] = ['和', '与', '及', '暨', '的', '、', '等', '，', '》'];
    const JOINED: [char; 13] = [
        '的', '和', '与', '及', '、', '在', '于', '对', '为', '《', '“', '·', '，',
    ];
    let Some(before) = index.checked_sub(1) else {
        return false;
    };
    let (above, key) = (draft.lines[before].key(), draft.lines[index].key());
    if draft.lines[index].after_blank || !draft.lines[before].is_open() {
        return false;
    }
    let opened: String = draft.lines[first..index]
        .iter()
        .map(|line| line.key())
        .collect();
    let is_open = [('《', '》'), ('“', '”'), ('（', '）'), ('(', ')')]
        .iter()
        .any(|&(open, close)| opened.matches(open).count() > opened.matches(close).count());
    is_open
        || key.starts_with(JOINING) && !is_first_word(key)
        || key.starts_with("关于")
        || above.ends_with(JOINED) && !is_last_word(above)
        || opened.contains("关于")
            && !ends_document(&opened)
            && (first..=index).any(|i| {
                ends_document(draft.lines[i].key())
                    || draft
                        .lines
                        .get(i + 1)
                        .is_some_and(|next| ends_document(next.key()))
            })
}

/// Tests whether the first two characters of a line are a word: 和平, 及时.
fn is_first_word(key: &str) -> bool {
    let end = key.char_indices().nth(2).map_or(key.len(), |(at, _)| at);
    dictionary::is_word(&key[..end])
}

/// Tests whether the last two characters of a line are a word: 行为.
fn is_last_word(key: &str) -> bool {
    let start = key.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    dictionary::is_word(&key[start..])
}

/// Tests whether a title ends in the kind of an official document.
fn ends_document(title: &str) -> bool {
    const KINDS: [&str; 18] = [
        "通知", "通告", "公告", "意见", "决定", "办法", "批复", "规定", "报告", "函", "决议",
        "方案", "规划", "条例", "细则", "命令", "通报", "公报",
    ];
    let title = title.trim_end_matches(['）', ')', '》']);
    KINDS.iter().any(|kind| title.ends_with(kind))
}
