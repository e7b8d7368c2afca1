//! What is known of the articles of a site from earlier runs, so that one edit reads one article.
//!
//! An SQLite file beside the project's other files of its own. It can be deleted: then all is read again. All that a run
//! learns becomes known at once; `settled` says whether the pages that follow from it were written too.

use super::analysis::{Analysis, ArticleRow, ConcordanceLine, PersonUse, SentenceUse};
use crate::error::PublishError;
use duizhao_core::article::Span;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The form of the tables. One of another version is replaced.
const VERSION: i64 = 2;

const TABLES: &str = "
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL, row TEXT NOT NULL, links TEXT NOT NULL
    );
    CREATE TABLE sentences (
        article INTEGER NOT NULL, position INTEGER NOT NULL, anchor TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL,
        state TEXT NOT NULL, PRIMARY KEY (article, position)
    ) WITHOUT ROWID;
    CREATE TABLE uses (
        term INTEGER NOT NULL, article INTEGER NOT NULL, places BLOB NOT NULL, PRIMARY KEY (term, article)
    ) WITHOUT ROWID;
    CREATE INDEX uses_of_article ON uses (article);
    CREATE TABLE people (
        name TEXT NOT NULL, article INTEGER NOT NULL, english TEXT NOT NULL, count INTEGER NOT NULL,
        anchor TEXT NOT NULL, PRIMARY KEY (name, article)
    ) WITHOUT ROWID;
    CREATE INDEX people_of_article ON people (article);
    CREATE TABLE pages (file TEXT PRIMARY KEY, input INTEGER NOT NULL) WITHOUT ROWID;
";

/// What is known of the articles of a site.
pub(super) struct SiteState {
    connection: Connection,
    path: PathBuf,
}

/// An article as an earlier run found it.
#[derive(Debug, Clone)]
pub(super) struct KnownArticle {
    /// The stamp of its file.
    pub(super) stamp: String,
    /// What lists say of it.
    pub(super) row: ArticleRow,
    /// What its page said of its neighbours.
    pub(super) links: String,
}

/// What pages other than an article's own follow from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TouchedPages {
    /// Terms, by index in the glossary.
    pub(super) terms: BTreeSet<usize>,
    /// People, by name.
    pub(super) people: BTreeSet<String>,
}

