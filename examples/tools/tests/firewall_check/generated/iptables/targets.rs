//! What rules do.

use super::Scope;
use super::matches::Matches;
use crate::generated::Subset;
use crate::generated::draws::Draws;
use crate::generated::ports;
use crate::packets::Family;

/// Returns a target with its options, or nothing.
pub fn target(matches: &Matches, scope: &Scope, draws: &mut Draws) -> String {
    let chain = (!scope.chains.is_empty()).then(|| draws.pick(&scope.chains));
    if scope.subset == Subset::Beyond && draws.happens(1, 16) {
        return beyond(scope, draws).to_owned();
    }
    let is_nat = scope.table == "nat";
    match (draws.below(30), chain) {
        (13..=18, _) if is_nat => "-j ACCEPT".to_owned(),
        (0..=12, _) => "-j ACCEPT".to_owned(),
        (13..=16, _) => "-j DROP".to_owned(),
        (17 | 18, _) if matches!(scope.table, "filter") => reject(matches, scope, draws),
        (19 | 20, _) => "-j RETURN".to_owned(),
        (21..=23, _) if scope.table == "raw" => {
            draws.pick(&["-j CT --notrack", "-j NOTRACK"]).to_owned()
        }
        (22..=25, Some(chain)) => format!("-j {chain}"),
        (26, Some(chain)) => format!("-g {chain}"),
        (27, _) => draws
            .pick(&[
                "-j LOG",
                "-j LOG --log-prefix \"drop: \" --log-level 4",
                "-j NFLOG --nflog-group 5",
            ])
            .to_owned(),
        (28, _) => String::new(),
        _ => draws
            .pick(&["-j ACCEPT", "-j RETURN", "--jump ACCEPT"])
            .to_owned(),
    }
}

fn reject(matches: &Matches, scope: &Scope, draws: &mut Draws) -> String {
    let with: &[&str] = match scope.family {
        Family::Ipv4 => &[
            "",
            " --reject-with icmp-port-unreachable",
            " --reject-with icmp-host-prohibited",
        ],
        Family::Ipv6 => &[
            "",
            " --reject-with icmp6-port-unreachable",
            " --reject-with icmp6-adm-prohibited",
        ],
    };
    if matches.is_tcp() && draws.happens(1, 2) {
        return "-j REJECT --reject-with tcp-reset".to_owned();
    }
    format!("-j REJECT{}", draws.pick(with))
}

/// Returns a rule of the table `nat`.
pub fn translation(scope: &Scope, draws: &mut Draws) -> String {
    let protocol = draws.pick(&["tcp", "udp"]);
    let (port, to) = (ports::port(draws), ports::port(draws).max(1));
    let address = match scope.family {
        Family::Ipv4 => "10.9.9.9:80",
        Family::Ipv6 => "[2001:db8::9]:80",
    };
    match draws.below(4) {
        3 => format!("-p {protocol} --dport {port} -j DNAT --to-destination {address}"),
        2 => format!("-p {protocol} --dport {port} -j ACCEPT"),
        _ => format!("-p {protocol} -m {protocol} --dport {port} -j REDIRECT --to-ports {to}"),
    }
}

/// Returns a target that the documentation does not name.
fn beyond(scope: &Scope, draws: &mut Draws) -> &'static str {
    match scope.table {
        "mangle" => draws.pick(&[
            "-j MARK --set-mark 1",
            "-j CONNMARK --save-mark",
            "-j DSCP --set-dscp 8",
            "-j TTL --ttl-set 5",
            "-j CLASSIFY --set-class 1:1",
        ]),
        "filter" => draws.pick(&[
            "-j AUDIT --type accept",
            "-j CONNMARK --restore-mark",
            "-j MARK --set-mark 2",
        ]),
        "raw" => draws.pick(&["-j TRACE", "-j CT --zone 3", "-j MARK --set-mark 2"]),
        _ => "-j MARK --set-mark 2",
    }
}
