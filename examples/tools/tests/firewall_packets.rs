//! Sends packets through the rule sets that `firewall` writes, between two network namespaces: what was
//! asked for arrives, and nothing else does.
//!
//! Skipped where the programs are missing or not permitted.

mod support;

use std::fs;
use std::path::Path;

use support::folder;
use support::own_network::OwnNetwork;
use support::rules::written;

/// Shell commands that make the namespace of the peer, which is that of the process `$peer`, and a link to it.
const LINK: &str = "\
set -e
ip link set lo up
unshare --net sleep 100 & peer=$!
trap 'kill $peer' EXIT
until [ \"$(readlink /proc/$peer/ns/net)\" != \"$(readlink /proc/$$/ns/net)\" ]; do sleep 0.02; done
ip link add name host type veth peer name peer
ip link set peer netns $peer
ip address add 10.9.0.1/24 dev host
ip -6 address add 2001:db8:9::1/64 dev host nodad
ip link set host up
at_peer() { nsenter -t $peer -n \"$@\"; }
at_peer ip address add 10.9.0.2/24 dev peer
at_peer ip link set peer up
";

/// The lengths of the packets that no rule set has dropped. The chain is the last one of its hook.
const SEEN: &str = "\
table inet seen {
	set lengths {
		typeof meta length
		flags dynamic
		size 10000
	}
	chain input {
		type filter hook input priority 300; policy accept;
		meta length >= 600 update @lengths { meta length }
	}
}
";

const FIRST: usize = 600;

/// The ways to load a rule set: an option of `firewall`, and a shell command.
const WAYS: [(&str, &str); 3] = [
    ("", "nft -f rules"),
    (
        "--iptables",
        "IPTABLES=iptables-nft IP6TABLES=ip6tables-nft sh rules",
    ),
    (
        "--iptables",
        "IPTABLES=iptables-legacy IP6TABLES=ip6tables-legacy sh rules",
    ),
];

/// What every rule set accepts, from all senders.
const ALWAYS: [&str; 37] = [
    // Replies to a datagram of the host.
    "udp 10.9.0.2 10.9.0.1 sport=7777 dport=45001",
    "icmp 10.9.0.2 10.9.0.1 type=3 code=3",
    "icmp 10.9.0.2 10.9.0.1 type=3 code=4",
    "icmp 10.9.0.200 10.9.0.1 type=8",
    "icmp 10.9.0.2 10.9.0.1 type=11",
    "icmp 10.9.0.2 10.9.0.1 type=12",
    // IGMP queries: general, of a group, and to an address of the host (RFC 3376, section 4.1.12).
    "igmp 10.9.0.2 224.0.0.1 ttl=1 type=17",
    "igmp 0.0.0.0 224.0.0.1 ttl=1 type=17",
    "igmp 10.9.0.2 224.0.0.251 ttl=1 type=17",
    "igmp 10.9.0.2 10.9.0.1 ttl=1 type=17",
    // RFC 4890, section 4.4.1.
    "icmp6 2001:db8:9::2 2001:db8:9::1 type=1",
    "icmp6 2001:db8:9::2 2001:db8:9::1 type=1 code=6",
    "icmp6 2001:db8:9::2 2001:db8:9::1 type=2",
    "icmp6 2001:db8:9::2 2001:db8:9::1 type=3",
    "icmp6 2001:db8:9::2 2001:db8:9::1 type=4 code=1",
    "icmp6 2001:db8:9::2 2001:db8:9::1 type=4 code=2",
    "icmp6 2001:db8:f::2 2001:db8:9::1 type=128",
    "icmp6 2001:db8:9::2 2001:db8:9::1 type=129",
    "icmp6 fe80::2 ff02::1 ttl=255 type=133",
    "icmp6 fe80::2 ff02::1 ttl=255 type=134",
    "icmp6 2001:db8:9::2 2001:db8:9::1 ttl=255 type=135",
    "icmp6 2001:db8:9::2 2001:db8:9::1 ttl=255 type=136",
    "icmp6 fe80::2 2001:db8:9::1 ttl=255 type=141",
    "icmp6 fe80::2 2001:db8:9::1 ttl=255 type=142",
    "icmp6 fe80::2 ff02::1 ttl=1 alert=1 type=130",
    "icmp6 fe80::2 ff02::1 ttl=1 alert=1 type=131",
    "icmp6 fe80::2 ff02::1 ttl=1 alert=1 type=132",
    "icmp6 fe80::2 ff02::1 ttl=1 alert=1 type=143",
    "icmp6 fe80::2 ff02::1 ttl=255 type=148",
    "icmp6 fe80::2 ff02::1 ttl=255 type=149",
    "icmp6 fe80::2 ff02::1 ttl=1 alert=1 type=151",
    "icmp6 fe80::2 ff02::1 ttl=1 alert=1 type=152",
    "icmp6 fe80::2 ff02::1 ttl=1 alert=1 type=153",
    // RFC 4890, section 4.4.2.
    "icmp6 2001:db8:9::2 2001:db8:9::1 type=3 code=1",
    "icmp6 2001:db8:9::2 2001:db8:9::1 type=4",
    // DHCPv6 replies (RFC 8415).
    "udp fe80::2 2001:db8:9::1 sport=547 dport=546",
    "udp febf::2 2001:db8:9::1 sport=40000 dport=546",
];

/// What no rule set accepts.
const NEVER: [&str; 38] = [
    "tcp 10.9.0.2 10.9.0.1 dport=21",
    "tcp 10.9.0.2 10.9.0.1 dport=23",
    "tcp 10.9.0.2 10.9.0.1 dport=7999",
    "tcp 10.9.0.2 10.9.0.1 dport=8101",
    "tcp 10.9.0.2 10.9.0.1 dport=53",
    "tcp 2001:db8:9::2 2001:db8:9::1 dport=0",
    "tcp 2001:db8:9::2 2001:db8:9::1 dport=65535",
    "udp 10.9.0.2 10.9.0.1 dport=22",
    "udp 10.9.0.2 10.9.0.1 sport=53 dport=54",
    "udp 2001:db8:9::2 2001:db8:9::1 dport=52",
    "sctp 10.9.0.2 10.9.0.1 dport=5061",
    // Packets of no connection.
    "tcp 10.9.0.2 10.9.0.1 sport=22 dport=40000 flags=SA",
    "tcp 10.9.0.2 10.9.0.1 sport=22 dport=40000 flags=A",
    "tcp 10.9.0.2 10.9.0.1 sport=22 dport=40000 flags=R",
    // Packets that begin no connection, to a port that is open.
    "tcp 10.9.0.2 10.9.0.1 sport=40001 dport=22 flags=SA",
    "tcp 10.9.0.2 10.9.0.1 sport=40002 dport=22 flags=R",
    "tcp 2001:db8:9::2 2001:db8:9::1 sport=40001 dport=8000 flags=SA",
    "udp 10.9.0.2 10.9.0.1 sport=7778 dport=45001",
    "icmp 10.9.0.2 10.9.0.1 type=0",
    "icmp 10.9.0.2 10.9.0.1 type=5",
    "icmp 10.9.0.2 10.9.0.1 type=13",
    "igmp 10.9.0.2 224.0.0.1 ttl=2 type=17",
    "igmp 10.9.0.2 10.9.0.1 ttl=64 type=17",
    // RFC 4890: redirects, information about nodes and renumbering of routers.
    "icmp6 fe80::2 2001:db8:9::1 ttl=255 type=137",
    "icmp6 fe80::2 2001:db8:9::1 ttl=255 type=138",
    "icmp6 2001:db8:9::2 2001:db8:9::1 ttl=255 type=139",
    "icmp6 2001:db8:9::2 2001:db8:9::1 ttl=255 type=140",
    "icmp6 2001:db8:9::2 2001:db8:9::1 ttl=255 type=150",
    // The right types from too far away.
    "icmp6 fe80::2 ff02::1 ttl=254 type=134",
    "icmp6 2001:db8:9::2 2001:db8:9::1 ttl=254 type=135",
    "icmp6 fe80::2 ff02::1 ttl=254 type=148",
    "icmp6 2001:db8:9::2 ff02::1 ttl=1 alert=1 type=130",
    "icmp6 fec0::2 ff02::1 ttl=1 alert=1 type=143",
    "icmp6 2001:db8:9::2 ff02::1 ttl=1 alert=1 type=151",
    "icmp6 fe80::2 ff02::1 ttl=2 alert=1 type=151",
    "udp 2001:db8:9::2 2001:db8:9::1 sport=547 dport=546",
    "udp fe80::2 2001:db8:9::1 sport=546 dport=547",
    "udp 10.9.0.2 10.9.0.1 sport=547 dport=546",
];

/// What `OPENINGS` accept, from senders that are in `FROM` and from others.
const OPEN: [(&str, &str); 8] = [
    ("tcp 10.9.0.", " 10.9.0.1 dport=22"),
    ("tcp 2001:db8:9::", " 2001:db8:9::1 dport=22"),
    ("tcp 10.9.0.", " 10.9.0.1 dport=8000"),
    ("tcp 10.9.0.", " 10.9.0.1 dport=8050"),
    ("tcp 2001:db8:9::", " 2001:db8:9::1 dport=8100"),
    ("udp 10.9.0.", " 10.9.0.1 dport=53"),
    ("udp 2001:db8:9::", " 2001:db8:9::1 dport=53"),
    ("sctp 10.9.0.", " 10.9.0.1 dport=5060"),
];
const OPENINGS: [&str; 3] = ["22,8000-8100/tcp", "53/udp", "5060/sctp"];
const FROM: [&str; 4] = ["--from", "10.9.0.0/25", "--from", "2001:db8:9::/124"];

/// What `--discovery mdns` accepts.
const MDNS: [&str; 2] = [
    "udp 10.9.0.200 224.0.0.251 ttl=255 sport=5353 dport=5353",
    "udp fe80::2 ff02::fb ttl=255 sport=5353 dport=5353",
];

/// What `--discovery ssdp` accepts. The host has searched from port 45000.
const SSDP: [&str; 4] = [
    "udp 10.9.0.200 239.255.255.250 ttl=2 dport=1900",
    "udp fe80::2 ff02::c ttl=2 dport=1900",
    "udp 2001:db8:9::2 ff05::c ttl=2 dport=1900",
    "udp 10.9.0.200 10.9.0.1 sport=1900 dport=45000",
];

/// What `--discovery ssdp` accepts with nftables, which knows the ports of searches: some devices reply from others than
/// 1900.
const SSDP_FROM_OTHER_PORTS: [&str; 2] = [
    "udp 10.9.0.200 10.9.0.1 sport=1901 dport=45000",
    "udp 2001:db8:9::2 2001:db8:9::1 sport=32818 dport=45000",
];

/// What discovery does not accept.
const NOT_DISCOVERY: [&str; 5] = [
    "udp 10.9.0.2 10.9.0.1 sport=5353 dport=5353",
    "udp 10.9.0.2 224.0.0.251 sport=5353 dport=5354",
    "udp 10.9.0.2 10.9.0.1 dport=1900",
    "udp 10.9.0.2 10.9.0.1 sport=1901 dport=45002",
    "udp 10.9.0.2 10.9.0.1 sport=1900 dport=22",
];

/// A folder with the Python programs and the table `seen`.
fn files() -> tempfile::TempDir {
    let folder = folder();
    fs::write(folder.path().join("seen"), SEEN).unwrap();
    for name in ["packets.py", "connections.py"] {
        let from = Path::new("tests/data/firewall/packets").join(name);
        fs::copy(from, folder.path().join(name)).unwrap();
    }
    folder
}

/// Returns the network in which these rules can be loaded, and packets sent.
fn network(folder: &Path, load: &str, rules: &str) -> Option<OwnNetwork> {
    fs::write(folder.join("rules"), rules).unwrap();
    let probe = script(
        folder,
        &format!("{load} 2>/dev/null; nft -f seen; python3 -c ''"),
    );
    let network = OwnNetwork::find(&probe, "");
    if network.is_none() {
        eprintln!("skipped: {load} with nft, ip, nsenter and python3 is not possible here");
    }
    network
}

fn script(folder: &Path, commands: &str) -> String {
    format!("cd '{}'\n{LINK}{commands}", folder.display())
}

/// Returns the packets that arrive.
fn arrive<'a>(
    network: OwnNetwork,
    folder: &Path,
    load: &str,
    rules: &str,
    packets: &[&'a str],
) -> Vec<&'a str> {
    fs::write(folder.join("rules"), rules).unwrap();
    let commands = format!(
        "{load} 2>/dev/null; nft -f seen
         python3 packets.py $peer $(ip -br link show host | awk '{{ print $3 }}')
         nft list set inet seen lengths"
    );
    let listed = network.load(&script(folder, &commands), &packets.join("\n"));
    let elements = listed.split_once("elements = {");
    let elements = elements.map_or("", |(_, elements)| elements);
    let numbers = elements.split(|letter: char| !letter.is_ascii_digit());
    let mut lengths: Vec<usize> = numbers.filter_map(|number| number.parse().ok()).collect();
    lengths.sort_unstable();
    lengths
        .into_iter()
        .map(|length| packets[length - FIRST])
        .collect()
}

