//! Making ASCII punctuation in Chinese text full-width, and removing spaces around Chinese punctuation.
//!
//! Times, ratios, decimals, thousands, addresses and English phrases keep their ASCII punctuation.

use super::draft::Draft;
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::{han, names};
use std::borrow::Cow;
use std::cell::LazyCell;

pub(super) fn run(draft: &mut Draft<'_>) {
    let hans = draft.is_hans();
    for index in draft.body() {
        let text = &draft.lines[index].text;
        if draft.is_needed(index) && (hans || has_ascii_mark(text)) {
            let made = full_width(&joined_names(text), hans);
            if made != *text {
                draft.set_marks(index, made);
            }
        }
        if let Some((text, count)) = without_injected_commas(&draft.lines[index].text) {
            draft.report.repair("injected_commas", count);
            draft.set_marks(index, text);
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

/// Makes points that end sentences 。, so that later passes know a sentence.
pub(super) fn stops(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        if draft.is_needed(index)
            && let Some(text) = with_stops(&draft.lines[index].text)
        {
            draft.set_text(index, text);
        }
    }
}

/// Tests whether a text has a mark besides corner brackets, or a space.
fn has_ascii_mark(text: &str) -> bool {
    text.bytes()
        .any(|byte| byte.is_ascii() && MARKS.contains(char::from(byte)))
}

/// Makes the punctuation of `text` Chinese; with `hans`, turns corner brackets into quotation marks. Linear.
pub(super) fn full_width(text: &str, hans: bool) -> String {
    if !text.chars().any(han::is_han) {
        return text.to_owned();
    }
    let brackets = LazyCell::new(|| chinese_brackets(text));
    let mut out = String::with_capacity(text.len() + 16);
    let mut open_quote = false;
    let mut from = 0;
    for (at, mark) in marks(text) {
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
    if out.contains(' ') || out.contains('\t') {
        tighten(&out)
    } else {
        out
    }
}

/// The space, and the marks that may change: those of ASCII first.
pub(super) const MARKS: &str = " ,;:!?.()\"「」『』";

/// Lists the marks of a text that may change, with their places.
fn marks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from
                + bytes[from..]
                    .iter()
                    .position(|&byte| may_begin_mark(byte))?;
            from = at + 1;
            if bytes[at].is_ascii() {
                return Some((at, &text[at..from]));
            }
            // 「, 」, 『 and 』 follow one another in Unicode.
            if matches!(bytes[at + 1..at + 3], [0x80, 0x8c..=0x8f]) {
                from = at + 3;
                return Some((at, &text[at..from]));
            }
        }
    })
}

/// Tests whether a mark of [`MARKS`] that may change may begin with a byte.
fn may_begin_mark(byte: u8) -> bool {
    const BYTES: [bool; 256] = {
        let mut bytes = [false; 256];
        let marks = MARKS.as_bytes();
        let mut at = 1;
        while marks[at].is_ascii() {
            bytes[marks[at] as usize] = true;
            at += 1;
        }
        bytes[marks[at] as usize] = true;
        bytes
    };
    BYTES[usize::from(byte)]
}

/// Joins names and words of two characters that are spaced out to the width of three: 任  鸿斌, 单  伟, 主  任. The gap
/// is two spaces or more.
fn joined_names(text: &str) -> Cow<'_, str> {
    if !text.contains("  ") {
        return text.into();
    }
    let parts: Vec<&str> = text.split("  ").collect();
    let mut out = String::with_capacity(text.len());
    // Whether the last part is the whole end of a word or a name.
    let mut ended = false;
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            let alone = |at: usize| parts.get(at).is_some_and(|part| is_one_han(part));
            let is_word = alone(at - 1) && alone(at) && !alone(at + 1);
            let joined = !ended && (is_word || is_split_name(parts[at - 1], part));
            ended = joined && part.chars().all(han::is_han);
            if !joined {
                out.push_str("  ");
            }
        }
        out.push_str(part);
    }
    out.into()
}

fn is_one_han(part: &str) -> bool {
    part.chars().count() == 1 && part.chars().all(han::is_han)
}

/// Tests whether a gap stands in a name: after a surname that is not the end of a post, before one or two characters and
/// then a mark or the end.
fn is_split_name(before: &str, after: &str) -> bool {
    let Some((at, _)) = before.char_indices().next_back() else {
        return false;
    };
    let given: String = after.chars().take_while(|&c| han::is_han(c)).collect();
    let rest = &after[given.len()..];
    (1..=2).contains(&given.chars().count())
        && names::surname(&before[at..]).is_some()
        && !names::ends_in_post(before)
        && !names::is_person(&given)
        && (rest.is_empty()
            || rest.starts_with(['、', '，', '。', '；', '（', '(', '）', ')', ' ', ',']))
}

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

