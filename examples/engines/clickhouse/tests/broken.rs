//! Input that is not in the format, and wrong arguments: the messages, the exit status and what is written before.

mod support;

use support::{RESULT, names_and_types, row_binary, run};

const BINARY: [&str; 2] = ["port_service", "RowBinary"];
const TYPED: [&str; 2] = ["port_service", "RowBinaryWithNamesAndTypes"];
const TEXT: [&str; 2] = ["port_service", "TabSeparated"];

/// Returns what the program writes before the error.
#[track_caller]
fn fails(arguments: &[&str], input: &[u8], message: &str, status: i32) -> Vec<u8> {
    let output = run(arguments, input);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(error, format!("port-clickhouse: {message}\n"));
    assert_eq!(output.status.code(), Some(status));
    output.stdout
}

#[test]
fn chunks_without_the_number_of_rows() {
    let rows =
        "expected the number of rows on a line, as ClickHouse sends it if send_chunk_header is 1";
    for (input, quoted) in [
        (&b"443\t6\n"[..], "443\\t"),
        (b"\x00\xbb\x01", "\\x00"),
        (b"\n", "\\n"),
        (b"-1\n", "-"),
        (b"+1\n", "+"),
        (b"1 \n", "1 "),
        (b"1\r\n", "1\\r"),
        (b"18446744073709551616\n", "18446744073709551616\\n"),
        (b"99999999999999999999", "99999999999999999999"),
    ] {
        for arguments in [BINARY, TEXT] {
            let written = fails(
                arguments.as_slice(),
                input,
                &format!("chunk 1: \"{quoted}\": {rows}"),
                1,
            );
            assert_eq!(written, b"");
        }
    }
    let input = b"1\n443\t6\n443\t6\n";
    let written = fails(&TEXT, input, &format!("chunk 2: \"443\\t\": {rows}"), 1);
    assert_eq!(written, b"https\n");
    // Before an error ClickHouse must find results that it can parse.
    assert_eq!(
        fails(&TYPED, b"x", &format!("chunk 1: \"x\": {rows}"), 1),
        RESULT
    );
}

#[test]
fn input_that_ends_within_a_chunk() {
    let two = row_binary(&[[Some(22), Some(6)], [Some(443), Some(6)]]);
    for end in 1..two.len() {
        let place = match end {
            1 => "chunk 1",
            2..20 => "chunk 1, row 1",
            _ => "chunk 1, row 2",
        };
        let message = format!("{place}: the input ends within the chunk");
        let written = fails(&BINARY, &two[..end], &message, 1);
        assert_eq!(written, if end < 20 { &b""[..] } else { b"\0\x03ssh" });
    }
    let typed = names_and_types(1, &["UInt16", "UInt8"]);
    for end in 1..=typed.len() {
        let place = if end < typed.len() {
            "chunk 1"
        } else {
            "chunk 1, row 1"
        };
        let message = format!("{place}: the input ends within the chunk");
        assert_eq!(fails(&TYPED, &typed[..end], &message, 1), RESULT);
    }
    for input in [&b"1"[..], b"12"] {
        fails(&TEXT, input, "chunk 1: the input ends within the chunk", 1);
    }
    for input in [&b"1\n"[..], b"1\n443", b"1\n443\t", b"1\n443\t6"] {
        fails(
            &TEXT,
            input,
            "chunk 1, row 1: the input ends within the chunk",
            1,
        );
    }
}

#[test]
fn binary_values_of_another_type() {
    // UInt16 and UInt8 where Nullable(Int64) is expected.
    let message = "chunk 1, row 1: port: null flag 187: expected 0 or 1, as Nullable types have it";
    fails(&BINARY, b"1\n\xbb\x01\x06", message, 1);
    let mut input = row_binary(&[[Some(22), Some(6)], [None, Some(6)]]);
    input.splice(input.len() - 9..input.len() - 8, [2]);
    let message =
        "chunk 1, row 2: protocol: null flag 2: expected 0 or 1, as Nullable types have it";
    assert_eq!(fails(&BINARY, &input, message, 1), b"\0\x03ssh");
}

