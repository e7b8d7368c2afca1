//! Link lists: rows of names that are sold as links (密云县| 石门县| 延津县|…), and rows of keywords.

use super::Action;
use super::draft::Draft;
use duizhao_zh::han;

/// Fewest items of a row separated by bars.
const FEWEST_BARRED: usize = 5;
/// Fewest items of a row separated by bars that stands among the text.
const FEWEST_INSIDE: usize = 8;
/// Fewest items of a row separated only by spaces, which counts only below the text.
const FEWEST_SPACED: usize = 6;
/// Longest item, in characters.
const LONGEST_ITEM: usize = 14;

pub(super) fn run(draft: &mut Draft<'_>) {
    let last = draft.bounds().map_or(usize::MAX, |text| text.last);
    for index in 0..draft.lines.len() {
        if !draft.lines[index].is_open() {
            continue;
        }
        cut_tail(draft, index);
        let line = &draft.lines[index];
        let key = line.key();
        // Running text, which is most of a page, is not a row, and what has no links is no list of them.
        if line.is_prose()
            || line.has_links == Some(false)
            || !key.contains([' ', '|', '｜', '¦', '丨', '┃', '·'])
        {
            continue;
        }
        let is_links = if draft.is_inside(index) {
            is_row(key, is_bar, FEWEST_INSIDE) && !in_table(draft, index)
        } else {
            is_navigation(key)
                || (is_row(key, is_bar, FEWEST_BARRED) && !in_table(draft, index))
                || (index > last
                    && !key.contains(['《', '（', '[', '.', ':'])
                    && is_row(key, char::is_whitespace, FEWEST_SPACED)
                    && !are_people(key))
        };
        if is_links {
            draft.remove(index);
        }
    }
}

fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜' | '¦' | '丨' | '┃')
}

/// Tests whether the line before or after has as many cells between bars: the lines are a table.
fn in_table(draft: &Draft<'_>, index: usize) -> bool {
    let bars = |index: usize| {
        let line = draft.lines.get(index)?;
        Some(line.key().chars().filter(|&c| is_bar(c)).count())
    };
    let own = bars(index);
    bars(index + 1) == own || index.checked_sub(1).and_then(bars) == own
}

/// Cuts a row of links from the end of a paragraph: …构筑防线。凌源市| 赤水市|…
fn cut_tail(draft: &mut Draft<'_>, index: usize) {
    let line = &draft.lines[index];
    if !line.is_prose() || !line.text.contains('|') {
        return;
    }
    let ends = ['。', '！', '？', '”', '」', '』', '）', ')', '】'];
    let Some((stop, mark)) = line.text.rmatch_indices(ends).next() else {
        return;
    };
    let (kept, tail) = line.text.split_at(stop + mark.len());
    if is_row(tail, |c| c == '|', FEWEST_BARRED) {
        let kept = kept.to_owned();
        let tail = tail.to_owned();
        draft.note(index, Action::Removed, &tail);
        draft.set_text(index, kept);
    }
}

/// Tests whether `key` is a row of short items without sentence punctuation.
fn is_row(key: &str, separator: impl Fn(char) -> bool, fewest: usize) -> bool {
    if key.contains(['。', '，', '；', '！', '？', '“', '：']) {
        return false;
    }
    let items: Vec<&str> = key
        .split(separator)
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .collect();
    items.len() >= fewest
        && items
            .iter()
            .all(|item| item.chars().count() <= LONGEST_ITEM)
}

/// Fewest items of a menu.
const FEWEST_MENU: usize = 4;

/// Names of sections in the menus of news sites.
const SECTIONS: [&str; 40] = [
    "首页",
    "新闻",
    "要闻",
    "时政",
    "国内",
    "国际",
    "社会",
    "军事",
    "财经",
    "经济",
    "体育",
    "娱乐",
    "科技",
    "教育",
    "文化",
    "健康",
    "汽车",
    "房产",
    "旅游",
    "视频",
    "图片",
    "评论",
    "论坛",
    "博客",
    "微博",
    "专题",
    "党建",
    "法治",
    "理论",
    "舆情",
    "人事",
    "政务",
    "政务公开",
    "互动交流",
    "政民互动",
    "办事服务",
    "政务服务",
    "信息公开",
    "走进",
    "地方",
];

/// Tests whether a word is the name of a section of a site.
pub(super) fn is_section(word: &str) -> bool {
    SECTIONS.contains(&word)
}

/// Tests whether a row is the menu of a site: short items, at least half of them names of sections.
fn is_navigation(key: &str) -> bool {
    let items: Vec<&str> = key
        .split(|c: char| c.is_whitespace() || matches!(c, '|' | '｜' | '·' | '丨' | '┃'))
        .filter(|item| !item.is_empty())
        .collect();
    let sections = items
        .iter()
        .filter(|item| SECTIONS.iter().any(|section| item.ends_with(section)));
    items.len() >= FEWEST_MENU
        && !are_people(key)
        && items.iter().all(|item| item.chars().count() <= 6)
        && sections.count() * 2 >= items.len()
}

/// Tests whether most items of a row separated by spaces are names of people, perhaps after a post whose characters are
/// spaced out: 委 员 李某某 张某.
fn are_people(key: &str) -> bool {
    let items: Vec<&str> = key
        .split_whitespace()
        .skip_while(|item| item.chars().count() == 1)
        .collect();
    let single = items
        .iter()
        .filter(|item| item.chars().count() == 1)
        .count();
    let people = items.iter().filter(|item| may_be_person(item)).count();
    people * 3 >= (items.len() - single) * 2
}

/// Tests whether an item has the length of a name, begins with a surname, and does not end like a place or a site.
fn may_be_person(item: &str) -> bool {
    (2..=4).contains(&han::count(item))
        && han::count(item) == item.chars().count()
        && !item.ends_with(['县', '市', '区', '州', '省', '网', '盟', '旗'])
        && duizhao_zh::names::surname(item).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_links_only() {
        let bar = |c: char| c == '|';
        assert!(is_row(
            "阿鲁科尔沁旗| 密云县| 石门县| 延津县| 永仁县| 西藏|",
            bar,
            FEWEST_BARRED
        ));
        assert!(!is_row(
            "密云县、石门县、延津县、永仁县、闽清县、梅河口市等地",
            bar,
            FEWEST_BARRED
        ));
        assert!(!is_row("时间|地点", bar, FEWEST_BARRED));
        assert!(is_row(
            "党建 网站建设 贷款 招聘 房产 旅游",
            char::is_whitespace,
            FEWEST_SPACED
        ));
        assert!(are_people("张建国 李红梅 王小明 赵刚 陈静 刘洋"));
        assert!(!are_people("密云县 石门县 延津县 永仁县 闽清县 和硕县"));
    }
}
