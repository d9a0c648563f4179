//! The program `firewall`: writes a default-deny rule set that opens the given ports, or explains
//! the ports of an existing rule set.
//!
//! `options` has the arguments. Without `--check`, it builds the `policy` and calls `write`. With
//! `--check`, it calls `check`.

mod advice;
mod check;
mod opening;
mod options;
mod policy;
mod ranges;
mod sources;
mod traffic;
mod write;

use std::process::ExitCode;

use port_registry_tools::arguments;
use port_registry_tools::counted::counted;
use port_registry_tools::program::{self, AnyError, Ending};
use port_registry_tools::remark::remark;

use options::{Options, Warnings};
use policy::Policy;

const NAME: &str = "firewall";

fn main() -> ExitCode {
    arguments::run(work)
}

fn work(options: &Options) -> Result<ExitCode, AnyError> {
    Ok(match &options.check {
        Some(file) => {
            let ports = &options.openings;
            check::run(file, ports, options.format(), options.warnings())?.into()
        }
        None => write_rules(options)?.into(),
    })
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
    for warning in &warnings {
        remark(format_args!("{NAME}: warning: {warning}"));
    }
    if let (Warnings::Fail, count @ 1..) = (options.warnings(), warnings.len()) {
        let warnings = counted(count as u64, "warning");
        remark(format_args!(
            "{NAME}: {warnings}: with --strict no rule set is written"
        ));
        return Ok(Ending::Incomplete);
    }
    program::print(write::rule_set(&policy, &warnings, options.language()))?;
    Ok(Ending::Complete)
}
