//! Datagrams that are sent to several hosts at once, by multicast or broadcast.
//!
//! Used by `evaluate`. A port may be closed to packets to the host's own addresses, and get these.

use port_registry::PortRange;

use super::answer::{Answer, Kind};
use super::{Answered, push};
use crate::check::rule_set::Families;
use crate::sources::Reach;

/// What a rule set does with datagrams to several hosts: for each address family, in the order of the ports.
#[derive(Debug, Default)]
pub struct ToGroups {
    v4: Vec<Answered>,
    v6: Vec<Answered>,
}

impl ToGroups {
    pub fn rows_mut(&mut self) -> [(Families, &mut Vec<Answered>); 2] {
        [
            (Families::IPV4, &mut self.v4),
            (Families::IPV6, &mut self.v6),
        ]
    }

    /// Returns the answers of a family, those for closed ports replaced where a datagram to several hosts gets through.
    pub fn open(&self, family: Families, row: Vec<Answered>) -> Vec<Answered> {
        let groups = match family {
            Families::IPV4 => &self.v4,
            _ => &self.v6,
        };
        if groups.is_empty() {
            return row;
        }
        let mut answered = Vec::with_capacity(row.len());
        for one in row {
            if one.answer.kind != Kind::Closed {
                answered.push(one);
                continue;
            }
            let from = groups.partition_point(|group| group.range.last() < one.range.first());
            let groups = groups.get(from..).unwrap_or_default().iter();
            for group in groups.take_while(|group| group.range.first() <= one.range.last()) {
                let first = one.range.first().max(group.range.first());
                let last = one.range.last().min(group.range.last());
                let answer = answer(&group.answer).unwrap_or_else(|| one.answer.clone());
                let range = PortRange::new(first, last).unwrap_or(PortRange::single(first));
                push(
                    &mut answered,
                    Answered {
                        range,
                        answer,
                        ..one
                    },
                );
            }
        }
        answered
    }
}

/// Returns the answer for a port that gets no packets but datagrams to several hosts, or `None` if it doesn't get those either.
fn answer(group: &Answer) -> Option<Answer> {
    match group.kind {
        Kind::Closed => None,
        Kind::Unknown => Some(group.clone()),
        // Routers forward these to hosts that ask for them, if at all.
        Kind::Conditional => Some(Answer {
            reach: Reach::Some,
            ..group.clone()
        }),
        Kind::Open => Some(Answer {
            kind: Kind::Conditional,
            text: "if sent to a multicast or broadcast address".to_owned(),
            reach: Reach::Some,
            ..group.clone()
        }),
    }
}

#[cfg(test)]
mod tests {
    use port_registry::Protocol;

    use super::super::{Answered, Kind, evaluate, to_groups};
    use crate::check::nft;
    use crate::check::rule_set::Cast;

    fn answers(rules: &str) -> Vec<String> {
        let text = format!(
            "table inet t {{ chain c {{ type filter hook input priority 0; policy drop; {rules} }}; }}"
        );
        let groups = to_groups(&nft::read(&text, Cast::Group)).unwrap();
        let all = evaluate(&nft::read(&text, Cast::Unicast), &groups).unwrap();
        let described = |one: &Answered| {
            let Answered {
                protocol,
                range,
                answer,
                ..
            } = one;
            format!(
                "{range}/{protocol} {} {}",
                answer.kind.as_str(),
                answer.text
            )
        };
        let are_others =
            |one: &&Answered| one.protocol == Protocol::Udp || one.answer.kind != Kind::Closed;
        all.iter()
            .filter(are_others)
            .map(|one| described(one).trim_end().to_owned())
            .collect()
    }

    #[test]
    fn a_closed_port_that_gets_datagrams_to_several_hosts_is_conditional() {
        assert_eq!(
            answers(
                "udp dport 53 accept; meta pkttype multicast th dport 50-60 accept; meta pkttype host drop; th dport 55-57 accept; th dport 61 frobnicate"
            ),
            [
                "0-49/udp closed",
                "50-52/udp conditional if meta pkttype multicast",
                "53/udp open",
                "54/udp conditional if meta pkttype multicast",
                "55-57/udp conditional if sent to a multicast or broadcast address",
                "58-60/udp conditional if meta pkttype multicast",
                "61/udp unknown unknown word \"frobnicate\": expected a match or a statement of nftables",
                "62-65535/udp closed",
            ]
        );
    }

    #[test]
    fn what_is_dropped_only_if_sent_to_several_hosts_stays_open() {
        assert_eq!(
            answers(
                "meta pkttype multicast drop; fib daddr type != local drop; th dport 53 accept"
            ),
            [
                "53/tcp open",
                "0-52/udp closed",
                "53/udp open",
                "54-65535/udp closed",
                "53/sctp open",
                "53/dccp open"
            ]
        );
    }
}
