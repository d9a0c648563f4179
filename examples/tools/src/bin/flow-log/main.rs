//! `flow-log`: writes a generated flow log of any length.
//!
//! For users who try or measure `flows`; `measure-flows` and the tests use it.

mod layout;
mod traffic;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use port_registry_tools::arguments::{self, Common, Program};
use port_registry_tools::program::{AnyError, Ending, version};

use layout::Layout;
use traffic::Traffic;

/// Writes a generated flow log to standard output, for trying and measuring `flows`.
///
/// Most flows are between the port of a client and the port of a service, in both directions. The
/// others are ICMP, GRE, ESP, unknown protocol numbers, rejected scans, and flows between two
/// clients. A few lines are NODATA or SKIPDATA. The same seed always generates the same log.
///
/// Exit status: 0 if the log was written, 2 on any error.
#[derive(Parser)]
#[command(name = "flow-log", version = version())]
struct Arguments {
    /// Number of lines, not counting the header line
    #[arg(default_value_t = 10_000_000)]
    lines: u64,

    /// Seed of the random number generator
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Format of the log
    #[arg(long, value_enum, default_value_t = Layout::Default)]
    layout: Layout,

    #[command(flatten)]
    common: Common,
}

/// The number of bytes that are written at once.
const BLOCK: usize = 1 << 20;

impl Program for Arguments {
    fn common(&self) -> &Common {
        &self.common
    }
}

fn main() -> ExitCode {
    arguments::run(|arguments: &Arguments| {
        write(arguments, &mut io::stdout().lock())?;
        Ok(Ending::Complete)
    })
}

fn write(arguments: &Arguments, out: &mut impl Write) -> Result<(), AnyError> {
    let mut traffic = Traffic::new(arguments.seed);
    let mut block = Vec::with_capacity(BLOCK + BLOCK / 8);
    arguments.layout.write_header(&mut block);
    for _ in 0..arguments.lines {
        arguments
            .layout
            .write_line(&traffic.next_line(), &mut block);
        if block.len() >= BLOCK {
            out.write_all(&block)?;
            block.clear();
        }
    }
    out.write_all(&block)?;
    out.flush()?;
    Ok(())
}
