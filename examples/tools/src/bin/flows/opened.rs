//! Opens inputs: decompresses them, and finds out what they are. `source.rs` reads them.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use indicatif::ProgressBar;
use port_registry_tools::compression::Compression;
use port_registry_tools::input::{Input, peek};

use crate::documents::{self, Documents};
use crate::format::{Json, Reader, Start};
use crate::input_error::InputError;
use crate::kind::Kind;
use crate::record::{LONGEST, LONGEST_JSON};

/// An open input, which is decompressed while it is read.
pub struct Opened {
    pub reader: Box<dyn Read + Send>,
    pub compression: Compression,
    /// The length of the longest line that is read.
    pub longest: usize,
    /// The reader of the first line.
    pub first: Arc<dyn Reader>,
}

impl Opened {
    /// Opens an input. The progress counts the bytes of files before they are decompressed.
    pub fn open(input: &Input, progress: &ProgressBar) -> Result<Self, InputError> {
        let raw = input.open(progress).map_err(InputError::Open)?;
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
        Ok(Self {
            reader,
            compression,
            longest,
            first,
        })
    }
}

fn may_be_json(start: &[u8]) -> bool {
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
    let first = start.trim_ascii_start().first();
    matches!(first, Some(b'{' | b'['))
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
