//! Credits inside the text: datelines, names in brackets at the end, editors at the end of the last line.

use super::Action;
use super::datelines;
use super::draft::{Draft, DraftLine, Fate};
use super::naming::{self, is_medium, people};
use crate::clean::patterns::regex;
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
    datelines::run(draft);
    keep_byline_lines(draft);
    let last = draft
        .body()
        .into_iter()
        .rfind(|&i| draft.lines[i].fate != Fate::Kept(BlockKind::Byline));
    if let Some(last) = last {
        cut_run_in(draft, last);
        while cut_bracket(draft, last) {}
    }
}

/// Tests whether a line may be a heading with a wiki's edit link after it.
fn is_edit_link(key: &str) -> bool {
    key.strip_suffix("编辑")
        .is_some_and(|heading| key.chars().count() <= 24 && han::count(heading) >= 2)
}

/// Labels at the end of a line, and how they are reported: text as removed, a link as trimmed.
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

/// Keeps lines that are bylines as bylines, and reads their authors; moves lines that name an editor to the metadata.
fn keep_byline_lines(draft: &mut Draft<'_>) {
    let last_prose = draft.prose_bounds().map(|(_, last)| last);
    for index in draft.body() {
        let line = &draft.lines[index];
        let key = line.key();
        if line.is_prose() {
            continue;
        }
        if let Some(editor) = bracketed_editor(key) {
            learn_editor(draft, index, editor);
            draft.move_out(index);
            continue;
        }
        let is_below = last_prose.is_some_and(|last| index > last);
        if !(naming::is_reporter_line(key) || is_below && is_bracketed_author(key)) {
            continue;
        }
        let author = authors(key.trim_matches(|c: char| "（）()【】[]".contains(c)));
        let metadata = Metadata {
            author,
            ..Metadata::default()
        };
        draft.learn(index, metadata);
        draft.lines[index].fate = Fate::Kept(BlockKind::Byline);
    }
}

fn learn_editor(draft: &mut Draft<'_>, index: usize, editor: String) {
    let metadata = Metadata {
        editor: Some(editor),
        ..Metadata::default()
    };
    draft.learn(index, metadata);
}

/// Returns the people in a byline: those after roles, or else the names at its end.
pub(super) fn authors(byline: &str) -> Option<String> {
    let byline = byline
        .split(['／', '/'])
        .next()
        .filter(|part| part.contains("记者"))
        .unwrap_or(byline);
    let listed = people(byline);
    let mut names: Vec<&str> = listed.split_whitespace().collect();
    if listed == byline {
        let last = names.iter().rposition(|word| !names::is_person(word));
        names.drain(..last.map_or(0, |last| last + 1));
    } else if names.len() > 1 || listed.chars().count() > 14 {
        names.retain(|word| may_be_person(word));
    }
    (!names.is_empty()).then(|| names.join(" "))
}

fn may_be_person(word: &str) -> bool {
    names::is_person(word) || (word.chars().count() == 4 && names::surname(word).is_some())
}

/// Cuts one bracket of credits from the end of line `index`; false if there is none.
///
/// Editors become metadata, and the bracket is reported as removed. Authors become a byline.
fn cut_bracket(draft: &mut Draft<'_>, index: usize) -> bool {
    let line = &draft.lines[index];
    let Some(inside) = last_bracket(line.key()).map(str::to_owned) else {
        return false;
    };
    let Some(cut) = line.text.rfind(OPENING) else {
        return false;
    };
    let kept = line.text[..cut].trim_end().to_owned();
    let bracket = line.text[cut..].to_owned();
    if let Some(editor) = editor(&inside) {
        learn_editor(draft, index, editor);
        draft.note(index, Action::Removed, &bracket);
        draft.set_text(index, kept);
        return true;
    }
    let Some(credits) = author_credits(&inside) else {
        return false;
    };
    draft.learn(index, credits);
    draft.set_text(index, kept);
    insert_byline(draft, index, bracket);
    true
}

const OPENING: [char; 3] = ['（', '(', '【'];
const CLOSING: [char; 3] = ['）', ')', '】'];

/// Returns the text inside a short bracket at the end of a line, after a whole sentence.
fn last_bracket(key: &str) -> Option<&str> {
    // An agency's number can stand after it: （编辑：陈思齐）1111105.
    let key = key.trim_end_matches(|c: char| c.is_ascii_digit());
    if !key.ends_with(CLOSING) {
        return None;
    }
    let open = key.rfind(OPENING)?;
    let inside = key[open..].trim_matches(['（', '(', '）', ')', '【', '】']);
    // Another bracket of credits may stand before this one.
    let before = without_brackets(key[..open].trim_end());
    let is_credit = inside.chars().count() <= LONGEST_CREDIT
        && !inside.contains('。')
        && han::ends_sentence(before);
    is_credit.then_some(inside)
}

/// Reads a bracket of authors, perhaps with editors after them: 塔河融媒记者 古丽娜 责任编辑 韩磊.
fn author_credits(inside: &str) -> Option<Metadata> {
    let split = inside
        .split_once("责任编辑")
        .or_else(|| inside.split_once("责编"));
    let (inside, editor) = match split {
        Some((first, rest)) => (
            first.trim(),
            Some(rest.trim_matches([' ', '：', ':']).to_owned()),
        ),
        None => (inside, None),
    };
    let names = authors(inside.trim_start_matches(['文', '图', '/', '／', '：', ':']));
    let has_label = ["作者", "供稿", "来稿", "原载"]
        .iter()
        .any(|word| inside.starts_with(word));
    if names.is_none() && !has_label {
        return None;
    }
    Some(Metadata {
        author: names.map(|names| names.replace("作者：", "").replace("作者:", "")),
        editor,
        ..Metadata::default()
    })
}

