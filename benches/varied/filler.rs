//! What varies in a text: people, places, dates, numbers and terms. Slots hold their places.

use duizhao::glossary::TermList;
use duizhao::{dictionary, han, names};
use fastrand::Rng;
use std::collections::HashSet;

const PERSON: char = '\u{e000}';
const PLACE: char = '\u{e001}';
const YEAR: char = '\u{e002}';
const TERM: char = '\u{e003}';
/// The first of the slots for numbers below 100, by [`RANGES`], of one digit or two.
const SMALL: u32 = 0xe010;
/// The first of the slots for numbers of any number of digits.
const DIGITS: u32 = 0xe020;

/// Numbers below 100, from a least one, become others of a range, so that dates and times stay dates and times.
const RANGES: [(u32, u32, u32); 6] = [
    (0, 1, 9),
    (10, 10, 12),
    (13, 13, 23),
    (24, 24, 28),
    (32, 32, 59),
    (60, 60, 99),
];

/// Clauses of our own, which slots are found in as in all others; ＊ stands for a term.
pub(super) const CLAUSES: [&str; 14] = [
    "据银川市委组织部部长李红彩介绍",
    "2020年2月14日",
    "围绕＊和＊",
    "贵港市港北区党员干部坚持＊",
    "全市共有3562个基层党组织、14.8万名党员参加",
    "在武汉市第6次会议上",
    "累计投入资金2386.5万元",
    "同比增长12.7%",
    "石嘴山市12个部门联合印发关于＊的意见",
    "县委书记王建军带头",
    "从17个乡镇选派263名干部",
    "把＊同＊结合起来",
    "记者从温州市获悉",
    "受益群众超过3.4万户、11.25万人",
];

/// Who says what was quoted, as [`CLAUSES`].
const SPEAKERS: [&str; 4] = [
    "银川市委书记李红彩说",
    "兴国县副县长张建国表示",
    "自治区党委组织部处长白学贵说",
    "宝湖社区党支部书记赵永华介绍",
];

/// Characters of given names.
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂华建国文辉玲红春梅海燕志林新宇思远晓棠嘉欣子轩雨桐";

/// Words that come after the name of a place.
const BODIES: [&str; 7] = ["市", "县", "区", "州", "省", "旗", "镇"];

/// Fills slots.
pub(super) struct Filler {
    terms: Vec<String>,
    places: Vec<&'static str>,
    known: HashSet<&'static str>,
    surnames: Vec<&'static str>,
    given: Vec<char>,
}

impl Filler {
    /// Takes short terms of a glossary, and our lists of places and surnames.
    pub(super) fn new(terms: &TermList) -> Self {
        let terms = terms.iter().map(|term| &term.source_hans);
        let short = |term: &&String| term.chars().all(han::is_han) && term.len() <= 24;
        let places: Vec<&str> = dictionary::places()
            .map(|(name, _)| name)
            .filter(|name| name.chars().count() > 1)
            .collect();
        let surnames = include_str!("../../glossary/surnames.csv").lines().skip(1);
        Self {
            terms: terms.filter(short).cloned().collect(),
            known: places.iter().copied().collect(),
            places,
            surnames: surnames
                .take(150)
                .filter_map(|line| Some(line.split_once(',')?.0))
                .collect(),
            given: GIVEN.chars().collect(),
        }
    }

    /// Puts slots where `text` names people, places and numbers.
    pub(super) fn slots(&self, text: &str) -> String {
        let mut people = names::people(text).into_iter().map(|person| person.span);
        let mut person = people.next();
        let mut made = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            while person.is_some_and(|span| span.start < at) {
                person = people.next();
            }
            let rest = &text[at..];
            if let Some(span) = person
                && span.start == at
                && span.end - at > c.len_utf8()
            {
                made.push(PERSON);
                at = span.end;
            } else if let Some(length) = self.place(rest) {
                made.push(PLACE);
                at += length;
            } else if c.is_ascii_digit() {
                let end = rest
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(rest.len());
                made.push(number(&rest[..end]));
                at += end;
            } else {
                made.push(if c == '＊' { TERM } else { c });
                at += c.len_utf8();
            }
        }
        made
    }

    /// Returns how many bytes at the beginning of `text` name a place.
    fn place(&self, text: &str) -> Option<usize> {
        let ends = text.char_indices().skip(2).take(3).map(|(end, _)| end);
        let mut known = ends.filter(|&end| {
            self.known.contains(&text[..end])
                && BODIES.iter().any(|body| text[end..].starts_with(body))
        });
        known.next()
    }

    /// Fills the slots of `text`.
    pub(super) fn filled(&self, text: &str, rng: &mut Rng) -> String {
        let mut made = String::with_capacity(text.len() * 2);
        for c in text.chars() {
            match c {
                PERSON => self.person(&mut made, rng),
                PLACE => made += self.places[rng.usize(..self.places.len())],
                TERM => made += &self.terms[rng.usize(..self.terms.len())],
                YEAR => made += &rng.u32(2012..2026).to_string(),
                '\u{e010}'..='\u{e01b}' => made += &small(u32::from(c) - SMALL, rng),
                '\u{e020}'..='\u{e03f}' => digits(u32::from(c) - DIGITS, &mut made, rng),
                c => made.push(c),
            }
        }
        made
    }

    /// Writes a surname and one or two characters.
    fn person(&self, text: &mut String, rng: &mut Rng) {
        text.push_str(self.surnames[rng.usize(..self.surnames.len())]);
        for _ in 0..rng.u8(1..3) {
            text.push(self.given[rng.usize(..self.given.len())]);
        }
    }

    /// Returns one of [`CLAUSES`], with slots.
    pub(super) fn clause(&self, rng: &mut Rng) -> String {
        self.slots(CLAUSES[rng.usize(..CLAUSES.len())])
    }

    /// Returns a clause that names a speaker, with slots.
    pub(super) fn speaker(&self, rng: &mut Rng) -> String {
        self.slots(SPEAKERS[rng.usize(..SPEAKERS.len())])
    }
}

/// Returns the slot of a number.
fn number(digits: &str) -> char {
    let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    let value = digits.parse::<u32>().unwrap_or(u32::MAX);
    let range = RANGES
        .iter()
        .rposition(|range| value >= range.0)
        .unwrap_or(0) as u32;
    let slot = match digits.len() {
        4 if is_year => return YEAR,
        length @ 1..=2 => SMALL + range * 2 + (length as u32 - 1),
        length => DIGITS + length.min(31) as u32,
    };
    char::from_u32(slot).expect("a character for private use")
}

/// Returns a number in a range, of one digit at least, or of two.
fn small(slot: u32, rng: &mut Rng) -> String {
    let (_, least, greatest) = RANGES[slot as usize / 2];
    let value = rng.u32(least..=greatest);
    let width = slot as usize % 2 + 1;
    format!("{value:0width$}")
}

/// Writes `count` digits, the first of which is not 0.
fn digits(count: u32, text: &mut String, rng: &mut Rng) {
    text.push(rng.char('1'..='9'));
    for _ in 1..count {
        text.push(rng.char('0'..='9'));
    }
}
