//! Places in the lattice: those recognised by their level alone.

use super::lattice::{Lattice, cost};
use super::lexicon::WordClass;
use super::path::{Gloss, Paths};
use super::token::TokenKind;
use duizhao_zh::han;

/// A level of places.
#[derive(Debug)]
pub(super) struct Level {
    chinese: &'static str,
    /// The length of its Chinese, in characters.
    pub(super) length: usize,
    pub(super) english: &'static str,
}

const fn level(chinese: &'static str, english: &'static str) -> Level {
    Level {
        chinese,
        // Each character has three bytes.
        length: chinese.len() / 3,
        english,
    }
}

/// Levels of places and what English calls them; a longer one before what it ends with.
static LEVELS: [Level; 19] = [
    level("自治区", "Autonomous Region"),
    level("自治州", "Autonomous Prefecture"),
    level("自治县", "Autonomous County"),
    level("街道", "Subdistrict"),
    level("社区", "Community"),
    level("开发区", "Development Zone"),
    level("新区", "New Area"),
    level("大道", "Avenue"),
    level("省", "Province"),
    level("市", "City"),
    level("县", "County"),
    level("区", "District"),
    level("州", "Prefecture"),
    level("盟", "League"),
    level("旗", "Banner"),
    level("镇", "Town"),
    level("乡", "Township"),
    level("村", "Village"),
    level("路", "Road"),
];

/// Finds the level at each of some characters.
pub(super) fn levels(chars: &[char]) -> Vec<Option<&'static Level>> {
    (0..chars.len()).map(|at| level_at(chars, at)).collect()
}

/// Finds the level at `at`.
fn level_at(chars: &[char], at: usize) -> Option<&'static Level> {
    let may_begin = matches!(
        chars[at],
        '自' | '街'
            | '社'
            | '开'
            | '新'
            | '大'
            | '省'
            | '市'
            | '县'
            | '区'
            | '州'
            | '盟'
            | '旗'
            | '镇'
            | '乡'
            | '村'
            | '路'
    );
    if !may_begin {
        return None;
    }
    let rest = &chars[at..];
    let level = LEVELS.iter().find(|level| {
        let word = rest.iter().copied().take(level.length);
        word.eq(level.chinese.chars())
    })?;
    // 市委, 县里, 区长: the level belongs to the next word.
    let next = rest.get(level.length).copied();
    let bound = level.length == 1
        && next.is_some_and(|c| {
            matches!(
                c,
                '委' | '长' | '里' | '场' | '民' | '级' | '域' | '直' | '内' | '属' | '情' | '容'
            )
        });
    (!bound || (level.chinese == "市" && next != Some('场'))).then_some(level)
}

/// Characters that are in no name of a place recognised by its level alone.
const NO_PLACE: &str = "的了是在和与或等及有全各本该每某两一二三四五六七八九十百千万几多这那我你他她它们不也都就还又很最被把让给对向从到以为因由将会能可要说个名位条项上中下前后内外里间左右新老大小好入进出去来回驻";

/// The longest name of a place before its level, in characters.
const LONGEST_PLACE: usize = 4;

/// What often follows the level of a place: its Party committee, its government, its people.
const AFTER_LEVEL: [&str; 16] = [
    "党委",
    "政府",
    "人民",
    "委",
    "纪委",
    "党支部",
    "党组织",
    "干部",
    "村民",
    "群众",
    "居民",
    "第一书记",
    "社区",
    "街道",
    "人大",
    "政协",
];

impl<'s> Lattice<'_, 's> {
    /// Returns the level at `at`.
    pub(super) fn level(&self, at: usize) -> Option<&'static Level> {
        self.levels.get(at).copied().flatten()
    }

    /// Offers the places that are recognised by their level alone: two or three characters, up to four before 街道 and
    /// 社区.
    pub(super) fn places(&self, start: usize, paths: &mut Paths<'s>) {
        let last = (start + LONGEST_PLACE).min(self.chars.len().saturating_sub(1));
        for end in start + 2..=last {
            let Some(level) = self.level(end) else {
                continue;
            };
            if !self.chars[start..end].iter().all(|&c| han::is_han(c)) {
                return;
            }
            let end_of_level = end + level.length;
            let after = &self.text[self.offsets[end_of_level]..];
            let signed =
                self.below_a_place(start) || AFTER_LEVEL.iter().any(|word| after.starts_with(word));
            if self.can_be_place(start, end, level.length, signed) {
                let cost = if signed {
                    cost::LEVEL_SIGNED
                } else {
                    cost::LEVEL_ALONE
                };
                let gloss = Gloss::SpelledPlace(level.chinese, level.english);
                paths.offer(start, end_of_level, cost, TokenKind::Name, gloss);
            }
        }
    }

    /// Tests whether `start..end` can be the name of a place with a level of `level` characters after it.
    fn can_be_place(&self, start: usize, end: usize, level: usize, signed: bool) -> bool {
        let name = &self.chars[start..end];
        let word = self
            .lexicon
            .get(self.slice(start, end))
            .is_some_and(|entry| entry.class != WordClass::Place);
        // 江阴市华西村: a level closes the place before it and begins none.
        let plain =
            !name.iter().any(|&c| NO_PLACE.contains(c)) && !"市县区镇乡村省州".contains(name[0]);
        let levels = name.iter().any(|&c| "市县区镇乡村省州".contains(c));
        // 红旗, 道路, 联盟: these levels end words.
        let bare = signed
            || (!levels
                && !matches!(self.chars[end], '旗' | '盟' | '路')
                && (level > 1 || end - start == 2));
        match end - start {
            4 => signed && level == 2 && plain,
            _ => {
                plain
                    && bare
                    && (!word || (signed && level == 2) || (signed && self.chars[end] == '镇'))
            }
        }
    }

    /// Tests whether a level is right before `start`, so that a smaller place may follow.
    fn below_a_place(&self, start: usize) -> bool {
        let before = &self.text[..self.offsets[start]];
        LEVELS.iter().any(|level| {
            before.strip_suffix(level.chinese).is_some_and(|rest| {
                let mut last = rest.chars().rev();
                let nearest = last.next();
                nearest.is_some_and(|c| han::is_han(c) && !"全各本该每某两一几驻个地城".contains(c))
                    && last.next().is_some_and(han::is_han)
            })
        })
    }
}
