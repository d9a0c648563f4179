//! Wrong arguments, and names that are not found.

use std::net::{TcpListener, UdpSocket};

use crate::program::{probe, total};
use crate::support::fed::text;

#[test]
fn each_message_says_what_is_wrong() {
    for (arguments, status, expected) in [
        (
            &["localhost", "nosuch"][..],
            1,
            "probe: \"nosuch\" is not registered\n",
        ),
        (
            &["localhost", "22", "htps"],
            1,
            "probe: \"htps\" is not registered; did you mean https?\n",
        ),
        (
            &["localhost", "wireguard/tcp"],
            1,
            "probe: \"wireguard\" has no port over tcp; did you mean wireguard/udp?\n",
        ),
        (
            &["localhost", "m2pa/sctp"],
            2,
            "probe: invalid port \"m2pa/sctp\": \"sctp\" is not probed: expected tcp, udp or tcp+udp\n",
        ),
        (
            &["localhost", "0"],
            2,
            "probe: invalid port \"0\": port 0 is reserved: expected ports from 1 on\n",
        ),
        (
            &["localhost", "1-1001"],
            2,
            "probe: 1001 ports: expected 1000 at most, or --allow-many\n",
        ),
        (
            &["localhost", "1-600/tcp+udp"],
            2,
            "probe: 1200 ports: expected 1000 at most, or --allow-many\n",
        ),
        (
            &["localhost", "1-600", "500-1001"],
            2,
            "probe: 1001 ports: expected 1000 at most, or --allow-many\n",
        ),
        (
            &["localhost:22", "ssh"],
            2,
            "probe: invalid host \"localhost:22\": expected a name or an address, as localhost, \
             192.0.2.1 or 2001:db8::1\n",
        ),
        (
            &["", "ssh"],
            2,
            "probe: invalid host \"\": expected a name or an address, as localhost, 192.0.2.1 or \
             2001:db8::1\n",
        ),
        (
            &["224.0.0.1", "ssh"],
            2,
            "probe: invalid host \"224.0.0.1\": expected an address of one host, not of a multicast \
             group\n",
        ),
        (
            &["-6", "127.0.0.1", "ssh"],
            1,
            "probe: host \"127.0.0.1\" has no IPv6 address: it has 127.0.0.1\n",
        ),
        (
            &["-4", "::1", "ssh"],
            1,
            "probe: host \"::1\" has no IPv4 address: it has ::1\n",
        ),
    ] {
        let output = probe(arguments);
        assert_eq!(text(&output.stderr), expected, "{arguments:?}");
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
}

#[test]
fn numbers_have_bounds() {
    for (option, wrong, right) in [
        ("--count", &["0", "1000001", "x"][..], &["1"][..]),
        (
            "--interval",
            &["0.09", "3601", "-1", "NaN", "x"],
            &["0.1", "3600"],
        ),
        (
            "--timeout",
            &["0.009", "61", "inf", ""],
            &["0.01", "60", "1e1"],
        ),
        ("--parallel", &["0", "65"], &["1", "64"]),
        ("--query", &["snmp"], &["dns", "ntp", "stun", "empty"]),
    ] {
        for value in wrong {
            let argument = format!("{option}={value}");
            let output = probe(&[&argument, "127.0.0.1", "1"]);
            assert_eq!(output.status.code(), Some(2), "{argument}");
            assert!(
                text(&output.stderr).starts_with("error: invalid value"),
                "{argument}"
            );
        }
        for value in right {
            let argument = format!("{option}={value}");
            let output = probe(&[&argument, "127.0.0.1", "1"]);
            assert_eq!(output.status.code(), Some(1), "{argument}");
            assert_eq!(total(&output.stdout), "1 probe sent, 0 answered");
        }
    }
    let output = probe(&["--interval=0.09", "127.0.0.1", "1"]);
    let message = text(&output.stderr);
    assert!(
        message.contains("expected a number of seconds from 0.1 to 3600"),
        "{message}"
    );
    for arguments in [&["-4", "-6", "::1", "1"][..], &["::1"], &[]] {
        assert_eq!(probe(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

/// Nothing is sent before all arguments are known to be right.
#[test]
fn a_wrong_port_keeps_all_from_being_probed() {
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    tcp.set_nonblocking(true).unwrap();
    udp.set_nonblocking(true).unwrap();
    let tcp_port = tcp.local_addr().unwrap().port().to_string();
    let udp_port = format!("{}/udp", udp.local_addr().unwrap().port());
    for wrong in ["nosuch", "70000", "1-1001"] {
        let output = probe(&["127.0.0.1", &tcp_port, &udp_port, wrong]);
        assert_ne!(output.status.code(), Some(0));
    }
    assert!(tcp.accept().is_err());
    assert!(udp.recv(&mut [0]).is_err());
}
