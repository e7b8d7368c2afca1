//! The margins of a page: its menus above the article, and everything below the first sign that it has ended.

use super::draft::{Draft, DraftLine, Fate};
use super::kinds::is_date;
use super::link_lists;
use duizhao_core::article::BlockKind;
use duizhao_zh::{han, names};

/// Longest entry of a menu, in characters; an entry in another script may be longer.
const LONGEST_ENTRY: usize = 8;

/// Fewest lines of a menu of which one is a control or the name of a section.
const FEWEST_ENTRIES: usize = 4;

/// Fewest lines of a menu of which none is known.
const FEWEST_UNKNOWN: usize = 12;

/// Removes the menus above the article: runs of single words, one a line. What stands above a menu is no part of the
/// article, unless no headline stands below it.
pub(super) fn menus(draft: &mut Draft<'_>) {
    let top = top(draft);
    remove_between(draft);
    let mut start = 0;
    let mut end_of_menus = 0;
    while start < top {
        let run = (start..top)
            .take_while(|&index| is_entry(draft, index))
            .count();
        if is_menu(draft, start, start + run) {
            for index in start..start + run {
                if draft.lines[index].is_open() {
                    draft.remove(index);
                }
            }
            end_of_menus = start + run;
        }
        start += run.max(1);
    }
    if (end_of_menus..top).any(|index| is_headline(draft, index)) {
        for index in 0..end_of_menus {
            if draft.lines[index].is_open() {
                draft.remove(index);
            }
        }
    }
}

/// Returns the line where the article begins at the latest: its first metadata line, or its first sentence.
fn top(draft: &Draft<'_>) -> usize {
    let first = draft.bounds().map_or(0, |text| text.first);
    let metadata = draft.lines[..first]
        .iter()
        .position(|line| line.fate == Fate::Moved("metadata"));
    match metadata {
        // The line above it is the title, however short.
        Some(metadata) => (0..metadata)
            .rev()
            .find(|&index| draft.lines[index].is_open())
            .unwrap_or(metadata),
        // Without metadata, only if it is long for an entry of a menu.
        None => (0..first)
            .rev()
            .find(|&index| draft.lines[index].is_open())
            .filter(|&index| han::count(draft.lines[index].key()) >= 6)
            .unwrap_or(first),
    }
}

/// Removes words between the head and the text that stand between lines that are removed.
fn remove_between(draft: &mut Draft<'_>) {
    let first = draft.bounds().map_or(0, |text| text.first);
    for index in 1..first {
        let is_removed = |index: usize| {
            let line = draft.lines.get(index);
            line.is_some_and(|line| matches!(line.fate, Fate::Removed(_)))
        };
        if draft.lines[index].is_open()
            && is_removed(index - 1)
            && is_removed(index + 1)
            && is_entry(draft, index)
        {
            draft.remove(index);
        }
    }
}

fn is_headline(draft: &Draft<'_>, index: usize) -> bool {
    let line = &draft.lines[index];
    line.is_open() && han::count(line.key()) > LONGEST_ENTRY && !han::ends_sentence(line.key())
}

/// Tests whether a line can be an entry of a menu, or a row of entries: words without a mark, or a line that is removed
/// already.
fn is_entry(draft: &Draft<'_>, index: usize) -> bool {
    let line = &draft.lines[index];
    let key = line.key();
    let is_word =
        |word: &str| word.chars().count() <= LONGEST_ENTRY || (word.is_ascii() && word.len() <= 40);
    let is_short = key.len() <= 600
        && key
            .split(|c: char| c.is_whitespace() || "|｜/".contains(c))
            .all(is_word);
    matches!(line.fate, Fate::Removed(_))
        || (line.is_open()
            && is_short
            && !key.contains(['。', '，', '：', '、', '“', '；', '！', '？']))
}

/// Tests whether a run of short lines is a menu: long enough, with an entry that is known, and not of people.
fn is_menu(draft: &Draft<'_>, start: usize, end: usize) -> bool {
    let open: Vec<&str> = draft.lines[start..end]
        .iter()
        .filter(|line| line.is_open())
        .map(|line| line.key())
        .collect();
    let known = open.len() < end - start
        || open
            .iter()
            .any(|key| key.split_whitespace().any(link_lists::is_section));
    let fewest = if known {
        FEWEST_ENTRIES
    } else {
        FEWEST_UNKNOWN
    };
    let people = open.iter().filter(|key| names::is_person(key)).count();
    end - start >= fewest && people * 2 <= open.len()
}

/// Removes what stands above the title and below the article.
pub(super) fn run(draft: &mut Draft<'_>) {
    remove_above(draft);
    remove_below(draft);
}

/// Most lines of other headlines above the title that belong to it: a kicker and its second line.
const KICKERS: usize = 2;

