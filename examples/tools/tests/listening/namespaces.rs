//! Sockets that are bound to interfaces, compared with `ss`.

use std::collections::BTreeSet;
use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::process::Command;

use nix::net::if_::if_nametoindex;
use nix::sys::socket::{
    AddressFamily, Backlog, SockFlag, SockType, SockaddrStorage, bind, listen, setsockopt, socket,
    sockopt,
};
use serde_json::{Value, json};

use crate::program::listening;
use crate::support::fed::{json_lines, text};
use crate::support::inside::{is_inside, run_inside};

/// What is set on a socket before it is bound.
#[derive(Clone, Copy)]
enum Option {
    Default,
    Interface(&'static str),
    Ipv6Only(bool),
}

/// Opens a socket, which listens if it is one of TCP.
fn open(kind: SockType, address: SocketAddr, option: Option) -> OwnedFd {
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::Inet,
        SocketAddr::V6(_) => AddressFamily::Inet6,
    };
    let socket = socket(family, kind, SockFlag::SOCK_CLOEXEC, None).unwrap();
    match option {
        Option::Default => {}
        Option::Interface(name) => {
            setsockopt(&socket, sockopt::BindToDevice, &name.into()).unwrap();
        }
        Option::Ipv6Only(only) => setsockopt(&socket, sockopt::Ipv6V6Only, &only).unwrap(),
    }
    bind(socket.as_raw_fd(), &SockaddrStorage::from(address)).unwrap();
    if kind == SockType::Stream {
        listen(&socket, Backlog::new(1).unwrap()).unwrap();
    }
    socket
}

/// Two interfaces with the same link-local address, as each of the many links of a host may have.
const INTERFACES: &str = "ip link add end0 type veth peer name end1 && ip link set end0 up && ip link set end1 up \
     && ip addr add fe80::1/64 dev end0 nodad && ip addr add fe80::1/64 dev end1 nodad \
     && echo 0 > /proc/sys/net/ipv6/bindv6only && ss -V";

#[test]
fn interfaces_are_those_of_ss() {
    run_inside("namespaces::inside_with_interfaces", INTERFACES);
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_with_interfaces() {
    if !is_inside("namespaces::inside_with_interfaces") {
        return;
    }
    let link_local = |interface: &str| {
        let address: Ipv6Addr = "fe80::1".parse().unwrap();
        let scope = if_nametoindex(interface).unwrap();
        SocketAddr::from(SocketAddrV6::new(address, 547, 0, scope))
    };
    let at = |address: &str| address.parse::<SocketAddr>().unwrap();
    let mut sockets = Vec::new();
    for kind in [SockType::Stream, SockType::Datagram] {
        for (address, option) in [
            (at("0.0.0.0:22"), Option::Default),
            (at("0.0.0.0:80"), Option::Interface("lo")),
            (at("127.0.0.1:80"), Option::Interface("end0")),
            (at("[::]:53"), Option::Ipv6Only(false)),
            (at("[::]:54"), Option::Ipv6Only(true)),
            (at("[::]:55"), Option::Interface("end1")),
            (at("[::1]:443"), Option::Default),
            (at("[::ffff:127.0.0.1]:444"), Option::Default),
            (link_local("end0"), Option::Default),
            (link_local("end1"), Option::Default),
        ] {
            sockets.push(open(kind, address, option));
        }
    }
    let output = listening(&[]);
    assert_eq!(text(&output.stderr), "");
    let found: Vec<[&str; 3]> = text(&output.stdout)
        .lines()
        .skip(1)
        .map(|line| {
            let mut words = line.split_whitespace();
            [(); 3].map(|()| words.next().unwrap())
        })
        .collect();
    let expected = [
        ["22", "0.0.0.0"],
        ["53", "*"],
        ["54", "::"],
        ["55", "*%end1"],
        ["80", "0.0.0.0%lo"],
        ["80", "127.0.0.1%end0"],
        ["443", "::1"],
        ["444", "::ffff:127.0.0.1"],
        ["547", "fe80::1%end0"],
        ["547", "fe80::1%end1"],
    ];
    for protocol in ["tcp", "udp"] {
        let of_protocol = found.iter().filter(|row| row[1] == protocol);
        assert!(
            of_protocol.map(|row| [row[0], row[2]]).eq(expected),
            "{found:?}"
        );
    }

    let lines = json_lines(&listening(&["--json"]));
    assert_eq!(lines.len(), sockets.len());
    let found: BTreeSet<String> = lines.iter().map(as_ss_writes).collect();
    let ss = Command::new("ss").args(["-H", "-tulne"]).output().unwrap();
    let expected: BTreeSet<String> = text(&ss.stdout).lines().map(of_ss).collect();
    assert_eq!(found, expected);

    // A copy, and the /proc of another network namespace, have no interfaces.
    let lines = json_lines(&listening(&["--json", "--proc", "/proc/self"]));
    let missing = |key: &str| lines.iter().all(|line| line[key].is_null());
    assert!(missing("interface") && missing("ipv6only"));
    assert!(lines.iter().all(|line| line["address"] != "*"));
}

/// Returns the socket of a record as `tcp *%end1:55 v6only:0`.
fn as_ss_writes(line: &Value) -> String {
    let address = line["address"].as_str().unwrap();
    let address = match &line["ipv6only"] {
        Value::Bool(false) if address == "::" => "*".to_owned(),
        Value::Bool(_) => format!("[{address}]"),
        _ => address.to_owned(),
    };
    let interface = line["interface"]
        .as_str()
        .map_or(String::new(), |name| format!("%{name}"));
    let only = match &line["ipv6only"] {
        Value::Bool(only) => format!(" v6only:{}", u8::from(*only)),
        _ => String::new(),
    };
    let (protocol, port) = (line["protocol"].as_str().unwrap(), &line["port"]);
    format!("{protocol} {address}{interface}:{port}{only}")
}

/// Returns the same of a line of `ss -e`.
fn of_ss(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let only = words.iter().find(|word| word.starts_with("v6only:"));
    let only = only.map_or(String::new(), |only| format!(" {only}"));
    format!("{} {}{only}", words[0], words[4])
}

/// `strace` stands in for a kernel that was built without `sock_diag`.
#[test]
fn without_sock_diag_the_rest_is_listed() {
    let inject = "inject=socket:error=EPROTONOSUPPORT:when=1";
    let mut command = Command::new("strace");
    command.args(["-qq", "-o", "/dev/null", "-e", "trace=socket", "-e", inject]);
    let program = env!("CARGO_BIN_EXE_listening");
    let output = command.args([program, "--json"]).output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        eprintln!("skipped: no strace");
        return;
    };
    let expected = "listening: no interfaces of sockets, and :: may accept IPv4 too: sock_diag: \
                    Protocol not supported (os error 93)";
    assert_eq!(text(&output.stderr).lines().next(), Some(expected));
    let lines = json_lines(&output);
    assert!(lines.iter().all(|line| line["interface"] == json!(null)));
}
