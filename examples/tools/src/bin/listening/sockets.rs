//! The sockets in `/proc/net` that wait for somebody.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use port_registry::Protocol;
use procfs::net::{TcpNetEntries, TcpState, UdpNetEntries, UdpState};
use procfs::prelude::FromBufReadSI;

/// A socket that waits for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Socket {
    /// TCP or UDP.
    pub protocol: Protocol,
    /// Where it waits.
    pub address: SocketAddr,
    /// By which processes know it.
    pub inode: u64,
}

/// All of them, and what could not be read.
#[derive(Debug, Default)]
pub struct Sockets {
    /// In the order of the files.
    pub sockets: Vec<Socket>,
    /// Lines that hold no socket.
    pub broken: Vec<BrokenLine>,
}

/// A line that should describe a socket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct BrokenLine {
    file: PathBuf,
    /// From 1 up.
    number: usize,
    text: String,
    expected: &'static str,
}

impl fmt::Display for BrokenLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, number, text) = (self.file.display(), self.number, self.text.trim_end());
        let cut: String = text.chars().take(80).collect();
        let dots = if cut.len() < text.len() { "..." } else { "" };
        write!(
            f,
            "{file}:{number}: broken line {cut:?}{dots}: expected {}",
            self.expected
        )
    }
}

/// A file that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// None of the four is there.
    #[error("{}: no tcp, tcp6, udp or udp6 in it: expected net in Linux's /proc", .0.display())]
    NoFiles(PathBuf),
    /// One can't be opened or read.
    #[error("{}: {why}", file.display())]
    File {
        /// Which one.
        file: PathBuf,
        /// Why.
        why: io::Error,
    },
}

const HEADING: &str = "a heading with local_address";
const FIELDS: &str =
    "sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode";

impl Sockets {
    /// Reads all four files. One that is not there (`tcp6` where IPv6 is off) holds nothing.
    ///
    /// # Errors
    ///
    /// [`ReadError`] if a file can't be read, or none is there.
    pub fn read(root: &Path) -> Result<Self, ReadError> {
        let folder = root.join("net");
        let mut sockets = Self::default();
        let mut found = 0;
        let files: [(_, ReadLine); 4] = [("tcp", tcp), ("tcp6", tcp), ("udp", udp), ("udp6", udp)];
        for (name, read_line) in files {
            let file = folder.join(name);
            match sockets.read_file(&file, read_line) {
                Ok(()) => found += 1,
                Err(why) if why.kind() == io::ErrorKind::NotFound => {}
                Err(why) => return Err(ReadError::File { file, why }),
            }
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

/// A line describes no socket.
struct NoSocket;

/// Reads a line; a socket that does not wait is `None`.
type ReadLine = fn(&str) -> Result<Option<Socket>, NoSocket>;

/// The line alone, under a heading: the parser takes whole files, and can't tell the broken line.
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

/// A UDP socket is closed, as the kernel says, unless it is connected.
fn udp(line: &str) -> Result<Option<Socket>, NoSocket> {
    let UdpNetEntries(entries) = parse(line)?;
    let entry = entries.first().ok_or(NoSocket)?;
    let waits = entry.state == UdpState::Close && entry.local_address.port() != 0;
    Ok(waits.then_some(Socket {
        protocol: Protocol::Udp,
        address: entry.local_address,
        inode: entry.inode,
    }))
}
