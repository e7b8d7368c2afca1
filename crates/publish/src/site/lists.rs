//! Lists of articles: all of them, and those of a source, a year, a tag and a review state.

use super::Site;
use super::analysis::ArticleRow;
use super::chart::Timeline;
use super::paging::Paging;
use super::summaries::Summaries;
use super::theme::value;
use crate::error::PublishError;
use crate::slug::slug;
use minijinja::{Value, context};
use serde::Serialize;
use std::collections::BTreeMap;

/// Articles on a page.
const PAGE: usize = if cfg!(test) { 2 } else { 50 };

/// Values of a facet that are shown beside the list.
const SHOWN: usize = 24;

/// A way to choose articles.
struct Facet {
    /// The word of the interface for it.
    key: &'static str,
    folder: &'static str,
    /// Returns the values that an article has.
    values: fn(&ArticleRow) -> Vec<String>,
    /// Returns the value as a name of a file.
    name: fn(&str) -> String,
}

const FACETS: [Facet; 4] = [
    Facet {
        key: "by_year",
        folder: "years",
        values: |row| row.date.get(..4).map(str::to_owned).into_iter().collect(),
        name: str::to_owned,
    },
    Facet {
        key: "by_source",
        folder: "sources",
        values: |row| {
            Some(row.source.clone())
                .filter(|source| !source.is_empty())
                .into_iter()
                .collect()
        },
        name: slug,
    },
    Facet {
        key: "by_tag",
        folder: "tags",
        values: |row| row.tags.clone(),
        name: slug,
    },
    Facet {
        key: "by_state",
        folder: "states",
        values: |row| vec![row.state.clone()],
        name: str::to_owned,
    },
];

#[derive(Serialize)]
struct FacetView {
    key: &'static str,
    open: bool,
    values: Vec<ValueView>,
}

#[derive(Serialize)]
struct ValueView {
    name: String,
    href: String,
    lang: &'static str,
    count: usize,
    current: bool,
}

/// A list of articles with its head.
struct ArticleList<'a> {
    /// The file of its first page, without the extension.
    stem: String,
    title: String,
    rows: Vec<&'a ArticleRow>,
    /// How many terms occur in it; 0 where that is not said.
    terms: usize,
    charts: Vec<Chart>,
}

/// What is said of all articles of a list together.
#[derive(Serialize)]
struct Sums<'a> {
    sentences: usize,
    reviewed: usize,
    terms: usize,
    charts: &'a [Chart],
}

/// A chart: the word of the interface for what it shows, and the drawing.
#[derive(Serialize)]
struct Chart {
    title: &'static str,
    svg: String,
}

impl Chart {
    fn view(&self) -> Value {
        context!(title => self.title, svg => Value::from_safe_string(self.svg.clone()))
    }
}

impl ArticleList<'_> {
    fn sums(&self) -> Sums<'_> {
        Sums {
            sentences: self.rows.iter().map(|row| row.sentences).sum(),
            reviewed: self.rows.iter().map(|row| row.reviewed).sum(),
            terms: self.terms,
            charts: &self.charts,
        }
    }
}

/// Writes every list. `rows` are all articles, the newest first; `terms` says how many terms occur, and when.
pub(super) fn write(
    site: &Site<'_>,
    summaries: &Summaries<'_>,
    rows: &[&ArticleRow],
    terms: (usize, &Timeline),
) -> Result<(), PublishError> {
    let mut articles = Timeline::default();
    rows.iter().for_each(|row| articles.add(&row.date, 1));
    let mut all = ArticleList {
        stem: "index".to_owned(),
        title: site.corpus.settings.name.clone(),
        rows: rows.to_vec(),
        terms: terms.0,
        charts: Vec::new(),
    };
    for (key, line) in [
        ("articles_over_time", &articles),
        ("terms_over_time", terms.1),
    ] {
        let svg = line.svg(site.theme.word(key));
        all.charts.extend(svg.map(|svg| Chart { title: key, svg }));
    }
    let mut lists = vec![all];
    let mut facets = Vec::new();
    for (at, facet) in FACETS.iter().enumerate() {
        let of_facet = facet.lists(site, rows);
        facets.push(facet.view(&of_facet, at < 2));
        lists.extend(of_facet);
    }
    facets.retain(|facet| !facet.values.is_empty());
    lists
        .iter()
        .try_for_each(|list| site.write_list(summaries, list, &mut facets))
}

