//! Reads `/proc`, writes the list, and reports what could not be read. `main.rs` calls it.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use port_registry_tools::program::AnyError;
use port_registry_tools::remark::remark;

use crate::NAME;
use crate::listener::{Ephemeral, listeners};
use crate::output::{self, Format};
use crate::processes::Processes;
use crate::sockets::Sockets;

/// The number of broken lines that are reported one by one.
const MAX_REPORTED: usize = 20;

/// Reads and writes all listeners, and reports on standard error what could not be read.
///
/// # Errors
///
/// Returns an error if the sockets cannot be read or standard output cannot be written.
pub fn work(root: &Path, format: Format) -> Result<ExitCode, AnyError> {
    let Sockets { sockets, broken } = Sockets::read(root)?;
    let mut processes = Processes::read(root);
    let listeners = listeners(sockets, &mut processes, &Ephemeral::read(root));

    let mut out = BufWriter::new(io::stdout().lock());
    output::write(&mut out, format, &listeners)?;
    out.flush()?;

    let unknown = listeners
        .iter()
        .filter(|listener| listener.processes.is_empty());
    report_unknown(unknown.count(), &processes);
    for line in broken.iter().take(MAX_REPORTED) {
        remark(format_args!("{NAME}: {line}"));
    }
    if let Some(more @ 1..) = broken.len().checked_sub(MAX_REPORTED) {
        remark(format_args!("{NAME}: {more} more such lines"));
    }
    Ok(if broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// Reports how many sockets have no known process, and why.
fn report_unknown(count: usize, processes: &Processes) {
    let of = if count == 1 {
        "1 socket".to_owned()
    } else {
        format!("{count} sockets")
    };
    match (count, processes.are_hidden()) {
        (0, _) => {}
        (_, true) => remark(format_args!(
            "{NAME}: the processes of {of} can't be read: root could see them"
        )),
        (_, false) => remark(format_args!(
            "{NAME}: the processes of {of} are not in sight: the kernel's, or in another container"
        )),
    }
}
