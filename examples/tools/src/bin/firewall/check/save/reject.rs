//! The messages that `REJECT` sends.
//!
//! Used by `target` and `identity`.

use crate::check::rule_set::Families;

/// A message of the target `REJECT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    NoRoute,
    Host,
    Protocol,
    Port,
    Network,
    HostProhibited,
    Reset,
    Administrator,
    Policy,
    Route,
}

/// The names, with the other name of each, in the order in which `iptables` and `ip6tables` look for one that begins with the
/// letters that are written.
const IPV4: [(&str, &str, Message); 8] = [
    ("icmp-net-unreachable", "net-unreach", Message::NoRoute),
    ("icmp-host-unreachable", "host-unreach", Message::Host),
    ("icmp-proto-unreachable", "proto-unreach", Message::Protocol),
    ("icmp-port-unreachable", "port-unreach", Message::Port),
    ("icmp-net-prohibited", "net-prohib", Message::Network),
    (
        "icmp-host-prohibited",
        "host-prohib",
        Message::HostProhibited,
    ),
    ("tcp-reset", "tcp-rst", Message::Reset),
    (
        "icmp-admin-prohibited",
        "admin-prohib",
        Message::Administrator,
    ),
];
const IPV6: [(&str, &str, Message); 7] = [
    ("icmp6-no-route", "no-route", Message::NoRoute),
    (
        "icmp6-adm-prohibited",
        "adm-prohibited",
        Message::Administrator,
    ),
    ("icmp6-addr-unreachable", "addr-unreach", Message::Host),
    ("icmp6-port-unreachable", "port-unreach", Message::Port),
    ("tcp-reset", "tcp-reset", Message::Reset),
    ("icmp6-policy-fail", "policy-fail", Message::Policy),
    ("icmp6-reject-route", "reject-route", Message::Route),
];

fn find(list: &[(&str, &str, Message)], text: &str) -> Option<Message> {
    let begins = |name: &str| {
        name.get(..text.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(text))
    };
    let found = list
        .iter()
        .find(|(name, other, _)| begins(name) || begins(other));
    found.map(|(.., message)| *message)
}

/// Returns the families whose program takes the name of a message.
pub fn families(text: &str) -> Families {
    let of = |families, list| match find(list, text) {
        Some(_) => families,
        None => Families::NONE,
    };
    of(Families::IPV4, &IPV4[..]).or(of(Families::IPV6, &IPV6[..]))
}

/// Returns `true` if the name is one of a TCP segment, for which the rule must have `-p tcp`.
pub fn is_reset(text: &str) -> bool {
    find(&IPV4, text).or(find(&IPV6, text)) == Some(Message::Reset)
}

/// Returns the message with this name, or the one that is sent by default. `None` for a name that both families have, but
/// for other messages.
pub fn message(text: Option<&str>) -> Option<Message> {
    let Some(text) = text else {
        return Some(Message::Port);
    };
    match (find(&IPV4, text), find(&IPV6, text)) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_beginnings_of_names() {
        for (text, expected, families_of_it) in [
            ("icmp-port-unreachable", Some(Message::Port), Families::IPV4),
            (
                "icmp6-port-unreachable",
                Some(Message::Port),
                Families::IPV6,
            ),
            ("port-unreach", Some(Message::Port), Families::BOTH),
            ("ICMP-NET-P", Some(Message::Network), Families::IPV4),
            ("icmp", Some(Message::NoRoute), Families::BOTH),
            ("p", None, Families::BOTH),
            ("tcp-r", Some(Message::Reset), Families::BOTH),
            ("tcp-rst", Some(Message::Reset), Families::IPV4),
            ("icmp-foo", None, Families::NONE),
        ] {
            assert_eq!(message(Some(text)), expected, "{text}");
            assert_eq!(families(text), families_of_it, "{text}");
        }
        assert_eq!(message(None), Some(Message::Port));
        assert!(is_reset("TCP-RESET") && !is_reset("icmp"));
    }
}
