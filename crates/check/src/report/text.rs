//! `file:line:column: severity[code]: message`, as compilers and ruff have it.

use duizhao_core::diagnostic::Diagnostic;

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
