//! Which line above the text is the title.

use super::super::draft::{Draft, DraftLine, Fate};
use super::super::fields;
use super::super::headings;
use super::super::headline::{is_headline, is_kicker, is_site_name, site_suffix};
use super::super::metadata::is_file_number;
use super::super::naming;
use super::lines::whole;
use super::{head, text_start};
use duizhao_zh::han;
use std::collections::HashMap;

/// Longest line that can repeat the title, in bytes.
const LONGEST: usize = 600;

/// Fewest points of a title.
const ENOUGH: i32 = 4;

/// Chooses the lines that are the title: the line with the most points, and those that belong to it.
pub(super) fn choose(draft: &Draft<'_>) -> Option<(usize, usize)> {
    let copies = copies(draft);
    let mut best: Option<(i32, usize)> = None;
    for index in head(draft) {
        let key = draft.lines[index].key();
        if !is_headline(key) || follows_salutation(draft, index) {
            continue;
        }
        // A numbered section heads no page, unless its date stands below it.
        if headings::is_item(key) && next(draft, index) != Next::Metadata {
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
    let mut count = |text: &str, han: usize| {
        if han >= 4 {
            *copies.entry(han::bare(text)).or_insert(0) += 1;
        }
    };
    for line in &draft.lines {
        let key = line.key();
        if line.is_prose() || key.len() > LONGEST {
            continue;
        }
        count(key, line.han());
        if let Some(cut) = site_suffix(key) {
            count(&key[..cut], han::count(&key[..cut]));
        } else if let Some((_, title)) = key
            .strip_prefix(['[', '【'])
            .and_then(|key| key.split_once([']', '】']))
        {
            count(title, han::count(title));
        } else if let Some((_, last)) = key.rsplit_once(['>', '＞', '»', '/', '：', ':']) {
            count(last, han::count(last));
        }
    }
    let evidence = &draft.evidence;
    for text in [&evidence.original, &evidence.reading]
        .into_iter()
        .flatten()
    {
        count(text, han::count(text));
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
        Next::PenName => 4,
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
    let original = draft.evidence.original.as_deref().map(han::bare);
    if length >= 6 && original.is_some_and(|original| original.starts_with(&han::bare(key))) {
        points += 5;
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
    if above.is_some() && headings::is_numbered(key) {
        points -= 4;
    }
    let is_author = next == Next::Metadata && length <= LONGEST_NAME;
    points - against(draft, index, is_author)
}

/// Returns the points that a line loses for what it names instead of the article; `is_author` if it could be an author's
/// name.
fn against(draft: &Draft<'_>, index: usize, is_author: bool) -> i32 {
    let key = draft.lines[index].key();
    let mut points = 0;
    if is_kicker(key) {
        points += 3;
    }
    if is_author && is_below_headline(draft, index) {
        points += 3;
    }
    if is_site_name(key) || names_account(draft, index) {
        points += 6;
    }
    points
}

/// Longest name of an account, and shortest headline above it, in Chinese characters.
const LONGEST_NAME: usize = 6;
const SHORTEST_HEADLINE: usize = 14;

/// Tests whether the line above is a long headline, whose account the line names.
fn is_below_headline(draft: &Draft<'_>, index: usize) -> bool {
    draft.before(index).is_some_and(|above| {
        let key = above.key();
        above.is_open()
            && is_headline(key)
            && !is_kicker(key)
            && han::count(key) >= SHORTEST_HEADLINE
    })
}

/// Tests whether a short line is the name of the account that the metadata line below it names too: 经济日报 above
/// 2024-05-13 06:16发布于北京经济日报官方账号.
pub(super) fn names_account(draft: &Draft<'_>, index: usize) -> bool {
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
    index == 0
        && !draft.lines[..text_start(draft)]
            .iter()
            .any(|line: &DraftLine<'_>| {
                matches!(
                    line.fate,
                    Fate::Removed("menus" | "controls" | "link_lists" | "breadcrumbs")
                )
            })
}

pub(super) fn is_repeated(copies: &HashMap<String, usize>, key: &str) -> bool {
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
    /// A sentence after a line that is only a name.
    PenName,
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
            // A bar of tools has no number, a day that cannot be read has.
            Fate::Moved("metadata") | Fate::Removed("metadata")
                if line.fate == Fate::Moved("metadata")
                    || key.contains(|c: char| c.is_ascii_digit()) =>
            {
                return if short == 0 {
                    Next::Metadata
                } else {
                    Next::NearMetadata
                };
            }
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
            return match short {
                0 => Next::Text,
                _ if is_named => Next::PenName,
                _ => Next::Headline,
            };
        }
        if is_beside_title(key) {
            continue;
        }
        short += 1;
        // One name below a title is that of its author.
        is_named = short == 1 && han::count(key) <= 5 && !line.after_blank;
        let is_short = key.chars().count() <= SHORT && key.chars().count() * 2 <= length;
        if short > MOST_SHORT || !(is_named || is_short) {
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
