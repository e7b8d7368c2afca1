//! A glossary together with its automaton: what a stage needs to work with terms.

use super::{Glossary, GlossaryError, Matcher, Override};
use std::path::{Path, PathBuf};

/// What stands behind an article's name in place of its extension, in the name of its own glossary file.
const OF_ARTICLE: &str = "terms.csv";

/// A glossary together with its automaton.
pub struct Termbase {
    /// The terms.
    pub glossary: Glossary,
    /// Finds these terms.
    pub matcher: Matcher,
}

impl Termbase {
    /// Builds the automaton.
    pub fn new(glossary: Glossary) -> Result<Self, GlossaryError> {
        let matcher = glossary.matcher()?;
        Ok(Self { glossary, matcher })
    }

    /// The glossary file of one article, beside it: `a.terms.csv` for `a.txt`.
    pub fn path_of_article(article: &Path) -> PathBuf {
        article.with_extension(OF_ARTICLE)
    }

    /// This glossary under the article's own file, and what that file overrides; `None` where the article has none.
    pub fn of_article(&self, article: &Path) -> Result<Option<(Self, Vec<Override>)>, GlossaryError> {
        let path = Self::path_of_article(article);
        if !path.is_file() {
            return Ok(None);
        }
        let mut glossary = self.glossary.clone();
        let before = glossary.overrides().len();
        glossary.add_file(&path)?;
        let overrides = glossary.overrides()[before..].to_vec();
        Ok(Some((Self::new(glossary)?, overrides)))
    }
}
