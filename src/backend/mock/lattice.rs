//! From a sentence to tokens: the cheapest path through everything its characters could be.
//!
//! Terms, numbers, words, names of people and places compete; fewer and longer tokens win, and a name
//! needs a sign beside it (a post before, a verb of speech behind, a level above) to win over words.

use super::lexicon::{Class, Entry, Lexicon};
use super::romanize;
use crate::article::Span;
use crate::backend::Sentence;
use crate::glossary::Term;
use crate::numbers::{self, Count};
use crate::{han, names};
use std::collections::HashSet;

/// A piece of a sentence in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// What it stands for in the sentence, in bytes.
    pub(super) span: Span,
    /// The English; for [`Kind::Mark`] the Chinese mark, for [`Kind::Unknown`] the character.
    pub(super) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Term,
    Number(Count),
    Noun,
    Measure,
    Word,
    Name,
    /// A person whom a post before the name tells.
    Person,
    /// Letters, digits and signs that stay as they are.
    Verbatim,
    /// Punctuation.
    Mark,
    /// White space between words that are not Chinese, or between parts of a headline.
    Space,
    /// A character that nothing knows.
    Unknown,
}

/// Costs of a token, set so that words of two and more characters win over names without a sign, and
/// names with a sign over single characters; seen to work on the samples and on other news.
mod cost {
    pub(super) const FREE: u32 = 1;
    pub(super) const TERM: u32 = 3;
    pub(super) const NUMBER: u32 = 3;
    pub(super) const PLACE: u32 = 9;
    pub(super) const WORD: u32 = 10;
    pub(super) const FUNCTION: u32 = 11;
    pub(super) const SINGLE: u32 = 16;
    pub(super) const UNKNOWN: u32 = 30;
    /// A place told by its level alone, below another place or by itself.
    pub(super) const LEVEL_SIGNED: u32 = 13;
    pub(super) const LEVEL_ALONE: u32 = 43;
    /// A person met before in the article; one with a sign on both sides; with a post before the name;
    /// with a verb behind it; alone at the head of a clause; without any sign.
    pub(super) const PERSON_KNOWN: u32 = 9;
    pub(super) const PERSON_SURE: u32 = 11;
    pub(super) const PERSON_CALLED: u32 = 20;
    pub(super) const PERSON_SPEAKS: u32 = 30;
    pub(super) const PERSON_HEADS: u32 = 48;
    pub(super) const PERSON_BARE: u32 = 58;
}

/// Levels of places and what English calls them; a longer one before what it ends with.
const LEVELS: [(&str, &str); 19] = [
    ("自治区", "Autonomous Region"),
    ("自治州", "Autonomous Prefecture"),
    ("自治县", "Autonomous County"),
    ("街道", "Subdistrict"),
    ("社区", "Community"),
    ("开发区", "Development Zone"),
    ("新区", "New Area"),
    ("大道", "Avenue"),
    ("省", "Province"),
    ("市", "City"),
    ("县", "County"),
    ("区", "District"),
    ("州", "Prefecture"),
    ("盟", "League"),
    ("旗", "Banner"),
    ("镇", "Town"),
    ("乡", "Township"),
    ("村", "Village"),
    ("路", "Road"),
];

/// Characters that no name of a place told by its level alone holds.
const NO_PLACE: &str = "的了是在和与或等及有全各本该每某两一二三四五六七八九十百千万几多这那我你他她它们不也都就还又很最被把让给对向从到以为因由将会能可要说个名位条项上中下前后内外里间左右新老大小好入进出去来回驻";

/// The longest name of a place before its level, in characters.
const LONGEST_PLACE: usize = 4;

/// Words that stand before a person's name.
const BEFORE_PERSON: [&str; 62] = [
    "书记",
    "主席",
    "总理",
    "部长",
    "副部长",
    "主任",
    "局长",
    "处长",
    "科长",
    "厅长",
    "司长",
    "县长",
    "市长",
    "省长",
    "区长",
    "州长",
    "镇长",
    "乡长",
    "村长",
    "院长",
    "校长",
    "所长",
    "站长",
    "队长",
    "班长",
    "组长",
    "连长",
    "会长",
    "行长",
    "厂长",
    "社长",
    "经理",
    "董事长",
    "总裁",
    "委员",
    "常委",
    "代表",
    "干事",
    "记者",
    "通讯员",
    "党员",
    "医生",
    "护士",
    "医师",
    "教师",
    "老师",
    "教授",
    "工人",
    "农民",
    "村民",
    "居民",
    "民警",
    "警察",
    "战士",
    "同志",
    "志愿者",
    "网格员",
    "研究员",
    "专家",
    "发言人",
    "大使",
    "作者",
];

