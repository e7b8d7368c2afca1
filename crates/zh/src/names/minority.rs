//! Names without a surname: with an interpunct (买买提·艾力), Tibetan (扎西顿珠), Mongolian (巴音朝鲁).

use super::characters::{FOREIGN, NOT_FOREIGN};
use super::{FOREIGN_NAMES, KNOWN};
use crate::char_set::CharSet;
use crate::dictionary;
use crate::han;
use crate::pinyin;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Interpuncts of names.
pub(super) fn is_interpunct(c: char) -> bool {
    matches!(c, '·' | '•' | '‧' | '・' | '･')
}

/// Tests whether `c` stands in transcribed names.
pub(super) fn is_transcription(c: char) -> bool {
    FOREIGN.of(c) != NOT_FOREIGN
}

/// Longest part of a transcribed name, in characters.
const LONGEST_PART: usize = 8;

/// Reads the name around the interpunct at `dot`: where it begins and ends, all its parts.
pub(super) fn interpunct(chars: &[char], dot: usize) -> Option<(usize, usize)> {
    let mut start = dot;
    while start > 0 && dot - start < LONGEST_PART && is_transcription(chars[start - 1]) {
        start -= 1;
    }
    let mut end = dot;
    while chars.get(end).copied().is_some_and(is_interpunct) {
        let first = end + 1;
        let mut last = first;
        while last - first < LONGEST_PART && chars.get(last).is_some_and(|&c| is_transcription(c)) {
            last += 1;
        }
        if last == first {
            break;
        }
        end = last;
    }
    let start = listed(chars, dot).unwrap_or_else(|| after_word(chars, start, dot));
    let end = before_word(chars, dot, end);
    (start < dot && end > dot + 1).then_some((start, end))
}

/// Returns where the longest listed part that ends before the interpunct begins: 亚历山大·.
fn listed(chars: &[char], dot: usize) -> Option<usize> {
    (dot.saturating_sub(LONGEST_PART)..dot.saturating_sub(1)).find(|&from| {
        let part: String = chars[from..dot].iter().collect();
        FOREIGN_NAMES.contains_key(part.as_str())
    })
}

/// Longest word that is cut from the sides of a name, in characters.
const LONGEST_WORD: usize = 4;

/// Returns where the name begins after a word that reaches into it: 总理佐兰·扎埃夫, 女儿凯伦·亨特.
fn after_word(chars: &[char], start: usize, dot: usize) -> usize {
    let is_date =
        start > 0 && matches!(chars[start], '日' | '年' | '月') && is_figure(chars[start - 1]);
    if is_date {
        return start + 1;
    }
    (start + 1..dot.min(start + LONGEST_WORD))
        .rev()
        .find(|&end| {
            (end.saturating_sub(LONGEST_WORD)..=start).any(|from| {
                let word: String = chars[from..end].iter().collect();
                end - from >= 2
                    && (dictionary::is_word(&word)
                        || super::ends_in_post(&word)
                        || super::ends_in_role(&word))
            })
        })
        .unwrap_or(start)
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || c.is_whitespace()
}

/// Returns where the name ends before a word that reaches out of it: 卡特博士, 里德根据.
fn before_word(chars: &[char], dot: usize, end: usize) -> usize {
    let first = (dot + 2).max(end.saturating_sub(LONGEST_WORD));
    let cut = (first..end).find(|&from| {
        (end.max(from + 2)..=(from + LONGEST_WORD).min(chars.len())).any(|to| {
            let word: String = chars[from..to].iter().collect();
            dictionary::is_word(&word)
        })
    });
    let end = cut.unwrap_or(end);
    let is_adverb = end > dot + 2 && matches!(chars[end - 1], '曾' | '因' | '当' | '通');
    if is_adverb && chars.get(end).copied().is_some_and(han::is_han) {
        end - 1
    } else {
        end
    }
}

