//! The list of services that are unwise to open, `dangers.csv`.
//!
//! Each line is of a port or a range of ports over one transport protocol, and cites who says so: lists of
//! services that are found open on the Internet, alerts of authorities, what providers of clouds advise
//! on security groups, and RFCs. Those lists also have services that are meant to be open, such as ssh,
//! smtp and web servers. They are left out here, since a warning about them would be about every server. That
//! about DNS is of resolvers. Used by `advice`.

use std::fmt;
use std::sync::LazyLock;

use port_registry::{Endpoint, PortRange, Protocol};
use serde::Deserialize;

use super::known_uses;
use crate::sources::Reach;

/// A service, the reason why opening it is dangerous, what to do instead, and who says so.
#[derive(Debug, PartialEq, Eq)]
pub struct Danger {
    ports: PortRange,
    protocol: Protocol,
    name: String,
    kind: Kind,
    reason: String,
    instead: String,
    source: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The traffic can be read or changed on the way, or nothing is asked of the sender. The service is
    /// dangerous in any network.
    ClearText,
    /// The service is made for trusted networks. It is dangerous if unknown senders can reach it.
    Exposed,
}

const FILE: &str = include_str!("dangers.csv");

/// A line of the file.
#[derive(Deserialize)]
struct Line {
    port: String,
    protocol: String,
    /// The name by which the port is registered or known.
    name: String,
    to: String,
    reason: String,
    instead: String,
    source: String,
}

/// The dangers in the order of their ports.
static DANGERS: LazyLock<Vec<Danger>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(FILE.as_bytes());
    // The tests compare the dangers with the lines of the file: none is lost.
    let lines = reader.deserialize().filter_map(Result::ok);
    lines.filter_map(Danger::of_line).collect()
});

impl Danger {
    fn of_line(line: Line) -> Option<Self> {
        Some(Self {
            ports: line.port.parse().ok()?,
            protocol: line.protocol.parse().ok()?,
            name: line.name,
            kind: match line.to.as_str() {
                "any" => Kind::ClearText,
                "world" => Kind::Exposed,
                _ => return None,
            },
            reason: line.reason,
            instead: line.instead,
            source: line.source,
        })
    }

    pub fn ports(&self) -> PortRange {
        self.ports
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether the danger is that of the service that is registered for the port.
    pub fn is_of_registered_service(&self) -> bool {
        let service = self.endpoint().service();
        service.is_some_and(|service| service.name() == self.name)
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::new(self.ports.first(), self.protocol)
    }

    /// Returns who says so: the publisher of the first list that is cited.
    fn publisher(&self) -> &str {
        let end = self.source.find([',', ';', ':']);
        &self.source[..end.unwrap_or(self.source.len())]
    }
}

/// Returns the danger of a port, if there is one for senders with this reach.
pub fn of(endpoint: Endpoint, reach: Reach) -> Option<&'static Danger> {
    within(
        PortRange::single(endpoint.port()),
        endpoint.protocol(),
        reach,
    )
    .next()
}

/// Returns the dangers for senders with this reach that have a port in the range, in the order of their
/// ports. It compares the range with each line.
pub fn within(
    range: PortRange,
    protocol: Protocol,
    reach: Reach,
) -> impl Iterator<Item = &'static Danger> {
    DANGERS.iter().filter(move |danger| {
        danger.protocol == protocol
            && danger.ports.first() <= range.last()
            && range.first() <= danger.ports.last()
            && (danger.kind == Kind::ClearText || reach == Reach::World)
    })
}

