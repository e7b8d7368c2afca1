//! Which opening mark belongs to which closing mark.

use crate::article::Span;

/// What a pair of marks encloses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enclosure {
    /// Speech or emphasis: “” ‘’ 「」 『』 and straight double quotes.
    Quote,
    /// A title or an aside: 《》 〈〉 （） () 【】 〔〕 []. No sentence ends in it.
    Aside,
}

/// A matched pair: the bytes of its opening mark start at `span.start`, its closing mark ends at `span.end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) span: Span,
    pub(super) kind: Enclosure,
}

impl Pair {
    /// Whether sentence ends inside the pair are to be passed over: always in asides, and in quotation
    /// marks that set off words in the middle of a clause instead of speech.
    pub(super) fn no_sentence_ends_in(&self, text: &str) -> bool {
        match self.kind {
            Enclosure::Aside => true,
            Enclosure::Quote => !super::quote::is_speech(&text[..self.span.start]),
        }
    }
}

/// An aside longer than this, in bytes, is taken for an unclosed bracket (about 330 characters; the
/// longest seen in 4,000 news sentences has 96).
const LONGEST_ASIDE: usize = 1_000;

/// A quotation longer than this, in bytes, is taken for one whose own closing mark was lost (about 660 characters).
const LONGEST_QUOTE: usize = 2_000;

/// The closing mark for an opening one.
fn closer(open: char) -> Option<(char, Enclosure)> {
    Some(match open {
        '“' => ('”', Enclosure::Quote),
        '‘' => ('’', Enclosure::Quote),
        '「' => ('」', Enclosure::Quote),
        '『' => ('』', Enclosure::Quote),
        '《' => ('》', Enclosure::Aside),
        '〈' => ('〉', Enclosure::Aside),
        '（' => ('）', Enclosure::Aside),
        '(' => (')', Enclosure::Aside),
        '【' => ('】', Enclosure::Aside),
        '〔' => ('〕', Enclosure::Aside),
        '[' => (']', Enclosure::Aside),
        _ => return None,
    })
}

/// Whether `c` closes something.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '》' | '〉' | '）' | ')' | '】' | '〕' | ']' | '"' | '\'' | '*')
}

/// Finds the matched pairs of a text from its marks, given as `(byte offset, mark)` in order.
///
/// A closing mark closes the nearest opening mark of its own kind and drops those opened since; a mark
/// that finds no partner encloses nothing. Linear: every mark is pushed and popped once.
pub(super) fn matched(marks: &[(usize, char)]) -> Vec<Pair> {
    let mut open: Vec<(usize, char, Enclosure)> = Vec::new();
    let mut pairs = Vec::new();
    for &(at, mark) in marks {
        if mark == '"' {
            match open.iter().rposition(|&(_, close, _)| close == '"') {
                Some(partner) => close_pair(&mut open, partner, at + 1, &mut pairs),
                None => open.push((at, '"', Enclosure::Quote)),
            }
        } else if let Some((close, kind)) = closer(mark) {
            // A second “ before any ” means that the first was never closed.
            if let Some(same) = open.iter().rposition(|&(_, c, _)| c == close)
                && kind == Enclosure::Quote
            {
                open.truncate(same);
            }
            open.push((at, close, kind));
        } else if let Some(partner) = open.iter().rposition(|&(_, close, _)| close == mark) {
            close_pair(&mut open, partner, at + mark.len_utf8(), &mut pairs);
        }
    }
    pairs.sort_unstable_by_key(|pair: &Pair| pair.span.start);
    pairs
}

fn close_pair(open: &mut Vec<(usize, char, Enclosure)>, partner: usize, end: usize, pairs: &mut Vec<Pair>) {
    let (start, _, kind) = open[partner];
    open.truncate(partner);
    let longest = match kind {
        Enclosure::Aside => LONGEST_ASIDE,
        Enclosure::Quote => LONGEST_QUOTE,
    };
    if end - start <= longest {
        pairs.push(Pair { span: Span::new(start, end), kind });
    }
}