#[test]
fn columns_and_types_that_the_function_does_not_have() {
    for (types, message) in [
        (&["UInt16"][..], "1 columns: expected 2: port, protocol"),
        (
            &["UInt16", "UInt16", "UInt8"],
            "3 columns: expected 2: port, protocol",
        ),
        (
            &["UInt16", "String"],
            "protocol: type \"String\": expected Int8 to Int64 or UInt8 to UInt64, or one of these in Nullable()",
        ),
        (
            &["Nullable(UInt128)", "UInt8"],
            "port: type \"Nullable(UInt128)\": expected Int8 to Int64 or UInt8 to UInt64, or one of these in Nullable()",
        ),
        (
            &["Nullable(UInt16", "UInt8"],
            "port: type \"Nullable(UInt16\": expected Int8 to Int64 or UInt8 to UInt64, or one of these in Nullable()",
        ),
    ] {
        let input = names_and_types(1, types);
        assert_eq!(
            fails(&TYPED, &input, &format!("chunk 1: {message}"), 1),
            RESULT
        );
    }
    let flow = ["flow_service", TYPED[1]];
    let input = names_and_types(1, &["UInt16", "UInt8"]);
    fails(
        &flow,
        &input,
        "chunk 1: 2 columns: expected 3: srcport, dstport, protocol",
        1,
    );
    let long = "chunk 1: a name or a type of 1025 bytes: expected at most 1024";
    fails(&TYPED, b"1\n\x02\x81\x08", long, 1);
    let longest = [&b"1\n\x02\x80\x08"[..], &[b'a'; 1024]].concat();
    let end = "chunk 1: the input ends within the chunk";
    fails(&TYPED, &longest, end, 1);
    let endless = [&b"1\n\x02"[..], &[0xff; 10]].concat();
    let long = "chunk 1: a name or a type of 18446744073709551615 bytes: expected at most 1024";
    fails(&TYPED, &endless, long, 1);
}

#[test]
fn lines_that_are_no_rows() {
    let fields = "expected port, protocol with a tab between them";
    let integer = "expected an integer or \\N";
    for (line, message) in [
        ("443", format!("\"443\": {fields}")),
        ("443\t6\t1", format!("\"443\\t6\\t1\": {fields}")),
        ("", format!("port: \"\": {integer}")),
        ("443\t", format!("protocol: \"\": {integer}")),
        ("443\ttcp", format!("protocol: \"tcp\": {integer}")),
        ("443.0\t6", format!("port: \"443.0\": {integer}")),
        ("443\t6\r", format!("protocol: \"6\\r\": {integer}")),
        ("NULL\t6", format!("port: \"NULL\": {integer}")),
        ("\u{fc}\t6", format!("port: \"\\xc3\\xbc\": {integer}")),
        ("-\t6", format!("port: \"-\": {integer}")),
    ] {
        let input = format!("2\n22\t6\n{line}\n");
        let message = format!("chunk 1, row 2: {message}");
        assert_eq!(fails(&TEXT, input.as_bytes(), &message, 1), b"ssh\n");
    }
    // A line that never ends is not kept in memory, and its first bytes are quoted.
    let endless = ["1\n", &"7".repeat(1 << 20)].concat();
    let quoted = "7".repeat(40);
    let message = format!("chunk 1, row 1: \"{quoted}...\": {fields}");
    fails(&TEXT, endless.as_bytes(), &message, 1);
    let shown = ["1\n", &"x".repeat(40), "\t6\n"].concat();
    let message = format!("chunk 1, row 1: port: \"{}\": {integer}", "x".repeat(40));
    fails(&TEXT, shown.as_bytes(), &message, 1);
}

#[test]
fn wrong_arguments() {
    let count = "expected a function and a format; see --help";
    fails(&[], b"", count, 2);
    fails(&["port_service"], b"", count, 2);
    fails(&["port_service", "RowBinary", "x"], b"", count, 2);
    fails(
        &["port", "RowBinary"],
        b"",
        "unknown function \"port\": expected port_service or flow_service",
        2,
    );
    fails(
        &["port_service", "CSV"],
        b"",
        "unknown format \"CSV\": expected RowBinaryWithNamesAndTypes, RowBinary or TabSeparated",
        2,
    );
}
