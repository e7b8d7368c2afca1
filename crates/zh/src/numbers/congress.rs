//! Congresses and their sessions by rule, in the English of official texts: 十九届六中全会, 十四届全国人大一次会议, 二十大.

use super::english::{ordinal, ordinal_word};
use super::{Count, NumberKind, NumberMatch, numeral, starts};

/// Reads the congress or session at `i`.
pub(super) fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    if !matches!(chars[i], '党' | '中' | '全' | '省' | '市') {
        let start = i + usize::from(chars[i] == '第');
        let after = numeral::after_run(chars, start)?;
        if !matches!(after, '届' | '大' | '次') {
            return None;
        }
    }
    let (end, english) = session(chars, i)
        .or_else(|| session_after_body(chars, i))
        .or_else(|| party_congress(chars, i))?;
    Some(NumberMatch::new(end, english, Count::None).of(NumberKind::Ordinal))
}

/// A body that meets, before which its term is counted.
struct CongressBody {
    chinese: &'static str,
    /// The English with `#` for the ordinal of the term.
    english: &'static str,
}

const fn body(chinese: &'static str, english: &'static str) -> CongressBody {
    CongressBody { chinese, english }
}

const CENTRAL_COMMITTEE: &str = "# CPC Central Committee";

/// Bodies by their names, longer ones first.
const BODIES: [CongressBody; 34] = [
    body(
        "中央纪律检查委员会",
        "# CPC Central Commission for Discipline Inspection",
    ),
    body(
        "中央纪委",
        "# CPC Central Commission for Discipline Inspection",
    ),
    body(
        "中央政治局常务委员会",
        "Standing Committee of the Political Bureau of the # CPC Central Committee",
    ),
    body(
        "中央政治局常委会",
        "Standing Committee of the Political Bureau of the # CPC Central Committee",
    ),
    body(
        "中央政治局",
        "Political Bureau of the # CPC Central Committee",
    ),
    body("中央书记处", "Secretariat of the # CPC Central Committee"),
    body("中共中央", CENTRAL_COMMITTEE),
    body("中央委员会", CENTRAL_COMMITTEE),
    body(
        "全国人民代表大会常务委员会",
        "Standing Committee of the # National People's Congress",
    ),
    body(
        "全国人大常委会",
        "Standing Committee of the # National People's Congress",
    ),
    body("全国人民代表大会", "# National People's Congress"),
    body("全国人大", "# National People's Congress"),
    body(
        "全国政协常委会",
        "Standing Committee of the # CPPCC National Committee",
    ),
    body("全国政协", "# CPPCC National Committee"),
    body(
        "中国人民政治协商会议全国委员会",
        "# CPPCC National Committee",
    ),
    body(
        "自治区人民代表大会常务委员会",
        "Standing Committee of the # Regional People's Congress",
    ),
    body(
        "自治区人大常委会",
        "Standing Committee of the # Regional People's Congress",
    ),
    body("自治区人民代表大会", "# Regional People's Congress"),
    body("自治区党委", "# CPC Regional Committee"),
    body(
        "省人大常委会",
        "Standing Committee of the # Provincial People's Congress",
    ),
    body("省人民代表大会", "# Provincial People's Congress"),
    body("省人大", "# Provincial People's Congress"),
    body(
        "市人大常委会",
        "Standing Committee of the # Municipal People's Congress",
    ),
    body("市人民代表大会", "# Municipal People's Congress"),
    body("市人大", "# Municipal People's Congress"),
    body(
        "人民代表大会常务委员会",
        "Standing Committee of the # People's Congress",
    ),
    body(
        "人大常委会",
        "Standing Committee of the # People's Congress",
    ),
    body("人民代表大会", "# People's Congress"),
    body("人大", "# People's Congress"),
    body("省委", "# CPC Provincial Committee"),
    body("市委", "# CPC Municipal Committee"),
    body("县委", "# CPC County Committee"),
    body("区委", "# CPC District Committee"),
    body("政协", "# CPPCC Committee"),
];

/// Kinds of sessions, as they stand after their number.
const SESSIONS: [(&str, &str); 6] = [
    ("中全会", "plenary session"),
    ("次全体会议", "plenary session"),
    ("次全会", "plenary session"),
    ("次会议", "session"),
    ("次集体学习", "group study session"),
    ("次集中学习", "group study session"),
];

