//! The program `firewall`: writes a default-deny rule set that opens the given ports, or explains
//! the ports of an existing rule set.
//!
//! `main` parses the arguments. Without `--check`, it builds the `policy` and calls `write`. With
//! `--check`, it calls `check`.

mod advice;
mod arguments;
mod check;
mod opening;
mod policy;
mod ranges;
mod sources;
mod write;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use port_registry_tools::arguments::Next;
use port_registry_tools::program::{self, AnyError};
use port_registry_tools::remark::remark;

use arguments::{Arguments, Warnings};
use policy::Policy;

const NAME: &str = "firewall";

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    program::run(NAME, || work(&arguments))
}

fn work(arguments: &Arguments) -> Result<ExitCode, AnyError> {
    if arguments.common.carry_out(Arguments::command())? == Next::Stop {
        return Ok(ExitCode::SUCCESS);
    }
    match &arguments.check {
        Some(file) => check::run(file, arguments.report(), arguments.warnings()),
        None => write_rules(arguments),
    }
}

fn write_rules(arguments: &Arguments) -> Result<ExitCode, AnyError> {
    let policy = Policy::new(&arguments.openings, &arguments.from)?;
    let warnings = policy.warnings();
    for warning in &warnings {
        remark(format_args!("{NAME}: warning: {warning}"));
    }
    if let (Warnings::Fail, count @ 1..) = (arguments.warnings(), warnings.len()) {
        let warnings = if count == 1 { "warning" } else { "warnings" };
        remark(format_args!(
            "{NAME}: {count} {warnings}: with --strict no rule set is written"
        ));
        return Ok(ExitCode::from(1));
    }
    let text = write::rule_set(&policy, &warnings, arguments.language());
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
