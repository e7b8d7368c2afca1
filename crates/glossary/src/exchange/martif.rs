//! Reading and writing TermBase eXchange, version 2 (ISO 30042:2008), whose root is `martif`: what OmegaT and older
//! tools read.
//!
//! Written with `tig`, read with `tig` and `ntig`. No `DOCTYPE` is written, since readers would look for its file.
//!
//! OmegaT takes every English word for a target, deprecated ones too, with their status in the comment: its own
//! glossary format, `omegat`, serves it better.

use super::super::{GlossaryError, Term};
use super::entries::{self, Dialect};
use super::xml::decoded;
use super::{ExportedTerms, GlossaryFormat, ImportedTerms, ReadOptions, WriteOptions, concepts};
use duizhao_formats::xml::root;
use std::path::Path;

/// TBX of 2008.
pub(super) static FORMAT: GlossaryFormat = GlossaryFormat {
    name: "martif",
    extensions: &["tbx", "xml"],
    about: "TermBase eXchange v2 (ISO 30042:2008), for OmegaT and older tools",
    read: Some(read),
    write: Some(write),
    is_it: |bytes| root(bytes).as_deref() == Some("martif"),
};

const DIALECT: Dialect = Dialect {
    head: r#"<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX" xml:lang="zh-CN">
  <martifHeader>
    <fileDesc>
      <sourceDesc>
        <p>Glossary exported by duizhao</p>
      </sourceDesc>
    </fileDesc>
  </martifHeader>
  <text>
    <body>
"#,
    tail: "    </body>\n  </text>\n</martif>\n",
    entry: "termEntry",
    language: "langSet",
    word: "tig",
    chinese: ["zh-CN", "zh-TW"],
};

fn write(terms: &[Term], _: &WriteOptions) -> Result<ExportedTerms, GlossaryError> {
    Ok(entries::write(terms, &DIALECT))
}

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<ImportedTerms, GlossaryError> {
    concepts::read(
        path,
        &decoded(path, bytes, options)?,
        "martif",
        DIALECT.entry,
    )
}

#[cfg(test)]
mod tests {
    use super::super::samples::any_terms;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn word_groups_are_understood() {
        let text = "<?xml version='1.0'?><!DOCTYPE martif SYSTEM 'TBXcoreStructV02.dtd'><martif type='TBX' xml:lang='en'><text><body><termEntry>
            <descrip type='subjectField'>org</descrip>
            <langSet xml:lang='zh'><ntig><termGrp><term>党委</term><termNote type='partOfSpeech'>noun</termNote></termGrp></ntig></langSet>
            <langSet xml:lang='en'><tig><term>Party committee</term><note>n</note></tig></langSet></termEntry></body></text></martif>";
        let imported = FORMAT
            .read(Path::new("t"), text.as_bytes(), &ReadOptions::default())
            .unwrap();
        let expected = Term {
            source_hans: "党委".into(),
            target: "Party committee".into(),
            tags: vec!["org".into()],
            note: "n".into(),
            pos: Some(crate::PartOfSpeech::Noun),
            ..Term::default()
        };
        assert_eq!((&imported.terms[0].0, imported.notes.len()), (&expected, 0));
        assert_eq!(imported.terms[0].1.to_string(), "t:3:51");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(terms in any_terms()) {
            let written = write(&terms, &WriteOptions::default()).unwrap();
            let read = FORMAT.read(Path::new("t"), &written.bytes, &ReadOptions::default()).unwrap();
            prop_assert_eq!(read.terms.into_iter().map(|(term, _)| term).collect::<Vec<_>>(), terms);
        }
    }
}