/// Words that stand behind a person's name.
const BEHIND_PERSON: [&str; 29] = [
    "说",
    "表示",
    "介绍",
    "告诉",
    "称",
    "认为",
    "指出",
    "强调",
    "坦言",
    "回忆",
    "解释",
    "同志",
    "书记",
    "主席",
    "总书记",
    "主任",
    "先生",
    "女士",
    "教授",
    "主持",
    "出席",
    "会见",
    "率",
    "带领",
    "讲话",
    "致辞",
    "宣布",
    "要求",
    "笑",
];

/// What stands behind a place's level when it is one: its Party committee, its government, its people.
const BEHIND_LEVEL: [&str; 16] = [
    "党委",
    "政府",
    "人民",
    "委",
    "纪委",
    "党支部",
    "党组织",
    "干部",
    "村民",
    "群众",
    "居民",
    "第一书记",
    "社区",
    "街道",
    "人大",
    "政协",
];

/// The tokens of a sentence, in order. `people` are names met elsewhere in the article.
pub(super) fn tokens(lexicon: &Lexicon, people: &HashSet<&str>, sentence: &Sentence<'_>, terms: &[Term]) -> Vec<Token> {
    Lattice::new(lexicon, people, sentence, terms).cheapest()
}

struct Edge {
    end: usize,
    cost: u32,
    token: Token,
}

struct Lattice<'a> {
    lexicon: &'a Lexicon,
    people: &'a HashSet<&'a str>,
    text: &'a str,
    /// Byte offset of each character, and of the end.
    offsets: Vec<usize>,
    chars: Vec<char>,
    /// Terms and numbers by the character they begin at: `(end, token)`.
    fixed: Vec<Option<(usize, Token)>>,
}

impl<'a> Lattice<'a> {
    fn new(lexicon: &'a Lexicon, people: &'a HashSet<&'a str>, sentence: &Sentence<'a>, terms: &[Term]) -> Self {
        let text = sentence.text;
        let (mut offsets, chars): (Vec<usize>, Vec<char>) = text.char_indices().unzip();
        offsets.push(text.len());
        let index = |byte: usize| offsets.partition_point(|&at| at < byte);
        let mut fixed: Vec<Option<(usize, Token)>> = vec![None; chars.len()];
        let expressions = numbers::expressions(text);
        let overlaps = |span: Span, digits: bool| {
            expressions.iter().any(|e| {
                e.span.start < span.end
                    && span.start < e.span.end
                    && (e.span.of(text).contains(|c: char| c.is_numeric() && !han::is_han(c)) || !digits)
            })
        };
        let mut taken: Vec<Span> = Vec::new();
        for hit in sentence.hits.iter().filter(|hit| !overlaps(hit.span, true)) {
            let token = Token { kind: Kind::Term, span: hit.span, text: terms[hit.term].target.clone() };
            fixed[index(hit.span.start)] = Some((index(hit.span.end), token));
            taken.push(hit.span);
        }
        for expression in &expressions {
            let span = expression.span;
            if taken.iter().all(|term| term.end <= span.start || span.end <= term.start) {
                let token = Token { kind: Kind::Number(expression.count), span, text: expression.english.clone() };
                fixed[index(span.start)] = Some((index(span.end), token));
            }
        }
        Self { lexicon, people, text, offsets, chars, fixed }
    }

    /// Dynamic programming from the end: the cost of the rest and the edge to take, at each character.
    fn cheapest(&self) -> Vec<Token> {
        let length = self.chars.len();
        let mut best: Vec<(u32, Option<Edge>)> = Vec::with_capacity(length + 1);
        best.resize_with(length + 1, || (0, None));
        for start in (0..length).rev() {
            let mut choice: Option<(u32, Edge)> = None;
            for edge in self.edges(start) {
                let total = edge.cost + best[edge.end].0;
                if choice.as_ref().is_none_or(|(cheapest, _)| total < *cheapest) {
                    choice = Some((total, edge));
                }
            }
            if let Some((total, edge)) = choice {
                best[start] = (total, Some(edge));
            }
        }
        let mut tokens = Vec::new();
        let mut at = 0;
        while let Some(edge) = best.get_mut(at).and_then(|(_, edge)| edge.take()) {
            at = edge.end;
            tokens.push(edge.token);
        }
        tokens
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        &self.text[self.offsets[start]..self.offsets[end]]
    }

