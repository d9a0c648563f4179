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
///
/// The services of which a request over UDP is answered without any state are left out where only old
/// programs use them: echo, discard, daytime, chargen, qotd and time.
static USUAL: [Usual; 64] = [
    over(service!("domain/udp"), &[Tcp, Udp]), // RFC 1035, RFC 7766
    over(service!("bootps/udp"), &[Udp]),      // RFC 2131
    over(service!("bootpc/udp"), &[Udp]),      // RFC 2131
    over(service!("tftp/udp"), &[Udp]),        // RFC 1350
    over(service!("kerberos/udp"), &[Tcp, Udp]), // RFC 4120
    over(service!("sunrpc/udp"), &[Tcp, Udp]), // RFC 1833
    over(service!("ntp/udp"), &[Udp]),         // RFC 5905
    over(service!("netbios-ns/udp"), &[Udp]),  // RFC 1002
    over(service!("netbios-dgm/udp"), &[Udp]), // RFC 1002
    over(service!("snmp/udp"), &[Udp]),        // RFC 3417
    over(service!("snmptrap/udp"), &[Udp]),    // RFC 3417
    over(service!("xdmcp/udp"), &[Udp]),       // X.Org, XDMCP
    over(service!("ptp-event/udp"), &[Udp]),   // IEEE 1588
    over(service!("ptp-general/udp"), &[Udp]), // IEEE 1588
    over(service!("svrloc/udp"), &[Tcp, Udp]), // RFC 2608
    over(service!("mobileip-agent/udp"), &[Udp]), // RFC 5944
    over(service!("kpasswd/udp"), &[Tcp, Udp]), // RFC 3244
    over(service!("isakmp/udp"), &[Udp]),      // RFC 7296
    over(service!("talk/udp"), &[Udp]),        // talkd(8)
    over(service!("ntalk/udp"), &[Udp]),       // talkd(8)
    over(service!("ripng/udp"), &[Udp]),       // RFC 2080
    over(service!("dhcpv6-client/udp"), &[Udp]), // RFC 8415
    over(service!("dhcpv6-server/udp"), &[Udp]), // RFC 8415
    over(service!("ldp/udp"), &[Tcp, Udp]),    // RFC 5036
    over(service!("tinc/udp"), &[Tcp, Udp]),   // tinc.conf(5)
    over(service!("olsr/udp"), &[Udp]),        // RFC 3626
    over(service!("openvpn/udp"), &[Udp]),     // openvpn(8): --proto, udp by default
    over(service!("ms-sql-m/udp"), &[Udp]),    // Microsoft, MC-SQLR
    over(service!("l2tp/udp"), &[Udp]),        // RFC 2661
    over(service!("h323gatestat/udp"), &[Udp]), // ITU-T H.225.0
    over(service!("radius/udp"), &[Udp]),      // RFC 2865
    over(service!("radius-acct/udp"), &[Udp]), // RFC 2866
    over(service!("ssdp/udp"), &[Udp]),        // UPnP Device Architecture
    over(service!("hsrp/udp"), &[Udp]),        // RFC 2281
    over(service!("gtp-control/udp"), &[Udp]), // 3GPP TS 29.274
    over(service!("gtp-user/udp"), &[Udp]),    // 3GPP TS 29.281
    over(service!("mgcp-gateway/udp"), &[Udp]), // RFC 3435
    over(service!("mgcp-callagent/udp"), &[Udp]), // RFC 3435
    over(service!("icpv2/udp"), &[Udp]),       // RFC 2186
    over(service!("net-assistant/udp"), &[Tcp, Udp]), // Apple, TCP and UDP ports
    over(service!("stun/udp"), &[Tcp, Udp]),   // RFC 8489
    over(service!("teredo/udp"), &[Udp]),      // RFC 4380
    over(service!("ws-discovery/udp"), &[Udp]), // OASIS, WS-Discovery 1.1
    over(service!("bfd-control/udp"), &[Udp]), // RFC 5881
    over(service!("bfd-echo/udp"), &[Udp]),    // RFC 5881
    over(service!("radius-dynauth/udp"), &[Udp]), // RFC 5176
    over(service!("ipsec-nat-t/udp"), &[Udp]), // RFC 3948
    over(service!("iax/udp"), &[Udp]),         // RFC 5456
    over(service!("ipfix/udp"), &[Tcp, Udp]),  // RFC 7011
    over(service!("bfd-multi-ctl/udp"), &[Udp]), // RFC 5883
    over(service!("avt-profile-1/udp"), &[Udp]), // RFC 3551
    over(service!("avt-profile-2/udp"), &[Udp]), // RFC 3551
    over(service!("sip/udp"), &[Tcp, Udp]),    // RFC 3261
    over(service!("hart-ip/udp"), &[Tcp, Udp]), // FieldComm, HART-IP
    over(service!("stuns/udp"), &[Tcp, Udp]),  // RFC 8489
    over(service!("mdns/udp"), &[Udp]),        // RFC 6762
    over(service!("llmnr/udp"), &[Tcp, Udp]),  // RFC 4795
    over(service!("sdt/udp"), &[Udp]),         // ANSI E1.31
    over(service!("coap/udp"), &[Udp]),        // RFC 7252
    over(service!("coaps/udp"), &[Udp]),       // RFC 7252
    over(service!("sflow/udp"), &[Udp]),       // sFlow version 5
    over(service!("dnp/udp"), &[Tcp, Udp]),    // IEEE 1815
    over(service!("EtherNet-IP-2/udp"), &[Tcp, Udp]), // ODVA, EtherNet/IP
    over(service!("bacnet/udp"), &[Udp]),      // ASHRAE 135, annex J
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
