//! The input of the program: a file or standard input, decompressed if it is gzip.
//!
//! Opened by `main`, which passes the bytes to `capture`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, IsTerminal, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;
use port_registry_tools::progress::{self, Extent};

use crate::capture::NotACapture;

const BUFFER: usize = 256 * 1024;
/// The length in bytes from which on reading a file takes long enough to show a progress bar.
const LARGE: u64 = 64 << 20;

/// An open file, or standard input.
pub struct Input {
    name: String,
    progress: ProgressBar,
    bytes: Box<dyn Read>,
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
}

impl Input {
    /// Opens the file. Without a file, or with the name `-`, opens standard input.
    ///
    /// # Errors
    ///
    /// Returns [`OpenError`] if the system can't open the file, or if standard input is a terminal.
    pub fn open(file: Option<&Path>) -> Result<Self, OpenError> {
        let Some(file) = file.filter(|file| *file != Path::new("-")) else {
            if io::stdin().is_terminal() {
                return Err(OpenError::Terminal);
            }
            return Ok(Self {
                name: "standard input".to_owned(),
                progress: progress::none(),
                bytes: Box::new(io::stdin()),
            });
        };
        let name = file.display().to_string();
        let opened = File::open(file).and_then(|file| Ok((file.metadata()?.len(), file)));
        match opened {
            Ok((length, file)) => {
                let progress = match length {
                    LARGE.. => progress::bar(Extent::Bytes(length)),
                    _ => progress::none(),
                };
                let bytes = Box::new(progress.wrap_read(file));
                Ok(Self {
                    name,
                    progress,
                    bytes,
                })
            }
            Err(why) => Err(OpenError::File { name, why }),
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

    /// Returns the bytes of the input, decompressed if they begin with the magic bytes of gzip.
    ///
    /// # Errors
    ///
    /// Returns [`NotACapture::Read`] if reading the first two bytes fails.
    pub fn read(mut self) -> Result<Box<dyn BufRead>, NotACapture> {
        let mut start = Vec::new();
        let read = self.bytes.by_ref().take(2).read_to_end(&mut start);
        read.map_err(NotACapture::Read)?;
        let is_packed = start == [0x1F, 0x8B];
        let bytes = Cursor::new(start).chain(self.bytes);
        let bytes = BufReader::with_capacity(BUFFER, bytes);
        if is_packed {
            let unpacked = MultiGzDecoder::new(bytes);
            return Ok(Box::new(BufReader::with_capacity(BUFFER, unpacked)));
        }
        Ok(Box::new(bytes))
    }
}
