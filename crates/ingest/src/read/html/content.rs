//! Which lines of a page are its article.
//!
//! Running text counts for it, links and the fine print of sites against it, and each step to another part of the page
//! costs. The stretch of lines that comes to the most is the article, and the one right under the headline comes first.

use super::flow::{Form, Line};
use super::tag::{Tag, Trait};
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
fn worth(line: &Line) -> i64 {
    if line.framed || is_fine_print(line) {
        FINE_PRINT_COST
    } else if is_linked(line) {
        -(3 + line.linked as i64)
    } else if is_prose(line) {
        size(&line.text) as i64 - 2 * line.linked as i64
    } else if line.form == Form::Row {
        size(&line.text) as i64 / ROW_SHARE
    } else {
        i64::from(line.han >= 4)
    }
}

/// Tests whether at least half of a line is links: half of its Chinese characters, letters and digits.
pub(super) fn is_linked(line: &Line) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let linked: usize = line
        .links
        .iter()
        .map(|link| letters(link.span.of(&line.text)))
        .sum();
    !line.links.is_empty() && linked * 2 >= letters(&line.text)
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
    let page = PageLines {
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

struct PageLines<'a> {
    tree: &'a Tree,
    lines: &'a [Line],
    headline: Option<Headline>,
}

impl PageLines<'_> {
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
                .position(|stretch| stretch.end > headline.end && self.has_sentence(*stretch))
        });
        let score = |(index, stretch): &(usize, &Stretch)| match under {
            Some(under) if under == *index => stretch.worth * UNDER_HEADLINE,
            Some(_) | None => stretch.worth,
        };
        let own = under.map_or(stretches.len(), |under| self.own(stretches, under));
        let main = stretches[..own].iter().enumerate().rev().max_by_key(score);
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
        let is_sentence = |line: &Line| {
            is_prose(line) && line.text.contains('。') && !is_credit(line) && !is_linked(line)
        };
        stretch.worth >= SENTENCE
            || self.lines[stretch.start..stretch.end]
                .iter()
                .any(is_sentence)
    }

    /// Tests whether a page is mostly links to others.
    fn is_index(&self) -> bool {
        let links = self.lines.iter().filter(|line| is_linked(line));
        links.count() >= FEWEST_LINKS
    }

    /// Returns the number of the stretches before the next article after the one that is under the headline.
    fn own(&self, stretches: &[Stretch], under: usize) -> usize {
        let begins = |pair: &[Stretch]| {
            (pair[0].end..=pair[1].start).any(|index| self.begins_another(index))
        };
        let next = stretches[under..].windows(2).position(begins);
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
        let is_alike = |stretch: &&Stretch| {
            let other = self.heaviest(**stretch, |index| self.parent_block(index)).0;
            stretch.worth >= SENTENCE && other != holder && self.is_alike(other, holder)
        };
        before.iter().find(is_alike).copied().unwrap_or(main)
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

    /// Tests whether two elements have the same name and class, and so have those around them; one of the inner ones has a
    /// class.
    fn is_alike(&self, one: usize, other: usize) -> bool {
        let make = |node: usize| (self.tree.tag(node), self.tree.attribute(node, "class"));
        let around = |node: usize| self.tree.nodes[node].parent;
        let (one_around, other_around) = (around(one), around(other));
        make(one) == make(other)
            && make(one_around) == make(other_around)
            && make(around(one_around)) == make(around(other_around))
            && (make(one).1.is_some() || make(one_around).1.is_some())
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
        let mut start = match self.headline {
            Some(_) => main.start.max(inside.0),
            None => main.start,
        };
        let rows = |line: &Line| line.form == Form::Row;
        let mut end = main.end.min(inside.1);
        if self.lines[end..main.end]
            .iter()
            .filter(|line| rows(line))
            .count()
            * 2
            > main.end - end
        {
            end = main.end;
        }
        for stretch in stretches {
            if stretch.start >= inside.0 && stretch.end <= inside.1 {
                start = start.min(stretch.start);
                end = end.max(stretch.end);
            }
        }
        while start > inside.0 && !self.lines[start - 1].is_fence() {
            start -= 1;
        }
        while end < inside.1 && !self.lines[end].is_fence() {
            end += 1;
        }
        let mut kept = Vec::new();
        if let Some(headline) = self.headline {
            let above = headline.start.saturating_sub(MOST_HEAD)..headline.start;
            kept.extend(above.filter(|&index| is_index_row(&self.lines[index])));
            if headline.start >= start && headline.end <= end {
                start = headline.end;
            }
            let head = headline.end..start;
            if head.len() <= MOST_HEAD {
                kept.extend(head.filter(|&index| self.belongs_to_head(index, headline)));
            }
        }
        kept.extend((start..end).filter(|&index| self.belongs_to_text(index)));
        let tail = end..(end + MOST_TAIL).min(self.lines.len());
        kept.extend(tail.filter(|&index| is_credit(&self.lines[index])));
        kept
    }

    /// Tests whether a line among those of the text belongs to it. A paragraph that is a link does where running text stands
    /// before and after it; a link between pages, or an advertisement, is not set like a paragraph.
    fn belongs_to_text(&self, index: usize) -> bool {
        let line = &self.lines[index];
        if !line.framed && !is_linked(line) || is_credit(line) {
            return true;
        }
        let is_paragraph = |index: usize| self.tree.tag(self.lines[index].node) == Some(Tag::P);
        let parent = |index: usize| self.tree.nodes[self.lines[index].node].parent;
        let is_text_beside = |beside: usize| {
            self.lines.get(beside).is_some_and(is_prose)
                && !is_linked(&self.lines[beside])
                && is_paragraph(beside)
                && parent(beside) == parent(index)
        };
        is_paragraph(index)
            && line.han >= 4
            && is_text_beside(index.wrapping_sub(1))
            && (is_text_beside(index + 1) || line.text.ends_with('。'))
    }

    /// Tests whether a line between the headline and the text belongs to the article: a subtitle, a date, a source, an
    /// introduction, but no button.
    fn belongs_to_head(&self, index: usize, headline: Headline) -> bool {
        let line = &self.lines[index];
        if line.is_fence() && !has_date(&line.text) {
            return false;
        }
        if has_date(&line.text) || is_credit(line) {
            return true;
        }
        if is_control(line) {
            return false;
        }
        let beside_date = [index.wrapping_sub(1), index + 1]
            .iter()
            .filter_map(|&beside| self.lines.get(beside))
            .any(|line| has_date(&line.text));
        let names_medium = beside_date && line.han == line.text.chars().count() && line.han <= 12;
        let parent = |index: usize| self.tree.nodes[self.lines[index].node].parent;
        let under_headline = (headline.end..=index).all(|index| {
            parent(index) == parent(headline.start) && self.lines[index].han >= SHORTEST_SUBTITLE
        });
        let is_verse = line.han >= 4 && line.text.ends_with(['。', '，', '！', '？', '；']);
        names_medium || under_headline || is_verse || (is_prose(line) && line.han >= SHORTEST_LEAD)
    }

    /// Returns the element that holds most of a stretch: the one around its paragraphs, or, where each of them has its own,
    /// the one around these.
    fn main_holder(&self, stretch: Stretch) -> usize {
        let all: i64 = (stretch.start..stretch.end)
            .map(|index| worth(&self.lines[index]).max(0))
            .sum();
        let (holder, sum) = self.heaviest(stretch, |index| self.parent_block(index));
        let (start, end) = self.range(holder);
        let is_one_paragraph = end - start == 1 && all - sum >= SHORTEST_PROSE as i64;
        if sum * 10 >= all * 6 && !is_one_paragraph {
            return holder;
        }
        self.heaviest(stretch, |index| self.holder(index)).0
    }

    fn heaviest(&self, stretch: Stretch, holder: impl Fn(usize) -> usize) -> (usize, i64) {
        let mut sums: HashMap<usize, i64> = HashMap::new();
        let mut best = (0, 0);
        for index in stretch.start..stretch.end {
            let holder = holder(index);
            let sum = sums.entry(holder).or_default();
            *sum += worth(&self.lines[index]).max(0);
            if *sum > best.1 {
                best = (holder, *sum);
            }
        }
        best
    }

    /// Returns the element that holds the paragraph of a line.
    fn parent_block(&self, index: usize) -> usize {
        let node = self.lines[index].node;
        match self.tree.tag(node) {
            Some(tag) if tag.is_paragraph() => self.tree.nodes[node].parent,
            Some(_) | None => node,
        }
    }

    /// Returns the innermost element that holds a line and others.
    fn holder(&self, index: usize) -> usize {
        let mut node = self.parent_block(index);
        loop {
            let end = self.tree.nodes[node].end;
            let alone = (index == 0 || self.lines[index - 1].at < node)
                && self.lines.get(index + 1).is_none_or(|line| line.at >= end);
            if node == 0 || !alone {
                return node;
            }
            node = self.tree.nodes[node].parent;
        }
    }

    /// Returns the lines in an element.
    fn range(&self, node: usize) -> (usize, usize) {
        let end = self.tree.nodes[node].end;
        (
            self.lines.partition_point(|line| line.at < node),
            self.lines.partition_point(|line| line.at < end),
        )
    }
}

