//! The embedded engine: tables that the build makes from the dictionaries of opencc-fmmseg.
//!
//! These dictionaries convert some characters differently from OpenCC (着 to 著, 里 to 裡). The table
//! `embedded.tsv` repairs them, character by character; it was made by comparing both engines on the
//! words of OpenCC's dictionaries.

use std::borrow::Cow;

use super::Conversion;
use super::change_set::ChangeSet;
use super::engine::Convert;
use super::table::{self, ConversionTable};
use crate::char_set::CharSet;

/// Tab-separated: conversions (comma-separated), source character, the crate's character for it,
/// OpenCC's character for it. `#` starts a comment line.
const TABLE: &str = include_str!("embedded.tsv");

/// The rows of the table for one conversion.
struct Repairs {
    /// The source characters; a lookup here is much cheaper than one in the rows.
    sources: CharSet,
    rows: Vec<Repair>,
}

/// A row of the table.
struct Repair {
    source: char,
    /// The crate's character for the source.
    crates: char,
    /// OpenCC's character for it.
    opencc: char,
}

/// One conversion with our tables.
pub(super) struct EmbeddedConversion {
    steps: Vec<&'static ConversionTable>,
    /// What is there for a conversion of one step, whose table says what it changes.
    repairs: Repairs,
}

impl EmbeddedConversion {
    /// Creates the conversion with the repairs.
    pub(super) fn new(conversion: Conversion) -> Self {
        Self {
            steps: steps(conversion),
            repairs: Repairs::of(conversion),
        }
    }

    /// Creates the conversion without repairs.
    pub(super) fn bare(conversion: Conversion) -> Self {
        Self {
            steps: steps(conversion),
            repairs: Repairs::none(),
        }
    }
}

impl Convert for EmbeddedConversion {
    /// Returns the characters that the table and the repairs of a conversion of one small table replace; for others, all
    /// Han characters.
    fn changes(&self) -> ChangeSet {
        let [table] = self.steps[..] else {
            return ChangeSet::all_han();
        };
        if std::ptr::eq(table, &table::ST) {
            return ChangeSet::all_han();
        }
        let mut set = ChangeSet::empty();
        let repaired = self.repairs.rows.iter().map(|row| row.source);
        for c in table.changes.chars().chain(repaired) {
            set.insert(c);
        }
        set
    }

    fn convert(&self, text: &str) -> String {
        let mut converted = Cow::Borrowed(text);
        for table in &self.steps {
            converted = Cow::Owned(table.convert(&converted));
        }
        if self.repairs.sources.touches(text) {
            // No rule of the repaired conversions changes the number of characters.
            return self.repairs.apply(text, &converted);
        }
        converted.into_owned()
    }
}

/// Returns the tables through which a conversion goes, in order.
fn steps(conversion: Conversion) -> Vec<&'static ConversionTable> {
    use table::{HK, HK_REV, HKP, HKP_REV, JP, JP_REV, ST, TS, TW, TW_REV, TWP, TWP_REV};
    match conversion {
        Conversion::Hk2s => vec![&HK_REV, &TS],
        Conversion::Hk2sp => vec![&HKP_REV, &TS],
        Conversion::Hk2t => vec![&HK_REV],
        Conversion::Jp2t => vec![&JP],
        Conversion::S2hk => vec![&ST, &HK],
        Conversion::S2hkp => vec![&ST, &HKP],
        Conversion::S2t => vec![&ST],
        Conversion::S2tw => vec![&ST, &TW],
        Conversion::S2twp => vec![&ST, &TWP],
        Conversion::T2hk => vec![&HK],
        Conversion::T2jp => vec![&JP_REV],
        Conversion::T2s => vec![&TS],
        Conversion::T2tw => vec![&TW],
        Conversion::Tw2s => vec![&TW_REV, &TS],
        Conversion::Tw2sp => vec![&TWP_REV, &TS],
        Conversion::Tw2t => vec![&TW_REV],
    }
}

impl Repairs {
    fn none() -> Self {
        Repairs {
            sources: CharSet::new([]),
            rows: Vec::new(),
        }
    }

    fn of(conversion: Conversion) -> Self {
        let lines = TABLE
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut rows = Vec::new();
        for line in lines {
            let (configs, characters) = line.split_once('\t').expect("two or more columns");
            if configs.split(',').any(|name| name == conversion.name()) {
                let characters: Vec<char> = characters.chars().filter(|c| *c != '\t').collect();
                let [source, crates, opencc] = characters[..] else {
                    unreachable!("embedded.tsv has four columns")
                };
                rows.push(Repair {
                    source,
                    crates,
                    opencc,
                });
            }
        }
        Repairs {
            sources: CharSet::new(rows.iter().map(|row| row.source)),
            rows,
        }
    }

    /// Repairs `converted`, which was converted from `source`.
    fn apply(&self, source: &str, converted: &str) -> String {
        let mut out = String::with_capacity(converted.len());
        let mut kept = 0;
        for (from, (at, written)) in source.chars().zip(converted.char_indices()) {
            if self.sources.contains(from)
                && let Some(repaired) = self.repaired(from, written)
            {
                out.push_str(&converted[kept..at]);
                out.push(repaired);
                kept = at + written.len_utf8();
            }
        }
        out.push_str(&converted[kept..]);
        out
    }

    /// Returns OpenCC's character for one that became `written`.
    fn repaired(&self, source: char, written: char) -> Option<char> {
        let mut rows = self.rows.iter();
        let row = rows.find(|row| row.source == source && row.crates == written)?;
        Some(row.opencc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use opencc_fmmseg::{OpenCC, OpenccConfig};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static LIBRARY: LazyLock<OpenCC> = LazyLock::new(OpenCC::new);

    /// Tests that our tables convert as the library does whose dictionaries they come from.
    #[track_caller]
    fn check(text: &str) {
        for conversion in Conversion::ALL {
            let config = OpenccConfig::try_from(conversion.name()).unwrap();
            let theirs = LIBRARY.convert_with_config(text, config, false);
            let ours = EmbeddedConversion::bare(*conversion).convert(text);
            assert_eq!(ours, theirs, "{text} by {}", conversion.name());
        }
    }

    #[test]
    fn the_tables_convert_as_the_library_does() {
        check("群众里面的头发和发展，台湾的乾隆皇帝。着名的B超检查（软件）");
        check("臺灣的軟體，後來發展；皇后與頭髮、隨著麵條。羣衆裏");
    }

    #[test]
    fn every_source_is_converted_as_the_library_does() {
        use table::{HKP, HKP_REV, JP, JP_REV, ST, TS, TWP, TWP_REV};
        for table in [&ST, &TS, &TWP, &TWP_REV, &HKP, &HKP_REV, &JP, &JP_REV] {
            // Apart and together: a source must also be found where another stands beside it.
            let sources: Vec<String> = table
                .rules()
                .into_iter()
                .map(|(source, _)| source)
                .collect();
            for some in sources.chunks(500) {
                check(&some.join("，"));
                check(&some.concat());
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_converted_as_the_library_does(text in "[发髮發头頭面麵里裡台臺软件軟體后後的一乾，。 aB]{0,30}") {
            check(&text);
        }
    }
}
