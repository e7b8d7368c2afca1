//! Places that are too many for their shard.

use super::files;
use super::groups::{Group, Groups};
use super::postings::{self, Place};
use super::shard::Places;
use crate::{Folder, PublishError};
use std::collections::{BTreeMap, BTreeSet};

/// Longest postings that stand in the file of a shard; longer ones have a file of their own.
const MOST_INLINE: usize = if cfg!(test) { 12 } else { 3 << 10 };

/// Longest postings that stand in one file; longer ones have a file for each group of articles.
const MOST_IN_FILE: usize = if cfg!(test) { 40 } else { 12 << 10 };

/// Writes the places of a token, as far as they do not stand in the shard; returns what stands there.
pub(super) fn write(
    token: &str,
    places: &[Place],
    groups: &Groups,
    folder: &Folder,
) -> Result<Places, PublishError> {
    let encoded = postings::encode(places);
    if encoded.len() <= MOST_INLINE {
        return Ok(Places::Here(encoded));
    }
    if encoded.len() <= MOST_IN_FILE {
        folder.write(&files::frequent(token), &encoded)?;
        return Ok(Places::File);
    }
    let mut divided: BTreeMap<Group, Vec<Place>> =
        groups.all().map(|group| (group, Vec::new())).collect();
    for place in places {
        let group = groups
            .of(place.article)
            .and_then(|group| divided.get_mut(&group));
        group.expect("every article has a group").push(*place);
    }
    for (group, places) in divided {
        folder.write(&files::of_group(token, group), &postings::encode(&places))?;
    }
    Ok(Places::Groups)
}

/// Reads the places of a token, given what stands in the shard.
pub(super) fn read(
    token: &str,
    places: &Places,
    groups: &Groups,
    folder: &Folder,
) -> Result<Vec<Place>, PublishError> {
    let mut all = Vec::new();
    match places {
        Places::Here(encoded) => {
            let decoded = postings::decode(encoded);
            all.extend(decoded.ok_or_else(|| files::damaged(folder, token))?);
        }
        Places::File => all = files::read(folder, &files::frequent(token), postings::decode)?,
        Places::Groups => {
            for group in groups.all() {
                let name = files::of_group(token, group);
                all.extend(files::read(folder, &name, postings::decode)?);
            }
            all.sort_unstable();
        }
    }
    Ok(all)
}

/// Returns the files that the places of a token have apart from the shard.
pub(super) fn names(token: &str, places: &Places, groups: &Groups) -> BTreeSet<String> {
    match places {
        Places::Here(_) => BTreeSet::new(),
        Places::File => BTreeSet::from([files::frequent(token)]),
        Places::Groups => groups
            .all()
            .map(|group| files::of_group(token, group))
            .collect(),
    }
}
