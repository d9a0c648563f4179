//! The matches of a rule.

use super::Scope;
use crate::generated::Subset;
use crate::generated::draws::Draws;
use crate::generated::ports::{self, Span};
use crate::packets::Family;

/// What a rule has one match of at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Ports,
    State,
    Addresses,
    Interface,
}

/// The matches of a rule so far.
#[derive(Debug, Default)]
pub struct Matches {
    words: Vec<String>,
    protocol: Option<&'static str>,
    parts: Vec<Part>,
}

impl Matches {
    pub fn push(&mut self, words: impl Into<String>) {
        self.words.push(words.into());
    }

    fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    pub fn is_tcp(&self) -> bool {
        self.protocol == Some("tcp")
    }

    pub fn into_words(self) -> Vec<String> {
        self.words
    }

    /// Makes the rule one of a protocol with ports, unless it has a protocol. Returns whether it is one.
    fn transport(&mut self, draws: &mut Draws) -> bool {
        if self.protocol.is_none() {
            let protocol = draws.pick(&["tcp", "tcp", "udp"]);
            self.protocol = Some(protocol);
            let written = match protocol {
                "tcp" => draws.pick(&["-p tcp", "-p tcp", "-p 6", "--protocol tcp", "-p TCP"]),
                _ => draws.pick(&["-p udp", "-p udp", "-p 17", "--proto udp"]),
            };
            self.push(written);
        }
        matches!(self.protocol, Some("tcp" | "udp"))
    }
}

/// Adds a match.
pub fn add(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    let is_conditional = scope.subset != Subset::Unconditional;
    match draws.below(30) {
        15 | 16 => protocol(matches, scope, draws),
        17..=19 => state(matches, draws),
        20 | 21 => loopback(matches, draws),
        22 => always(matches, scope, draws),
        23 if is_conditional && !matches.has(Part::Interface) => {
            matches.parts.push(Part::Interface);
            matches.push(draws.pick(&["-i eth0", "! -i eth1", "-i eth+", "-i wg0"]));
        }
        24..=26 if is_conditional && !matches.has(Part::Addresses) => {
            address(matches, scope, draws);
        }
        27 if is_conditional => {
            matches.push(draws.pick(&[
                "-m limit --limit 5/min",
                "-m limit --limit 1/sec --limit-burst 3",
                "-m limit",
            ]));
        }
        28 if is_conditional && matches.transport(draws) && !matches.has(Part::Ports) => {
            matches.parts.push(Part::Ports);
            matches.push(draws.pick(&[
                "--sport 53",
                "--sport 1024:65535",
                "-m multiport --sports 53,67",
                "-m multiport --ports 53,22",
                "! --sport 53",
            ]));
        }
        _ => ports(matches, draws),
    }
}

fn ports(matches: &mut Matches, draws: &mut Draws) {
    if matches.has(Part::Ports) || !matches.transport(draws) {
        return;
    }
    matches.parts.push(Part::Ports);
    let not = if draws.happens(1, 8) { "! " } else { "" };
    if draws.happens(1, 3) {
        let mut spans = ports::spans(draws);
        spans.truncate(5);
        let list: Vec<String> = spans.iter().map(|span| written(*span, draws)).collect();
        let option = draws.pick(&["--dports", "--dports", "--destination-ports"]);
        matches.push(format!("-m multiport {not}{option} {}", list.join(",")));
        return;
    }
    let span = ports::span(draws);
    let ports = match draws.below(12) {
        11 => format!(":{}", span.last),
        10 => format!("{}:", span.first),
        _ => written(span, draws),
    };
    // The programs forget the negation of all ports.
    let not = if is_all(&ports) { "" } else { not };
    let option = match draws.below(12) {
        11 => "--destination-port ",
        10 => "--dport=",
        9 => "--dpo ",
        _ => "--dport ",
    };
    let module = match matches.protocol {
        Some(protocol) if draws.happens(1, 2) => format!("-m {protocol} "),
        _ => String::new(),
    };
    matches.push(format!("{module}{not}{option}{ports}"));
}

fn is_all(ports: &str) -> bool {
    matches!(ports, ":65535" | "0:" | "0:65535")
}

fn written(span: Span, draws: &mut Draws) -> String {
    if span.first == span.last {
        return ports::written(span.first, draws);
    }
    format!("{}:{}", span.first, span.last)
}

fn protocol(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    if matches.protocol.is_some() {
        return;
    }
    let others: &[&'static str] = match scope.family {
        Family::Ipv4 => &[
            "-p all",
            "-p ip",
            "-p icmp",
            "! -p tcp",
            "-p 0",
            "-p hopopt",
            "-p icmp --icmp-type 8",
        ],
        Family::Ipv6 => &[
            "-p all",
            "-p ipv6-icmp",
            "! -p udp",
            "-p icmpv6 --icmpv6-type 128",
            "-p 0",
        ],
    };
    if draws.happens(1, 2) {
        matches.protocol = Some("other");
        matches.push(draws.pick(others));
    } else {
        matches.transport(draws);
    }
}

