//! Holds the order of the layers and the minimum Rust version, by what `cargo metadata` says.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use serde_json::Value;
use std::process::Command;

/// The crates from the bottom: each may use only those before it.
const LAYERS: [&str; 12] = [
    "duizhao-core",
    "duizhao-zh",
    "duizhao-formats",
    "duizhao-glossary",
    "duizhao-ingest",
    "duizhao-edition",
    "duizhao-memory",
    "duizhao-check",
    "duizhao-publish",
    "duizhao-translate",
    "duizhao-engine",
    "duizhao",
];

/// Runs a command of cargo and returns what it prints.
fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout).unwrap()
}

fn metadata(arguments: &[&str]) -> Value {
    let fixed = ["metadata", "--format-version", "1"].as_slice();
    serde_json::from_str(&cargo(&[fixed, arguments].concat())).unwrap()
}

fn packages(metadata: &Value) -> &[Value] {
    metadata["packages"].as_array().unwrap()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap()
}

/// Returns the Rust version that a package asks for, in three parts.
fn rust_version(package: &Value) -> Vec<u32> {
    let version = package["rust_version"].as_str().unwrap_or("1");
    let mut parts: Vec<u32> = version
        .split('.')
        .map(|part| part.parse().unwrap())
        .collect();
    parts.resize(3, 0);
    parts
}

#[test]
fn no_layer_uses_a_later_one() {
    let metadata = metadata(&["--no-deps"]);
    let layer = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    for package in packages(&metadata) {
        let own = layer(name(package))
            .unwrap_or_else(|| panic!("`{}` has no place in LAYERS", name(package)));
        for dependency in package["dependencies"].as_array().unwrap() {
            let other = layer(name(dependency));
            // A crate may test itself with features that others do not get.
            assert!(
                other.is_none_or(|other| other < own),
                "`{}` uses `{}`",
                name(package),
                name(dependency)
            );
        }
    }
    assert_eq!(packages(&metadata).len(), LAYERS.len());
}

#[test]
fn the_engine_alone_has_no_database_network_or_tls() {
    let tree = cargo(&[
        "tree",
        "--package=duizhao-engine",
        "--no-default-features",
        "--edges=normal",
        "--prefix=none",
    ]);
    assert!(tree.contains("duizhao-memory "), "{tree}");
    for package in ["libsqlite3-sys", "reqwest", "rusqlite", "rustls"] {
        let is_it = |line: &str| line.split(' ').next() == Some(package);
        assert!(!tree.lines().any(is_it), "{package}");
    }
}

/// Clippy's lint `incompatible_msrv` holds our own code to it.
#[test]
fn no_dependency_needs_a_newer_rust_than_we_do() {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    let metadata = metadata(&["--filter-platform", host]);
    let ours = packages(&metadata)
        .iter()
        .find(|package| name(package) == "duizhao")
        .unwrap();
    let newer: Vec<&str> = packages(&metadata)
        .iter()
        .filter(|package| rust_version(package) > rust_version(ours))
        .map(name)
        .collect();
    assert!(newer.is_empty(), "{newer:?}");
}
