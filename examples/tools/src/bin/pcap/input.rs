//! The input of the program: a file or standard input, decompressed if it is compressed.
//!
//! Opened by `main`, which passes the bytes to `capture`. What is not a regular file is read through `live`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use indicatif::ProgressBar;
use port_registry_tools::compression::Compression;
use port_registry_tools::input::peek;
use port_registry_tools::progress::{self, Extent};

use crate::capture::NotACapture;
use crate::live::{Live, Signals};

const BUFFER: usize = 256 * 1024;
/// The length in bytes from which on reading a file takes long enough to show a progress bar.
const LARGE: u64 = 64 << 20;

/// An open file, or standard input.
pub struct Input {
    name: String,
    progress: ProgressBar,
    was_stopped: Option<Arc<AtomicBool>>,
    bytes: Box<dyn Read + Send>,
}

/// The error returned when the input can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The system can't open the file.
    #[error("{name}: {why}")]
    File {
        /// The name of the file.
        name: String,
        /// The error of the system.
        why: io::Error,
    },
    /// Standard input is a terminal, where nobody types a capture.
    #[error("standard input is a terminal: expected a file, or a capture from a pipe")]
    Terminal,
    /// The system can't start a thread or watch signals.
    #[error("{name}: {why}")]
    Live {
        /// The name of the input.
        name: String,
        /// The error of the system.
        why: io::Error,
    },
}

impl Input {
    /// Opens the file. Without a file, or with the name `-`, opens standard input. Signals are watched from the
    /// first input on that is not a regular file.
    ///
    /// # Errors
    ///
    /// Returns [`OpenError`] if the system can't open the file, or if standard input is a terminal.
    pub fn open(file: Option<&Path>, signals: &mut Option<Signals>) -> Result<Self, OpenError> {
        let Some(file) = file.filter(|file| *file != Path::new("-")) else {
            if io::stdin().is_terminal() {
                return Err(OpenError::Terminal);
            }
            return Self::live("standard input".to_owned(), io::stdin(), signals);
        };
        let name = file.display().to_string();
        let opened = File::open(file).and_then(|file| Ok((file.metadata()?, file)));
        let (metadata, file) = match opened {
            Ok(opened) => opened,
            Err(why) => return Err(OpenError::File { name, why }),
        };
        if !metadata.is_file() && !metadata.is_dir() {
            return Self::live(name, file, signals);
        }
        let progress = match metadata.len() {
            length @ LARGE.. => progress::bar(Extent::Bytes(length)),
            _ => progress::none(),
        };
        Ok(Self {
            name,
            was_stopped: None,
            bytes: Box::new(progress.wrap_read(file)),
            progress,
        })
    }

    fn live(
        name: String,
        source: impl Read + Send + 'static,
        signals: &mut Option<Signals>,
    ) -> Result<Self, OpenError> {
        let watched = match signals {
            Some(signals) => Ok(signals),
            None => Signals::watch().map(|watched| signals.insert(watched)),
        };
        match watched.and_then(|signals| Live::new(source, signals.clone())) {
            Ok(live) => Ok(Self {
                name,
                progress: progress::none(),
                was_stopped: Some(live.was_stopped()),
                bytes: Box::new(live),
            }),
            Err(why) => Err(OpenError::Live { name, why }),
        }
    }

    /// Returns the name of the input for messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the progress bar, which advances as the input is read.
    pub fn progress(&self) -> ProgressBar {
        self.progress.clone()
    }

    /// Returns a flag that is set when a signal stops the input before its end, or `None` if signals end the
    /// program.
    pub fn was_stopped(&self) -> Option<Arc<AtomicBool>> {
        self.was_stopped.clone()
    }

    /// Returns the bytes of the input, decompressed if their first bytes are those of a format of
    /// [`Compression`].
    ///
    /// # Errors
    ///
    /// Returns [`NotACapture::Read`] if reading the first bytes fails.
    pub fn read(self) -> Result<Box<dyn BufRead>, NotACapture> {
        let peeked = peek(self.bytes, Compression::MAGIC);
        let (start, bytes) = peeked.map_err(NotACapture::Read)?;
        let bytes = Compression::of(&start).reader(bytes);
        Ok(Box::new(BufReader::with_capacity(BUFFER, bytes)))
    }
}
