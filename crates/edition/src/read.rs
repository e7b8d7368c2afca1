//! Reading editions back, with a clear word on what does not pair.

use super::escape::unescape;
use super::ledger::{self, Ledger};
use super::write::{FINDING, NONE, TABLE_COLUMNS};
use super::{Edition, FENCE, FrontMatter, Layout, Pair, VERSION, seal};
use duizhao_core::article::BlockKind;
use duizhao_core::diagnostic::Hinted;
use duizhao_core::document::DocumentBlock;
use std::borrow::Cow;

/// Why a file is no edition. The line counts from 1; whoever knows the file puts its name before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:1: {message}")]
pub struct ReadError {
    /// The line.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: &'static str,
}

impl Hinted for ReadError {
    fn hint(&self) -> Option<String> {
        Some(self.hint.to_owned())
    }
}

/// Reads what [`super::write`] wrote, and what people made of it in either layout.
///
/// Findings and the program's notices are passed over; what people remark is kept. Blocks whose lines do not pair are an
/// error with the line and what to do; nothing is guessed.
pub fn read(text: &str) -> Result<Edition, ReadError> {
    read_with_lines(text).map(|(edition, _)| edition)
}

/// Reads as [`read`] does, and says in which line of the text, from 1, each pair begins: the title, if there is
/// one, and then the pairs of the blocks, in reading order.
pub fn read_with_lines(text: &str) -> Result<(Edition, Vec<usize>), ReadError> {
    let lines: Vec<&str> = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .lines()
        .collect();
    let (mut ledger, structure) = Ledger::read(&lines);
    let mut reader = Reader {
        lines: &lines,
        at: 0,
        starts: Vec::new(),
        remarks: Vec::new(),
    };
    let mut edition = Edition {
        front: reader.front_matter()?,
        layout: layout(&lines),
        ..Edition::default()
    };
    let mut kind = None;
    while let Some(&line) = reader.lines.get(reader.at) {
        if line.trim().is_empty() || line.starts_with(FINDING) {
            reader.at += 1;
        } else if line.starts_with(ledger::START) {
            reader.comment()?;
        } else if let Some(named) = kind_comment(line) {
            kind = Some(named);
            reader.at += 1;
        } else if line.starts_with(COMMENT) && !has_text_behind(line) {
            let comment = reader.comment()?;
            reader.remarks.push(comment);
        } else if let Some(text) = emphasis(line) {
            if !ledger.is_notice(&unescape(text)) {
                reader.remarks.push(line.trim_end().to_owned());
            }
            reader.at += 1;
        } else if line.starts_with("# ") && edition.document.title.is_none() {
            let before = reader.starts.len();
            edition.document.title = Some(reader.title()?);
            // What people put above the title stands below it from now on.
            let pairs = reader.starts.len() - before;
            reader.starts.rotate_right(pairs);
            edition.document.opening = std::mem::take(&mut reader.remarks);
        } else {
            let block = reader.any_block(&mut kind)?;
            edition.document.blocks.push(block);
        }
    }
    edition.document.closing = reader.remarks;
    edition
        .pairs_mut()
        .for_each(|pair| pair.provenance = ledger.take(&pair.source, &pair.target));
    ledger.own_structure |=
        structure.is_some_and(|structure| structure != ledger::structure(&edition));
    ledger.let_go_of_missing(&edition);
    edition.ledger = ledger;
    let starts = reader.starts.iter().map(|start| start + 1).collect();
    Ok((edition, starts))
}

/// Returns how the edition of some lines is laid out; `None` where only headings are.
fn layout(lines: &[&str]) -> Option<Layout> {
    if lines.iter().any(|line| is_table_head(line)) {
        Some(Layout::Table)
    } else {
        Some(Layout::Stacked)
    }
}

/// How a comment begins.
const COMMENT: &str = "<!--";

