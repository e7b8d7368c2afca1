//! Places before posts and committees, in the order of English: 南京市市长 is the mayor of Nanjing, 济南市委书记 the
//! secretary of the CPC Jinan Municipal Committee.

use super::token::{GlossToken, TokenKind};
use duizhao_core::article::Span;

/// Posts that English puts before their place.
const POSTS: [&str; 7] = [
    "mayor",
    "vice mayor",
    "deputy mayor",
    "governor",
    "vice governor",
    "county head",
    "deputy county head",
];

/// Committees of the Party that take a place, as the glossary and English write them.
const COMMITTEES: [(&str, &str); 4] = [
    ("CPC provincial committee", "Provincial Committee"),
    ("CPC municipal committee", "Municipal Committee"),
    ("CPC county committee", "County Committee"),
    ("CPC district committee", "District Committee"),
];

/// Joins places with the posts and committees after them, and drops 中共 before a body that says so itself.
pub(super) fn join_places<'s>(
    tokens: impl ExactSizeIterator<Item = GlossToken<'s>>,
) -> Vec<GlossToken<'s>> {
    let mut joined: Vec<GlossToken<'_>> = Vec::with_capacity(tokens.len());
    for mut token in tokens {
        if let Some(place) =
            joined.pop_if(|last| last.kind == TokenKind::Name && touches(last, &token))
        {
            match of_place(&place, &token) {
                Some(whole) => token = whole,
                None => joined.push(place),
            }
        }
        joined.pop_if(|last| is_party(last) && touches(last, &token) && token.text.contains("CPC"));
        joined.push(token);
    }
    joined
}

/// Tests whether `next` begins where `token` ends.
fn touches(token: &GlossToken<'_>, next: &GlossToken<'_>) -> bool {
    token.span.end == next.span.start
}

/// Tests for 中共.
fn is_party(token: &GlossToken<'_>) -> bool {
    token.text == "Communist Party of China (CPC)"
}

/// Returns the post or the committee of a place.
fn of_place(place: &GlossToken<'_>, token: &GlossToken<'_>) -> Option<GlossToken<'static>> {
    let text = if POSTS.contains(&&*token.text) {
        let name = without_level(&place.text, &["City"]);
        format!("{} of {name}", token.text)
    } else {
        let (general, level) = COMMITTEES
            .iter()
            .find(|(general, _)| token.text.contains(general))?;
        let name = without_level(&place.text, &["City", "County", "District", "Province"]);
        token.text.replace(general, &format!("CPC {name} {level}"))
    };
    Some(GlossToken {
        kind: token.kind,
        span: Span::new(place.span.start, token.span.end),
        text: text.into(),
    })
}

/// Returns the name of a place without its level.
fn without_level<'p>(place: &'p str, levels: &[&str]) -> &'p str {
    let stem = levels
        .iter()
        .find_map(|level| place.strip_suffix(level)?.strip_suffix(' '));
    stem.unwrap_or(place)
}
