//! Removing blanks between the characters of a sentence, as text from PDF files and from justified lines has them: 党 中央
//! 高度重 视乡村振 兴工作 。
//!
//! Such blanks are everywhere on a page; those that a writer sets stand in headings and lists, which have no marks.

use super::draft::{Draft, DraftLine};
use duizhao_zh::han;

/// Fewest Chinese characters of a line that tells how the page is spaced.
const SHORTEST: usize = 8;

/// Most characters for each blank of a line that is spaced out.
const DENSITY: usize = 8;

pub(super) fn run(draft: &mut Draft<'_>) {
    let is_spaced_out =
        |index: usize| draft.is_needed(index) && is_spaced(&draft.lines[index].text);
    let all = 0..draft.lines.len();
    // Few pages have any such line.
    if !all.clone().any(is_spaced_out) {
        return;
    }
    let sentences = all.filter(|&index| is_sentence(&draft.lines[index]));
    let (spaced, plain): (Vec<_>, Vec<_>) = sentences.partition(|&index| is_spaced_out(index));
    if spaced.is_empty() || spaced.len() < plain.len() {
        return;
    }
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        if line.is_open() && draft.is_needed(index) && (is_spaced(&line.text) || is_sentence(line))
        {
            let (text, count) = without_blanks(&line.text);
            draft.report.repair("blanks", count);
            draft.set_text(index, text);
        }
    }
}

/// Tests whether a line is a sentence: long enough, and with a mark at its end.
fn is_sentence(line: &DraftLine<'_>) -> bool {
    line.is_open() && han::ends_sentence(&line.text) && han::count(&line.text) >= SHORTEST
}

/// Tests whether a blank stands for every few characters of a line with marks, between Chinese characters or digits.
fn is_spaced(text: &str) -> bool {
    let blanks = text.matches(' ').count();
    blanks >= 3
        && text.contains(['，', '。', '、', '；', '”'])
        && blanks * DENSITY >= han::count(text)
        && !text.contains("  ")
}

/// Removes the blanks of a line but those next to a word in letters, and counts them.
fn without_blanks(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut count = 0;
    while let Some(c) = chars.next() {
        let between_words = out.ends_with(|c: char| c.is_ascii_alphabetic())
            && chars.peek().is_some_and(char::is_ascii_alphabetic);
        if c == ' ' && !between_words {
            count += 1;
        } else {
            out.push(c);
        }
    }
    (out, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert!(is_spaced(text));
        assert_eq!(without_blanks(text).0, expected);
    }

    #[test]
    fn blanks_between_characters_go() {
        check(
            "党 中央 高度重 视乡村振 兴工作 ，各级 落 实 。",
            "党中央高度重视乡村振兴工作，各级落实。",
        );
        check(
            "2 0 2 0 年1 月9 日 ，县委召 开工作会 议 。",
            "2020年1月9日，县委召开工作会议。",
        );
        check(
            "他 说 Hello World 时 ，大家 都 笑了 。",
            "他说Hello World时，大家都笑了。",
        );
    }

    #[test]
    fn headings_and_names_keep_theirs() {
        assert!(!is_spaced("站出来 顶上去"));
        assert!(!is_spaced("张建国 李红梅 王小明 赵刚"));
        assert!(!is_spaced(
            "疫情发生以来，全县党员干部闻令而动 奔赴一线，筑起一道道坚固防线。"
        ));
    }
}
