//! Lists cut into pages.

use serde::Serialize;
use std::ops::Range;

/// A list of rows, the newest first, cut into pages that are filled from the oldest on: a new row changes the first page
/// alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paging {
    /// Rows in all.
    pub(super) rows: usize,
    /// Rows of a full page.
    pub(super) size: usize,
}

/// Where a page stands among the others, for templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Pager {
    /// Its number, from 1, the newest first.
    pub(super) number: usize,
    /// Pages in all.
    pub(super) pages: usize,
    /// The file of the page before it.
    pub(super) newer: Option<String>,
    /// The file of the page after it.
    pub(super) older: Option<String>,
}

impl Paging {
    /// Returns how many pages there are: at least one.
    pub(super) fn pages(self) -> usize {
        self.rows.div_ceil(self.size).max(1)
    }

    /// Returns the rows of a page, by its number from 1, the newest first.
    pub(super) fn range(self, number: usize) -> Range<usize> {
        let older = self.pages() - number;
        let end = self.rows - older * self.size;
        let start = if number == 1 { 0 } else { end - self.size };
        start..end
    }

    /// Returns the file of a page: `stem.html` for the newest, `stem-1.html` for the oldest.
    pub(super) fn file(self, stem: &str, number: usize) -> String {
        match number {
            1 => format!("{stem}.html"),
            _ => format!("{stem}-{}.html", self.pages() - number + 1),
        }
    }

    /// Returns what a page says of the others; links are from a page in the same folder.
    pub(super) fn pager(self, stem: &str, number: usize) -> Pager {
        let stem = stem.rsplit('/').next().unwrap_or(stem);
        Pager {
            number,
            pages: self.pages(),
            newer: (number > 1).then(|| self.file(stem, number - 1)),
            older: (number < self.pages()).then(|| self.file(stem, number + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_row_is_on_one_page_and_full_pages_stay(rows in 0..500_usize, size in 1..60_usize) {
            let paging = Paging { rows, size };
            let mut next = 0;
            for number in 1..=paging.pages() {
                let range = paging.range(number);
                prop_assert!(range.start == next && range.len() <= size);
                next = range.end;
            }
            prop_assert_eq!(next, rows);
            let longer = Paging { rows: rows + 1, size };
            for age in 1..paging.pages() {
                let of = |paging: Paging| {
                    let number = paging.pages() - age + 1;
                    let range = paging.range(number);
                    (paging.file("x", number), paging.rows - range.end, paging.rows - range.start)
                };
                prop_assert_eq!(of(paging), of(longer));
            }
        }
    }
}
