//! Controls of the page: buttons, share bars, font sizes, counters, page numbers, comment boxes.
//!
//! A line is removed if each of its words is a control, a counter or a number. The words are in
//! `controls.txt`, one per line, in simplified script; add new ones there.

use super::draft::Draft;
use super::naming::is_medium;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Longest line of controls, in bytes.
const LONGEST: usize = 400;

static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("controls.txt").lines().collect());

/// Counters: 浏览次数：1352, 评论(0), 3012次阅读, 共3页, 第2页.
static COUNTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:本文|已有|共有|共|第|累计|总|全部|已|被)?(?:阅读|浏览|点击|访问|评论|回复|点赞|赞|在看|转发|收藏|分享|播放|跟贴|跟帖|参与|人气|喜欢|热度|推荐|顶|踩)?(?:次数|人次|人数|总数|总量|量|数|率)?[:：(（\[]*\d[\d,.]*(?:万|千|亿|[kKwW])?\+?[)）\]]*(?:次|人|条|页|篇|个|赞|人次|位|楼)?(?:阅读|浏览|点击|访问|评论|回复|点赞|转发|收藏|分享|播放|跟贴|跟帖|参与|观看|喜欢)?$",
    )
    .expect("the pattern is well formed")
});

/// Removes greetings and clocks, whose date is not the article's.
pub(super) fn greetings(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        if line.is_open() && line.key().len() <= LONGEST && GREETING.is_match(line.key()) {
            draft.remove(index);
        }
    }
}

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        if line.is_open() && is_control_line(line.key()) {
            draft.remove(index);
            remove_account_name(draft, index);
        }
    }
}

/// Greetings and clocks that sites print at the top.
static GREETING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(今天是|现在是|当前时间|北京时间)[:：\s]*\d|^(您好|欢迎您|欢迎来到|欢迎访问|欢迎光临)[^。]{0,24}$")
        .expect("the pattern is well formed")
});

/// Tests whether a word is a control, a counter or a number.
pub(super) fn is_control(word: &str) -> bool {
    let word =
        word.trim_matches(|c: char| " +＋:：>＞»«<＜↑↓→▲▼•·●▪◆■-—_|丨，,、。.!！".contains(c));
    word.is_empty() || WORDS.contains(word) || COUNTER.is_match(word)
}

fn is_control_line(key: &str) -> bool {
    if key.len() > LONGEST || (key.ends_with('。') && key.chars().count() > 6) {
        return false;
    }
    if is_control(key) {
        return true;
    }
    // 分享到：微信 微博, 阅读(12)评论(3): a label and its items, or words separated only by brackets.
    let words: Vec<&str> = key
        .split(|c: char| {
            c.is_whitespace() || "|｜¦/／\\[]【】()（）<>《》:：,，、;；•·●▪丨┃┊".contains(c)
        })
        .filter(|word| !word.is_empty())
        .collect();
    !words.is_empty() && words.iter().all(|word| is_control(word))
}

/// Removes the name of an account on another platform, which is on the line above: 乡村干部报网 / 微信公众号.
fn remove_account_name(draft: &mut Draft<'_>, index: usize) {
    const ACCOUNTS: [&str; 8] = [
        "微信公众号",
        "官方微博",
        "官方微信",
        "微博",
        "微信",
        "客户端",
        "手机版",
        "视频号",
    ];
    if !ACCOUNTS.contains(&draft.lines[index].key()) || draft.lines[index].after_blank {
        return;
    }
    if let Some(above) = draft.before(index)
        && above.is_open()
        && above.key().chars().count() <= 14
        && is_medium(above.key())
    {
        draft.remove(index - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_lines_only() {
        for line in [
            "[0] 评论[0] 编辑",
            "分享到：微信 微博 QQ空间",
            "【字体：大 中 小】 打印 关闭",
            "打印本页  关闭窗口",
            "阅读 3012  赞 45  在看 28",
            "1 2 3 下一页 尾页",
            "附件列表",
            "跟贴 0  参与 1",
            "0",
            "浏览次数：1352",
            "- END -",
        ] {
            assert!(is_control_line(line), "{line}");
        }
        for line in [
            "分享到的不仅是经验。",
            "下一页翻开新的篇章。",
            "评论员文章",
            "大江东去",
            "编辑部的故事",
            "2020年",
            "关闭煤矿12座",
        ] {
            assert!(!is_control_line(line), "{line}");
        }
    }
}
