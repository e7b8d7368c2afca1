//! JSON lines: one object a diagnostic, for scripts.

use duizhao_core::article::Span;
use duizhao_core::diagnostic::Diagnostic;
use serde::Serialize;

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    file: String,
    pair: Option<usize>,
    check: &'a str,
    severity: &'a str,
    message: &'a str,
    source_span: Option<[usize; 2]>,
    target_span: Option<[usize; 2]>,
    suggestion: Option<&'a str>,
}

/// Returns a diagnostic of a pair as one line of JSON, without a line break at its end.
///
/// `source` and `target` are the texts of the pair. `pair` counts from 1; a span is `[start, end]` in characters (Unicode
/// scalar values) from 0, without the end, as Python and the like slice strings. What is not known is `null`.
pub fn jsonl(diagnostic: &Diagnostic, source: &str, target: &str) -> String {
    let line = JsonDiagnostic {
        file: diagnostic.location.file.display().to_string(),
        pair: diagnostic.location.pair,
        check: diagnostic.code,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        source_span: diagnostic
            .source_span
            .map(|span| in_characters(span, source)),
        target_span: diagnostic
            .target_span
            .map(|span| in_characters(span, target)),
        suggestion: diagnostic.suggestion.as_deref(),
    };
    serde_json::to_string(&line).expect("strings and numbers are always JSON")
}

fn in_characters(span: Span, text: &str) -> [usize; 2] {
    let start = text[..span.start].chars().count();
    [start, start + span.of(text).chars().count()]
}
