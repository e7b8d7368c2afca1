//! What was done before: the memory, and what each edition was made of.

use super::ArticleError;
use super::remembered::Keys;
use duizhao_core::output;
use duizhao_glossary::exchange::{self, WriteOptions};
use duizhao_glossary::{Comparison, Glossary, Termbase};
use duizhao_memory::fuzzy::{FuzzyIndex, Mask, MatchKind};
use duizhao_memory::{Fingerprint, Memory, StoreError, Unit};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The project's memory, as a run uses it.
#[derive(Default)]
pub struct Past {
    /// The memory; without it, only the editions say what was done before.
    pub memory: Option<Arc<Memory>>,
    /// The project's hidden folder.
    hidden: PathBuf,
    /// The project's folder, from which editions and articles are named.
    root: PathBuf,
    /// Sentences that people translated.
    human: HashSet<i64>,
    /// Whether anything came with memories of others.
    has_brought: bool,
    /// What [`Memory::serial`] is.
    pub(super) serial: i64,
    /// What the run's editions have in common.
    pub(super) keys: OnceLock<Keys>,
    /// Glossaries that editions were made with, by key; `None` where one is not known.
    glossaries: Mutex<HashMap<u64, Option<Arc<Comparison>>>>,
    /// What people wrote or brought, by likeness; made when it is first needed.
    fuzzy: OnceLock<Result<Fuzzy, StoreError>>,
    /// What people wrote or brought, as far back as it was asked for.
    news: Mutex<Option<News>>,
}

/// What people wrote or brought after a serial: the number of the latest unit of each sentence, by key.
struct News {
    from: i64,
    latest: HashMap<i64, i64>,
}

/// What people wrote or brought, by likeness.
struct Fuzzy {
    index: FuzzyIndex<'static>,
    /// The number of each unit in the memory.
    units: Vec<i64>,
}

/// A unit that is like a sentence.
pub(super) struct Nearest {
    pub(super) unit: Unit,
    pub(super) kind: MatchKind,
}

