//! Tests that `firewall --check` reads back the rule sets that `firewall` writes, with the same
//! ports.
//!
//! The programs `nft`, `iptables-restore` and `ip6tables-restore` load the rule sets too, on
//! machines where these are installed and permitted.

mod support;

use std::collections::BTreeSet;
use std::process::Command;

use proptest::prelude::*;
use support::fed::fed;
use support::own_network::OwnNetwork;
use support::rules;

/// The index of a transport in `PROTOCOLS`, and a port.
type Ports = BTreeSet<(usize, u16)>;

const PROTOCOLS: [&str; 4] = ["tcp", "udp", "sctp", "dccp"];
const BOTH: [Family; 2] = ["ip", "ip6"];
const LANGUAGES: [Language; 2] = [Language::Nftables, Language::Iptables];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Nftables,
    Iptables,
}

/// Requested ports, as arguments and as a set.
#[derive(Debug, Clone, Default)]
struct Requested {
    arguments: Vec<String>,
    ports: Ports,
}

impl Requested {
    fn add(&mut self, protocol: usize, first: u16, last: u16) {
        let name = PROTOCOLS[protocol];
        self.arguments.push(if first == last {
            format!("{first}/{name}")
        } else {
            format!("{first}-{last}/{name}")
        });
        self.ports
            .extend((first..=last).map(|port| (protocol, port)));
    }
}

fn written(requested: &Requested, language: Language) -> String {
    let option = (language == Language::Iptables).then_some("--iptables");
    let arguments = requested.arguments.iter().map(String::as_str);
    rules::written(option.into_iter().chain(arguments))
}

/// Returns what `firewall --check` reads: of a script, the rules that it loads.
fn readable(written: String, language: Language) -> String {
    match language {
        Language::Nftables => written,
        Language::Iptables => {
            let output = fed(Command::new("sh").args(["-s", "print"]), written.as_bytes());
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        }
    }
}

/// An address family as `--check` prints it.
type Family = &'static str;

