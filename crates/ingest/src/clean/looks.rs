//! What a line holds, found by one look at it: a pass skips the lines that lack what it looks for.

use super::PASSES;
use duizhao_zh::han;
use duizhao_zh::script::{Detector, ScriptEvidence};
use std::ops::{Add, Range};
use std::sync::LazyLock;

/// What a line must hold for a pass to look at it. A line that lacks it the pass would leave as it is.
#[derive(Debug, Clone, Copy)]
pub enum Needs {
    /// The pass looks at every line.
    Nothing,
    /// One of some characters of the basic plane.
    Any(&'static str),
    /// A character that a function takes. It takes none from U+3400 to U+DFFF: ideographs and syllables.
    Taken(fn(char) -> bool),
}

/// What one look at a text finds: the passes that it needs, and counts of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Look {
    /// A bit for each pass of [`PASSES`] of whose needs the text has a character.
    passes: u32,
    /// Chinese characters.
    pub(super) han: usize,
    /// Characters of one script alone.
    pub(super) scripts: ScriptEvidence,
}

impl Look {
    /// Looks at a text. Linear.
    pub(super) fn at(text: &str) -> Self {
        if text.len() > MOST_BYTES {
            let border = (0..=MOST_BYTES).rev().find(|&at| text.is_char_boundary(at));
            let (head, tail) = text.split_at(border.unwrap_or_default());
            return Self::at(head) + Self::at(tail);
        }
        let Table { plane, classes } = &*TABLE;
        let class_of = |code: u16| classes[usize::from(plane[usize::from(code)])];
        let mut passes = 0;
        let mut counts = 0;
        let mut rest = text.as_bytes();
        loop {
            let class = match *rest {
                [first @ 0xe0..0xf0, second, third, ref after @ ..] => {
                    rest = after;
                    let code = u16::from(first) << 12
                        | u16::from(second & 0x3f) << 6
                        | u16::from(third & 0x3f);
                    class_of(code)
                }
                [first @ 0..0x80, ref after @ ..] => {
                    rest = after;
                    class_of(u16::from(first))
                }
                [first @ 0..0xe0, second, ref after @ ..] => {
                    rest = after;
                    class_of(u16::from(first & 0x1f) << 6 | u16::from(second & 0x3f))
                }
                [_, _, _, _, ref after @ ..] => {
                    let at = text.len() - rest.len();
                    rest = after;
                    text[at..].chars().next().map_or(Class::NONE, Class::of)
                }
                _ => break,
            };
            passes |= class.passes;
            counts += class.counts;
        }
        let count = |place: u64| usize::try_from(counts >> place & COUNT).unwrap_or(usize::MAX);
        Self {
            passes,
            han: count(0),
            scripts: ScriptEvidence {
                traditional: count(TRADITIONAL),
                simplified: count(SIMPLIFIED),
            },
        }
    }

    /// Returns a look that no pass skips.
    pub(super) fn needed_by_all(self) -> Self {
        Self {
            passes: u32::MAX,
            ..self
        }
    }

    /// Tests whether the text has what the pass of an index in [`PASSES`] needs.
    pub(super) fn is_needed(&self, pass: usize) -> bool {
        self.passes >> pass & 1 == 1
    }

    /// Adds what another text is needed for.
    pub(super) fn with_needs_of(self, other: &Self) -> Self {
        Self {
            passes: self.passes | other.passes,
            ..self
        }
    }
}

impl Add for Look {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let mut scripts = self.scripts;
        scripts += other.scripts;
        Self {
            passes: self.passes | other.passes,
            han: self.han + other.han,
            scripts,
        }
    }
}

/// What a character adds to a [`Look`].
#[derive(Clone, Copy, PartialEq, Eq)]
struct Class {
    passes: u32,
    /// Three counts of [`COUNT`]: Chinese characters, those of traditional and those of simplified script alone.
    counts: u64,
}

/// The bits of a count of a [`Class`], and where the second and the third begin.
const COUNT: u64 = (1 << TRADITIONAL) - 1;
const TRADITIONAL: u64 = 21;
const SIMPLIFIED: u64 = 42;

/// Bytes of a text whose counts fit in the bits of one.
const MOST_BYTES: usize = 1 << 20;

impl Class {
    /// The class of characters that are nothing.
    const NONE: Self = Self {
        passes: 0,
        counts: 0,
    };

    /// Returns the class of a character, slowly: passes that need some of a list need none beyond the basic plane.
    fn of(c: char) -> Self {
        let count = |is_counted, place| u64::from(is_counted) << place;
        let takes = |needs| matches!(needs, Needs::Taken(takes) if takes(c));
        let taking = (0..).zip(PASSES).filter(|(_, pass)| takes(pass.needs));
        Self {
            passes: taking.fold(0, |passes, (index, _)| passes | 1 << index),
            counts: count(han::is_han(c), 0)
                | count(Detector::traditional().contains(c), TRADITIONAL)
                | count(Detector::simplified().contains(c), SIMPLIFIED),
        }
    }
}

