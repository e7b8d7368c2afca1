//! Names of people and places: what surnames, levels and the words around them tell.

use super::background::{Background, Class};
use super::sentence::{Sentence, Word};
use super::{Find, Kind, kind};
use duizhao_zh::han;
use duizhao_zh::names;

/// What stands behind names of people: speech, forms of address, marks.
const BEHIND: [&str; 17] = [
    "说", "表示", "介绍", "告诉", "称", "认为", "指出", "强调", "坦言", "同志", "书记", "主任",
    "先生", "女士", "带领", "出席", "主持",
];

/// Characters that no name of a person holds.
const NO_NAME: &str = "的了是在与或及也都就还又很最被把让给对从到不没这那我你他她它们个名位条项者着过吗呢吧啊省市县区镇乡村";

/// Levels of places; a longer one before what it ends with.
const LEVELS: [&str; 17] = [
    "自治区",
    "自治州",
    "自治县",
    "开发区",
    "街道",
    "社区",
    "新区",
    "林场",
    "省",
    "市",
    "县",
    "区",
    "镇",
    "乡",
    "村",
    "旗",
    "屯",
];

/// Characters that no name of a place told by its level alone holds.
const NO_PLACE: &str = "的了是在和与或等及全各本该每某这那我你他她它们不也都就还又很把被让给对向从到以为因由将会能可要个名位条项驻贫困";

/// The longest name before its level, in characters.
const LONGEST: usize = 4;

/// Adds the people and places of a sentence.
pub(super) fn find(sentence: &Sentence, finds: &mut Vec<Find>) {
    for index in 0..sentence.words.len() {
        finds.extend(person(sentence, index));
        finds.extend(place(sentence, index));
    }
}

/// The person whose name begins with word `index`.
fn person(sentence: &Sentence, index: usize) -> Option<Find> {
    let word = sentence.words[index];
    let given = sentence
        .words
        .get(index + 1)
        .filter(|given| word.len() == 1 && given.class == Class::Person);
    if word.known || (word.class == Class::Function && given.is_none()) {
        return None;
    }
    let called = is_called(sentence, index);
    let rest = sentence.text(word.start, (word.start + 4).min(sentence.hans.len()));
    let (surname, _) = names::surname(&rest)?;
    let lone = surname.chars().count();
    let ends = [2, 1].map(|given| word.start + lone + given);
    ends.into_iter()
        .filter(|&end| end <= sentence.hans.len() && sentence.is_edge(end))
        .find_map(|end| {
            let name = sentence.text(word.start, end);
            let tagged = word.class == Class::Person
                && word.end == end
                && (word.rarity >= Background::UNLISTED
                    || called
                    || is_apart(sentence, word.start, end));
            let spoken = || {
                BEHIND.iter().any(|behind| {
                    sentence
                        .text(end, (end + 2).min(sentence.hans.len()))
                        .starts_with(behind)
                })
            };
            let unusual = word.len() < 2 || word.rarity > 15.0;
            let is_name = names::is_person(&name)
                && !name.contains(|c| NO_NAME.contains(c))
                && (tagged
                    || given.is_some_and(|given| given.end == end)
                    || (unusual && (called || spoken())));
            is_name.then_some(Find {
                start: word.start,
                end,
                kind: Kind::Person,
            })
        })
}

/// Whether a mark or an end stands on one side of `start..end`, as in lists of names.
fn is_apart(sentence: &Sentence, start: usize, end: usize) -> bool {
    let mark = |at: Option<usize>| {
        at.and_then(|at| sentence.hans.get(at))
            .is_none_or(|&c| han::is_punctuation(c))
    };
    mark(start.checked_sub(1))
        || mark(Some(end))
        || BEHIND
            .iter()
            .any(|word| sentence.hans[end..].starts_with(&word.chars().collect::<Vec<_>>()))
}

/// Whether the words before word `index` name a post or a role, as before names.
fn is_called(sentence: &Sentence, index: usize) -> bool {
    let end = sentence.words[index].start;
    let before = sentence.text(end.saturating_sub(4), end);
    kind::is_post(&before) || before.ends_with("编辑：") || before.ends_with("记者")
}

/// The place whose level ends word `index`: the words before the level, up to a place, a level or a word of
/// grammar before them.
fn place(sentence: &Sentence, index: usize) -> Option<Find> {
    let word = sentence.words[index];
    let text = sentence.text(word.start, word.end);
    let level = LEVELS.iter().find(|level| text.ends_with(**level))?;
    let level = word.end - level.chars().count();
    let mut start = word.start.min(level);
    let can_be = word.start == level || is_proper(&word);
    for before in sentence.words[..index].iter().rev() {
        if level - before.start > LONGEST || !can_precede(sentence, before) {
            break;
        }
        start = before.start;
    }
    let name = &sentence.hans[start..level];
    let fits = can_be
        && name.len() >= 2 - usize::from(is_proper(&word))
        && name
            .iter()
            .all(|&c| han::is_han(c) && !NO_PLACE.contains(c));
    let ordinary =
        sentence.words[..=index].iter().rev().take(4).any(|w| {
            w.start == start && w.end == level && w.rarity < 12.0 && w.class != Class::Place
        });
    (fits && !ordinary && !word.known).then_some(Find {
        start,
        end: word.end,
        kind: Kind::Place,
    })
}

/// Whether a word may be a name: a place, or nothing that the dictionary has.
fn is_proper(word: &Word) -> bool {
    matches!(word.class, Class::Place) || word.rarity >= Background::UNLISTED
}

/// Whether a word before a level can belong to the name: it is no place of its own, no level, no usual verb.
fn can_precede(sentence: &Sentence, word: &Word) -> bool {
    let text = sentence.text(word.start, word.end);
    let proper = word.len() == 1 || word.rarity >= 12.0 || word.class == Class::Person;
    proper
        && !word.known
        && !matches!(
            word.class,
            Class::Function | Class::Mark | Class::Place | Class::Latin | Class::Number
        )
        && !LEVELS.iter().any(|level| text.ends_with(level))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, find_in};
    use super::*;

    #[test]
    fn people_by_post_and_speech() {
        let found = find_in(find, "村支部书记柯孟川说，组织部长赵文远表示");
        let people: Vec<&str> = found
            .iter()
            .filter(|(_, kind)| *kind == Kind::Person)
            .map(|(text, _)| &**text)
            .collect();
        assert_eq!(people, ["柯孟川", "赵文远"]);
    }

    #[test]
    fn a_surname_may_be_a_word_of_grammar() {
        check(find, "何志强在会上发言", &[("何志强", Kind::Person)]);
    }

    #[test]
    fn places_by_level() {
        let found = find_in(find, "在某县柳泉坝村，");
        assert!(
            found.contains(&("柳泉坝村".into(), Kind::Place)),
            "{found:?}"
        );
    }

    #[test]
    fn common_words_are_no_names() {
        check(find, "全市各区和本村", &[]);
    }
}
