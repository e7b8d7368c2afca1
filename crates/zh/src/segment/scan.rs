//! The scanner: turns end marks into spans.

use super::pairs::{DelimiterPair, Enclosure, is_closer, matched};
use super::{ellipsis, quote, tail};
use crate::han;
use duizhao_core::article::Span;

/// Splits `text` into sentences.
///
/// The spans are in order, touch each other, and cover the text; white space belongs to the sentence
/// before it. An empty text has no sentence. Offsets are bytes.
pub fn segment(text: &str) -> Vec<Span> {
    let marks = marks(text);
    let pairs = matched(&marks.enclosing);
    let mut scanner = Scanner {
        text,
        pairs: &pairs,
        next: 0,
        open: Vec::new(),
        full_width: text.contains(['，', '。']),
        dots_end: ends_in_dot(text),
        circled_notes: marks.circled && tail::has_circled_notes(text),
        start: 0,
        clauses: 0,
        counted: 0,
    };
    let mut spans = Vec::new();
    let mut start = 0;
    let mut run_end = 0;
    for &at in &marks.ends {
        if at < start || at < run_end {
            continue;
        }
        run_end = end_of_run(text, at);
        if let Some(cut) = scanner.cut(at, run_end)
            && cut > start
            && cut < text.len()
        {
            spans.push(Span::new(start, cut));
            start = cut;
            scanner.start = cut;
        }
    }
    if start < text.len() {
        spans.push(Span::new(start, text.len()));
    }
    spans
}

struct Marks {
    /// Offsets at which a run of end marks may begin.
    ends: Vec<usize>,
    /// Opening and closing marks and their offsets.
    enclosing: Vec<(usize, char)>,
    /// Whether there are numbers in circles.
    circled: bool,
}

