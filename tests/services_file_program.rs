//! Tests that the `/etc/services` of the program `services-file` is read correctly by the crate and
//! by the C library.

mod support;

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use port_registry::services_file::{Entries, ServicesFile};
use port_registry::{Port, PortRange, Protocol, Service};
use support::fed::text;
use support::oracle;
use support::program::{program, run};
use support::scratch::Scratch;

/// The port, transport protocol and name of a line.
type Line = (Port, Protocol, String);

fn written(arguments: &[&str]) -> String {
    let output = run("services-file", arguments, "");
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    text(&output.stdout).to_owned()
}

/// Returns the lines, which must all be well formed.
fn lines(text: &str) -> BTreeSet<Line> {
    let entries: Result<Vec<_>, _> = Entries::new(text).collect();
    let line = |entry: port_registry::services_file::Entry| {
        let protocol = entry.protocol().transport().unwrap();
        (entry.port(), protocol, entry.name().to_owned())
    };
    entries.unwrap().into_iter().map(line).collect()
}

/// Returns the expected lines of these services over these transport protocols. Historic aliases
/// are on the lines of the services that replace them.
fn expected(
    services: impl Iterator<Item = Service>,
    is_wanted: impl Fn(Port, Protocol) -> bool,
) -> BTreeSet<Line> {
    let services: Vec<Service> = services.collect();
    let mut lines = BTreeSet::new();
    for service in &services {
        let canonical = service.canonical();
        if canonical != *service && services.contains(&canonical) {
            continue;
        }
        for port in service.ports().into_iter().flat_map(PortRange::ports) {
            for protocol in Protocol::ALL {
                if service.is_over(protocol) && is_wanted(port, protocol) {
                    lines.insert((port, protocol, service.name().to_owned()));
                }
            }
        }
    }
    lines
}

#[track_caller]
fn agrees(arguments: &[&str], expected: &BTreeSet<Line>) {
    assert!(!expected.is_empty());
    assert_eq!(&lines(&written(arguments)), expected, "{arguments:?}");
}

#[test]
fn without_arguments_it_is_the_whole_registry() {
    let text = written(&[]);
    let (head, rest) = text.split_once('\n').unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        head,
        format!("# Written by services-file {version} of port-registry")
    );
    let file = ServicesFile::new(Service::all()).to_string();
    // Not `assert_eq`, which would print both.
    assert!(rest == file, "it is not the crate's file");
    let date = format!("registry of {}", oracle::file("snapshot").trim());
    assert!(rest.lines().nth(1).unwrap().contains(&date));
}

#[test]
fn names_choose_services_with_all_of_their_ports() {
    let named = |names: &'static [&str]| names.iter().flat_map(|name| Service::find(name));
    let any = |_, _| true;
    agrees(
        &["ssh", "https", "domain"],
        &expected(named(&["ssh", "https", "domain"]), any),
    );
    agrees(&["HTTP-Alt"], &expected(named(&["http-alt"]), any));
    agrees(
        &["dns", "rdp"],
        &expected(named(&["domain", "ms-wbt-server"]), any),
    );
    agrees(&["x11"], &expected(named(&["x11"]), any));
    agrees(
        &["cl/1", "914c/g"],
        &expected(named(&["cl/1", "914c/g"]), any),
    );

    // Only the queried service is written, although the port has others.
    let http = lines(&written(&["http/tcp"]));
    assert_eq!(
        http,
        BTreeSet::from([(Port::new(80), Protocol::Tcp, "http".to_owned())])
    );
    agrees(
        &["https/udp", "ssh/sctp"],
        &expected(named(&["https", "ssh"]), |port, protocol| {
            match port.get() {
                443 => protocol == Protocol::Udp,
                _ => protocol == Protocol::Sctp,
            }
        }),
    );
}

#[test]
fn ports_choose_what_is_registered_on_them() {
    let within = |first: u16, last: u16, over: &'static [Protocol]| {
        let is_within = move |port: Port, protocol: Protocol| {
            (first..=last).contains(&port.get()) && over.contains(&protocol)
        };
        let is_chosen = move |service: &Service| {
            let ports = service.ports().into_iter().flat_map(PortRange::ports);
            ports
                .flat_map(|port| Protocol::ALL.map(|protocol| (port, protocol)))
                .any(|(port, protocol)| service.is_over(protocol) && is_within(port, protocol))
        };
        expected(Service::all().filter(is_chosen), is_within)
    };
    let all = &Protocol::ALL;
    agrees(&["80"], &within(80, 80, all));
    agrees(&["1-1023"], &within(1, 1023, all));
    agrees(&["0-1023"], &lines(&written(&["--well-known"])));
    agrees(&["8000-8100/tcp"], &within(8000, 8100, &[Protocol::Tcp]));
    // A port within a range, a service of all transport protocols, and ports on both sides of a
    // boundary.
    agrees(&["6007"], &within(6007, 6007, all));
    agrees(&["7300/tcp"], &within(7300, 7300, &[Protocol::Tcp]));
    agrees(
        &["-p", "tcp", "-p", "udp", "1022-1025"],
        &within(1022, 1025, &[Protocol::Tcp, Protocol::Udp]),
    );
    agrees(
        &["--protocol", "SCTP"],
        &within(0, u16::MAX, &[Protocol::Sctp]),
    );

    let both = &within(22, 22, &[Protocol::Tcp]) | &within(53, 53, &[Protocol::Udp]);
    agrees(&["T:22,U:53"], &both);
    agrees(&["22/tcp", "53/udp"], &both);
    agrees(
        &["-p", "tcp", "T:22,U:53"],
        &within(22, 22, &[Protocol::Tcp]),
    );
}

