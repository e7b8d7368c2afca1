use super::*;
use crate::Folder;
use crate::samples::{corpus, edition, five_states, human, xml_text};
use duizhao_edition::Edition;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use zip::ZipArchive;

/// Publishes a book; returns its bytes and its files in their order.
fn book(editions: &[(&str, Edition)]) -> (Vec<u8>, Vec<(String, String)>) {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let corpus = corpus(folder.path(), editions);
    let target = Folder::open(out.path()).unwrap();
    publish(&corpus, &target).unwrap();
    let path = out.path().join(FILE);
    (std::fs::read(&path).unwrap(), files(&path))
}

fn files(path: &Path) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.push((name, text));
    }
    files
}

fn dated(title: &str, date: &str) -> Edition {
    let front = [("date", date)];
    edition(
        &front,
        human(title, "<T> & \"t\""),
        vec![vec![human("二。", "Two.")]],
    )
}

#[test]
fn a_book_has_its_parts_in_order() {
    let none = edition(&[], human("无日", "None"), vec![]);
    let editions = [
        ("a", dated("后", "2020-03-01")),
        ("b", none),
        ("x/c", dated("先", "2020-02-01")),
        ("d", five_states()),
    ];
    let (bytes, files) = book(&editions);
    assert!(bytes.starts_with(b"PK") && bytes[30..].starts_with(b"mimetypeapplication/epub+zip"));
    let package = &files
        .iter()
        .find(|(name, _)| name == "EPUB/package.opf")
        .unwrap()
        .1;
    insta::assert_snapshot!(package);
    let contents = &files
        .iter()
        .find(|(name, _)| name == "EPUB/nav.xhtml")
        .unwrap()
        .1;
    let titles = ["先", "县委开会", "后", "无日", "About"].map(|title| contents.find(title));
    assert!(titles.is_sorted() && titles[0].is_some(), "{contents}");
    for (name, text) in &files {
        if name.ends_with(".xhtml") {
            xml_text(text);
        }
    }
}

#[test]
fn the_same_editions_give_the_same_bytes() {
    let editions = [("a", five_states()), ("b", dated("二", "2020-02-01"))];
    let first = book(&editions).0;
    assert_eq!(first, book(&editions).0);
    assert_ne!(first, book(&editions[..1]).0);
}

#[test]
fn a_book_of_one_article_is_called_by_it() {
    let (_, files) = book(&[("a", dated("党 & 国", "2020-02-01"))]);
    let package = &files
        .iter()
        .find(|(name, _)| name == "EPUB/package.opf")
        .unwrap()
        .1;
    assert!(
        package.contains("xml:lang=\"zh-Hans\">党 &amp; 国</dc:title>"),
        "{package}"
    );
    assert!(
        package.contains("xml:lang=\"en\">&lt;T&gt; &amp; &quot;t&quot;</meta>"),
        "{package}"
    );
}

#[test]
fn many_chapters_stand_under_their_months() {
    let names: Vec<String> = (0..front::MONTHS_FROM).map(|n| format!("a{n}")).collect();
    let date = |n: usize| format!("2020-{:02}-01", n % 3 + 1);
    let editions = names.iter().enumerate();
    let editions: Vec<_> = editions
        .map(|(n, name)| (name.as_str(), dated("一", &date(n))))
        .collect();
    let (_, files) = book(&editions);
    let contents = &files
        .iter()
        .find(|(name, _)| name == "EPUB/nav.xhtml")
        .unwrap()
        .1;
    assert_eq!(contents.matches("<span>2020-0").count(), 3);
}

#[test]
fn titles_on_the_cover_stand_in_lines() {
    assert_eq!(
        front::wrapped("Fight the Epidemic 基层党建", 5),
        ["Fight the ", "Epidemic ", "基层党建"]
    );
    assert_eq!(
        front::wrapped("一二三四五六七", 3),
        ["一二三", "四五六", "七"]
    );
    assert_eq!(front::wrapped("abcdefghij", 2), ["abcd", "efgh", "ij"]);
    assert_eq!(front::wrapped(&"长".repeat(10_000), 9).len(), 6);
    assert!(front::wrapped("", 9).is_empty());
}
