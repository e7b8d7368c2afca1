//! The readers on sample files of the TBX standard, where somebody has them.
//!
//! `DUIZHAO_TBX_SCHEMAS` names a folder with them; without it there is nothing to read, and the test says so.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

use duizhao::glossary::Term;
use duizhao::glossary::exchange::{
    ImportedTerms, ReadOptions, WriteOptions, by_extension, by_name,
};
use std::path::{Path, PathBuf};

/// Lists the `.tbx` files of the folder, sorted; none if no folder is named.
fn samples() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("DUIZHAO_TBX_SCHEMAS") else {
        println!("skipped: DUIZHAO_TBX_SCHEMAS names no folder");
        return Vec::new();
    };
    let entries = std::fs::read_dir(&folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "tbx"));
    files.sort();
    assert!(!files.is_empty(), "no .tbx file in {}", folder.display());
    files
}

fn read(path: &Path, bytes: &[u8]) -> ImportedTerms {
    let format = by_extension("tbx", bytes).unwrap();
    format
        .read(path, bytes, &ReadOptions::default())
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn samples_of_the_standard_are_read() {
    for file in samples() {
        let imported = read(&file, &std::fs::read(&file).unwrap());
        let without_chinese = imported
            .notes
            .iter()
            .any(|note| note.contains("concept without Chinese"));
        assert!(
            imported.terms.is_empty() && without_chinese,
            "{}: {:?}",
            file.display(),
            imported.notes
        );
    }
}

/// Tests that the concepts of the samples, which have no Chinese, are terms if one of their languages is read as Chinese.
#[test]
fn samples_with_a_language_taken_for_chinese_are_terms() {
    for file in samples() {
        let text = std::fs::read_to_string(&file)
            .unwrap()
            .replace("xml:lang=\"es\"", "xml:lang=\"zh-Hans\"");
        let terms: Vec<Term> = read(&file, text.as_bytes())
            .terms
            .into_iter()
            .map(|(term, _)| term)
            .collect();
        assert!(
            terms
                .iter()
                .any(|term| term.target == "black hole" && term.source_hans == "agujero negro")
        );
        let written = by_name("tbx")
            .unwrap()
            .write(&terms, &WriteOptions::default())
            .unwrap();
        let again: Vec<Term> = read(&file, &written.bytes)
            .terms
            .into_iter()
            .map(|(term, _)| term)
            .collect();
        assert_eq!(again, terms);
    }
}