impl fmt::Display for Danger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        if !self.is_of_registered_service() {
            let product = known_uses::product_at(self.endpoint(), &self.name);
            let software = product.as_deref().unwrap_or(&self.name);
            write!(f, ", if it is {software}")?;
        }
        write!(f, " ({}) [{}]", self.instead, self.publisher())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use port_registry::KnownUse;

    fn of(text: &str, reach: Reach) -> Option<&'static Danger> {
        super::of(text.parse().unwrap(), reach)
    }

    #[test]
    fn every_line_is_read_and_the_ports_are_in_order() {
        // The lines are counted without the reader: no cell has a line end.
        assert_eq!(DANGERS.len(), FILE.lines().count() - 1);
        for protocol in Protocol::ALL {
            let dangers = DANGERS.iter().filter(|danger| danger.protocol == protocol);
            let mut last = None;
            for danger in dangers {
                assert!(
                    last < Some(danger.ports.first()),
                    "{danger:?} is twice or late"
                );
                last = Some(danger.ports.last());
            }
        }
        assert!(DANGERS.is_sorted_by_key(|danger| (danger.ports.first(), danger.protocol)));
    }

    #[test]
    fn every_line_has_its_texts_and_a_source_with_a_publisher() {
        for danger in DANGERS.iter() {
            for text in [&danger.reason, &danger.instead, &danger.source] {
                assert!(!text.is_empty() && text.trim() == text, "{danger:?}");
                assert!(text.chars().all(|letter| (' '..='~').contains(&letter)));
            }
            // A publisher alone can't be looked up.
            assert!(danger.publisher().len() < danger.source.len(), "{danger:?}");
            assert!(danger.publisher().len() <= 22, "{danger:?}");
        }
    }

    #[test]
    fn every_name_is_of_the_port() {
        // No documents of the vendors were found that state the ports.
        const NEITHER: [&str; 2] = ["Niagara Fox", "Unitronics PCOM"];
        for danger in DANGERS.iter() {
            for port in [danger.ports.first(), danger.ports.last()] {
                let is_registered = Endpoint::new(port, danger.protocol)
                    .service()
                    .is_some_and(|service| service.name() == danger.name);
                let known = port.known_uses(danger.protocol);
                let is_known = known.map(KnownUse::name).any(|name| name == danger.name);
                let is_neither = NEITHER.contains(&danger.name());
                assert!(is_registered || is_known || is_neither, "{danger:?}");
            }
        }
    }

    /// CISA's alert TA14-017A, "UDP-Based Amplification Attacks", as of 2018: the protocols that it lists, and
    /// their ports. The games are left out, since they are meant to be open, and so are those without a fixed
    /// port, such as `BitTorrent`.
    const AMPLIFIERS: [(&str, u16); 14] = [
        ("DNS", 53),
        ("NTP", 123),
        ("CLDAP", 389),
        ("CharGEN", 19),
        ("SSDP", 1900),
        ("SNMPv2", 161),
        ("Portmap/RPC", 111),
        ("QOTD", 17),
        ("mDNS", 5353),
        ("NetBIOS", 137),
        ("RIPv1", 520),
        ("TFTP", 69),
        ("Memcache", 11211),
        // Not of the alert: Shadowserver's report has a column for the factor of amplification.
        ("MS-SQL", 1434),
    ];

    #[test]
    fn amplifiers_are_called_so_over_udp_and_nowhere_over_tcp() {
        for (name, port) in AMPLIFIERS {
            let over = |protocol| of(&format!("{port}/{protocol}"), Reach::World);
            let danger = over("udp").unwrap();
            assert!(danger.reason.contains("amplifies floods"), "{name}");
        }
        for danger in DANGERS
            .iter()
            .filter(|danger| danger.protocol == Protocol::Tcp)
        {
            for word in ["flood", "forged"] {
                assert!(!danger.reason.contains(word), "{danger:?}");
            }
        }
        for port in ["7/tcp", "13/tcp", "17/tcp", "19/tcp"] {
            assert_eq!(of(port, Reach::World), None, "{port}");
        }
    }

    #[test]
    fn the_lists_of_providers_are_covered() {
        // AWS Security Hub, control EC2.19, without 20 and what is left out: 22, 25, and the ports of web servers,
        // 3000, 5000, 8080, 8088 and 8888.
        let aws = [
            21, 23, 110, 135, 143, 445, 1433, 1434, 3306, 3389, 4333, 5432, 5500, 5601, 9200, 9300,
        ];
        // Google's Security Command Center, its detectors OPEN_..._PORT, without 22, 25, 53, 80, 636, 8888 and
        // 9090, and without the second ports of Memcached and those of OpsCenter.
        let google = [
            21, 23, 110, 139, 389, 445, 1521, 2483, 2484, 3306, 3389, 5432, 6379, 7000, 7001, 7199,
            9042, 9160, 9200, 9300, 11211, 27017, 27018, 27019,
        ];
        // Microsoft's just-in-time access to virtual machines, without 22.
        let microsoft = [3389, 5985, 5986];
        // CloudSploit's plugins "Open ...", without 20, 22, 25, 53, 80, 443, 636, 8020 and 8080, and without Oracle's
        // 1522 and Hadoop's 50470, for which no software is known.
        let cloudsploit = [
            21, 23, 135, 389, 445, 1433, 1521, 2375, 2376, 2483, 3306, 3389, 4333, 4505, 4506,
            5432, 5500, 5601, 5900, 6379, 7000, 7001, 7199, 9042, 9160, 9200, 9300, 11211, 27017,
            27018, 27019, 50070,
        ];
        // Prowler's checks of security groups, of what the others don't have.
        let prowler = [9092];
        let others = cloudsploit.into_iter().chain(prowler);
        for port in aws.into_iter().chain(google).chain(microsoft).chain(others) {
            assert!(of(&format!("{port}/tcp"), Reach::World).is_some(), "{port}");
        }
    }

    #[test]
    fn what_scans_for_open_services_look_for_is_covered() {
        let tcp = [
            102, 427, 502, 515, 548, 631, 1080, 1099, 1911, 2404, 3260, 4369, 4899, 5555, 5672,
            5984, 7547, 8009, 10255, 20000, 44818, 50070, 61616,
        ];
        let udp = [
            123, 161, 162, 177, 427, 520, 523, 623, 1434, 3283, 3702, 5351, 5683, 10001, 44818,
            47808,
        ];
        let tcp = tcp.map(|port| format!("{port}/tcp"));
        let udp = udp.map(|port| format!("{port}/udp"));
        for port in tcp.iter().chain(&udp) {
            assert!(of(port, Reach::World).is_some(), "{port}");
        }
    }

    #[test]
    fn what_alerts_on_industrial_control_name_is_covered() {
        // CISA's AA26-097A, AA23-335A and advisories for products, and Dragos' report of 2025. Over TCP, 2222 is left
        // out, since ssh is often moved to that port.
        for port in [
            "102/tcp",
            "502/tcp",
            "1217/tcp",
            "1740/udp",
            "1743/udp",
            "2222/udp",
            "2404/tcp",
            "2455/tcp",
            "4840/tcp",
            "9600/tcp",
            "9600/udp",
            "11740/tcp",
            "20256/tcp",
            "44818/tcp",
            "44818/udp",
        ] {
            let danger = of(port, Reach::World).unwrap();
            assert!(danger.reason.starts_with("industrial control"), "{port}");
        }
        assert_eq!(of("2222/tcp", Reach::World), None);
    }

    #[test]
    fn strangers_make_the_difference_only_where_the_text_is_not_clear() {
        let of = |text: &str, reach| of(text, reach).is_some();
        assert!(of("telnet/tcp", Reach::World) && of("telnet/tcp", Reach::Some));
        assert!(of("redis/tcp", Reach::World) && !of("redis/tcp", Reach::Some));
        // 514/udp is registered for syslog, but 514/tcp for rsh.
        assert!(of("514/tcp", Reach::Some) && of("syslog/udp", Reach::Some));
        assert!(!of("ssh/tcp", Reach::World) && !of("513/udp", Reach::World));
    }

    #[test]
    fn a_range_takes_in_what_is_at_its_ends() {
        let names = |range: &str| -> Vec<&str> {
            let within = within(range.parse().unwrap(), Protocol::Tcp, Reach::World);
            within.map(Danger::name).collect()
        };
        assert_eq!(names("21-23"), ["ftp", "telnet"]);
        assert_eq!(names("22"), [""; 0]);
        assert_eq!(names("22-23"), ["telnet"]);
        assert_eq!(names("5999"), [""; 0]);
        assert_eq!(names("5999-6000"), ["x11"]);
        assert_eq!(names("6063-6064"), ["x11"]);
        assert_eq!(names("6064"), [""; 0]);
        assert_eq!(names("6010-6020"), ["x11"]);
    }

    #[test]
    fn the_text_names_software_that_the_port_is_not_registered_for() {
        for (port, expected) in [
            (
                "23/tcp",
                "passwords and sessions in clear text (use ssh) [CISA]",
            ),
            (
                "9042/tcp",
                "a database without a password by default, if it is Apache Cassandra (use a VPN) \
                 [Google Cloud]",
            ),
            (
                "1911/tcp",
                "controls buildings, in clear text, if it is Niagara Fox (use a VPN) [Shadowserver]",
            ),
            (
                "514/udp",
                "forgeable messages in clear text (use syslog-tls) [RFC 5425]",
            ),
            ("11/tcp", "lists who is logged in (use ssh) [RFC 866]"),
        ] {
            let danger = of(port, Reach::World).unwrap();
            assert_eq!(danger.to_string(), expected, "{port}");
        }
    }
}
