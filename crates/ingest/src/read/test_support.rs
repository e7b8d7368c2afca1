//! Documents as tests write them.

use super::RawDocument;
use duizhao_core::article::BlockKind;

/// Returns the blocks of a document, each as the initial of its kind and its text.
pub(super) fn shown(document: &RawDocument) -> Vec<String> {
    let blocks = document.blocks.iter();
    blocks
        .map(|block| {
            let kind = match block.hint {
                Some(BlockKind::Heading) => "h",
                Some(BlockKind::Paragraph) => "p",
                Some(BlockKind::Caption) => "c",
                Some(BlockKind::Note) => "n",
                Some(BlockKind::Byline) => "b",
                Some(BlockKind::ListItem) => "i",
                None => "?",
            };
            format!("{kind} {}", block.text)
        })
        .collect()
}

/// Packs files into an archive.
pub(super) fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write;
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        out.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Reads a file and returns its documents, or its first error.
pub(super) fn documents(name: &str, bytes: &[u8]) -> Result<Vec<RawDocument>, String> {
    let options = super::ReadOptions::default();
    let read = super::read(std::path::Path::new(name), bytes, &options);
    let documents = read.map_err(|error| error.to_string())?;
    let documents = documents.into_iter();
    documents
        .map(|read| read.map_err(|error| error.to_string()))
        .collect()
}
