//! Where everything that people and scripts see goes out.
#![allow(clippy::print_stderr, reason = "the one door to stderr")]

use super::CommandError;
use std::fmt::Display;
use std::io::Write;

/// One line on stdout.
pub(super) fn line(text: impl Display) -> Result<(), CommandError> {
    writeln!(std::io::stdout().lock(), "{text}").map_err(CommandError::Stdout)
}

/// An error on stderr.
pub(super) fn error(error: &dyn Display) {
    eprintln!("error: {}", visible(&error.to_string()));
}

/// A remark on stderr.
pub(super) fn note(text: impl Display) {
    eprintln!("{}", visible(&text.to_string()));
}

/// Text with its control characters written out, line breaks and tabs apart, so that a file's name or
/// contents cannot steer a terminal.
pub(super) fn visible(text: &str) -> String {
    let hostile = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if hostile(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
        out
    })
}
