//! ASCII punctuation in Chinese text becomes full-width; spaces around Chinese punctuation go.
//!
//! Times, ratios, decimals, thousands, addresses and English between English words keep theirs.

use super::draft::Draft;
use crate::han;

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
    for field in [&mut draft.meta.source, &mut draft.meta.author, &mut draft.meta.editor] {
        *field = field.take().map(|value| full_width(&value, hans));
    }
}

fn needs_work(text: &str, hans: bool) -> bool {
    text.bytes().any(|b| matches!(b, b' ' | b',' | b'.' | b':' | b';' | b'!' | b'?' | b'(' | b')' | b'"'))
        || (hans && text.contains(['「', '『']))
}

/// `text` with Chinese punctuation; corner brackets become quotation marks where `hans`.
pub(super) fn full_width(text: &str, hans: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    if !chars.iter().any(|&c| han::is_han(c)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let brackets = chinese_brackets(&chars);
    let mut open_quote = false;
    let mut offset = 0;
    for (i, &c) in chars.iter().enumerate() {
        let ascii = Neighbours::of(&chars, i);
        let becomes = match c {
            ',' if ascii.chinese() => '，',
            ';' if ascii.chinese() => '；',
            ':' if ascii.chinese() && !ascii.digits() && !is_address(&chars, i) => '：',
            '!' if ascii.follows_chinese() => '！',
            '?' if ascii.follows_chinese() && !han::is_lost_character(text, offset) => '？',
            '.' if ascii.stop() => '。',
            '(' | ')' if brackets[i] => {
                if c == '(' {
                    '（'
                } else {
                    '）'
                }
            }
            '"' => {
                open_quote = !open_quote;
                if open_quote { '“' } else { '”' }
            }
            '「' if hans => '“',
            '」' if hans => '”',
            '『' if hans => '‘',
            '』' if hans => '’',
            _ => c,
        };
        out.push(becomes);
        offset += c.len_utf8();
    }
    tighten(&out)
}

struct Neighbours {
    before: Option<char>,
    after: Option<char>,
    /// The character after, spaces skipped.
    next: Option<char>,
}

impl Neighbours {
    fn of(chars: &[char], i: usize) -> Self {
        Self {
            before: i.checked_sub(1).map(|j| chars[j]),
            after: chars.get(i + 1).copied(),
            next: chars[i + 1..].iter().copied().find(|c| !c.is_whitespace()),
        }
    }

    fn digits(&self) -> bool {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(self.before) && digit(self.after)
    }

    fn follows_chinese(&self) -> bool {
        self.before.is_some_and(is_chinese)
    }

    /// Chinese on one side at least, and no number around it.
    fn chinese(&self) -> bool {
        !self.digits()
            && (self.follows_chinese() || (self.next.is_some_and(is_chinese) && self.before.is_some_and(|c| c != ' ')))
    }

    /// A full stop behind Chinese at the end of the text or before a closing mark.
    fn stop(&self) -> bool {
        self.follows_chinese() && self.after.is_none_or(|c| han::is_closing(c) || c == '“')
    }
}

fn is_chinese(c: char) -> bool {
    han::is_han(c) || han::is_punctuation(c)
}

/// Whether the `:` at `i` is that of an address, `https://` and the like.
fn is_address(chars: &[char], i: usize) -> bool {
    chars.get(i + 1) == Some(&'/') && chars.get(i + 2) == Some(&'/')
}

/// Which ASCII brackets belong to Chinese: those that hold Chinese or stand beside it, in pairs.
fn chinese_brackets(chars: &[char]) -> Vec<bool> {
    let mut chinese = vec![false; chars.len()];
    let mut open = Vec::new();
    for (i, &c) in chars.iter().enumerate() {
        match c {
            '(' => open.push(i),
            ')' => {
                let Some(start) = open.pop() else { continue };
                let beside = start.checked_sub(1).is_none_or(|j| is_chinese(chars[j]))
                    || chars.get(i + 1).is_some_and(|&c| is_chinese(c));
                let holds = chars[start + 1..i].iter().any(|&c| han::is_han(c));
                chinese[start] = holds || beside;
                chinese[i] = holds || beside;
            }
            _ => {}
        }
    }
    chinese
}

/// Runs of spaces become one; spaces beside Chinese punctuation go, and so do half-width `...`.
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
        let marks = |c: Option<char>| c.is_none_or(|c| han::is_punctuation(c) && !matches!(c, '—' | '·'));
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
        check("新冠肺炎疫情发生以来,宁夏:“好!”对吗?", "新冠肺炎疫情发生以来，宁夏：“好！”对吗？");
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
