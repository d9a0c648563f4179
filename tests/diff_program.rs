//! Runs the example program `diff` as a user does.
#![cfg(feature = "csv")]

mod support;

use support::fed::text;
use support::files::of_rows;
use support::program::run;
use support::scratch;

/// Returns the path of a file of rows with these first four cells. The others are empty.
fn file(name: &str, rows: &[[&str; 4]]) -> String {
    // Tests run at the same time, each on a thread that has its name.
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let path = scratch::folder().join(format!("{test}-{name}"));
    std::fs::write(&path, of_rows(rows)).unwrap();
    path.into_os_string().into_string().unwrap()
}

fn files() -> [String; 2] {
    let old = [
        ["same", "1", "tcp", "Same"],
        ["told", "2", "udp", "Old text"],
        ["former", "3", "tcp", ""],
        ["", "4-5", "", "Unassigned"],
    ];
    let new = [
        ["same", "1", "tcp", "Same"],
        ["told", "2", "udp", "New text"],
        ["later", "3", "tcp", ""],
        ["fresh", "4", "tcp", "Fresh"],
    ];
    [file("old.csv", &old), file("new.csv", &new)]
}

#[test]
fn people_read_what_changed() {
    let [old, new] = files();
    let output = run("diff", &[&old, &new], "");
    assert_eq!(
        text(&output.stdout),
        "\
Added: 1
  fresh 4/tcp  Fresh
Removed: 1
  (no name) 4-5  Unassigned
Renamed: 1
  former 3/tcp is now later 3/tcp
Changed: 1
  told 2/udp
    Description: \"Old text\" -> \"New text\"
"
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(run("diff", &[&old, &old], "").status.code(), Some(0));
}

#[test]
fn the_kind_of_line_ends_is_no_change() {
    let lines = |end: &str| format!("\"Two{end}lines\"");
    let of = |name: &str, end: &str| file(name, &[["told", "2", "udp", &lines(end)]]);
    let (old, new) = (of("unix.csv", "\n"), of("windows.csv", "\r\n"));
    let output = run("diff", &[&old, &new], "");
    let counts = "Added: 0\nRemoved: 0\nRenamed: 0\nChanged: 0\n";
    assert_eq!(text(&output.stdout), counts);
    assert_eq!(output.status.code(), Some(0));
    let words = of("words.csv", "");
    assert_eq!(run("diff", &[&old, &words], "").status.code(), Some(1));
}

#[test]
fn a_changelog_gets_its_entry() {
    let [old, new] = files();
    let output = run("diff", &["--markdown", &old, &new], "");
    assert_eq!(
        text(&output.stdout),
        "\
### Added (1)

- `fresh 4/tcp` – Fresh

### Removed (1)

- records without a name, of reserved or unassigned ports: 1

### Renamed (1)

- `former 3/tcp` is now `later 3/tcp`

### Changed (1)

- `told 2/udp`: description

"
    );
}

#[test]
fn programs_get_an_object_for_each_change() {
    let [old, new] = files();
    let output = run("diff", &["--json", &old, &new], "");
    let objects: Vec<serde_json::Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let kinds: Vec<&str> = objects
        .iter()
        .map(|object| object["change"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["changed", "renamed", "added", "removed"]);
    assert_eq!(objects[0]["columns"]["description"]["old"], "Old text");
    assert_eq!(objects[0]["record"]["service_name"], "told");
}

#[test]
fn files_that_cannot_be_compared_are_errors() {
    let [old, _] = files();
    let broken = file("broken.csv", &[["x", "70000", "tcp", ""]]);
    let output = run("diff", &[&old, &broken], "");
    let expected = format!("diff: {broken}:2: Port Number: invalid port range \"70000\"");
    assert!(
        text(&output.stderr).starts_with(&expected),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(run("diff", &[&old], "").status.code(), Some(2));
}

#[test]
fn lost_names_and_ports_are_listed() {
    let old = file(
        "old.csv",
        &[
            ["same", "1", "tcp", ""],
            ["Gone", "2", "tcp", ""],
            ["gone", "2", "udp", ""],
            ["portless", "3", "tcp", ""],
            ["moved", "4", "tcp", ""],
            ["never", "", "tcp", ""],
            ["two", "5", "tcp", ""],
            ["two", "6", "tcp", ""],
            ["all", "7-8", "", ""],
        ],
    );
    let new = file(
        "new.csv",
        &[
            ["SAME", "1", "tcp", ""],
            ["gone", "2", "udp", ""],
            ["portless", "", "tcp", ""],
            ["moved", "40", "tcp", ""],
            ["never", "", "tcp", ""],
            ["two", "6", "tcp", ""],
            ["all", "7-8", "tcp", ""],
        ],
    );
    let output = run("diff", &["--lost", &old, &new], "");
    let expected = "\
name all/udp
name all/dccp
name all/sctp
name gone/tcp
port portless/tcp
";
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(text(&output.stdout)), sorted(expected));
    assert_eq!(output.status.code(), Some(1));

    let output = run("diff", &["--lost", &old, &old], "");
    assert_eq!((text(&output.stdout), output.status.code()), ("", Some(0)));
}

#[test]
fn what_ten_years_have_lost() {
    let [old, new] = ["registry-2014.csv", "registry-2024.csv"]
        .map(|name| format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR")));
    let output = run("diff", &["--lost", &old, &new], "");
    let lost = text(&output.stdout);
    let count = |start: &str| lost.lines().filter(|line| line.starts_with(start)).count();
    // Counted with another program.
    assert_eq!((count("name "), count("port ")), (76, 7));
    assert!(lost.contains("name imap/udp\n"));
    assert!(lost.contains("port ni-ftp/tcp\n"));
}

#[test]
fn programs_read_a_line_for_each_cell() {
    let [old, new] = files();
    let output = run("diff", &["--csv", &old, &new], "");
    assert_eq!(
        text(&output.stdout),
        "\
change,name,port,protocol,column,old,new
changed,told,2,udp,description,Old text,New text
renamed,later,3,tcp,service_name,former,later
added,fresh,4,tcp,,,Fresh
removed,,4-5,,,Unassigned,
"
    );
    let output = run("diff", &["--csv", "--json", &old, &new], "");
    let message = "diff: --csv and --json exclude each other\n";
    assert_eq!(
        (text(&output.stderr), output.status.code()),
        (message, Some(2))
    );
    let output = run("diff", &["--tsv", &old, &new], "");
    let first = text(&output.stdout).lines().next().unwrap();
    assert_eq!(
        first,
        "changed\ttold\t2\tudp\tdescription\tOld text\tNew text"
    );
    assert_eq!(output.status.code(), Some(1));
}

/// A copy of the registry may have any characters in its descriptions.
#[test]
fn descriptions_are_escaped() {
    let description = "a\u{1b}[2Jb\u{202e}c";
    let old = file(
        "old.csv",
        &[
            ["told", "2", "udp", "Old"],
            ["gone", "3", "tcp", description],
        ],
    );
    let new = file("new.csv", &[["told", "2", "udp", description]]);
    for option in [
        &[][..],
        &["--markdown"],
        &["--csv"],
        &["--tsv"],
        &["--json"],
    ] {
        let output = run("diff", &[option, &[&old, &new]].concat(), "");
        let is_harmless =
            |one: char| matches!(one, '\n' | '\t') || !one.is_control() && one != '\u{202e}';
        let stdout = text(&output.stdout);
        assert!(stdout.chars().all(is_harmless), "{option:?} {stdout:?}");
        assert!(stdout.contains("202e"), "{option:?} {stdout:?}");
    }
    let output = run("diff", &[&old, "no\u{1b}such\nfile"], "");
    let stderr = text(&output.stderr);
    assert!(stderr.contains(r"no\u{1b}such\nfile"), "{stderr:?}");
    assert_eq!(stderr.lines().count(), 1, "{stderr:?}");
    assert_eq!(output.status.code(), Some(2));
}
