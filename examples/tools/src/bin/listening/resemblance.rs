//! Compares the name of a process with a service.
//!
//! `listener.rs` uses it to find ports that are used for something else than they are registered for.

use port_registry::{KnownUse, Service};

/// Whether a process may be a server of a service, judged by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resemblance {
    /// The name fits the service.
    Similar,
    /// The name does not fit the service.
    Different,
    /// The process holds ports on behalf of others, so its name says nothing.
    Neutral,
}

/// Processes that hold ports on behalf of others: before a server starts, or at the end of a
/// tunnel.
const HOLDERS: &[&str] = &[
    "docker-proxy",
    "inetd",
    "rootlessport",
    "slirp4netns",
    "socat",
    "systemd",
    "xinetd",
];

const DHCP_CLIENT: &[&str] = &["bootpc", "dhcpv6-client"];
const FTP: &[&str] = &["ftp", "ftp-data", "ftps"];
const MAIL: &[&str] = &["smtp", "submission", "submissions"];
const WEB: &[&str] = &["http", "https", "http-alt"];

/// Processes whose names do not resemble the services that they are known for. Names are those of
/// the kernel, which keeps 15 bytes. An interpreter is taken for a web server: its name does not
/// show what it runs.
const SERVERS: &[(&str, &[&str])] = &[
    ("NetworkManager", DHCP_CLIENT),
    ("Xorg", &["x11"]),
    ("Xvnc", &["rfb"]),
    ("apache2", WEB),
    ("avahi-daemon", &["mdns"]),
    ("caddy", WEB),
    ("charon", &["isakmp", "ipsec-nat-t"]),
    ("chronyd", &["ntp"]),
    ("cupsd", &["ipp"]),
    ("deno", WEB),
    ("dhclient", DHCP_CLIENT),
    ("dhcpcd", DHCP_CLIENT),
    ("dhcpd", &["bootps"]),
    ("dnsmasq", &["domain", "bootps", "dhcpv6-server", "tftp"]),
    ("dovecot", &["imap", "imaps", "pop3", "pop3s", "sieve"]),
    ("dropbear", &["ssh"]),
    ("envoy", WEB),
    ("exim4", MAIL),
    ("gunicorn", WEB),
    ("haproxy", WEB),
    ("java", WEB),
    ("kadmind", &["kerberos-adm"]),
    ("krb5kdc", &["kerberos"]),
    ("lighttpd", WEB),
    ("mariadbd", &["mysql"]),
    ("master", MAIL), // Postfix
    ("mosquitto", &["mqtt", "secure-mqtt"]),
    ("named", &["domain", "rndc"]),
    ("nginx", WEB),
    ("nmbd", &["netbios-ns", "netbios-dgm"]),
    ("node", WEB),
    ("perl", WEB),
    ("php", WEB),
    ("proftpd", FTP),
    ("pure-ftpd", FTP),
    ("python", WEB),
    ("python3", WEB),
    ("rpcbind", &["sunrpc"]),
    ("ruby", WEB),
    ("sendmail", MAIL),
    ("slapd", &["ldap", "ldaps"]),
    ("smbd", &["microsoft-ds", "netbios-ssn"]),
    ("systemd-network", DHCP_CLIENT),
    ("systemd-resolve", &["domain", "llmnr", "mdns"]),
    ("systemd-timesyn", &["ntp"]),
    ("traefik", WEB),
    ("unbound", &["domain"]),
    ("uvicorn", WEB),
    ("vsftpd", FTP),
    ("x11vnc", &["rfb"]),
    ("xrdp", &["ms-wbt-server"]),
];

/// The shortest stem that is compared: shorter ones begin too many service names.
const SHORTEST: usize = 3;

/// Compares the name of a process with a service.
pub fn resemblance(process: &str, service: Service) -> Resemblance {
    if HOLDERS.contains(&process) {
        return Resemblance::Neutral;
    }
    let known = SERVERS.iter().find(|(name, _)| *name == process);
    if known.is_some_and(|(_, services)| services.contains(&service.name())) {
        return Resemblance::Similar;
    }
    let process = process.to_ascii_lowercase();
    let is_similar = |stem: &str| stem.len() >= SHORTEST && is_named(stem, service);
    if stems(&process).any(is_similar) {
        Resemblance::Similar
    } else {
        Resemblance::Different
    }
}

/// Returns whether the name of a process fits a known use: either begins with the other.
///
/// An interpreter fits none, since its name does not show what it runs.
pub fn is_known_for(process: &str, known: KnownUse) -> bool {
    let process = process.to_ascii_lowercase().replace('_', "-");
    let name = known.name();
    stems(&process).any(|stem| {
        stem.len() >= SHORTEST
            && (name.starts_with(stem) || name.len() >= SHORTEST && stem.starts_with(name))
    })
}

