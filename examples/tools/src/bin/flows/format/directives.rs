//! Logs whose header is in lines that begin with `#`: Zeek's, and the Extended Log File Format of
//! W3C, which the Windows Firewall writes.

use std::sync::Arc;

use super::delimited::Delimited;
use super::{Beginning, Options, Reader};
use crate::columns::LayoutError;
use crate::separator::Separator;

/// Returns the reader of the records below a line such as `#fields ts uid`, with tabs, or
/// `#Fields: date time`.
pub fn begin(
    beginning: &Beginning,
    options: &Options,
) -> Option<Result<Arc<dyn Reader>, LayoutError>> {
    let line = beginning.line;
    let text = String::from_utf8_lossy(line);
    let (word, rest) = text.split_at_checked("#fields".len())?;
    if !word.eq_ignore_ascii_case("#fields") {
        return None;
    }
    let separator = match rest.strip_prefix(':') {
        Some(_) => Separator::Unquoted(b' '),
        // Zeek's separator may be another byte than its usual tab. It follows the word.
        None => Separator::Unquoted(*rest.as_bytes().first()?),
    };
    let names = rest.trim_start_matches(':');
    let names = names
        .strip_prefix(char::from(separator.byte()))
        .unwrap_or(names);
    let names = separator.split(names.trim_end());
    let names = options.fields.as_ref().unwrap_or(&names);
    Some(Delimited::with_names(names, separator, options, |reader| {
        reader.set_header(line);
    }))
}
