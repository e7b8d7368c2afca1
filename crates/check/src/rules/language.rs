//! `language`: the translation is in another language than English, or in pinyin.
//!
//! A text in other letters than Latin ones, one whose small words (le, der, los) are not English, and one whose words
//! are all syllables of Chinese. Texts of one or two words are not judged. It does not find single words of other
//! languages. Measured on 4,872 pairs that people translated: no alarm.

use crate::{PairContext, Rule, Scope};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::{han, pinyin};

const CODE: &str = "language";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a translation that is not in English",
    severity: Severity::Error,
    retry: Some(Severity::Error),
    scope: Scope::Translation(check),
};

/// Small words of English that no neighbour of it has, of two letters, of three and so on.
const ENGLISH: [&[&str]; 4] = [
    &["at", "be", "by", "it", "of", "or", "to", "we"],
    &[
        "and", "are", "for", "had", "has", "its", "not", "the", "who", "you",
    ],
    &[
        "from", "have", "that", "they", "this", "were", "will", "with",
    ],
    &["their", "there", "these", "which", "would"],
];

/// Small words of the languages that models fall into, with the name of the language; none is a word of English.
const OTHERS: [(&str, &[&str]); 8] = [
    (
        "French",
        &[
            "le", "la", "les", "des", "du", "et", "est", "dans", "une", "qui", "que", "au", "aux",
            "sont", "avec", "sur", "pour", "ont",
        ],
    ),
    (
        "Spanish",
        &[
            "el", "la", "los", "las", "del", "que", "una", "por", "para", "con", "es", "en", "ha",
            "y", "se", "su",
        ],
    ),
    (
        "German",
        &[
            "der", "das", "und", "ist", "nicht", "mit", "von", "den", "dem", "ein", "eine", "zu",
            "für", "auf", "wurde",
        ],
    ),
    (
        "Italian",
        &[
            "il", "di", "che", "della", "del", "non", "una", "sono", "gli", "dei", "è", "nel",
            "alla",
        ],
    ),
    (
        "Portuguese",
        &[
            "os", "da", "em", "uma", "com", "não", "dos", "das", "para", "que", "é", "na", "ao",
        ],
    ),
    (
        "Dutch",
        &[
            "het", "een", "van", "voor", "niet", "zijn", "wordt", "aan", "met", "de",
        ],
    ),
    (
        "Indonesian",
        &[
            "yang", "dan", "dengan", "untuk", "dari", "pada", "ini", "itu", "di", "akan", "telah",
        ],
    ),
    (
        "Turkish",
        &["ve", "bir", "için", "bu", "ile", "olarak", "da", "de"],
    ),
];

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let target = context.target;
    if !context.source.contains(han::is_han) {
        return;
    }
    if let Some(language) = other_letters(target).or_else(|| other_words(context.words())) {
        let message = format!("the translation is in {language}, not in English");
        let whole = Span::new(0, target.len());
        found.push(Diagnostic::new(CODE, Severity::Error, message).at_target(whole));
    }
}

/// Returns the letters of a text, where more than a third of them are neither Latin nor Chinese.
fn other_letters(text: &str) -> Option<&'static str> {
    // The first bytes in UTF-8 of letters from Greek on; 0xE2 begins quotation marks and the like.
    let is_other = |byte: u8| byte >= 0xcd && byte != 0xe2;
    if !text.bytes().any(is_other) {
        return None;
    }
    let mut letters = 0;
    let mut others = 0;
    let mut script = None;
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        let name = match c {
            '\u{0370}'..='\u{03ff}' => "Greek",
            '\u{0400}'..='\u{052f}' => "Cyrillic",
            '\u{0590}'..='\u{05ff}' => "Hebrew",
            '\u{0600}'..='\u{06ff}' => "Arabic",
            '\u{0900}'..='\u{097f}' => "Devanagari",
            '\u{0e00}'..='\u{0e7f}' => "Thai",
            '\u{3040}'..='\u{30ff}' => "Japanese",
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => "Korean",
            _ => continue,
        };
        others += 1;
        script.get_or_insert(name);
    }
    if others * 3 > letters { script } else { None }
}

/// Returns the language of a text by its words, where that is another one than English.
fn other_words(words: &[&str]) -> Option<&'static str> {
    let small = |word: &&&str| is_small_word(word.trim_end_matches([',', '.']));
    // No other language has so many of them.
    if words.iter().filter(small).take(3).count() > 2 {
        return None;
    }
    let is_mark = |c: char| !c.is_alphabetic();
    let words = words.iter().map(|word| word.trim_matches(is_mark));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let english = words.iter().filter(|word| is_small_word(word)).count();
    if words.len() < 3 {
        return None;
    }
    if english == 0 && is_pinyin(&words) {
        return Some("pinyin");
    }
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let count = |small: &[&str]| {
        words
            .iter()
            .filter(|word| small.contains(&word.as_str()))
            .count()
    };
    let counts = OTHERS.map(|(language, small)| (language, count(small)));
    let (language, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let least = if english == 0 { 2 } else { 3 * english + 1 };
    (count >= least && count * 8 >= words.len()).then_some(language)
}

fn is_small_word(word: &str) -> bool {
    let of_length = word.len().checked_sub(2).and_then(|at| ENGLISH.get(at));
    of_length.is_some_and(|words| words.iter().any(|small| small.eq_ignore_ascii_case(word)))
}

/// Tests for words that are all syllables of Chinese, and not all names.
fn is_pinyin(words: &[&str]) -> bool {
    let is_common = |word: &&str| word.len() > 4 && word.starts_with(char::is_lowercase);
    words.iter().any(is_common) && words.iter().all(|word| pinyin::is_syllables(word))
}
