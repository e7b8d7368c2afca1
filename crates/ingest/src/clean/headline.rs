//! What a line must be to be a headline.

use super::fields::unquoted;
use super::kinds;
use super::metadata::is_file_number;
use super::naming::{self, is_medium};
use super::patterns::RareWords;
use duizhao_zh::han;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// Longest headline, in characters: lead items of the national news have up to 130.
const LONGEST: usize = 200;

/// Tests whether a line (simplified script) can be a headline: no sentence of running text, no menu, no name, date or
/// number, no caption and no note.
pub(super) fn is_headline(key: &str) -> bool {
    if key.len() > LONGEST * 4 {
        return false;
    }
    (2..=LONGEST).contains(&key.chars().count())
        && han::count(key) >= 2
        && !key.starts_with(['—', '-', '－', '–', '（', '(', '　', '·', '•', '©', '*'])
        && !is_sentence(key)
        && !is_menu(key)
        && !is_furniture(key)
        && !naming::is_byline(key)
        && !naming::is_column_author(key)
        && !naming::is_author_line(key)
        && !is_file_number(key)
        && !kinds::is_caption(key)
        && !kinds::is_note(key)
        && !kinds::is_date(key)
}

/// Tests whether a line is running text, or the start of it: it ends in a mark that headlines do not end in, tells who
/// says something or when something happened, or applauds.
pub(super) fn is_sentence(key: &str) -> bool {
    let stops = ['。', '：', ':', '，', '；', ',', ';', '、'];
    let full_stop =
        key.ends_with('.') && !key.ends_with("..") && han::count(key) >= 10 || key.contains(". ");
    key.ends_with(stops) || full_stop || key.contains('。') || is_telling(key)
}

/// Marks between clauses.
const COMMAS: [char; 2] = ['，', ','];

/// Tests whether a line tells who says something or when something happened, is a dispatch or applauds, or is cut off after
/// a clause.
fn is_telling(key: &str) -> bool {
    opens_telling(key) || names_speaker(key) || is_dispatch(key) || is_applauded(key) || is_cut(key)
}

/// Tests whether the first clause begins like a telling: with a few words after a day or after a word such as 近日.
fn opens_telling(key: &str) -> bool {
    const OPENINGS: [&str; 23] = [
        "据",
        "近日",
        "日前",
        "今天",
        "昨天",
        "昨日",
        "今日",
        "连日来",
        "近年来",
        "去年",
        "目前",
        "其中",
        "此外",
        "同时",
        "为此",
        "对此",
        "但是",
        "然而",
        "因此",
        "首先",
        "其次",
        "最后",
        "另外",
    ];
    let Some(end) = key.find(COMMAS) else {
        return false;
    };
    let clause = &key[..end];
    let mut after = OPENINGS
        .iter()
        .filter_map(|opening| clause.strip_prefix(opening));
    after.any(|rest| rest.chars().count() <= 12)
        || after_day(clause).is_some_and(|rest| rest.chars().count() <= 6)
}

/// Returns what stands after the day that a text begins with: 2024年5月13日, 5月13日.
fn after_day(text: &str) -> Option<&str> {
    let month = after_number(text, 4..=4, "年").unwrap_or(text);
    after_number(after_number(month, 1..=2, "月")?, 1..=2, "日")
}

/// Returns what stands after the number of some digits and the unit that a text begins with.
fn after_number<'t>(text: &'t str, digits: RangeInclusive<usize>, unit: &str) -> Option<&'t str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = digits.contains(&(text.len() - rest.len()));
    rest.strip_prefix(unit).filter(|_| is_number)
}

/// Tests whether a clause ends in a word that says who says the next one.
fn names_speaker(key: &str) -> bool {
    const SAYINGS: [&str; 13] = [
        "指出",
        "强调",
        "表示",
        "认为",
        "介绍",
        "获悉",
        "了解到",
        "透露",
        "说",
        "称",
        "报道",
        "讯",
        "电",
    ];
    let mut commas = key.match_indices(COMMAS);
    commas.any(|(at, _)| SAYINGS.iter().any(|saying| key[..at].ends_with(saying)))
}

