//! The ports that well-known software uses by default, although they are registered for another
//! service or for none.
//!
//! Used by `advice`.

use std::fmt;

use port_registry::Endpoint;
use port_registry::Protocol::{self, Tcp, Udp};
use port_registry::{Port, Service};

/// A port, and the software that listens on it by default.
#[derive(Debug, PartialEq, Eq)]
pub struct OtherUse {
    endpoint: Endpoint,
    software: &'static str,
    /// A danger of the software, if there is one.
    caution: Option<&'static str>,
}

/// The default ports, from the documentation of the software.
static OTHER_USES: [OtherUse; 22] = [
    used_by(1521, Tcp, "Oracle Database"),
    used_by(2181, Tcp, "ZooKeeper"),
    used_by(2222, Tcp, "SSH beside port 22"),
    used_by(3000, Tcp, "Grafana and web servers of developers"),
    used_by(3128, Tcp, "the proxy Squid"),
    used_by(
        5000,
        Tcp,
        "web servers of developers and container registries",
    ),
    careful(
        5555,
        Tcp,
        "the Android Debug Bridge",
        "a shell for all who connect",
    ),
    used_by(5601, Tcp, "Kibana"),
    used_by(6443, Tcp, "the Kubernetes API"),
    used_by(8000, Tcp, "web servers of developers"),
    used_by(8443, Tcp, "HTTPS beside port 443"),
    used_by(8500, Tcp, "Consul"),
    used_by(8888, Tcp, "Jupyter"),
    careful(9000, Tcp, "PHP-FPM", "runs scripts for all who connect"),
    used_by(9090, Tcp, "Prometheus and Cockpit"),
    used_by(9092, Tcp, "Kafka"),
    careful(
        9200,
        Tcp,
        "Elasticsearch",
        "without a password before version 8",
    ),
    used_by(10000, Tcp, "Webmin"),
    used_by(10250, Tcp, "the Kubernetes kubelet"),
    used_by(15672, Tcp, "RabbitMQ's management"),
    used_by(25565, Tcp, "Minecraft"),
    used_by(51820, Udp, "WireGuard"),
];

const fn used_by(port: u16, protocol: Protocol, software: &'static str) -> OtherUse {
    OtherUse {
        endpoint: Endpoint::new(Port::new(port), protocol),
        software,
        caution: None,
    }
}

const fn careful(
    port: u16,
    protocol: Protocol,
    software: &'static str,
    caution: &'static str,
) -> OtherUse {
    let mut other = used_by(port, protocol, software);
    other.caution = Some(caution);
    other
}

/// Returns the software that is known to use this port.
pub fn of(endpoint: Endpoint) -> Option<&'static OtherUse> {
    OTHER_USES.iter().find(|other| other.endpoint == endpoint)
}

impl fmt::Display for OtherUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.endpoint.service().map(Service::name) {
            Some(name) => write!(f, "registered for {name}, but known for {}", self.software)?,
            None => write!(f, "known for {}, which is not registered", self.software)?,
        }
        match self.caution {
            Some(caution) => write!(f, " ({caution})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_in_order_and_not_what_the_registry_says() {
        assert!(OTHER_USES.is_sorted_by(|one, next| one.endpoint < next.endpoint));
        for other in &OTHER_USES {
            let names = other
                .endpoint
                .port()
                .services_over(other.endpoint.protocol());
            for name in names.map(|service| service.name().to_ascii_lowercase()) {
                assert!(
                    !other.software.to_ascii_lowercase().contains(&name),
                    "{other:?}"
                );
            }
        }
    }
}
