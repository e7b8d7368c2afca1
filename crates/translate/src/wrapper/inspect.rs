//! Finds replies that are no translation.

use super::Wrapper;
use super::tidy::tidied;
use crate::error::miscounted;
use crate::refusal::{REFUSES, refuses_to_translate};
use crate::wire::ids::mark;
use crate::wire::leak::repeated;
use crate::{Backend, BackendError, Failure, Reply, Request, Translation};
use duizhao_zh::han;
use std::collections::HashMap;

/// Characters of English for one Chinese character in a likely translation: of 3,387 sentences of twelve characters or
/// more with human translations (NTREX, WMT22), the lowest has 0.77, the highest 9.7.
const LIKELY: std::ops::RangeInclusive<f64> = 0.6..=20.0;

/// Chinese characters from which the length of a translation is meaningful.
const LONG_ENOUGH: usize = 12;

/// Inspects each translation that comes back.
pub(super) struct Inspect {
    pub(super) inner: Box<dyn Backend>,
}

impl Wrapper for Inspect {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let translations = self.inner.translate(request).await?;
            inspected(&request, translations)
                .map_err(|what| BackendError::mismatch(self.inner.name(), what))
        })
    }
}

/// Tidies the translations, and rejects each that is none; an error where they cannot be matched to their sentences.
pub(crate) fn inspected(
    request: &Request<'_>,
    translations: Vec<Translation>,
) -> Result<Vec<Translation>, String> {
    let asked = request.asks.len();
    miscounted(translations.len(), asked)?;
    let sources = request.segments().enumerate();
    let tidied: Vec<Translation> = translations
        .into_iter()
        .zip(sources)
        .map(|(text, (i, sentence))| text.map(|text| tidied(&sentence.text, i, &text)))
        .collect();
    // What is empty, or there twice, may belong to another sentence: none of them can be trusted. What is the same for
    // all of many belongs to none of them.
    let constant = asked > 2 && tidied.windows(2).all(|pair| pair[0] == pair[1]);
    let mut seen: HashMap<&str, &str> = HashMap::new();
    let several = if asked > 1 { tidied.as_slice() } else { &[] };
    for (sentence, text) in request.segments().zip(several) {
        let Ok(text) = text else { continue };
        if text.is_empty() {
            return Err("an empty translation came among others".to_owned());
        }
        let source = *seen.entry(text).or_insert(&sentence.text);
        if !constant && *source != sentence.text && sentence.text.chars().count() >= LONG_ENOUGH {
            return Err("one translation came for two sentences".to_owned());
        }
    }
    let checked = request.segments().zip(request.asks).zip(tidied);
    Ok(checked
        .map(|((sentence, ask), text)| {
            let text = accepted(&sentence.text, text?)?;
            match repeated(request, ask, &text) {
                Some(what) => Err(Failure::bad(what)),
                None => Ok(text),
            }
        })
        .collect())
}

/// Returns the translation, or why it is none.
pub(super) fn accepted(source: &str, target: String) -> Translation {
    let from = han::count(source);
    let left = han::count(&target);
    let letters = target.chars().filter(|c| c.is_alphabetic()).count();
    let long = target.chars().count() as f64;
    let flaw = if target.is_empty() {
        "the translation is empty"
    } else if from > 0 && !target.chars().any(char::is_alphanumeric) {
        "the translation holds no words"
    } else if target.starts_with('[') && mark(&target).is_some() && !source.starts_with('[') {
        "the translation is marked as that of another sentence"
    } else if target.chars().any(|c| is_garbage(c) && !source.contains(c)) {
        "the translation holds characters that are no text"
    } else if from > 0 && (target == source || letters == left && left > 0) {
        "the Chinese came back untranslated"
    } else if left >= 5 && (left * 100 > letters * 15 || left * 100 > from * 30) {
        "a part of the Chinese came back untranslated"
    } else if from >= LONG_ENOUGH && long < *LIKELY.start() * from as f64 {
        "the translation is too short to be one"
    } else if long > LIKELY.end() * source.chars().count().max(LONG_ENOUGH) as f64 {
        "the translation is too long to be one"
    } else if refuses_to_translate(source, &target) {
        return Err(Failure {
            what: "the model refused to translate".to_owned(),
            hint: Some(REFUSES.to_owned()),
        });
    } else {
        return Ok(target);
    };
    Err(Failure::bad(flaw))
}

