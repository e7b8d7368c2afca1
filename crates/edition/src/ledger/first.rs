//! The first form of the ledger: a line of words for each pair, and a hash of the structure as a whole.

use super::record::PairRecord;
use super::{Hash, Ledger, hex, of};
use crate::{FrontMatter, Pair, Provenance};
use duizhao_core::article::Origin;
use duizhao_core::document::Document;
use duizhao_core::fingerprint::Fingerprint;

/// Reads the line of a pair, which begins with the name of an origin.
pub(super) fn record<'l>(name: &str, words: impl Iterator<Item = &'l str>) -> Option<PairRecord> {
    let origin = Origin::from_name(name)?;
    let words: Vec<&str> = words.collect();
    let [source, target, rest @ ..] = &words[..] else {
        return None;
    };
    let basis = rest.iter().find_map(|word| Fingerprint::from_hex(word));
    Some(PairRecord {
        id: None,
        source: hex(source, 8)? as Hash,
        target: hex(target, 8)? as Hash,
        provenance: Some(Provenance {
            origin,
            basis: basis.unwrap_or_default(),
            approved: rest.contains(&"reviewed"),
            reworded: rest.contains(&"reworded"),
            maker: None,
        }),
        start: None,
        is_own: false,
    })
}

/// Returns a hash of which blocks and pairs there are, and of the Chinese.
pub(super) fn structure(document: &Document<Pair>) -> Hash {
    let mut words: Vec<&str> = Vec::new();
    if let Some(pair) = &document.title {
        words.push("title");
        words.extend(pair.source.iter().map(String::as_str));
    }
    for block in &document.blocks {
        words.push(block.kind.name());
        for pair in &block.items {
            words.push("pair");
            words.extend(pair.source.iter().map(String::as_str));
        }
    }
    of(&words)
}

/// Says of every translation that a machine made that it is by the backend which the front matter names.
pub(super) fn add_maker(ledger: &mut Ledger, document: &mut Document<Pair>, front: &FrontMatter) {
    let Some(backend) = front.get("backend") else {
        return;
    };
    let maker = ledger.maker(backend, front.get("model"));
    for pair in document.items_mut() {
        if let Some(provenance) = &mut pair.provenance
            && matches!(provenance.origin, Origin::Machine | Origin::Gloss)
        {
            provenance.maker = maker;
        }
    }
}
