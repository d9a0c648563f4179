//! The rules of a host before and after a rule set is loaded, twice, and removed.

use crate::{hosts, others};

#[test]
fn the_script_leaves_the_other_rules_as_they_are() {
    for host in hosts() {
        for sh in ["sh", "dash", "busybox sh", "bash --posix"] {
            let check = format!("{sh} -c true");
            if !host.network.run(&check, "").status.success() {
                eprintln!("skipped: there is no {sh}");
                continue;
            }
            let sections = host.saved(&format!(
                "host; save before
                     {sh} one.sh; save once; {sh} one.sh; save twice
                     {sh} other.sh; save other; {sh} one.sh; save replaced
                     {sh} one.sh remove; save removed; {sh} one.sh remove; save removed-twice"
            ));
            let [before, once, twice, other, replaced, removed, again, _] = &sections[..] else {
                panic!("{sections:?}");
            };
            let what = format!("{}, {sh}", host.backend);
            assert!(before.contains("-A f2b-sshd -s 203.0.113.7/32 -j REJECT"));
            assert!(before.contains("table inet firewall"));
            assert_eq!(others(once), others(before), "{what}");
            assert_eq!(once.matches("\n-A INPUT -j PORT_REGISTRY\n").count(), 2);
            assert_eq!(others(other), others(before), "{what}");
            assert_eq!(twice, once, "{what}");
            assert_ne!(other, once, "{what}");
            assert_eq!(replaced, once, "{what}");
            assert_eq!(removed, before, "{what}");
            assert_eq!(again, before, "{what}");
        }
    }
}

#[test]
fn the_table_leaves_the_other_rules_as_they_are() {
    for host in hosts() {
        let sections = host.saved(
            "host; save before
             nft -f one.nft; save once; nft -f one.nft; save twice
             nft -f other.nft; save other; nft -f one.nft; save replaced
             nft delete table inet port_registry_firewall; save removed",
        );
        let [before, once, twice, other, replaced, removed, complaint] = &sections[..] else {
            panic!("{sections:?}");
        };
        let own = once.strip_prefix(before.as_str()).unwrap();
        assert!(own.starts_with("table inet port_registry_firewall {\n"));
        assert!(own.contains("\t\ttcp dport @tcp_ports accept\n"));
        let own = other.strip_prefix(before.as_str()).unwrap();
        assert!(own.starts_with("table inet port_registry_firewall {\n"));
        assert_eq!(twice, once);
        assert_eq!(replaced, once);
        assert_eq!(removed, before);
        assert_eq!(complaint, "");
    }
}

#[test]
fn the_script_is_entered_first_and_once() {
    for host in hosts() {
        // fail2ban inserts its chains at the beginning.
        let sections = host.saved(
            "host; sh one.sh; save once
             $IPTABLES -I INPUT -p tcp -j f2b-sshd; $IPTABLES -A INPUT -j PORT_REGISTRY; sh one.sh; save again
             sh one.sh remove; $IPTABLES -D INPUT -p tcp -j f2b-sshd; save removed; sh one.sh; save loaded",
        );
        let backend = host.backend;
        let [once, again, removed, loaded, _] = &sections[..] else {
            panic!("{sections:?}");
        };
        let expected = "-A INPUT -j PORT_REGISTRY\n-A INPUT -p tcp -j f2b-sshd\n";
        assert!(again.contains(expected), "{backend}: {again}");
        assert_eq!(again.matches("-A INPUT -j PORT_REGISTRY\n").count(), 2);
        assert!(!removed.contains("PORT_REGISTRY"), "{backend}");
        assert_eq!(loaded, once, "{backend}");
    }
}
