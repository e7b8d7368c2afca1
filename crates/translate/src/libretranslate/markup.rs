//! Sentences as HTML and back: text escaped, and where a translation broke the glossary, terms set in English that
//! the server leaves alone.
//!
//! Of LibreTranslate 1.9: every tag cuts a sentence, so that its parts are translated apart. That makes worse English,
//! and is only done where terms went wrong without.

use crate::Segment;
use duizhao_glossary::TermList;
use duizhao_zh::english::is_literal;
use std::borrow::Cow;

/// What stands before and after text that is not to be translated; the server gives it back to the letter. It does not
/// know `class="notranslate"`.
const OPEN: &str = "<span translate=\"no\">";
const CLOSE: &str = "</span>";

/// The characters that mean something in HTML; the ampersand first, as it stands in the others.
const ENTITIES: [(&str, &str); 6] = [
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ("\"", "&quot;"),
    ("'", "&#39;"),
    ("'", "&#x27;"),
];

/// Escapes text for HTML.
pub(super) fn escaped(text: &str) -> String {
    // Quotation marks mean nothing outside of tags.
    ENTITIES[..3]
        .iter()
        .fold(text.to_owned(), |text, (character, entity)| {
            text.replace(character, entity)
        })
}

/// Reads HTML without tags as text. What an entity stands for is not read again: `&amp;lt;` is `&lt;`.
fn unescaped(html: &str) -> Cow<'_, str> {
    if !ENTITIES.iter().any(|(_, entity)| html.contains(entity)) {
        return Cow::Borrowed(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let (character, entity) = ENTITIES
            .into_iter()
            .find(|(_, entity)| from.starts_with(entity))
            .unwrap_or(("&", "&"));
        text.push_str(character);
        rest = &from[entity.len()..];
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Writes a sentence as HTML with the preferred English in place of its terms. One that holds `<` is left without,
/// since its own text could not be distinguished from markup when it comes back.
pub(super) fn protected(sentence: &Segment, terms: &TermList) -> String {
    if sentence.text.contains('<') {
        return escaped(&sentence.text);
    }
    let mut html = String::new();
    let mut at = 0;
    for hit in sentence
        .hits
        .iter()
        .filter(|hit| is_literal(&terms[hit.term].target))
    {
        html.push_str(&escaped(&sentence.text[at..hit.span.start]));
        html.extend([OPEN, &escaped(&terms[hit.term].target), CLOSE]);
        at = hit.span.end;
    }
    html.push_str(&escaped(&sentence.text[at..]));
    html
}

/// Reads the translation in an answer, of `source`, which was sent as `sent`.
///
/// The server unescapes what it has translated, and gives back as sent what holds no letters. Entities are still read
/// where they cannot be the source's own text.
pub(super) fn restored(answer: &str, sent: &str, source: &str) -> String {
    let text = if sent.contains(OPEN) {
        Cow::Owned(joined(answer))
    } else {
        Cow::Borrowed(answer)
    };
    if answer == sent || unescaped(source) == source {
        unescaped(&text).into_owned()
    } else {
        text.into_owned()
    }
}

/// Strips the markup of an answer, and corrects the spaces where parts meet that were translated apart.
fn joined(answer: &str) -> String {
    let mut text = String::with_capacity(answer.len());
    let mut rest = answer;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let (term, after) = after.split_once(CLOSE).unwrap_or((after, ""));
        push(&mut text, before);
        push(&mut text, term);
        rest = after;
    }
    push(&mut text, rest);
    text
}

/// Adds a part: with a space before a word, and none before a mark that closes.
fn push(text: &mut String, part: &str) {
    let start = part.trim_start();
    if start.starts_with([',', '.', ';', ':', '!', '?', ')', '’']) || start.starts_with("'s") {
        text.truncate(text.trim_end().len());
        text.push_str(start);
        return;
    }
    let ends =
        |c: char| c.is_alphanumeric() || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')');
    if text.ends_with(ends) && part.starts_with(|c: char| c.is_alphanumeric() || c == '(') {
        text.push(' ');
    }
    text.push_str(part);
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::asked;
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check_protected(source: &str, expected: &str) {
        asked(&[source], |request| {
            assert_eq!(
                protected(&request.document.segments[0], request.terms()),
                expected
            );
        });
    }

    #[test]
    fn terms_are_set_in_english() {
        check_protected(
            "党中央说A&B：疫情",
            "<span translate=\"no\">CPC Central Committee</span>说A&amp;B：<span translate=\"no\">epidemic</span>",
        );
        check_protected("没有", "没有");
        check_protected("党中央<b>", "党中央&lt;b&gt;");
    }

    #[track_caller]
    fn check_joined(answer: &str, expected: &str) {
        let answer = answer.replace('[', OPEN).replace(']', CLOSE);
        assert_eq!(joined(&answer), expected);
    }

    #[test]
    fn parts_meet_with_the_spaces_that_english_has() {
        check_joined("The[CPC]decided", "The CPC decided");
        check_joined("The [CPC] decided", "The CPC decided");
        check_joined("the[CPC] , [WHO] .", "the CPC, WHO.");
        check_joined("[CPC]'s “[plan]”", "CPC's “plan”");
        check_joined("Today,[CPC](party)", "Today, CPC (party)");
        check_joined("[CPC][WHO]", "CPC WHO");
    }

    #[track_caller]
    fn check_restored(source: &str, answer: &str, expected: &str) {
        assert_eq!(restored(answer, &escaped(source), source), expected);
    }

    #[test]
    fn entities_are_read_once_and_only_if_they_are_not_the_text_itself() {
        check_restored("甲&乙", "A & B", "A & B");
        check_restored("甲&乙", "A &amp; B", "A & B");
        check_restored("他说", "he said &quot;no&#39;", "he said \"no'");
        check_restored("甲&lt;乙", "A &lt; B", "A &lt; B");
        check_restored("5<6", "5&lt;6", "5<6");
        check_restored("&lt;", "&amp;lt;", "&lt;");
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in "[a&<>;\"'党lt# ]{0,12}|(&(amp|lt|gt|quot|#39);){0,4}|\\PC{0,12}") {
            let html = escaped(&text);
            prop_assert!(!html.contains(['<', '>']));
            prop_assert_eq!(&unescaped(&html), &text);
            // As a server gives it back that unescapes, and as one that sends back what it cannot translate.
            prop_assert_eq!(&restored(&text, &html, &text), &text);
            prop_assert_eq!(restored(&html, &html, &text), text);
        }

        #[test]
        fn markup_never_stays(text in "[党中央疫情a, .]{0,12}") {
            asked(&[&text], |request| {
                let sent = protected(&request.document.segments[0], request.terms());
                prop_assert!(!restored(&sent, &sent, &text).contains(['<', '>']));
                Ok(())
            })?;
        }
    }
}