impl SiteState {
    /// Opens the file, or begins it; one that cannot be read, or was made under another `key` or by another version, is replaced.
    pub(super) fn open(path: &Path, key: &str) -> Result<Self, PublishError> {
        let wrong = |cause: rusqlite::Error| PublishError::State {
            path: path.to_owned(),
            cause,
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|cause| PublishError::write(path, cause))?;
        }
        if let Ok(connection) = connect(path)
            && has_key(&connection, key).unwrap_or(false)
        {
            return Ok(Self {
                connection,
                path: path.to_owned(),
            });
        }
        for suffix in ["", "-wal", "-shm"] {
            let mut file = path.as_os_str().to_owned();
            file.push(suffix);
            let _ = std::fs::remove_file(file);
        }
        let connection = connect(path).map_err(wrong)?;
        let begin = || {
            connection.execute_batch(TABLES)?;
            connection.execute("INSERT INTO meta VALUES ('key', ?1)", [key])?;
            connection.pragma_update(None, "user_version", VERSION)
        };
        begin().map_err(wrong)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
        })
    }

    /// Returns what opens the same file once more, from another thread.
    pub(super) fn readers(&self) -> Readers {
        Readers {
            path: self.path.clone(),
            idle: Mutex::default(),
        }
    }

    fn wrong(&self, cause: rusqlite::Error) -> PublishError {
        PublishError::State {
            path: self.path.clone(),
            cause,
        }
    }

    /// Returns the articles that are known, by name.
    pub(super) fn articles(&self) -> Result<BTreeMap<String, KnownArticle>, PublishError> {
        let read = || {
            let mut query = self
                .connection
                .prepare("SELECT name, stamp, row, links FROM articles")?;
            let rows = query.query_map([], |row| {
                let json: String = row.get(2)?;
                Ok((row.get(0)?, row.get(1)?, json, row.get(3)?))
            })?;
            let mut known = BTreeMap::new();
            for found in rows {
                let (name, stamp, json, links): (String, String, String, String) = found?;
                // A row of another form is as if it were not known.
                if let Ok(row) = serde_json::from_str(&json) {
                    known.insert(name, KnownArticle { stamp, row, links });
                }
            }
            Ok(known)
        };
        read().map_err(|cause| self.wrong(cause))
    }

    /// Tests whether all pages that follow from what is known were written.
    pub(super) fn is_settled(&self) -> Result<bool, PublishError> {
        let found = self.connection.query_row(
            "SELECT count(*) FROM meta WHERE key = 'settled'",
            [],
            |row| row.get::<_, i64>(0),
        );
        found
            .map(|count| count > 0)
            .map_err(|cause| self.wrong(cause))
    }

    /// Says that all pages that follow from what is known were written.
    pub(super) fn settle(&self) -> Result<(), PublishError> {
        let settled = self
            .connection
            .execute("INSERT OR REPLACE INTO meta VALUES ('settled', '')", []);
        settled.map(drop).map_err(|cause| self.wrong(cause))
    }

    /// Takes up changes, all or none.
    pub(super) fn change<R>(
        &self,
        change: impl FnOnce(&mut Changes<'_>) -> Result<R, PublishError>,
    ) -> Result<R, PublishError> {
        let run = |sql| {
            self.connection
                .execute_batch(sql)
                .map_err(|cause| self.wrong(cause))
        };
        run("BEGIN; DELETE FROM meta WHERE key = 'settled'")?;
        let changed = change(&mut Changes { state: self });
        run(if changed.is_ok() {
            "COMMIT"
        } else {
            "ROLLBACK"
        })?;
        changed
    }

    /// Returns a hash of what each page was made of that is made of many articles, by file.
    pub(super) fn inputs(&self) -> Result<BTreeMap<String, i64>, PublishError> {
        let read = || {
            let mut query = self.connection.prepare("SELECT file, input FROM pages")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|cause| self.wrong(cause))
    }

    /// Replaces what [`SiteState::inputs`] returns.
    pub(super) fn put_inputs(&self, inputs: &BTreeMap<String, i64>) -> Result<(), PublishError> {
        let put = || {
            self.connection.execute_batch("BEGIN; DELETE FROM pages")?;
            let mut insert = self
                .connection
                .prepare_cached("INSERT INTO pages VALUES (?1, ?2)")?;
            for (file, input) in inputs {
                insert.execute(params![file, input])?;
            }
            self.connection.execute_batch("COMMIT")
        };
        put().map_err(|cause| self.wrong(cause))
    }

    /// Returns how often each term occurs, and in how many articles; terms that do not are left out.
    pub(super) fn terms(&self) -> Result<BTreeMap<usize, usize>, PublishError> {
        let read = || {
            let mut query = self
                .connection
                .prepare("SELECT term, sum(length(places)) FROM uses GROUP BY term")?;
            let rows = query.query_map([], |row| {
                let bytes: usize = row.get(1)?;
                Ok((row.get(0)?, bytes / PLACE))
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|cause| self.wrong(cause))
    }

    /// Returns the places of a term by article, in no order.
    pub(super) fn uses(&self, term: usize) -> Result<Vec<(i64, Vec<SentenceUse>)>, PublishError> {
        let read = || {
            let mut query = self
                .connection
                .prepare_cached("SELECT article, places FROM uses WHERE term = ?1")?;
            let rows = query.query_map([term], |row| {
                let places: Vec<u8> = row.get(1)?;
                Ok((row.get(0)?, decoded(&places)))
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|cause| self.wrong(cause))
    }

    /// Returns a sentence of an article; `None` where there is none.
    pub(super) fn sentence(
        &self,
        article: i64,
        position: usize,
    ) -> Result<Option<ConcordanceLine>, PublishError> {
        let read = || {
            let mut query = self.connection.prepare_cached(
                "SELECT anchor, zh, en, state FROM sentences WHERE article = ?1 AND position = ?2",
            )?;
            query
                .query_row(params![article, position], |row| {
                    Ok(ConcordanceLine {
                        anchor: row.get(0)?,
                        zh: row.get(1)?,
                        en: row.get(2)?,
                        state: row.get(3)?,
                    })
                })
                .optional()
        };
        read().map_err(|cause| self.wrong(cause))
    }

    /// Returns the number by which each article is known.
    pub(super) fn numbers(&self) -> Result<BTreeMap<String, i64>, PublishError> {
        let read = || {
            let mut query = self.connection.prepare("SELECT name, id FROM articles")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|cause| self.wrong(cause))
    }

    /// Returns the people, by name, each with the articles that name them, in no order.
    pub(super) fn people(&self) -> Result<BTreeMap<String, Vec<(i64, PersonUse)>>, PublishError> {
        let read = || {
            let mut query = self
                .connection
                .prepare("SELECT name, article, english, count, anchor FROM people")?;
            let rows = query.query_map([], |row| {
                let person = PersonUse {
                    english: row.get(2)?,
                    count: row.get(3)?,
                    anchor: row.get(4)?,
                };
                Ok((row.get(0)?, row.get(1)?, person))
            })?;
            let mut people: BTreeMap<String, Vec<(i64, PersonUse)>> = BTreeMap::new();
            for found in rows {
                let (name, article, person): (String, i64, PersonUse) = found?;
                people.entry(name).or_default().push((article, person));
            }
            Ok(people)
        };
        read().map_err(|cause| self.wrong(cause))
    }
}

/// Connections for reading, one for each thread that reads at once.
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<SiteState>>,
}

impl Readers {
    /// Has `read` read from a connection of its own.
    pub(super) fn with<R>(
        &self,
        read: impl FnOnce(&SiteState) -> Result<R, PublishError>,
    ) -> Result<R, PublishError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let path = &self.path;
        let state = match idle {
            Some(state) => state,
            None => SiteState {
                connection: connect(path).map_err(|cause| PublishError::State {
                    path: path.clone(),
                    cause,
                })?,
                path: path.clone(),
            },
        };
        let result = read(&state);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(state);
        result
    }
}

/// Changes that become known together.
pub(super) struct Changes<'a> {
    state: &'a SiteState,
}

impl Changes<'_> {
    /// Takes up what an article is now, and returns which other pages follow from what it is or was.
    pub(super) fn put(
        &mut self,
        name: &str,
        known: &KnownArticle,
        now: &Analysis,
    ) -> Result<TouchedPages, PublishError> {
        let put = || {
            let connection = &self.state.connection;
            let row = serde_json::to_string(&known.row).expect("a row is JSON");
            let id: i64 = connection
                .prepare_cached(
                    "INSERT INTO articles (name, stamp, row, links) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (name) DO UPDATE SET stamp = ?2, row = ?3, links = ?4 RETURNING id",
                )?
                .query_row(params![name, known.stamp, row, known.links], |row| row.get(0))?;
            let old = self.old(id)?;
            let touched = now.touched(&old);
            if old != *now {
                self.clear(id)?;
                self.insert(id, now)?;
            }
            Ok(touched)
        };
        put().map_err(|cause| self.state.wrong(cause))
    }

    /// Forgets an article, and returns which other pages followed from it.
    pub(super) fn remove(&mut self, name: &str) -> Result<TouchedPages, PublishError> {
        let remove = || {
            let connection = &self.state.connection;
            let id: i64 =
                connection.query_row("SELECT id FROM articles WHERE name = ?1", [name], |row| {
                    row.get(0)
                })?;
            let old = self.old(id)?;
            self.clear(id)?;
            connection.execute("DELETE FROM articles WHERE id = ?1", [id])?;
            Ok(Analysis::default().touched(&old))
        };
        remove().map_err(|cause| self.state.wrong(cause))
    }

    fn old(&self, id: i64) -> rusqlite::Result<Analysis> {
        let connection = &self.state.connection;
        let mut old = Analysis::default();
        let mut query = connection.prepare_cached(
            "SELECT anchor, zh, en, state FROM sentences WHERE article = ?1 ORDER BY position",
        )?;
        let rows = query.query_map([id], |row| {
            Ok(ConcordanceLine {
                anchor: row.get(0)?,
                zh: row.get(1)?,
                en: row.get(2)?,
                state: row.get(3)?,
            })
        })?;
        old.sentences = rows.collect::<rusqlite::Result<_>>()?;
        let mut query =
            connection.prepare_cached("SELECT term, places FROM uses WHERE article = ?1")?;
        let rows = query.query_map([id], |row| {
            let places: Vec<u8> = row.get(1)?;
            Ok((row.get(0)?, decoded(&places)))
        })?;
        old.uses = rows.collect::<rusqlite::Result<_>>()?;
        let mut query = connection
            .prepare_cached("SELECT name, english, count, anchor FROM people WHERE article = ?1")?;
        let rows = query.query_map([id], |row| {
            let person = PersonUse {
                english: row.get(1)?,
                count: row.get(2)?,
                anchor: row.get(3)?,
            };
            Ok((row.get(0)?, person))
        })?;
        old.people = rows.collect::<rusqlite::Result<_>>()?;
        Ok(old)
    }

    fn clear(&self, id: i64) -> rusqlite::Result<()> {
        for sql in [
            "DELETE FROM sentences WHERE article = ?1",
            "DELETE FROM uses WHERE article = ?1",
            "DELETE FROM people WHERE article = ?1",
        ] {
            self.state.connection.prepare_cached(sql)?.execute([id])?;
        }
        Ok(())
    }

    fn insert(&self, id: i64, now: &Analysis) -> rusqlite::Result<()> {
        let connection = &self.state.connection;
        let mut insert =
            connection.prepare_cached("INSERT INTO sentences VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for (position, line) in now.sentences.iter().enumerate() {
            insert.execute(params![
                id,
                position,
                line.anchor,
                line.zh,
                line.en,
                line.state
            ])?;
        }
        let mut insert = connection.prepare_cached("INSERT INTO uses VALUES (?1, ?2, ?3)")?;
        for (term, places) in &now.uses {
            insert.execute(params![term, id, encoded(places)])?;
        }
        let mut insert =
            connection.prepare_cached("INSERT INTO people VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for (name, person) in &now.people {
            insert.execute(params![
                name,
                id,
                person.english,
                person.count,
                person.anchor
            ])?;
        }
        Ok(())
    }
}

