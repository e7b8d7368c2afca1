//! What each edition was made of.

use super::{Memory, MemoryError, find};
use rusqlite::{Row, params};

/// What is known of an edition that was written: enough to tell whether it would be written again just so.
///
/// What the parts hold is the business of whoever keeps them; here they are only kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditionState {
    /// The edition, by its path from the project's folder.
    pub edition: String,
    /// The article, by its path from the project's folder.
    pub input: String,
    /// The files it depends on, as they were.
    pub stamps: String,
    /// A hash of the settings it was made with.
    pub settings: u64,
    /// The key of the glossary it was made with.
    pub glossary: u64,
    /// What [`Memory::serial`] was.
    pub serial: i64,
    /// What the report says of it.
    pub summary: String,
}

impl Memory {
    /// What is known of an edition.
    pub fn edition(&self, edition: &str) -> Result<Option<EditionState>, MemoryError> {
        const SQL: &str = "SELECT edition, input, stamps, settings, glossary, serial, summary FROM articles WHERE edition = ?1";
        self.read(|reader| find(reader, SQL, [edition], state))
    }

    /// The sentences of an edition, one a line, as they were kept with it.
    pub fn sentences_of(&self, edition: &str) -> Result<String, MemoryError> {
        const SQL: &str = "SELECT sentences FROM articles WHERE edition = ?1";
        self.read(|reader| Ok(find(reader, SQL, [edition], |row| row.get(0))?.unwrap_or_default()))
    }

    /// The names of all editions with those of their articles, in order.
    pub fn editions(&self) -> Result<Vec<(String, String)>, MemoryError> {
        self.read(|reader| {
            let mut statement =
                reader.prepare("SELECT edition, input FROM articles ORDER BY edition")?;
            statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    /// Keeps what is known of an edition, and its sentences if they are new. It spares work and no more, so nobody waits
    /// for it.
    pub fn keep_edition(
        &self,
        state: EditionState,
        sentences: Option<String>,
    ) -> Result<(), MemoryError> {
        const SQL: &str = "INSERT INTO articles \
             (edition, input, stamps, settings, glossary, serial, summary, sentences) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce(?8, '')) ON CONFLICT (edition) DO UPDATE SET \
             input = ?2, stamps = ?3, settings = ?4, glossary = ?5, serial = ?6, summary = ?7, \
             sentences = coalesce(?8, sentences)";
        let job = move |transaction: &rusqlite::Transaction<'_>| {
            let EditionState {
                edition,
                input,
                stamps,
                settings,
                glossary,
                serial,
                summary,
            } = &state;
            let (settings, glossary) = (settings.cast_signed(), glossary.cast_signed());
            transaction
                .prepare_cached(SQL)?
                .execute(params![
                    edition, input, stamps, settings, glossary, serial, summary, sentences
                ])
                .map(drop)
        };
        self.write(Box::new(job)).map(drop)
    }

    /// The glossary of a key, as it was kept.
    pub fn glossary(&self, key: u64) -> Result<Option<String>, MemoryError> {
        const SQL: &str = "SELECT terms FROM glossaries WHERE key = ?1";
        self.read(|reader| find(reader, SQL, [key.cast_signed()], |row| row.get(0)))
    }

    /// Keeps a glossary, and lets go of those that no edition was made with.
    pub fn keep_glossary(&self, key: u64, terms: String) -> Result<(), MemoryError> {
        let key = key.cast_signed();
        let job = move |transaction: &rusqlite::Transaction<'_>| {
            const UNUSED: &str =
                "DELETE FROM glossaries WHERE key NOT IN (SELECT glossary FROM articles)";
            transaction.prepare_cached(UNUSED)?.execute([])?;
            const SQL: &str = "INSERT OR REPLACE INTO glossaries (key, terms) VALUES (?1, ?2)";
            transaction
                .prepare_cached(SQL)?
                .execute(params![key, terms])
                .map(drop)
        };
        self.write(Box::new(job)).map(drop)
    }
}

fn state(row: &Row<'_>) -> rusqlite::Result<EditionState> {
    let number = |column| row.get::<_, i64>(column).map(i64::cast_unsigned);
    Ok(EditionState {
        edition: row.get("edition")?,
        input: row.get("input")?,
        stamps: row.get("stamps")?,
        settings: number("settings")?,
        glossary: number("glossary")?,
        serial: row.get("serial")?,
        summary: row.get("summary")?,
    })
}