/// Makes the points of a text 。 if it ends its sentences with them: it has no 。, and two or more points, each after four
/// Chinese characters or more, which a foreign name (让.保罗.萨特) has only by chance.
fn with_stops(text: &str) -> Option<String> {
    if !text.contains('.') || text.contains('。') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut points = 0;
    let mut length = 0;
    for c in text.chars() {
        if c == '.' && out.ends_with(han::is_han) {
            if length < SHORTEST_SENTENCE {
                return None;
            }
            points += 1;
            length = 0;
            out.push('。');
            continue;
        }
        length += usize::from(han::is_han(c));
        out.push(c);
    }
    (points >= 2).then_some(out)
}

/// Fewest Chinese characters of a sentence that ends in a point.
const SHORTEST_SENTENCE: usize = 4;

/// Removes commas that something has put in: one of two (，，), and one next to another mark (，。 and ，、). Returns how
/// many; `None` if there are none.
fn without_injected_commas(text: &str) -> Option<(String, usize)> {
    let is_injected =
        |at: usize| text[at + '，'.len_utf8()..].starts_with(['，', '。', '、', '；']);
    if !text.match_indices('，').any(|(at, _)| is_injected(at)) {
        return None;
    }
    let mut kept = String::with_capacity(text.len());
    let mut count = 0;
    for (at, c) in text.char_indices() {
        if c == '，' && is_injected(at) {
            count += 1;
        } else {
            kept.push(c);
        }
    }
    Some((kept, count))
}

fn is_chinese(c: char) -> bool {
    han::is_han(c) || han::is_punctuation(c)
}

/// Finds the ASCII brackets that belong to Chinese, in order: pairs with Chinese inside or next to them.
fn chinese_brackets(text: &str) -> Vec<usize> {
    let mut chinese = Vec::new();
    if !text.contains(')') {
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

/// The characters that Unicode calls white space.
static WHITE_SPACE: PlaneSet = PlaneSet::of(
    "\t\n\u{b}\u{c}\r \u{85}\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\
     \u{2009}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}",
);

/// Reduces runs of spaces to one, and removes spaces next to Chinese punctuation. Tabs between cells stay.
fn tighten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = WHITE_SPACE.find(rest) {
        out.push_str(&rest[..at]);
        let after = rest[at..].trim_start();
        let gap = &rest[at..rest.len() - after.len()];
        if gap.contains('\t') {
            out.push('\t');
        } else if let Some(before) = out.chars().next_back()
            && let Some(next) = after.chars().next()
            && (!is_tight(before) || matches!(before, '”' | '》' | '）' | '’'))
            && (!is_tight(next) || matches!(next, '“' | '《' | '（' | '‘'))
        {
            out.push(' ');
        }
        rest = after;
    }
    out.push_str(rest);
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
    fn points_that_end_sentences_become_stops() {
        assert_eq!(
            with_stops("会议今天召开.全县干部参加会议.大家热烈讨论.").as_deref(),
            Some("会议今天召开。全县干部参加会议。大家热烈讨论。")
        );
        for text in [
            "让.保罗.萨特的书",
            "收入1.2万元.他说不多。",
            "详见www.example.org.",
        ] {
            assert_eq!(with_stops(text), None);
        }
    }

    #[test]
    fn white_space_is_that_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(WHITE_SPACE.contains(c), c.is_whitespace(), "{c:?}");
        }
    }

    #[test]
    fn injected_commas_go() {
        let kept = |text: &str| without_injected_commas(text).map(|(kept, _)| kept);
        assert_eq!(
            kept("大家，，都说好，。一，、二").as_deref(),
            Some("大家，都说好。一、二")
        );
        assert_eq!(kept("大家，都说好。"), None);
    }

    #[test]
    fn names_that_are_spaced_out_are_one() {
        for (text, expected) in [
            (
                "任命任  鸿斌、单  伟、李  红（女）为副部长。",
                "任命任鸿斌、单伟、李红（女）为副部长。",
            ),
            ("主  任  王毅", "主任  王毅"),
            ("主任  王毅", "主任  王毅"),
            ("站出来  顶上去", "站出来  顶上去"),
            ("县委书记  张三", "县委书记  张三"),
            ("张三  李四  王五", "张三  李四  王五"),
        ] {
            assert_eq!(joined_names(text), expected);
        }
    }

    #[test]
    fn spaces_next_to_marks_are_removed() {
        check("站出来  顶上去", "站出来 顶上去");
        check("疫情 ， 防控 。", "疫情，防控。");
    }
}
