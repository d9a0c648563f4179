//! From `/proc` to the answer.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use port_registry_tools::program::AnyError;

use crate::NAME;
use crate::listener::{Ephemeral, listeners};
use crate::output::{self, Format};
use crate::processes::Processes;
use crate::sockets::Sockets;

/// How many broken lines are told.
const TOLD: usize = 20;

/// Reads, writes, and tells on standard error what could not be read.
///
/// # Errors
///
/// If no list of sockets can be read, or the answer can't be written.
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
    tell_unknown(unknown.count(), &processes);
    for line in broken.iter().take(TOLD) {
        eprintln!("{NAME}: {line}");
    }
    if let Some(more @ 1..) = broken.len().checked_sub(TOLD) {
        eprintln!("{NAME}: {more} more such lines");
    }
    Ok(if broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn tell_unknown(count: usize, processes: &Processes) {
    let of = if count == 1 {
        "1 socket".to_owned()
    } else {
        format!("{count} sockets")
    };
    match (count, processes.are_hidden()) {
        (0, _) => {}
        (_, true) => eprintln!("{NAME}: the processes of {of} can't be read: root could see them"),
        (_, false) => eprintln!(
            "{NAME}: the processes of {of} are not in sight: the kernel's, or in another container"
        ),
    }
}
