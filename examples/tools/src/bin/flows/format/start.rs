//! The lines before the first record or header of an input.

use super::{Beginning, Next, Options, Place, Reader, Visit, begin};
use crate::record::Content;

/// Reads blank lines and comments up to the line that shows the format.
#[derive(Debug)]
pub struct Start;

impl Reader for Start {
    fn read(&self, text: &[u8], options: &Options, visit: &mut Visit<'_>) -> Next {
        let mut start = 0;
        for whole in text.split_inclusive(|&byte| byte == b'\n') {
            let line = whole.strip_suffix(b"\n").unwrap_or(whole);
            let bare = line.strip_suffix(b"\r").unwrap_or(line);
            let beginning = Beginning {
                line: bare,
                place: Place::First,
            };
            match begin(&beginning, options).filter(|_| !bare.trim_ascii().is_empty()) {
                Some(Ok(reader)) => return Next::Reader(start, reader),
                Some(Err(error)) => return Next::Error(error),
                None if bare.trim_ascii().is_empty() => visit(line, Ok(Content::Blank)),
                None => visit(line, Ok(Content::Comment)),
            }
            start += whole.len();
        }
        Next::End
    }

    fn write(&self, line: &[u8], _name: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(line);
    }
}
