//! Requests with placeholders, as `{{text}}`: checked once, filled for each request.

use crate::wire::pattern::Pattern;
use serde_json::Value;

/// A placeholder that text goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placeholder {
    /// The one sentence of a request.
    Text,
    /// The article's title; empty if it has none.
    Title,
    /// The service's key.
    Key,
    /// The terms in the sentences, a line each; empty if there are none.
    TermsText,
}

impl Placeholder {
    const ALL: [Self; 4] = [Self::Text, Self::Title, Self::Key, Self::TermsText];

    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Key => "key",
            Self::TermsText => "terms_text",
        }
    }
}

/// The placeholders that a list goes into, as a whole value of a body.
const LISTS: [&str; 2] = ["texts", "terms"];

/// What goes into the placeholders of one request.
#[derive(Default)]
pub(super) struct PlaceholderValues<'a> {
    pub(super) text: &'a str,
    pub(super) title: &'a str,
    pub(super) key: &'a str,
    pub(super) texts: Vec<&'a str>,
    pub(super) terms: Vec<Value>,
    pub(super) terms_text: String,
}

impl PlaceholderValues<'_> {
    fn get(&self, place: Placeholder) -> &str {
        match place {
            Placeholder::Text => self.text,
            Placeholder::Title => self.title,
            Placeholder::Key => self.key,
            Placeholder::TermsText => &self.terms_text,
        }
    }
}

/// A text with placeholders.
#[derive(Debug)]
pub(super) struct TextTemplate(Pattern<Placeholder>);

impl TextTemplate {
    /// Parses a text; an error says which placeholder there is not.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        Pattern::new(text, place).map(Self)
    }

    /// Tests whether it holds a placeholder.
    pub(super) fn has(&self, place: Placeholder) -> bool {
        self.0.places().any(|other| *other == place)
    }

    /// Fills in the values, each changed by `escape`.
    pub(super) fn fill(
        &self,
        values: &PlaceholderValues<'_>,
        escape: impl Fn(&str) -> String,
    ) -> String {
        self.0.fill(|place| escape(values.get(*place)))
    }
}

fn place(name: &str) -> Result<Placeholder, String> {
    if LISTS.contains(&name) {
        return Err(format!(
            "`{{{{{name}}}}}` is a list: it can only be a whole value of `body`"
        ));
    }
    Placeholder::ALL
        .into_iter()
        .find(|place| place.name() == name)
        .ok_or_else(|| {
            let names = Placeholder::ALL
                .iter()
                .map(|place| place.name())
                .chain(LISTS);
            let names: Vec<String> = names.map(|name| format!("`{{{{{name}}}}}`")).collect();
            format!(
                "unknown placeholder `{{{{{name}}}}}`; there are {}",
                names.join(", ")
            )
        })
}

/// JSON with placeholders.
#[derive(Debug)]
pub(super) enum BodyTemplate {
    /// The sentences.
    Texts,
    /// The terms in them.
    Terms,
    /// A string.
    Text(TextTemplate),
    List(Vec<Self>),
    Table(Vec<(String, Self)>),
    /// A value without placeholders.
    Other(Value),
}

impl BodyTemplate {
    /// Parses the strings of `json`; an error says which placeholder there is not.
    pub(super) fn new(json: &Value) -> Result<Self, String> {
        Ok(match json {
            Value::String(text) => match text.trim() {
                "{{texts}}" => Self::Texts,
                "{{terms}}" => Self::Terms,
                _ => Self::Text(TextTemplate::new(text)?),
            },
            Value::Array(items) => {
                Self::List(items.iter().map(Self::new).collect::<Result<_, _>>()?)
            }
            Value::Object(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), Self::new(value)?)));
                Self::Table(fields.collect::<Result<_, String>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::Other(json.clone()),
        })
    }

    /// Tests whether it holds a placeholder.
    pub(super) fn has(&self, place: Placeholder) -> bool {
        self.any(&|part| matches!(part, Self::Text(text) if text.has(place)))
    }

    /// Tests whether the sentences go into it as a list.
    pub(super) fn has_texts(&self) -> bool {
        self.any(&|part| matches!(part, Self::Texts))
    }

    /// Tests whether the terms go into it.
    pub(super) fn has_terms(&self) -> bool {
        self.any(&|part| matches!(part, Self::Terms)) || self.has(Placeholder::TermsText)
    }

    fn any(&self, is: &impl Fn(&Self) -> bool) -> bool {
        is(self)
            || match self {
                Self::List(items) => items.iter().any(|item| item.any(is)),
                Self::Table(fields) => fields.iter().any(|(_, value)| value.any(is)),
                Self::Texts | Self::Terms | Self::Text(_) | Self::Other(_) => false,
            }
    }

    /// Fills in the values.
    pub(super) fn fill(&self, values: &PlaceholderValues<'_>) -> Value {
        match self {
            Self::Texts => values.texts.clone().into(),
            Self::Terms => values.terms.clone().into(),
            Self::Text(text) => text.fill(values, str::to_owned).into(),
            Self::List(items) => items
                .iter()
                .map(|item| item.fill(values))
                .collect::<Vec<_>>()
                .into(),
            Self::Table(fields) => Value::Object(
                fields
                    .iter()
                    .map(|(name, value)| (name.clone(), value.fill(values)))
                    .collect(),
            ),
            Self::Other(value) => value.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let values = PlaceholderValues {
            text: "一",
            title: "题",
            key: "k",
            terms_text: "二 = two".to_owned(),
            ..PlaceholderValues::default()
        };
        let filled =
            TextTemplate::new(text).map(|text| text.fill(&values, |text| format!("<{text}>")));
        assert_eq!(filled.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn places_are_filled_and_only_known_ones() {
        check("a {{text}}b{{ title }}{{key}}", Ok("a <一>b<题><k>"));
        check("Terms: {{terms_text}}", Ok("Terms: <二 = two>"));
        let there = "there are `{{text}}`, `{{title}}`, `{{key}}`, `{{terms_text}}`, `{{texts}}`, `{{terms}}`";
        check(
            "{{txt}}",
            Err(&format!("unknown placeholder `{{{{txt}}}}`; {there}")),
        );
        check(
            "of {{texts}}",
            Err("`{{texts}}` is a list: it can only be a whole value of `body`"),
        );
    }

    #[test]
    fn a_body_keeps_its_form() {
        let body = json!({ "q": "{{texts}}", "o": [{ "t": "of {{title}}", "g": "{{terms}}" }], "n": 1, "b": true });
        let body = BodyTemplate::new(&body).unwrap();
        assert!(body.has_texts() && body.has(Placeholder::Title) && !body.has(Placeholder::Key));
        let values = PlaceholderValues {
            title: "\"题\"",
            texts: vec!["一", "{{key}}"],
            terms: vec![json!({ "zh": "二" })],
            ..PlaceholderValues::default()
        };
        let expected = json!({ "q": ["一", "{{key}}"], "o": [{ "t": "of \"题\"", "g": [{ "zh": "二" }] }], "n": 1, "b": true });
        assert_eq!(body.fill(&values), expected);
        assert!(BodyTemplate::new(&json!([["{{x}}"]])).is_err());
        assert!(BodyTemplate::new(&json!(["all {{texts}}"])).is_err());
    }
}
