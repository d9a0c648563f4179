//! Reads `/proc`, writes the list, and reports what could not be read. `main.rs` calls it.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use nix::unistd::geteuid;
use port_registry_tools::counted::counted;
use port_registry_tools::format::Format;
use port_registry_tools::program::{AnyError, Ending};
use port_registry_tools::remark::remark;
use port_registry_tools::unread;

use crate::NAME;
use crate::bindings::{Binding, bindings};
use crate::hidepid::hidepid;
use crate::listener::{Ephemeral, listeners};
use crate::output;
use crate::processes::{Processes, Threads};
use crate::sockets::Sockets;

/// Reads and writes all listeners, and reports on standard error what could not be read.
///
/// # Errors
///
/// Returns an error if the sockets cannot be read or standard output cannot be written.
pub fn work(root: &Path, threads: Threads, format: Format) -> Result<Ending, AnyError> {
    let Sockets { sockets, broken } = Sockets::read(root)?;
    let bindings = bindings_of(root);
    let mut processes = Processes::read(root, threads);
    let listeners = listeners(sockets, bindings, &mut processes, &Ephemeral::read(root));

    let mut out = BufWriter::new(io::stdout().lock());
    output::write(&mut out, format, &listeners)?;
    out.flush()?;

    let unknown = listeners
        .iter()
        .filter(|listener| listener.processes.is_empty());
    report_unknown(unknown.count(), root, &processes, threads);
    unread::report(NAME, &broken, broken.len() as u64, "line");
    let files = processes.broken();
    unread::report(NAME, files, files.len() as u64, "file");
    Ok(Ending::complete_if(broken.is_empty() && files.is_empty()))
}

/// Asks the kernel for the bindings, if the sockets are those of its `/proc`. Reports if it has no
/// answer.
fn bindings_of(root: &Path) -> HashMap<u64, Binding> {
    if root != Path::new("/proc") {
        return HashMap::new();
    }
    bindings().unwrap_or_else(|error| {
        remark(format_args!(
            "{NAME}: no interfaces of sockets, and :: may accept IPv4 too: sock_diag: {error}"
        ));
        HashMap::new()
    })
}

/// Reports how many sockets have no known process, and why.
fn report_unknown(count: usize, root: &Path, processes: &Processes, threads: Threads) {
    if count == 0 {
        return;
    }
    let of = counted(count, "socket");
    let folder = root.display();
    let who = if geteuid().is_root() {
        "even root needs a permission (CAP_SYS_PTRACE, or that of a security module)"
    } else {
        "root could see them"
    };
    if !processes.found() {
        remark(format_args!(
            "{NAME}: the processes of {of} can't be found: there are none in {folder}"
        ));
    } else if processes.are_denied() {
        remark(format_args!(
            "{NAME}: the processes of {of} can't be read: {who}"
        ));
    } else if let Some(value) = hidepid(root) {
        remark(format_args!(
            "{NAME}: the processes of {of} are not in sight: {folder} hides those of others \
             (hidepid={value}): {who}"
        ));
    } else {
        let others = match threads {
            Threads::Read => "the kernel's, or in another container",
            Threads::Skipped => "the kernel's, in another container, or of a thread (--threads)",
        };
        remark(format_args!(
            "{NAME}: the processes of {of} are not in sight: {others}"
        ));
    }
}