/// Returns the packets to the openings from the address with this end.
fn from(end: &str) -> Vec<String> {
    OPEN.iter()
        .map(|(before, after)| format!("{before}{end}{after}"))
        .collect()
}

/// Returns the rule set that these arguments lead to, with the option of the language if there is one.
fn rules(option: &str, arguments: &[&str]) -> String {
    let option = Some(option).filter(|option| !option.is_empty());
    written(arguments.iter().copied().chain(option))
}

#[test]
fn what_was_asked_for_arrives_and_nothing_else() {
    let folder = files();
    let (inside, outside) = (from("2"), from("200"));
    for (option, load) in WAYS {
        let rules = |more: &[&str]| rules(option, &[&OPENINGS[..], more].concat());
        let Some(network) = network(folder.path(), load, &rules(&[])) else {
            continue;
        };
        let groups: [Vec<&str>; 8] = [
            ALWAYS.to_vec(),
            inside.iter().map(String::as_str).collect(),
            outside.iter().map(String::as_str).collect(),
            MDNS.to_vec(),
            SSDP.to_vec(),
            NEVER.to_vec(),
            NOT_DISCOVERY.to_vec(),
            SSDP_FROM_OTHER_PORTS.to_vec(),
        ];
        let all = groups.concat();
        for (more, expected) in [
            (vec![], vec![0, 1, 2]),
            (FROM.to_vec(), vec![0, 1]),
            (vec!["--discovery", "mdns"], vec![0, 1, 2, 3]),
            (
                [&FROM[..], &["--discovery", "ssdp", "--log", "--counter"]].concat(),
                vec![0, 1, 4],
            ),
            (
                vec!["--discovery", "ssdp,mdns", "--established", "cut"],
                vec![0, 1, 2, 3, 4],
            ),
        ] {
            let arrived = arrive(network, folder.path(), load, &rules(&more), &all);
            let knows_searches = option.is_empty() && expected.contains(&4);
            let expected: Vec<&str> = expected
                .into_iter()
                .chain(knows_searches.then_some(7))
                .flat_map(|at| groups[at].clone())
                .collect();
            let missing: Vec<_> = expected
                .iter()
                .filter(|one| !arrived.contains(one))
                .collect();
            let more_than: Vec<_> = arrived
                .iter()
                .filter(|one| !expected.contains(one))
                .collect();
            assert!(
                missing.is_empty() && more_than.is_empty(),
                "{load}, {more:?}: missing {missing:#?}, unexpected {more_than:#?}"
            );
        }
    }
}

