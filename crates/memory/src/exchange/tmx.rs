//! Reading and writing Translation Memory eXchange 1.4b (LISA OSCAR, 2005). Holds everything but characters that XML
//! has no place for and dates outside of four-digit years.
//!
//! Written are one `tu` a unit, `srclang` Chinese, `note`, `creationdate`, and what TMX has no name for as `prop`:
//! `x-origin`, `x-backend`, `x-model`, `x-article`, `x-position`. Of details there are `tuid`, `creationid`, `changeid`, and
//! `prop` for the rest: `x-state`, and `x-` with the names of properties. Read are files of any tool, of level 1 and 2, with
//! either language as the source and however their codes are written. Of other programs' properties, those that name
//! the document are taken: `file` (OmegaT) and `x-document` (memoQ).

use super::super::Unit;
use super::document::XmlDocument;
use super::fields::UnitField;
use super::gather::{Remark, UnitCollector};
use super::languages::{UnitLanguage, language, rank};
use super::markup::Markup;
use super::writing::UnitWriter;
use super::{
    ExchangeError, ExportOptions, ImportFile, ImportOptions, MemoryFormat, UnitDetails, inline,
};
use duizhao_core::date;
use duizhao_formats::xml::{Element, Part};
use duizhao_glossary::exchange::Losses;
use std::io::{self, Write};

/// TMX.
pub(super) static FORMAT: MemoryFormat = MemoryFormat {
    name: "tmx",
    extensions: &["tmx"],
    about: "Translation Memory eXchange 1.4b: OmegaT, Trados, memoQ and most others",
    read,
    begin: Some(begin),
};

/// What stands in `prop`, and its type.
const PROPS: [(UnitField, &str); 5] = [
    (UnitField::Origin, "x-origin"),
    (UnitField::Backend, "x-backend"),
    (UnitField::Model, "x-model"),
    (UnitField::Article, "x-article"),
    (UnitField::Position, "x-position"),
];

/// Properties in which other programs name the document.
const DOCUMENTS: [&str; 2] = ["file", "x-document"];

fn begin<'a>(
    out: &'a mut dyn Write,
    options: &ExportOptions,
) -> io::Result<Box<dyn UnitWriter + 'a>> {
    let mut markup = Markup::new(out);
    markup
        .raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\">\n")
        .raw("  <header creationtool=\"duizhao\"")
        .attribute("creationtoolversion", env!("CARGO_PKG_VERSION"))
        .raw(" segtype=\"sentence\" o-tmf=\"duizhao\" adminlang=\"en\"")
        .attribute("srclang", &options.chinese)
        .raw(" datatype=\"plaintext\"/>\n  <body>\n");
    markup.flush(&mut Losses::default())?;
    Ok(Box::new(TmxWriter {
        markup,
        options: options.clone(),
    }))
}

struct TmxWriter<'a> {
    markup: Markup<'a>,
    options: ExportOptions,
}

impl UnitWriter for TmxWriter<'_> {
    fn unit(&mut self, unit: &Unit, details: &UnitDetails, losses: &mut Losses) -> io::Result<()> {
        let chinese = details.chinese.as_ref().unwrap_or(&self.options.chinese);
        let markup = &mut self.markup;
        open(markup, unit, details, losses);
        if let Some(note) = &unit.note {
            markup.raw("      <note>").text(note).raw("</note>\n");
        }
        for (field, name) in PROPS {
            let value = field.of(unit);
            property_of(markup, name, &value);
        }
        property_of(markup, "x-state", details.state.unwrap_or_default());
        for (name, value) in details.properties.iter().chain(&details.article) {
            property_of(markup, &format!("x-{name}"), value);
        }
        for (code, text) in [
            (chinese, &unit.source),
            (&self.options.english, &unit.target),
        ] {
            markup
                .raw("      <tuv")
                .attribute("xml:lang", code)
                .raw("><seg>")
                .text(text)
                .raw("</seg></tuv>\n");
        }
        markup.raw("    </tu>\n").flush(losses)
    }

    fn end(&mut self) -> io::Result<()> {
        self.markup
            .raw("  </body>\n</tmx>\n")
            .flush(&mut Losses::default())
    }
}

