//! Where a capture comes from.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, IsTerminal, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;
use port_registry_tools::progress::{self, Extent};

use crate::capture::NotACapture;

const BUFFER: usize = 256 * 1024;
/// Files from this length on take long enough to show progress.
const LARGE: u64 = 64 << 20;

/// A file or standard input, opened.
pub struct Input {
    name: String,
    progress: ProgressBar,
    bytes: Box<dyn Read>,
}

/// There is nothing to open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file that the system does not open.
    #[error("{name}: {why}")]
    File {
        /// Which one.
        name: String,
        /// Why.
        why: io::Error,
    },
    /// Nobody types a capture.
    #[error("standard input is a terminal: expected a file, or a capture from a pipe")]
    Terminal,
}

impl Input {
    /// Opens the file; `-` and none are standard input.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if the system does not let it, or standard input is a terminal.
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

    /// What to call it in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How much of it was read, as reading goes on.
    pub fn progress(&self) -> ProgressBar {
        self.progress.clone()
    }

    /// Its bytes, unpacked if gzip packed them.
    ///
    /// # Errors
    ///
    /// Those of reading its beginning.
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
