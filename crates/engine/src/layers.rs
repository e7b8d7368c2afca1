//! The glossary of a project: its files, one over the other.

use crate::config::Config;
use duizhao_glossary::{Glossary, GlossaryError, TermFile};
use std::path::PathBuf;

/// The files of a glossary, later over earlier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layers {
    /// Whether the built-in glossary is below them.
    pub built_in: bool,
    /// The files.
    pub files: Vec<PathBuf>,
}

impl Layers {
    /// Returns the layers that the settings name.
    pub fn of(config: &Config) -> Self {
        Self {
            built_in: config.glossary.built_in != Some(false),
            files: config.glossary.files.clone(),
        }
    }

    /// Returns the file that new rows go into: the last one. `None` if there is no file but the built-in one.
    pub fn writable(&self) -> Option<&PathBuf> {
        self.files.last()
    }

    /// Reads the files.
    pub fn load(&self) -> Result<Vec<TermFile>, GlossaryError> {
        self.files.iter().map(|path| TermFile::load(path)).collect()
    }

    /// Reads all layers together.
    pub fn glossary(&self) -> Result<Glossary, GlossaryError> {
        self.with_files(&self.load()?)
    }

    /// Puts these files over the built-in glossary, if it counts.
    pub fn with_files(&self, files: &[TermFile]) -> Result<Glossary, GlossaryError> {
        let mut glossary = if self.built_in {
            Glossary::built_in()?
        } else {
            Glossary::default()
        };
        for file in files {
            glossary.add(file)?;
        }
        Ok(glossary)
    }
}
