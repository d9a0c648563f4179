//! Loads the rule sets that `firewall` writes on a host that has other rules, in a network of its own:
//! those of Docker, of fail2ban and of an administrator must stay as they are.
//!
//! Skipped where the programs are missing or not permitted.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::fed::fed;
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

#[test]
fn the_script_leaves_the_other_rules_as_they_are() {
    for host in hosts() {
        for sh in ["sh", "dash", "busybox sh", "bash --posix"] {
            let check = format!("{sh} -c true");
            if !host.network.run(&check, "").status.success() {
                eprintln!("skipped: there is no {sh}");
                continue;
            }
            let sections = host.saved(&format!(
                "host; save before
                     {sh} one.sh; save once; {sh} one.sh; save twice
                     {sh} other.sh; save other; {sh} one.sh; save replaced
                     {sh} one.sh remove; save removed; {sh} one.sh remove; save removed-twice"
            ));
            let [before, once, twice, other, replaced, removed, again, _] = &sections[..] else {
                panic!("{sections:?}");
            };
            let what = format!("{}, {sh}", host.backend);
            assert!(before.contains("-A f2b-sshd -s 203.0.113.7/32 -j REJECT"));
            assert!(before.contains("table inet firewall"));
            assert_eq!(others(once), others(before), "{what}");
            assert_eq!(once.matches("\n-A INPUT -j PORT_REGISTRY\n").count(), 2);
            assert_eq!(others(other), others(before), "{what}");
            assert_eq!(twice, once, "{what}");
            assert_ne!(other, once, "{what}");
            assert_eq!(replaced, once, "{what}");
            assert_eq!(removed, before, "{what}");
            assert_eq!(again, before, "{what}");
        }
    }
}

#[test]
fn the_table_leaves_the_other_rules_as_they_are() {
    for host in hosts() {
        let sections = host.saved(
            "host; save before
             nft -f one.nft; save once; nft -f one.nft; save twice
             nft -f other.nft; save other; nft -f one.nft; save replaced
             nft delete table inet port_registry_firewall; save removed",
        );
        let [before, once, twice, other, replaced, removed, complaint] = &sections[..] else {
            panic!("{sections:?}");
        };
        let own = once.strip_prefix(before.as_str()).unwrap();
        assert!(own.starts_with("table inet port_registry_firewall {\n"));
        assert!(own.contains("\t\ttcp dport @tcp_ports accept\n"));
        let own = other.strip_prefix(before.as_str()).unwrap();
        assert!(own.starts_with("table inet port_registry_firewall {\n"));
        assert_eq!(twice, once);
        assert_eq!(replaced, once);
        assert_eq!(removed, before);
        assert_eq!(complaint, "");
    }
}

#[test]
fn the_script_is_entered_first_and_once() {
    for host in hosts() {
        // fail2ban inserts its chains at the beginning.
        let sections = host.saved(
            "host; sh one.sh; save once
             $IPTABLES -I INPUT -p tcp -j f2b-sshd; $IPTABLES -A INPUT -j PORT_REGISTRY; sh one.sh; save again
             sh one.sh remove; $IPTABLES -D INPUT -p tcp -j f2b-sshd; save removed; sh one.sh; save loaded",
        );
        let backend = host.backend;
        let [once, again, removed, loaded, _] = &sections[..] else {
            panic!("{sections:?}");
        };
        let expected = "-A INPUT -j PORT_REGISTRY\n-A INPUT -p tcp -j f2b-sshd\n";
        assert!(again.contains(expected), "{backend}: {again}");
        assert_eq!(again.matches("-A INPUT -j PORT_REGISTRY\n").count(), 2);
        assert!(!removed.contains("PORT_REGISTRY"), "{backend}");
        assert_eq!(loaded, once, "{backend}");
    }
}

