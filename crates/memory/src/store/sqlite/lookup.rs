//! What is known of an article's segments.

use super::replies::{keys, reply};
use super::units::name;
use super::{Candidates, Fingerprint, Lookup, Maker, News, Progress, TermUse, find, sentence_key};
use crate::fingerprint::one_line;
use crate::store::{Imported, Query};
use duizhao_core::article::Origin;
use rusqlite::{Connection, params};
use std::collections::HashMap;

/// Implements [`Store::lookup`](crate::Store::lookup).
pub(super) fn lookup(reader: &Connection, lookup: &Lookup) -> rusqlite::Result<Vec<Candidates>> {
    // All is read at one state of the file, which is locked for it once.
    let reader = reader.unchecked_transaction()?;
    let under = terms_of(&reader, &lookup.edition)?;
    let queries = lookup.queries.iter();
    queries
        .map(|query| candidates(&reader, lookup, &under, query))
        .collect()
}

/// Looks up what there is for one segment; `under` has the terms of what people wrote in its edition.
fn candidates(
    reader: &Connection,
    lookup: &Lookup,
    under: &HashMap<String, Vec<u8>>,
    query: &Query,
) -> rusqlite::Result<Candidates> {
    let source = one_line(&query.text);
    let under = match under.get(&*source) {
        Some(terms) => Some(named(reader, keys(terms))?),
        None => None,
    };
    let key = sentence_key(&source);
    let is_known = find(reader, "SELECT 1 FROM units WHERE key = ?1", [key], |_| {
        Ok(())
    })?;
    if is_known.is_none() {
        return Ok(Candidates {
            under,
            ..Candidates::default()
        });
    }
    let sentence = Sentence {
        key,
        text: &source,
        but: Some(lookup.edition.as_str()),
    };
    let machine = match query.request {
        Some(request) => reply(reader, request, &source, 0)?,
        None => None,
    };
    let told = match &lookup.maker {
        Some(maker) => told(reader, &sentence, maker)?,
        None => None,
    };
    Ok(Candidates {
        human: human(reader, &sentence, Some(query.basis))?.map(|unit| unit.target),
        machine,
        imported: imported(reader, &sentence)?,
        told,
        under,
    })
}

/// A sentence that is looked up.
struct Sentence<'a> {
    /// The number that it is found by.
    key: i64,
    /// It, on one line.
    text: &'a str,
    /// The edition whose own lines do not count.
    but: Option<&'a str>,
}

/// Finds what a person wrote for a sentence in another edition: under some terms, or, without them, imported; the latest.
fn human(
    reader: &Connection,
    sentence: &Sentence<'_>,
    basis: Option<Fingerprint>,
) -> rusqlite::Result<Option<Imported>> {
    const SQL: &str = "SELECT source, target, backend, model, article FROM units LEFT JOIN makers ON makers.id = maker \
         WHERE key = ?1 AND origin = 'human' AND basis IS ?2 AND article IS NOT ?3 ORDER BY units.id DESC";
    let basis = basis.map(|basis| basis.number().cast_signed());
    first(
        reader,
        SQL,
        params![sentence.key, basis, sentence.but],
        sentence.text,
        Origin::Human,
    )
}

/// Finds what was imported for a sentence: what a person wrote before what no memory says of, and that before what a machine
/// made; of each kind the latest.
fn imported(reader: &Connection, sentence: &Sentence<'_>) -> rusqlite::Result<Option<Imported>> {
    if let Some(human) = human(reader, sentence, None)? {
        return Ok(Some(human));
    }
    const SQL: &str = "SELECT source, target, backend, model, article FROM units LEFT JOIN makers ON makers.id = maker \
         WHERE key = ?1 AND origin = 'memory' ORDER BY maker IS NOT NULL, units.id DESC";
    first(reader, SQL, [sentence.key], sentence.text, Origin::Memory)
}

/// Finds the first row that is of just this sentence.
fn first(
    reader: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
    source: &str,
    origin: Origin,
) -> rusqlite::Result<Option<Imported>> {
    let mut statement = reader.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        if one_line(row.get_ref("source")?.as_str()?) == source {
            let backend: Option<String> = row.get("backend")?;
            return Ok(Some(Imported {
                target: row.get("target")?,
                origin: match origin {
                    Origin::Memory if backend.is_some() => Origin::Machine,
                    origin => origin,
                },
                backend: backend.filter(|backend| !backend.is_empty()),
                model: name(row, "model")?,
                article: row.get("article")?,
            }));
        }
    }
    Ok(None)
}

/// Finds the terms that the latest translation of a sentence by a maker was told.
fn told(
    reader: &Connection,
    sentence: &Sentence<'_>,
    maker: &Maker,
) -> rusqlite::Result<Option<Vec<TermUse>>> {
    const SQL: &str = "SELECT units.source, terms FROM units JOIN makers ON makers.id = maker \
         WHERE key = ?1 AND origin = 'machine' AND fingerprint IS NOT NULL AND identity = ?2 AND backend = ?3 \
         AND terms IS NOT NULL ORDER BY units.id DESC LIMIT 1";
    let identity = maker.identity.number().cast_signed();
    let values = params![sentence.key, identity, maker.backend];
    let row = find(reader, SQL, values, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
    })?;
    match row {
        Some((known, terms)) if one_line(&known) == sentence.text => {
            named(reader, keys(&terms)).map(Some)
        }
        Some(_) | None => Ok(None),
    }
}

/// Finds the terms that what people wrote in an edition was made under, by sentence.
fn terms_of(reader: &Connection, edition: &str) -> rusqlite::Result<HashMap<String, Vec<u8>>> {
    const SQL: &str = "SELECT source, terms FROM units WHERE article = ?1 AND origin = 'human' \
         AND terms IS NOT NULL ORDER BY id";
    if edition.is_empty() {
        return Ok(HashMap::new());
    }
    let mut statement = reader.prepare_cached(SQL)?;
    let pairs = statement.query_map([edition], |row| {
        let source = one_line(row.get_ref(0)?.as_str()?).into_owned();
        Ok((source, row.get(1)?))
    })?;
    pairs.collect()
}

/// Looks up the terms of some keys.
fn named(reader: &Connection, keys: Vec<u64>) -> rusqlite::Result<Vec<TermUse>> {
    const SQL: &str = "SELECT source, target FROM terms WHERE key = ?1";
    let mut named = Vec::with_capacity(keys.len());
    for key in keys {
        let texts = find(reader, SQL, [key.cast_signed()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        let (source, target) = texts.unwrap_or_default();
        named.push(TermUse {
            key,
            source,
            target,
        });
    }
    Ok(named)
}

/// Implements [`Store::progress`](crate::Store::progress).
pub(super) fn progress(reader: &Connection) -> rusqlite::Result<Progress> {
    const SQL: &str = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'units'), 0), \
         coalesce((SELECT max(id) FROM units WHERE origin <> 'machine'), 0)";
    reader.prepare_cached(SQL)?.query_row([], |row| {
        Ok(Progress {
            latest: row.get(0)?,
            written: row.get(1)?,
        })
    })
}

/// Implements [`Store::news`](crate::Store::news).
pub(super) fn news(reader: &Connection, since: i64) -> rusqlite::Result<Vec<News>> {
    const SQL: &str = "SELECT id, key FROM units WHERE origin <> 'machine' AND id > ?1 ORDER BY id";
    let mut statement = reader.prepare_cached(SQL)?;
    let news = statement.query_map([since], |row| {
        Ok(News {
            serial: row.get(0)?,
            key: row.get(1)?,
        })
    })?;
    news.collect()
}
