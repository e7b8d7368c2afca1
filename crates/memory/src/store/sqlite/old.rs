//! Blocking calls of the engine as it was before [`Store`](crate::Store). They go when nothing calls them any longer, and
//! the table `articles` with them.

use super::replies::{holds, keys, reply};
use super::written::basis;
use super::{
    Accuracy, Adoption, Fingerprint, Memory, Origin, Replies, StoreError, Unit, documents, find,
    lookup, origin, replies, sentence_key, units, written,
};
use crate::fingerprint::one_line;
use rusqlite::{Row, params};
use std::collections::HashSet;
use std::sync::atomic::Ordering;

/// A translation that no machine made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The translation.
    pub target: String,
    /// [`Origin::Human`], or [`Origin::Memory`] for what came with the memory of others.
    pub origin: Origin,
    /// What [`Basis::fingerprint`] was when it was kept; `None` where it is not known.
    pub basis: Option<Fingerprint>,
}

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
    /// The key that the memory finds a sentence by: white space at its ends does not count.
    pub fn key(sentence: &str) -> i64 {
        sentence_key(sentence)
    }

    /// Takes no machine translation that is there for known; those to come are.
    pub fn forget(&self) -> Result<(), StoreError> {
        let latest = self.read(lookup::progress)?.latest;
        self.forgotten.store(latest, Ordering::Relaxed);
        Ok(())
    }

    /// Up to which number machine translations are forgotten.
    pub fn forgotten(&self) -> i64 {
        self.forgotten.load(Ordering::Relaxed)
    }

    /// Implements [`Store::restore`](crate::Store::restore).
    pub fn restore(&self, kept: Replies) -> Result<usize, StoreError> {
        self.write_now(move |transaction| replies::restore(transaction, &kept))
    }

    /// Implements [`Store::adopt`](crate::Store::adopt).
    pub fn adopt(
        &self,
        edition: &str,
        lines: Vec<Adoption>,
        open: &[String],
    ) -> Result<(), StoreError> {
        let edition = edition.to_owned();
        let by_source = crate::store::written::by_source(lines, open);
        self.write_now(move |transaction| written::adopt(transaction, &edition, &by_source))
    }

    /// Implements [`Store::disown`](crate::Store::disown).
    pub fn disown(&self, edition: &str) -> Result<(), StoreError> {
        let edition = edition.to_owned();
        self.write_now(move |transaction| written::disown(transaction, &edition))
    }

    /// Implements [`Store::import`](crate::Store::import).
    pub fn import(&self, units: Vec<Unit>) -> Result<usize, StoreError> {
        self.write_now(move |transaction| written::import(transaction, &units))
    }

    /// Implements [`Store::accuracy`](crate::Store::accuracy).
    pub fn accuracy(&self, backend: &str) -> Result<Accuracy, StoreError> {
        self.read(|reader| replies::accuracy(reader, backend))
    }

    /// The machine translation of a sentence with this fingerprint: the latest.
    pub fn reply(
        &self,
        fingerprint: Fingerprint,
        source: &str,
    ) -> Result<Option<String>, StoreError> {
        self.read(|reader| reply(reader, fingerprint, source, self.forgotten()))
    }

    /// Whether there is a machine translation with this fingerprint.
    pub fn holds(&self, fingerprint: Fingerprint) -> Result<bool, StoreError> {
        self.read(|reader| holds(reader, fingerprint, self.forgotten()))
    }

    /// Gives number and source of every unit that no machine made to `each`.
    pub fn each_written_source(&self, mut each: impl FnMut(i64, &str)) -> Result<(), StoreError> {
        let sources = self.read(units::written_sources)?;
        sources.iter().for_each(|(id, source)| each(*id, source));
        Ok(())
    }

    /// The terms that a machine's latest translation of a sentence was told, by hash, if it came from that
    /// backend, of that identity.
    pub fn terms_told(
        &self,
        source: &str,
        backend: &str,
        identity: Fingerprint,
    ) -> Result<Option<Vec<u64>>, StoreError> {
        const SQL: &str = "SELECT units.source, terms FROM units JOIN makers ON makers.id = maker \
             WHERE key = ?1 AND fingerprint IS NOT NULL AND identity = ?2 AND backend = ?3 AND terms IS NOT NULL \
             ORDER BY units.id DESC LIMIT 1";
        let values = params![
            sentence_key(source),
            identity.number().cast_signed(),
            backend
        ];
        let row = self.read(|reader| {
            find(reader, SQL, values, |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
            })
        })?;
        Ok(row
            .filter(|(known, _)| one_line(known) == one_line(source))
            .map(|(_, terms)| keys(&terms)))
    }

    /// The source of a term that was known once, by its hash.
    pub fn term_source(&self, key: u64) -> Result<Option<String>, StoreError> {
        const SQL: &str = "SELECT source FROM terms WHERE key = ?1";
        self.read(|reader| find(reader, SQL, [key.cast_signed()], |row| row.get(0)))
    }

    /// What people wrote for exactly this sentence in other editions than one, the latest first, as far as `is_it` says
    /// that it is what is looked for.
    pub fn human(
        &self,
        source: &str,
        but: &str,
        is_it: impl Fn(&Written) -> bool,
    ) -> Result<Option<Written>, StoreError> {
        const SQL: &str = "SELECT source, target, origin, basis FROM units \
             WHERE key = ?1 AND origin = 'human' AND article IS NOT ?2 ORDER BY id DESC";
        self.latest(SQL, source, but, is_it)
    }

    /// What came for exactly this sentence with memories of others but for one edition's: what people wrote first, and of
    /// either the latest.
    pub fn brought(&self, source: &str, but: &str) -> Result<Option<Written>, StoreError> {
        const SQL: &str = "SELECT source, target, origin, basis FROM units \
             WHERE key = ?1 AND origin = 'memory' AND ?2 IS NOT NULL ORDER BY id DESC";
        match self.human(source, but, |written| written.basis.is_none())? {
            Some(human) => Ok(Some(human)),
            None => self.latest(SQL, source, but, |_| true),
        }
    }

    /// The first unit that a statement finds of a sentence, and that is looked for.
    fn latest(
        &self,
        sql: &str,
        source: &str,
        but: &str,
        is_it: impl Fn(&Written) -> bool,
    ) -> Result<Option<Written>, StoreError> {
        let source = one_line(source);
        self.read(|reader| {
            let mut statement = reader.prepare_cached(sql)?;
            let mut rows = statement.query(params![sentence_key(&source), but])?;
            while let Some(row) = rows.next()? {
                let written = Written {
                    target: row.get("target")?,
                    origin: origin(row, "origin")?,
                    basis: basis(row)?,
                };
                if one_line(row.get_ref("source")?.as_str()?) == source && is_it(&written) {
                    return Ok(Some(written));
                }
            }
            Ok(None)
        })
    }

    /// The terms that a person's translation in an edition was made under, by hash.
    pub fn terms_of(&self, edition: &str, source: &str) -> Result<Option<Vec<u64>>, StoreError> {
        const SQL: &str = "SELECT terms FROM units WHERE key = ?1 AND article = ?2 AND origin = 'human' \
             AND terms IS NOT NULL ORDER BY id DESC LIMIT 1";
        let row = self.read(|reader| {
            find(reader, SQL, params![sentence_key(source), edition], |row| {
                row.get::<_, Vec<u8>>(0)
            })
        });
        Ok(row?.map(|terms| keys(&terms)))
    }

    /// The keys of all sentences that people translated.
    pub fn human_sentences(&self) -> Result<HashSet<i64>, StoreError> {
        const SQL: &str = "SELECT key FROM units WHERE origin = 'human'";
        self.read(|reader| {
            reader
                .prepare_cached(SQL)?
                .query_map([], |row| row.get(0))?
                .collect()
        })
    }

    /// Whether anything came with a memory of others.
    pub fn holds_brought(&self) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT 1 FROM units WHERE origin <> 'machine' AND basis IS NULL LIMIT 1";
        self.read(|reader| reader.prepare_cached(SQL)?.exists([]))
    }

    /// Grows with everything that people write or bring.
    pub fn serial(&self) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT coalesce(max(id), 0) FROM units WHERE origin <> 'machine'";
        self.read(|reader| reader.query_row(SQL, [], |row| row.get(0)))
    }

    /// Gives the key and the number of every unit that people wrote or brought to `each`, if its number is in a range of
    /// serials: after the first, up to the second.
    pub fn written_between(
        &self,
        from: i64,
        to: i64,
        mut each: impl FnMut(i64, i64),
    ) -> Result<(), StoreError> {
        const SQL: &str =
            "SELECT key, id FROM units WHERE origin <> 'machine' AND id > ?1 AND id <= ?2";
        self.read(|reader| {
            let mut statement = reader.prepare_cached(SQL)?;
            let mut rows = statement.query([from, to])?;
            while let Some(row) = rows.next()? {
                each(row.get(0)?, row.get(1)?);
            }
            Ok(())
        })
    }

    /// What is known of an edition.
    pub fn edition(&self, edition: &str) -> Result<Option<EditionState>, StoreError> {
        const SQL: &str = "SELECT edition, input, stamps, settings, glossary, serial, summary FROM articles WHERE edition = ?1";
        self.read(|reader| find(reader, SQL, [edition], state))
    }

    /// The sentences of an edition, one a line, as they were kept with it.
    pub fn sentences_of(&self, edition: &str) -> Result<String, StoreError> {
        const SQL: &str = "SELECT sentences FROM articles WHERE edition = ?1";
        self.read(|reader| Ok(find(reader, SQL, [edition], |row| row.get(0))?.unwrap_or_default()))
    }

    /// The names of all editions with those of their articles, in order.
    pub fn editions(&self) -> Result<Vec<(String, String)>, StoreError> {
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
    ) -> Result<(), StoreError> {
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
        self.queued(false, job).map(drop)
    }

    /// Implements [`Store::glossary`](crate::Store::glossary).
    pub fn glossary(&self, key: u64) -> Result<Option<String>, StoreError> {
        self.read(|reader| documents::glossary(reader, key))
    }

    /// Implements [`Store::put_glossary`](crate::Store::put_glossary).
    pub fn keep_glossary(&self, key: u64, terms: String) -> Result<(), StoreError> {
        self.queued(false, move |transaction| {
            documents::put_glossary(transaction, key, &terms)
        })
        .map(drop)
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
