//! Runs the transcripts in `examples/README.md` as they are written: in the root of the repository,
//! with the programs on the path.
//!
//! `TRYCMD=overwrite` updates the transcripts. trycmd needs the blank line at the end of each
//! block, which ends the last line of the output.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use trycmd::TestCases;
use trycmd::schema::Bin;

/// The document with the transcripts.
const README: &str = "examples/README.md";

/// The programs whose output the document must show.
const SHOWN: [&str; 7] = [
    "firewall",
    "flows",
    "listening",
    "lookup",
    "pcap",
    "probe",
    "services-file",
];

/// The programs of this package.
const TOOLS: [(&str, &str); 5] = [
    ("firewall", env!("CARGO_BIN_EXE_firewall")),
    ("flows", env!("CARGO_BIN_EXE_flows")),
    ("listening", env!("CARGO_BIN_EXE_listening")),
    ("pcap", env!("CARGO_BIN_EXE_pcap")),
    ("probe", env!("CARGO_BIN_EXE_probe")),
];

fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}

/// Builds the examples of the crate, and returns their names and paths.
fn examples() -> BTreeMap<String, PathBuf> {
    let mut command = Command::new(cargo());
    command.args(["build", "--quiet", "--package=port-registry", "--examples"]);
    command.arg("--message-format=json-render-diagnostics");
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let output = command.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "the examples do not build");
    let messages = str::from_utf8(&output.stdout).unwrap().lines();
    let executable = |line| {
        let message: Value = serde_json::from_str(line).unwrap();
        let path = message["executable"].as_str()?;
        Some((message["target"]["name"].as_str()?.to_owned(), path.into()))
    };
    messages.filter_map(executable).collect()
}

/// Returns the programs that the transcripts run.
fn programs(readme: &str) -> Vec<&str> {
    let blocks = readme.split("\n```console\n").skip(1);
    let blocks = blocks.map(|block| block.split("\n```").next().unwrap_or_default());
    let commands = blocks
        .flat_map(str::lines)
        .filter_map(|line| line.strip_prefix("$ "));
    commands
        .filter_map(|command| command.split(' ').next())
        .collect()
}

#[test]
fn the_transcripts_are_what_the_programs_do() {
    // The paths in the transcripts are relative to the root of the repository.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    env::set_current_dir(root).unwrap();

    let mut known: BTreeMap<String, PathBuf> = examples();
    known.extend(TOOLS.map(|(name, path)| (name.to_owned(), path.into())));
    known.insert("cargo".to_owned(), cargo());

    let readme = fs::read_to_string(README).unwrap();
    let programs = programs(&readme);
    for program in SHOWN {
        assert!(programs.contains(&program), "no transcript of {program}");
    }
    // trycmd skips the commands of programs that are not registered.
    for program in programs {
        assert!(known.contains_key(program), "no such program as {program}");
    }

    let cases = TestCases::new();
    cases.register_bins(
        known
            .into_iter()
            .map(|(name, path)| (name, Bin::Path(path))),
    );
    cases.env("NO_COLOR", "1").case(README).run();
}
