//! The queries, decoded by programs that share no code with the encoders, and the answers of servers that
//! are not this program's.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;

use crate::program::result;
use crate::servers::{LOCALHOST, Udp};
use crate::support::fed::text;
use crate::support::folder;

const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/probe/server.py");

/// A server of Python, which ends with the value.
struct Python {
    child: Child,
    out: BufReader<ChildStdout>,
    port: String,
}

impl Python {
    fn start(protocol: &str) -> Option<Self> {
        let child = Command::new("python3")
            .args([SERVER, protocol])
            .stdout(Stdio::piped())
            .spawn();
        let mut child = child.ok()?;
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut port = String::new();
        out.read_line(&mut port).unwrap();
        port.truncate(port.trim_end().len());
        Some(Self { child, out, port })
    }

    /// Returns what the server has decoded of the next datagram.
    fn decoded(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn python_decodes_the_queries_and_its_answers_are_understood() {
    for (protocol, decoded, note) in [
        (
            "dns",
            "flags 0x0000 counts 1 0 0 0 name . type 2 class 1\n",
            "DNS: REFUSED",
        ),
        (
            "ntp",
            "leap 0 version 4 mode 3 others [0]\n",
            "NTP: stratum 2",
        ),
        (
            "stun",
            "type 0x0001 length 0 cookie 0x2112a442 bytes 20\n",
            "STUN: success",
        ),
    ] {
        let Some(mut server) = Python::start(protocol) else {
            eprintln!("skipped: there is no python3");
            return;
        };
        let port = format!("{}/udp", server.port);
        let found = result(&["--query", protocol, "127.0.0.1", &port]);
        assert_eq!(found, ("answered".to_owned(), Some(note.to_owned())));
        assert_eq!(server.decoded(), decoded);
    }
}

/// Returns the datagram that the program sends.
fn sent(query: &str) -> Vec<u8> {
    let (sender, received) = mpsc::channel();
    let server = Udp::start(LOCALHOST, move |bytes| {
        sender.send(bytes.to_vec()).unwrap();
        Some(Vec::new())
    });
    let port = format!("{}/udp", server.port);
    result(&["--query", query, "127.0.0.1", &port]);
    received.recv().unwrap()
}

/// A capture file of one IPv4 packet with this datagram to a port.
fn capture(datagram: &[u8], port: u16) -> Vec<u8> {
    let length = u16::try_from(datagram.len()).unwrap();
    let mut packet = vec![0x45, 0];
    packet.extend((28 + length).to_be_bytes());
    packet.extend([0, 0, 0, 0, 64, 17, 0, 0]);
    packet.extend([127, 0, 0, 1, 127, 0, 0, 1]);
    packet.extend(40_000_u16.to_be_bytes());
    packet.extend(port.to_be_bytes());
    packet.extend((8 + length).to_be_bytes());
    packet.extend([0, 0]); // no checksum
    packet.extend(datagram);
    let mut file = Vec::new();
    file.extend(0xa1b2_c3d4_u32.to_le_bytes());
    file.extend([2, 0, 4, 0]); // version 2.4
    file.extend([0; 8]);
    file.extend(65_535_u32.to_le_bytes());
    file.extend(228_u32.to_le_bytes()); // LINKTYPE_IPV4
    file.extend([0; 8]);
    let length = u32::try_from(packet.len()).unwrap();
    file.extend(length.to_le_bytes());
    file.extend(length.to_le_bytes());
    file.extend(packet);
    file
}

#[test]
fn tcpdump_decodes_the_queries() {
    let folder = folder();
    let file = folder.path().join("query.pcap");
    for (query, port, expected) in [
        ("dns", 53, &[" NS? . (17)"][..]),
        ("ntp", 123, &["NTPv4, Client, length 48", "Stratum 0"]),
    ] {
        fs::write(&file, capture(&sent(query), port)).unwrap();
        let output = Command::new("tcpdump").args(["-nvr"]).arg(&file).output();
        let Ok(output) = output else {
            eprintln!("skipped: there is no tcpdump");
            return;
        };
        for part in expected {
            assert!(text(&output.stdout).contains(part), "{part}: {output:?}");
        }
    }
}

#[test]
fn the_default_is_an_empty_datagram() {
    assert_eq!(sent("empty"), b"");
    let (sender, received) = mpsc::channel();
    let server = Udp::start(LOCALHOST, move |bytes| {
        sender.send(bytes.to_vec()).unwrap();
        Some(b"hello".to_vec())
    });
    let port = format!("{}/udp", server.port);
    let (outcome, note) = result(&["127.0.0.1", &port]);
    assert_eq!((&*outcome, note.as_deref()), ("answered", Some("5 bytes")));
    assert_eq!(received.recv().unwrap(), b"");
}
