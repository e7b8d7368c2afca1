//! The segments of an article.

use duizhao_core::article::{Article, BlockKind, Span};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_core::segment::{Segment, SegmentId};
use duizhao_glossary::Matcher;
use duizhao_translate::{Ask, BackendError, ErrorClass};
use duizhao_zh::identity::Identity;
use duizhao_zh::segment::segment;
use std::sync::LazyLock;

/// The segments of an article, the title first.
pub(super) struct Plan {
    pub(super) segments: Vec<Segment>,
}

impl Plan {
    pub(super) fn of(article: &Article, matcher: &Matcher) -> Self {
        let mut segments = Vec::new();
        if let Some(title) = &article.title {
            segments.push(Segment {
                id: SegmentId::default(),
                block: None,
                kind: BlockKind::Heading,
                text: title.clone(),
                hits: matcher.hits(title),
                damage: Vec::new(),
            });
        }
        for (index, block) in article.blocks.iter().enumerate() {
            for span in segment(&block.text) {
                let text = span.of(&block.text);
                let start = span.start + (text.len() - text.trim_start().len());
                let text = text.trim();
                segments.push(Segment {
                    id: SegmentId::default(),
                    block: Some(index),
                    kind: block.kind,
                    text: text.to_owned(),
                    hits: matcher.hits(text),
                    damage: within(&block.damage, Span::new(start, start + text.len())),
                });
            }
        }
        if let Ok(identity) = identity() {
            let ids = identity.ids(segments.iter().map(|segment| segment.text.as_str()));
            for (segment, id) in segments.iter_mut().zip(ids) {
                segment.id = id;
            }
        }
        Self { segments }
    }

    /// Asks for all segments.
    pub(super) fn asks(&self) -> Vec<Ask<'static>> {
        (0..self.segments.len()).map(Ask::new).collect()
    }

    /// Returns how many glossary terms were found.
    pub(super) fn terms(&self) -> usize {
        self.segments.iter().map(|segment| segment.hits.len()).sum()
    }
}

/// Returns what recognises sentences; set up once.
pub(super) fn identity() -> Result<&'static Identity, BackendError> {
    static IDENTITY: LazyLock<Result<Identity, String>> =
        LazyLock::new(|| Identity::new().map_err(|error| error.to_string()));
    IDENTITY.as_ref().map_err(|error| {
        BackendError::new("script", ErrorClass::Final, error, "install duizhao again")
    })
}

/// Returns the parts of `spans` that begin in `part`, as places of the part's own text.
fn within(spans: &[Span], part: Span) -> Vec<Span> {
    let mut inside = Vec::new();
    for span in spans {
        if part.start <= span.start && span.start < part.end {
            let end = span.end.min(part.end);
            inside.push(Span::new(span.start - part.start, end - part.start));
        }
    }
    inside
}

/// Returns the diagnostics of the places where the source lost text.
pub(super) fn damage(segment: &Segment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for span in &segment.damage {
        let message = format!("the source lost text here: {}", span.of(&segment.text));
        found.push(Diagnostic::new("damage", Severity::Note, message).at_source(*span));
    }
    found
}
