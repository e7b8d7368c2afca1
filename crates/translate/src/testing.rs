//! A document and requests for it, for tests of what stands between an article and a service.

use super::{
    ArticleContext, Ask, Backend, BackendError, Meter, Request, Segment, Service, Translation,
};
use duizhao_glossary::{Glossary, Termbase};
use std::path::Path;

/// Glossary rows of the documents.
const ROWS: &str = "source_hans,target,alternatives,forbidden,note,status\n\
    党中央,CPC Central Committee,,Party center,,confirmed\n\
    疫情,epidemic,outbreak,,of a disease,choice\n";

/// Gives `look` a request for all of `texts`: sentences of one paragraph.
pub(super) fn asked<T>(texts: &[&str], look: impl FnOnce(Request<'_>) -> T) -> T {
    let blocks: Vec<Option<usize>> = vec![Some(0); texts.len()];
    asked_in(texts, &blocks, look)
}

/// Gives `look` a request for all of `texts`, each in a block.
pub(super) fn asked_in<T>(
    texts: &[&str],
    blocks: &[Option<usize>],
    look: impl FnOnce(Request<'_>) -> T,
) -> T {
    let mut glossary = Glossary::default();
    glossary
        .add_text(Path::new("t.csv"), ROWS)
        .expect("a glossary");
    let termbase = Termbase::new(glossary);
    let mut segments = Vec::new();
    for (text, block) in texts.iter().zip(blocks) {
        let segment = Segment::paragraph(text, termbase.matcher().hits(text));
        segments.push(Segment {
            block: *block,
            ..segment
        });
    }
    let asks: Vec<Ask<'_>> = (0..texts.len()).map(Ask::new).collect();
    let document = ArticleContext {
        name: "a.txt",
        title: None,
        segments: &segments,
        termbase: &termbase,
        examples: &[],
    };
    look(Request {
        document,
        asks: &asks,
        meter: &Meter::default(),
    })
}

/// Returns what a backend answers to a request for all of `texts`; in a test whose runtime is `multi_thread`.
pub(super) fn reply(
    backend: &dyn Backend,
    texts: &[&str],
) -> Result<Vec<Translation>, BackendError> {
    tokio::task::block_in_place(|| {
        asked(texts, |request| {
            tokio::runtime::Handle::current().block_on(backend.translate(request))
        })
    })
}

/// Makes the backend `test` of these settings, whose file is in `folder`.
pub(super) fn service(settings: &str, folder: &Path) -> Service {
    let table = settings.parse().expect("TOML");
    Service::new("test", &table, &folder.join("duizhao.toml")).expect("settings")
}