/// Removes the short brackets at the end of a text.
fn without_brackets(text: &str) -> &str {
    let mut text = text;
    while text.ends_with(CLOSING)
        && let Some(open) = text.rfind(OPENING)
        && text[open..].chars().count() <= LONGEST_CREDIT
    {
        text = text[..open].trim_end();
    }
    text
}

/// Longest bracket of credits, in characters.
const LONGEST_CREDIT: usize = 60;

/// Returns the editor in the text of a bracket; empty if there is no name after the role.
fn editor(inside: &str) -> Option<String> {
    static EDITOR: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^(?:[一-龥]{0,4}?)(?:责任编辑|责编|编辑|校对|审核)(\s*[:：、/／]\s*|\s+|)(.{0,24})$",
        )
    });
    let found = EDITOR.captures(inside)?;
    // （编辑部） has no name: without a separator a name must follow.
    let has_separator = !found[1].is_empty();
    let name = found[2].trim();
    (has_separator || name.is_empty() || are_people(name)).then(|| name.to_owned())
}

/// Returns the editor of a line that is only a bracket with a role and a name: （编辑 唐果）.
fn bracketed_editor(key: &str) -> Option<String> {
    editor(bracketed(key)?).filter(|name| !name.is_empty())
}

/// Tests whether a line is only a bracket with an organization and a name: （某县委组织部 谢斌）.
fn is_bracketed_author(key: &str) -> bool {
    bracketed(key).is_some_and(|inside| {
        inside.chars().count() <= 40
            && !inside.contains(['。', '，', '：'])
            && authors(inside).is_some()
    })
}

fn bracketed(key: &str) -> Option<&str> {
    key.strip_prefix(['（', '('])?.strip_suffix(['）', ')'])
}

fn insert_byline(draft: &mut Draft<'_>, index: usize, text: String) {
    let line = &draft.lines[index];
    let byline = DraftLine::split_off(line, Cow::Owned(text), Fate::Kept(BlockKind::Byline));
    draft.insert_after(index, byline);
}

/// Cuts credits that follow the end of the text without any mark: …鼓与呼。中国日报宁夏记者站胡冬梅责任编辑蔡东海
fn cut_run_in(draft: &mut Draft<'_>, index: usize) {
    static RUN_IN: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^(?:来源[:：]?)?\s*(.{0,24}?)\s*(?:作者|文|记者)?[:：]?\s*([一-龥]{2,3}(?:[、 ][一-龥]{2,3})*)?\s*(?:责任编辑|责编|编辑)\s*[:：]?\s*([一-龥、 ]{2,16})$",
        )
    });
    let line = &draft.lines[index];
    let (_, tail) = split_at_end(line.key());
    if !tail.contains("编辑") && !tail.contains("责编") {
        return;
    }
    let Some(found) = RUN_IN.captures(tail.trim()) else {
        return;
    };
    let editor = found[3].trim();
    let (kept, cut) = split_at_end(&line.text);
    if !are_people(editor) || kept.is_empty() {
        return;
    }
    let name = found.get(2).map_or("", |name| name.as_str());
    let (source, author) = split_credit(&format!("{}{name}", &found[1]));
    let metadata = Metadata {
        source,
        author,
        editor: Some(editor.to_owned()),
        ..Metadata::default()
    };
    let kept = kept.to_owned();
    let cut = cut.to_owned();
    draft.learn(index, metadata);
    draft.note(index, Action::Removed, &cut);
    draft.set_text(index, kept);
}

/// Splits a text after its last sentence end or closing quotation mark; the first part is empty if it has none.
fn split_at_end(text: &str) -> (&str, &str) {
    let end = text
        .rmatch_indices(['。', '！', '？', '”', '」', '』'])
        .next()
        .map_or(0, |(at, mark)| at + mark.len());
    text.split_at(end)
}

/// Tests whether `text` is only names of people.
fn are_people(text: &str) -> bool {
    text.split([' ', '、'])
        .filter(|word| !word.is_empty())
        .all(names::is_person)
}

/// Splits a credit into a medium and the name of a person after it: 中国日报宁夏记者站胡冬梅.
fn split_credit(text: &str) -> (Option<String>, Option<String>) {
    let text = text.trim();
    for (at, _) in text.char_indices().rev() {
        let (medium, name) = text.split_at(at);
        if names::is_person(name) && (at == 0 || is_medium(medium.trim_end_matches("记者"))) {
            let medium = medium.trim();
            let medium = (!medium.is_empty()).then(|| medium.to_owned());
            return (medium, Some(name.to_owned()));
        }
    }
    (is_medium(text).then(|| text.to_owned()), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_medium_and_a_name_are_separated() {
        assert_eq!(
            split_credit("中国日报宁夏记者站胡冬梅"),
            (Some("中国日报宁夏记者站".into()), Some("胡冬梅".into()))
        );
        assert_eq!(split_credit("银川日报"), (Some("银川日报".into()), None));
    }
}
