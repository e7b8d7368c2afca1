//! Which columns of a table hold what: by the header, and by the contents where it does not say.

use super::super::{Column, GlossaryError};
use super::ReadOptions;
use super::gather::TermCollector;
use super::grid::{Grid, Language, MOST_READ, language_of_column, sample};
use super::headers::{HeaderMeaning, meaning};
use duizhao_zh::script::{Detector, Script};
use std::borrow::Cow;

/// The columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Where each of our columns is. Several columns may hold renderings, notes and the like.
    at: [Vec<usize>; Column::ALL.len()],
    headers: Vec<Header>,
    /// Columns whose header says nothing that we know.
    unread: Vec<usize>,
    /// Whether the header is that of our own glossary files, whose cells are taken as they are.
    pub(super) is_ours: bool,
}

/// The header of a column.
#[derive(Debug)]
struct Header {
    /// As it stands in the table; a letter, as spreadsheets have it, where there is none.
    name: String,
    meaning: Option<HeaderMeaning>,
}

/// Why columns cannot be told, and at which cell of the header.
type Unclear = (usize, String);

impl Columns {
    /// Finds the columns of a table whose terms begin at row `first`: those that the options name, then by the header,
    /// then by the contents. Two columns for what a term has once, and none for Chinese or English, are an error with
    /// its place.
    pub(super) fn find(
        grid: &dyn Grid,
        header: Option<usize>,
        first: usize,
        options: &ReadOptions,
    ) -> Result<Self, GlossaryError> {
        let headers = headers(grid, header, first);
        let ours = |column: Column| headers.iter().any(|header| header.name == column.name());
        let mut columns = Self {
            is_ours: ours(Column::SourceHans) && ours(Column::Target),
            headers,
            ..Self::default()
        };
        let found = columns.assign(grid, first, options);
        found.map_err(|(cell, message)| GlossaryError::Row {
            place: grid.place(header.unwrap_or_default(), cell),
            message,
            hint: format!(
                "name columns with a column map, `name=column`; they are: {}",
                columns.shown(0..columns.headers.len())
            ),
        })?;
        columns.take_script(grid, first, options);
        Ok(columns)
    }

    /// Returns which columns of the table hold a column of ours, in order.
    pub(super) fn of(&self, column: Column) -> &[usize] {
        &self.at[column as usize]
    }

    /// Returns how many columns the table has.
    pub(super) fn width(&self) -> usize {
        self.headers.len()
    }

    fn assign(
        &mut self,
        grid: &dyn Grid,
        first: usize,
        options: &ReadOptions,
    ) -> Result<(), Unclear> {
        let mut open: Vec<usize> = (0..self.headers.len()).collect();
        for (column, name) in &options.columns {
            let cell = self
                .headers
                .iter()
                .position(|header| header.name == name.trim());
            let cell = cell.ok_or_else(|| (0, format!("no column `{name}`")))?;
            self.at[*column as usize].push(cell);
            open.retain(|&other| other != cell);
        }
        let open = self.by_names(open, |column: Column| {
            options.columns.iter().any(|(asked, _)| *asked == column)
        })?;
        let open = self.sides(open, grid, first);
        self.unread = self.by_contents(open, grid, first);
        self.check()
    }

    /// Takes the columns whose header says what they hold, and returns the others.
    fn by_names(
        &mut self,
        open: Vec<usize>,
        asked: impl Fn(Column) -> bool,
    ) -> Result<Vec<usize>, Unclear> {
        let mut rest = Vec::new();
        for cell in open {
            match self.headers[cell].meaning {
                // In foreign files such a column holds an example, not a list of words.
                Some(HeaderMeaning::Column(Column::Context)) if !self.is_ours => {
                    self.at[Column::Note as usize].push(cell);
                }
                Some(HeaderMeaning::Column(column)) if !asked(column) => self.take(column, cell)?,
                Some(HeaderMeaning::Number) => {}
                Some(_) | None => rest.push(cell),
            }
        }
        Ok(rest)
    }

    /// Gives a column of ours a column of the table; an error if a term has that once, and there is one.
    fn take(&mut self, column: Column, cell: usize) -> Result<(), Unclear> {
        let at = &mut self.at[column as usize];
        if let [first, ..] = at.as_slice()
            && !is_list(column)
        {
            let first = &self.headers[*first].name;
            let name = &self.headers[cell].name;
            let message = format!("`{first}` and `{name}` both stand for `{}`", column.name());
            return Err((cell, message));
        }
        at.push(cell);
        Ok(())
    }

