//! The multicast groups by which hosts of a link find each other's services.
//!
//! Used by `iptables` and `nftables`.

/// The groups of a protocol, to which its packets are sent.
pub struct Groups {
    pub name: &'static str,
    pub port: u16,
    pub v4: &'static [&'static str],
    pub v6: &'static [&'static str],
}

/// RFC 6762, section 3.
pub const MDNS: Groups = Groups {
    name: "mDNS",
    port: 5353,
    v4: &["224.0.0.251"],
    v6: &["ff02::fb"],
};

/// `UPnP` Device Architecture 2.0, section 1 and annex A.
pub const SSDP: Groups = Groups {
    name: "SSDP",
    port: 1900,
    v4: &["239.255.255.250"],
    v6: &["ff02::c", "ff05::c"],
};
