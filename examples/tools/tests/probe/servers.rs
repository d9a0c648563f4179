//! Servers for the tests. They end with the process.

use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

pub const LOCALHOST: &str = "127.0.0.1:0";

/// The port of tcpmux, on which nothing listens: its protocol (RFC 1078) is historic, and no other test may
/// bind the port.
pub const CLOSED: u16 = 1;

/// Returns the port of a TCP server that accepts and closes connections.
pub fn open(address: &str) -> u16 {
    let listener = TcpListener::bind(address).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            drop(stream);
        }
    });
    port
}

/// A UDP server.
pub struct Udp {
    pub port: u16,
    /// The number of datagrams that it received.
    pub received: Arc<AtomicU64>,
}

impl Udp {
    /// Starts a server that answers with what the function returns, if anything.
    pub fn start(
        address: &str,
        mut answer: impl FnMut(&[u8]) -> Option<Vec<u8>> + Send + 'static,
    ) -> Self {
        let socket = UdpSocket::bind(address).unwrap();
        let port = socket.local_addr().unwrap().port();
        let received = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&received);
        thread::spawn(move || {
            let mut bytes = vec![0; 65_536];
            loop {
                let (length, client): (usize, SocketAddr) = socket.recv_from(&mut bytes).unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                if let Some(answer) = answer(&bytes[..length]) {
                    socket.send_to(&answer, client).unwrap();
                }
            }
        });
        Self { port, received }
    }

    pub fn silent(address: &str) -> Self {
        Self::start(address, |_| None)
    }

    pub fn received(&self) -> u64 {
        self.received.load(Ordering::SeqCst)
    }
}

/// Returns the reply of a name server that has no answer: the query with the bit of a response and the
/// code.
pub fn dns_reply(query: &[u8], code: u8) -> Vec<u8> {
    let mut reply = query.to_vec();
    reply[2] |= 0x80;
    reply[3] |= code;
    reply
}