/// A SYN must not arrive after a packet that looks as if it were of an older connection.
#[test]
fn what_keeps_connections_opens_no_port() {
    let folder = files();
    let packets = [
        "tcp 10.9.0.2 10.9.0.1 dport=9999 flags=A",
        "tcp 10.9.0.2 10.9.0.1 dport=9999 flags=S",
        "tcp 10.9.0.2 10.9.0.1 dport=9998 flags=SA",
        "tcp 10.9.0.2 10.9.0.1 dport=9997 flags=R",
        "tcp 10.9.0.2 10.9.0.1 dport=9996 flags=S",
    ];
    for (option, load) in WAYS {
        let rules = rules(option, &["ssh", "--established", "keep"]);
        let Some(network) = network(folder.path(), load, &rules) else {
            continue;
        };
        let arrived = arrive(network, folder.path(), load, &rules, &packets);
        assert_eq!(arrived, packets[..1], "{load}");
    }
}

#[test]
fn connections_go_on_or_are_cut_as_the_help_says() {
    let folder = files();
    for (option, load) in WAYS {
        for (established, before_tracking, tracked) in [
            ("tracked", ["goes on", "is cut"], ["goes on", "goes on"]),
            ("keep", ["goes on", "goes on"], ["goes on", "goes on"]),
            ("cut", ["goes on", "is cut"], ["goes on", "is cut"]),
        ] {
            let new = rules(option, &["2222/tcp", "--established", established]);
            let Some(network) = network(folder.path(), load, &new) else {
                continue;
            };
            let old = rules(option, &["2222,9999/tcp"]);
            fs::write(folder.path().join("old"), old).unwrap();
            let load_old = format!("{} 2>/dev/null;", load.replace("rules", "old"));
            for (before, expected) in [("", before_tracking), (&load_old, tracked)] {
                let commands =
                    format!("{before} python3 connections.py $peer '{load} 2>/dev/null' peer");
                let printed = network.load(&script(folder.path(), &commands), "");
                // Without tracking, a connection from this host is of a port that is not open.
                let own = if before.is_empty() && established != "keep" {
                    "is cut"
                } else {
                    "goes on"
                };
                let [open, closed] = expected;
                assert_eq!(
                    printed,
                    format!("from {own}\n2222 {open}\n9999 {closed}\n"),
                    "{load}, {established}, {before:?}"
                );
            }
        }
    }
}

