//! Reads `/proc`, writes the list, and reports what could not be read. `main.rs` calls it.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use port_registry_tools::format::Format;
use port_registry_tools::program::{AnyError, Ending};
use port_registry_tools::remark::remark;
use port_registry_tools::unread;

use crate::NAME;
use crate::listener::{Ephemeral, listeners};
use crate::output;
use crate::processes::Processes;
use crate::sockets::Sockets;

/// Reads and writes all listeners, and reports on standard error what could not be read.
///
/// # Errors
///
/// Returns an error if the sockets cannot be read or standard output cannot be written.
pub fn work(root: &Path, format: Format) -> Result<Ending, AnyError> {
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
    unread::report(NAME, &broken, broken.len() as u64, "line");
    Ok(Ending::complete_if(broken.is_empty()))
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
