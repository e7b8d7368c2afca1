//! Credits inside the text: datelines, names in brackets at the end, editors run into the last line.

use super::Action;
use super::draft::{Draft, Fate, Line};
use super::naming::{self, is_medium, people};
use duizhao_core::article::{BlockKind, Metadata};
use duizhao_zh::han;
use duizhao_zh::names;
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

pub(super) fn run(draft: &mut Draft<'_>) {
    let edit_links = draft
        .body()
        .into_iter()
        .filter(|&i| is_edit_link(draft.lines[i].key()))
        .count();
    for index in draft.body() {
        trim_labels(draft, index);
        if edit_links > 1 && is_edit_link(draft.lines[index].key()) {
            let text = draft.lines[index]
                .text
                .trim_end_matches("编辑")
                .trim_end_matches("編輯")
                .trim_end()
                .to_owned();
            draft.note(index, Action::Trimmed, "编辑");
            draft.set_text(index, text);
        }
    }
    read_dateline(draft);
    keep_byline_lines(draft);
    let last = draft
        .body()
        .into_iter()
        .rev()
        .find(|&i| draft.lines[i].fate != Fate::Kept(BlockKind::Byline));
    if let Some(last) = last {
        cut_run_in(draft, last);
        while cut_bracket(draft, last) {}
    }
}

/// Whether a line is a heading with a wiki's edit link behind it, which counts where there are several.
fn is_edit_link(key: &str) -> bool {
    key.chars().count() <= 24
        && key
            .strip_suffix("编辑")
            .is_some_and(|heading| han::count(heading) >= 2)
}

/// Labels that pages glue to the end of a line, and whether they are text (listed as removed) or a link.
const TAILS: [(&str, Action); 16] = [
    ("閱讀原文", Action::Removed),
    ("展開閱讀全文", Action::Removed),
    ("编辑本段", Action::Trimmed),
    ("[编辑]", Action::Trimmed),
    ("【编辑】", Action::Trimmed),
    ("編輯本段", Action::Trimmed),
    ("返回搜狐，查看更多", Action::Removed),
    ("返回搜狐,查看更多", Action::Removed),
    ("展开阅读全文", Action::Removed),
    ("（完）", Action::Removed),
    ("(完)", Action::Removed),
    ("（全文完）", Action::Removed),
    ("【完】", Action::Removed),
    ("（正文完）", Action::Removed),
    ("(全文完)", Action::Removed),
    ("阅读原文", Action::Removed),
];

fn trim_labels(draft: &mut Draft<'_>, index: usize) {
    while let Some((label, action)) = TAILS
        .iter()
        .find(|(label, _)| draft.lines[index].text.ends_with(label))
    {
        let text = draft.lines[index]
            .text
            .strip_suffix(label)
            .unwrap_or_default()
            .trim_end()
            .to_owned();
        if text.is_empty() {
            draft.remove(index);
            return;
        }
        draft.note(index, *action, label);
        draft.set_text(index, text);
    }
}

/// Reads the dateline of the first paragraph, which stays as it is: 河北共产党员网（记者温学迁）为…
fn read_dateline(draft: &mut Draft<'_>) {
    static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^([^，。：；“（(]{2,30}?)[（(]((?:[^（()）]{0,8}?记者|通讯员|特约|作者)[^（()）]{1,60})[)）]")
            .expect("the pattern is well formed")
    });
    let Some(first) = draft
        .body()
        .into_iter()
        .find(|&i| draft.lines[i].is_prose())
    else {
        return;
    };
    let Some(found) = DATELINE.captures(draft.lines[first].key()) else {
        return;
    };
    let (source, authors) = (medium(&found[1]), people(&found[2]));
    draft.learn(
        first,
        Metadata {
            source,
            author: Some(authors),
            ..Metadata::default()
        },
    );
}

/// The medium that opens a dateline: 新华社 of 新华社北京1月9日电; nothing for 本报讯.
fn medium(prefix: &str) -> Option<String> {
    const AGENCIES: [&str; 6] = ["新华社", "中新社", "中新网", "新华网", "人民网", "央视网"];
    if let Some(agency) = AGENCIES.iter().find(|agency| prefix.starts_with(**agency)) {
        return Some((*agency).to_owned());
    }
    let name = prefix.trim_end_matches(['讯', '电']).trim();
    (is_medium(name) && !name.starts_with('本')).then(|| name.to_owned())
}

