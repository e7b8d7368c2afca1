//! A block and its quote: the lines of each side, and how they pair.

use super::line::as_remark;
use super::line::{after_mark, comment_end, comment_in, continued, is_comment, side_line};
use super::{Parser, ReadError};
use crate::escape::unescape;
use crate::write::NONE;
use crate::{Pair, ledger, markup};
use duizhao_core::counted;
use std::borrow::Cow;

/// One side of a pair.
struct Side {
    /// Its lines, in Markdown; none where there is no text.
    lines: Vec<String>,
    /// Whether there is not even the sign for that.
    is_bare: bool,
}

/// Returns a pair of lines in Markdown.
pub(super) fn pair(source: &[String], target: Vec<String>) -> Pair {
    let (target, markup) = match markup::plain(&target) {
        Some(plain) => (plain, target),
        None => (
            target.iter().map(|line| unescape(line)).collect(),
            Vec::new(),
        ),
    };
    Pair {
        source: source.iter().map(|line| unescape(line)).collect(),
        target,
        markup,
        provenance: None,
        diagnostics: Vec::new(),
        remarks: Vec::new(),
    }
}

impl<'a> Parser<'a> {
    /// Reads a block and its quote, and says whether it is marked. `prefix` is what every line of the block begins with.
    pub(super) fn block(&mut self, prefix: &str) -> Result<(bool, Vec<Pair>), ReadError> {
        let start = self.at;
        let (is_marked, source) = self.source(prefix)?;
        loop {
            match self.lines.get(self.at) {
                Some(line) if line.trim().is_empty() => self.at += 1,
                Some(_) if self.remark("") => {}
                Some(_) | None => break,
            }
        }
        let quote = self.at;
        let mut target = self.target(prefix);
        if target.len() > source.len() {
            // Formatters separate a comment from the lines around it by lines with the sign alone.
            target.retain(|line| !line.is_bare);
        }
        if let Some((message, hint)) = unpaired(&source, &target) {
            return Err(self.error(start, message, hint));
        }
        if source.len() != target.len() {
            let lines = counted(target.len(), "line");
            let above = counted(source.len(), "line");
            let message = format!("{lines} of translation for {above} above");
            return Err(self.error(
                quote,
                message,
                "pair them line by line; end a line with `\\` to join the next one to it",
            ));
        }
        let pairs = source.into_iter().zip(target);
        let pairs = pairs.map(|(source, target)| pair(&source.lines, target.lines));
        Ok((is_marked, pairs.collect()))
    }

    /// Reads the lines of the block from here on, and says whether the first one is marked.
    fn source(&mut self, prefix: &str) -> Result<(bool, Vec<Side>), ReadError> {
        let mut is_marked = false;
        let mut pairs = Vec::new();
        let mut open = None;
        while let Some(text) = self.side_text("", prefix) {
            let is_first = pairs.is_empty() && open.is_none();
            let mut text = &*text;
            if let Some(rest) = after_mark(text)
                && prefix.is_empty()
            {
                if !is_first {
                    return Err(self.error(
                        self.at - 1,
                        "a paragraph begins inside a block",
                        "put each sentence's translation under it",
                    ));
                }
                (is_marked, text) = (true, rest);
            }
            if open.is_none() {
                self.starts.push(self.at - 1);
            }
            join(text, &mut open, &mut pairs);
        }
        close(open, &mut pairs);
        Ok((is_marked, pairs))
    }

    /// Reads the lines of the quote from here on.
    fn target(&mut self, prefix: &str) -> Vec<Side> {
        let mut pairs = Vec::new();
        let mut open = None;
        while let Some(text) = self.side_text(">", prefix) {
            if prefix.is_empty() || text.trim() == NONE {
                join(&text, &mut open, &mut pairs);
                continue;
            }
            let (text, goes_on) = continued(&text);
            let text = markup::without_strong(text.trim());
            let text = if goes_on {
                format!("{text}\\")
            } else {
                text.to_owned()
            };
            join(&text, &mut open, &mut pairs);
        }
        close(open, &mut pairs);
        pairs
    }

