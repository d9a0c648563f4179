//! The list of sockets: its formats, its notes, and lines that cannot be read.

use std::fmt::Write as _;
use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use port_registry::{Endpoint, Port, Protocol, Service, Status};
use serde_json::{Value, json};

use crate::program::{PROC, TCP_HEADING, listening, listening_in, proc_with, tcp_line};
use crate::support::fed::{json_lines, text};
use crate::support::folder;

#[test]
fn people_read_a_table() {
    let output = listening(&["--proc", PROC]);
    assert_eq!(
        text(&output.stdout),
        " PORT  PROTOCOL  ADDRESS           PROCESS              SERVICE     CLASS       NOTE
   22  tcp       0.0.0.0           sshd 812             ssh         well-known
   22  tcp       ::                sshd 812             ssh         well-known
   53  tcp       127.0.0.53        systemd-resolve 640  domain      well-known
   53  udp       127.0.0.53        systemd-resolve 640  domain      well-known
   80  tcp       0.0.0.0           nginx 901 +2         http        well-known
   80  tcp       ::                nginx 901 +2         http        well-known
  323  udp       127.0.0.1         chronyd 700          -           well-known  reserved
  323  udp       ::1               chronyd 700          -           well-known  reserved
 1023  tcp       0.0.0.0           rpc.statd 1100       -           well-known  reserved
 3000  tcp       ::                node 1300            hbci        registered  port of hbci, held by node
 5353  udp       0.0.0.0           avahi-daemon 655     mdns        registered
 5432  tcp       127.0.0.1         postgres 1200        postgresql  registered
 8080  tcp       ::ffff:192.0.2.7  java 1400            http-alt    registered
 8931  tcp       127.0.0.1         python3 1500         -           registered  unassigned
 9090  tcp       ::                systemd 1            websm       registered
40001  udp       0.0.0.0           avahi-daemon 655     -           registered  ephemeral
51820  udp       0.0.0.0           -                    -           dynamic     dynamic
"
    );
    assert_eq!(
        text(&output.stderr),
        "listening: the processes of 1 socket are not in sight: the kernel's, in another container, or of a \
         thread (--threads)\n"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn programs_read_json() {
    let output = listening(&["--json", "--proc", PROC]);
    let lines = json_lines(&output);
    let table = listening(&["--proc", PROC]);
    assert_eq!(lines.len(), text(&table.stdout).lines().count() - 1);
    assert_eq!(
        lines[5],
        json!({
            "port": 80, "protocol": "tcp", "address": "::", "interface": null, "ipv6only": null,
            "processes": [
                { "pid": 901, "name": "nginx" },
                { "pid": 902, "name": "nginx" },
                { "pid": 903, "name": "nginx" },
            ],
            "service": "http", "description": Port::new(80).service(Protocol::Tcp).unwrap().description(),
            "class": "well-known", "status": "assigned", "note": null,
        })
    );
    let notes: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["note"].as_str())
        .collect();
    let reserved = "reserved";
    let expected = [
        reserved,
        reserved,
        reserved,
        "other-use",
        "unassigned",
        "ephemeral",
        "dynamic",
    ];
    assert_eq!(notes, expected);
    assert_eq!(lines[16]["processes"], json!([]));
    assert_eq!(lines[16]["service"], Value::Null);
}

/// Lists sockets of this process, on ports that the system has chosen.
#[test]
fn this_machine_listens() {
    let any4 = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let any6 = SocketAddr::from((Ipv6Addr::LOCALHOST, 0));
    let tcp: Vec<TcpListener> = [any4, any6].iter().flat_map(TcpListener::bind).collect();
    let udp: Vec<UdpSocket> = [any4, any6].iter().flat_map(UdpSocket::bind).collect();
    assert!(!tcp.is_empty() && !udp.is_empty());
    // Connected sockets are not listening.
    let _stream = TcpStream::connect(tcp[0].local_addr().unwrap()).unwrap();
    let connected = UdpSocket::bind(any4).unwrap();
    connected.connect(udp[0].local_addr().unwrap()).unwrap();
    let _open = fs::File::open(PROC).unwrap(); // a file descriptor that is not a socket

    let output = listening(&["--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let me = std::process::id();
    let held: Vec<Value> = json_lines(&output)
        .into_iter()
        .filter(|line| {
            line["processes"]
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one["pid"] == me)
        })
        .collect();

    let mut waiting: Vec<(Protocol, SocketAddr)> = Vec::new();
    waiting.extend(
        tcp.iter()
            .map(|one| (Protocol::Tcp, one.local_addr().unwrap())),
    );
    waiting.extend(
        udp.iter()
            .map(|one| (Protocol::Udp, one.local_addr().unwrap())),
    );
    for (protocol, address) in &waiting {
        let endpoint = Endpoint::new(Port::new(address.port()), *protocol);
        let line = held.iter().find(|line| {
            line["port"] == address.port()
                && line["protocol"] == protocol.as_str()
                && line["address"] == address.ip().to_string()
        });
        let line = line.unwrap_or_else(|| panic!("{address}/{protocol} is missing in {held:?}"));
        assert_eq!(
            line["service"],
            json!(endpoint.service().map(Service::name))
        );
        assert_eq!(line["status"], endpoint.status().as_str());
        if endpoint.status() == Status::Dynamic {
            assert_eq!(line["note"], "dynamic");
        }
    }
    // Other tests in this process may hold sockets at the same time, but not this one.
    let connected = connected.local_addr().unwrap().port();
    assert!(
        held.iter()
            .all(|line| line["protocol"] == "tcp" || line["port"] != connected)
    );
}

#[test]
fn sockets_that_share_an_address_are_one() {
    let address = Ipv4Addr::UNSPECIFIED;
    let tcp = TCP_HEADING.to_owned()
        + &tcp_line(0, address, 443, "0A", 1)
        + &tcp_line(1, address, 443, "0A", 2);
    let root = proc_with(&tcp);
    let stat = fs::read_to_string(Path::new(PROC).join("901/stat")).unwrap();
    for (pid, inode) in [(901, 1), (905, 2)] {
        let folder = root.path().join(pid.to_string());
        fs::create_dir_all(folder.join("fd")).unwrap();
        symlink(format!("socket:[{inode}]"), folder.join("fd/5")).unwrap();
        symlink(format!("socket:[{inode}]"), folder.join("fd/6")).unwrap();
        symlink("/dev/null", folder.join("fd/0")).unwrap();
        fs::write(folder.join("stat"), stat.replace("901", &pid.to_string())).unwrap();
    }
    let lines = json_lines(&listening_in(root.path(), &["--json"]));
    assert_eq!(lines.len(), 1);
    let both = json!([{ "pid": 901, "name": "nginx" }, { "pid": 905, "name": "nginx" }]);
    assert_eq!(lines[0]["processes"], both);
}

/// IANA has `hbci` on 3000, and nothing on 9121. Other software is known to use both.
#[test]
fn software_on_its_usual_port_is_named() {
    for (port, process, table, json) in [
        (
            3000,
            "grafana-server",
            "known use: Grafana, web interface",
            "known-use",
        ),
        (
            9121,
            "redis_exporter",
            "known use: Prometheus redis_exporter, Redis metrics",
            "known-use",
        ),
        (3000, "nginx", "port of hbci, held by nginx", "other-use"),
    ] {
        let tcp = TCP_HEADING.to_owned() + &tcp_line(0, Ipv4Addr::LOCALHOST, port, "0A", 1);
        let root = proc_with(&tcp);
        let folder = root.path().join("1300");
        fs::create_dir_all(folder.join("fd")).unwrap();
        symlink("socket:[1]", folder.join("fd/5")).unwrap();
        let stat = fs::read_to_string(Path::new(PROC).join("1300/stat")).unwrap();
        fs::write(folder.join("stat"), stat.replace("node", process)).unwrap();
        let output = listening_in(root.path(), &[]);
        let line = text(&output.stdout).lines().nth(1).unwrap();
        assert!(line.ends_with(table), "{line}");
        let output = listening_in(root.path(), &["--json"]);
        assert_eq!(json_lines(&output)[0]["note"], json);
    }
}

#[test]
fn broken_lines_are_reported_and_the_others_read() {
    let good = tcp_line(0, Ipv4Addr::LOCALHOST, 22, "0A", 1);
    let tcp = format!(
        "{TCP_HEADING}{}{good}   2: nonsense\n\n{}",
        good.replace("0A", "ZZ"),
        good.replace(":0016", ":10016"),
    );
    let root = proc_with(&tcp);
    let output = listening_in(root.path(), &[]);
    assert_eq!(text(&output.stdout).lines().count(), 2);
    let file = root.path().join("net/tcp");
    let file = file.display();
    let expected = "expected sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid \
                    timeout inode";
    let mut errors = text(&output.stderr).lines();
    let none = format!("there are none in {}", root.path().display());
    assert!(errors.next().unwrap().ends_with(&none));
    let cut = &good.replace("0A", "ZZ")[..80];
    assert_eq!(
        errors.next().unwrap(),
        format!("listening: {file}:2: broken line {cut:?}...: {expected}")
    );
    assert_eq!(
        errors.next().unwrap(),
        format!("listening: {file}:4: broken line \"   2: nonsense\": {expected}")
    );
    assert_eq!(
        errors.next().unwrap(),
        format!("listening: {file}:5: broken line \"\": {expected}")
    );
    assert!(
        errors
            .next()
            .unwrap()
            .starts_with(&format!("listening: {file}:6: broken line "))
    );
    assert_eq!(errors.next(), None);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_file_of_something_else_is_reported_in_short() {
    let root = proc_with(&"what is this?\n".repeat(30));
    let output = listening_in(root.path(), &[]);
    let errors: Vec<&str> = text(&output.stderr).lines().collect();
    assert!(errors[0].ends_with(
        "net/tcp:1: broken line \"what is this?\": expected a heading with local_address"
    ));
    assert_eq!(errors[20..], ["listening: 10 more lines not read"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn without_proc_there_is_nothing_to_read() {
    let root = folder();
    let output = listening_in(root.path(), &[]);
    let net = root.path().join("net");
    assert_eq!(
        text(&output.stderr),
        format!(
            "listening: {}: no tcp, tcp6, udp or udp6 in it: expected net in Linux's /proc\n",
            net.display()
        )
    );
    assert_eq!(output.stdout, b"");
    assert_eq!(output.status.code(), Some(2));

    fs::create_dir_all(net.join("udp")).unwrap();
    let output = listening_in(root.path(), &[]);
    let udp = net.join("udp");
    let expected = format!(
        "listening: {}: Is a directory (os error 21)\n",
        udp.display()
    );
    assert_eq!(text(&output.stderr), expected);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_range_of_the_system_is_asked() {
    let tcp = TCP_HEADING.to_owned()
        + &tcp_line(0, Ipv4Addr::LOCALHOST, 8931, "0A", 1)
        + &tcp_line(1, Ipv4Addr::LOCALHOST, 8932, "0A", 2)
        + &tcp_line(2, Ipv4Addr::LOCALHOST, 8933, "0A", 3)
        + &tcp_line(3, Ipv4Addr::LOCALHOST, 40001, "0A", 4);
    for port in [8931, 8932, 8933, 40001] {
        assert_eq!(Port::new(port).status(Protocol::Tcp), Status::Unassigned);
    }
    let root = proc_with(&tcp);
    let notes = || -> Vec<String> {
        let lines = json_lines(&listening_in(root.path(), &["--json"]));
        lines
            .iter()
            .map(|line| line["note"].as_str().unwrap().to_owned())
            .collect()
    };
    let free = "unassigned";
    assert_eq!(notes(), [free, free, free, "ephemeral"]);
    let folder = root.path().join("sys/net/ipv4");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("ip_local_port_range"), "8932\t8933\n").unwrap();
    assert_eq!(notes(), [free, "ephemeral", "ephemeral", free]);
}

/// Every port has one socket, and every third socket is listening.
#[test]
fn a_large_machine() {
    let mut tcp = TCP_HEADING.to_owned();
    for port in 0..=u16::MAX {
        let state = ["0A", "01", "06"][usize::from(port) % 3];
        let [high, low] = port.to_be_bytes();
        let address = Ipv4Addr::new(10, 0, high, low);
        tcp += &tcp_line(port.into(), address, port, state, usize::from(port) + 100);
    }
    let root = proc_with(&tcp);
    let output = listening_in(root.path(), &[]);
    assert_eq!(output.status.code(), Some(0));
    let mut expected = String::new();
    for number in (0..=u16::MAX).step_by(3) {
        let port = Port::new(number);
        let service = port.service(Protocol::Tcp).map_or("-", Service::name);
        let note = match port.status(Protocol::Tcp) {
            Status::Assigned => "",
            Status::Dynamic => "dynamic",
            Status::Reserved => "reserved",
            Status::Unassigned if number >= 32768 => "ephemeral",
            Status::Unassigned => "unassigned",
        };
        let (class, [high, low]) = (port.class(), number.to_be_bytes());
        let words = format!("{number} tcp 10.0.{high}.{low} - {service} {class} {note}");
        writeln!(expected, "{}", words.trim_end()).unwrap();
    }
    let lines = text(&output.stdout).lines().skip(1);
    let words = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n");
    assert!(words.eq(expected.split_inclusive('\n')));
}

#[test]
fn whoever_closes_the_pipe_has_seen_enough() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_listening"))
        .args(["--json", "--proc", PROC])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