impl Facet {
    /// Returns a list for each value that an article has, by value.
    fn lists<'a>(&self, site: &Site<'_>, rows: &[&'a ArticleRow]) -> Vec<ArticleList<'a>> {
        let mut values: BTreeMap<String, Vec<&ArticleRow>> = BTreeMap::new();
        for row in rows {
            for value in (self.values)(row) {
                values.entry(value).or_default().push(row);
            }
        }
        let lists = values.into_iter().map(|(value, rows)| ArticleList {
            stem: format!("{}/{}", self.folder, (self.name)(&value)),
            title: match self.folder {
                "states" => site.theme.word(&value).to_owned(),
                _ => value,
            },
            rows,
            terms: 0,
            charts: Vec::new(),
        });
        lists.collect()
    }

    /// Returns what stands beside lists: the values with most articles, or the latest years.
    fn view(&self, lists: &[ArticleList<'_>], open: bool) -> FacetView {
        let is_chinese = matches!(self.folder, "sources" | "tags");
        let values = lists.iter().map(|list| ValueView {
            name: list.title.clone(),
            href: format!("{}.html", list.stem),
            lang: if is_chinese { "zh" } else { "" },
            count: list.rows.len(),
            current: false,
        });
        let mut values: Vec<ValueView> = values.collect();
        if self.folder == "years" {
            values.reverse();
        } else {
            values.sort_by(|a, b| (b.count, &a.name).cmp(&(a.count, &b.name)));
        }
        values.truncate(SHOWN);
        FacetView {
            key: self.key,
            open,
            values,
        }
    }
}

impl Site<'_> {
    fn write_list(
        &self,
        summaries: &Summaries<'_>,
        list: &ArticleList<'_>,
        facets: &mut [FacetView],
    ) -> Result<(), PublishError> {
        let paging = Paging {
            rows: list.rows.len(),
            size: PAGE,
        };
        let root = if list.stem.contains('/') { "../" } else { "" };
        let first = format!("{}.html", list.stem);
        for value in facets.iter_mut().flat_map(|facet| &mut facet.values) {
            value.current = value.href == first;
        }
        for number in 1..=paging.pages() {
            let file = paging.file(&list.stem, number);
            let rows = &list.rows[paging.range(number)];
            // The sums stand on the first page alone, so that one article changes few pages.
            let sums = (number == 1).then(|| list.sums());
            let pager = paging.pager(&list.stem, number);
            let input = (&list.title, rows, &sums, &*facets, &pager);
            summaries.write(&file, &input, || {
                let title = match list.stem.as_str() {
                    "index" => list.title.clone(),
                    _ => format!("{} · {}", list.title, self.corpus.settings.name),
                };
                let head = context! {
                    title => title,
                    kind => "website",
                    canonical => self.address(&file),
                    section => "articles",
                };
                let rows: Vec<Value> = rows.iter().map(|row| self.row(row)).collect();
                let charts = sums.iter().flat_map(|sums| sums.charts);
                let charts: Vec<Value> = charts.map(Chart::view).collect();
                let shown = context! {
                    title => &list.title,
                    articles => list.rows.len(),
                    sums => value(&sums),
                    charts => charts,
                    facets => value(&*facets),
                    rows => rows,
                };
                let page = context!(page => head, list => shown, pager => value(&pager));
                self.render("index.html", root, page)
            })?;
        }
        Ok(())
    }

    /// Returns an article as lists show it.
    pub(super) fn row(&self, row: &ArticleRow) -> Value {
        context! {
            date_shown => self.day(&row.date),
            ..value(row)
        }
    }
}
