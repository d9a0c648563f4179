//! Writes whole lines to standard output, even if the disk is full or the program is killed.
//!
//! `ledger.rs` writes through it.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::FileTypeExt;

use memchr::memrchr;

/// Standard output, without a buffer.
pub struct Output {
    file: File,
    kind: Kind,
}

/// The kind of file that standard output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A regular file, which can be truncated.
    File,
    /// A pipe, to which up to [`ATOMIC`] bytes are written completely or not at all.
    Pipe,
    Other,
}

/// Linux's `PIPE_BUF`: writes to a pipe of at most this many bytes are atomic, even if the writer
/// is killed.
const ATOMIC: usize = 4096;

impl Output {
    pub fn stdout() -> io::Result<Self> {
        Self::new(File::from(io::stdout().as_fd().try_clone_to_owned()?))
    }

    fn new(file: File) -> io::Result<Self> {
        let kind = file.metadata()?.file_type();
        let kind = if kind.is_file() {
            Kind::File
        } else if kind.is_fifo() {
            Kind::Pipe
        } else {
            Kind::Other
        };
        Ok(Self { file, kind })
    }

    /// Writes whole lines. If a file has no space for all of them, it keeps those that were written
    /// whole.
    pub fn write_lines(&mut self, mut lines: &[u8]) -> io::Result<()> {
        match self.kind {
            Kind::File => self.write_or_cut(lines),
            Kind::Other => self.file.write_all(lines),
            Kind::Pipe => {
                while !lines.is_empty() {
                    let (some, rest) = lines.split_at(whole_lines(lines, ATOMIC));
                    self.file.write_all(some)?;
                    lines = rest;
                }
                Ok(())
            }
        }
    }

    fn write_or_cut(&mut self, lines: &[u8]) -> io::Result<()> {
        let mut written = 0;
        while let Some(rest) = lines.get(written..).filter(|rest| !rest.is_empty()) {
            let error = match self.file.write(rest) {
                Ok(0) => io::ErrorKind::WriteZero.into(),
                Ok(some) => {
                    written += some;
                    continue;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => error,
            };
            self.cut(lines.get(..written).unwrap_or_default());
            return Err(error);
        }
        Ok(())
    }

    /// Truncates the file after the last whole line.
    fn cut(&mut self, written: &[u8]) {
        let whole = memrchr(b'\n', written).map_or(0, |last| last + 1);
        let torn = (written.len() - whole) as u64;
        // Truncating may fail as well. The error that is reported is that of writing.
        let _ = self.file.stream_position().and_then(|end| {
            let length = self.file.metadata()?.len();
            let whole = end.saturating_sub(torn);
            if torn > 0 && length == end {
                self.file.set_len(whole)?;
                self.file.seek(SeekFrom::Start(whole))?;
            }
            Ok(())
        });
    }
}

/// Returns the length of the whole lines that fit, or of the first line if it is longer than
/// `most`.
fn whole_lines(lines: &[u8], most: usize) -> usize {
    let fitting = lines.get(..most).unwrap_or(lines);
    let end = memrchr(b'\n', fitting).or_else(|| memchr::memchr(b'\n', lines));
    end.map_or(lines.len(), |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole_lines() {
        assert_eq!(whole_lines(b"a\nbc\nd\n", 4), 2);
        assert_eq!(whole_lines(b"a\nbc\nd\n", 5), 5);
        assert_eq!(whole_lines(b"a\nbc\nd\n", 100), 7);
        assert_eq!(whole_lines(b"abcdef\ng\n", 4), 7);
        assert_eq!(whole_lines(b"abc", 2), 3);
    }

    /// What another writer has added after the torn line must stay.
    #[test]
    fn nothing_is_cut_off_a_file_that_another_writer_extends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut file = File::create(&path).unwrap();
        file.write_all(b"whole\nto").unwrap();
        let mut other = File::options().append(true).open(&path).unwrap();
        other.write_all(b"other\n").unwrap();
        let mut output = Output::new(file).unwrap();
        output.cut(b"whole\nto");
        assert_eq!(std::fs::read(&path).unwrap(), b"whole\ntoother\n");
    }

    #[test]
    fn a_torn_line_is_cut_off() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"kept\nwhole\nto").unwrap();
        let mut output = Output::new(file).unwrap();
        output.cut(b"whole\nto");
        output.write_lines(b"next\n").unwrap();
        output.file.rewind().unwrap();
        assert_eq!(
            io::read_to_string(output.file).unwrap(),
            "kept\nwhole\nnext\n"
        );
    }
}
