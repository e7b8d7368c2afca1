//! Reading and writing TermBase eXchange, version 3 (ISO 30042:2019): the dialect TBX-Basic in DCA style. Holds
//! everything.

use super::super::{GlossaryError, Term};
use super::entries::{self, Dialect};
use super::xml::decoded;
use super::{ExportedTerms, GlossaryFormat, ImportedTerms, ReadOptions, WriteOptions, concepts};
use duizhao_formats::xml::root;
use std::path::Path;

/// TBX of 2019.
pub(super) static FORMAT: GlossaryFormat = GlossaryFormat {
    name: "tbx",
    extensions: &["tbx", "xml"],
    about: "TermBase eXchange v3 (ISO 30042:2019), TBX-Basic",
    read: Some(read),
    write: Some(write),
    is_it: |bytes| root(bytes).as_deref() == Some("tbx"),
};

const DIALECT: Dialect = Dialect {
    head: r#"<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="zh-Hans" xmlns="urn:iso:std:iso:30042:ed-2">
  <tbxHeader>
    <fileDesc>
      <sourceDesc>
        <p>Glossary exported by duizhao</p>
      </sourceDesc>
    </fileDesc>
  </tbxHeader>
  <text>
    <body>
"#,
    tail: "    </body>\n  </text>\n</tbx>\n",
    entry: "conceptEntry",
    language: "langSec",
    word: "termSec",
    chinese: ["zh-Hans", "zh-Hant"],
};

fn write(terms: &[Term], _: &WriteOptions) -> Result<ExportedTerms, GlossaryError> {
    Ok(entries::write(terms, &DIALECT))
}

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<ImportedTerms, GlossaryError> {
    concepts::read(path, &decoded(path, bytes, options)?, "tbx", DIALECT.entry)
}

#[cfg(test)]
mod tests {
    use super::super::samples::any_terms;
    use super::*;
    use proptest::prelude::*;

    fn imported(body: &str) -> ImportedTerms {
        let text = format!("{}{body}{}", DIALECT.head, DIALECT.tail);
        FORMAT
            .read(Path::new("t"), text.as_bytes(), &ReadOptions::default())
            .unwrap()
    }

    fn english(word: &str, status: &str) -> String {
        let status = if status.is_empty() {
            String::new()
        } else {
            format!("<termNote type='administrativeStatus'>{status}</termNote>")
        };
        format!("<termSec><term>{word}</term>{status}</termSec>")
    }

    #[test]
    fn the_standing_of_words_is_understood() {
        let words = [
            ("a", "supersededTerm-admn-sts"),
            ("b", ""),
            ("c", "preferredTerm-admn-sts"),
            ("d", "admittedTerm-admn-sts"),
        ];
        let words: String = words
            .iter()
            .map(|(word, status)| english(word, status))
            .collect();
        let chinese = "<langSec xml:lang='zh-CN'><termSec><term>党委</term></termSec><termSec><term>党组</term></termSec></langSec>";
        let body = format!(
            "<conceptEntry id='c1'>{chinese}<langSec xml:lang='en-US'>{words}</langSec></conceptEntry>"
        );
        let terms = imported(&body).terms;
        let sources: Vec<&str> = terms
            .iter()
            .map(|(term, _)| term.source_hans.as_str())
            .collect();
        assert_eq!(sources, ["党委", "党组"]);
        let term = &terms[0].0;
        assert_eq!(
            (
                term.target.as_str(),
                &term.alternatives[..],
                &term.forbidden[..]
            ),
            ("c", &["b".into(), "d".into()][..], &["a".into()][..])
        );
    }

    #[test]
    fn elements_of_dct_style_are_understood() {
        let body = "<conceptEntry id='c1'><min:subjectField>org</min:subjectField><note>n</note>
            <langSec xml:lang='zh-Hant'><termSec><term>黨委</term><min:partOfSpeech>noun</min:partOfSpeech></termSec></langSec>
            <langSec xml:lang='en'><termSec><term>Party
              committee</term><basic:source>s</basic:source></termSec></langSec></conceptEntry>";
        let imported = imported(body);
        let term = &imported.terms[0].0;
        assert_eq!(
            (
                term.source_hans.as_str(),
                term.source_hant.as_str(),
                term.target.as_str()
            ),
            ("党委", "黨委", "Party committee")
        );
        assert_eq!(
            (term.tag(), term.note.as_str(), term.citation.as_str()),
            ("org", "n", "s")
        );
        assert_eq!(term.pos, Some(crate::PartOfSpeech::Noun));
    }

    #[test]
    fn what_has_no_column_is_counted() {
        let body = "<conceptEntry id='c1'><langSec xml:lang='es'><termSec><term>a</term></termSec></langSec>
            <langSec xml:lang='en'><termSec><term>a</term><descripGrp><descrip type='context'>x</descrip><admin type='source'>y</admin></descripGrp></termSec></langSec></conceptEntry>";
        let imported = imported(body);
        assert!(imported.terms.is_empty());
        let notes = [
            "t:12:1: 1 × `context` from here on, which were not read",
            "t:12:1: 1 × `source` from here on, which were not read",
            "t:12:1: 1 × concept without Chinese from here on, which were not read",
            "t:12:1: 1 × language `es` from here on, which were not read",
        ];
        assert_eq!(imported.notes, notes);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(terms in any_terms()) {
            let written = write(&terms, &WriteOptions::default()).unwrap();
            let read = FORMAT.read(Path::new("t"), &written.bytes, &ReadOptions::default()).unwrap();
            prop_assert_eq!(read.terms.into_iter().map(|(term, _)| term).collect::<Vec<_>>(), terms);
            prop_assert!(read.notes.is_empty() && written.losses.is_empty());
        }
    }
}
