//! Places in the lattice: those recognised by their level alone.

use super::lattice::{Edge, Lattice, TokenKind, cost};
use super::lexicon::WordClass;
use duizhao_zh::han;
use duizhao_zh::pinyin;

/// Levels of places and what English calls them; a longer one before what it ends with.
const LEVELS: [(&str, &str); 19] = [
    ("自治区", "Autonomous Region"),
    ("自治州", "Autonomous Prefecture"),
    ("自治县", "Autonomous County"),
    ("街道", "Subdistrict"),
    ("社区", "Community"),
    ("开发区", "Development Zone"),
    ("新区", "New Area"),
    ("大道", "Avenue"),
    ("省", "Province"),
    ("市", "City"),
    ("县", "County"),
    ("区", "District"),
    ("州", "Prefecture"),
    ("盟", "League"),
    ("旗", "Banner"),
    ("镇", "Town"),
    ("乡", "Township"),
    ("村", "Village"),
    ("路", "Road"),
];

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

impl Lattice<'_> {
    /// Finds the level at `at`: its length and its English.
    pub(super) fn level(&self, at: usize) -> Option<(usize, &'static str)> {
        let rest = &self.text[self.offsets[at]..];
        let (name, english) = LEVELS.iter().find(|(name, _)| rest.starts_with(name))?;
        // 市委, 县里, 区长: the level belongs to the next word.
        let length = name.chars().count();
        let next = self.chars.get(at + length).copied();
        let bound = length == 1
            && next.is_some_and(|c| {
                matches!(
                    c,
                    '委' | '长'
                        | '里'
                        | '场'
                        | '民'
                        | '级'
                        | '域'
                        | '直'
                        | '内'
                        | '属'
                        | '情'
                        | '容'
                )
            });
        (!bound || (*name == "市" && next != Some('场'))).then_some((length, *english))
    }

    /// Adds the places that are recognised by their level alone: two or three characters, up to four before 街道 and
    /// 社区.
    pub(super) fn places(&self, start: usize, edges: &mut Vec<Edge>) {
        let below = self.below_a_place(start);
        let last = (start + LONGEST_PLACE).min(self.chars.len().saturating_sub(1));
        for end in start + 2..=last {
            if !self.chars[start..end].iter().all(|&c| han::is_han(c)) {
                return;
            }
            let Some((level, english)) = self.level(end) else {
                continue;
            };
            let after = &self.text[self.offsets[end + level]..];
            let signed = below || AFTER_LEVEL.iter().any(|word| after.starts_with(word));
            if self.can_be_place(start, end, level, signed) {
                let cost = if signed {
                    cost::LEVEL_SIGNED
                } else {
                    cost::LEVEL_ALONE
                };
                let text = format!("{} {english}", pinyin::name(self.slice(start, end)));
                edges.push(self.edge(start, end + level, cost, TokenKind::Name, text));
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
        LEVELS.iter().any(|(name, _)| {
            before.strip_suffix(name).is_some_and(|rest| {
                let mut last = rest.chars().rev();
                let nearest = last.next();
                nearest.is_some_and(|c| han::is_han(c) && !"全各本该每某两一几驻个地城".contains(c))
                    && last.next().is_some_and(han::is_han)
            })
        })
    }
}
