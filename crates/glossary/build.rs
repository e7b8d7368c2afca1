//! Gives the program a hash of the built-in glossary, by which it knows what it kept of one.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};

fn main() {
    let file = "../../glossary/political.csv";
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={file}");
    let mut hasher = DefaultHasher::new();
    fs::read(file)
        .expect("the built-in glossary")
        .hash(&mut hasher);
    println!(
        "cargo::rustc-env=DUIZHAO_BUILT_IN_HASH={:016x}",
        hasher.finish()
    );
}
