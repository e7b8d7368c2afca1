//! Articles and editions on the disk.

use crate::error::{ArticleError, Cause};
use crate::project::{HIDDEN, Project};
use crate::stamps::SourceStamps;
use duizhao_core::output;
use duizhao_edition::{self as edition, Edition};
use duizhao_glossary::{Override, Termbase};
use duizhao_ingest::source::Source;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// An article as it was read.
pub(crate) struct ReadSource {
    pub(crate) source: Source,
    /// Its files as they were before they were read.
    pub(crate) stamps: SourceStamps,
}

/// What there is for an article that was read, and where its edition goes.
pub(crate) struct Opened {
    pub(crate) path: PathBuf,
    /// What is there now.
    pub(crate) old: Option<Vec<u8>>,
    /// The edition that is there now, unless it is to be replaced.
    pub(crate) edition: Option<Edition>,
    /// The lines in which its pairs begin.
    lines: Vec<usize>,
    /// The terms with those of the article's own glossary file, if it has one.
    pub(crate) own_terms: Option<Termbase>,
    pub(crate) overrides: Vec<Override>,
}

impl Opened {
    /// Reads what there is for an article, and makes sure before anything is paid for that its edition may be written.
    pub(crate) fn read(
        source: &Source,
        path: &Path,
        options: &crate::Options,
        termbase: &Termbase,
    ) -> Result<Self, ArticleError> {
        let file = &source.id.file;
        let path = path.to_owned();
        if edition::is_edition(&source.document.text()) || is_same_file(&path, file) {
            return Err(Cause::IsEdition.of(&source.id.shown()));
        }
        let old = match std::fs::read(&path) {
            Ok(old) => Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            // What cannot be read may hold a person's work.
            Err(error) => return Err(Cause::Read(error).of(&path)),
        };
        let (edition, lines) = match &old {
            Some(old) if !options.overwrite => {
                let (edition, lines) =
                    read_edition_with_lines(old).map_err(|cause| cause.of(&path))?;
                (Some(edition), lines)
            }
            Some(_) | None => (None, Vec::new()),
        };
        let own = termbase.of_article(file);
        let own = own.map_err(|error| Cause::from(error).of(file))?;
        let (own_terms, overrides) = match own {
            Some((own, overrides)) => (Some(own), overrides),
            None => (None, Vec::new()),
        };
        Ok(Self {
            path,
            old,
            edition,
            lines,
            own_terms,
            overrides,
        })
    }

    /// Writes an edition, and returns whether it was not there just so; an edition that is replaced with what people
    /// wrote in it is copied first.
    pub(crate) fn write(&self, project: &Project, text: &str) -> Result<bool, ArticleError> {
        let old = self.old.as_deref();
        if old == Some(text.as_bytes()) {
            let is_same = std::fs::read(&self.path).ok().as_deref() == old;
            return if is_same {
                Ok(false)
            } else {
                Err(Cause::Changed.of(&self.path))
            };
        }
        if let Some(old) = old.filter(|old| self.edition.is_none() && has_own_work(old)) {
            keep_copy(project, &self.path, old)?;
        }
        replace(&self.path, old, text)?;
        Ok(true)
    }

    /// Returns for each pair of the edition whether it was written without a finding; `None` where a person remarked
    /// anything, which may be that a finding is allowed.
    pub(crate) fn is_clean(&self) -> Option<Vec<bool>> {
        let edition = self.edition.as_ref()?;
        let text = std::str::from_utf8(self.old.as_deref()?).ok()?;
        (!has_remarks(edition)).then(|| edition::is_clean(edition, text, &self.lines))
    }

    /// Tests whether what people wrote in the edition is replaced.
    pub(crate) fn replaces_own_work(&self) -> bool {
        self.edition.is_none() && self.old.as_deref().is_some_and(has_own_work)
    }
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    let one = std::fs::canonicalize(one);
    one.is_ok_and(|one| std::fs::canonicalize(other).is_ok_and(|other| one == other))
}

/// Copies an edition that is about to be replaced to where nothing replaces it.
fn keep_copy(project: &Project, edition: &Path, bytes: &[u8]) -> Result<(), ArticleError> {
    let hash = duizhao_core::hex::encode(&Sha256::digest(bytes));
    let stem = edition.file_stem().unwrap_or_default().to_string_lossy();
    let path = project.root.join(HIDDEN);
    let path = path.join(format!("replaced/{stem}-{}.md", &hash[..8]));
    output::replace(&path, bytes).map_err(|error| Cause::Write(error).of(&path))
}

/// Tests whether a person has done anything in an edition that making it again would lose.
fn has_own_work(bytes: &[u8]) -> bool {
    let Ok(edition) = read_edition(bytes) else {
        return true;
    };
    let ledger = &edition.ledger;
    let mut fields = edition.front.fields();
    edition.reviewed() > 0
        || ledger.is_restructured()
        || has_remarks(&edition)
        || (ledger.is_there && fields.any(|(key, value)| ledger.is_own_field(key, value)))
}

/// Tests whether a person remarked anything in an edition.
fn has_remarks(edition: &Edition) -> bool {
    let document = &edition.document;
    !document.opening.is_empty()
        || !document.closing.is_empty()
        || document
            .blocks
            .iter()
            .any(|block| !block.remarks.is_empty())
        || edition.pairs().any(|pair| !pair.remarks.is_empty())
}

/// Reads what is in the place of an edition.
pub(crate) fn read_edition(bytes: &[u8]) -> Result<Edition, Cause> {
    read_edition_with_lines(bytes).map(|(edition, _)| edition)
}

/// Reads what is in the place of an edition, with the lines in which its pairs begin.
fn read_edition_with_lines(bytes: &[u8]) -> Result<(Edition, Vec<usize>), Cause> {
    let text = std::str::from_utf8(bytes).map_err(|_| Cause::Foreign)?;
    if !edition::is_edition(text) {
        return Err(Cause::Foreign);
    }
    let (edition, lines) = edition::read_with_lines(text).map_err(Cause::Unpaired)?;
    if edition.has_lost_ledger() && edition.front.get("review") != Some("done") {
        return Err(Cause::NoLedger);
    }
    Ok((edition, lines))
}

/// Replaces an edition if it still is what was read: what was saved during the run is newer, and stays.
pub(crate) fn replace(path: &Path, old: Option<&[u8]>, text: &str) -> Result<(), ArticleError> {
    match output::replace_if(path, old, text.as_bytes()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Cause::Changed.of(path)),
        Err(error) => Err(Cause::Write(error).of(path)),
    }
}
