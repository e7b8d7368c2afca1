//! The fields of a unit, and the names that other programs give to them.

use super::super::Unit;
use duizhao_core::article::Origin;
use duizhao_core::date;
use duizhao_glossary::Column;
use duizhao_glossary::exchange::column_of;
use duizhao_zh::han::is_han;

/// A field of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitField {
    Source,
    Target,
    Origin,
    Backend,
    Model,
    Article,
    Position,
    At,
    Note,
}

impl UnitField {
    /// Every field, in the order tables have them.
    pub(super) const ALL: [Self; 9] = [
        Self::Source,
        Self::Target,
        Self::Origin,
        Self::Backend,
        Self::Model,
        Self::Article,
        Self::Position,
        Self::At,
        Self::Note,
    ];

    /// Returns our name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
            Self::Origin => "origin",
            Self::Backend => "backend",
            Self::Model => "model",
            Self::Article => "article",
            Self::Position => "position",
            Self::At => "at",
            Self::Note => "note",
        }
    }

    /// Returns the field that a name stands for, ours or one that glossaries know too: `zh`, 中文, `tgt`, 译文, 备注.
    fn from_name(name: &str) -> Option<Self> {
        let ours = Self::ALL
            .into_iter()
            .find(|field| field.name().eq_ignore_ascii_case(name.trim()));
        ours.or_else(|| match column_of(name)? {
            Column::SourceHans | Column::SourceHant => Some(Self::Source),
            Column::Target => Some(Self::Target),
            Column::Note => Some(Self::Note),
            Column::Tag
            | Column::Alternatives
            | Column::Forbidden
            | Column::Citation
            | Column::Status
            | Column::Pos
            | Column::Case
            | Column::Context => None,
        })
    }

    /// Returns the field of a unit as text, empty where there is none.
    pub(super) fn of(self, unit: &Unit) -> String {
        match self {
            Self::Source => unit.source.clone(),
            Self::Target => unit.target.clone(),
            Self::Origin => unit.origin.name().to_owned(),
            Self::Backend => unit.backend.clone().unwrap_or_default(),
            Self::Model => unit.model.clone().unwrap_or_default(),
            Self::Article => unit.article.clone().unwrap_or_default(),
            Self::Position => unit
                .position
                .map(|position| position.to_string())
                .unwrap_or_default(),
            Self::At => unit.at.map(|at| at.to_string()).unwrap_or_default(),
            Self::Note => unit.note.clone().unwrap_or_default(),
        }
    }

    /// Sets the field of a unit from text. Returns false if the text means nothing there, and the unit stays as it is.
    pub(super) fn put(self, unit: &mut Unit, text: &str) -> bool {
        if text.is_empty() {
            return true;
        }
        match self {
            Self::Source => text.clone_into(&mut unit.source),
            Self::Target => text.clone_into(&mut unit.target),
            Self::Origin => match Origin::from_name(text.trim()) {
                Some(origin) => unit.origin = origin,
                None => return false,
            },
            Self::Backend => unit.backend = Some(text.to_owned()),
            Self::Model => unit.model = Some(text.to_owned()),
            Self::Article => unit.article = Some(text.to_owned()),
            Self::Position => match text.trim().parse() {
                Ok(position) => unit.position = Some(position),
                Err(_) => return false,
            },
            Self::At => match text.trim().parse().ok().or_else(|| date::parse(text)) {
                Some(at) => unit.at = Some(at),
                None => return false,
            },
            Self::Note => unit.note = Some(text.to_owned()),
        }
        true
    }
}

/// Which of several names stand for which field.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    at: [Option<usize>; UnitField::ALL.len()],
    /// Whether the names leave open which side is Chinese.
    open: bool,
}

