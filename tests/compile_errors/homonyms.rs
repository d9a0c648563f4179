//! The exact errors for a broken file of homonyms.

use crate::registries::{compile_homonyms, source};

const HEADINGS: &str = "name,services,first,reason\n";
const WHOLE: &str = "winrm,wsman wsmans,wsman,Microsoft says so\n";

#[track_caller]
fn refused(lines: &str, expected: &[&str]) {
    let text = format!("{HEADINGS}{lines}");
    let Err(problems) = compile_homonyms(&source("homonyms.csv", text)) else {
        panic!("builds");
    };
    let problems = problems.to_string();
    let expected: Vec<String> = expected
        .iter()
        .map(|problem| format!("homonyms.csv:{problem}"))
        .collect();
    assert_eq!(problems.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn whole_lines_are_compiled() {
    let known_use = "oracle,,known-use,why\n";
    for lines in ["", WHOLE, "dicom,acr-nema,dicom,why\n", known_use] {
        let text = format!("{HEADINGS}{lines}");
        assert!(compile_homonyms(&source("homonyms.csv", text)).is_ok());
    }
}

#[test]
fn each_cell_is_checked() {
    let services = |cell: &str| {
        format!("2: services: {cell:?}: expected one service name, or two with a space between")
    };
    for (whole, broken, expected) in [
        (
            "winrm,",
            "win_rm,",
            "2: name: invalid service name \"win_rm\": expected ASCII letters, digits and hyphens only".to_owned(),
        ),
        (
            "winrm,",
            "WinRM,",
            "2: name: invalid service name \"WinRM\": expected no capital letters".to_owned(),
        ),
        ("wsman wsmans", "wsman wsmans winrms", services("wsman wsmans winrms")),
        ("wsman wsmans", "wsman  wsmans", services("wsman  wsmans")),
        ("wsman wsmans", "wsman ws_mans", services("wsman ws_mans")),
        (
            ",wsman,",
            ",known-use,",
            "2: first: \"known-use\": expected \"winrm\" or the first of \"wsman wsmans\"".to_owned(),
        ),
        (
            ",wsman,",
            ",wsmans,",
            "2: first: \"wsmans\": expected \"winrm\" or the first of \"wsman wsmans\"".to_owned(),
        ),
        (
            "Microsoft says so",
            "",
            "2: reason: empty: expected why that is first".to_owned(),
        ),
    ] {
        refused(&WHOLE.replacen(whole, broken, 1), &[&expected]);
    }
    let twice = format!("{WHOLE}{WHOLE}");
    refused(
        &twice,
        &["3: name: \"winrm\" is on line 2 too: expected it once"],
    );
}

#[test]
fn each_column_must_be_there() {
    for column in ["name", "services", "first", "reason"] {
        let text = HEADINGS.replace(column, "x");
        let problems = compile_homonyms(&source("homonyms.csv", text)).unwrap_err();
        let expected =
            format!("homonyms.csv:1: {column}: missing column: expected a heading {column:?}");
        assert_eq!(problems.to_string(), expected);
    }
}
