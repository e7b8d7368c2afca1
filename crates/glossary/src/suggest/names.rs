//! Finding names of people and places by surnames, levels and the words around them.

use super::background::{Background, WordRole};
use super::sentence::{AnalysedSentence, SentenceWord};
use super::{Find, SuggestionKind, kind};
use duizhao_zh::han;
use duizhao_zh::names;

/// Words after names of people: speech, forms of address, posts. None is longer than two characters.
const AFTER_NAMES: [&str; 17] = [
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
pub(super) fn find(sentence: &AnalysedSentence, finds: &mut Vec<Find>) {
    for index in 0..sentence.words.len() {
        finds.extend(person(sentence, index));
        finds.extend(place(sentence, index));
    }
}

/// Finds the person whose name begins with word `index`.
fn person(sentence: &AnalysedSentence, index: usize) -> Option<Find> {
    let word = sentence.words[index];
    let given = sentence
        .words
        .get(index + 1)
        .filter(|given| word.len() == 1 && given.class == WordRole::Person);
    if word.known || (word.class == WordRole::Function && given.is_none()) {
        return None;
    }
    let called = is_called(sentence, index);
    let rest = sentence.text(word.start, (word.start + 4).min(sentence.hans.len()));
    let (surname, _) = names::surname(&rest)?;
    let lone = surname.chars().count();
    let unusual = word.len() < 2 || word.rarity > 15.0;
    for end in [2, 1].map(|given| word.start + lone + given) {
        if end > sentence.hans.len() || !sentence.is_edge(end) {
            continue;
        }
        let tagged = word.class == WordRole::Person
            && word.end == end
            && (word.rarity >= Background::UNLISTED
                || called
                || is_apart(sentence, word.start, end));
        let told = tagged
            || given.is_some_and(|given| given.end == end)
            || (unusual && (called || is_followed(sentence, end)));
        let name = sentence.text(word.start, end);
        if told && names::is_person(&name) && !name.contains(|c| NO_NAME.contains(c)) {
            return Some(Find {
                start: word.start,
                end,
                kind: SuggestionKind::Person,
            });
        }
    }
    None
}

/// Tests whether a mark or an end stands on one side of `start..end`, as in lists of names, or a word as after names.
fn is_apart(sentence: &AnalysedSentence, start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|at| sentence.hans[at]);
    let after = sentence.hans.get(end).copied();
    before.is_none_or(han::is_punctuation)
        || after.is_none_or(han::is_punctuation)
        || is_followed(sentence, end)
}

/// Tests whether one of [`AFTER_NAMES`] begins at a character.
fn is_followed(sentence: &AnalysedSentence, end: usize) -> bool {
    let after = sentence.text(end, (end + 2).min(sentence.hans.len()));
    AFTER_NAMES.iter().any(|word| after.starts_with(word))
}

/// Tests whether the words before word `index` name a post or a role, as before names.
fn is_called(sentence: &AnalysedSentence, index: usize) -> bool {
    let end = sentence.words[index].start;
    let before = sentence.text(end.saturating_sub(4), end);
    kind::is_post(&before) || before.ends_with("编辑：") || before.ends_with("记者")
}

/// Finds the place whose level ends word `index`: the words before the level, up to a place, a level or a word of
/// grammar before them.
fn place(sentence: &AnalysedSentence, index: usize) -> Option<Find> {
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
    let ordinary = sentence.words[..=index].iter().rev().take(4).any(|w| {
        w.start == start && w.end == level && w.rarity < 12.0 && w.class != WordRole::Place
    });
    (fits && !ordinary && !word.known).then_some(Find {
        start,
        end: word.end,
        kind: SuggestionKind::Place,
    })
}

/// Tests whether a word may be a name: a place, or nothing that the dictionary has.
fn is_proper(word: &SentenceWord) -> bool {
    matches!(word.class, WordRole::Place) || word.rarity >= Background::UNLISTED
}

/// Tests whether a word before a level can belong to the name: it is no place of its own, no level, no usual verb.
fn can_precede(sentence: &AnalysedSentence, word: &SentenceWord) -> bool {
    let text = sentence.text(word.start, word.end);
    let proper = word.len() == 1 || word.rarity >= 12.0 || word.class == WordRole::Person;
    proper
        && !word.known
        && !matches!(
            word.class,
            WordRole::Function
                | WordRole::Mark
                | WordRole::Place
                | WordRole::Latin
                | WordRole::Number
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
            .filter(|(_, kind)| *kind == SuggestionKind::Person)
            .map(|(text, _)| &**text)
            .collect();
        assert_eq!(people, ["柯孟川", "赵文远"]);
    }

    #[test]
    fn a_surname_may_be_a_word_of_grammar() {
        check(
            find,
            "何志强在会上发言",
            &[("何志强", SuggestionKind::Person)],
        );
    }

    #[test]
    fn places_by_level() {
        let found = find_in(find, "在某县柳泉坝村，");
        assert!(
            found.contains(&("柳泉坝村".into(), SuggestionKind::Place)),
            "{found:?}"
        );
    }

    #[test]
    fn common_words_are_no_names() {
        check(find, "全市各区和本村", &[]);
    }
}