/// What stands in a line that is emphasis as a whole: text never begins with a bare asterisk or underscore.
pub(super) fn emphasis(line: &str) -> Option<&str> {
    let inside = |sign: char| {
        line.trim_end()
            .strip_prefix(sign)?
            .strip_suffix(sign)
            .filter(|text| !text.is_empty())
    };
    inside('*').or_else(|| inside('_'))
}

fn kind_comment(line: &str) -> Option<BlockKind> {
    let name = line.trim().strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    BlockKind::from_name(name)
}

/// One side of a pair.
struct Side {
    /// Its lines; none where there is no text.
    text: Vec<String>,
    /// Whether there is not even the sign for that.
    is_bare: bool,
}

struct Reader<'a> {
    lines: &'a [&'a str],
    at: usize,
    /// The line in which each pair begins, from 0.
    starts: Vec<usize>,
    /// Remarks since the last block ended.
    remarks: Vec<String>,
}

impl<'a> Reader<'a> {
    fn error(&self, line: usize, message: impl Into<String>, hint: &'static str) -> ReadError {
        ReadError {
            line: line + 1,
            message: message.into(),
            hint,
        }
    }

    /// The block that begins here. A heading's kind is in its text; of others `kind` says it, if it is named.
    fn any_block(
        &mut self,
        kind: &mut Option<BlockKind>,
    ) -> Result<DocumentBlock<Pair>, ReadError> {
        let line = self.lines[self.at];
        let heading = heading_prefix(line);
        let named = kind.take().filter(|_| heading.is_none());
        let kind = named.unwrap_or(if heading.is_some() {
            BlockKind::Heading
        } else {
            BlockKind::Paragraph
        });
        let pairs = match heading {
            Some(prefix) => self.block(prefix)?,
            None if is_table_head(line) => self.table()?,
            None => self.block("")?,
        };
        Ok(DocumentBlock {
            kind,
            items: pairs,
            remarks: std::mem::take(&mut self.remarks),
        })
    }

    /// The comment that begins in this line, as it stands.
    fn comment(&mut self) -> Result<String, ReadError> {
        let start = self.at;
        let last = comment_end(&self.lines[start..]).map(|length| start + length);
        let last = last.ok_or_else(|| {
            self.error(start, "a comment that does not end", "close it with `-->`")
        })?;
        if !self.lines[last].trim_end().ends_with(ledger::END) {
            return Err(self.error(
                last,
                "text behind a comment",
                "put the comment on a line of its own",
            ));
        }
        self.at = last + 1;
        Ok(self.lines[start..=last].join("\n").trim_end().to_owned())
    }

    fn front_matter(&mut self) -> Result<FrontMatter, ReadError> {
        const HINT: &str =
            "an edition begins with the front matter that `duizhao translate` writes";
        let first = self
            .lines
            .iter()
            .position(|line| !line.trim().is_empty())
            .unwrap_or(0);
        if self
            .lines
            .get(first)
            .is_none_or(|line| line.trim_end() != FENCE)
        {
            return Err(self.error(first, "no front matter", HINT));
        }
        let mut front = FrontMatter::default();
        for (i, line) in self.lines.iter().enumerate().skip(first + 1) {
            if line.trim_end() == FENCE {
                self.at = i + 1;
                let version = front.take("duizhao");
                front.take(seal::KEY);
                return match version.as_deref().map(str::parse::<u32>) {
                    Some(Ok(VERSION)) => Ok(front),
                    Some(_) => Err(self.error(
                        0,
                        "an edition of another version",
                        "use the version of duizhao that wrote it",
                    )),
                    None => Err(self.error(0, "no `duizhao` field in the front matter", HINT)),
                };
            }
            if !line.trim().is_empty() && front.read_line(line).is_none() {
                return Err(self.error(
                    i,
                    "not a field, or a field that stands twice",
                    "write `key: value`, each key once, and a list as `key: [one, two]`",
                ));
            }
        }
        Err(self.error(
            self.lines.len().saturating_sub(1),
            "the front matter does not end",
            "close it with a line `---`",
        ))
    }

