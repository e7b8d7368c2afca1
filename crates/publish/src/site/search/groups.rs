//! Parts of the articles by the time of their publication, so that a reader can have the newest without the others.

use super::directory::Directory;
use std::collections::BTreeMap;

/// Most articles of a group, if they are spread evenly over the months.
const MOST: usize = 1024;

/// Most groups of a year.
const MOST_OF_YEAR: usize = 8;

/// How articles are grouped: by the year, and a year with many of them in two, four or eight parts by the months.
/// Those whose month is not known are the year 0, which is divided by their numbers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Groups {
    /// In how many parts each year is.
    parts: BTreeMap<u32, u32>,
    /// The group of every article.
    of: BTreeMap<u32, Group>,
}

/// A group: the year and the part of it, from 0 on. In order of time.
pub(super) type Group = (u32, u32);

impl Groups {
    /// Groups the articles of a directory.
    pub(super) fn new(directory: &Directory) -> Self {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for month in directory.months.values() {
            *counts.entry(month / 12).or_default() += 1;
        }
        let parts = |count: usize| count.div_ceil(MOST).next_power_of_two().min(MOST_OF_YEAR);
        let parts = counts
            .into_iter()
            .map(|(year, count)| (year, parts(count) as u32));
        let parts: BTreeMap<u32, u32> = parts.collect();
        let group = |(&number, &month): (&u32, &u32)| {
            let count = parts[&(month / 12)];
            let part = match month {
                0 => number % count,
                _ => month % 12 * count / 12,
            };
            (number, (month / 12, part))
        };
        let of = directory.months.iter().map(group).collect();
        Self { parts, of }
    }

    /// Tests whether others are the same groups, whatever articles are in them.
    pub(super) fn are(&self, others: &Self) -> bool {
        self.parts == others.parts
    }

    /// Returns all groups.
    pub(super) fn all(&self) -> impl Iterator<Item = Group> {
        let of_year = |(&year, &parts): (&u32, &u32)| (0..parts).map(move |part| (year, part));
        self.parts.iter().flat_map(of_year)
    }

    /// Returns the group of an article; `None` for one that there is not.
    pub(super) fn of(&self, article: u32) -> Option<Group> {
        self.of.get(&article).copied()
    }
}