/// Lines that are a byline as a whole: they stay, and name the author.
fn keep_byline_lines(draft: &mut Draft<'_>) {
    let last_prose = draft.prose_bounds().map(|(_, last)| last);
    for index in draft.body() {
        let line = &draft.lines[index];
        if line.is_prose() {
            continue;
        }
        if let Some(editor) = bracketed_editor(line.key()) {
            draft.learn(
                index,
                Metadata {
                    editor: Some(editor),
                    ..Metadata::default()
                },
            );
            draft.move_out(index);
            continue;
        }
        let credit = last_prose
            .is_some_and(|last| index > last)
            .then(|| bracketed_author(line.key()))
            .flatten();
        if credit.is_none() && !naming::is_reporter_line(line.key()) {
            continue;
        }
        let key = line
            .key()
            .trim_matches(|c: char| "（）()【】[]".contains(c))
            .to_owned();
        draft.learn(
            index,
            Metadata {
                author: authors(&key),
                ..Metadata::default()
            },
        );
        draft.lines[index].fate = Fate::Kept(BlockKind::Byline);
    }
}

/// The people a byline names: those after roles, else the last words that are names.
fn authors(byline: &str) -> Option<String> {
    let byline = byline
        .split(['／', '/'])
        .next()
        .filter(|part| part.contains("记者"))
        .unwrap_or(byline);
    let listed = people(byline);
    let roles = listed != byline;
    let named = |word: &&str| {
        names::is_person(word)
            || (roles && word.chars().count() == 4 && names::surname(word).is_some())
    };
    let words: Vec<&str> = listed.split_whitespace().collect();
    let names: Vec<&str> = if roles {
        words
            .iter()
            .copied()
            .filter(|word| named(word) || (words.len() == 1 && word.chars().count() <= 14))
            .collect()
    } else {
        let last = words.iter().rev().take_while(|word| named(word)).count();
        words[words.len() - last..].to_vec()
    };
    (!names.is_empty()).then(|| names.join(" "))
}

/// Cuts one bracket of credits from the end of line `index`; true if there was one.
///
/// Editors become metadata, and the bracket is listed as removed. Authors become a byline of their own.
fn cut_bracket(draft: &mut Draft<'_>, index: usize) -> bool {
    let line = &draft.lines[index];
    let key = line.key();
    let Some(open) = key
        .rfind(['（', '(', '【'])
        .filter(|_| key.ends_with(['）', ')', '】']))
    else {
        return false;
    };
    let inside = key[open..]
        .trim_matches(['（', '(', '）', ')', '【', '】'])
        .to_owned();
    // Another bracket of credits may stand before this one.
    let before = without_brackets(key[..open].trim_end());
    if inside.chars().count() > LONGEST_CREDIT
        || inside.contains('。')
        || !han::ends_sentence(before)
    {
        return false;
    }
    let Some(cut) = line.text.rfind(['（', '(', '【']) else {
        return false;
    };
    let (kept, bracket) = (
        line.text[..cut].trim_end().to_owned(),
        line.text[cut..].to_owned(),
    );
    if let Some(editor) = editor(&inside) {
        draft.learn(
            index,
            Metadata {
                editor: Some(editor),
                ..Metadata::default()
            },
        );
        draft.note(index, Action::Removed, &bracket);
        draft.set_text(index, kept);
        return true;
    }
    // （塔河融媒记者 古丽娜 责任编辑 韩磊）: authors, then editors.
    let (inside, second) = match inside
        .split_once("责任编辑")
        .or_else(|| inside.split_once("责编"))
    {
        Some((first, rest)) => (
            first.trim().to_owned(),
            Some(rest.trim_matches([' ', '：', ':']).to_owned()),
        ),
        None => (inside, None),
    };
    let names = authors(inside.trim_start_matches(['文', '图', '/', '／', '：', ':']));
    let credited = names.is_some()
        || ["作者", "供稿", "来稿", "原载"]
            .iter()
            .any(|word| inside.starts_with(word));
    if !credited {
        return false;
    }
    let author = names.map(|names| names.replace("作者：", "").replace("作者:", ""));
    draft.learn(
        index,
        Metadata {
            author,
            editor: second,
            ..Metadata::default()
        },
    );
    draft.set_text(index, kept);
    insert_byline(draft, index, bracket);
    true
}

/// `text` without the short brackets at its end.
fn without_brackets(text: &str) -> &str {
    let mut text = text;
    while text.ends_with(['）', ')', '】'])
        && let Some(open) = text.rfind(['（', '(', '【'])
        && text[open..].chars().count() <= LONGEST_CREDIT
    {
        text = text[..open].trim_end();
    }
    text
}

/// Longest bracket of credits, in characters.
const LONGEST_CREDIT: usize = 60;

