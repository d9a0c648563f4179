//! Tests a capture of real traffic on the loopback interface.
//!
//! Skipped on machines without a tcpdump that is permitted to capture.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::program::{json_lines, pcap_file, stderr};
use crate::support::folder;

/// A running tcpdump, stopped when the value is dropped, even if the test fails.
struct Tcpdump(Child);

impl Drop for Tcpdump {
    fn drop(&mut self) {
        // Errors do not matter: tcpdump may have exited already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts tcpdump. Returns `None` if it is not installed, or may not capture.
fn start(file: &Path, filter: &str) -> Option<Tcpdump> {
    let child = Command::new("tcpdump")
        .args(["-i", "lo", "-U", "-n", "-Z", "root", "-w"])
        .arg(file)
        .arg(filter)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut tcpdump = Tcpdump(child.ok()?);
    // tcpdump writes the file header when it is ready to capture.
    wait_until(|| fs::metadata(file).is_ok_and(|file| file.len() >= 24))?;
    sleep(Duration::from_millis(200));
    match tcpdump.0.try_wait() {
        Ok(None) => Some(tcpdump),
        _ => None,
    }
}

fn wait_until(mut done: impl FnMut() -> bool) -> Option<()> {
    let start = Instant::now();
    while !done() {
        if start.elapsed() > Duration::from_secs(10) {
            return None;
        }
        sleep(Duration::from_millis(20));
    }
    Some(())
}

/// Sends a byte to the server and a byte back, over TCP and over UDP.
fn talk(tcp: &TcpListener, udp: &UdpSocket) {
    let mut client = TcpStream::connect(tcp.local_addr().unwrap()).unwrap();
    let (mut server, _) = tcp.accept().unwrap();
    let mut byte = [7];
    client.write_all(&byte).unwrap();
    server.read_exact(&mut byte).unwrap();
    server.write_all(&byte).unwrap();
    client.read_exact(&mut byte).unwrap();

    let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    client.send_to(&byte, udp.local_addr().unwrap()).unwrap();
    let (_, sender) = udp.recv_from(&mut byte).unwrap();
    udp.send_to(&byte, sender).unwrap();
    client.recv_from(&mut byte).unwrap();
}

#[test]
fn real_traffic() {
    let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let ports = [
        tcp.local_addr().unwrap().port(),
        udp.local_addr().unwrap().port(),
    ];
    let folder = folder();
    let file = folder.path().join("loopback.pcap");
    let filter = format!("tcp port {} or udp port {}", ports[0], ports[1]);
    let Some(tcpdump) = start(&file, &filter) else {
        eprintln!("skipped: there is no tcpdump that may capture on lo");
        return;
    };
    for _ in 0..5 {
        talk(&tcp, &udp);
    }
    let packets = |protocol: &str| -> u64 {
        let lines = json_lines(&pcap_file(&["--json"], &file));
        let lines = lines.iter().filter(|line| line["protocol"] == protocol);
        lines.map(|line| line["packets"].as_u64().unwrap()).sum()
    };
    // Each TCP connection has at least three packets of the handshake and two of data. The
    // datagrams are sent last.
    let all = wait_until(|| packets("tcp") >= 25 && packets("udp") >= 10);
    drop(tcpdump);
    assert!(
        all.is_some(),
        "{} and {} packets",
        packets("tcp"),
        packets("udp")
    );

    let output = pcap_file(&["--json"], &file);
    assert!(!stderr(&output).contains("not read"), "{}", stderr(&output));
    let lines = json_lines(&output);
    let of = |protocol: &str| -> Vec<&serde_json::Value> {
        lines
            .iter()
            .filter(|line| line["protocol"] == protocol)
            .collect()
    };
    assert_eq!((of("tcp").len(), of("udp").len()), (5, 5));
    for line in of("tcp") {
        assert_eq!(line["server_port"], ports[0]);
        assert_eq!(line["server_known_by"], "handshake");
    }
    for line in of("udp") {
        assert_eq!(
            (&line["packets"], &line["bytes"]),
            (&2.into(), &(2 * 43).into())
        );
    }
}
