//! Styles of paragraphs: what a paragraph is by its style.

use duizhao_formats::xml::Element;
use std::collections::HashMap;

/// What a paragraph is by its style, or by its own properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The title of the document.
    Title,
    /// A heading of a level from 1.
    Heading(usize),
    /// The line under a picture.
    Caption,
    /// A line of a table of contents.
    Contents,
    /// Text.
    Text,
}

/// The styles of a document, by their ids.
#[derive(Default)]
pub(super) struct Styles {
    styles: HashMap<String, WordStyle>,
    /// The style of paragraphs that name none.
    normal: Option<String>,
}

struct WordStyle {
    role: Option<Role>,
    base: Option<String>,
    /// Number of the list, and level in it.
    list: (Option<String>, Option<usize>),
}

/// Most styles that one can be based on, one on the other.
const MOST_BASES: usize = 16;

/// Returns a property of a paragraph, a run or a style: its value, empty where it has none.
pub(super) fn property<'a>(of: Option<&'a Element>, name: &str) -> Option<&'a str> {
    let child = of?.children().find(|child| child.name == name)?;
    Some(child.attribute("val").unwrap_or_default())
}

/// Returns a child of an element.
pub(super) fn child<'a>(of: Option<&'a Element>, name: &str) -> Option<&'a Element> {
    of?.children().find(|child| child.name == name)
}

impl Styles {
    /// Adds a style.
    pub(super) fn add(&mut self, style: &Element) {
        let Some(id) = style.attribute("styleId") else {
            return;
        };
        if style.attribute("type").unwrap_or("paragraph") != "paragraph" {
            return;
        }
        if matches!(style.attribute("default"), Some("1" | "true" | "on")) {
            self.normal = Some(id.to_owned());
        }
        let properties = child(Some(style), "pPr");
        let named = property(Some(style), "name").and_then(role_of_name);
        let style = WordStyle {
            role: named.or_else(|| outline(properties)),
            base: property(Some(style), "basedOn").map(str::to_owned),
            list: list(properties),
        };
        self.styles.insert(id.to_owned(), style);
    }

    /// Returns what a paragraph is, by its own level of outline or its style.
    pub(super) fn role(&self, properties: Option<&Element>) -> Role {
        if let Some(own) = property(properties, "outlineLvl") {
            // 9 is the level of text, whatever the style says.
            return level(own).map_or(Role::Text, Role::Heading);
        }
        let mut bases = self.bases(properties);
        bases.find_map(|style| style.role).unwrap_or(Role::Text)
    }

    /// Returns the number of the list that a paragraph is in, and its level from 0.
    pub(super) fn list(&self, properties: Option<&Element>) -> Option<(String, usize)> {
        let (mut number, mut level) = list(properties);
        for style in self.bases(properties) {
            number = number.or_else(|| style.list.0.clone());
            level = level.or(style.list.1);
        }
        // List 0 takes a paragraph out of the list of its style.
        let number = number.filter(|number| number != "0")?;
        Some((number, level.unwrap_or(0)))
    }

    /// Lists the style of a paragraph and those that it is based on.
    fn bases(&self, properties: Option<&Element>) -> impl Iterator<Item = &WordStyle> {
        let id = property(properties, "pStyle").or(self.normal.as_deref());
        let first = id.and_then(|id| self.styles.get(id));
        std::iter::successors(first, |style: &&WordStyle| {
            self.styles.get(style.base.as_ref()?)
        })
        .take(MOST_BASES)
    }
}

/// Returns the list and the level that properties of a paragraph name.
fn list(properties: Option<&Element>) -> (Option<String>, Option<usize>) {
    let numbering = child(properties, "numPr");
    let number = property(numbering, "numId").map(str::to_owned);
    let level = property(numbering, "ilvl").and_then(|level| level.parse().ok());
    (number, level)
}

fn outline(properties: Option<&Element>) -> Option<Role> {
    level(property(properties, "outlineLvl")?).map(Role::Heading)
}

/// Returns the level of a heading; `None` for the level of text.
fn level(value: &str) -> Option<usize> {
    let level: usize = value.parse().ok()?;
    (level < 9).then_some(level + 1)
}

/// Returns what a style is by its name: the names that Word keeps in every language, and those of WPS.
fn role_of_name(name: &str) -> Option<Role> {
    let name = name.trim().to_lowercase();
    let number = |prefix: &str| -> Option<usize> {
        let level = name.strip_prefix(prefix)?.trim().parse().ok()?;
        (1..=9).contains(&level).then_some(level)
    };
    match name.as_str() {
        "title" | "标题" | "標題" | "文档标题" => Some(Role::Title),
        "subtitle" | "副标题" | "副標題" => Some(Role::Heading(1)),
        "caption" | "题注" | "題注" => Some(Role::Caption),
        "toc heading" | "目录标题" => Some(Role::Contents),
        _ if number("toc").or_else(|| number("目录")).is_some() => Some(Role::Contents),
        _ => ["heading", "标题", "標題"]
            .into_iter()
            .find_map(number)
            .map(Role::Heading),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_style_is() {
        assert_eq!(role_of_name("heading 2"), Some(Role::Heading(2)));
        assert_eq!(role_of_name("标题 1"), Some(Role::Heading(1)));
        assert_eq!(role_of_name("标题3"), Some(Role::Heading(3)));
        assert_eq!(role_of_name("Title"), Some(Role::Title));
        assert_eq!(role_of_name("toc 1"), Some(Role::Contents));
        assert_eq!(role_of_name("Heading"), None);
        assert_eq!(role_of_name("Normal"), None);
    }
}
