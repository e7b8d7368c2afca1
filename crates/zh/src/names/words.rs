//! Words beside names: posts and roles before, verbs and forms of address after. The lists are in `words/`, a word a
//! line.

use crate::char_set::CharSet;
use crate::dictionary::{self, DictionaryMatch};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Words by the character at one end, so that one look excludes most texts.
struct ByEnd {
    ends: CharSet,
    words: HashMap<char, Vec<&'static str>>,
}

impl ByEnd {
    fn new(list: &'static str, end: fn(&str) -> Option<char>) -> Self {
        let mut words: HashMap<char, Vec<&'static str>> = HashMap::new();
        for word in list.lines().filter(|line| !line.starts_with('#')) {
            if let Some(c) = end(word) {
                words.entry(c).or_default().push(word);
            }
        }
        let ends = CharSet::new(words.keys().copied());
        Self { ends, words }
    }

    fn starts(list: &'static str) -> Self {
        Self::new(list, |word| word.chars().next())
    }

    fn ends(list: &'static str) -> Self {
        Self::new(list, |word| word.chars().next_back())
    }

    fn begin(&self, text: &str) -> bool {
        let first = text.chars().next().filter(|&c| self.ends.contains(c));
        let words = first.and_then(|c| self.words.get(&c));
        words.is_some_and(|words| words.iter().any(|word| text.starts_with(word)))
    }

    fn end(&self, text: &str) -> bool {
        let last = text.chars().next_back().filter(|&c| self.ends.contains(c));
        let words = last.and_then(|c| self.words.get(&c));
        words.is_some_and(|words| words.iter().any(|word| text.ends_with(word)))
    }
}

/// Tests whether `text` (simplified script) ends in a post.
pub fn ends_in_post(text: &str) -> bool {
    static WORDS: LazyLock<ByEnd> = LazyLock::new(|| ByEnd::ends(include_str!("words/posts.txt")));
    WORDS.end(text)
}

/// Tests whether `text` (simplified script) ends in a role: a profession, a membership, a status.
pub fn ends_in_role(text: &str) -> bool {
    static WORDS: LazyLock<ByEnd> = LazyLock::new(|| ByEnd::ends(include_str!("words/roles.txt")));
    WORDS.end(text)
}

/// Tests whether `text` begins with a word that follows a person's name and tells it.
pub fn speaks(text: &str) -> bool {
    static WORDS: LazyLock<ByEnd> =
        LazyLock::new(|| ByEnd::starts(include_str!("words/speaking.txt")));
    WORDS.begin(text)
}

/// Tests whether `text` begins with a word that may follow a name after a post.
pub(super) fn goes_on(text: &str) -> bool {
    static WORDS: LazyLock<ByEnd> =
        LazyLock::new(|| ByEnd::starts(include_str!("words/after.txt")));
    WORDS.begin(text)
}

/// Tests whether `text` looks like a surname and a given name and is none, as `words/no_names.txt` says.
pub(super) fn is_no_name(text: &str) -> bool {
    dictionary::find(text).is_some_and(DictionaryMatch::is_no_name)
}

/// The words that may stand after a surname alone.
static TITLES: LazyLock<ByEnd> = LazyLock::new(|| ByEnd::starts(include_str!("words/titles.txt")));

/// Tests whether `text` begins with a post or a form of address that may stand after a surname alone.
pub(super) fn begins_with_title(text: &str) -> bool {
    TITLES.begin(text)
}

/// Tests whether `text` is a post or a form of address that may stand after a surname alone.
pub(super) fn is_title(text: &str) -> bool {
    let words = text.chars().next().and_then(|c| TITLES.words.get(&c));
    words.is_some_and(|words| words.contains(&text))
}