/// `/proc/net` is not in a `/proc` with the option `subset=pid`, nor in a root directory without `/proc`.
#[test]
fn ipv6_is_left_out_only_if_the_kernel_is_known_to_have_none() {
    const HIDE: &str = "mount -t tmpfs none /proc";
    for host in hosts() {
        let hide = format!("unshare --mount {HIDE}");
        if !host.network.run(&hide, "").status.success() {
            eprintln!("skipped: /proc can't be hidden here");
            continue;
        }
        let sections = host.saved(&format!(
            "hidden() {{ unshare --mount sh -c '{HIDE}; mkdir /proc/net; for net; do >/proc/net/$net; done
               sh one.sh' sh \"$@\"; }}
             save before; hidden; save unseen; sh one.sh remove
             hidden dev if_inet6; save seen; sh one.sh remove; hidden dev; save absent"
        ));
        let [before, unseen, seen, absent, notes] = &sections[..] else {
            panic!("{sections:?}");
        };
        let hooks = |saved: &str| saved.matches("\n-A INPUT -j PORT_REGISTRY\n").count();
        assert_eq!(hooks(before), 0);
        assert_eq!([unseen, seen, absent].map(|saved| hooks(saved)), [2, 2, 1]);
        let backend = host.backend;
        let expected = format!(
            "one.sh: note: the kernel has no IPv6 at present, so ip6tables-{backend} is not used\n"
        );
        assert_eq!(notes, &expected);
        let sections = host.saved(&format!(
            "sh one.sh; unshare --mount sh -c '{HIDE}; sh one.sh remove'; save removed"
        ));
        assert_eq!(hooks(&sections[0]), 0);
    }
}

#[test]
fn what_decides_too_is_noted() {
    for host in hosts() {
        let backend = host.backend;
        let notes = |commands: &str| {
            let noted = host.saved(&format!(
                "exec 3>&2 2>noted; {commands}\n grep ^one.sh: noted >&3"
            ));
            noted.concat()
        };
        let note = |text: &str| format!("one.sh: note: {text}\n");
        let commands = "host; nft delete table inet firewall; $IP6TABLES -P INPUT DROP; sh one.sh";
        let other_rules = |tool: &str, count: usize| {
            note(&format!(
                "{tool}-{backend}: INPUT has other rules ({count}), which decide after this set: what they drop \
                 stays closed"
            ))
        };
        assert_eq!(
            notes(commands),
            [
                other_rules("iptables", 2),
                note(&format!(
                    "iptables-{backend}: INPUT has rules that accept (1): they do not open what this set drops \
                     before them"
                )),
                note(&format!(
                    "iptables-{backend}: the table raw has rules that drop (1): what they drop stays closed"
                )),
                note(&format!(
                    "ip6tables-{backend}: the policy of INPUT is DROP: the openings need a rule that accepts \
                     them in INPUT too"
                )),
                other_rules("ip6tables", 1),
            ]
            .concat()
        );
        let of_table = |table: &str, hook: &str| {
            note(&format!(
                "nftables' table {table} has a chain at the hook {hook} too: what it drops stays closed"
            ))
        };
        assert_eq!(
            notes("nft -f tables; nft -f one.nft; sh one.sh"),
            of_table("inet firewall", "input") + &of_table("inet port_registry_firewall", "input")
        );
        let of_iptables = |tool: &str, table: &str, count: usize| {
            note(&format!(
                "{tool}-{backend}: the table {table} has rules that drop ({count}): what they drop stays closed"
            ))
        };
        // Rules for other packets than those to this host are not noted.
        assert_eq!(
            notes(
                "for chain in INPUT FORWARD OUTPUT; do $IPTABLES -t mangle -A $chain -s 192.0.2.7 -j DROP; done
                 $IPTABLES -t mangle -A INPUT -j MARK --set-mark 1
                 $IP6TABLES -t raw -P PREROUTING DROP; $IP6TABLES -t raw -N ban
                 $IP6TABLES -t raw -A PREROUTING -j ban; $IP6TABLES -t raw -A ban -j DROP; sh one.sh"
            ),
            of_iptables("iptables", "mangle", 1) + &of_iptables("ip6tables", "raw", 2)
        );
        // Tables with the names of those of iptables-nft, and chains without rules.
        assert_eq!(
            notes(
                "nft -f - <<'END'
                 table ip filter {
                   chain input { type filter hook input priority 0; policy drop; }
                   chain empty { type filter hook prerouting priority 0; policy accept; }
                 }
                 table ip6 mangle { chain input { type filter hook input priority 0; tcp dport 1 drop; }; }
                 table inet early {
                   chain none { type filter hook input priority 0; policy accept; }
                   chain one { type filter hook prerouting priority 0; tcp dport 1 drop; }
                   chain other { type filter hook prerouting priority 1; tcp dport 2 drop; }
                   chain nat { type nat hook prerouting priority 2; tcp dport 1 redirect to 2; }
                 }
                 table netdev link { chain in { type filter hook ingress device lo priority 0; drop; }; }
END
                 sh one.sh"
            ),
            of_table("ip filter", "input")
                + &of_table("ip6 mangle", "input")
                + &of_table("inet early", "prerouting")
                + &of_table("netdev link", "ingress")
        );
        let other = if backend == "nft" { "legacy" } else { "nft" };
        if Host::new(other).is_none() {
            continue;
        }
        let commands = format!(
            "iptables-{other} -A INPUT -p tcp -j DROP; iptables-{other} -t raw -A PREROUTING -p tcp -j DROP; sh one.sh"
        );
        let of_legacy = |table: &str| {
            note(&format!(
                "iptables-legacy has a table {table} of ip too: what it drops stays closed"
            ))
        };
        let expected = if backend == "nft" {
            of_legacy("filter") + &of_legacy("raw")
        } else {
            of_table("ip filter", "input") + &of_table("ip raw", "prerouting")
        };
        assert_eq!(notes(&commands), expected, "{backend}");
    }
}

