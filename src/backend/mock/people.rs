//! People in the lattice: names told by a surname and the signs around it.

use super::lattice::{Edge, Kind, Lattice, cost};
use super::lexicon::Class;
use crate::{han, names, pinyin};

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

/// Characters that given names do not hold.
const NO_NAME: &str =
    "的了是在和与或等及也都就还又很最被把让给对向从到以为不没有这那我你他她它们说个名位条项者地得着过吗呢吧啊";

impl Lattice<'_> {
    /// Adds the persons whose name may begin at character `start`.
    pub(super) fn person(&self, start: usize, edges: &mut Vec<Edge>) {
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
            // A surname of two characters is hardly anything else.
            let cost = if first - start == 2 { cost / 2 } else { cost };
            // A given name of two characters is the more usual one.
            let cost = cost + if end - first == 1 { 3 } else { 0 };
            edges.push(self.edge(start, end, cost, kind, pinyin::person(self.slice(start, end))));
        }
    }

    /// What a person at `start..end` costs by the signs around the name.
    fn person_cost(&self, start: usize, end: usize) -> (u32, Kind) {
        if self.people.contains(self.slice(start, end)) {
            return (cost::PERSON_KNOWN, Kind::Person);
        }
        let before = self.text[..self.offsets[start]].trim_end();
        let behind = &self.text[self.offsets[end]..];
        let called = names::ends_in_post(before) || names::ends_in_role(before) || self.lists_people(before);
        let speaks = BEHIND_PERSON.iter().any(|word| behind.starts_with(word));
        let parted = behind.is_empty() || behind.starts_with(['，', '、', '。', '（', '”', '；']);
        let heads = before.is_empty() || before.ends_with(['。', '，', '；', '“', '：', '、']);
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
