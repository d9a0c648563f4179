//! The matches and the targets of `iptables` 1.8, with their options.
//!
//! The names are those of iptables-extensions(8) and of the options that the programs register, older
//! revisions included. `=` follows an option with a value, `==` one with two, and `?` one with a value that may be left
//! out. Used by `command` and `table`.

use super::options::Takes;
use crate::check::rule_set::Families;

/// A match or a target, with its options.
#[derive(Debug, PartialEq, Eq)]
pub struct Extension {
    pub name: &'static str,
    pub families: Families,
    pub effect: Effect,
    options: &'static str,
}

/// What an extension does with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// A match.
    Match,
    /// The next rule follows.
    Continue,
    /// The packet leaves the base chain, accepted.
    Accept,
    Reject,
    /// Another port, another host or a program gets the packet.
    Divert,
    Untrack,
    /// `CT`: stops tracking with `--notrack`.
    Track,
    /// It may drop the packet.
    Unclear,
}

impl Extension {
    pub fn options(&'static self) -> impl Iterator<Item = (&'static str, Takes)> + Clone {
        self.options.split_ascii_whitespace().map(|option| {
            let name = option.trim_end_matches(['=', '?']);
            let takes = match option.get(name.len()..) {
                Some("?") => Takes::Maybe,
                Some("=") => Takes::One,
                Some("==") => Takes::Two,
                _ => Takes::Nothing,
            };
            (name, takes)
        })
    }
}

/// Returns the match with this name. Some names are others of the same match.
pub fn find_match(name: &str) -> Option<&'static Extension> {
    let name = match name {
        "icmpv6" | "ipv6-icmp" => "icmp6",
        "ipv6-mh" => "mh",
        name => name,
    };
    MATCHES.iter().find(|extension| extension.name == name)
}

/// Returns the target with this name.
pub fn find_target(name: &str) -> Option<&'static Extension> {
    TARGETS.iter().find(|extension| extension.name == name)
}

const fn of(name: &'static str, options: &'static str) -> Extension {
    target(name, Effect::Match, options)
}

const fn of4(name: &'static str, options: &'static str) -> Extension {
    only(Families::IPV4, of(name, options))
}

const fn of6(name: &'static str, options: &'static str) -> Extension {
    only(Families::IPV6, of(name, options))
}

const fn target(name: &'static str, effect: Effect, options: &'static str) -> Extension {
    Extension {
        name,
        families: Families::BOTH,
        effect,
        options,
    }
}

/// Limits an extension to one of `iptables` and `ip6tables`.
const fn only(families: Families, mut extension: Extension) -> Extension {
    extension.families = families;
    extension
}

