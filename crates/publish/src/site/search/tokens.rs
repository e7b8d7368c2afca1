//! What texts are found by.
//!
//! Characters are taken in one form, the simplified and half-width one, so that script and width do not matter.
//!
//! - A run of Chinese characters gives each pair of neighbours, and its last character alone: 党中央 is 党中, 中央, 央. So
//!   the tokens that begin with a character are all places of that character.
//! - A run of other letters and digits gives a word in lower case, without `'s` and the `s` of a plural. A point between
//!   digits stays, a comma between digits goes: 1.8 and 18,000 are words. The commonest words of English give none.
//!
//! `search.js` does the same with what a reader types.

use duizhao_zh::han;
use duizhao_zh::identity::one_form;

/// Longest word, in characters; of a longer one the rest is left out.
const LONGEST: usize = 24;

/// Words that are in nearly every sentence, in order. `search.js` has them too.
const COMMON: [&str; 31] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "had", "has", "have",
    "he", "in", "is", "it", "its", "of", "on", "or", "that", "the", "their", "this", "to", "was",
    "were", "which", "with",
];

/// Forms that [`one_form`] gives to common characters though hardly anybody writes them, with the common ones.
const COMMON_FORMS: [(char, char); 7] = [
    ('㓰', '划'),
    ('㳽', '弥'),
    ('䌽', '彩'),
    ('䙓', '摆'),
    ('缐', '线'),
    ('钜', '巨'),
    ('锺', '钟'),
];

/// Returns the form in which a character is indexed: for most characters of simplified text, itself.
pub(super) fn form(c: char) -> char {
    let form = one_form(c);
    let common = COMMON_FORMS.iter().find(|(other, _)| *other == form);
    common.map_or(form, |(_, common)| *common)
}

/// Has `take` take every token of a text, in its order. Linear.
pub(super) fn each(text: &str, mut take: impl FnMut(&str)) {
    let mut run = Run::default();
    let mut chars = text.chars().map(form).peekable();
    while let Some(c) = chars.next() {
        if han::is_han(c) {
            run.end_word(&mut take);
            run.han(c, &mut take);
        } else if is_of_word(c) {
            run.end_han(&mut take);
            run.word.extend(c.to_lowercase());
        } else if let Some(inner) = inner(c, run.word.chars().last(), chars.peek().copied()) {
            run.word.extend(inner);
        } else {
            run.end_han(&mut take);
            run.end_word(&mut take);
        }
    }
    run.end_han(&mut take);
    run.end_word(&mut take);
}

/// Letters of one kind that stand together.
#[derive(Default)]
struct Run {
    last: Option<char>,
    word: String,
    pair: String,
}

impl Run {
    fn han(&mut self, c: char, take: &mut impl FnMut(&str)) {
        if let Some(last) = self.last.replace(c) {
            self.pair.clear();
            self.pair.extend([last, c]);
            take(&self.pair);
        }
    }

    fn end_han(&mut self, take: &mut impl FnMut(&str)) {
        if let Some(last) = self.last.take() {
            take(last.encode_utf8(&mut [0; 4]));
        }
    }

    fn end_word(&mut self, take: &mut impl FnMut(&str)) {
        if self.word.is_empty() {
            return;
        }
        base(&mut self.word);
        if COMMON.binary_search(&self.word.as_str()).is_err() {
            take(&self.word);
        }
        self.word.clear();
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && !han::is_han(c)
}

/// Returns what a mark within a word adds to it; `None` where the mark ends the word.
fn inner(c: char, before: Option<char>, after: Option<char>) -> Option<Option<char>> {
    let (before, after) = (before?, after?);
    let is_between_digits = before.is_ascii_digit() && after.is_ascii_digit();
    match c {
        '\'' | '’' if is_of_word(before) && is_of_word(after) => Some(Some('\'')),
        '.' if is_between_digits => Some(Some('.')),
        ',' if is_between_digits => Some(None),
        _ => None,
    }
}

/// Makes the base of a word in lower case: `parties`, `party's` and `party` have one.
fn base(word: &mut String) {
    if let Some(stem) = word.strip_suffix("'s") {
        word.truncate(stem.len());
    }
    if word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        singular(word);
    }
    if let Some((end, _)) = word.char_indices().nth(LONGEST) {
        word.truncate(end);
    }
}

fn singular(word: &mut String) {
    let ends = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    let shorter = if word.len() > 4 && ends(&["ies"]) {
        3
    } else if ends(&["sses", "shes", "ches", "xes", "zes"]) {
        2
    } else if ends(&["s"]) && !ends(&["ss", "us", "is"]) {
        1
    } else {
        return;
    };
    word.truncate(word.len() - shorter);
    if shorter == 3 {
        word.push('y');
    }
}

/// Returns what tokens share that a reader may be about to type: the first character of Chinese, the first two of a word.
pub(super) fn head(token: &str) -> &str {
    let is_han = token.chars().next().is_some_and(han::is_han);
    let end = token.char_indices().nth(if is_han { 1 } else { 2 });
    end.map_or(token, |(end, _)| &token[..end])
}

/// Returns the hash that says which file has a token: FNV-1a of 32 bits, stirred as MurmurHash3 does it at its end.
pub(super) fn hash(token: &str) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in token.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut tokens = Vec::new();
        each(text, |token| tokens.push(token.to_owned()));
        assert_eq!(tokens.join(" "), expected, "{text}");
    }

    #[test]
    fn texts_have_tokens() {
        check("党中央。", "党中 中央 央");
        check("黨中央，党", "党中 中央 央 党");
        check("戰線划时代", "战线 线划 划时 时代 代");
        check("有1.8万个５Ｇ站", "有 1.8 万个 个 5g 站");
        check("18,000 Party members.", "18000 party member");
        check(
            "The Party’s policies, the workers' classes",
            "party policy worker class",
        );
        check(
            "socio-economic development is us",
            "socio economic development us",
        );
        check("don't 1, 2.", "don't 1 2");
        check("", "");
    }

    #[test]
    fn common_words_are_in_order() {
        assert!(COMMON.is_sorted());
    }

    #[test]
    fn heads_and_hashes() {
        assert_eq!((head("党中"), head("party"), head("5")), ("党", "pa", "5"));
        // `search.js` must find the same.
        assert_eq!(hash("党中"), hash("党中"));
        assert_ne!(hash("party"), hash("parts"));
    }
}
