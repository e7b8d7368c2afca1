//! TMX 1.4b: one memory of all pairs, with who made and who approved each, and what the checks find as notes. Imported
//! into a memory, it gives the same units.

use super::units::{about, error, format, units};
use crate::{Corpus, Folder, PublishError, Published, Publisher};
use duizhao_memory::exchange::ExportOptions;

/// A translation memory.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "tmx",
    about: "a translation memory of all sentences (TMX 1.4b): OmegaT, Trados, memoQ and most others",
    publish,
};

const FILE: &str = "pairs.tmx";

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    let path = folder.path().join(FILE);
    let mut file = folder.begin(FILE)?;
    let begun = format("tmx").begin(&mut file, &ExportOptions::default());
    let mut memory = begun.map_err(|cause| error(&path, cause))?;
    let mut published = corpus.each_translation(
        |article| units(&article, &about(corpus, &article)),
        |units| {
            let mut units = units.iter();
            let written = units.try_for_each(|(unit, details)| memory.detailed(unit, details));
            written.map_err(|cause| error(&path, cause))
        },
    )?;
    let report = memory.end().map_err(|cause| error(&path, cause))?;
    published.losses = report.losses;
    if published.articles > 0 {
        file.finish()?;
    }
    Ok(published)
}
