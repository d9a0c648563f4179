//! Signals, closed pipes and full disks.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::program::{command, probe, total};
use crate::servers::{LOCALHOST, Udp, open};
use crate::support::fed::{full_disk, json_lines, text};

pub fn kill(signal: &str, process: u32) {
    let mut kill = Command::new("kill");
    let status = kill.args(["-s", signal, &process.to_string()]).status();
    assert!(status.unwrap().success());
}

/// Starts the program and returns it after this number of lines, which are returned too.
fn after_lines(arguments: &[&str], lines: usize) -> (Child, Vec<u8>) {
    let mut child = command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut written = Vec::new();
    // Without a buffer, so that the rest is left for others.
    let out = child.stdout.as_mut().unwrap();
    for _ in 0..lines {
        let mut byte = [0];
        while byte != *b"\n" {
            out.read_exact(&mut byte).unwrap();
            written.extend(byte);
        }
    }
    (child, written)
}

fn end(child: Child, mut written: Vec<u8>) -> Output {
    let mut output = child.wait_with_output().unwrap();
    written.append(&mut output.stdout);
    output.stdout = written;
    output
}

#[test]
fn ctrl_c_prints_the_summary() {
    let open = open(LOCALHOST).to_string();
    for (signal, port, status, expected) in [
        ("INT", &*open, 0, "answered"),
        ("TERM", &*open, 0, "answered"),
        ("INT", "1", 1, "answered"),
    ] {
        let arguments = ["-c1000", "-i0.1", "127.0.0.1", port];
        let (child, written) = after_lines(&arguments, 4);
        kill(signal, child.id());
        let output = end(child, written);
        assert_eq!(output.status.code(), Some(status), "{output:?}");
        let total = total(&output.stdout);
        assert!(total.ends_with(expected), "{total}");
        let sent: u64 = total.split(' ').next().unwrap().parse().unwrap();
        assert!((3..100).contains(&sent), "{total}");
        assert!(text(&output.stdout).contains("\nPORT "), "{output:?}");
        assert_eq!(text(&output.stderr), "");
    }
    let arguments = ["--json", "-c1000", "-i0.1", "127.0.0.1", &open];
    let (child, written) = after_lines(&arguments, 3);
    kill("INT", child.id());
    let output = end(child, written);
    let lines = json_lines(&output).len();
    assert!(lines >= 3);
    let stderr = text(&output.stderr);
    assert!(
        stderr.starts_with(&format!(
            "probe: {lines} probes sent, {lines} answered; min "
        )),
        "{stderr}"
    );
    assert_eq!(output.status.code(), Some(0));
}

/// A shell does this with `SIGINT` for a job in the background.
#[test]
fn a_signal_that_the_parent_ignores_stays_ignored() {
    let open = open(LOCALHOST).to_string();
    for signal in ["INT", "TERM"] {
        let mut child = Command::new("sh")
            .args(["-c", &format!("trap '' {signal}; exec \"$@\""), "sh"])
            .arg(env!("CARGO_BIN_EXE_probe"))
            .args(["--json", "-c5", "-i0.2", "127.0.0.1", &open])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The program has begun once it has written.
        let mut written = vec![0];
        child
            .stdout
            .as_mut()
            .unwrap()
            .read_exact(&mut written)
            .unwrap();
        kill(signal, child.id());
        let output = end(child, written);
        assert_eq!(json_lines(&output).len(), 5, "{output:?}");
        assert_eq!(output.status.code(), Some(0));
    }
}

/// The result of an open port waits for that of a silent one before it.
#[test]
fn results_that_wait_for_others_are_printed_at_the_end() {
    let (silent, open) = (Udp::silent(LOCALHOST), open(LOCALHOST));
    let arguments = [
        "-t60",
        "127.0.0.1",
        &format!("{}/udp", silent.port),
        &open.to_string(),
    ];
    let (child, written) = after_lines(&arguments, 1);
    assert!(wait_until(|| silent.received() > 0));
    std::thread::sleep(Duration::from_millis(500));
    kill("INT", child.id());
    let output = end(child, written);
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[1].starts_with(&format!("{open}/tcp")), "{lines:?}");
    assert_eq!(
        total(&output.stdout),
        "2 probes sent, 1 answered, 1 without a result yet"
    );
    assert_eq!(output.status.code(), Some(1));
}

