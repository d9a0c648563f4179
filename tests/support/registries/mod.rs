//! The compile step, as the build script mounts it, and two readers to compare its output with: a
//! plain reader of the tables file, and an independent reader of a registry file. Neither shares
//! code with the crate.
//!
//! The tests of the build mount this folder next to `support`, and the fuzz targets mount it alone.

#![allow(dead_code, unused_imports, reason = "each test uses a part of it")]

#[path = "../../../registry/compile/mod.rs"]
mod compile_step;
#[path = "../../../src/tables/name_key.rs"]
#[allow(
    clippy::duplicate_mod,
    reason = "the compile step has one of its own, for itself"
)]
pub mod name_key;

#[path = "../files.rs"]
#[allow(clippy::duplicate_mod, reason = "`support` has it too")]
pub mod files;

pub mod answers;
pub mod reading;
pub mod tables;

pub use compile_step::homonyms::compile as compile_homonyms;
pub use compile_step::known_uses::compile as compile_known_uses;
pub use compile_step::protocol_numbers::compile as compile_protocol_numbers;
pub use compile_step::{Compiled, Error, Inputs, Missing, Source, compile};

use files::shipped;

pub fn source(name: &str, bytes: impl Into<Vec<u8>>) -> Source {
    Source {
        name: name.to_owned(),
        bytes: bytes.into(),
    }
}

/// Returns inputs with this registry and with empty curated files.
pub fn inputs(registry: impl Into<Vec<u8>>) -> Inputs {
    Inputs {
        registry: source("registry.csv", registry),
        preferred: source("preferred.csv", "port,protocol,service,why\n"),
        aliases: source("aliases.csv", "alias,service,source\n"),
        known_uses: source("known-uses.csv", "port,protocol,name,title,source,note\n"),
        snapshot: Some(source("snapshot", "2026-09-12\n")),
        missing: Missing::IsProblem,
    }
}

/// Returns the inputs from which the package itself is built.
pub fn shipped_inputs() -> Inputs {
    let read = |name: &str| source(name, shipped(name));
    Inputs {
        registry: read(files::REGISTRY),
        preferred: read("preferred.csv"),
        aliases: read("aliases.csv"),
        known_uses: read("known-uses.csv"),
        snapshot: Some(read("snapshot")),
        missing: Missing::IsProblem,
    }
}
