//! Reading and writing XLIFF 2.1 (OASIS, 2018), and reading 2.0 and 1.2.
//!
//! Written are one `file` an article, one `unit` with one `segment` a sentence; its `state` says who translated it:
//! `final` a person, `translated` a machine or a memory, `initial` the offline mock. What XLIFF has no name for is
//! metadata (its module of that name, category `duizhao`). Characters that XML has no place for are `cp` elements in
//! segments; anywhere else they are left out and counted. Of details there are the `id`, a `state` that may be `reviewed`
//! with its `subState`, a note a remark, and metadata of the unit and of its file.
//!
//! Read are versions 2 and 1.2, files of Trados (`sdlxliff`) and memoQ (`mqxliff`) among them: their sentences are
//! `mrk` elements of `seg-source` and `target`, paired by number.

mod read;
mod write;

use super::MemoryFormat;
use super::fields::UnitField;

/// XLIFF.
pub(super) static FORMAT: MemoryFormat = MemoryFormat {
    name: "xliff",
    extensions: &["xlf", "xliff", "sdlxliff", "mqxliff", "mxliff"],
    about: "XLIFF 2.1, one file an article; 2.0 and 1.2 are read too",
    read: read::read,
    begin: Some(write::begin),
};

/// What stands in the metadata.
const METADATA: [UnitField; 5] = [
    UnitField::Origin,
    UnitField::Backend,
    UnitField::Model,
    UnitField::Position,
    UnitField::At,
];

#[cfg(test)]
mod tests {
    use super::super::super::Unit;
    use super::super::ExportOptions;
    use super::super::samples::{
        any_units, comes_back, detailed_unit, fails, fits_xml, holds, notes, read_all, utf16,
        with_details, written,
    };
    use super::*;
    use duizhao_core::article::Origin;
    use proptest::prelude::*;

