//! The programs when nobody reads their standard error: they do their work, and end as always.
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::process::Command;

use support::endings::{self, run};

#[test]
fn remarks_that_cannot_be_written_change_no_exit_status() {
    let folder = support::folder();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let unread =
        "table inet t {\n\tchain c {\n\t\tsomething odd\n\t\ttcp dport 22 accept\n\t}\n}\n";
    fs::write(path("rules.nft"), unread).unwrap();
    fs::write(path("bad.log"), "2 no flow log at all\n").unwrap();
    let (rules, bad) = (path("rules.nft"), path("bad.log"));
    let [firewall, listening, pcap, flows, probe] = [
        env!("CARGO_BIN_EXE_firewall"),
        env!("CARGO_BIN_EXE_listening"),
        env!("CARGO_BIN_EXE_pcap"),
        env!("CARGO_BIN_EXE_flows"),
        env!("CARGO_BIN_EXE_probe"),
    ];
    let cases: [(&str, &[&str], bool); 10] = [
        (firewall, &["telnet", "winrm"], true),
        (firewall, &["--strict", "telnet"], false),
        (firewall, &["nosuch"], false),
        (firewall, &["--check", &rules], true),
        (listening, &["--proc", "tests/data/listening/proc"], true),
        (listening, &["--proc", "/no/such/folder"], false),
        (pcap, &["/no/such/file"], false),
        (flows, &["--summary", &bad], true),
        (probe, &["--summary", "--json", "127.0.0.1", "1"], true),
        (probe, &["127.0.0.1", "nosuch"], false),
    ];
    for (program, arguments, has_output) in cases {
        let mut command = Command::new(program);
        command.args(arguments);
        let usual = command.output().unwrap();
        assert_eq!(
            !usual.stdout.is_empty(),
            has_output,
            "{program} {arguments:?}"
        );
        assert_ne!(usual.status.code(), Some(101), "{program} {arguments:?}");
        for stderr in endings::ALL {
            let output = run(&command, stderr);
            assert_eq!(
                output.status.code(),
                usual.status.code(),
                "{arguments:?} {stderr:?}"
            );
            assert_eq!(
                output.stdout, usual.stdout,
                "{program} {arguments:?} {stderr:?}"
            );
        }
    }
}
