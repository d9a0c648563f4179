//! The exact errors for a broken file of protocol numbers.

use crate::registries::files::shipped;
use crate::registries::{compile_protocol_numbers, source};

const FILE: &str = "protocol-numbers-1.csv";

fn real() -> String {
    String::from_utf8(shipped(FILE)).unwrap()
}

/// Returns the problems of the real file after one replacement. `LINE` in `expected` is the line of
/// the replacement.
#[track_caller]
fn refused(whole: &str, broken: &str, expected: &[&str]) {
    let real = real();
    assert_eq!(real.matches(whole).count(), 1, "{whole:?}");
    let (before, _) = real.split_once(whole).unwrap();
    let line = 1 + before.matches('\n').count() + usize::from(whole.starts_with('\n'));
    let text = real.replacen(whole, broken, 1);
    let Err(problems) = compile_protocol_numbers(&source(FILE, text)) else {
        panic!("builds with {broken:?}");
    };
    let expected: Vec<String> = expected
        .iter()
        .map(|problem| format!("{FILE}:{}", problem.replace("LINE", &line.to_string())))
        .collect();
    let problems = problems.to_string();
    assert_eq!(problems.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn the_real_file_is_compiled() {
    assert!(compile_protocol_numbers(&source(FILE, real())).is_ok());
}

#[test]
fn numbers() {
    let expected = "expected a number to 255, or two as in 148-252";
    for number in ["256", "01", "1-", "9-1", "-", "one"] {
        refused(
            "\n1,ICMP,",
            &format!("\n{number},ICMP,"),
            &[&format!("LINE: Decimal: {number:?}: {expected}")],
        );
    }
    refused(
        "\n1,ICMP,",
        "\n2,ICMP,",
        &["4: Decimal: 2 has two records: expected one"],
    );
    refused(
        "148-252",
        "149-252",
        &["1: Decimal: 148 has no record: expected all numbers from 0 to 255"],
    );
}

#[test]
fn keywords() {
    refused(
        "\n1,ICMP,",
        "\n1,igmp,",
        &["4: Keyword: \"igmp\" is on line 3 too: expected it once"],
    );
    refused(
        "\n1,ICMP,",
        "\n1,12,",
        &["LINE: Keyword: \"12\": expected a letter in it"],
    );
    refused(
        "\n6,TCP,",
        "\n6,TPC,",
        &["LINE: Keyword: \"TPC\" has the number 6: expected tcp to have 6"],
    );
}

#[test]
fn extension_headers_and_headings() {
    refused(
        "\n1,ICMP,Internet Control Message,,",
        "\n1,ICMP,Internet Control Message,yes,",
        &["LINE: IPv6 Extension Header: \"yes\": expected Y, N or nothing"],
    );
    refused(
        "Decimal,",
        "Number,",
        &["1: Decimal: missing column: expected a heading \"Decimal\""],
    );
}
