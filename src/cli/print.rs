//! Output to the terminal and to scripts.

use super::CommandError;
use duizhao_core::diagnostic::Hinted;
pub(super) use duizhao_core::visible;
use serde::Serialize;
use std::fmt::Display;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// Prints one line on stdout.
pub(super) fn line(text: impl Display) -> Result<(), CommandError> {
    writeln!(std::io::stdout().lock(), "{text}").map_err(CommandError::Stdout)
}

/// Prints one line on stdout of what files hold, with its control characters escaped.
pub(super) fn text(text: impl Display) -> Result<(), CommandError> {
    line(visible(&text.to_string()))
}

/// Writes a whole document to stdout as it is.
pub(super) fn raw(text: &str) -> Result<(), CommandError> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).map_err(CommandError::Stdout)
}

/// Prints a value as one line of JSON on stdout.
pub(super) fn json(value: &impl Serialize) -> Result<(), CommandError> {
    line(serde_json::to_string(value).expect("strings and numbers are always JSON"))
}

/// Pads a text to `width` columns; a Chinese character takes two.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Prints an error on stderr, and what to do about it on a line of its own.
pub(super) fn error(error: &dyn Hinted) {
    error_text(&with_hint(error));
}

/// Prints the text of an error on stderr.
pub(super) fn error_text(text: &dyn Display) {
    say(&format!("error: {}\n", visible(&text.to_string())));
}

/// Renders an error, and what to do about it on a line of its own.
pub(super) fn with_hint(error: &dyn Hinted) -> String {
    match error.hint() {
        Some(hint) => format!("{error}\nhint: {hint}"),
        None => error.to_string(),
    }
}

/// Prints a remark on stderr.
pub(super) fn note(text: impl Display) {
    say(&format!("{}\n", visible(&text.to_string())));
}

/// Prints a question on stderr; the answer is typed after it.
pub(super) fn prompt(text: &str) {
    say(text);
}

/// Writes to stderr. A failure is ignored: there is nowhere left to report it.
fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