fn state(matches: &mut Matches, draws: &mut Draws) {
    if matches.has(Part::State) {
        return;
    }
    matches.parts.push(Part::State);
    matches.push(draws.pick(&[
        "-m state --state NEW",
        "-m state --state RELATED,ESTABLISHED",
        "-m state --state INVALID",
        "-m conntrack --ctstate NEW",
        "-m conntrack --ctstate RELATED,ESTABLISHED",
        "-m conntrack --ctstate NEW,ESTABLISHED",
        "-m conntrack --ctstate NEW,UNTRACKED",
        "-m conntrack --ctstate UNTRACKED",
        "-m conntrack ! --ctstate NEW",
        "-m conntrack ! --ctstate INVALID",
        "-m conntrack ! --ctstate RELATED,ESTABLISHED",
        "-m conntrack --ctstate=NEW",
    ]));
}

fn loopback(matches: &mut Matches, draws: &mut Draws) {
    if !matches.has(Part::Interface) {
        matches.parts.push(Part::Interface);
        matches.push(draws.pick(&["-i lo", "-i lo", "! -i lo", "--in-interface lo", "-i +"]));
    }
}

/// Adds a match that each first packet fulfils, or none.
fn always(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    if matches.is_tcp() {
        matches.push(draws.pick(&[
            "--syn",
            "! --syn",
            "--tcp-flags FIN,SYN,RST,ACK SYN",
            "-m tcp --tcp-flags SYN,ACK SYN",
            "! --tcp-flags SYN,RST SYN,RST",
        ]));
    } else {
        // IPv6 has no broadcast.
        let never = match scope.family {
            Family::Ipv4 => "-m addrtype --dst-type BROADCAST",
            Family::Ipv6 => "-m addrtype --dst-type MULTICAST",
        };
        matches.push(draws.pick(&[
            "-m addrtype --dst-type LOCAL",
            "-m pkttype --pkt-type unicast",
            never,
            "-m addrtype ! --dst-type MULTICAST",
        ]));
    }
}

fn address(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    matches.parts.push(Part::Addresses);
    matches.push(match scope.family {
        Family::Ipv4 => draws.pick(&[
            "-s 10.0.0.0/8",
            "! -s 203.0.113.0/24",
            "-s 192.0.2.200",
            "--src 192.168.0.0/255.255.0.0",
            "-d 198.51.100.1/32",
            "! -d 127.0.0.0/8",
            "-s 0.0.0.0/0",
            "-s 10.1.2.3 -d 10.0.0.1",
        ]),
        Family::Ipv6 => draws.pick(&[
            "-s fd00::/8",
            "! -s fe80::/10",
            "-d fe80::/10",
            "-s ::/0",
            "--source 2001:db8::/32",
        ]),
    });
}

/// Returns a match that the documentation does not name.
pub fn beyond(scope: &Scope, draws: &mut Draws) -> &'static str {
    let either = [
        "-m mark --mark 0x1",
        "-m mark ! --mark 0x1/0xff",
        "-m connmark --mark 0x1",
        "-m hashlimit --hashlimit-upto 5/min --hashlimit-name a",
        "-m connlimit --connlimit-above 5",
        "-m recent --name r --rcheck",
        "-m recent --name r --set",
        "-m recent ! --rcheck --name r",
        "-m statistic --mode random --probability 0.5",
        "-m statistic --mode nth --every 2 --packet 0",
        "-m time --timestart 10:00 --timestop 12:00",
        "-m string --string abc --algo bm",
        "-m u32 --u32 0=0",
        "-m socket",
        "-m socket --transparent",
        "-m mac --mac-source 02:00:00:00:00:99",
        "-m length --length 40:",
        "-m dscp --dscp 8",
        "-m helper --helper ftp",
        "-m cpu --cpu 0",
        "-m quota --quota 5000",
        "-m policy --dir in --pol none",
        "-m policy --dir in --pol ipsec",
        "-m devgroup --src-group 0",
        "-m conntrack --ctproto tcp",
        "-m conntrack --ctorigdstport 22",
        "-m conntrack --ctdir ORIGINAL",
        "-m conntrack --ctstate DNAT",
        "-m connbytes --connbytes 10: --connbytes-dir both --connbytes-mode packets",
        "-m addrtype --src-type UNICAST",
        "-m addrtype --limit-iface-in --dst-type LOCAL",
    ];
    let more: &[&'static str] = match scope.family {
        Family::Ipv4 => &[
            "-f",
            "! -f",
            "-m ttl --ttl-gt 5",
            "-m iprange --src-range 203.0.113.1-203.0.113.20",
            "-m realm --realm 1",
        ],
        Family::Ipv6 => &[
            "-m hl --hl-gt 5",
            "-m iprange --src-range fd00::1-fd00::ff",
            "-m frag --fragfirst",
        ],
    };
    if draws.happens(1, 6) {
        return draws.pick(more);
    }
    draws.pick(&either)
}
