//! The page while it is being cleaned: its lines, each with a fate.

use super::{Action, Change, CleanReport, Cleaned, Cleaner};
use duizhao_core::article::{Article, Block, BlockKind, Metadata, Span};
use duizhao_zh::han;
use duizhao_zh::script::Script;
use std::borrow::Cow;

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Not decided: a block of the article unless a later pass knows better.
    Open,
    /// A block of that kind.
    Kept(BlockKind),
    /// Title or metadata, by the named pass.
    Moved(&'static str),
    /// Taken out by the named pass.
    Removed(&'static str),
    /// Part of an earlier line now, by the named pass.
    Joined(&'static str),
}

/// One line of the page that is not blank.
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: usize,
    /// As it stood, without white space around it.
    pub(super) raw: &'a str,
    /// The text as it will be kept.
    pub(super) text: Cow<'a, str>,
    /// The text in simplified script if that differs.
    simplified: Option<String>,
    /// Whether the line is running text: a whole sentence of some length.
    prose: bool,
    /// Whether a blank line stands before it.
    pub(super) after_blank: bool,
    /// Excerpts of the text where the source had lost something, in order.
    pub(super) damage: Vec<String>,
    pub(super) fate: Fate,
}

impl Line<'_> {
    /// A line cut from the end of `line`, with its own text and fate.
    pub(super) fn split_off<'b>(line: &Line<'b>, text: Cow<'b, str>, fate: Fate) -> Line<'b> {
        Line {
            number: line.number,
            raw: line.raw,
            text,
            simplified: None,
            prose: false,
            after_blank: false,
            damage: Vec::new(),
            fate,
        }
    }

    /// The text in simplified script: what rules look at.
    pub(super) fn key(&self) -> &str {
        self.simplified.as_deref().unwrap_or(&self.text)
    }

    /// The characters of the line's own text that `part` of its simplified form stands for; `at` is where
    /// it begins there. Where the two differ in length, `part` itself.
    pub(super) fn written(&self, at: usize, part: &str) -> String {
        match self.simplified.as_deref() {
            Some(simple) if simple.chars().count() == self.text.chars().count() => self
                .text
                .chars()
                .skip(simple[..at].chars().count())
                .take(part.chars().count())
                .collect(),
            Some(_) | None => part.to_owned(),
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.fate == Fate::Open
    }

    /// Whether the line belongs to the article so far.
    pub(super) fn is_body(&self) -> bool {
        matches!(self.fate, Fate::Open | Fate::Kept(_))
    }

    /// Whether the line is running text: a whole sentence of some length.
    pub(super) fn is_prose(&self) -> bool {
        self.prose
    }
}

/// Fewest Chinese characters of a line that counts as running text by itself; menu items and headlines
/// that end in a mark are shorter (the longest headline of the samples without 。 has 26, but no mark).
const SHORTEST_PROSE: usize = 25;

/// Whether `text` is running text: long enough, and with a sentence end in it.
fn is_prose(text: &str) -> bool {
    text.len() >= SHORTEST_PROSE * 3
        && (text.contains('。') || han::ends_sentence(text))
        && text
            .chars()
            .filter(|&c| han::is_han(c))
            .nth(SHORTEST_PROSE - 1)
            .is_some()
}

/// A page being cleaned.
pub(super) struct Draft<'a> {
    pub(super) lines: Vec<Line<'a>>,
    pub(super) title: Option<String>,
    pub(super) meta: Metadata,
    pub(super) report: CleanReport,
    /// The pass at work.
    pub(super) pass: &'static str,
    cleaner: &'a Cleaner,
}

impl<'a> Draft<'a> {
    pub(super) fn new(text: &'a str, cleaner: &'a Cleaner) -> Self {
        let mut lines = Vec::new();
        let mut after_blank = true;
        for (index, raw) in lines_of(text).enumerate() {
            let raw = raw.trim_matches(is_blank);
            if raw.is_empty() {
                after_blank = true;
                continue;
            }
            lines.push(Line {
                number: index + 1,
                raw,
                text: Cow::Borrowed(raw),
                simplified: None,
                prose: false,
                after_blank: std::mem::take(&mut after_blank),
                damage: Vec::new(),
                fate: Fate::Open,
            });
        }
        Self {
            lines,
            title: None,
            meta: Metadata::default(),
            report: CleanReport::default(),
            pass: "",
            cleaner,
        }
    }

    /// Whether articles come out in simplified script.
    pub(super) fn is_hans(&self) -> bool {
        self.cleaner.script == Script::Hans
    }

