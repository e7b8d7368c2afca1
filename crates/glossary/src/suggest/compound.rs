//! Words and runs of words that may be terms by their parts of speech.

use super::background::{Background, Class};
use super::sentence::{Sentence, Word};
use super::{Find, Kind, kind};

/// The most words of a compound.
const MOST_WORDS: usize = 7;

/// The shortest and the longest compound, in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=14;

/// A word of two characters that is less rare than this is no term alone: 655 words of the dictionary. Of those that a
/// translator listed in eight articles, the least rare was at 14.
const USUAL: f32 = 9.0;

/// Adds every run of words of a sentence that may be a term: it begins and ends in words that carry meaning, and
/// holds no word of grammar but, where no name is in it, one 的, 和 or 与. Known terms are words here, so that no run cuts one.
pub(super) fn find(sentence: &Sentence, finds: &mut Vec<Find>) {
    for first in 0..sentence.words.len() {
        if can_begin(sentence, &sentence.words[first]) {
            runs(sentence, first, finds);
        }
    }
}

/// Adds the runs that begin with word `first`.
fn runs(sentence: &Sentence, first: usize, finds: &mut Vec<Find>) {
    let start = sentence.words[first].start;
    let mut joints = 0;
    for (count, word) in sentence.words[first..].iter().enumerate().take(MOST_WORDS) {
        joints += usize::from(is_joint(sentence, word));
        let goes_on = is_content(word) || is_joint(sentence, word);
        if !goes_on || joints > 1 || word.end - start > *LENGTHS.end() {
            return;
        }
        if can_end(word) && word.end - start >= *LENGTHS.start() {
            let words = &sentence.words[first..=first + count];
            if is_possible(words, joints) {
                finds.push(Find {
                    start,
                    end: word.end,
                    kind: kind_of(sentence, words),
                });
            }
        }
    }
}

/// Whether a run of words may be a term, as far as names and usual words go: no usual word and no letters alone; no name at the end of
/// several words, which are somebody's post or where something happens; no name beside 的 or 和; no name and what is
/// done there.
fn is_possible(words: &[Word], joints: usize) -> bool {
    let is_name = |word: &Word| matches!(word.class, Class::Person | Class::Place);
    let (first, last) = (words[0], words[words.len() - 1]);
    match words {
        [word] if word.class == Class::Latin => false,
        [word] => word.known || word.len() > 2 || word.rarity >= USUAL || is_name(word),
        _ => {
            let happens = is_name(&first) && last.class == Class::Verb;
            !is_name(&last) && !happens && (joints == 0 || !words.iter().any(is_name))
        }
    }
}

/// The kind of a run of words.
fn kind_of(sentence: &Sentence, words: &[Word]) -> Kind {
    let (first, last) = (words[0], words[words.len() - 1]);
    let text = sentence.text(first.start, last.end);
    let nominal = !matches!(last.class, Class::Verb | Class::Adjective);
    match (words, last.class) {
        ([_], Class::Set) if last.len() > 3 => Kind::Idiom,
        ([_], Class::Place) => Kind::Place,
        ([_], Class::Organisation) => Kind::Organisation,
        _ if nominal && kind::is_body(&text) => Kind::Organisation,
        _ if nominal && kind::is_post(&text) => Kind::Post,
        ([_], _) => Kind::Word,
        _ => Kind::Phrase,
    }
}

/// Whether a word can stand in a term.
fn is_content(word: &Word) -> bool {
    !matches!(word.class, Class::Function | Class::Mark)
}

/// Whether a word is 的, 和 or 与, which may join the parts of a term.
fn is_joint(sentence: &Sentence, word: &Word) -> bool {
    word.len() == 1 && matches!(sentence.hans[word.start], '的' | '和' | '与' | '之')
}

/// Whether a term can begin with a word: no adverb and no suffix of one character.
fn can_begin(sentence: &Sentence, word: &Word) -> bool {
    const SUFFIXES: &str = "化性率者式型度力感界";
    let suffix = SUFFIXES.contains(sentence.hans[word.start]);
    is_content(word) && !(word.len() == 1 && (suffix || word.class == Class::Adverb))
}

/// Whether a term can end with a word.
fn can_end(word: &Word) -> bool {
    let lone_verb =
        word.len() == 1 && word.class == Class::Verb && word.rarity < Background::UNLISTED;
    is_content(word) && !matches!(word.class, Class::Adverb | Class::Number) && !lone_verb
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
            found.contains(&("节水灌溉技术".into(), Kind::Phrase)),
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
            found.contains(&("水利局".into(), Kind::Word))
                || found.contains(&("县水利局".into(), Kind::Organisation)),
            "{found:?}"
        );
        assert!(
            found.contains(&("治水联络员".into(), Kind::Post)),
            "{found:?}"
        );
    }
}