/// Linux ends the wait for a datagram when a stopped program goes on, as after Ctrl-Z and `fg`.
#[test]
fn a_pause_ends_no_wait() {
    let silent = Udp::silent(LOCALHOST);
    let port = format!("{}/udp", silent.port);
    let (child, written) = after_lines(&["-t3", "127.0.0.1", &port], 1);
    let begin = Instant::now();
    assert!(wait_until(|| silent.received() > 0));
    std::thread::sleep(Duration::from_millis(200));
    kill("STOP", child.id());
    std::thread::sleep(Duration::from_millis(200));
    kill("CONT", child.id());
    let output = end(child, written);
    assert!(begin.elapsed() >= Duration::from_millis(2500));
    assert!(text(&output.stdout).contains(" open-or-filtered "));
    assert_eq!(silent.received(), 1);
}

/// The first signal leads to the summary, which can't be written to a full pipe. The second one ends the program.
#[test]
fn a_second_signal_ends_it_at_once() {
    let (_reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(&vec![b'.'; 65_536]).unwrap(); // as much as a pipe of Linux takes
    let mut child = command(&["127.0.0.1", "1"]).stdout(writer).spawn().unwrap();
    wait_until(|| is_waiting_for_signals(child.id()));
    kill("INT", child.id());
    std::thread::sleep(Duration::from_millis(500));
    assert!(child.try_wait().unwrap().is_none());
    kill("INT", child.id());
    let status = wait_until(|| child.try_wait().unwrap().is_some());
    if !status {
        child.kill().unwrap();
    }
    assert_eq!(child.wait().unwrap().signal(), Some(2));
}

/// Waits for something, but not forever.
fn wait_until(mut is_done: impl FnMut() -> bool) -> bool {
    (0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        is_done()
    })
}

/// Returns whether a process has a handler for `SIGINT`, the second signal.
fn is_waiting_for_signals(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let mask = status
        .split_once("SigCgt:")
        .unwrap()
        .1
        .split_whitespace()
        .next();
    u64::from_str_radix(mask.unwrap(), 16).unwrap() & 2 != 0
}

#[test]
fn whoever_closes_the_pipe_has_seen_enough() {
    let open = open(LOCALHOST).to_string();
    for format in [&[][..], &["--json"], &["--csv"], &["--tsv"]] {
        let arguments = [format, &["-c100000", "-i0.1", "127.0.0.1", &open]].concat();
        let mut child = command(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(text(&output.stderr), "");
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let open = open(LOCALHOST).to_string();
    for format in [&[][..], &["--json"], &["--csv"], &["--summary"]] {
        let arguments = [format, &["127.0.0.1", &open]].concat();
        let output = command(&arguments).stdout(full_disk()).output().unwrap();
        assert_eq!(
            text(&output.stderr),
            "probe: cannot write the output: No space left on device (os error 28)\n"
        );
        assert_eq!(output.status.code(), Some(2));
    }
}

/// The rate is measured loosely: the machine may be busy.
#[test]
fn many_probes_are_sent_slowly() {
    for arguments in [
        &["--allow-many", "127.0.0.1", "1-1001"][..],
        &["-c1001", "-i0.1", "-p64", "127.0.0.1", "1-100"],
    ] {
        let begin = Instant::now();
        let child = command(&[&["--summary"], arguments].concat())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_secs(3));
        kill("INT", child.id());
        let output = child.wait_with_output().unwrap();
        let most = begin.elapsed().as_secs_f64() * 100.0 + 1.0;
        let total = total(&output.stdout);
        let sent: f64 = total.split(' ').next().unwrap().parse().unwrap();
        assert!(sent >= 50.0 && sent <= most, "{total} of {most}");
    }
    // No more than that are not slowed.
    for arguments in [
        &["127.0.0.1", "1-1000"][..],
        &["-c10", "-i0.1", "127.0.0.1", "1-100"],
    ] {
        let begin = Instant::now();
        let output = probe(&[&["--summary"], arguments].concat());
        assert_eq!(total(&output.stdout), "1000 probes sent, 0 answered");
        assert!(begin.elapsed() < Duration::from_secs(9));
    }
}
