//! The mock: a deterministic offline gloss, word for word, in Chinese word order.
//!
//! Terms are in the glossary's English, numbers in English figures, names romanised, other words from
//! a word list, and what is left in pinyin with tones. It is a gloss to read beside the Chinese, and
//! says so; it is no translation.

mod compose;
mod context;
mod lattice;
mod lexicon;
mod path;
mod people;
mod places;
mod posts;
mod reading;
mod token;

pub use lexicon::{Lexicon, LexiconError};

use super::{Backend, BackendKind, Estimate, Reply, Request, Segment, Service, SetupError};
use crate::wrapper::as_it_is;
use duizhao_core::diagnostic::Hinted;
use duizhao_glossary::TermList;
use duizhao_zh::script::{Converter, Script};
use lattice::{Lattice, index_at, offsets};
use reading::{KnownPeople, SentenceReading};
use std::borrow::Cow;
use std::path::PathBuf;
use token::TokenKind;

/// The kind, as settings name it.
pub(super) static KIND: BackendKind = BackendKind {
    name: "mock",
    about: "the offline gloss, word for word; the default",
    keys: &["dictionary"],
    offline: true,
    open: |service| Ok(Box::new(Mock::of(service)?)),
    #[cfg(feature = "http")]
    open_batches: None,
};

/// The settings of the mock.
#[derive(serde::Deserialize)]
struct MockSettings {
    /// A CC-CEDICT file for words that the built-in list does not have.
    dictionary: Option<PathBuf>,
}

/// The offline backend.
pub struct Mock {
    lexicon: Lexicon,
    /// The lists are in simplified script, whatever the article is in.
    simplify: Converter,
}

impl Mock {
    /// Makes a mock that takes its general words from `lexicon`.
    pub fn new(lexicon: Lexicon) -> Self {
        Self {
            lexicon,
            simplify: Converter::new(Script::Hans),
        }
    }

    fn of(service: &Service) -> Result<Self, SetupError> {
        let settings: MockSettings = service.own()?;
        let mut lexicon = Lexicon::built_in();
        if let Some(dictionary) = &settings.dictionary {
            let added = lexicon.add_cedict(&service.path(dictionary));
            added.map_err(|error| {
                let wrong = service.wrong("dictionary", &error.to_string());
                SetupError {
                    hint: error.hint().unwrap_or(wrong.hint),
                    ..wrong
                }
            })?;
        }
        Ok(Self::new(lexicon))
    }

    /// Glosses an article's segments, in order. Time is linear in the text.
    ///
    /// A person named with a post in one segment is recognised by the bare name in the others: these are read again.
    pub fn gloss<'s>(
        &self,
        segments: impl Iterator<Item = &'s Segment>,
        terms: &TermList,
    ) -> Vec<String> {
        let segments: Vec<Cow<'s, Segment>> = segments
            .map(|segment| simplified(segment, &self.simplify))
            .collect();
        let readings: Vec<SentenceReading> = segments
            .iter()
            .map(|segment| SentenceReading::new(&segment.text))
            .collect();
        let sentences = || segments.iter().map(|segment| &**segment).zip(&readings);
        let nobody = KnownPeople::default();
        let mut people = KnownPeople::default();
        let mut glossed = Vec::with_capacity(segments.len());
        for (segment, reading) in sentences() {
            let steps = Lattice::new(&self.lexicon, &nobody, reading, segment, terms).cheapest();
            for step in &steps {
                let name = step.span.of(&segment.text);
                // A surname before a post (习主席) is no name by itself.
                if step.kind == TokenKind::Person && name.chars().nth(1).is_some() {
                    people.insert(name);
                }
            }
            glossed.push(steps);
        }
        let glossed = sentences().zip(glossed);
        glossed
            .map(|((segment, reading), mut steps)| {
                let text = &segment.text;
                as_it_is(text).unwrap_or_else(|| {
                    if people.are_beside(&reading.people, text) {
                        let lattice = Lattice::new(&self.lexicon, &people, reading, segment, terms);
                        steps = lattice.cheapest();
                    }
                    let steps = steps.into_iter();
                    compose::english(steps.map(|step| step.token(text, &reading.numbers)))
                })
            })
            .collect()
    }
}

/// Converts a segment to simplified script, and the positions of its terms.
///
/// Conversion is character by character; a segment whose length would change stays as it is.
fn simplified<'s>(segment: &'s Segment, simplify: &Converter) -> Cow<'s, Segment> {
    let Cow::Owned(text) = simplify.convert(&segment.text) else {
        return Cow::Borrowed(segment);
    };
    let from = offsets(&segment.text);
    let to = offsets(&text);
    if from.len() != to.len() {
        return Cow::Borrowed(segment);
    }
    let mut segment = segment.clone();
    for hit in &mut segment.hits {
        hit.span.start = to[index_at(&from, hit.span.start)];
        hit.span.end = to[index_at(&from, hit.span.end)];
    }
    segment.text = text;
    Cow::Owned(segment)
}