/// Those that begin no connection too.
#[test]
fn dropped_packets_are_logged_and_counted_in_one_chain() {
    const COUNTERS: &str = "\
{ nft list chain inet port_registry_firewall dropped ||
  for family in $IPTABLES $IP6TABLES; do $family -w -vnxL PORT_REGISTRY_DROP; done; } 2>/dev/null |
  awk '/LOG/ { logged += $1 } /DROP/ { dropped += $1 } / packets .* drop$/ { dropped += $3 } END { print dropped, logged + 0 }'
";
    let folder = files();
    let of = |end: u8| move |port: u8| format!("tcp 10.9.0.{end} 10.9.0.1 dport={port}");
    let mut packets: Vec<String> = (1..16).map(of(2)).chain((1..16).map(of(200))).collect();
    packets.extend(
        [
            "tcp 10.9.0.2 10.9.0.1 sport=40001 dport=22 flags=SA",
            "tcp 10.9.0.2 10.9.0.1 sport=40002 dport=22 flags=R",
            "tcp 2001:db8:9::2 2001:db8:9::1 sport=40001 dport=22 flags=SA",
            "tcp 2001:db8:9::2 2001:db8:9::1 dport=23",
        ]
        .map(str::to_owned),
    );
    for (option, load) in WAYS {
        for more in [&[][..], &FROM] {
            let rules = rules(option, &[&["ssh", "--log", "--counter"], more].concat());
            let Some(network) = network(folder.path(), load, &rules) else {
                continue;
            };
            let load = load.replace(" sh rules", "; export IPTABLES IP6TABLES; sh rules");
            let commands = format!(
                "{load} 2>/dev/null
                 python3 packets.py $peer $(ip -br link show host | awk '{{ print $3 }}')\n{COUNTERS}"
            );
            let printed = network.load(&script(folder.path(), &commands), &packets.join("\n"));
            let numbers = printed.trim().split_once(' ');
            let (dropped, logged) = numbers.unwrap_or_else(|| panic!("{load}: {printed}"));
            let number = |text: &str| text.parse::<usize>().unwrap();
            // The peer's own kernel sends MLD reports before it has an address.
            assert!((34..=36).contains(&number(dropped)), "{load}: {printed}");
            // 10 at once over IPv4 and 2 over IPv6, perhaps one after 12 seconds, and MLD reports.
            let expected = if option.is_empty() { 0..=0 } else { 12..=15 };
            assert!(expected.contains(&number(logged)), "{load}: {printed}");
        }
    }
}

