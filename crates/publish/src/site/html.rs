//! Texts of a site as HTML.

pub(super) use crate::markup::{escape, inline, link};
use duizhao_core::article::Span;
use serde_json::Value;
use std::fmt::Write;

/// A place of a text, and the tags that stand around it.
pub(super) struct Tagged {
    /// The place, in bytes.
    pub(super) span: Span,
    /// What stands before it.
    pub(super) start: String,
    /// What stands after it.
    pub(super) end: &'static str,
}

/// Returns a text with tags around some places, which are in order and do not overlap.
pub(super) fn tagged(text: &str, places: &[Tagged]) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for place in places {
        let inner = text.get(place.span.start..place.span.end);
        let (Some(inner), Some(before)) = (inner, text.get(at..place.span.start)) else {
            continue;
        };
        write!(
            html,
            "{}{}{}{}",
            escape(before),
            place.start,
            escape(inner),
            place.end
        )
        .expect("a string takes it");
        at = place.span.end;
    }
    html.push_str(&escape(&text[at..]));
    html
}

/// Returns JSON for the inside of a script element: nothing in it ends the element or begins a comment.
pub(super) fn json(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_tagged_and_all_else_is_text() {
        let place = |start, end| Tagged {
            span: Span::new(start, end),
            start: "<b>".to_owned(),
            end: "</b>",
        };
        assert_eq!(
            tagged("a<b>c", &[place(1, 2), place(4, 5)]),
            "a<b>&lt;</b>b&gt;<b>c</b>"
        );
        assert_eq!(tagged("党", &[place(0, 1)]), "党");
    }

    #[test]
    fn json_ends_no_script() {
        let value = serde_json::json!({"a": "</script><!--&"});
        let json = json(&value);
        assert!(!json.contains(['<', '>', '&']));
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value);
    }
}
