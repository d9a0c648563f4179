//! Runs the program, and reads its output.

use std::process::{Command, Output};

use serde_json::Value;

use crate::support::fed::{json_lines, text};

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_probe"));
    command.args(arguments);
    command
}

pub fn probe(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// Returns the result of the only probe of this argument, with the note.
pub fn result(arguments: &[&str]) -> (String, Option<String>) {
    let output = probe(&[&["--json"], arguments].concat());
    let lines = json_lines(&output);
    let [line] = &lines[..] else {
        panic!("{arguments:?}: {output:?}");
    };
    let note = line["note"].as_str().map(str::to_owned);
    (line["result"].as_str().unwrap().to_owned(), note)
}

pub fn results(output: &Output) -> Vec<(u64, String)> {
    let of = |line: &Value| {
        let result = line["result"].as_str().unwrap().to_owned();
        (line["port"].as_u64().unwrap(), result)
    };
    json_lines(output).iter().map(of).collect()
}

/// Returns the text with `#.###` for each time, at the end of the space that it takes.
pub fn without_times(output: &[u8]) -> String {
    let mut text = text(output).to_owned();
    let mut from = 0;
    while let Some(end) = text[from..].find(" ms").map(|at| from + at) {
        let is_of_number = |one: char| one.is_ascii_digit() || one == '.';
        let begin = text[..end].rfind(|one| !is_of_number(one)).unwrap() + 1;
        assert_eq!(text[begin..end].split_once('.').unwrap().1.len(), 3);
        // In the last line, there is one space before a time.
        let is_in_column = text[..begin].ends_with("  ");
        let spaces = if is_in_column { end - begin - 5 } else { 0 };
        let masked = " ".repeat(spaces) + "#.###";
        text.replace_range(begin..end, &masked);
        from = begin + masked.len() + " ms".len();
    }
    text
}

/// Returns the last line of the summary without its times.
pub fn total(output: &[u8]) -> String {
    let text = text(output);
    let last = text.lines().next_back().unwrap();
    let (counts, _) = last.split_once(';').unwrap_or((last, ""));
    counts.to_owned()
}
