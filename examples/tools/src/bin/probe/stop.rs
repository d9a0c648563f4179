//! Ends the program on a signal with the summary. `main` starts the watch.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::rounds::Event;

/// Starts a thread that reports the first `SIGINT` or `SIGTERM`. The second one ends the program at once:
/// nobody may be reading the summary.
///
/// # Errors
///
/// Returns an error if the thread can't be started.
pub fn watch(events: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::Builder::new().spawn(move || {
        let mut signals = signals.forever();
        if signals.next().is_some() {
            // The receiver is gone if the program is about to end.
            let _ = events.send(Event::Stopped);
        }
        if let Some(signal) = signals.next() {
            // This returns only if there is no such signal.
            let _ = emulate_default_handler(signal);
        }
    })?;
    Ok(())
}
