//! Lists of other pages: related articles, partner links, previous and next, tags.
//!
//! A heading such as 相关阅读 opens a list. Among the text it must be one that can be nothing else, with a few links
//! after it.

use super::draft::{Draft, Fate};
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::han;
use std::sync::LazyLock;

/// Headings that open a list of other pages.
const OPENERS: [&str; 63] = [
    "相关阅读",
    "相关新闻",
    "相关文章",
    "相关链接",
    "相关报道",
    "相关稿件",
    "相关内容",
    "相关推荐",
    "相关专题",
    "相关文档",
    "相关信息",
    "推荐阅读",
    "延伸阅读",
    "拓展阅读",
    "扩展阅读",
    "往期推荐",
    "往期回顾",
    "精彩推荐",
    "热门推荐",
    "热点推荐",
    "为您推荐",
    "为你推荐",
    "猜你喜欢",
    "猜您喜欢",
    "编辑推荐",
    "今日推荐",
    "图文推荐",
    "专题推荐",
    "视频推荐",
    "更多新闻",
    "更多推荐",
    "更多精彩",
    "热点新闻",
    "热门新闻",
    "热门文章",
    "最新文章",
    "最新新闻",
    "最新资讯",
    "新闻排行",
    "点击排行",
    "阅读排行",
    "排行榜",
    "热点排行",
    "24小时热文",
    "友情链接",
    "热门标签",
    "热搜词",
    "热门搜索",
    "大家都在看",
    "大家还看了",
    "最近更新",
    "本类热门",
    "图片新闻",
    "网友还看了",
    "网友评论",
    "全部评论",
    "最新评论",
    "热门评论",
    "精彩评论",
    "评论列表",
    "发表评论",
    "我要评论",
    "我来说两句",
];

/// The characters that openers begin with.
static BEGIN_OPENERS: LazyLock<PlaneSet> = LazyLock::new(|| {
    let firsts = OPENERS.iter().filter_map(|opener| opener.chars().next());
    PlaneSet::of(&firsts.collect::<String>())
});

/// Labels of lines about another page or about keywords.
const LABELS: [&str; 21] = [
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "前一篇",
    "后一篇",
    "上篇",
    "下篇",
    "标签",
    "关键词",
    "关键字",
    "Tags",
    "TAG",
    "tag",
    "分类",
    "所属分类",
    "本文标签",
    "话题",
    "专题",
    "相关照片",
    "相关附件",
];

/// The characters that labels begin with.
static BEGIN_LABELS: LazyLock<PlaneSet> = LazyLock::new(|| {
    let firsts = LABELS.iter().filter_map(|label| label.chars().next());
    PlaneSet::of(&firsts.collect::<String>())
});

/// Those of [`LABELS`] that stand among the text only where a page goes on elsewhere.
const CERTAIN: [&str; 6] = ["上一篇", "下一篇", "上一条", "下一条", "前一篇", "后一篇"];

pub(super) fn run(draft: &mut Draft<'_>) {
    let mut index = 0;
    while index < draft.lines.len() {
        if draft.lines[index].is_open() {
            let inside = draft.is_inside(index);
            let heading = heading(draft.lines[index].key());
            if is_opener(heading) && (!inside || opens_links(draft, index)) {
                index = remove_list(draft, index);
                continue;
            }
            let is_label = is_labelled(heading, if inside { &CERTAIN } else { &LABELS });
            if (is_label || !inside && is_tags(draft.lines[index].key()))
                && !draft.lines[index].is_prose()
                && !han::ends_sentence(draft.lines[index].key())
            {
                draft.remove(index);
            }
        }
        index += 1;
    }
}

/// Longest tag, in characters.
const LONGEST_TAG: usize = 12;

/// Tests whether a line is tags of a platform: #云岭#茶园.
fn is_tags(key: &str) -> bool {
    let Some(tags) = key.strip_prefix('#') else {
        return false;
    };
    tags.split(['#', ' '])
        .filter(|tag| !tag.is_empty())
        .all(|tag: &str| (1..=LONGEST_TAG).contains(&tag.chars().count()))
        && key.len() <= 200
}

/// Most lines of a list of links that stands among the text.
const LONGEST_INSIDE: usize = 12;

/// Tests whether a heading among the text opens a list of links: it speaks of other pages, and a few lines that are no
/// sentences follow.
fn opens_links(draft: &Draft<'_>, opener: usize) -> bool {
    let key = heading(draft.lines[opener].key());
    let certain = [
        "相关", "推荐", "延伸", "拓展", "扩展", "往期", "为您", "为你", "猜",
    ];
    let links = draft.lines[opener + 1..]
        .iter()
        .take(LONGEST_INSIDE + 1)
        .take_while(|line| !han::ends_sentence(line.key()))
        .count();
    certain.iter().any(|start| key.starts_with(start))
        && (links <= LONGEST_INSIDE)
        && (links > 0 || key.contains([':', '：']))
}

