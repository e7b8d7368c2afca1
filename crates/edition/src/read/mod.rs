//! Reading editions back, with a clear word on what does not pair.
//!
//! | module | owns |
//! |---|---|
//! | `piece` | blocks as they stand in the file, and which of them go on with the one above |
//! | `side` | the lines of a block, and those of its quote |
//! | `table` | tables |
//! | `line` | what a line is |

mod line;
mod piece;
mod side;
mod table;

use super::ledger::{self, Base, Ledger};
use super::write::FINDING;
use super::{Edition, FENCE, FrontMatter, Pair, VERSION, markup, seal};
use crate::escape::unescape;
use duizhao_core::article::{BlockKind, Origin};
use duizhao_core::diagnostic::Hinted;
use duizhao_core::document::{Document, DocumentBlock};
pub(super) use line::emphasis;
use line::kind_comment;
use line::{COMMENT, after_mark, comment_end, has_text_after, heading_prefix, is_table_head};
use piece::{Form, Piece};

/// Why a file is no edition. The line counts from 1; the caller that knows the file puts its name before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:1: {message}")]
pub struct ReadError {
    /// The line.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: &'static str,
}

impl Hinted for ReadError {
    fn hint(&self) -> Option<String> {
        Some(self.hint.to_owned())
    }
}

/// Reads what [`super::write`] wrote, and what people made of it, in any layout.
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
    let base = Base::read(&lines);
    let mut parser = Parser::new(&lines, &base.ledger);
    let front = parser.front_matter()?;
    parser.body()?;
    let layout = piece::layout(&parser.pieces);
    let mut document = Document {
        title: parser.title,
        blocks: piece::folded(parser.pieces),
        opening: parser.opening,
        closing: parser.remarks,
    };
    let starts = parser.starts.iter().map(|start| start + 1).collect();
    let ledger = base.compare(&mut document, &front);
    if !ledger.is_there && seal::seal(text) == seal::Seal::Whole {
        mark_all(&mut document, &front);
    }
    let edition = Edition {
        front,
        document,
        ledger,
        layout,
    };
    Ok((edition, starts))
}

/// Marks every pair as the program's: the text has no ledger, and it has not been edited.
fn mark_all(document: &mut Document<Pair>, front: &FrontMatter) {
    let origin = match front.get("origin").and_then(Origin::from_name) {
        Some(Origin::Gloss) => Origin::Gloss,
        Some(Origin::Human | Origin::Memory | Origin::Machine) | None => Origin::Machine,
    };
    for pair in document.items_mut() {
        let provenance = pair.provenance.get_or_insert_default();
        provenance.origin = origin;
    }
}

struct Parser<'a> {
    lines: &'a [&'a str],
    /// What the program remembers of its notices.
    ledger: &'a Ledger,
    at: usize,
    /// The line in which each pair begins, from 0.
    starts: Vec<usize>,
    /// Remarks since the last block ended.
    remarks: Vec<String>,
    /// The kind that the next block is said to be.
    kind: Option<BlockKind>,
    /// Whether the title or a notice stands right above.
    is_first: bool,
    title: Option<Pair>,
    /// What people remarked above the title.
    opening: Vec<String>,
    pieces: Vec<Piece>,
}

