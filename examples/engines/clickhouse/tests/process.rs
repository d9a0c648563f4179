//! What ClickHouse expects of the process: chunks are answered one by one, it ends with its input, and its configuration fits.

mod support;

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use support::{RESULT, assert_answers, names_and_types, program, run};

#[test]
fn a_chunk_is_answered_before_the_next_is_sent() {
    let mut child = program(&["port_service", "TabSeparated"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    for (chunk, expected) in [
        (&b"1\n443\t6\n"[..], &b"https\n"[..]),
        (b"0\n", b""),
        (b"2\n22\t6\n9\t1\n", b"ssh\n\\N\n"),
    ] {
        // ClickHouse's buffer may end anywhere.
        for byte in chunk {
            stdin.write_all(&[*byte]).unwrap();
            thread::sleep(Duration::from_millis(1));
        }
        let mut results = vec![0; expected.len()];
        stdout.read_exact(&mut results).unwrap();
        assert_eq!(results, expected);
    }
    drop(stdin);
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, b"");
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_chunk_may_be_empty_or_large() {
    let arguments = ["port_service", "RowBinaryWithNamesAndTypes"];
    assert_answers(&arguments, b"", b"");
    let types = ["UInt16", "UInt8"];
    assert_answers(&arguments, &names_and_types(0, &types), RESULT);
    // The results are more than are kept.
    let rows = 1_000_000;
    let mut input = names_and_types(rows, &types);
    input.extend([0xbb, 0x01, 6].repeat(rows));
    let results = [RESULT, &b"\0\x05https".repeat(rows)].concat();
    assert_answers(&arguments, &input, &results);
}

#[test]
fn a_reader_that_closes_the_pipe_is_no_error() {
    let mut child = program(&["port_service", "TabSeparated"]).spawn().unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"1\n443\t6\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut command = program(&["port_service", "TabSeparated"]);
    let mut child = command.stdout(Stdio::from(full)).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"1\n443\t6\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "port-clickhouse: cannot write the output: No space left on device (os error 28)\n"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn input_that_cannot_be_read_is_an_error() {
    let folder = File::open(env!("CARGO_MANIFEST_DIR")).unwrap();
    let mut command = program(&["port_service", "TabSeparated"]);
    let output = command.stdin(Stdio::from(folder)).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "port-clickhouse: cannot read the input: Is a directory (os error 21)\n"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn help_and_version() {
    for option in ["-h", "--help"] {
        let output = run(&[option], b"");
        assert!(output.status.success());
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(help.contains("Usage: port-clickhouse FUNCTION FORMAT"));
    }
    let snapshot = include_str!("../../../../registry/snapshot").trim();
    let version = env!("CARGO_PKG_VERSION");
    for option in ["-V", "--version"] {
        let output = run(&[option], b"");
        assert!(output.status.success());
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            format!("port-clickhouse {version}, registry of {snapshot}\n")
        );
    }
}

#[test]
fn the_configuration_fits_the_program() {
    let xml = include_str!("../port_registry_function.xml");
    let document = roxmltree::Document::parse(xml).unwrap();
    let functions: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name("function"))
        .collect();
    assert_eq!(functions.len(), 2);
    for function in functions {
        let of = |node: roxmltree::Node<'_, '_>, tag: &str| {
            let mut children = node.children();
            let child = children.find(|child| child.has_tag_name(tag.to_owned().as_str()));
            child.and_then(|child| child.text()).unwrap().to_owned()
        };
        let command = of(function, "command");
        let words: Vec<&str> = command.split(' ').collect();
        let [program, name, format] = words[..] else {
            panic!("{command}");
        };
        assert_eq!(program, "port-clickhouse");
        assert_eq!(name, of(function, "name"));
        assert_eq!(format, of(function, "format"));
        assert_eq!(of(function, "type"), "executable_pool");
        assert_eq!(of(function, "send_chunk_header"), "1");
        assert_eq!(of(function, "return_type"), "Nullable(String)");
        let arguments = function.children();
        let types: Vec<String> = arguments
            .filter(|child| child.has_tag_name("argument"))
            .map(|argument| of(argument, "type"))
            .collect();
        let types: Vec<&str> = types.iter().map(String::as_str).collect();
        let mut input = names_and_types(1, &types);
        input.extend(types.iter().map(|_| 1)); // nulls
        assert_answers(&[name, format], &input, &[RESULT, &[1]].concat());
    }
}