/// Returns the ports that are open over any of these families, in order. A port that is open under a condition, as with
/// `--from`, is returned too.
fn read_back(text: &str, families: &[Family]) -> Vec<(usize, u16)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firewall"));
    let output = fed(command.args(["--check", "-", "--json"]), text.as_bytes());
    assert!(output.status.success(), "{output:?}");
    let mut found = Vec::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let condition = line["condition"].as_str().unwrap_or_default();
        if line["answer"] == "closed" || condition.contains("fe80::/10") {
            continue; // of DHCPv6 replies, which every set accepts
        }
        let of = line["families"].as_array().unwrap();
        if !of
            .iter()
            .any(|family| families.iter().any(|one| family == one))
        {
            continue;
        }
        assert_ne!(line["answer"], "unknown", "{line}");
        let protocol = PROTOCOLS.iter().position(|name| line["protocol"] == *name);
        let (first, last) = {
            let ports = line["ports"].as_str().unwrap();
            ports.split_once('-').unwrap_or((ports, ports))
        };
        for port in first.parse::<u16>().unwrap()..=last.parse().unwrap() {
            found.push((protocol.unwrap(), port));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Returns whether a rule set opens exactly the requested ports.
fn comes_back(requested: &Requested, language: Language) -> bool {
    let found = read_back(&readable(written(requested, language), language), &BOTH);
    found.into_iter().eq(requested.ports.iter().copied())
}

/// Returns thousands of random ports. The constants are those of Knuth's MMIX generator, so every
/// run uses the same ports.
fn large() -> Requested {
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut requested = Requested::default();
    for _ in 0..4000 {
        let protocol = usize::try_from(random(4)).unwrap();
        let first = u16::try_from(random(65_536)).unwrap();
        let more = if random(4) == 0 { random(20) } else { 0 };
        requested.add(
            protocol,
            first,
            first.saturating_add(u16::try_from(more).unwrap()),
        );
    }
    requested.add(0, 0, 0);
    requested.add(1, 65_535, 65_535);
    requested
}

#[test]
fn thousands_of_ports_come_back() {
    let requested = large();
    assert!(requested.ports.len() > 10_000);
    for language in LANGUAGES {
        assert!(comes_back(&requested, language), "{language:?}");
    }
}

#[test]
fn all_ports_of_all_transports_come_back() {
    let mut requested = Requested::default();
    (0..4).for_each(|protocol| requested.add(protocol, 0, u16::MAX));
    for language in LANGUAGES {
        assert!(comes_back(&requested, language), "{language:?}");
    }
}

fn any_ports() -> impl Strategy<Value = Requested> {
    let edge = prop_oneof![any::<u16>(), 0..100_u16, 65_500..=u16::MAX];
    let span = prop_oneof![8 => Just(0), 8 => 0..9_u16, 1 => any::<u16>()];
    prop::collection::vec((0..4_usize, edge, span), 1..30).prop_map(|spans| {
        let mut requested = Requested::default();
        for (protocol, first, more) in spans {
            requested.add(protocol, first, first.saturating_add(more));
        }
        requested
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 16,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_ports_come_back(requested in any_ports()) {
        for language in LANGUAGES {
            prop_assert!(comes_back(&requested, language));
        }
    }
}

/// Returns the ports that rules accept, each once. With `--from`, the rules for IPv4 and for IPv6
/// accept the same ports.
fn ports(text: &str) -> Ports {
    read_back(text, &BOTH).into_iter().collect()
}

/// Arguments that lead to rules of every kind.
const ARGUMENTS: [&[&str]; 16] = [
    &["ssh"],
    &["ssh,http,https", "8000-8100/tcp", "dns/udp"],
    &["22-23,22,23,24/tcp"],
    &["0/tcp", "65535/tcp", "0-65535/udp"],
    &["0-/tcp"],
    &["telnet,ftp,rdp,vnc,smb,nfs,redis"],
    &["*sql*,http*"],
    &["49152-/tcp+udp"],
    &["9/tcp+udp+sctp+dccp"],
    &["3868/sctp"],
    &["ssh", "--from", "192.0.2.7"],
    &["ssh", "--from", "2001:db8::/32"],
    &["ssh", "--log"],
    &["ssh", "--from", "192.0.2.7", "--log", "--counter"],
    &[
        "ssh,53/tcp",
        "dns/udp",
        "--from",
        "10.0.0.0/8",
        "--from",
        "10.0.0.0/9",
        "--from",
        "fe80::/10",
    ],
    &["ssh", "--from", "0.0.0.0/0", "--from", "::/0"],
];

/// A rule set that is not written by `firewall`: if nft rejects it, the reason is the machine.
const NFT_PROBE: &str = "table inet t { chain c { ct state invalid drop; }; }";

fn each_requested() -> Vec<Requested> {
    let mut all: Vec<Requested> = ARGUMENTS
        .iter()
        .map(|arguments| Requested {
            arguments: arguments.iter().map(ToString::to_string).collect(),
            ports: Ports::new(),
        })
        .collect();
    // The requested ports of these arguments are not known here, so they are read back from the
    // nftables rule set.
    for requested in &mut all {
        requested.ports = ports(&written(requested, Language::Nftables));
    }
    all
}

#[test]
fn nft_takes_what_is_written_and_lists_the_same_ports() {
    let Some(network) = OwnNetwork::find("nft -c -f -", NFT_PROBE) else {
        eprintln!("skipped: there is no nft, or it may not be used");
        return;
    };
    for requested in each_requested() {
        let rules = written(&requested, Language::Nftables);
        network.load("nft -c -f -", &rules);
        for list in ["nft list ruleset", "nft --service list ruleset"] {
            let listed = network.load(&format!("nft -f - && {list}"), &rules);
            assert!(
                ports(&listed) == requested.ports,
                "{list}: {:?}",
                requested.arguments
            );
        }
        // A rule set that is loaded twice replaces itself.
        let again = network.load("nft -f - && nft list ruleset", &format!("{rules}{rules}"));
        assert!(
            ports(&again) == requested.ports,
            "{:?}",
            requested.arguments
        );
    }
}

#[test]
fn nft_takes_thousands_of_ports() {
    // An unprivileged nft can't send a rule set of this size to the kernel at once.
    let network = OwnNetwork::find("nft -c -f -", NFT_PROBE);
    let Some(network) = network.filter(|network| !network.has_own_users()) else {
        eprintln!("skipped: there is no nft, or it may not be used without a user namespace");
        return;
    };
    let requested = large();
    let rules = written(&requested, Language::Nftables);
    network.load("nft -c -f -", &rules);
    let listed = network.load("nft -f - && nft list ruleset", &rules);
    assert!(ports(&listed) == requested.ports);
}

#[test]
fn iptables_restore_takes_what_is_written_and_saves_the_same_ports() {
    const PROBE: &str = "*filter\n-A INPUT -m conntrack --ctstate INVALID -j DROP\nCOMMIT\n";
    let both = "rules=$(cat) && for tool in iptables ip6tables; do
                  echo \"$rules\" | $tool-restore --test || exit; done";
    let Some(network) = OwnNetwork::find(both, PROBE) else {
        eprintln!(
            "skipped: there is no iptables-restore or ip6tables-restore, or it may not be used"
        );
        return;
    };
    let mut all = each_requested();
    all.push(large());
    for requested in all {
        assert_eq!(
            requested.ports,
            ports(&readable(
                written(&requested, Language::Iptables),
                Language::Iptables
            ))
        );
        let script = written(&requested, Language::Iptables);
        let ours = readable(script.clone(), Language::Iptables);
        for (tool, family) in [("iptables", "ip"), ("ip6tables", "ip6")] {
            let saved = network.load(&format!("sh -s && {tool}-save"), &script);
            assert!(
                read_back(&saved, &BOTH) == read_back(&ours, &[family]),
                "{tool}: {:?}",
                requested.arguments
            );
        }
    }
}
