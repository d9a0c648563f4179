//! What each match of `iptables` means for the first packet of a connection to this host.
//!
//! A match that is not here is a condition, as it is written. Called by `meaning`.

use port_registry::Protocol;

use super::addresses;
use super::error::SaveError;
use super::facts::{Either, Facts};
use super::flags;
use super::ports;
use super::protocols;
use super::spec::{Given, Loaded};
use super::states;
use crate::check::problem::RuleError;
use crate::check::rule_set::{Cast, Families, States};
use crate::check::values::Sense;
use crate::sources::Reach;

/// Adds to the facts about a rule what a match means.
pub fn apply(loaded: &Loaded, facts: &mut Facts) -> Result<(), RuleError> {
    let name = loaded.extension.name;
    if loaded.extension.families != Families::BOTH {
        facts.only(loaded.extension.families, name)?;
    }
    if loaded.options.is_empty() && NEED_OPTION.contains(&name) {
        return Err(SaveError::NoOption(name).into());
    }
    match name {
        "tcp" | "udp" | "dccp" | "sctp" => of_ports(loaded, facts),
        // Packets of ICMP have no ports.
        "icmp" | "icmp6" => needs_its_protocol(loaded, facts),
        "multiport" => multiport(loaded, facts),
        "conntrack" | "state" => conntrack(loaded, facts),
        "comment" => only_option(loaded).map(drop),
        "addrtype" => address_type(loaded, facts),
        "pkttype" => packet_type(loaded, facts),
        "recent" => {
            recent(loaded, facts);
            Ok(())
        }
        "iprange" => range(loaded, facts),
        // Each of these fails for a packet without the header, even if its options are inverted.
        "dst" | "frag" | "hbh" | "rt" | "srh" => {
            facts.optional_header();
            condition(loaded, facts, Reach::World);
            Ok(())
        }
        "ipv6header" => {
            ipv6_headers(loaded, facts);
            Ok(())
        }
        _ => {
            condition(loaded, facts, Reach::World);
            Ok(())
        }
    }
}

/// Matches that `iptables` refuses without an option.
const NEED_OPTION: [&str; 27] = [
    "bpf",
    "cluster",
    "connbytes",
    "connlabel",
    "connlimit",
    "connmark",
    "cpu",
    "devgroup",
    "dscp",
    "ecn",
    "hashlimit",
    "helper",
    "iprange",
    "length",
    "mac",
    "mark",
    "nfacct",
    "osf",
    "physdev",
    "policy",
    "quota",
    "realm",
    "set",
    "statistic",
    "string",
    "tcpmss",
    "u32",
];

fn condition(loaded: &Loaded, facts: &mut Facts, reach: Reach) {
    let is_source = |given: &Given| {
        // The first of the words after the name of a set says which field of the packet is looked up first.
        let directions = given.values.get(1).map(|value| value.split(',').next());
        given.name == "match-set" && given.sense == Sense::Is && directions == Some(Some("src"))
    };
    let reach = if loaded.options.iter().any(is_source) {
        Reach::Some
    } else {
        reach
    };
    facts.condition(format!("-m {}", loaded.text()), reach);
}

/// Fails unless the protocol of the rule is one of these.
fn needs(loaded: &Loaded, facts: &Facts, numbers: &[u8]) -> Result<(), RuleError> {
    let is_one = |(number, sense)| sense == Sense::Is && numbers.contains(&number);
    if facts.protocol.is_some_and(is_one) {
        return Ok(());
    }
    Err(SaveError::MatchProtocol(loaded.extension.name).into())
}

/// Fails unless the protocol of the rule is that of the match.
fn needs_its_protocol(loaded: &Loaded, facts: &Facts) -> Result<(), RuleError> {
    let number = protocols::of_match(loaded.extension.name);
    needs(loaded, facts, number.as_slice())
}

/// Fails if an option is here twice, by any of its names.
fn once(loaded: &Loaded) -> Result<(), SaveError> {
    let mut seen: Vec<&str> = Vec::new();
    for given in &loaded.options {
        let name = match given.name {
            "source-port" => "sport",
            "destination-port" => "dport",
            "tcp-flags" => "syn",
            name => name,
        };
        if seen.contains(&name) {
            return Err(SaveError::Twice(format!("--{}", given.name)));
        }
        seen.push(name);
    }
    Ok(())
}

