//! Terms and files that are hard to hold, for tests.

use super::super::{Context, PartOfSpeech, Status, Term};
use super::gather::holdable;
use super::{FORMATS, GlossaryFormat, WriteOptions};
use duizhao_formats::testing::damaged;
use proptest::prelude::*;

/// Text with what formats trip over.
pub(super) fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[党委書記a-zA-Z ]{1,4}",
        1 => prop::sample::select(vec![
            "\"", "'", ",", ";", "\t", "\n", "\r\n", "<", "&", ">", "]]>", "&amp;", "<b>", "=", "+", "-", "@", "#", "|", " | ",
            "  ", "🚩", "👩‍👩‍👧", "x-status: ", "x-note: ", "_x0041_", "[not: ", "]", "\\", "\u{3000}", "e\u{301}", "!", "{}", "：",
        ]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// A term as a glossary file can hold it.
pub(super) fn any_term() -> impl Strategy<Value = Term> {
    let list = || proptest::collection::vec(any_text(), 0..3);
    let texts = (any_text(), any_text(), any_text(), any_text(), any_text());
    let lists = (list(), list(), list(), list(), list());
    let marks = (
        prop::sample::select(Status::ALL.to_vec()),
        proptest::option::of(prop::sample::select(PartOfSpeech::ALL.to_vec())),
        any::<bool>(),
    );
    (texts, lists, marks).prop_map(|(texts, lists, (status, pos, case_sensitive))| {
        let or = |text: String, other: &str| {
            if text
                .trim_matches(['|', ' ', '\t', '\n', '\r', '\u{3000}'])
                .is_empty()
            {
                other.to_owned()
            } else {
                text
            }
        };
        holdable(&Term {
            source_hans: or(texts.0, "党"),
            source_hant: texts.1,
            target: or(texts.2, "Party"),
            tags: lists.0,
            alternatives: lists.1,
            forbidden: lists.2,
            note: texts.3,
            citation: texts.4,
            status,
            pos,
            case_sensitive,
            context: Context {
                need: lists.3,
                avoid: lists.4,
            },
        })
    })
}

/// Some terms.
pub(super) fn any_terms() -> impl Strategy<Value = Vec<Term>> {
    proptest::collection::vec(any_term(), 0..5)
}

/// A sound file of every format that can be read, damaged.
pub(super) fn formats_with(
    damage: &[(prop::sample::Index, u8, u8)],
) -> Vec<(&'static GlossaryFormat, Vec<u8>)> {
    let term = Term {
        source_hans: "党委".into(),
        source_hant: "黨委".into(),
        target: "Party committee".into(),
        tags: vec!["org".into(), "party".into()],
        alternatives: vec!["committee".into()],
        forbidden: vec!["Party board".into()],
        note: "a <b> & \"c\"".into(),
        pos: Some(PartOfSpeech::Phrase),
        context: Context {
            need: vec!["县".into()],
            avoid: vec!["市".into()],
        },
        ..Term::default()
    };
    let file = |format: &'static GlossaryFormat| {
        let mut bytes = format
            .write(&[term.clone(), term.clone()], &WriteOptions::default())
            .ok()?
            .bytes;
        damaged(&mut bytes, damage);
        Some((format, bytes))
    };
    FORMATS
        .into_iter()
        .filter(|format| format.can_read() && format.can_write())
        .filter_map(file)
        .collect()
}
