//! What rules do: verdicts, verdict maps, translations, and statements that the documentation does not name.

use super::matches::{Matches, Transport};
use super::tables::{Kind, Scope, pairs, verdict as of_element, written};
use crate::generated::Subset;
use crate::generated::draws::Draws;
use crate::generated::ports;

/// Returns the words of a verdict, or none.
pub fn verdict(matches: &mut Matches, scope: &Scope, draws: &mut Draws) -> Vec<String> {
    let chain = (!scope.chains.is_empty()).then(|| draws.pick(&scope.chains));
    let words = match (draws.below(30), chain) {
        (12..=15, _) => "drop".to_owned(),
        (16 | 17, _) => reject(matches, scope, draws),
        (18, _) => draws.pick(&["return", "continue"]).to_owned(),
        (19..=22, _) if scope.kind == Kind::Raw => "notrack".to_owned(),
        (20..=23, Some(chain)) => format!("jump {chain}"),
        (24, Some(chain)) => format!("goto {chain}"),
        (25..=28, _) => map(matches, scope, draws),
        (29, _) => return Vec::new(),
        _ => "accept".to_owned(),
    };
    vec![words]
}

fn reject(matches: &Matches, scope: &Scope, draws: &mut Draws) -> String {
    let with = match (matches.transport(), scope.family) {
        (Some(Transport::Tcp), _) if draws.happens(1, 2) => "with tcp reset",
        (_, "inet") => draws.pick(&[
            "",
            "with icmpx admin-prohibited",
            "with icmpx type port-unreachable",
        ]),
        (_, "ip") => draws.pick(&[
            "",
            "with icmp host-prohibited",
            "with icmp type host-unreachable",
        ]),
        _ => draws.pick(&[
            "",
            "with icmpv6 admin-prohibited",
            "with icmpv6 type addr-unreachable",
        ]),
    };
    format!("reject {with}").trim_end().to_owned()
}

fn map(matches: &mut Matches, scope: &Scope, draws: &mut Draws) -> String {
    let is_conditional = scope.subset != Subset::Unconditional;
    let has_key = matches.transport() != Some(Transport::Other);
    match draws.below(6) {
        0 | 1 if has_key => {
            let key = matches.key(draws);
            let mut elements = Vec::new();
            for span in ports::spans(draws) {
                let ports = written(span, draws);
                elements.push(format!("{ports} : {}", of_element(scope, draws)));
            }
            format!("{key} vmap {{ {} }}", elements.join(", "))
        }
        2 if has_key && !scope.maps.is_empty() => {
            format!("{} vmap @{}", matches.key(draws), draws.pick(&scope.maps))
        }
        3 if has_key => {
            let elements = pairs(draws, |draws| format!(" : {}", of_element(scope, draws)));
            format!("meta l4proto . th dport vmap {{ {elements} }}")
        }
        4 => format!(
            "ct state vmap {{ established : accept, related : accept, invalid : {}, new : {} }}",
            of_element(scope, draws),
            of_element(scope, draws)
        ),
        5 if is_conditional => format!(
            "iifname vmap {{ \"lo\" : accept, \"eth0\" : {}, \"eth1\" : {} }}",
            of_element(scope, draws),
            of_element(scope, draws)
        ),
        _ => format!(
            "meta l4proto vmap {{ tcp : {}, udp : {} }}",
            of_element(scope, draws),
            of_element(scope, draws)
        ),
    }
}

/// Returns a rule of a chain that translates destinations.
pub fn translation(scope: &Scope, draws: &mut Draws) -> String {
    let protocol = draws.pick(&["tcp", "udp"]);
    let ports = written(ports::span(draws), draws);
    match draws.below(4) {
        3 if scope.family == "ip6" => format!("{protocol} dport {ports} dnat to 2001:db8::9"),
        3 => format!("{protocol} dport {ports} dnat ip to 10.9.9.9"),
        2 => format!("{protocol} dport {ports} accept"),
        _ => format!(
            "{protocol} dport {ports} redirect to :{}",
            ports::port(draws).max(1)
        ),
    }
}

/// Returns a statement or a match that the documentation does not name.
pub fn beyond(draws: &mut Draws) -> &'static str {
    draws.pick(&[
        "meta mark set 0x1",
        "ct mark set 0x1",
        "meta priority set 1:1",
        "meta nftrace set 1",
        "socket transparent 1",
        "quota 5 mbytes",
        "quota over 5 mbytes",
        "numgen random mod 2 0",
        "numgen inc mod 2 != 1",
        "jhash ip saddr mod 2 0",
        "meta hour \"10:00\"-\"12:00\"",
        "meta length > 40",
        "ct count 5",
        "ct count over 100",
        "ct mark 0x1",
        "ct direction original",
        "ct bytes > 100",
        "ct status dnat",
        "ip ttl > 3",
        "ip dscp cs1",
        "ip6 hoplimit > 3",
        "ip version 4",
        "ip frag-off & 0x1fff != 0",
        "ip length > 30",
        "tcp option maxseg size > 500",
        "tcp window > 5",
        "udp length > 8",
        "@th,16,16 22",
        "@ih,0,8 5",
        "@nh,72,8 6",
        "th sport 53",
        "ether saddr 02:00:00:00:00:99",
        "ether type ip",
        "meta protocol ip6",
        "meta ibrname \"br0\"",
        "fib saddr . iif oif missing",
        "fib saddr . iif oif exists",
        "rt type 0",
        "exthdr frag exists",
        "osf name \"Linux\"",
        "meta cpu 0",
        "meta skuid 0",
        "meta iifgroup 0",
        "meta random < 100",
        "limit rate over 1 mbytes/second",
        "ip protocol . th dport { 6 . 22 }",
        "ip saddr . ip daddr { 203.0.113.9 . 198.51.100.1 }",
        "iifname . tcp dport { \"eth0\" . 22 }",
        "tcp dport & 0xfffe == 22",
        "tcp flags & syn == 0",
        "ct original proto-dst 22",
        "tcp dport set 8080",
        "ip daddr set 10.0.0.1",
    ])
}
