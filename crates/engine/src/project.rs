//! The project: its folder, its settings, its store, and where its editions are.

use crate::config::{Config, ConfigError, FILE_NAME};
use duizhao_ingest::source::Input;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// Where the program keeps what it needs for itself, in the project's folder.
pub(crate) const HIDDEN: &str = ".duizhao";

/// The folder of editions, where the settings do not name one.
const OUTPUT: &str = "output";

/// The folder of articles that `duizhao init` makes. Editions keep the folders below one of this name.
const ARTICLES: &str = "articles";

/// A project: the folder with the settings file, or the current folder where there is none.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Its folder, absolute.
    pub root: PathBuf,
    /// Its settings.
    pub config: Config,
    /// The folder of editions.
    pub output: PathBuf,
    /// The current folder, from which paths are shown.
    here: PathBuf,
}

impl Project {
    /// Finds the project that `folder` is in: the nearest folder, from it upwards, with a settings file. Where there is
    /// none, `folder` itself is a project without settings. `settings` names the settings file instead.
    pub fn find(folder: &Path, settings: Option<&Path>) -> Result<Self, ConfigError> {
        let here = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let found = here.ancestors().map(|above| above.join(FILE_NAME));
        let found = found.into_iter().find(|file| file.is_file());
        let file = settings.map(Path::to_owned).or(found);
        let config = match &file {
            Some(file) => Config::load(&shown(file, &here))?,
            None => Config::default(),
        };
        let root = match file.as_deref().and_then(Path::parent) {
            Some(parent) => here.join(parent),
            None => here.clone(),
        };
        let output = match &config.output {
            Some(output) => output.clone(),
            None => shown(&root.join(OUTPUT), &here),
        };
        Ok(Self {
            root,
            config,
            output,
            here,
        })
    }

    /// Writes editions into another folder.
    #[must_use]
    pub fn with_output(self, output: Option<&Path>) -> Self {
        match output {
            Some(output) => Self {
                output: output.to_owned(),
                ..self
            },
            None => self,
        }
    }

    /// Returns the path of the hidden folder, whether it is there or not.
    pub fn hidden(&self) -> PathBuf {
        shown(&self.root.join(HIDDEN), &self.here)
    }

    /// Returns the folder of what is known of batches of requests, whether it is there or not.
    pub fn batches(&self) -> PathBuf {
        self.hidden().join("batches")
    }

    /// Returns the name of a file in the store: its path from the project's folder, or its whole path elsewhere.
    pub fn name(&self, path: &Path) -> String {
        let path = self.here.join(path);
        let path = plain(&path);
        let inside = path.strip_prefix(&self.root).unwrap_or(&path);
        let name = inside.to_string_lossy();
        if cfg!(windows) {
            name.replace('\\', "/")
        } else {
            name.into_owned()
        }
    }

    /// Returns the path of a file that the store names, from the current folder if it is below it.
    pub fn path(&self, name: &str) -> PathBuf {
        shown(&self.root.join(name), &self.here)
    }

    /// Returns the folders of articles: those that the settings name, and the one that `duizhao init` makes.
    pub(crate) fn article_folders(&self) -> Vec<PathBuf> {
        let mut folders = self.config.articles.clone();
        folders.push(shown(&self.root.join(ARTICLES), &self.here));
        folders.retain(|folder| folder.is_dir());
        folders
    }

    /// Returns where the edition of an article goes. It follows from the article's place in the project, not from how
    /// the article was named: below the folder of editions, the path that the article has below its folder of articles
    /// (the one that the settings name, or one named `articles`, or else the first folder of its path). Outside the
    /// project it is the path below the folder that was named. A part of a file has its edition in a folder of the file's
    /// name.
    pub fn edition(&self, input: &Input) -> PathBuf {
        let path = self.here.join(&input.id.file);
        let path = plain(&path);
        let below = match path.strip_prefix(&self.root) {
            Ok(inside) if input.id.is_file() => {
                let folders = self.config.articles.iter();
                let mut below = folders.filter_map(|folder| {
                    let folder = plain(&self.here.join(folder));
                    path.strip_prefix(folder).map(Path::to_owned).ok()
                });
                let below = below.next().unwrap_or_else(|| below_articles(inside));
                below.with_extension("")
            }
            Ok(_) | Err(_) => input.stem.clone(),
        };
        let mut name = self.output.join(below);
        if let Some(part) = &input.id.part {
            name.push(part);
        }
        let mut name = name.into_os_string();
        name.push(".md");
        PathBuf::from(name)
    }

