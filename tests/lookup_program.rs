//! Runs the example program `lookup`: its JSON, its search by words, and its colours.

mod support;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use port_registry::Service;
use serde_json::Value;
use support::fed::{json_lines, text, tsv_fields};
use support::oracle::{PROTOCOLS, SHIPPED};
use support::program::{program, run};

#[test]
fn json_has_the_values_of_tsv() {
    let mut queries = String::new();
    for port in (0..=u16::MAX).filter(|port| *port < 10_000 || port % 251 == 0) {
        for protocol in PROTOCOLS {
            writeln!(queries, "{port}/{protocol}").unwrap();
        }
    }
    for name in SHIPPED.names() {
        writeln!(queries, "{name}").unwrap();
    }
    queries += "443\nhtps\nhttps/dccp\n70000\n80/icmp\nicmp\n47/ip\n256/ip\nmobility header\na b\n\"\\\n\u{1}\n";
    let tsv = run("lookup", &["--tsv", "-"], &queries);
    let json = run("lookup", &["--json", "-"], &queries);
    assert_eq!(json.status.code(), Some(1));
    let mut objects = json_lines(&json).into_iter();
    for line in text(&tsv.stdout).lines() {
        let object = objects.next().unwrap();
        let told = tsv_fields(&object);
        assert_eq!(told.join("\t").replace('\u{1}', "\\u{1}"), line);
        let first = told[1].split('-').next().unwrap();
        assert_eq!(object["port"].as_u64(), first.parse().ok(), "{object}");
        // The keys are always the same, with null for an empty value.
        assert_eq!(object.as_object().unwrap().len(), 11, "{object}");
        for key in ["ports", "protocol", "class", "status", "service"] {
            assert_ne!(object[key], "", "{object}");
        }
    }
    assert_eq!(objects.next(), None);
}

