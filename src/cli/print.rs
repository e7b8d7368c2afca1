//! Where everything that people and scripts see goes out.

use super::CommandError;
use serde::Serialize;
use std::fmt::Display;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// One line on stdout.
pub(super) fn line(text: impl Display) -> Result<(), CommandError> {
    writeln!(std::io::stdout().lock(), "{text}").map_err(CommandError::Stdout)
}

/// One line on stdout of what files hold, its control characters written out.
pub(super) fn text(text: impl Display) -> Result<(), CommandError> {
    line(visible(&text.to_string()))
}

/// A value as one line of JSON on stdout.
pub(super) fn json(value: &impl Serialize) -> Result<(), CommandError> {
    line(serde_json::to_string(value).expect("strings and numbers are always JSON"))
}

/// `text` filled up to `width` columns; a Chinese character takes two.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// An error on stderr.
pub(super) fn error(error: &dyn Display) {
    say(&format!("error: {}\n", visible(&error.to_string())));
}

/// A remark on stderr.
pub(super) fn note(text: impl Display) {
    say(&format!("{}\n", visible(&text.to_string())));
}

/// A question on stderr; the answer is typed behind it.
pub(super) fn prompt(text: &str) {
    say(text);
}

/// Writes to stderr; where nobody can read it, nobody is told.
fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Text with its control characters written out, line breaks and tabs apart, so that a file's name or
/// contents cannot steer a terminal.
pub(super) fn visible(text: &str) -> String {
    let hostile = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            if hostile(c) {
                out.extend(c.escape_unicode());
            } else {
                out.push(c);
            }
            out
        })
}
