//! Controls of the page: buttons, share bars, font sizes, counters, page numbers, comment boxes.
//!
//! A line is removed if each of its words is a control, a counter or a number; among the text, only if one of them can
//! be nothing else. The words are in `controls.txt`, one per line, in simplified script; add new ones there.

use super::draft::Draft;
use super::fields;
use super::naming::is_medium;
use crate::clean::patterns::regex;
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::han;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Longest line of controls, in bytes.
const LONGEST: usize = 400;

static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("controls.txt").lines().collect());

/// Bytes of the longest of [`WORDS`].
static LONGEST_WORD: LazyLock<usize> =
    LazyLock::new(|| WORDS.iter().map(|word| word.len()).max().unwrap_or(0));

/// The first characters of [`WORDS`].
static FIRSTS: LazyLock<PlaneSet> = LazyLock::new(|| {
    let firsts = WORDS.iter().filter_map(|word| word.chars().next());
    PlaneSet::of(&firsts.collect::<String>())
});

/// Tests whether a word is one of [`WORDS`].
fn is_word(word: &str) -> bool {
    word.len() <= *LONGEST_WORD && word.starts_with(|c| FIRSTS.contains(c)) && WORDS.contains(word)
}

/// Counters: 浏览次数：1352, 评论(0), 3012次阅读, 共3页, 第2页.
static COUNTER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:本文|已有|共有|共|第|累计|总|全部|已|被)?(?:阅读|浏览|点击|访问|评论|回复|点赞|赞|在看|转发|收藏|分享|播放|跟贴|跟帖|参与|人气|喜欢|热度|推荐|顶|踩)?(?:次数|人次|人数|总数|总量|量|数|率)?[:：(（\[]*\d[\d,.]*(?:万|千|亿|[kKwW])?\+?[)）\]]*(?:次|人|条|页|篇|个|赞|人次|位|楼)?(?:阅读|浏览|点击|访问|评论|回复|点赞|转发|收藏|分享|播放|跟贴|跟帖|参与|观看|喜欢)?$",
    )
});

/// Removes greetings and clocks above the text, whose date is not the article's.
pub(super) fn greetings(draft: &mut Draft<'_>) {
    let first = draft.bounds().map_or(draft.lines.len(), |text| text.first);
    for index in 0..first {
        let line = &draft.lines[index];
        let greets = line.key().starts_with(['今', '现', '当', '北', '您', '欢']);
        if line.is_open() && greets && line.key().len() <= LONGEST && GREETING.is_match(line.key())
        {
            draft.remove(index);
        }
    }
}

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        let is_place = || fields::is_place(line.key()) && !draft.is_inside(index);
        if !line.is_open() || !(is_control_line(line.key()) || is_place()) {
            continue;
        }
        if !draft.is_inside(index) {
            if heads_footnote(draft, index) {
                continue;
            }
            draft.remove(index);
            remove_account_name(draft, index);
        } else if is_certain(line.key()) {
            draft.remove(index);
        }
    }
    remove_advertisements(draft);
}

/// Fewest Chinese characters of a footnote.
const SHORTEST_FOOTNOTE: usize = 6;

/// Tests whether a line is the number of a footnote, whose text is the next line.
fn heads_footnote(draft: &Draft<'_>, index: usize) -> bool {
    let key = draft.lines[index].key();
    let number = key.strip_prefix('[').and_then(|key| key.strip_suffix(']'));
    let is_number = number.is_some_and(|number| {
        (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    is_number
        && draft.lines.get(index + 1).is_some_and(|note| {
            let key = note.key();
            note.is_open() && han::count(key) >= SHORTEST_FOOTNOTE && !is_control_line(key)
        })
}

/// Greetings and clocks that sites print at the top.
static GREETING: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:今天是|现在是|当前时间|现在时间|北京时间)[:：\s]*[0-9][0-9年月日时分秒点\s:：/.()（）星期周农历一二三四五六七八九十初廿正腊天-]*(?:天气预报)?$|^(?:您好|欢迎您|欢迎来到|欢迎访问|欢迎光临)[^。]{0,24}$",
    )
});

/// Tests whether a word is a control, a counter or a number.
pub(super) fn is_control(word: &str) -> bool {
    static AROUND: PlaneSet = PlaneSet::of(" +＋:：>＞»«<＜↑↓→▲▼•·●▪◆■-—_|丨，,、。.!！");
    let word = word.trim_matches(|c| AROUND.contains(c));
    word.is_empty() || is_word(word) || is_counter(word) || is_glued(word)
}

fn is_counter(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) && COUNTER.is_match(word)
}

