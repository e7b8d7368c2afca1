//! Names of files and addresses made of texts.

use duizhao_core::hash::Texts;
use duizhao_core::hex;
use duizhao_zh::pinyin;

/// Longest readable part of a name, in bytes.
const MOST: usize = 60;

/// Longest readable part of the name of a term, in bytes: pages have many links to them.
#[cfg(feature = "site")]
const MOST_OF_TERM: usize = 16;

/// Returns the name of a term's page: its source in pinyin, and always a hash of all that tells it from others.
#[cfg(feature = "site")]
pub(crate) fn of_term(source: &str, key: &str) -> String {
    with_hash(readable(source), key, MOST_OF_TERM)
}

/// Returns a name for a file or an address: lower-case ASCII letters, digits and single hyphens, Chinese in pinyin without
/// tones. Two texts have two names: one that does not say all of its text ends in a hash of it.
pub(crate) fn slug(text: &str) -> String {
    let slug = readable(text);
    if slug == text && slug.len() <= MOST && !slug.is_empty() {
        return slug;
    }
    with_hash(slug, text, MOST)
}

/// Returns what a name can say of a text.
fn readable(text: &str) -> String {
    let mut slug = String::new();
    for c in pinyin_apart(text).chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Returns a name with a hash of a text.
fn with_hash(mut slug: String, text: &str, most: usize) -> String {
    slug.truncate(most);
    let mut texts = Texts::default();
    texts.part(text);
    let hash = &hex::encode(&texts.hash().to_be_bytes())[..8];
    match slug.trim_end_matches('-') {
        "" => hash.to_owned(),
        slug => format!("{slug}-{hash}"),
    }
}

/// Writes Chinese characters as syllables, and letters in lower case.
fn pinyin_apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len());
    for c in text.chars().take(4 * MOST) {
        if c.is_ascii() {
            apart.push(c.to_ascii_lowercase());
        } else {
            apart.push_str(&pinyin::toneless(c.encode_utf8(&mut [0; 4])));
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_readable() {
        assert_eq!(slug("000_0cf339c489ed47d1"), "000_0cf339c489ed47d1");
        assert!(slug("党中央").starts_with("dangzhongyang-"));
        assert!(slug("2020/a").starts_with("2020-a-"));
        assert_ne!(slug("A"), slug("a"));
    }

    proptest! {
        #[test]
        fn a_name_is_safe_and_says_which_text_it_is(one in "\\PC{0,80}", other in "[.a/党A -]{0,6}") {
            let name = slug(&one);
            prop_assert!(!name.is_empty() && name.len() <= MOST + 9);
            prop_assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b)));
            prop_assert_eq!(name == slug(&other), one == other);
        }
    }
}