impl<'a> Parser<'a> {
    fn new(lines: &'a [&'a str], ledger: &'a Ledger) -> Self {
        Self {
            lines,
            ledger,
            at: 0,
            starts: Vec::new(),
            remarks: Vec::new(),
            kind: None,
            is_first: true,
            title: None,
            opening: Vec::new(),
            pieces: Vec::new(),
        }
    }

    fn error(&self, line: usize, message: impl Into<String>, hint: &'static str) -> ReadError {
        ReadError {
            line: line + 1,
            message: message.into(),
            hint,
        }
    }

    /// Reads what stands below the front matter.
    fn body(&mut self) -> Result<(), ReadError> {
        while let Some(&line) = self.lines.get(self.at) {
            if line.trim().is_empty() || line.starts_with(FINDING) {
                self.at += 1;
            } else if line.starts_with(ledger::START) {
                self.comment()?;
            } else if let Some(kind) = kind_comment(line) {
                self.kind = Some(kind);
                self.at += 1;
            } else if line.starts_with(COMMENT) && !has_text_after(line) {
                let comment = self.comment()?;
                self.remarks.push(comment);
            } else if let Some(text) = emphasis(line)
                && after_mark(line).is_none()
            {
                self.emphasised(line, text);
            } else if markup::is_footnote(line) {
                self.remarks.push(line.trim_end().to_owned());
                self.at += 1;
            } else if line.starts_with("# ") && self.title.is_none() {
                self.read_title()?;
            } else {
                self.piece()?;
            }
        }
        Ok(())
    }

    /// Passes over a line in emphasis: the program's notice, or a remark.
    fn emphasised(&mut self, line: &str, text: &str) {
        if self.ledger.is_notice(&unescape(text)) {
            self.is_first = true;
        } else {
            self.remarks.push(line.trim_end().to_owned());
        }
        self.at += 1;
    }

    /// Reads the blocks that begin here. A heading's kind is in its text; that of another may be in a comment above.
    fn piece(&mut self) -> Result<(), ReadError> {
        let line = self.lines[self.at];
        let heading = heading_prefix(line);
        let said = self.kind.take();
        let kind = if heading.is_none() { said } else { None };
        let is_first = std::mem::take(&mut self.is_first);
        let (form, blocks) = if let Some(prefix) = heading {
            let (_, pairs) = self.block(prefix)?;
            let block = DocumentBlock::new(BlockKind::Heading, pairs);
            (Form::Heading, vec![block])
        } else if is_table_head(line) {
            (Form::Table, self.table(kind)?)
        } else {
            let (is_marked, pairs) = self.block("")?;
            let block = DocumentBlock::new(kind.unwrap_or(BlockKind::Paragraph), pairs);
            (
                Form::Text {
                    is_marked,
                    goes_on: !is_first && kind.is_none(),
                },
                vec![block],
            )
        };
        self.pieces.push(Piece {
            form,
            blocks,
            remarks: std::mem::take(&mut self.remarks),
        });
        Ok(())
    }

    /// Reads the comment that begins in this line, as it stands.
    fn comment(&mut self) -> Result<String, ReadError> {
        let start = self.at;
        let last = comment_end(&self.lines[start..]).map(|length| start + length);
        let last = last.ok_or_else(|| {
            self.error(start, "a comment that does not end", "close it with `-->`")
        })?;
        if !self.lines[last].trim_end().ends_with(ledger::END) {
            return Err(self.error(
                last,
                "text after a comment",
                "put the comment on a line of its own",
            ));
        }
        self.at = last + 1;
        Ok(self.lines[start..=last].join("\n").trim_end().to_owned())
    }

    fn front_matter(&mut self) -> Result<FrontMatter, ReadError> {
        const HINT: &str =
            "an edition begins with the front matter that `duizhao translate` writes";
        let first = self.lines.iter().position(|line| !line.trim().is_empty());
        let first = first.unwrap_or(0);
        let first_line = self.lines.get(first);
        if first_line.is_none_or(|line| line.trim_end() != FENCE) {
            return Err(self.error(first, "no front matter", HINT));
        }
        let mut front = FrontMatter::default();
        for (i, line) in self.lines.iter().enumerate().skip(first + 1) {
            if line.trim_end() == FENCE {
                self.at = i + 1;
                return match self.version(&mut front) {
                    Some(true) => Ok(front),
                    Some(false) => Err(self.error(
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

    /// Takes the program's own fields out of the front matter, and says whether the version is this one; `None` where
    /// it is not said.
    fn version(&self, front: &mut FrontMatter) -> Option<bool> {
        front.take(seal::KEY);
        let version = front.take("duizhao")?;
        Some(version.parse() == Ok(VERSION))
    }

    fn read_title(&mut self) -> Result<(), ReadError> {
        let (start, before) = (self.at, self.starts.len());
        let (_, mut pairs) = self.block("# ")?;
        if pairs.len() != 1 {
            return Err(self.error(
                start,
                "two titles",
                "end the first line with `\\` to join the second to it",
            ));
        }
        self.title = pairs.pop();
        // What people put above the title stands below it from now on.
        let pairs = self.starts.len() - before;
        self.starts.rotate_right(pairs);
        self.opening = std::mem::take(&mut self.remarks);
        self.is_first = true;
        Ok(())
    }
}
