//! Writes a flow log that nobody recorded: as long as is wanted, the same for the same seed.

mod layout;
mod traffic;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use port_registry_tools::arguments::{self, Common, Next};
use port_registry_tools::program::{self, AnyError};

use layout::Layout;
use traffic::Traffic;

/// Writes a made-up flow log, to try `flows` on and to measure it.
///
/// Most flows are between a client's port and a service's, in both directions. A share is ICMP, GRE,
/// ESP, of unknown protocol numbers, refused scans, or between two clients; a share of the lines is
/// NODATA or SKIPDATA. The same seed gives the same log.
#[derive(Parser)]
#[command(name = "flow-log", version = arguments::version())]
struct Arguments {
    /// How many lines, besides the header
    #[arg(default_value_t = 10_000_000)]
    lines: u64,

    /// What the random numbers start from
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Which fields a line has
    #[arg(long, value_enum, default_value_t = Layout::Default)]
    layout: Layout,

    #[command(flatten)]
    common: Common,
}

/// What is written at once.
const BLOCK: usize = 1 << 20;

fn main() -> ExitCode {
    program::run("flow-log", || {
        let arguments = Arguments::parse();
        if arguments.common.carry_out(Arguments::command())? == Next::Work {
            write(&arguments, &mut io::stdout().lock())?;
        }
        Ok(ExitCode::SUCCESS)
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