/// Most characters of controls that nothing separates.
const LONGEST_GLUED: usize = 16;

/// Tests whether a text is controls and counters without anything between them: 打印关闭, 32人参与8评论.
fn is_glued(text: &str) -> bool {
    if text.chars().count() > LONGEST_GLUED {
        return false;
    }
    static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"^\d+(?:人|条|次)?(?:参与|评论|跟贴|跟帖|回复|点赞|收藏|分享|转发)")
    });
    let mut rest = text;
    while !rest.is_empty() {
        let lengths = rest.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
        let word = lengths.filter(|&end| is_word(&rest[..end])).last();
        let counter = rest
            .starts_with(|c: char| c.is_ascii_digit())
            .then(|| COUNTED.find(rest).map(|counter| counter.end()))
            .flatten();
        match counter.or(word) {
            Some(end) => rest = &rest[end..],
            None => return false,
        }
    }
    true
}

/// Tests whether a line consists of controls, and can be nothing else.
pub(super) fn is_certain_line(key: &str) -> bool {
    is_control_line(key) && is_certain(key)
}

/// Tests whether every word of a line is a control, a counter or a number.
fn is_control_line(key: &str) -> bool {
    if key.len() > LONGEST || (key.ends_with('。') && key.chars().count() > 6) {
        return false;
    }
    if is_control(key) {
        return true;
    }
    let words = words(key);
    !words.is_empty() && words.iter().all(|word| is_control(word))
}

/// Lists the words of a line of controls, a label and its items, or words separated only by brackets: 分享到：微信 微博,
/// 阅读(12)评论(3).
fn words(key: &str) -> Vec<&str> {
    static BETWEEN: PlaneSet = PlaneSet::of("|｜¦/／\\[]【】()（）<>《》:：,，、;；•·●▪丨┃┊");
    key.split(|c: char| BETWEEN.contains(c) || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Words that can be a heading, a cell or a sentence of an article as well as a control of the page.
const AMBIGUOUS: [&str; 42] = [
    "关键词",
    "关键字",
    "同义词",
    "参考资料",
    "小程序",
    "视频号",
    "客户端",
    "手机版",
    "电脑版",
    "移动端",
    "天气预报",
    "招聘信息",
    "人才招聘",
    "版权声明",
    "免责声明",
    "隐私政策",
    "用户协议",
    "服务条款",
    "站内搜索",
    "会员中心",
    "帮助中心",
    "个人中心",
    "官方微博",
    "官方微信",
    "本文完",
    "正文完",
    "全文完",
    "朋友圈",
    "微信公众号",
    "新浪微博",
    "腾讯微博",
    "关于我们",
    "联系我们",
    "加入我们",
    "网站导航",
    "广告服务",
    "验证码",
    "用户名",
    "订阅号",
    "发布时间",
    "阅读量",
    "播放量",
];

/// Tests whether a line of controls holds one that can be nothing else: a phrase that a button says, a counter with its
/// label.
fn is_certain(key: &str) -> bool {
    let word = |word: &str| {
        let long = word.chars().count() > 2 && !word.contains(|c: char| c.is_ascii_digit());
        (long && is_word(word) && !AMBIGUOUS.contains(&word))
            || word.contains(|c: char| c.is_ascii_digit()) && LABELLED.is_match(word)
    };
    word(key) || words(key).into_iter().any(word)
}

/// Counters with their labels: 阅读 1234 and 评论(0), but not 12人.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:共|第)[0-9]+页$|^(?:阅读|浏览|点击|访问|评论|回复|点赞|在看|转发|收藏|跟贴|跟帖|人气)(?:次数|人次|数|量)?[:：(（\[\s]*[0-9][0-9,.]*[万wWkK+]*[)）\]次]*$",
    )
});

/// Removes advertisements between paragraphs: from the line that says 广告 to the × that closes it.
fn remove_advertisements(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        if !draft.lines[index].key().starts_with("广告") || !draft.lines[index].is_open() {
            continue;
        }
        let close = (index + 1..draft.lines.len())
            .take(LONGEST_ADVERTISEMENT)
            .find(|&close| matches!(draft.lines[close].key(), "×" | "X" | "x" | "✕"));
        for line in index..=close.unwrap_or(index) {
            if close.is_some() && draft.lines[line].is_open() {
                draft.remove(line);
            }
        }
    }
}

/// Most lines of an advertisement after the first.
const LONGEST_ADVERTISEMENT: usize = 3;

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
            "打印关闭",
            "1032人参与308评论",
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
            "分享会",
            "收藏家评论",
        ] {
            assert!(!is_control_line(line), "{line}");
        }
    }
}
