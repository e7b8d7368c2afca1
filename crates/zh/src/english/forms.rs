//! The form by which a word is compared: without endings, and in American spelling.

use super::irregular::IRREGULAR;
use super::phrase::is_placeholder;
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

    /// Appends the form by which a word is compared.
    pub(super) fn push(self, word: &str, forms: &mut String) {
        let mut form = Form::of(word, forms);
        match self {
            Self::Inflection => form.reduce(),
            Self::Case => {
                form.drop_possessive();
                form.lower();
            }
            Self::Number => {
                form.drop_possessive();
                form.drop_plural_mark();
            }
        }
    }
}

/// A word at the end of other words, which becomes its form there.
struct Form<'f> {
    all: &'f mut String,
    start: usize,
}

impl<'f> Form<'f> {
    /// Appends a word to others, with straight apostrophes.
    fn of(word: &str, all: &'f mut String) -> Self {
        let start = all.len();
        if !word.is_ascii() && word.contains('’') {
            all.extend(word.chars().map(|c| if c == '’' { '\'' } else { c }));
        } else {
            all.push_str(word);
        }
        Self { all, start }
    }

    fn text(&self) -> &str {
        &self.all[self.start..]
    }

    fn len(&self) -> usize {
        self.all.len() - self.start
    }

    /// Shortens the word to its first bytes.
    fn cut(&mut self, length: usize) {
        self.all.truncate(self.start + length);
    }

    /// Removes an ending, if the word has it and what remains passes a test; returns whether it did.
    fn strip(&mut self, ending: &str, passes: impl FnOnce(&str) -> bool) -> bool {
        let rest = self.text().strip_suffix(ending);
        let length = rest.filter(|rest| passes(rest)).map(str::len);
        length.inspect(|&length| self.cut(length)).is_some()
    }

    /// Replaces an ending, if the word has it and what remains passes a test; returns whether it did.
    fn replace_end(&mut self, ending: &str, by: &str, passes: impl FnOnce(&str) -> bool) -> bool {
        let is_replaced = self.strip(ending, passes);
        if is_replaced {
            self.all.push_str(by);
        }
        is_replaced
    }

    /// Replaces a part of the word wherever it stands.
    #[inline]
    fn replace(&mut self, part: &str, by: &str) {
        let mut places = self.text().as_bytes().windows(part.len());
        if places.any(|place| place == part.as_bytes()) {
            self.set(&self.text().replace(part, by));
        }
    }

    fn set(&mut self, word: &str) {
        self.cut(0);
        self.all.push_str(word);
    }

    /// Turns the word into lower case.
    fn lower(&mut self) {
        if self.text().is_ascii() {
            self.all[self.start..].make_ascii_lowercase();
        } else {
            self.set(&self.text().to_lowercase());
        }
    }

    /// Removes the `s` of a plural (SOEs, but not GPS) and keeps upper and lower case.
    fn drop_plural_mark(&mut self) {
        self.strip("s", |rest| {
            rest.len() > 1 && !rest.ends_with(['s', 'u', 'i'])
        });
    }

    /// Removes the ending of a possessive.
    fn drop_possessive(&mut self) {
        if self.text() != "one's" {
            self.strip("'s", |_| true);
            while self.strip("'", |_| true) {}
        }
    }

    /// Turns the word into the form that it shares with its inflections and spellings.
    fn reduce(&mut self) {
        self.lower();
        if self.text() == "&" {
            self.set("and");
            return;
        }
        self.drop_possessive();
        if is_placeholder(self.text()) {
            return;
        }
        match irregular(self.text()) {
            Some(base) => self.set(base),
            None => self.americanize(),
        }
        self.stem();
    }

    /// Turns a British spelling into the American one, by the rules in which Oxford's and Webster's dictionaries differ.
    fn americanize(&mut self) {
        match self.text() {
            "programme" | "programmes" => return self.replace("mme", "m"),
            "defence" | "offence" | "licence" => return self.replace("ence", "ense"),
            "centre" | "centres" | "theatre" | "theatres" => return self.replace("tre", "ter"),
            _ => {}
        }
        self.replace("isation", "ization");
        self.replace("our", "or");
        // rise, wise and rising are not verbs in -ise.
        let _ = self.replace_end("ise", "ize", |rest| rest.len() > 1)
            || self.replace_end("yse", "yze", |rest| rest.len() > 1)
            || self.replace_end("ised", "ized", |rest| rest.len() > 1)
            || self.replace_end("ises", "izes", |rest| rest.len() > 1)
            || self.replace_end("ising", "izing", |rest| rest.len() > 1);
    }

    /// Removes the plural and verb endings of the word and the changes that they cause, so that a word and its
    /// inflections get the same stem.
    fn stem(&mut self) {
        self.drop_plural();
        self.drop_verb_ending();
        // agreed is agree, and proceeding is proceed.
        self.replace_end("eed", "ee", |_| true);
        if self.len() > 2 {
            self.strip("e", |_| true);
        }
        if let [_, .., a, b] = self.text().as_bytes()
            && a == b
            && b.is_ascii_alphabetic()
        {
            self.cut(self.len() - 1);
        }
        // carried, carrying, carry
        self.replace_end("i", "y", |rest| rest.len() > 1);
    }

    fn drop_plural(&mut self) {
        let _ = self.replace_end("ies", "y", |rest| rest.len() > 1)
            || self.strip("es", |rest| {
                let mut ends = ["s", "x", "z", "ch", "sh"].iter();
                ends.any(|end| rest.ends_with(end))
            })
            || self.strip("s", |rest| {
                rest.len() > 2 && !rest.ends_with(['s', 'u', 'i'])
            });
    }

    fn drop_verb_ending(&mut self) {
        let _ = self.strip("ing", is_verb)
            || !self.text().ends_with("eed") && self.strip("ed", is_verb);
    }
}

/// Returns the base of an irregular form.
fn irregular(word: &str) -> Option<&'static str> {
    static BY_LETTER: LazyLock<[Vec<(&str, &str)>; 26]> = LazyLock::new(|| {
        std::array::from_fn(|letter| {
            let begins =
                |(form, _): &(&str, &str)| usize::from(form.as_bytes()[0] - b'a') == letter;
            IRREGULAR.into_iter().filter(begins).collect()
        })
    });
    let letter = word.bytes().next()?.checked_sub(b'a')?;
    let forms = BY_LETTER.get(usize::from(letter))?;
    forms
        .iter()
        .find_map(|(form, base)| (*form == word).then_some(*base))
}

/// Tests whether a word without its ending can be a verb: king, string and bed are not inflected.
fn is_verb(start: &str) -> bool {
    start.len() > 1 && start.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}