/// The classes of the characters of the basic plane.
struct Table {
    /// Indices in `classes`.
    plane: Box<[u8; 0x1_0000]>,
    /// The first ones are used, of which there are far fewer: few characters are in several lists.
    classes: [Class; 256],
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

/// The Chinese characters of the basic plane, by the codes of the first and the last of each block; see [`han::is_han`].
const HAN: [(usize, usize); 5] = [
    (0x3005, 0x3005),
    (0x3007, 0x3007),
    (0x3400, 0x4dbf),
    (0x4e00, 0x9fff),
    (0xf900, 0xfaff),
];

/// The codes of ideographs, syllables and surrogates, which no pass takes by a function.
const SCRIPTS: Range<u32> = 0x3400..0xe000;

impl Table {
    fn new() -> Self {
        let is_han = Class {
            passes: 0,
            counts: 1,
        };
        let mut table = Self {
            plane: Box::new([0; 0x1_0000]),
            classes: [Class::NONE; 256],
        };
        table.classes[1] = is_han;
        for (first, last) in HAN {
            table.plane[first..=last].fill(1);
        }
        for c in Detector::traditional().chars() {
            table.mark(c, 0, 1 << TRADITIONAL);
        }
        for c in Detector::simplified().chars() {
            table.mark(c, 0, 1 << SIMPLIFIED);
        }
        for (index, pass) in (0..).zip(PASSES) {
            match pass.needs {
                Needs::Nothing => {}
                Needs::Any(some) => some.chars().for_each(|c| table.mark(c, 1 << index, 0)),
                Needs::Taken(takes) => (0..SCRIPTS.start)
                    .chain(SCRIPTS.end..0x1_0000)
                    .filter_map(char::from_u32)
                    .filter(|&c| takes(c))
                    .for_each(|c| table.mark(c, 1 << index, 0)),
            }
        }
        table
    }

    /// Adds to the class of a character of the basic plane; others are [`Class::of`]'s.
    fn mark(&mut self, c: char, passes: u32, counts: u64) {
        let Some(place) = self.plane.get_mut(c as usize) else {
            return;
        };
        let old = self.classes[usize::from(*place)];
        let new = Class {
            passes: old.passes | passes,
            counts: old.counts | counts,
        };
        let mut indices = 1..self.classes.len();
        let index = indices.find(|&index| [new, Class::NONE].contains(&self.classes[index]));
        let index = index.expect("few lists have a character in common");
        self.classes[index] = new;
        *place = u8::try_from(index).expect("there are 256 classes");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::Cleaner;
    use crate::read::RawDocument;
    use duizhao_zh::script::Script;
    use proptest::prelude::*;
    use std::path::Path;

    #[test]
    fn a_table_has_the_class_of_each_character() {
        // The whole basic plane, and some of each block beyond it.
        let beyond = ('\u{10000}'..=char::MAX).step_by(61);
        for c in ('\0'..='\u{ffff}').chain(beyond) {
            let expected = Class::of(c);
            let any = |needs| matches!(needs, Needs::Any(some) if some.contains(c));
            let listing = (0..).zip(PASSES).filter(|(_, pass)| any(pass.needs));
            let listed = listing.fold(0, |passes, (index, _)| passes | 1_u32 << index);
            let look = Look::at(c.encode_utf8(&mut [0; 4]));
            assert_eq!(look.passes, expected.passes | listed, "{c:?}");
            assert_eq!(look.han, usize::from(han::is_han(c)), "{c:?}");
        }
    }

    #[test]
    fn a_long_text_is_counted_whole() {
        let text = "发展a發".repeat(MOST_BYTES / 5);
        let look = Look::at(&text);
        assert_eq!(look.han, han::count(&text));
        assert_eq!(look.scripts, Detector::new().count(&text));
    }

    /// Tests that passes change no line that they do not need.
    #[track_caller]
    fn check(text: &str) {
        let document = RawDocument::of_text(text);
        for script in [Script::Hans, Script::Tw, Script::Keep] {
            let cleaner = Cleaner::new(script).unwrap();
            let everywhere = Cleaner {
                looks_everywhere: true,
                ..Cleaner::new(script).unwrap()
            };
            assert_eq!(cleaner.clean(&document), everywhere.clean(&document));
        }
    }

    #[test]
    fn passes_leave_lines_that_they_do_not_need_in_samples() {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
        for folder in ["articles", "clean"] {
            for file in std::fs::read_dir(tests.join(folder)).unwrap() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "txt") {
                    check(&std::fs::read_to_string(path).unwrap());
                }
            }
        }
    }

    /// Texts that passes look for, and what they stand among.
    const PARTS: [&str; 48] = [
        "疫情防控阻击战打响以来，全县各级党组织闻令而动，",
        "疫情防控，",
        "國家的發展",
        "党员。",
        "\n",
        "\n\n",
        "  ",
        " ",
        "\t",
        "\u{3000}",
        "\u{200b}",
        ".",
        ",",
        "，",
        "、",
        ":",
        "：",
        "?",
        "!",
        "\"",
        "(",
        ")",
        "（",
        "）",
        "「",
        "」",
        "<",
        "&nbsp;",
        "&",
        "ä¸\u{ad}å›½",
        "涓浗",
        "骞",
        "復(fù)",
        "工(gōng)",
        "⼈",
        "１２",
        "2020年2月19日",
        "月日",
        "a.jpg",
        "图片",
        "[img]",
        "首页 > 新闻",
        "您现在的位置：",
        "第A3版：要闻",
        "来源：人民网",
        "abc",
        "版权所有",
        "12",
    ];

    proptest! {
        #[test]
        fn passes_leave_lines_that_they_do_not_need(
            parts in prop::collection::vec(prop::sample::select(PARTS.to_vec()), 0..40)
        ) {
            check(&parts.concat());
        }

        #[test]
        fn a_look_counts_as_others_do(text in "[发展發國a ，。\u{20000}〇]{0,30}\\PC{0,20}") {
            let look = Look::at(&text);
            prop_assert_eq!(look.han, han::count(&text));
            prop_assert_eq!(look.scripts, Detector::new().count(&text));
        }
    }
}
