//! A page being cleaned: its lines, each with a fate.

use super::bounds::{self, Bounds};
use super::looks::Look;
use super::notices;
use super::title::TitleEvidence;
use super::{Action, CleanReport, Cleaned, Cleaner, CleaningChange};
use crate::read::{RawBlock, RawDocument, is_blank};
use duizhao_core::article::{Article, Block, BlockKind, Metadata, Span};
use duizhao_zh::han;
use duizhao_zh::script::{Script, ScriptEvidence};
use std::borrow::Cow;
use std::cell::OnceCell;

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Undecided: a block of the article unless a later pass decides otherwise.
    Open,
    /// A block of a kind.
    Kept(BlockKind),
    /// Moved to the title or metadata by the named pass.
    Moved(&'static str),
    /// Removed by the named pass.
    Removed(&'static str),
    /// Joined to an earlier line by the named pass.
    Joined(&'static str),
}

/// A line of the page that is not blank.
pub(super) struct DraftLine<'a> {
    /// Its number in the input, from 1.
    pub(super) number: usize,
    /// The text in the input, trimmed.
    pub(super) raw: &'a str,
    /// The text so far.
    pub(super) text: Cow<'a, str>,
    /// The text in simplified script if that differs.
    simplified: Option<String>,
    /// What the text holds; the counts are those of [`DraftLine::key`].
    look: Look,
    /// Whether the line is running text: a whole sentence of some length.
    prose: bool,
    /// Whether the line is a notice, once a pass has asked for it.
    is_notice: OnceCell<bool>,
    /// Whether a blank line stands before it.
    pub(super) after_blank: bool,
    /// How far it is set in from the margin, in columns of a terminal.
    pub(super) indent: usize,
    /// What its format says that it is.
    pub(super) hint: Option<BlockKind>,
    /// Whether it has links; `None` where the format does not tell links.
    pub(super) has_links: Option<bool>,
    /// Places of [`DraftLine::key`] where the source had lost something, in order.
    pub(super) damage: Vec<Span>,
    pub(super) fate: Fate,
}

impl DraftLine<'_> {
    /// Creates a line from the end of `line`, with its own text and fate.
    pub(super) fn split_off<'b>(
        line: &DraftLine<'b>,
        text: Cow<'b, str>,
        fate: Fate,
    ) -> DraftLine<'b> {
        DraftLine {
            number: line.number,
            raw: line.raw,
            text,
            simplified: None,
            look: Look::default(),
            prose: false,
            is_notice: OnceCell::new(),
            after_blank: false,
            indent: 0,
            hint: None,
            has_links: None,
            damage: Vec::new(),
            fate,
        }
    }

    /// Returns the text in simplified script, which rules are applied to.
    pub(super) fn key(&self) -> &str {
        self.simplified.as_deref().unwrap_or(&self.text)
    }

    /// Returns the characters of the line's own text for `part`, which begins at `at` in its simplified form.
    /// If the two forms differ in length, returns `part` itself.
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

    /// Tests whether the line is in the article so far.
    pub(super) fn is_body(&self) -> bool {
        matches!(self.fate, Fate::Open | Fate::Kept(_))
    }

    /// Tests whether the line is running text: a whole sentence of some length.
    pub(super) fn is_prose(&self) -> bool {
        self.prose
    }

    /// Counts the Chinese characters of [`DraftLine::key`].
    pub(super) fn han(&self) -> usize {
        self.look.han
    }

    /// Tests whether the line can be nothing but a notice.
    pub(super) fn is_notice(&self) -> bool {
        *self
            .is_notice
            .get_or_init(|| notices::is_notice(self.key()))
    }

    fn is_body_prose(&self) -> bool {
        self.is_body() && self.is_prose()
    }
}

/// Fewest Chinese characters of running text; menu items and headlines that end in a mark are shorter (the
/// longest headline of the samples without 。 has 26, but no mark).
const SHORTEST_PROSE: usize = 25;

/// Characters of one script alone that are enough to tell the script of a page.
const ENOUGH_EVIDENCE: usize = 1_000;

/// Fewest characters of traditional script alone in a line that is converted on a page in simplified script.
const FEWEST_TRADITIONAL: usize = 2;

