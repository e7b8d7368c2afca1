//! Handing on what a reader finds, so that every format is held to the same rules.

use super::super::Unit;
use super::ExchangeError;
use super::held::{MOST_UNIT_BYTES, held, is_blank, length};
use duizhao_formats::xml::Position;
use duizhao_glossary::Place;
use std::error::Error;
use std::path::{Path, PathBuf};

/// What becomes of a unit with whoever takes it.
pub type Received = Result<(), Box<dyn Error + Send + Sync>>;

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
    Variant,
    OtherLanguage,
    Field,
    Column,
    Edited,
}

impl Remark {
    /// Whether a unit was left out.
    const fn is_loss(self) -> bool {
        match self {
            Self::NoChinese
            | Self::NoEnglish
            | Self::Untranslated
            | Self::TooLong
            | Self::Languages => true,
            Self::Variant | Self::OtherLanguage | Self::Field | Self::Column | Self::Edited => {
                false
            }
        }
    }

    /// What there is one of, and several.
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
struct Tally {
    remark: Remark,
    count: u64,
    places: Vec<Position>,
}

/// What was read of a file, and what was not.
#[derive(Debug, Clone)]
pub struct Notes {
    path: PathBuf,
    /// How many units were handed on.
    pub units: u64,
    tallies: Vec<Tally>,
}

impl Notes {
    /// How many units were left out.
    pub fn left_out(&self) -> u64 {
        self.tallies
            .iter()
            .filter(|tally| tally.remark.is_loss())
            .map(|tally| tally.count)
            .sum()
    }

    /// What was left out or not understood, a line a kind: where first, how often, and where else.
    pub fn lines(&self) -> Vec<String> {
        self.tallies.iter().map(|tally| self.line(tally)).collect()
    }

    fn line(
        &self,
        Tally {
            remark,
            count,
            places,
        }: &Tally,
    ) -> String {
        let first = places.first().copied().unwrap_or(Position::START);
        let place = Place {
            path: self.path.clone(),
            line: first.line,
            column: first.column,
        };
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

/// Hands units on and keeps notes; memory does not grow with the file.
pub(super) struct Gatherer<'a> {
    /// The file, for messages.
    pub(super) path: &'a Path,
    each: &'a mut dyn FnMut(Unit) -> Received,
    notes: Notes,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(path: &'a Path, each: &'a mut dyn FnMut(Unit) -> Received) -> Self {
        Self {
            path,
            each,
            notes: Notes {
                path: path.to_owned(),
                units: 0,
                tallies: Vec::new(),
            },
        }
    }

    /// Hands on a unit, as every format can hold it; if it has not both sides or is too long, a remark.
    pub(super) fn push(&mut self, unit: Unit, at: Position) -> Result<(), ExchangeError> {
        let unit = held(unit);
        match () {
            () if is_blank(&unit.source) => self.remark(Remark::NoChinese, at),
            () if is_blank(&unit.target) => self.remark(Remark::NoEnglish, at),
            () if length(&unit) > MOST_UNIT_BYTES => self.remark(Remark::TooLong, at),
            () => {
                (self.each)(unit).map_err(ExchangeError::Refused)?;
                self.notes.units += 1;
            }
        }
        Ok(())
    }

    /// Remarks on something at a place.
    pub(super) fn remark(&mut self, remark: Remark, at: Position) {
        let tallies = &mut self.notes.tallies;
        let known = tallies.iter().position(|tally| tally.remark == remark);
        let index = known.unwrap_or_else(|| {
            tallies.push(Tally {
                remark,
                count: 0,
                places: Vec::new(),
            });
            tallies.len() - 1
        });
        tallies[index].count += 1;
        if tallies[index].places.len() < MOST_PLACES {
            tallies[index].places.push(at);
        }
    }

    /// An error at a place of the file.
    pub(super) fn error(
        &self,
        at: Position,
        message: impl Into<String>,
        hint: &str,
    ) -> ExchangeError {
        ExchangeError::data(self.path, at, message, hint)
    }

    /// What was read.
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
        let mut each = |unit: Unit| {
            taken.push(unit.source);
            Ok(())
        };
        let mut gatherer = Gatherer::new(Path::new("t"), &mut each);
        let unit = |source: &str, target: &str| Unit {
            source: source.into(),
            target: target.into(),
            ..Unit::default()
        };
        let at = |line| Position { line, column: 2 };
        gatherer.push(unit("党 ", "Party"), at(1)).unwrap();
        (2..9).for_each(|line| gatherer.push(unit("党", " \n"), at(line)).unwrap());
        gatherer
            .push(unit("党", &"x".repeat(65536)), at(9))
            .unwrap();
        gatherer.remark(Remark::Column, at(1));
        let notes = gatherer.finish();
        assert_eq!(taken, ["党"]);
        assert_eq!((notes.units, notes.left_out()), (1, 8));
        let lines = [
            "t:2:2: 7 units without English were left out; also at 3:2, 4:2, 5:2, 6:2, …",
            "t:9:2: 1 unit of over 65536 bytes was left out",
            "t:1:2: 1 column was not read",
        ];
        assert_eq!(notes.lines(), lines);
    }

    #[test]
    fn a_taker_that_refuses_stops_the_reader() {
        let mut each = |_: Unit| Err("full".into());
        let mut gatherer = Gatherer::new(Path::new("t"), &mut each);
        let unit = Unit {
            source: "党".into(),
            target: "Party".into(),
            ..Unit::default()
        };
        assert_eq!(
            gatherer
                .push(unit, Position::START)
                .unwrap_err()
                .to_string(),
            "full"
        );
    }
}
