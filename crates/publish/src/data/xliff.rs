//! XLIFF 2.1: a document an article, which programs for translators open one by one, with how far each translation has
//! come, what the checks find as notes, and where it is from as metadata.

use super::units::{about, error, format, units, write};
use crate::{Article, Corpus, Folder, PublishError, Published, Publisher};
use duizhao_glossary::exchange::Losses;

/// Documents for translators.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "xliff",
    about: "a document an article for translators and reviewers (XLIFF 2.1)",
    publish,
};

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    let mut losses = Losses::default();
    let mut published = corpus.each_translation(
        |article| document(corpus, folder, &article),
        |lost| {
            losses.merge(&lost?);
            Ok(())
        },
    )?;
    published.losses = losses;
    Ok(published)
}

/// Writes the document of an article; returns what it has no place for.
fn document(corpus: &Corpus, folder: &Folder, article: &Article) -> Result<Losses, PublishError> {
    let titles = [
        ("title", article.title().to_owned()),
        (
            "title_en",
            article.title_en().unwrap_or_default().to_owned(),
        ),
    ];
    let about = [titles.as_slice(), &about(corpus, article)].concat();
    let name = format!("{}.xlf", article.slug);
    let mut text = Vec::new();
    let report = write(format("xliff"), &units(article, &about), &mut text);
    let report = report.map_err(|cause| error(&folder.path().join(&name), cause))?;
    // A document without a unit is none.
    if report.units > 0 {
        folder.write(&name, &text)?;
    }
    Ok(report.losses)
}