/// Returns the process's name without the prefixes and suffixes of daemons: `tftp` for `in.tftpd`,
/// `redis` for `redis-server`. A final `d` may belong to the name, so there are two results.
fn stems(process: &str) -> impl Iterator<Item = &str> {
    let name = process
        .strip_prefix("in.")
        .or(process.strip_prefix("rpc."))
        .unwrap_or(process);
    let name = name.strip_suffix("-server").unwrap_or(name);
    [Some(name), name.strip_suffix('d')].into_iter().flatten()
}

/// Returns whether a name of the service begins with the stem, the stem begins with a name of the
/// service, or the stem is a word of the service's description.
fn is_named(stem: &str, service: Service) -> bool {
    let aliases = service.canonical().historic_aliases().map(Service::name);
    let names = [service.name(), service.canonical().name()].into_iter();
    let mut names = names.chain(aliases).chain(service.aliases());
    let words = service
        .description()
        .split(|letter: char| !letter.is_ascii_alphanumeric());
    names.any(|name| {
        let name = name.to_ascii_lowercase();
        name.starts_with(stem) || name.len() >= SHORTEST && stem.starts_with(&name)
    }) || words
        .into_iter()
        .any(|word| word.eq_ignore_ascii_case(stem))
}

#[cfg(test)]
mod tests {
    use port_registry::{Port, Protocol};

    use super::*;

    fn on(port: u16, protocol: Protocol, process: &str) -> bool {
        let mut services = Port::new(port).services_over(protocol);
        services.any(|service| resemblance(process, service) != Resemblance::Different)
    }

    #[test]
    fn the_lists_are_sorted_and_name_services() {
        assert!(HOLDERS.is_sorted());
        assert!(SERVERS.is_sorted_by(|(left, _), (right, _)| left < right));
        for (process, services) in SERVERS {
            assert!(process.len() <= 15, "the kernel keeps no more of {process}");
            for name in *services {
                let mut found = Service::by_name(name);
                assert!(
                    found.any(|service| service.port().is_some()),
                    "{process}: {name}"
                );
            }
        }
    }

    #[test]
    fn daemons_look_like_their_services() {
        for (port, protocol, process) in [
            (22, Protocol::Tcp, "sshd"),
            (22, Protocol::Tcp, "dropbear"),
            (23, Protocol::Tcp, "in.telnetd"),
            (53, Protocol::Udp, "systemd-resolve"),
            (69, Protocol::Udp, "in.tftpd"),
            (80, Protocol::Tcp, "nginx"),
            (80, Protocol::Tcp, "httpd"),
            (443, Protocol::Tcp, "httpd"),
            (111, Protocol::Tcp, "rpcbind"),
            (123, Protocol::Udp, "ntpd"),
            (631, Protocol::Tcp, "cupsd"),
            (2376, Protocol::Tcp, "dockerd"),
            (3306, Protocol::Tcp, "mysqld"),
            (5432, Protocol::Tcp, "postgres"),
            (6379, Protocol::Tcp, "redis-server"),
            (8080, Protocol::Tcp, "java"),
            (11211, Protocol::Tcp, "memcached"),
            (22, Protocol::Tcp, "systemd"),
            (8140, Protocol::Tcp, "docker-proxy"),
            // Words of the descriptions: Secure Radius Service, Inter-Asterisk eXchange, NETCONF over SSH.
            (2083, Protocol::Tcp, "radiusd"),
            (4569, Protocol::Udp, "asterisk"),
            (830, Protocol::Tcp, "sshd"),
        ] {
            assert!(
                on(port, protocol, process),
                "{process} on {port}/{protocol}"
            );
        }
    }

    #[test]
    fn software_is_known_by_its_name() {
        for (port, protocol, process, is_known) in [
            (9090, Protocol::Tcp, "prometheus", true),
            (9100, Protocol::Tcp, "node_exporter", true),
            (3000, Protocol::Tcp, "grafana-server", true),
            (6443, Protocol::Tcp, "kube-apiserver", true),
            (9090, Protocol::Tcp, "nginx", false),
            (3000, Protocol::Tcp, "node", false),
            (3000, Protocol::Tcp, "", false),
        ] {
            let mut known = Port::new(port).known_uses(protocol);
            let found = known.any(|known| is_known_for(process, known));
            assert_eq!(found, is_known, "{process} on {port}/{protocol}");
        }
    }

    #[test]
    fn others_do_not() {
        for (port, protocol, process) in [
            (22, Protocol::Tcp, "nginx"),
            (323, Protocol::Udp, "chronyd"),
            (3000, Protocol::Tcp, "node"),
            (5000, Protocol::Tcp, "python3"),
            (6443, Protocol::Tcp, "kube-apiserver"),
            (22, Protocol::Tcp, "d"),
            (22, Protocol::Tcp, ""),
            (22, Protocol::Tcp, "s"),
            // Parts of words, and two words, of Inter-Asterisk eXchange.
            (4569, Protocol::Udp, "aster"),
            (4569, Protocol::Udp, "inter-asterisk"),
        ] {
            assert!(
                !on(port, protocol, process),
                "{process} on {port}/{protocol}"
            );
        }
    }
}
