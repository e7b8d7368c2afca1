//! JSON lines: an object a pair, a file a year, and a data card as Hugging Face reads it.

use super::card::{Card, DataFiles};
use super::counts::{Counts, split};
use super::record::{FIELDS, records};
use crate::folder::FolderFile;
use crate::{Article, Corpus, Folder, PublishError, Published, Publisher};
use std::collections::BTreeMap;

/// JSON lines.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "jsonl",
    about: "a JSON object a sentence, with a data card as Hugging Face reads it",
    publish,
};

/// What becomes of an article.
struct Part {
    rows: Vec<u8>,
    split: String,
    counts: Counts,
}

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    let mut files: BTreeMap<String, FolderFile<'_>> = BTreeMap::new();
    let mut counts = Counts::default();
    let published = corpus.each_translation(
        |article| part(corpus, &article),
        |part| {
            if !files.contains_key(&part.split) {
                let file = folder.begin(&format!("data/{}.jsonl", part.split))?;
                files.insert(part.split.clone(), file);
            }
            counts.merge(part.counts);
            let file = files.get_mut(&part.split).expect("it was begun");
            file.add(&part.rows)
        },
    )?;
    if published.articles == 0 {
        return Ok(published);
    }
    for file in files.into_values() {
        file.finish()?;
    }
    Card {
        corpus,
        published: &published,
        counts: &counts,
        fields: &FIELDS,
        files: DataFiles::ByYear,
    }
    .write(folder)?;
    Ok(published)
}

fn part(corpus: &Corpus, article: &Article) -> Part {
    let mut rows = Vec::new();
    for record in records(corpus, article) {
        serde_json::to_writer(&mut rows, &record).expect("texts and numbers are JSON");
        rows.push(b'\n');
    }
    Part {
        rows,
        split: split(article),
        counts: Counts::of(article),
    }
}
