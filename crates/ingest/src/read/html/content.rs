//! Which lines of a page are its article.
//!
//! Running text counts for it, links and the fine print of sites against it, and each step to another part of the page
//! costs. The stretch of lines that comes to the most is the article, and the one right under the headline comes first.

use super::flow::{Form, Line};
use super::tag::Trait;
use super::title::Headline;
use super::tree::Tree;
use duizhao_zh::han;
use std::collections::HashMap;

/// What it costs to go on in another part of the page, for each level of blocks between.
const LEVEL: i64 = 5;
/// Most that going on in another part of the page costs.
const MOST_LEVELS: i64 = 30;
/// How far the sum may fall before a stretch of text is over.
const DROP: i64 = 60;
/// How much more the text under the headline counts.
const UNDER_HEADLINE: i64 = 15;
/// Least that the text under the headline comes to: a sentence.
const SENTENCE: i64 = 30;
/// What the fine print of a site costs.
const FINE_PRINT_COST: i64 = -20;

/// What a line counts for: running text by its length, links against it, and what is too short to tell next to nothing.
fn worth(line: &Line) -> i64 {
    if is_fine_print(line) {
        FINE_PRINT_COST
    } else if is_linked(line) {
        -(3 + line.linked as i64)
    } else if is_prose(line) {
        size(&line.text) as i64 - 2 * line.linked as i64
    } else {
        i64::from(line.han >= 4)
    }
}

/// Tests whether at least half of a line is links.
pub(super) fn is_linked(line: &Line) -> bool {
    let linked: usize = line.links.iter().map(|link| link.span.len()).sum();
    linked * 2 >= line.text.len()
}

/// Longest line of fine print, in Chinese characters: an article can quote some.
const LONGEST_FINE_PRINT: usize = 120;

/// Tests whether a line is what sites say of themselves below their pages.
fn is_fine_print(line: &Line) -> bool {
    const WORDS: [&str; 14] = [
        "版权所有",
        "ICP备",
        "ICP证",
        "公网安备",
        "Copyright",
        "copyright",
        "©",
        "许可证",
        "未经授权",
        "免责声明",
        "特别声明",
        "不良信息",
        "举报电话",
        "本平台仅提供",
    ];
    line.han <= LONGEST_FINE_PRINT && WORDS.iter().any(|word| line.text.contains(word))
}

/// Fewest Chinese characters of running text.
const SHORTEST_PROSE: usize = 12;

/// Tests whether a line reads as running text.
fn is_prose(line: &Line) -> bool {
    const MARKS: [char; 11] = [
        '。', '，', '！', '？', '；', '：', '、', '“', '」', ',', '…',
    ];
    line.han >= SHORTEST_PROSE && line.form != Form::Row && line.text.contains(MARKS)
}

/// Returns the length of a text: Chinese characters, and a third of the letters and digits.
fn size(text: &str) -> usize {
    let letters = text.chars().filter(char::is_ascii_alphanumeric).count();
    han::count(text) + letters / 3
}

/// A stretch of text: the lines from `start` to before `end`.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: usize,
    end: usize,
    worth: i64,
}

/// Returns the numbers of the lines that are the article, in their order, without the headline.
pub(super) fn article(tree: &Tree, lines: &[Line], headline: Option<Headline>) -> Vec<usize> {
    let page = Page {
        tree,
        lines,
        headline,
    };
    let stretches = page.stretches();
    let Some(main) = page.main(&stretches) else {
        return Vec::new();
    };
    page.kept(main, &stretches)
}

struct Page<'a> {
    tree: &'a Tree,
    lines: &'a [Line],
    headline: Option<Headline>,
}

