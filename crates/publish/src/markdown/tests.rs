use super::*;
use crate::samples::{HOSTILE, corpus};
use crate::settings::FrontMatterForm;
use duizhao_core::document::Document;
use duizhao_core::pair::Pair;
use duizhao_edition::{Edition, FrontMatter};
use duizhao_zh::identity::Identity;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::sync::LazyLock;

static IDENTITY: LazyLock<Identity> = LazyLock::new(Identity::new);

const LAYOUTS: [MarkdownLayout; 5] = [
    MarkdownLayout::Stacked,
    MarkdownLayout::Table,
    MarkdownLayout::Interleaved,
    MarkdownLayout::English,
    MarkdownLayout::Chinese,
];

fn sample(front_matter: FrontMatterForm, layout: MarkdownLayout) -> String {
    let edition = duizhao_edition::read(include_str!("../chapter/sample.md")).unwrap();
    let article = Article::new("sample".to_owned(), edition, &IDENTITY);
    let mut corpus = corpus(std::env::temp_dir().as_path(), &[]);
    corpus.settings.markdown.front_matter = front_matter;
    corpus.settings.markdown.layout = layout;
    file(&article, &corpus)
}

#[test]
fn layouts_for_every_program() {
    let files = LAYOUTS.map(|layout| sample(FrontMatterForm::None, layout));
    insta::assert_snapshot!(files.join("\n=====\n"));
}

#[test]
fn front_matter_for_every_program() {
    let head = |form| {
        let text = sample(form, MarkdownLayout::Chinese);
        text.split("\n\n本报").next().unwrap().to_owned()
    };
    let files = [head(FrontMatterForm::Yaml), head(FrontMatterForm::Toml)];
    insta::assert_snapshot!(files.join("\n=====\n"));
}

/// Returns the text that a viewer shows, with a line feed after each block; anything but text, emphasis, links and
/// footnotes in blocks that the layouts have is a failure.
#[track_caller]
fn shown(markdown: &str) -> String {
    let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(crate::markup::link(&dest_url).is_some(), "{dest_url}");
            }
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::BlockQuote(None)
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell
                | Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::FootnoteDefinition(_),
            )
            | Event::End(_)
            | Event::FootnoteReference(_) => {}
            other => panic!("{other:?} in {markdown}"),
        }
    }
    text
}

#[test]
fn markup_of_others_is_text() {
    for (text, line) in [
        (
            "{{< figure >}} {{% x %}}",
            "\\{\\{\\< figure \\>\\}\\} \\{\\{% x %\\}\\}",
        ),
        (
            "a %%b%% ==c== 50% a=b",
            "a \\%\\%b\\%\\% \\=\\=c\\=\\= 50% a=b",
        ),
        ("see #tag, # 1", "see \\#tag, # 1"),
        ("[[a]] <b> &amp; \\", "\\[\\[a\\]\\] \\<b\\> &amp;amp; \\\\"),
        ("a\u{202e}b", "ab"),
        ("a\u{a0}b", "a&#xA0;b"),
    ] {
        assert_eq!(escaped(text), line);
    }
}

#[test]
fn inline_markdown_is_written_again() {
    let article = Article::new("a".to_owned(), Edition::default(), &IDENTITY);
    let mut footnotes = Footnotes::new(&article);
    for (markup, line) in [
        ("a *b* **c** ~~d~~ `e`", "a *b* **c** ~~d~~ `e`"),
        ("[a](https://a.b \"t\") {x}", "[a](<https://a.b>) \\{x\\}"),
        ("[a](javascript:x) <b>c</b>", "a \\<b\\>c\\</b\\>"),
        ("![a](https://a.b)", "a"),
        ("a[^1]", "a\\[\\^1\\]"),
    ] {
        assert_eq!(footnotes.inline(markup, "shown"), line, "{markup}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_comes_back_and_is_nothing_else(
        texts in prop::collection::vec(HOSTILE, 6),
        has_markup in any::<bool>(),
    ) {
        let [title, source, target, heading, author, note] = &texts[..] else { unreachable!() };
        let mut front = FrontMatter::default();
        for (key, value) in [("title_en", author), ("author", author), ("source", note), ("tags", note)] {
            front.set(key, value);
        }
        let mut pair = Pair::new(source, target);
        if has_markup {
            pair.markup = vec![target.clone()];
        }
        let block = |kind, pair| DocumentBlock::new(kind, vec![pair]);
        let document = Document {
            title: Some(Pair::new(title, target)),
            blocks: vec![
                block(BlockKind::Heading, Pair::new(heading, target)),
                block(BlockKind::Paragraph, pair),
            ],
            closing: vec![format!("[^1]: {note}")],
            ..Document::default()
        };
        let edition = Edition { front, document, ..Edition::default() };
        let article = Article::new("a".to_owned(), edition, &IDENTITY);
        let mut corpus = corpus(std::env::temp_dir().as_path(), &[]);
        let plain = |text: &str| text.chars().filter(|&c| crate::markup::is_shown(c)).collect::<String>().trim().to_owned();
        for layout in LAYOUTS {
            corpus.settings.markdown.layout = layout;
            corpus.settings.markdown.front_matter = FrontMatterForm::None;
            let text = shown(&file(&article, &corpus));
            if layout != MarkdownLayout::English {
                prop_assert!(text.contains(&plain(source)) && text.contains(&plain(heading)), "{}", text);
            }
            if layout != MarkdownLayout::Chinese && !has_markup {
                prop_assert!(text.contains(&plain(target)), "{}", text);
            }
            corpus.settings.markdown.front_matter = FrontMatterForm::Toml;
            let with_front = file(&article, &corpus);
            let front = with_front.split("+++").nth(1).unwrap();
            let table: toml::Table = toml::from_str(front).unwrap();
            let expected = plain(if layout == MarkdownLayout::English { article.title_en().unwrap_or(title) } else { article.title() });
            prop_assert_eq!(table["title"].as_str().unwrap().trim(), expected);
        }
    }
}
