//! Files that tests write as input for the crate or for a program.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// Returns the folder for the files of tests, in the target directory.
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// The path of a file that this process has written. Dropping it removes the file.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = folder().join(format!("{name}-{}", std::process::id()));
        fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Deref for Scratch {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
