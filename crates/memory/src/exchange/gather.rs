//! Passing on what a reader finds, by the same rules for every format.

use super::super::Unit;
use super::held::{MOST_UNIT_BYTES, held, is_blank, length};
use super::{ExchangeError, ImportOptions};
use duizhao_core::diagnostic::Location;
use duizhao_formats::xml::Position;
use std::error::Error;
use std::path::{Path, PathBuf};

/// The answer of a unit's receiver.
pub type Received = Result<(), Box<dyn Error + Send + Sync>>;

/// A unit, and where it stands in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedUnit {
    /// The unit.
    pub unit: Unit,
    /// Its number among all units of the file, from 1; those that were left out count.
    pub number: usize,
    /// The line in which it begins, from 1.
    pub line: usize,
}

/// How many places a note names.
const MOST_PLACES: usize = 5;

/// What readers remark on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remark {
    NoChinese,
    NoEnglish,
    Untranslated,
    TooLong,
    Languages,
    Syntax,
    Variant,
    OtherLanguage,
    Field,
    Column,
    Edited,
}

impl Remark {
    /// Tests whether a unit was left out.
    const fn is_loss(self) -> bool {
        match self {
            Self::NoChinese
            | Self::NoEnglish
            | Self::Untranslated
            | Self::TooLong
            | Self::Languages
            | Self::Syntax => true,
            Self::Variant | Self::OtherLanguage | Self::Field | Self::Column | Self::Edited => {
                false
            }
        }
    }

    /// Returns the words for one, and for several.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoChinese => (
                "unit without Chinese was left out",
                "units without Chinese were left out",
            ),
            Self::NoEnglish => (
                "unit without English was left out",
                "units without English were left out",
            ),
            Self::Untranslated => (
                "unit without translation was left out",
                "units without translation were left out",
            ),
            Self::TooLong => (
                "unit of over 65536 bytes was left out",
                "units of over 65536 bytes were left out",
            ),
            Self::Languages => (
                "unit that is not between Chinese and English was left out",
                "units that are not between Chinese and English were left out",
            ),
            Self::Syntax => (
                "line is no JSON object and was left out",
                "lines are no JSON objects and were left out",
            ),
            Self::Variant => (
                "further segment in Chinese or English was not taken",
                "further segments in Chinese or English were not taken",
            ),
            Self::OtherLanguage => (
                "segment in another language was not taken",
                "segments in other languages were not taken",
            ),
            Self::Field => (
                "field was not understood and left empty",
                "fields were not understood and left empty",
            ),
            Self::Column => ("column was not read", "columns were not read"),
            Self::Edited => (
                "edition was changed since it was written: whether by a person is not said of each pair",
                "editions were changed since they were written: whether by a person is not said of each pair",
            ),
        }
    }
}

/// A remark, how often it was made, and where first.
#[derive(Debug, Clone)]
struct RemarkCount {
    remark: Remark,
    count: u64,
    places: Vec<Position>,
}

/// What was read of a file, and what was not.
#[derive(Debug, Clone)]
pub struct Notes {
    path: PathBuf,
    /// How many units were passed on.
    pub units: u64,
    remarks: Vec<RemarkCount>,
}

impl Notes {
    /// Counts the units that were left out.
    pub fn left_out(&self) -> u64 {
        let losses = self.remarks.iter().filter(|made| made.remark.is_loss());
        losses.map(|made| made.count).sum()
    }

    /// Returns what was left out or not understood, a line a kind: where first, how often, and where else.
    pub fn lines(&self) -> Vec<String> {
        self.remarks.iter().map(|made| self.line(made)).collect()
    }

    /// Returns what was left out, as [`Notes::lines`] has it.
    pub fn losses(&self) -> Vec<String> {
        let losses = self.remarks.iter().filter(|made| made.remark.is_loss());
        losses.map(|made| self.line(made)).collect()
    }

    fn line(&self, made: &RemarkCount) -> String {
        let RemarkCount {
            remark,
            count,
            places,
        } = made;
        let first = places.first().copied().unwrap_or(Position::START);
        let place = Location::new(self.path.as_path(), first.line, first.column);
        let (one, several) = remark.words();
        let others: Vec<String> = places
            .iter()
            .skip(1)
            .map(|at| format!("{}:{}", at.line, at.column))
            .collect();
        let also = if others.is_empty() {
            String::new()
        } else {
            format!("; also at {}", others.join(", "))
        };
        let more = if *count > places.len() as u64 {
            ", …"
        } else {
            ""
        };
        format!(
            "{place}: {count} {}{also}{more}",
            if *count == 1 { one } else { several }
        )
    }
}