/// The editor that `inside` names, the text of a bracket; empty if it names none after the role.
fn editor(inside: &str) -> Option<String> {
    static EDITOR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:[一-龥]{0,4}?)(?:责任编辑|责编|编辑|校对|审核)(\s*[:：、/／]\s*|\s+|)(.{0,24})$",
        )
        .expect("the pattern is well formed")
    });
    let found = EDITOR.captures(inside)?;
    // （编辑部） names nobody: without a separator a name must follow.
    let (separator, name) = (&found[1], found[2].trim());
    (!separator.is_empty() || name.is_empty() || are_people(name)).then(|| name.to_owned())
}

/// The editor of a line that is nothing but a bracket with one: （编辑 唐果）.
fn bracketed_editor(key: &str) -> Option<String> {
    let inside = key.strip_prefix(['（', '('])?.strip_suffix(['）', ')'])?;
    editor(inside).filter(|name| !name.is_empty())
}

/// The author of a line that is nothing but a bracket with a unit and a name: （某县委组织部 谢斌）.
fn bracketed_author(key: &str) -> Option<String> {
    let inside = key.strip_prefix(['（', '('])?.strip_suffix(['）', ')'])?;
    (inside.chars().count() <= 40 && !inside.contains(['。', '，', '：']))
        .then(|| authors(inside))
        .flatten()
}

fn insert_byline(draft: &mut Draft<'_>, index: usize, text: String) {
    let line = &draft.lines[index];
    let byline = Line::split_off(line, Cow::Owned(text), Fate::Kept(BlockKind::Byline));
    draft.insert_after(index, byline);
}

/// Cuts credits that run into the end of the text without any mark: …鼓与呼。中国日报宁夏记者站胡冬梅责任编辑蔡东海
fn cut_run_in(draft: &mut Draft<'_>, index: usize) {
    static RUN_IN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:来源[:：]?)?\s*(.{0,24}?)\s*(?:作者|文|记者)?[:：]?\s*([一-龥]{2,3}(?:[、 ][一-龥]{2,3})*)?\s*(?:责任编辑|责编|编辑)\s*[:：]?\s*([一-龥、 ]{2,16})$")
            .expect("the pattern is well formed")
    });
    let key = draft.lines[index].key();
    let Some(stop) = key.rfind(['。', '！', '？', '”', '」', '』']) else {
        return;
    };
    let tail_at = stop + '。'.len_utf8();
    let tail = &key[tail_at..];
    let Some(found) = RUN_IN.captures(tail.trim()) else {
        return;
    };
    let (head, editor) = (
        found.get(1).map_or("", |m| m.as_str()),
        found[3].trim().to_owned(),
    );
    if !are_people(&editor) {
        return;
    }
    let named = found.get(2).map_or("", |m| m.as_str());
    let (source, author) = split_credit(&format!("{head}{named}"));
    let text = draft.lines[index].text.clone();
    let Some(cut) = text
        .rfind(['。', '！', '？', '”', '」', '』'])
        .map(|at| at + '。'.len_utf8())
    else {
        return;
    };
    draft.learn(
        index,
        Metadata {
            source,
            author,
            editor: Some(editor),
            ..Metadata::default()
        },
    );
    draft.note(index, Action::Removed, &text[cut..]);
    draft.set_text(index, text[..cut].to_owned());
}

/// Whether `text` is names of people and nothing else.
fn are_people(text: &str) -> bool {
    text.split([' ', '、'])
        .filter(|word| !word.is_empty())
        .all(names::is_person)
}

/// Parts a medium from the name of a person behind it: 中国日报宁夏记者站胡冬梅.
fn split_credit(text: &str) -> (Option<String>, Option<String>) {
    let text = text.trim();
    let starts = text
        .char_indices()
        .map(|(i, _)| i)
        .rev()
        .filter(|&i| names::is_person(&text[i..]));
    let whole = |at: usize| at == 0 || is_medium(text[..at].trim_end_matches("记者"));
    match starts.into_iter().find(|&at| whole(at)) {
        Some(at) => {
            let medium = text[..at].trim().to_owned();
            (
                (!medium.is_empty()).then_some(medium),
                Some(text[at..].to_owned()),
            )
        }
        None => (is_medium(text).then(|| text.to_owned()), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_medium_and_a_name_are_parted() {
        assert_eq!(
            split_credit("中国日报宁夏记者站胡冬梅"),
            (Some("中国日报宁夏记者站".into()), Some("胡冬梅".into()))
        );
        assert_eq!(split_credit("银川日报"), (Some("银川日报".into()), None));
    }

    #[test]
    fn datelines_name_their_medium() {
        assert_eq!(medium("新华社北京1月9日电").as_deref(), Some("新华社"));
        assert_eq!(medium("河北共产党员网").as_deref(), Some("河北共产党员网"));
        assert_eq!(medium("本报讯"), None);
    }
}
