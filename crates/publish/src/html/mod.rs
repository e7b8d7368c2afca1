//! Pages for mail and archives: one file an article, which needs nothing else.
//!
//! A page has no script and loads nothing. Its style is in it, and a Content Security Policy allows that style alone, by
//! its hash.

#[cfg(test)]
mod tests;

use crate::chapter::{Form, Words, chapter, conditions};
use crate::markup::escape;
use crate::{Article, Corpus, Folder, PublishError, Published, Publisher};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use duizhao_core::hash::sha256;
use std::sync::LazyLock;

/// Pages that stand alone.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "html",
    about: "a page for each article, complete in one file, for mail and archives",
    publish,
};

const STYLE: &str = include_str!("page.css");

/// The policy by which a page loads nothing and runs nothing.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(sha256(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
});

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    corpus.each_whole(
        |article| (format!("{}.html", article.slug), page(&article, corpus)),
        |(name, page)| folder.write(&name, page.as_bytes()),
    )
}

/// Returns the page of an article.
fn page(article: &Article, corpus: &Corpus) -> String {
    let words = Words::of(corpus.settings.language);
    let language = article.language();
    let mut title = article.title().to_owned();
    if let Some(english) = article.title_en() {
        title = format!("{title} · {english}");
    }
    let (title, policy) = (escape(&title), POLICY.as_str());
    let text = chapter(article, corpus, Form::Page);
    let footer = footer(article, corpus, words);
    format!(
        "<!DOCTYPE html>
<html lang=\"{language}\">
<head>
<meta charset=\"utf-8\"/>
<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\"/>
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>
<meta name=\"referrer\" content=\"no-referrer\"/>
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
{text}</main>
{footer}</body>
</html>
"
    )
}

/// Returns what stands below the text: what readers must know, the licence, and how to reach the publisher.
fn footer(article: &Article, corpus: &Corpus, words: &Words) -> String {
    let settings = &corpus.settings;
    let mut lines = vec![escape(&settings.name)];
    lines.extend(conditions(settings, words));
    if let Some(day) = article
        .front
        .get("retrieved")
        .and_then(|moment| moment.get(..10))
    {
        lines.push(format!("{}{}", words.retrieved, escape(day)));
    }
    let mut html = format!("<footer{}>\n", Form::Page.language(words.language));
    for line in lines {
        html += &format!("<p>{line}</p>\n");
    }
    html + "</footer>\n"
}
