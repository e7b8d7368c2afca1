//! The places of diagnostics, marked in a text.

use super::escape;
use duizhao_core::article::Span;
use duizhao_core::diagnostic::Severity;
use std::fmt::Write;

/// A place that a diagnostic is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Where it is, in bytes of the text.
    pub(super) span: Span,
    /// How much the diagnostic weighs.
    pub(super) severity: Severity,
    /// The number of the diagnostic among those of its pair, from 1.
    pub(super) number: usize,
}

/// Returns a text as HTML with its marks, which may overlap: each stretch names the diagnostics that it is marked for, and
/// shows the heaviest. A mark of the whole text marks nothing, an empty one is a caret.
pub(super) fn marked(text: &str, marks: &[Mark]) -> String {
    let marks: Vec<&Mark> = marks
        .iter()
        .filter(|mark| mark.span.len() < text.len())
        .collect();
    let ends = marks
        .iter()
        .flat_map(|mark| [mark.span.start, mark.span.end]);
    let mut borders: Vec<usize> = ends.chain([0, text.len()]).collect();
    borders.sort_unstable();
    borders.dedup();
    let mut html = String::with_capacity(text.len() * 2);
    for (index, &start) in borders.iter().enumerate() {
        let carets = marks
            .iter()
            .filter(|mark| mark.span == Span::new(start, start));
        element(&mut html, &carets.copied().collect::<Vec<_>>(), "");
        let Some(&end) = borders.get(index + 1) else {
            break;
        };
        let over = marks
            .iter()
            .filter(|mark| mark.span.start <= start && end <= mark.span.end);
        let over: Vec<&Mark> = over.copied().collect();
        if over.is_empty() {
            escape(&text[start..end], &mut html);
        } else {
            element(&mut html, &over, &text[start..end]);
        }
    }
    html
}

/// Adds a stretch of text that some marks cover; without any mark, nothing.
fn element(html: &mut String, marks: &[&Mark], text: &str) {
    let Some(severity) = marks.iter().map(|mark| mark.severity).max() else {
        return;
    };
    let mut numbers: Vec<usize> = marks.iter().map(|mark| mark.number).collect();
    numbers.sort_unstable();
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    let caret = if text.is_empty() { " caret" } else { "" };
    write!(
        html,
        "<mark class=\"{severity}{caret}\" data-of=\"{}\">",
        numbers.join(" ")
    )
    .expect("a string takes it");
    escape(text, html);
    html.push_str("</mark>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, parts: &[(&str, Severity)], expected: &str) {
        let mut marks = Vec::new();
        for (at, (part, severity)) in parts.iter().enumerate() {
            let start = text.find(part).expect("a part of the text");
            marks.push(Mark {
                span: Span::new(start, start + part.len()),
                severity: *severity,
                number: at + 1,
            });
        }
        assert_eq!(marked(text, &marks), expected);
    }

    #[test]
    fn places_are_marked_and_texts_escaped() {
        use Severity::{Error, Note, Warning};
        check("a<党&b", &[], "a&lt;党&amp;b");
        check(
            "甲<乙>丙",
            &[("乙>", Error)],
            "甲&lt;<mark class=\"error\" data-of=\"1\">乙&gt;</mark>丙",
        );
        check("甲乙", &[("甲乙", Note)], "甲乙");
        check(
            "甲乙丙丁",
            &[("甲乙丙", Note), ("丙丁", Warning)],
            "<mark class=\"note\" data-of=\"1\">甲乙</mark><mark class=\"warning\" data-of=\"1 2\">丙</mark><mark class=\"warning\" data-of=\"2\">丁</mark>",
        );
        check(
            "甲乙",
            &[("", Error)],
            "<mark class=\"error caret\" data-of=\"1\"></mark>甲乙",
        );
        check("", &[("", Error)], "");
    }
}