    fn title(&mut self) -> Result<Pair, ReadError> {
        let start = self.at;
        let mut pairs = self.block("# ")?;
        match (pairs.pop(), pairs.is_empty()) {
            (Some(title), true) => Ok(title),
            _ => Err(self.error(
                start,
                "two titles",
                "end the first line with `\\` to join the second to it",
            )),
        }
    }

    /// A block and its quote. `prefix` is what every line of the block begins with.
    fn block(&mut self, prefix: &str) -> Result<Vec<Pair>, ReadError> {
        let start = self.at;
        let source = self.side("", prefix);
        loop {
            match self.lines.get(self.at) {
                Some(line) if line.trim().is_empty() => self.at += 1,
                Some(_) if self.remark("") => {}
                Some(_) | None => break,
            }
        }
        let quote = self.at;
        let mut target = self.side(">", prefix);
        if target.len() > source.len() {
            // Formatters part a comment from the lines around it by lines with the sign alone.
            target.retain(|line| !line.is_bare);
        }
        if source.is_empty() {
            return Err(self.error(
                start,
                "a translation without its source",
                "put the Chinese above it, or delete the quote",
            ));
        }
        if target.is_empty() {
            return Err(self.error(
                start,
                "a block without its translation",
                "put a block quote under it, or `> <!-- none -->` for each line",
            ));
        }
        if source.iter().any(|line| line.text.is_empty()) {
            return Err(self.error(
                start,
                "a line without its source",
                "put the Chinese there, or delete it and its translation",
            ));
        }
        if source.len() != target.len() {
            let message = format!(
                "{} lines of translation for {} lines above",
                target.len(),
                source.len()
            );
            return Err(self.error(
                quote,
                message,
                "pair them line by line; end a line with `\\` to join the next one to it",
            ));
        }
        Ok(source
            .into_iter()
            .zip(target)
            .map(|(source, target)| Pair {
                source: source.text,
                target: target.text,
                provenance: None,
                diagnostics: Vec::new(),
                remarks: Vec::new(),
            })
            .collect())
    }

    /// The pairs' lines on one side, from here on: `quote` is `>` on the side of the translation.
    fn side(&mut self, quote: &str, prefix: &str) -> Vec<Side> {
        let mut pairs = Vec::new();
        let mut open: Option<Vec<String>> = None;
        while let Some(line) = self.lines.get(self.at) {
            if self.remark(quote) {
                continue;
            }
            let Some(text) = side_line(line, quote, prefix) else {
                break;
            };
            let comments = self.remarks.len();
            let text = self.without_comments(text);
            if text.trim().is_empty() && self.remarks.len() > comments {
                self.at += 1;
                continue;
            }
            if quote.is_empty() && open.is_none() {
                self.starts.push(self.at);
            }
            self.at += 1;
            if matches!(text.trim(), "" | NONE) && open.is_none() {
                pairs.push(Side {
                    text: Vec::new(),
                    is_bare: text.trim().is_empty(),
                });
                continue;
            }
            let (text, more) = continued(&text);
            let mut pair = open.take().unwrap_or_default();
            pair.push(unescape(text.trim()));
            if more {
                open = Some(pair)
            } else {
                pairs.push(Side {
                    text: pair,
                    is_bare: false,
                })
            }
        }
        if let Some(mut pair) = open {
            // With nothing to join, the backslash is text.
            pair.last_mut().expect("it has a line").push('\\');
            pairs.push(Side {
                text: pair,
                is_bare: false,
            });
        }
        pairs
    }