    #[test]
    fn articles_are_files_and_sentences_units() {
        let unit = |source: &str, article: Option<&str>| Unit {
            source: source.into(),
            target: "a\u{1} & b".into(),
            article: article.map(str::to_owned),
            ..Unit::default()
        };
        let second = Unit {
            origin: Origin::Human,
            position: Some(1),
            note: Some("n".into()),
            ..unit("二", Some("a\"<b"))
        };
        let (bytes, written) = written(
            &FORMAT,
            &[unit("一", Some("a\"<b")), second, unit("三", None)],
        );
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" version="2.1" srcLang="zh-CN" trgLang="en">
  <file id="f1" original="a&quot;&lt;b" xml:space="preserve">
    <unit id="u1">
      <mda:metadata>
        <mda:metaGroup category="duizhao">
          <mda:meta type="origin">memory</mda:meta>
        </mda:metaGroup>
      </mda:metadata>
      <segment state="translated">
        <source>一</source>
        <target>a<cp hex="0001"/> &amp; b</target>
      </segment>
    </unit>
    <unit id="u2">
      <mda:metadata>
        <mda:metaGroup category="duizhao">
          <mda:meta type="origin">human</mda:meta>
          <mda:meta type="position">1</mda:meta>
        </mda:metaGroup>
      </mda:metadata>
      <notes>
        <note>n</note>
      </notes>
      <segment state="final">
        <source>二</source>
        <target>a<cp hex="0001"/> &amp; b</target>
      </segment>
    </unit>
  </file>
  <file id="f2" xml:space="preserve">
    <unit id="u3">
"#;
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with(expected), "{text}");
        assert!(written.losses.is_empty());
    }

    #[test]
    fn what_else_is_said_of_a_unit_is_written_and_passed_over() {
        let (unit, details) = detailed_unit();
        let text = with_details(&FORMAT, &unit, &details);
        let expected = r#"  <file id="f1" original="a.md" xml:space="preserve">
    <mda:metadata>
      <mda:metaGroup category="duizhao">
        <mda:meta type="url">https://example.org/?a&amp;b</mda:meta>
      </mda:metaGroup>
    </mda:metadata>
    <unit id="a:s1">
      <mda:metadata>
        <mda:metaGroup category="duizhao">
          <mda:meta type="origin">human</mda:meta>
          <mda:meta type="kind">paragraph</mda:meta>
        </mda:metaGroup>
      </mda:metadata>
      <notes>
        <note category="term" priority="2" appliesTo="target">one</note>
      </notes>
      <segment state="reviewed" subState="duizhao:reviewed">
"#;
        assert!(text.contains(expected), "{text}");
        assert_eq!(read_all(&FORMAT, text.as_bytes()).unwrap().0, [unit]);
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        holds(&FORMAT, text.as_bytes(), expected);
    }

    #[test]
    fn version_2_of_others_is_read() {
        let text = "<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.0' srcLang='en-US' trgLang='zh-Hans-CN'>
<file id='f1' original='a.docx'><notes><note>of the file</note></notes><group id='g1'><unit id='u1'><notes><note>n</note></notes>
<originalData><data id='d1'>&lt;b></data></originalData>
<segment id='s1' state='reviewed'><source>the <pc id='1' dataRefStart='d1'>Party</pc><ph id='2'/></source><target><pc id='1'>党</pc><sc id='3'/><mrk id='m1' type='term'>委</mrk><ec startRef='3'/></target></segment>
<ignorable><source> </source></ignorable>
<segment id='s2'><source>secretary</source></segment>
<segment id='s3'><source>two</source><target>二</target></segment>
<segment id='s4' state='initial'><source>three</source><target>三三</target></segment></unit></group></file></xliff>";
        let (units, notes) = read_all(&FORMAT, text.as_bytes()).unwrap();
        let unit = |source: &str, target: &str| Unit {
            source: source.into(),
            target: target.into(),
            article: Some("a.docx".into()),
            note: Some("n".into()),
            ..Unit::default()
        };
        assert_eq!(units, [unit("党委", "the Party"), unit("二", "two")]);
        assert_eq!(
            notes.lines(),
            ["t:6:1: 2 units without translation were left out; also at 8:1"]
        );
    }

    #[test]
    fn version_1_of_others_is_read() {
        let text = "<xliff version='1.2'><file original='a.txt' source-language='zh-CN' target-language='en' datatype='x'><header><skl><internal-file form='base64'>AAAA</internal-file></skl></header><body><group>
<trans-unit id='1'><source>党<g id='1'>委</g><x id='2'/></source><target state='translated'><g id='1'>Party</g> committee<x id='2'/></target><note>n</note>
<alt-trans><source>党</source><target>old</target></alt-trans></trans-unit>
<trans-unit id='2'><source>一</source><target state='needs-translation'>一</target></trans-unit>
<trans-unit id='3'><source>二</source><target/></trans-unit></group></body></file>
<file original='b' source-language='zh' target-language='fr'><body><trans-unit id='1'><source>一</source><target>un</target></trans-unit></body></file>
<file original='c' source-language='zh'><body><trans-unit id='1'><source>一</source><target xml:lang='en'>one</target></trans-unit></body></file></xliff>";
        check(text, &[("党委", "Party committee"), ("一", "one")]);
        let untranslated = "t:4:1: 2 units without translation were left out; also at 5:1";
        let other = "t:6:68: 1 unit that is not between Chinese and English was left out";
        notes(&FORMAT, text.as_bytes(), &[untranslated, other]);
    }

    #[test]
    fn sentences_of_trados_are_paired_by_number() {
        let text = "<xliff version='1.2' xmlns:sdl='http://sdl.com/FileTypes/SdlXliff/1.0'><file original='a' source-language='zh-CN' target-language='en-US'><body>
<trans-unit id='1'><source>一。<g id='1'>二。</g>三。</source>
<seg-source><mrk mtype='seg' mid='1'>一。</mrk><g id='1'><mrk mtype='seg' mid='2'>二。</mrk></g><mrk mtype='seg' mid='3'>三。</mrk></seg-source>
<target><g id='1'><mrk mtype='seg' mid='2'>Two.</mrk></g> <mrk mtype='seg' mid='1'>One.</mrk><mrk mtype='seg' mid='3'/></target><sdl:seg-defs/></trans-unit></body></file></xliff>";
        for bytes in utf16(text) {
            let (units, notes) = read_all(&FORMAT, &bytes).unwrap();
            let pairs: Vec<(&str, &str)> = units
                .iter()
                .map(|unit| (&*unit.source, &*unit.target))
                .collect();
            assert_eq!(pairs, [("一。", "One."), ("二。", "Two.")]);
            assert_eq!(
                notes.lines(),
                ["t:3:93: 1 unit without translation was left out"]
            );
        }
    }

    #[test]
    fn what_is_no_xliff_is_an_error_with_its_place() {
        fails(
            &FORMAT,
            "<tmx/>",
            "t:1:1: the root is `tmx`, and `xliff` was expected",
        );
        fails(
            &FORMAT,
            "<!DOCTYPE xliff [<!ENTITY a 'b'>]><xliff/>",
            "t:1:1: the file declares an entity",
        );
        fails(
            &FORMAT,
            "<xliff>\n<unit>",
            "t:2:7: the file ends inside an element",
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(units in any_units()) {
            comes_back(&FORMAT, &units, &ExportOptions::default(), fits_xml(&units, true))?;
        }
    }
}
