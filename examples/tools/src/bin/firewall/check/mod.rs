//! Explains the ports of a rule set, for the option `--check`.
//!
//! Called by `main`. `nftables` and `iptables` parse the rule set into the rules of `rule`, and
//! `explain` prints them.

mod explain;
mod iptables;
mod nftables;
mod rule;
mod values;

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use memchr::memchr_iter;
use port_registry_tools::format::Format;
use port_registry_tools::program::{self, AnyError, Ending};
use port_registry_tools::remark::remark;
use port_registry_tools::unread;

use crate::NAME;
use crate::options::Warnings;
use rule::Reading;

/// The error returned when the file is not a rule set.
#[derive(Debug, thiserror::Error)]
enum CheckError {
    #[error("{0}")]
    File(String, #[source] io::Error),
    #[error("{0}:{1}: invalid UTF-8: expected a rule set as text")]
    NotText(String, usize),
    #[error("{0}:{1}: JSON can't be read: expected what `nft list ruleset` prints without -j")]
    Json(String, usize),
    #[error("{0}: no rules: expected a rule set of nftables or iptables-save")]
    Nothing(String),
}

pub fn run(file: &Path, format: Format, warnings: Warnings) -> Result<Ending, AnyError> {
    let name = if file == Path::new("-") {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    };
    let reading = read(file, &name)?;
    let lines = explain::explanations(&reading.rules);
    // Rules that can't be read are reported after the table, where they are noticed.
    program::print(explain::write(&lines, format)?)?;
    let unread = reading
        .unread
        .iter()
        .map(|unread| format!("{name}:{unread}"));
    unread::report(NAME, unread, reading.unread.len() as u64, "rule");
    let warned = lines.iter().filter(|line| line.has_warning()).count();
    let is_failed = warnings == Warnings::Fail && warned > 0;
    if is_failed {
        remark(format_args!(
            "{NAME}: {name}: {warned} of {} lines have warnings",
            lines.len()
        ));
    }
    Ok(Ending::complete_if(reading.unread.is_empty() && !is_failed))
}

fn read(file: &Path, name: &str) -> Result<Reading, CheckError> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let bytes = bytes.map_err(|error| CheckError::File(name.to_owned(), error))?;
    let text = str::from_utf8(&bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + memchr_iter(b'\n', before).count();
        CheckError::NotText(name.to_owned(), line)
    })?;
    let first = text
        .lines()
        .map(str::trim)
        .zip(1..)
        .find(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    let mut reading = Reading::default();
    match first {
        None => return Err(CheckError::Nothing(name.to_owned())),
        Some((line, number)) if line.starts_with('{') => {
            return Err(CheckError::Json(name.to_owned(), number));
        }
        // Only the format of iptables-save has lines that begin with these characters.
        Some((line, _)) if line.starts_with(['*', ':', '-', '[']) => {
            iptables::read(text, &mut reading);
        }
        Some(_) => nftables::read(text, &mut reading),
    }
    reading.unread.sort_by_key(|unread| unread.line);
    Ok(reading)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The tokens of nftables rule sets. Random text rarely gets beyond the first word, but random
    /// sequences of tokens do.
    const PIECES: [&str; 49] = [
        "\u{c}",
        "table",
        "inet",
        "t",
        "chain",
        "set",
        "c",
        "s",
        "{",
        "}",
        "{",
        "}",
        ";",
        "\n",
        ",",
        "type",
        "inet_service",
        "elements",
        "=",
        "define",
        "$s",
        "@s",
        "add",
        "rule",
        "element",
        "tcp",
        "th",
        "dport",
        "!=",
        "<",
        ">=",
        "-",
        "22",
        "80-90",
        "9-3",
        "ssh",
        "\"ssh\"",
        "\"",
        "#",
        "\\",
        "vmap",
        ":",
        "accept",
        "meta",
        "l4proto",
        ".",
        "reject",
        "log",
        "set",
    ];
    /// The tokens of iptables rule sets.
    const OPTIONS: [&str; 24] = [
        "*filter",
        ":INPUT",
        "DROP",
        "-A",
        "INPUT",
        "-p",
        "tcp",
        "!",
        "--dport",
        "--dports",
        "22",
        "1:5,7",
        ":",
        ",",
        "-j",
        "ACCEPT",
        "-m",
        "comment",
        "--comment",
        "\"",
        "'",
        "\\",
        "\n",
        "COMMIT",
    ];

    fn read_both(text: &str) -> [Reading; 2] {
        let mut readings = [Reading::default(), Reading::default()];
        let [nft, save] = &mut readings;
        nftables::read(text, nft);
        iptables::read(text, save);
        readings
    }

    fn joined(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
        let piece = proptest::sample::select(pieces);
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" "))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_is_too_much(
            text in prop_oneof![".*", joined(&PIECES), joined(&OPTIONS)]
        ) {
            let lines = text.split('\n').count();
            for reading in read_both(&text) {
                for unread in &reading.unread {
                    prop_assert!((1..=lines).contains(&unread.line), "{unread:?}");
                }
                for rule in &reading.rules {
                    prop_assert!((1..=lines).contains(&rule.line), "{rule:?}");
                }
            }
        }
    }

    #[test]
    fn nesting_and_definitions_of_definitions_have_an_end() {
        let braces = "{".repeat(1_000_000);
        let [reading, _] = read_both(&braces);
        assert!(
            reading
                .unread
                .iter()
                .any(|unread| unread.error == rule::RuleError::TooMuch)
        );

        let mut text = "define a0 = 22\n".to_owned();
        for at in 1..60 {
            let before = at - 1;
            let nested = format!("$a{before}, $a{before}, {{ $a{before} }}");
            text += &["define a", &at.to_string(), " = { ", &nested, " }\n"].concat();
        }
        let [reading, _] = read_both(&text);
        assert!(
            reading
                .unread
                .iter()
                .any(|unread| unread.error == rule::RuleError::TooMuch)
        );
    }
}