/// Reads a number with or without 第.
fn count(chars: &[char], i: usize) -> Option<(i128, usize)> {
    let start = i + usize::from(chars.get(i) == Some(&'第'));
    let numeral = numeral::exact(chars, start)?;
    let n = numeral.value.as_whole().filter(|n| (1..=99).contains(n))?;
    Some((n, numeral.end))
}

/// How far back the name of another party stands: 民进第十三届中央委员会, 农工党十六大.
const PARTY_NAME: usize = 12;

/// Tests whether the name of a party that is not the CPC, or of a league, stands before `i`.
fn follows_other_party(chars: &[char], i: usize) -> bool {
    const OTHERS: [&str; 16] = [
        "民革",
        "民盟",
        "民建",
        "民进",
        "农工党",
        "致公党",
        "学社",
        "台盟",
        "促进会",
        "同盟",
        "建国会",
        "国民党",
        "劳动党",
        "人民革命党",
        "越南共产党",
        "共青团",
    ];
    let start = i.saturating_sub(PARTY_NAME);
    (start..i).any(|at| OTHERS.iter().any(|name| starts(chars, at, name)))
        || chars[..i].ends_with(&['团'])
        || chars[..i].ends_with(&['共']) && !chars[..i].ends_with(&['中', '共'])
}

/// Reads a term with its body, its session, or both.
fn session(chars: &[char], i: usize) -> Option<(usize, String)> {
    let (term, end) = count(chars, i)?;
    if chars.get(end) != Some(&'届') || follows_other_party(chars, i) {
        return None;
    }
    let end = end + 1;
    let body = BODIES.iter().find(|body| starts(chars, end, body.chinese));
    let after_body = end + body.map_or(0, |body| body.chinese.chars().count());
    let session = session_at(chars, after_body);
    let english = match (body, session) {
        (None, Some((_, _, kind))) if kind != "plenary session" => return None,
        (None, None) => return None,
        (None, Some(_)) => CENTRAL_COMMITTEE,
        (Some(body), _) => body.english,
    };
    // 新一届中共中央, 三届人大代表: a count, without 第.
    if chars[i] != '第' && term < 5 && session.is_none() {
        return None;
    }
    let body = english.replace('#', &ordinal(term));
    Some(match session {
        Some((end, n, kind)) => (end, format!("{} {kind} of the {body}", ordinal_word(n))),
        None => (after_body, body),
    })
}

/// Reads a body with its term and session after it: 全国政协十四届二次会议.
fn session_after_body(chars: &[char], i: usize) -> Option<(usize, String)> {
    if !matches!(chars[i], '全' | '中' | '省' | '市') {
        return None;
    }
    let body = BODIES.iter().find(|body| starts(chars, i, body.chinese))?;
    let (term, end) = count(chars, i + body.chinese.chars().count())?;
    if chars.get(end) != Some(&'届') {
        return None;
    }
    let (end, n, kind) = session_at(chars, end + 1)?;
    let body = body.english.replace('#', &ordinal(term));
    Some((end, format!("{} {kind} of the {body}", ordinal_word(n))))
}

/// Reads a session's number and kind at `i`.
fn session_at(chars: &[char], i: usize) -> Option<(usize, i128, &'static str)> {
    let (n, end) = count(chars, i)?;
    let (word, kind) = SESSIONS.iter().find(|(word, _)| starts(chars, end, word))?;
    Some((end + word.chars().count(), n, kind))
}

/// Reads a congress of the Party: 党的二十大, 十九大, 中国共产党第二十次全国代表大会.
fn party_congress(chars: &[char], i: usize) -> Option<(usize, String)> {
    let prefix = ["中国共产党", "党的", "中共"]
        .into_iter()
        .find(|prefix| starts(chars, i, prefix))
        .map_or(0, |prefix| prefix.chars().count());
    let (n, end) = count(chars, i + prefix)?;
    if starts(chars, end, "次全国代表大会") && prefix > 0 {
        return Some((end + 7, format!("{} CPC National Congress", ordinal(n))));
    }
    let next = chars.get(end + 1).copied();
    let is_list = next
        .is_some_and(|c| "类件项重任板领行举措工亮看热特主名品新优难问关事民专典战".contains(c));
    let is_short = chars.get(end) == Some(&'大')
        && chars[i + prefix] != '第'
        && !is_list
        && (prefix > 0 || (16..=30).contains(&n))
        && !chars[i + prefix].is_ascii_digit()
        && !(prefix == 0 && follows_other_party(chars, i));
    is_short.then(|| (end + 1, format!("{} CPC National Congress", ordinal(n))))
}
