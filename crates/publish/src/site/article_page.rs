//! The page of an article.

use super::analysis::ArticleRow;
use super::citation::{citations, parts};
use super::html::{self, Tagged};
use super::theme::value;
use super::{Site, terms};
use crate::article::{Article, Sentence, SentenceState, TermUse};
use crate::error::PublishError;
use crate::slug::slug;
use duizhao_core::article::BlockKind;
use duizhao_edition::Maker;
use duizhao_zh::numbers::MONTHS;
use minijinja::{Value, context};
use serde::Serialize;
use serde_json::json;

/// An article beside another, for links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Neighbour {
    /// The name of its page.
    pub(super) slug: String,
    /// Its title in Chinese.
    pub(super) zh: String,
    /// Its title in English.
    pub(super) en: String,
}

/// The articles before and after one, by date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct PageNeighbours {
    /// The one before it, the older.
    pub(super) prev: Option<Neighbour>,
    /// The one after it, the newer.
    pub(super) next: Option<Neighbour>,
}

/// A sentence, for templates.
#[derive(Serialize)]
struct PairView<'a> {
    anchor: String,
    number: usize,
    zh: Value,
    en: Value,
    readings: String,
    other: Option<String>,
    state: &'static str,
    maker: Option<String>,
    findings: Vec<FindingView<'a>>,
}

#[derive(Serialize)]
struct FindingView<'a> {
    severity: String,
    message: &'a str,
}

#[derive(Serialize)]
struct BlockView<'a> {
    kind: &'static str,
    pairs: Vec<PairView<'a>>,
}

#[derive(Serialize)]
struct Fact {
    key: &'static str,
    value: String,
    lang: &'static str,
    href: String,
    external: bool,
    datetime: String,
}

/// Returns the page of an article, with the terms of each sentence in `uses`.
pub(super) fn page(
    site: &Site<'_>,
    article: &Article,
    row: &ArticleRow,
    uses: &[Vec<TermUse>],
    neighbours: &PageNeighbours,
) -> Result<String, PublishError> {
    let settings = &site.corpus.settings;
    let mut sentences = article.sentences().zip(uses).zip(1..);
    let mut view = || {
        let ((sentence, uses), number) = sentences.next().expect("one for each sentence");
        pair(site, sentence, uses, number, &row.lang)
    };
    let title = article.document.title.as_ref().map(|_| view());
    let blocks = article.document.blocks.iter().map(|block| BlockView {
        kind: block.kind.name(),
        pairs: block.items.iter().map(|_| view()).collect(),
    });
    let blocks: Vec<BlockView<'_>> = blocks.collect();
    let page = site.address(&format!("articles/{}.html", article.slug));
    let citations = citations(article, &row.url, &page, settings);
    let tags = row.tags.iter();
    let tags = tags.map(|tag| context!(name => tag, slug => slug(tag)));
    let shown_title = article.title_en().unwrap_or(&row.zh);
    site.render(
        "article.html",
        "../",
        context! {
            page => context! {
                title => format!("{shown_title} · {}", settings.name),
                description => description(article),
                kind => "article",
                canonical => &page,
                section => "articles",
            },
            article => context! {
                name => &article.name,
                lang => &row.lang,
                title => value(title),
                blocks => value(blocks),
                facts => value(facts(site, article, row)),
                tags => tags.collect::<Vec<_>>(),
                date => article.date(),
                url => &row.url,
                banner => banner(article),
                reviewed => row.reviewed,
                total => row.sentences,
                other_script => other_script(&row.lang),
                prev => value(&neighbours.prev),
                next => value(&neighbours.next),
                cite => citations[0].text.clone(),
                citations => value(&citations),
                json_ld => Value::from_safe_string(html::json(&json_ld(article, row, &page, site))),
            },
        },
    )
}

/// Returns a sentence with its terms and their renderings marked.
fn pair<'a>(
    site: &Site<'_>,
    sentence: &'a Sentence,
    uses: &[TermUse],
    number: usize,
    lang: &str,
) -> PairView<'a> {
    let zh = uses.iter().zip(1..).map(|(one, r)| Tagged {
        span: one.source,
        start: format!(
            "<a data-r=\"{r}\" href=\"../{}\">",
            terms::file(&site.slugs[one.term])
        ),
        end: "</a>",
    });
    let zh = html::tagged(&sentence.source, &zh.collect::<Vec<_>>());
    let en = match &sentence.markup {
        Some(markup) => html::inline(markup),
        None => english(sentence, uses),
    };
    let findings = sentence.findings.iter().map(|found| FindingView {
        severity: found.severity.to_string(),
        message: &found.message,
    });
    PairView {
        anchor: sentence.anchor(),
        number,
        zh: Value::from_safe_string(zh),
        en: Value::from_safe_string(en),
        readings: site.characters().readings(&sentence.source),
        other: site.characters().other_script(&sentence.source, lang),
        state: sentence.state.name(),
        maker: sentence.maker.as_ref().map(shown),
        findings: findings.collect(),
    }
}

