//! The processes of sockets: their names, and why they are missing.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

use nix::sched::{CloneFlags, unshare};
use nix::unistd::geteuid;
use serde_json::json;
use tempfile::TempDir;

use crate::program::{PROC, TCP_HEADING, listening, listening_in, proc_with, tcp_line};
use crate::support::fed::{json_lines, text};

/// Creates a folder that replaces `/proc`, in which these processes listen on the ports from 3001, each with
/// this file.
fn proc_of(processes: &[(&str, &str)]) -> TempDir {
    let mut tcp = TCP_HEADING.to_owned();
    for place in 1..=processes.len() {
        let port = 3000 + u16::try_from(place).unwrap();
        tcp += &tcp_line(place, Ipv4Addr::LOCALHOST, port, "0A", place);
    }
    let root = proc_with(&tcp);
    for (place, (file, content)) in processes.iter().enumerate() {
        let folder = root.path().join((801 + place).to_string());
        fs::create_dir_all(folder.join("fd")).unwrap();
        symlink(format!("socket:[{}]", place + 1), folder.join("fd/5")).unwrap();
        fs::write(folder.join(file), content).unwrap();
    }
    root
}

/// Returns the cell of the processes in each line of a table.
fn processes(table: &[u8]) -> Vec<String> {
    let lines = text(table).lines();
    let cell = |line: &str| {
        line.split("  ")
            .filter(|cell| !cell.is_empty())
            .nth(3)
            .map(str::to_owned)
    };
    lines.skip(1).map(|line| cell(line).unwrap()).collect()
}

/// A process may choose any name, including control characters.
#[test]
fn names_do_not_command_the_terminal() {
    let tcp = TCP_HEADING.to_owned() + &tcp_line(0, Ipv4Addr::LOCALHOST, 3000, "0A", 1);
    let root = proc_with(&tcp);
    let folder = root.path().join("1300");
    fs::create_dir_all(folder.join("fd")).unwrap();
    symlink("socket:[1]", folder.join("fd/5")).unwrap();
    let stat = fs::read_to_string(Path::new(PROC).join("1300/stat")).unwrap();
    fs::write(
        folder.join("stat"),
        stat.replace("node", "a\x1b[31m\nb) \u{202e}c"),
    )
    .unwrap();
    let output = listening_in(root.path(), &[]);
    let name = "a\\u{1b}[31m\\nb) \\u{202e}c";
    let lines: Vec<&str> = text(&output.stdout).lines().skip(1).collect();
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].contains(&format!("127.0.0.1  {name} 1300  hbci")),
        "{}",
        lines[0]
    );
    assert!(
        lines[0].ends_with(&format!("port of hbci, held by {name}")),
        "{}",
        lines[0]
    );
    let output = listening_in(root.path(), &["--json"]);
    assert_eq!(
        json_lines(&output)[0]["processes"][0]["name"],
        "a\x1b[31m\nb) \u{202e}c"
    );
}

/// The test needs a folder that can't be read. Root can read every folder, so the program is run as
/// nobody.
#[test]
fn processes_of_others_are_unknown() {
    let tcp = TCP_HEADING.to_owned() + &tcp_line(0, Ipv4Addr::LOCALHOST, 22, "0A", 1);
    let root = tempfile::tempdir().unwrap(); // in a folder that the user nobody can read
    let open = fs::Permissions::from_mode(0o755);
    fs::set_permissions(root.path(), open.clone()).unwrap();
    fs::create_dir(root.path().join("net")).unwrap();
    fs::write(root.path().join("net/tcp"), tcp).unwrap();
    let hidden = root.path().join("812/fd");
    fs::create_dir_all(&hidden).unwrap();
    fs::set_permissions(&hidden, fs::Permissions::from_mode(0o000)).unwrap();
    let is_root = fs::read_dir(&hidden).is_ok();
    let program = root.path().join("listening");
    fs::copy(env!("CARGO_BIN_EXE_listening"), &program).unwrap();

    let mut command = Command::new(program);
    if is_root {
        command.uid(65534).gid(65534);
    }
    let output = command.arg("--proc").arg(root.path()).output().unwrap();
    fs::set_permissions(&hidden, open).unwrap();
    assert_eq!(
        text(&output.stdout),
        "\
PORT  PROTOCOL  ADDRESS    PROCESS  SERVICE  CLASS       NOTE
  22  tcp       127.0.0.1  -        ssh      well-known
"
    );
    assert_eq!(
        text(&output.stderr),
        "listening: the processes of 1 socket can't be read: root could see them\n"
    );
    assert_eq!(output.status.code(), Some(0));
}

