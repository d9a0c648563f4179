# Rules of ferm, which writes the input of iptables-restore with long options, and loads it by the legacy programs.
set -e
cat > "$1/rules.ferm" <<'RULES'
@def $web = (80 443);
domain (ip ip6) table filter {
  chain INPUT {
    policy DROP;
    mod conntrack ctstate INVALID DROP;
    mod conntrack ctstate (ESTABLISHED RELATED) ACCEPT;
    interface lo ACCEPT;
    proto tcp dport ssh ACCEPT;
    proto tcp dport $web ACCEPT;
    proto (tcp udp) dport domain interface eth1 ACCEPT;
    proto udp dport 60000:61000 ACCEPT;
    proto tcp dport 25 REJECT;
    proto tcp dport !8000:65535 jump low;
    proto tcp dport 2222 mod limit limit 3/min ACCEPT;
    @if @eq($DOMAIN, ip) { saddr 192.0.2.0/24 proto tcp dport 6379 ACCEPT; proto icmp ACCEPT; }
    @else { proto icmpv6 ACCEPT; }
  }
  chain low { proto tcp mod multiport destination-ports (1000:1010 1020) ACCEPT; }
  chain FORWARD policy DROP;
}
RULES
ferm --noexec --lines --domain ip "$1/rules.ferm" > "$1/written.iptables"
ferm --noexec --lines --domain ip6 "$1/rules.ferm" > "$1/written.ip6tables"
ferm "$1/rules.ferm"
iptables-legacy-save > "$1/saved.iptables"
ip6tables-legacy-save > "$1/saved.ip6tables"
