//! Articles and editions on the disk: what is read before anything is paid for, and what is written at the end.

use super::remembered::Sources;
use super::{ArticleError, Pipeline};
use duizhao_core::article::Origin;
use duizhao_core::output;
use duizhao_edition::{self as edition, Edition, ReadError, Seal};
use duizhao_glossary::{Override, Termbase};
use duizhao_ingest::source::{Input, Raw};
use std::path::{Path, PathBuf};

/// An article as it was read, and where its edition goes.
pub(super) struct Opened {
    pub(super) raw: Raw,
    /// The article's files as they were before they were read.
    pub(super) sources: Sources,
    pub(super) path: PathBuf,
    /// What is there now.
    pub(super) old: Option<Vec<u8>>,
    /// The edition that is there now, unless it is to be replaced.
    pub(super) edition: Option<Edition>,
    /// The terms with those of its own glossary file, if it has one.
    pub(super) own: Option<Termbase>,
    pub(super) overrides: Vec<Override>,
}

impl Pipeline {
    /// Reads an article, and makes sure before anything is paid for that its edition may be written.
    pub(super) fn open(&self, input: &Input) -> Result<Opened, ArticleError> {
        let sources = Sources::of(&input.path);
        let raw = input.read(self.settings.charset, self.settings.max_bytes)?;
        let path = edition_path(&self.settings.output, input);
        let same_file = || {
            std::fs::canonicalize(&path)
                .is_ok_and(|p| std::fs::canonicalize(&input.path).is_ok_and(|q| p == q))
        };
        if edition::is_edition(&raw.text) || same_file() {
            return Err(ArticleError::IsEdition(input.path.clone()));
        }
        let old = match std::fs::read(&path) {
            Ok(old) => Some(old),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            // What cannot be read may hold a person's work.
            Err(cause) => return Err(ArticleError::Write { path, cause }),
        };
        let edition = match &old {
            Some(old) if !self.settings.overwrite => Some(read_edition(&path, old)?),
            Some(_) | None => None,
        };
        let own = self.termbase.of_article(&input.path);
        let own = own.map_err(|cause| ArticleError::Glossary {
            path: input.path.clone(),
            cause,
        })?;
        let (own, overrides) = own.map_or((None, Vec::new()), |(termbase, overrides)| {
            (Some(termbase), overrides)
        });
        Ok(Opened {
            raw,
            sources,
            path,
            old,
            edition,
            own,
            overrides,
        })
    }

    /// Writes an edition, and says whether it was not there just so.
    pub(super) fn write(&self, opened: &Opened, text: &str) -> Result<bool, ArticleError> {
        let (path, old) = (&opened.path, opened.old.as_deref());
        let is_new = old != Some(text.as_bytes());
        let own_work = old.filter(|old| self.settings.overwrite && has_own_work(path, old));
        if let Some(old) = own_work.filter(|_| is_new) {
            self.past.put_aside(path, old)?;
        }
        if is_new {
            replace(path, old, text)?;
        } else if std::fs::read(path).ok().as_deref() != old {
            return Err(ArticleError::Changed(path.clone()));
        }
        if own_work.is_some() {
            self.disown(path)?;
        }
        Ok(is_new)
    }

    /// What an edition said is no longer what a person says.
    fn disown(&self, path: &Path) -> Result<(), ArticleError> {
        let Some(memory) = &self.past.memory else {
            return Ok(());
        };
        let disowned = tokio::task::block_in_place(|| memory.disown(&self.past.name(path)));
        disowned.map_err(|cause| ArticleError::Memory {
            path: path.to_owned(),
            cause,
        })
    }
}

/// Whether a person has done anything in an edition that making it anew would lose.
fn has_own_work(path: &Path, bytes: &[u8]) -> bool {
    let Ok(edition) = read_edition(path, bytes) else {
        return true;
    };
    let ledger = &edition.ledger;
    edition.reviewed() > 0
        || ledger.own_structure
        || edition
            .document
            .blocks
            .iter()
            .any(|block| !block.remarks.is_empty())
        || !(edition.document.opening.is_empty() && edition.document.closing.is_empty())
        || (ledger.is_there
            && edition
                .front
                .fields()
                .any(|(key, value)| ledger.is_own_field(key, value)))
}

/// Reads what is in the place of an edition.
pub(super) fn read_edition(path: &Path, bytes: &[u8]) -> Result<Edition, ArticleError> {
    let error = |cause: ReadError| ArticleError::Unpaired {
        path: path.to_owned(),
        cause,
    };
    let text = std::str::from_utf8(bytes).map_err(|_| ArticleError::Foreign(path.to_owned()))?;
    if !edition::is_edition(text) {
        return Err(ArticleError::Foreign(path.to_owned()));
    }
    let mut edition = edition::read(text).map_err(error)?;
    // An edition without a ledger that nobody has edited is all the program's.
    if !edition.ledger.is_there && edition::seal(text) == Seal::Whole {
        let gloss = edition.front.get("origin") == Some("gloss");
        let origin = if gloss {
            Origin::Gloss
        } else {
            Origin::Machine
        };
        edition.pairs_mut().for_each(|pair| {
            pair.provenance = Some(edition::Provenance {
                origin,
                ..Default::default()
            })
        });
    }
    Ok(edition)
}

/// Replaces an edition if it still is what was read: what somebody saved meanwhile is newer, and stays.
pub(super) fn replace(path: &Path, old: Option<&[u8]>, text: &str) -> Result<(), ArticleError> {
    match output::replace_if(path, old, text.as_bytes()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(ArticleError::Changed(path.to_owned())),
        Err(cause) => Err(ArticleError::Write {
            path: path.to_owned(),
            cause,
        }),
    }
}

/// Where the edition of an input goes.
pub(super) fn edition_path(output: &Path, input: &Input) -> PathBuf {
    let mut name = output.join(&input.stem).into_os_string();
    name.push(".md");
    PathBuf::from(name)
}