/// Tests whether `text`, which has `count` Chinese characters, is running text: long enough, and with a sentence end in it.
fn is_prose(text: &str, count: usize) -> bool {
    count >= SHORTEST_PROSE && (text.contains('。') || han::ends_sentence(text))
}

/// Returns the width of the white space before a line, in columns: a tab and an ideographic space take two.
fn indent(text: &str) -> usize {
    text.chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| if matches!(c, '\u{3000}' | '\t') { 2 } else { 1 })
        .sum()
}

/// A page being cleaned.
pub(super) struct Draft<'a> {
    pub(super) lines: Vec<DraftLine<'a>>,
    pub(super) title: Option<String>,
    pub(super) meta: Metadata,
    /// What the page says of its title besides the line that is it.
    pub(super) evidence: TitleEvidence,
    pub(super) report: CleanReport,
    /// The current pass.
    pub(super) pass: &'static str,
    /// Its index in the list of passes.
    pub(super) pass_index: usize,
    /// The text of the article, once a pass has asked for it.
    bounds: OnceCell<Option<Bounds>>,
    /// Whether the page is in simplified script already, so that only lines in the other are converted.
    is_simplified: bool,
    cleaner: &'a Cleaner,
}

impl<'a> Draft<'a> {
    pub(super) fn new(document: &'a RawDocument, cleaner: &'a Cleaner) -> Self {
        let mut lines = Vec::with_capacity(document.blocks.len());
        let tells_links = document
            .blocks
            .iter()
            .any(|block: &RawBlock| block.hint.is_some() || !block.links.is_empty());
        for block in &document.blocks {
            let raw = block.text.trim_matches(is_blank);
            if raw.is_empty() {
                continue;
            }
            lines.push(DraftLine {
                number: block.place.line,
                raw,
                text: Cow::Borrowed(raw),
                simplified: None,
                look: cleaner.look(raw),
                prose: false,
                is_notice: OnceCell::new(),
                after_blank: block.place.after_blank,
                indent: indent(&block.text),
                hint: block.hint,
                has_links: tells_links.then_some(!block.links.is_empty()),
                damage: Vec::new(),
                fate: Fate::Open,
            });
        }
        let mut draft = Self {
            lines,
            title: document.title.clone(),
            meta: document.meta.clone(),
            evidence: TitleEvidence::default(),
            report: CleanReport::default(),
            pass: "",
            pass_index: 0,
            bounds: OnceCell::new(),
            is_simplified: false,
            cleaner,
        };
        draft.is_simplified = draft.is_in_simplified_script();
        if draft.is_hans() {
            let simple = |text: String| draft.simple_form(&text, &Look::at(&text)).into_owned();
            let title = document.title.clone().map(simple);
            let meta = in_script(document.meta.clone(), simple);
            (draft.title, draft.meta) = (title, meta);
        }
        draft
    }

    /// Tells the script of the page by the characters that only one script has, as soon as there are enough.
    fn is_in_simplified_script(&self) -> bool {
        let mut found = ScriptEvidence::default();
        for line in &self.lines {
            found += line.look.scripts;
            if found.simplified + found.traditional > ENOUGH_EVIDENCE {
                break;
            }
        }
        found.is_simplified()
    }