/// Collects all marks in one pass over the bytes: Han characters (lead bytes E4–E9) are skipped.
fn marks(text: &str) -> Marks {
    let bytes = text.as_bytes();
    let mut found = Marks {
        ends: Vec::new(),
        enclosing: Vec::new(),
        circled: false,
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
                    '①'..='⑳' => found.circled = true,
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

/// Returns the end of the run of end marks that begins at `at`.
fn end_of_run(text: &str, at: usize) -> usize {
    text[at..]
        .find(|c| !is_end(c))
        .map_or(text.len(), |length| at + length)
}

struct Scanner<'a> {
    text: &'a str,
    pairs: &'a [DelimiterPair],
    /// Index of the next pair to open.
    next: usize,
    open: Vec<DelimiterPair>,
    /// Whether the text has full-width punctuation, so that half-width marks are suspect.
    full_width: bool,
    /// Whether the text ends in `.`, so that `.` is its full stop.
    dots_end: bool,
    /// Whether numbers in circles are footnote marks.
    circled_notes: bool,
    /// Where the current sentence starts.
    start: usize,
    /// Clauses of the current sentence up to `counted`.
    clauses: usize,
    counted: usize,
}

impl Scanner<'_> {
    /// Returns where a sentence with the end marks `at..end` ends; `None` if it does not end there.
    fn cut(&mut self, at: usize, end: usize) -> Option<usize> {
        self.advance(at);
        let text = self.text;
        let first = text[at..].chars().next()?;
        if matches!(first, '\n' | '\u{2028}' | '\u{2029}') {
            return Some(skip_space(text, at + first.len_utf8()));
        }
        let run = &text[at..end];
        let closed = self.end_of_closers(end);
        if (run == "." && !self.dot_ends(at, closed))
            || self.is_lost(at, run)
            || in_address(text, at, end)
        {
            return None;
        }
        let mut open = self.open.iter();
        if open.any(|pair| pair.span.end > closed && pair.no_sentence_ends_in(text)) {
            return None;
        }
        let tail = tail::end_of_tail(text, closed, &self.pairs[self.next..], self.circled_notes);
        let after = &text[tail..];
        // “不！”。 and the like: the end mark after the quotation decides.
        if after.trim_start().is_empty() || (after.starts_with(is_end) && tail > end) {
            return None;
        }
        if after.starts_with(['，', '、', '；', '：', ',', ';', ':', '～', '~', '·']) {
            return None;
        }
        self.ends(at, end, closed, after)
            .then(|| skip_space(text, tail))
    }

    /// Tests whether a sentence ends at the marks `at..end`, with closing marks up to `closed`, before `after`.
    fn ends(&self, at: usize, end: usize, closed: usize, after: &str) -> bool {
        let run = &self.text[at..end];
        let Some(quotation) = self.closed_pair(Enclosure::Quote, closed) else {
            let speech = || self.open.iter().any(|pair| pair.kind == Enclosure::Quote);
            return self.closed_pair(Enclosure::Aside, closed).is_none()
                && (!is_ellipsis(run)
                    || (!speech() && ellipsis::ends_sentence(&self.text[..at], after)));
        };
        quote::introduces(&self.text[..quotation.span.start])
            || (!quote::names_speaker(after)
                && (run.starts_with('。') || !quotation.no_sentence_ends_in(self.text)))
    }

    /// Returns the end of the closing marks at `end`. The stars of Markdown's emphasis close only what stars opened.
    fn end_of_closers(&self, end: usize) -> usize {
        let rest = self.text[end..].trim_start_matches(is_closer);
        let closed = self.text.len() - rest.len();
        if rest.starts_with('*') && self.text[self.start..end].contains('*') {
            let rest = rest.trim_start_matches(|c| c == '*' || is_closer(c));
            return self.text.len() - rest.len();
        }
        closed
    }

    /// Tests whether the `.` at `at` ends a sentence: it stands after a percent sign, or after Chinese before white space,
    /// or `.` is the full stop of the text and this is not its first clause (约翰.史密斯).
    fn dot_ends(&mut self, at: usize, closed: usize) -> bool {
        let after = &self.text[closed..];
        if !full_stop(self.text, at, after) {
            return false;
        }
        let from = self.counted.max(self.start);
        if self.counted < self.start {
            self.clauses = 0;
        }
        self.clauses += 1 + self.text[from..at].matches(['，', ',', '；', ';']).count();
        self.counted = at + 1;
        let is_certain =
            self.text[..at].ends_with(['%', '％']) || after.starts_with(char::is_whitespace);
        is_certain || (self.dots_end && self.clauses >= 2)
    }

    /// Returns the outermost open pair of a kind that is closed before `end`.
    fn closed_pair(&self, kind: Enclosure, end: usize) -> Option<&DelimiterPair> {
        self.open
            .iter()
            .find(|pair| pair.kind == kind && pair.span.end <= end)
    }

    /// Tests whether the run is a `?` that replaces a lost character.
    fn is_lost(&self, at: usize, run: &str) -> bool {
        run == "?" && self.full_width && han::is_lost_character(self.text, at)
    }

    /// Updates `open` to the pairs that enclose `at`.
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

/// Returns the position after the white space at `at`.
fn skip_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// Tests whether the marks `at..end` stand inside an address or another ASCII token: `a.html?x=1`, `Yahoo!X`.
fn in_address(text: &str, at: usize, end: usize) -> bool {
    text[at..end].is_ascii() && text[..at].ends_with(in_token) && text[end..].starts_with(in_token)
}

fn in_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '=' | '&' | '_' | '-')
}

/// Tests whether a run of end marks is an ellipsis.
fn is_ellipsis(run: &str) -> bool {
    run.chars().all(|c| matches!(c, '…' | '⋯')) || (run.len() > 1 && run.bytes().all(|b| b == b'.'))
}

/// Tests whether the last mark of a text is a `.` after Chinese.
fn ends_in_dot(text: &str) -> bool {
    let before = text
        .trim_end()
        .trim_end_matches(is_closer)
        .strip_suffix('.');
    before.is_some_and(|before| before.ends_with(han::is_han))
}

/// Tests whether the `.` at `at` ends a sentence: it follows a Han character or a percent sign, and no letter or
/// digit follows it.
fn full_stop(text: &str, at: usize, after: &str) -> bool {
    text[..at].ends_with(|c| han::is_han(c) || matches!(c, '%' | '％'))
        && !after.starts_with(|c: char| c.is_ascii_alphanumeric())
}
