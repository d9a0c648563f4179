//! Finds the processes that have a socket open. `work.rs` reads them, `listener.rs` looks them up.

use std::collections::HashMap;
use std::path::Path;

use procfs::ProcError;
use procfs::process::{FDTarget, Process as Entry, all_processes_with_root};

/// A process that has a socket open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Process {
    /// Its process ID.
    pub pid: i32,
    /// Its name; the kernel keeps 15 bytes of it.
    pub name: String,
}

/// All processes that can be read, by the inodes of their sockets.
#[derive(Debug, Default)]
pub struct Processes {
    by_inode: HashMap<u64, Vec<Process>>,
    are_hidden: bool,
}

impl Processes {
    /// Reads the open files of each process. A process that ends meanwhile or belongs to another
    /// user is skipped.
    pub fn read(root: &Path) -> Self {
        let mut processes = Self::default();
        for entry in all_processes_with_root(root)
            .into_iter()
            .flatten()
            .flatten()
        {
            if let Err(ProcError::PermissionDenied(_)) = processes.add(&entry) {
                processes.are_hidden = true;
            }
        }
        processes
    }

    /// Removes and returns the processes that have this socket open, sorted by process ID.
    pub fn take(&mut self, inode: u64) -> Vec<Process> {
        let mut processes = self.by_inode.remove(&inode).unwrap_or_default();
        processes.sort();
        processes.dedup(); // one process may have a socket open twice
        processes
    }

    /// Returns whether the system denied access to some processes.
    pub fn are_hidden(&self) -> bool {
        self.are_hidden
    }

    fn add(&mut self, entry: &Entry) -> Result<(), ProcError> {
        let mut name = None;
        for file in entry.fd()?.flatten() {
            let FDTarget::Socket(inode) = file.target else {
                continue;
            };
            let name = match &name {
                Some(name) => name,
                None => name.insert(entry.stat()?.comm),
            };
            let process = Process {
                pid: entry.pid(),
                name: name.clone(),
            };
            self.by_inode.entry(inode).or_default().push(process);
        }
        Ok(())
    }
}
