//! Checks of the compile step that hold for any input, for the targets that compile a registry.

pub use crate::registries::{Compiled, Error, Inputs, Missing, Source};

use crate::most_lines;
use crate::registries::reading::Reading;
use crate::registries::tables::{ByteOrder, Tables, Target};
use crate::registries::{self, answers};

/// The number of problems that are listed one by one.
const SHOWN: usize = 20;

/// Compiles the inputs. Checks the problems, or that the tables state their number of records.
pub fn compile(inputs: &Inputs) -> Result<Compiled, Error> {
    let result = registries::compile(inputs);
    match &result {
        Ok(compiled) => check_compiled(compiled, inputs),
        Err(problems) => check_problems(problems, inputs),
    }
    result
}

/// Compiles again. The same input must lead to the same bytes or the same problems.
pub fn check_repeated(result: &Result<Compiled, Error>, inputs: &Inputs) {
    match (result, registries::compile(inputs)) {
        (Ok(first), Ok(second)) => {
            assert!(first.tables == second.tables, "other tables");
            assert_eq!(first.warnings, second.warnings);
        }
        (Err(first), Err(second)) => assert_eq!(first.problems(), second.problems()),
        (Ok(_), Err(problems)) => panic!("built, then {problems}"),
        (Err(problems), Ok(_)) => panic!("{problems}, then built"),
    }
}

/// Compares the tables with an independent reader of the files. `preferred.csv` and `aliases.csv`
/// must be as their authors would write them. The machine that reads the tables is one of four.
pub fn check_answers(compiled: &Compiled, inputs: &Inputs, machine: u8) {
    let byte_order = [ByteOrder::Little, ByteOrder::Big][usize::from(machine) % 2];
    let target = Target::new([32, 64][usize::from(machine) / 2 % 2], byte_order);
    let tables = Tables::read(&compiled.tables, target).expect("tables for any machine");
    let reading = Reading::of(
        &inputs.registry.bytes,
        &inputs.preferred.bytes,
        &inputs.aliases.bytes,
    );
    assert_eq!(compiled.warnings.len(), reading.passed_over);
    if let Err(difference) = answers::agree(&reading, &tables) {
        panic!("{difference}");
    }
}

fn check_compiled(compiled: &Compiled, inputs: &Inputs) {
    assert!(compiled.tables.is_ascii());
    assert!(compiled.tables.starts_with("// Data only"));
    for warning in &compiled.warnings {
        assert!(inputs.missing == Missing::IsSkipped, "{warning}");
        assert!(warning.contains(": skipped: "), "{warning}");
        check_place(warning, inputs);
    }
}

fn check_problems(error: &Error, inputs: &Inputs) {
    let problems = error.problems();
    let (shown, more) = problems.split_at(problems.len().min(SHOWN));
    let lines: Vec<String> = shown.iter().map(ToString::to_string).collect();
    assert!(!lines.is_empty());
    for line in &lines {
        check_place(line, inputs);
    }
    let more = match more.len() {
        0 => String::new(),
        more => format!("\nand {more} more like these"),
    };
    assert_eq!(error.to_string(), lines.join("\n") + &more);
}

/// Checks that a problem has the form `FILE:LINE: COLUMN: …`, is one line of a terminal, and has a
/// line number of the file.
fn check_place(problem: &str, inputs: &Inputs) {
    assert!(!problem.contains(char::is_control), "{problem:?}");
    assert!(!problem.ends_with('.'), "{problem}");
    let sources = [&inputs.registry, &inputs.preferred, &inputs.aliases];
    let source = sources
        .into_iter()
        .chain(&inputs.snapshot)
        .find(|source| problem.starts_with(&format!("{}:", source.name)))
        .unwrap_or_else(|| panic!("no file in {problem:?}"));
    let rest = &problem[source.name.len() + 1..];
    if rest.starts_with(" too large: ") {
        return;
    }
    let (line, rest) = rest.split_once(": ").expect("a line");
    let line: usize = line.parse().expect("a line's number");
    let lines = most_lines(&source.bytes);
    assert!((1..=lines).contains(&line), "{problem}, of {lines} lines");
    assert!(rest.contains(": "), "no column in {problem:?}");
}

/// Returns whether the registry has few ports in ranges, since each of them is a number in the
/// tables.
pub fn is_small(inputs: &Inputs) -> bool {
    let text = String::from_utf8_lossy(&inputs.registry.bytes);
    let is_of_span = |letter: char| letter.is_ascii_digit() || letter == '-';
    let spans = text
        .split(|letter| !is_of_span(letter))
        .filter_map(|part| part.split_once('-'));
    let ports: u64 = spans
        .filter_map(|(first, last)| {
            let (first, last) = (first.parse::<u16>().ok()?, last.parse::<u16>().ok()?);
            Some(u64::from(last.saturating_sub(first)))
        })
        .sum();
    ports < 20_000
}