    /// Returns the parts of a file that may have editions: those in the folder of its name, which can be another file's.
    pub(crate) fn parts(&self, input: &Input) -> Vec<Input> {
        let folder = self.edition(input).with_extension("");
        let Ok(files) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut parts = Vec::new();
        for path in files.filter_map(|file| Some(file.ok()?.path())) {
            if let (Some("md"), Some(part)) = (utf8(path.extension()), utf8(path.file_stem())) {
                parts.push(input.part(Some(part.to_owned())));
            }
        }
        parts.sort_by(|a, b| a.id.part.cmp(&b.id.part));
        parts
    }
}

/// Returns what a path is below the folder of articles.
fn below_articles(path: &Path) -> PathBuf {
    let parts: Vec<Component<'_>> = path.components().collect();
    let folders = parts.len().saturating_sub(1);
    let named = parts[..folders]
        .iter()
        .position(|part| part.as_os_str() == ARTICLES);
    let skipped = named.map_or(folders.min(1), |at| at + 1);
    parts[skipped..].iter().collect()
}

fn utf8(name: Option<&OsStr>) -> Option<&str> {
    name.and_then(OsStr::to_str)
}

/// Returns a path without `.` and with `..` taken off where a folder stands before it.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            Component::ParentDir
            | Component::Prefix(_)
            | Component::RootDir
            | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}

/// Returns a path from the current folder, if it is below it.
fn shown(path: &Path, here: &Path) -> PathBuf {
    match path.strip_prefix(here) {
        Ok(below) if !below.as_os_str().is_empty() => below.to_owned(),
        Ok(_) => PathBuf::from("."),
        Err(_) => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_ingest::read::DocumentId;

    fn project(folder: &Path) -> Project {
        Project::find(folder, None).unwrap()
    }

    #[test]
    fn the_settings_are_found_above() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("articles/2024");
        std::fs::create_dir_all(&below).unwrap();
        std::fs::write(folder.path().join(FILE_NAME), "output = \"out\"\n").unwrap();
        let found = project(&below);
        assert_eq!(found.root, folder.path());
        assert_eq!(found.output, folder.path().join("out"));
        assert_eq!(found.name(Path::new("a.txt")), "articles/2024/a.txt");
    }

    #[test]
    fn an_article_has_one_edition_however_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let project = project(folder.path());
        let input = |path: &str, stem: &str| Input {
            id: DocumentId::new(path),
            stem: stem.into(),
        };
        let shown = |input: &Input| project.edition(input).to_string_lossy().into_owned();
        let edition = |path: &str, stem: &str| shown(&input(path, stem));
        let part =
            |path: &str, part: &str| shown(&input(path, "stdin").part(Some(part.to_owned())));
        for (path, stem) in [
            ("articles/2024/z.txt", "2024/z"),
            ("articles/2024/z.txt", "z"),
            ("./articles/../articles/2024/z.txt", "z"),
        ] {
            assert_eq!(edition(path, stem), "output/2024/z.md");
        }
        assert_eq!(edition("z.txt", "z"), "output/z.md");
        assert_eq!(edition("in/z.txt", "z"), "output/z.md");
        assert_eq!(edition("tests/articles/z.txt", "z"), "output/z.md");
        assert_eq!(edition("/elsewhere/z.txt", "z"), "output/z.md");
        assert_eq!(edition("-", "stdin"), "output/stdin.md");
        assert_eq!(part("articles/2024/z.epub", "3.1"), "output/2024/z/3.1.md");
        assert_eq!(part("-", "甲"), "output/stdin/甲.md");
    }
}
