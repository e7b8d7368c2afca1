//! A glossary as it is kept between runs: ready to be used, so that a large one costs no command the time to read it.
//!
//! The name under which it is kept tells all that it was made of, so it is never out of date.

use super::terms::{KeptTerms, PlaceList, TermList};
use super::{Glossary, Matcher, Override};
use duizhao_core::cache::Cache;
use duizhao_core::hash::Texts;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Step of the form: it grows when what is written below, a [`Term`](super::Term), or what an automaton is made of
/// changes.
const STEP: &str = "1";

/// A hash of the built-in glossary, made by the build.
const BUILT_IN_HASH: &str = env!("DUIZHAO_BUILT_IN_HASH");

/// Where a glossary is kept between runs, and under which name.
#[derive(Debug, Clone, Default)]
pub struct KeptGlossary {
    cache: Cache,
    id: u64,
}

/// What comes before the terms.
#[derive(Serialize, Deserialize)]
struct Head {
    key: u64,
    places: PlaceList,
    /// The length of each term in bytes.
    lengths: Vec<u32>,
    /// The sources of overrides, and for each of them the earlier and the later place.
    overridden: Vec<String>,
    override_places: PlaceList,
}

impl Head {
    fn of(glossary: &Glossary, lengths: Vec<u32>) -> Self {
        let mut override_places = PlaceList::default();
        for one in &glossary.overrides {
            override_places.push(&one.earlier);
            override_places.push(&one.later);
        }
        let sources = glossary.overrides.iter().map(|one| one.source.clone());
        Self {
            key: glossary.key(),
            places: glossary.places.clone(),
            lengths,
            overridden: sources.collect(),
            override_places,
        }
    }

    fn overrides(&self) -> Vec<Override> {
        let sources = self.overridden.iter().enumerate();
        sources
            .map(|(index, source)| Override {
                source: source.clone(),
                earlier: self.override_places.get(2 * index),
                later: self.override_places.get(2 * index + 1),
            })
            .collect()
    }
}

