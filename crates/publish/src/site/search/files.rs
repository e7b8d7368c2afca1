//! The names of the files, from the folder of the site.

use super::groups::Group;
use crate::{Folder, PublishError};
use duizhao_core::hex;
use std::io;

/// The folder of them all.
pub(super) const FOLDER: &str = "search";

/// The file that says which articles there are.
pub(super) const DIRECTORY: &str = "search/directory.bin";

/// The characters that have another form.
pub(super) const FORMS: &str = "search/forms.bin";

/// Returns the name of a file of tokens.
pub(super) fn shard(shard: u32) -> String {
    format!("search/tokens/{:02x}/{shard:04x}.bin", shard >> 8)
}

/// Returns the name of the file of a token that has one of its own.
pub(super) fn frequent(token: &str) -> String {
    format!("search/frequent/{}.bin", hex::encode(token.as_bytes()))
}

/// Returns the name of the file of a token for a group of articles.
pub(super) fn of_group(token: &str, (year, part): Group) -> String {
    format!(
        "search/frequent/{}/{year}-{part}.bin",
        hex::encode(token.as_bytes())
    )
}

/// Returns the name of a list.
pub(super) fn list(list: u32) -> String {
    format!("search/lists/{list:03x}.bin")
}

/// Returns the name of the file of an article.
pub(super) fn article(number: u32) -> String {
    format!("search/articles/{:02x}/{number:04x}.bin", number >> 8)
}

/// Reads a file of an earlier run.
pub(super) fn read<T>(
    folder: &Folder,
    name: &str,
    decode: impl Fn(&[u8]) -> Option<T>,
) -> Result<T, PublishError> {
    let path = folder.path().join(name);
    let bytes = std::fs::read(&path).map_err(|cause| PublishError::read(&path, cause))?;
    decode(&bytes).ok_or_else(|| damaged(folder, name))
}

/// Returns the error of a file of an earlier run that is not what that run wrote.
pub(super) fn damaged(folder: &Folder, name: &str) -> PublishError {
    let cause = io::ErrorKind::InvalidData.into();
    PublishError::read(&folder.path().join(name), cause)
}