#[test]
fn a_note_that_nobody_reads_stops_nothing() {
    for host in hosts() {
        for sh in ["sh", "bash", "busybox sh"] {
            let check = format!("{sh} -c true");
            if !host.network.run(&check, "").status.success() {
                eprintln!("skipped: there is no {sh}");
                continue;
            }
            let commands = "nft -f tables; SH one.sh <&- >&- 2>&-; save loaded";
            let sections = host.saved(&commands.replace("SH", sh));
            let hooks = sections[0].matches("\n-A INPUT -j PORT_REGISTRY\n").count();
            assert_eq!(hooks, 2, "{sh}, {}", host.backend);
        }
    }
}

#[test]
fn what_fails_leaves_all_as_it_is() {
    let Some(host) = hosts().next() else {
        return;
    };
    // Programs that accept nothing, in place of those for IPv6.
    for (name, program) in [
        ("bad", "#!/bin/sh\nexec ip6tables \"$@\"\n"),
        (
            "bad-restore",
            "#!/bin/sh\necho 'no such match' >&2\nexit 2\n",
        ),
        (
            "blind",
            "#!/bin/sh\n[ \"$1\" = -V ] || exit 4\nexec ip6tables -V\n",
        ),
        ("blind-restore", "#!/bin/sh\n"),
    ] {
        let path = host.folder.path().join(name);
        fs::write(&path, program).unwrap();
        let output = fed(Command::new("chmod").arg("+x").arg(path), b"");
        assert!(output.status.success());
    }
    for (variables, arguments, status, expected) in [
        (
            "IP6TABLES=missing",
            "",
            1,
            "one.sh: missing is missing: nothing was changed\n",
        ),
        (
            "IP6TABLES=cat",
            "",
            1,
            "one.sh: cat-restore is missing: nothing was changed\n",
        ),
        (
            "IP6TABLES=./bad",
            "",
            1,
            "no such match\none.sh: ./bad-restore does not accept the rules: nothing was changed\n",
        ),
        (
            "IP6TABLES=./blind",
            "",
            1,
            "one.sh: ./blind can't list the chain INPUT: nothing was changed\n",
        ),
        // Else one family would be loaded twice, and the other not at all.
        (
            "IP6TABLES=$IPTABLES",
            "",
            1,
            "one.sh: iptables-nft is not ip6tables: nothing was changed\n",
        ),
        (
            "IPTABLES=$IP6TABLES",
            "",
            1,
            "one.sh: ip6tables-nft is not iptables: nothing was changed\n",
        ),
        (
            "",
            "delete",
            2,
            "one.sh: expected no argument, apply, remove or print\n",
        ),
        (
            "",
            "remove now",
            2,
            "one.sh: expected no argument, apply, remove or print\n",
        ),
    ] {
        let sections = host.saved(&format!(
            "$IPTABLES-restore <host; $IP6TABLES-restore <host-ipv6; save before
                 status=0; {variables} sh one.sh {arguments} 2>error || status=$?; save after
                 echo \"== status\"; echo \"$status\"; grep -v note: error >&2"
        ));
        let [before, after, code, complaint] = &sections[..] else {
            panic!("{sections:?}");
        };
        let expected = expected.replace("-nft", &format!("-{}", host.backend));
        assert_eq!(complaint, &expected);
        assert_eq!(code.trim(), status.to_string(), "{variables} {arguments}");
        assert_eq!(after, before, "{variables} {arguments}");
    }
}

