//! The title: the headline above the text.

use super::draft::{Draft, Fate};
use super::naming::{self, is_medium};
use super::{Action, kinds};
use duizhao_core::article::BlockKind;
use duizhao_zh::han;

/// Longest headline, in characters; two-line headlines of the Party press have up to 50.
const LONGEST: usize = 70;

/// How many open lines are searched for the title.
const HEAD: usize = 8;

pub(super) fn run(draft: &mut Draft<'_>) {
    remove_labels(draft);
    let chosen = match &draft.title {
        Some(title) => printed(draft, title),
        None => choose(draft),
    };
    let Some(chosen) = chosen else { return };
    let key = draft.lines[chosen].key().to_owned();
    let text = draft.lines[chosen].text.clone().into_owned();
    let kept = site_suffix(&key).map_or(key.as_str(), |at| &key[..at]);
    let cut = draft.lines[chosen].written(0, kept).len();
    if cut < text.len() {
        draft.note(chosen, Action::Trimmed, &text[cut..]);
    }
    let title = || text[..cut].trim().to_owned();
    draft.title.get_or_insert_with(title);
    draft.move_out(chosen);
    for index in 0..chosen {
        let line = &draft.lines[index];
        if !line.is_open() {
            continue;
        }
        if is_site_name(line.key())
            || is_kicker(line.key())
            || key.starts_with(line.key())
            || line.key().starts_with(&key)
        {
            draft.remove(index);
        } else {
            draft.lines[index].fate = Fate::Kept(BlockKind::Heading);
        }
    }
}

/// Returns the line above the text that prints a title which is known.
fn printed(draft: &Draft<'_>, title: &str) -> Option<usize> {
    let title = draft.simplify(title);
    let title = han::bare(&title);
    head(draft)
        .into_iter()
        .find(|&index| han::bare(draft.lines[index].key()) == title)
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

/// Lists the first open lines above the running text.
fn head(draft: &Draft<'_>) -> Vec<usize> {
    let end = draft
        .lines
        .iter()
        .position(|line| line.is_open() && line.is_prose())
        .unwrap_or(draft.lines.len());
    (0..end)
        .filter(|&i| draft.lines[i].is_open())
        .take(HEAD)
        .collect()
}

/// Chooses the line that is the title, of the headlines above the first metadata line or else above the text.
///
/// Site names do not count, and kickers only if there is nothing else. A headline that the page repeats wins over a
/// long one, and a long one over the first.
fn choose(draft: &Draft<'_>) -> Option<usize> {
    let key = |index: usize| draft.lines[index].key();
    let metadata = draft
        .lines
        .iter()
        .position(|line| matches!(line.fate, Fate::Moved(_)));
    let mut headlines = head(draft);
    headlines.retain(|&i| is_headline(key(i)));
    prefer(&mut headlines, |i| metadata.is_some_and(|line| i < line));
    headlines.retain(|&i| !is_site_name(key(i)));
    prefer(&mut headlines, |i| !is_kicker(key(i)));
    let find = |test: &dyn Fn(usize) -> bool| headlines.iter().copied().find(|&i| test(i));
    find(&|i| appears_again(draft, i))
        .or_else(|| find(&|i| repeats_without_suffix(draft, &headlines, i)))
        .or_else(|| find(&|i| han::count(key(i)) >= 6))
        .or(headlines.first().copied())
}

/// Keeps the lines that pass a test, or all of them if none passes.
fn prefer(lines: &mut Vec<usize>, test: impl Fn(usize) -> bool) {
    if lines.iter().any(|&index| test(index)) {
        lines.retain(|&index| test(index));
    }
}

fn is_headline(key: &str) -> bool {
    let length = key.chars().count();
    let stops = ['。', '：', ':', '，', '；', ',', ';', '、'];
    (2..=LONGEST).contains(&length)
        && han::count(key) >= 2
        && !key.ends_with(stops)
        && !key.starts_with(['—', '-', '（', '(', '　'])
        && !naming::is_byline(key)
        && !kinds::is_caption(key)
        && !kinds::is_note(key)
}

/// Tests whether a line names a series or a column, as lines above the title do: “乡村振兴看支部”系列报道之七.
fn is_kicker(key: &str) -> bool {
    const SERIES: [&str; 8] = [
        "系列报道",
        "系列述评",
        "系列评论",
        "征文",
        "专栏",
        "走基层",
        "特别报道",
        "特别策划",
    ];
    let numbered = key
        .trim_end_matches(['）', ')'])
        .rsplit(['之', '（', '('])
        .next()
        .is_some_and(|n| {
            n.chars().count() <= 2
                && n.chars().all(|c| "一二三四五六七八九十上中下".contains(c))
                && n.len() < key.len()
        });
    SERIES.iter().any(|word| key.contains(word)) && (numbered || key.chars().count() <= 16)
}

/// Tests whether a line is only the name of a site.
fn is_site_name(key: &str) -> bool {
    key.chars().count() <= 12 && is_medium(key) && !key.contains(['“', '：', '！', ' '])
}

/// Tests whether an earlier headline is this one with the site's name after it.
fn repeats_without_suffix(draft: &Draft<'_>, candidates: &[usize], index: usize) -> bool {
    let key = draft.lines[index].key();
    candidates.iter().filter(|&&i| i < index).any(|&i| {
        let earlier = draft.lines[i].key();
        site_suffix(earlier).is_some_and(|cut| han::bare(&earlier[..cut]) == han::bare(key))
    })
}

fn appears_again(draft: &Draft<'_>, index: usize) -> bool {
    let key = draft.lines[index].key();
    let bare = han::bare(key);
    draft.lines[index + 1..].iter().any(|line| {
        line.is_open()
            && !line.is_prose()
            && line.key().len() <= key.len() * 2
            && han::bare(line.key()) == bare
    })
}

/// Returns where the site's name after a title begins: 标题_频道_新浪网, 标题-人民网.
fn site_suffix(text: &str) -> Option<usize> {
    let cut = ["_", "|", "--", " - ", "-", "——", "—"]
        .iter()
        .find_map(|mark| text.find(mark))?;
    let last = text.rsplit(['_', '|', '-', '—']).next()?.trim();
    let first = text[..cut].trim();
    (han::count(first) >= 6 && last.chars().count() <= 14 && is_medium(last)).then_some(first.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_name_after_the_title_is_found() {
        let cut = |text: &str| site_suffix(text).map(|at| text[..at].to_owned());
        assert_eq!(
            cut("江西兴国县：发挥组织优势_新闻频道_新浪网").as_deref(),
            Some("江西兴国县：发挥组织优势")
        );
        assert_eq!(
            cut("发挥组织优势打赢阻击战--人民网").as_deref(),
            Some("发挥组织优势打赢阻击战")
        );
        assert_eq!(cut("京津冀—长三角协同发展"), None);
    }
}
