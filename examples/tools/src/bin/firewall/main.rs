//! The program `firewall`: writes a default-deny rule set that opens the given ports, or explains
//! the ports of an existing rule set.
//!
//! `options` has the arguments. Without `--check`, the `policy` is built from them, and `write` writes it. With
//! `--check`, `check` answers.

mod advice;
mod check;
mod opening;
mod options;
mod policy;
mod portless;
mod ranges;
mod sources;
mod traffic;
mod write;

use std::path::Path;
use std::process::ExitCode;

use port_registry_tools::counted::counted;
use port_registry_tools::program::{self, AnyError, Ending};
use port_registry_tools::remark::remark;
use port_registry_tools::{arguments, unread};

use check::{Kind, Report, Source};
use options::{Options, Warnings};
use policy::Policy;

const NAME: &str = "firewall";

fn main() -> ExitCode {
    arguments::run(work)
}

fn work(options: &Options) -> Result<ExitCode, AnyError> {
    match &options.check {
        Some(file) => check_rules(file, options),
        None => write_rules(options).map(ExitCode::from),
    }
}

/// Prints the answers about a file, for the ports that are named or for all.
fn check_rules(file: &Path, options: &Options) -> Result<ExitCode, AnyError> {
    let source = Source::read(file)?;
    let report = Report::new(&source, &options.openings)?;
    let output = report.output();
    program::print(output.write(options.format())?)?;
    // What can't be read is reported after the table, where it is noticed.
    for text in report.remarks() {
        remark(format_args!("{NAME}: {text}"));
    }
    let problems = report.unread();
    let count = problems.len();
    unread::report(NAME, problems, count as u64, "rule");
    if !options.openings.is_empty() {
        return Ok(ExitCode::from(status(report.worst())));
    }
    let warned = output.warned();
    let is_failed = options.warnings() == Warnings::Fail && warned > 0;
    if is_failed {
        remark(format_args!(
            "{NAME}: {}: {warned} of {} ranges have warnings",
            source.name,
            output.ranges()
        ));
    }
    Ok(Ending::complete_if(count == 0 && !is_failed).into())
}

/// Returns the exit status of the worst answer for named ports.
const fn status(worst: Kind) -> u8 {
    match worst {
        Kind::Closed => 0,
        Kind::Open => 1,
        // 2 is the status of errors.
        Kind::Unknown => 3,
        Kind::Conditional => 4,
    }
}

fn write_rules(options: &Options) -> Result<Ending, AnyError> {
    let policy = match Policy::new(&options.openings, &options.from, options.traffic.clone()) {
        Ok(policy) => policy,
        Err(error) if error.is_unknown_name() => {
            remark(format_args!("{NAME}: {error}"));
            return Ok(Ending::Incomplete);
        }
        Err(error) => return Err(error.into()),
    };
    let warnings = policy.warnings();
    for warning in warnings.texts() {
        remark(format_args!("{NAME}: warning: {warning}"));
    }
    if let (Warnings::Fail, count @ 1..) = (options.warnings(), warnings.count()) {
        let warnings = counted(count as u64, "warning");
        remark(format_args!(
            "{NAME}: {warnings}: with --strict no rule set is written"
        ));
        return Ok(Ending::Incomplete);
    }
    program::print(write::rule_set(&policy, &warnings, options.language()))?;
    Ok(Ending::Complete)
}
