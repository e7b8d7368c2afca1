//! Glossary files as they were in a revision of their git repository.

use duizhao_core::diagnostic::Hinted;
use duizhao_glossary::{GlossaryError, TermFile};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why files of a revision cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// git failed.
    #[error("git {command}: {message}")]
    Git {
        /// What git was told.
        command: String,
        /// What it said.
        message: String,
    },
    /// git has no repository there.
    #[error("{0}")]
    NoRepository(Box<RevisionError>),
    /// git knows no such revision.
    #[error("git knows no revision `{revision}` in {}", folder.display())]
    Unknown {
        /// The revision.
        revision: String,
        /// The folder.
        folder: PathBuf,
    },
    /// The file of then is wrong.
    #[error(transparent)]
    Glossary(#[from] GlossaryError),
}

impl Hinted for RevisionError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoRepository(_) => {
                "keep the glossary in a git repository, or give the old file and the new"
            }
            Self::Unknown { .. } => "commit the glossary first, or give the old file and the new",
            Self::Glossary(error) => return error.hint(),
            Self::Git { .. } => return None,
        };
        Some(hint.to_owned())
    }
}

/// Reads glossary files as git has them in a revision, where they are; one that the revision did not have is left out.
pub fn files_since(paths: &[PathBuf], revision: &str) -> Result<Vec<TermFile>, RevisionError> {
    let mut files = Vec::new();
    for path in paths {
        // A link is in git as the name of its file.
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let parent = real.parent().filter(|folder| folder.is_dir());
        let folder = parent.unwrap_or(Path::new("."));
        check_revision(folder, revision)?;
        let file = real.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{revision}:./{file}");
        if git(folder, &["cat-file", "-e", &name]).is_ok() {
            let text = git(folder, &["show", &name])?;
            let shown = PathBuf::from(format!("{revision}:{}", path.display()));
            files.push(TermFile::parse(&shown, text)?);
        }
    }
    Ok(files)
}

/// Makes sure that git knows a revision in a folder.
fn check_revision(folder: &Path, revision: &str) -> Result<(), RevisionError> {
    git(folder, &["rev-parse", "--git-dir"])
        .map_err(|error| RevisionError::NoRepository(Box::new(error)))?;
    let commit = format!("{revision}^{{commit}}");
    match git(folder, &["rev-parse", "--verify", "--quiet", &commit]) {
        Ok(_) => Ok(()),
        Err(_) => Err(RevisionError::Unknown {
            revision: revision.to_owned(),
            folder: folder.to_owned(),
        }),
    }
}

/// Returns what git prints.
fn git(folder: &Path, args: &[&str]) -> Result<String, RevisionError> {
    let failed = |message: String| RevisionError::Git {
        command: args.join(" "),
        message,
    };
    let mut command = Command::new("git");
    let output = command.arg("-C").arg(folder).args(args).output();
    let output = output.map_err(|cause| failed(cause.to_string()))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(failed(message.trim().to_owned()));
    }
    String::from_utf8(output.stdout).map_err(|_| failed("the file is not UTF-8 there".to_owned()))
}