static MATCHES: [Extension; 63] = [
    of(
        "addrtype",
        "src-type= dst-type= limit-iface-in limit-iface-out",
    ),
    of("ah", "ahspi= ahlen= ahres"),
    of("bpf", "bytecode= object-pinned="),
    of("cgroup", "cgroup= path="),
    of(
        "cluster",
        "cluster-total-nodes= cluster-local-node= cluster-local-nodemask= cluster-hash-seed=",
    ),
    of("comment", "comment="),
    of("connbytes", "connbytes= connbytes-dir= connbytes-mode="),
    of("connlabel", "label= set"),
    of(
        "connlimit",
        "connlimit-upto= connlimit-above= connlimit-mask= connlimit-saddr connlimit-daddr",
    ),
    of("connmark", "mark="),
    of(
        "conntrack",
        "ctstate= ctproto= ctorigsrc= ctorigdst= ctreplsrc= ctrepldst= ctstatus= ctexpire= ctorigsrcport= ctorigdstport= ctreplsrcport= ctrepldstport= ctdir=",
    ),
    of("cpu", "cpu="),
    of(
        "dccp",
        "source-port= sport= destination-port= dport= dccp-types= dccp-option=",
    ),
    of("devgroup", "src-group= dst-group="),
    of("dscp", "dscp= dscp-class="),
    of6("dst", "dst-len= dst-opts="),
    of("ecn", "ecn-tcp-cwr ecn-tcp-ece ecn-ip-ect="),
    of("esp", "espspi="),
    of6("eui64", ""),
    of6(
        "frag",
        "fragid= fraglen= fragres fragfirst fragmore fraglast",
    ),
    of(
        "hashlimit",
        "hashlimit= hashlimit-burst= hashlimit-htable-size= hashlimit-htable-max= hashlimit-htable-gcinterval= hashlimit-htable-expire= hashlimit-mode= hashlimit-name= hashlimit-upto= hashlimit-above= hashlimit-srcmask= hashlimit-dstmask= hashlimit-rate-match hashlimit-rate-interval=",
    ),
    of6("hbh", "hbh-len= hbh-opts="),
    of("helper", "helper="),
    of6("hl", "hl-lt= hl-gt= hl-eq= hl="),
    of4("icmp", "icmp-type="),
    of6("icmp6", "icmpv6-type="),
    of("ipcomp", "ipcompspi= compres"),
    of("iprange", "src-range= dst-range="),
    of6("ipv6header", "header= soft"),
    of(
        "ipvs",
        "ipvs vproto= vaddr= vport= vdir= vmethod= vportctl=",
    ),
    of("length", "length="),
    of("limit", "limit= limit-burst="),
    of("mac", "mac-source="),
    of("mark", "mark="),
    of6("mh", "mh-type="),
    of(
        "multiport",
        "source-ports= sports= destination-ports= dports= ports=",
    ),
    of("nfacct", "nfacct-name="),
    of4("osf", "genre= ttl= log="),
    of(
        "owner",
        "uid-owner= gid-owner= socket-exists suppl-groups pid-owner= sid-owner= cmd-owner=",
    ),
    of(
        "physdev",
        "physdev-in= physdev-out= physdev-is-in physdev-is-out physdev-is-bridged",
    ),
    of("pkttype", "pkt-type="),
    of(
        "policy",
        "dir= pol= strict reqid= spi= tunnel-src= tunnel-dst= proto= mode= next",
    ),
    of("quota", "quota="),
    of(
        "rateest",
        "rateest1= rateest= rateest2= rateest-bps1? rateest-pps1? rateest-bps2? rateest-pps2? rateest-bps? rateest-pps? rateest-delta rateest-lt rateest-gt rateest-eq",
    ),
    of4("realm", "realm="),
    of(
        "recent",
        "set rcheck update remove seconds= reap hitcount= rttl name= rsource rdest mask=",
    ),
    of("rpfilter", "loose validmark accept-local invert"),
    of6(
        "rt",
        "rt-type= rt-segsleft= rt-len= rt-0-res rt-0-addrs= rt-0-not-strict",
    ),
    of(
        "sctp",
        "source-port= sport= destination-port= dport= chunk-types==",
    ),
    of(
        "set",
        "match-set== set== return-nomatch update-counters packets-eq= packets-lt= packets-gt= bytes-eq= bytes-lt= bytes-gt= update-subcounters",
    ),
    of("socket", "transparent nowildcard restore-skmark"),
    of6(
        "srh",
        "srh-next-hdr= srh-hdr-len-eq= srh-hdr-len-gt= srh-hdr-len-lt= srh-segs-left-eq= srh-segs-left-gt= srh-segs-left-lt= srh-last-entry-eq= srh-last-entry-gt= srh-last-entry-lt= srh-tag= srh-psid= srh-nsid= srh-lsid=",
    ),
    of("state", "state="),
    of("statistic", "mode= probability= every= packet="),
    of("string", "from= to= algo= string= hex-string= icase"),
    of(
        "tcp",
        "source-port= sport= destination-port= dport= syn tcp-flags== tcp-option=",
    ),
    of("tcpmss", "mss="),
    of(
        "time",
        "datestart= datestop= timestart= timestop= contiguous weekdays= monthdays= localtz utc kerneltz",
    ),
    of("tos", "tos="),
    of4("ttl", "ttl-lt= ttl-gt= ttl-eq= ttl="),
    of("u32", "u32="),
    of("udp", "source-port= sport= destination-port= dport="),
    // Of xtables-addons, which many hosts have.
    of(
        "geoip",
        "src-cc= source-country= dst-cc= destination-country=",
    ),
];

