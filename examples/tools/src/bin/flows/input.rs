//! Opens inputs: files, the files of folders, or standard input. `source.rs` reads them.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::ProgressBar;

use crate::compression::Compression;
use crate::documents::{self, Documents};
use crate::format::{Json, Reader, Start};
use crate::kind::Kind;
use crate::record::{LONGEST, LONGEST_JSON};
use crate::source::InputError;

/// The place of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    File(PathBuf),
    Stdin,
}

/// An open input, which is decompressed while it is read.
pub struct Opened {
    pub reader: Box<dyn Read + Send>,
    pub compression: Compression,
    /// The length of the longest line that is read.
    pub longest: usize,
    /// The reader of the first line.
    pub first: Arc<dyn Reader>,
}

impl Input {
    /// Returns the inputs of an argument: `-` is standard input, and a folder is all files in it and in its
    /// folders, in the order of their names. Files whose names begin with a point are left out.
    pub fn of(argument: PathBuf) -> io::Result<Vec<Self>> {
        if argument.as_os_str() == OsStr::new("-") {
            return Ok(vec![Self::Stdin]);
        }
        if fs::metadata(&argument)?.is_dir() {
            let mut inputs = Vec::new();
            add_files(&argument, &mut inputs)?;
            return Ok(inputs);
        }
        Ok(vec![Self::File(argument)])
    }

    /// Returns the size in bytes, or `None` for standard input and pipes. Returns an error for a
    /// file that cannot be read, so that it is reported before any work.
    pub fn bytes(&self) -> io::Result<Option<u64>> {
        let Self::File(path) = self else {
            return Ok(None);
        };
        let metadata = fs::metadata(path)?;
        if !metadata.is_file() {
            // Opening and closing a pipe here would end its writer.
            return Ok(None);
        }
        File::open(path)?;
        Ok(Some(metadata.len()))
    }

    /// Opens the input. The progress counts the bytes of files before they are decompressed.
    pub fn open(&self, progress: &ProgressBar) -> Result<Opened, InputError> {
        let raw = self.raw(progress).map_err(InputError::Open)?;
        let (start, raw) = peek(raw, Kind::LONGEST).map_err(InputError::Open)?;
        let compression = Compression::of(&start);
        let failed = |error| match compression {
            Compression::None => InputError::Open(error),
            other => InputError::Compressed(other, error),
        };
        let (start, mut reader) = peek(compression.reader(raw), Kind::LONGEST).map_err(failed)?;
        if let Some(kind) = Kind::of(&start) {
            return Err(InputError::Kind(kind));
        }
        let mut longest = LONGEST;
        let mut first: Arc<dyn Reader> = Arc::new(Start);
        if may_be_json(&start) {
            let (start, whole) = peek_line(reader, documents::START).map_err(failed)?;
            let is_document = documents::is_begun_by(&start);
            reader = whole;
            if is_document {
                reader = Box::new(Documents::new(reader));
                first = Arc::new(Json);
            }
            longest = LONGEST_JSON;
        }
        Ok(Opened {
            reader,
            compression,
            longest,
            first,
        })
    }

    fn raw(&self, progress: &ProgressBar) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::File(path) => Box::new(progress.wrap_read(File::open(path)?)),
            Self::Stdin => Box::new(io::stdin()),
        })
    }
}

fn may_be_json(start: &[u8]) -> bool {
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
    let first = start.trim_ascii_start().first();
    matches!(first, Some(b'{' | b'['))
}

/// Returns the first bytes of a reader, and a reader of all.
fn peek(
    mut reader: Box<dyn Read + Send>,
    bytes: usize,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut start = Vec::new();
    reader.by_ref().take(bytes as u64).read_to_end(&mut start)?;
    let whole = Cursor::new(start.clone()).chain(reader);
    Ok((start, Box::new(whole)))
}

/// Returns the first line of a reader, as far as it has no more bytes than these, and a reader of all.
fn peek_line(
    mut reader: Box<dyn Read + Send>,
    bytes: usize,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut start = vec![0; bytes];
    let has_line = |start: &[u8]| start.contains(&b'\n');
    let filled = documents::fill(&mut reader, &mut start, has_line)?;
    start.truncate(filled);
    let whole = Cursor::new(start.clone()).chain(reader);
    Ok((start, Box::new(whole)))
}

fn add_files(folder: &Path, inputs: &mut Vec<Input>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        // A link to a folder is not followed, since it may lead back.
        if entry.file_type()?.is_dir() {
            add_files(&entry.path(), inputs)?;
        } else if fs::metadata(entry.path())?.is_file() {
            inputs.push(Input::File(entry.path()));
        }
    }
    Ok(())
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Stdin => f.write_str("standard input"),
        }
    }
}
