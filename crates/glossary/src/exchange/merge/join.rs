//! What a row says after an imported term was merged into it.

use super::super::super::{Column, Status, Term};

/// Tests whether the file's term says all that the imported one does.
pub(super) fn says_nothing_new(old: &Term, new: &Term) -> bool {
    let columns = [
        Column::SourceHant,
        Column::Target,
        Column::Note,
        Column::Citation,
        Column::Pos,
    ];
    columns
        .into_iter()
        .all(|column| column.of(new).is_empty() || column.of(new) == column.of(old))
        && new
            .alternatives
            .iter()
            .all(|item| *item == old.target || old.alternatives.contains(item))
        && new.tags.iter().all(|tag| old.tags.contains(tag))
        && new
            .forbidden
            .iter()
            .all(|item| old.forbidden.contains(item))
        && (new.status == Status::Choice || new.status == old.status)
        && (!new.case_sensitive || old.case_sensitive)
}

/// Returns what the imported term says or, where it says nothing, what the file's says.
pub(super) fn replaced(old: &Term, new: &Term) -> Term {
    let same = new.target == old.target;
    Term {
        source_hans: old.source_hans.clone(),
        source_hant: newer(&new.source_hant, &old.source_hant),
        target: new.target.clone(),
        tags: newer(&new.tags, &old.tags),
        alternatives: newer(&new.alternatives, &old.alternatives)
            .into_iter()
            .filter(|item| *item != new.target && !new.forbidden.contains(item))
            .collect(),
        forbidden: newer(&new.forbidden, &old.forbidden)
            .into_iter()
            .filter(|item| *item != new.target)
            .collect(),
        note: newer(&new.note, &old.note),
        citation: if same {
            newer(&new.citation, &old.citation)
        } else {
            new.citation.clone()
        },
        status: if same && new.status == Status::Choice {
            old.status
        } else {
            new.status
        },
        pos: new.pos.or(old.pos),
        case_sensitive: new.case_sensitive || old.case_sensitive,
        context: old.context.clone(),
    }
}

/// Returns the new value, or the old one where the new is empty.
fn newer<T: Clone + Default + PartialEq>(new: &T, old: &T) -> T {
    if *new == T::default() { old } else { new }.clone()
}

/// Joins both in one: see [`Decision::Both`].
pub(in super::super) fn joined(old: &Term, new: &Term) -> Term {
    let mut term = old.clone();
    let mut asides = join_lists(&mut term, new);
    if term.source_hant.is_empty() {
        term.source_hant.clone_from(&new.source_hant);
    } else if !new.source_hant.is_empty() && new.source_hant != term.source_hant {
        asides.push(format!("elsewhere written: {}", new.source_hant));
    }
    match (term.pos, new.pos) {
        (Some(is), Some(other)) if is != other => {
            asides.push(format!("elsewhere: {}", other.name()))
        }
        (is, other) => term.pos = is.or(other),
    }
    append(&mut term.note, &new.note);
    append(&mut term.citation, &new.citation);
    for aside in &asides {
        append(&mut term.note, aside);
    }
    if new.target == term.target && new.status == Status::Confirmed {
        term.status = Status::Confirmed;
    }
    term.case_sensitive |= new.case_sensitive;
    term
}

/// Adds what the imported lists have more; returns what contradicts the term's own.
fn join_lists(term: &mut Term, new: &Term) -> Vec<String> {
    let mut asides = Vec::new();
    for rendering in new.renderings() {
        if term.forbidden.iter().any(|item| item == rendering) {
            asides.push(format!("elsewhere right: {rendering}"));
        } else if !term.renderings().any(|known| known == rendering) {
            term.alternatives.push(rendering.to_owned());
        }
    }
    for rendering in &new.forbidden {
        if term.renderings().any(|known| known == rendering) {
            asides.push(format!("elsewhere wrong: {rendering}"));
        } else if !term.forbidden.contains(rendering) {
            term.forbidden.push(rendering.clone());
        }
    }
    for tag in &new.tags {
        if !term.tags.contains(tag) {
            term.tags.push(tag.clone());
        }
    }
    asides
}

/// Adds a text after another, unless it is one of its parts.
fn append(text: &mut String, more: &str) {
    if more.is_empty() || text == more || text.split("; ").any(|part| part == more) {
        return;
    }
    if !text.is_empty() {
        text.push_str("; ");
    }
    text.push_str(more);
}
