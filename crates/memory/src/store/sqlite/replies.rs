//! What backends answered.

use super::{Accuracy, Maker, Replies, Reply, TermUse, claims, find, now, sentence_key};
use crate::Fingerprint;
use crate::fingerprint::one_line;
use rusqlite::{Connection, Transaction, params};

/// Finds the machine's translation of a sentence with a fingerprint, the latest, if its number is after `after`.
pub(super) fn reply(
    reader: &Connection,
    fingerprint: Fingerprint,
    source: &str,
    after: i64,
) -> rusqlite::Result<Option<String>> {
    const SQL: &str = "SELECT source, target FROM units WHERE fingerprint = ?1 AND id > ?2 ORDER BY id DESC LIMIT 1";
    let row = find(
        reader,
        SQL,
        [fingerprint.number().cast_signed(), after],
        |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
    )?;
    let of_this = row.filter(|(known, _)| one_line(known) == one_line(source));
    Ok(of_this.map(|(_, target)| target))
}

/// Tests whether there is a machine's translation with a fingerprint whose number is after `after`.
pub(super) fn holds(
    reader: &Connection,
    fingerprint: Fingerprint,
    after: i64,
) -> rusqlite::Result<bool> {
    const SQL: &str = "SELECT 1 FROM units WHERE fingerprint = ?1 AND id > ?2 LIMIT 1";
    let values = [fingerprint.number().cast_signed(), after];
    reader.prepare_cached(SQL)?.exists(values)
}

/// Keeps the replies whose fingerprints have none, and returns how many they are.
pub(super) fn restore(transaction: &Transaction<'_>, kept: &Replies) -> rusqlite::Result<usize> {
    let mut new = Vec::new();
    for reply in &kept.replies {
        if !holds(transaction, reply.fingerprint, 0)? {
            new.push(reply.clone());
        }
    }
    insert(transaction, kept, &new)?;
    Ok(new.len())
}

/// Returns how good the estimates for a backend have been.
pub(super) fn accuracy(reader: &Connection, backend: &str) -> rusqlite::Result<Accuracy> {
    const SQL: &str = "SELECT coalesce(sum(estimated_tokens), 0), coalesce(sum(counted_tokens), 0) \
         FROM requests JOIN makers ON makers.id = maker WHERE backend = ?1";
    let accuracy = find(reader, SQL, [backend], |row| {
        Ok(Accuracy {
            estimated_tokens: row.get::<_, i64>(0)?.unsigned_abs(),
            counted_tokens: row.get::<_, i64>(1)?.unsigned_abs(),
        })
    })?;
    Ok(accuracy.unwrap_or_default())
}

/// Writes hashes as a column holds them.
pub(super) fn blob(terms: &[TermUse]) -> Vec<u8> {
    terms
        .iter()
        .flat_map(|term| term.key.to_le_bytes())
        .collect()
}

/// Reads what [`blob`] wrote.
pub(super) fn keys(blob: &[u8]) -> Vec<u64> {
    blob.chunks_exact(8)
        .map(|bytes| u64::from_le_bytes(std::array::from_fn(|i| bytes[i])))
        .collect()
}

/// Puts terms where their hashes can be looked up.
pub(super) fn insert_terms(
    transaction: &Transaction<'_>,
    terms: &[TermUse],
) -> rusqlite::Result<()> {
    let mut statement = transaction
        .prepare_cached("INSERT OR IGNORE INTO terms (key, source, target) VALUES (?1, ?2, ?3)")?;
    terms.iter().try_for_each(|term| {
        statement
            .execute(params![term.key.cast_signed(), term.source, term.target])
            .map(drop)
    })
}

/// Returns the number of a maker's row, which is made if it is not there.
pub(super) fn maker_id(transaction: &Transaction<'_>, maker: &Maker) -> rusqlite::Result<i64> {
    let model = maker.model.as_deref().unwrap_or_default();
    let identity = maker.identity.number().cast_signed();
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO makers (backend, model, identity) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![maker.backend, model, identity])?;
    transaction
        .prepare_cached(
            "SELECT id FROM makers WHERE backend = ?1 AND model = ?2 AND identity = ?3",
        )?
        .query_row(params![maker.backend, model, identity], |row| row.get(0))
}

/// Inserts the row of a request, and returns its number.
fn insert_request(
    transaction: &Transaction<'_>,
    maker: i64,
    at: i64,
    kept: &Replies,
) -> rusqlite::Result<i64> {
    const SQL: &str = "INSERT INTO requests (maker, at, requests, input_tokens, cached_tokens, output_tokens, characters, \
         estimated_tokens, counted_tokens) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    transaction.prepare_cached(SQL)?.execute(params![
        maker,
        at,
        count(kept.requests),
        count(kept.input_tokens),
        count(kept.cached_tokens),
        count(kept.output_tokens),
        count(kept.characters),
        kept.accuracy
            .map(|accuracy| count(accuracy.estimated_tokens)),
        kept.accuracy.map(|accuracy| count(accuracy.counted_tokens)),
    ])?;
    Ok(transaction.last_insert_rowid())
}

/// Returns a number as a column holds it.
fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Keeps some replies of a request, and ends the claims on them.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    kept: &Replies,
    replies: &[Reply],
) -> rusqlite::Result<()> {
    let maker = maker_id(transaction, &kept.maker)?;
    let at = now();
    let request = match kept.requests {
        0 => None,
        _ => Some(insert_request(transaction, maker, at, kept)?),
    };
    let mut statement = transaction.prepare_cached(
        "INSERT INTO units (key, fingerprint, source, target, origin, maker, request, terms, article, position, at) \
         VALUES (?1, ?2, ?3, ?4, 'machine', ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    replies.iter().try_for_each(|reply| {
        claims::end(transaction, reply.fingerprint)?;
        insert_terms(transaction, &reply.terms)?;
        let position = i64::try_from(reply.position).unwrap_or(i64::MAX);
        let fingerprint = reply.fingerprint.number().cast_signed();
        let (source, target) = (one_line(&reply.source), &reply.target);
        let terms = request.is_some().then(|| blob(&reply.terms));
        statement
            .execute(params![
                sentence_key(&source),
                fingerprint,
                source,
                target,
                maker,
                request,
                terms,
                reply.article,
                position,
                at
            ])
            .map(drop)
    })
}
