//! One probe: a TCP connection, or a UDP datagram and its answer.
//!
//! Called by the threads of `rounds`.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use crate::query::{Query, Request};

/// The result of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// TCP: the connection was established.
    Open,
    /// UDP: a datagram came back.
    Answered,
    /// A TCP reset, or an ICMP message that the port is unreachable.
    Refused,
    /// TCP: nothing came back in time.
    TimedOut,
    /// UDP: nothing came back in time.
    OpenOrFiltered,
    /// There is no way to the host.
    Unreachable,
    /// This system could not send.
    Failed,
}

impl Outcome {
    /// All of them, in their order.
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::Answered,
        Self::Refused,
        Self::TimedOut,
        Self::OpenOrFiltered,
        Self::Unreachable,
        Self::Failed,
    ];

    /// Returns the word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::TimedOut => "timed-out",
            Self::OpenOrFiltered => "open-or-filtered",
            Self::Unreachable => "unreachable",
            Self::Failed => "failed",
        }
    }

    /// Returns whether the service answered.
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::Open | Self::Answered)
    }

    /// Returns the result that an error of the network means. `silence` is that of no answer in time.
    fn of_error(error: &io::Error, silence: Self) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => silence,
            // A firewall's "administratively prohibited" of ICMPv6 is "permission denied".
            io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::PermissionDenied => Self::Unreachable,
            _ => Self::Failed,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What came of a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub outcome: Outcome,
    /// The time until the result was known, if it is not only that time was over.
    pub time: Option<Duration>,
    /// What the answer or the error is; empty if there is nothing to say.
    pub note: String,
}

impl Attempt {
    fn new(outcome: Outcome, begin: Instant, note: String) -> Self {
        let time = match outcome {
            Outcome::TimedOut | Outcome::OpenOrFiltered | Outcome::Failed => None,
            _ => Some(begin.elapsed()),
        };
        Self {
            outcome,
            time,
            note,
        }
    }

    fn of_error(error: &io::Error, silence: Outcome, begin: Instant) -> Self {
        let outcome = Outcome::of_error(error, silence);
        let note = match outcome {
            Outcome::Unreachable | Outcome::Failed => error.to_string(),
            _ => String::new(),
        };
        Self::new(outcome, begin, note)
    }
}

/// Opens and closes a TCP connection.
pub fn tcp(address: SocketAddr, timeout: Duration) -> Attempt {
    let begin = Instant::now();
    match TcpStream::connect_timeout(&address, timeout) {
        Ok(stream) => {
            let attempt = Attempt::new(Outcome::Open, begin, String::new());
            // To a port of this machine on which nothing listens, and which the system chose for the
            // connection itself, TCP connects to itself (RFC 9293, section 3.5: simultaneous open).
            if is_to_itself(stream.local_addr(), stream.peer_addr()) {
                return Attempt {
                    outcome: Outcome::Refused,
                    ..attempt
                };
            }
            attempt
        }
        Err(error) => Attempt::of_error(&error, Outcome::TimedOut, begin),
    }
}

/// Sends a UDP datagram and waits for an answer.
pub fn udp(address: SocketAddr, timeout: Duration, query: Query) -> Attempt {
    let request = Request::new(query);
    let begin = Instant::now();
    let socket = match connected(address) {
        Ok(socket) => socket,
        Err(error) => return Attempt::of_error(&error, Outcome::OpenOrFiltered, begin),
    };
    // As with TCP. The system has chosen the port, so nothing else receives on it.
    if is_to_itself(socket.local_addr(), socket.peer_addr()) {
        return Attempt::new(Outcome::Refused, begin, String::new());
    }
    let begin = Instant::now();
    let answer = socket
        .send(&request.bytes())
        .and_then(|_| receive(&socket, begin + timeout));
    match answer {
        Ok(bytes) => {
            let note = request.reply(&bytes).to_string();
            Attempt::new(Outcome::Answered, begin, note)
        }
        Err(error) => Attempt::of_error(&error, Outcome::OpenOrFiltered, begin),
    }
}

fn is_to_itself(local: io::Result<SocketAddr>, peer: io::Result<SocketAddr>) -> bool {
    matches!((local, peer), (Ok(local), Ok(peer)) if local == peer)
}

/// Returns a socket that receives from this address only, and the ICMP messages about it.
fn connected(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?,
        SocketAddr::V6(_) => UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0))?,
    };
    report_all_errors(&socket, address)?;
    socket.connect(address)?;
    Ok(socket)
}

/// Makes Linux report all ICMP messages. By default, it reports of a UDP socket that the port is
/// unreachable, and not that the host is.
#[cfg(target_os = "linux")]
fn report_all_errors(socket: &UdpSocket, address: SocketAddr) -> io::Result<()> {
    use nix::sys::socket::{setsockopt, sockopt};

    match address {
        SocketAddr::V4(_) => setsockopt(socket, sockopt::Ipv4RecvErr, &true)?,
        SocketAddr::V6(_) => setsockopt(socket, sockopt::Ipv6RecvErr, &true)?,
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn report_all_errors(_: &UdpSocket, _: SocketAddr) -> io::Result<()> {
    Ok(())
}

/// Receives a datagram. A signal, such as Ctrl-Z and `fg` send, does not end the wait.
fn receive(socket: &UdpSocket, deadline: Instant) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::from(u16::MAX)];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        socket.set_read_timeout(Some(left))?;
        match socket.recv(&mut bytes) {
            Ok(length) => {
                bytes.truncate(length);
                return Ok(bytes);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
