//! Stretches of text on a page, and which of them is the article.
//!
//! Running text counts for it, links and the fine print of sites against it, and each step to another part of the page
//! costs. The stretch that comes to the most is the article, and the one right under the headline comes first.

use super::flow::{Line, LineForm};
use super::line::{is_credit, is_fine_print, is_linked, is_prose};
use super::page_lines::PageLines;
use duizhao_zh::han;
use std::collections::HashMap;

/// How far the sum may fall before a stretch of text is over.
const DROP: i64 = 60;
/// How much more the text under the headline counts.
const UNDER_HEADLINE: i64 = 15;
/// Fewest lines of links of a page that lists others.
const FEWEST_LINKS: usize = 20;
/// Least that the text under the headline comes to: a sentence.
const SENTENCE: i64 = 30;
/// How many levels of blocks are at most between the opening of an article and the rest.
const NEAR: i64 = 4;
/// Least that the rest of an article comes to after such an opening: more than the abstract of another.
const LEAST_REST: i64 = 200;
/// What the fine print of a site costs.
const FINE_PRINT_COST: i64 = -20;
/// How many characters of a table count as much as one of running text.
const ROW_SHARE: i64 = 3;

/// Returns what a line counts for: running text by its length, links against it, and what is too short to tell next to
/// nothing.
pub(super) fn worth(line: &Line) -> i64 {
    if line.framed || is_fine_print(line) {
        FINE_PRINT_COST
    } else if is_linked(line) {
        -(3 + line.linked as i64)
    } else if is_prose(line) {
        size(&line.text) as i64 - 2 * line.linked as i64
    } else if line.form == LineForm::Row {
        size(&line.text) as i64 / ROW_SHARE
    } else {
        i64::from(line.han >= 4)
    }
}

/// Returns the length of a text: Chinese characters, and a third of the letters and digits.
fn size(text: &str) -> usize {
    let letters = text.chars().filter(char::is_ascii_alphanumeric).count();
    han::count(text) + letters / 3
}

/// A stretch of text: the lines from `start` to before `end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
    /// What its lines count for, less what it costs to go from each to the next.
    pub(super) worth: i64,
}

impl PageLines<'_> {
    /// Splits the page into stretches of text: each begins and ends with what counts.
    pub(super) fn stretches(&self) -> Vec<Stretch> {
        let mut found = Vec::new();
        let mut current: Option<Stretch> = None;
        let mut sum = 0;
        for index in 0..self.lines.len() {
            let worth = worth(&self.lines[index]);
            if let Some(stretch) = &mut current {
                sum += worth - self.crossing(index);
                if sum < 0 || sum < stretch.worth - DROP || self.begins_another(index) {
                    found.push(*stretch);
                    current = None;
                } else if sum > stretch.worth {
                    stretch.end = index + 1;
                    stretch.worth = sum;
                }
            }
            if current.is_none() && worth > 0 {
                sum = worth;
                current = Some(Stretch {
                    start: index,
                    end: index + 1,
                    worth,
                });
            }
        }
        found.extend(current);
        found
    }

    /// Returns the stretch that is the article, or most of it.
    pub(super) fn main(&self, stretches: &[Stretch]) -> Option<Stretch> {
        let under = self.headline.and_then(|headline| {
            stretches
                .iter()
                .position(|stretch| stretch.end > headline.end && self.has_sentence(*stretch))
        });
        let own = under.map_or(stretches.len(), |under| self.own(stretches, under));
        let main = stretches[..own].iter().enumerate().rev().max_by_key(
            |(index, stretch): &(usize, &Stretch)| match under {
                Some(under) if under == *index => stretch.worth * UNDER_HEADLINE,
                Some(_) | None => stretch.worth,
            },
        );
        let (index, main) = main?;
        if self.headline.is_none() && !self.has_sentence(*main) && self.is_index() {
            return None;
        }
        let main = match self.headline {
            Some(_) => *main,
            None => self.first_alike(*main, &stretches[..index]),
        };
        let main = self.first_of_several(main);
        match stretches[..own].get(index + 1) {
            Some(next) if under == Some(index) && self.goes_on(main, *next) => Some(Stretch {
                start: main.start,
                ..*next
            }),
            Some(_) | None => Some(main),
        }
    }

    /// Tests whether a stretch has a whole sentence in it, or as much text as one.
    fn has_sentence(&self, stretch: Stretch) -> bool {
        stretch.worth >= SENTENCE
            || self.lines[stretch.start..stretch.end]
                .iter()
                .any(|line: &Line| {
                    is_prose(line)
                        && line.text.contains('。')
                        && !is_credit(line)
                        && !is_linked(line)
                })
    }

    /// Tests whether a page is mostly links to others.
    fn is_index(&self) -> bool {
        let links = self.lines.iter().filter(|line| is_linked(line));
        links.count() >= FEWEST_LINKS
    }

    /// Returns the number of the stretches before the next article after the one that is under the headline.
    fn own(&self, stretches: &[Stretch], under: usize) -> usize {
        let next = stretches[under..].windows(2).position(|pair: &[Stretch]| {
            (pair[0].end..=pair[1].start).any(|index| self.begins_another(index))
        });
        next.map_or(stretches.len(), |next| under + next + 1)
    }

    /// Tests whether the text under the headline is only the opening of the longer text after it, which is near.
    fn goes_on(&self, opening: Stretch, next: Stretch) -> bool {
        let levels = self.levels(
            self.lines[opening.end - 1].node,
            self.lines[next.start].node,
        );
        next.worth > opening.worth && next.worth >= LEAST_REST && levels <= NEAR
    }

    /// Returns the first of the stretches before `main` that stands in an element of the same make, or `main`: of several
    /// articles none of which the page is named for, the first is the newest.
    fn first_alike(&self, main: Stretch, before: &[Stretch]) -> Stretch {
        let holder = self.heaviest(main, |index| self.parent_block(index)).0;
        before
            .iter()
            .find(|stretch: &&Stretch| {
                let other = self.heaviest(**stretch, |index| self.parent_block(index)).0;
                stretch.worth >= SENTENCE && other != holder && self.is_alike(other, holder)
            })
            .copied()
            .unwrap_or(main)
    }

    /// Returns the first article of a stretch in which several stand in elements of the same make, as the posts of a blog or
    /// of a thread do: links, such as those to the comments, stand between them all.
    fn first_of_several(&self, stretch: Stretch) -> Stretch {
        let mut posts: Vec<(usize, Stretch)> = Vec::new();
        let mut known: HashMap<usize, usize> = HashMap::new();
        for index in stretch.start..stretch.end {
            let worth = worth(&self.lines[index]);
            if worth <= 1 {
                continue;
            }
            let holder = self.parent_block(index);
            let number = *known.entry(holder).or_insert(posts.len());
            if number == posts.len() {
                posts.push((
                    holder,
                    Stretch {
                        start: index,
                        end: index,
                        worth: 0,
                    },
                ));
            }
            posts[number].1.end = index + 1;
            posts[number].1.worth += worth;
        }
        posts.retain(|(_, post)| post.worth >= SENTENCE);
        let Some((holder, first)) = posts.first().copied() else {
            return stretch;
        };
        posts.retain(|(other, _)| self.is_alike(*other, holder));
        let are_parted = posts.windows(2).all(|pair| {
            let between = pair[0].1.end..pair[1].1.start;
            self.lines
                .get(between)
                .is_some_and(|lines| lines.iter().any(is_linked))
        });
        if posts.len() > 1 && are_parted {
            first
        } else {
            stretch
        }
    }
}
