//! The form by which a word is compared: without endings, and in American spelling.

use super::irregular::IRREGULAR;
use super::phrase::is_placeholder;
use std::borrow::Cow;
use std::sync::LazyLock;

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
    pub(super) fn form(self, word: &str) -> Cow<'_, str> {
        match self {
            Self::Inflection => canonical(word),
            Self::Case => lower(possessor(straight(word.into()))),
            Self::Number => singular(possessor(straight(word.into()))),
        }
    }
}

/// Shortens a word to its first bytes.
fn cut(word: Cow<'_, str>, length: usize) -> Cow<'_, str> {
    match word {
        Cow::Borrowed(word) => Cow::Borrowed(&word[..length]),
        Cow::Owned(mut word) => {
            word.truncate(length);
            Cow::Owned(word)
        }
    }
}

/// Turns the apostrophes of a word into straight ones.
fn straight(word: Cow<'_, str>) -> Cow<'_, str> {
    if word.is_ascii() || !word.contains('’') {
        word
    } else {
        word.replace('’', "'").into()
    }
}

/// Turns a word into lower case.
fn lower(word: Cow<'_, str>) -> Cow<'_, str> {
    if !word.is_ascii() {
        word.to_lowercase().into()
    } else if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        word.to_ascii_lowercase().into()
    } else {
        word
    }
}

/// Removes the `s` of a plural (SOEs, but not GPS) and keeps upper and lower case.
fn singular(word: Cow<'_, str>) -> Cow<'_, str> {
    match word.strip_suffix('s').map(str::len) {
        Some(length) if length > 1 && !word[..length].ends_with(['s', 'u', 'i']) => {
            cut(word, length)
        }
        _ => word,
    }
}

/// Removes the ending of a possessive.
fn possessor(word: Cow<'_, str>) -> Cow<'_, str> {
    let length = without_possessive(&word).len();
    cut(word, length)
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
pub(super) fn canonical(word: &str) -> Cow<'_, str> {
    let word = straight(lower(word.into()));
    if word == "&" {
        return "and".into();
    }
    let word = possessor(word);
    if is_placeholder(&word) {
        return word;
    }
    match irregular(&word) {
        Some(base) => stem(base.into()),
        None => stem(american(word)),
    }
}

/// Returns the base of an irregular form.
fn irregular(word: &str) -> Option<&'static str> {
    static SORTED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
        let mut forms = IRREGULAR.to_vec();
        forms.sort_unstable();
        forms
    });
    let first = *word.as_bytes().first()?;
    // Few begin with the same letter, and to compare letters is quicker than to compare words.
    let start = SORTED.partition_point(|(form, _)| form.as_bytes()[0] < first);
    let rows = SORTED[start..].iter();
    let mut alike = rows.take_while(|(form, _)| form.as_bytes()[0] == first);
    alike.find(|(form, _)| *form == word).map(|(_, base)| *base)
}

/// Turns a British spelling into the American one, by the rules in which Oxford's and Webster's dictionaries differ.
fn american(word: Cow<'_, str>) -> Cow<'_, str> {
    match &*word {
        "programme" | "programmes" => return word.replace("mme", "m").into(),
        "defence" | "offence" | "licence" => return word.replace("ence", "ense").into(),
        "centre" | "centres" | "theatre" | "theatres" => {
            return word.replace("tre", "ter").into();
        }
        _ => {}
    }
    let word = replaced(replaced(word, "isation", "ization"), "our", "or");
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
            return format!("{start}{american}").into();
        }
    }
    word
}

/// Replaces a part of a word wherever it stands.
fn replaced<'w>(word: Cow<'w, str>, part: &str, by: &str) -> Cow<'w, str> {
    let mut places = word.as_bytes().windows(part.len());
    if places.any(|place| place == part.as_bytes()) {
        word.replace(part, by).into()
    } else {
        word
    }
}

/// Removes the plural and verb endings of a word and the changes that they cause, so that a word and its
/// inflections get the same stem.
fn stem(word: Cow<'_, str>) -> Cow<'_, str> {
    let word = without_verb_ending(without_plural(word));
    let mut stem = &*word;
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
        Some(start) if start.len() > 1 => format!("{start}y").into(),
        _ => {
            let length = stem.len();
            cut(word, length)
        }
    }
}

fn without_plural(word: Cow<'_, str>) -> Cow<'_, str> {
    let Some(start) = word.strip_suffix('s') else {
        return word;
    };
    if let Some(start) = start.strip_suffix("ie")
        && start.len() > 1
    {
        return format!("{start}y").into();
    }
    if let Some(start) = start.strip_suffix('e')
        && ["s", "x", "z", "ch", "sh"]
            .iter()
            .any(|end| start.ends_with(end))
    {
        let length = start.len();
        return cut(word, length);
    }
    if word.len() <= 3 || start.ends_with(['s', 'u', 'i']) {
        return word;
    }
    let length = start.len();
    cut(word, length)
}

fn without_verb_ending(word: Cow<'_, str>) -> Cow<'_, str> {
    let length = if let Some(start) = word.strip_suffix("ing")
        && is_verb(start)
    {
        start.len()
    } else if let Some(start) = word.strip_suffix("ed")
        && is_verb(start)
        && !word.ends_with("eed")
    {
        start.len()
    } else {
        word.len()
    };
    cut(word, length)
}

/// Tests whether a word without its ending can be a verb: king, string and bed are not inflected.
fn is_verb(start: &str) -> bool {
    start.len() > 1 && start.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}