/// Tests whether the tables are of this version, and were begun under this key.
fn has_key(connection: &Connection, key: &str) -> rusqlite::Result<bool> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version != VERSION {
        return Ok(false);
    }
    let found: Option<String> = connection
        .query_row("SELECT value FROM meta WHERE key = 'key'", [], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(found.as_deref() == Some(key))
}

/// Opens the file: what is in it can be made again, so nothing waits for the disk.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "off")?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// Bytes of a place of a term.
const PLACE: usize = 15;

/// Set in the byte of the rendering where the sentence is a gloss.
const GLOSS: u8 = 0x80;

/// Writes places as numbers of fixed width: sentence (4 bytes), rendering and 1 (1; 0 for none, and [`GLOSS`]), span in the
/// source and in the translation (2 times 3 and 2 bytes). A span beyond what fits is empty: nothing is marked there.
fn encoded(places: &[SentenceUse]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(places.len() * PLACE);
    for place in places {
        bytes.extend((place.sentence as u32).to_le_bytes());
        let (rendering, target) = match place.rendering {
            Some((rendering, target)) => (rendering + 1, target),
            None => (0, Span::new(0, 0)),
        };
        let rendering = u8::try_from(rendering).unwrap_or(u8::MAX).min(GLOSS - 1);
        bytes.push(if place.is_gloss {
            rendering | GLOSS
        } else {
            rendering
        });
        for span in [place.source, target] {
            let start = u32::try_from(span.start).unwrap_or(0).to_le_bytes();
            bytes.extend(&start[..3]);
            bytes.extend(u16::try_from(span.len()).unwrap_or(0).to_le_bytes());
        }
    }
    bytes
}

/// Reads what [`encoded`] wrote.
fn decoded(bytes: &[u8]) -> Vec<SentenceUse> {
    let places = bytes.chunks_exact(PLACE).map(|place| {
        let number = |from: usize, to: usize| {
            let bytes = place[from..to].iter().rev();
            bytes.fold(0_usize, |number, byte| number << 8 | usize::from(*byte))
        };
        let span = |at: usize| {
            Span::new(
                number(at, at + 3),
                number(at, at + 3) + number(at + 3, at + 5),
            )
        };
        let rendering = usize::from(place[4] & !GLOSS);
        SentenceUse {
            sentence: number(0, 4),
            source: span(5),
            rendering: (rendering > 0).then(|| (rendering - 1, span(10))),
            is_gloss: place[4] & GLOSS != 0,
        }
    });
    places.collect()
}