impl Fields {
    /// Finds the fields of names. A language's name goes before `source` and `target`, which can mean other things, and
    /// simplified script before traditional; of equals the first.
    pub(super) fn find<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut best: [Option<(u8, usize)>; UnitField::ALL.len()] = [None; UnitField::ALL.len()];
        let mut open = false;
        for (index, name) in names.enumerate() {
            let Some(field) = UnitField::from_name(name) else {
                continue;
            };
            let vagueness = vagueness(name);
            if best[field as usize].is_none_or(|(known, _)| vagueness < known) {
                best[field as usize] = Some((vagueness, index));
            }
        }
        for side in [UnitField::Source, UnitField::Target] {
            open |= best[side as usize].is_some_and(|(vagueness, _)| vagueness == NEUTRAL);
        }
        // A table that names the origin is one of ours.
        open &= best[UnitField::Origin as usize].is_none();
        Self {
            at: best.map(|best| best.map(|(_, index)| index)),
            open,
        }
    }

    /// Returns the fields of a table without names: source and target.
    pub(super) fn nameless() -> Self {
        let mut at = [None; UnitField::ALL.len()];
        at[UnitField::Source as usize] = Some(0);
        at[UnitField::Target as usize] = Some(1);
        Self { at, open: true }
    }

    /// Tests whether both sides have a name.
    pub(super) fn has_sides(&self) -> bool {
        self.at[UnitField::Source as usize].is_some()
            && self.at[UnitField::Target as usize].is_some()
    }

    /// Tests whether a name stands for no field, or for one that another stands for.
    pub(super) fn ignores(&self, index: usize) -> bool {
        !self.at.contains(&Some(index))
    }

    /// Makes a unit of values, and counts those that meant nothing. English on the left and Chinese on the right are
    /// swapped where the names leave it open.
    pub(super) fn unit<'a>(
        &self,
        value: impl Fn(usize) -> Option<std::borrow::Cow<'a, str>>,
    ) -> (Unit, usize) {
        let mut unit = Unit::default();
        let mut wrong = 0;
        for field in UnitField::ALL {
            let text = self.at[field as usize].and_then(&value);
            wrong += usize::from(text.is_some_and(|text| !field.put(&mut unit, &text)));
        }
        if self.open && !unit.source.contains(is_han) && unit.target.contains(is_han) {
            std::mem::swap(&mut unit.source, &mut unit.target);
        }
        (unit, wrong)
    }
}

/// Tests whether a name for a side says nothing of its language.
fn is_neutral(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    [
        "source",
        "src",
        "target",
        "tgt",
        "translation",
        "原文",
        "译文",
        "譯文",
        "翻译",
        "源语",
        "目标",
    ]
    .iter()
    .any(|neutral| name.starts_with(neutral))
}

/// The vagueness of a name that says nothing of the language.
const NEUTRAL: u8 = 2;

/// Rates how little a name says, for choosing between several.
fn vagueness(name: &str) -> u8 {
    match (is_neutral(name), column_of(name)) {
        (true, _) => NEUTRAL,
        (false, Some(Column::SourceHant)) => 1,
        (false, _) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &[&str], values: &[&'static str], expected: (&str, &str)) {
        let fields = Fields::find(names.iter().copied());
        let (unit, _) = fields.unit(|index| values.get(index).map(|&value| value.into()));
        assert_eq!((unit.source.as_str(), unit.target.as_str()), expected);
    }

    #[test]
    fn names_of_others_are_known() {
        check(&["English", "中文"], &["Party", "党"], ("党", "Party"));
        check(&["src", "tgt"], &["Party", "党"], ("党", "Party"));
        check(&["原文", "译文"], &["党", "Party"], ("党", "Party"));
        check(
            &["source", "zh_TW", "zh", "en"],
            &["people.cn", "黨", "党", "Party"],
            ("党", "Party"),
        );
        check(
            &["source", "target", "origin"],
            &["Party", "党", "human"],
            ("Party", "党"),
        );
    }

    #[test]
    fn what_means_nothing_is_counted() {
        let mut unit = Unit::default();
        assert!(
            !UnitField::Origin.put(&mut unit, "robot") && !UnitField::Position.put(&mut unit, "-1")
        );
        assert!(
            !UnitField::At.put(&mut unit, "soon")
                && UnitField::At.put(&mut unit, "2020-02-19T12:15:00Z")
        );
        assert_eq!(
            unit,
            Unit {
                at: Some(1_582_114_500),
                ..Unit::default()
            }
        );
    }
}
