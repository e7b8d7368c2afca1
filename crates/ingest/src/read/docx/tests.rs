use crate::read::test_support::{documents, shown, zip};
use proptest::prelude::*;

const RELS: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>"#;

const DOCUMENT_RELS: &str = r#"<Relationships><Relationship Id="s" Type="http://x/styles" Target="styles.xml"/><Relationship Id="n" Type="http://x/numbering" Target="/word/numbering.xml"/><Relationship Id="f" Type="http://x/footnotes" Target="footnotes.xml"/><Relationship Id="h" Type="http://x/hyperlink" Target="https://a.cn/1" TargetMode="External"/></Relationships>"#;

const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="own"><w:name w:val="公文一级"/><w:basedOn w:val="1"/></w:style><w:style w:type="paragraph" w:styleId="o"><w:name w:val="大纲"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style><w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style></w:styles>"#;

const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num></w:numbering>"#;

const NOTES: &str = r#"<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> 参见《决定》。</w:t></w:r></w:p></w:footnote></w:footnotes>"#;

/// Packs a document with this body.
fn file(body: &str) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>{body}<w:sectPr/></w:body></w:document>"#
    );
    let core = r#"<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc"><dc:title>新建文档</dc:title><dc:creator>李建国</dc:creator><dcterms:created xmlns:dcterms="t">2020-01-01T00:00:00Z</dcterms:created></cp:coreProperties>"#;
    zip(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", RELS),
        ("word/_rels/document.xml.rels", DOCUMENT_RELS),
        ("word/document.xml", &document),
        ("word/styles.xml", STYLES),
        ("word/numbering.xml", NUMBERING),
        ("word/footnotes.xml", NOTES),
        ("docProps/core.xml", core),
    ])
}

fn paragraph(style: &str, text: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
}

fn item(list: u8, level: u8, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
    )
}

#[track_caller]
fn reads(body: &str, title: Option<&str>, expected: &[&str]) {
    let read = documents("a", &file(body)).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].title.as_deref(), title);
    assert_eq!(shown(&read[0]), expected);
}

#[test]
fn styles_tell_what_a_paragraph_is() {
    let body = [
        paragraph("t", "某县推进工作"),
        paragraph("toc", "总则 1"),
        paragraph("own", "一、总则"),
        paragraph("a", "会议召开。"),
        paragraph("o", "（一）要求"),
        paragraph("a", "落实"),
    ];
    let expected = ["h 一、总则", "p 会议召开。", "h （一）要求", "p 落实"];
    reads(&body.concat(), Some("某县推进工作"), &expected);
    reads(
        &[paragraph("1", "题"), paragraph("a", "会议召开。")].concat(),
        Some("题"),
        &["p 会议召开。"],
    );
    reads(
        &paragraph("a", "没有标题的文字"),
        None,
        &["? 没有标题的文字"],
    );
}

#[test]
fn lists_have_their_numbers() {
    let body = [
        item(3, 0, "总则"),
        item(3, 1, "甲"),
        item(3, 1, "乙"),
        item(3, 0, "分则"),
        item(3, 1, "丙"),
        item(4, 0, "丁"),
        item(0, 0, "戊"),
    ];
    let expected = [
        "i 一、总则",
        "i 1. 甲",
        "i 2. 乙",
        "i 二、分则",
        "i 1. 丙",
        "i 丁",
        "? 戊",
    ];
    reads(&body.concat(), None, &expected);
}

#[test]
fn only_the_text_of_now_is_read() {
    let body = r#"<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:ruby><w:rt><w:r><w:t>yǐ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>乙</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"#;
    reads(body, None, &["? 甲增乙", "? 框"]);
}

#[test]
fn breaks_tables_links_and_notes_are_read() {
    let body = r#"<w:p><w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t><w:br w:type="page"/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>指标</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>值</w:t></w:r></w:p><w:p><w:r><w:t>（万）</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>一段文字。</w:t></w:r></w:p><w:p><w:r><w:t>又一段。</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>见</w:t></w:r><w:hyperlink r:id="h"><w:r><w:t>决定</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r></w:p>"#;
    let expected = [
        "? 第一行",
        "? 第二行",
        "p 指标\t值 （万）",
        "? 一段文字。",
        "? 又一段。",
        "? 见决定[1]。",
        "p [1] 参见《决定》。",
    ];
    reads(body, None, &expected);
    let document = documents("a", &file(body)).unwrap().remove(0);
    let link = &document.blocks[5].links[0];
    assert_eq!(
        (link.span.of(&document.blocks[5].text), link.target.as_str()),
        ("决定", "https://a.cn/1")
    );
}

#[test]
fn properties_hold_where_the_text_says_nothing() {
    let meta = |body: &str| documents("a", &file(body)).unwrap().remove(0).meta;
    assert_eq!(
        meta(&paragraph("a", "会议召开。")).author.as_deref(),
        Some("李建国")
    );
    assert_eq!(meta(&paragraph("a", "作者：王五")).author, None);
    assert_eq!(meta(&paragraph("a", "会议召开。")).date, None);
}

#[test]
fn what_is_wrong_with_a_document_is_said() {
    let fails = |bytes: &[u8], expected: &str| {
        let error = documents("a.docx", bytes).unwrap_err();
        assert!(error.starts_with(&format!("a.docx: {expected}")), "{error}");
    };
    let whole = file("");
    fails(&whole[..whole.len() / 2], "the archive cannot be unpacked");
    fails(
        &zip(&[("word/document.xml", "<w:document><w:body>")]),
        "word/document.xml:1:21: the file ends inside an element",
    );
    let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaa\">]><w:document>&a;</w:document>";
    fails(
        &zip(&[("word/document.xml", bomb)]),
        "word/document.xml:1:1: the file declares an entity",
    );
    let long = format!("<w:document><w:p>{}", " ".repeat(3 << 20));
    fails(
        &zip(&[("word/document.xml", &long)]),
        "word/document.xml: unpacks to more than 200 times its size",
    );
    let deep = format!("<w:document>{}", "<w:p>".repeat(100_000));
    fails(
        &zip(&[("word/document.xml", &deep)]),
        "word/document.xml:1:",
    );
    fails(
        &zip(&[("_rels/.rels", RELS), ("word/document.xml", "<html/>")]),
        "word/document.xml:1:1: the root is `html`",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_document_panics(body in "(<w:p>|</w:p>|<w:r>|</w:r>|<w:t>甲</w:t>|<w:tbl><w:tr>|</w:tr></w:tbl>|<w:tc>|</w:tc>|<w:br/>){0,20}", at in 0usize..4000, byte in any::<u8>()) {
        let mut bytes = file(&body);
        let _ = documents("a.docx", &bytes);
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = documents("a.docx", &bytes);
    }
}
