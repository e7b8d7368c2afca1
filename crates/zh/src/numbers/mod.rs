//! Chinese numbers, dates, percentages and counts, and the English figures a careful translator prints.
//!
//! 1.8万 is 18,000; 30多万 is more than 300,000; 3.6亿元 is 360 million yuan. Values are exact decimals, never
//! floating point. [`expressions`] finds the numbers in running text and skips words that only look like one
//! (一线, 统一, 千方百计).

mod articles;
mod bounds;
mod calendar;
mod clock;
mod compare;
mod congress;
mod decimal;
mod duration;
mod english;
mod era;
mod identifiers;
mod lunar;
mod named;
mod numeral;
mod parts;
mod quantity;
mod range;
pub mod reading;
mod special;
mod table;
mod traps;
mod units;

pub use compare::{Mismatch, NumberComparison, compare};
pub use decimal::Decimal;
pub use english::MONTHS;

use crate::char_set::CharSet;
use crate::han;
use duizhao_core::article::Span;
use std::sync::LazyLock;

/// The grammatical number of the English noun after a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Singular.
    One,
    /// Plural.
    Many,
    /// The expression does not count a noun after it: a date, a percentage, an amount with its unit.
    None,
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKind {
    /// A count of things.
    Count,
    /// An amount of money.
    Money,
    /// A count of a unit of measure or time, an age.
    Measure,
    /// A percentage, a fraction, a part of a whole.
    Part,
    /// A place in an order, a section of a document, a congress.
    Ordinal,
    /// A date, a period, a time of day.
    Date,
    /// Digits that name and do not count: a telephone number, a year before a noun, a type of aircraft.
    Identifier,
    /// A name with numerals: May Day, a generation, a sector of the economy.
    Name,
}

/// A number expression in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// Its span, in bytes.
    pub span: Span,
    /// Its English.
    pub english: String,
    /// What it is.
    pub kind: NumberKind,
    /// What the noun after it must agree with.
    pub count: Count,
}

/// Finds the number expressions of `text`, in order, without overlaps; at each position the longest wins.
///
/// Full-width digits are read like ASCII ones. Linear in the text.
pub fn expressions(text: &str) -> Vec<Expression> {
    if !PLAIN.numerals.touches(text) {
        return Vec::new();
    }
    let numerals = &*NUMERALS;
    let (chars, offsets) = characters(text);
    let span = |from: usize, end: usize| {
        let last = offsets[end - 1];
        let length = text[last..].chars().next().map_or(0, char::len_utf8);
        Span::new(offsets[from], last + length)
    };
    let begins = &*BEGINS;
    let mut found = Vec::new();
    let mut i = 0;
    let mut numeral = 0;
    while i < chars.len() {
        if numeral < i || i == 0 {
            let next = chars[i..].iter().position(|&c| numerals.contains(c));
            let Some(next) = next else { break };
            numeral = i + next;
            i = i.max(window(&chars, numeral));
        }
        // No expression begins so far before its first numeral.
        if !begins.contains(chars[i]) || numeral - i > reach(chars[i]) {
            i += 1;
            continue;
        }
        let name = named::read(&chars, i);
        if name.is_none()
            && let Some(skip) = traps::at(&chars, i).or_else(|| latin_token(&chars, i))
        {
            i += skip;
            continue;
        }
        let Some(number) = name.or_else(|| read(&chars, i)) else {
            // If a run of digits is not a number, no part of it is.
            i += count_digits(&chars, i).max(1);
            continue;
        };
        found.push(Expression {
            span: span(i, number.end),
            english: number.english,
            kind: number.kind,
            count: number.count,
        });
        i = number.end;
    }
    found
}

