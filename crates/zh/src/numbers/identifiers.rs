//! Identifiers and bare years: digits that name and do not count. They keep the form that the source has.

use super::table::Table;
use super::{Count, NumberKind, NumberMatch, count_digits, range_mark, starts, traps};
use crate::char_set::CharSet;
use std::sync::LazyLock;

/// Reads the identifier or the bare year at `i`.
pub(super) fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    if !chars[i].is_ascii_digit() {
        return weapon(chars, i);
    }
    let (end, english) = code(chars, i)
        .or_else(|| bracketed_year(chars, i))
        .or_else(|| number_of_figure(chars, i))
        .or_else(|| day_of_event(chars, i))
        .or_else(|| years(chars, i))
        .or_else(|| bare_year(chars, i))
        .or_else(|| label(chars, i))?;
    Some(NumberMatch::new(end, english, Count::None).of(NumberKind::Identifier))
}

fn text(chars: &[char]) -> String {
    chars.iter().collect()
}

/// Words before an identifier, with 号, 号码, colons and 为 between.
const NAMES_OF_CODES: [&str; 47] = [
    "QQ",
    "QQ群",
    "微信群",
    "ISBN",
    "ISSN",
    "公众号",
    "挂号",
    "电话",
    "热线",
    "手机",
    "传真",
    "座机",
    "总机",
    "专线",
    "客服",
    "短信",
    "拨打",
    "拨通",
    "致电",
    "邮编",
    "邮政编码",
    "编号",
    "编码",
    "代码",
    "号码",
    "账号",
    "账户",
    "帐号",
    "卡号",
    "学号",
    "工号",
    "证号",
    "身份证",
    "车牌",
    "门牌",
    "尾号",
    "批号",
    "书号",
    "刊号",
    "标准号",
    "备案号",
    "许可证",
    "微信",
    "密码",
    "验证码",
    "房间",
    "代号",
];

/// Longest text between the name of a code and its digits: 号码为：
const LONGEST_GAP: usize = 4;

/// Reads the digits and hyphens of a telephone number, a postcode, an ISBN or an identity card.
fn code(chars: &[char], i: usize) -> Option<(usize, String)> {
    let run = chars[i..]
        .iter()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '—' | '–'))
        .count();
    let mut end = i + run;
    while end > i && !chars[end - 1].is_ascii_digit() {
        end -= 1;
    }
    let token = &chars[i..end];
    let counts = chars
        .get(end)
        .is_some_and(|&c| traps::is_measure(c) || "人万亿余多%％元.,".contains(c));
    let is_code = has_code_form(token)
        || is_plate(chars, i)
        || (!counts && after_name_of_code(chars, i) && !is_date(token));
    let tail = usize::from(is_code && starts(chars, end, "X") && token.len() == 17);
    is_code.then(|| (end + tail, text(&chars[i..end + tail])))
}

/// Tests for the digits of a number plate: 京A·12345.
fn is_plate(chars: &[char], i: usize) -> bool {
    i >= 2 && matches!(chars[i - 1], '·' | '•') && chars[i - 2].is_ascii_uppercase()
}

/// Tests for 2020-01-28.
fn is_date(token: &[char]) -> bool {
    token.split(|&c| c == '-').map(<[char]>::len).eq([4, 2, 2])
}

