//! Reading the XML of term bases, entry by entry.

use super::super::GlossaryError;
use super::ReadOptions;
use super::gather::text;
use duizhao_core::diagnostic::Location;
use duizhao_formats::xml::{Element, Form, Part, Parts, Position, XmlError, declared};
use std::path::Path;

/// Longest entry, in bytes. The largest of public term bases is a hundredth of it.
const MOST_ENTRY_BYTES: usize = 4 * 1024 * 1024;

/// Decodes the text of an XML file, by the character set that its first line names.
pub(super) fn decoded(
    path: &Path,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<String, GlossaryError> {
    Ok(text(path, bytes, options.charset.or_else(|| declared(bytes)))?.0)
}

/// Returns the place of an element in a file.
pub(super) fn place(path: &Path, at: Position) -> Location {
    Location::new(path, at.line, at.column)
}

/// Calls `each` for every element named `entry`, in order. The root must be `root`. Linear in the text.
pub(super) fn entries(
    path: &Path,
    text: &str,
    root: &str,
    entry: &str,
    mut each: impl FnMut(Element) -> Result<(), GlossaryError>,
) -> Result<(), GlossaryError> {
    let form = Form {
        root,
        entries: &[entry],
        most_bytes: MOST_ENTRY_BYTES,
        unindents: true,
    };
    let mut parts = Parts::new(text.as_bytes(), form);
    while let Some(part) = parts.next_part().map_err(|error| wrong(path, error))? {
        match part {
            Part::Entry(entry) => each(entry)?,
            Part::Open(_) => {}
        }
    }
    Ok(())
}

fn wrong(path: &Path, error: XmlError) -> GlossaryError {
    match error {
        XmlError::Wrong { at, message, hint } => GlossaryError::Row {
            place: place(path, at),
            message,
            hint: hint.to_owned(),
        },
        XmlError::Input { cause, .. } => GlossaryError::Io {
            path: path.to_owned(),
            cause,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_core::diagnostic::Hinted;

    #[test]
    fn entries_come_in_order_and_errors_have_the_place_in_the_file() {
        let mut found = Vec::new();
        let error = entries(
            Path::new("t"),
            "<r>\n<e>党</e><f/> <e>a&b;</e></r>",
            "r",
            "e",
            |element| {
                found.push(format!(
                    "{} {}",
                    place(Path::new("t"), element.at),
                    element.text()
                ));
                Ok(())
            },
        );
        assert_eq!(found, ["t:2:1 党"]);
        let error = error.unwrap_err();
        assert_eq!(error.to_string(), "t:2:18: unknown entity `&b;`");
        assert!(error.hint().is_some());
    }
}
