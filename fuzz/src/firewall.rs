//! `firewall --check` without its command line.

use port_registry_tools::format::Format;

pub use crate::check::{Report, Source};

/// Returns a rule set as if it were read from a file.
pub fn source(text: &str) -> Source {
    Source::new("rules".to_owned(), text.to_owned())
}

/// Returns what is printed, or the message if it is too long.
pub fn printed(report: &Report<'_>, format: Format) -> Result<String, String> {
    let written = report.output().write(format);
    let bytes = written.map_err(|error| error.to_string())?;
    Ok(String::from_utf8(bytes).expect("the output is text"))
}
