//! What all programs of the package have in common: versions, manual pages, completions, formats, exit
//! statuses, and what they make of input that could break out of a line.

mod support;

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use support::fed::{fed, json_lines, text};

const PROGRAMS: [(&str, &str); 6] = [
    ("firewall", env!("CARGO_BIN_EXE_firewall")),
    ("flow-log", env!("CARGO_BIN_EXE_flow-log")),
    ("flows", env!("CARGO_BIN_EXE_flows")),
    ("listening", env!("CARGO_BIN_EXE_listening")),
    ("pcap", env!("CARGO_BIN_EXE_pcap")),
    ("probe", env!("CARGO_BIN_EXE_probe")),
];

/// Commands with records, and the number of their columns.
const RECORDS: [(&str, &[&str], usize); 6] = [
    (
        "firewall",
        &["--check", "tests/data/firewall/typical.iptables"],
        12,
    ),
    ("flows", &["--summary", "tests/data/flows/default.log"], 8),
    ("listening", &["--proc", "tests/data/listening/proc"], 11),
    ("pcap", &["tests/data/pcap/office.pcap"], 15),
    ("pcap", &["--summary", "tests/data/pcap/office.pcap"], 7),
    // The records of single probes have times, which are never the same.
    ("probe", &["--summary", "127.0.0.1", "1-4"], 11),
];

fn run(name: &str, arguments: &[&str]) -> Output {
    fed(&mut command(name, arguments), b"")
}

fn command(name: &str, arguments: &[&str]) -> Command {
    let (_, program) = PROGRAMS.iter().find(|(other, _)| *other == name).unwrap();
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

#[test]
fn versions_completions_and_manual_pages() {
    let snapshot = fs::read_to_string("../../registry/snapshot").unwrap();
    let manifest = fs::read_to_string("../../Cargo.toml").unwrap();
    let (_, number) = manifest.split_once("\nversion = \"").unwrap();
    let (number, _) = number.split_once('"').unwrap();
    for (name, _) in PROGRAMS {
        let version = run(name, &["--version"]);
        let expected = format!("{name} {number}, registry of {}\n", snapshot.trim());
        assert_eq!(text(&version.stdout), expected);
        for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
            let script = run(name, &["--completions", shell]);
            assert!(
                script.status.success() && text(&script.stdout).contains("completions"),
                "{name} {shell}"
            );
        }
        let page = run(name, &["--man"]);
        assert!(page.status.success());
        let page = text(&page.stdout);
        for part in [
            &*format!(".TH {} 1", name.to_uppercase()),
            ".SH NAME",
            ".SH SYNOPSIS",
            ".SH OPTIONS",
            r"\-\-man",
        ] {
            assert!(page.contains(part), "{name}: {part}");
        }
        // The long text of --help is in the page too.
        assert!(page.contains("xit status"), "{name}");
    }
}

/// The values of JSON are the fields of TSV, and the fields of CSV under the headings.
#[test]
fn records_are_the_same_in_all_formats() {
    for (name, arguments, columns) in RECORDS {
        let of = |format| run(name, &[arguments, &[format]].concat());
        let (csv, tsv, json) = (of("--csv"), of("--tsv"), of("--json"));
        let mut reader = csv::Reader::from_reader(&csv.stdout[..]);
        let headings: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        assert_eq!(headings.len(), columns, "{name}");
        let rows: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let lines: Vec<Vec<&str>> = text(&tsv.stdout)
            .lines()
            .map(|line| line.split('\t').collect())
            .collect();
        assert_eq!(rows, lines, "{name}");
        let objects = json_lines(&json);
        assert_eq!(objects.len(), rows.len(), "{name}");
        for (object, row) in objects.iter().zip(&rows) {
            assert_eq!(object.as_object().unwrap().len(), columns);
            for (heading, field) in headings.iter().zip(row) {
                match &object[heading] {
                    Value::Number(number) if number.is_f64() => {
                        assert_eq!(number.as_f64(), field.parse().ok(), "{name} {heading}");
                    }
                    value => assert_eq!(&as_field(value), field, "{name} {heading}"),
                }
            }
        }
        assert!(rows.len() > 3, "{name}");
        // The keys of JSON are in the order of the columns.
        let first = text(&json.stdout).lines().next().unwrap();
        let places = headings
            .iter()
            .map(|heading| first.find(&format!("\"{heading}\":")));
        assert!(places.is_sorted(), "{name}");
    }
}