/// `comm` has the whole name. `stat` is read for copies without it.
#[test]
fn names_come_from_comm_or_stat() {
    let root = proc_of(&[
        ("comm", "sshd\n"),
        ("comm", "a\n\n"),
        ("comm", "cut off"),
        ("stat", "804 (sshd) S 1"),
        ("stat", "805 (a (b) S) S 1"),
        ("stat", "806 (sshd)"),
        ("stat", "(sshd) S"),
        ("stat", "808é(sshd)é"),
        ("stat", "809 (é) S"),
    ]);
    fs::write(root.path().join("801/stat"), "801 (other) S 1").unwrap();
    let output = listening_in(root.path(), &[]);
    let expected = [
        "sshd 801",
        "a\\n 802",
        "cut off 803",
        "sshd 804",
        "a (b) S 805",
        "sshd 806",
        "sshd 807",
        "sshd 808",
        "é 809",
    ];
    assert_eq!(processes(&output.stdout), expected);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

/// A process may have an empty name (`prctl(2)`, `PR_SET_NAME`).
#[test]
fn a_process_without_a_name_is_shown() {
    let root = proc_of(&[("comm", "\n"), ("stat", "802 () S 1"), ("comm", "node\n")]);
    let output = listening_in(root.path(), &[]);
    let expected = ["(no name) 801", "(no name) 802", "node 803"];
    assert_eq!(processes(&output.stdout), expected);
    let notes: Vec<bool> = text(&output.stdout)
        .lines()
        .map(|line| line.contains("held by"))
        .collect();
    // A name that is not there does not differ from that of the service.
    assert_eq!(notes, [false, false, false, true]);
    assert_eq!(output.status.code(), Some(0));
    let lines = json_lines(&listening_in(root.path(), &["--json"]));
    assert_eq!(lines[0]["processes"], json!([{ "pid": 801, "name": "" }]));
    assert_eq!(lines[0]["note"], json!(null));
}

#[test]
fn a_broken_process_is_reported_and_the_others_read() {
    let long = format!("803 {}", "é".repeat(100));
    let root = proc_of(&[
        ("stat", "801 sshd S 1"),
        ("stat", "802 )sshd("),
        ("stat", &long),
        ("stat", ""),
        ("other", ""),
        ("comm", "sshd\n"),
        ("comm", "sshd\n"),
    ]);
    let at = |file: &str| root.path().join(file);
    File::create(at("806/fd/4")).unwrap(); // no link
    File::create(at("808")).unwrap(); // no folder
    let output = listening_in(root.path(), &[]);
    let expected = [
        "(no name) 801",
        "(no name) 802",
        "(no name) 803",
        "(no name) 804",
        "(no name) 805",
        "sshd 806",
        "sshd 807",
    ];
    assert_eq!(processes(&output.stdout), expected);
    let mut errors: Vec<&str> = text(&output.stderr).lines().collect();
    errors.sort_unstable();
    let no_name = |file, content: &str| {
        let file = at(file);
        let file = file.display();
        format!("{file}: no process name in {content}: expected PID (NAME) STATE")
    };
    let failed = |file, error| format!("{}: {error}", at(file).display());
    let expected = [
        no_name("801/stat", "\"801 sshd S 1\""),
        no_name("802/stat", "\"802 )sshd(\""),
        no_name("803/stat", &format!("{:?}...", &long[..4 + 2 * 76])),
        no_name("804/stat", "\"\""),
        failed("805/stat", "No such file or directory (os error 2)"),
        failed("806/fd", "Invalid argument (os error 22)"),
        failed("808/fd", "Not a directory (os error 20)"),
    ];
    assert_eq!(errors, expected.map(|error| format!("listening: {error}")));
    assert_eq!(output.status.code(), Some(1));
    let lines = json_lines(&listening_in(root.path(), &["--json"]));
    assert_eq!(lines[0]["processes"], json!([{ "pid": 801, "name": null }]));
}

/// The folder of a process has the sockets of its network namespace, but no processes.
#[test]
fn a_folder_without_processes_is_reported() {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let output = listening(&["--proc", "/proc/self"]);
    let port = socket.local_addr().unwrap().port().to_string();
    assert!(text(&output.stdout).contains(&port));
    let error = text(&output.stderr);
    assert!(
        error.ends_with("can't be found: there are none in /proc/self\n"),
        "{error}"
    );
    assert_eq!(error.lines().count(), 1);
    assert_eq!(output.status.code(), Some(0));
}

/// The links `self` and `net` of such a `/proc` lead nowhere.
#[test]
fn another_pid_namespace_has_no_self() {
    let mut outside = Command::new("unshare");
    outside.args([
        "--user",
        "--map-root-user",
        "--pid",
        "--fork",
        "--mount-proc",
    ]);
    outside.args(["--kill-child", "sh", "-c", "echo ready && read line"]);
    outside.stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut outside) = outside.spawn() else {
        eprintln!("skipped: no unshare");
        return;
    };
    let mut ready = String::new();
    let mut stdout = BufReader::new(outside.stdout.take().unwrap());
    stdout.read_line(&mut ready).unwrap();
    let pid = outside.id();
    let children = format!("/proc/{pid}/task/{pid}/children");
    let child = fs::read_to_string(children).unwrap_or_default();
    let root = PathBuf::from(format!("/proc/{}/root/proc", child.trim()));
    if ready.is_empty() || !root.join("self").is_symlink() {
        eprintln!("skipped: no PID namespace");
    } else {
        let output = listening_in(&root, &[]);
        let root = root.display();
        assert_eq!(
            text(&output.stderr),
            format!(
                "listening: {root}: the processes of another PID namespace: expected one of them, such as {root}/1\n"
            )
        );
        assert_eq!(output.status.code(), Some(2));
        let output = listening(&["--proc", &format!("{root}/1")]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    drop(outside.stdin.take());
    outside.wait().unwrap();
}

/// Returns the cell of the processes in the line of a port.
fn processes_on(port: u16, table: &[u8]) -> String {
    let port = format!("{port} ");
    let mut lines = text(table).lines();
    let line = lines.find(|line| line.trim_start().starts_with(&port));
    let line = line.unwrap_or_else(|| panic!("no {port}in {table:?}"));
    processes(format!("\n{line}").as_bytes()).remove(0)
}

#[test]
fn a_thread_may_have_files_of_its_own() {
    let (send, port) = mpsc::channel();
    let (end, ended) = mpsc::channel::<()>();
    let thread = thread::spawn(move || {
        unshare(CloneFlags::CLONE_FILES).unwrap();
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        send.send(socket.local_addr().unwrap().port()).unwrap();
        ended.recv().unwrap_err();
    });
    let port = port.recv().unwrap();
    assert_eq!(processes_on(port, &listening(&[]).stdout), "-");
    let found = processes_on(port, &listening(&["--threads"]).stdout);
    let process = format!(" {}", std::process::id());
    assert!(found.ends_with(&process), "{found}");
    drop(end);
    thread.join().unwrap();
}

/// A process of root has the socket as its standard input, and nobody may see it. The option is set in
/// a PID namespace, since it was one of the namespace before Linux 5.8.
#[test]
fn a_proc_may_hide_processes() {
    if !geteuid().is_root() {
        eprintln!("skipped: not root");
        return;
    }
    let folder = tempfile::tempdir().unwrap(); // in a folder that the user nobody can read
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.path().join("listening");
    fs::copy(env!("CARGO_BIN_EXE_listening"), &program).unwrap();
    let nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups";
    let no_ptrace = "setpriv --bounding-set -sys_ptrace --inh-caps -sys_ptrace";
    let denied = "can't be read: ";
    let hidden =
        |value| format!("are not in sight: /proc hides those of others (hidepid={value}): ");
    let elsewhere = "in another container, or of a thread (--threads)";
    let _elsewhere = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let root = "root could see them";
    let capability = "even root needs a permission (CAP_SYS_PTRACE, or that of a security module)";
    for (option, user, expected) in [
        (0, nobody, format!("{denied}{root}")),
        (1, nobody, format!("{denied}{root}")),
        (2, nobody, hidden("invisible") + root),
        (4, nobody, hidden("ptraceable") + root),
        (0, no_ptrace, format!("{denied}{capability}")),
        (2, no_ptrace, format!("{denied}{capability}")),
        (4, no_ptrace, hidden("ptraceable") + capability),
        (1, "", elsewhere.to_owned()),
        (2, "", elsewhere.to_owned()),
    ] {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = socket.local_addr().unwrap().port();
        let script =
            format!("mount -o remount,hidepid={option} /proc && {user} \"$0\" < /dev/null");
        let output = Command::new("unshare")
            .args(["--pid", "--fork", "--mount-proc", "sh", "-c", &script])
            .arg(&program)
            .stdin(OwnedFd::from(socket))
            .output();
        let Some(output) = output.ok().filter(|output| output.status.success()) else {
            eprintln!("skipped: no PID namespace with hidepid={option}");
            continue;
        };
        let error = text(&output.stderr).trim_end();
        let expected = expected
            .replace("invisible", "2")
            .replace("ptraceable", "4");
        let error = error.replace("invisible", "2").replace("ptraceable", "4");
        assert!(error.ends_with(&expected), "{option} {user}: {error}");
        let is_shown = processes_on(port, &output.stdout) != "-";
        assert_eq!(is_shown, user.is_empty(), "{option} {user}");
    }
}
