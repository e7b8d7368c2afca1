//! Requests that are under way.

use super::error::of_system;
use super::{
    Access, Claim, Claims, Fingerprint, Memory, StoreError, blocking, find, owner, replies,
};
use crate::store::Wanted;
use crate::store::claims::{left, milliseconds};
use rusqlite::{Connection, Transaction, params};
use std::path::Path;
use std::sync::Arc;

/// What claims go by.
struct Terms {
    owner: u64,
    now: i64,
    until: i64,
    after: i64,
}

/// Implements [`Store::claim`](crate::Store::claim). What is known needs no writing.
pub(super) async fn claim(memory: &Memory, claims: Claims) -> Result<Vec<Claim>, StoreError> {
    let Claims {
        lease,
        after,
        wanted,
    } = claims;
    let wanted = Arc::new(wanted);
    let asked = Arc::clone(&wanted);
    let known = memory
        .reading(move |reader| {
            asked
                .iter()
                .map(|wanted| known(reader, wanted, after))
                .collect::<Result<Vec<_>, _>>()
        })
        .await?;
    if let Some(all) = known.iter().cloned().collect::<Option<Vec<String>>>() {
        return Ok(all.into_iter().map(Claim::Known).collect());
    }
    let owner = Arc::clone(&memory.owner);
    let path = memory.path().to_owned();
    blocking(move || {
        owner
            .appear()
            .map_err(|cause| of_system(&path, &cause, Access::Write))
    })
    .await?;
    let (owner, clock, path) = (
        memory.owner.number(),
        Arc::clone(&memory.clock.0),
        memory.path().to_owned(),
    );
    memory
        .writing(false, move |transaction| {
            let now = clock();
            let terms = Terms {
                owner,
                now,
                until: now.saturating_add(milliseconds(lease)),
                after,
            };
            wanted
                .iter()
                .map(|wanted| claim_one(transaction, &path, wanted, &terms))
                .collect()
        })
        .await
}

fn known(reader: &Connection, wanted: &Wanted, after: i64) -> rusqlite::Result<Option<String>> {
    replies::reply(reader, wanted.fingerprint, &wanted.source, after)
}

fn claim_one(
    transaction: &Transaction<'_>,
    path: &Path,
    wanted: &Wanted,
    terms: &Terms,
) -> rusqlite::Result<Claim> {
    if let Some(target) = known(transaction, wanted, terms.after)? {
        return Ok(Claim::Known(target));
    }
    let fingerprint = wanted.fingerprint.number().cast_signed();
    const HELD: &str = "SELECT owner, until FROM claims WHERE fingerprint = ?1";
    let held = find(transaction, HELD, [fingerprint], |row| {
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
    })?;
    if let Some((owner, until)) = held
        && owner != terms.owner
        && let Some(left) = left(until, terms.now)
        && owner::is_there(path, owner)
    {
        return Ok(Claim::Held(left));
    }
    const CLAIM: &str =
        "INSERT OR REPLACE INTO claims (fingerprint, owner, until) VALUES (?1, ?2, ?3)";
    transaction.prepare_cached(CLAIM)?.execute(params![
        fingerprint,
        terms.owner.cast_signed(),
        terms.until
    ])?;
    Ok(Claim::Claimed)
}

/// Ends claims of an owner.
pub(super) fn release(
    transaction: &Transaction<'_>,
    owner: u64,
    fingerprints: &[Fingerprint],
) -> rusqlite::Result<()> {
    let mut delete =
        transaction.prepare_cached("DELETE FROM claims WHERE fingerprint = ?1 AND owner = ?2")?;
    fingerprints.iter().try_for_each(|fingerprint| {
        delete
            .execute([fingerprint.number().cast_signed(), owner.cast_signed()])
            .map(drop)
    })
}

/// Ends the claims on a request whose reply is there.
pub(super) fn end(transaction: &Transaction<'_>, fingerprint: Fingerprint) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM claims WHERE fingerprint = ?1")?
        .execute([fingerprint.number().cast_signed()])
        .map(drop)
}
