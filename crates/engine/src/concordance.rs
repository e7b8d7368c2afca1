//! The sentences of all editions: where a term is used, and what a changed glossary touches.
//!
//! The store has a row for each sentence of the editions that it knows as they are. Those that were changed since, and
//! those it does not know, are read from their files.

use crate::error::{ArticleError, Cause};
use crate::project::Project;
use crate::stamps::Stamp;
use duizhao_core::article::Span;
use duizhao_core::diagnostic::Location;
use duizhao_edition as edition;
use duizhao_glossary::{Comparison, Matcher};
use duizhao_memory::{Selection, Store, StoreError, TextFilter};
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

/// A sentence of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The edition.
    pub edition: PathBuf,
    /// The line of the file, from 1.
    pub line: usize,
    /// The Chinese.
    pub source: String,
    /// The English; `None` where there is none.
    pub target: Option<String>,
    /// Whether a person has edited the edition since the program wrote it.
    pub edited: bool,
}

/// Sentences that were found.
#[derive(Debug, Default)]
pub struct Found {
    /// The sentences, by edition and line.
    pub sentences: Vec<Sentence>,
    /// How many editions were searched.
    pub editions: usize,
    /// The editions that cannot be read.
    pub unread: Vec<ArticleError>,
}

/// Finds the sentences of a project's editions that `wanted` holds of. Linear in the text of the editions; memory holds
/// what was found.
pub async fn find(
    project: &Project,
    store: Option<&dyn Store>,
    wanted: TextFilter,
) -> Result<Found, ArticleError> {
    let mut found = Found::default();
    let states = match store {
        Some(store) => store.documents().await,
        None => Ok(Vec::new()),
    };
    let states = states.map_err(|error| of(project, error))?;
    let known: HashMap<String, String> = states
        .into_iter()
        .map(|state| (state.edition, state.stamps.edition))
        .collect();
    let mut names = Vec::new();
    for path in edition::files(&project.output) {
        let path = match path {
            Ok(path) => path,
            Err((path, error)) => {
                found.unread.push(Cause::Read(error).of(&path));
                continue;
            }
        };
        let name = project.name(&path);
        if known.get(&name) == Some(&Stamp::of(&path).to_string()) {
            found.editions += 1;
            names.push(name);
        } else {
            read(path, &wanted, &mut found);
        }
    }
    if let Some(store) = store
        && !names.is_empty()
    {
        let selection = Selection {
            editions: Some(names),
            text: Some(wanted),
            targets: true,
        };
        let sentences = &mut found.sentences;
        store
            .visit_segments(selection, &mut |name, row| {
                sentences.push(Sentence {
                    edition: project.path(name),
                    line: row.line,
                    source: row.source,
                    target: row.target,
                    edited: false,
                });
            })
            .await
            .map_err(|error| of(project, error))?;
    }
    found
        .sentences
        .sort_by_cached_key(|sentence| (sentence.edition.clone(), sentence.line));
    Ok(found)
}

fn of(project: &Project, error: StoreError) -> ArticleError {
    Cause::Store(error).of(&project.hidden())
}

/// Adds the sentences of an edition that are wanted.
fn read(path: PathBuf, wanted: &TextFilter, found: &mut Found) {
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => return found.unread.push(Cause::Read(error).of(&path)),
    };
    let (edition, lines) = match edition::read_with_lines(&text) {
        Ok(read) => read,
        Err(error) => return found.unread.push(Cause::Unpaired(error).of(&path)),
    };
    found.editions += 1;
    let edited = edition.has_edits();
    for (pair, line) in edition.pairs().zip(lines) {
        let source = pair.source_text();
        if wanted(&source) {
            found.sentences.push(Sentence {
                edition: path.clone(),
                line,
                source,
                target: Some(pair.target_text()).filter(|target| !target.is_empty()),
                edited,
            });
        }
    }
}

/// A place where a term stands as a true hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The sentence.
    pub sentence: Sentence,
    /// Index of the term.
    pub term: usize,
    /// Where in the Chinese, in bytes.
    pub span: Span,
}

impl Occurrence {
    /// Returns where the sentence stands.
    pub fn location(&self) -> Location {
        Location::new(self.sentence.edition.clone(), self.sentence.line, 0)
    }
}

/// Returns every true hit of some terms, and how many editions were searched; `probe` finds the same terms alone, so that
/// most sentences are looked at once. `wanted` picks terms by their index.
pub async fn uses(
    project: &Project,
    store: Option<&dyn Store>,
    matcher: &Matcher,
    probe: Arc<Matcher>,
    wanted: impl Fn(usize) -> bool,
) -> Result<(Vec<Occurrence>, Found), ArticleError> {
    let filter: TextFilter = Arc::new(move |text: &str| !probe.all(text).is_empty());
    let mut found = find(project, store, filter).await?;
    let mut uses = Vec::new();
    for sentence in std::mem::take(&mut found.sentences) {
        for hit in matcher.hits(&sentence.source) {
            if wanted(hit.term) {
                uses.push(Occurrence {
                    sentence: sentence.clone(),
                    term: hit.term,
                    span: hit.span,
                });
            }
        }
    }
    Ok((uses, found))
}

