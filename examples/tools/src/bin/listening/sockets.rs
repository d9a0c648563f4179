//! Reads the listening sockets from `/proc/net`. `work.rs` calls it.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use port_registry::Protocol;
use port_registry_tools::excerpt::excerpt;
use procfs::net::{TcpNetEntries, TcpState, UdpNetEntries, UdpState};
use procfs::prelude::FromBufReadSI;

/// The number of characters of a line that an error quotes.
const QUOTED: usize = 80;

/// A listening TCP socket, or a bound and unconnected UDP socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Socket {
    /// The transport protocol, TCP or UDP.
    pub protocol: Protocol,
    /// Its local address and port.
    pub address: SocketAddr,
    /// Its inode, by which the open files of a process refer to it.
    pub inode: u64,
}

/// All listening sockets, and the lines that could not be read.
#[derive(Debug, Default)]
pub struct Sockets {
    /// The sockets, in the order of the files.
    pub sockets: Vec<Socket>,
    /// Lines that describe no socket.
    pub broken: Vec<BrokenLine>,
}

/// The error for a line that does not describe a socket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct BrokenLine {
    file: PathBuf,
    /// The line number, counted from 1.
    number: usize,
    text: String,
    expected: &'static str,
}

impl fmt::Display for BrokenLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, number, expected) = (self.file.display(), self.number, self.expected);
        let line = excerpt(self.text.trim_end(), QUOTED);
        write!(
            f,
            "{file}:{number}: broken line {line}: expected {expected}"
        )
    }
}

/// The error if the files with the sockets cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The folder is the `/proc` of a PID namespace that this process is not in. Its `net` leads to the
    /// reader's own process.
    #[error(
        "{path}: the processes of another PID namespace: expected one of them, such as {path}/1",
        path = .0.display()
    )]
    OtherNamespace(PathBuf),
    /// None of the four files exists.
    #[error("{}: no tcp, tcp6, udp or udp6 in it: expected net in Linux's /proc", .0.display())]
    NoFiles(PathBuf),
    /// A file cannot be opened or read.
    #[error("{}: {error}", file.display())]
    File {
        /// Its path.
        file: PathBuf,
        /// The cause.
        error: io::Error,
    },
}

const HEADING: &str = "a heading with local_address";
const FIELDS: &str =
    "sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode";

impl Sockets {
    /// Reads all four files. A missing file is skipped (`tcp6` is missing where IPv6 is disabled).
    ///
    /// # Errors
    ///
    /// Returns [`ReadError`] if a file cannot be read or none of them exists.
    pub fn read(root: &Path) -> Result<Self, ReadError> {
        let folder = root.join("net");
        let mut sockets = Self::default();
        let mut found = 0;
        let files: [(_, ReadLine); 4] = [("tcp", tcp), ("tcp6", tcp), ("udp", udp), ("udp6", udp)];
        for (name, read_line) in files {
            let file = folder.join(name);
            match sockets.read_file(&file, read_line) {
                Ok(()) => found += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(ReadError::File { file, error }),
            }
        }
        if found == 0 && is_of_another_namespace(root) {
            return Err(ReadError::OtherNamespace(root.to_owned()));
        }
        if found == 0 {
            return Err(ReadError::NoFiles(folder));
        }
        Ok(sockets)
    }

    fn read_file(&mut self, path: &Path, read_line: ReadLine) -> io::Result<()> {
        let mut file = BufReader::new(File::open(path)?);
        let mut bytes = Vec::new();
        for number in 1.. {
            bytes.clear();
            if file.read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            let text = String::from_utf8_lossy(&bytes);
            let expected = match number {
                1 if text.contains("local_address") => continue,
                1 => HEADING,
                _ => match read_line(&text) {
                    Ok(socket) => {
                        self.sockets.extend(socket);
                        continue;
                    }
                    Err(NoSocket) => FIELDS,
                },
            };
            self.broken.push(BrokenLine {
                file: path.to_owned(),
                number,
                text: text.into_owned(),
                expected,
            });
        }
        Ok(())
    }
}

/// Returns whether `self` exists, but does not lead to this process.
fn is_of_another_namespace(root: &Path) -> bool {
    let this = root.join("self");
    this.is_symlink() && this.read_link().is_err()
}

/// The error for a line that describes no socket.
struct NoSocket;

/// Parses a line. Returns `None` for a socket that does not listen.
type ReadLine = fn(&str) -> Result<Option<Socket>, NoSocket>;

/// Parses one line. The parser of `procfs` takes a whole file and does not report which line is
/// broken, so each line gets a file of its own, with an empty line for the heading.
fn parse<T: FromBufReadSI>(line: &str) -> Result<T, NoSocket> {
    let file = format!("\n{line}");
    T::from_buf_read(file.as_bytes(), procfs::current_system_info()).map_err(|_| NoSocket)
}

fn tcp(line: &str) -> Result<Option<Socket>, NoSocket> {
    let TcpNetEntries(entries) = parse(line)?;
    let entry = entries.first().ok_or(NoSocket)?;
    Ok((entry.state == TcpState::Listen).then_some(Socket {
        protocol: Protocol::Tcp,
        address: entry.local_address,
        inode: entry.inode,
    }))
}

/// UDP has no listening state: the kernel reports an unconnected socket as closed.
fn udp(line: &str) -> Result<Option<Socket>, NoSocket> {
    let UdpNetEntries(entries) = parse(line)?;
    let entry = entries.first().ok_or(NoSocket)?;
    let is_bound = entry.state == UdpState::Close && entry.local_address.port() != 0;
    Ok(is_bound.then_some(Socket {
        protocol: Protocol::Udp,
        address: entry.local_address,
        inode: entry.inode,
    }))
}
