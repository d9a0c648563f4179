//! The datagrams that are sent to UDP ports, and what their answers are.
//!
//! Each protocol has a file. `attempt` sends the datagrams.

mod dns;
mod ntp;
mod stun;

use std::fmt;
use std::hash::{BuildHasher, RandomState};

use clap::ValueEnum;
use port_registry::{Endpoint, Service, service};
use port_registry_tools::counted::counted;

/// A kind of datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Query {
    /// A question for the name servers of the root (RFC 1035)
    Dns,
    /// A client's request for the time (RFC 5905)
    Ntp,
    /// A binding request (RFC 8489)
    Stun,
    /// A datagram without data
    Empty,
}

/// The services that answer a query. That of SNMP is not among them: it would need a community, which is a
/// password.
const ANSWERED: [(Service, Query); 3] = [
    (service!("domain/udp"), Query::Dns),
    (service!("ntp/udp"), Query::Ntp),
    (service!("stun/udp"), Query::Stun),
];

impl Query {
    /// Returns the query that the service of the port answers.
    pub fn for_service_of(endpoint: Endpoint) -> Self {
        let is_of = |(service, _): &&(Service, Self)| endpoint.service() == Some(*service);
        let answered = ANSWERED.iter().find(is_of);
        answered.map_or(Self::Empty, |(_, query)| *query)
    }
}

/// A datagram with what its answer must repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    Dns(u16),
    Ntp(u64),
    Stun(stun::Transaction),
    Empty,
}

impl Request {
    /// Returns a request with a random identifier.
    pub fn new(query: Query) -> Self {
        // The keys of the standard library's hash maps are random. An identifier only distinguishes answers.
        let random = RandomState::new();
        let number = random.hash_one(0);
        match query {
            Query::Dns => Self::Dns((number & 0xffff) as u16),
            Query::Ntp => Self::Ntp(number),
            Query::Stun => Self::Stun(stun::transaction(number, random.hash_one(1))),
            Query::Empty => Self::Empty,
        }
    }

    /// Returns the datagram.
    pub fn bytes(self) -> Vec<u8> {
        match self {
            Self::Dns(id) => dns::query(id).to_vec(),
            Self::Ntp(transmitted) => ntp::request(transmitted).to_vec(),
            Self::Stun(transaction) => stun::request(transaction).to_vec(),
            Self::Empty => Vec::new(),
        }
    }

    /// Returns what an answer is.
    pub fn reply(self, bytes: &[u8]) -> Reply {
        let known = match self {
            Self::Dns(id) => dns::response_code(id, bytes).map(Reply::Dns),
            Self::Ntp(transmitted) => ntp::stratum(transmitted, bytes).map(Reply::Ntp),
            Self::Stun(transaction) => stun::class(transaction, bytes).map(Reply::Stun),
            Self::Empty => Some(Reply::Bytes(bytes.len())),
        };
        known.unwrap_or(Reply::Other {
            request: self,
            bytes: bytes.len(),
        })
    }
}

/// What an answer is. Nothing of its text is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// A DNS response with this code.
    Dns(u8),
    /// The answer of an NTP server of this stratum.
    Ntp(u8),
    /// A STUN response of this class.
    Stun(stun::Class),
    /// The answer of an unknown service, with this number of bytes.
    Bytes(usize),
    /// Something else than a response to the request.
    Other { request: Request, bytes: usize },
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Dns(code) => match dns::name(code) {
                Some(name) => write!(f, "DNS: {name}"),
                None => write!(f, "DNS: response code {code}"),
            },
            Self::Ntp(stratum) => match ntp::meaning(stratum) {
                Some(meaning) => write!(f, "NTP: stratum {stratum}, {meaning}"),
                None => write!(f, "NTP: stratum {stratum}"),
            },
            Self::Stun(stun::Class::Success) => f.write_str("STUN: success"),
            Self::Stun(stun::Class::Error) => f.write_str("STUN: error"),
            Self::Bytes(count) => f.write_str(&counted(count, "byte")),
            Self::Other { request, bytes } => {
                let protocol = match request {
                    Request::Dns(_) => "DNS",
                    Request::Ntp(_) => "NTP",
                    Request::Stun(_) => "STUN",
                    Request::Empty => return f.write_str(&counted(bytes, "byte")),
                };
                write!(
                    f,
                    "{}, no {protocol} response to the query",
                    counted(bytes, "byte")
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use port_registry::Port;

    use super::*;

    #[test]
    fn the_service_of_the_port_selects_the_query() {
        for (endpoint, query) in [
            ("53/udp", Query::Dns),
            ("123/udp", Query::Ntp),
            ("3478/udp", Query::Stun),
            ("161/udp", Query::Empty), // SNMP
            ("5353/udp", Query::Empty),
            ("53/tcp", Query::Empty),
            ("51820/udp", Query::Empty),
        ] {
            assert_eq!(Query::for_service_of(endpoint.parse().unwrap()), query);
        }
        assert_eq!(
            Query::for_service_of((Port::new(54), port_registry::Protocol::Udp).into()),
            Query::Empty
        );
    }

    #[test]
    fn requests_differ() {
        for query in [Query::Ntp, Query::Stun] {
            assert_ne!(Request::new(query), Request::new(query));
        }
        // One in 65,536 pairs of identifiers is equal.
        let mut all = (0..16).map(|_| Request::new(Query::Dns));
        let first = all.next();
        assert!(all.any(|other| Some(other) != first));
    }

    #[test]
    fn answers_are_described() {
        for (reply, expected) in [
            (Reply::Dns(0), "DNS: NOERROR"),
            (Reply::Dns(5), "DNS: REFUSED"),
            (Reply::Dns(6), "DNS: response code 6"),
            (Reply::Ntp(0), "NTP: stratum 0, kiss-o'-death"),
            (Reply::Ntp(2), "NTP: stratum 2"),
            (Reply::Ntp(16), "NTP: stratum 16, not synchronized"),
            (Reply::Stun(stun::Class::Success), "STUN: success"),
            (Reply::Stun(stun::Class::Error), "STUN: error"),
            (Request::Empty.reply(b""), "0 bytes"),
            (Request::Empty.reply(b"\x1b"), "1 byte"),
            (
                Request::Dns(1).reply(b"\x1b[2J"),
                "4 bytes, no DNS response to the query",
            ),
            (
                Request::Ntp(1).reply(b"x"),
                "1 byte, no NTP response to the query",
            ),
            (
                Request::Stun(stun::transaction(1, 2)).reply(b""),
                "0 bytes, no STUN response to the query",
            ),
        ] {
            assert_eq!(reply.to_string(), expected);
        }
    }
}
