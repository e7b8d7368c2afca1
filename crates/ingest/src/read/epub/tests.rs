use crate::read::test_support::{documents, shown, zip};
use proptest::prelude::*;

const CONTAINER: &str = r#"<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;

const OPF: &str = r#"<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>改革文集</dc:title><dc:creator>李四</dc:creator><dc:creator>王五</dc:creator><dc:date>2024-07-19</dc:date><dc:publisher>某出版社</dc:publisher></metadata><manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="c" href="Text/cover.xhtml" media-type="application/xhtml+xml"/><item id="a" href="Text/ch1.xhtml" media-type="application/xhtml+xml"/><item id="b" href="Text/%E7%AC%AC%E4%BA%8C%E7%AB%A0.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>"#;

const NAV: &str = r#"<html><body><nav><ol><li><a href="Text/ch1.xhtml">第一章 总则</a></li></ol></nav></body></html>"#;

const FIRST: &str = "<?xml version=\"1.0\"?><!DOCTYPE html><html><head><title/></head><body><a id=\"p\"/><h1>第一章</h1><h2>总则</h2><p>会议在北京召开。</p><ul><li>坚持守正创新</li></ul><p>落款</p></body></html>";

const SECOND: &str =
    "<html><head><title>x</title></head><body><h2>第二章</h2><p>他说&nbsp;。</p></body></html>";

fn book(files: &[(&str, &str)]) -> Vec<u8> {
    let base = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
    ];
    zip(&[&base, files].concat())
}

fn whole() -> Vec<u8> {
    book(&[
        ("OEBPS/content.opf", OPF),
        ("OEBPS/nav.xhtml", NAV),
        ("OEBPS/Text/cover.xhtml", "<p>封面</p>"),
        ("OEBPS/Text/ch1.xhtml", FIRST),
        ("OEBPS/Text/第二章.xhtml", SECOND),
        ("../evil", "x"),
    ])
}

#[test]
fn each_chapter_is_a_document_in_the_order_of_the_spine() {
    let read = documents("a", &whole()).unwrap();
    let parts: Vec<_> = read.iter().filter_map(|d| d.part.as_deref()).collect();
    assert_eq!(parts, ["第二章", "ch1"]);
    assert_eq!(read[0].title.as_deref(), Some("第二章"));
    assert_eq!(read[1].title.as_deref(), Some("第一章 总则"));
    assert_eq!(
        shown(&read[1]),
        ["p 会议在北京召开。", "i 坚持守正创新", "p 落款"]
    );
    let meta: Vec<_> = read[0].meta.fields().collect();
    let expected = [
        ("date", "2024-07-19"),
        ("source", "改革文集"),
        ("author", "李四 王五"),
    ];
    assert_eq!(meta, expected);
}

#[test]
fn a_book_of_epub_2_has_its_labels_in_the_ncx() {
    let opf = OPF.replace(
        r#"<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>"#,
        r#"<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/>"#,
    );
    let ncx = r#"<ncx><navMap><navPoint><navLabel><text>卷一</text></navLabel><content src="x.xhtml"/><navPoint><navLabel><text>第一章 总则</text></navLabel><content src="Text/ch1.xhtml#a"/></navPoint></navPoint></navMap></ncx>"#;
    let bytes = book(&[
        ("OEBPS/content.opf", &opf),
        ("OEBPS/toc.ncx", ncx),
        ("OEBPS/Text/ch1.xhtml", FIRST),
        ("OEBPS/Text/第二章.xhtml", SECOND),
        ("OEBPS/Text/cover.xhtml", ""),
    ]);
    assert_eq!(
        documents("a", &bytes).unwrap()[1].title.as_deref(),
        Some("第一章 总则")
    );
}

#[track_caller]
fn fails(bytes: &[u8], expected: &str) {
    let error = documents("a.epub", bytes).unwrap_err();
    assert!(error.starts_with(&format!("a.epub: {expected}")), "{error}");
}

#[test]
fn what_is_wrong_with_a_book_is_said() {
    fails(
        &whole()[..whole().len() - 60],
        "the archive cannot be unpacked",
    );
    fails(&book(&[]), "there is no `OEBPS/content.opf` in it");
    fails(
        &book(&[("OEBPS/content.opf", OPF)]),
        "OEBPS/Text/第二章.xhtml: there is no such file",
    );
    let bomb =
        "<!DOCTYPE package [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><package>&b;</package>";
    fails(
        &book(&[("OEBPS/content.opf", bomb)]),
        "OEBPS/content.opf:1:1: the file declares an entity",
    );
    let chapter = "<!DOCTYPE html [<!ENTITY a \"aaaa\">]><p>&a;</p>";
    fails(
        &book(&[
            ("OEBPS/content.opf", OPF),
            ("OEBPS/Text/第二章.xhtml", chapter),
        ]),
        "OEBPS/Text/第二章.xhtml: the chapter declares an entity",
    );
    let empty = OPF.split("<spine>").next().unwrap().to_owned() + "</package>";
    fails(
        &book(&[("OEBPS/content.opf", &empty)]),
        "OEBPS/content.opf: the book has no chapters",
    );
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let long = "a".repeat(3 << 20);
    fails(
        &book(&[("OEBPS/content.opf", &long)]),
        "OEBPS/content.opf: unpacks to more than 200 times its size",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_book_panics(at in 0usize..4000, byte in any::<u8>(), cut in 0usize..4000) {
        let mut bytes = whole();
        let (at, cut) = (at % bytes.len(), cut % bytes.len());
        bytes[at] = byte;
        let _ = documents("a.epub", &bytes);
        let _ = documents("a.epub", &bytes[..cut]);
    }
}
