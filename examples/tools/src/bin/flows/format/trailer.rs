//! The sums that nfdump writes below its records, of which none is a flow.

use std::sync::Arc;

use super::{Beginning, Next, Options, Place, Reader, Visit, begin};
use crate::record::Content;

/// Reads all lines up to the next header.
#[derive(Debug)]
pub struct Trailer;

/// Returns whether the sums begin with this line.
pub fn is_begun_by(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line == b"Summary" || line.starts_with(b"Summary:")
}

impl Reader for Trailer {
    fn read(&self, text: &[u8], options: &Options, visit: &mut Visit<'_>) -> Next {
        let mut start = 0;
        for whole in text.split_inclusive(|&byte| byte == b'\n') {
            let line = whole.strip_suffix(b"\n").unwrap_or(whole);
            if line.trim_ascii().is_empty() {
                visit(line, Ok(Content::Blank));
            } else {
                match next(line, options) {
                    Some(reader) => return Next::Reader(start, reader),
                    None => visit(line, Ok(Content::Trailer)),
                }
            }
            start += whole.len();
        }
        Next::End
    }

    fn write(&self, line: &[u8], _name: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(line);
    }
}

/// Returns the reader of the records that begin with this line. The names of sums are no header: they
/// name no port.
fn next(line: &[u8], options: &Options) -> Option<Arc<dyn Reader>> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let place = Place::Later;
    begin(&Beginning { line, place }, options)?.ok()
}