/// Returns the option of a match that takes exactly one.
fn only_option(loaded: &Loaded) -> Result<&Given, RuleError> {
    match loaded.options.as_slice() {
        [] => Err(SaveError::NoOption(loaded.extension.name).into()),
        [given] => Ok(given),
        [_, second, ..] => Err(SaveError::Twice(format!("--{}", second.name)).into()),
    }
}

fn of_ports(loaded: &Loaded, facts: &mut Facts) -> Result<(), RuleError> {
    needs_its_protocol(loaded, facts)?;
    once(loaded)?;
    for given in &loaded.options {
        match given.name {
            "dport" | "destination-port" => {
                let range = ports::one(given.value(), facts.transports)?;
                facts.ports(ports::selected(vec![range], given.sense, &given.text())?);
            }
            "sport" | "source-port" => {
                let range = ports::one(given.value(), facts.transports)?;
                if ports::selected(vec![range], given.sense, &given.text())?.is_some() {
                    facts.condition(given.text(), Reach::World);
                }
            }
            "syn" => facts.always(given.sense),
            "tcp-flags" => {
                let flags = given.values.get(1).map_or("", String::as_str);
                let is_syn = flags::is_syn(given.value(), flags)?;
                if is_syn != (given.sense == Sense::Is) {
                    // The variant of iptables for nf_tables leaves the match out, so that each packet matches.
                    if flags::bits(given.value())? == 0 {
                        return Err(SaveError::NoFlags(given.text()).into());
                    }
                    facts.never();
                }
            }
            _ => facts.condition(given.text(), Reach::World),
        }
    }
    Ok(())
}

/// The protocols that `multiport` takes. UDP-Lite is not among those of the crate.
const WITH_PORTS: [u8; 5] = [
    Protocol::Tcp.number(),
    Protocol::Udp.number(),
    Protocol::Sctp.number(),
    Protocol::Dccp.number(),
    136,
];

fn multiport(loaded: &Loaded, facts: &mut Facts) -> Result<(), RuleError> {
    needs(loaded, facts, &WITH_PORTS)?;
    let given = only_option(loaded)?;
    let list = ports::list(given.value(), facts.transports)?;
    let ranges = ports::selected(list, given.sense, &given.text())?;
    match (given.name, given.sense, ranges) {
        ("dports" | "destination-ports", _, ranges) => facts.ports(ranges),
        (_, _, None) => {}
        ("ports", Sense::Is, Some(ranges)) => {
            let either = Either {
                ports: ranges.into(),
                text: given.text().into(),
            };
            if facts.either.replace(either).is_some() {
                return Err(SaveError::PortsTwice.into());
            }
        }
        // Neither the destination nor the source may be one of these.
        ("ports", Sense::IsNot, ranges) => {
            facts.ports(ranges);
            facts.condition(given.text(), Reach::World);
        }
        (_, _, Some(_)) => facts.condition(given.text(), Reach::World),
    }
    Ok(())
}

fn conntrack(loaded: &Loaded, facts: &mut Facts) -> Result<(), RuleError> {
    let name = loaded.extension.name;
    if loaded.options.is_empty() {
        return Err(SaveError::NoOption(name).into());
    }
    once(loaded)?;
    let is_state = |given: &&Given| matches!(given.name, "state" | "ctstate");
    if let Some(given) = loaded.options.iter().find(is_state) {
        let states = states::parse(given.value(), given.sense, name)?;
        facts.states = facts.states.and(states);
        let others = || loaded.options.iter().find(|given| !is_state(given));
        // The state decides alone on a packet without a connection.
        match others() {
            Some(other) if states.contains(States::NEW) && states != States::NEW => {
                return Err(SaveError::WithoutConnection(format!("--{}", other.name)).into());
            }
            Some(_) if states == States::NEW => {}
            _ => return Ok(()),
        }
    }
    facts.states = facts.states.and(States::NEW);
    for given in loaded.options.iter().filter(|given| !is_state(given)) {
        let is_direction = given.name == "ctdir" && given.sense == Sense::Is;
        match given.value().to_ascii_uppercase().as_str() {
            "ORIGINAL" if is_direction => {}
            "REPLY" if is_direction => facts.never(),
            _ => facts.condition(given.text(), Reach::World),
        }
    }
    Ok(())
}

const ADDRESS_TYPES: [&str; 12] = [
    "UNSPEC",
    "UNICAST",
    "LOCAL",
    "BROADCAST",
    "ANYCAST",
    "MULTICAST",
    "BLACKHOLE",
    "UNREACHABLE",
    "PROHIBIT",
    "THROW",
    "NAT",
    "XRESOLVE",
];

