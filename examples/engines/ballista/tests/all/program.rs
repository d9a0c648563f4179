//! The program: its results, errors and exit statuses.

use std::error::Error;
use std::io::Write;
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use port_registry_arrow::Snapshot;
use tempfile::TempDir;

use crate::support::{TestResult, write_flows};

const PROGRAM: &str = env!("CARGO_BIN_EXE_port-ballista");

fn run(arguments: &[&str]) -> Result<Output, Box<dyn Error>> {
    Ok(Command::new(PROGRAM).args(arguments).output()?)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn free_port() -> Result<u16, Box<dyn Error>> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A server that is killed with the test.
struct Server(Child);

impl Server {
    fn start(arguments: &[&str]) -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(PROGRAM);
        Ok(Self(command.args(arguments).stderr(Stdio::null()).spawn()?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has seen then.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn version_has_the_snapshot() -> TestResult {
    let output = run(&["--version"])?;
    let expected = format!(
        "port-ballista {}, registry of {}, snapshot {}\n",
        env!("CARGO_PKG_VERSION"),
        port_registry::SNAPSHOT,
        Snapshot::current()
    );
    assert_eq!(text(&output.stdout), expected);
    Ok(())
}

#[test]
fn results_have_the_formats_of_the_other_programs() -> TestResult {
    let sql = "SELECT * FROM (VALUES (port_service(443, 6), 1), (port_service(4, 6), 2)) AS t(service, number) ORDER BY number";
    for (format, expected) in [
        (None, "service  number\nhttps         1\n-             2\n"),
        (Some("--csv"), "service,number\nhttps,1\n,2\n"),
        (Some("--tsv"), "https\t1\n\t2\n"),
        (
            Some("--json"),
            "{\"service\":\"https\",\"number\":1}\n{\"service\":null,\"number\":2}\n",
        ),
    ] {
        let mut arguments = vec!["query", "--standalone", sql];
        arguments.extend(format);
        let output = run(&arguments)?;
        assert_eq!(text(&output.stderr), "");
        assert_eq!(text(&output.stdout), expected);
        assert_eq!(output.status.code(), Some(0));
    }
    Ok(())
}

#[test]
fn queries_come_from_files_and_standard_input() -> TestResult {
    let sql = "SELECT count(*) AS records FROM iana_ports; SELECT count(*) AS protocols FROM ip_protocols;";
    let records = port_registry::Record::COUNT;
    let expected = format!("records\n{records}\nprotocols\n256\n");

    let directory = TempDir::new()?;
    let file = directory.path().join("query.sql");
    std::fs::write(&file, sql)?;
    let file = file.display().to_string();
    let output = run(&["query", "--standalone", "--csv", "--file", &file])?;
    assert_eq!(text(&output.stderr), "");
    assert_eq!(text(&output.stdout), expected);

    let mut program = Command::new(PROGRAM)
        .args(["query", "--standalone", "--csv", "--file", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = program.stdin.take().ok_or("no standard input")?;
    input.write_all(sql.as_bytes())?;
    drop(input);
    assert_eq!(text(&program.wait_with_output()?.stdout), expected);
    Ok(())
}

#[test]
fn wrong_arguments_and_queries_end_with_status_2() -> TestResult {
    for (arguments, expected) in [
        (
            &[][..],
            "port-ballista: expected scheduler, executor or query; see --help",
        ),
        (
            &["query", "SELECT 1"],
            "error: the following required arguments were not provided",
        ),
        (
            &["query", "--standalone"],
            "error: the following required arguments were not provided",
        ),
        (
            &["query", "--scheduler", "127.0.0.1:50050", "SELECT 1"],
            "error: invalid value '127.0.0.1:50050' for '--scheduler <URL>': expected df://, a host and a port, such as df://127.0.0.1:50050",
        ),
        (
            &["executor", "--scheduler", "127.0.0.1"],
            "error: invalid value '127.0.0.1' for '--scheduler <HOST:PORT>': expected a host and a port, such as 10.0.0.1:50050",
        ),
        (
            &["executor", "--bind", "127.0.0.1:0"],
            "error: invalid value '127.0.0.1:0' for '--bind <ADDRESS>': expected an address and a port, such as 127.0.0.1:50051",
        ),
        (
            &["scheduler", "--executor-timeout", "9"],
            "error: invalid value '9' for '--executor-timeout <SECONDS>': 9 is not in 10..=86400",
        ),
        (
            &["query", "--standalone", ";"],
            "port-ballista: no query in \";\"",
        ),
        (
            &["query", "--standalone", "SELECT port_color(1)"],
            "port-ballista: Error during planning: Invalid function 'port_color'",
        ),
        (
            &["query", "--standalone", "SELECT 1 FROM '/missing.parquet'"],
            "port-ballista: Error during planning: table 'datafusion.public./missing.parquet' not found",
        ),
    ] {
        let output = run(arguments)?;
        let error = text(&output.stderr);
        assert!(error.starts_with(expected), "{arguments:?}: {error}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    Ok(())
}

#[test]
fn addresses_in_use_are_named() -> TestResult {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    for program in ["scheduler", "executor"] {
        let output = run(&[program, "--bind", &address])?;
        let error = text(&output.stderr);
        let expected = format!("cannot listen on {address}: ");
        assert!(error.contains(&expected), "{error}");
        assert_eq!(output.status.code(), Some(2));
    }
    Ok(())
}

#[test]
fn a_cluster_runs_queries_and_cancels_them() -> TestResult {
    let directory = TempDir::new()?;
    let flows = write_flows(directory.path())?.display().to_string();
    let (port, executor) = (free_port()?, free_port()?);
    let (address, bind) = (format!("127.0.0.1:{port}"), format!("127.0.0.1:{executor}"));
    let url = format!("df://{address}");

    // Nobody listens.
    let output = run(&["query", "--scheduler", &url, "SELECT 1"])?;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");

    let _scheduler = Server::start(&["scheduler", "--bind", &address])?;
    let started = Instant::now();
    while std::net::TcpStream::connect(&address).is_err() {
        assert!(started.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(50));
    }

    // There is no executor.
    let sql = format!(
        "SELECT sum(bytes) AS bytes FROM '{flows}' WHERE port_service(dstport, protocol) = 'ssh'"
    );
    let arguments = [
        "query",
        "--scheduler",
        &url,
        "--csv",
        "--timeout",
        "1",
        &sql,
    ];
    let output = run(&arguments)?;
    assert_eq!(
        text(&output.stderr),
        "port-ballista: no result within 1 s: the query is cancelled\n"
    );
    assert_eq!(output.status.code(), Some(1));

    let _executor = Server::start(&[
        "executor",
        "--scheduler",
        &address,
        "--bind",
        &bind,
        "--threads",
        "1",
    ])?;
    let output = run(&[
        "query",
        "--scheduler",
        &url,
        "--csv",
        "--timeout",
        "60",
        &sql,
    ])?;
    assert_eq!(text(&output.stderr), "");
    // Rows 44 and 45 are of port 22, but the first is of a protocol without ports.
    assert_eq!(text(&output.stdout), "bytes\n45\n");
    assert_eq!(output.status.code(), Some(0));
    Ok(())
}
