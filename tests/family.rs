//! What the example programs have in common: exit statuses, versions, manual pages, completions, and what
//! they make of input that could break out of a line.

mod support;

use support::fed::text;
use support::oracle::{self, PROTOCOLS};
use support::program::run;

#[test]
fn an_unknown_name_and_a_wrong_argument_have_a_status_each_in_all_programs() {
    for (name, unknown, wrong) in [
        (
            "lookup",
            &["htps", "https/dccp"][..],
            &[
                "443/tpc",
                "70000",
                "9-3/tcp",
                "53/tcp/udp",
                "a b",
                "8O!",
                "",
            ][..],
        ),
        (
            "services-file",
            &["htps", "airplay", "https/dccp", "wireguard"],
            &["443/tpc", "70000", "9-3", "--x"],
        ),
    ] {
        for (arguments, status) in [(unknown, 1), (wrong, 2)] {
            for argument in arguments {
                let output = run(name, &[argument], "");
                assert_eq!(output.status.code(), Some(status), "{name} {argument}");
                assert!(output.stdout.is_empty(), "{name} {argument}");
            }
        }
        // The worst counts.
        let output = run(name, &[wrong[0], unknown[0]], "");
        assert_eq!(output.status.code(), Some(2), "{name}");
    }
    // A line of standard input is not an argument.
    let output = run("lookup", &["-"], "443/tpc\n22-23/tcp\n9-3\n");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "lookup: standard input:1: invalid query \"443/tpc\": expected tcp, udp, sctp or dccp after the \
         slash\n\
         lookup: standard input:2: invalid query \"22-23/tcp\": expected one port on a line, not a \
         range\n\
         lookup: standard input:3: port range 9-3 runs backwards: expected the lower port first\n"
    );
}

#[test]
fn a_bare_port_is_of_every_transport_protocol() {
    let output = run("lookup", &["--tsv", "53"], "");
    let field = |line: &str| line.split('\t').nth(2).unwrap_or_default().to_owned();
    let protocols: Vec<String> = text(&output.stdout).lines().map(field).collect();
    assert_eq!(protocols, PROTOCOLS);
    let output = run("services-file", &["53"], "");
    let lines = text(&output.stdout).lines();
    let entries: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    assert_eq!(
        entries,
        [
            "domain         \t53/tcp\tdns named",
            "domain         \t53/udp\tdns named"
        ]
    );
}

/// Controls, bidirectional controls and line ends do not reach a terminal or another line.
#[test]
fn queries_are_escaped() {
    let odd = "a\u{1b}[2Jb\u{202e}c\u{2028}d\te";
    for option in ["--tsv", "--csv", "--json"] {
        let output = run("lookup", &[option, odd], "");
        let heading = usize::from(option == "--csv");
        let lines: Vec<&str> = text(&output.stdout).lines().collect();
        assert_eq!(lines.len(), 1 + heading, "{option}");
        let line = lines[heading];
        let is_harmless = |one: char| !one.is_control() && !matches!(one, '\u{202e}' | '\u{2028}');
        assert!(line.replace('\t', "").chars().all(is_harmless), "{line:?}");
        if option == "--json" {
            let object: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(object["query"], odd);
            assert!(line.contains("a\\u001b[2Jb\\u202ec\\u2028d\\te"), "{line}");
        } else {
            assert!(
                line.starts_with("a\\u{1b}[2Jb\\u{202e}c\\u{2028}d\\te"),
                "{line}"
            );
        }
        assert_eq!(text(&output.stderr), "");
    }
    for (name, argument) in [
        ("lookup", odd),
        ("services-file", odd),
        ("dump", "--a\u{1b}\nb"),
    ] {
        let output = run(name, &[argument], "");
        let message = text(&output.stderr).strip_suffix('\n').unwrap().to_owned();
        assert!(!message.contains(char::is_control), "{message:?}");
        assert!(message.contains("\\u{1b}"), "{message:?}");
    }
}

#[test]
fn wrong_arguments_are_another_failure() {
    for (name, arguments, message) in [
        (
            "lookup",
            &[][..],
            "lookup: no query: expected a port or a service name; see --help\n",
        ),
        (
            "lookup",
            &["--tvs", "443"],
            "lookup: invalid option '--tvs'\n",
        ),
        ("dump", &["--yaml"], "dump: invalid option '--yaml'\n"),
        ("dump", &["443"], "dump: unexpected argument \"443\"\n"),
    ] {
        let output = run(name, arguments, "");
        assert_eq!(text(&output.stderr), message);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn help_and_version_are_on_standard_output() {
    let diff = if cfg!(feature = "csv") {
        "diff"
    } else {
        "dump"
    };
    for name in ["lookup", "dump", "services-file", "port-map", diff] {
        let help = run(name, &["--help"], "");
        assert!(help.status.success());
        assert!(text(&help.stdout).contains(&format!("Usage: {name}")));
        let version = run(name, &["--version"], "");
        let (number, snapshot) = (env!("CARGO_PKG_VERSION"), oracle::file("snapshot"));
        let expected = format!("{name} {number}, registry of {}\n", snapshot.trim());
        assert_eq!(text(&version.stdout), expected);
    }
}

#[test]
fn manual_pages_and_completions() {
    let diff = if cfg!(feature = "csv") {
        "diff"
    } else {
        "dump"
    };
    for name in ["lookup", "dump", "services-file", "port-map", diff] {
        let help = run(name, &["--help"], "").stdout;
        let page = run(name, &["--man"], "").stdout;
        let begin = format!(".TH {} 1 ", name.to_uppercase().replace('-', r"\-"));
        assert!(text(&page).starts_with(&begin), "{name}");
        // The page has the whole help, with escapes of roff.
        let lines = text(&page)
            .lines()
            .filter_map(|line| line.strip_prefix(r"\&"));
        let unescaped: Vec<String> = lines
            .map(|line| line.replace(r"\-", "-").replace(r"\e", "\\"))
            .collect();
        assert_eq!(unescaped, text(&help).lines().collect::<Vec<_>>(), "{name}");

        let is_long = |word: &&str| word.starts_with("--");
        let in_help: Vec<&str> = text(&help)
            .lines()
            .filter_map(|line| line.trim_start().split("  ").next())
            .filter(|names| names.starts_with('-'))
            .flat_map(str::split_whitespace)
            .filter(is_long)
            .collect();
        assert!(in_help.len() > 3, "{name}");
        for (shell, options) in [
            ("bash", in_help.join(" ")),
            ("zsh", in_help.join(" ")),
            (
                "fish",
                format!("complete -c {name} -s h -l help -d 'print this help'"),
            ),
        ] {
            let script = run(name, &["--completions", shell], "");
            assert!(text(&script.stdout).contains(&options), "{name} {shell}");
        }
        let output = run(name, &["--completions", "csh"], "");
        assert_eq!(
            text(&output.stderr),
            format!("{name}: unknown shell \"csh\": expected bash, fish or zsh\n")
        );
        assert_eq!(output.status.code(), Some(2));
    }
}
