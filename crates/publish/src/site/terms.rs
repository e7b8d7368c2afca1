//! The pages of terms: each with every sentence in which it occurs, and how it was rendered there.

use super::analysis::{ArticleRow, SentenceUse};
use super::chart::Timeline;
use super::html::{self, Tagged, escape};
use super::paging::Paging;
use super::state::SiteState;
use super::summaries::Summaries;
use super::theme::value;
use super::{Listing, PageScope, Site};
use crate::error::PublishError;
use crate::folder::Folder;
use crate::parallel;
use duizhao_glossary::Term;
use duizhao_zh::pinyin;
use minijinja::{Value, context};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Sentences on a page.
const PAGE: usize = if cfg!(test) { 2 } else { 100 };

/// Returns the file of a term's newest sentences.
pub(super) fn file(slug: &str) -> String {
    format!("terms/{slug}.html")
}

/// A place of a term: the article, by its place in the listing, and the place in it.
type PlacedUse = (usize, SentenceUse);

/// What became of a term in all articles.
struct TermUses {
    /// The places, the newest article first.
    places: Vec<PlacedUse>,
    /// How often each rendering stands for it, by index.
    renderings: Vec<usize>,
    /// How often none of them does.
    other: usize,
    /// How often it stands in a gloss.
    glosses: usize,
    dates: Timeline,
    first: String,
    last: String,
}

impl TermUses {
    fn of(
        term: usize,
        site: &Site<'_>,
        state: &SiteState,
        listing: &Listing,
    ) -> Result<Self, PublishError> {
        let mut places = Vec::new();
        for (article, uses) in state.uses(term)? {
            let Some(&at) = listing.by_number.get(&article) else {
                continue;
            };
            places.extend(uses.into_iter().map(|one| (at, one)));
        }
        places.sort_by_key(|(at, one)| (*at, one.sentence, one.source.start));
        let renderings = site.term(term).renderings().count();
        let mut uses = Self {
            places,
            renderings: vec![0; renderings],
            other: 0,
            glosses: 0,
            dates: Timeline::default(),
            first: String::new(),
            last: String::new(),
        };
        for (at, place) in &uses.places {
            match place.rendering {
                _ if place.is_gloss => uses.glosses += 1,
                Some((rendering, _)) if rendering < renderings => uses.renderings[rendering] += 1,
                Some(_) | None => uses.other += 1,
            }
            let date = &listing.rows[*at].date;
            if !date.is_empty() {
                uses.dates.add(date, 1);
                uses.first.clone_from(date);
                if uses.last.is_empty() {
                    uses.last.clone_from(date);
                }
            }
        }
        Ok(uses)
    }

    fn paging(&self) -> Paging {
        Paging {
            rows: self.places.len(),
            size: PAGE,
        }
    }

    /// Returns the renderings that occur, the most frequent first: what kind it is, its English, and how often it stands.
    fn counts<'t>(&self, term: &'t Term) -> Vec<(&'static str, &'t str, usize)> {
        let named = term.renderings().zip(&self.renderings).enumerate();
        let mut counts: Vec<_> = named
            .map(|(at, (name, count))| {
                (
                    if at == 0 { "preferred" } else { "alternative" },
                    name,
                    *count,
                )
            })
            .collect();
        counts.push(("other", "", self.other));
        counts.push(("gloss", "", self.glosses));
        counts.retain(|(_, _, count)| *count > 0);
        counts.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        counts
    }
}