/// Removes headings above the title, but for those right above it, where furniture of the page stands among them and no running
/// text does.
fn remove_above(draft: &mut Draft<'_>) {
    let Some(title) = draft
        .lines
        .iter()
        .position(|line| line.fate == Fate::Moved("title"))
    else {
        return;
    };
    let above = &draft.lines[..title];
    if !above.iter().any(|line: &DraftLine<'_>| match line.fate {
        Fate::Removed(pass) => !matches!(pass, "characters" | "repeats" | "metadata"),
        Fate::Open | Fate::Kept(_) | Fate::Moved(_) | Fate::Joined(_) => false,
    }) || above
        .iter()
        .any(|line: &DraftLine<'_>| line.is_body() && line.is_prose())
    {
        return;
    }
    let is_open =
        |line: &DraftLine<'_>| line.is_open() || line.fate == Fate::Kept(BlockKind::Heading);
    let kickers = draft.lines[..title]
        .iter()
        .rev()
        .take_while(|line| is_open(line))
        .count();
    let keep = if kickers <= KICKERS { kickers } else { 0 };
    for index in 0..title - keep {
        if is_open(&draft.lines[index]) {
            draft.remove(index);
        }
    }
}

/// Fewest headlines in a row that are a list of other pages.
const FEWEST_HEADLINES: usize = 4;

/// Removes everything below the first line after the text that only stands below an article, and the headlines of other
/// pages above that line.
fn remove_below(draft: &mut Draft<'_>) {
    let Some(text) = draft.bounds() else { return };
    let below = text.last + 1;
    let Some(end) = (below..draft.lines.len()).find(|&index| ends_article(draft, index)) else {
        return;
    };
    for index in end..draft.lines.len() {
        let line = &draft.lines[index];
        if line.is_open() && !is_credit(line.key()) && !is_signature(draft, index) {
            draft.remove(index);
        }
    }
    let listed = draft.lines[text.last..end].iter().any(|line| {
        let key = line.key();
        key.contains("附件") || key.contains("名单") || key.ends_with(['：', ':'])
    });
    let headlines = (below..end).filter(|&index| is_other_headline(draft, index));
    let headlines: Vec<usize> = headlines.collect();
    if !listed && headlines.len() >= FEWEST_HEADLINES {
        for index in headlines {
            draft.remove(index);
        }
    }
}

/// Tests whether a line is the day that signs a document, or the line above it.
fn is_signature(draft: &Draft<'_>, index: usize) -> bool {
    let is_day = |line: &DraftLine<'_>| line.is_open() && is_date(line.key());
    is_day(&draft.lines[index]) || draft.lines.get(index + 1).is_some_and(is_day)
}

/// Tests whether a line can name who wrote or edited the article, which a later pass reads.
fn is_credit(key: &str) -> bool {
    key.chars().count() <= 40
        && ["编辑", "责编", "记者", "通讯员", "作者"]
            .iter()
            .any(|role| key.contains(role))
        && !han::ends_sentence(key)
}

/// Tests whether a line only stands below an article: an editor's name, a share bar, a notice, a list of other pages.
fn ends_article(draft: &Draft<'_>, index: usize) -> bool {
    let line = &draft.lines[index];
    match line.fate {
        Fate::Moved(pass) => pass == "metadata",
        Fate::Removed(pass) => match pass {
            // A share bar can stand between paragraphs.
            "controls" => han::count(line.key()) >= 2 && !goes_on(draft, index),
            "notices" | "related" | "prompts" | "link_lists" | "breadcrumbs" | "metadata" => true,
            _ => false,
        },
        Fate::Open | Fate::Kept(_) | Fate::Joined(_) => false,
    }
}

/// Tests whether the next line after `index` that is not removed is a sentence.
fn goes_on(draft: &Draft<'_>, index: usize) -> bool {
    let next = draft.lines[index + 1..]
        .iter()
        .take(LONGEST_BAR)
        .find(|line| line.is_open());
    next.is_some_and(|line| line.key().ends_with('。') && han::count(line.key()) >= LONGEST_ENTRY)
}

/// Most lines of a share bar.
const LONGEST_BAR: usize = 8;

/// Tests whether a line below the text reads like the headline of another page: no item of a list, no name, no date.
fn is_other_headline(draft: &Draft<'_>, index: usize) -> bool {
    let line = &draft.lines[index];
    let key = line.key();
    line.is_open()
        && (8..=45).contains(&han::count(key))
        && !han::ends_sentence(key)
        && !key.starts_with(|c: char| c.is_ascii_digit() || "（(一二三四五六七八九十①".contains(c))
        && !key.contains(['：', ':'])
        && !key.split_whitespace().next().is_some_and(names::is_person)
}