    /// Returns the text of the next line of one side without the comments in it; `None` where the side ends. `quote` is
    /// `>` on the side of the translation.
    fn side_text(&mut self, quote: &str, prefix: &str) -> Option<Cow<'a, str>> {
        loop {
            let line = *self.lines.get(self.at)?;
            if self.remark(quote) {
                continue;
            }
            let text = side_line(line, quote, prefix)?;
            let comments = self.remarks.len();
            let text = self.without_comments(text);
            self.at += 1;
            if !text.trim().is_empty() || self.remarks.len() == comments {
                return Some(text);
            }
        }
    }

    /// Takes the remark that is the next lines of one side of a block, if it is one and the side goes on after it or
    /// holds it.
    pub(super) fn remark(&mut self, quote: &str) -> bool {
        let lines = &self.lines[self.at..];
        let Some(first) = lines.first().filter(|line| is_comment(bare(line, quote))) else {
            return false;
        };
        let Some(last) = comment_end(lines) else {
            return false;
        };
        let end = bare(lines[last], quote).trim_end();
        let is_whole = end.find(ledger::END) == Some(end.len() - ledger::END.len());
        let goes_on = lines
            .get(last + 1)
            .is_some_and(|line| line.starts_with(quote) && !line.trim().is_empty());
        let is_here = quote.is_empty() || first.starts_with(quote) || goes_on;
        if !is_whole || !is_here {
            return false;
        }
        let comment: Vec<&str> = lines[..=last]
            .iter()
            .map(|line| bare(line, quote))
            .collect();
        self.remarks.push(comment.join("\n").trim_end().to_owned());
        self.at += last + 1;
        true
    }

    /// Returns a line of text without the comments in it, which become remarks.
    pub(super) fn without_comments<'l>(&mut self, text: &'l str) -> Cow<'l, str> {
        let mut text = Cow::Borrowed(text);
        if text.trim() != NONE && text.contains(NONE) {
            text = Cow::Owned(text.replace(NONE, ""));
        }
        while let Some((start, end)) = comment_in(&text) {
            self.remarks.push(as_remark(&text[start..end]));
            text = Cow::Owned(format!("{}{}", text[..start].trim_end(), &text[end..]));
        }
        text
    }
}

/// Returns a line of the side that `quote` begins, without that sign.
fn bare<'l>(line: &'l str, quote: &str) -> &'l str {
    match line.strip_prefix(quote) {
        Some(rest) if !quote.is_empty() => rest.trim_start(),
        Some(_) | None => line,
    }
}

/// Returns why the sides of a block do not pair, whatever their length, and what to do.
fn unpaired(source: &[Side], target: &[Side]) -> Option<(&'static str, &'static str)> {
    if source.is_empty() {
        Some((
            "a translation without its source",
            "put the Chinese above it, or delete the quote",
        ))
    } else if target.is_empty() {
        Some((
            "a block without its translation",
            "put a block quote under it, or `> <!-- none -->` for each line",
        ))
    } else if source.iter().any(|side| side.lines.concat().is_empty()) {
        Some((
            "a line without its source",
            "put the Chinese there, or delete it and its translation",
        ))
    } else {
        None
    }
}

/// Adds a line to the pair that is open, or to a new one; a backslash at its end leaves it open.
fn join(text: &str, open: &mut Option<Vec<String>>, pairs: &mut Vec<Side>) {
    if matches!(text.trim(), "" | NONE) && open.is_none() {
        pairs.push(Side {
            lines: Vec::new(),
            is_bare: text.trim().is_empty(),
        });
        return;
    }
    let (text, goes_on) = continued(text);
    let mut lines = open.take().unwrap_or_default();
    lines.push(text.trim().to_owned());
    if goes_on {
        *open = Some(lines);
    } else {
        pairs.push(Side {
            lines,
            is_bare: false,
        });
    }
}

/// Ends the pair that is still open: with nothing to join, its backslash is text.
fn close(open: Option<Vec<String>>, pairs: &mut Vec<Side>) {
    if let Some(mut lines) = open {
        if let Some(last) = lines.last_mut() {
            last.push_str("\\\\");
        }
        pairs.push(Side {
            lines,
            is_bare: false,
        });
    }
}