/// Passes units on and keeps notes; memory does not grow with the file.
pub(super) struct UnitCollector<'a> {
    /// The file, for messages.
    pub(super) path: &'a Path,
    /// Whether units without a translation are passed on.
    untranslated: bool,
    each: &'a mut dyn FnMut(PlacedUnit) -> Received,
    /// How many units there were, with those that were left out.
    seen: usize,
    notes: Notes,
}

impl<'a> UnitCollector<'a> {
    pub(super) fn new(
        path: &'a Path,
        options: &ImportOptions,
        each: &'a mut dyn FnMut(PlacedUnit) -> Received,
    ) -> Self {
        Self {
            path,
            untranslated: options.untranslated,
            each,
            seen: 0,
            notes: Notes {
                path: path.to_owned(),
                units: 0,
                remarks: Vec::new(),
            },
        }
    }

    /// Passes on a unit, as every format can hold it; if it has not both sides or is too long, a remark.
    pub(super) fn push(&mut self, unit: Unit, at: Position) -> Result<(), ExchangeError> {
        self.push_or(Remark::NoEnglish, unit, at)
    }

    /// Passes on a unit as [`UnitCollector::push`] does, with another remark where it has no translation.
    pub(super) fn push_or(
        &mut self,
        untranslated: Remark,
        unit: Unit,
        at: Position,
    ) -> Result<(), ExchangeError> {
        let unit = held(unit);
        if is_blank(&unit.source) {
            self.remark(Remark::NoChinese, at);
        } else if is_blank(&unit.target) && !self.untranslated {
            self.remark(untranslated, at);
        } else if length(&unit) > MOST_UNIT_BYTES {
            self.remark(Remark::TooLong, at);
        } else {
            self.seen += 1;
            let placed = PlacedUnit {
                unit,
                number: self.seen,
                line: at.line,
            };
            (self.each)(placed).map_err(ExchangeError::Refused)?;
            self.notes.units += 1;
        }
        Ok(())
    }

    /// Remarks on something at a place; a loss is a unit that is left out.
    pub(super) fn remark(&mut self, remark: Remark, at: Position) {
        self.seen += usize::from(remark.is_loss());
        let remarks = &mut self.notes.remarks;
        match remarks.iter_mut().find(|made| made.remark == remark) {
            Some(made) => {
                made.count += 1;
                if made.places.len() < MOST_PLACES {
                    made.places.push(at);
                }
            }
            None => remarks.push(RemarkCount {
                remark,
                count: 1,
                places: vec![at],
            }),
        }
    }

    /// Builds an error at a place of the file.
    pub(super) fn error(
        &self,
        at: Position,
        message: impl Into<String>,
        hint: &str,
    ) -> ExchangeError {
        ExchangeError::data(self.path, at, message, hint)
    }

    /// Returns the notes of what was read.
    pub(super) fn finish(self) -> Notes {
        self.notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_counted_with_places() {
        let mut taken = Vec::new();
        let mut each = |placed: PlacedUnit| {
            taken.push((placed.unit.source, placed.number, placed.line));
            Ok(())
        };
        let mut collector =
            UnitCollector::new(Path::new("t"), &ImportOptions::default(), &mut each);
        let unit = |source: &str, target: &str| Unit {
            source: source.into(),
            target: target.into(),
            ..Unit::default()
        };
        let at = |line| Position { line, column: 2 };
        collector.push(unit("党 ", "Party"), at(1)).unwrap();
        (2..9).for_each(|line| collector.push(unit("党", " \n"), at(line)).unwrap());
        collector
            .push(unit("党", &"x".repeat(65536)), at(9))
            .unwrap();
        collector.push(unit("委", "committee"), at(10)).unwrap();
        collector.remark(Remark::Column, at(1));
        let notes = collector.finish();
        assert_eq!(taken, [("党".to_owned(), 1, 1), ("委".to_owned(), 10, 10)]);
        assert_eq!((notes.units, notes.left_out()), (2, 8));
        let lines = [
            "t:2:2: 7 units without English were left out; also at 3:2, 4:2, 5:2, 6:2, …",
            "t:9:2: 1 unit of over 65536 bytes was left out",
            "t:1:2: 1 column was not read",
        ];
        assert_eq!(notes.lines(), lines);
        assert_eq!(notes.losses(), lines[..2]);
    }

    #[test]
    fn a_taker_that_refuses_stops_the_reader() {
        let mut each = |_: PlacedUnit| Err("full".into());
        let mut collector =
            UnitCollector::new(Path::new("t"), &ImportOptions::default(), &mut each);
        let unit = Unit {
            source: "党".into(),
            target: "Party".into(),
            ..Unit::default()
        };
        assert_eq!(
            collector
                .push(unit, Position::START)
                .unwrap_err()
                .to_string(),
            "full"
        );
    }
}
