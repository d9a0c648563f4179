//! The list of services that are dangerous when open.
//!
//! Used by `advice`.

use std::fmt;

use port_registry::{Endpoint, Service, service};

use crate::sources::Reach;

/// A service, the reason why opening it is dangerous, and what to do instead.
#[derive(Debug, PartialEq, Eq)]
pub struct Danger {
    service: Service,
    kind: Kind,
    reason: &'static str,
    instead: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The traffic can be read or changed on the way. The service is dangerous in any network.
    ClearText,
    /// The service is made for trusted networks. It is dangerous if unknown senders can reach it.
    Exposed,
}

/// The services, in the order of their ports. The macro `service!` checks at compile time that a
/// name is registered.
static DANGERS: [Danger; 50] = [
    exposed(service!("echo/udp"), "answers forged senders", "close it"),
    exposed(service!("systat/tcp"), "lists running processes", "use ssh"),
    exposed(service!("daytime/udp"), "answers forged senders", "use ntp"),
    exposed(service!("qotd/udp"), "answers forged senders", "close it"),
    exposed(
        service!("chargen/udp"),
        "answers forged senders at length",
        "close it",
    ),
    clear(
        service!("ftp/tcp"),
        "passwords and files in clear text",
        "use sftp, over ssh",
    ),
    clear(
        service!("telnet/tcp"),
        "passwords and sessions in clear text",
        "use ssh",
    ),
    clear(
        service!("tftp/udp"),
        "files without authentication, in clear text",
        "use https",
    ),
    exposed(service!("finger/tcp"), "lists who is logged in", "use ssh"),
    clear(
        service!("pop3/tcp"),
        "passwords in clear text, unless TLS is required",
        "use pop3s",
    ),
    exposed(
        service!("sunrpc/tcp"),
        "lists RPC services, amplifies floods",
        "use a VPN",
    ),
    exposed(
        service!("epmap/tcp"),
        "Windows RPC, for local networks",
        "use a VPN",
    ),
    exposed(
        service!("netbios-ns/udp"),
        "Windows names, for local networks",
        "use a VPN",
    ),
    exposed(
        service!("netbios-dgm/udp"),
        "Windows messages, for local networks",
        "use a VPN",
    ),
    exposed(
        service!("netbios-ssn/tcp"),
        "Windows file sharing, for local networks",
        "use a VPN",
    ),
    clear(
        service!("imap/tcp"),
        "passwords in clear text, unless TLS is required",
        "use imaps",
    ),
    clear(
        service!("snmp/udp"),
        "passwords in clear text before version 3",
        "use SNMPv3 with privacy",
    ),
    clear(service!("xdmcp/udp"), "a desktop in clear text", "use ssh"),
    clear(
        service!("ldap/tcp"),
        "passwords in clear text, unless TLS is required",
        "use ldaps",
    ),
    exposed(
        service!("microsoft-ds/tcp"),
        "file sharing that worms spread by",
        "use a VPN",
    ),
    clear(
        service!("mbap/tcp"),
        "industrial control without authentication",
        "use a VPN",
    ),
    clear(
        service!("exec/tcp"),
        "passwords and commands in clear text",
        "use ssh",
    ),
    clear(
        service!("login/tcp"),
        "trusts addresses, sessions in clear text",
        "use ssh",
    ),
    clear(
        service!("shell/tcp"),
        "trusts addresses, commands in clear text",
        "use ssh",
    ),
    clear(
        service!("syslog/udp"),
        "forgeable messages in clear text",
        "use syslog-tls",
    ),
    exposed(
        service!("asf-rmcp/udp"),
        "IPMI gives out hashes of its passwords",
        "use a VPN",
    ),
    clear(
        service!("rsync/tcp"),
        "files in clear text",
        "use rsync over ssh",
    ),
    exposed(
        service!("ms-sql-s/tcp"),
        "a database, for its applications alone",
        "use a VPN",
    ),
    exposed(
        service!("ms-sql-m/udp"),
        "lists databases, amplifies floods",
        "use a VPN",
    ),
    clear(
        service!("mqtt/tcp"),
        "passwords and messages in clear text",
        "use secure-mqtt",
    ),
    exposed(
        service!("ssdp/udp"),
        "for local networks, amplifies floods",
        "close it",
    ),
    clear(
        service!("nfs/tcp"),
        "trusts user numbers, files in clear text",
        "use Kerberos or a VPN",
    ),
    clear(
        service!("docker/tcp"),
        "commands the machine, in clear text",
        "use docker-s",
    ),
    exposed(
        service!("etcd-client/tcp"),
        "a cluster's secrets, for its members alone",
        "use a VPN",
    ),
    exposed(
        service!("etcd-server/tcp"),
        "a cluster's state, for its members alone",
        "use a VPN",
    ),
    clear(
        service!("cvspserver/tcp"),
        "passwords in all but clear text",
        "use cvs over ssh",
    ),
    exposed(
        service!("mysql/tcp"),
        "a database, for its applications alone",
        "use a VPN",
    ),
    exposed(
        service!("ms-wbt-server/tcp"),
        "a desktop, for all who guess passwords",
        "use a VPN",
    ),
    exposed(
        service!("distcc/tcp"),
        "runs commands for all who connect",
        "use distcc over ssh",
    ),
    exposed(
        service!("ws-discovery/udp"),
        "for local networks, amplifies floods",
        "close it",
    ),
    exposed(
        service!("smart-install/tcp"),
        "configures switches for all who connect",
        "close it",
    ),
    exposed(
        service!("mdns/udp"),
        "for local networks, lists what runs here",
        "close it",
    ),
    exposed(
        service!("postgresql/tcp"),
        "a database, for its applications alone",
        "use a VPN",
    ),
    clear(
        service!("rfb/tcp"),
        "a desktop, in clear text with many servers",
        "use VNC over ssh",
    ),
    exposed(
        service!("couchdb/tcp"),
        "a database, for its applications alone",
        "use a VPN",
    ),
    clear(
        service!("x11/tcp"),
        "keyboards and screens in clear text",
        "use ssh -X",
    ),
    exposed(
        service!("redis/tcp"),
        "a database without a password by default",
        "use a VPN",
    ),
    exposed(
        service!("pdl-datastream/tcp"),
        "prints for all who connect",
        "use ipps",
    ),
    exposed(
        service!("memcache/tcp"),
        "data without a password, amplifies floods",
        "use a VPN",
    ),
    exposed(
        service!("mongodb/tcp"),
        "a database without a password by default",
        "use a VPN",
    ),
];

