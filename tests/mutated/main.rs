//! Tests of registry files with one change each. The build must refuse the file with the right line
//! and column, or compile it to tables that agree with an independent reader.
//!
//! The code that makes a file also states the expected result. `cargo test --test mutated --
//! --nocapture` prints a table of the cases.

#[path = "../support/registries/mod.rs"]
mod registries;
#[path = "../support/mod.rs"]
mod support;

mod accepted;
mod broken;
mod built;
mod cases;
mod file;
mod forms;
mod refused;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use cases::{Case, Cases, Expected, Told};
use file::File;
use registries::files::shipped;
use registries::reading::Reading;
use registries::tables::{ByteOrder, Tables, Target};
use registries::{Compiled, Error, Inputs, Missing, answers, source};

const FILE: &str = "mutated.csv";

/// Compiles a registry as a build with `PORT_REGISTRY_CSV` does.
fn compile(registry: &[u8]) -> Result<Compiled, Error> {
    registries::compile(&Inputs {
        registry: source(FILE, registry),
        preferred: source("preferred.csv", shipped("preferred.csv")),
        aliases: source("aliases.csv", shipped("aliases.csv")),
        known_uses: source("known-uses.csv", shipped("known-uses.csv")),
        snapshot: None,
        missing: Missing::IsSkipped,
    })
}

fn read(registry: &[u8]) -> Reading {
    Reading::of(registry, &shipped("preferred.csv"), &shipped("aliases.csv"))
}

/// Returns the result of a case in a few words. The error says what was expected.
fn result(case: &Case) -> Result<String, String> {
    match (compile(&case.bytes), &case.expected) {
        (Err(problems), Expected::Refused(told)) => {
            let lines: Vec<String> = problems.to_string().lines().map(str::to_owned).collect();
            let is_told = |(line, told): (&String, &Told)| {
                let start = format!("{FILE}:{}: {}: ", told.line, told.column);
                line.strip_prefix(&start)
                    .is_some_and(|message| message.contains(&told.says))
            };
            if lines.len() != told.len() || !lines.iter().zip(told).all(is_told) {
                return Err(lines.join("\n"));
            }
            let shown: String = lines[0].chars().take(60).collect();
            Ok(shown.replace('|', r"\|"))
        }
        (Ok(compiled), Expected::Accepted(file)) => {
            let reading = read(&case.bytes);
            if reading.rows != read(&file.bytes()).rows {
                return Err("the file is not written as the case means it".to_owned());
            }
            // The two byte orders are used in turn.
            let byte_order = [ByteOrder::Little, ByteOrder::Big][case.what.len() % 2];
            let target = Target::new([32, 64][case.what.len() / 2 % 2], byte_order);
            let tables = Tables::read(&compiled.tables, target)?;
            if compiled.warnings.len() != reading.passed_over {
                return Err(compiled.warnings.join("\n"));
            }
            let asked = answers::agree(&reading, &tables)?;
            Ok(format!("{} rows, {asked} answers", reading.rows.len()))
        }
        (Err(problems), Expected::Accepted(_)) => Err(problems.to_string()),
        (Ok(_), Expected::Refused(_)) => Err("builds".to_owned()),
    }
}

fn results(cases: &[Case]) -> Vec<Result<String, String>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut results = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let at = cases.iter().position(|other| std::ptr::eq(other, case));
            results.push((at, result(case)));
        }
        results
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut results: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

#[test]
fn each_mutated_file_is_refused_or_answers_rightly() {
    let cases = Cases::all();
    let mut kinds: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    println!("| no. | kind | what | expected | result |\n| ---: | --- | --- | --- | --- |");
    for (at, (case, result)) in cases.iter().zip(results(&cases)).enumerate() {
        let (expected, is_accepted) = match &case.expected {
            Expected::Refused(told) => (format!("{}: {}", told[0].line, told[0].column), false),
            Expected::Accepted(_) => ("builds".to_owned(), true),
        };
        kinds.entry(case.kind).or_default()[usize::from(is_accepted)] += 1;
        let (number, kind, what) = (at + 1, case.kind, case.what.replace('|', r"\|"));
        let told = result.as_ref().map_or("WRONG", String::as_str);
        println!("| {number} | {kind} | {what} | {expected} | {told} |");
        if let Err(error) = result {
            wrong.push(format!(
                "{number}, {kind}, {what}, expected {expected}:\n{error}"
            ));
        }
    }
    println!("\n| kind | refused | built |\n| --- | ---: | ---: |");
    for (kind, [refused, built]) in &kinds {
        println!("| {kind} | {refused} | {built} |");
    }
    let [refused, built] = [0, 1].map(|at| kinds.values().map(|counts| counts[at]).sum::<usize>());
    println!("| {} kinds | {refused} | {built} |", kinds.len());
    assert!(
        wrong.is_empty(),
        "{} are wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );

    assert!(refused >= 100 && built >= 100 && kinds.len() >= 40);
    let files: BTreeSet<&[u8]> = cases.iter().map(|case| &*case.bytes).collect();
    assert!(files.len() >= 200, "{} different files", files.len());
}

/// Shows that the comparison finds differences.
#[test]
fn tables_of_another_file_are_noticed() {
    let base = File::excerpt().bytes();
    let tables = compile(&base).unwrap().tables;
    let tables = Tables::read(&tables, Target::new(64, ByteOrder::Little)).unwrap();
    let base = read(&base);
    answers::agree(&base, &tables).unwrap();
    let cases = Cases::all();
    let accepted = cases
        .iter()
        .filter(|case| matches!(case.expected, Expected::Accepted(_)));
    let readings = accepted.step_by(5).map(|case| (case, read(&case.bytes)));
    let others = readings.filter(|(_, reading)| reading.rows != base.rows);
    let mut noticed = 0;
    for (case, reading) in others {
        let is_noticed = answers::agree(&reading, &tables).is_err();
        assert!(is_noticed, "{}, {}", case.kind, case.what);
        noticed += 1;
    }
    assert!(noticed > 30);
}

/// A run of rows ends at the number after its last row, which has to fit too.
#[test]
fn the_last_row_of_a_registry_that_fills_16_bits() {
    for (count, is_wide) in [(65_534, false), (65_535, true)] {
        let mut records = vec![vec![String::new(); 12]; count];
        "last".clone_into(&mut records[count - 1][0]);
        let bytes = File {
            records,
            ..File::excerpt()
        }
        .bytes();
        let compiled = compile(&bytes).unwrap();
        assert_eq!(compiled.is_wide, is_wide, "{count} rows");
        let tables = Tables::read(&compiled.tables, Target::new(32, ByteOrder::Big)).unwrap();
        assert_eq!(tables.named("LAST"), [count - 1]);
    }
}