#[test]
fn a_query_that_is_not_utf_8_has_valid_json() {
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let output = run("lookup", &["--json", "-"], every_byte);
    let objects = json_lines(&output);
    assert_eq!(objects.len(), 2, "a line feed is among the bytes");
    for object in objects {
        assert_eq!(object["status"], "invalid");
        assert_eq!(object["port"], Value::Null);
    }
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_line_that_is_too_long_is_skipped() {
    let longest = "x".repeat(1 << 16);
    let output = run("lookup", &["--tsv", "-"], format!("22\n{longest}\n"));
    assert_eq!(output.status.code(), Some(1));
    let output = run(
        "lookup",
        &["--tsv", "-"],
        format!("22/tcp\n{longest}x\n23/tcp\n"),
    );
    let long = "lookup: standard input:2: longer than 65536 bytes\n";
    assert_eq!(text(&output.stderr), long);
    assert_eq!(text(&output.stdout).lines().count(), 2);
    assert_eq!(output.status.code(), Some(1));
    // A line without an end, as `/dev/zero` has, is given up.
    let output = run(
        "lookup",
        &["--tsv", "-"],
        format!("22/tcp\n{}", "x".repeat(80 << 20)),
    );
    assert_eq!(
        text(&output.stderr),
        format!("{long}lookup: standard input:2: no end of the line was found\n")
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_first_100_unknown_names_have_suggestions() {
    let output = run("lookup", &["-"], "htps\n".repeat(101));
    let unknown = |line| format!("lookup: standard input:{line}: \"htps\" is not registered");
    let suggestion = |line| unknown(line) + "; did you mean https?\n";
    let suggestions: String = (1..=100).map(suggestion).collect();
    assert_eq!(text(&output.stderr), suggestions + &unknown(101) + "\n");
}

#[test]
fn the_first_20_malformed_lines_are_reported() {
    let output = run("lookup", &["-"], "443/tpc\n".repeat(22));
    let lines: Vec<&str> = text(&output.stderr).lines().collect();
    let message = "invalid query \"443/tpc\": expected tcp, udp, sctp or dccp after the slash";
    assert_eq!(lines[19], format!("lookup: standard input:20: {message}"));
    assert_eq!(lines[20..], ["lookup: 2 more lines not read"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn json_keeps_what_tsv_cannot_carry() {
    let output = run("lookup", &["--json", "a\tb"], "");
    assert_eq!(json_lines(&output)[0]["query"], "a\tb");
    let with_lines = SHIPPED.rows.iter().find(|row| {
        let is_preferred = |port| row.name() == service_name(port, row.protocol());
        let first = row.span().filter(|_| !row.protocol().is_empty());
        row.description().contains('\n') && first.is_some_and(|(port, _)| is_preferred(port))
    });
    let row = with_lines.expect("a description of several lines");
    let query = format!("{}/{}", row.span().unwrap().0, row.protocol());
    let output = run("lookup", &["--json", &query], "");
    assert_eq!(json_lines(&output)[0]["description"], row.description());
}

fn service_name(port: u16, protocol: &str) -> &'static str {
    let protocol = PROTOCOLS.into_iter().find(|one| *one == protocol).unwrap();
    let services = SHIPPED.services(port, protocol);
    services.first().map_or("", |row| SHIPPED.rows[*row].name())
}

#[test]
fn words_find_services_best_first() {
    for words in [
        "internet printing",
        "imap",
        "postgres",
        "x11",
        "no such thing",
    ] {
        let expected: Vec<&str> = Service::search(words).map(Service::name).collect();
        let words: Vec<&str> = words.split(' ').collect();
        let arguments = [&["--tsv", "-s"][..], &words].concat();
        let output = run("lookup", &arguments, "");
        let lines = text(&output.stdout).lines();
        let mut told: Vec<&str> = lines.map(|line| line.split('\t').nth(5).unwrap()).collect();
        if expected.is_empty() {
            assert_eq!(
                text(&output.stdout),
                format!("{}\t\t\t\tunknown\t\t\t\n", words.join(" "))
            );
            assert_eq!(output.status.code(), Some(1));
            continue;
        }
        assert_eq!(output.status.code(), Some(0));
        // Services with a port come before a record of the same name without a port.
        told.retain(|name| expected.contains(name));
        assert_eq!(told, expected);
    }
}

#[test]
fn words_find_the_service_that_a_name_without_a_port_means() {
    let output = run("lookup", &["-s", "remote", "desktop"], "");
    let shown = text(&output.stdout);
    let place = |cells: &str| {
        let mut lines = shown.lines();
        let place = lines.position(|line| line.starts_with(cells));
        place.unwrap_or_else(|| panic!("{cells}: {shown}"))
    };
    assert!(place("3389  tcp       registered  assigned  ms-wbt-server") <= 3);
    assert_eq!(text(&output.stderr), "rdp -> ms-wbt-server\n");
    let rdp = shown.lines().position(|line| line.contains(" rdp  "));
    assert!(rdp > Some(place("3389  udp")));
}

#[test]
fn a_search_shows_as_many_as_fit_and_counts_the_others() {
    let all = run("lookup", &["--tsv", "--search", "http"], "");
    assert_eq!(text(&all.stderr), "");
    let all: Vec<&str> = text(&all.stdout).lines().collect();
    let count = all.len();
    assert!(count > 30);

    let table = run("lookup", &["--search", "http"], "");
    assert_eq!(text(&table.stdout).lines().count(), 1 + 20);
    let remark = format!("lookup: {} more; --limit {count} shows all\n", count - 20);
    assert_eq!(text(&table.stderr), remark);

    for limit in [1, 2, count - 1, count, count + 1] {
        let arguments = ["-s", "http", "--limit", &limit.to_string()];
        let shown = limit.min(count);
        let table = run("lookup", &arguments, "");
        assert_eq!(text(&table.stdout).lines().count(), 1 + shown);
        let tsv = run("lookup", &[&arguments[..], &["--tsv"]].concat(), "");
        let lines: Vec<&str> = text(&tsv.stdout).lines().collect();
        assert_eq!(lines, all[..shown]);
        let json = run("lookup", &[&arguments[..], &["--json"]].concat(), "");
        let lines: Vec<String> = json_lines(&json)
            .iter()
            .map(|o| tsv_fields(o).join("\t"))
            .collect();
        assert_eq!(lines, all[..shown]);
        let remark = match count - shown {
            0 => String::new(),
            more => format!("lookup: {more} more; --limit {count} shows all\n"),
        };
        for output in [table, tsv, json] {
            assert_eq!(text(&output.stderr), remark);
            assert_eq!(output.status.code(), Some(0));
        }
    }
}

#[test]
fn a_search_without_results_fails() {
    let output = run("lookup", &["-s", "no", "such", "thing"], "");
    assert_eq!(text(&output.stdout), "");
    assert_eq!(
        text(&output.stderr),
        "lookup: no service fits \"no such thing\"\n"
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(run("lookup", &["-s", ""], "").status.code(), Some(1));
}

#[test]
fn options_that_exclude_each_other_are_refused() {
    for (arguments, message) in [
        (
            &["--tsv", "--json", "22"][..],
            "--tsv and --json exclude each other",
        ),
        (
            &["--all", "22", "--tsv"],
            "--all and --tsv exclude each other",
        ),
        (
            &["--json", "--all", "22"],
            "--json and --all exclude each other",
        ),
        (&["-s"], "no words: expected what to search for; see --help"),
        (
            &["--limit", "3", "http"],
            "--limit without --search: expected words to search for",
        ),
        (
            &["-s", "http", "--limit", "0"],
            "invalid limit \"0\": expected a number from 1",
        ),
        (
            &["-s", "http", "-n", "ten"],
            "invalid limit \"ten\": expected a number from 1",
        ),
        (&["-s", "http", "-n"], "missing argument for option '-n'"),
    ] {
        let output = run("lookup", arguments, "");
        assert_eq!(text(&output.stderr), format!("lookup: {message}\n"));
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
    }
    // The same option may be repeated.
    assert!(
        run("lookup", &["--tsv", "--tsv", "22"], "")
            .status
            .success()
    );
}

#[test]
fn a_reserved_port_shows_why_it_is() {
    let is_both = |port: &u16| {
        let rows = SHIPPED.covering(*port, "udp");
        let says = |status| rows.iter().any(|row| SHIPPED.rows[*row].status() == status);
        says("unassigned") && says("reserved") && !says("assigned")
    };
    let ports: Vec<u16> = (0..49152).filter(is_both).collect();
    assert!(!ports.is_empty());
    for port in ports {
        let output = run("lookup", &[&format!("{port}/udp")], "");
        let line = text(&output.stdout).lines().nth(1).unwrap();
        assert!(line.ends_with("reserved  -        Reserved"), "{line}");
    }
}

fn coloured(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = program("lookup");
    let output = command
        .args(arguments)
        .envs(variables.iter().copied())
        .output();
    text(&output.unwrap().stdout).to_owned()
}

/// Removes the escape codes of colours, which end with an `m`.
fn plain(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').unwrap().1)
}

#[test]
fn colours_add_no_information() {
    const FORCE: (&str, &str) = ("CLICOLOR_FORCE", "1");
    let queries = ["443/tcp", "4/tcp", "1023/tcp", "50000/tcp", "https", "rdp"];
    for arguments in [&queries[..], &[&queries[..], &["--all"]].concat()] {
        let words = coloured(arguments, &[]);
        assert!(!words.contains('\u{1b}'), "a file gets none");
        let colours = coloured(arguments, &[FORCE]);
        assert!(colours.contains('\u{1b}'));
        assert_eq!(plain(&colours), words);
        assert_eq!(coloured(arguments, &[FORCE, ("NO_COLOR", "1")]), words);
    }
    let table = coloured(&queries, &[FORCE]);
    let styles = |line: usize| -> usize {
        table
            .lines()
            .nth(line)
            .unwrap()
            .matches("\u{1b}[0m")
            .count()
    };
    assert_eq!(styles(0), 6, "headings");
    assert_eq!(styles(1), 0, "what is common is plain");
    assert!((2..=4).all(|line| styles(line) > 0), "{table}");
    for format in ["--tsv", "--json"] {
        let arguments = [&[format][..], &queries].concat();
        assert_eq!(coloured(&arguments, &[FORCE]), coloured(&arguments, &[]));
    }
}

/// `script` provides a terminal. Where it is missing, the test prints so and passes.
#[test]
#[cfg(target_os = "linux")]
fn a_terminal_gets_colours_unless_it_is_dumb_or_they_are_refused() {
    let lookup = program("lookup").get_program().to_owned();
    let on_terminal = |variables: &[(&str, &str)]| {
        let mut command = std::process::Command::new("script");
        command.args(["-qec", "\"$LOOKUP\" 1023/tcp", "/dev/null"]);
        // In an environment with `CI`, colours may be written without a terminal.
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
            command.env_remove(variable);
        }
        command.env("LOOKUP", &lookup).env("TERM", "xterm");
        command
            .stdin(Stdio::null())
            .envs(variables.iter().copied())
            .output()
    };
    let output = match on_terminal(&[]) {
        Ok(output) => output,
        Err(error) => {
            println!("skipped: cannot run script: {error}");
            return;
        }
    };
    assert!(text(&output.stdout).contains("\u{1b}["), "{output:?}");
    for variable in [("NO_COLOR", "1"), ("TERM", "dumb"), ("CLICOLOR", "0")] {
        let output = on_terminal(&[variable]).unwrap();
        let shown = text(&output.stdout);
        assert!(
            shown.contains("reserved") && !shown.contains('\u{1b}'),
            "{variable:?}: {shown}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    for format in ["--tsv", "--json", "--all"] {
        let output = program("lookup")
            .args([format, "443"])
            .stdout(support::fed::full_disk())
            .output()
            .unwrap();
        let message = text(&output.stderr);
        assert!(message.starts_with("lookup: No space left"), "{message}");
        assert_eq!(output.status.code(), Some(2));
    }
}

/// A closed standard output or standard error, before the program writes anything.
#[test]
#[cfg(unix)]
fn a_closed_pipe_ends_the_program_without_an_error() {
    for format in ["--tsv", "--json", "--all"] {
        for query in ["443\n", "no-such-name\n"] {
            let mut child = program("lookup")
                .args([format, "-"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let remarks = query == "no-such-name\n" && format == "--all";
            if remarks {
                drop(child.stderr.take());
            } else {
                drop(child.stdout.take());
            }
            child
                .stdin
                .take()
                .unwrap()
                .write_all(query.as_bytes())
                .unwrap();
            let output = child.wait_with_output().unwrap();
            assert_eq!(text(&output.stderr), "");
            // Nobody reads that the name is unknown, but the exit status says it.
            let status = i32::from(remarks);
            assert_eq!(output.status.code(), Some(status), "{format} {query}");
        }
    }
}
