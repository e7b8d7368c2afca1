//! Writing units one by one, by the same rules for every format.

use super::super::Unit;
use super::held::{MOST_UNIT_BYTES, held, is_blank, length};
use super::{ExchangeError, UnitDetails};
use duizhao_glossary::exchange::Losses;
use std::io;

/// Writes one file of a format.
pub(super) trait UnitWriter {
    /// Writes a unit as [`held`] leaves it, with what else is said of it, and counts what the format has no place for.
    fn unit(&mut self, unit: &Unit, details: &UnitDetails, losses: &mut Losses) -> io::Result<()>;

    /// Writes what stands after the last unit.
    fn end(&mut self) -> io::Result<()>;
}

/// A file that is being written.
pub struct Exporter<'a> {
    writer: Box<dyn UnitWriter + 'a>,
    losses: Losses,
    units: u64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportReport {
    /// How many units.
    pub units: u64,
    /// What the format could not hold, counted.
    pub losses: Losses,
}

impl std::fmt::Debug for Exporter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exporter")
            .field("units", &self.units)
            .finish_non_exhaustive()
    }
}

impl<'a> Exporter<'a> {
    pub(super) fn new(writer: Box<dyn UnitWriter + 'a>) -> Self {
        Self {
            writer,
            losses: Losses::default(),
            units: 0,
        }
    }

    /// Writes a unit. One without both sides or with very long texts is left out and counted.
    pub fn unit(&mut self, unit: &Unit) -> Result<(), ExchangeError> {
        self.detailed(unit, &UnitDetails::default())
    }

    /// Writes a unit as [`Exporter::unit`] does, with what else is said of it.
    pub fn detailed(&mut self, unit: &Unit, details: &UnitDetails) -> Result<(), ExchangeError> {
        let unit = held(unit.clone());
        if is_blank(&unit.source) || is_blank(&unit.target) {
            let several = "units without Chinese or English were left out";
            self.losses
                .add("unit without Chinese or English was left out", several, 1);
        } else if length(&unit) > MOST_UNIT_BYTES {
            self.losses.add(
                "unit of over 65536 bytes was left out",
                "units of over 65536 bytes were left out",
                1,
            );
        } else {
            self.writer.unit(&unit, details, &mut self.losses)?;
            self.units += 1;
        }
        Ok(())
    }

    /// Finishes the file.
    pub fn end(mut self) -> Result<ExportReport, ExchangeError> {
        self.writer.end()?;
        Ok(ExportReport {
            units: self.units,
            losses: self.losses,
        })
    }
}
