//! The pages of people, and the index of people and bodies.

use super::analysis::PersonUse;
use super::indices::{IndexGroups, LetterIndex, english_order, grouped, letter};
use super::paging::Paging;
use super::state::SiteState;
use super::summaries::Summaries;
use super::theme::value;
use super::{Listing, PageScope, Site};
use crate::error::PublishError;
use crate::folder::Folder;
use crate::slug::slug;
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// Articles on a page.
const PAGE: usize = if cfg!(test) { 2 } else { 100 };

/// The tag of terms that are bodies.
const BODY: &str = "org";

/// Writes the pages of the people in `scope`, keeps those of the others, and writes the index. `terms` are those
/// that occur, with how often.
pub(super) fn write(
    site: &Site<'_>,
    (summaries, terms): (&Summaries<'_>, &BTreeMap<usize, usize>),
    state: &SiteState,
    listing: &Listing,
    scope: &PageScope,
) -> Result<(), PublishError> {
    let mut entries = Vec::new();
    for (name, uses) in state.people()? {
        let mut uses: Vec<(usize, PersonUse)> = uses
            .into_iter()
            .filter_map(|(number, one)| Some((*listing.by_number.get(&number)?, one)))
            .collect();
        uses.sort_by_key(|(at, _)| *at);
        let Some((_, newest)) = uses.first() else {
            continue;
        };
        let page = PersonPage {
            site,
            listing,
            slug: slug(&name),
            name: &name,
            english: &newest.english,
            uses: &uses,
        };
        page.write(summaries.folder, scope)?;
        let order = english_order(page.english);
        let entry = context! {
            href => format!("{}.html", page.slug),
            zh => &name,
            en => page.english,
            count => page.sentences(),
        };
        entries.push((letter(&order), format!("{order}\0{name}"), entry));
    }
    let index = LetterIndex {
        template: "names.html",
        folder: "names",
        stem: "index",
        by: "english",
        title: site.theme.word("names"),
        entries: "names",
    };
    let mut groups = grouped(entries);
    groups.extend(site.bodies(terms));
    site.write_index(summaries, &index, groups)
}

impl Site<'_> {
    /// Returns the bodies among the terms that occur, with how often.
    fn bodies(&self, terms: &BTreeMap<usize, usize>) -> IndexGroups {
        let mut bodies = Vec::new();
        for (&term, &count) in terms {
            let found = self.term(term);
            if found.tags.iter().any(|tag| tag == BODY) {
                let entry = context! {
                    href => format!("../{}", super::terms::file(&self.slugs[term])),
                    zh => &found.source_hans,
                    en => &found.target,
                    count => count,
                };
                let order = english_order(&found.target);
                bodies.push((self.theme.word("bodies").to_owned(), order, entry));
            }
        }
        grouped(bodies)
    }
}

/// The pages of a person.
struct PersonPage<'a> {
    site: &'a Site<'a>,
    listing: &'a Listing,
    slug: String,
    name: &'a str,
    english: &'a str,
    /// The articles that name the person, the newest first.
    uses: &'a [(usize, PersonUse)],
}

impl PersonPage<'_> {
    fn sentences(&self) -> usize {
        self.uses.iter().map(|(_, one)| one.count).sum()
    }

    fn write(&self, folder: &Folder, scope: &PageScope) -> Result<(), PublishError> {
        let paging = Paging {
            rows: self.uses.len(),
            size: PAGE,
        };
        let stem = format!("names/{}", self.slug);
        for number in 1..=paging.pages() {
            let file = paging.file(&stem, number);
            if !scope.has_person(self.name) && folder.keep(&file) {
                continue;
            }
            let page = self.page(paging, &stem, number)?;
            folder.write(&file, page.as_bytes())?;
        }
        Ok(())
    }

    fn page(&self, paging: Paging, stem: &str, number: usize) -> Result<String, PublishError> {
        let uses = self.uses[paging.range(number)].iter();
        let rows = uses.map(|(at, one)| {
            context! {
                anchor => &one.anchor,
                count => one.count,
                ..self.site.row(&self.listing.rows[*at])
            }
        });
        let rows: Vec<Value> = rows.collect();
        self.site.render(
            "name.html",
            "../",
            context! {
                page => context! {
                    title => format!("{} {} · {}", self.english, self.name, self.site.corpus.settings.name),
                    kind => "profile",
                    canonical => self.site.address(&paging.file(stem, number)),
                    section => "names",
                },
                name => context! {
                    zh => self.name,
                    en => self.english,
                    count => self.sentences(),
                    articles => self.uses.len(),
                    rows => rows,
                },
                pager => value(paging.pager(stem, number)),
            },
        )
    }
}
