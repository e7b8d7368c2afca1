//! What quotation marks and title marks set off.

use duizhao_core::article::Span;
use duizhao_zh::han;

/// The longest quotation that is taken for a term, in characters; what is longer is speech.
pub(crate) const LONGEST_QUOTATION: usize = 14;

/// The longest title, in characters.
pub(crate) const LONGEST_TITLE: usize = 30;

/// Returns the mark that closes what `c` opens.
pub(crate) const fn closing(c: char) -> Option<char> {
    match c {
        '“' => Some('”'),
        '‘' => Some('’'),
        '「' => Some('」'),
        '『' => Some('』'),
        '《' => Some('》'),
        '〈' => Some('〉'),
        _ => None,
    }
}

/// Tests whether a mark closes a title.
pub(crate) const fn is_title(close: char) -> bool {
    matches!(close, '》' | '〉')
}

/// Finds what quotation and title marks set off, if it may be a term: the spans between the marks, in the order of the
/// closing ones. Linear.
pub fn marked(text: &str) -> Vec<Span> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        if let Some(close) = closing(c) {
            open.push((close, at + c.len_utf8()));
        } else if let Some(index) = open.iter().rposition(|&(close, _)| close == c) {
            let span = Span::new(open[index].1, at);
            open.truncate(index);
            let length = span.of(text).chars().count();
            let longest = if is_title(c) {
                LONGEST_TITLE
            } else {
                LONGEST_QUOTATION
            };
            if (2..=longest).contains(&length) && span.of(text).chars().all(is_inner) {
                found.push(span);
            }
        }
    }
    found
}

/// Tests whether a character may stand in a term between marks.
pub(crate) fn is_inner(c: char) -> bool {
    han::is_han(c) || c.is_alphanumeric() || "+＋、·-－—， “”‘’（）".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_and_titles_that_may_be_terms() {
        let text = "“红色代办”、《关于修路的意见》和「一」。他说：“路修好了，橘子就卖得出去了。”";
        let found: Vec<&str> = marked(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["红色代办", "关于修路的意见"]);
    }
}