#[test]
fn an_invalid_choice_is_an_error_and_nothing_is_written() {
    let output = run(
        "services-file",
        &[
            "ssh",
            "htps",
            "qqqqqqqq",
            "airplay",
            "https/dccp",
            "4/tcp",
            "70000",
            "9-3",
            "443/icmp",
            "",
        ],
        "",
    );
    assert_eq!(
        text(&output.stderr),
        "services-file: \"htps\" is not registered; did you mean https?\n\
         services-file: \"qqqqqqqq\" is not registered\n\
         services-file: \"airplay\": registered, but without a port\n\
         services-file: \"https/dccp\": registered, but not over this transport\n\
         services-file: \"4/tcp\": no service is registered there\n\
         services-file: \"70000\": invalid port spec at byte 0: invalid port \"70000\": expected a \
         number from 0 to 65535\n\
         services-file: \"9-3\": invalid port spec at byte 0: port range 9-3 runs backwards: \
         expected the lower port first\n\
         services-file: \"443/icmp\": unknown transport protocol \"icmp\": expected tcp, udp, sctp \
         or dccp\n\
         services-file: \"\": no service is registered there\n"
    );
    assert_eq!(output.status.code(), Some(2), "some of them are malformed");
    assert!(output.stdout.is_empty());
    // The service is not registered over the transport protocol of the option.
    let output = run("services-file", &["-p", "udp", "https/tcp"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
}

#[test]
fn wrong_options_are_another_failure() {
    for (arguments, message) in [
        (&["--protocols"][..], "invalid option '--protocols'"),
        (
            &["-p", "icmp"],
            "unknown transport protocol \"icmp\": expected tcp, udp, sctp or dccp",
        ),
        (&["-p"], "missing argument for option '-p'"),
        (
            &["--well-known=yes"],
            "unexpected argument for option '--well-known': \"yes\"",
        ),
    ] {
        let output = run("services-file", arguments, "");
        assert_eq!(text(&output.stderr), format!("services-file: {message}\n"));
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
    }
    assert!(written(&["--help"]).contains("Usage: services-file"));
    assert!(written(&["--version"]).contains(oracle::file("snapshot").trim()));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let output = program("services-file")
        .stdout(support::fed::full_disk())
        .output()
        .unwrap();
    let message = text(&output.stderr);
    assert!(
        message.starts_with("services-file: cannot write the output: No space"),
        "{message}"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_ends_the_program_without_an_error() {
    let mut command = program("services-file");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The file is longer than the buffer of a pipe, so the program must notice the closed pipe.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

/// Runs in a mount namespace in which the file is `/etc/services`, where that is possible.
#[test]
#[cfg(target_os = "linux")]
fn the_c_library_answers_from_the_file() {
    const SCRIPT: &str = r#"
        mount --bind "$0" /etc/services && getent -s services:files services "$@"
    "#;
    let file = Scratch::new(
        "services-file",
        written(&["ssh", "https/tcp", "dns", "6000-6009/udp"]),
    );
    let ask = |keys: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--map-root-user", "sh", "-c", SCRIPT]);
        command.arg(&*file).args(keys).env("LC_ALL", "C").output()
    };
    let can = ask(&["22/tcp"]).is_ok_and(|output| text(&output.stdout).starts_with("ssh "));
    let answers = ask(&[
        "22/tcp",
        "https",
        "dns/udp",
        "6007/udp",
        "6010/udp",
        "https/udp",
        "80/tcp",
    ]);
    if !can {
        println!("skipped: needs glibc's getent and the right to bind a file over /etc/services");
        return;
    }
    let answers = answers.unwrap();
    let answers: Vec<Vec<&str>> = text(&answers.stdout)
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    // Services that were not chosen are not found.
    let expected: [&[&str]; 4] = [
        &["ssh", "22/tcp", "sshd"],
        &["https", "443/tcp", "http3", "quic"],
        &["domain", "53/udp", "dns", "named"],
        &["x11", "6007/udp", "x-windows"],
    ];
    assert_eq!(answers, expected);
}
