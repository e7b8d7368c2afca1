//! Places where the source lost text: numbers, characters, words.
//!
//! Some sites strip digits: 月日 is left of 10月28日, 的名党员 of 的120名党员. Some decode text wrongly, or put `?` for what
//! they cannot write. The text stays as it is: what is lost is never guessed.
//!
//! A lost number is looked for with two rules. The strict one takes places that clean text does not have; on a page that
//! has some, the broad one takes every bare measure word.

mod marks;
mod numbers;
mod shapes;

use super::draft::Draft;
use duizhao_core::article::Span;
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::han;
use numbers::{Certainty, LostNumber, likely_numbers, possible_numbers};
use std::sync::LazyLock;

pub(super) fn run(draft: &mut Draft<'_>) {
    let body = draft.body();
    let keys = body.iter().map(|&index| draft.lines[index].key());
    let signs: Vec<Vec<usize>> = keys
        .clone()
        .map(|key| SIGNS.places(key).collect())
        .collect();
    let strict = keys
        .zip(&signs)
        .map(|(key, signs)| likely_numbers(key, signs));
    let strict: Vec<Vec<LostNumber>> = strict.collect();
    let page = Page::of(&strict);
    for ((index, places), signs) in body.into_iter().zip(strict).zip(signs) {
        let text = draft.lines[index].key();
        let mut damage = match page {
            Page::Clean => Vec::new(),
            Page::Touched => excerpts(text, &[], &places),
            Page::Damaged => {
                let places = possible_numbers(text);
                excerpts(text, &shapes::shapes(text), &places)
            }
        };
        damage.extend(marks::lost_marks(text, &signs));
        draft.lines[index].damage = apart(damage);
    }
}

/// The characters that a line is searched for: the signs of lost numbers, and those of lost marks.
static SIGNS: LazyLock<PlaneSet> = LazyLock::new(|| {
    let signs = numbers::STRICT_SIGNS.chars().chain(marks::suspects());
    PlaneSet::of(&signs.collect::<String>())
});

/// What the numbers of a page say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    /// Nothing certain: what looks like a lost number is none.
    Clean,
    /// One number is lost; others may be whole.
    Touched,
    /// Numbers are lost all over.
    Damaged,
}

impl Page {
    fn of(places: &[Vec<LostNumber>]) -> Self {
        let count = |certainty| {
            let places = places.iter().flatten();
            places.filter(|place| place.certainty == certainty).count()
        };
        let (certain, likely) = (count(Certainty::Certain), count(Certainty::Likely));
        if certain >= 2 || (certain == 1 && likely > 0) || likely >= 4 {
            Self::Damaged
        } else if certain == 1 {
            Self::Touched
        } else {
            Self::Clean
        }
    }
}

/// Returns the shapes, and the lost numbers outside of them with the word before them.
fn excerpts(text: &str, shapes: &[Span], places: &[LostNumber]) -> Vec<Span> {
    let mut found = shapes.to_vec();
    let is_outside = |unit: Span| {
        shapes
            .iter()
            .all(|shape| unit.end <= shape.start || shape.end <= unit.start)
    };
    let units = places.iter().map(|place| place.unit);
    found.extend(
        units
            .filter(|unit| is_outside(*unit))
            .map(|unit| with_word_before(text, unit)),
    );
    found
}

/// Extends a unit to the left by the two Chinese characters before it, or by three if the last is 的.
fn with_word_before(text: &str, unit: Span) -> Span {
    let before = text[..unit.start].trim_end_matches(' ');
    let count = if before.ends_with('的') { 3 } else { 2 };
    let characters = before.char_indices().rev().take(count);
    let start = characters
        .take_while(|&(_, c)| han::is_han(c))
        .last()
        .map_or(unit.start, |(at, _)| at);
    Span::new(start, unit.end)
}

/// Sorts places, and cuts from each what the one before it has.
fn apart(mut places: Vec<Span>) -> Vec<Span> {
    places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
    let mut end = 0;
    let mut found = Vec::new();
    for place in places {
        let start = place.start.max(end);
        if start < place.end {
            found.push(Span::new(start, place.end));
            end = place.end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Cleaner;
    use duizhao_zh::script::Script;

    #[track_caller]
    fn check(script: Script, text: &str, expected: &[&str]) {
        let cleaned = Cleaner::new(script).unwrap().clean_text(text);
        assert_eq!(cleaned.article.damage(), expected, "{text}");
    }

    #[test]
    fn one_lost_number_does_not_make_others_suspect() {
        let text =
            "会议于月日召开，全市共有名党员代表参加了会议，大家就今年的各项工作提出了意见和建议。";
        check(Script::Hans, text, &["议于月日"]);
    }

    #[test]
    fn on_a_damaged_page_every_bare_measure_word_is_suspect() {
        let text = "会议于月日召开，全市共有个支部名党员参加，投入资金万元，占地亩，失业率下降个百分点，大家很高兴。";
        let expected = [
            "议于月日",
            "共有个支部",
            "名",
            "资金万元",
            "占地亩",
            "下降个百分点",
        ];
        check(Script::Hans, text, &expected);
    }

    #[test]
    fn places_stand_in_the_text_of_any_script() {
        let text = "會議於月日召開，全市共有個支部名黨員參加，投入資金萬元，佔地畝，失業率下降個百分點，大家很高興。";
        let expected = [
            "議於月日",
            "共有個支部",
            "名",
            "資金萬元",
            "佔地畝",
            "下降個百分點",
        ];
        check(Script::Keep, text, &expected);
    }

    #[test]
    fn whole_articles_have_no_damage() {
        let text = "2020年2月19日，全市120个支部的1.8万名党员参加了会议，占地3亩，失业率下降0.2个百分点，投资亿元以上的项目开工。";
        check(Script::Hans, text, &[]);
    }
}
