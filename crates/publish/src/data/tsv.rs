//! A table with tabs: a header and a row a pair, with the quotation marks of RFC 4180 where a cell has a tab, a quotation
//! mark or a line break in it, as spreadsheets and `pandas.read_csv(…, sep="\t")` read it. A cell that a spreadsheet would
//! take for a formula begins with an apostrophe.

use super::card::{Card, DataFiles};
use super::counts::Counts;
use super::record::{Field, FieldKind, Record, field, records};
use crate::{Article, Corpus, Folder, PublishError, Published, Publisher};
use duizhao_glossary::exchange::guarded;
use duizhao_glossary::quoted;
use std::borrow::Cow;

/// A table of all pairs.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "tsv",
    about: "a table with tabs, a row a sentence",
    publish,
};

const FILE: &str = "pairs.tsv";

/// The columns.
const COLUMNS: [Field; 13] = [
    field("id"),
    field("article"),
    field("date"),
    field("source"),
    field("url"),
    field("position"),
    field("block"),
    field("kind"),
    field("zh"),
    field("en"),
    field("state"),
    field("maker"),
    Field {
        kind: FieldKind::Text,
        is_optional: true,
        about: "the rules of which the checks find something, separated by spaces",
        ..field("findings")
    },
];

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    let mut file = folder.begin(FILE)?;
    let header = COLUMNS.map(|column| column.name).join("\t");
    file.add(header.as_bytes())?;
    file.add(b"\n")?;
    let mut counts = Counts::default();
    let published = corpus.each_translation(
        |article| (rows(corpus, &article), Counts::of(&article)),
        |(rows, more)| {
            counts.merge(more);
            file.add(rows.as_bytes())
        },
    )?;
    if published.articles == 0 {
        return Ok(published);
    }
    file.finish()?;
    Card {
        corpus,
        published: &published,
        counts: &counts,
        fields: &COLUMNS,
        files: DataFiles::One(FILE),
    }
    .write(folder)?;
    Ok(published)
}

fn rows(corpus: &Corpus, article: &Article) -> String {
    let mut rows = String::new();
    for record in records(corpus, article) {
        for (index, cell) in cells(&record).into_iter().enumerate() {
            if index > 0 {
                rows.push('\t');
            }
            rows.push_str(&quoted(&guarded(cell.into_owned(), true), '\t', false));
        }
        rows.push('\n');
    }
    rows
}

/// Returns the cells of a row, in the order of [`COLUMNS`].
fn cells<'a>(record: &'a Record<'_>) -> [Cow<'a, str>; COLUMNS.len()] {
    let option = |text: Option<&'a str>| Cow::Borrowed(text.unwrap_or_default());
    let mut codes: Vec<&str> = record.findings.iter().map(|found| found.code).collect();
    codes.dedup();
    [
        Cow::Borrowed(record.id.as_str()),
        Cow::Borrowed(record.article),
        option(record.date),
        option(record.source),
        option(record.url),
        Cow::Owned(record.position.to_string()),
        Cow::Owned(record.block.to_string()),
        Cow::Borrowed(record.kind),
        Cow::Borrowed(record.zh),
        Cow::Borrowed(record.en),
        Cow::Borrowed(record.state),
        option(record.maker.as_deref()),
        Cow::Owned(codes.join(" ")),
    ]
}
