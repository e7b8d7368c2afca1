//! Reading and writing Excel workbooks. Written: one sheet, our twelve columns, every cell a string, the header frozen;
//! nothing of the time it was made. Read: every sheet that has a table, merged cells in each of their rows.
//!
//! Both need the cargo feature `spreadsheets`; without it they are errors that say so.

#[cfg(feature = "spreadsheets")]
mod reader;
#[cfg(feature = "spreadsheets")]
mod writer;

use super::super::GlossaryError;
use super::GlossaryFormat;
use std::path::Path;
#[cfg(feature = "spreadsheets")]
use {reader::read, writer::write};
#[cfg(not(feature = "spreadsheets"))]
use {without::read, without::write};

/// Excel workbooks.
pub(super) static FORMAT: GlossaryFormat = GlossaryFormat {
    name: "xlsx",
    extensions: &["xlsx", "xlsm"],
    about: "Excel workbook",
    read: Some(read),
    write: Some(write),
    is_it: |bytes| bytes.starts_with(b"PK"),
};

fn wrong(path: &Path, error: &impl ToString, hint: &str) -> GlossaryError {
    GlossaryError::File {
        path: path.to_owned(),
        message: error.to_string(),
        hint: hint.to_owned(),
    }
}

/// Reading and writing in a build without workbooks: errors that say so.
#[cfg(not(feature = "spreadsheets"))]
mod without {
    use super::super::super::{GlossaryError, Term};
    use super::super::{ExportedTerms, ImportedTerms, ReadOptions, WriteOptions};
    use super::{FORMAT, wrong};
    use std::path::Path;

    pub(super) fn read(
        path: &Path,
        _: &[u8],
        _: &ReadOptions,
    ) -> Result<ImportedTerms, GlossaryError> {
        Err(missing(path, "save it as CSV"))
    }

    pub(super) fn write(_: &[Term], _: &WriteOptions) -> Result<ExportedTerms, GlossaryError> {
        Err(missing(Path::new(FORMAT.name), "write CSV"))
    }

    fn missing(path: &Path, instead: &str) -> GlossaryError {
        let hint = format!("build it with the feature `spreadsheets`, or {instead}");
        wrong(path, &"this build of duizhao has no spreadsheets", &hint)
    }
}

#[cfg(feature = "spreadsheets")]
#[cfg(test)]
mod tests;

#[cfg(not(feature = "spreadsheets"))]
#[cfg(test)]
mod tests_without {
    use super::super::{ReadOptions, WriteOptions};
    use super::*;

    #[test]
    fn the_missing_feature_is_named() {
        let read = FORMAT.read(Path::new("t.xlsx"), b"PK", &ReadOptions::default());
        let write = FORMAT.write(&[], &WriteOptions::default());
        for error in [read.map(drop), write.map(drop)] {
            let error = error.unwrap_err().to_string();
            assert!(error.contains("the feature `spreadsheets`"), "{error}");
        }
    }
}
