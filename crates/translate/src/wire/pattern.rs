//! Texts with placeholders, as `{{name}}`: parsed once, filled for each request.

/// A text with placeholders.
#[derive(Debug)]
pub(crate) struct Pattern<P>(Vec<PatternPart<P>>);

#[derive(Debug)]
enum PatternPart<P> {
    Literal(String),
    Place(P),
}

impl<P> Pattern<P> {
    /// Parses a text; `place` says which placeholder a name is, or what is wrong with it.
    pub(crate) fn new(
        text: &str,
        place: impl Fn(&str) -> Result<P, String>,
    ) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").ok_or("`{{` without `}}`")?;
            pieces.push(PatternPart::Literal(literal.to_owned()));
            pieces.push(PatternPart::Place(place(name.trim())?));
            rest = after;
        }
        pieces.push(PatternPart::Literal(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// Iterates over the placeholders, in the order of the text.
    pub(crate) fn places(&self) -> impl Iterator<Item = &P> {
        self.0.iter().filter_map(|piece| match piece {
            PatternPart::Place(place) => Some(place),
            PatternPart::Literal(_) => None,
        })
    }

    /// Fills in the value of each placeholder; what looks like a placeholder in a value stays text.
    pub(crate) fn fill(&self, value: impl Fn(&P) -> String) -> String {
        let pieces = self.0.iter().map(|piece| match piece {
            PatternPart::Literal(text) => text.clone(),
            PatternPart::Place(place) => value(place),
        });
        pieces.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let place = |name: &str| {
            if name.len() < 5 {
                Ok(name.to_owned())
            } else {
                Err(format!("no place `{name}`"))
            }
        };
        let filled =
            Pattern::new(text, place).map(|pattern| pattern.fill(|name| format!("<{name}>")));
        assert_eq!(filled.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn places_are_filled_and_only_known_ones() {
        check("a {{text}}b{{ key }}{{key}}", Ok("a <text>b<key><key>"));
        check("{text} }} {", Ok("{text} }} {"));
        check("", Ok(""));
        check("{{texts}}", Err("no place `texts`"));
        check("{{text", Err("`{{` without `}}`"));
    }

    proptest! {
        #[test]
        fn a_text_without_places_stays_as_it_is(text in "[a{}一 ]{0,12}") {
            if let Ok(pattern) = Pattern::new(&text, |name| Err::<(), _>(name.to_owned())) {
                prop_assert_eq!(pattern.fill(|()| String::new()), text);
            }
        }
    }
}
