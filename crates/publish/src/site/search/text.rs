//! An article as search reads it, and the file that keeps it.

use super::list::{deflate, inflate};
use super::postings::Place;
use super::{slots, tokens};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// An article as search reads it and shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SearchArticle {
    /// What its page is called; no other article's.
    pub(crate) slug: String,
    /// The language of the Chinese, as HTML names it.
    pub(crate) lang: String,
    /// Its title in Chinese.
    pub(crate) zh: String,
    /// Its title in English; empty where it has none.
    pub(crate) en: String,
    /// The day of publication, `YYYY-MM-DD`; empty where it is not known.
    pub(crate) date: String,
    /// Who published it; empty where it is not known.
    pub(crate) source: String,
    /// Whether the first sentence is the title.
    pub(crate) titled: bool,
    /// Its sentences in reading order, the title first.
    pub(crate) sentences: Vec<SearchSentence>,
}

/// A sentence as search reads it and shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SearchSentence {
    /// The id of its element in the page; no other sentence's of the article.
    pub(crate) id: String,
    /// The Chinese.
    pub(crate) zh: String,
    /// The English; empty where there is none.
    pub(crate) en: String,
}

/// What the file of an article holds.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    slug: Cow<'a, str>,
    lang: Cow<'a, str>,
    zh: Cow<'a, str>,
    en: Cow<'a, str>,
    date: Cow<'a, str>,
    source: Cow<'a, str>,
    titled: bool,
    /// Number, id, Chinese and English of each.
    sentences: Vec<Row<'a>>,
}

type Row<'a> = (u32, Cow<'a, str>, Cow<'a, str>, Cow<'a, str>);

impl SearchSentence {
    fn row(&self, number: u32) -> Row<'_> {
        let Self { id, zh, en } = self;
        (number, id.into(), zh.into(), en.into())
    }

    fn of(row: Row) -> Self {
        let (_, id, zh, en) = row;
        Self {
            id: id.into_owned(),
            zh: zh.into_owned(),
            en: en.into_owned(),
        }
    }
}

impl SearchArticle {
    /// Returns the numbers of the sentences: 0 for the title, others by their ids.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let titles = usize::from(self.titled).min(self.sentences.len());
        let ids: Vec<&str> = self.sentences[titles..]
            .iter()
            .map(|sentence| sentence.id.as_str())
            .collect();
        let mut numbers = vec![0; titles];
        numbers.extend(slots::assign(&ids, 1));
        numbers
    }

    /// Has `take` take every token of every sentence with the number of the sentence, in the order of these.
    pub(super) fn each_token(&self, mut take: impl FnMut(&str, u32)) {
        let mut numbered: Vec<_> = self.numbers().into_iter().zip(&self.sentences).collect();
        numbered.sort_unstable_by_key(|(number, _)| *number);
        for (number, sentence) in numbered {
            for text in [&sentence.zh, &sentence.en] {
                tokens::each(text, |token| take(token, number));
            }
        }
    }

    /// Returns the places of every token, in order, where the article has this number.
    pub(super) fn places(&self, article: u32) -> BTreeMap<Box<str>, Vec<Place>> {
        let mut all: BTreeMap<Box<str>, Vec<Place>> = BTreeMap::new();
        self.each_token(|token, sentence| {
            let place = Place { article, sentence };
            match all.get_mut(token) {
                Some(places) if places.last() == Some(&place) => {}
                Some(places) => places.push(place),
                None => {
                    all.insert(token.into(), vec![place]);
                }
            }
        });
        all
    }

    /// Returns the month of publication in months since the year 0; 0 where it is not known.
    pub(super) fn month(&self) -> u32 {
        let number = |from, to| self.date.get(from..to)?.parse::<u32>().ok();
        match (number(0, 4), number(5, 7)) {
            (Some(year), Some(month)) => year * 12 + month.clamp(1, 12) - 1,
            _ => 0,
        }
    }

    /// Returns the bytes of the article's file.
    pub(super) fn encode(&self) -> Vec<u8> {
        let sentences = self.numbers().into_iter().zip(&self.sentences);
        let kept = Kept {
            slug: (&self.slug).into(),
            lang: (&self.lang).into(),
            zh: (&self.zh).into(),
            en: (&self.en).into(),
            date: (&self.date).into(),
            source: (&self.source).into(),
            titled: self.titled,
            sentences: sentences.map(|(number, one)| one.row(number)).collect(),
        };
        deflate(&serde_json::to_vec(&kept).expect("texts and numbers are JSON"))
    }

    /// Reads the bytes of a file; `None` where they are not those of an article.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let text = inflate(bytes).ok()?;
        let kept: Kept = serde_json::from_slice(&text).ok()?;
        Some(Self {
            slug: kept.slug.into_owned(),
            lang: kept.lang.into_owned(),
            zh: kept.zh.into_owned(),
            en: kept.en.into_owned(),
            date: kept.date.into_owned(),
            source: kept.source.into_owned(),
            titled: kept.titled,
            sentences: kept.sentences.into_iter().map(SearchSentence::of).collect(),
        })
    }
}