/// Writes the pages of the terms in `scope`, keeps those of the others, and writes the indices. Returns how many terms
/// occur.
pub(super) fn write(
    site: &Site<'_>,
    (folder, summaries): (&Folder, &Summaries<'_>),
    state: &SiteState,
    listing: &Listing,
    scope: &PageScope,
) -> Result<BTreeMap<usize, usize>, PublishError> {
    let counts = state.terms()?;
    let stale = site.stale_terms(folder, &counts, scope);
    let mut files: BTreeSet<&str> = stale
        .iter()
        .map(|&term| cards_of(&site.slugs[term]))
        .collect();
    for &term in counts.keys() {
        let cards = cards_of(&site.slugs[term]);
        if !files.contains(cards) && !folder.keep(&cards_file(cards)) {
            files.insert(cards);
        }
    }
    let visited = counts
        .keys()
        .filter(|&&term| files.contains(cards_of(&site.slugs[term])));
    let readers = state.readers();
    let mut cards: BTreeMap<&str, serde_json::Map<String, serde_json::Value>> = BTreeMap::new();
    let work = |&term: &usize| {
        readers.with(|reader| {
            let uses = TermUses::of(term, site, reader, listing)?;
            if stale.contains(&term) {
                let page = TermPage {
                    site,
                    folder,
                    listing,
                    term,
                    uses: &uses,
                };
                page.write(reader, scope)?;
            }
            Ok((term, site.card(term, &uses)))
        })
    };
    parallel::in_order(visited, work, |made| {
        let (term, card): (usize, serde_json::Value) = made?;
        let slug = site.slugs[term].as_str();
        cards
            .entry(cards_of(slug))
            .or_default()
            .insert(slug.to_owned(), card);
        Ok::<_, PublishError>(())
    })?;
    for (name, cards) in cards {
        let script = format!("duizhaoCards({});\n", serde_json::Value::Object(cards));
        folder.write(&cards_file(name), script.as_bytes())?;
    }
    site.write_indices(summaries, &counts)?;
    Ok(counts)
}

/// Returns the file of cards that a term's card is in: the last two characters of its name, which are of a hash.
fn cards_of(slug: &str) -> &str {
    &slug[slug.len().saturating_sub(2)..]
}

fn cards_file(cards: &str) -> String {
    format!("terms/cards-{cards}.js")
}

/// The pages of a term.
struct TermPage<'a> {
    site: &'a Site<'a>,
    folder: &'a Folder,
    listing: &'a Listing,
    term: usize,
    uses: &'a TermUses,
}

impl TermPage<'_> {
    /// Writes the pages. Those that are older than all articles that changed are as they were.
    fn write(&self, state: &SiteState, scope: &PageScope) -> Result<(), PublishError> {
        let paging = self.uses.paging();
        let stem = format!("terms/{}", self.site.slugs[self.term]);
        for number in 1..=paging.pages() {
            let file = paging.file(&stem, number);
            let places = &self.uses.places[paging.range(number)];
            let is_older = places.first().is_some_and(|(at, _)| scope.is_older(*at));
            if number > 1 && is_older && self.folder.keep(&file) {
                continue;
            }
            let page = self.page(state, number, places)?;
            self.folder.write(&file, page.as_bytes())?;
        }
        Ok(())
    }

    fn page(
        &self,
        state: &SiteState,
        number: usize,
        places: &[PlacedUse],
    ) -> Result<String, PublishError> {
        let Self { site, uses, .. } = self;
        let term = site.term(self.term);
        let paging = uses.paging();
        let slug = &site.slugs[self.term];
        let stem = format!("terms/{slug}");
        let chart = uses.dates.svg(site.theme.word("over_time"));
        let citation_url = html::link(&term.citation).filter(|url| url.starts_with("http"));
        site.render(
            "term.html",
            "../",
            context! {
                page => context! {
                    title => format!("{} {} · {}", term.source_hans, term.target, site.corpus.settings.name),
                    description => format!("{}: {}", term.source_hans, term.target),
                    kind => "website",
                    canonical => site.address(&paging.file(&stem, number)),
                    section => "terms",
                },
                term => context! {
                    zh => &term.source_hans,
                    hant => &term.source_hant,
                    en => &term.target,
                    pinyin => pinyin::with_spaces(&term.source_hans),
                    alternatives => term.alternatives.join("; "),
                    forbidden => term.forbidden.join("; "),
                    note => &term.note,
                    citation => &term.citation,
                    citation_url => citation_url,
                    count => uses.places.len(),
                    first => &uses.first,
                    last => &uses.last,
                    renderings => self.renderings(),
                    chart => chart.map(Value::from_safe_string),
                    rows => Value::from_safe_string(self.rows(state, places)?),
                },
                pager => value(paging.pager(&stem, number)),
            },
        )
    }

    /// Returns how often each rendering stands for the term, the most frequent first.
    fn renderings(&self) -> Vec<Value> {
        let counts = self.uses.counts(self.site.term(self.term));
        let most = counts.first().map_or(1, |(_, _, count)| *count);
        let views = counts.into_iter().map(|(kind, name, count)| {
            let name = match kind {
                "other" => self.site.theme.word("other_wording"),
                "gloss" => self.site.theme.word("in_glosses"),
                _ => name,
            };
            context! {
                name => name,
                lang => matches!(kind, "preferred" | "alternative"),
                preferred => kind == "preferred",
                count => count,
                percent => count * 100 / most,
            }
        });
        views.collect()
    }

    /// Returns the sentences of a page.
    fn rows(&self, state: &SiteState, places: &[PlacedUse]) -> Result<String, PublishError> {
        let mut rows = String::with_capacity(places.len() * 800);
        for (at, place) in places {
            let row = &self.listing.rows[*at];
            let number = self.listing.numbers[*at];
            let Some(line) = state.sentence(number, place.sentence)? else {
                continue;
            };
            let mark = |span| Tagged {
                span,
                start: "<mark>".to_owned(),
                end: "</mark>",
            };
            let zh = html::tagged(&line.zh, &[mark(place.source)]);
            let rendering = place.rendering.map(|(_, span)| mark(span));
            let en = html::tagged(&line.en, rendering.as_slice());
            let lang = &row.lang;
            write!(
                rows,
                "<div><p lang=\"{lang}\">{zh}</p><p lang=\"en\">{en}</p>"
            )
            .expect("a string takes it");
            self.site
                .add_place(row, &line.anchor, &line.state, &mut rows);
            rows.push_str("</div>");
        }
        Ok(rows)
    }
}

