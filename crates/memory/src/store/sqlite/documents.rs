//! What each edition was made of: a row, and one for each sentence.

use super::error::{Access, of_sqlite};
use super::{Document, DocumentState, File, SegmentRow, Selection, StoreError, find, origin};
use crate::Fingerprint;
use crate::store::{Stamps, Summary};
use duizhao_core::article::{BlockKind, Span};
use duizhao_core::pair::Provenance;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, Transaction, params};
use std::ops::ControlFlow;
use std::sync::Arc;
use tokio::sync::mpsc;

const DOCUMENTS: &str = "SELECT id, edition, input, article_stamp, edition_stamp, glossary_stamp, settings, glossary, \
     serial, sentences, failed, reviewed, human, terms, asked, obeyed, notes, warnings, errors, edited FROM documents";

/// A document's number is followed by its sentences' positions in this many bits.
const POSITION_BITS: u32 = 24;

/// Sentences that are handed over at once.
const BATCH: usize = 1024;

/// Implements [`Store::document`](crate::Store::document).
pub(super) fn named(
    reader: &Connection,
    editions: &[String],
) -> rusqlite::Result<Vec<Option<DocumentState>>> {
    let sql = format!("{DOCUMENTS} WHERE edition = ?1");
    editions
        .iter()
        .map(|edition| find(reader, &sql, [edition], state))
        .collect()
}

/// Implements [`Store::documents`](crate::Store::documents).
pub(super) fn all(reader: &Connection) -> rusqlite::Result<Vec<DocumentState>> {
    let mut statement = reader.prepare_cached(&format!("{DOCUMENTS} ORDER BY edition"))?;
    statement.query_map([], state)?.collect()
}

fn state(row: &Row<'_>) -> rusqlite::Result<DocumentState> {
    Ok(DocumentState {
        edition: row.get(1)?,
        input: row.get(2)?,
        stamps: Stamps {
            article: row.get(3)?,
            edition: row.get(4)?,
            glossary: row.get(5)?,
        },
        settings: row.get::<_, i64>(6)?.cast_unsigned(),
        glossary: row.get::<_, i64>(7)?.cast_unsigned(),
        serial: row.get(8)?,
        summary: Summary {
            sentences: row.get(9)?,
            failed: row.get(10)?,
            reviewed: row.get(11)?,
            human: row.get(12)?,
            terms: row.get(13)?,
            asked: row.get(14)?,
            obeyed: row.get(15)?,
            notes: row.get(16)?,
            warnings: row.get(17)?,
            errors: row.get(18)?,
            edited: row.get(19)?,
        },
    })
}

/// Implements [`Store::put_documents`](crate::Store::put_documents).
pub(super) fn put(transaction: &Transaction<'_>, documents: &[Document]) -> rusqlite::Result<()> {
    for Document { state, segments } in documents {
        let id = put_state(transaction, state)?;
        if let Some(segments) = segments {
            delete_segments(transaction, id)?;
            segments
                .iter()
                .try_for_each(|segment| insert_segment(transaction, id, segment))?;
        }
    }
    Ok(())
}

/// Keeps the row of a document, and returns its number.
fn put_state(transaction: &Transaction<'_>, state: &DocumentState) -> rusqlite::Result<i64> {
    const SQL: &str = "INSERT INTO documents (edition, input, article_stamp, edition_stamp, glossary_stamp, settings, \
         glossary, serial, sentences, failed, reviewed, human, terms, asked, obeyed, notes, warnings, errors, edited) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19) \
         ON CONFLICT (edition) DO UPDATE SET input = ?2, article_stamp = ?3, edition_stamp = ?4, glossary_stamp = ?5, \
         settings = ?6, glossary = ?7, serial = ?8, sentences = ?9, failed = ?10, reviewed = ?11, human = ?12, \
         terms = ?13, asked = ?14, obeyed = ?15, notes = ?16, warnings = ?17, errors = ?18, edited = ?19 RETURNING id";
    let (stamps, summary) = (&state.stamps, &state.summary);
    transaction.prepare_cached(SQL)?.query_row(
        params![
            state.edition,
            state.input,
            stamps.article,
            stamps.edition,
            stamps.glossary,
            state.settings.cast_signed(),
            state.glossary.cast_signed(),
            state.serial,
            summary.sentences,
            summary.failed,
            summary.reviewed,
            summary.human,
            summary.terms,
            summary.asked,
            summary.obeyed,
            summary.notes,
            summary.warnings,
            summary.errors,
            summary.edited,
        ],
        |row| row.get(0),
    )
}