impl Backend for Mock {
    fn name(&self) -> &str {
        "mock"
    }

    fn is_gloss(&self) -> bool {
        true
    }

    fn identity(&self) -> String {
        KIND.name.to_owned()
    }

    /// Estimates nothing, since nothing is sent.
    fn estimate(&self, _: Request<'_>) -> Estimate {
        Estimate::default()
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let glosses = self.gloss(request.segments(), request.terms());
            Ok(glosses.into_iter().map(Ok).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_glossary::{Glossary, Matcher};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    fn gloss(text: &str) -> String {
        static PARTS: LazyLock<(Glossary, Matcher, Mock)> = LazyLock::new(|| {
            let glossary = Glossary::built_in().unwrap();
            let matcher = glossary.matcher();
            (glossary, matcher, Mock::new(Lexicon::built_in()))
        });
        let (glossary, matcher, mock) = &*PARTS;
        let segment = Segment::paragraph(text, matcher.hits(text));
        mock.gloss([&segment].into_iter(), glossary.terms())
            .remove(0)
    }

    #[track_caller]
    fn holds(text: &str, part: &str) {
        let english = gloss(text);
        assert!(english.contains(part), "{text}: {english}");
    }

    #[test]
    fn text_in_letters_stays_as_it_is() {
        let text = "The Coordinators’ Meeting was held on August 19, 2022 (No. 2024-15).";
        assert_eq!(gloss(text), text);
        assert_eq!(gloss("GDP！"), "GDP!");
    }

    #[test]
    fn names_are_romanised_as_english_prints_them() {
        holds("老党员海明贵说。", "Hai Minggui");
        holds("彭阳县老党员海明贵背着喇叭", "Pengyang County");
        holds("党支部书记马勇，刚做完手术。", "Ma Yong");
        holds(
            "固原市西吉县偏城乡曹垴村",
            "Guyuan Xiji County Piancheng Township Caonao Village",
        );
        holds("同心县新华社区党支部", "Xinhua Community");
        holds("习近平总书记强调", "Xi Jinping");
    }

    #[test]
    fn posts_and_committees_take_their_place() {
        holds("南京市市长李明出席", "Mayor of Nanjing Li Ming");
        holds(
            "济南市委书记刘强说",
            "Secretary of the CPC Jinan Municipal Committee",
        );
        holds("中共济南市委召开会议", "CPC Jinan Municipal Committee");
        assert!(!gloss("中共济南市委召开会议").contains("Communist Party"));
        holds(
            "中共江西省委书记",
            "Secretary of the CPC Jiangxi Provincial Committee",
        );
        holds("财政部副部长李明", "vice minister Li Ming");
        holds(
            "外交部副部长马朝旭",
            "Vice minister of foreign affairs Ma Zhaoxu",
        );
        holds(
            "中央组织部副部长王强",
            "Deputy head of the Organization Department",
        );
    }

    #[test]
    fn a_listed_place_wins_over_its_first_characters() {
        holds("广东省大埔县", "Dabu County");
        holds("香港大埔的居民", "Tai Po");
    }

    #[test]
    fn numbers_and_terms_are_english() {
        holds("宁夏共有1.8万个党组织", "18,000 Party organizations");
        holds("2020年1月28日接到通知后", "January 28, 2020");
        holds("划拨600万元党费", "6 million yuan");
        // 余 and 产业 are terms, and parts of these numbers.
        holds("惠及百余个村庄", "more than 100 villages");
        holds("第一产业增加值", "rimary industry");
    }

    #[test]
    fn traditional_script_is_read_alike() {
        let simplified = gloss("全县共有1.8万个党组织，县委书记王小明说。");
        assert_eq!(
            gloss("全縣共有1.8萬個黨組織，縣委書記王小明說。"),
            simplified
        );
    }

    #[test]
    fn marks_and_capitals_are_english() {
        assert_eq!(gloss("你好，世界！"), "Hello, world!");
        assert!(gloss("疫情防控。").ends_with('.'));
        assert!(gloss("《关于加强党的领导的通知》").starts_with('“'));
    }

    #[test]
    fn what_no_list_knows_is_pinyin_with_tones() {
        holds("饕餮", "Tāotiè");
    }

    proptest! {
        #[test]
        fn any_text_gives_one_line_without_chinese(text in "[党员一二三0-9.%的海明贵饕“”《》（），。！？a-z \u{200b}\u{1f600}]{0,40}") {
            let english = gloss(&text);
            prop_assert!(!english.contains('\n'));
            prop_assert!(!english.chars().any(duizhao_zh::han::is_han), "{}", english);
            prop_assert_eq!(english.trim(), &english);
        }
    }
}
