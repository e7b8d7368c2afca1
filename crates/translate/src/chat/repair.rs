//! JSON that is nearly JSON: an object of ids and texts with quotation marks that are not escaped, typographic or
//! single, with line breaks in its texts, or with a comma too many.
//!
//! Nothing is guessed: a text is all that stands between its first mark and the last one before the next id, and an
//! object in which that could be read in two ways is none. So the words of an answer stay what they were.

use crate::wire::ids::is_id;

/// The marks that begin a text, each with those that may end it.
const MARKS: [(char, &str); 5] = [
    ('"', "\"”"),
    ('“', "”“\""),
    ('”', "”\""),
    ('\'', "'"),
    ('‘', "’"),
];

/// An id of the object, and where its text begins.
struct Key<'a> {
    id: &'a str,
    /// Where the id's mark stands.
    start: usize,
    /// The mark that begins the text.
    mark: char,
    /// What follows that mark.
    text: usize,
}

/// Parses the ids and texts of such an object; `None` where there is none, or more than one reading.
pub(super) fn object(content: &str) -> Option<Vec<(String, String)>> {
    let keys = keys(content);
    let mut answers = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let next = keys.get(at + 1);
        let end = next.map_or(content.len(), |next| next.start);
        let text = text(&content[key.text..end], key.mark, next.is_none())?;
        answers.push((key.id.to_owned(), text));
    }
    (!answers.is_empty()).then_some(answers)
}

/// Finds each id in quotation marks after a brace or a comma, with a colon and a mark after it.
fn keys(content: &str) -> Vec<Key<'_>> {
    let mut keys = Vec::new();
    for (at, separator) in content.match_indices(['{', ',']) {
        let from = at + separator.len();
        let start = from + blanks(&content[from..]);
        if let Some(key) = key(content, start) {
            keys.push(key);
        }
    }
    keys
}

fn key(content: &str, start: usize) -> Option<Key<'_>> {
    let rest = &content[start..];
    let open = rest.chars().next().filter(|&c| is_mark(c))?;
    let rest = &rest[open.len_utf8()..];
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (id, rest) = rest.split_at(length);
    let close = rest.chars().next().filter(|&c| is_mark(c))?;
    let rest = rest[close.len_utf8()..].trim_start();
    let rest = rest.strip_prefix([':', '：'])?.trim_start();
    let mark = rest.chars().next().filter(|&c| is_mark(c))?;
    let text = content.len() - rest.len() + mark.len_utf8();
    is_id(id).then_some(Key {
        id,
        start,
        mark,
        text,
    })
}

/// Returns the length of the white space at the start of a text.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Returns the text before the last mark of `part` that can end it; of the last part, before the brace.
fn text(part: &str, mark: char, is_last: bool) -> Option<String> {
    let part = if is_last {
        let end = part.rfind('}')?;
        part[..end].trim_end_matches(['}', ',', ' ', '\n', '\r', '\t'])
    } else {
        part.trim_end().strip_suffix(',')?.trim_end()
    };
    let (_, ends) = MARKS.iter().find(|(begin, _)| *begin == mark)?;
    let text = part.strip_suffix(|c| ends.contains(c))?;
    // A mark too many or too few may be the end of a quotation in the text, or of the text.
    let is_even = text.replace("\\\"", "").matches('"').count() % 2 == 0;
    let may_end_before = text.match_indices(|c| ends.contains(c)).any(|(at, end)| {
        let rest = text[at + end.len()..].trim_start();
        let next = rest.strip_prefix([',', ':']).map(str::trim_start);
        rest.starts_with('}') || next.is_some_and(|next| next.starts_with(is_mark))
    });
    if may_end_before || mark == '"' && !is_even {
        return None;
    }
    unescaped(text)
}

fn is_mark(c: char) -> bool {
    MARKS.iter().any(|(mark, _)| *mark == c)
}

/// Replaces the escapes of a text; `None` where one is none.
fn unescaped(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        plain.push(match chars.next()? {
            c @ ('"' | '\'' | '\\' | '/') => c,
            'n' | 'r' | 't' => ' ',
            'u' => {
                let digits: String = chars.by_ref().take(4).collect();
                char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
            }
            _ => return None,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(content: &str, expected: Option<&[&str]>) {
        let texts = object(content).map(|answers| {
            answers
                .into_iter()
                .map(|(_, text)| text)
                .collect::<Vec<_>>()
        });
        let expected = expected.map(|texts| texts.iter().map(|&text| text.to_owned()).collect());
        assert_eq!(texts, expected, "{content}");
    }

    #[test]
    fn what_is_nearly_json_is_read() {
        check(
            r#"{"s1": "He said "we must act" there.", "s2": "Two."}"#,
            Some(&[r#"He said "we must act" there."#, "Two."]),
        );
        check(r#"{"s1": "One.", "s2": "Two.",}"#, Some(&["One.", "Two."]));
        check(
            r#"{'s1': 'One\'s.', 's2': "Two's."}"#,
            Some(&["One's.", "Two's."]),
        );
        check("{“s1”: “One.”, “s2\": \"Two.\"}", Some(&["One.", "Two."]));
        check("{\"s1\": \"One\nline.\"}", Some(&["One\nline."]));
        check(r#"{"s1": "A \"b\" c\u00e9"}"#, Some(&[r#"A "b" cé"#]));
    }

    #[test]
    fn what_has_two_readings_is_not() {
        // Is the quotation mark the end of the quotation, or of the text?
        check(r#"{"s1": "He said "we must act", "s2": "Two."}"#, None);
        check(r#"{"s1": "One." and more, "s2": "Two."}"#, None);
        check(r#"{"s1": "One.", "s2": "Tw"#, None);
        check(r#"{"s1": "One.", "note": "x", "s2": "Two."}"#, None);
        check(r#"{"s1": "One."} Note: {"x"}"#, None);
        check(r#"{"s1": "a\qb"}"#, None);
        check("nothing", None);
    }

    proptest! {
        #[test]
        fn json_is_read_as_what_it_is(texts in proptest::collection::vec("[a-z ,.“”é'\"\\\\]{0,12}", 1..4)) {
            let fields = texts.iter().enumerate();
            let fields = fields.map(|(i, text)| format!("\"s{}\": {}", i + 1, serde_json::json!(text)));
            let json = format!("{{{}}}", fields.collect::<Vec<_>>().join(", "));
            if let Some(answers) = object(&json) {
                let read: Vec<String> = answers.into_iter().map(|(_, text)| text).collect();
                prop_assert_eq!(read, texts);
            }
        }

        #[test]
        fn no_content_is_taken_amiss(content in "\\PC{0,60}|[{}\"s1:, a\n'“”\\\\]{0,40}") {
            let _ = object(&content);
        }
    }
}
