//! What rules match and do, one by one.

use super::{input, input6, read, written};
use crate::check::rule_set::{Cast, Families};

/// The options of rules of the table filter that accept packets of IPv4, and what they match.
const MATCHES: &[(&str, &str)] = &[
    // Protocols
    ("-p ip", "accept"),
    ("-p all", "accept"),
    ("-p hopopt", "accept"),
    ("-p 0", "accept"),
    ("-p tcp", "tcp accept"),
    ("! -p tcp", "udp sctp dccp accept"),
    ("-p icmp", ""),
    ("! -p icmp", "accept"),
    ("-p udplite -m multiport --dports 22", ""),
    ("-p icmp --icmp-type 8", ""),
    ("-p icmp -m icmp --icmp-type echo-request", ""),
    ("-p esp", ""),
    // Ports
    ("-p tcp --dport 22", "tcp 22 accept"),
    ("-p tcp --dport=22", "tcp 22 accept"),
    ("-p tcp --dpor 22", "tcp 22 accept"),
    ("-p tcp --destination-port ssh", "tcp 22 accept"),
    ("-p 17 --dport 1024:", "udp 1024-65535 accept"),
    ("-m tcp -p tcp --dport 22", "tcp 22 accept"),
    ("-p tcp ! --dport 22", "tcp 0-21,23-65535 accept"),
    ("-p tcp --dport :", "tcp accept"),
    ("-p tcp -m tcp --sport 53", "tcp if <--sport 53> accept"),
    ("-p tcp ! --sport 53", "tcp if <! --sport 53> accept"),
    ("-p tcp --sport 0:65535", "tcp accept"),
    ("-p sctp --dport 22", "sctp 22 accept"),
    ("-p dccp --dport 22", "dccp 22 accept"),
    (
        "-p sctp --chunk-types any INIT",
        "sctp if <--chunk-types any INIT> accept",
    ),
    (
        "-m rateest --rateest x --rateest-bps 1bit --rateest-gt --rateest-pps",
        "if <-m rateest --rateest x --rateest-bps 1bit --rateest-gt --rateest-pps> accept",
    ),
    (
        "-p tcp -m multiport --dports 22,80:90",
        "tcp 22,80-90 accept",
    ),
    (
        "-p tcp -m multiport ! --dports 22",
        "tcp 0-21,23-65535 accept",
    ),
    (
        "-p tcp -m multiport --sports 22",
        "tcp if <--sports 22> accept",
    ),
    ("-p tcp -m multiport --dports 0:65535", "tcp accept"),
    (
        "-p tcp -m multiport --ports 22",
        "tcp [22 accept; if <--ports 22> accept]",
    ),
    (
        "-p tcp -m multiport ! --ports 22",
        "tcp 0-21,23-65535 if <! --ports 22> accept",
    ),
    (
        "-p tcp -m multiport --dports 22,23 -m multiport --dports 23,24",
        "tcp 23 accept",
    ),
    ("-p tcp --dport 22 -m tcp --dport 23", ""),
    // TCP flags
    ("-p tcp --syn", "tcp accept"),
    ("-p tcp ! --syn", ""),
    ("-p tcp --tcp-flags FIN,SYN,RST,ACK SYN", "tcp accept"),
    ("-p tcp ! --tcp-flags FIN,SYN,RST,ACK SYN", ""),
    ("-p tcp --tcp-flags ALL NONE", ""),
    ("-p tcp ! --tcp-flags ALL NONE", "tcp accept"),
    ("-p tcp --tcp-flags NONE NONE", "tcp accept"),
    ("-p tcp ! --tcp-flags NONE SYN", "tcp accept"),
    ("-p tcp --tcp-option 8", "tcp if <--tcp-option 8> accept"),
    // Interfaces
    ("-i lo", ""),
    ("! -i lo", "accept"),
    ("-i +", "accept"),
    ("! -i +", ""),
    ("-i lo+", "if <-i lo+> accept"),
    ("! -i lo+", "if <! -i lo+> accept"),
    ("-i eth0", "if <-i eth0> accept"),
    // Addresses
    ("-s 0.0.0.0/0", "accept"),
    ("! -s 0.0.0.0/0", ""),
    ("-s 192.0.2.0/24", "if <-s 192.0.2.0/24> (some) accept"),
    ("! -s 192.0.2.0/24", "if <! -s 192.0.2.0/24> accept"),
    ("-s gate.example", "if <-s gate.example> (some) accept"),
    (
        "-s 192.0.2.1,198.51.100.0/24",
        "if <-s 192.0.2.1,198.51.100.0/24> (some) accept",
    ),
    ("-s 192.0.2.1,0/0", "accept"),
    ("-d 192.0.2.1", "if <-d 192.0.2.1> accept"),
    ("-d 0/0", "accept"),
    ("-d 224.0.0.0/4", ""),
    ("! -d 224.0.0.0/4", "accept"),
    ("-d 255.255.255.255", ""),
    ("-s 224.0.0.0/4", "if <-s 224.0.0.0/4> (some) accept"),
    (
        "-d 224.0.0.0/4,192.0.2.1",
        "if <-d 224.0.0.0/4,192.0.2.1> accept",
    ),
    (
        "-m iprange --src-range 192.0.2.1-192.0.2.9",
        "if <-m iprange --src-range 192.0.2.1-192.0.2.9> (some) accept",
    ),
    (
        "-m iprange ! --src-range 192.0.2.1-192.0.2.9",
        "if <-m iprange ! --src-range 192.0.2.1-192.0.2.9> accept",
    ),
    ("-f", ""),
    ("! -f", "accept"),
    // States
    ("-m conntrack --ctstate NEW", "new accept"),
    ("-m conntrack --ctstate NEW,UNTRACKED", "not-invalid accept"),
    ("-m conntrack --ctstate RELATED,ESTABLISHED", ""),
    ("-m conntrack ! --ctstate INVALID", "not-invalid accept"),
    ("-m conntrack --ctstate DNAT", ""),
    ("-m state --state NEW", "new accept"),
    ("-m state ! --state NEW", "not-new accept"),
    ("-m conntrack --ctdir ORIGINAL", "new accept"),
    ("-m conntrack --ctdir REPLY", ""),
    (
        "-m conntrack --ctstatus ASSURED",
        "new if <--ctstatus ASSURED> accept",
    ),
    (
        "-m conntrack --ctstate NEW --ctproto 6",
        "new if <--ctproto 6> accept",
    ),
    // The state decides alone on packets without a connection.
    (
        "-m conntrack --ctstate UNTRACKED --ctproto 6",
        "untracked accept",
    ),
    (
        "-m conntrack --ctdir REPLY --ctstate INVALID,UNTRACKED",
        "not-new accept",
    ),
    (
        "-m conntrack --ctstate UNTRACKED,NEW --ctproto 6",
        "not-invalid if unknown <--ctproto does not decide on packets without a connection: expected it with neither of the states INVALID and UNTRACKED> accept",
    ),
    (
        "-p tcp -m state --state NEW -m tcp --dport 22",
        "tcp 22 new accept",
    ),
    // Types
    ("-m addrtype --dst-type LOCAL", "accept"),
    ("-m addrtype ! --dst-type LOCAL", ""),
    ("-m addrtype --dst-type local,BROADCAST", "accept"),
    ("-m addrtype --dst-type BROADCAST", ""),
    ("-m addrtype --dst-type UNICAST", ""),
    ("-m addrtype ! --dst-type UNICAST", "accept"),
    (
        "-m addrtype --dst-type LOCAL --limit-iface-in",
        "if <-m addrtype --dst-type LOCAL --limit-iface-in> accept",
    ),
    (
        "-m addrtype --src-type LOCAL",
        "if <-m addrtype --src-type LOCAL> accept",
    ),
    ("-m pkttype --pkt-type unicast", "accept"),
    ("-m pkttype --pkt-type host", "accept"),
    ("-m pkttype ! --pkt-type unicast", ""),
    ("-m pkttype --pkt-type broadcast", ""),
    ("-m pkttype ! --pkt-type multicast", "accept"),
    // Others
    ("-m comment --comment \"a b\"", "accept"),
    ("-m socket", "if <-m socket> accept"),
    ("-m limit", "if <-m limit> accept"),
    (
        "-m limit --limit 3/min --limit-burst 5",
        "if <-m limit --limit 3/min --limit-burst 5> accept",
    ),
    ("-m recent --set --name x", "accept"),
    ("-m recent ! --set --name x", ""),
    (
        "-m recent --rcheck --seconds 60",
        "if <-m recent --rcheck --seconds 60> accept",
    ),
    (
        "-m set --match-set a src",
        "if <-m set --match-set a src> (some) accept",
    ),
    (
        "-m set --match-set a src,dst",
        "if <-m set --match-set a src,dst> (some) accept",
    ),
    (
        "-m set ! --match-set a src",
        "if <-m set ! --match-set a src> accept",
    ),
    (
        "-m set --match-set a dst",
        "if <-m set --match-set a dst> accept",
    ),
    (
        "-m mac --mac-source 00:00:5e:00:53:01",
        "if <-m mac --mac-source 00:00:5e:00:53:01> accept",
    ),
    (
        "-m string --string \"a b\" --algo bm",
        "if <-m string --string \"a b\" --algo bm> accept",
    ),
    ("-m geoip --src-cc DE", "if <-m geoip --src-cc DE> accept"),
    // Several conditions are one, in order of writing.
    (
        "-i eth0 -m limit -s 192.0.2.1 -p tcp --sport 53 --dport 22",
        "tcp 22 if <-i eth0 -m limit -s 192.0.2.1 --sport 53> (some) accept",
    ),
    ("-c 5 6", "accept"),
    ("-c 5,6", "accept"),
    ("-v -n", "accept"),
    ("-4", "accept"),
    ("-6", ""),
];

