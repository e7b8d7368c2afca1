//! A closure as a backend: for callers of the library, and for tests.

use crate::{Backend, Reply, Request};
use duizhao_core::segment::Segment;

/// Translates each segment by a function; an error says why one has no translation.
pub struct Closure<F> {
    name: String,
    translate: F,
}

impl<F> Closure<F>
where
    F: Fn(&Segment) -> Result<String, String> + Send + Sync,
{
    /// Returns a backend of that name. The name is its identity too: another function wants another name.
    pub fn new(name: impl Into<String>, translate: F) -> Self {
        Self {
            name: name.into(),
            translate,
        }
    }
}

impl<F> Backend for Closure<F>
where
    F: Fn(&Segment) -> Result<String, String> + Send + Sync,
{
    fn name(&self) -> &str {
        &self.name
    }

    fn identity(&self) -> String {
        format!("closure {}", self.name)
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        let mut replies = Vec::new();
        for segment in request.segments() {
            replies.push((self.translate)(segment).map_err(crate::Failure::bad));
        }
        Box::pin(std::future::ready(Ok(replies)))
    }
}
