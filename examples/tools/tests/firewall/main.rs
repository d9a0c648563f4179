//! Runs `firewall` as a user does: the rule sets, the warnings, the errors and `--check`.
//!
//! The transcripts in `tests/data/firewall` are run by trycmd. `TRYCMD=overwrite` updates them.

mod check;
#[path = "../support/mod.rs"]
mod support;
mod warnings;

use std::process::{Command, Output};

fn firewall(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firewall"));
    command.args(arguments).output().unwrap()
}

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/data/firewall/*.trycmd");
}

#[test]
fn order_and_repeats_make_no_difference_to_the_rules() {
    let rules = |arguments: &[&str]| {
        let text = String::from_utf8(firewall(arguments).stdout).unwrap();
        let is_rule = |line: &&str| !line.starts_with("# Warning");
        text.lines().filter(is_rule).collect::<Vec<_>>().join("\n")
    };
    for language in [&["--iptables"][..], &[]] {
        let of = |openings: &[&str]| rules(&[language, openings].concat());
        let once = of(&["ssh,8000-8100/tcp", "dns/udp"]);
        assert_eq!(
            of(&["dns/udp", "8050-8100,22/tcp", "8000-8060/tcp", "ssh"]),
            once
        );
        assert_ne!(of(&["ssh,8000-8101/tcp", "dns/udp"]), once);
    }
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let arguments = [
        "ssh,telnet,1-1024/tcp",
        "dns/tcp+udp",
        "--from",
        "2001:db8::/32",
    ];
    let (one, other) = (firewall(&arguments), firewall(&arguments));
    assert!(one.status.success());
    assert_eq!((one.stdout, one.stderr), (other.stdout, other.stderr));
}
