//! Opens inputs: files or standard input, compressed with gzip or not. `source.rs` reads them.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read};
use std::path::PathBuf;

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;

/// The place of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    File(PathBuf),
    Stdin,
}

/// The first bytes of gzip data (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The number of compressed bytes that are read at once.
const COMPRESSED: usize = 256 * 1024;

/// The compression of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Plain,
    Gzip,
}

/// An open input, which is decompressed while it is read.
pub struct Opened {
    pub reader: Box<dyn Read + Send>,
    pub encoding: Encoding,
}

impl Input {
    /// Returns the input of an argument; `-` is standard input.
    pub fn new(argument: PathBuf) -> Self {
        if argument.as_os_str() == OsStr::new("-") {
            Self::Stdin
        } else {
            Self::File(argument)
        }
    }

    /// Returns the size in bytes, or `None` for standard input and pipes. Returns an error for a
    /// file that cannot be read, so that it is reported before any work.
    pub fn bytes(&self) -> io::Result<Option<u64>> {
        let Self::File(path) = self else {
            return Ok(None);
        };
        let metadata = fs::metadata(path)?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            // Opening and closing a pipe here would end its writer.
            return Ok(None);
        }
        File::open(path)?;
        Ok(Some(metadata.len()))
    }

    /// Opens the input. The progress counts the bytes of files before they are decompressed.
    pub fn open(&self, progress: &ProgressBar) -> io::Result<Opened> {
        let mut raw: Box<dyn Read + Send> = match self {
            Self::File(path) => Box::new(progress.wrap_read(File::open(path)?)),
            Self::Stdin => Box::new(io::stdin()),
        };
        let mut start = Vec::new();
        raw.by_ref()
            .take(GZIP.len() as u64)
            .read_to_end(&mut start)?;
        let encoding = if start == GZIP {
            Encoding::Gzip
        } else {
            Encoding::Plain
        };
        let whole = Cursor::new(start).chain(raw);
        let reader: Box<dyn Read + Send> = match encoding {
            Encoding::Plain => Box::new(whole),
            Encoding::Gzip => Box::new(MultiGzDecoder::new(BufReader::with_capacity(
                COMPRESSED, whole,
            ))),
        };
        Ok(Opened { reader, encoding })
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Stdin => f.write_str("standard input"),
        }
    }
}
