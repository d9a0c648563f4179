//! Finds the files that a name refers to: a file, a folder or a pattern.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::FileError;
use super::format::{Compression, Format};

/// A file with rows.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// The path, as it follows from the name in the query.
    pub path: Arc<Path>,
    /// The path in messages.
    pub shown: Arc<str>,
    /// The size in bytes.
    pub size: u64,
    /// The format.
    pub format: Format,
    /// The compression, which only [`Format::Lines`] may have.
    pub compression: Compression,
}

/// What a name refers to.
#[derive(Debug, Default)]
pub struct Found {
    /// The files, sorted by path. There is at least one.
    pub files: Vec<DataFile>,
    /// The files of a folder whose names have no extension of a known format. They are not read.
    pub skipped: Vec<PathBuf>,
}

/// Returns whether a name may be that of a file, as opposed to a table: whether it has a slash, a dot or a character of a pattern.
pub fn may_be_file(name: &str) -> bool {
    name.contains(['/', '.']) || is_pattern(name)
}

fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '['])
}

/// Finds the files that a name refers to.
///
/// A folder means all files in it and its folders, except those whose names begin with a dot or an underscore, as other
/// engines write for their own use. Empty files are left out, unless all are.
///
/// # Errors
///
/// Returns an error if there are none, or if one cannot be opened.
pub fn find(name: &str) -> Result<Found, FileError> {
    let mut found = Found::default();
    let path = Path::new(name);
    match fs::metadata(path) {
        // A file may have a bracket in its name.
        Ok(metadata) if metadata.is_dir() => found.folder(path)?,
        Ok(_) => found.file(path.to_owned())?,
        Err(_) if is_pattern(name) => found.pattern(name)?,
        Err(error) => return Err(FileError::open(name, error)),
    }
    if found.files.is_empty() {
        return Err(FileError::NoData(name.to_owned()));
    }
    if found.files.iter().any(|file| file.size > 0) {
        found.files.retain(|file| file.size > 0);
        Ok(found)
    } else {
        Err(FileError::Empty(name.to_owned()))
    }
}

impl Found {
    fn pattern(&mut self, name: &str) -> Result<(), FileError> {
        let paths = glob::glob(name).map_err(|error| FileError::Pattern {
            name: name.to_owned(),
            position: error.pos + 1,
            expected: error.msg,
        })?;
        let mut any = false;
        for path in paths {
            let path = path.map_err(|error| {
                let file = error.path().display().to_string();
                FileError::open(&file, error.into())
            })?;
            any = true;
            if path.is_dir() {
                self.folder(&path)?;
            } else {
                self.file(path)?;
            }
        }
        if any {
            Ok(())
        } else {
            Err(FileError::NoMatch(name.to_owned()))
        }
    }

    fn folder(&mut self, folder: &Path) -> Result<(), FileError> {
        let cannot_read = |error| FileError::open(&folder.display().to_string(), error);
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(cannot_read)? {
            paths.push(entry.map_err(cannot_read)?.path());
        }
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(['.', '_']) {
                continue;
            }
            if path.is_dir() {
                self.folder(&path)?;
            } else if Format::by_name(&name).is_some() {
                self.file(path)?;
            } else {
                self.skipped.push(path);
            }
        }
        Ok(())
    }

    fn file(&mut self, path: PathBuf) -> Result<(), FileError> {
        let Some(shown) = path.to_str() else {
            return Err(FileError::Name(path.display().to_string()));
        };
        let cannot_read = |error| FileError::open(shown, error);
        let metadata = fs::metadata(&path).map_err(cannot_read)?;
        if !metadata.is_file() {
            // A pipe could be read once only, and the first lines are read to find the columns.
            return Err(FileError::Read {
                file: shown.to_owned(),
                message: "expected a regular file".to_owned(),
            });
        }
        let mut start = Vec::new();
        File::open(&path)
            .and_then(|file| file.take(8).read_to_end(&mut start))
            .map_err(cannot_read)?;
        let format = Format::by_name(shown).unwrap_or_else(|| Format::by_content(&start));
        let compression = match format {
            Format::Lines => Compression::of(&start, shown),
            Format::Parquet | Format::Arrow => Compression::None,
        };
        self.files.push(DataFile {
            shown: shown.into(),
            size: metadata.len(),
            format,
            compression,
            path: path.into(),
        });
        Ok(())
    }
}
