//! Splitting a sentence into words, with the glossary's terms and the names of people as words of their own.

use super::background::{Background, TaggedWord, WordRole};
use super::repair;
use crate::Matcher;
use duizhao_core::article::Span;
use duizhao_zh::names;
use duizhao_zh::script::Converter;

/// A word of a sentence. Positions are in characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct SentenceWord {
    /// First character.
    pub(super) start: usize,
    /// One past the last character.
    pub(super) end: usize,
    /// What part it can play in a term.
    pub(super) class: WordRole,
    /// How rare it is, see [`Background::rarity`].
    pub(super) rarity: f32,
    /// Whether the glossary has it.
    pub(super) known: bool,
}

impl SentenceWord {
    /// Length in characters; never 0.
    pub(super) const fn len(&self) -> usize {
        self.end - self.start
    }

    /// Tests whether the word can stand in a term: no word of grammar and no mark.
    pub(super) fn is_content(&self) -> bool {
        !matches!(self.class, WordRole::Function | WordRole::Mark)
    }

    /// Tests whether the word is a person or a place.
    pub(super) fn is_name(&self) -> bool {
        matches!(self.class, WordRole::Person | WordRole::Place)
    }
}

/// A sentence, its words side by side, and what is known of it.
#[derive(Debug)]
pub(super) struct AnalysedSentence {
    /// The characters as written.
    pub(super) written: Vec<char>,
    /// The same in simplified script, character for character.
    pub(super) hans: Vec<char>,
    /// The words, in order; together they are the whole sentence.
    pub(super) words: Vec<SentenceWord>,
}

impl AnalysedSentence {
    /// Splits a sentence into words. Text that conversion would make longer or shorter is left in its script.
    pub(super) fn new(
        text: &str,
        simplify: &Converter,
        matcher: &Matcher,
        background: &mut Background,
    ) -> Self {
        let written: Vec<char> = text.chars().collect();
        let converted = simplify.convert(text);
        let simplified: Vec<char> = converted.chars().collect();
        let (hans, text) = if simplified.len() == written.len() {
            (simplified, &*converted)
        } else {
            (written.clone(), text)
        };
        let tokens = repair::tokens(text, background);
        let fixed = fixed(text, matcher, &tokens);
        let words = words(&hans, &tokens, &fixed, background);
        Self {
            written,
            hans,
            words,
        }
    }

    /// Returns the simplified text of `start..end`.
    pub(super) fn text(&self, start: usize, end: usize) -> String {
        self.hans[start..end].iter().collect()
    }

    /// Tests whether a word begins or ends at a character.
    pub(super) fn is_edge(&self, at: usize) -> bool {
        at == self.hans.len()
            || self
                .words
                .binary_search_by_key(&at, |word| word.start)
                .is_ok()
    }

    /// Tests whether a word is 和, 与 or 之, which may join the parts of a term.
    pub(super) fn is_joint(&self, word: &SentenceWord) -> bool {
        word.len() == 1 && matches!(self.hans[word.start], '和' | '与' | '之')
    }
}

/// A part of a sentence that is one word whatever the segmenter says, in characters.
struct FixedWord {
    start: usize,
    end: usize,
    /// Whether it is a term of the glossary.
    known: bool,
    /// Whether it is a person, or has one's name in it.
    is_person: bool,
}

/// Returns the known terms of a text that together cover most, and the people between them. Terms of one character are
/// left out, and those inside a longer word of the dictionary.
fn fixed(text: &str, matcher: &Matcher, tokens: &[TaggedWord]) -> Vec<FixedWord> {
    let mut at = vec![0; text.len() + 1];
    for (index, (byte, _)) in text.char_indices().enumerate() {
        at[byte] = index;
    }
    at[text.len()] = text.chars().count();
    let word = |span: Span, known| FixedWord {
        start: at[span.start],
        end: at[span.end],
        known,
        is_person: !known,
    };
    let terms = matcher.disjoint(text).into_iter();
    let mut fixed: Vec<FixedWord> = terms
        .map(|hit| word(hit.span, true))
        .filter(|term| term.end - term.start > 1 && !is_inside(tokens, term.start, term.end))
        .collect();
    for name in names::called(text)
        .into_iter()
        .map(|span| word(span, false))
    {
        let next = fixed.partition_point(|other| other.end <= name.start);
        match fixed.get_mut(next) {
            Some(other) if other.start < name.end => other.is_person = true,
            Some(_) | None => fixed.insert(next, name),
        }
    }
    fixed
}

/// Tests whether `start..end` lies inside a listed word that is longer.
fn is_inside(tokens: &[TaggedWord], start: usize, end: usize) -> bool {
    let index = tokens.partition_point(|token| token.end <= start);
    tokens.get(index).is_some_and(|token| {
        token.start <= start
            && token.end >= end
            && token.end - token.start > end - start
            && token.rarity < Background::UNLISTED
    })
}

