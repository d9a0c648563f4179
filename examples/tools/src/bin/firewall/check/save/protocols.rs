//! Parses the protocol of an IP packet, as it is written after `-p`.
//!
//! Used by `command` and `meaning`.

use port_registry::{IpProtocol, Protocol};

use super::error::SaveError;
use super::words;
use crate::check::rule_set::Transports;
use crate::check::values::Sense;

/// Parses a number or a name. Zero is every protocol: `iptables` and `ip6tables` take `ip`, `all` and
/// `hopopt` so.
pub fn parse(text: &str) -> Result<u8, SaveError> {
    if let Some(number) = words::number(text, 255) {
        return u8::try_from(number).map_err(|_| SaveError::Protocol(text.to_owned()));
    }
    // iptables looks names up in lower case, in a list of its own and in /etc/protocols.
    let name = text.to_ascii_lowercase();
    let number = match name.as_str() {
        "all" | "ip" => 0,
        // Names of iptables or of /etc/protocols that IANA spells in another way.
        "ipencap" => 4,
        "rspf" => 73,
        "icmpv6" => 58,
        "ospf" => 89,
        "ax.25" => 93,
        "mh" | "ipv6-mh" | "mobility-header" => 135,
        name => match name.parse::<IpProtocol>() {
            Ok(protocol) if name.starts_with(|first: char| first.is_ascii_alphabetic()) => {
                protocol.number()
            }
            _ => return Err(SaveError::Protocol(text.to_owned())),
        },
    };
    Ok(number)
}

/// The matches of the headers of protocols, with the numbers of these.
const MATCHES: [(u8, &str); 10] = [
    (1, "icmp"),
    (6, "tcp"),
    (17, "udp"),
    (33, "dccp"),
    (50, "esp"),
    (51, "ah"),
    (58, "icmp6"),
    (108, "ipcomp"),
    (132, "sctp"),
    (135, "mh"),
];

/// Returns the name of the match that `iptables` loads for options after this protocol.
pub fn match_name(number: u8) -> Option<&'static str> {
    let found = MATCHES.iter().find(|(protocol, _)| *protocol == number);
    found.map(|(_, name)| *name)
}

/// Returns the number of the protocol that the match with this name is for.
pub fn of_match(name: &str) -> Option<u8> {
    let found = MATCHES.iter().find(|(_, known)| *known == name);
    found.map(|(number, _)| *number)
}

/// Returns the transports with ports that `-p` selects. UDP-Lite and ICMP are none of these.
pub fn transports(number: u8, sense: Sense) -> Result<Transports, SaveError> {
    let these = match (number, Protocol::try_from(number)) {
        (0, _) if sense == Sense::IsNot => {
            return Err(SaveError::Never("! -p all".to_owned()));
        }
        (0, _) => Transports::ALL,
        (_, Ok(protocol)) => Transports::of(protocol),
        (_, Err(_)) => Transports::NONE,
    };
    Ok(match sense {
        Sense::Is => these,
        Sense::IsNot => these.not(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        for (text, number) in [
            ("all", 0),
            ("ip", 0),
            ("hopopt", 0),
            ("0", 0),
            ("tcp", 6),
            ("TCP", 6),
            ("6", 6),
            ("0x6", 6),
            ("06", 6),
            ("udplite", 136),
            ("ipv6", 41),
            ("icmp", 1),
            ("icmpv6", 58),
            ("ipv6-icmp", 58),
            ("ipv6-frag", 44),
            ("mh", 135),
            ("255", 255),
        ] {
            assert_eq!(parse(text), Ok(number), "{text}");
        }
        for text in ["foo", "256", "-1", "", "!"] {
            assert_eq!(parse(text), Err(SaveError::Protocol(text.to_owned())));
        }
    }

    #[test]
    fn transports_of_protocols() {
        let tcp = Transports::of(Protocol::Tcp);
        assert_eq!(transports(0, Sense::Is), Ok(Transports::ALL));
        assert_eq!(transports(6, Sense::Is), Ok(tcp));
        assert_eq!(transports(6, Sense::IsNot), Ok(tcp.not()));
        assert_eq!(transports(1, Sense::Is), Ok(Transports::NONE));
        assert_eq!(transports(136, Sense::Is), Ok(Transports::NONE));
        assert_eq!(transports(1, Sense::IsNot), Ok(Transports::ALL));
        let error = SaveError::Never("! -p all".to_owned());
        assert_eq!(transports(0, Sense::IsNot), Err(error));
    }
}