    /// Returns a text of the page, of which a look is given, in simplified script. On a page in that script, a text is
    /// converted only if it is a quotation in the other: conversion would change names (王丙乾).
    fn simple_form<'t>(&self, text: &'t str, look: &Look) -> Cow<'t, str> {
        let evidence = look.scripts;
        if self.is_simplified
            && (evidence.traditional < FEWEST_TRADITIONAL || !evidence.is_traditional())
        {
            return Cow::Borrowed(text);
        }
        self.cleaner.simplify.convert(text)
    }

    /// Tests whether articles are in simplified script.
    pub(super) fn is_hans(&self) -> bool {
        self.cleaner.script == Script::Hans
    }

    /// Converts `text` to simplified script.
    pub(super) fn simplify<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.cleaner.simplify.convert(text)
    }

    /// Tests whether the current pass must look at line `index`: the line has what the pass needs.
    pub(super) fn is_needed(&self, index: usize) -> bool {
        self.lines[index].look.is_needed(self.pass_index)
    }

    /// Replaces the text of line `index`, before lines are in one script.
    pub(super) fn replace(&mut self, index: usize, text: String) {
        self.lines[index].look = self.cleaner.look(&text);
        self.lines[index].text = Cow::Owned(text);
    }

    /// Replaces the text of line `index` by one in the script of the lines.
    pub(super) fn set_text(&mut self, index: usize, text: String) {
        self.replace(index, text);
        self.refresh(index);
    }

    /// Replaces the text of line `index` by one that only has other marks or blanks.
    pub(super) fn set_marks(&mut self, index: usize, text: String) {
        let line = &mut self.lines[index];
        if line.simplified.is_some() {
            return self.set_text(index, text);
        }
        line.look = line.look.needed_by_all();
        line.text = Cow::Owned(text);
        self.refresh(index);
    }

    /// Converts line `index` to simplified script, or keeps the simplified form beside it if the article is in
    /// another script.
    pub(super) fn simplify_line(&mut self, index: usize) {
        let line = &self.lines[index];
        if self.is_hans()
            && let Cow::Owned(simple) = self.simple_form(&line.text, &line.look)
        {
            self.report.is_converted |= !self.is_simplified;
            self.replace(index, simple);
        }
        self.refresh(index);
    }

    /// Updates what is derived from the text of line `index`, of which the look is new.
    fn refresh(&mut self, index: usize) {
        let line = &self.lines[index];
        if !self.is_hans() {
            let simplified = match self.simple_form(&line.text, &line.look) {
                Cow::Borrowed(_) => None,
                Cow::Owned(simple) => Some(simple),
            };
            if let Some(simple) = &simplified {
                let look = self.cleaner.look(simple);
                self.lines[index].look = look.with_needs_of(&self.lines[index].look);
            }
            self.lines[index].simplified = simplified;
        }
        let line = &mut self.lines[index];
        line.prose = is_prose(line.key(), line.look.han);
        line.is_notice.take();
    }

    /// Inserts a line after line `index`.
    pub(super) fn insert_after(&mut self, index: usize, line: DraftLine<'a>) {
        self.lines.insert(index + 1, line);
        self.lines[index + 1].look = self.cleaner.look(&self.lines[index + 1].text);
        self.refresh(index + 1);
        self.bounds.take();
    }

    /// Removes line `index` from the article.
    pub(super) fn remove(&mut self, index: usize) {
        self.lines[index].fate = Fate::Removed(self.pass);
    }

    /// Marks line `index` as used for the title or metadata.
    pub(super) fn move_out(&mut self, index: usize) {
        self.lines[index].fate = Fate::Moved(self.pass);
    }

    /// Reports that `cut` was cut from line `index`, which stays.
    pub(super) fn note(&mut self, index: usize, action: Action, cut: &str) {
        let change = CleaningChange {
            line: self.lines[index].number,
            pass: self.pass,
            action,
            text: cut.trim().to_owned(),
        };
        self.report.changes.push(change);
    }

    /// Fills in the metadata of line `index` where nothing is known yet.
    pub(super) fn learn(&mut self, index: usize, found: Metadata) {
        let line = &self.lines[index];
        let known: Vec<&str> = self.meta.fields().map(|(name, _)| name).collect();
        let meta = &mut self.meta;
        meta.date = meta.date.take().or(found.date);
        fill(&mut meta.source, found.source, line);
        fill(&mut meta.author, found.author, line);
        fill(&mut meta.editor, found.editor, line);
        fill(&mut meta.column, found.column, line);
        fill(&mut meta.file_number, found.file_number, line);
        meta.url = meta.url.take().or(found.url);
        let names = self.meta.fields().map(|(name, _)| name);
        for name in names.filter(|name| !known.contains(name)) {
            self.report.found.insert(name, line.number);
        }
    }

    /// Lists the indices of the lines that are in the article so far.
    pub(super) fn body(&self) -> Vec<usize> {
        let mut body = Vec::with_capacity(self.lines.len());
        body.extend((0..self.lines.len()).filter(|&i| self.lines[i].is_body()));
        body
    }

    /// Returns the first and the last line of running text that are in the article so far.
    pub(super) fn prose_bounds(&self) -> Option<(usize, usize)> {
        let first = self.lines.iter().position(DraftLine::is_body_prose)?;
        let last = self.lines.iter().rposition(DraftLine::is_body_prose)?;
        Some((first, last))
    }

    /// Returns where the text of the article stands; `None` if the page has no sentence. Ask only after lines have been
    /// joined: the answer is kept.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        *self.bounds.get_or_init(|| bounds::find(&self.lines))
    }

    /// Tests whether line `index` stands among the text of the article, where only what can be nothing else is removed.
    pub(super) fn is_inside(&self, index: usize) -> bool {
        self.bounds()
            .is_some_and(|text| (text.first..=text.last).contains(&index))
    }

    /// Tests whether a line is removed that only pages have, apart from files and copies.
    pub(super) fn has_furniture(&self) -> bool {
        self.lines.iter().any(|line| {
            matches!(line.fate, Fate::Removed(pass) if !matches!(pass, "characters" | "repeats"))
        })
    }

    /// Returns the line before `index`, whatever its fate.
    pub(super) fn before(&self, index: usize) -> Option<&DraftLine<'a>> {
        index.checked_sub(1).map(|i| &self.lines[i])
    }

    /// Turns the draft into the article, in the script of the cleaner, and its report.
    pub(super) fn finish(mut self) -> Cleaned {
        // Lines are in simplified script already if that is the script of the article.
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
                    self.report.keep(line.number, blocks.len());
                    blocks.push(block(kind, line, convert));
                    continue;
                }
                Fate::Open => {
                    self.report.keep(line.number, blocks.len());
                    blocks.push(block(BlockKind::Paragraph, line, convert));
                    continue;
                }
                Fate::Removed(pass) => (pass, Action::Removed),
                Fate::Moved(pass) => (pass, Action::Moved),
                Fate::Joined(pass) => (pass, Action::Joined),
            };
            let change = CleaningChange {
                line: line.number,
                pass,
                action,
                text: line.raw.to_owned(),
            };
            self.report.changes.push(change);
        }
        self.report.changes.sort_by_key(|change| change.line);
        Cleaned {
            article: Article {
                title: self.title.map(convert),
                meta: in_script(self.meta, convert),
                blocks,
            },
            report: self.report,
        }
    }
}