/// Words of Tibetan and Mongolian names.
const WORDS: [&str; 199] = [
    "扎西",
    "顿珠",
    "次仁",
    "卓玛",
    "洛桑",
    "旺堆",
    "边巴",
    "普布",
    "巴桑",
    "尼玛",
    "达瓦",
    "格桑",
    "平措",
    "多吉",
    "索朗",
    "丹增",
    "旦增",
    "嘉措",
    "加措",
    "贡布",
    "贡觉",
    "央金",
    "白玛",
    "拉姆",
    "德吉",
    "曲珍",
    "桑杰",
    "仁青",
    "仁增",
    "罗布",
    "班觉",
    "益西",
    "强巴",
    "群培",
    "晋美",
    "江村",
    "阿旺",
    "土登",
    "列确",
    "向巴",
    "次旦",
    "卓嘎",
    "玉珍",
    "措姆",
    "坚赞",
    "旺杰",
    "旺扎",
    "旺姆",
    "赤列",
    "坚参",
    "朗杰",
    "次珍",
    "拉珍",
    "拉巴",
    "米玛",
    "巴珠",
    "才让",
    "才旦",
    "才仁",
    "东主",
    "尕藏",
    "完玛",
    "扎巴",
    "云丹",
    "元旦",
    "南杰",
    "华旦",
    "赤林",
    "江措",
    "西饶",
    "次央",
    "德庆",
    "斯朗",
    "泽仁",
    "降央",
    "巴音",
    "朝鲁",
    "巴特尔",
    "巴图",
    "孟和",
    "那顺",
    "其木格",
    "其其格",
    "乌云",
    "格日勒",
    "呼和",
    "斯琴",
    "高娃",
    "宝音",
    "图雅",
    "娜仁",
    "阿古拉",
    "布和",
    "毕力格",
    "哈斯",
    "特木尔",
    "嘎玛",
    "泽登",
    "次珠",
    "次登",
    "泽旺",
    "泽郎",
    "丹巴",
    "旦巴",
    "旺秀",
    "旺修",
    "久美",
    "久迈",
    "更登",
    "根敦",
    "更尕",
    "才丹",
    "才华",
    "才项",
    "项秀",
    "拉毛",
    "卓尕",
    "央宗",
    "曲宗",
    "曲措",
    "曲扎",
    "白珍",
    "白玛措",
    "玉措",
    "索南",
    "松保",
    "扎喜",
    "扎史",
    "斯那",
    "松吉",
    "拉旺",
    "琼达",
    "琼珠",
    "班旦",
    "巴登",
    "旺青",
    "洛松",
    "洛珠",
    "阿布",
    "朗加",
    "却吉",
    "布穷",
    "穷达",
    "欧珠",
    "加央",
    "洛追",
    "拥珠",
    "银巴",
    "宗吉",
    "巴雅尔",
    "巴雅斯古楞",
    "阿拉坦",
    "苏日",
    "嘎拉",
    "朝克图",
    "朝格图",
    "额尔敦",
    "额尔登",
    "苏和",
    "敖日格勒",
    "敖登",
    "满都拉",
    "满达",
    "呼格吉勒",
    "吉日嘎拉",
    "仓格",
    "牧仁",
    "萨仁",
    "萨日娜",
    "托娅",
    "其其克",
    "海日",
    "布仁",
    "呼斯楞",
    "乌兰",
    "乌恩",
    "乌力吉",
    "达来",
    "达娃",
    "达日罕",
    "道尔吉",
    "策仁",
    "仁钦",
    "巴特",
    "巴依尔",
    "青格乐",
    "格根",
    "吉雅",
    "特古斯",
    "毕力",
    "阿迪雅",
    "斯日古楞",
    "斯仁",
    "那木",
    "那日苏",
    "娜日苏",
    "浩毕斯",
    "珠拉",
    "吉木斯",
];

/// Reads two or three words of a Tibetan or Mongolian name at `i`, and returns where it ends.
pub(super) fn words(chars: &[char], i: usize) -> Option<usize> {
    let mut end = i;
    let mut count = 0;
    while count < 3
        && let Some(length) = word(chars, end)
    {
        end += length;
        count += 1;
    }
    (count >= 2).then_some(end)
}

fn word(chars: &[char], i: usize) -> Option<usize> {
    static BY_FIRST: LazyLock<HashMap<char, Vec<Vec<char>>>> = LazyLock::new(|| {
        let mut by_first: HashMap<char, Vec<Vec<char>>> = HashMap::new();
        for word in WORDS {
            let word: Vec<char> = word.chars().collect();
            by_first.entry(word[0]).or_default().push(word);
        }
        by_first
    });
    static FIRST: LazyLock<CharSet> = LazyLock::new(|| CharSet::new(BY_FIRST.keys().copied()));
    let first = chars.get(i).filter(|&&c| FIRST.contains(c))?;
    let words = BY_FIRST.get(first)?;
    let standing = words.iter().filter(|word| chars[i..].starts_with(word));
    standing.map(Vec::len).max()
}

/// Spells a name of this kind: a word each, capitalized; `None` for other names.
pub(super) fn english(name: &str) -> Option<String> {
    let chars: Vec<char> = name.chars().collect();
    if name.contains(is_interpunct) {
        let parts = name
            .split(is_interpunct)
            .filter(|part| part.contains(han::is_han));
        return Some(parts.map(part).collect::<Vec<_>>().join(" "));
    }
    if words(&chars, 0) != Some(chars.len()) {
        return None;
    }
    let mut english = Vec::new();
    let mut at = 0;
    while let Some(length) = word(&chars, at) {
        let text: String = chars[at..at + length].iter().collect();
        english.push(pinyin::name(&text));
        at += length;
    }
    Some(english.join(" "))
}

/// Spells a part of a name: as its bearers do, or in pinyin.
fn part(text: &str) -> String {
    let listed = FOREIGN_NAMES.get(text).or_else(|| KNOWN.get(text));
    listed.map_or_else(|| pinyin::name(text), |english| (*english).to_owned())
}
