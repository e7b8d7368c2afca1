//! Masking: numbers, names of persons and terms become one placeholder each, so that sentences that differ in nothing
//! else are alike.

use duizhao_core::article::Span;
use duizhao_glossary::Matcher;
use duizhao_zh::han;
use duizhao_zh::names;
use duizhao_zh::numbers;

/// Stands for a number in masked text, and before one in marked text. Like the other marks a noncharacter, which
/// no text may hold.
pub(super) const NUMBER: u16 = 0xfdd0;
/// Stands for a term in masked text, and before one in marked text.
pub(super) const TERM: u16 = 0xfdd1;
/// Stands for a person's name in masked text, and before one in marked text.
pub(super) const NAME: u16 = 0xfdd2;
/// Ends what is masked, in marked text.
const END: u16 = 0xfdd3;
/// What a mark becomes if a text holds it all the same: the replacement character.
const REPLACEMENT: u16 = 0xfffd;

/// What is masked: numbers always, as [`numbers::expressions`] reads them, and names of persons, as [`names::called`]
/// finds them; terms if a matcher is given.
#[derive(Clone, Copy, Default)]
pub struct Mask<'t> {
    terms: Option<&'t Matcher>,
}

impl<'t> Mask<'t> {
    /// Masks the terms of a glossary too. A number or a name inside a term is part of the term.
    pub fn with_terms(terms: &'t Matcher) -> Self {
        Self { terms: Some(terms) }
    }

    /// Appends `text` to `out` with a mark before and after each place that is masked. Linear in the text.
    pub(super) fn mark(&self, text: &str, out: &mut Vec<u16>) {
        let mut at = 0;
        for (span, mark) in self.places(text) {
            extend(out, &text[at..span.start]);
            out.push(mark);
            extend(out, span.of(text));
            out.push(END);
            at = span.end;
        }
        extend(out, &text[at..]);
    }

    /// Returns `text` with a mark before and after each place that is masked.
    pub(super) fn marked(&self, text: &str) -> Vec<u16> {
        let mut marked = Vec::new();
        self.mark(text, &mut marked);
        marked
    }

    /// Returns where the placeholders stand, in order, without overlaps.
    fn places(&self, text: &str) -> Vec<(Span, u16)> {
        let terms = self.terms.map(|matcher| matcher.hits(text));
        let terms = terms.unwrap_or_default().into_iter();
        let mut places: Vec<_> = terms.map(|hit| (hit.span, TERM)).collect();
        let numbers = numbers::expressions(text).into_iter();
        add(&mut places, numbers.map(|number| number.span), NUMBER);
        add(&mut places, names::called(text).into_iter(), NAME);
        places
    }
}

/// Puts further spans among others, both in order, where they are free.
fn add(places: &mut Vec<(Span, u16)>, spans: impl Iterator<Item = Span>, mark: u16) {
    let mut free = Vec::new();
    for span in spans {
        let next = places.partition_point(|(other, _)| other.end <= span.start);
        if places
            .get(next)
            .is_none_or(|(other, _)| other.start >= span.end)
        {
            free.push((span, mark));
        }
    }
    places.extend(free);
    places.sort_unstable_by_key(|(span, _)| span.start);
}

fn extend(out: &mut Vec<u16>, text: &str) {
    out.extend(text.encode_utf16().map(|unit| {
        if (NUMBER..=END).contains(&unit) {
            REPLACEMENT
        } else {
            unit
        }
    }));
}

/// A sentence as it stands and as it is masked, in UTF-16 units: characters, but for the rarest, which are two.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct MaskedSentence {
    /// The sentence itself.
    pub(super) raw: Vec<u16>,
    /// With placeholders, and with widths and quotation marks as [`han::plain`] has them.
    pub(super) masked: Vec<u16>,
}

impl MaskedSentence {
    /// Returns the sentence that `marked` holds.
    pub(super) fn of(marked: &[u16]) -> Self {
        let mut sentence = Self::default();
        sentence.read(marked);
        sentence
    }