#[test]
fn what_can_not_be_removed_is_named_and_the_rest_is_removed() {
    for host in hosts() {
        let (backend, iptables) = (host.backend, "$IPTABLES -A INPUT -i eth0 -j PORT_REGISTRY");
        let sections = host.saved(&format!(
            "status() {{ echo '== status'; sh one.sh remove || echo $?; }}
             sh one.sh; {iptables}; status 2>error; save partly; sed -n '/one.sh/p' error >&2
             $IPTABLES -F INPUT; status; save removed
             sh one.sh; IP6TABLES=missing; status; IP6TABLES=ip6tables-{backend}; save without"
        ));
        let [status, partly, again, removed, last, without, complaint] = &sections[..] else {
            panic!("{sections:?}");
        };
        assert_eq!([status, again, last], ["1\n", "", "1\n"], "{backend}");
        let rules = |saved: &str| -> Vec<String> {
            let lines = saved.lines();
            let own =
                lines.filter(|line| line.starts_with("-A ") && line.contains("PORT_REGISTRY"));
            own.map(str::to_owned).collect()
        };
        assert_eq!(rules(partly), ["-A INPUT -i eth0 -j PORT_REGISTRY"]);
        assert!(!removed.contains("PORT_REGISTRY"), "{backend}");
        // Those of IPv6 are left.
        let hooks = without.matches("\n-A INPUT -j PORT_REGISTRY\n").count();
        assert_eq!(hooks, 1, "{backend}");
        assert_eq!(
            complaint,
            &format!(
                "one.sh: iptables-{backend}-restore can't delete the chains of this set: they are left without rules\n\
                 one.sh: iptables-{backend}: another rule leads to them: -A INPUT -i eth0 -j PORT_REGISTRY\n\
                 one.sh: missing is missing: what is loaded for missing stays\n"
            )
        );
    }
}

/// An empty folder of a path is the current one.
#[test]
fn the_script_needs_no_path_and_runs_nothing_of_the_current_folder() {
    for host in hosts() {
        for name in ["cat", "tr", "ip6tables-restore"] {
            let path = host.folder.path().join(name);
            fs::write(path, "#!/bin/sh\necho \"$0\" is run >&2\nexit 1\n").unwrap();
        }
        let sections = host.saved(
            "chmod +x cat tr ip6tables-restore; sh=$(command -v sh); sh one.sh; save once; sh one.sh remove
             PATH= $sh one.sh; save empty; sh one.sh remove
             PATH=/usr/sbin:/sbin $sh one.sh; save short",
        );
        let [once, empty, short, complaint] = &sections[..] else {
            panic!("{sections:?}");
        };
        assert_eq!(complaint, "", "{}", host.backend);
        let rules = |saved: &str| -> Vec<String> {
            let rules = saved.lines().filter(|line| line.starts_with("-A "));
            rules.map(str::to_owned).collect()
        };
        assert!(once.contains("-A INPUT -j PORT_REGISTRY"));
        assert_eq!(rules(empty), rules(once), "{}", host.backend);
        assert_eq!(rules(short), rules(once), "{}", host.backend);
    }
}

/// `bad-restore` accepts the rules as a test, and then doesn't load them.
#[test]
fn the_family_that_was_changed_before_a_failure_is_named() {
    for host in hosts() {
        let backend = host.backend;
        let path = host.folder.path().join("bad-restore");
        fs::write(path, "#!/bin/sh\ncat >/dev/null\n[ \"$3\" = --test ]\n").unwrap();
        let sections = host.saved(
            "printf '#!/bin/sh\\nexec %s \"$@\"\\n' $IP6TABLES >bad; chmod +x bad bad-restore
             echo '== status'; IP6TABLES=./bad sh one.sh || echo $?",
        );
        assert_eq!(
            sections,
            [
                "1\n".to_owned(),
                format!(
                    "one.sh: ./bad-restore failed: the rules are not loaded for ./bad, but for iptables-{backend}\n"
                )
            ]
        );
    }
}

#[test]
fn the_script_prints_its_rules_without_any_program() {
    let folder = files();
    let print = |sh: &[&str]| {
        let mut command = Command::new(sh[0]);
        command.args(&sh[1..]).args(["one.sh", "print"]);
        command.env("IPTABLES", "missing").current_dir(&folder);
        command.output().ok()
    };
    let printed = print(&["sh"]).unwrap();
    assert!(printed.status.success());
    let text = String::from_utf8(printed.stdout.clone()).unwrap();
    assert!(text.starts_with(
        "*filter\n:PORT_REGISTRY - [0:0]\n:PORT_REGISTRY_OPEN - [0:0]\n:PORT_REGISTRY_DROP - [0:0]\n"
    ));
    assert!(text.ends_with("-A PORT_REGISTRY_DROP -j DROP\n-A INPUT -j PORT_REGISTRY\nCOMMIT\n"));
    for sh in [&["dash"][..], &["busybox", "sh"], &["bash", "--posix"]] {
        match print(sh) {
            Some(output) => assert_eq!(output, printed, "{sh:?}"),
            None => eprintln!("skipped: there is no {}", sh[0]),
        }
    }
}
