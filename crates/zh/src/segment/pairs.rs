//! Matching opening marks with closing marks.

use duizhao_core::article::Span;

/// What a pair of marks encloses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enclosure {
    /// Speech or emphasis: “” ‘’ 「」 『』 and straight double quotes.
    Quote,
    /// A title or an aside: 《》 〈〉 （） () 【】 〔〕 []. No sentence ends in it.
    Aside,
}

/// A matched pair of marks; its span includes both.
#[derive(Debug, Clone, Copy)]
pub(super) struct DelimiterPair {
    pub(super) span: Span,
    pub(super) kind: Enclosure,
}

impl DelimiterPair {
    /// Tests whether no sentence ends inside the pair: in asides, and in quotation marks around words in the middle
    /// of a clause instead of speech.
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

/// Returns the closing mark for an opening one.
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

/// Tests whether `c` is a closing mark of a pair.
pub(super) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '”' | '’' | '」' | '』' | '》' | '〉' | '）' | ')' | '】' | '〕' | ']' | '"' | '\''
    )
}

/// Matches the marks of a text, given as `(byte offset, mark)` in order.
///
/// A closing mark closes the nearest opening mark of its own kind and drops those opened since; a mark
/// without a partner encloses nothing. Linear: every mark is pushed and popped once, and a kind of
/// mark that is not open is not searched for.
pub(super) fn matched(marks: &[(usize, char)]) -> Vec<DelimiterPair> {
    let mut stack = Stack::default();
    let mut pairs = Vec::new();
    for &(at, mark) in marks {
        match closer(mark) {
            Some((close, kind)) => {
                // A second “ before any ” means that the first was never closed.
                if kind == Enclosure::Quote {
                    stack.pop_to(close);
                }
                stack.push(at, close, kind);
            }
            None if mark == '"' && !stack.is_open('"') => stack.push(at, '"', Enclosure::Quote),
            None => {
                if let Some((start, kind)) = stack.pop_to(mark) {
                    pairs.extend(pair(start, at + mark.len_utf8(), kind));
                }
            }
        }
    }
    pairs.sort_unstable_by_key(|pair: &DelimiterPair| pair.span.start);
    pairs
}

/// Makes a pair of two marks, unless it is so long that one of them must have been lost.
fn pair(start: usize, end: usize, kind: Enclosure) -> Option<DelimiterPair> {
    let longest = match kind {
        Enclosure::Aside => LONGEST_ASIDE,
        Enclosure::Quote => LONGEST_QUOTE,
    };
    (end - start <= longest).then_some(DelimiterPair {
        span: Span::new(start, end),
        kind,
    })
}

/// The marks that are open, and how many of each kind.
#[derive(Default)]
struct Stack {
    open: Vec<(usize, char, Enclosure)>,
    counts: Vec<(char, usize)>,
}

impl Stack {
    fn push(&mut self, at: usize, close: char, kind: Enclosure) {
        self.open.push((at, close, kind));
        match self.counts.iter_mut().find(|(c, _)| *c == close) {
            Some((_, count)) => *count += 1,
            None => self.counts.push((close, 1)),
        }
    }

    fn is_open(&self, close: char) -> bool {
        self.counts
            .iter()
            .any(|&(c, count)| c == close && count > 0)
    }

    /// Pops the marks down to the nearest that `close` closes and returns it; pops nothing if there is none.
    fn pop_to(&mut self, close: char) -> Option<(usize, Enclosure)> {
        if !self.is_open(close) {
            return None;
        }
        while let Some((at, c, kind)) = self.open.pop() {
            if let Some((_, count)) = self.counts.iter_mut().find(|(counted, _)| *counted == c) {
                *count -= 1;
            }
            if c == close {
                return Some((at, kind));
            }
        }
        None
    }
}
