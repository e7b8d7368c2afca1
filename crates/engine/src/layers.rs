//! The glossary of a project: its files, one over the other.

use crate::config::Config;
use duizhao_core::cache::Cache;
use duizhao_glossary::{Glossary, GlossaryError, KeptGlossary, TermFile, read_file};
use std::path::{Path, PathBuf};

/// The files of a glossary, later over earlier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layers {
    /// Whether the built-in glossary is below them.
    pub built_in: bool,
    /// The files.
    pub files: Vec<PathBuf>,
    /// Where glossaries are kept between runs.
    pub cache: Cache,
}

/// The files of a glossary as they were read.
pub struct LayerBytes {
    built_in: bool,
    files: Vec<(PathBuf, Vec<u8>)>,
    kept: KeptGlossary,
}

impl Layers {
    /// Returns the layers that the settings name.
    pub fn of(config: &Config) -> Self {
        Self {
            built_in: config.glossary.built_in != Some(false),
            files: config.glossary.files.clone(),
            cache: Cache::of_user(),
        }
    }

    /// Returns the file that new rows go into: the last one. `None` if there is no file but the built-in one.
    pub fn writable(&self) -> Option<&PathBuf> {
        self.files.last()
    }

    /// Reads the bytes of the files, and no more.
    pub fn read(&self) -> Result<LayerBytes, GlossaryError> {
        let mut files = Vec::with_capacity(self.files.len());
        for path in &self.files {
            files.push((path.clone(), read_file(path)?));
        }
        let bytes = files
            .iter()
            .map(|(path, bytes)| (Path::new(path), &bytes[..]));
        let kept = KeptGlossary::of(self.cache.clone(), self.built_in, bytes);
        Ok(LayerBytes {
            built_in: self.built_in,
            files,
            kept,
        })
    }

    /// Puts other files over the built-in glossary, if it counts.
    pub fn with_files(&self, files: &[TermFile]) -> Result<Glossary, GlossaryError> {
        layered(self.built_in, files)
    }

    /// Reads all layers together.
    pub fn glossary(&self) -> Result<Glossary, GlossaryError> {
        self.read()?.glossary()
    }
}

/// Puts files over the built-in glossary, if it counts.
fn layered(built_in: bool, files: &[TermFile]) -> Result<Glossary, GlossaryError> {
    let mut glossary = if built_in {
        Glossary::built_in()?
    } else {
        Glossary::default()
    };
    for file in files {
        glossary.add(file)?;
    }
    Ok(glossary)
}

impl LayerBytes {
    /// Returns the files' rows.
    pub fn parse(&self) -> Result<Vec<TermFile>, GlossaryError> {
        let files = self.files.iter();
        files
            .map(|(path, bytes)| TermFile::of_bytes(path, bytes))
            .collect()
    }

    /// Returns all layers together: as they were kept by an earlier run, or else parsed and kept for the next.
    pub fn glossary(&self) -> Result<Glossary, GlossaryError> {
        if let Some(glossary) = self.kept.get() {
            return Ok(glossary);
        }
        let mut glossary = layered(self.built_in, &self.parse()?)?;
        self.kept.clone().put(&mut glossary);
        Ok(glossary)
    }

    /// Returns lines that `make` makes of the files, as they were kept by an earlier run if they were.
    pub fn lines<E>(
        &self,
        what: &str,
        make: impl FnOnce() -> Result<Vec<String>, E>,
    ) -> Result<Vec<String>, E> {
        self.kept.lines(what, make)
    }
}