/// Tests for the forms of telephone numbers (010-12345678, 400-810-8888, 13800138000), ISBNs and identity cards.
fn has_code_form(token: &[char]) -> bool {
    let is_one_group = token.iter().all(char::is_ascii_digit);
    if is_one_group && token.len() < 8 {
        return false;
    }
    let mut groups = token.split(|c| !c.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let rest: Vec<usize> = groups.map(<[char]>::len).collect();
    let area = first.len() >= 3 && first[0] == '0';
    let service = matches!(
        text(first).as_str(),
        "400" | "800" | "978" | "979" | "86" | "886" | "852" | "853"
    );
    let mobile = first.len() == 11 && first[0] == '1' && first[1] >= '3';
    match rest[..] {
        [] => mobile || matches!(first.len(), 15 | 18) || (first.len() == 8 && first[0] == '0'),
        [one] => (area || service) && one >= 4,
        [_, ..] => {
            area || service || rest.len() >= 3 || (rest.iter().all(|&n| n >= 3) && first.len() >= 3)
        }
    }
}

/// Tests whether the name of a code stands before `i`.
fn after_name_of_code(chars: &[char], i: usize) -> bool {
    if ends_in_name(chars, i) {
        return true;
    }
    let mut start = i;
    while start > 0
        && i - start < LONGEST_GAP
        && matches!(
            chars[start - 1],
            '号' | '码' | '：' | ':' | '为' | '是' | ' ' | '“' | '（' | '('
        )
    {
        start -= 1;
        if ends_in_name(chars, start) {
            return true;
        }
    }
    false
}

fn ends_in_name(chars: &[char], end: usize) -> bool {
    static LAST: LazyLock<CharSet> = LazyLock::new(|| {
        CharSet::new(
            NAMES_OF_CODES
                .iter()
                .filter_map(|name| name.chars().next_back()),
        )
    });
    if end == 0 || !LAST.contains(chars[end - 1]) {
        return false;
    }
    NAMES_OF_CODES.iter().any(|name| {
        let length = name.chars().count();
        end >= length && starts(chars, end - length, name)
    })
}

/// Reads the year of a file number: 国发〔2020〕1号, 法释[2023]5号, 京教（2021）3号.
fn bracketed_year(chars: &[char], i: usize) -> Option<(usize, String)> {
    let before = *chars.get(i.checked_sub(1)?)?;
    let end = i + 4;
    let closes = matches!(
        (before, chars.get(end)?),
        ('〔' | '[' | '［', '〕' | ']' | '］') | ('（' | '(', '）' | ')') | ('【', '】')
    );
    (count_digits(chars, i) == 4 && closes && is_year(chars, i))
        .then(|| (end, text(&chars[i..end])))
}

/// Reads the number of a figure or a table: 图3-5, 表2—1.
fn number_of_figure(chars: &[char], i: usize) -> Option<(usize, String)> {
    let named = i > 0 && matches!(chars[i - 1], '图' | '表');
    let next = i + count_digits(chars, i);
    if !named || !matches!(chars.get(next)?, '-' | '—' | '–') {
        return None;
    }
    let end = next + 1 + count_digits(chars, next + 1);
    (end > next + 1 && !counted(chars, end)).then(|| (end, text(&chars[i..end])))
}

/// Tests whether the four digits at `i` are a year that news speaks of.
fn is_year(chars: &[char], i: usize) -> bool {
    let year = chars
        .get(i..i + 4)
        .map(text)
        .and_then(|digits| digits.parse().ok());
    count_digits(chars, i) == 4 && year.is_some_and(|year: u32| (1800..2100).contains(&year))
}

/// Reads two years: 2021-2030, 2023—2024学年, 2023/24.
fn years(chars: &[char], i: usize) -> Option<(usize, String)> {
    if !is_year(chars, i) || follows_figure(chars, i) {
        return None;
    }
    if chars.get(i + 4) == Some(&'/')
        && count_digits(chars, i + 5) == 2
        && chars.get(i + 7) != Some(&'/')
    {
        return Some((i + 7, text(&chars[i..i + 7])));
    }
    let (mark, next) = match chars.get(i + 4) {
        Some('/') => ("/", i + 5),
        Some(_) | None => range_mark(chars, i + 4)?,
    };
    let end = next + 4;
    let goes_on = counted(chars, end) || matches!(chars.get(end), Some('年' | '-' | '/' | '.'));
    if !is_year(chars, next) || goes_on || chars[next..end] <= chars[i..i + 4] {
        return None;
    }
    Some((
        end,
        format!(
            "{}{mark}{}",
            text(&chars[i..i + 4]),
            text(&chars[next..end])
        ),
    ))
}

fn follows_figure(chars: &[char], i: usize) -> bool {
    i > 0 && (chars[i - 1].is_ascii_digit() || matches!(chars[i - 1], '.' | ',' | '-' | '/'))
}

/// Tests whether what stands at `i` makes a count of the digits before it.
fn counted(chars: &[char], i: usize) -> bool {
    super::units::money(chars, i).is_some()
        || super::units::unit(chars, i).is_some()
        || chars.get(i).is_some_and(|&c| {
            traps::is_measure(c) || "人万亿千百余多来%％‰.,°℃:+×~至到—-".contains(c)
        })
}

/// Nouns after a year that begin like a measure word.
const NOUNS: [&str; 7] = ["国际", "国家", "国庆", "国内", "区域", "户外", "路演"];

/// Reads a year before its noun: 2022北京冬奥会, “2008奥运会”.
fn bare_year(chars: &[char], i: usize) -> Option<(usize, String)> {
    let end = i + 4;
    if !is_year(chars, i)
        || follows_figure(chars, i)
        || matches!(chars.get(end), Some('/' | '年'))
        || counted(chars, end) && !NOUNS.iter().any(|noun| starts(chars, end, noun))
    {
        return None;
    }
    Some((end, text(&chars[i..end])))
}

/// Reads the day of an event: 3·15, 9·11, “7·20”.
fn day_of_event(chars: &[char], i: usize) -> Option<(usize, String)> {
    let month_end = i + count_digits(chars, i);
    if !matches!(chars.get(month_end)?, '·' | '•' | '‧' | '・') {
        return None;
    }
    let end = month_end + 1 + count_digits(chars, month_end + 1);
    let month: i128 = text(&chars[i..month_end]).parse().ok()?;
    let day: i128 = text(&chars[month_end + 1..end]).parse().ok()?;
    if !(1..=31).contains(&day) {
        return None;
    }
    Some((end, format!("{} {day}", super::english::month(month)?)))
}

/// Nouns after digits that name: 318国道, 93147部队, 863计划, 985高校.
const LABELLED: [&str; 35] = [
    "政务",
    "国道",
    "省道",
    "县道",
    "高速",
    "部队",
    "计划",
    "工程",
    "高校",
    "院校",
    "大学",
    "医院",
    "热线",
    "客服",
    "服务热线",
    "便民",
    "电话",
    "平台",
    "网站",
    "客机",
    "飞机",
    "战机",
    "航班",
    "型",
    "系列",
    "次列车",
    "次航班",
    "路公交",
    "高地",
    "会议室",
    "房间",
    "号段",
    "服务台",
    "投诉",
    "急救",
];

/// Reads digits before what they name; also with a quotation mark or a space between. Leading zeros name, too.
fn label(chars: &[char], i: usize) -> Option<(usize, String)> {
    if follows_figure(chars, i) {
        return None;
    }
    let end = i + count_digits(chars, i);
    if matches!(chars.get(end), Some('.' | ',' | '-' | '%')) {
        return None;
    }
    let leading_zero = chars[i] == '0'
        && end - i >= 2
        && !matches!(
            chars.get(end),
            Some(':' | '年' | '月' | '日' | '时' | '分' | '点' | '秒')
        );
    let next = end + usize::from(chars.get(end).is_some_and(|c| matches!(c, '”' | ' ' | '’')));
    let named = LABELLED.iter().any(|noun| starts(chars, next, noun)) && end - i >= 3;
    let before_han = chars.get(end).copied().is_some_and(crate::han::is_han);
    // 12380举报: four digits and more that are not round and count nothing.
    let is_odd =
        end - i >= 4 && before_han && !counted(chars, end) && chars[end - 2..end] != ['0', '0'];
    (leading_zero || named || is_odd).then(|| (end, text(&chars[i..end])))
}

/// Chinese names of weapons and aircraft and the letters that English prints for them.
static WEAPONS: [(&str, &str); 22] = [
    ("歼轰", "JH-"),
    ("歼", "J-"),
    ("运油", "YU-"),
    ("运", "Y-"),
    ("轰", "H-"),
    ("直", "Z-"),
    ("武直", "WZ-"),
    ("东风", "DF-"),
    ("巨浪", "JL-"),
    ("红旗", "HQ-"),
    ("鹰击", "YJ-"),
    ("霹雳", "PL-"),
    ("空警", "KJ-"),
    ("无侦", "WZ-"),
    ("攻击", "GJ-"),
    ("苏", "Su-"),
    ("米格", "MiG-"),
    ("图", "Tu-"),
    ("伊尔", "Il-"),
    ("波音", "Boeing "),
    ("空客", "Airbus "),
    ("空中客车", "Airbus "),
];

/// Reads a type of weapon or aircraft: 歼-20, 东风-41, 波音737, 苏-35S.
fn weapon(chars: &[char], i: usize) -> Option<NumberMatch> {
    static WEAPON_TABLE: LazyLock<Table<&str>> = LazyLock::new(|| Table::new(&WEAPONS));
    let (length, letters) = WEAPON_TABLE.at(chars, i)?;
    let dash = usize::from(chars.get(i + length) == Some(&'-'));
    let start = i + length + dash;
    let model_start = start + usize::from(*letters == "Airbus " && chars.get(start) == Some(&'A'));
    let digits = count_digits(chars, model_start);
    let is_aircraft = letters.ends_with(' ');
    // 运20 is an aircraft, 运20吨 is not.
    let plain = dash == 0 && !is_aircraft && !matches!(*letters, "J-" | "JH-" | "DF-" | "H-");
    let end = model_start + digits;
    // 歼-35A, but 波音737MAX.
    let rest = chars[end..].iter();
    let following = rest.take_while(|c| c.is_ascii_alphabetic()).count();
    let letter = usize::from(following == 1 && chars[end].is_ascii_uppercase());
    let end = end + letter;
    if digits == 0
        || digits > 3
        || (counted(chars, end) && dash == 0 && !is_aircraft)
        || (plain && !starts(chars, end, "运输机"))
    {
        return None;
    }
    let suffix = if is_aircraft && chars.get(end) == Some(&'-') {
        let more = count_digits(chars, end + 1);
        if more > 0 { 1 + more } else { 0 }
    } else {
        0
    };
    let english = format!("{letters}{}", text(&chars[start..end + suffix]));
    Some(NumberMatch::new(end + suffix, english, Count::None).of(NumberKind::Identifier))
}
