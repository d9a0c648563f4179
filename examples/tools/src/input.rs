//! The inputs of programs: files, the files of folders, or standard input.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

/// The place of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

impl Input {
    /// Returns the inputs of an argument: `-` is standard input, and a folder is all files in it and in its
    /// folders, in the order of their names. Files whose names begin with a point are left out.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such file, or a folder cannot be read.
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

    /// Returns the size in bytes, or `None` for standard input and pipes.
    ///
    /// # Errors
    ///
    /// Returns an error for a file that cannot be read, so that it is reported before any work.
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

    /// Opens the input. The progress counts the bytes of a file as they are read.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be opened.
    pub fn open(&self, progress: &ProgressBar) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::File(path) => Box::new(progress.wrap_read(File::open(path)?)),
            Self::Stdin => Box::new(io::stdin()),
        })
    }
}

/// Returns the first bytes of a reader, and a reader of all.
///
/// # Errors
///
/// Returns an error if they cannot be read.
pub fn peek(
    mut reader: Box<dyn Read + Send>,
    bytes: usize,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut start = Vec::new();
    reader.by_ref().take(bytes as u64).read_to_end(&mut start)?;
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