impl Past {
    /// A run's past; `hidden` is the project's hidden folder.
    pub fn new(memory: Option<Arc<Memory>>, hidden: &Path) -> Self {
        let root = std::path::absolute(hidden)
            .ok()
            .and_then(|path| path.parent().map(Path::to_owned));
        Self {
            memory,
            hidden: hidden.to_owned(),
            root: root.unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Looks up what people have written by now.
    pub fn refresh(&mut self) -> Result<(), StoreError> {
        if let Some(memory) = &self.memory {
            (self.human, self.serial) = (memory.human_sentences()?, memory.serial()?);
            self.has_brought = memory.holds_brought()?;
        }
        Ok(())
    }

    /// The name of a file in the memory: its path from the project's folder, or its whole path elsewhere.
    pub fn name(&self, path: &Path) -> String {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let inside = path.strip_prefix(&self.root).unwrap_or(&path);
        let name = inside.to_string_lossy();
        if cfg!(windows) {
            name.replace('\\', "/")
        } else {
            name.into_owned()
        }
    }

    /// The path of a file that the memory names.
    pub fn path(&self, name: &str) -> PathBuf {
        let path = self.root.join(name);
        let here = std::env::current_dir().unwrap_or_default();
        path.strip_prefix(here).map(Path::to_owned).unwrap_or(path)
    }

    /// What a person wrote for this sentence in another edition, under the terms that hold now.
    pub(super) fn human(
        &self,
        sentence: &str,
        edition: &str,
        basis: impl FnOnce() -> Fingerprint,
    ) -> Result<Option<String>, StoreError> {
        let Some(memory) = self
            .memory
            .as_ref()
            .filter(|_| self.human.contains(&Memory::key(sentence)))
        else {
            return Ok(None);
        };
        let basis = basis();
        let written = memory.human(sentence, edition, |written| written.basis == Some(basis))?;
        Ok(written.map(|written| written.target))
    }

    /// What came with a memory of others for this sentence.
    pub(super) fn brought(
        &self,
        sentence: &str,
        edition: &str,
    ) -> Result<Option<String>, StoreError> {
        let Some(memory) = self.memory.as_ref().filter(|_| self.has_brought) else {
            return Ok(None);
        };
        Ok(memory
            .brought(sentence, edition)?
            .map(|written| written.target))
    }

    /// The units that people wrote or brought that are most like a sentence, the best first.
    ///
    /// What machines made is not among them: a run that is interrupted and goes on would see more of it than one that is
    /// not, and they would differ.
    pub(super) fn nearest(
        &self,
        sentence: &str,
        most: usize,
        from: f64,
    ) -> Result<Vec<Nearest>, StoreError> {
        let Some(memory) = self.memory.as_ref().filter(|_| self.serial > 0) else {
            return Ok(Vec::new());
        };
        let fuzzy = self.fuzzy.get_or_init(|| {
            let (mut sources, mut units) = (Vec::new(), Vec::new());
            memory.each_written_source(|id, source| {
                units.push(id);
                sources.push(source.to_owned());
            })?;
            Ok(Fuzzy {
                index: FuzzyIndex::build(sources, Mask::default()),
                units,
            })
        });
        let Fuzzy { index, units } = fuzzy.as_ref().map_err(Clone::clone)?;
        let mut nearest = Vec::new();
        for near in index.nearest(sentence, most, from) {
            let unit = memory.unit(units[near.id as usize])?;
            nearest.extend(unit.map(|unit| Nearest {
                unit,
                kind: near.kind,
            }));
        }
        Ok(nearest)
    }

    /// Whether people wrote or brought any of these sentences since a serial. Each unit is looked up once a run.
    pub(super) fn is_news<'t>(
        &self,
        serial: i64,
        mut sentences: impl Iterator<Item = &'t str>,
    ) -> Result<bool, StoreError> {
        let Some(memory) = self.memory.as_ref().filter(|_| serial < self.serial) else {
            return Ok(false);
        };
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        let News { from, latest } = news.get_or_insert(News {
            from: self.serial,
            latest: HashMap::new(),
        });
        if serial < *from {
            memory.written_between(serial, *from, |key, id| {
                let known = latest.entry(key).or_insert(id);
                *known = (*known).max(id);
            })?;
            *from = serial;
        }
        Ok(sentences.any(|sentence| {
            latest
                .get(&Memory::key(sentence))
                .is_some_and(|id| *id > serial)
        }))
    }

    /// The glossary of a key beside the one of now; `None` where it is not known.
    pub(super) fn earlier(
        &self,
        key: u64,
        now: &Termbase,
    ) -> Result<Option<Arc<Comparison>>, StoreError> {
        let mut glossaries = self
            .glossaries
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(earlier) = glossaries.get(&key) {
            return Ok(earlier.clone());
        }
        let text = match &self.memory {
            Some(memory) => memory.glossary(key)?,
            None => None,
        };
        let read = |text: String| {
            let mut glossary = Glossary::default();
            glossary.add_text(Path::new("glossary"), &text).ok()?;
            Comparison::new(Arc::new(glossary), Arc::new(now.glossary.clone()))
                .ok()
                .map(Arc::new)
        };
        let earlier = text.and_then(read);
        glossaries.insert(key, earlier.clone());
        Ok(earlier)
    }

    /// Keeps the glossary that editions are about to be made with.
    pub fn keep_glossary(&self, glossary: &Glossary) -> Result<(), StoreError> {
        let Some(memory) = &self.memory else {
            return Ok(());
        };
        let key = glossary.key();
        let csv = exchange::by_name("csv").expect("there is this format");
        match csv.write(glossary.terms(), &WriteOptions::default()) {
            // A glossary that its own format cannot hold is one that later runs do not know.
            Err(_) => Ok(()),
            Ok(written) => {
                memory.keep_glossary(key, String::from_utf8_lossy(&written.bytes).into_owned())
            }
        }
    }

    /// Copies an edition that is about to be replaced to where nothing replaces it.
    pub(super) fn put_aside(&self, edition: &Path, bytes: &[u8]) -> Result<(), ArticleError> {
        use sha2::{Digest, Sha256};
        let hash = duizhao_core::hex::encode(&Sha256::digest(bytes));
        let stem = edition.file_stem().unwrap_or_default().to_string_lossy();
        let path = self
            .hidden
            .join(format!("replaced/{stem}-{}.md", &hash[..8]));
        output::replace(&path, bytes).map_err(|cause| ArticleError::Write { path, cause })
    }
}
