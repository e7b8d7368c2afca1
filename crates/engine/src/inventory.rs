//! The articles and editions that a project's store knows, and what editions say of themselves.

use crate::project::Project;
use duizhao_edition::{self as edition, FrontMatter};
use duizhao_ingest::read::{DocumentId, ReadOptions, has_reader};
use duizhao_ingest::source::{Input, Inputs};
use duizhao_memory::{Store, StoreError};
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes of an edition that hold its front matter.
const HEAD: u64 = 16 * 1024;

/// What the store knows of a project's folder of editions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The articles that were translated and are still there.
    pub articles: Vec<Input>,
    /// The editions whose articles are gone.
    pub orphans: Vec<Orphan>,
}

/// An edition whose article is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// The edition's file.
    pub edition: PathBuf,
    /// The article that it was made of, as the store names it.
    pub article: String,
    /// Where the same text is now; `None` where it is not found.
    pub renamed: Option<Renamed>,
}

/// An article under its new name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The article's file.
    pub article: PathBuf,
    /// Where its edition goes, which may be there already.
    pub edition: PathBuf,
}

impl Inventory {
    /// Lists what the store knows of the project's folder of editions, in the order of the editions' names.
    pub async fn of(project: &Project, store: &dyn Store) -> Result<Self, StoreError> {
        let (mut inventory, mut files) = (Self::default(), HashSet::new());
        let folder = project.name(&project.output);
        for state in store.documents().await? {
            let Ok(stem) = Path::new(&state.edition).strip_prefix(&folder) else {
                continue;
            };
            let (path, edition) = (project.path(&state.input), project.path(&state.edition));
            if state.input.is_empty() {
                continue;
            }
            if path.exists() {
                let mut stem = stem.with_extension("");
                // A part has its edition in a folder of the file's name.
                if stem.file_name() != path.file_stem() {
                    stem.pop();
                }
                if files.insert(state.input) {
                    let id = DocumentId::new(path);
                    inventory.articles.push(Input { id, stem });
                }
            } else if edition.exists() {
                inventory.orphans.push(Orphan {
                    edition,
                    article: state.input,
                    renamed: None,
                });
            }
        }
        inventory.find_renamed(project);
        Ok(inventory)
    }

    /// Looks for the articles of orphans under other names: the front matter of an edition has its article's hash.
    fn find_renamed(&mut self, project: &Project) {
        let mut wanted: BTreeMap<String, Vec<&mut Orphan>> = BTreeMap::new();
        let mut places = project.article_folders();
        for orphan in &mut self.orphans {
            places.extend(neighbours(&project.path(&orphan.article)));
            if let Some(hash) = source_hash(&orphan.edition) {
                wanted.entry(hash).or_default().push(orphan);
            }
        }
        if wanted.is_empty() {
            return;
        }
        for (input, hash) in candidates(places)
            .into_iter()
            .flat_map(|input| hashes(project, input))
        {
            for orphan in wanted.remove(&hash).into_iter().flatten() {
                orphan.renamed = Some(Renamed {
                    article: input.id.file.clone(),
                    edition: project.edition(&input),
                });
            }
        }
    }
}

/// Returns the articles of a file with the hash of each, which its edition has if it was translated.
fn hashes(project: &Project, input: Input) -> Vec<(Input, String)> {
    if let Some(hash) = source_hash(&project.edition(&input)) {
        return vec![(input, hash)];
    }
    let sources = input.read(&ReadOptions::default()).unwrap_or_default();
    let articles = sources.into_iter().flatten();
    articles
        .map(|source| (input.part(source.id.part), source.sha256))
        .collect()
}

/// Returns the files in the folder of a file that can hold articles.
fn neighbours(file: &Path) -> Vec<PathBuf> {
    let folder = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let files = entries.filter_map(|entry| {
        let name = PathBuf::from(entry.ok()?.file_name());
        has_reader(&name).then(|| plain_join(folder, &name))
    });
    files.collect()
}

/// Joins a folder and a name; the current folder is not named.
fn plain_join(folder: &Path, name: &Path) -> PathBuf {
    match folder.to_str() {
        Some(".") => name.to_owned(),
        Some(_) | None => folder.join(name),
    }
}

/// Returns the articles at and below some places, each once, by name.
fn candidates(places: Vec<PathBuf>) -> Vec<Input> {
    let mut found: Vec<Input> = Inputs::new(places).filter_map(Result::ok).collect();
    found.sort_by(|a, b| a.id.file.cmp(&b.id.file));
    found.dedup_by(|a, b| a.id.file == b.id.file);
    found
}

/// Returns the hash of the article that an edition was made of.
fn source_hash(edition: &Path) -> Option<String> {
    Some(front_matter(edition)?.get("source_sha256")?.to_owned())
}

/// Reads the front matter of an edition, and no more of the file; `None` where there is none.
pub fn front_matter(path: &Path) -> Option<FrontMatter> {
    let mut head = Vec::new();
    File::open(path)
        .ok()?
        .take(HEAD)
        .read_to_end(&mut head)
        .ok()?;
    let head = String::from_utf8_lossy(&head);
    let (before, rest) = head.split_once("---")?;
    let (fields, _) = rest.split_once("\n---")?;
    let front = format!("{before}---{fields}\n---\n");
    edition::read(&front).ok().map(|edition| edition.front)
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_memory::{Document, DocumentState, VolatileMemory};

    /// A project in which `a.txt` was translated and then renamed.
    async fn inventory(new: &str) -> Inventory {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        // From a folder below, so that paths are whole and hold wherever the test runs.
        write("duizhao.toml", "");
        write("below/x", "");
        let project = Project::find(&folder.path().join("below"), None).unwrap();
        write(new, "县委高度重视。\n");
        let input = Input {
            id: DocumentId::new(folder.path().join(new)),
            stem: "x".into(),
        };
        let read = input.read(&ReadOptions::default()).unwrap();
        let hash = &read[0].as_ref().unwrap().sha256;
        let front =
            format!("---\nduizhao: 1\nbackend: chat\nmodel: m 1\nsource_sha256: {hash}\n---\n");
        write("output/a.md", &front);
        let path = folder.path().join("output/a.md");
        assert_eq!(front_matter(&path).unwrap().get("model"), Some("m 1"));
        let state = DocumentState {
            edition: "output/a.md".into(),
            input: "articles/a.txt".into(),
            ..DocumentState::default()
        };
        let document = Document {
            state,
            segments: None,
        };
        let store = VolatileMemory::default();
        store.put_documents(vec![document]).await.unwrap();
        Inventory::of(&project, &store).await.unwrap()
    }

    #[tokio::test]
    async fn a_renamed_article_is_found_by_its_text() {
        let found = inventory("articles/2024/b.txt").await;
        assert_eq!((found.articles.len(), found.orphans.len()), (0, 1));
        let renamed = found.orphans[0].renamed.as_ref().unwrap();
        assert!(renamed.article.ends_with("articles/2024/b.txt"));
        assert!(renamed.edition.ends_with("output/2024/b.md"));
    }

    #[tokio::test]
    async fn another_text_is_no_renamed_article() {
        assert_eq!(inventory("elsewhere/b.txt").await.orphans[0].renamed, None);
        let found = inventory("articles/a.txt").await;
        assert_eq!((found.articles.len(), found.orphans.len()), (1, 0));
    }
}