const fn clear(service: Service, reason: &'static str, instead: &'static str) -> Danger {
    Danger {
        service,
        kind: Kind::ClearText,
        reason,
        instead,
    }
}

const fn exposed(service: Service, reason: &'static str, instead: &'static str) -> Danger {
    Danger {
        service,
        kind: Kind::Exposed,
        reason,
        instead,
    }
}

/// Returns the danger of the service of this port, if there is one for senders with this reach.
pub fn of(endpoint: Endpoint, reach: Reach) -> Option<&'static Danger> {
    let name = endpoint.service()?.name();
    DANGERS.iter().find(|danger| {
        danger.service.name() == name && (danger.kind == Kind::ClearText || reach == Reach::World)
    })
}

impl fmt::Display for Danger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.reason, self.instead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_is_found_by_its_port() {
        for danger in &DANGERS {
            let service = danger.service;
            let (port, protocol) = (service.port().unwrap(), service.protocol().unwrap());
            let found = of(Endpoint::new(port, protocol), Reach::World);
            assert_eq!(
                found,
                Some(danger),
                "{service:?} is not preferred on its port"
            );
        }
        assert!(DANGERS.is_sorted_by_key(|danger| danger.service.port()));
    }

    #[test]
    fn strangers_make_the_difference_only_where_the_text_is_not_clear() {
        let of = |text: &str, reach| of(text.parse().unwrap(), reach).is_some();
        assert!(of("telnet/tcp", Reach::World) && of("telnet/tcp", Reach::Some));
        assert!(of("redis/tcp", Reach::World) && !of("redis/tcp", Reach::Some));
        // 514/udp is registered for syslog, but 514/tcp for rsh.
        assert!(of("514/tcp", Reach::Some) && of("syslog/udp", Reach::Some));
        assert!(!of("ssh/tcp", Reach::World) && !of("513/udp", Reach::World));
    }
}
