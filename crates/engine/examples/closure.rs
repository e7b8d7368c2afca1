//! Translates a text with a closure as its backend: no project, no disk, no network.
//!
//! `cargo run -p duizhao-engine --example closure`
#![allow(clippy::print_stdout, reason = "an example shows what it made")]

use duizhao_engine::{Engine, Options};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_ingest::source::Source;
use duizhao_translate::{Closure, Meter};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let termbase = Termbase::new(Glossary::built_in()?);
    let backend = Closure::new("shout", |segment| match segment.text.as_str() {
        "县委高度重视。" => {
            Ok("The county Party committee attaches great importance to it.".into())
        }
        text => Err(format!("no translation for `{text}`")),
    });
    let engine = Engine::new(termbase, Box::new(backend), None, Options::default());
    let text = "某县推进防控工作\n\n县委高度重视。全县共有18个党组织。\n";
    let source = Source::of_text("a.txt", text);
    let made = engine.translate(&source, &Meter::default()).await?;
    for pair in made.edition.pairs() {
        println!("{}\n  {}", pair.source_text(), pair.target_text());
    }
    Ok(())
}
