//! Finding words and runs of words that may be terms by their parts of speech.

use super::background::{Background, WordRole};
use super::sentence::{AnalysedSentence, SentenceWord};
use super::{Find, SuggestionKind, kind};

/// The most words of a compound.
const MOST_WORDS: usize = 7;

/// The shortest and the longest compound, in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=14;

/// A word of two characters that is less rare than this is no term alone: 655 words of the dictionary. Of those that a
/// translator listed in eight articles, the least rare was at 14.
const USUAL: f32 = 9.0;

/// A word that is rarer than this makes a term with the name of a place.
const RARE: f32 = 12.0;

/// Adds every run of words of a sentence that may be a term: it begins and ends in words that carry meaning, and holds
/// no word of grammar but, where no name is in it, one 的, 和 or 与. Known terms are words here, so that no run cuts one.
pub(super) fn find(sentence: &AnalysedSentence, finds: &mut Vec<Find>) {
    for first in 0..sentence.words.len() {
        if can_begin(sentence, &sentence.words[first]) {
            runs(sentence, first, finds);
        }
    }
}

/// Adds the runs that begin with word `first`.
fn runs(sentence: &AnalysedSentence, first: usize, finds: &mut Vec<Find>) {
    let start = sentence.words[first].start;
    let mut joints = 0;
    for (count, word) in sentence.words[first..].iter().enumerate().take(MOST_WORDS) {
        let is_joint = sentence.is_joint(word);
        joints += usize::from(is_joint);
        let goes_on = word.is_content() || is_joint;
        if !goes_on || joints > 1 || word.end - start > *LENGTHS.end() {
            return;
        }
        if can_end(word) && word.end - start >= *LENGTHS.start() {
            let words = &sentence.words[first..=first + count];
            if is_possible(sentence, words, joints) {
                finds.push(Find {
                    start,
                    end: word.end,
                    kind: kind_of(sentence, words),
                });
            }
        }
    }
}

/// Tests whether a run of words may be a term: it names a thing, and no person is in it, who has a row of his own. One
/// word must be rare; of several, the first is no verb, adverb or number, but for who does something (治水联络员), a name
/// stands first if anywhere, and none beside 和 or 与.
fn is_possible(sentence: &AnalysedSentence, words: &[SentenceWord], joints: usize) -> bool {
    let [first, rest @ ..] = words else {
        return false;
    };
    let Some(last) = rest.last() else {
        return !matches!(
            first.class,
            WordRole::Latin | WordRole::Person | WordRole::Place
        ) && (first.known || first.len() > 2 || first.rarity >= USUAL);
    };
    let is_agent = || {
        first.len() > 1 && rest.len() == 1 && kind::is_post(&sentence.text(last.start, last.end))
    };
    let is_thing = (!matches!(
        first.class,
        WordRole::Verb | WordRole::Adverb | WordRole::Number
    ) || is_agent())
        && last.class != WordRole::Adjective
        && !rest.iter().any(|word| word.class == WordRole::Verb)
        && !last.is_name();
    let has_person = words.iter().any(|word| word.class == WordRole::Person);
    let has_name = words
        .iter()
        .any(|word: &SentenceWord| word.is_name() || word.class == WordRole::Organisation);
    is_thing
        && !has_person
        && (joints == 0 || !has_name)
        && (first.class != WordRole::Place || is_named_after(sentence, first, rest))
}

/// Tests whether what stands after a place may be a term with it: not what is done there, and not one usual word, which
/// any place has, unless a body is named so.
fn is_named_after(
    sentence: &AnalysedSentence,
    place: &SentenceWord,
    rest: &[SentenceWord],
) -> bool {
    let is_done = rest
        .iter()
        .all(|word| matches!(word.class, WordRole::Verbal | WordRole::Adverb));
    match rest {
        [word] if !word.known && word.rarity < RARE => {
            !is_done && kind::is_body(&sentence.text(place.start, word.end))
        }
        _ => !is_done,
    }
}

/// Returns the kind of a run of words.
fn kind_of(sentence: &AnalysedSentence, words: &[SentenceWord]) -> SuggestionKind {
    let first = words[0];
    let last = words[words.len() - 1];
    let text = sentence.text(first.start, last.end);
    let is_unlisted = words
        .iter()
        .all(|word| word.len() == 1 || word.rarity >= Background::UNLISTED);
    let nominal = !matches!(last.class, WordRole::Verb | WordRole::Adjective);
    match (words, last.class) {
        ([_], WordRole::Set) if last.len() > 3 => SuggestionKind::Idiom,
        ([_], WordRole::Organisation) => SuggestionKind::Organisation,
        _ if nominal && kind::is_body(&text) => SuggestionKind::Organisation,
        _ if nominal && kind::is_post(&text) => SuggestionKind::Post,
        _ if is_unlisted && kind::is_person(&text) => SuggestionKind::Person,
        ([_], _) => SuggestionKind::Word,
        _ => SuggestionKind::Phrase,
    }
}

/// Tests whether a term can begin with a word: no adverb and no suffix of one character.
fn can_begin(sentence: &AnalysedSentence, word: &SentenceWord) -> bool {
    const SUFFIXES: &str = "化性率者式型度力感界";
    let suffix = SUFFIXES.contains(sentence.hans[word.start]);
    word.is_content() && !(word.len() == 1 && (suffix || word.class == WordRole::Adverb))
}

/// Tests whether a term can end with a word.
fn can_end(word: &SentenceWord) -> bool {
    let lone_verb =
        word.len() == 1 && word.class == WordRole::Verb && word.rarity < Background::UNLISTED;
    word.is_content() && !matches!(word.class, WordRole::Adverb | WordRole::Number) && !lone_verb
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, find_in};
    use super::*;

    #[test]
    fn compounds_begin_and_end_in_words_that_carry_meaning() {
        check(find, "在的了。", &[]);
        let found = find_in(find, "他在村里推广节水灌溉技术的时候");
        assert!(
            found.contains(&("节水灌溉技术".into(), SuggestionKind::Phrase)),
            "{found:?}"
        );
        assert!(
            found
                .iter()
                .all(|(text, _)| !text.starts_with('在') && !text.ends_with('的'))
        );
    }

    #[test]
    fn endings_give_the_kind() {
        let found = find_in(find, "某县水利局和治水联络员");
        assert!(
            found.contains(&("水利局".into(), SuggestionKind::Word))
                || found.contains(&("县水利局".into(), SuggestionKind::Organisation)),
            "{found:?}"
        );
        assert!(
            found.contains(&("治水联络员".into(), SuggestionKind::Post)),
            "{found:?}"
        );
    }
}