/// Writes the tag that begins a unit.
fn open(markup: &mut Markup<'_>, unit: &Unit, details: &UnitDetails, losses: &mut Losses) {
    let date = unit.at.and_then(date::format);
    if unit.at.is_some() && date.is_none() {
        losses.add(
            "date outside of the years 0 to 9999 was left out",
            "dates outside of the years 0 to 9999 were left out",
            1,
        );
    }
    let attributes = [
        ("tuid", &details.id),
        ("srclang", &details.chinese),
        ("creationdate", &date),
        ("creationid", &details.created_by),
        ("changeid", &details.changed_by),
    ];
    markup.raw("    <tu");
    for (name, value) in attributes {
        if let Some(value) = value {
            markup.attribute(name, value);
        }
    }
    markup.raw(">\n");
}

/// Writes a property, if there is anything to say.
fn property_of(markup: &mut Markup<'_>, name: &str, value: &str) {
    if !value.is_empty() {
        markup
            .raw("      <prop")
            .attribute("type", name)
            .raw(">")
            .text(value)
            .raw("</prop>\n");
    }
}

fn read<'a>(input: ImportFile<'a>, collector: &mut UnitCollector<'a>) -> Result<(), ExchangeError> {
    let options = input.options;
    let mut document = XmlDocument::new(collector.path, input, "tmx", &["tu"])?;
    let mut omegat = false;
    while let Some(part) = document.next()? {
        match part {
            Part::Open(element) if element.name == "header" => {
                omegat = element
                    .attribute("creationtool")
                    .is_some_and(|tool| tool.eq_ignore_ascii_case("omegat"));
            }
            Part::Open(_) => {}
            Part::Entry(entry) => add(&entry, omegat, options, collector)?,
        }
    }
    Ok(())
}

/// A segment of a unit that is the best of its language so far.
struct TmxSegment<'a> {
    rank: u8,
    text: String,
    variant: &'a Element,
}

/// Passes on the unit of a `tu`.
fn add(
    entry: &Element,
    omegat: bool,
    options: &ImportOptions,
    collector: &mut UnitCollector<'_>,
) -> Result<(), ExchangeError> {
    let mut chinese = None;
    let mut english = None;
    for variant in entry.named("tuv") {
        let code = variant.attribute("lang").unwrap_or_default();
        let Some(language) = language(code) else {
            collector.remark(Remark::OtherLanguage, variant.at);
            continue;
        };
        let text = variant
            .named("seg")
            .map(|segment| inline::text(segment, omegat))
            .collect::<String>();
        if text.trim().is_empty() {
            continue;
        }
        let segment = TmxSegment {
            rank: rank(language, code, options),
            text,
            variant,
        };
        let best = match language {
            UnitLanguage::Chinese => &mut chinese,
            UnitLanguage::English => &mut english,
        };
        keep_better(best, segment, collector);
    }
    match (chinese, english) {
        (Some(chinese), Some(english)) => {
            let unit = unit(entry, &chinese, &english, collector);
            collector.push(unit, entry.at)
        }
        (None, _) => {
            collector.remark(Remark::NoChinese, entry.at);
            Ok(())
        }
        (Some(chinese), None) => {
            let unit = Unit {
                source: chinese.text,
                ..Unit::default()
            };
            collector.push(unit, entry.at)
        }
    }
}

/// Keeps the better of two segments of a language, of equals the first, and remarks on the other.
fn keep_better<'a>(
    best: &mut Option<TmxSegment<'a>>,
    segment: TmxSegment<'a>,
    collector: &mut UnitCollector<'_>,
) {
    let dropped = match best {
        Some(known) if known.rank <= segment.rank => Some(segment),
        Some(_) | None => best.replace(segment),
    };
    if let Some(dropped) = dropped {
        collector.remark(Remark::Variant, dropped.variant.at);
    }
}

fn unit(
    entry: &Element,
    chinese: &TmxSegment<'_>,
    english: &TmxSegment<'_>,
    collector: &mut UnitCollector<'_>,
) -> Unit {
    let mut unit = Unit {
        source: chinese.text.clone(),
        target: english.text.clone(),
        ..Unit::default()
    };
    let places = [entry, english.variant, chinese.variant];
    let mut notes: Vec<String> = Vec::new();
    for place in places {
        let texts = place
            .named("note")
            .map(Element::text)
            .filter(|note| !note.is_empty());
        notes.extend(texts);
        for prop in place.named("prop") {
            property(prop, &mut unit, collector);
        }
    }
    notes.dedup();
    unit.note = Some(notes.join("\n"));
    unit.at = date(&[english.variant, entry]);
    unit
}

