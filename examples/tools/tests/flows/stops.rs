//! Tests runs that end early: closed pipes, signals, full disks and damaged input.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use crate::program::{assert_output, flows, folder, generated, gzip, text};

#[test]
fn a_closed_pipe_is_no_error() {
    let log = generated(&["20000"]);
    for arguments in [&[][..], &["--summary", "--json"]] {
        let mut child = flows()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::with_capacity(64, child.stdout.take().unwrap());
        let mut first = String::new();
        std::thread::scope(|scope| {
            // Writing may fail: the program may have exited already.
            scope.spawn(|| {
                let _ = stdin.write_all(&log);
                drop(stdin);
            });
            stdout.read_line(&mut first).unwrap();
            drop(stdout);
        });
        assert!(first.ends_with('\n'));
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(!text(&output.stderr).contains("SIGPIPE"), "{output:?}");
    }
}

/// The input is still open: one thread waits for more input while another writes to the closed
/// pipe.
#[test]
fn a_closed_pipe_ends_it_while_there_is_more_to_read() {
    let mut child = flows()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    drop(child.stdout.take());
    let log = generated(&["100"]);
    // Writing may fail: the program exits after its first write to the closed pipe.
    let _ = stdin.write_all(&log);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    drop(stdin);
}

fn kill(signal: &str, process: u32) {
    let mut kill = Command::new("kill");
    let status = kill.args(["-s", signal, &process.to_string()]).status();
    assert!(status.unwrap().success());
}

#[test]
fn signals_end_it_between_lines_and_with_a_word() {
    // The log is short enough to fit into the buffers of the pipes.
    let log = generated(&["400"]);
    for (signal, number) in [("PIPE", 13), ("INT", 2), ("TERM", 15)] {
        let mut child = flows()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&log).unwrap();
        // Signals are handled once the first output has been written. Then the program waits for
        // more input.
        let mut stdout = child.stdout.take().unwrap();
        let mut written = vec![0];
        stdout.read_exact(&mut written).unwrap();
        kill(signal, child.id());
        stdout.read_to_end(&mut written).unwrap();
        let output = child.wait_with_output().unwrap();
        drop(stdin);
        assert_eq!(output.status.signal(), Some(number), "{output:?}");
        let stderr = text(&output.stderr);
        assert!(
            stderr.starts_with(&format!("flows: stopped by SIG{signal} after ")),
            "{stderr}"
        );
        assert!(
            stderr.ends_with(" lines; what is written is whole lines\n"),
            "{stderr}"
        );
        assert_whole(&written);
    }
}

/// A shell does this with `SIGINT` for a job in the background.
#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_the_parent_ignores_stays_ignored() {
    for (signal, name) in [("INT", "INT"), ("TERM", "TERM")] {
        let mut shell = Command::new("sh")
            .args(["-c", &format!("trap '' {name}; exec \"$1\""), "sh"])
            .arg(env!("CARGO_BIN_EXE_flows"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = shell.stdin.take().unwrap();
        stdin.write_all(&generated(&["400"])).unwrap();
        // The program has begun once it has written.
        let mut stdout = shell.stdout.take().unwrap();
        stdout.read_exact(&mut [0]).unwrap();
        kill(signal, shell.id());
        stdin.write_all(&generated(&["400"])).unwrap();
        drop(stdin);
        stdout.read_to_end(&mut Vec::new()).unwrap();
        let output = shell.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(
            text(&output.stderr).starts_with("flows: 800 lines: "),
            "{output:?}"
        );
    }
}

/// Nobody reads standard output, so the program is blocked in a write.
#[test]
fn signals_end_a_blocked_write_between_lines() {
    let log = generated(&["20000"]);
    let folder = folder();
    let file = folder.path().join("flows.log");
    fs::write(&file, log).unwrap();
    let mut child = flows()
        .arg(&file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut written = vec![0];
    stdout.read_exact(&mut written).unwrap();
    kill("PIPE", child.id());
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(13));
    stdout.read_to_end(&mut written).unwrap();
    assert_whole(&written);
    let mut stderr = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    assert!(stderr.starts_with("flows: stopped by SIGPIPE "), "{stderr}");
}

/// Asserts that the output consists of whole lines, each with its service.
#[track_caller]
fn assert_whole(written: &[u8]) {
    assert!(written.len() > 1000);
    let text = text(written);
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        assert_eq!(line.split(' ').count(), 15, "{line:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    for arguments in [&[][..], &["--summary"], &["--summary", "--csv"]] {
        let mut child = flows()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(crate::support::fed::full_disk())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&generated(&["100"])).unwrap();
        drop(stdin);
        let error =
            "flows: cannot write to standard output: No space left on device (os error 28)\n";
        assert_output(&child.wait_with_output().unwrap(), 2, "", error);
    }
}