fn insert_segment(
    transaction: &Transaction<'_>,
    document: i64,
    segment: &SegmentRow,
) -> rusqlite::Result<()> {
    const SQL: &str = "INSERT INTO segments (id, source, block, kind, origin, basis, approved, reworded, own, line, \
         damage, target) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    transaction
        .prepare_cached(SQL)?
        .execute(params![
            first_of(document) + number(segment.position),
            segment.source,
            segment.block.map(number),
            segment.kind.name(),
            segment.provenance.origin.name(),
            segment.provenance.basis.number().cast_signed(),
            segment.provenance.approved,
            segment.provenance.reworded,
            segment.own,
            number(segment.line),
            damage_text(&segment.damage),
            segment.target,
        ])
        .map(drop)
}

/// Returns an index as a column holds it.
fn number(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// Reads what [`number`] gave.
fn index(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

/// Returns the number of the row that a document's first sentence has.
fn first_of(document: i64) -> i64 {
    document << POSITION_BITS
}

fn delete_segments(transaction: &Transaction<'_>, document: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM segments WHERE id >= ?1 AND id < ?2")?
        .execute([first_of(document), first_of(document + 1)])
        .map(drop)
}

/// Implements [`Store::remove_documents`](crate::Store::remove_documents).
pub(super) fn remove(transaction: &Transaction<'_>, editions: &[String]) -> rusqlite::Result<()> {
    const SQL: &str = "DELETE FROM documents WHERE edition = ?1 RETURNING id";
    for edition in editions {
        if let Some(id) = find(transaction, SQL, [edition], |row| row.get(0))? {
            delete_segments(transaction, id)?;
        }
    }
    Ok(())
}

/// Writes spans as a column holds them: `3-9 12-15`; `None` where there are none.
fn damage_text(damage: &[Span]) -> Option<String> {
    let spans: Vec<String> = damage
        .iter()
        .map(|span| format!("{}-{}", span.start, span.end))
        .collect();
    (!spans.is_empty()).then(|| spans.join(" "))
}

/// Reads what [`damage_text`] wrote; `None` if it is not that.
fn damage_of(text: &str) -> Option<Vec<Span>> {
    let spans = text.split(' ').map(|span| {
        let (start, end) = span.split_once('-')?;
        Some(Span::new(start.parse().ok()?, end.parse().ok()?))
    });
    spans.collect()
}

/// Implements [`Store::visit_segments`](crate::Store::visit_segments): rows are read ahead of those who use them.
pub(super) async fn visit(
    file: Arc<File>,
    selection: Selection,
    each: &mut (dyn FnMut(&str, SegmentRow) + Send),
) -> Result<(), StoreError> {
    let (sender, mut batches) = mpsc::channel(4);
    let reading = tokio::task::spawn_blocking(move || {
        let result = send(&file.reader(), &selection, &sender);
        result.map_err(|error| file.marked(of_sqlite(&file.path, &error, Access::Read)))
    });
    while let Some(batch) = batches.recv().await {
        for (edition, segment) in batch {
            each(&edition, segment);
        }
    }
    match reading.await {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// A sentence, with the name of its edition.
type Visited = (Arc<str>, SegmentRow);

/// Sends the sentences that are wanted, in batches, until they are no longer taken.
fn send(
    reader: &Connection,
    selection: &Selection,
    batches: &mpsc::Sender<Vec<Visited>>,
) -> rusqlite::Result<()> {
    let mut batch = Vec::with_capacity(BATCH);
    let mut each = |visited: Visited| {
        batch.push(visited);
        if batch.len() < BATCH {
            return ControlFlow::Continue(());
        }
        let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
        match batches.blocking_send(full) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    };
    let ids = match &selection.editions {
        Some(editions) => ids_of(reader, editions)?,
        None => all_ids(reader)?,
    };
    for (id, edition) in ids {
        if read_segments(reader, selection, id, &edition, &mut each)?.is_break() {
            return Ok(());
        }
    }
    // The one that asked may have gone.
    let _ = batches.blocking_send(batch);
    Ok(())
}

fn all_ids(reader: &Connection) -> rusqlite::Result<Vec<(i64, Arc<str>)>> {
    let mut statement =
        reader.prepare_cached("SELECT id, edition FROM documents ORDER BY edition")?;
    statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Returns the numbers of some editions, in the order of their names.
fn ids_of(reader: &Connection, editions: &[String]) -> rusqlite::Result<Vec<(i64, Arc<str>)>> {
    const SQL: &str = "SELECT id, edition FROM documents WHERE edition = ?1";
    let mut editions: Vec<&String> = editions.iter().collect();
    editions.sort_unstable();
    editions.dedup();
    let ids = editions.into_iter().filter_map(|edition| {
        let id = find(reader, SQL, [edition], |row| Ok((row.get(0)?, row.get(1)?)));
        id.transpose()
    });
    ids.collect()
}

/// Reads the sentences of one document.
fn read_segments(
    reader: &Connection,
    selection: &Selection,
    document: i64,
    edition: &Arc<str>,
    each: &mut dyn FnMut(Visited) -> ControlFlow<()>,
) -> rusqlite::Result<ControlFlow<()>> {
    const SQL: &str = "SELECT id, source, block, kind, origin, basis, approved, reworded, own, line, damage, target \
         FROM segments WHERE id >= ?1 AND id < ?2";
    let mut statement = reader.prepare_cached(SQL)?;
    let mut rows = statement.query([first_of(document), first_of(document + 1)])?;
    while let Some(row) = rows.next()? {
        if selection.wants(row.get_ref(1)?.as_str()?) {
            let segment = segment(row, first_of(document), selection.targets)?;
            if each((Arc::clone(edition), segment)).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn segment(row: &Row<'_>, first: i64, with_target: bool) -> rusqlite::Result<SegmentRow> {
    let unreadable =
        |column| rusqlite::Error::InvalidColumnType(column, "segments".to_owned(), Type::Text);
    let damage = match row.get_ref(10)?.as_str_or_null()? {
        Some(text) => damage_of(text).ok_or_else(|| unreadable(10))?,
        None => Vec::new(),
    };
    Ok(SegmentRow {
        position: index(row.get::<_, i64>(0)? - first),
        source: row.get(1)?,
        block: row.get::<_, Option<i64>>(2)?.map(index),
        kind: BlockKind::from_name(row.get_ref(3)?.as_str()?).ok_or_else(|| unreadable(3))?,
        provenance: Provenance {
            origin: origin(row, "origin")?,
            basis: Fingerprint::from_number(row.get::<_, i64>(5)?.cast_unsigned()),
            approved: row.get(6)?,
            reworded: row.get(7)?,
            maker: None,
        },
        own: row.get(8)?,
        line: index(row.get(9)?),
        damage,
        target: if with_target { row.get(11)? } else { None },
    })
}

/// Implements [`Store::glossary`](crate::Store::glossary).
pub(super) fn glossary(reader: &Connection, key: u64) -> rusqlite::Result<Option<String>> {
    const SQL: &str = "SELECT terms FROM glossaries WHERE key = ?1";
    find(reader, SQL, [key.cast_signed()], |row| row.get(0))
}

/// Implements [`Store::has_glossary`](crate::Store::has_glossary).
pub(super) fn has_glossary(reader: &Connection, key: u64) -> rusqlite::Result<bool> {
    reader
        .prepare_cached("SELECT 1 FROM glossaries WHERE key = ?1")?
        .exists([key.cast_signed()])
}

/// Implements [`Store::put_glossary`](crate::Store::put_glossary).
pub(super) fn put_glossary(
    transaction: &Transaction<'_>,
    key: u64,
    terms: &str,
) -> rusqlite::Result<()> {
    const UNUSED: &str = "DELETE FROM glossaries WHERE key NOT IN (SELECT glossary FROM documents)";
    transaction.prepare_cached(UNUSED)?.execute([])?;
    transaction
        .prepare_cached("INSERT OR REPLACE INTO glossaries (key, terms) VALUES (?1, ?2)")?
        .execute(params![key.cast_signed(), terms])
        .map(drop)
}
