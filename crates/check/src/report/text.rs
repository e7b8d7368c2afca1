//! `file:line:column: severity[code]: message`, as compilers and ruff have it.

use super::{CheckedFile, ReportFormat, Reporter};
use crate::CheckedPair;
use duizhao_core::diagnostic::Diagnostic;
use duizhao_core::visible;
use std::io::{self, Write};

/// Lines for people.
pub(super) static FORMAT: ReportFormat = ReportFormat {
    name: "text",
    begin: |_| Box::new(TextReport),
};

struct TextReport;

impl Reporter for TextReport {
    fn pair(&mut self, pair: &CheckedPair, out: &mut dyn Write) -> io::Result<()> {
        for diagnostic in &pair.diagnostics {
            writeln!(out, "{}", visible(&text(diagnostic)))?;
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

/// Returns a diagnostic in a line without a line break at its end, and in a second one what to do, where that is known.
pub fn text(diagnostic: &Diagnostic) -> String {
    let Diagnostic {
        code,
        severity,
        location,
        message,
        ..
    } = diagnostic;
    let mut text = format!("{severity}[{code}]: {message}");
    if !location.file.as_os_str().is_empty() {
        text = format!("{location}: {text}");
    }
    if let Some(suggestion) = &diagnostic.suggestion {
        text += &format!("\n  = help: {suggestion}");
    }
    text
}
