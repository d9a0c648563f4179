//! Rule sets by hand, each with something that is easily answered wrongly.

use std::collections::BTreeSet;

use crate::languages::Language;
use crate::network::Network;
use crate::packets::Family;
use crate::support::inside::{is_inside, run_inside};
use crate::trial::{Outcome, trial};

const NFTABLES: [&str; 28] = [
    "table inet t {
	chain u { tcp dport 22 notrack; }
	chain r { type filter hook prerouting priority raw; jump u; tcp dport 80 ct state untracked drop; }
	chain c { type filter hook input priority 0; policy drop; ct state untracked accept; tcp dport 80 ct state new accept; }
}
",
    "table inet t {
	chain r { type filter hook prerouting priority raw; notrack; }
	chain c { type filter hook input priority 0; policy drop; ct mark 0 accept; }
}
",
    "table inet t {
	chain r { type filter hook prerouting priority raw; ct state != new drop; }
}
",
    "table inet t {
	chain r { type filter hook prerouting priority raw; ct state untracked drop; }
}
",
    "table inet t {
	chain r { type filter hook prerouting priority -200; ct state != new drop; }
}
",
    "table inet t {
	chain r { type filter hook prerouting priority raw; ct state vmap { new : drop, invalid : drop, untracked : drop }; }
}
",
    "table bridge t {
	chain r { type filter hook input priority 0; policy drop; }
}
",
    "table inet t {
	chain n { type nat hook prerouting priority dstnat; tcp dport 22 drop; }
	chain c { type filter hook input priority 0; ct state invalid drop; }
}
",
    "table inet t {
	chain p { type filter hook prerouting priority mangle; tcp dport 22 tcp dport set 80; }
	chain c { type filter hook input priority 0; policy drop; tcp dport 80 accept; }
}
",
    "table inet t {
	chain p { type filter hook prerouting priority mangle; tcp dport 22 @th,16,16 set 80; }
	chain c { type filter hook input priority 0; policy drop; tcp dport 80 accept; }
}
",
    "table inet t {
	chain p { type filter hook prerouting priority mangle; ip daddr set 10.9.9.9; }
	chain c { type filter hook input priority 0; policy drop; accept; }
}
",
    "table inet t {
	chain p { type filter hook prerouting priority mangle; tcp dport 22 tproxy to :80; }
	chain c { type filter hook input priority 0; policy drop; tcp dport 80 accept; }
}
",
    "table inet t {
	chain c { type filter hook input priority 0; policy drop; tcp flags syn / syn,ack accept; tcp flags != ack drop; }
}
",
    "table inet t {
	map m { type inet_service : mark; elements = { 22 : 5 }; }
	chain c { type filter hook input priority 0; policy drop; meta mark set tcp dport map @m; meta mark 5 accept; }
}
",
    "table inet t {
	chain a { accept; }
	chain b { return; }
	chain c { type filter hook input priority 0; policy drop; tcp dport 22 goto b; tcp dport 22 accept; tcp dport 80 jump b; tcp dport 80 accept; udp dport 53 goto a; }
}
",
    "table inet t {
	chain e { goto f; }
	chain f { return; }
	chain d { goto e; accept; }
	chain c { type filter hook input priority 0; policy drop; tcp dport 22 jump d; tcp dport 22-25 accept; }
}
",
    "table inet t {
	chain c { type filter hook input priority 0; policy drop; rt type 0 drop; exthdr frag exists drop; tcp dport 22 accept; ip6 nexthdr ipv6-frag accept; frag more-fragments 1 accept; ip frag-off & 0x1fff != 0 drop; tcp dport 80 accept; }
}
",
    "table inet t {
	chain c { type filter hook input priority 0; policy drop; fib daddr type { local, unicast } tcp dport 22 accept; fib daddr . iif type local tcp dport 80 accept; fib saddr type local accept; fib daddr type != local accept; meta pkttype { host, other } udp dport 53 accept; fib daddr type vmap { local : accept, broadcast : drop }; }
}
",
    r#"table inet t {
	chain c { type filter hook input priority 0; policy drop; iif eth0 accept; iifname vmap { lo : accept, eth1 : drop }; iifname "eth?" accept; iif vmap { lo : accept, eth1 : jump x }; }
	chain x { tcp dport 22 accept; }
}
"#,
    "table inet t {
	chain c { type filter hook input priority 0; policy drop; meta l4proto != { udp } tcp dport 22 accept; meta l4proto != tcp accept; ip protocol != udp tcp dport 80 accept; }
}
",
    "table inet t {
	chain c { type filter hook input priority 0; policy drop; th dport != 22 accept; meta l4proto { tcp, udp } th dport { 22 } counter return; accept; }
}
",
    "table inet t {
	chain c { type filter hook input priority 0; policy drop; tcp dport != { 22, 80 } drop; tcp dport != 22 return; tcp dport vmap { 22 : continue, 80 : accept }; accept; }
}
",
    "table inet t {
	chain c { type filter hook input priority 0; policy drop; ip saddr != 10.0.0.0/8 tcp dport 22 drop; tcp dport 22 accept; ip6 saddr ::/0 tcp dport 80 accept; ip daddr 0.0.0.0/0 udp dport 53 accept; ip saddr != 0.0.0.0/0 accept; }
}
",
    "table inet t {
	chain late { type filter hook input priority 500; policy accept; tcp dport 22 reject with tcp reset; }
	chain early { type filter hook input priority -500; tcp dport 80 accept; udp dport 53 drop; }
	chain nat { type nat hook input priority 100; policy accept; }
	chain c { type filter hook input priority 0; policy drop; tcp dport { 22, 80 } accept; udp dport 53 accept; }
	chain o { type route hook output priority 0; policy drop; }
	chain f { type filter hook forward priority 0; policy drop; }
}
",
    r#"table inet t {
	set a { type inet_proto . inet_service; flags interval; elements = { tcp . 22, udp . 50-60 }; }
	map v { type ipv4_addr . inet_service : verdict; flags interval; elements = { 10.0.0.0/8 . 80 : accept, 0.0.0.0/0 . 81 : accept }; }
	map i { typeof iifname . tcp dport : verdict; elements = { "eth0" . 443 : accept, "lo" . 23 : accept }; }
	chain c { type filter hook input priority 0; policy drop; meta l4proto . th dport @a accept; ip saddr . tcp dport vmap @v; iifname . tcp dport vmap @i; }
}
"#,
    "table inet t {
	set a { type inet_service; flags interval; elements = { 0-65535 }; }
	set b { type inet_service; }
	set c { type ipv4_addr; flags interval; elements = { 0.0.0.0/1, 128.0.0.0/1 }; }
	chain c { type filter hook input priority 0; policy drop; tcp dport != @a accept; udp dport != @b accept; tcp dport @b accept; ip saddr @c tcp dport 22 accept; }
}
",
    "add table inet t