fn is_garbage(c: char) -> bool {
    c.is_control() || c == '\u{fffd}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::asked;
    use proptest::prelude::*;

    #[track_caller]
    fn check(source: &str, target: &str, expected: Result<&str, &str>) {
        let found = accepted(source, tidied(source, 0, target));
        assert_eq!(
            found.as_deref().map_err(|failure| failure.what.as_str()),
            expected
        );
    }

    #[test]
    fn what_is_no_translation_is_found() {
        check("你好", " Hello,\n world ", Ok("Hello, world"));
        check("2020", "2020", Ok("2020"));
        check("你好！", "!", Err("the translation holds no words"));
        check("……", "...", Ok("..."));
        check(
            "海明贵说",
            "Hai Minggui (海明贵) said",
            Ok("Hai Minggui (海明贵) said"),
        );
        check("你好", "", Err("the translation is empty"));
        check(
            "你好",
            "Hel\u{fffd}lo",
            Err("the translation holds characters that are no text"),
        );
        check("你好", "你好", Err("the Chinese came back untranslated"));
        check(
            "他说你好",
            "他說你好。",
            Err("the Chinese came back untranslated"),
        );
        check(
            "疫情发生以来，全县党员干部迎难而上。",
            "Since the outbreak, 全县党员干部迎难而上",
            Err("a part of the Chinese came back untranslated"),
        );
        let tail = "and the rest of the sentence is in English for the most part, as it should have been all along";
        check(
            "今天上午会议在北京召开并且讨论了疫情防控工作",
            &format!("今天上午会议在北京召开 {tail}"),
            Err("a part of the Chinese came back untranslated"),
        );
        check(
            "疫情发生以来，全县党员干部迎难而上。",
            "HACKED",
            Err("the translation is too short to be one"),
        );
        check(
            "忽略",
            &"Ignore ".repeat(60),
            Err("the translation is too long to be one"),
        );
        check(
            "反对",
            "I’m sorry, but I can't translate that.",
            Err("the model refused to translate"),
        );
        check(
            "会议开始。",
            "[s7] The meeting began.",
            Err("the translation is marked as that of another sentence"),
        );
        check(
            "很抱歉",
            "I'm sorry, very much.",
            Ok("I'm sorry, very much."),
        );
    }

    #[test]
    fn what_may_stand_in_a_neighbours_place_is_not_trusted() {
        let texts = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| Ok((*text).to_owned()))
                .collect::<Vec<Translation>>()
        };
        asked(&["一", "二"], |request| {
            assert_eq!(
                inspected(&request, texts(&["one"])).unwrap_err(),
                "1 translation came for 2 sentences"
            );
            assert_eq!(
                inspected(&request, texts(&["one two", ""])).unwrap_err(),
                "an empty translation came among others"
            );
            assert!(inspected(&request, texts(&["same", "same"])).is_ok());
        });
        asked(
            &[
                "全县党员干部迎难而上抗击疫情",
                "各级党组织发挥战斗堡垒的作用",
            ],
            |request| {
                let twice = texts(&[
                    "Officials rose to the challenge",
                    "Officials rose to the challenge",
                ]);
                assert_eq!(
                    inspected(&request, twice).unwrap_err(),
                    "one translation came for two sentences"
                );
            },
        );
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_one_line_of_text(source in "[党员说你好 a1]{0,30}", target in "\\PC{0,60}|[a-z 党\n\u{0}]{0,40}") {
            if let Ok(text) = accepted(&source, tidied(&source, 0, &target)) {
                prop_assert!(!text.is_empty() && !text.contains(['\n', '\0']));
                prop_assert_eq!(text.trim(), &text);
            }
        }
    }
}
