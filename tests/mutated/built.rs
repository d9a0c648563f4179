//! Builds the crate from mutated files as a user does, and queries it through its public API.

use std::fmt::Write as _;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::cases::{Case, Cases, Expected};
use crate::read;
use crate::registries::reading::{Reading, TRANSPORTS};
use crate::support::cargo;

/// A program that prints the whole registry as the crate returns it.
const PROGRAM: &str = r#"
use port_registry::record::Column;
use port_registry::{Port, Protocol, Record, SNAPSHOT, Service};

fn indices(services: impl Iterator<Item = Service>) -> Vec<usize> {
    services.map(|service| service.record().index()).collect()
}

fn main() {
    println!("{} rows of {SNAPSHOT}", Record::COUNT);
    for record in Record::all() {
        println!("{:?}", Column::ALL.map(|column| record.cell(column).to_string()));
        if let Some(service) = record.service() {
            let names = service.name().to_ascii_uppercase();
            let over = Protocol::ALL.map(|protocol| Service::by_name_over(&names, protocol).map(|s| s.record().index()));
            let common: Vec<&str> = service.aliases().collect();
            let canonical = service.canonical().record().index();
            println!("{:?} {over:?} {common:?} {canonical}", indices(Service::by_name(&names)));
        }
    }
    for protocol in Protocol::ALL {
        let mut before = String::new();
        for port in 0..=u16::MAX {
            let port = Port::new(port);
            let answer = format!("{} {:?}", port.status(protocol), indices(port.services_over(protocol)));
            if answer != before {
                println!("{port}/{protocol} {answer}");
                before = answer;
            }
        }
    }
}
"#;

/// Returns the expected output of the program.
fn expected(reading: &Reading) -> String {
    let mut text = format!("{} rows of {}\n", reading.rows.len(), reading.snapshot());
    for (at, row) in reading.rows.iter().enumerate() {
        let _ = writeln!(text, "{row:?}");
        if row[0].is_empty() {
            continue;
        }
        let rows = reading.named(&row[0]);
        let over =
            TRANSPORTS.map(|over| rows.iter().copied().find(|at| reading.is_over(*at, over)));
        let is_it = |entry: &&[String; 2]| entry[1].eq_ignore_ascii_case(&row[0]);
        let mut common: Vec<&str> = reading
            .aliases
            .iter()
            .filter(is_it)
            .map(|[alias, _]| &**alias)
            .collect();
        common.sort_unstable();
        let canonical = reading.canonical(at);
        let _ = writeln!(text, "{rows:?} {over:?} {common:?} {canonical}");
    }
    for over in TRANSPORTS {
        let mut before = String::new();
        for (first, _) in reading.stretches() {
            let (status, rows) = reading.answer(&reading.holding(first), first, over);
            let answer = format!("{status} {rows:?}");
            if answer != before {
                let _ = writeln!(text, "{first}/{over} {answer}");
                before = answer;
            }
        }
    }
    text
}

/// Builds and runs the program for each case.
fn build<'a>(cases: impl Iterator<Item = &'a Case>) -> usize {
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let scratch = cargo::scratch_crate("mutated", "", &[("src/main.rs", PROGRAM)]);
    let mut built = 0;
    for case in cases {
        let registry = cargo::registry("mutated.csv", &case.bytes);
        let arguments = ["build", "--message-format=json-render-diagnostics"];
        let variables = [("PORT_REGISTRY_CSV", registry.as_os_str())];
        let run = cargo::cargo(&scratch, &arguments, &variables).succeeded();
        let told = cargo::run(&mut Command::new(run.executable("mutated")))
            .succeeded()
            .stdout;
        let expected = expected(&read(&case.bytes));
        let differing = told
            .lines()
            .zip(expected.lines())
            .find(|(told, expected)| told != expected);
        assert_eq!(differing, None, "{}, {}", case.kind, case.what);
        assert_eq!(told.len(), expected.len(), "{}, {}", case.kind, case.what);
        built += 1;
    }
    built
}

fn accepted(cases: &[Case]) -> impl Iterator<Item = &Case> {
    cases
        .iter()
        .filter(|case| matches!(case.expected, Expected::Accepted(_)))
}

#[test]
fn some_of_them_are_built_for_real() {
    assert_eq!(build(accepted(&Cases::all()).step_by(50)), 5);
}

#[test]
#[ignore = "builds the crate 224 times; the workflows run it"]
fn all_of_them_are_built_for_real() {
    assert!(build(accepted(&Cases::all())) > 200);
}
