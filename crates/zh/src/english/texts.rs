//! A text as it is looked through by several folds.

use super::{EnglishText, Fold};
use std::cell::OnceCell;

/// A text, cut into words for each fold that is asked for.
pub struct EnglishTexts<'a> {
    text: &'a str,
    by_fold: [OnceCell<EnglishText>; Fold::COUNT],
}

impl<'a> EnglishTexts<'a> {
    /// Returns a text that is not cut yet.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            by_fold: Default::default(),
        }
    }

    /// Returns the words for a fold; they are cut once.
    pub fn of(&self, fold: Fold) -> &EnglishText {
        self.by_fold[fold as usize].get_or_init(|| EnglishText::new(self.text, fold))
    }
}
