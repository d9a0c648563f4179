//! The list of all exported items, which must not change by accident.
//!
//! `UPDATE_EXPORTED=1 cargo test -p port-registry-public-api` writes the list again.

#[allow(dead_code, reason = "the tests of the crate use the rest")]
#[path = "../support/cargo.rs"]
mod cargo;

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use public_api::Builder;
use serde_json::Value;

/// The list, one item per line.
const EXPORTED: &str = include_str!("exported");

/// The version of rustdoc's JSON from which the list was made, that of Rust 1.95. Another version
/// may list the same crate differently, and is not compared.
const FORMAT: u64 = 57;

/// Returns the items of the crate with all features. The error says why this machine cannot list
/// them.
fn list() -> Result<String, String> {
    let target = cargo::folder("public-api");
    let variables = [
        // The JSON of rustdoc is unstable. It is written to a target directory of its own, since
        // some dependencies build differently with a nightly compiler.
        ("RUSTC_BOOTSTRAP", OsStr::new("1")),
        ("CARGO_TARGET_DIR", target.as_os_str()),
    ];
    let arguments = [
        "rustdoc",
        "--package=port-registry",
        "--lib",
        "--all-features",
        "--",
        "-Zunstable-options",
        "--output-format=json",
    ];
    let workspace = Path::new(cargo::PACKAGE).join("../..");
    cargo::cargo(&workspace, &arguments, &variables).succeeded();
    let json = target.join("doc/port_registry.json");
    let documented: Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    let version = &documented["format_version"];
    if *version != FORMAT {
        return Err(format!(
            "rustdoc writes JSON of version {version}, the list is from version {FORMAT}"
        ));
    }
    let items = Builder::from_rustdoc_json(json)
        // Blanket implementations are the same for every type.
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()
        .unwrap();
    Ok(items.to_string())
}

fn lines(list: &str) -> BTreeSet<&str> {
    list.lines().collect()
}

#[test]
fn nothing_is_exported_or_withdrawn_unnoticed() {
    let list = match list() {
        Ok(list) => list,
        Err(reason) => {
            println!("skipped: {reason}");
            return;
        }
    };
    if env::var_os("UPDATE_EXPORTED").is_some() {
        fs::write(Path::new(cargo::PACKAGE).join("exported"), list).unwrap();
        return;
    }
    let (before, now) = (lines(EXPORTED), lines(&list));
    let withdrawn = before.difference(&now).map(|line| format!("- {line}\n"));
    let added = now.difference(&before).map(|line| format!("+ {line}\n"));
    let changes: String = withdrawn.chain(added).collect();
    assert!(
        changes.is_empty(),
        "the public API is not the one listed. If it is meant to change, and CHANGELOG.md says so, \
         run this test with UPDATE_EXPORTED=1:\n{changes}"
    );
}
