//! JSON lines: one object a diagnostic, for scripts.
//!
//! `pair` counts from 1; a span is `[start, end]` in characters (Unicode scalar values) from 0, without the end, as Python
//! and the like slice strings. What is not known is `null`.

use super::{CheckedFile, ReportFormat, Reporter};
use crate::CheckedPair;
use duizhao_core::article::Span;
use duizhao_core::diagnostic::Diagnostic;
use serde::Serialize;
use std::io::{self, Write};

/// JSON lines.
pub(super) static FORMAT: ReportFormat = ReportFormat {
    name: "jsonl",
    begin: |_| Box::new(JsonlReport),
};

struct JsonlReport;

impl Reporter for JsonlReport {
    fn pair(&mut self, pair: &CheckedPair, out: &mut dyn Write) -> io::Result<()> {
        for diagnostic in &pair.diagnostics {
            serde_json::to_writer(&mut *out, &JsonDiagnostic::new(diagnostic, pair))?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn file(&mut self, _: &CheckedFile, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

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

impl<'a> JsonDiagnostic<'a> {
    fn new(diagnostic: &'a Diagnostic, pair: &CheckedPair) -> Self {
        let source_span = diagnostic.source_span;
        let target_span = diagnostic.target_span;
        Self {
            file: diagnostic.location.file.display().to_string(),
            pair: diagnostic.location.pair,
            check: diagnostic.code,
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            source_span: source_span.map(|span| in_characters(span, &pair.source)),
            target_span: target_span.map(|span| in_characters(span, &pair.target)),
            suggestion: diagnostic.suggestion.as_deref(),
        }
    }
}

fn in_characters(span: Span, text: &str) -> [usize; 2] {
    let start = text[..span.start].chars().count();
    [start, start + span.of(text).chars().count()]
}
