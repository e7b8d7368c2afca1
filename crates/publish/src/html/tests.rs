use super::*;
use crate::samples::{corpus, edition, five_states, human, xml_text};
use crate::{Filter, Folder};

#[test]
fn a_page_is_complete_and_runs_nothing_but_its_style() {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = corpus(folder.path(), &[("a", five_states())]);
    corpus.settings.licence = "CC-BY-4.0".to_owned();
    corpus.settings.contact = "<a@b.org>".to_owned();
    let article = corpus.read(&corpus.files[0]).unwrap();
    let page = page(&article, &corpus);
    let text = xml_text(&page.replace(STYLE, ""));
    for shown in [
        "县委开会。 · The committee meets.",
        "Two & <b>two</b>.",
        "CC-BY-4.0",
        "<a@b.org>",
    ] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    let hash = BASE64_STANDARD.encode(sha256(STYLE.as_bytes()));
    assert!(page.contains(&format!("default-src 'none'; style-src 'sha256-{hash}'")));
    assert!(page.contains(&format!("<style>{STYLE}</style>")) && !STYLE.contains("url("));
}

#[test]
fn an_article_with_a_sentence_that_is_left_out_has_no_page() {
    let folder = tempfile::tempdir().unwrap();
    let whole = edition(&[], human("一", "One"), vec![vec![human("二。", "Two.")]]);
    let mut corpus = corpus(folder.path(), &[("a", five_states()), ("b", whole)]);
    corpus.filter = Filter {
        reviewed: true,
        ..Filter::default()
    };
    let out = tempfile::tempdir().unwrap();
    let target = Folder::open(out.path()).unwrap();
    let published = publish(&corpus, &target).unwrap();
    assert_eq!(
        (published.articles, published.sentences, published.left_out),
        (1, 2, 6)
    );
    assert!(out.path().join("b.html").exists() && !out.path().join("a.html").exists());
}
