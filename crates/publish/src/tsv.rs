//! A table with tabs: article, sentence, Chinese, English, state. The smallest target.

use crate::{Article, Corpus, Folder, PublishError, Published, Publisher};
use std::fmt::Write;

/// A table of all pairs.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "tsv",
    about: "a table with tabs: article, sentence, Chinese, English, state",
    publish,
};

const FILE: &str = "pairs.tsv";

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    let mut file = folder.begin(FILE)?;
    file.add(b"article\tsentence\tzh\ten\tstate\n")?;
    let published =
        corpus.each_translation(|article| rows(&article), |rows| file.add(rows.as_bytes()))?;
    if published.articles > 0 {
        file.finish()?;
    }
    Ok(published)
}

fn rows(article: &Article) -> String {
    let mut rows = String::new();
    for sentence in article.sentences() {
        let cells = [&article.name, &sentence.source, &sentence.target];
        let [name, source, target] = cells.map(|cell| cell.replace(['\t', '\n', '\r'], " "));
        let (id, state) = (sentence.anchor(), sentence.state.name());
        writeln!(rows, "{name}\t{id}\t{source}\t{target}\t{state}").expect("a string takes it");
    }
    rows
}
