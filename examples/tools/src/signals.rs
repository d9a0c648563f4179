//! The signals that end a program.

use std::io;
use std::process;

use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

pub use signal_hook::consts::{SIGINT, SIGPIPE, SIGTERM};

/// Catches the signals that this program did not inherit as ignored, and returns an iterator over those
/// that arrive.
///
/// A shell ignores `SIGINT` for a job in the background, and `nohup(1)` is built on the same rule: what the
/// parent ignores stays ignored. `SIGPIPE` is caught all the same, since every Rust program ignores it.
///
/// # Errors
///
/// Returns an error if the system does not catch a signal.
pub fn caught(signals: &[i32]) -> io::Result<Signals> {
    let of_pipes = signals.iter().copied().filter(|signal| *signal == SIGPIPE);
    Signals::new(of_pipes.chain(not_ignored(signals)))
}

/// Returns those signals that this program did not inherit as ignored, without `SIGPIPE`.
pub fn not_ignored(signals: &[i32]) -> impl Iterator<Item = i32> {
    let ignored = ignored();
    let signals = signals.iter().copied();
    signals.filter(move |signal| *signal != SIGPIPE && ignored & bit(*signal) == 0)
}

/// Ends the program as the signal does that is not caught, so that the parent sees which one it was.
pub fn end_by(signal: i32) -> ! {
    // This returns only if there is no such signal.
    let _ = emulate_default_handler(signal);
    process::exit(128 + signal);
}

/// Returns the bit of a signal in a set of the kernel.
const fn bit(signal: i32) -> u64 {
    1 << (signal - 1)
}

/// Returns the set of signals that are ignored.
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
