//! Compiles `registry/` into the tables that `src/tables` reads. See `registry/README.md`.
//!
//! This file reads the inputs, writes the tables and reports to Cargo. The work is in
//! `registry/compile`, which the tests call with inputs of their own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "registry/compile/mod.rs"]
mod compile;

use compile::{Error, Inputs, Missing, Source};

/// The environment variable with the path of another copy of IANA's file to build from.
const REPLACEMENT: &str = "PORT_REGISTRY_CSV";

/// The file that is compiled into tables of its own, and which the tables of the registry use too.
const KNOWN_USES: &str = "registry/known-uses.csv";

fn main() {
    // Cargo fails the build for these lines. After a failing exit status, it would print all of the
    // script's output again, with advice on backtraces.
    for line in build().err().into_iter().flatten() {
        println!("cargo::error={line}");
    }
}

fn build() -> Result<(), Vec<String>> {
    println!("cargo::rerun-if-env-changed={REPLACEMENT}");
    println!("cargo::rustc-check-cfg=cfg(port_registry_wide)");
    let package = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let inputs = inputs(&package)?;
    let compiled = compile::compile(&inputs).map_err(|error| lines(&error))?;
    for warning in compiled.warnings {
        println!("cargo::warning={warning}");
    }
    if compiled.is_wide {
        println!("cargo::rustc-cfg=port_registry_wide");
    }
    write("tables.rs", compiled.tables)?;
    let other = |name: &str, compile: fn(&Source) -> Result<String, Error>| {
        let source = read(name, &package.join(name))?;
        compile(&source).map_err(|error| lines(&error))
    };
    let numbers = other(
        "registry/protocol-numbers-1.csv",
        compile::protocol_numbers::compile,
    )?;
    write("protocol_numbers.rs", numbers)?;
    let homonyms = other("registry/homonyms.csv", compile::homonyms::compile)?;
    write("homonyms.rs", homonyms)?;
    let uses = other(KNOWN_USES, compile::known_uses::compile)?;
    write("known_uses.rs", uses)
}

/// Writes a file of tables.
fn write(name: &str, tables: String) -> Result<(), Vec<String>> {
    let path = Path::new(&variable("OUT_DIR")?).join(name);
    fs::write(&path, tables)
        .map_err(|error| vec![format!("{}: cannot be written: {error}", path.display())])
}

fn lines(error: &Error) -> Vec<String> {
    error.to_string().lines().map(str::to_owned).collect()
}

fn inputs(package: &Path) -> Result<Inputs, Vec<String>> {
    let own = |name: &str| read(name, &package.join(name));
    let replacement = env::var_os(REPLACEMENT).filter(|path| !path.is_empty());
    let (registry, snapshot, missing) = match replacement {
        // A relative path starts from the package's folder, in which Cargo runs build scripts.
        Some(path) => {
            // A line end would end the `cargo::rerun-if-changed` line and begin another directive.
            if path.to_string_lossy().contains(['\n', '\r']) {
                return Err(vec![format!(
                    "{REPLACEMENT} is {path:?}: expected a path without line ends"
                )]);
            }
            let path = PathBuf::from(path);
            let registry = read(&path.display().to_string(), &path)?;
            (registry, None, Missing::IsSkipped)
        }
        None => (
            own("registry/service-names-port-numbers.csv")?,
            Some(own("registry/snapshot")?),
            Missing::IsProblem,
        ),
    };
    Ok(Inputs {
        registry,
        preferred: own("registry/preferred.csv")?,
        aliases: own("registry/aliases.csv")?,
        known_uses: own(KNOWN_USES)?,
        snapshot,
        missing,
    })
}

fn read(name: &str, path: &Path) -> Result<Source, Vec<String>> {
    println!("cargo::rerun-if-changed={}", path.display());
    match fs::read(path) {
        Ok(bytes) => Ok(Source {
            name: name.to_owned(),
            bytes,
        }),
        Err(error) => {
            let from = match env::current_dir() {
                Ok(folder) if path.is_relative() => {
                    format!("; a relative path starts from {}", folder.display())
                }
                _ => String::new(),
            };
            Err(vec![format!("{name}: cannot be read: {error}{from}")])
        }
    }
}

fn variable(name: &str) -> Result<std::ffi::OsString, Vec<String>> {
    env::var_os(name).ok_or_else(|| vec![format!("{name} is not set: expected to be run by cargo")])
}
