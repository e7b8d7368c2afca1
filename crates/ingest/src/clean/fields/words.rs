//! Words of metadata lines that have no label: which of them are furniture of the page.

use super::super::controls;
use super::super::naming::is_medium;
use duizhao_zh::char_set::PlaneSet;

/// Separators of words.
static SEPARATORS: PlaneSet = PlaneSet::of("  |｜¦\t[]【】·/／()（）:：┊•<>＜＞«»，,");

/// Collects the words of `text` that are not furniture.
pub(super) fn words<'t>(text: &'t str, words: &mut Vec<&'t str>) {
    let parts = text.split(|c: char| SEPARATORS.contains(c) || c.is_whitespace());
    words.extend(
        parts
            .map(|word| without_place(word.trim_matches(['，', '-', '－', '—', '丨', '︱'])))
            .filter(|word| !word.is_empty() && !is_furniture(word)),
    );
}

/// Tests whether a word is a control, a counter, a time, an address or a page of a paper.
pub(super) fn is_furniture(word: &str) -> bool {
    const AROUND_DATES: [&str; 19] = [
        "更新于",
        "发布于",
        "发表于",
        "刊于",
        "载于",
        "最后更新",
        "更新",
        "发布",
        "发表",
        "刊发",
        "版",
        "期",
        "星期",
        "北京时间",
        "图",
        "字",
        "整理",
        "编译",
        "转载",
    ];
    controls::is_control(word)
        || is_time(word)
        || AROUND_DATES.contains(&word)
        || is_address(word)
        || word.strip_prefix('第').is_some_and(|rest| {
            let number = rest.trim_end_matches(['版', '期', '页']);
            number.len() < rest.len() && number.chars().all(|c| c.is_ascii_alphanumeric())
        })
        || word.strip_suffix('版').is_some_and(is_time)
}

fn is_time(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ':' | '：' | '-' | '.'))
}

/// The characters of which a word that [`is_recent`] has one.
pub(super) const IN_RECENT: [char; 4] = ['刚', '今', '昨', '前'];

/// Tests whether a word says how long ago a page was published: 昨天, 3小时前.
pub(in crate::clean) fn is_recent(word: &str) -> bool {
    const DAYS: [&str; 6] = ["刚刚", "今天", "昨天", "昨日", "前天", "前日"];
    let count = word
        .trim_end_matches('前')
        .trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = word.strip_prefix(count).unwrap_or_default();
    DAYS.into_iter().any(|day: &str| {
        word.strip_prefix(day)
            .is_some_and(|rest| rest.is_empty() || is_time(rest))
    }) || is_time(count) && ["分钟前", "小时前", "天前", "周前", "个月前", "年前"].contains(&unit)
}

/// Tests whether a word is a domain or the address of a page.
pub(in crate::clean) fn is_address(word: &str) -> bool {
    let ascii = word.len() >= 5 && word.chars().all(|c| c.is_ascii_graphic());
    ascii && (word.starts_with("www.") || word.contains("://") || is_domain(word))
}

fn is_domain(word: &str) -> bool {
    let labels: Vec<&str> = word.split('/').next().unwrap_or(word).split('.').collect();
    let known = labels.last().is_some_and(|last| {
        ["com", "cn", "net", "org", "gov", "tw", "hk"].contains(&last.to_ascii_lowercase().as_str())
    });
    labels.len() >= 2 && known && labels.iter().all(|label| !label.is_empty())
}

/// Provinces, which pages print after a time as the place of the writer.
const PROVINCES: [&str; 34] = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
];

/// Tests whether a line is only the place of the writer: 来自甘肃.
pub(in crate::clean) fn is_place(key: &str) -> bool {
    let is_said = ["来自", "发布于", "发表于", "IP属地"]
        .iter()
        .any(|saying| key.starts_with(saying));
    is_said && without_place(&key.replace([':', '：', ' '], "")).is_empty()
}

/// Removes the place of the writer from a word: 发表于宁夏, 发布于北京经济日报官方账号, 北京.
fn without_place(word: &str) -> &str {
    const SAYING: [&str; 6] = ["发表于", "发布于", "来自于", "IP属地", "来自", "发自"];
    let said = SAYING.iter().find_map(|saying| word.strip_prefix(saying));
    let rest = said.unwrap_or(word);
    let province = PROVINCES.iter().find_map(|name| {
        let left = rest.strip_prefix(name)?;
        let left = left.strip_prefix(['省', '市']).unwrap_or(left);
        (said.is_some() || left.is_empty()).then_some(left)
    });
    match province {
        Some(left) => left,
        None if said.is_some() && rest.chars().count() <= 4 && !is_medium(rest) => "",
        None => word,
    }
}
