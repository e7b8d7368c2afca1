//! Correcting recognisable errors of the segmenter: measure words glued to nouns, particles and usual words
//! glued to what no dictionary has.

use super::background::{Background, TaggedWord, WordRole};

/// Words that are less rare than this are usual: 3,131 words of the dictionary.
const USUAL: f32 = 10.0;

/// Characters that are words of grammar at the edge of what no dictionary has. Ours, from general grammar.
const PARTICLES: &str = "的了是在和与或及也都就还又很最被把让给对向从到以为不没这那我你他她它们着过吗呢吧啊则即但而且并所之将会能要已";

/// Characters that are measure words after what counts.
const MEASURES: &str = "个项名批段条件户次起种位支处台所座辆份张家类层级届场组年月日时天岁元吨亩里米颗封句套片群股对双遍番";

/// Characters after which a measure word stands, besides numbers.
const COUNTED: &str = "这那每各几数多余第某首";

/// Tests whether a character is a word of grammar at the edge of what no dictionary has.
pub(super) fn is_particle(c: char) -> bool {
    PARTICLES.contains(c)
}

/// Returns the words of a text in simplified script, side by side.
pub(super) fn tokens(text: &str, background: &mut Background) -> Vec<TaggedWord> {
    let mut tokens = Vec::new();
    let mut counts = false;
    for (word, token) in background.tagged(text) {
        let measure = counts && word.starts_with(|c| MEASURES.contains(c));
        let class = token.class;
        match token.end - token.start {
            1 if measure || PARTICLES.contains(word) => tokens.push(TaggedWord {
                class: WordRole::Function,
                ..token
            }),
            1 => tokens.push(token),
            _ if class != WordRole::Mark
                && (token.rarity >= Background::UNLISTED
                    || (measure && class == WordRole::Person)) =>
            {
                unglue(word, token, measure, background, &mut tokens);
            }
            _ => tokens.push(token),
        }
        counts = class == WordRole::Number
            || word.ends_with(|c: char| c.is_ascii_digit() || COUNTED.contains(c));
    }
    tokens
}

/// Adds a token without the measure word or the particles at its edges, and those as words of their own.
fn unglue(
    word: &str,
    token: TaggedWord,
    measure: bool,
    background: &mut Background,
    tokens: &mut Vec<TaggedWord>,
) {
    let chars: Vec<char> = word.chars().collect();
    let before = particles(chars.iter()).max(usize::from(measure));
    let after = particles(chars[before..].iter().rev());
    let from = token.start + before;
    let to = token.end - after;
    tokens.extend((token.start..from).map(grammar));
    if from < to {
        let word: String = chars[before..chars.len() - after].iter().collect();
        let rest = TaggedWord {
            start: from,
            end: to,
            class: if measure { WordRole::Noun } else { token.class },
            rarity: background.rarity(&word),
        };
        split(&word, rest, background, tokens);
    }
    tokens.extend((to..token.end).map(grammar));
}

/// Counts the particles that some characters begin with.
fn particles<'a>(chars: impl Iterator<Item = &'a char>) -> usize {
    chars.take_while(|&&c| is_particle(c)).count()
}

/// Returns the word of grammar that a character is.
fn grammar(at: usize) -> TaggedWord {
    TaggedWord {
        start: at,
        end: at + 1,
        class: WordRole::Function,
        rarity: 5.0,
    }
}

/// Adds a token, in two where a usual word of two characters begins or ends what no dictionary has: the segmenter joins
/// names to the verbs after them.
fn split(word: &str, token: TaggedWord, background: &mut Background, tokens: &mut Vec<TaggedWord>) {
    let length = token.end - token.start;
    let edges: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    if length < 4 || token.rarity < Background::UNLISTED {
        tokens.push(token);
        return;
    }
    for cut in [2, length - 2] {
        let (head, tail) = word.split_at(edges[cut]);
        let head = background.rarity(head);
        let tail = background.rarity(tail);
        if (cut == 2 && head < USUAL) || (cut == length - 2 && tail < USUAL) {
            let middle = token.start + cut;
            tokens.push(half(token, token.start, middle, head));
            tokens.push(half(token, middle, token.end, tail));
            return;
        }
    }
    tokens.push(token);
}

/// Returns a half of a token: a verb if it is usual, else what the whole is.
fn half(token: TaggedWord, start: usize, end: usize, rarity: f32) -> TaggedWord {
    TaggedWord {
        start,
        end,
        class: if rarity < USUAL {
            WordRole::Verb
        } else {
            token.class
        },
        rarity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let chars: Vec<char> = text.chars().collect();
        let tokens = tokens(text, &mut Background::default());
        let words: Vec<String> = tokens
            .iter()
            .map(|token| chars[token.start..token.end].iter().collect())
            .collect();
        assert_eq!(words.join("/"), expected);
    }

    #[test]
    fn a_measure_word_is_no_part_of_a_noun() {
        check("这段时间", "这/段/时间");
    }

    /// Checks into which parts, by their characters, the word at `start` of a text is taken apart.
    #[track_caller]
    fn check_parts(text: &str, start: usize, end: usize, expected: &[(usize, usize)]) {
        let mut tokens = Vec::new();
        let token = TaggedWord {
            start,
            end,
            class: WordRole::Person,
            rarity: Background::UNLISTED,
        };
        unglue(text, token, false, &mut Background::default(), &mut tokens);
        let parts: Vec<(usize, usize)> = tokens.iter().map(|word| (word.start, word.end)).collect();
        assert_eq!(parts, expected);
    }

    #[test]
    fn a_usual_word_is_no_part_of_a_name() {
        check_parts("柯孟报道", 0, 4, &[(0, 2), (2, 4)]);
    }

    #[test]
    fn particles_are_words() {
        check_parts("柯孟是", 3, 6, &[(3, 5), (5, 6)]);
    }
}