#[test]
fn each_way_to_match() {
    for &(options, expected) in MATCHES {
        assert_eq!(
            input(&format!("-A INPUT {options} -j ACCEPT")),
            expected,
            "{options}"
        );
        // The target may be first.
        assert_eq!(
            input(&format!("-A INPUT -j ACCEPT {options}")),
            expected,
            "{options}"
        );
    }
}

#[test]
fn what_is_of_ipv6() {
    for (options, expected) in [
        ("-p hopopt", "accept"),
        ("-p ipv6-icmp", ""),
        ("-p icmpv6 --icmpv6-type 128", ""),
        ("-p ipv6-icmp -m icmp6 --icmpv6-type echo-request", ""),
        ("-s ::/0", "accept"),
        ("! -s ::/0", ""),
        ("-s fe80::/10", "if <-s fe80::/10> (some) accept"),
        ("-d ff02::1", ""),
        ("-d fe80::/64", "if <-d fe80::/64> accept"),
        ("-m addrtype --dst-type LOCAL", "accept"),
        ("-m addrtype --dst-type UNICAST", "accept"),
        ("-m addrtype ! --dst-type UNICAST", ""),
        ("-m addrtype --dst-type MULTICAST", ""),
        ("-m addrtype ! --dst-type MULTICAST", "accept"),
        ("-m addrtype --dst-type UNSPEC", ""),
        (
            "-m addrtype --dst-type ANYCAST",
            "if <-m addrtype --dst-type ANYCAST> accept",
        ),
        ("-m hl --hl-eq 255", "if <-m hl --hl-eq 255> accept"),
        ("-m rt --rt-type 0", "if <-m rt --rt-type 0> accept"),
        ("-m eui64", "if <-m eui64> accept"),
        ("-4", ""),
        ("-6", "accept"),
    ] {
        assert_eq!(
            input6(&format!("-A INPUT {options} -j ACCEPT")),
            expected,
            "{options}"
        );
    }
    // Packets without the header are not dropped.
    for (options, expected) in [
        ("-m rt --rt-type 0", ""),
        ("-m rt ! --rt-type 0", ""),
        ("-m frag", ""),
        ("-m hbh", ""),
        ("-m dst", ""),
        ("-m srh", ""),
        ("-m ipv6header --header frag --soft", ""),
        ("-m ipv6header --header protocol,hop", ""),
        (
            "-m ipv6header --header protocol",
            "if <-m ipv6header --header protocol> drop",
        ),
        (
            "-m ipv6header ! --header frag",
            "if <-m ipv6header ! --header frag> drop",
        ),
    ] {
        assert_eq!(
            input6(&format!("-A INPUT {options} -j DROP")),
            expected,
            "{options}"
        );
    }
    assert_eq!(input6("-A INPUT -m rt --rt-type 0 -j REJECT"), "");
}