/// Converts the words of the metadata.
fn in_script(meta: Metadata, convert: impl Fn(String) -> String) -> Metadata {
    Metadata {
        source: meta.source.map(&convert),
        author: meta.author.map(&convert),
        editor: meta.editor.map(&convert),
        column: meta.column.map(&convert),
        file_number: meta.file_number.map(&convert),
        ..meta
    }
}

/// Fills in a field of the metadata, unless it is known, with words that were read in the simplified form of a line.
fn fill(field: &mut Option<String>, words: Option<String>, line: &DraftLine<'_>) {
    if let Some(words) = words
        && !words.is_empty()
        && field.is_none()
    {
        *field = Some(as_written(line, &words));
    }
}

/// Returns words that were read in the simplified form of a line as the line writes them.
fn as_written(line: &DraftLine<'_>, words: &str) -> String {
    let mut written = Vec::new();
    for word in words.split(' ') {
        written.push(match line.key().find(word) {
            Some(at) => line.written(at, word),
            None => word.to_owned(),
        });
    }
    written.join(" ")
}

/// Makes a line a block, with the places where its source had lost text.
fn block(kind: BlockKind, line: DraftLine<'_>, convert: impl Fn(String) -> String) -> Block {
    if line.damage.is_empty() {
        return Block {
            kind,
            damage: Vec::new(),
            text: convert(line.text.into_owned()),
        };
    }
    let key = line.key().to_owned();
    let text = convert(line.text.into_owned());
    let damage = if text == key {
        line.damage
    } else {
        let places = line.damage.iter().map(|span| Place::of(&key, *span));
        places.filter_map(|place| place.span(&text)).collect()
    };
    Block { kind, damage, text }
}

/// A place of a line by its characters: their number is the same in every script, but for a few words.
struct Place {
    start: usize,
    length: usize,
}

impl Place {
    fn of(key: &str, span: Span) -> Self {
        Self {
            start: key[..span.start].chars().count(),
            length: span.of(key).chars().count(),
        }
    }

    fn span(&self, text: &str) -> Option<Span> {
        let mut borders = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .skip(self.start);
        let start = borders.next()?;
        let end = borders.nth(self.length - 1).unwrap_or(text.len());
        (start < end).then(|| Span::new(start, end))
    }
}