add chain inet t c { type filter hook input priority 0; policy accept; }
add rule inet t c tcp dport 22 drop
add chain inet t c { policy drop; }
",
    "table inet t {
	chain c { type filter hook input priority 0; policy accept; tcp dport 22 drop; }
}
delete table inet t
table inet t {
	chain c { type filter hook input priority 0; policy drop; tcp dport 80 accept; }
}
",
];

const IPTABLES: [&str; 13] = [
    "*raw
:PREROUTING ACCEPT [0:0]
:u - [0:0]
-A PREROUTING -j u
-A u -p tcp --dport 22 -j CT --notrack
COMMIT
*filter
:INPUT DROP [0:0]
-A INPUT -m conntrack --ctstate UNTRACKED -j ACCEPT
-A INPUT -p tcp --dport 80 -m conntrack --ctstate NEW -j ACCEPT
COMMIT
",
    "*raw
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p tcp --dport 22 -m conntrack --ctstate NEW -j DROP
-A PREROUTING -p tcp --dport 80 -m conntrack --ctstate INVALID -j DROP
-A PREROUTING -p tcp --dport 81 -m conntrack --ctstate UNTRACKED -j DROP
-A PREROUTING -p udp -m conntrack ! --ctstate NEW -j DROP
COMMIT
",
    "*raw
:PREROUTING ACCEPT [0:0]
-A PREROUTING -j CT --notrack
COMMIT
*filter
:INPUT DROP [0:0]
-A INPUT -m conntrack --ctdir ORIGINAL -j ACCEPT
-A INPUT -m conntrack --ctproto tcp -j ACCEPT
-A INPUT -p udp -m conntrack ! --ctstate ESTABLISHED -j ACCEPT
COMMIT
",
    "*mangle
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p tcp --dport 22 -j MARK --set-mark 1
COMMIT
*filter
:INPUT DROP [0:0]
-A INPUT -m mark --mark 1 -j ACCEPT
-A INPUT -m mark ! --mark 1 -p tcp --dport 80 -j ACCEPT
COMMIT
",
    "*security
:INPUT DROP [0:0]
-A INPUT -p tcp --dport 22 -j ACCEPT
COMMIT
",
    "*filter
:INPUT ACCEPT [0:0]
-A INPUT -p tcp -m tcp ! --dport 22 -j DROP
-A INPUT -p udp -m multiport ! --dports 53,100:200 -j DROP
COMMIT
",
    "*filter
:INPUT DROP [0:0]
-A INPUT -p tcp -m multiport --ports 22,80 -j ACCEPT
-A INPUT -p udp -m multiport ! --ports 53 -j ACCEPT
COMMIT
",
    "*filter
:INPUT DROP [0:0]
-A INPUT -p tcp -m multiport ! --sports 53 -m multiport --dports 22 -j ACCEPT
-A INPUT -p sctp --dport 80 -j ACCEPT
-A INPUT -p udplite -j ACCEPT
-A INPUT ! -p sctp -m conntrack --ctstate NEW -m addrtype --dst-type LOCAL -j ACCEPT
COMMIT
",
    r#"*mangle
:INPUT DROP [0:0]
-A INPUT -p tcp --dport 22 -j ACCEPT
-A INPUT -p tcp --dport 80 -j ACCEPT
COMMIT
*filter
:INPUT DROP [0:0]
-A INPUT -p tcp --dport 22 -m tos --tos 0 -j ACCEPT
-A INPUT -p tcp --dport 80 -m comment --comment "-j DROP" -j ACCEPT
COMMIT
"#,
    "*filter
:INPUT DROP [0:0]
-A INPUT -p tcp --dport 22:22 -j ACCEPT
-A INPUT -p tcp --dport http:https -j ACCEPT
-A INPUT -p udp --sport 0:65535 --dport 53 -j ACCEPT
-A INPUT -p udp -m udp --sport :1023 --dport 123 -j ACCEPT
COMMIT
",
    "*filter
:INPUT DROP [0:0]
-A INPUT -m conntrack --ctstate NEW --ctproto 6 -j ACCEPT
-A INPUT -m conntrack --ctorigdstport 53 -j ACCEPT
-A INPUT -m conntrack --ctstatus NONE -j ACCEPT
-A INPUT -m conntrack ! --ctstatus ASSURED -p udp --dport 80 -j ACCEPT
COMMIT
",
    "*filter
:INPUT DROP [0:0]
-A INPUT -m pkttype --pkt-type broadcast -j ACCEPT
-A INPUT -m addrtype --src-type LOCAL -j ACCEPT
-A INPUT -m addrtype --dst-type LOCAL,UNICAST -p tcp --dport 22 -j ACCEPT
-A INPUT -m addrtype ! --src-type UNICAST -j ACCEPT
-A INPUT -m pkttype ! --pkt-type multicast -p tcp --dport 80 -j ACCEPT
COMMIT
",
    "*filter
:INPUT DROP [0:0]
-A INPUT -m statistic --mode random --probability 1 -j ACCEPT
-A INPUT -m length --length 0:65535 -p udp -j ACCEPT
-A INPUT -m policy --dir in --pol none -p tcp --dport 22 -j ACCEPT
COMMIT
",
];