/// Returns the words of a sentence: known terms whole, and between them the tokens, cut at the terms' edges.
fn words(
    chars: &[char],
    tokens: &[TaggedWord],
    fixed: &[FixedWord],
    background: &mut Background,
) -> Vec<SentenceWord> {
    let mut words = Vec::with_capacity(tokens.len());
    let mut fixed = fixed.iter().peekable();
    let mut at = 0;
    for token in tokens {
        while at < token.end {
            match fixed.peek() {
                Some(word) if word.start == at => {
                    words.push(whole(word, tokens));
                    at = word.end;
                    fixed.next();
                }
                Some(word) if word.start < token.end => {
                    words.push(piece(chars, token, at, word.start, background));
                    at = word.start;
                }
                Some(_) | None => {
                    words.push(piece(chars, token, at, token.end, background));
                    at = token.end;
                }
            }
        }
    }
    words
}

/// Returns a fixed word: a term is what its last word is.
fn whole(word: &FixedWord, tokens: &[TaggedWord]) -> SentenceWord {
    let last = tokens[tokens.partition_point(|token| token.end < word.end)];
    let (class, rarity) = if word.is_person {
        (WordRole::Person, Background::UNLISTED)
    } else {
        (term_class(last.class), last.rarity)
    };
    SentenceWord {
        start: word.start,
        end: word.end,
        class,
        rarity,
        known: word.known,
    }
}

/// Returns the class of a known term whose last word is of a class: it is never a word of grammar.
fn term_class(last: WordRole) -> WordRole {
    match last {
        WordRole::Function | WordRole::Mark | WordRole::Number | WordRole::Adverb => WordRole::Noun,
        WordRole::Noun
        | WordRole::Verbal
        | WordRole::Verb
        | WordRole::Adjective
        | WordRole::Set
        | WordRole::Person
        | WordRole::Place
        | WordRole::Organisation
        | WordRole::Latin => last,
    }
}

/// Returns a token, or what a known term leaves of it. What the dictionary takes for a person is a noun: people are
/// found by what stands beside their names.
fn piece(
    chars: &[char],
    token: &TaggedWord,
    start: usize,
    end: usize,
    background: &mut Background,
) -> SentenceWord {
    let whole = (token.start, token.end) == (start, end);
    let rarity = if whole {
        token.rarity
    } else {
        background.rarity(&chars[start..end].iter().collect::<String>())
    };
    SentenceWord {
        start,
        end,
        class: if token.class == WordRole::Person {
            WordRole::Noun
        } else {
            token.class
        },
        rarity,
        known: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Glossary;
    use duizhao_zh::script::Script;
    use proptest::prelude::*;
    use std::path::Path;

    fn sentence(terms: &[&str], text: &str) -> AnalysedSentence {
        let mut glossary = Glossary::default();
        let rows: String = terms.iter().map(|term| format!("{term},x\n")).collect();
        glossary
            .add_text(Path::new("t.csv"), &format!("source_hans,target\n{rows}"))
            .unwrap();
        let simplify = Converter::new(Script::Hans);
        AnalysedSentence::new(
            text,
            &simplify,
            &glossary.matcher(),
            &mut Background::default(),
        )
    }

    #[track_caller]
    fn check(terms: &[&str], text: &str, expected: &str) {
        let sentence = sentence(terms, text);
        let words: Vec<String> = sentence
            .words
            .iter()
            .map(|word| sentence.text(word.start, word.end))
            .collect();
        assert_eq!(words.join("/"), expected);
    }

    #[test]
    fn known_terms_are_words() {
        check(
            &["党建联络员"],
            "选派党建联络员下乡",
            "选派/党建联络员/下乡",
        );
        check(&["区发展"], "地区发展了", "地/区发展/了");
        check(&["黨"], "黨的", "党/的");
    }

    #[test]
    fn a_known_term_inside_a_longer_word_is_not_cut_out() {
        check(&["铁路"], "坐高速铁路去", "坐/高速铁路/去");
    }

    proptest! {
        #[test]
        fn words_are_the_sentence(text in "[党委书记区发展的的a1，。“”黨委\\PC]{0,30}") {
            let sentence = sentence(&["党委", "区发展", "书"], &text);
            let mut at = 0;
            for word in &sentence.words {
                prop_assert_eq!(word.start, at);
                prop_assert!(word.end > at);
                at = word.end;
            }
            prop_assert_eq!(at, sentence.hans.len());
            prop_assert_eq!(sentence.written.iter().collect::<String>(), text);
        }
    }
}
