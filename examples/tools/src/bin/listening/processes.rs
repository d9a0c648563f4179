//! Finds the processes that have a socket open. `work.rs` reads them, `listener.rs` looks them up.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use procfs::process::FDTarget;

use crate::process_name::{NameError, process_name};

/// A process that has a socket open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Process {
    /// Its process ID.
    pub pid: i32,
    /// Its name, of which the kernel keeps 15 bytes. A process may have an empty one. `None` if the
    /// name cannot be read.
    pub name: Option<String>,
}

impl Process {
    /// Returns the name, or `None` if it is empty or cannot be read.
    pub fn shown_name(&self) -> Option<&str> {
        self.name.as_deref().filter(|name| !name.is_empty())
    }
}

/// Whether the open files of a thread are read besides those of its process.
///
/// A thread may have a table of open files of its own (`unshare(2)` with `CLONE_FILES`), and a
/// process whose first thread has ended has no other. The tables of most threads are that of the
/// process, and reading each takes as long as reading that of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threads {
    /// They are.
    Read,
    /// They are not.
    Skipped,
}

/// All processes that can be read, by the inodes of their sockets.
#[derive(Debug, Default)]
pub struct Processes {
    by_inode: HashMap<u64, Vec<Process>>,
    found: bool,
    denied: bool,
    broken: Vec<BrokenProcess>,
}

/// The error for a process of which something cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BrokenProcess {
    /// Its name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Its open files.
    #[error("{}: {error}", path.display())]
    Files {
        /// The folder with them.
        path: PathBuf,
        /// The cause.
        error: io::Error,
    },
}

impl Processes {
    /// Reads the open files of each process. A process that ends meanwhile or belongs to another
    /// user is skipped.
    pub fn read(root: &Path, threads: Threads) -> Self {
        let mut processes = Self::default();
        for (pid, folder) in numbered(root) {
            processes.found = true;
            processes.add(pid, &folder, threads);
        }
        processes
    }

    /// Removes and returns the processes that have this socket open, sorted by process ID.
    pub fn take(&mut self, inode: u64) -> Vec<Process> {
        let mut processes = self.by_inode.remove(&inode).unwrap_or_default();
        processes.sort();
        processes
    }

    /// Returns whether there is any process. The folder of a process has none in it.
    pub fn found(&self) -> bool {
        self.found
    }

    /// Returns whether the system denied access to some processes.
    pub fn are_denied(&self) -> bool {
        self.denied
    }

    /// Returns what could not be read for another reason.
    pub fn broken(&self) -> &[BrokenProcess] {
        &self.broken
    }

    fn add(&mut self, pid: i32, folder: &Path, threads: Threads) {
        let mut inodes = self.inodes(folder);
        if threads == Threads::Read {
            for (_, thread) in numbered(&folder.join("task")) {
                inodes.append(&mut self.inodes(&thread));
            }
        }
        if inodes.is_empty() {
            return;
        }
        let name = match process_name(folder) {
            Ok(name) => Some(name),
            Err(_) if !folder.exists() => return, // ended meanwhile
            Err(error) => {
                self.broken.push(error.into());
                None
            }
        };
        for inode in inodes {
            let name = name.clone();
            let holders = self.by_inode.entry(inode).or_default();
            holders.push(Process { pid, name });
        }
    }

    /// Returns the inodes of the sockets that a process or a thread has open.
    fn inodes(&mut self, folder: &Path) -> BTreeSet<u64> {
        let mut inodes = BTreeSet::new();
        let path = folder.join("fd");
        let mut first_error = None;
        match fs::read_dir(&path) {
            Ok(files) => {
                for file in files {
                    match file.and_then(|file| fs::read_link(file.path())) {
                        Ok(target) => inodes.extend(socket(&target)),
                        // Closed meanwhile.
                        Err(error) if is_gone(&error) => {}
                        Err(error) => first_error = first_error.or(Some(error)),
                    }
                }
            }
            Err(error) => first_error = Some(error),
        }
        match first_error {
            None => {}
            Some(error) if is_gone(&error) => {}
            Some(error) if error.kind() == io::ErrorKind::PermissionDenied => self.denied = true,
            Some(error) => self.broken.push(BrokenProcess::Files { path, error }),
        }
        inodes
    }
}

/// Returns the folders that have a number as their name, which are those of processes and threads.
fn numbered(folder: &Path) -> impl Iterator<Item = (i32, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let number = entry.file_name().to_str()?.parse().ok()?;
        Some((number, entry.path()))
    })
}

/// Returns the inode of a socket, the target of whose link is `socket:[INODE]` (proc(5)).
fn socket(target: &Path) -> Option<u64> {
    match target.to_str()?.parse() {
        Ok(FDTarget::Socket(inode)) => Some(inode),
        _ => None,
    }
}

/// Returns whether an error is that of a process that has ended, or a file that was closed.
fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(Errno::ESRCH as i32)
}