    fn edges(&self, start: usize) -> Vec<Edge> {
        let c = self.chars[start];
        let mut edges = Vec::new();
        if let Some((end, token)) = &self.fixed[start] {
            let cost = if token.kind == Kind::Term { cost::TERM } else { cost::NUMBER };
            edges.push(Edge { end: *end, cost, token: token.clone() });
            if !han::is_han(c) {
                return edges;
            }
        }
        if !han::is_han(c) {
            edges.push(self.verbatim(start));
            return edges;
        }
        self.words(start, &mut edges);
        self.places(start, &mut edges);
        self.person(start, &mut edges);
        match numeral(c) {
            Some(word) => edges.push(self.edge(start, start + 1, cost::SINGLE, Kind::Word, word)),
            None => edges.push(self.edge(start, start + 1, cost::UNKNOWN, Kind::Unknown, c)),
        }
        edges
    }

    /// A mark, a space, or a run of letters and digits.
    fn verbatim(&self, start: usize) -> Edge {
        let c = self.chars[start];
        let (kind, end) = if c.is_whitespace() {
            (Kind::Space, start + 1)
        } else if c.is_alphanumeric() {
            let part = |&&c: &&char| {
                !han::is_han(c)
                    && (c.is_alphanumeric() || matches!(c, '-' | '.' | '/' | '_' | '@' | '\'' | '&' | '+' | '%'))
            };
            let run = self.chars[start..].iter().take_while(part).count();
            // A number inside keeps its own edge.
            let stop = (start + 1..start + run).find(|&i| self.fixed[i].is_some()).unwrap_or(start + run);
            (Kind::Verbatim, stop)
        } else {
            (Kind::Mark, start + 1)
        };
        let text: String = self.slice(start, end).chars().map(han::half_width).collect();
        self.edge(start, end, cost::FREE, kind, text)
    }

    fn edge(&self, start: usize, end: usize, cost: u32, kind: Kind, text: impl Into<String>) -> Edge {
        let span = Span::new(self.offsets[start], self.offsets[end]);
        Edge { end, cost, token: Token { kind, span, text: text.into() } }
    }

    fn words(&self, start: usize, edges: &mut Vec<Edge>) {
        let longest = self.lexicon.longest().min(self.chars.len() - start);
        for length in 1..=longest {
            let end = start + length;
            if let Some(entry) = self.lexicon.get(self.slice(start, end)) {
                edges.push(self.edge(start, end, word_cost(entry, length), word_kind(entry), entry.gloss.as_str()));
                if entry.class == Class::Place
                    && let Some((level, english)) = self.level(end)
                {
                    let text = format!("{} {english}", entry.gloss);
                    edges.push(self.edge(start, end + level, cost::PLACE, Kind::Name, text));
                }
            }
        }
    }

    /// The level that stands at `at`, its length and its English.
    fn level(&self, at: usize) -> Option<(usize, &'static str)> {
        let rest = &self.text[self.offsets[at]..];
        let (name, english) = LEVELS.iter().find(|(name, _)| rest.starts_with(name))?;
        // 市委, 县里, 区长: the level belongs to the word behind it.
        let length = name.chars().count();
        let next = self.chars.get(at + length).copied();
        let bound = length == 1
            && next.is_some_and(|c| {
                matches!(c, '委' | '长' | '里' | '场' | '民' | '级' | '域' | '直' | '内' | '属' | '情' | '容')
            });
        (!bound || *name == "市").then_some((length, *english)).filter(|_| !bound || next != Some('场'))
    }

    /// Places that only their level tells: two or three characters, up to four before 街道 and 社区.
    fn places(&self, start: usize, edges: &mut Vec<Edge>) {
        let below = self.below_a_place(start);
        let last = (start + LONGEST_PLACE).min(self.chars.len().saturating_sub(1));
        for end in start + 2..=last {
            if !self.chars[start..end].iter().all(|&c| han::is_han(c)) {
                return;
            }
            let Some((level, english)) = self.level(end) else { continue };
            let behind = &self.text[self.offsets[end + level]..];
            let signed = below || BEHIND_LEVEL.iter().any(|word| behind.starts_with(word));
            if self.can_be_place(start, end, level, signed) {
                let cost = if signed { cost::LEVEL_SIGNED } else { cost::LEVEL_ALONE };
                let text = format!("{} {english}", romanize::name(self.slice(start, end)));
                edges.push(self.edge(start, end + level, cost, Kind::Name, text));
            }
        }
    }

    /// Whether `start..end` can be the name of a place with a level of `level` characters behind it.
    fn can_be_place(&self, start: usize, end: usize, level: usize, signed: bool) -> bool {
        let name = &self.chars[start..end];
        let word = self.lexicon.get(self.slice(start, end)).is_some_and(|entry| entry.class != Class::Place);
        let plain = !name.iter().any(|&c| NO_PLACE.contains(c));
        let levels = name.iter().any(|&c| "市县区镇乡村省州".contains(c));
        // 红旗, 道路, 联盟: these levels end words.
        let bare =
            signed || (!levels && !matches!(self.chars[end], '旗' | '盟' | '路') && (level > 1 || end - start == 2));
        match end - start {
            4 => signed && level == 2 && plain,
            _ => plain && bare && (!word || (signed && level == 2) || (signed && self.chars[end] == '镇')),
        }
    }