/// Returns the English with the renderings of terms marked.
fn english(sentence: &Sentence, uses: &[TermUse]) -> String {
    let places = uses.iter().zip(1..).filter_map(|(one, r)| {
        let (_, span) = one.rendering?;
        Some(Tagged {
            span,
            start: format!("<span data-r=\"{r}\">"),
            end: "</span>",
        })
    });
    let mut places: Vec<Tagged> = places.collect();
    places.sort_by_key(|place| place.span.start);
    html::tagged(&sentence.target, &places)
}

/// Returns the name of the button for the other script.
fn other_script(lang: &str) -> Option<&'static str> {
    match lang {
        "zh-Hans" => Some("traditional"),
        "zh-Hant" => Some("simplified"),
        _ => None,
    }
}

/// Returns which warning stands above the text; `None` where all of it is human-approved.
fn banner(article: &Article) -> Option<&'static str> {
    let has = |state: SentenceState| article.sentences().any(|one| one.state == state);
    match (article.reviewed(), article.sentences().count()) {
        (reviewed, all) if reviewed == all => None,
        (0, _) if has(SentenceState::Gloss) && !has(SentenceState::Machine) => Some("banner_gloss"),
        (0, _) => Some("banner_machine"),
        (_, _) => Some("banner_part"),
    }
}

/// Returns what the head says of the article.
fn facts(site: &Site<'_>, article: &Article, row: &ArticleRow) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |key, value: String, lang, href: String, datetime: &str| {
        if !value.is_empty() {
            facts.push(Fact {
                key,
                value,
                lang,
                external: href.starts_with("http"),
                href,
                datetime: datetime.to_owned(),
            });
        }
    };
    let field = |key| article.front.get(key).unwrap_or_default().to_owned();
    add(
        "published",
        site.day(&row.date),
        "",
        String::new(),
        &row.date,
    );
    let source = if row.source.is_empty() {
        String::new()
    } else {
        format!("../sources/{}.html", slug(&row.source))
    };
    add("source", row.source.clone(), "zh", source, "");
    for key in ["author", "editor", "column", "file_number"] {
        add(key, field(key), "zh", String::new(), "");
    }
    add(
        "original",
        host(&row.url).to_owned(),
        "",
        row.url.clone(),
        "",
    );
    let retrieved = field("retrieved");
    let day = retrieved.get(..10).unwrap_or_default();
    add("retrieved", site.day(day), "", String::new(), &retrieved);
    add(
        "translated_by",
        makers(article).join(", "),
        "",
        String::new(),
        "",
    );
    facts
}

/// Returns the host of an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// Returns the backends that made sentences which are in the article, each once, in order.
fn makers(article: &Article) -> Vec<String> {
    let mut makers: Vec<String> = Vec::new();
    for maker in article.sentences().filter_map(|one| one.maker.as_ref()) {
        let maker = shown(maker);
        if !makers.contains(&maker) {
            makers.push(maker);
        }
    }
    makers
}

/// Returns a backend with its model.
fn shown(maker: &Maker) -> String {
    match &maker.model {
        Some(model) => format!("{} ({model})", maker.backend),
        None => maker.backend.clone(),
    }
}

/// Longest description of a page, in characters.
const DESCRIPTION: usize = 200;

/// Returns how the article begins, in English where it is translated.
fn description(article: &Article) -> String {
    let mut blocks = article.document.blocks.iter();
    let first = blocks.find(|block| block.kind == BlockKind::Paragraph);
    let first = first.and_then(|block| block.items.first());
    let text = first.map_or("", |one| {
        if one.state.is_translation() {
            &one.target
        } else {
            &one.source
        }
    });
    text.chars().take(DESCRIPTION).collect()
}

/// Returns what search engines read: the translation as a work of its own, and what it is of.
fn json_ld(article: &Article, row: &ArticleRow, page: &str, site: &Site<'_>) -> serde_json::Value {
    let settings = &site.corpus.settings;
    let mut original = json!({
        "@type": "Article",
        "headline": row.zh,
        "inLanguage": row.lang,
    });
    let mut work = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": article.title_en().unwrap_or(&row.zh),
        "inLanguage": ["en", row.lang],
        "publisher": {"@type": "Organization", "name": settings.name},
    });
    let set = |target: &mut serde_json::Value, key: &str, value: &str| {
        if !value.is_empty() {
            target[key] = json!(value);
        }
    };
    set(&mut original, "datePublished", &row.date);
    set(&mut original, "url", &row.url);
    set(&mut work, "datePublished", &row.date);
    set(&mut work, "url", page);
    set(&mut work, "license", &settings.licence);
    for (key, kind) in [("author", "Person"), ("source", "Organization")] {
        let name = article.front.get(key).unwrap_or_default();
        if !name.is_empty() {
            let role = if key == "author" {
                "author"
            } else {
                "publisher"
            };
            original[role] = json!({"@type": kind, "name": name});
        }
    }
    work["translationOfWork"] = original;
    work
}

impl Site<'_> {
    /// Returns a date as readers write it.
    pub(super) fn day(&self, date: &str) -> String {
        match parts(date) {
            Some((year, month, day)) if self.theme.language == "en" => {
                format!("{day} {} {year}", MONTHS[month - 1])
            }
            Some((year, month, day)) => format!("{year}年{month}月{day}日"),
            None => String::new(),
        }
    }
}