/// Tests whether a line begins like a dispatch: 新华社北京5月13日电 .
fn is_dispatch(key: &str) -> bool {
    const AGENCIES: [&str; 6] = ["本报", "新华社", "中新社", "中新网", "人民网", "央视网"];
    /// Most characters between the agency and the last one.
    const LONGEST_PLACE: usize = 16;
    AGENCIES.iter().any(|agency| {
        key.strip_prefix(agency).is_some_and(|rest| {
            let chars = rest.char_indices().take(LONGEST_PLACE + 1);
            chars.take_while(|(_, c)| *c != '\n').any(|(at, c)| {
                let after = &rest[at + c.len_utf8()..];
                matches!(c, '讯' | '电')
                    && (after.is_empty() || after.starts_with([' ', '（', '(']))
            })
        })
    })
}

/// Tests whether a bracket at the end of a line stands after a sentence: 谢谢大家！（掌声）.
fn is_applauded(key: &str) -> bool {
    key.strip_suffix(['）', ')']).is_some_and(|text| {
        let tail = text.rsplit(['”', '』', '」', '》']).next().unwrap_or(text);
        tail.contains(['。', '！', '？', '!', '?'])
    })
}

/// Tests whether a line of several clauses is cut off.
fn is_cut(key: &str) -> bool {
    let comma = key.ends_with('…').then(|| key.rfind(COMMAS)).flatten();
    comma.is_some_and(|comma| !key[comma..].contains('\n'))
}

/// Longest word of a menu, in characters.
const LONGEST_WORD: usize = 7;

/// Tests whether a line is a menu: four and more short words, separated by spaces or bars.
fn is_menu(key: &str) -> bool {
    let words: Vec<&str> = key
        .split(|c: char| c.is_whitespace() || "|｜-·¦/┊【】[]".contains(c))
        .filter(|word| han::count(word) > 0)
        .collect();
    let short = words
        .iter()
        .filter(|word| word.chars().count() <= LONGEST_WORD)
        .count();
    let fewest = if key.contains(['|', '｜']) { 3 } else { 4 };
    words.len() >= fewest && short * 4 >= words.len() * 3
}

/// Tests whether a line has what only the furniture of a page has: an address, a copyright sign, a prompt to log in.
fn is_furniture(key: &str) -> bool {
    static SIGNS: LazyLock<RareWords> = LazyLock::new(|| {
        RareWords::new(&[
            "http",
            "www.",
            "©",
            "Copyright",
            "ICP备",
            "ICP证",
            "版权所有",
            "登录",
            "注册",
            "登陆",
            "设为首页",
            "收藏本站",
            "加入收藏",
            "欢迎访问",
            "欢迎您",
            "欢迎你",
            "客户端下载",
            "扫一扫",
            "二维码",
            "点击进入",
            "切换导航",
            "上一页",
            "下一页",
        ])
    });
    let short = key.chars().count() <= 40;
    let is_row_of_links = key.starts_with('[') && key.matches('[').count() >= 2;
    is_row_of_links || short && SIGNS.is_in(key)
}

/// Tests whether a line names a series or a column, as lines above the title do: “乡村振兴看支部”系列报道之七.
pub(super) fn is_kicker(key: &str) -> bool {
    const SERIES: [&str; 8] = [
        "系列报道",
        "系列述评",
        "系列评论",
        "征文",
        "专栏",
        "走基层",
        "特别报道",
        "特别策划",
    ];
    let numbered = key
        .trim_end_matches(['）', ')'])
        .rsplit(['之', '（', '('])
        .next()
        .is_some_and(|n| {
            n.chars().count() <= 2
                && n.chars().all(|c| "一二三四五六七八九十上中下".contains(c))
                && n.len() < key.len()
        });
    SERIES.iter().any(|word| key.contains(word)) && (numbered || key.chars().count() <= 16)
}

/// Tests whether a line is only the name of a site or a paper, perhaps with a channel: 北川电台-财经, 《北川日报》.
pub(super) fn is_site_name(key: &str) -> bool {
    let name = unquoted(key);
    let site = name.split(['-', '－', '·', '—']).next().unwrap_or(name);
    let is_paper = name.len() < key.len() && name.ends_with(['报', '版', '刊']);
    name.chars().count() <= 14
        && (is_paper || is_medium(name) || is_medium(site))
        && !name.contains(['“', '：', '！', ' '])
}

