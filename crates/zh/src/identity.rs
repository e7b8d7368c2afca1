//! What a sentence is recognised by: its text in simplified script and half-width forms.

use crate::char_set::CharSet;
use crate::han;
use crate::script::{self, Converter, Script};
use duizhao_core::hash::Texts;
use duizhao_core::segment::SegmentId;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Recognises sentences across scripts, widths and kinds of quotation marks.
#[derive(Debug, Clone)]
pub struct Identity {
    simplify: Converter,
}

impl Default for Identity {
    fn default() -> Self {
        Self::new()
    }
}

impl Identity {
    /// Returns a recogniser.
    pub fn new() -> Self {
        let simplify = Converter::new(Script::Hans);
        Self { simplify }
    }

    /// Returns a hash that sentences share which differ only in script, width, the kind of quotation marks and white
    /// space. Linear in the text.
    pub fn hash(&self, text: &str) -> u64 {
        let mut texts = Texts::default();
        texts.part(&self.folded(text));
        texts.hash()
    }

    /// Returns the text that [`Identity::hash`] hashes: simplified, half-width, without white space.
    pub fn folded(&self, text: &str) -> String {
        let simple = self.simplify.convert(text);
        let mut folded = String::with_capacity(simple.len());
        let mut from = 0;
        for at in FOLDED_AWAY.places(&simple) {
            folded.push_str(&simple[from..at]);
            let c = simple[at..].chars().next().unwrap_or(' ');
            if !c.is_whitespace() {
                folded.push(of_either_script(han::plain(c)));
            }
            from = at + c.len_utf8();
        }
        folded.push_str(&simple[from..]);
        folded
    }

    /// Returns the ids of sentences in reading order: equal ones are distinguished by their occurrence.
    pub fn ids<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<SegmentId> {
        let mut seen: HashMap<u64, u32> = HashMap::new();
        let mut ids = Vec::new();
        for text in texts {
            let hash = self.hash(text);
            let next = seen.entry(hash).or_default();
            ids.push(SegmentId {
                hash,
                occurrence: *next,
            });
            *next += 1;
        }
        ids
    }
}

/// Characters that conversion to another script and back changes, with what stands for both; seen by converting each
/// character of the basic plane. What is 着 in simplified characters is 著 in Taiwan and Hong Kong, and stays that where
/// no dictionary has the word.
const ONE_FORM: [(char, char); 38] = [
    ('侭', '尽'),
    ('幺', '么'),
    ('彩', '䌽'),
    ('敍', '叙'),
    ('枱', '台'),
    ('渖', '沈'),
    ('潀', '潨'),
    ('痺', '痹'),
    ('睪', '睾'),
    ('穞', '稆'),
    ('簷', '檐'),
    ('线', '缐'),
    ('腭', '颚'),
    ('腼', '䩄'),
    ('苧', '苎'),
    ('薴', '苎'),
    ('薳', '䓕'),
    ('衞', '卫'),
    ('讬', '托'),
    ('谘', '咨'),
    ('迳', '径'),
    ('著', '着'),
    ('巨', '钜'),
    ('钟', '锺'),
    ('镟', '旋'),
    ('镢', '䦆'),
    ('馀', '余'),
    ('鲶', '鲇'),
    ('麪', '面'),
    ('麺', '面'),
    ('麹', '曲'),
    ('乾', '干'),
    ('划', '㓰'),
    ('弥', '㳽'),
    ('摆', '䙓'),
    ('鯰', '鲇'),
    ('顎', '颚'),
    ('線', '缐'),
];

/// Returns the same character for those that one script tells apart and another does not.
fn of_either_script(c: char) -> char {
    if !TOLD_APART.contains(c) {
        return c;
    }
    let known = ONE_FORM.iter().find(|(other, _)| *other == c);
    known.map_or(c, |(_, form)| *form)
}

/// The characters of [`ONE_FORM`]: a lookup here is much cheaper than one in the list.
static TOLD_APART: LazyLock<CharSet> = LazyLock::new(|| CharSet::new(ONE_FORM.map(|(c, _)| c)));

/// The simplified characters that [`Identity::folded`] leaves out or changes.
static FOLDED_AWAY: LazyLock<CharSet> = LazyLock::new(|| {
    let spaces = ('\0'..='\u{3000}').filter(|c| c.is_whitespace());
    let wide = ('\u{ff00}'..='\u{ff5f}').chain("「」『』".chars());
    let wide = wide.filter(|&c| han::plain(c) != c);
    CharSet::new(spaces.chain(wide).chain(ONE_FORM.map(|(c, _)| c)))
});

