//! Reads the name of a process. `processes.rs` calls it.
//!
//! `procfs` reads it with the other fields of `stat`, and panics if a copy of that file was cut off
//! after the name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use port_registry_tools::excerpt::excerpt;

/// The number of characters of `stat` that an error quotes.
const QUOTED: usize = 80;

/// The error if a process has no name that can be read.
#[derive(Debug, thiserror::Error)]
pub enum NameError {
    /// A file cannot be read.
    #[error("{}: {error}", path.display())]
    File {
        /// Its path.
        path: PathBuf,
        /// The cause.
        error: io::Error,
    },
    /// `stat` has no name in it.
    #[error("{}: no process name in {}: expected PID (NAME) STATE", path.display(), excerpt(content, QUOTED))]
    NoName {
        /// The path of `stat`.
        path: PathBuf,
        /// What is in it.
        content: String,
    },
}

/// Returns the name of the process with this folder: that of `comm`, or of `stat` if there is no
/// `comm`.
///
/// # Errors
///
/// Returns [`NameError`] if the file cannot be read or has no name.
pub fn process_name(folder: &Path) -> Result<String, NameError> {
    let comm = folder.join("comm");
    match fs::read(&comm) {
        Ok(name) => {
            // The name itself may end with a line end.
            let name = name.strip_suffix(b"\n").unwrap_or(&name);
            Ok(String::from_utf8_lossy(name).into_owned())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => in_stat(folder.join("stat")),
        Err(error) => Err(NameError::File { path: comm, error }),
    }
}

fn in_stat(path: PathBuf) -> Result<String, NameError> {
    let content = match fs::read(&path) {
        Ok(content) => String::from_utf8_lossy(&content).into_owned(),
        Err(error) => return Err(NameError::File { path, error }),
    };
    // The name may have parentheses in it, but no field after it has.
    let name = content
        .split_once('(')
        .and_then(|(_, rest)| rest.rsplit_once(')'))
        .map(|(name, _)| name.to_owned());
    name.ok_or(NameError::NoName { path, content })
}
