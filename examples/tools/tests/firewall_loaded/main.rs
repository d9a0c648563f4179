//! Loads the rule sets that `firewall` writes on a host that has other rules, in a network of its own:
//! those of Docker, of fail2ban and of an administrator must stay as they are.
//!
//! Skipped where the programs are missing or not permitted.

mod failures;
mod hosts;
mod notes;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;

use support::folder;
use support::own_network::OwnNetwork;
use support::rules::written;
use tempfile::TempDir;

/// The suffixes of the programs of both implementations of iptables.
const BACKENDS: [&str; 2] = ["nft", "legacy"];

/// Rules as of a host with Docker and fail2ban, for `iptables-restore`.
const HOST: &str = "\
*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP
COMMIT
*mangle
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
:f2b-sshd - [0:0]
-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
-A INPUT -p udp -m udp --dport 514 -m comment --comment \"syslog of the lab\" -j ACCEPT
-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A OUTPUT -d 198.51.100.0/24 -j REJECT --reject-with icmp-port-unreachable
-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-USER -j RETURN
-A f2b-sshd -s 203.0.113.7/32 -j REJECT --reject-with icmp-port-unreachable
-A f2b-sshd -j RETURN
COMMIT
";
const HOST_IPV6: &str = "\
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER-USER - [0:0]
:f2b-sshd - [0:0]
-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
-A FORWARD -j DOCKER-USER
-A OUTPUT -d 2001:db8:ffff::/48 -j DROP
-A DOCKER-USER -j RETURN
-A f2b-sshd -s 2001:db8::7/128 -j DROP
-A f2b-sshd -j RETURN
COMMIT
";

/// Tables of nftables with names that others use.
const TABLES: &str = "\
table inet firewall {
	chain input {
		type filter hook input priority filter; policy accept;
		tcp dport 25 drop
	}
}
table inet filter {
	set banned {
		type ipv4_addr
		elements = { 203.0.113.9 }
	}
	chain forward {
		type filter hook forward priority filter; policy drop;
	}
}
table ip nat {
	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		tcp dport 8080 dnat to 172.17.0.2:80
	}
}
";

/// Shell functions: `host` loads the host's rules, and `save` prints all rules after a headline, without
/// comments (which have the time of day) and counters.
const FUNCTIONS: &str = "\
export IPTABLES=iptables-$BACKEND IP6TABLES=ip6tables-$BACKEND
host() {
  $IPTABLES-restore <host && $IP6TABLES-restore <host-ipv6 && nft -f tables
}
save() {
  echo \"== $1\"
  { $IPTABLES-save; $IP6TABLES-save; nft list ruleset; } 2>/dev/null |
    sed -E -e '/^#/d' -e 's/\\[[0-9]+:[0-9]+\\]//' -e 's/counter packets [0-9]+ bytes [0-9]+/counter/'
}
set -e
";

/// A folder with the host's rules and the rule sets `one.sh`, `other.sh`, `one.nft` and `other.nft`.
fn files() -> TempDir {
    let folder = folder();
    let one = ["ssh,https", "dns/udp"];
    let other = [
        "8000-8100/tcp",
        "--from",
        "10.0.0.0/8",
        "--from",
        "2001:db8::/32",
        "--discovery",
        "mdns,ssdp",
        "--log",
        "--counter",
    ];
    for (name, content) in [
        ("host", HOST.to_owned()),
        ("host-ipv6", HOST_IPV6.to_owned()),
        ("tables", TABLES.to_owned()),
        ("one.nft", written(one)),
        ("other.nft", written(other)),
        ("one.sh", written([&["--iptables"][..], &one].concat())),
        ("other.sh", written([&["--iptables"][..], &other].concat())),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// A host in a network of its own, with one implementation of iptables.
struct Host {
    folder: TempDir,
    backend: &'static str,
    network: OwnNetwork,
}

/// Returns a host for each implementation of iptables that can be used here.
fn hosts() -> impl Iterator<Item = Host> {
    BACKENDS.into_iter().filter_map(Host::new)
}

impl Host {
    fn new(backend: &'static str) -> Option<Self> {
        let folder = files();
        let Some(network) = OwnNetwork::find(&script(folder.path(), backend, "host"), "") else {
            eprintln!("skipped: there is no iptables-{backend} or nft, or they may not be used");
            return None;
        };
        Some(Self {
            folder,
            backend,
            network,
        })
    }

    /// Runs commands, and returns what each `save` printed, with standard error at the end.
    fn saved(&self, commands: &str) -> Vec<String> {
        let script = script(self.folder.path(), self.backend, commands);
        let output = self.network.run(&script, "");
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{commands}: {complaint}");
        let text = String::from_utf8(output.stdout).unwrap();
        let section = |text: &str| text.split_once('\n').unwrap().1.to_owned();
        let mut sections: Vec<String> = text.split("== ").skip(1).map(section).collect();
        sections.push(complaint);
        sections
    }
}

fn script(folder: &Path, backend: &str, commands: &str) -> String {
    format!(
        "cd '{}' && BACKEND={backend}\n{FUNCTIONS}{commands}",
        folder.display()
    )
}

/// Returns the lines that are not those of the script.
fn others(saved: &str) -> String {
    let mut lines = String::new();
    let mut own_chain = false;
    for line in saved.lines() {
        // `nft list ruleset` has the chains of iptables-nft as blocks.
        own_chain |= line.starts_with("\tchain PORT_REGISTRY");
        let is_own = own_chain || line.contains("PORT_REGISTRY");
        if line == "\t}" {
            own_chain = false;
        }
        // `nft list ruleset` has blank lines between the chains of a table.
        if !is_own && !line.is_empty() {
            lines += line;
            lines += "\n";
        }
    }
    lines
}
