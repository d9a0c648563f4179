//! Reads an input that may have no end, such as a pipe from tcpdump, until it ends or a signal stops it.
//!
//! Used by `input` for what is not a regular file. `main` asks [`Signals`] whether one has come.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use port_registry_tools::signals::{SIGINT, SIGTERM, not_ignored};
use signal_hook::flag;

/// The time that the input has to end after a signal. Ctrl-C also ends a tcpdump in the same pipeline, which then
/// writes the packets that it still has.
const PATIENCE: Duration = Duration::from_secs(1);

/// The time after which a waiting reader asks for signals again.
const TURN: Duration = Duration::from_millis(100);

/// The length in bytes of what is read at once: that of a full pipe on Linux.
const CHUNK: usize = 64 * 1024;

/// The number of chunks that are read ahead.
const AHEAD: usize = 16;

/// `SIGINT` and `SIGTERM`. The first one ends the input, the second one the program.
#[derive(Debug, Clone)]
pub struct Signals {
    has_come: Arc<AtomicBool>,
    /// Whether the next signal ends the program.
    is_default: Arc<AtomicBool>,
}

impl Signals {
    /// Begins to watch the signals, except those that the parent ignores.
    ///
    /// # Errors
    ///
    /// Returns an error if the system does not permit it.
    pub fn watch() -> io::Result<Self> {
        let signals = Self {
            has_come: Arc::default(),
            is_default: Arc::default(),
        };
        for signal in not_ignored(&[SIGINT, SIGTERM]) {
            // The order matters: the first signal must not end the program.
            flag::register_conditional_default(signal, Arc::clone(&signals.is_default))?;
            flag::register(signal, Arc::clone(&signals.is_default))?;
            flag::register(signal, Arc::clone(&signals.has_come))?;
        }
        Ok(signals)
    }

    /// Returns whether a signal has come.
    pub fn has_come(&self) -> bool {
        self.has_come.load(Ordering::Relaxed)
    }

    /// Lets the next signal end the program.
    pub fn leave(&self) {
        self.is_default.store(true, Ordering::Relaxed);
    }
}

/// An input that a thread reads.
pub struct Live {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Cursor<Vec<u8>>,
    signals: Signals,
    /// The time at which the input ends after a signal.
    deadline: Option<Instant>,
    has_ended: bool,
    was_stopped: Arc<AtomicBool>,
}

impl Live {
    /// Starts a thread that reads the input.
    ///
    /// # Errors
    ///
    /// Returns an error if the thread can't be started.
    pub fn new(source: impl Read + Send + 'static, signals: Signals) -> io::Result<Self> {
        let (sender, chunks) = sync_channel(AHEAD);
        thread::Builder::new().spawn(move || send(source, &sender))?;
        Ok(Self {
            chunks,
            chunk: Cursor::default(),
            signals,
            deadline: None,
            has_ended: false,
            was_stopped: Arc::default(),
        })
    }

    /// Returns a flag that is set when a signal stops the input before its end.
    pub fn was_stopped(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.was_stopped)
    }

    /// Waits for the next chunk. Returns `None` at the end of the input, or after a signal.
    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        loop {
            let now = Instant::now();
            if self.signals.has_come() {
                let deadline = *self.deadline.get_or_insert(now + PATIENCE);
                if now >= deadline {
                    self.was_stopped.store(true, Ordering::Relaxed);
                    return None;
                }
            }
            match self.chunks.recv_timeout(TURN) {
                Ok(chunk) => return Some(chunk),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }
}

/// Sends the bytes of the input.
fn send(mut source: impl Read, chunks: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut chunk = vec![0; CHUNK];
        let read = match source.read(&mut chunk) {
            Ok(0) => return,
            Ok(length) => {
                chunk.truncate(length);
                Ok(chunk)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let is_last = read.is_err();
        // The receiver is gone if the capture has ended.
        if chunks.send(read).is_err() || is_last {
            return;
        }
    }
}

impl Read for Live {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.chunk.read(buffer)?;
            if read > 0 || buffer.is_empty() || self.has_ended {
                return Ok(read);
            }
            match self.next() {
                Some(chunk) => self.chunk = Cursor::new(chunk?),
                None => self.has_ended = true,
            }
        }
    }
}
