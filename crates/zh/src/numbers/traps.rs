//! Words with numerals in them that are not numbers.

use super::numeral;
use super::table::Words;
use crate::char_set::CharSet;
use std::sync::LazyLock;

/// Words that are never a number.
static ALWAYS: LazyLock<Words> = LazyLock::new(|| {
    let lines = include_str!("traps.txt").lines();
    Words::new(lines.filter(|line| !line.starts_with('#')))
});

/// Lists the characters that words which are not numbers begin with.
pub(super) fn firsts() -> impl Iterator<Item = char> {
    ALWAYS.firsts()
}

/// Numbers that begin like words which are none.
const EXCEPT: [&str; 6] = ["两季度", "十分之", "万分之", "十分钟", "四季度", "半数"];

/// Words that are not a number unless a measure word or a unit follows.
const UNCOUNTED: &[&str] = &[
    "十一",
    "千万",
    "三三两两",
    "三五",
    "一一",
    "百年",
    "千年",
    "万年",
    "一年一度",
    "一天天",
];

/// Returns the length from `i` of a word that is not a number and stands at `i`, or ends in the numeral there
/// (统一, 唯一).
pub(super) fn at(chars: &[char], i: usize) -> Option<usize> {
    static NUMBERS: LazyLock<Words> = LazyLock::new(|| Words::new(EXCEPT.into_iter()));
    static PERHAPS: LazyLock<Words> = LazyLock::new(|| Words::new(UNCOUNTED.iter().copied()));
    if let Some(length) = ALWAYS.longest(chars, i)
        && !NUMBERS.stand(chars, i)
    {
        return Some(length);
    }
    let before = i.checked_sub(1).map(|j| chars[j]);
    if before.is_some_and(|c| ends_word(c, chars[i])) || is_weekday(chars, i) {
        return Some(1);
    }
    // 十一: the holiday, unless something is counted.
    let length = PERHAPS.longest(chars, i)?;
    let is_counted = chars.get(i + length).is_some_and(|&next| counts(next))
        || before
            .is_some_and(|c| c.is_ascii_digit() || "近约超过达第二三四五六七八九数几".contains(c));
    (!is_counted).then_some(length)
}

/// Tests whether a word before `next` counts something.
fn counts(next: char) -> bool {
    is_measure(next)
        || numeral::digit(next).is_some()
        || matches!(next, '元' | '人' | '月' | '余' | '多' | '亿')
}

/// Tests whether `numeral` ends a word that `before` begins: 统一, 唯一, 单一, 同一, 不一.
fn ends_word(before: char, numeral: char) -> bool {
    match numeral {
        '一' => matches!(
            before,
            '统' | '唯'
                | '单'
                | '同'
                | '不'
                | '惟'
                | '专'
                | '万'
                | '之'
                | '逐'
                | '划'
                | '归'
                | '进'
                | '老'
        ),
        '三' => matches!(before, '再' | '张'),
        _ => false,
    }
}

/// Tests whether the numeral at `i` names a day of the week: 周五, 星期三, 每周一至周五.
fn is_weekday(chars: &[char], i: usize) -> bool {
    let begins_week = match i.checked_sub(2).map(|j| &chars[j..i]) {
        Some(['星', '期'] | ['礼', '拜']) => true,
        // 三周五天, 首周五万: there the week is counted.
        Some([before, '周']) => {
            numeral::digit(*before).is_none()
                && !before.is_ascii_digit()
                && !"首半几十千百四一".contains(*before)
        }
        Some(_) => false,
        None => i == 1 && chars[0] == '周',
    };
    let next = chars.get(i + 1).copied();
    // 每周四天, but 周五大地震.
    begins_week
        && !next.is_some_and(|c| "天次个小节".contains(c))
        && matches!(chars[i], '一' | '二' | '三' | '四' | '五' | '六')
        && !next.is_some_and(|c| {
            numeral::digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万' | '亿')
        })
}

/// Measure words, and units of time, length and area.
const MEASURES: &str = "个名位户家所间座处条件项次批份张把支只头匹辆艘架台套副双对群种类届期章节篇首幅本册部集场轮回趟遍顿番起桩桌床栋幢层户村乡镇县省市区国州天日月年周岁代辈分秒刻点里米亩顷斤吨克升元角块毛倍成步名员人口队班组排连营团级号线页行字句段株棵朵粒颗滴片块枚根瓶箱包袋盒桶车船趟门扇道堵面杆杯碗盘盏剂针例宗笔单票席等大方届";

/// Tests whether `c` is a measure word or a unit of time, length or area.
pub(super) fn is_measure(c: char) -> bool {
    static SET: LazyLock<CharSet> = LazyLock::new(|| CharSet::new(MEASURES.chars()));
    SET.contains(c)
}