    /// Takes the columns whose header names a side, each by the language of its contents; returns the others. Beside the
    /// Chinese, what is called `source` says where a rendering is from.
    fn sides(&mut self, open: Vec<usize>, grid: &dyn Grid, first: usize) -> Vec<usize> {
        let mut rest = Vec::new();
        for cell in open {
            let Some(HeaderMeaning::Side(usual)) = self.headers[cell].meaning else {
                rest.push(cell);
                continue;
            };
            let side = match language_of_column(grid, first, cell) {
                Language::Chinese => Column::SourceHans,
                Language::English => Column::Target,
                Language::Neither => usual,
            };
            let is_source = self.headers[cell].name.eq_ignore_ascii_case("source");
            match side {
                Column::Target if !is_source || !self.has(Column::Target) => {
                    self.at[Column::Target as usize].push(cell);
                }
                _ if !self.has_source() => self.at[Column::SourceHans as usize].push(cell),
                _ if is_source => self.at[Column::Citation as usize].push(cell),
                _ => rest.push(cell),
            }
        }
        rest
    }

    /// Takes the first columns in Chinese and in English for what is missing, and returns the others.
    fn by_contents(&mut self, open: Vec<usize>, grid: &dyn Grid, first: usize) -> Vec<usize> {
        let mut rest = Vec::new();
        for cell in open {
            match language_of_column(grid, first, cell) {
                _ if self.headers[cell].meaning.is_some() => rest.push(cell),
                Language::Chinese if !self.has_source() => {
                    self.at[Column::SourceHans as usize].push(cell);
                }
                Language::English if !self.has(Column::Target) => {
                    self.at[Column::Target as usize].push(cell);
                }
                Language::Chinese | Language::English | Language::Neither => rest.push(cell),
            }
        }
        rest
    }

    /// Refuses a table without a source or without English.
    fn check(&self) -> Result<(), Unclear> {
        if !self.has_source() {
            Err((0, "no column has the Chinese".to_owned()))
        } else if !self.has(Column::Target) {
            Err((0, "no column has the English".to_owned()))
        } else {
            Ok(())
        }
    }

    fn has(&self, column: Column) -> bool {
        !self.at[column as usize].is_empty()
    }

    fn has_source(&self) -> bool {
        self.has(Column::SourceHans) || self.has(Column::SourceHant)
    }

    /// Makes the one column of sources the traditional one where the options or its contents say so.
    fn take_script(&mut self, grid: &dyn Grid, first: usize, options: &ReadOptions) {
        if self.is_ours || self.has(Column::SourceHant) {
            return;
        }
        let is_traditional = match options.script {
            Script::Hant | Script::Tw | Script::Hk => true,
            Script::Hans | Script::Keep => {
                let detector = Detector::new();
                let mut sources = self.at[Column::SourceHans as usize].iter();
                sources.any(|&cell| detector.count(&sample(grid, first, cell)).is_traditional())
            }
        };
        if is_traditional {
            self.at
                .swap(Column::SourceHans as usize, Column::SourceHant as usize);
        }
    }

    /// Notes the columns that have contents and are not read.
    pub(super) fn note_unread(&self, grid: &dyn Grid, first: usize, collector: &mut TermCollector) {
        let has_contents =
            |cell: usize| (first..grid.rows()).any(|row| !grid.cell(row, cell).is_empty());
        let unread: Vec<usize> = self
            .unread
            .iter()
            .copied()
            .filter(|&cell| has_contents(cell))
            .collect();
        if !unread.is_empty() {
            let place = grid.place(first.saturating_sub(1), 0);
            let shown = self.shown(unread);
            collector.note(&place, format_args!("columns that were not read: {shown}"));
        }
    }

    /// Writes headers in a message: the first twenty.
    fn shown(&self, cells: impl IntoIterator<Item = usize>) -> String {
        let mut names = cells
            .into_iter()
            .map(|cell| format!("`{}`", self.headers[cell].name));
        let shown: Vec<String> = names.by_ref().take(20).collect();
        shown.join(", ") + if names.next().is_some() { ", …" } else { "" }
    }
}

/// Tests whether a term has several of what a column holds, or text that can be joined.
const fn is_list(column: Column) -> bool {
    match column {
        Column::Target
        | Column::Tag
        | Column::Alternatives
        | Column::Forbidden
        | Column::Note
        | Column::Citation => true,
        Column::SourceHans
        | Column::SourceHant
        | Column::Status
        | Column::Pos
        | Column::Case
        | Column::Context => false,
    }
}

/// Returns the headers of a table; without a row that has them, and for the columns that have none, letters.
fn headers(grid: &dyn Grid, header: Option<usize>, first: usize) -> Vec<Header> {
    let sampled = grid.rows().min(first + MOST_READ);
    let width = match header {
        Some(row) if grid.can_fall_apart() => grid.width(row),
        Some(_) | None => (header.unwrap_or(first)..sampled)
            .map(|row| grid.width(row))
            .max()
            .unwrap_or_default(),
    };
    let name = |column| header.map_or(Cow::Borrowed(""), |row| grid.cell(row, column));
    (0..width)
        .map(|column| match name(column).as_ref() {
            "" => Header {
                name: letters(column),
                meaning: None,
            },
            name => Header {
                name: name.to_owned(),
                meaning: meaning(name),
            },
        })
        .collect()
}

/// Returns the letters of a column, as spreadsheets have them: A, B, …, Z, AA.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => last.to_string(),
        before => letters(before - 1) + &last.to_string(),
    }
}
