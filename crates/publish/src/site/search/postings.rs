//! Where a token stands.

use super::bits::{BitReader, BitWriter, rice_parameter, take_varint, varint};

/// A sentence: the number of its article, and its own in the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) article: u32,
    pub(super) sentence: u32,
}

/// Encodes places, which are in order and all different.
pub(super) fn encode(places: &[Place]) -> Vec<u8> {
    let articles = articles(places);
    let steps: Vec<Step> = steps(places).collect();
    let sum = |new: bool| -> u64 {
        let steps = steps.iter().filter(|step| !new || step.article.is_some());
        let value = |step: &Step| {
            if new {
                step.article.unwrap_or(0)
            } else {
                step.sentence
            }
        };
        steps.map(|step| u64::from(value(step))).sum()
    };
    let of_articles = rice_parameter(sum(true), articles as u64);
    let of_sentences = rice_parameter(sum(false), places.len() as u64);
    let mut out = vec![(of_articles << 4 | of_sentences) as u8];
    varint(
        &mut out,
        u32::try_from(articles).expect("numbers have 32 bits"),
    );
    let mut bits = BitWriter::default();
    for (at, step) in steps.iter().enumerate() {
        match step.article {
            Some(article) => {
                if at > 0 {
                    bits.bits(0, 1);
                }
                bits.rice(article, of_articles);
            }
            None => bits.bits(1, 1),
        }
        bits.rice(step.sentence, of_sentences);
    }
    bits.bits(0, 1);
    out.extend(bits.finish());
    out
}

/// Decodes places; `None` where the bytes are not those of any.
pub(super) fn decode(mut bytes: &[u8]) -> Option<Vec<Place>> {
    let (&parameters, rest) = bytes.split_first()?;
    bytes = rest;
    let articles = take_varint(&mut bytes)?;
    let mut bits = BitReader::new(bytes);
    let mut places = Vec::new();
    let mut next = 0_u32;
    for _ in 0..articles {
        let article = next.checked_add(bits.rice(u32::from(parameters >> 4))?)?;
        next = article.checked_add(1)?;
        let mut free = 0_u32;
        loop {
            let sentence = free.checked_add(bits.rice(u32::from(parameters & 15))?)?;
            places.push(Place { article, sentence });
            free = sentence.checked_add(1)?;
            if bits.bits(1)? == 0 {
                break;
            }
        }
    }
    Some(places)
}

/// Returns how many articles there are among places in order.
pub(super) fn articles(places: &[Place]) -> usize {
    places.chunk_by(|a, b| a.article == b.article).count()
}

/// What is between a place and the one before it.
struct Step {
    /// How many numbers are left out since the article before; `None` in the same article.
    article: Option<u32>,
    /// How many numbers are left out since the sentence before, in the same article.
    sentence: u32,
}

fn steps(places: &[Place]) -> impl Iterator<Item = Step> {
    let mut last: Option<Place> = None;
    places.iter().map(move |place| {
        let before = last.replace(*place);
        match before {
            Some(before) if before.article == place.article => Step {
                article: None,
                sentence: place.sentence - before.sentence - 1,
            },
            _ => Step {
                article: Some(place.article - before.map_or(0, |before| before.article + 1)),
                sentence: place.sentence,
            },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_come_back(places in proptest::collection::btree_set((0_u32..20000, 0_u32..90), 1..200)) {
            let place = |(article, sentence)| Place { article, sentence };
            let places: Vec<Place> = places.into_iter().map(place).collect();
            prop_assert_eq!(decode(&encode(&places)), Some(places));
        }

        #[test]
        fn damage_is_no_crash(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = decode(&bytes);
        }
    }
}
