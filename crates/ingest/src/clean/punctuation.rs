//! ASCII punctuation in Chinese text becomes full-width; spaces around Chinese punctuation go.
//!
//! Times, ratios, decimals, thousands, addresses and English between English words keep theirs.

use super::draft::Draft;
use duizhao_zh::han;

pub(super) fn run(draft: &mut Draft<'_>) {
    let hans = draft.is_hans();
    for index in draft.body() {
        let text = &draft.lines[index].text;
        if needs_work(text, hans) {
            let text = full_width(text, hans);
            draft.set_text(index, text);
        }
    }
    draft.title = draft.title.take().map(|title| full_width(&title, hans));
    for field in [
        &mut draft.meta.source,
        &mut draft.meta.author,
        &mut draft.meta.editor,
    ] {
        *field = field.take().map(|value| full_width(&value, hans));
    }
}

fn needs_work(text: &str, hans: bool) -> bool {
    text.bytes().any(|b| {
        matches!(
            b,
            b' ' | b',' | b'.' | b':' | b';' | b'!' | b'?' | b'(' | b')' | b'"'
        )
    }) || (hans && text.contains(['「', '」', '『', '』']))
}

/// `text` with Chinese punctuation; corner brackets become quotation marks where `hans`. Linear: what
/// stands between the marks is copied in runs.
pub(super) fn full_width(text: &str, hans: bool) -> String {
    if !text.chars().any(han::is_han) {
        return text.to_owned();
    }
    let brackets = chinese_brackets(text);
    let mut out = String::with_capacity(text.len() + 16);
    let (mut open_quote, mut from) = (false, 0);
    let is_mark = |c: char| {
        matches!(
            c,
            ',' | ';' | ':' | '!' | '?' | '.' | '(' | ')' | '"' | '「' | '」' | '『' | '』'
        )
    };
    for (at, mark) in text.match_indices(is_mark) {
        let around = Neighbours {
            before: &text[..at],
            after: &text[at + mark.len()..],
        };
        let becomes = match mark {
            "," if around.chinese() => "，",
            ";" if around.chinese() => "；",
            ":" if around.chinese() && !around.after.starts_with("//") => "：",
            "!" if around.follows_chinese() => "！",
            "?" if around.follows_chinese() && !han::is_lost_character(text, at) => "？",
            "." if around.stop() => "。",
            "(" if brackets.binary_search(&at).is_ok() => "（",
            ")" if brackets.binary_search(&at).is_ok() => "）",
            "\"" => {
                open_quote = !open_quote;
                if open_quote { "“" } else { "”" }
            }
            "「" if hans => "“",
            "」" if hans => "”",
            "『" if hans => "‘",
            "』" if hans => "’",
            _ => mark,
        };
        out.push_str(&text[from..at]);
        out.push_str(becomes);
        from = at + mark.len();
    }
    out.push_str(&text[from..]);
    if out.contains(' ') {
        tighten(&out)
    } else {
        out
    }
}

/// What stands on either side of a mark.
struct Neighbours<'a> {
    before: &'a str,
    after: &'a str,
}

impl Neighbours<'_> {
    fn follows_chinese(&self) -> bool {
        self.before.ends_with(|c| is_chinese(c) || c == ')')
    }

    /// Chinese on one side at least, and no number around it.
    fn chinese(&self) -> bool {
        let digits = self.before.ends_with(|c: char| c.is_ascii_digit())
            && self.after.starts_with(|c: char| c.is_ascii_digit());
        let leads = self.after.trim_start().starts_with(is_chinese)
            && !self.before.is_empty()
            && !self.before.ends_with(' ');
        !digits && (self.follows_chinese() || leads)
    }

    /// A full stop behind Chinese at the end of the text or before a closing mark.
    fn stop(&self) -> bool {
        self.follows_chinese()
            && (self.after.is_empty() || self.after.starts_with(|c| han::is_closing(c) || c == '“'))
    }
}

fn is_chinese(c: char) -> bool {
    han::is_han(c) || han::is_punctuation(c)
}

/// Where the ASCII brackets stand that belong to Chinese, in order: pairs that hold Chinese or stand
/// beside it.
fn chinese_brackets(text: &str) -> Vec<usize> {
    let (mut chinese, mut open) = (Vec::new(), Vec::new());
    if !text.contains(['(', ')']) {
        return chinese;
    }
    // Where each open bracket stands, and how much Chinese stood before it.
    let mut seen = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => open.push((at, seen)),
            ')' => {
                let Some((start, before_it)) = open.pop() else {
                    continue;
                };
                let before = &text[..start];
                let beside = before.is_empty()
                    || before.ends_with(is_chinese)
                    || text[at + 1..].starts_with(is_chinese);
                if beside || seen > before_it {
                    chinese.extend([start, at]);
                }
            }
            c => seen += usize::from(han::is_han(c)),
        }
    }
    chinese.sort_unstable();
    chinese
}

/// Runs of spaces become one; spaces beside Chinese punctuation go.
fn tighten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_whitespace() {
            out.push(c);
            continue;
        }
        while chars.peek().is_some_and(|c| c.is_whitespace()) {
            chars.next();
        }
        let before = out.chars().next_back();
        let marks =
            |c: Option<char>| c.is_none_or(|c| han::is_punctuation(c) && !matches!(c, '—' | '·'));
        let next = chars.peek().copied();
        let keeps_gap = |c: Option<char>| c.is_some_and(|c| matches!(c, '”' | '》' | '）' | '’'));
        if next.is_none()
            || before.is_none()
            || (marks(before) && !keeps_gap(before))
            || (marks(next) && !matches!(next, Some('“' | '《' | '（' | '‘')))
        {
            continue;
        }
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(full_width(text, true), expected);
    }

    #[test]
    fn ascii_marks_become_chinese_ones() {
        check(
            "新冠肺炎疫情发生以来,宁夏:“好!”对吗?",
            "新冠肺炎疫情发生以来，宁夏：“好！”对吗？",
        );
        check("编者按:为宣传", "编者按：为宣传");
        check("他说\"好\",走了.", "他说“好”，走了。");
        check("厼(ěr)和COD(化学需氧量)", "厼（ěr）和COD（化学需氧量）");
        check("「一」『二』", "“一”‘二’");
    }

    #[test]
    fn numbers_addresses_and_english_keep_theirs() {
        for text in [
            "凌晨5:30出发",
            "比例为3:1",
            "共1,187个",
            "见https://example.org/a,b",
            "他叫 Tom (Jr.) Smith, Ltd. 的人",
            "1.8万个",
            "萨达姆?侯赛因",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn spaces_beside_marks_go() {
        check("站出来  顶上去", "站出来 顶上去");
        check("疫情 ， 防控 。", "疫情，防控。");
    }
}
