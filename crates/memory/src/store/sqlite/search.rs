//! Units that hold a text, and units that are similar to one.

use super::index::{Holding, SavedIndex, Scope};
use super::units::{UNITS, unit, unit_of};
use super::{Memory, Similar, StoreError, find, sentence_key};
use crate::Unit;
use crate::fuzzy::{KnownSentences, Mask, Question, Wanted, promising};
use crate::store::similar::{self, KnownUnits};
use rusqlite::{Connection, ToSql, params};

/// Most bytes of a text that is looked for within others: longer patterns SQLite refuses (limits, section 8).
const LONGEST_PATTERN: usize = 49_000;

/// Units that are looked at one by one, and not by going through all.
const MOST_LOOKED_AT: usize = 20_000;

impl Memory {
    /// Finds the units whose Chinese or English holds a text, first those whose Chinese it is, then what people wrote, and
    /// the latest first: upper and lower case are the same.
    pub fn containing(&self, text: &str, most: usize) -> Result<Vec<Unit>, StoreError> {
        if text.len() > LONGEST_PATTERN {
            return Ok(Vec::new());
        }
        self.read_at_once(|reader| {
            let search = TextSearch::new(reader, text, most);
            let holding = self.index.holding(reader, text)?;
            let found = match &holding {
                Some(holding) => search.among(holding)?,
                None => None,
            };
            found.map_or_else(|| search.all(), Ok)
        })
    }

    /// Finds the units most similar to a text, the best first: at most `most` of a score of at least `from`.
    pub fn nearest(
        &self,
        text: &str,
        (most, from): (usize, f64),
        mask: Mask<'_>,
    ) -> Result<Vec<Similar>, StoreError> {
        let wanted = Wanted {
            text,
            mask,
            most,
            from,
        };
        self.read_at_once(|reader| nearest(reader, &self.index, wanted, Scope::All))
    }

    /// Puts what is new into the index of similar units if it is some thousands of units, so that the next search need not.
    pub fn update_index(&self) -> Result<(), StoreError> {
        self.read_at_once(|reader| self.index.update(reader))
    }

    /// Reads several things as they are at one moment.
    fn read_at_once<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.read(|reader| read(&*reader.unchecked_transaction()?))
    }
}

/// Implements [`Store::similar`](crate::Store::similar).
pub(super) fn similar(
    reader: &Connection,
    index: &SavedIndex,
    texts: &[String],
    most: usize,
    from: f64,
) -> rusqlite::Result<Vec<Vec<Similar>>> {
    let snapshot = reader.unchecked_transaction()?;
    let texts = texts.iter().map(|text| Wanted {
        text,
        mask: Mask::default(),
        most,
        from,
    });
    texts
        .map(|wanted| nearest(&snapshot, index, wanted, Scope::Written))
        .collect()
}

fn nearest(
    reader: &Connection,
    index: &SavedIndex,
    wanted: Wanted<'_>,
    scope: Scope,
) -> rusqlite::Result<Vec<Similar>> {
    let question = Question::new(wanted.text);
    let ids = index.sharing(reader, &question, scope)?;
    let known = Units { reader, scope };
    let promising = promising(&question, wanted.most, ids, &known)?;
    similar::similar(wanted, &promising, &known)
}

/// The units of a memory.
struct Units<'c> {
    reader: &'c Connection,
    scope: Scope,
}

impl KnownSentences for Units<'_> {
    type Error = rusqlite::Error;

    fn sentence(&self, id: i64) -> rusqlite::Result<Option<String>> {
        const SQL: &str = "SELECT source FROM units WHERE id = ?1 AND (origin <> 'machine' OR ?2)";
        let values = params![id, self.scope == Scope::All];
        find(self.reader, SQL, values, |row| row.get(0))
    }

    fn preferred(&self, sentence: &str) -> rusqlite::Result<Option<(i64, bool)>> {
        const SQL: &str = "SELECT id, origin = 'human' FROM units \
             WHERE key = ?1 AND source = ?2 AND (origin <> 'machine' OR ?3) ORDER BY origin = 'human' DESC, id DESC LIMIT 1";
        let values = params![sentence_key(sentence), sentence, self.scope == Scope::All];
        find(self.reader, SQL, values, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }
}

impl KnownUnits for Units<'_> {
    fn unit(&self, id: i64) -> rusqlite::Result<Option<Unit>> {
        unit_of(self.reader, id)
    }
}

/// A text that is looked for within others.
struct TextSearch<'a> {
    reader: &'a Connection,
    text: &'a str,
    /// The text between signs that stand for anything.
    pattern: String,
    most: usize,
}

/// Holds where a unit's Chinese or English matches the pattern.
const MATCHES: &str = "(source LIKE ?1 ESCAPE '\\' OR target LIKE ?1 ESCAPE '\\')";

impl<'a> TextSearch<'a> {
    fn new(reader: &'a Connection, text: &'a str, most: usize) -> Self {
        let escaped = text
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        Self {
            reader,
            text,
            pattern: format!("%{escaped}%"),
            most,
        }
    }

    /// Goes through all units.
    fn all(&self) -> rusqlite::Result<Vec<Unit>> {
        let order = "ORDER BY source = ?2 DESC, origin = 'human' DESC, units.id DESC";
        self.units(MATCHES, order, self.most, &[&self.pattern, &self.text])
    }

    /// Looks at the units that may hold the text, and at those that the index does not know; `None` if going through all is
    /// less work.
    fn among(&self, holding: &Holding) -> rusqlite::Result<Option<Vec<Unit>>> {
        let key = sentence_key(self.text);
        let order = "ORDER BY origin = 'human' DESC, units.id DESC";
        let mut found = self.units(
            "key = ?1 AND source = ?2",
            order,
            self.most,
            &[&key, &self.text],
        )?;
        let mut left = MOST_LOOKED_AT;
        for (origin, ids) in [("=", &holding.human), ("<>", &holding.others)] {
            let recent =
                format!("{MATCHES} AND source <> ?2 AND units.id > ?3 AND origin {origin} 'human'");
            let values: [&dyn ToSql; 3] = [&self.pattern, &self.text, &holding.through];
            let room = self.most - found.len();
            found.extend(self.units(&recent, "ORDER BY units.id DESC", room, &values)?);
            for &id in ids {
                if found.len() >= self.most {
                    break;
                }
                if left == 0 {
                    return Ok(None);
                }
                left -= 1;
                found.extend(self.one(id)?);
            }
        }
        Ok(Some(found))
    }

    /// Returns the unit of a number if it holds the text and is not the text.
    fn one(&self, id: i64) -> rusqlite::Result<Option<Unit>> {
        let sql = format!("{UNITS} WHERE units.id = ?3 AND {MATCHES} AND source <> ?2");
        find(
            self.reader,
            &sql,
            params![self.pattern, self.text, id],
            unit,
        )
    }

    fn units(
        &self,
        condition: &str,
        order: &str,
        most: usize,
        values: &[&dyn ToSql],
    ) -> rusqlite::Result<Vec<Unit>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let sql = format!("{UNITS} WHERE {condition} {order} LIMIT {most}");
        let mut statement = self.reader.prepare_cached(&sql)?;
        statement.query_map(values, unit)?.collect()
    }
}
