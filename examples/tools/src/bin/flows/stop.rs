//! Signals that end the program: between lines, and not without a word.

use std::io::{self, Write};
use std::process;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;
use signal_hook::consts::{SIGINT, SIGPIPE, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::low_level::{emulate_default_handler, signal_name};

use crate::ledger::Ledger;
use crate::turns::{Course, Turns};

/// How long a write may take before the program ends in the midst of it. Lines are still whole: a
/// pipe, which may be full for any time, is written in pieces that come in whole or not at all.
const PATIENCE: Duration = Duration::from_secs(1);

/// Ends the program on the signals that ask for it, in a thread of its own.
pub fn watch(ledger: Arc<Turns<Ledger>>, progress: ProgressBar) -> io::Result<()> {
    // Unless it is caught, the signal of a file that may not grow any more leaves half a line.
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    let mut signals = Signals::new([SIGINT, SIGPIPE, SIGTERM])?;
    thread::Builder::new().spawn(move || {
        for signal in signals.forever() {
            end(signal, &ledger, &progress);
        }
    })?;
    Ok(())
}

fn end(signal: i32, ledger: &Turns<Ledger>, progress: &ProgressBar) {
    let held = ledger.hold(PATIENCE);
    if let Some(held) = &held {
        // A closed pipe makes the signal as well as the error, which ends the program its own way.
        if signal == SIGPIPE && held.course() == Course::Failed {
            return;
        }
    }
    progress.finish_and_clear();
    let name = signal_name(signal).unwrap_or("a signal");
    let lines = held.as_ref().map(|held| held.value().counts().lines);
    // Standard error may be closed.
    let _ = match lines {
        Some(lines) => writeln!(
            io::stderr(),
            "flows: stopped by {name} after {lines} lines; what is written is whole lines"
        ),
        None => writeln!(
            io::stderr(),
            "flows: stopped by {name} while standard output took nothing; what is written is \
             whole lines"
        ),
    };
    // It does not return, unless there is no such signal.
    let _ = emulate_default_handler(signal);
    process::exit(128 + signal);
}