/// A sentence that a changed glossary touches, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The sentence.
    pub sentence: Sentence,
    /// The sources of the terms that are not what they were in this sentence, in order.
    pub terms: BTreeSet<String>,
}

/// Returns the sentences that a change of the glossary touches, by edition and line, and how many editions were searched.
/// What an article's own glossary file says is not looked at.
pub async fn touched(
    project: &Project,
    store: Option<&dyn Store>,
    comparison: Arc<Comparison>,
) -> Result<(Vec<Touched>, Found), ArticleError> {
    let probe = Arc::clone(&comparison);
    let filter: TextFilter = Arc::new(move |text: &str| probe.may_touch(text));
    let mut found = find(project, store, filter).await?;
    let mut touched = Vec::new();
    for sentence in std::mem::take(&mut found.sentences) {
        let terms = comparison.changed_in(&sentence.source);
        if !terms.is_empty() {
            touched.push(Touched { sentence, terms });
        }
    }
    Ok((touched, found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_glossary::{Glossary, Termbase};
    use futures_util::FutureExt;
    use proptest::prelude::*;
    use std::path::Path;

    const EDITION: &str = "---\nduizhao: 1\n---\n\n# 县委决定\n\n> # x\n\n甲党委说。\n乙县委说。\\\n丙说。\n\n> x\n> y\n";

    fn project(folder: &Path) -> Project {
        std::fs::create_dir_all(folder.join("output")).unwrap();
        Project::find(folder, None).unwrap()
    }

    /// Waits for what never waits: without a store, nothing does.
    fn now<T>(future: impl Future<Output = T>) -> T {
        future.now_or_never().expect("nothing waits")
    }

    #[test]
    fn the_sentences_are_those_of_the_editions() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        let project = project(folder.path()).with_output(Some(&output));
        std::fs::write(output.join("a.md"), EDITION).unwrap();
        std::fs::write(output.join("readme.md"), "# 说明\n").unwrap();
        std::fs::write(output.join("bad.md"), "---\nduizhao: 1\n---\n\n甲\n").unwrap();
        let found = now(find(&project, None, Arc::new(|_: &str| true))).unwrap();
        let said: Vec<(&str, usize)> = found
            .sentences
            .iter()
            .map(|sentence| (sentence.source.as_str(), sentence.line))
            .collect();
        assert_eq!(
            said,
            [("县委决定", 5), ("甲党委说。", 9), ("乙县委说。丙说。", 10)]
        );
        let unread = found.unread[0].to_string();
        assert!(
            unread.contains("bad.md:5:1: a block without its translation"),
            "{unread}"
        );
        assert!(found.editions == 1 && found.sentences[0].edited);
    }

    fn glossary(terms: &[(String, u8)]) -> Glossary {
        let mut glossary = Glossary::default();
        let rows: String = terms
            .iter()
            .map(|(source, target)| format!("{source},{target}\n"))
            .collect();
        glossary
            .add_text(Path::new("t.csv"), &format!("source_hans,target\n{rows}"))
            .unwrap();
        glossary
    }

    /// Finds the terms of a sentence the slow way: at each place the longest, then on after it.
    fn terms_in(terms: &Glossary, sentence: &str) -> Vec<(usize, String, String)> {
        let (mut hits, mut at) = (Vec::new(), 0);
        while at < sentence.len() {
            let here = terms
                .terms()
                .iter()
                .filter(|term| sentence[at..].starts_with(&term.source_hans));
            match here.max_by_key(|term| term.source_hans.len()) {
                Some(term) => {
                    hits.push((at, term.source_hans.clone(), term.target.clone()));
                    at += term.source_hans.len();
                }
                None => at += sentence[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        hits
    }

    fn any_glossary() -> impl Strategy<Value = Vec<(String, u8)>> {
        proptest::collection::vec(("[党中央委]{1,3}", 0..3_u8), 0..6)
    }

    proptest! {
        #[test]
        fn exactly_the_sentences_whose_terms_differ_are_touched(
            old in any_glossary(),
            new in any_glossary(),
            sentences in proptest::collection::vec("[党中央委会]{1,8}", 1..6),
        ) {
            let (old, new) = (glossary(&old), glossary(&new));
            let folder = tempfile::tempdir().unwrap();
            let project = project(folder.path());
            let lines = |mark: &str| sentences.iter().map(|s| format!("{mark}{s}\n")).collect::<String>();
            let text = format!("---\nduizhao: 1\n---\n\n{}\n{}", lines(""), lines("> "));
            std::fs::write(folder.path().join("output/a.md"), &text).unwrap();
            let project = project.with_output(Some(&folder.path().join("output")));
            let [then, today] = [&old, &new].map(|glossary| Termbase::new(glossary.clone()));
            let comparison = Comparison::new(then, Arc::new(today));
            let (touched, found) = now(touched(&project, None, Arc::new(comparison))).unwrap();
            prop_assert!(found.unread.is_empty());
            let touched: Vec<&str> = touched.iter().map(|touched| touched.sentence.source.as_str()).collect();
            let expected: Vec<&str> =
                sentences.iter().map(String::as_str).filter(|s| terms_in(&old, s) != terms_in(&new, s)).collect();
            prop_assert_eq!(touched, expected);
        }
    }
}