const IP6TABLES: [&str; 1] = ["*filter
:INPUT DROP [0:0]
-A INPUT -m rt --rt-type 0 -j DROP
-A INPUT -m frag --fraglast -j ACCEPT
-A INPUT -m ipv6header --header hop --soft -j DROP
-A INPUT -p tcp --dport 22 -j ACCEPT
-A INPUT -m hbh -j ACCEPT
COMMIT
"];

/// The ports of the rule sets, and their neighbours.
const PORTS: [u16; 16] = [
    0, 1, 21, 22, 23, 25, 52, 53, 54, 79, 80, 81, 123, 200, 443, 65_535,
];

#[test]
fn rule_sets_by_hand() {
    run_inside(
        "edges::inside",
        "type nft iptables-restore ip6tables-restore > /dev/null",
    );
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside() {
    if !is_inside("edges::inside") {
        return;
    }
    let network = match Network::new() {
        Ok(network) => network,
        Err(error) => {
            eprintln!("skipped: no network: {error}");
            return;
        }
    };
    let of_nft = NFTABLES.map(|rules| (rules, Language::Nftables));
    let of_ipv4 = IPTABLES.map(|rules| (rules, Language::Iptables(Family::Ipv4)));
    let of_ipv6 = IP6TABLES.map(|rules| (rules, Language::Iptables(Family::Ipv6)));
    let mut wrong = Vec::new();
    for (rules, language) in of_nft.into_iter().chain(of_ipv4).chain(of_ipv6) {
        match trial(&network, language, rules, &BTreeSet::from(PORTS)) {
            Outcome::Right(_) => {}
            // Another version of the program or of Linux has not all that is in the sets.
            Outcome::Refused(complaint) => eprintln!("refused: {complaint}{rules}"),
            Outcome::Wrong(difference) => wrong.push(format!("{difference}\n{rules}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