/// Returns where the site's name after a title begins: 标题_频道_新浪网, 标题-人民网.
pub(super) fn site_suffix(text: &str) -> Option<usize> {
    if !text.contains(['_', '|', '-', '—']) {
        return None;
    }
    let cut = ["_", "|", "--", " - ", "-", "——", "—"]
        .iter()
        .find_map(|mark| text.find(mark))?;
    let last = text.rsplit(['_', '|', '-', '—']).next()?.trim();
    let first = text[..cut].trim();
    (han::count(first) >= 6 && last.chars().count() <= 14 && is_medium(last)).then_some(first.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;
    use std::sync::LazyLock;

    /// What [`is_telling`] tells, as a pattern.
    static TELLING: LazyLock<Regex> = LazyLock::new(|| {
        let patterns = [
            r"^(?:据|近日|日前|今天|昨天|昨日|今日|连日来|近年来|去年|目前|其中|此外|同时|为此|对此|但是|然而|因此|首先|其次|最后|另外)[^，,]{0,12}[，,]",
            r"^(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日[^，,]{0,6}[，,]",
            r"(?:指出|强调|表示|认为|介绍|获悉|了解到|透露|说|称|报道|讯|电)[，,]",
            r"^(?:本报|新华社|中新社|中新网|人民网|央视网).{0,16}(?:讯|电)(?:[ （(]|$)",
            r"[。！？!?][^”』」》]*[）)]$",
            r"[，,].*…+$",
        ];
        Regex::new(&patterns.map(|p| format!("(?:{p})")).join("|")).unwrap()
    });

    proptest! {
        #[test]
        fn a_telling_has_the_pattern(
            text in "(据|近日|2024年|5月|13日|本报|央视网)?([某，,\n]{0,3}(指出|说|电|讯|！|。|5月13日|某{9})?[，, （)）”…]?){0,3}"
        ) {
            prop_assert_eq!(is_telling(&text), TELLING.is_match(&text), "{:?}", text);
        }
    }

    #[test]
    fn a_site_name_after_the_title_is_found() {
        let cut = |text: &str| site_suffix(text).map(|at| text[..at].to_owned());
        assert_eq!(
            cut("江西兴国县：发挥组织优势_新闻频道_新浪网").as_deref(),
            Some("江西兴国县：发挥组织优势")
        );
        assert_eq!(
            cut("发挥组织优势打赢阻击战--人民网").as_deref(),
            Some("发挥组织优势打赢阻击战")
        );
        assert_eq!(
            cut("小山村的大变化 - 新华网").as_deref(),
            Some("小山村的大变化")
        );
        assert_eq!(cut("京津冀—长三角协同发展"), None);
    }

    #[test]
    fn headlines_are_no_sentences() {
        for line in [
            "习近平对河南安阳市凯信达商贸有限公司火灾事故作出重要指示 要求全力救治受伤人员 依法严肃追究责任",
            "37岁青年身价过亿，住进富人区，家世显赫",
            "李强在新疆调研时强调 彰显特色优势 提高开放水平",
            "《热辣滚烫》贾玲瘦了，她说：“我很健康”，怎么做到的？",
            "突发！新疆地震",
            "青岩江邮轮港即将开通！地铁直达码头还有免...",
            "北川 Galaxy S20 系列手机正式发布",
            "讲话",
        ] {
            assert!(is_headline(line), "{line}");
        }
        for line in [
            "这次大会选举我继续担任国家主席，我表示衷心感谢！（热烈鼓掌）",
            "朱镕基在讲话中指出，去年，我们面对复杂严",
            "10月24日上午，省委常委会召开扩大会议，…",
            "近日，记者在现场看到",
            "各位代表：",
            "新闻 体育 娱乐 财经 汽车",
            "首页 | 新闻 | 体育 | 娱乐",
            "国发〔2024〕7号",
            "人民日报评论员",
            "2024年3月7日",
        ] {
            assert!(!is_headline(line), "{line}");
        }
    }
}
