//! Ends the program on a signal: after a whole line, and with a message. `main.rs` starts the
//! watch.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;
use port_registry_tools::counted::counted;
use port_registry_tools::remark::remark;
use port_registry_tools::signals::{self, SIGINT, SIGPIPE, SIGTERM};
use signal_hook::consts::SIGXFSZ;
use signal_hook::low_level::signal_name;

use crate::NAME;
use crate::ledger::Ledger;
use crate::turns::{Status, Turns};

/// The time to wait for a write before the program ends during it.
///
/// A full pipe may block a write for any time. Its lines are still whole, since pieces of whole
/// lines are written to a pipe completely or not at all.
const PATIENCE: Duration = Duration::from_secs(1);

/// Starts a thread that ends the program on `SIGINT`, `SIGPIPE` and `SIGTERM`, unless the parent
/// ignores them.
pub fn watch(ledger: Arc<Turns<Ledger>>, progress: ProgressBar) -> io::Result<()> {
    // Writing beyond the limit of a file's size raises this signal. Unless it is caught, it would
    // end the program after half a line.
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    let mut caught = signals::caught(&[SIGINT, SIGPIPE, SIGTERM])?;
    thread::Builder::new().spawn(move || {
        for signal in caught.forever() {
            end(signal, &ledger, &progress);
        }
    })?;
    Ok(())
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
    let lines = lines.map(|lines| counted(lines, "line"));
    match lines {
        Some(lines) => remark(format_args!(
            "{NAME}: stopped by {name} after {lines}; what is written is whole lines"
        )),
        None => remark(format_args!(
            "{NAME}: stopped by {name} while standard output took nothing; what is written is whole lines"
        )),
    }
    signals::end_by(signal);
}