impl KeptGlossary {
    /// Returns where the glossary of some files, one over the other, is kept; a file is its name in messages and what it
    /// holds.
    pub fn of<'a>(
        cache: Cache,
        built_in: bool,
        files: impl IntoIterator<Item = (&'a Path, &'a [u8])>,
    ) -> Self {
        let mut texts = Texts::default();
        texts.part(STEP);
        texts.part(if built_in { BUILT_IN_HASH } else { "" });
        for (path, bytes) in files {
            texts.bytes(path.as_os_str().as_encoded_bytes());
            texts.bytes(bytes);
        }
        let id = texts.hash();
        Self { cache, id }
    }

    /// Returns the glossary, if it is kept.
    pub fn get(&self) -> Option<Glossary> {
        let bytes = self.cache.get(&self.name("terms"))?;
        let (head, terms) = postcard::take_from_bytes::<Head>(&bytes).ok()?;
        let begin = bytes.len() - terms.len();
        let terms = KeptTerms::new(bytes, begin, &head.lengths)?;
        Some(Glossary {
            terms: TermList::of_kept(terms),
            overrides: head.overrides(),
            places: head.places,
            key: head.key.into(),
            kept: Some(self.clone()),
            ..Glossary::default()
        })
    }

    /// Keeps a glossary, and lets it keep its automaton when that is built.
    pub fn put(self, glossary: &mut Glossary) {
        let (terms, lengths) = KeptTerms::write(&glossary.terms);
        let head =
            postcard::to_allocvec(&Head::of(glossary, lengths)).expect("it is written to memory");
        (self.cache).put(&self.name("terms"), &[head, terms].concat());
        glossary.kept = Some(self);
    }

    /// Returns the automaton of the glossary, built by `build` and kept if it is not yet.
    pub(super) fn matcher(&self, build: impl FnOnce() -> Matcher) -> Matcher {
        let name = self.name("automaton");
        let kept = self.cache.get(&name);
        if let Some(matcher) = kept.and_then(|bytes| Matcher::from_bytes(&bytes)) {
            return matcher;
        }
        let matcher = build();
        self.cache.put(&name, &matcher.to_bytes());
        matcher
    }

    /// Returns some lines about the glossary, made by `make` and kept if they are not yet.
    pub fn lines<E>(
        &self,
        what: &str,
        make: impl FnOnce() -> Result<Vec<String>, E>,
    ) -> Result<Vec<String>, E> {
        let name = self.name(what);
        let kept = self.cache.get(&name);
        if let Some(lines) = kept.and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
            return Ok(lines);
        }
        let lines = make()?;
        let bytes = postcard::to_allocvec(&lines).expect("it is written to memory");
        self.cache.put(&name, &bytes);
        Ok(lines)
    }

    fn name(&self, what: &str) -> String {
        format!("glossary-{:016x}-{what}", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Context, PartOfSpeech, Status, Term};
    use super::*;
    use proptest::prelude::*;

    /// Returns the glossary of a text as the cache gives it back, after it was kept.
    fn kept(folder: &Path, text: &str) -> (Glossary, Glossary) {
        let path = Path::new("t.csv");
        let place = || {
            let files = [(path, text.as_bytes())];
            KeptGlossary::of(Cache::in_folder(folder), false, files)
        };
        let mut glossary = Glossary::default();
        glossary.add_text(path, text).unwrap();
        assert!(place().get().is_none());
        place().put(&mut glossary);
        glossary.matcher();
        let again = place().get().expect("it was kept");
        (glossary, again)
    }

    #[test]
    fn a_term_is_kept_with_all_that_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "{}\n党委,黨委,Party committee,org | body,committee,Party council,a note,a book,confirmed,noun,yes,!党委会 | 县\n\
             党委,黨委,other,,,,,,optional,,,\n",
            Column::header()
        );
        let (old, new) = kept(folder.path(), &text);
        assert_eq!(new.terms().to_vec(), old.terms().to_vec());
        assert_eq!(
            new.terms()[0],
            Term {
                source_hans: "党委".into(),
                source_hant: "黨委".into(),
                target: "Party committee".into(),
                tags: vec!["org".into(), "body".into()],
                alternatives: vec!["committee".into()],
                forbidden: vec!["Party council".into()],
                note: "a note".into(),
                citation: "a book".into(),
                status: Status::Confirmed,
                pos: Some(PartOfSpeech::Noun),
                case_sensitive: true,
                context: Context {
                    need: vec!["县".into()],
                    avoid: vec!["党委会".into()]
                }
            }
        );
        assert_eq!((new.key(), new.place(1)), (old.key(), old.place(1)));
        assert_eq!(new.overrides(), old.overrides());
        assert_eq!(new.get(&old.terms()[1].key()), Some(&old.terms()[1]));
    }

    #[test]
    fn other_files_are_another_glossary() {
        let cache = Cache::default();
        let id = |built_in, path: &str, text: &str| {
            KeptGlossary::of(
                cache.clone(),
                built_in,
                [(Path::new(path), text.as_bytes())],
            )
            .id
        };
        let ids = [
            id(true, "a", "b"),
            id(false, "a", "b"),
            id(false, "b", "b"),
            id(false, "a", "c"),
            id(false, "ab", ""),
        ];
        for (index, one) in ids.iter().enumerate() {
            assert!(!ids[..index].contains(one), "{index}");
        }
    }

    proptest! {
        #[test]
        fn kept_terms_and_a_kept_automaton_are_as_they_were(
            sources in proptest::collection::vec(("[甲乙丙丁aB]{1,4}", "(!?[甲乙丙]{1,3})?", "(yes)?"), 0..20),
            text in "[甲乙丙丁aB。]{0,40}",
        ) {
            let rows: String = sources
                .iter()
                .map(|(source, context, case)| format!("{source},x,{context},{case}\n"))
                .collect();
            let rows = format!("source_hans,target,context,case\n{rows}");
            let mut glossary = Glossary::default();
            glossary.add_text(Path::new("t.csv"), &rows).unwrap();
            let (bytes, lengths) = KeptTerms::write(glossary.terms());
            let kept = TermList::of_kept(KeptTerms::new(bytes, 0, &lengths).unwrap());
            prop_assert_eq!(kept.to_vec(), glossary.terms().to_vec());
            let matcher = glossary.matcher();
            let kept = Matcher::from_bytes(&matcher.to_bytes()).unwrap();
            prop_assert_eq!(kept.all(&text), matcher.all(&text));
        }
    }
}
