//! Tests of rule sets that other programs make: the examples of nftables, ufw, firewalld, shorewall and ferm.
//!
//! A script for each program loads the rules, and writes what `--check` has to read: `.iptables` for IPv4,
//! `.ip6tables` for IPv6, and `.nft` and `.json` for both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fastrand::Rng;

use crate::comparison::compare;
use crate::inside;
use crate::languages::Language;
use crate::network::Network;
use crate::packets::Family;
use crate::program;
use crate::samples;
use crate::support::folder;
use crate::support::inside::run_inside;
use crate::trial::{Outcome, send, trial};

fn run(test: &str, has_programs: &str) {
    let script = format!("type nft iptables-save mount > /dev/null && {has_programs}");
    run_inside(&format!("real::{test}"), &script);
}

fn network(test: &str) -> Option<Network> {
    inside::network(&format!("real::{test}"))
}

#[test]
fn ufw() {
    run("inside_ufw", "type ufw > /dev/null");
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_ufw() {
    if let Some(network) = network("inside_ufw") {
        try_tool(&network, "ufw");
    }
}

#[test]
fn firewalld() {
    run(
        "inside_firewalld",
        "type firewalld firewall-offline-cmd firewall-cmd dbus-daemon > /dev/null",
    );
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_firewalld() {
    if let Some(network) = network("inside_firewalld") {
        try_tool(&network, "firewalld");
    }
}

#[test]
fn shorewall() {
    run("inside_shorewall", "type shorewall shorewall6 > /dev/null");
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_shorewall() {
    if let Some(network) = network("inside_shorewall") {
        try_tool(&network, "shorewall");
    }
}

#[test]
fn ferm() {
    run(
        "inside_ferm",
        "type ferm iptables-legacy-save ip6tables-legacy-save > /dev/null",
    );
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_ferm() {
    if let Some(network) = network("inside_ferm") {
        try_tool(&network, "ferm");
    }
}

/// Runs the script of a tool, and compares each file with what the kernel lets through.
fn try_tool(network: &Network, tool: &str) {
    let folder = folder();
    let script = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = script.join(format!("tests/data/firewall/tools/{tool}.sh"));
    // A namespace of mounts too, where a folder replaces another one until the script ends.
    let mut command = Command::new("unshare");
    let output = command
        .args(["--mount", "sh"])
        .arg(script)
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{tool}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut files: Vec<(PathBuf, Language)> = fs::read_dir(folder.path())
        .unwrap()
        .filter_map(read)
        .collect();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    assert!(files.len() >= 2, "{files:?}");
    let texts: Vec<String> = files
        .iter()
        .map(|(file, _)| fs::read_to_string(file).unwrap())
        .collect();
    let ports = samples::ports(&texts.concat(), &mut Rng::with_seed(0));
    let passages = send(network, Language::Nftables, &ports);
    for ((file, language), text) in files.iter().zip(&texts) {
        let name = file.file_name().unwrap().display();
        let answers = program::answers_about(text, &ports);
        match answers.and_then(|answers| compare(&passages, &answers, *language)) {
            Ok(tally) => eprintln!("{tool}: {name}: {tally}"),
            Err(difference) => panic!("{tool}: {name}: {difference}\n{text}"),
        }
    }
}

/// Returns a file that `--check` has to read, with its language.
fn read(entry: std::io::Result<fs::DirEntry>) -> Option<(PathBuf, Language)> {
    let path = entry.unwrap().path();
    let language = match path.extension()?.to_str()? {
        "iptables" => Language::Iptables(Family::Ipv4),
        "ip6tables" => Language::Iptables(Family::Ipv6),
        "nft" | "json" => Language::Nftables,
        _ => return None,
    };
    Some((path, language))
}

/// Where Debian has the examples of nftables.
const EXAMPLES: &str = "/usr/share/doc/nftables/examples";

#[test]
fn examples_of_nftables() {
    run("inside_examples", &format!("test -d {EXAMPLES}"));
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_examples() {
    let Some(network) = network("inside_examples") else {
        return;
    };
    let files = fs::read_dir(EXAMPLES)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|end| end == "nft"))
        .collect();
    files.sort();
    let (mut tried, mut wrong) = (0, Vec::new());
    for file in files {
        let rules = fs::read_to_string(&file).unwrap();
        let ports = samples::ports(&rules, &mut Rng::with_seed(0));
        match trial(&network, Language::Nftables, &rules, &ports) {
            Outcome::Refused(complaint) => eprintln!("refused: {}: {complaint}", file.display()),
            Outcome::Right(tally) => {
                tried += 1;
                eprintln!("{}: {tally}", file.display());
            }
            Outcome::Wrong(difference) => {
                wrong.push(format!("{}: {difference}\n{rules}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= 10, "{tried} were tried");
}
