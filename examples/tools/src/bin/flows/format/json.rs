//! JSON, one object on each line: Suricata, Zeek, GCP, Elastic, goflow2, and the envelopes of AWS and
//! Azure. `documents.rs` brings arrays and objects of several lines into this form.

mod keys;
mod walk;

use std::sync::Arc;

use memchr::{memchr, memmem, memrchr};
use port_registry_tools::escape::escaped_json;
use serde::de::IgnoredAny;

use super::{
    Beginning, FIELD, Next, OTHER_FIELD, Options, Place, Reader, Visit, begin as begin_any,
};
use crate::columns::LayoutError;
use crate::label::NONE;
use crate::line_error::{LineError, quoted};
use crate::record::{Content, LONGEST_JSON};
use walk::Walk;

/// A reader of lines of JSON.
#[derive(Debug)]
pub struct Json;

/// Returns the reader if the line is an object.
pub fn begin(
    beginning: &Beginning,
    _options: &Options,
) -> Option<Result<Arc<dyn Reader>, LayoutError>> {
    let line = without_mark(beginning.line);
    if line.trim_ascii_start().first() != Some(&b'{') {
        return None;
    }
    let is_json = || serde_json::from_slice::<IgnoredAny>(line).is_ok();
    (beginning.place == Place::First || is_json()).then(|| Ok(Arc::new(Json) as _))
}

/// Returns the line without a byte order mark.
fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line)
}

impl Reader for Json {
    fn read(&self, text: &[u8], options: &Options, visit: &mut Visit<'_>) -> Next {
        let mut walk = Walk::new(options);
        let mut start = 0;
        while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
            let end = memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest.get(..end).unwrap_or_default();
            let bare = without_mark(line);
            if line.len() > LONGEST_JSON {
                visit(
                    line,
                    Err(Box::new(LineError::TooLong {
                        longest: LONGEST_JSON,
                    })),
                );
            } else if bare.trim_ascii().is_empty() {
                visit(line, Ok(Content::Blank));
            } else if bare.trim_ascii_start().first() == Some(&b'{') {
                walk.line(bare, |read| visit(line, read));
            } else {
                let bare = bare.strip_suffix(b"\r").unwrap_or(bare);
                let beginning = Beginning {
                    line: bare,
                    place: Place::Later,
                };
                match begin_any(&beginning, options) {
                    Some(Ok(reader)) => return Next::Reader(start, reader),
                    Some(Err(error)) => return Next::Error(error),
                    None => visit(
                        line,
                        Err(Box::new(LineError::Malformed {
                            line: quoted(bare),
                            expected: "an object of JSON",
                        })),
                    ),
                }
            }
            start += end + 1;
        }
        Next::End
    }

    /// Adds a member to the object.
    fn write(&self, line: &[u8], name: &str, out: &mut Vec<u8>) {
        let end = memrchr(b'}', line);
        let Some((members, end)) = end.and_then(|end| line.split_at_checked(end)) else {
            out.extend_from_slice(line);
            return;
        };
        out.extend_from_slice(members);
        if !members.trim_ascii_end().ends_with(b"{") {
            out.push(b',');
        }
        let key = serde_json::Value::from(FIELD).to_string();
        let has_field = memmem::find(members, key.as_bytes()).is_some();
        let key = if has_field { OTHER_FIELD } else { FIELD };
        let value = match name {
            NONE => serde_json::Value::Null,
            name => serde_json::Value::from(name),
        };
        let member = format!("\"{key}\":{value}");
        out.extend_from_slice(escaped_json(&member).as_bytes());
        out.extend_from_slice(end);
    }
}
