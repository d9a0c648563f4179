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
