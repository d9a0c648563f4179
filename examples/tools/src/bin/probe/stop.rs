//! Ends the program on a signal with the summary. `main` starts the watch.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use port_registry_tools::signals::{self, SIGINT, SIGTERM};

use crate::rounds::Event;

/// Starts a thread that reports the first `SIGINT` or `SIGTERM`, unless the parent ignores it. The second
/// one ends the program at once: nobody may be reading the summary.
///
/// # Errors
///
/// Returns an error if the thread can't be started.
pub fn watch(events: Sender<Event>) -> io::Result<()> {
    let mut caught = signals::caught(&[SIGINT, SIGTERM])?;
    thread::Builder::new().spawn(move || {
        let mut arriving = caught.forever();
        if arriving.next().is_some() {
            // The receiver is gone if the program is about to end.
            let _ = events.send(Event::Stopped);
        }
        if let Some(signal) = arriving.next() {
            signals::end_by(signal);
        }
    })?;
    Ok(())
}
