//! Figures, pruning and checking of everything that the memory holds.

use super::{Memory, StoreError, schema, sentence_key};
use duizhao_core::article::Origin;
use duizhao_core::counted;
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap};

/// What units have in common, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// Where they came from.
    pub origin: Origin,
    /// The backend, where a machine made them.
    pub backend: Option<String>,
    /// Its model, if it has several.
    pub model: Option<String>,
    /// How many there are.
    pub units: u64,
    /// Characters of Chinese.
    pub characters: u64,
}

/// What is to be taken out of a memory. Only machine translations ever are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Those of this backend.
    pub backend: Option<String>,
    /// Those made before this time, in seconds since 1970.
    pub before: Option<i64>,
    /// Whether to say only how many there are.
    pub dry_run: bool,
}

/// Counts units and characters of each origin and maker, in one pass: grouping would sort all texts.
fn counts(reader: &Connection) -> rusqlite::Result<Counts<(Origin, Option<i64>)>> {
    let mut counts = Counts::new();
    let mut statement = reader.prepare_cached("SELECT origin, maker, source FROM units")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        // By numbers: a name is looked up among the columns for each row.
        let origin = Origin::from_name(row.get_ref(0)?.as_str()?).unwrap_or_default();
        let (units, characters) = counts.entry((origin, row.get(1)?)).or_default();
        *units += 1;
        *characters += row.get_ref(2)?.as_str()?.chars().count() as u64;
    }
    Ok(counts)
}

/// Returns backend and model of each maker.
fn makers(reader: &Connection) -> rusqlite::Result<HashMap<i64, Names>> {
    let mut statement = reader.prepare_cached("SELECT id, backend, model FROM makers")?;
    let makers = statement.query_map([], |row| {
        Ok((row.get("id")?, (row.get("backend")?, row.get("model")?)))
    })?;
    makers.collect()
}

/// Units and characters.
type Counts<K> = BTreeMap<K, (u64, u64)>;

/// A backend and its model.
type Names = (Option<String>, Option<String>);

impl Memory {
    /// Counts the units of each kind, the most trusted kinds first.
    pub fn stats(&self) -> Result<Vec<Stats>, StoreError> {
        let counts = self.read(counts)?;
        let makers = self.read(makers)?;
        let mut stats = Counts::new();
        for ((origin, maker), (units, characters)) in counts {
            let (backend, model) = maker
                .and_then(|maker| makers.get(&maker).cloned())
                .unwrap_or_default();
            let sum = stats.entry((origin, backend, model)).or_default();
            *sum = (sum.0 + units, sum.1 + characters);
        }
        let stats = stats.into_iter();
        let stats = stats.map(|((origin, backend, model), (units, characters))| Stats {
            origin,
            backend: backend.filter(|name| !name.is_empty()),
            model: model.filter(|name| !name.is_empty()),
            units,
            characters,
        });
        Ok(stats.collect())
    }

    /// Takes machine translations out and returns how many: those that a later one with the same fingerprint replaces,
    /// and those that are asked for.
    pub fn prune(&self, what: &Pruned) -> Result<u64, StoreError> {
        const REPLACED: &str = "origin = 'machine' AND EXISTS (SELECT 1 FROM units AS later \
             WHERE later.fingerprint = units.fingerprint AND later.id > units.id)";
        const ASKED: &str = "origin = 'machine' AND (?1 IS NOT NULL OR ?2 IS NOT NULL) AND (?2 IS NULL OR at < ?2) \
             AND (?1 IS NULL OR maker IN (SELECT id FROM makers WHERE backend = ?1))";
        let condition = format!("({REPLACED}) OR ({ASKED})");
        let (backend, before) = (what.backend.clone(), what.before);
        let count = format!("SELECT count(*) FROM units WHERE {condition}");
        let counted = self.read(|reader| {
            reader.query_row(&count, rusqlite::params![backend, before], |row| {
                row.get::<_, i64>(0)
            })
        })?;
        if !what.dry_run && counted > 0 {
            let delete = format!("DELETE FROM units WHERE {condition}");
            self.write_now(move |transaction| {
                transaction.execute(&delete, rusqlite::params![backend, before])
            })?;
            // Gives the room back to the disk; where that fails, for want of room to do it, the next units use it.
            let _ = schema::open(self.path()).map(|connection| connection.execute_batch("VACUUM"));
        }
        Ok(counted.unsigned_abs())
    }

    /// Lists what is wrong with the file; nothing where it is sound. A damaged file is marked, and the next run that writes
    /// moves it aside. Linear in the file.
    pub fn verify(&self) -> Result<Vec<String>, StoreError> {
        self.index.verify();
        let mut faults = self.read(schema::faults)?;
        if faults.is_empty() {
            let mut lost = 0_u64;
            self.each_row(|key, source| lost += u64::from(key != sentence_key(source)))?;
            faults.extend(
                (lost > 0)
                    .then(|| format!("{} cannot be found by sentence", counted(lost, "unit"))),
            );
        }
        if let Some(first) = faults.first() {
            self.file.marked(StoreError::Damaged {
                path: self.path().to_owned(),
                what: first.clone(),
            });
        }
        Ok(faults)
    }
}