    /// `text` in simplified script.
    pub(super) fn simplify<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.cleaner.simplify.convert(text)
    }

    /// Gives line `index` a new text, in the script that the lines have.
    pub(super) fn set_text(&mut self, index: usize, text: String) {
        self.lines[index].text = Cow::Owned(text);
        self.refresh(index);
    }

    /// Turns line `index` into simplified script, or keeps the simplified form beside it where the
    /// article is to come out in another one.
    pub(super) fn simplify_line(&mut self, index: usize) {
        if self.is_hans()
            && let Cow::Owned(simple) = self.cleaner.simplify.convert(&self.lines[index].text)
        {
            self.lines[index].text = Cow::Owned(simple);
        }
        self.refresh(index);
    }

    /// Brings what is kept beside the text of line `index` up to date.
    fn refresh(&mut self, index: usize) {
        if !self.is_hans() {
            self.lines[index].simplified =
                match self.cleaner.simplify.convert(&self.lines[index].text) {
                    Cow::Borrowed(_) => None,
                    Cow::Owned(simple) => Some(simple),
                };
        }
        self.lines[index].prose = is_prose(self.lines[index].key());
    }

    /// Puts a line behind line `index`.
    pub(super) fn insert_after(&mut self, index: usize, line: Line<'a>) {
        self.lines.insert(index + 1, line);
        self.refresh(index + 1);
    }

    /// Takes line `index` out.
    pub(super) fn remove(&mut self, index: usize) {
        self.lines[index].fate = Fate::Removed(self.pass);
    }

    /// Marks line `index` as used for the title or metadata.
    pub(super) fn move_out(&mut self, index: usize) {
        self.lines[index].fate = Fate::Moved(self.pass);
    }

    /// Notes that `cut` was taken from line `index`, which stays.
    pub(super) fn note(&mut self, index: usize, action: Action, cut: &str) {
        let change = Change {
            line: self.lines[index].number,
            pass: self.pass,
            action,
            text: cut.trim().to_owned(),
        };
        self.report.changes.push(change);
    }

    /// Words of line `index` that were read in simplified script, in the script that the line has.
    ///
    /// Each word is looked for in the simplified line, and the same characters of the line are taken.
    fn as_written(&self, index: usize, words: &str) -> String {
        let line = &self.lines[index];
        let written = |word: &str| {
            line.key()
                .find(word)
                .map_or_else(|| word.to_owned(), |at| line.written(at, word))
        };
        words.split(' ').map(written).collect::<Vec<_>>().join(" ")
    }

    /// Takes in what line `index` says of the article, where nothing is known yet.
    pub(super) fn learn(&mut self, index: usize, found: Metadata) {
        let written = |words: Option<String>| {
            words
                .filter(|w| !w.is_empty())
                .map(|words| self.as_written(index, &words))
        };
        let (source, author, editor) = (
            written(found.source),
            written(found.author),
            written(found.editor),
        );
        let meta = &mut self.meta;
        meta.date = meta.date.take().or(found.date);
        meta.source = meta.source.take().or(source);
        meta.author = meta.author.take().or(author);
        meta.editor = meta.editor.take().or(editor);
    }

    /// Indices of the lines that are in the article so far.
    pub(super) fn body(&self) -> Vec<usize> {
        (0..self.lines.len())
            .filter(|&i| self.lines[i].is_body())
            .collect()
    }

    /// First and last line of running text that is in the article so far.
    pub(super) fn prose_bounds(&self) -> Option<(usize, usize)> {
        let prose = |line: &Line<'_>| line.is_body() && line.is_prose();
        let first = self.lines.iter().position(prose)?;
        let last = self.lines.iter().rposition(prose)?;
        Some((first, last))
    }

    /// The line before `index`, whatever its fate.
    pub(super) fn before(&self, index: usize) -> Option<&Line<'a>> {
        index.checked_sub(1).map(|i| &self.lines[i])
    }

    /// Turns the draft into the article and its report, in the script asked for.
    pub(super) fn finish(mut self) -> Cleaned {
        // Lines are in simplified script already where that is the script asked for.
        let hans = self.is_hans();
        let convert = &|text: String| {
            if hans {
                text
            } else {
                self.cleaner.output.convert(&text).into_owned()
            }
        };
        let mut blocks = Vec::new();
        for line in self.lines {
            let (pass, action) = match line.fate {
                Fate::Kept(kind) => {
                    blocks.push(block(kind, line, convert));
                    continue;
                }
                Fate::Open => {
                    blocks.push(block(BlockKind::Paragraph, line, convert));
                    continue;
                }
                Fate::Removed(pass) => (pass, Action::Removed),
                Fate::Moved(pass) => (pass, Action::Moved),
                Fate::Joined(pass) => (pass, Action::Joined),
            };
            let change = Change {
                line: line.number,
                pass,
                action,
                text: line.raw.to_owned(),
            };
            self.report.changes.push(change);
        }
        self.report.changes.sort_by_key(|change| change.line);
        let meta = Metadata {
            date: self.meta.date,
            source: self.meta.source.map(convert),
            author: self.meta.author.map(convert),
            editor: self.meta.editor.map(convert),
        };
        let title = self.title.map(convert);
        Cleaned {
            article: Article {
                title,
                meta,
                blocks,
            },
            report: self.report,
        }
    }
}

/// Makes a line a block, with the places where its source had lost text.
fn block(kind: BlockKind, line: Line<'_>, convert: impl Fn(String) -> String) -> Block {
    let text = convert(line.text.into_owned());
    let mut damage: Vec<Span> = Vec::with_capacity(line.damage.len());
    for excerpt in line.damage {
        // Excerpts are in the order of the text, so each is looked for from where the last one ended.
        let from = damage.last().map_or(0, |last| last.end);
        let excerpt = convert(excerpt);
        if let Some(at) = text[from..].find(&excerpt) {
            damage.push(Span::new(from + at, from + at + excerpt.len()));
        }
    }
    Block { kind, text, damage }
}

/// The lines of a text, whatever ends them: LF, CRLF, CR alone, NEL, or Unicode's line and paragraph
/// separators.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let all = rest?;
        let Some(at) = all.find(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) else {
            return rest.take();
        };
        let end = if all[at..].starts_with("\r\n") {
            2
        } else {
            all[at..].chars().next().map_or(1, char::len_utf8)
        };
        rest = Some(&all[at + end..]);
        Some(&all[..at])
    })
}

/// White space and characters that show nothing.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Characters that are there but not seen: byte order marks, zero-width spaces and joiners, soft
/// hyphens, direction marks and C0/C1 controls.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{ad}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
        || (c.is_control() && !c.is_whitespace())
}