/// No packet of another host has an address of the loopback interface, unless `route_localnet` is set for IPv4.
#[test]
fn addresses_of_the_loopback_interface() {
    for (options, expected) in [
        ("-s 127.0.0.1 -j ACCEPT", "if <-s 127.0.0.1> (some) accept"),
        ("-s 127.0.0.0/8 -j DROP", ""),
        ("-d 127.0.0.0/8 ! -i lo -j REJECT", ""),
        ("-s localhost -j DROP", ""),
        (
            "-s 127.0.0.1,192.0.2.1 -j DROP",
            "if <-s 127.0.0.1,192.0.2.1> (some) drop",
        ),
        ("! -s 127.0.0.1 -j DROP", "if <! -s 127.0.0.1> drop"),
        (
            "-s 127.0.0.1 -m foo -j DROP",
            "if unknown <unknown match \"foo\": expected one of iptables-extensions(8)> unknown <unknown match \"foo\": expected one of iptables-extensions(8)>",
        ),
        ("-s 126.0.0.0/7 -j DROP", "if <-s 126.0.0.0/7> (some) drop"),
    ] {
        assert_eq!(input(&format!("-A INPUT {options}")), expected, "{options}");
    }
    for (options, expected) in [
        ("-s ::1 -j ACCEPT", ""),
        ("-d ::1 -j DROP", ""),
        ("-s localhost -j ACCEPT", ""),
        ("! -s ::1 -j DROP", "drop"),
        ("! -d ::1/128 -j ACCEPT", "accept"),
        ("-s ::1/127 -j ACCEPT", "if <-s ::1/127> (some) accept"),
    ] {
        assert_eq!(
            input6(&format!("-A INPUT {options}")),
            expected,
            "{options}"
        );
    }
}