impl Page<'_> {
    /// Splits the page into stretches of text: each begins and ends with what counts.
    fn stretches(&self) -> Vec<Stretch> {
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
    fn main(&self, stretches: &[Stretch]) -> Option<Stretch> {
        let under = self.headline.and_then(|headline| {
            stretches
                .iter()
                .position(|stretch| stretch.end > headline.end && stretch.worth >= SENTENCE)
        });
        let score = |(index, stretch): &(usize, &Stretch)| match under {
            Some(under) if under == *index => stretch.worth * UNDER_HEADLINE,
            Some(_) | None => stretch.worth,
        };
        let main = stretches.iter().enumerate().rev().max_by_key(score);
        main.map(|(_, stretch)| *stretch)
    }

    /// Tests whether a line is the headline of another article: an `h1` that is not among the paragraphs of this one.
    fn begins_another(&self, index: usize) -> bool {
        self.lines[index].form == Form::Title
            && self.headline.is_none_or(|headline| headline.start != index)
            && self.crossing(index) > 0
    }

    /// Returns what it costs to go on from the line before to a line.
    fn crossing(&self, index: usize) -> i64 {
        let levels = self.levels(self.lines[index - 1].node, self.lines[index].node);
        (LEVEL * (levels - 1)).clamp(0, MOST_LEVELS)
    }

    /// Counts the blocks that are left or entered on the way from one element to another, whichever are more.
    fn levels(&self, mut from: usize, mut to: usize) -> i64 {
        let (mut left, mut entered) = (0, 0);
        while from != to {
            let (up, count) = if from > to {
                (&mut from, &mut left)
            } else {
                (&mut to, &mut entered)
            };
            let tag = self.tree.tag(*up);
            *count += i64::from(tag.is_some_and(|tag| tag.has(Trait::Block)));
            *up = self.tree.nodes[*up].parent;
        }
        left.max(entered)
    }

    /// Returns the lines that are kept when `main` is the article or most of it.
    fn kept(&self, main: Stretch, stretches: &[Stretch]) -> Vec<usize> {
        let inside = self.range(self.main_holder(main));
        let mut start = main.start;
        let mut end = main.end.min(inside.1);
        for stretch in stretches {
            if stretch.start >= inside.0 && stretch.end <= inside.1 {
                start = start.min(stretch.start);
                end = end.max(stretch.end);
            }
        }
        let first = match self.headline {
            Some(headline) if headline.end <= start => {
                headline.end.max(start.saturating_sub(MOST_HEAD))
            }
            Some(_) | None => inside.0.min(start),
        };
        while start > first && !self.lines[start - 1].is_fence() {
            start -= 1;
        }
        while end < inside.1 && !self.lines[end].is_fence() {
            end += 1;
        }
        if let Some(headline) = self.headline
            && headline.start >= start
            && headline.end <= end
        {
            start = headline.end;
        }
        (start..end)
            .filter(|&i| !is_linked(&self.lines[i]))
            .collect()
    }

    /// Returns the element that holds most of a stretch.
    fn main_holder(&self, stretch: Stretch) -> usize {
        let mut sums: HashMap<usize, i64> = HashMap::new();
        let mut best = (0, 0);
        for index in stretch.start..stretch.end {
            let sum = sums.entry(self.holder(index)).or_default();
            *sum += worth(&self.lines[index]).max(0);
            if *sum > best.1 {
                best = (self.holder(index), *sum);
            }
        }
        best.0
    }

    /// Returns the innermost element that holds a line and others.
    fn holder(&self, index: usize) -> usize {
        let mut node = self.lines[index].node;
        loop {
            let end = self.tree.nodes[node].end;
            let alone = (index == 0 || self.lines[index - 1].node < node)
                && self
                    .lines
                    .get(index + 1)
                    .is_none_or(|line| line.node >= end);
            let tag = self.tree.tag(node);
            if node == 0 || !(alone || tag.is_some_and(|tag| tag.is_paragraph())) {
                return node;
            }
            node = self.tree.nodes[node].parent;
        }
    }

    /// Returns the lines in an element.
    fn range(&self, node: usize) -> (usize, usize) {
        let end = self.tree.nodes[node].end;
        (
            self.lines.partition_point(|line| line.node < node),
            self.lines.partition_point(|line| line.node < end),
        )
    }
}

/// Most lines between the headline and the text.
const MOST_HEAD: usize = 20;

impl Line {
    /// Tests whether an article does not go on over a line at its beginning or end.
    fn is_fence(&self) -> bool {
        is_linked(self) || is_fine_print(self)
    }
}
