//! What a model was told, and gives back as its answer.

use crate::{Ask, Request};

/// The fewest words of a sentence of the instructions by which it is known again.
const WORDS: usize = 4;

/// The fewest words of an answer that is a part of the instructions by more than chance.
#[cfg(feature = "http")]
const WORDS_OF_PART: usize = 6;

/// Letters and digits of a text, in lower case: what is left of it however it is copied.
fn bare(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The instructions of a model, in parts that it may copy.
#[cfg(feature = "http")]
pub(crate) struct Instructions {
    bare: String,
    parts: Vec<String>,
}

#[cfg(feature = "http")]
impl Instructions {
    /// Takes instructions apart into their sentences and quotations.
    pub(crate) fn new(text: &str) -> Self {
        let parts = text.split(['\n', '"', '“', '”', '|', ';', ':', '=']);
        let parts = parts.flat_map(|part| part.split(". "));
        Self {
            bare: bare(text),
            parts: parts
                .filter(|part| has_words(part, WORDS))
                .map(bare)
                .collect(),
        }
    }

    /// Tests whether an answer holds a part of them, or is one.
    pub(crate) fn are_in(&self, answer: &str) -> bool {
        let found = bare(answer);
        self.parts.iter().any(|part| found.contains(part.as_str()))
            || has_words(answer, WORDS_OF_PART) && self.bare.contains(&found)
    }
}

fn has_words(text: &str, least: usize) -> bool {
    text.split(' ')
        .filter(|word| word.contains(char::is_alphabetic))
        .count()
        >= least
}

/// Says what of the request an answer repeats instead of translating: a text of what was wrong, or the translation of an
/// example; `None` where it repeats nothing.
pub(crate) fn repeated(request: &Request<'_>, ask: &Ask<'_>, answer: &str) -> Option<&'static str> {
    let found = bare(answer);
    let is_wrong = |text: &String| {
        let text = bare(text);
        // A part of it may be the term that was missed.
        found.contains(&text) || found.len() * 2 > text.len() && text.contains(&found)
    };
    if ask.violations.iter().any(is_wrong) {
        return Some("the answer repeats what was said of the first one");
    }
    let source = bare(&request.document.segments[ask.sentence].text);
    let examples = request.document.examples.iter();
    let copied = examples
        .filter(|example| has_words(&example.target, WORDS))
        .filter(|example| found.contains(&bare(&example.target)))
        .any(|example| !says_the_same(&source, &bare(&example.source)));
    copied.then_some("the answer repeats the translation of an example")
}

/// Characters by which sentences with the same English may differ.
const SAME: usize = 2;

/// Tests whether a sentence holds another one, or is it but for a word.
fn says_the_same(source: &str, other: &str) -> bool {
    if source.contains(other) {
        return true;
    }
    let start = common(source.chars(), other.chars());
    let rest = |text: &str| text.chars().skip(start).collect::<String>();
    let (source, other) = (rest(source), rest(other));
    let end = common(source.chars().rev(), other.chars().rev());
    let differs = [source, other].map(|text| {
        let length = text.chars().count() - end;
        text.chars().take(length).collect::<String>()
    });
    differs
        .iter()
        .all(|text| text.chars().count() <= SAME && !text.contains(is_numeral))
}

fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn is_numeral(c: char) -> bool {
    c.is_numeric() || "一二三四五六七八九十百千万亿零两".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::asked;
    use crate::{ArticleContext, Example};

    #[cfg(feature = "http")]
    #[track_caller]
    fn check_instructions(answer: &str, expected: bool) {
        let text = "You translate news. Keep every number, in figures as English news has them.\n\
                    The county = Pengyang County; dates are written like January 28, 2020.";
        assert_eq!(Instructions::new(text).are_in(answer), expected, "{answer}");
    }

    #[cfg(feature = "http")]
    #[test]
    fn instructions_are_known_again() {
        check_instructions(
            "Keep every number, in figures as English news has them.",
            true,
        );
        check_instructions(
            "It says: “KEEP every number, in figures as English news has them”",
            true,
        );
        check_instructions("every number, in figures as English news", true);
        check_instructions("January 28, 2020", false);
        check_instructions("Pengyang County keeps every number in its books.", false);
    }

    #[track_caller]
    fn check(source: &str, answer: &str, expected: bool) {
        let violations = ["`疫情` is not rendered as `epidemic`".to_owned()];
        let ask = Ask {
            sentence: 0,
            violations: &violations,
        };
        let examples = [Example {
            sentence: 0,
            source: "会议强调，要加强疫情防控工作。".to_owned(),
            target: "The meeting stressed stronger epidemic control.".to_owned(),
        }];
        asked(&[source], |request| {
            let document = ArticleContext {
                examples: &examples,
                ..request.document
            };
            let request = Request {
                document,
                ..request
            };
            let found = repeated(&request, &ask, answer);
            assert_eq!(found.is_some(), expected, "{source}: {answer}");
        });
    }

    #[test]
    fn what_was_wrong_and_examples_are_known_again() {
        check("疫情来了。", "'疫情' is not rendered as 'epidemic'.", true);
        check("疫情来了。", "is not rendered as epidemic", true);
        check("疫情", "epidemic", false);
        check("疫情来了。", "The epidemic came.", false);
        let example = "The meeting stressed stronger epidemic control.";
        check("县里开了三次会，要求大家戴口罩。", example, true);
        check("会议强调，加强疫情防控工作。", example, false);
        check("会议强调，要加强疫情防控工作。他走了。", example, false);
    }
}