    /// Whether a level stands right before `start`, so that a smaller place may follow.
    fn below_a_place(&self, start: usize) -> bool {
        let before = &self.text[..self.offsets[start]];
        LEVELS.iter().any(|(name, _)| {
            before.strip_suffix(name).is_some_and(|rest| {
                let mut last = rest.chars().rev();
                let nearest = last.next();
                nearest.is_some_and(|c| han::is_han(c) && !"全各本该每某两一几驻个地城".contains(c))
                    && last.next().is_some_and(han::is_han)
            })
        })
    }

    fn person(&self, start: usize, edges: &mut Vec<Edge>) {
        let Some((surname, _)) = names::surname(self.slice(start, (start + 2).min(self.chars.len()))) else { return };
        let first = start + surname.chars().count();
        // 和, 于, 向 are surnames too, but stand for themselves.
        if self.lexicon.get(surname).is_some_and(|entry| entry.class == Class::Function) {
            return;
        }
        for end in first + 1..=(first + 2).min(self.chars.len()) {
            let given = |&c: &char| han::is_han(c) && !NO_NAME.contains(c) && !surname.contains(c);
            if !self.chars[first..end].iter().all(given) {
                return;
            }
            let (cost, kind) = self.person_cost(start, end);
            // A given name of two characters is the more usual one.
            let cost = cost + if end - first == 1 { 3 } else { 0 };
            edges.push(self.edge(start, end, cost, kind, romanize::person(self.slice(start, end))));
        }
    }

    /// What a person at `start..end` costs by the signs around the name.
    fn person_cost(&self, start: usize, end: usize) -> (u32, Kind) {
        if self.people.contains(self.slice(start, end)) {
            return (cost::PERSON_KNOWN, Kind::Person);
        }
        let before = &self.text[..self.offsets[start]];
        let behind = &self.text[self.offsets[end]..];
        let called = BEFORE_PERSON.iter().any(|word| before.ends_with(word)) || self.lists_people(before);
        let speaks = BEHIND_PERSON.iter().any(|word| behind.starts_with(word));
        let parted = behind.is_empty() || behind.starts_with(['，', '、', '。', '（', '”', '；']);
        let heads = before.is_empty() || before.ends_with(['。', '，', '；', '“', '：']);
        match (called, speaks || parted) {
            (true, true) => (cost::PERSON_SURE, Kind::Person),
            (true, false) => (cost::PERSON_CALLED, Kind::Person),
            (false, _) if speaks => (cost::PERSON_SPEAKS, Kind::Person),
            (false, true) if heads => (cost::PERSON_HEADS, Kind::Name),
            (false, _) => (cost::PERSON_BARE, Kind::Name),
        }
    }

    /// 、 after a person met before: names come in lists.
    fn lists_people(&self, before: &str) -> bool {
        before.strip_suffix('、').is_some_and(|rest| {
            let ends = |count: usize| rest.char_indices().rev().nth(count - 1).map_or("", |(at, _)| &rest[at..]);
            self.people.contains(ends(2)) || self.people.contains(ends(3))
        })
    }
}

/// Characters that given names do not hold.
const NO_NAME: &str =
    "的了是在和与或等及也都就还又很最被把让给对向从到以为不没有这那我你他她它们说个名位条项者地得着过吗呢吧啊";

fn word_cost(entry: &Entry, length: usize) -> u32 {
    match (entry.class, length) {
        (Class::Place, _) => cost::PLACE,
        (Class::Function | Class::Measure, 1) => cost::FUNCTION,
        (_, 1) => cost::SINGLE,
        _ => cost::WORD,
    }
}

fn word_kind(entry: &Entry) -> Kind {
    match entry.class {
        Class::Noun => Kind::Noun,
        Class::Measure => Kind::Measure,
        Class::Function | Class::Other => Kind::Word,
        Class::Place => Kind::Name,
    }
}

/// A numeral that counts nothing, as a word.
fn numeral(c: char) -> Option<&'static str> {
    Some(match c {
        '一' => "one",
        '二' | '两' => "two",
        '三' => "three",
        '四' => "four",
        '五' => "five",
        '六' => "six",
        '七' => "seven",
        '八' => "eight",
        '九' => "nine",
        '十' => "ten",
        '百' => "hundred",
        '千' => "thousand",
        '万' => "ten thousand",
        '亿' => "hundred million",
        '几' => "several",
        '多' => "many",
        '半' => "half",
        _ => return None,
    })
}