/// Returns where an expression, or a token of Latin letters, may begin of which the first numeral is at `numeral`.
fn window(chars: &[char], numeral: usize) -> usize {
    let token = chars[..numeral]
        .iter()
        .rev()
        .take_while(|c: &&char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/'))
        .count();
    numeral - token.max(LONGEST_BODY).min(numeral)
}

/// Returns how far before its first numeral an expression that begins with `c` may begin.
fn reach(c: char) -> usize {
    match c {
        '全' | '中' | '省' | '市' => LONGEST_BODY,
        _ if c.is_ascii_alphabetic() => LONGEST_TOKEN,
        _ => LONGEST_PREFIX,
    }
}

/// Longest name of a body before its number, in characters.
const LONGEST_BODY: usize = 18;
/// Longest text before the numeral of other expressions, and of words that are none, in characters.
const LONGEST_PREFIX: usize = 8;

/// A number expression that ends before the character `end`.
struct NumberMatch {
    end: usize,
    english: String,
    kind: NumberKind,
    count: Count,
}

impl NumberMatch {
    /// Makes a match that is a count.
    fn new(end: usize, english: impl Into<String>, count: Count) -> Self {
        Self {
            end,
            english: english.into(),
            kind: NumberKind::Count,
            count,
        }
    }

    /// Returns the match as one of another kind.
    fn of(self, kind: NumberKind) -> Self {
        Self { kind, ..self }
    }
}

fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    identifiers::read(chars, i)
        .or_else(|| congress::read(chars, i))
        .or_else(|| calendar::read(chars, i))
        .or_else(|| special::read(chars, i))
        .or_else(|| quantity::read(chars, i))
}

/// Traditional characters of numbers, units and dates, each followed by the simplified one.
const TRADITIONAL: &str = "來来個个們们偵侦傢家億亿兒儿內内兩两劃划動动勞劳區区參参叄叁員员噸吨國国圓圆圖图團团報报場场塊块婦妇實实將将對对屆届層层幣币幾几廳厅張张後后從从慘惨應应戶户擊击數数斷断時时曆历會会東东條条業业標标機机歐欧歲岁準准灣湾為为無无熱热營营爾尔環环產产畝亩畫画發发盧卢種种節节紀纪約约紅红級级組组線线縣县績绩罰罚罷罢羅罗習习聯联臘腊臺台舊旧艙舱華华萬万葉叶蘇苏處处號号規规計计話话該该議议貫贯貳贰購购車车軍军輛辆轟轰農农連连週周運运過过達达鄉乡釐厘銖铢錢钱鍾钟鎊镑鎮镇鐘钟門门開开間间陰阴陸陆隊队際际隻只雙双離离電电韓韩頁页頃顷項项頓顿題题飛飞餘余鷹鹰點点黨党";

/// How characters are read: of half width, simplified.
struct Plain {
    /// For each character of the basic plane, the one that it is read as.
    plane: Vec<char>,
    /// Those that are read as another one: few, so that a look at them spares nearly all looks into the plane.
    others: CharSet,
    /// Those that are read as one of [`NUMERALS`].
    numerals: CharSet,
}

impl Plain {
    fn new() -> Self {
        let code = |code| char::from_u32(code).map_or('\u{fffd}', han::half_width);
        let mut plane: Vec<char> = (0..0x1_0000).map(code).collect();
        let pairs: Vec<char> = TRADITIONAL.chars().collect();
        for pair in pairs.chunks_exact(2) {
            plane[pair[0] as usize] = pair[1];
        }
        plane['．' as usize] = '.';
        plane['：' as usize] = ':';
        let chars = || ('\0'..='\u{ffff}').map(|c| (c, plane[c as usize]));
        let others = chars().filter(|(c, plain)| c != plain);
        let numerals = chars().filter(|(_, plain)| NUMERALS.contains(*plain));
        Self {
            others: CharSet::new(others.map(|(c, _)| c)),
            numerals: CharSet::new(numerals.map(|(c, _)| c)),
            plane,
        }
    }

    /// Returns the character that `c` is read as.
    #[inline]
    fn of(&self, c: char) -> char {
        if self.others.contains(c) {
            self.plane[c as usize]
        } else {
            c
        }
    }
}

static PLAIN: LazyLock<Plain> = LazyLock::new(Plain::new);

/// Splits a text into the characters that are read, and the offset of each. A space between a digit and a Chinese
/// character is none: 2017 年 8 月.
fn characters(text: &str) -> (Vec<char>, Vec<usize>) {
    let plain = &*PLAIN;
    let mut chars = Vec::with_capacity(text.len() / 2);
    let mut offsets = Vec::with_capacity(text.len() / 2);
    for (at, original) in text.char_indices() {
        let c = plain.of(original);
        if let [.., last, ' ' | '\u{a0}' | '\u{2009}'] = chars[..]
            && (han::is_han(c) && is_figure(last) || han::is_han(last) && c.is_ascii_digit())
        {
            chars.pop();
            offsets.pop();
        }
        chars.push(c);
        offsets.push(at);
    }
    (chars, offsets)
}

