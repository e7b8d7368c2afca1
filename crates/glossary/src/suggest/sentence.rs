//! Splitting a sentence into words, with the glossary's terms as words of their own.

use super::background::{Background, TaggedWord, WordRole};
use super::repair;
use crate::Matcher;
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
        let known = known(text, matcher, &tokens);
        let words = words(&hans, &tokens, &known, background);
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

    /// Tests whether a word is 的, 和, 与 or 之, which may join the parts of a term.
    pub(super) fn is_joint(&self, word: &SentenceWord) -> bool {
        word.len() == 1 && matches!(self.hans[word.start], '的' | '和' | '与' | '之')
    }
}

/// Returns the places of known terms in characters: those that together cover most. Terms of one character are left
/// out, and those inside a longer word of the dictionary.
fn known(text: &str, matcher: &Matcher, tokens: &[TaggedWord]) -> Vec<(usize, usize)> {
    let hits = matcher.disjoint(text);
    if hits.is_empty() {
        return Vec::new();
    }
    let mut at = vec![0; text.len() + 1];
    for (index, (byte, _)) in text.char_indices().enumerate() {
        at[byte] = index;
    }
    at[text.len()] = text.chars().count();
    let spans = hits
        .iter()
        .map(|hit| (at[hit.span.start], at[hit.span.end]));
    spans
        .filter(|&(start, end)| end - start > 1 && !is_inside(tokens, start, end))
        .collect()
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
    known: &[(usize, usize)],
    background: &mut Background,
) -> Vec<SentenceWord> {
    let mut words = Vec::with_capacity(tokens.len());
    let mut known = known.iter().copied().peekable();
    let mut at = 0;
    for token in tokens {
        while at < token.end {
            match known.peek().copied() {
                Some((start, end)) if start == at => {
                    let last = tokens[tokens.partition_point(|token| token.end < end)];
                    words.push(SentenceWord {
                        start,
                        end,
                        class: term_class(last.class),
                        rarity: last.rarity,
                        known: true,
                    });
                    known.next();
                    at = end;
                }
                Some((start, _)) if start < token.end => {
                    words.push(piece(chars, token, at, start, background));
                    at = start;
                }
                _ => {
                    words.push(piece(chars, token, at, token.end, background));
                    at = token.end;
                }
            }
        }
    }
    words
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

/// Returns a token, or what a known term leaves of it.
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
        class: token.class,
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