    /// Takes the remark that is the next lines of one side of a block, if it is one and the side goes on behind it or
    /// holds it.
    fn remark(&mut self, quote: &str) -> bool {
        let lines = &self.lines[self.at..];
        let bare = |line: &'a str| {
            line.strip_prefix(quote)
                .filter(|_| !quote.is_empty())
                .map_or(line, str::trim_start)
        };
        let Some(first) = lines.first().filter(|line| is_comment(bare(line))) else {
            return false;
        };
        let Some(last) = comment_end(lines) else {
            return false;
        };
        let end = bare(lines[last]).trim_end();
        let is_whole = end.find(ledger::END) == Some(end.len() - ledger::END.len());
        let goes_on = || {
            lines
                .get(last + 1)
                .is_some_and(|line| line.starts_with(quote) && !line.trim().is_empty())
        };
        let is_here = quote.is_empty() || first.starts_with(quote) || goes_on();
        if !is_whole || !is_here {
            return false;
        }
        let comment: Vec<&str> = lines[..=last].iter().map(|line| bare(line)).collect();
        self.remarks.push(comment.join("\n").trim_end().to_owned());
        self.at += last + 1;
        true
    }

    /// A line of text without the comments in it, which become remarks.
    fn without_comments<'l>(&mut self, text: &'l str) -> Cow<'l, str> {
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

    fn table(&mut self) -> Result<Vec<Pair>, ReadError> {
        let start = self.at;
        self.at += 1;
        if self
            .lines
            .get(self.at)
            .is_none_or(|line| !is_table_rule(line))
        {
            return Err(self.error(
                self.at,
                "no line under the head of the table",
                "put `| --- | --- |` there",
            ));
        }
        self.at += 1;
        let mut pairs = Vec::new();
        loop {
            let before = (self.at, self.remarks.len());
            while self.remark("") {}
            let is_row = |line: &&&str| line.starts_with('|') && !is_table_head(line);
            let Some(line) = self.lines.get(self.at).filter(is_row) else {
                // What stands below the table stays there.
                self.at = before.0;
                self.remarks.truncate(before.1);
                break;
            };
            let cells = cells(&self.without_comments(line));
            let [source, target] = &cells[..] else {
                let message = format!("{} cells in a row of two", cells.len());
                return Err(self.error(self.at, message, "write a bar in the text as `\\|`"));
            };
            if source.first().is_none_or(String::is_empty) {
                return Err(self.error(
                    self.at,
                    "a row without its source",
                    "put the Chinese in the first cell, or delete the row",
                ));
            }
            pairs.push(Pair {
                source: source.clone(),
                target: target.clone(),
                provenance: None,
                diagnostics: Vec::new(),
                remarks: Vec::new(),
            });
            self.starts.push(self.at);
            self.at += 1;
        }
        if pairs.is_empty() {
            return Err(self.error(start, "a table without rows", "delete its head"));
        }
        Ok(pairs)
    }
}

/// Whether a line begins a comment that is none of the program's.
fn is_comment(line: &str) -> bool {
    line.starts_with(COMMENT)
        && !line.starts_with(FINDING)
        && !line.starts_with(ledger::START)
        && line.trim_end() != NONE
        && kind_comment(line).is_none()
}

/// A person's comment from within a line, so that on a line of its own it is not taken for one of the program's.
fn as_remark(comment: &str) -> String {
    if is_comment(comment) {
        comment.to_owned()
    } else {
        comment.replacen(COMMENT, "<!-- ", 1)
    }
}

/// In which of these lines, of which the first begins a comment, it ends: before another one begins.
fn comment_end(lines: &[&str]) -> Option<usize> {
    let ends = |(i, line): (usize, &&str)| match line.contains(ledger::END) {
        true => Some(Some(i).filter(|_| i == 0 || !line.contains(COMMENT))),
        // So that many that do not end are looked through once.
        false => (i > 0 && line.contains(COMMENT)).then_some(None),
    };
    lines.iter().enumerate().find_map(ends)?
}

/// Whether a line that begins with a comment has text behind it.
fn has_text_behind(line: &str) -> bool {
    line.split_once(ledger::END)
        .is_some_and(|(_, rest)| !rest.trim().is_empty() && !rest.trim().starts_with(COMMENT))
}

fn is_table_head(line: &str) -> bool {
    line.starts_with('|') && cells(line) == [[TABLE_COLUMNS[0]], [TABLE_COLUMNS[1]]]
}

