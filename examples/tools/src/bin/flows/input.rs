//! Files, compressed or not, and standard input.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read};
use std::path::PathBuf;

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;

/// Where a log is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    File(PathBuf),
    Stdin,
}

/// What gzip files begin with (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// How much compressed input is read at once.
const COMPRESSED: usize = 256 * 1024;

/// Whether the input is as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Plain,
    Gzip,
}

/// An input from its beginning, decompressed.
pub struct Opened {
    pub reader: Box<dyn Read + Send>,
    pub encoding: Encoding,
}

impl Input {
    /// `-` is standard input.
    pub fn new(argument: PathBuf) -> Self {
        if argument.as_os_str() == OsStr::new("-") {
            Self::Stdin
        } else {
            Self::File(argument)
        }
    }

    /// How many bytes it has, if that can be known. Tells of files that cannot be read, too.
    pub fn bytes(&self) -> io::Result<Option<u64>> {
        let Self::File(path) = self else {
            return Ok(None);
        };
        let metadata = fs::metadata(path)?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            // Opening a pipe twice would end its writer.
            return Ok(None);
        }
        File::open(path)?;
        Ok(Some(metadata.len()))
    }

    /// The progress is moved by the bytes that are read, before they are decompressed.
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