/// Tests whether a line is the heading of a list of other pages.
pub(super) fn opens(key: &str) -> bool {
    is_opener(heading(key))
}

/// Bullets and brackets around a heading.
static AROUND: PlaneSet = PlaneSet::of("•·▲▼◆■●★>＞»【】[]（）()《》-—|丨");

/// Removes bullets and brackets around a heading.
fn heading(key: &str) -> &str {
    key.trim_matches(|c: char| AROUND.contains(c) || c.is_whitespace())
}

/// Tests whether a heading is an opener, alone or with its first item after a colon or a gap.
fn is_opener(heading: &str) -> bool {
    let first = heading.chars().next();
    first.is_some_and(|first| BEGIN_OPENERS.contains(first))
        && OPENERS.iter().any(|opener| {
            heading.strip_prefix(opener).is_some_and(|rest| {
                let rest = rest.trim_start_matches(['】', ']', '）']);
                rest.is_empty()
                    || rest
                        .chars()
                        .all(|c| c.is_ascii_digit() || "（）() ".contains(c))
                    || (rest.starts_with([':', '：', ' ', '|', '>', '/']) && !rest.ends_with('。'))
            })
        })
}

/// Tests whether a line is a label and its value: 上一篇 …, 标签：…
fn is_labelled(heading: &str, labels: &[&str]) -> bool {
    let first = heading.chars().next();
    first.is_some_and(|first| BEGIN_LABELS.contains(first))
        && labels.iter().any(|label| {
            heading.strip_prefix(label).is_some_and(|rest| {
                let marked = rest.trim_start();
                let numbered = marked.trim_start_matches(|c: char| c.is_ascii_digit());
                marked.starts_with([':', '：', '|', '[', '［', '】'])
                    || numbered.starts_with([':', '：'])
                    || rest.starts_with(' ')
            })
        })
}

/// Removes the list that line `opener` opens, and returns the index of the line after it.
fn remove_list(draft: &mut Draft<'_>, opener: usize) -> usize {
    let end = list_end(draft, opener);
    for index in opener..end {
        if draft.lines[index].is_open() {
            draft.remove(index);
        }
    }
    end
}

/// Returns the index of the line after the list that line `opener` opens.
///
/// Below the text the list goes on to the end of the page. Above it ends at a breadcrumb, or before the headline above the
/// first metadata line. Else it ends before running text; if its last line follows a blank line, it is the heading of that
/// text, and stays.
fn list_end(draft: &Draft<'_>, opener: usize) -> usize {
    let lines = &draft.lines;
    if draft.bounds().is_some_and(|text| opener > text.last) {
        return lines.len();
    }
    let mut after = opener + 1..lines.len();
    let stop = after.find(|&index| match lines[index].fate {
        Fate::Moved(pass) => pass == "metadata",
        Fate::Removed(pass) => pass == "breadcrumbs",
        Fate::Open => lines[index].is_prose(),
        Fate::Kept(_) | Fate::Joined(_) => false,
    });
    let Some(stop) = stop else { return lines.len() };
    match lines[stop].fate {
        Fate::Moved(_) => (opener + 1..stop)
            .rev()
            .find(|&index| lines[index].is_open())
            .unwrap_or(stop),
        Fate::Open if stop > opener + 1 && lines[stop - 1].after_blank => stop - 1,
        Fate::Open | Fate::Removed(_) | Fate::Kept(_) | Fate::Joined(_) => stop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openers_begin_with_their_characters() {
        for opener in OPENERS {
            assert!(is_opener(opener), "{opener}");
        }
    }

    #[test]
    fn openers_and_labels() {
        for line in [
            "相关文章:",
            "• 友情链接:",
            "【推荐阅读】",
            "相关链接：某某会议召开",
        ] {
            assert!(is_opener(heading(line)), "{line}");
        }
        for line in [
            "相关文章指出，这是一场硬仗。",
            "相关阅读能力的培养",
            "友情链接起两岸青年。",
        ] {
            assert!(!is_opener(heading(line)), "{line}");
        }
        for line in [
            "上一篇 瞬息通达 一位通信人的“换代”史",
            "标签：党建 基层",
            "上一篇：没有了",
            "相关附件：申报表",
        ] {
            assert!(is_labelled(heading(line), &LABELS), "{line}");
        }
        assert!(is_tags("#云岭#茶园") && is_tags("#山茶 #春天"));
        assert!(!is_tags("#云岭茶园的春天来得比往年更早一些"));
        for line in ["上一篇文章发表后", "专题片播出", "标签化的看法"] {
            assert!(!is_labelled(heading(line), &LABELS), "{line}");
        }
    }
}