impl Site<'_> {
    /// Returns the terms whose pages are written: those in `scope`, and those that have a page which is not there. The
    /// pages of all others are kept.
    fn stale_terms(
        &self,
        folder: &Folder,
        counts: &BTreeMap<usize, usize>,
        scope: &PageScope,
    ) -> BTreeSet<usize> {
        let Some(touched) = scope.terms() else {
            return counts.keys().copied().collect();
        };
        let mut stale = touched.clone();
        for (&term, &rows) in counts {
            let paging = Paging { rows, size: PAGE };
            let stem = format!("terms/{}", self.slugs[term]);
            let mut files = (1..=paging.pages()).map(|number| paging.file(&stem, number));
            if !stale.contains(&term) && !files.all(|file| folder.keep(&file)) {
                stale.insert(term);
            }
        }
        stale
    }

    /// Returns a term by its index.
    pub(super) fn term(&self, term: usize) -> &Term {
        &self.corpus.termbase.glossary.terms()[term]
    }

    /// Adds where a sentence stands.
    fn add_place(&self, row: &ArticleRow, anchor: &str, state: &str, rows: &mut String) {
        let (title, lang) = match row.en.is_empty() {
            true => (&row.zh, row.lang.as_str()),
            false => (&row.en, "en"),
        };
        let date = match row.date.as_str() {
            "" => String::new(),
            date => format!("<time>{date}</time> "),
        };
        write!(
            rows,
            "<p class=\"small\"><a href=\"../articles/{}.html#{anchor}\" lang=\"{lang}\">{}</a> {date}<span class=\"state {state}\">{}</span></p>",
            row.slug,
            escape(title),
            self.theme.word(state),
        )
        .expect("a string takes it");
    }

    /// Returns what the card of a term says.
    fn card(&self, term: usize, uses: &TermUses) -> serde_json::Value {
        let term = self.term(term);
        json!({
            "zh": term.source_hans,
            "en": term.target,
            "alternatives": term.alternatives.join("; "),
            "note": term.note,
            "citation": term.citation,
            "renderings": uses.counts(term),
        })
    }
}
