//! Finding names: people, who are words of their own, and places by their levels.

use super::background::{Background, WordRole};
use super::sentence::{AnalysedSentence, SentenceWord};
use super::{Find, SuggestionKind, tally};
use duizhao_zh::han;

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
const NO_PLACE: &str = "的了是在距离含和与或等及全各本该每某这那我你他她它们不也都就还又很把被让给对向从到以为因由将会能可要个名位条项驻贫困";

/// The longest name before its level, in characters.
const LONGEST: usize = 4;

/// Adds the people and places of a sentence.
pub(super) fn find(sentence: &AnalysedSentence, finds: &mut Vec<Find>) {
    for (index, word) in sentence.words.iter().enumerate() {
        if word.class == WordRole::Person && !word.known {
            finds.push(Find {
                start: word.start,
                end: word.end,
                kind: SuggestionKind::Person,
            });
        }
        finds.extend(place(sentence, index));
    }
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
        && name.len() >= 2
        && name
            .iter()
            .all(|&c| han::is_han(c) && !NO_PLACE.contains(c));
    let ordinary = tally::words(sentence, start, level)
        .iter()
        .any(|word| word.len() > 1 && word.rarity < 12.0 && word.class != WordRole::Place);
    let is_kind = text.ends_with("地区") || text.ends_with("城市");
    (fits && !ordinary && !is_kind && !word.known).then_some(Find {
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
    let proper = word.len() == 1 || word.rarity >= 12.0;
    proper
        && !word.known
        && !matches!(
            word.class,
            WordRole::Function
                | WordRole::Mark
                | WordRole::Person
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