fn property(prop: &Element, unit: &mut Unit, collector: &mut UnitCollector<'_>) {
    let kind = prop.attribute("type").unwrap_or_default();
    if let Some((field, _)) = PROPS.iter().find(|(_, name)| *name == kind) {
        if !field.put(unit, &prop.text()) {
            collector.remark(Remark::Field, prop.at);
        }
    } else if DOCUMENTS.contains(&kind) && unit.article.is_none() {
        unit.article = Some(prop.text());
    }
}

/// Returns when a translation was last changed or, if that is not said, made.
fn date(places: &[&Element]) -> Option<i64> {
    ["changedate", "creationdate"].into_iter().find_map(|name| {
        places
            .iter()
            .find_map(|place| place.attribute(name).and_then(date::parse))
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{
        any_units, comes_back, detailed_unit, fails, fits_xml, holds, read_all, utf16,
        with_details, with_options, written,
    };
    use super::*;
    use duizhao_core::article::Origin;
    use proptest::prelude::*;

    fn file(body: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\"><header creationtool=\"x\"/><body>\n{body}</body></tmx>"
        )
    }

    #[track_caller]
    fn check(body: &str, expected: &[(&str, &str)]) {
        holds(&FORMAT, file(body).as_bytes(), expected);
    }

    #[test]
    fn a_unit_is_written_with_all_that_is_known_of_it() {
        let unit = Unit {
            source: "党委 <书记>".into(),
            target: "Party & \"secretary\"".into(),
            origin: Origin::Machine,
            backend: Some("deepl".into()),
            model: Some("m".into()),
            article: Some("001.txt".into()),
            position: Some(3),
            at: Some(1_582_114_500),
            note: Some("a\nb".into()),
        };
        let (bytes, written) = written(&FORMAT, &[unit]);
        let text = String::from_utf8(bytes).unwrap();
        let expected = r#"    <tu creationdate="20200219T121500Z">
      <note>a&#10;b</note>
      <prop type="x-origin">machine</prop>
      <prop type="x-backend">deepl</prop>
      <prop type="x-model">m</prop>
      <prop type="x-article">001.txt</prop>
      <prop type="x-position">3</prop>
      <tuv xml:lang="zh-CN"><seg>党委 &lt;书记&gt;</seg></tuv>
      <tuv xml:lang="en"><seg>Party &amp; "secretary"</seg></tuv>
    </tu>
"#;
        assert!(text.contains(expected), "{text}");
        assert!(text.contains("srclang=\"zh-CN\"") && written.losses.is_empty());
    }

    #[test]
    fn what_else_is_said_of_a_unit_is_written_and_passed_over() {
        let (unit, details) = detailed_unit();
        let text = with_details(&FORMAT, &unit, &details);
        let expected = r#"    <tu tuid="a:s1" srclang="zh-TW" creationid="deepl &amp; &quot;co&quot;" changeid="human">
      <note>one</note>
      <prop type="x-origin">human</prop>
      <prop type="x-article">a.md</prop>
      <prop type="x-state">reviewed</prop>
      <prop type="x-kind">paragraph</prop>
      <prop type="x-url">https://example.org/?a&amp;b</prop>
      <tuv xml:lang="zh-TW"><seg>黨</seg></tuv>
      <tuv xml:lang="en"><seg>Party</seg></tuv>
    </tu>
"#;
        assert!(text.contains(expected), "{text}");
        assert_eq!(read_all(&FORMAT, text.as_bytes()).unwrap().0, [unit]);
    }

    #[test]
    fn languages_are_found_however_they_are_written() {
        for (chinese, english) in [
            ("zh", "en"),
            ("ZH-CN", "EN-US"),
            ("zh_Hans", "en_gb"),
            ("zh-TW", "en-GB"),
        ] {
            check(
                &format!(
                    "<tu><tuv xml:lang='{english}'><seg>Party</seg></tuv><tuv lang='{chinese}'><seg>党</seg></tuv></tu>"
                ),
                &[("党", "Party")],
            );
        }
    }

    #[test]
    fn of_several_variants_the_best_or_the_one_asked_for_is_taken() {
        let body = "<tu><tuv xml:lang='fr'><seg>Parti</seg></tuv><tuv xml:lang='zh-TW'><seg>黨</seg></tuv><tuv xml:lang='zh-CN'><seg>党</seg></tuv>
            <tuv xml:lang='en-US'><seg>Party</seg></tuv><tuv xml:lang='en-GB'><seg>the Party</seg></tuv></tu>";
        check(body, &[("党", "Party")]);
        let options = ImportOptions {
            chinese: Some("zh-tw".into()),
            english: Some("en-GB".into()),
            ..ImportOptions::default()
        };
        let (units, notes) = with_options(&FORMAT, file(body).as_bytes(), &options).unwrap();
        assert_eq!((&*units[0].source, &*units[0].target), ("黨", "the Party"));
        let lines = [
            "t:4:5: 1 segment in another language was not taken",
            "t:4:86: 2 further segments in Chinese or English were not taken; also at 5:13",
        ];
        assert_eq!(notes.lines(), lines);
    }

    #[test]
    fn segments_of_several_lines_are_one_line() {
        check(
            "<tu><tuv xml:lang='zh'><seg>党委\r\n书记</seg></tuv><tuv xml:lang='en'><seg>\r\n  Party\r\n  secretary<![CDATA[ & <co>]]>\r\n</seg></tuv></tu>",
            &[("党委书记", "Party secretary & <co>")],
        );
    }

    #[test]
    fn no_segment_is_lost_silently() {
        let body = "<tu><tuv xml:lang='zh'><seg>党</seg></tuv></tu>
<tu><tuv xml:lang='zh'><seg> </seg></tuv><tuv xml:lang='en'><seg>Party</seg></tuv></tu>
<tu><tuv xml:lang='zh'><seg>党</seg></tuv><tuv xml:lang='en'><seg/></tuv></tu><tu/>
<tu><prop type='x-position'>first</prop><tuv xml:lang='zh'><seg>党</seg></tuv><tuv xml:lang='en'><seg>Party</seg></tuv></tu>";
        let (units, notes) = read_all(&FORMAT, file(body).as_bytes()).unwrap();
        assert_eq!((units.len(), notes.left_out()), (1, 4));
        let lines = [
            "t:4:1: 2 units without English were left out; also at 6:1",
            "t:5:1: 2 units without Chinese were left out; also at 6:78",
            "t:7:5: 1 field was not understood and left empty",
        ];
        assert_eq!(notes.lines(), lines);
    }

    #[test]
    fn files_of_omegat_are_read() {
        let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" creationtoolversion="5.2.0_0" segtype="sentence" srclang="ZH-CN"/>
  <body>
<!-- Default translations -->
    <tu>
      <tuv lang="ZH-CN"><seg>&lt;a0&gt;党委&lt;/a0&gt;</seg></tuv>
      <tuv lang="EN-US" changeid="me" changedate="20200219T121500Z" creationid="me" creationdate="20200101T000000Z"><seg>&lt;a0&gt;Party committee&lt;/a0&gt;</seg></tuv>
    </tu>
<!-- Alternative translations -->
    <tu>
      <prop type="file">001.txt</prop>
      <prop type="prev">上</prop>
      <note>n</note>
      <tuv lang="ZH-CN"><seg>书记</seg></tuv>
      <tuv lang="EN-US"><seg>secretary</seg></tuv>
    </tu>
  </body>
</tmx>"#;
        let (units, notes) = read_all(&FORMAT, text.as_bytes()).unwrap();
        let unit = |source: &str, target: &str| Unit {
            source: source.into(),
            target: target.into(),
            ..Unit::default()
        };
        let first = Unit {
            at: Some(1_582_114_500),
            ..unit("党委", "Party committee")
        };
        let second = Unit {
            article: Some("001.txt".into()),
            note: Some("n".into()),
            ..unit("书记", "secretary")
        };
        assert_eq!(units, [first, second]);
        assert!(notes.lines().is_empty());
    }

    #[test]
    fn files_of_trados_and_memoq_are_read() {
        let trados = r#"<?xml version="1.0" encoding="utf-16"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="SDL Language Platform" creationtoolversion="8.0" o-tmf="SDL TM8 Format" datatype="xml" segtype="sentence" adminlang="en-us" srclang="zh-CN" creationdate="20200219T121500Z" creationid="x"><prop type="x-Recognizers">RecognizeAll</prop></header><body>
<tu creationdate="20200219T121500Z" creationid="a" changedate="20200219T121500Z" changeid="a" lastusagedate="20200219T121500Z">
<prop type="x-LastUsedBy">a</prop><prop type="x-Origin">TM</prop><prop type="x-ConfirmationLevel">Translated</prop>
<tuv xml:lang="zh-CN"><seg><bpt i="1" type="12" x="1" />党委<ept i="1" />书记<ph x="2" type="3"/></seg></tuv>
<tuv xml:lang="en-US"><seg>secretary of a <bpt i="1" type="12" x="1" />Party committee<ept i="1" /><ph x="2" type="3"/></seg></tuv></tu>
</body></tmx>"#;
        for bytes in utf16(trados) {
            let (units, notes) = read_all(&FORMAT, &bytes).unwrap();
            assert_eq!(
                (&*units[0].source, &*units[0].target),
                ("党委书记", "secretary of a Party committee")
            );
            assert_eq!((units[0].at, notes.left_out()), (Some(1_582_114_500), 0));
        }
        let memoq = r#"<tu changedate="20200219T121500Z" creationdate="20200219T121500Z" creationid="a" changeid="a">
<prop type="client"></prop><prop type="x-document">会议.docx</prop><prop type="x-context-pre">&lt;seg&gt;前&lt;/seg&gt;</prop>
<tuv xml:lang="en-gb"><prop type="x-context-post">&lt;seg&gt;next&lt;/seg&gt;</prop><seg>the <bpt i='1' type='bold'>{}</bpt>Party<ept i='1'>{}</ept></seg></tuv>
<tuv xml:lang="zh-cn"><seg><bpt i='1' type='bold'>{}</bpt>党<ept i='1'>{}</ept></seg></tuv></tu>"#;
        let (units, _) = read_all(&FORMAT, file(memoq).as_bytes()).unwrap();
        assert_eq!((&*units[0].source, &*units[0].target), ("党", "the Party"));
        assert_eq!(units[0].article.as_deref(), Some("会议.docx"));
    }

    #[test]
    fn what_would_expand_or_be_fetched_is_refused_with_its_place() {
        let laughs = "<!DOCTYPE tmx [\n<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>\n<tmx/>";
        fails(
            &FORMAT,
            laughs,
            "t:1:1: the file declares an entity, and none is read",
        );
        fails(
            &FORMAT,
            "<?xml version='1.0'?>\n<!DOCTYPE tmx SYSTEM 'x' [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><tmx/>",
            "t:2:1: the file declares an entity",
        );
        fails(
            &FORMAT,
            "<!DOCTYPE tmx [<!ENTITY % p SYSTEM 'http://x/'> %p;]><tmx/>",
            "t:1:1: the file declares an entity",
        );
        fails(
            &FORMAT,
            &file("<tu>&a;</tu>"),
            "t:4:5: unknown entity `&a;`",
        );
        fails(
            &FORMAT,
            &file("<tu><tuv xml:lang='zh'><seg>&#xD800;</seg></tuv></tu>"),
            "t:4:29: unknown entity `&#xD800;`",
        );
        fails(
            &FORMAT,
            &file(&format!("<tu>{}", "<tuv/>".repeat(400_000))),
            "t:4:1: an entry of over 2097152 bytes",
        );
        fails(
            &FORMAT,
            &file(&format!("<tu>{}", "<tuv>".repeat(70))),
            "t:4:310: elements nested deeper than 64",
        );
        fails(&FORMAT, &file("<tu></tuv>"), "t:4:5: ");
        fails(
            &FORMAT,
            "<xliff/>",
            "t:1:1: the root is `xliff`, and `tmx` was expected",
        );
    }

    #[test]
    fn units_before_an_error_were_handed_on() {
        let body = "<tu><tuv xml:lang='zh'><seg>党</seg></tuv><tuv xml:lang='en'><seg>Party</seg></tuv></tu><tu>";
        let mut count = 0;
        let text = file(body);
        let mut each = |_: Unit| {
            count += 1;
            Ok(())
        };
        let result = FORMAT.read(
            std::path::Path::new("t"),
            &mut text.as_bytes(),
            &ImportOptions::default(),
            &mut each,
        );
        assert!(result.is_err());
        assert_eq!(count, 1);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(units in any_units()) {
            comes_back(&FORMAT, &units, &ExportOptions::default(), fits_xml(&units, false))?;
        }
    }
}
