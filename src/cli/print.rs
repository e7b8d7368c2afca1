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
    eprintln!("error: {error}");
}

/// A remark on stderr.
pub(super) fn note(text: impl Display) {
    eprintln!("{text}");
}
