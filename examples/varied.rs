//! Writes varied articles into a folder: `cargo run --release --example varied -- FOLDER COUNT BYTES SEED`
#![allow(missing_docs, reason = "an example is no library")]

#[path = "../benches/varied/mod.rs"]
mod varied;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count, bytes, seed] = arguments.as_slice() else {
        return Err("usage: varied FOLDER COUNT BYTES SEED".into());
    };
    std::fs::create_dir_all(folder)?;
    let articles = varied::articles(seed.parse()?, bytes.parse()?);
    for (number, text) in articles.take(count.parse()?).enumerate() {
        std::fs::write(Path::new(folder).join(format!("{number:06}.txt")), text)?;
    }
    Ok(())
}