    /// Becomes the sentence that `marked` holds.
    pub(super) fn read(&mut self, marked: &[u16]) {
        self.raw.clear();
        self.raw.extend(raw(marked));
        self.masked.clear();
        self.masked.extend(masked(marked));
    }

    /// Tests whether nothing is masked.
    pub(super) fn is_plain(&self) -> bool {
        self.raw == self.masked
    }
}

/// Returns the units of marked text without its marks.
pub(super) fn raw(marked: &[u16]) -> impl Iterator<Item = u16> {
    marked
        .iter()
        .copied()
        .filter(|unit| !(NUMBER..=END).contains(unit))
}

/// Returns the units of marked text with one unit for each place that is masked.
pub(super) fn masked(marked: &[u16]) -> impl Iterator<Item = u16> {
    let mut inside = false;
    marked.iter().filter_map(move |&unit| match unit {
        NUMBER | TERM | NAME => {
            inside = true;
            Some(unit)
        }
        END => {
            inside = false;
            None
        }
        _ => (!inside).then(|| plain(unit)),
    })
}

/// Returns a unit as [`han::plain`] has it.
pub(super) fn plain(unit: u16) -> u16 {
    // Only quotation marks and full-width forms have a plainer form.
    match unit {
        0x300c..=0x300f | 0xff00.. => {
            let plain = char::from_u32(unit.into()).map(han::plain);
            plain
                .and_then(|c| u16::try_from(u32::from(c)).ok())
                .unwrap_or(unit)
        }
        _ => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_glossary::Term;
    use proptest::prelude::*;

    fn sentence(mask: Mask<'_>, text: &str) -> MaskedSentence {
        let mut marked = Vec::new();
        mask.mark(text, &mut marked);
        MaskedSentence::of(&marked)
    }

    #[track_caller]
    fn check(mask: Mask<'_>, text: &str, expected: &str) {
        let masked = String::from_utf16(&sentence(mask, text).masked).unwrap();
        assert_eq!(
            masked
                .replace('\u{fdd0}', "N")
                .replace('\u{fdd1}', "T")
                .replace('\u{fdd2}', "P"),
            expected
        );
    }

    #[test]
    fn numbers_become_one_character() {
        check(Mask::default(), "拨款37.1万元，增长5%。", "拨款N，增长N。");
        check(
            Mask::default(),
            "「一带一路」（２０２０年）",
            "“一带一路”（N）",
        );
        check(Mask::default(), "", "");
    }

    #[test]
    fn names_become_one_character() {
        check(Mask::default(), "书记王强捐款500元", "书记P捐款N");
        check(
            Mask::default(),
            "书记王强说，村民李小明同意。",
            "书记P说，村民P同意。",
        );
        check(Mask::default(), "张家口平安无事。", "张家口平安无事。");
        check(Mask::default(), "记者王强、李小明，3月5日", "记者P、P，N");
    }

    #[test]
    fn terms_go_before_numbers() {
        let term = |source: &str| Term {
            source_hans: source.to_owned(),
            ..Term::default()
        };
        let matcher = Matcher::new(&[term("十九大"), term("党委")]);
        check(
            Mask::with_terms(&matcher),
            "十九大后，3个党委",
            "T后，N党委".replace("党委", "T").as_str(),
        );
    }

    proptest! {
        #[test]
        fn the_text_itself_comes_back(text in "[党委0-9万年月一二三、，「」Ａa𠀀]{0,30}") {
            let sentence = sentence(Mask::default(), &text);
            prop_assert_eq!(String::from_utf16(&sentence.raw).unwrap(), text);
            prop_assert!(sentence.masked.len() <= sentence.raw.len());
        }

        #[test]
        fn noncharacters_do_no_harm(text in "[党3万\u{fdd0}\u{fdd1}\u{fdd2}\u{fdd3}]{0,12}") {
            let units = sentence(Mask::default(), &text).raw;
            prop_assert_eq!(units.len(), text.chars().count());
        }
    }
}
