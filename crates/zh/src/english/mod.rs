//! Finding English phrases in English text, however they are inflected. Term checks and the glossary's lint
//! compare renderings with it.
//!
//! Words are compared without articles and possessive endings and, depending on the [`Fold`], without case, plurals,
//! verb endings and the differences between British and American spelling, so that `promote Party building` is found
//! in `promoting the Party's building`. Endings are cut by rule, as a stemmer does; two different words that get the
//! same form only make a check less strict.

mod forms;
mod irregular;
mod phrase;
mod texts;

pub use forms::Fold;
pub use phrase::{EnglishText, Phrase, is_literal, variants};
pub use texts::EnglishTexts;

#[cfg(test)]
mod tests;
