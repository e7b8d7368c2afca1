//! The scanner: from end marks to spans.

use super::pairs::{Enclosure, Pair, is_closer, matched};
use super::quote;
use crate::han;
use duizhao_core::article::Span;

/// Cuts `text` into sentences.
///
/// The spans are in order, touch each other, and cover the text; white space belongs to the sentence
/// before it. An empty text has no sentence. Offsets are bytes.
pub fn segment(text: &str) -> Vec<Span> {
    let marks = marks(text);
    let pairs = matched(&marks.enclosing);
    let mut spans = Vec::new();
    let (mut start, mut run_end) = (0, 0);
    let full_width = text.contains(['，', '。']);
    let mut cursor = Cursor {
        pairs: &pairs,
        next: 0,
        open: Vec::new(),
        full_width,
    };
    for &at in &marks.ends {
        if at < start || at < run_end {
            continue;
        }
        let end = end_of_run(text, at);
        run_end = end;
        if let Some(cut) = cursor.cut(text, at, end)
            && cut > start
            && cut < text.len()
        {
            spans.push(Span::new(start, cut));
            start = cut;
        }
    }
    if start < text.len() {
        spans.push(Span::new(start, text.len()));
    }
    spans
}

struct Marks {
    /// Where a run of end marks may begin.
    ends: Vec<usize>,
    /// Opening and closing marks.
    enclosing: Vec<(usize, char)>,
}

/// Collects all marks in one pass over the bytes: Han characters (lead bytes E4–E9) are stepped over.
fn marks(text: &str) -> Marks {
    let bytes = text.as_bytes();
    let mut found = Marks {
        ends: Vec::new(),
        enclosing: Vec::new(),
    };
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            0xE4..=0xE9 => i += 3,
            b'!' | b'?' | b'\n' | b'.' => {
                found.ends.push(i);
                i += 1;
            }
            b'(' | b')' | b'[' | b']' | b'"' => {
                found.enclosing.push((i, bytes[i] as char));
                i += 1;
            }
            0xE2 | 0xE3 | 0xEF => {
                let c = text[i..].chars().next().unwrap_or(' ');
                match c {
                    '。' | '！' | '？' | '…' | '⋯' | '｡' | '\u{2028}' | '\u{2029}' => {
                        found.ends.push(i)
                    }
                    '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '《' | '》' | '〈'
                    | '〉' | '（' | '）' | '【' | '】' | '〔' | '〕' => {
                        found.enclosing.push((i, c))
                    }
                    _ => {}
                }
                i += 3;
            }
            _ => i += 1,
        }
    }
    found
}

fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '…' | '⋯' | '｡' | '.')
}

/// The end of the run of end marks that begins at `at`.
fn end_of_run(text: &str, at: usize) -> usize {
    text[at..]
        .char_indices()
        .find(|&(_, c)| !is_end(c))
        .map_or(text.len(), |(i, _)| at + i)
}

struct Cursor<'a> {
    pairs: &'a [Pair],
    next: usize,
    open: Vec<Pair>,
    /// Whether the text has full-width punctuation, so that half-width marks are suspect.
    full_width: bool,
}

impl Cursor<'_> {
    /// Where the sentence `start..` that meets the end marks `at..end` is to be cut, or `None`.
    fn cut(&mut self, text: &str, at: usize, end: usize) -> Option<usize> {
        self.advance(at);
        let first = text[at..].chars().next()?;
        if matches!(first, '\n' | '\u{2028}' | '\u{2029}') {
            return Some(with_space(text, at + first.len_utf8()));
        }
        let run = &text[at..end];
        let ellipsis = run.chars().all(|c| matches!(c, '…' | '⋯' | '.'));
        let closed = text[end..]
            .find(|c: char| !is_closer(c))
            .map_or(text.len(), |i| end + i);
        let after = &text[closed..];
        if first == '.' && !ellipsis_of_dots(run) && !full_stop(text, at, after) {
            return None;
        }
        if after.trim_start().is_empty() || self.is_lost(text, at, run) || in_address(text, at, end)
        {
            return None;
        }
        if self
            .open
            .iter()
            .any(|pair| pair.span.end > closed && pair.no_sentence_ends_in(text))
        {
            return None;
        }
        // “不！”。 and the like: the end mark behind the quotation decides.
        if after.starts_with(is_end) && closed > end {
            return None;
        }
        if after.starts_with(['，', '、', '；', '：', ',', ';', ':', '～', '~', '·']) {
            return None;
        }
        let quoted = self
            .open
            .iter()
            .find(|p| p.kind == Enclosure::Quote && p.span.end <= closed)
            .copied();
        let aside = self
            .open
            .iter()
            .any(|p| p.kind == Enclosure::Aside && p.span.end <= closed);
        if (ellipsis || aside) && quoted.is_none() {
            return None;
        }
        if let Some(pair) = quoted
            && !quote::introduces(&text[..pair.span.start])
            && (quote::names_speaker(after)
                || (!run.starts_with('。') && pair.no_sentence_ends_in(text)))
        {
            return None;
        }
        Some(with_space(text, closed))
    }

    /// Whether the run is a `?` that replaced a lost character.
    fn is_lost(&self, text: &str, at: usize, run: &str) -> bool {
        run == "?" && self.full_width && han::is_lost_character(text, at)
    }

    /// Brings `open` to the pairs that enclose `at`.
    fn advance(&mut self, at: usize) {
        self.open.retain(|pair| pair.span.end > at);
        while let Some(pair) = self.pairs.get(self.next)
            && pair.span.start < at
        {
            self.next += 1;
            if pair.span.end > at {
                self.open.push(*pair);
            }
        }
    }
}

/// `at` moved over white space other than line breaks.
fn with_space(text: &str, at: usize) -> usize {
    text[at..]
        .find(|c: char| !c.is_whitespace())
        .map_or(text.len(), |i| at + i)
}

/// Whether the marks stand inside an address or another token of ASCII letters: `a.html?x=1`, `Yahoo!X`.
fn in_address(text: &str, at: usize, end: usize) -> bool {
    let token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '=' | '&' | '_' | '-');
    text[at..end].is_ascii() && text[..at].ends_with(token) && text[end..].starts_with(token)
}

fn ellipsis_of_dots(run: &str) -> bool {
    run.len() >= 3 && run.bytes().all(|b| b == b'.')
}

/// Whether the `.` at `at` ends a sentence: it follows a Han character, or ends an English sentence.
fn full_stop(text: &str, at: usize, after: &str) -> bool {
    let before = text[..at].chars().next_back();
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    before.is_some_and(|c| han(c) || c == '%' || c == '％')
        && !after.starts_with(|c: char| c.is_ascii_alphanumeric())
}
