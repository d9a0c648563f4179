//! The forms of the output.

use std::io::{Read, Write};
use std::process::Stdio;

use crate::folder::{Folder, Ran};

const VALUES: &str =
    "SELECT * FROM (VALUES (1, 'a', 2.5, true), (20, NULL, NULL, false)) AS t(n, s, f, b)";

#[test]
fn every_format() {
    let folder = Folder::new();
    for (option, expected) in [
        (None, " n  s    f  b\n 1  a  2.5  true\n20  -    -  false\n"),
        (Some("--csv"), "n,s,f,b\n1,a,2.5,true\n20,,,false\n"),
        (Some("--tsv"), "1\ta\t2.5\ttrue\n20\t\t\tfalse\n"),
        (
            Some("--json"),
            "{\"n\":1,\"s\":\"a\",\"f\":2.5,\"b\":true}\n{\"n\":20,\"s\":null,\"f\":null,\"b\":false}\n",
        ),
    ] {
        let arguments: Vec<&str> = option.into_iter().chain([VALUES]).collect();
        assert_eq!(folder.output(&arguments), expected);
    }
}

#[test]
fn control_characters_are_escaped() {
    let folder = Folder::new();
    folder.write("a.json", r#"{"a\u001b[2J":"x\u001b]0;t\u0007\ny\u202ez"}"#);
    let sql = "SELECT * FROM 'a.json'";
    let text = "x\\u{1b}]0;t\\u{7}\\ny\\u{202e}z";
    for (option, expected) in [
        ("--csv", format!("a\\u{{1b}}[2J\n{text}\n")),
        ("--tsv", format!("{text}\n")),
        (
            "--json",
            "{\"a\\u001b[2J\":\"x\\u001b]0;t\\u0007\\ny\\u202ez\"}\n".to_owned(),
        ),
    ] {
        assert_eq!(folder.output(&[option, sql]), expected, "{option}");
    }
    assert_eq!(folder.output(&[sql]), format!("a\\u{{1b}}[2J\n{text}\n"));
}

#[test]
fn nested_values() {
    let folder = Folder::new();
    folder.write("a.json", r#"{"o":{"x":1,"y":"z"},"l":[1,2]}"#);
    assert_eq!(
        folder.output(&["--json", "SELECT * FROM 'a.json'"]),
        "{\"l\":[1,2],\"o\":{\"x\":1,\"y\":\"z\"}}\n"
    );
    let sql = "SELECT o.x, t.o['y'] AS y, t.l[2] AS l FROM 'a.json' AS t";
    assert_eq!(
        folder.output(&["--csv", &sql.replace("o.x", "t.o['x'] AS x")]),
        "x,y,l\n1,z,2\n"
    );
}

#[test]
fn several_statements_and_files_of_sql() {
    let folder = Folder::new();
    let sql = "CREATE VIEW v AS SELECT 1 AS n; SELECT n FROM v; SELECT n + 1 AS m FROM v;";
    assert_eq!(folder.output(&[sql]), "n\n1\nm\n2\n");
    folder.write("a.sql", sql);
    assert_eq!(folder.output(&["--csv", "--file", "a.sql"]), "n\n1\nm\n2\n");
    let mut child = folder
        .command(&["--csv", "--file", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut input = child.stdin.take().expect("standard input");
    input.write_all(sql.as_bytes()).expect("a pipe");
    drop(input);
    let ran = Ran::new(&child.wait_with_output().expect("the program"));
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(0), "n\n1\nm\n2\n"));
}

#[test]
fn a_plan_has_lines() {
    let folder = Folder::new();
    let plan = folder.output(&["EXPLAIN FORMAT INDENT SELECT 1 AS n"]);
    assert!(
        plan.starts_with("logical_plan\nProjection: Int64(1) AS n\n  EmptyRelation"),
        "{plan}"
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::new();
    let sql = "SELECT value FROM generate_series(1, 2000000)";
    let mut child = folder
        .command(&["--csv", sql])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut output = child.stdout.take().expect("standard output");
    output.read_exact(&mut [0; 10]).expect("the first rows");
    drop(output);
    let ran = Ran::new(&child.wait_with_output().expect("the program"));
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = Folder::new();
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("the device");
    let output = folder
        .command(&["--csv", VALUES])
        .stdout(full)
        .output()
        .expect("the program");
    let ran = Ran::new(&output);
    let expected = "port-sql: cannot write the output: No space left on device (os error 28)\n";
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), expected));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_program_quietly() {
    let folder = Folder::new();
    let sql = "SELECT count(*) FROM generate_series(1, 100000000000)";
    let child = folder
        .command(&[sql])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    std::thread::sleep(std::time::Duration::from_secs(1));
    let process = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &process])
        .status();
    assert!(sent.is_ok_and(|status| status.success()));
    let ran = Ran::new(&child.wait_with_output().expect("the program"));
    assert_eq!(ran.status, Some(130));
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
}

#[test]
fn the_version_has_the_day_of_the_registry() {
    let folder = Folder::new();
    let expected = format!(
        "port-sql {}, registry of {}\n",
        env!("CARGO_PKG_VERSION"),
        port_registry::SNAPSHOT
    );
    assert_eq!(folder.output(&["--version"]), expected);
    assert!(folder.output(&["--help"]).contains("Exit status:"));
    assert!(folder.output(&["--man"]).contains(".SH NAME"));
}
