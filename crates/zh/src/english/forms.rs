//! The form by which a word is compared: without endings, and in American spelling.

use super::irregular::IRREGULAR;
use super::phrase::is_placeholder;

/// The differences that are ignored when phrases are compared. Articles and possessive endings always are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Case, endings and spelling: for renderings, which a sentence inflects.
    Inflection,
    /// Case: for forbidden renderings, which are exactly these words.
    Case,
    /// Plurals, but not case: for terms whose case matters.
    Number,
}

impl Fold {
    /// Number of variants.
    pub const COUNT: usize = [Self::Inflection, Self::Case, Self::Number].len();

    /// Returns the form by which a word is compared.
    pub(super) fn form(self, word: &str) -> String {
        match self {
            Self::Inflection => canonical(word),
            Self::Case => without_possessive(&word.replace('’', "'")).to_lowercase(),
            Self::Number => singular(without_possessive(&word.replace('’', "'"))),
        }
    }
}

/// Removes the `s` of a plural (SOEs, but not GPS) and keeps upper and lower case.
fn singular(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(start) if start.len() > 1 && !start.ends_with(['s', 'u', 'i']) => start.to_owned(),
        _ => word.to_owned(),
    }
}

fn without_possessive(word: &str) -> &str {
    if word == "one's" {
        word
    } else {
        word.strip_suffix("'s")
            .unwrap_or(word)
            .trim_end_matches('\'')
    }
}

/// Returns the form that a word shares with its inflections and spellings.
pub(super) fn canonical(word: &str) -> String {
    let word = word.to_lowercase().replace('’', "'");
    if word == "&" {
        return "and".to_owned();
    }
    let word = without_possessive(&word);
    if is_placeholder(word) {
        return word.to_owned();
    }
    if let Some((_, base)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return stem(base);
    }
    stem(&american(word))
}

/// Turns a British spelling into the American one, by the rules in which Oxford's and Webster's dictionaries differ.
fn american(word: &str) -> String {
    match word {
        "programme" | "programmes" => return word.replace("mme", "m"),
        "defence" | "offence" | "licence" => return word.replace("ence", "ense"),
        "centre" | "centres" | "theatre" | "theatres" => return word.replace("tre", "ter"),
        _ => {}
    }
    let word = word.replace("isation", "ization").replace("our", "or");
    // rise, wise and rising are not verbs in -ise.
    for (british, american, longer) in [
        ("ise", "ize", 4),
        ("yse", "yze", 4),
        ("ised", "ized", 5),
        ("ises", "izes", 5),
        ("ising", "izing", 6),
    ] {
        if word.len() > longer
            && let Some(start) = word.strip_suffix(british)
        {
            return format!("{start}{american}");
        }
    }
    word
}

/// Removes the plural and verb endings of a word and the changes that they cause, so that a word and its
/// inflections get the same stem.
fn stem(word: &str) -> String {
    let word = without_verb_ending(without_plural(word));
    let mut stem = word.as_str();
    // agreed is agree, and proceeding is proceed.
    if stem.ends_with("eed") {
        stem = &stem[..stem.len() - 1];
    }
    if stem.len() > 2 {
        stem = stem.strip_suffix('e').unwrap_or(stem);
    }
    if let [_, .., a, b] = stem.as_bytes()
        && a == b
        && b.is_ascii_alphabetic()
    {
        stem = &stem[..stem.len() - 1];
    }
    // carried, carrying, carry
    match stem.strip_suffix('i') {
        Some(start) if start.len() > 1 => format!("{start}y"),
        _ => stem.to_owned(),
    }
}

fn without_plural(word: &str) -> String {
    if let Some(start) = word.strip_suffix("ies")
        && start.len() > 1
    {
        return format!("{start}y");
    }
    if let Some(start) = word.strip_suffix("es")
        && ["s", "x", "z", "ch", "sh"]
            .iter()
            .any(|end| start.ends_with(end))
    {
        return start.to_owned();
    }
    let is_singular = word.len() <= 3 || ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('s') {
        Some(start) if !is_singular => start.to_owned(),
        _ => word.to_owned(),
    }
}

fn without_verb_ending(word: String) -> String {
    if let Some(start) = word.strip_suffix("ing")
        && is_verb(start)
    {
        return start.to_owned();
    }
    if let Some(start) = word.strip_suffix("ed")
        && is_verb(start)
        && !word.ends_with("eed")
    {
        return start.to_owned();
    }
    word
}

/// Tests whether a word without its ending can be a verb: king, string and bed are not inflected.
fn is_verb(start: &str) -> bool {
    start.len() > 1 && start.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}
