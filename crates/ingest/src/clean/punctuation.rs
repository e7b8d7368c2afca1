//! Making ASCII punctuation in Chinese text full-width, and removing spaces around Chinese punctuation.
//!
//! Times, ratios, decimals, thousands, addresses and English phrases keep their ASCII punctuation.

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

/// Makes the punctuation of `text` Chinese; with `hans`, turns corner brackets into quotation marks. Linear.
pub(super) fn full_width(text: &str, hans: bool) -> String {
    if !text.chars().any(han::is_han) {
        return text.to_owned();
    }
    let brackets = chinese_brackets(text);
    let mut out = String::with_capacity(text.len() + 16);
    let mut open_quote = false;
    let mut from = 0;
    for (at, mark) in text.match_indices(MARKS) {
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

/// The marks that may change.
const MARKS: [char; 13] = [
    ',', ';', ':', '!', '?', '.', '(', ')', '"', '「', '」', '『', '』',
];

/// The text on either side of a mark.
struct Neighbours<'a> {
    before: &'a str,
    after: &'a str,
}

impl Neighbours<'_> {
    fn follows_chinese(&self) -> bool {
        self.before.ends_with(|c| is_chinese(c) || c == ')')
    }

    /// Tests whether the mark has Chinese on at least one side, and is not part of a number.
    fn chinese(&self) -> bool {
        let digits = self.before.ends_with(|c: char| c.is_ascii_digit())
            && self.after.starts_with(|c: char| c.is_ascii_digit());
        let leads = self.after.trim_start().starts_with(is_chinese)
            && !self.before.is_empty()
            && !self.before.ends_with(' ');
        !digits && (self.follows_chinese() || leads)
    }

    /// Tests whether a `.` is a full stop: it follows Chinese, and the text ends or a closing mark follows.
    fn stop(&self) -> bool {
        self.follows_chinese()
            && (self.after.is_empty() || self.after.starts_with(|c| han::is_closing(c) || c == '“'))
    }
}

fn is_chinese(c: char) -> bool {
    han::is_han(c) || han::is_punctuation(c)
}

/// Finds the ASCII brackets that belong to Chinese, in order: pairs with Chinese inside or next to them.
fn chinese_brackets(text: &str) -> Vec<usize> {
    let mut chinese = Vec::new();
    if !text.contains(['(', ')']) {
        return chinese;
    }
    // Where each open bracket stands, and how many Chinese characters are before it.
    let mut open = Vec::new();
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

/// Reduces runs of spaces to one, and removes spaces next to Chinese punctuation.
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
        if let Some(before) = out.chars().next_back()
            && let Some(next) = chars.peek().copied()
            && (!is_tight(before) || matches!(before, '”' | '》' | '）' | '’'))
            && (!is_tight(next) || matches!(next, '“' | '《' | '（' | '‘'))
        {
            out.push(' ');
        }
    }
    out
}

/// Tests whether Chinese is written without a space next to `c`.
fn is_tight(c: char) -> bool {
    han::is_punctuation(c) && !matches!(c, '—' | '·')
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
    fn spaces_next_to_marks_are_removed() {
        check("站出来  顶上去", "站出来 顶上去");
        check("疫情 ， 防控 。", "疫情，防控。");
    }
}
