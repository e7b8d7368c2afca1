//! The editions of a project, to be published.

use crate::config::FILE_NAME;
use crate::layers::Layers;
use crate::project::Project;
use duizhao_core::diagnostic::Hinted;
use duizhao_edition as edition;
use duizhao_glossary::{GlossaryError, Termbase};
use duizhao_publish::{Corpus, EditionFile, Filter, PublishError};
use std::path::PathBuf;

/// Why there is nothing to publish.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// A file of the glossary is wrong.
    #[error(transparent)]
    Glossary(#[from] GlossaryError),
    /// A file or folder cannot be looked at.
    #[error(transparent)]
    Read(#[from] PublishError),
    /// There is no edition.
    #[error("no editions found")]
    Empty,
}

impl Hinted for CorpusError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Glossary(error) => error.hint(),
            Self::Read(error) => error.hint(),
            Self::Empty => Some(format!(
                "`duizhao translate` writes them; name files or folders of editions, or the folder as `output` in {FILE_NAME}"
            )),
        }
    }
}

/// Finds the editions at some paths, or all of the project where there is none. None is read.
pub fn corpus(project: &Project, paths: &[PathBuf], filter: Filter) -> Result<Corpus, CorpusError> {
    let all = [project.output.clone()];
    let paths = if paths.is_empty() { &all } else { paths };
    let mut files = Vec::new();
    for path in paths {
        // Names follow from the folder of editions, however a file was named.
        let is_inside = path.starts_with(&project.output) || !path.is_dir();
        let folder = if is_inside { &project.output } else { path };
        for found in edition::files(path) {
            let file = found.map_err(|(path, cause)| PublishError::Read { path, cause })?;
            let in_project = project.name(&file);
            files.push(EditionFile::new(file, folder, in_project));
        }
    }
    if files.is_empty() {
        return Err(CorpusError::Empty);
    }
    let config = &project.config;
    let mut corpus = Corpus::new(
        files,
        Termbase::new(Layers::of(config).glossary()?),
        config.check.clone(),
        config.publish.clone(),
        filter,
    );
    corpus.cache = Some(project.hidden());
    Ok(corpus)
}