/// The kernel takes this host for the one that began, if it hasn't tracked the connection.
#[test]
fn a_connection_on_which_this_host_sends_first_is_cut_only_if_it_was_tracked() {
    let folder = files();
    for (option, load) in WAYS {
        let new = rules(option, &["2222/tcp", "--established", "cut"]);
        let Some(network) = network(folder.path(), load, &new) else {
            continue;
        };
        fs::write(folder.path().join("old"), rules(option, &["2222,9999/tcp"])).unwrap();
        let load = format!("{load} 2>/dev/null");
        let tracked = load.replace("rules", "old");
        // As the header and the help advise.
        let killed = format!("{load}; ss -K -t \"sport = :9999\" >killed");
        for (before, load, expected) in [
            ("", &load, "goes on"),
            (&tracked, &load, "is cut"),
            ("", &killed, "is cut"),
        ] {
            let commands = format!("{before}\n python3 connections.py $peer '{load}' host");
            let printed = network.load(&script(folder.path(), &commands), "");
            assert_eq!(
                printed,
                format!("from goes on\n2222 goes on\n9999 {expected}\n"),
                "{load}, {before:?}"
            );
        }
    }
}

/// The rules of others drop what the written rule set accepts, although this one comes first.
#[test]
fn what_others_drop_does_not_arrive() {
    let folder = files();
    let ban = "table inet ban { chain i { type filter hook input priority 1; ip saddr 10.9.0.2 drop; }; }";
    let packets = [
        "tcp 10.9.0.2 10.9.0.1 dport=22",
        "tcp 10.9.0.200 10.9.0.1 dport=22",
        "tcp 10.9.0.200 10.9.0.1 dport=23",
    ];
    for ((option, load), others) in WAYS.into_iter().zip([
        format!("echo '{ban}' | nft -f -"),
        "iptables-nft -A INPUT -s 10.9.0.2 -j DROP; iptables-nft -A INPUT -j ACCEPT".to_owned(),
        "iptables-legacy -A INPUT -s 10.9.0.2 -j DROP; iptables-legacy -A INPUT -j ACCEPT"
            .to_owned(),
    ]) {
        let rules = rules(option, &["ssh"]);
        let Some(network) = network(folder.path(), load, &rules) else {
            continue;
        };
        let load = format!("{others}; {load}");
        let arrived = arrive(network, folder.path(), &load, &rules, &packets);
        assert_eq!(arrived, packets[1..2], "{load}");
    }
}

#[test]
fn the_host_reaches_itself() {
    const CONNECT: &str = "\
import socket, sys
for family, host in (socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1'):
    with socket.create_server((host, 9999), family=family):
        socket.create_connection((host, 9999), 2).close()
";
    let folder = files();
    fs::write(folder.path().join("connect.py"), CONNECT).unwrap();
    for (option, load) in WAYS {
        let rules = rules(option, &["ssh", "--established", "cut"]);
        let Some(network) = network(folder.path(), load, &rules) else {
            continue;
        };
        let commands = format!("{load} 2>/dev/null; python3 connect.py");
        network.load(&script(folder.path(), &commands), "");
    }
}
