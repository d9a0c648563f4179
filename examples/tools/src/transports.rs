//! The services that are used over other transports than TCP.
//!
//! `firewall` warns if such a service is opened without a transport, which opens TCP only. `probe` sends
//! to the transports of the list.

use port_registry::Protocol::{self, Tcp, Udp};
use port_registry::{PortRange, Service, service};

/// A service and the transports that it is used over.
#[derive(Debug, PartialEq, Eq)]
pub struct Usual {
    /// The service.
    pub service: Service,
    /// The transports, in the order of [`Protocol::ALL`].
    pub protocols: &'static [Protocol],
}

/// The services that are used over UDP, with the documents that say so. IANA's registry can't be
/// used for this, since it lists most services for both TCP and UDP.
static USUAL: [Usual; 24] = [
    over(service!("domain/udp"), &[Tcp, Udp]), // RFC 1035, RFC 7766
    over(service!("bootps/udp"), &[Udp]),      // RFC 2131
    over(service!("bootpc/udp"), &[Udp]),      // RFC 2131
    over(service!("tftp/udp"), &[Udp]),        // RFC 1350
    over(service!("kerberos/udp"), &[Tcp, Udp]), // RFC 4120
    over(service!("ntp/udp"), &[Udp]),         // RFC 5905
    over(service!("netbios-ns/udp"), &[Udp]),  // RFC 1002
    over(service!("netbios-dgm/udp"), &[Udp]), // RFC 1002
    over(service!("snmp/udp"), &[Udp]),        // RFC 3417
    over(service!("snmptrap/udp"), &[Udp]),    // RFC 3417
    over(service!("isakmp/udp"), &[Udp]),      // RFC 7296
    over(service!("dhcpv6-client/udp"), &[Udp]), // RFC 8415
    over(service!("dhcpv6-server/udp"), &[Udp]), // RFC 8415
    over(service!("openvpn/udp"), &[Udp]),     // openvpn(8): --proto, udp by default
    over(service!("l2tp/udp"), &[Udp]),        // RFC 2661
    over(service!("radius/udp"), &[Udp]),      // RFC 2865
    over(service!("radius-acct/udp"), &[Udp]), // RFC 2866
    over(service!("ssdp/udp"), &[Udp]),        // UPnP Device Architecture
    over(service!("gtp-user/udp"), &[Udp]),    // 3GPP TS 29.281
    over(service!("bfd-control/udp"), &[Udp]), // RFC 5881
    over(service!("ipsec-nat-t/udp"), &[Udp]), // RFC 3948
    over(service!("sip/udp"), &[Tcp, Udp]),    // RFC 3261
    over(service!("mdns/udp"), &[Udp]),        // RFC 6762
    over(service!("coap/udp"), &[Udp]),        // RFC 7252
];

const fn over(service: Service, protocols: &'static [Protocol]) -> Usual {
    Usual { service, protocols }
}

/// Returns the transports of the service with exactly these ports, or `None` if the service is used
/// over TCP only.
#[must_use]
pub fn of(range: PortRange) -> Option<&'static Usual> {
    let mut usual = USUAL.iter();
    usual.find(|usual| usual.service.ports() == Some(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_over_udp_and_in_order() {
        for usual in &USUAL {
            assert!(usual.protocols.contains(&Udp), "{:?}", usual.service);
            for &protocol in usual.protocols {
                let ports = usual.service.ports().unwrap();
                let name = ports.first().service(protocol).unwrap().name();
                assert_eq!(name, usual.service.name());
            }
        }
        assert!(USUAL.is_sorted_by_key(|usual| usual.service.port()));
    }
}
