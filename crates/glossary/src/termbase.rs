//! A glossary together with its automaton: what a stage needs to work with terms.

use super::{Glossary, GlossaryError, Matcher, Override, Term, TermList};
use duizhao_core::segment::Segment;
use duizhao_zh::english::{Fold, Phrase, variants};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The extension of an article's own glossary file, in place of the article's.
const OF_ARTICLE: &str = "terms.csv";

/// A glossary together with its automaton.
pub struct Termbase {
    /// The terms.
    pub glossary: Glossary,
    matcher: OnceLock<Matcher>,
    /// The English of each term, cut into words when it is first looked for.
    wordings: Vec<OnceLock<Box<Wording>>>,
}

/// Returns the terms in a segment, each once, in the order of the text; `terms` are those its hits index.
pub fn terms_of<'t>(segment: &Segment, terms: &'t TermList) -> Vec<&'t Term> {
    segment
        .terms()
        .into_iter()
        .map(|term| &terms[term])
        .collect()
}

/// A term's English as it is looked for in translations.
#[derive(Debug)]
pub struct Wording {
    /// How plain forms are compared.
    pub fold: Fold,
    /// Every way in which a right rendering may be written.
    pub right: Vec<Phrase>,
    /// For each of `right`, the index of its rendering among those of the term, the preferred one first.
    pub rendering: Vec<usize>,
    /// How forbidden ones are compared.
    pub forbidden_fold: Fold,
    /// The forbidden renderings, in order.
    pub forbidden: Vec<Phrase>,
}

impl Wording {
    fn of(term: &Term) -> Self {
        let (fold, forbidden_fold) = if term.case_sensitive {
            (Fold::Number, Fold::Number)
        } else {
            (Fold::Inflection, Fold::Case)
        };
        let (right, rendering) = term
            .renderings()
            .enumerate()
            .flat_map(|(index, rendering)| {
                variants(rendering).into_iter().map(move |one| (one, index))
            })
            .map(|(variant, index)| (Phrase::new(&variant, fold), index))
            .unzip();
        let forbidden = term
            .forbidden
            .iter()
            .map(|forbidden| Phrase::new(forbidden, forbidden_fold))
            .collect();
        Self {
            fold,
            right,
            rendering,
            forbidden_fold,
            forbidden,
        }
    }
}

impl Termbase {
    /// Returns the termbase of a glossary.
    pub fn new(glossary: Glossary) -> Self {
        let wordings = (0..glossary.terms().len())
            .map(|_| OnceLock::new())
            .collect();
        Self {
            glossary,
            matcher: OnceLock::new(),
            wordings,
        }
    }

    /// Returns what finds the terms, built when it is first asked for.
    pub fn matcher(&self) -> &Matcher {
        self.matcher.get_or_init(|| self.glossary.matcher())
    }

    /// Returns the English of a term, by its index in the glossary.
    pub fn wording(&self, term: usize) -> &Wording {
        self.wordings[term].get_or_init(|| Box::new(Wording::of(&self.glossary.terms()[term])))
    }

    /// Returns the path of one article's glossary file, beside it: `a.terms.csv` for `a.txt`.
    pub fn path_of_article(article: &Path) -> PathBuf {
        article.with_extension(OF_ARTICLE)
    }

    /// Adds the article's own file to this glossary, and returns what that file overrides; `None` where the article has
    /// none.
    pub fn of_article(
        &self,
        article: &Path,
    ) -> Result<Option<(Self, Vec<Override>)>, GlossaryError> {
        let path = Self::path_of_article(article);
        if !path.is_file() {
            return Ok(None);
        }
        let mut glossary = self.glossary.clone();
        let before = glossary.overrides().len();
        glossary.add_file(&path)?;
        let overrides = glossary.overrides()[before..].to_vec();
        Ok(Some((Self::new(glossary), overrides)))
    }
}