fn as_field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(as_field).collect::<Vec<_>>().join(","),
        Value::Object(values) => {
            // The order of keys is lost in a `Value`; these are the only objects with two.
            let keys: Vec<&str> = match values.get("pid") {
                Some(_) => vec!["pid", "name"],
                None if values.len() == 1 => values.keys().map(String::as_str).collect(),
                None => ["assigned", "reserved", "unassigned", "dynamic"]
                    .into_iter()
                    .filter(|key| values.contains_key(*key))
                    .collect(),
            };
            let pair = |key: &str| format!("{key}={}", as_field(&values[key]));
            keys.into_iter().map(pair).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_help_that_cannot_be_written_is_an_error() {
    for (name, _) in PROGRAMS {
        for option in ["--help", "--version", "--man"] {
            let mut command = command(name, &[option]);
            let output = command.stdout(support::fed::full_disk()).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{name} {option}");
            let message = text(&output.stderr);
            assert!(message.contains("cannot write the output: "), "{message}");
        }
    }
}

#[test]
fn one_format_at_most() {
    for (name, arguments, _) in RECORDS {
        let output = run(name, &[arguments, &["--csv", "--json"]].concat());
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(
            text(&output.stderr).contains("cannot be used with"),
            "{name}"
        );
    }
    for (name, arguments) in [("flows", &["--csv"][..]), ("firewall", &["--tsv", "ssh"])] {
        assert_eq!(run(name, arguments).status.code(), Some(2), "{name}");
    }
}

#[test]
fn an_unknown_name_is_1_and_a_wrong_argument_2() {
    for (arguments, status) in [
        (&["nosuch"][..], 1),
        (&["ssh,nosuch"], 1),
        (&["syslog"], 1), // not over TCP
        (&["ssh/tpc"], 2),
        (&["22,70000/tcp"], 2),
        (&["8080"], 2), // no transport protocol
        (&["8O!"], 2),
        (&["T:22"], 2),
    ] {
        let output = run("firewall", arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
    for (arguments, status) in [
        (&["127.0.0.1", "nosuch"][..], 1),
        (&["127.0.0.1", "ssh,nosuch"], 1),
        (&["127.0.0.1", "wireguard/tcp"], 1),
        (&["127.0.0.1", "ssh/tpc"], 2),
        (&["127.0.0.1", "22,70000"], 2),
        (&["127.0.0.1:22", "22"], 2),
    ] {
        let output = run("probe", arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
    for (name, _) in PROGRAMS {
        assert_eq!(run(name, &["--nosuch"]).status.code(), Some(2), "{name}");
    }
}

#[test]
fn names_of_files_and_arguments_are_escaped() {
    let odd = "a\u{1b}[2J\u{202e}b\nc";
    for (name, arguments) in [
        ("firewall", vec!["--check", odd]),
        ("firewall", vec![odd]),
        ("flows", vec![odd]),
        ("listening", vec!["--proc", odd]),
        ("pcap", vec![odd]),
        ("probe", vec![odd, "22"]),
        ("probe", vec!["127.0.0.1", odd]),
    ] {
        let output = run(name, &arguments);
        let message = text(&output.stderr);
        let line = message.strip_suffix('\n').unwrap();
        let is_harmless = |one: char| !one.is_control() && one != '\u{202e}';
        assert!(line.chars().all(is_harmless), "{name}: {message:?}");
        assert!(
            line.contains(r"\u{1b}") && line.contains(r"\u{202e}") && line.contains(r"\n"),
            "{line}"
        );
    }
    // clap prints the argument over several lines, and removes the escape sequence itself.
    let output = run("pcap", &["--a\u{202e}b"]);
    assert!(text(&output.stderr).contains(r"'--a\u{202e}b'"));
    assert_eq!(output.status.code(), Some(2));
}

/// A rule set can say anything in a condition or a chain.
#[test]
fn conditions_are_escaped() {
    let rules = "table inet t { chain c\u{202e} { type filter hook input priority 0; policy drop; \
                 iifname \"e\u{1b}[2J\u{202e}\" tcp dport 22 accept; } }";
    for format in [&[][..], &["--csv"], &["--tsv"], &["--json"]] {
        let arguments = [&["--check", "-"], format].concat();
        let output = fed(&mut command("firewall", &arguments), rules.as_bytes());
        let is_harmless =
            |one: char| one == '\n' || one == '\t' || !one.is_control() && one != '\u{202e}';
        assert!(
            text(&output.stdout).chars().all(is_harmless),
            "{format:?} {output:?}"
        );
        assert!(
            text(&output.stdout).contains("202e"),
            "{format:?} {output:?}"
        );
    }
}

#[test]
fn several_captures_are_one() {
    const OFFICE: &str = "tests/data/pcap/office.pcap";
    const KINDS: &str = "tests/data/pcap/kinds.pcapng";
    let packets = |arguments: &[&str]| -> u64 {
        let output = run("pcap", &[&["--json", "--summary"], arguments].concat());
        let rows = json_lines(&output);
        rows.iter()
            .map(|row| row["packets"].as_u64().unwrap())
            .sum()
    };
    assert_eq!(
        packets(&[OFFICE, KINDS]),
        packets(&[OFFICE]) + packets(&[KINDS])
    );
    assert_eq!(packets(&[OFFICE, OFFICE]), 2 * packets(&[OFFICE]));
    // A conversation may go on in the next file.
    let rows = |arguments: &[&str]| run("pcap", &[&["--tsv"], arguments].concat()).stdout;
    let count = |rows: Vec<u8>| text(&rows).lines().count();
    assert_eq!(count(rows(&[OFFICE, OFFICE])), count(rows(&[OFFICE])));

    // A file that is cut short does not keep the next from being read, and is named.
    let folder = support::folder();
    let cut = folder.path().join("cut.pcap");
    let bytes = fs::read(OFFICE).unwrap();
    fs::write(&cut, &bytes[..bytes.len() - 3]).unwrap();
    let cut = cut.to_str().unwrap();
    let output = run("pcap", &["--tsv", cut, KINDS]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains(&format!("pcap: {cut}: at byte ")),
        "{stderr}"
    );
    assert_eq!(packets(&[cut, KINDS]), packets(&[cut]) + packets(&[KINDS]));
    // A file that is no capture ends the program before it prints anything.
    let output = run("pcap", &[OFFICE, "Cargo.toml"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    assert!(text(&output.stderr).starts_with("pcap: Cargo.toml: "));
}

#[test]
fn what_was_not_read_is_reported_alike() {
    let folder = support::folder();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let log = path("bad.log", &"2 no flow log\n".repeat(30));
    let rules = path(
        "bad.rules",
        &format!(
            "table inet t {{ chain c {{\n{}}} }}\n",
            "tcp dport nosuch accept\n".repeat(30)
        ),
    );
    for (arguments, file, unit) in [
        (["flows", "--summary", &log], &log, "line"),
        (["firewall", "--check", &rules], &rules, "rule"),
    ] {
        let output = run(arguments[0], &arguments[1..]);
        let lines: Vec<&str> = text(&output.stderr).lines().collect();
        let start = format!("{}: {file}:", arguments[0]);
        let count = lines.iter().filter(|line| line.starts_with(&start)).count();
        assert_eq!(count, 20, "{lines:?}");
        let rest = format!("{}: 10 more {unit}s not read", arguments[0]);
        assert!(lines.contains(&&*rest), "{lines:?}");
        assert_eq!(output.status.code(), Some(1));
    }
}