/// Most lines between the headline and the text.
const MOST_HEAD: usize = 30;
/// In how many lines below the text its editors are named.
const MOST_TAIL: usize = 6;
/// Longest line that names who made an article, in Chinese characters.
const LONGEST_CREDIT: usize = 40;

/// Tests whether a line says who made an article, where it is from, or its number: 国发〔2024〕7号.
pub(super) fn is_credit(line: &Line) -> bool {
    const LABELS: [&str; 14] = [
        "编辑",
        "責編",
        "责编",
        "來源",
        "来源",
        "作者",
        "记者",
        "記者",
        "校对",
        "审核",
        "监制",
        "通讯员",
        "文号",
        "发文",
    ];
    let labelled = LABELS.iter().any(|label| {
        line.text.split(label).skip(1).any(|rest| {
            rest.trim_start()
                .starts_with(['：', ':', '丨', '|', '/', '／'])
        })
    });
    let is_file_number = line.text.contains('〔') && line.text.ends_with('号');
    (labelled || is_file_number) && line.han <= LONGEST_CREDIT
}

/// Tests whether a line is a row of the index of an official document: 索引号, 发文机关.
fn is_index_row(line: &Line) -> bool {
    const LABELS: [&str; 7] = [
        "索引号",
        "发文机关",
        "发文机构",
        "文号",
        "成文日期",
        "发布日期",
        "主题分类",
    ];
    let text: String = line.text.chars().filter(|c| !c.is_whitespace()).collect();
    line.form == Form::Row && !is_linked(line) && LABELS.iter().any(|label| text.contains(label))
}