/// The type of the destination is that of an address of this host.
fn address_type(loaded: &Loaded, facts: &mut Facts) -> Result<(), RuleError> {
    once(loaded)?;
    if loaded.option(&["src-type", "dst-type"]).is_none() {
        return Err(SaveError::NoOption("addrtype").into());
    }
    let is_limited = loaded
        .option(&["limit-iface-in", "limit-iface-out"])
        .is_some();
    let mut is_condition = false;
    for given in &loaded.options {
        if !given.name.ends_with("-type") {
            continue;
        }
        let types = address_types(given.value())?;
        if given.name == "src-type" || is_limited || facts.cast() == Cast::Group {
            is_condition = true;
            continue;
        }
        let has = |one: &str| types.contains(&one);
        // Linux compares the type in IPv4: it is LOCAL, and not UNICAST. In IPv6, UNICAST is a property of the
        // address.
        let always4 = has("LOCAL");
        let never6 = has("MULTICAST") || has("UNSPEC");
        let always6 = !never6 && (has("LOCAL") || types.as_slice() == ["UNICAST"]);
        let these = |families: Option<Families>| families.unwrap_or(Families::NONE);
        let (always, never) = (
            these(always4.then_some(Families::IPV4)).or(these(always6.then_some(Families::IPV6))),
            these((!always4).then_some(Families::IPV4)).or(these(never6.then_some(Families::IPV6))),
        );
        let (always, never) = match given.sense {
            Sense::Is => (always, never),
            Sense::IsNot => (never, always),
        };
        facts.families = facts.families.and(never.not());
        is_condition |= !always.contains(facts.families);
    }
    if is_condition {
        condition(loaded, facts, Reach::World);
    }
    Ok(())
}

fn address_types(text: &str) -> Result<Vec<&'static str>, SaveError> {
    let one = |name: &str| {
        let upper = name.to_ascii_uppercase();
        let found = ADDRESS_TYPES
            .into_iter()
            .find(|full| !upper.is_empty() && full.starts_with(&upper));
        found.ok_or_else(|| SaveError::AddressType(name.to_owned()))
    };
    text.split(',').map(one).collect()
}

/// The type of the link-layer address that a packet was sent to.
fn packet_type(loaded: &Loaded, facts: &mut Facts) -> Result<(), RuleError> {
    let given = only_option(loaded)?;
    let is_unicast = match given.value().to_ascii_lowercase().as_str() {
        "unicast" | "host" => true,
        "broadcast" | "bcast" | "multicast" | "mcast" => false,
        _ => return Err(SaveError::PacketType(given.value().to_owned()).into()),
    };
    let selects_unicast = is_unicast == (given.sense == Sense::Is);
    match (facts.cast(), selects_unicast) {
        (Cast::Unicast, true) => {}
        (Cast::Group, false) => condition(loaded, facts, Reach::World),
        (Cast::Unicast, false) | (Cast::Group, true) => facts.never(),
    }
    Ok(())
}

/// `--set` adds the source to a list, and matches.
fn recent(loaded: &Loaded, facts: &mut Facts) {
    match loaded.option(&["set"]) {
        Some(given) => facts.always(given.sense),
        None => condition(loaded, facts, Reach::World),
    }
}

/// The extension headers, by all names and numbers. The others, `none` and `protocol`, are of packets without one.
const IPV6_HEADERS: [&str; 17] = [
    "hop",
    "hop-by-hop",
    "0",
    "dst",
    "ipv6-opts",
    "60",
    "route",
    "ipv6-route",
    "43",
    "frag",
    "ipv6-frag",
    "44",
    "auth",
    "ah",
    "51",
    "esp",
    "50",
];

fn ipv6_headers(loaded: &Loaded, facts: &mut Facts) {
    let requires = |given: &Given| {
        let mut names = given.value().split(',');
        given.name == "header"
            && given.sense == Sense::Is
            && names.any(|name| IPV6_HEADERS.contains(&name))
    };
    if loaded.options.iter().any(requires) {
        facts.optional_header();
    }
    condition(loaded, facts, Reach::World);
}

fn range(loaded: &Loaded, facts: &mut Facts) -> Result<(), RuleError> {
    let mut reach = Reach::World;
    for given in &loaded.options {
        if let Some(families) = addresses::family(given.value()) {
            facts.only(families, given.value())?;
        }
        if given.name == "src-range" && given.sense == Sense::Is {
            reach = Reach::Some;
        }
    }
    condition(loaded, facts, reach);
    Ok(())
}
