//! The Atom feed (RFC 4287) and the sitemap (sitemaps.org, protocol 0.9).

use super::Site;
use super::analysis::ArticleRow;
use super::html::escape;
use crate::error::PublishError;
use crate::folder::Folder;
use crate::uuid;
use std::fmt::Write;

/// Articles in the feed.
const ENTRIES: usize = 50;

/// Addresses in one file of a sitemap: the protocol allows 50,000.
const ADDRESSES: usize = 50_000;

/// Writes the feed of the newest articles with a date.
pub(super) fn write_feed(
    site: &Site<'_>,
    folder: &Folder,
    rows: &[&ArticleRow],
) -> Result<(), PublishError> {
    let settings = &site.corpus.settings;
    let dated: Vec<&&ArticleRow> = rows
        .iter()
        .filter(|row| !row.date.is_empty())
        .take(ENTRIES)
        .collect();
    let updated = dated.first().map_or("1970-01-01", |row| row.date.as_str());
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n<id>{}</id>\n<updated>{updated}T00:00:00Z</updated>\n<generator>duizhao</generator>\n",
        site.theme.language,
        escape(&settings.name),
        site.id(""),
    );
    let author = escape(&settings.name);
    writeln!(feed, "<author><name>{author}</name></author>").expect("a string takes it");
    if !settings.base_url.is_empty() {
        let (home, own) = (
            escape(&site.address("index.html")),
            escape(&site.address("feed.xml")),
        );
        writeln!(
            feed,
            "<link href=\"{home}\"/>\n<link rel=\"self\" href=\"{own}\"/>"
        )
        .expect("a string takes it");
    }
    for row in dated {
        let file = format!("articles/{}.html", row.slug);
        let address = match settings.base_url.is_empty() {
            true => file.clone(),
            false => site.address(&file),
        };
        let title = if row.en.is_empty() { &row.zh } else { &row.en };
        write!(
            feed,
            "<entry>\n<title>{}</title>\n<id>{}</id>\n<updated>{date}T00:00:00Z</updated>\n<published>{date}T00:00:00Z</published>\n<link rel=\"alternate\" href=\"{}\"/>\n<summary xml:lang=\"{}\">{}</summary>\n</entry>\n",
            escape(title),
            site.id(&row.name),
            escape(&address),
            row.lang,
            escape(&row.zh),
            date = row.date,
        )
        .expect("a string takes it");
    }
    feed.push_str("</feed>\n");
    folder.write("feed.xml", feed.as_bytes())
}

/// Writes the sitemap of all pages of articles; none where the site has no address.
pub(super) fn write_sitemap(
    site: &Site<'_>,
    folder: &Folder,
    rows: &[&ArticleRow],
) -> Result<(), PublishError> {
    if site.corpus.settings.base_url.is_empty() {
        return Ok(());
    }
    let chunks: Vec<&[&ArticleRow]> = rows.chunks(ADDRESSES - 1).collect();
    let mut index = String::new();
    for (at, chunk) in chunks.iter().enumerate() {
        let name = if chunks.len() == 1 {
            "sitemap.xml".to_owned()
        } else {
            format!("sitemap-{}.xml", at + 1)
        };
        let mut urls = String::new();
        if at == 0 {
            writeln!(
                urls,
                "<url><loc>{}</loc></url>",
                escape(&site.address("index.html"))
            )
            .expect("a string takes it");
        }
        for row in *chunk {
            let address = escape(&site.address(&format!("articles/{}.html", row.slug)));
            writeln!(urls, "<url><loc>{address}</loc></url>").expect("a string takes it");
        }
        folder.write(&name, xml("urlset", &urls).as_bytes())?;
        writeln!(
            index,
            "<sitemap><loc>{}</loc></sitemap>",
            escape(&site.address(&name))
        )
        .expect("a string takes it");
    }
    if chunks.len() > 1 {
        folder.write("sitemap.xml", xml("sitemapindex", &index).as_bytes())?;
    }
    let robots = format!("User-agent: *\nSitemap: {}\n", site.address("sitemap.xml"));
    folder.write("robots.txt", robots.as_bytes())
}

fn xml(root: &str, inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{inner}</{root}>\n"
    )
}

impl Site<'_> {
    /// Returns an identifier that stays: a UUID of version 8 (RFC 9562) made of the hash of the site's name and an
    /// article's.
    fn id(&self, article: &str) -> String {
        let settings = &self.corpus.settings;
        let text = format!("{}\n{}\n{article}", settings.name, settings.base_url);
        uuid::urn(&text)
    }
}
