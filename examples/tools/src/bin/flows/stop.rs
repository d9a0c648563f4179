//! Ends the program on a signal: after a whole line, and with a message. `main.rs` starts the
//! watch.

use std::io;
use std::process;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;
use port_registry_tools::remark::remark;
use signal_hook::consts::{SIGINT, SIGPIPE, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::low_level::{emulate_default_handler, signal_name};

use crate::NAME;
use crate::ledger::Ledger;
use crate::turns::{Status, Turns};

/// The time to wait for a write before the program ends during it.
///
/// A full pipe may block a write for any time. Its lines are still whole, since pieces of whole
/// lines are written to a pipe completely or not at all.
const PATIENCE: Duration = Duration::from_secs(1);

/// Starts a thread that ends the program on `SIGINT`, `SIGPIPE` and `SIGTERM`. A signal that the parent has
/// set to be ignored stays ignored, as a shell does it with `SIGINT` for a job in the background.
pub fn watch(ledger: Arc<Turns<Ledger>>, progress: ProgressBar) -> io::Result<()> {
    // Writing beyond the limit of a file's size raises this signal. Unless it is caught, it would
    // end the program after half a line.
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    let ignored = ignored();
    let is_watched = |signal: &i32| *signal == SIGPIPE || ignored & bit(*signal) == 0;
    let watched = [SIGINT, SIGPIPE, SIGTERM].into_iter().filter(is_watched);
    let mut signals = Signals::new(watched)?;
    thread::Builder::new().spawn(move || {
        for signal in signals.forever() {
            end(signal, &ledger, &progress);
        }
    })?;
    Ok(())
}

/// Returns the bit of a signal in a set of the kernel.
const fn bit(signal: i32) -> u64 {
    1 << (signal - 1)
}

/// Returns the set of signals that are ignored. `SIGPIPE` is one of them in each Rust program.
#[cfg(target_os = "linux")]
fn ignored() -> u64 {
    let status = procfs::process::Process::myself().and_then(|this| this.status());
    // Without /proc, nothing is known.
    status.map_or(0, |status| status.sigign)
}

#[cfg(not(target_os = "linux"))]
const fn ignored() -> u64 {
    0
}

fn end(signal: i32, ledger: &Turns<Ledger>, progress: &ProgressBar) {
    let held = ledger.hold(PATIENCE);
    if let Some(held) = &held {
        // A closed pipe causes both this signal and an error. The error already ends the program.
        if signal == SIGPIPE && held.status() == Status::Failed {
            return;
        }
    }
    progress.finish_and_clear();
    let name = signal_name(signal).unwrap_or("a signal");
    let lines = held.as_ref().map(|held| held.value().counts().lines);
    match lines {
        Some(lines) => remark(format_args!(
            "{NAME}: stopped by {name} after {lines} lines; what is written is whole lines"
        )),
        None => remark(format_args!(
            "{NAME}: stopped by {name} while standard output took nothing; what is written is whole lines"
        )),
    }
    // This returns only if there is no such signal.
    let _ = emulate_default_handler(signal);
    process::exit(128 + signal);
}