/// The characters that have another form, with it, in order.
struct OtherForms {
    /// They and the capitals of ASCII: a lookup here is much cheaper than one among the forms.
    unfolded: CharSet,
    forms: Vec<(char, char)>,
}

static OTHER_FORMS: LazyLock<OtherForms> = LazyLock::new(|| {
    let sources = script::with_simple_form().chain(ONE_FORM.map(|(c, _)| c));
    let plain = sources
        .chain('\u{ff00}'..='\u{ff5f}')
        .chain("「」『』".chars());
    let mut forms: Vec<(char, char)> = plain
        .map(|c| (c, of_either_script(han::plain(script::simple(c)))))
        .filter(|(c, form)| c != form)
        .collect();
    forms.sort_unstable();
    forms.dedup();
    let changed = forms.iter().map(|(c, _)| *c);
    let unfolded = CharSet::new(changed.chain('A'..='Z'));
    OtherForms { unfolded, forms }
});

/// Returns a character's form in every script, width and kind of quotation marks: the simplified, half-width one.
///
/// Character by character, so that words do not matter: 後 and 后 are the same.
pub fn one_form(c: char) -> char {
    let OtherForms { unfolded, forms } = &*OTHER_FORMS;
    if !unfolded.contains(c) {
        return c;
    }
    let at = forms.binary_search_by_key(&c, |(other, _)| *other);
    at.map_or(c, |at| forms[at].1)
}

/// Returns the place of the first character of a text that [`one_form`] changes or that is a capital of ASCII, in bytes.
/// Linear.
pub fn first_unfolded(text: &str) -> Option<usize> {
    OTHER_FORMS.unfolded.find(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_identity_in_every_script() {
        let identity = Identity::new();
        let converters = Script::ALL.map(Converter::new);
        let articles = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/articles");
        for article in std::fs::read_dir(articles).unwrap() {
            let text = std::fs::read_to_string(article.unwrap().path()).unwrap();
            for (line, converter) in text
                .lines()
                .flat_map(|l| converters.iter().map(move |c| (l, c)))
            {
                let other = converter.convert(line);
                assert_eq!(identity.folded(&other), identity.folded(line), "{other}");
            }
        }
    }

    #[test]
    fn every_character_folds_by_itself() {
        let identity = Identity::new();
        for c in '\0'..=char::MAX {
            let simple = identity.simplify.convert(&c.to_string()).into_owned();
            let seen = simple.chars().filter(|c| !c.is_whitespace());
            let expected: String = seen.map(han::plain).map(of_either_script).collect();
            assert_eq!(identity.folded(&c.to_string()), expected, "{c:?}");
        }
    }

    #[test]
    fn every_character_keeps_its_identity_in_every_script() {
        let identity = Identity::new();
        let converters = Script::ALL.map(Converter::new);
        for c in ('\u{3400}'..='\u{9fff}').map(String::from) {
            for converter in &converters {
                let other = converter.convert(&c);
                assert_eq!(identity.folded(&other), identity.folded(&c), "{c} {other}");
            }
        }
    }

    #[test]
    fn script_width_and_quotes_do_not_matter() {
        let identity = Identity::new();
        let simple = identity.hash("“我们有1.8万个党组织，”他说。");
        for same in [
            "「我們有１.８萬個黨組織，」他說。",
            "“我们有 1.8 万个党组织，”他说。",
        ] {
            assert_eq!(identity.hash(same), simple, "{same}");
        }
        assert_ne!(identity.hash("“我们有1.9万个党组织，”他说。"), simple);
    }

    #[test]
    fn equal_sentences_are_told_apart_by_their_occurrence() {
        let ids = Identity::new().ids(["党", "团", "黨"]);
        let occurrences: Vec<u32> = ids.iter().map(|id| id.occurrence).collect();
        assert_eq!(occurrences, [0, 0, 1]);
        assert_eq!(ids[0].hash, ids[2].hash);
    }

    #[test]
    fn a_character_has_one_form_in_every_script() {
        let form = |text: &str| text.chars().map(one_form).collect::<String>();
        for text in ["群衆", "羣眾", "群眾"] {
            assert_eq!(form(text), "群众");
        }
        assert_eq!(form("標誌著「Ａ股」後"), form("标志着“A股”后"));
        assert_eq!(first_unfolded("党委，5g"), None);
        assert_eq!(first_unfolded("党委５g"), Some("党委".len()));
        assert_eq!(first_unfolded("党委G"), Some("党委".len()));
    }
}
