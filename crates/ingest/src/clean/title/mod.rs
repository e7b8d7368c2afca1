//! The title: the headline above the text.
//!
//! Every line above the text that can be a headline gets points for its place (above the metadata or the text, first
//! of the page, set off), for being repeated on the page, and for its length. The best one is the title if it has
//! enough of them, joined with the lines that belong to it; no title is better than a false one.

mod lines;
mod points;

use super::Action;
use super::draft::{Draft, Fate};
use super::fields;
use super::headline::{is_kicker, is_site_name, site_suffix};
use super::naming;
use duizhao_core::article::{BlockKind, Metadata};
use duizhao_zh::han;
use lines::continues;
use points::choose;

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

/// Most lines of one title.
const MOST_LINES: usize = 5;

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
    draft.title = Some(whole(draft, kept));
    for index in first..=last {
        if draft.lines[index].is_open() {
            draft.move_out(index);
        }
    }
    tidy_above(draft, first);
    remove_copy(draft, last);
    read_account(draft, last);
    read_byline(draft, last);
}

/// Removes a copy of the title right below it, which can read like a sentence.
fn remove_copy(draft: &mut Draft<'_>, title: usize) {
    let bare = |index: usize| {
        let chars = draft.lines[index].key().chars();
        chars.filter(|c| han::is_bare(*c)).map(han::half_width)
    };
    let next = (title + 1..draft.lines.len()).find(|&index| draft.lines[index].is_open());
    if let Some(index) = next.filter(|&index| bare(index).eq(bare(title))) {
        draft.remove(index);
    }
}

/// Returns the title at the source for one that is cut short, if they begin alike.
fn whole(draft: &Draft<'_>, title: String) -> String {
    let begins = han::bare(title.trim_end_matches(['…', '.']));
    match &draft.evidence.original {
        Some(original) if is_cut(&title) && han::bare(original).starts_with(&begins) => {
            original.clone()
        }
        Some(_) | None => title,
    }
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
    let title = title.trim();
    // Forums say so: 主题：….
    let named = ["主题", "标题"].iter().find_map(|label| {
        let rest = title.strip_prefix(label)?;
        rest.strip_prefix(['：', ':'])
    });
    named.unwrap_or(title).trim().to_owned()
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

/// Longest name of an account, in characters.
const LONGEST_ACCOUNT: usize = 12;

/// In how many lines below the name of an account its button stands.
const BUTTON_WITHIN: usize = 4;

/// Reads the name of the account that stands between the title and the day: it is the source where a button to follow it
/// stands below, and no heading anyway.
fn read_account(draft: &mut Draft<'_>, title: usize) {
    let Some(line) = draft.lines.get(title + 1) else {
        return;
    };
    let key = line.key();
    let is_dated = draft.lines.get(title + 2).is_some_and(|below| {
        matches!(
            below.fate,
            Fate::Moved("metadata") | Fate::Removed("metadata")
        )
    });
    let is_name = (2..=LONGEST_ACCOUNT).contains(&key.chars().count())
        && !key.contains(['，', '、', '！', '？', '“', '：', ' ', '—'])
        && !naming::is_author_line(key);
    if !line.is_open() || !is_dated || !is_name {
        return;
    }
    let name = key.to_owned();
    let mut below = draft.lines[title + 2..].iter().take(BUTTON_WITHIN);
    if below.any(|line| !line.is_body() && line.key().ends_with("关注")) {
        let source = Some(name);
        draft.learn(
            title + 1,
            Metadata {
                source,
                ..Metadata::default()
            },
        );
        draft.move_out(title + 1);
    } else {
        draft.lines[title + 1].fate = Fate::Kept(BlockKind::Paragraph);
    }
}

/// Keeps a name right below the title as the byline: of people, of an author by the mark before it, or a pen name.
fn read_byline(draft: &mut Draft<'_>, title: usize) {
    let Some(index) = (title + 1..draft.lines.len()).find(|&i| draft.lines[i].is_open()) else {
        return;
    };
    let key = draft.lines[index].key();
    let author = if naming::is_author_line(key) {
        Some(naming::people(key))
    } else if let Some(names) = naming::signature(key) {
        Some(names.to_owned())
    } else {
        is_pen_name(draft, index).then(|| key.to_owned())
    };
    match author {
        Some(author) if draft.meta.author.is_none() => keep_byline(draft, index, author),
        Some(_) | None => {}
    }
}

/// Tests whether a line below the title is the pen name of its author: two to four Chinese characters right between two
/// lines, the one below running text, that do not say what kind of text follows.
fn is_pen_name(draft: &Draft<'_>, index: usize) -> bool {
    const PARTS: [&str; 14] = [
        "引言", "引子", "前言", "导言", "导语", "导读", "序言", "摘要", "提要", "背景", "正文",
        "开头", "楔子", "一",
    ];
    let line = &draft.lines[index];
    let key = line.key();
    let below = draft.lines.get(index + 1);
    let is_between = !line.after_blank
        && index > 0
        && draft.lines[index - 1].fate == Fate::Moved("title")
        && below.is_some_and(|below| !below.after_blank && below.is_prose());
    is_between
        && (2..=4).contains(&key.chars().count())
        && key.chars().all(han::is_han)
        && !PARTS.contains(&key)
        && !fields::is_recent(key)
}

/// Tests whether a title is cut: 关于…的通….
fn is_cut(title: &str) -> bool {
    title.ends_with(['…', '.']) && title.trim_end_matches(['…', '.']).len() + 2 < title.len()
}

/// In how many lines of the text a title that is known is looked for: one that ends in a mark reads like a sentence.
const FIRST_LINES: usize = 3;

/// Returns the lines above the text, or at its beginning, that print a title which is known, whole or wrapped.
fn printed(draft: &Draft<'_>, title: &str) -> Option<(usize, usize)> {
    let title = draft.simplify(title);
    let cut = is_cut(&title);
    let title = han::bare(&title);
    if title.is_empty() {
        return None;
    }
    let matches = |text: &str| text == title || cut && text.starts_with(&title);
    let end = text_start(draft) + FIRST_LINES;
    let open = (0..end.min(draft.lines.len())).filter(|&index| draft.lines[index].is_open());
    let open: Vec<usize> = open.collect();
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