#[test]
fn datagrams_to_several_hosts_have_other_destinations() {
    for (options, expected) in [
        ("-d 224.0.0.251", "ip if <-d 224.0.0.251> accept"),
        ("! -d 224.0.0.0/4", "ip if <! -d 224.0.0.0/4> accept"),
        ("-d 0.0.0.0/0", "ip accept"),
        ("-m pkttype --pkt-type unicast", ""),
        (
            "-m pkttype ! --pkt-type unicast",
            "if <-m pkttype ! --pkt-type unicast> accept",
        ),
        (
            "-m pkttype --pkt-type broadcast",
            "if <-m pkttype --pkt-type broadcast> accept",
        ),
        (
            "-m addrtype --dst-type LOCAL",
            "if <-m addrtype --dst-type LOCAL> accept",
        ),
    ] {
        let text = format!("*filter\n-A INPUT {options} -j ACCEPT\nCOMMIT\n");
        let set = crate::check::save::read(&text, Cast::Group);
        let written = written(&set);
        let rules = written.lines().skip(1).map(str::trim);
        assert_eq!(rules.collect::<String>(), expected, "{options}");
    }
}

#[test]
fn each_table_has_its_hooks() {
    let text = "# Generated by iptables-save v1.8.9\n\
        *raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n\
        -A PREROUTING -p udp --dport 53 -j CT --notrack\n\
        -A PREROUTING -p udp --dport 54 -j NOTRACK\n\
        -A PREROUTING -p udp --dport 55 -j CT --zone 1\n\
        -A PREROUTING -m conntrack --ctstate NEW -j DROP\n\
        -A PREROUTING -m conntrack --ctdir ORIGINAL -j DROP\n\
        -A PREROUTING -m conntrack ! --ctstate INVALID -j DROP\nCOMMIT\n\
        *mangle\n-A PREROUTING -j DROP\n-A INPUT -j DROP\n-A FORWARD -j DROP\nCOMMIT\n\
        *nat\n:PREROUTING DROP [0:0]\n\
        -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 192.0.2.1:8080\n\
        -A INPUT -j SNAT --to-source 192.0.2.2\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n\
        *security\n:INPUT DROP [0:0]\nCOMMIT\n";
    let set = read(text);
    assert_eq!(
        written(&set),
        "raw PREROUTING Prerouting -300 ip accept\n\
        \x20 udp 53 untrack\n\
        \x20 udp 54 untrack\n\
        \x20 udp 55 template\n\
        \x20 new drop\n\
        \x20 new drop\n\
        \x20 not-invalid drop\n\
        mangle PREROUTING Prerouting -150 ip accept\n\
        \x20 drop\n\
        mangle INPUT Input -150 ip accept\n\
        \x20 drop\n\
        nat PREROUTING Prerouting nat -100 ip drop\n\
        \x20 tcp 80 divert <DNAT --to-destination 192.0.2.1:8080>\n\
        nat INPUT Input nat 100 ip accept\n\
        \x20 accept\n\
        security INPUT Input 50 ip drop\n"
    );
    let remark =
        "DNAT --to-destination 192.0.2.1:8080 in chain nat PREROUTING decides on packets instead";
    let no_filter = "the table filter is not here: if the host has one, it decides too";
    assert_eq!(
        set.remarks,
        [(1, no_filter.to_owned()), (19, remark.to_owned())]
    );
    assert!(set.unread.is_empty());
    assert_eq!(set.families, Families::IPV4);
}

#[test]
fn chains_of_forwarded_packets_alone_are_left_out() {
    let text = "*filter\n:INPUT DROP [0:0]\n:A - [0:0]\n:B - [0:0]\n:C - [0:0]\n:D - [0:0]\n:E - [0:0]\n\
        -A FORWARD -j A\n-A A -j B\n-A FORWARD -j C\n-A INPUT -j C\n-A C -j D\n-A E -j DROP\n-A FORWARD -j NONE\nCOMMIT\n";
    let set = read(text);
    assert_eq!(
        written(&set),
        "filter INPUT Input 0 drop\n  jump filter C\nfilter C\n  jump filter D\nfilter D\nfilter E\n  drop\n"
    );
    assert!(set.unread.is_empty());
}