static TARGETS: [Extension; 38] = [
    target("AUDIT", Effect::Continue, "type="),
    target("CHECKSUM", Effect::Continue, "checksum-fill"),
    target("CLASSIFY", Effect::Continue, "set-class="),
    only(
        Families::IPV4,
        target(
            "CLUSTERIP",
            Effect::Unclear,
            "new hashmode= clustermac= total-nodes= local-node= hash-init=",
        ),
    ),
    target(
        "CONNMARK",
        Effect::Continue,
        "set-mark= save-mark restore-mark mask= set-xmark= and-mark= or-mark= xor-mark= ctmask= nfmask= left-shift-mark= right-shift-mark=",
    ),
    target("CONNSECMARK", Effect::Continue, "save restore"),
    target(
        "CT",
        Effect::Track,
        "notrack helper= ctevents= expevents= zone-orig= zone-reply= zone= timeout=",
    ),
    target("DNAT", Effect::Divert, "to-destination= random persistent"),
    only(
        Families::IPV6,
        target("DNPT", Effect::Divert, "src-pfx= dst-pfx="),
    ),
    target("DSCP", Effect::Continue, "set-dscp= set-dscp-class="),
    only(
        Families::IPV4,
        target(
            "ECN",
            Effect::Continue,
            "ecn-tcp-remove ecn-tcp-cwr= ecn-tcp-ece= ecn-ip-ect=",
        ),
    ),
    only(
        Families::IPV6,
        target("HL", Effect::Continue, "hl-set= hl-dec= hl-inc="),
    ),
    target(
        "HMARK",
        Effect::Continue,
        "hmark-tuple= hmark-src-prefix= hmark-dst-prefix= hmark-sport-mask= hmark-dport-mask= hmark-spi-mask= hmark-sport= hmark-dport= hmark-spi= hmark-proto-mask= hmark-rnd= hmark-mod= hmark-offset=",
    ),
    target("IDLETIMER", Effect::Continue, "timeout= label= alarm"),
    target(
        "LED",
        Effect::Continue,
        "led-trigger-id= led-delay= led-always-blink",
    ),
    target(
        "LOG",
        Effect::Continue,
        "log-level= log-prefix= log-tcp-sequence log-tcp-options log-ip-options log-uid log-macdecode",
    ),
    target(
        "MARK",
        Effect::Continue,
        "set-mark= and-mark= or-mark= set-xmark= xor-mark=",
    ),
    target(
        "MASQUERADE",
        Effect::Accept,
        "to-ports= random random-fully",
    ),
    target("NETMAP", Effect::Divert, "to="),
    target(
        "NFLOG",
        Effect::Continue,
        "nflog-group= nflog-prefix= nflog-range= nflog-size= nflog-threshold=",
    ),
    target(
        "NFQUEUE",
        Effect::Divert,
        "queue-num= queue-balance= queue-bypass queue-cpu-fanout",
    ),
    target("NOTRACK", Effect::Untrack, ""),
    target(
        "RATEEST",
        Effect::Continue,
        "rateest-name= rateest-interval= rateest-ewmalog=",
    ),
    target("REDIRECT", Effect::Divert, "to-ports= random"),
    target("REJECT", Effect::Reject, "reject-with="),
    target("SECMARK", Effect::Continue, "selctx="),
    target(
        "SET",
        Effect::Continue,
        "add-set== del-set== exist timeout= map-set== map-mark map-prio map-queue",
    ),
    target(
        "SNAT",
        Effect::Accept,
        "to-source= random random-fully persistent",
    ),
    only(
        Families::IPV6,
        target("SNPT", Effect::Continue, "src-pfx= dst-pfx="),
    ),
    target(
        "SYNPROXY",
        Effect::Divert,
        "sack-perm timestamp wscale= mss= ecn",
    ),
    target("TCPMSS", Effect::Continue, "set-mss= clamp-mss-to-pmtu"),
    target("TCPOPTSTRIP", Effect::Continue, "strip-options="),
    target("TEE", Effect::Continue, "gateway= oif="),
    target(
        "TOS",
        Effect::Continue,
        "set-tos= and-tos= or-tos= xor-tos=",
    ),
    target("TPROXY", Effect::Divert, "on-port= on-ip= tproxy-mark="),
    target("TRACE", Effect::Continue, ""),
    only(
        Families::IPV4,
        target("TTL", Effect::Continue, "ttl-set= ttl-dec= ttl-inc="),
    ),
    only(
        Families::IPV4,
        target(
            "ULOG",
            Effect::Continue,
            "ulog-nlgroup= ulog-prefix= ulog-cprange= ulog-qthreshold=",
        ),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_take_as_many_values_as_are_marked() {
        let tcp: Vec<_> = find_match("tcp").unwrap().options().collect();
        assert!(tcp.contains(&("syn", Takes::Nothing)));
        assert!(tcp.contains(&("dport", Takes::One)));
        assert!(tcp.contains(&("tcp-flags", Takes::Two)));
    }

    #[test]
    fn names_are_in_order_and_unique() {
        let is_sorted = |list: &[Extension]| list.is_sorted_by(|one, next| one.name < next.name);
        assert!(is_sorted(&MATCHES[..MATCHES.len() - 1]));
        assert!(is_sorted(&TARGETS));
        assert_eq!(find_match("icmpv6"), find_match("icmp6"));
        assert_eq!(find_match("ipv6-mh"), find_match("mh"));
        assert_eq!(find_match("LOG"), None);
        assert_eq!(find_target("limit"), None);
    }
}