/// Fewest Chinese characters of a subtitle.
const SHORTEST_SUBTITLE: usize = 6;
/// Fewest Chinese characters of an introduction.
const SHORTEST_LEAD: usize = 20;
/// Longest label of a control, in Chinese characters.
const LONGEST_CONTROL: usize = 12;

/// Tests whether a line is a control of the site.
fn is_control(line: &Line) -> bool {
    const WORDS: [&str; 14] = [
        "分享", "打印", "关注", "收藏", "评论", "举报", "字体", "字号", "纠错", "播报", "登录",
        "订阅", "点赞", "粉丝",
    ];
    line.han <= LONGEST_CONTROL && WORDS.iter().any(|word| line.text.contains(word))
}

/// Tests whether a text has a date in it: 2024-05-13, 2024年5月13日, 05/13 08:30.
fn has_date(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_digit() || "-/.年月日: ".contains(c)))
        .any(|part| {
            let numbers = part
                .split(|c: char| !c.is_ascii_digit())
                .filter(|n| !n.is_empty());
            let lengths: Vec<usize> = numbers.map(str::len).collect();
            lengths
                .windows(3)
                .any(|three| three[0] == 4 && three[1] <= 2 && three[2] <= 2)
                || (part.contains(':') && lengths.len() >= 4)
        })
}

impl Line {
    /// Tests whether an article does not go on over a line at its beginning or end.
    fn is_fence(&self) -> bool {
        self.framed || is_linked(self) || is_fine_print(self)
    }
}
