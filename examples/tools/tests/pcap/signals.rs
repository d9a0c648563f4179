//! Tests what a signal does to a capture that has no end.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::files::{at, ethernet};
use crate::frames::{socket, udp};
use crate::program::{in_short, json_lines, stderr, stdout};
use crate::samples::path;

/// Starts the program on a pipe that has a capture of one packet so far.
fn start() -> (Child, ChildStdin) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pcap"))
        .arg("--json")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(&capture()[..24 + 16 + 72]).unwrap();
    // The signals are watched once standard input is open, before the threads that read it start.
    let tasks = format!("/proc/{}/task", child.id());
    let begin = Instant::now();
    while fs::read_dir(&tasks).map_or(0, Iterator::count) < 2 {
        assert!(begin.elapsed() < Duration::from_secs(20));
        sleep(Duration::from_millis(5));
    }
    sleep(Duration::from_millis(100));
    (child, pipe)
}

/// Returns a capture of two packets.
fn capture() -> Vec<u8> {
    let [client, server] = ["10.0.0.5:50000", "10.0.0.1:53"].map(socket);
    ethernet(&[
        at(0, udp(client, server, 30)),
        at(0, udp(server, client, 60)),
    ])
}

fn send(signal: &str, child: &Child) {
    let killed = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
}

fn lines(output: &Output) -> Vec<String> {
    json_lines(output).iter().map(in_short).collect()
}

#[test]
fn a_signal_prints_what_was_seen() {
    for signal in ["-INT", "-TERM"] {
        let (child, pipe) = start();
        let begin = Instant::now();
        send(signal, &child);
        let output = child.wait_with_output().unwrap();
        drop(pipe);
        assert!(begin.elapsed() >= Duration::from_millis(900));
        assert_eq!(
            lines(&output),
            ["domain udp 10.0.0.5:50000 10.0.0.1:53 1 72 0"]
        );
        let expected = "pcap: standard input: stopped by a signal before its end\n";
        assert_eq!(stderr(&output), expected);
        assert_eq!(output.status.code(), Some(1));
    }
}

/// Ctrl-C also ends tcpdump, which writes what it still has and closes the pipe.
#[test]
fn what_comes_after_a_signal_is_read() {
    let (child, mut pipe) = start();
    send("-INT", &child);
    sleep(Duration::from_millis(100));
    pipe.write_all(&capture()[24 + 16 + 72..]).unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        lines(&output),
        ["domain udp 10.0.0.5:50000 10.0.0.1:53 2 72 102"]
    );
    assert_eq!(stderr(&output), "");
    assert_eq!(output.status.code(), Some(0));
}

/// A writer that never stops does not keep the program.
#[test]
fn a_full_pipe_ends_too() {
    let (child, mut pipe) = start();
    let writer = std::thread::spawn(move || {
        let rest = capture().split_off(24 + 16 + 72);
        while pipe.write_all(&rest).is_ok() {}
    });
    send("-INT", &child);
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert_eq!(lines(&output).len(), 1);
    assert!(stderr(&output).contains("stopped by a signal before its end"));
}

#[test]
fn the_second_signal_ends_the_program() {
    let (child, pipe) = start();
    send("-INT", &child);
    sleep(Duration::from_millis(200));
    send("-INT", &child);
    let output = child.wait_with_output().unwrap();
    drop(pipe);
    assert_eq!(stdout(&output), "");
    assert_eq!(output.status.signal(), Some(2));
}

/// A named pipe, as of `pcap <(tcpdump -w -)`, is read like standard input.
#[test]
fn named_pipes_are_live() {
    let folder = crate::support::folder();
    let pipe = folder.path().join("pipe");
    if !Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .is_ok_and(|status| status.success())
    {
        eprintln!("skipped: there is no mkfifo");
        return;
    }
    let child = Command::new(env!("CARGO_BIN_EXE_pcap"))
        .arg("--json")
        .args([&pipe, &path("office.pcap")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    writer.write_all(&capture()).unwrap();
    sleep(Duration::from_millis(300));
    send("-INT", &child);
    let output = child.wait_with_output().unwrap();
    drop(writer);
    // The second file is not read.
    assert_eq!(
        lines(&output),
        ["domain udp 10.0.0.5:50000 10.0.0.1:53 2 72 102"]
    );
    let expected = format!(
        "pcap: {}: stopped by a signal before its end\n",
        pipe.display()
    );
    assert_eq!(stderr(&output), expected);
}