/// Tests whether `c` is a digit, or a sign after digits.
fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '%' | '％')
}

/// Characters that expressions begin with, besides letters and digits.
const FIRSTS: &str = "-−$¥￥€£〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾廿卅卌数几好半第上下近约逾超将接大多少小高低突未起过破负双本正腊农阴旧至最不翻成前凌早中晚傍清深公元人时每当党全省市差歼运轰直武东巨红鹰霹空无攻苏米图伊波新台港澳午夜";

/// The characters that an expression, or a word that is none, begins with.
static BEGINS: LazyLock<CharSet> = LazyLock::new(|| {
    let latin = ('0'..='9').chain('a'..='z').chain('A'..='Z');
    CharSet::new(FIRSTS.chars().chain(latin).chain(traps::firsts()))
});

/// The characters of which every expression has one.
static NUMERALS: LazyLock<CharSet> = LazyLock::new(|| {
    let numerals = "〇零○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅卌兆半几数番纪";
    CharSet::new(numerals.chars().chain('0'..='9'))
});

/// Longest token that is searched for, in characters.
const LONGEST_TOKEN: usize = 64;

/// Returns the length of the token of letters and digits (COVID-19, G20, 5G, PM2.5) at `i`.
fn latin_token(chars: &[char], i: usize) -> Option<usize> {
    if !chars[i].is_ascii_alphanumeric() {
        return None;
    }
    let mut length = chars[i..]
        .iter()
        .take(LONGEST_TOKEN)
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/'))
        .count();
    // NT$300 is a sum, 35km a quantity.
    if chars[i].is_ascii_uppercase() && chars[i..].iter().take(3).any(|&c| c == '$') {
        return None;
    }
    if chars[i].is_ascii_digit() && units::unit(chars, i + figure_run(chars, i)).is_some() {
        return None;
    }
    let token = &chars[i..i + length];
    if !token.iter().any(char::is_ascii_alphabetic) {
        return None;
    }
    // GDP2万美元: digits before a unit are a number after a word.
    let next = chars.get(i + length);
    if chars[i].is_ascii_alphabetic() && next.is_some_and(|c| BEFORE_UNIT.contains(*c)) {
        length -= figure_length(token);
    }
    Some(length)
}

/// Characters after which the digits before them are a number.
const BEFORE_UNIT: &str = "万亿千百元%％个名人岁家户";

/// Counts the digits and points at the end of `chars`.
fn figure_length(chars: &[char]) -> usize {
    chars
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_digit() || **c == '.')
        .count()
}

/// Counts the digits, points and commas from `i`.
fn figure_run(chars: &[char], i: usize) -> usize {
    let rest = chars[i..].iter();
    rest.take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .count()
}

/// Counts the ASCII digits from `i`.
fn count_digits(chars: &[char], i: usize) -> usize {
    chars[i..].iter().take_while(|c| c.is_ascii_digit()).count()
}

/// Tests whether `word` stands at `i`.
fn starts(chars: &[char], i: usize, word: &str) -> bool {
    word.chars()
        .enumerate()
        .all(|(k, c)| chars.get(i + k) == Some(&c))
}

/// Returns the position after the character at `i` if it is one of `optional`, else `i`.
fn skip(chars: &[char], i: usize, optional: &[char]) -> usize {
    i + usize::from(chars.get(i).is_some_and(|c| optional.contains(c)))
}

/// Reads the mark between the two ends of a range: what English prints for it, and where it ends.
fn range_mark(chars: &[char], i: usize) -> Option<(&'static str, usize)> {
    match chars.get(i)? {
        '至' | '到' => Some((" to ", i + 1)),
        '-' | '–' | '~' | '～' => Some(("–", i + 1)),
        '—' => Some(("–", skip(chars, i + 1, &['—']))),
        _ => None,
    }
}