/// Whether a line parts a table's head from its rows, however wide the columns are.
fn is_table_rule(line: &str) -> bool {
    line.starts_with('|')
        && line.contains('-')
        && line.trim_end().chars().all(|c| "|-: ".contains(c))
}

/// The signs before a heading of whatever level, with the space behind them (CommonMark 0.31, section 4.2).
fn heading_prefix(line: &str) -> Option<&str> {
    let signs = line.len() - line.trim_start_matches('#').len();
    ((1..=6).contains(&signs) && line[signs..].starts_with(' ')).then(|| &line[..=signs])
}

/// Where in a line a person's comment stands, in bytes: not the sign for no translation, nor what is escaped.
fn comment_in(text: &str) -> Option<(usize, usize)> {
    let starts = text.match_indices(COMMENT).map(|(start, _)| start);
    let real = |start: &usize| !continued(&text[..*start]).1 && !text[*start..].starts_with(NONE);
    let start = starts.into_iter().find(real)?;
    let end = start + text[start..].find(ledger::END)? + ledger::END.len();
    Some((start, end))
}

/// The text of a line of the block or of the quote, or `None` where that side ends.
fn side_line<'l>(line: &'l str, quote: &str, prefix: &str) -> Option<&'l str> {
    if line.trim().is_empty() {
        return None;
    }
    let inner = match quote {
        "" if line.starts_with('>') || line.starts_with(FINDING) => return None,
        "" => line,
        _ => line.strip_prefix('>')?.trim_start(),
    };
    if inner.trim() == NONE || prefix.is_empty() {
        return Some(inner);
    }
    let heading = |hashes: &str| {
        inner
            .strip_prefix(hashes)
            .filter(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    match quote {
        "" => heading(prefix.trim_end()),
        // A person's translation of a heading need not be one.
        _ => heading(&inner[..inner.len() - inner.trim_start_matches('#').len()]).or(Some(inner)),
    }
}

/// A line without the backslash that joins the next one to it: an odd number of them at its end.
fn continued(text: &str) -> (&str, bool) {
    let text = text.trim_end();
    let backslashes = text.len() - text.trim_end_matches('\\').len();
    if backslashes % 2 == 1 {
        (&text[..text.len() - 1], true)
    } else {
        (text, false)
    }
}

/// Most bytes between the angle brackets of a break that people would write.
const LONGEST_BREAK: usize = 8;

/// The lines of a cell: what stands between `<br>`, however it is written.
fn breaks(text: &str) -> Vec<&str> {
    let (mut lines, mut from, mut at) = (Vec::new(), 0, 0);
    while let Some(start) = text[at..].find('<').map(|start| at + start) {
        at = start + 1;
        let near = text.as_bytes()[at..]
            .iter()
            .take(LONGEST_BREAK)
            .position(|&byte| byte == b'>');
        let Some(end) = near.map(|end| at + end) else {
            continue;
        };
        let tag = text[at..end].trim_end().trim_end_matches('/').trim_end();
        if tag.eq_ignore_ascii_case("br") && !continued(&text[..start]).1 {
            lines.push(&text[from..start]);
            (from, at) = (end + 1, end + 1);
        }
    }
    lines.push(&text[from..]);
    lines
}

/// The cells of a row: bars that are not escaped part them, `<br>` parts lines.
fn cells(line: &str) -> Vec<Vec<String>> {
    let inner = line.trim().strip_prefix('|').unwrap_or(line);
    let inner = inner
        .strip_suffix('|')
        .filter(|rest| continued(rest).1.eq(&false))
        .unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in inner.chars() {
        match c {
            '|' if !escaped => cells.push(String::new()),
            c => cells.last_mut().expect("there is a first cell").push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    let lines = |cell: &String| match cell.trim() {
        NONE => Vec::new(),
        "" => Vec::new(),
        text => breaks(text)
            .into_iter()
            .map(|line| unescape(line.trim()))
            .collect(),
    };
    cells.iter().map(lines).collect()
}