/// A file at its size limit takes only the beginning of a line. The program removes that beginning
/// again.
#[test]
fn a_file_at_its_limit_keeps_whole_lines() {
    let folder = folder();
    let (log, out) = (folder.path().join("flows.log"), folder.path().join("out"));
    fs::write(&log, generated(&["20000"])).unwrap();
    let mut shell = Command::new("sh");
    // The unit of `ulimit -f` is 512 or 1024 bytes, depending on the shell.
    let script = "echo kept > \"$3\"; ulimit -f 300; \"$1\" \"$2\" >> \"$3\"";
    shell
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_flows")])
        .arg(&log)
        .arg(&out);
    let output = shell.output().unwrap();
    let error = "flows: cannot write to standard output: File too large (os error 27)\n";
    assert_output(&output, 2, "", error);
    let written = fs::read(&out).unwrap();
    assert!(written.len() > 300 * 512 - 1000, "{}", written.len());
    assert!(
        !written.len().is_multiple_of(512),
        "it was cut in the middle of a line"
    );
    assert_whole(written.strip_prefix(b"kept\n").unwrap());
}

#[test]
fn damaged_gzip_ends_after_the_last_whole_line() {
    let folder = folder();
    let log = generated(&["20000"]);
    let compressed = gzip(&log);
    let file = folder.path().join("flows.log.gz");
    let name = file.to_str().unwrap();
    let run = |arguments: &[&str], content: &[u8]| {
        fs::write(&file, content).unwrap();
        flows().args(arguments).arg(&file).output().unwrap()
    };
    let full = text(&run(&[], &compressed).stdout).to_owned();

    let cut = &compressed[..compressed.len() / 2];
    let output = run(&[], cut);
    assert_eq!(output.status.code(), Some(2));
    assert_whole(&output.stdout);
    let written = text(&output.stdout);
    assert!(full.starts_with(written) && written.len() < full.len());
    let lines = written.lines().count();
    let stderr = text(&output.stderr);
    assert!(
        stderr.starts_with(&format!("flows: {lines} lines: ")),
        "{stderr}"
    );
    let error = format!(
        "\nflows: {name}:{}: the gzip data is cut short or damaged: ",
        lines + 1
    );
    assert!(stderr.contains(&error), "{stderr}");

    // Sums of a part of the input are not printed: they would look like the sums of the whole.
    let output = run(&["--summary"], cut);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    assert_eq!(text(&output.stderr), stderr);

    // A wrong checksum is only detected after the last line.
    let mut wrong = compressed.clone();
    let checksum = wrong.len() - 8;
    wrong[checksum] ^= 1;
    let output = run(&[], &wrong);
    assert_eq!(
        (output.status.code(), text(&output.stdout)),
        (Some(2), full.as_str())
    );
    let error = format!("\nflows: {name}:20001: the gzip data is cut short or damaged: ");
    assert!(text(&output.stderr).contains(&error), "{output:?}");

    // Bytes that are not gzip after the last member.
    let output = run(&["--summary"], &[&compressed[..], b"rest"].concat());
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
}
