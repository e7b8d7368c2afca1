//! Words with number words in them that are no numbers, and names.

use super::token::Token;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Phrases without a number in them. A hyphen in the text stands for a space; `#` is a figure or a number word; a word
/// after `^` begins with a capital letter.
pub(super) const TRAPS: [&str; 259] = [
    "^big #",
    "^gang of #",
    "^group of #",
    "a hundred flowers",
    "a hundred schools",
    "a million dollar question",
    "a quarter final",
    "a second ago",
    "a second later",
    "airbus #",
    "any one",
    "apollo #",
    "at first",
    "at first glance",
    "at first sight",
    "at once",
    "at one with",
    "at sixes and sevens",
    "behind the eight ball",
    "better half",
    "boeing #",
    "catch 22",
    "chang'e #",
    "channel #",
    "cloud nine",
    "day one",
    "deep six",
    "double agent",
    "double bed",
    "double blow",
    "double check",
    "double decker",
    "double digit",
    "double digits",
    "double down",
    "double edged",
    "double faced",
    "double life",
    "double ninth",
    "double room",
    "double rooms",
    "double standard",
    "double standards",
    "double taxation",
    "double track",
    "double trouble",
    "double whammy",
    "dressed to the nines",
    "dynamic zero",
    "each one",
    "eight legged",
    "eleventh hour",
    "every one",
    "falcon #",
    "fifth column",
    "fifth wheel",
    "fifty fifty",
    "first aid",
    "first and foremost",
    "first born",
    "first class",
    "first come",
    "first fruits",
    "first hand",
    "first ladies",
    "first lady",
    "first line",
    "first name",
    "first names",
    "first of all",
    "first past the post",
    "first rate",
    "first served",
    "first things first",
    "first tier",
    "five and dime",
    "five eyes",
    "five star",
    "for a second",
    "for one thing",
    "formula #",
    "formula one",
    "fortune #",
    "forty winks",
    "four leaf",
    "four letter",
    "four poster",
    "four seasons",
    "four wheel",
    "fourth estate",
    "fourth power",
    "fourth wall",
    "from zero",
    "ground zero",
    "half baked",
    "half brother",
    "half hearted",
    "half heartedly",
    "half life",
    "half marathon",
    "half mast",
    "half moon",
    "half sister",
    "half term",
    "half time",
    "half truth",
    "half truths",
    "half way",
    "hang ten",
    "high five",
    "hundred flowers",
    "hundred regiments",
    "hundred schools",
    "in one go",
    "in the first place",
    "in two minds",
    "iphone #",
    "long march #",
    "loved one",
    "loved ones",
    "million dollar question",
    "million man",
    "net zero",
    "nine days wonder",
    "nine lives",
    "nineteenth century fox",
    "no one",
    "not half",
    "number one",
    "on one hand",
    "on the one hand",
    "once and for all",
    "once upon",
    "one after another",
    "one after the other",
    "one and all",
    "one and only",
    "one another",
    "one armed",
    "one belt",
    "one belt one road",
    "one by one",
    "one china",
    "one country",
    "one country , two systems",
    "one day",
    "one eyed",
    "one in a million",
    "one in a thousand",
    "one legged",
    "one liner",
    "one liners",
    "one night stand",
    "one of",
    "one off",
    "one on one",
    "one or another",
    "one or other",
    "one party",
    "one piece",
    "one sided",
    "one size fits all",
    "one stop",
    "one time",
    "one track",
    "one trick",
    "one upmanship",
    "one way",
    "one who",
    "other half",
    "per second",
    "quarter final",
    "quarter finalist",
    "quarter finals",
    "route #",
    "second best",
    "second class",
    "second fiddle",
    "second guess",
    "second hand",
    "second hands",
    "second life",
    "second nature",
    "second rate",
    "second thought",
    "second thoughts",
    "second tier",
    "second to none",
    "second wind",
    "second world war",
    "semi final",
    "seven seas",
    "seven sisters",
    "seventh heaven",
    "shenzhou #",
    "six pack",
    "sixth sense",
    "soyuz #",
    "split second",
    "square one",
    "sub zero",
    "subzero",
    "such a one",
    "take five",
    "take ten",
    "ten commandments",
    "ten gallon hat",
    "thanks a million",
    "that one",
    "the eleventh hour",
    "the one",
    "the ten commandments",
    "third degree",
    "third parties",
    "third party",
    "third rate",
    "third reich",
    "third tier",
    "third way",
    "third world",
    "thirty something",
    "this one",
    "thousand talents",
    "three dimensional",
    "three gorges",
    "three kingdoms",
    "three north",
    "three piece",
    "three quarter length",
    "tiangong #",
    "tianwen #",
    "triple crown",
    "triple jump",
    "triple threat",
    "twenty questions",
    "twenty something",
    "twenty twenty vision",
    "two faced",
    "two pronged",
    "two sessions",
    "two step",
    "two timing",
    "two tone",
    "two way street",
    "which one",
    "windows #",
    "world war #",
    "world wars",
    "zero carbon",
    "zero covid",
    "zero day",
    "zero distance",
    "zero emission",
    "zero emissions",
    "zero gravity",
    "zero hour",
    "zero sum",
    "zero tolerance",
    "zero waste",
];

/// A phrase, split into words.
pub(super) struct Trap {
    words: Vec<TrapWord>,
}

/// A word of a phrase.
enum TrapWord {
    /// Just this word.
    Word(&'static str),
    /// This word with a capital letter.
    Name(&'static str),
    /// A figure or a number word.
    Number,
}

impl Trap {
    fn new(trap: &'static str) -> Self {
        let words = trap.split(' ').map(|word| match word.strip_prefix('^') {
            Some(name) => TrapWord::Name(name),
            None if word == "#" => TrapWord::Number,
            None => TrapWord::Word(word),
        });
        Self {
            words: words.collect(),
        }
    }

    /// Returns where the phrase ends if it stands at `at`.
    fn end(&self, tokens: &[Token<'_>], at: usize) -> Option<usize> {
        let mut end = at;
        for word in &self.words {
            if end > at && tokens.get(end)?.form == "-" {
                end += 1;
            }
            let token = tokens.get(end)?;
            let fits = match word {
                TrapWord::Name(name) => token.is_capitalized() && token.form == *name,
                TrapWord::Number => {
                    token.is_figure() || super::words::cardinal(token.form).is_some()
                }
                TrapWord::Word(word) => token.form == *word,
            };
            if !fits {
                return None;
            }
            end += 1;
        }
        // Boeing 737-800.
        while let Some(TrapWord::Number) = self.words.last()
            && tokens
                .get(end)
                .is_some_and(|token| token.form == "-" && token.is_joined)
            && tokens.get(end + 1).is_some_and(Token::is_figure)
        {
            end += 2;
        }
        Some(end)
    }
}

/// Returns where the longest phrase that begins at `at` ends.
pub(super) fn end(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let traps = tokens[at].traps.iter();
    traps.filter_map(|trap| trap.end(tokens, at)).max()
}

/// Returns the words that phrases begin with, each with those phrases.
pub(super) fn by_first_word() -> &'static BTreeMap<&'static str, Vec<Trap>> {
    static BY_FIRST: LazyLock<BTreeMap<&'static str, Vec<Trap>>> = LazyLock::new(|| {
        let mut by_first: BTreeMap<&str, Vec<Trap>> = BTreeMap::new();
        for trap in TRAPS {
            let first = trap.split(' ').next().unwrap_or_default();
            let traps = by_first.entry(first.trim_start_matches('^')).or_default();
            traps.push(Trap::new(trap));
        }
        by_first
    });
    &BY_FIRST
}
