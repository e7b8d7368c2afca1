//! Sentence boundaries: `tests/segment.txt` has one block per line, its sentences separated by ` | `. Add a
//! case by adding a line.

use duizhao::segment::{segment, sentences};
use proptest::prelude::*;

#[test]
fn boundaries_stand_where_the_cases_say() {
    for line in include_str!("segment.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let expected: Vec<&str> = line.split(" | ").collect();
        let block = expected.concat();
        assert_eq!(sentences(&block).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn white_space_belongs_to_the_sentence_before_it() {
    assert_eq!(
        sentences("一。 二。\n三").collect::<Vec<_>>(),
        ["一。 ", "二。\n", "三"]
    );
    assert_eq!(segment("").len(), 0);
}

#[test]
fn time_is_linear_in_what_is_never_closed() {
    // A quadratic scan would take minutes for these.
    let marks = [
        "“",
        "（",
        "《",
        "\"",
        "?",
        "。”",
        "…",
        "‘一…’b",
        "“一。”说",
        "一……*",
        "。（",
        "。（一）",
        "。[1]",
        "。①",
        "一.",
        "（。[1]",
    ];
    for mark in marks {
        let text = mark.repeat(200_000);
        assert_eq!(sentences(&text).map(str::len).sum::<usize>(), text.len());
    }
}

proptest! {
    #[test]
    fn sentences_put_together_are_the_text(text in "\\PC{0,60}|[一二。！？!?…“”‘’「」（）《》\\[\\]①：，说我?.* \\n\"'a-c0-9]{0,80}") {
        let spans = segment(&text);
        prop_assert_eq!(spans.iter().map(|span| span.of(&text)).collect::<String>(), text.clone());
        let mut at = 0;
        for span in spans {
            prop_assert_eq!(span.start, at);
            prop_assert!(!span.is_empty());
            at = span.end;
        }
        prop_assert_eq!(at, text.len());
    }
}
