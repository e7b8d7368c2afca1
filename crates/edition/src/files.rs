//! Finding the editions of a folder.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of a file that show whether it is an edition: people may put fields of their own above the program's.
const HEAD: u64 = 4096;

/// Why a file or folder could not be looked at.
pub type Unlisted = (PathBuf, io::Error);

/// Returns the file itself, or the editions of a folder and the folders below it, by name. Other Markdown files of a folder are
/// passed over.
pub fn files(path: &Path) -> Box<dyn Iterator<Item = Result<PathBuf, Unlisted>>> {
    if !path.is_dir() {
        return markdown_files(path);
    }
    let editions = markdown_files(path).filter_map(|found| match found {
        Err(unlisted) => Some(Err(unlisted)),
        Ok(path) => match head(&path) {
            Ok(head) => super::is_edition(&head).then_some(Ok(path)),
            Err(error) => Some(Err((path, error))),
        },
    });
    Box::new(editions)
}

/// Returns the file itself, or the Markdown files of a folder and the folders below it, by name, whether they are editions
/// or not: none is opened.
pub fn markdown_files(path: &Path) -> Box<dyn Iterator<Item = Result<PathBuf, Unlisted>>> {
    if !path.is_dir() {
        return Box::new(std::iter::once(Ok(path.to_owned())));
    }
    let folder = path.to_owned();
    let found = walkdir::WalkDir::new(path)
        .sort_by_file_name()
        .into_iter()
        .filter_map(move |entry| match entry {
            Err(error) => {
                let path = error.path().unwrap_or(&folder).to_owned();
                Some(Err((
                    path,
                    error
                        .into_io_error()
                        .unwrap_or_else(|| io::Error::other("a loop of links")),
                )))
            }
            Ok(entry) => {
                let is_markdown = entry
                    .path()
                    .extension()
                    .is_some_and(|extension| extension == "md");
                let path = entry.into_path();
                (is_markdown && path.is_file()).then_some(Ok(path))
            }
        });
    Box::new(found)
}

/// Reads how a file begins.
fn head(path: &Path) -> io::Result<String> {
    let mut head = Vec::new();
    std::fs::File::open(path)?
        .take(HEAD)
        .read_to_end(&mut head)?;
    Ok(String::from_utf8_lossy(&head).into_owned())
}
