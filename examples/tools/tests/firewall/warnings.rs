//! The warnings about openings.

use crate::firewall;

/// Returns the warnings on standard error, and asserts that standard output is a rule set.
fn warnings(arguments: &[&str]) -> Vec<String> {
    let output = firewall(arguments);
    assert!(output.status.success(), "{arguments:?}");
    assert!(output.stdout.starts_with(b"#"), "{arguments:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    let warning = |line: &str| line.strip_prefix("firewall: warning: ").unwrap().to_owned();
    text.lines().map(warning).collect()
}

#[test]
fn what_is_harmless_gives_no_warning() {
    for harmless in [
        "ssh",
        "22/tcp",
        "http,https",
        "https/tcp+udp",
        "443/udp",
        "dns/tcp",
        "32400/tcp", // registered for plex, though Kubernetes may take it
        "7,13,17,19/tcp",
        "stun/tcp+udp",
        "ssh,smtp,http",
    ] {
        assert_eq!(warnings(&[harmless]), [""; 0], "{harmless}");
    }
}

/// Openings of single ports, and the warnings about them.
const OF_PORTS: &[(&str, &str)] = &[
    ("1023/tcp", "1023/tcp: reserved, not meant for any service"),
    ("4/tcp", "4/tcp: unassigned, registered for no service"),
    ("22/dccp", "22/dccp: unassigned; registered is 22/tcp (ssh)"),
    (
        "49152/udp",
        "49152/udp: dynamic, so registered for no service, and in the range from which Linux takes \
         the ports of clients, 32768-60999",
    ),
    (
        "60999/tcp",
        "60999/tcp: dynamic, so registered for no service, and in the range from which Linux takes \
         the ports of clients, 32768-60999",
    ),
    (
        "61000/tcp",
        "61000/tcp: dynamic, so registered for no service",
    ),
    (
        "32768/tcp",
        "32768/tcp (filenet-tms): in the range from which Linux takes the ports of clients, \
         32768-60999",
    ),
    (
        "30000/udp",
        "30000/udp: reserved, not meant for any service\n\
         30000/udp: known for Luanti and Minetest, which are not registered",
    ),
    (
        "53/tcp+udp",
        "53/udp (domain): amplifies floods, if it resolves names for all who ask (restrict recursion) \
         [CISA]",
    ),
    (
        "2049/udp",
        "2049/udp (nfs): trusts user numbers, files in clear text (use Kerberos or a VPN) [RFC 2623]",
    ),
    (
        "9200/tcp",
        "9200/tcp (wap-wsp): a database, without a password before version 8, if it is \
         Elasticsearch (use a VPN) [AWS Security Hub]\n\
         9200/tcp (wap-wsp): registered for wap-wsp, but known for Elasticsearch, \
         OpenSearch and Zebra printers",
    ),
    (
        "61616/tcp",
        "61616/tcp: message queues, for their applications alone, if it is Apache ActiveMQ \
         (use a VPN) [Shadowserver]\n\
         61616/tcp: dynamic, so registered for no service\n\
         61616/tcp: known for Apache ActiveMQ, which is not registered",
    ),
    (
        "1911/tcp",
        "1911/tcp (mtp): controls buildings, in clear text, if it is Niagara Fox (use a VPN) \
         [Shadowserver]",
    ),
    (
        "11211/tcp",
        "11211/tcp (memcache): data without a password (use a VPN) [Google Cloud]",
    ),
    (
        "11211/udp",
        "11211/udp (memcache): data without a password, amplifies floods (close it) [CISA]",
    ),
    (
        "111,1434/tcp",
        "111/tcp (sunrpc): lists RPC services (use a VPN) [RFC 1833]\n\
         1434/tcp (ms-sql-m): the administrators' connection to a database (use a VPN) \
         [AWS Security Hub]",
    ),
    (
        "3128/tcp",
        "3128/tcp (ndl-aas): relays for all who connect, unless it asks for a password, if it is \
         Squid (use a VPN) [Shadowserver]\n\
         3128/tcp (ndl-aas): registered for ndl-aas, but known for Proxmox VE and Squid",
    ),
    (
        "8200/tcp",
        "8200/tcp (trivnet1): registered for trivnet1, but known for Elastic APM Server and \
         HashiCorp Vault",
    ),
    (
        "51820/udp",
        "51820/udp: dynamic, so registered for no service, and in the range from which Linux takes \
         the ports of clients, 32768-60999\n\
         51820/udp: known for WireGuard, which is not registered",
    ),
    (
        "40000/tcp",
        "40000/tcp (safetynetp): in the range from which Linux takes the ports of clients, \
         32768-60999",
    ),
    (
        "7786/tcp",
        "7786/tcp (minivend): used by others, says IANA: Known Unauthorized Use on port 7786",
    ),
];

/// Openings of ranges of ports.
const OF_RANGES: &[(&str, &str)] = &[
    (
        "1740-1743/udp",
        "1740-1743/udp: industrial control without authentication, if it is CODESYS runtime and \
         gateway (use a VPN) [CISA and NSA]\n\
         1740-1743/udp: takes in 4 services: encore, cisco-net-mgmt, 3Com-nsd and 1 more",
    ),
    (
        "5900-5910/tcp",
        "5900-5910/tcp: takes in what is dangerous: rfb (5900) and vnc (5901)\n\
         5900-5910/tcp: takes in 9 services: rfb, ff-ice, ag-swim and 6 more\n\
         5900-5910/tcp: of 11 ports, 2 unassigned",
    ),
    (
        "0-65535/tcp",
        "0-65535/tcp: takes in what is dangerous: systat (11), ftp (21), telnet (23) and 92 more\n\
         0-65535/tcp: takes in 5877 services: discard, systat, qotd and 5874 more\n\
         0-65535/tcp: of 65536 ports, 250 reserved, 42747 unassigned, 16384 dynamic",
    ),
    (
        "80-81/tcp",
        "80-81/tcp: takes in the service http\n80-81/tcp: of 2 ports, 1 unassigned",
    ),
    (
        "22-23/tcp",
        "22-23/tcp: takes in what is dangerous: telnet (23)\n22-23/tcp: takes in 2 services: ssh and telnet",
    ),
    ("65000-/tcp", "65000-65535/tcp: all 536 ports are dynamic"),
];

/// Openings by name.
const OF_NAMES: &[(&str, &str)] = &[
    (
        "telnet",
        "23/tcp (telnet): passwords and sessions in clear text (use ssh) [CISA]",
    ),
    (
        "RDP",
        "3389/tcp (ms-wbt-server): a desktop, for all who guess passwords (use a VPN) [CISA]",
    ),
    (
        "ntp/udp",
        "123/udp (ntp): amplifies floods, if it answers mode 6 and 7 queries (set restrict \
         default noquery) [CISA]",
    ),
    (
        "consul",
        "8500/tcp (fmtp): a cluster's services, without a password by default, if it is Consul (use a \
         VPN) [HashiCorp]\n\
         8500/tcp (fmtp): registered for fmtp, but known for Consul\n\
         8500/tcp (fmtp): consul is also known to use 8300/tcp (server RPC), 8301/tcp (Serf LAN \
         gossip), 8302/tcp (Serf WAN gossip) and 3 more, which stay closed\n\
         8500/tcp (fmtp): consul is also known to use 8301/udp (Serf LAN gossip) and 8302/udp (Serf \
         WAN gossip), which stay closed",
    ),
    (
        "plex",
        "32400/tcp (plex): plex is also known to use 8324/tcp (further port) and 32469/tcp (further \
         port), which stay closed",
    ),
    (
        "isakmp/udp",
        "500/udp (isakmp): IPsec's ESP has no port: it is dropped unless this host sends it first, or it \
         is encapsulated in UDP (RFC 3948), which ipsec-nat-t/udp opens",
    ),
    (
        "tor/tcp",
        "9001/tcp (etlservicemgr): registered for etlservicemgr, but known for Tor relay, MinIO, \
         Portainer Agent and 1 more\n\
         9001/tcp (etlservicemgr): tor is also known to use 9030/tcp (directory mirror), 9050/tcp \
         (SOCKS proxy) and 9051/tcp (control port), which stay closed",
    ),
    // 5005/udp is that of RTP.
    (
        "jdwp",
        "5005/tcp (avt-profile-2): debugs Java, which can run code for all who connect, if it is Java \
         debugger (use JDWP over ssh) [SEI CERT]",
    ),
    (
        "jupyter",
        "8888/tcp (ddi-tcp-1): runs code, for all who have its token or password, if it is Jupyter \
         Server and Notebook (use a VPN) [Jupyter]\n\
         8888/tcp (ddi-tcp-1): registered for ddi-tcp-1, but known for Jupyter Server and Notebook, \
         MediaMTX and OpenTelemetry Collector",
    ),
    (
        "mumble/tcp",
        "64738/tcp: dynamic, so registered for no service\n\
         64738/tcp: known for Mumble server, which is not registered",
    ),
    (
        "mumble",
        "64738/tcp: dynamic, so registered for no service\n\
         64738/tcp: known for Mumble server, which is not registered\n\
         64738/tcp: mumble is also known to use 64738/udp (voice), which stays closed",
    ),
    (
        "vnc",
        "5900/tcp (rfb): a desktop, in clear text with many servers (use VNC over ssh) [CISA]\n\
         5900/tcp (rfb): vnc is also known to use 5901-5909/tcp (remote desktop: displays \
         :1 to :9), which stays closed",
    ),
    (
        "oracle",
        "1521/tcp (ncube-lm): a database, for its applications alone, if it is Oracle Database (use \
         a VPN) [Google Cloud]\n\
         1521/tcp (ncube-lm): registered for ncube-lm, but known for Oracle Database\n\
         1521/tcp (ncube-lm): oracle also means oracle 2005/udp, which stays closed. Oracle \
         Database listens on 1521 by default (Oracle, Net Services Reference); IANA's oracle is \
         on 2005 over UDP",
    ),
    (
        "SFTP",
        "22/tcp (ssh): sftp also means sftp 115/tcp, which stays closed. SFTP is the file \
         transfer protocol of SSH; IANA's sftp is the Simple File Transfer Protocol of 1984 \
         (RFC 913)",
    ),
    (
        "winrm",
        "5985/tcp (wsman): commands Windows, for all who guess passwords (use a VPN) [Microsoft]\n\
         5985/tcp (wsman): winrm also means winrm 47001/tcp, which stays closed. The listeners \
         of Windows Remote Management are on 5985 and 5986 by default (Microsoft, Details on \
         secure port configuration for WS-Management)\n\
         5986/tcp (wsmans): commands Windows, for all who guess passwords (use a VPN) [Microsoft]",
    ),
    (
        "http-alt",
        "8080/tcp (http-alt): http-alt has 591,8008 too, which stay closed",
    ),
    (
        "ntp",
        "123/tcp (ntp): ntp is used over udp, which ntp/udp opens",
    ),
    (
        "dns",
        "53/tcp (domain): domain is used over udp too, which domain/udp opens",
    ),
    (
        "stun",
        "3478/tcp (stun): stun is used over udp too, which stun/udp opens",
    ),
    (
        "bacnet",
        "47808/tcp (bacnet): in the range from which Linux takes the ports of clients, \
         32768-60999\n\
         47808/tcp (bacnet): bacnet is used over udp, which bacnet/udp opens",
    ),
    (
        "rtp",
        "5004/tcp (avt-profile-1): avt-profile-1 is used over udp, which avt-profile-1/udp opens",
    ),
    (
        "x11",
        "6000-6063/tcp: keyboards and screens in clear text (use ssh -X) [CISA]",
    ),
];

#[test]
fn each_kind_of_warning() {
    for (opening, expected) in [OF_PORTS, OF_RANGES, OF_NAMES].concat() {
        assert_eq!(warnings(&[opening]).join("\n"), expected, "{opening}");
    }
}

#[test]
fn a_boundary_of_classes_has_its_warning_on_one_side() {
    assert_eq!(
        warnings(&["49151/tcp"]),
        ["49151/tcp: reserved, not meant for any service"]
    );
    assert_eq!(
        warnings(&["49152/tcp"]),
        [
            "49152/tcp: dynamic, so registered for no service, and in the range from which Linux takes \
             the ports of clients, 32768-60999",
            "49152/tcp: known for GlusterFS, which is not registered",
        ]
    );
}

/// `registry/homonyms.csv` is read here as the file that it is, and not through the library.
#[test]
fn every_homonym_is_warned_of_with_the_reason() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../registry/homonyms.csv");
    let mut names = 0;
    for line in csv::Reader::from_path(file).unwrap().into_records() {
        let line = line.unwrap();
        let (name, reason) = (&line[0], &line[3]);
        names += 1;
        let mut opened = 0;
        for protocol in ["tcp", "udp"] {
            let opening = format!("{name}/{protocol}");
            let output = firewall(&[&opening]);
            if output.status.success() {
                opened += 1;
                let text = String::from_utf8(output.stderr).unwrap();
                assert!(text.contains(&format!("{name} also means ")), "{opening}");
                assert!(text.contains(reason), "{opening}: {text}");
            }
        }
        assert!(opened > 0, "{name}");
    }
    assert!(names >= 20);
}

/// The names and the documents that say that their services are used over UDP.
#[test]
fn a_name_that_is_used_over_udp_is_warned_of_if_it_opens_tcp_only() {
    for (name, only, document) in [
        ("tftp", true, "RFC 1350"),
        ("ntp", true, "RFC 5905"),
        ("stun", false, "RFC 8489"),
        ("iax", true, "RFC 5456"),
        ("rtp", true, "RFC 3551"),
        ("rtcp", true, "RFC 3551"),
        ("bacnet", true, "ASHRAE 135"),
        ("sflow", true, "sFlow version 5"),
        ("ripng", true, "RFC 2080"),
        ("teredo", true, "RFC 4380"),
        ("coap", true, "RFC 7252"),
        ("coaps", true, "RFC 7252"),
        ("llmnr", false, "RFC 4795"),
        ("kpasswd", false, "RFC 3244"),
        ("ldp", false, "RFC 5036"),
        ("slp", false, "RFC 2608"),
        ("hart-ip", false, "HART-IP"),
        ("dnp", false, "IEEE 1815"),
    ] {
        let over = if only {
            " is used over udp, which "
        } else {
            " is used over udp too, which "
        };
        let is_of_udp = |warning: &String| warning.contains(over);
        assert!(
            warnings(&[name]).iter().any(is_of_udp),
            "{name}: {document}"
        );
        for other in [format!("{name}/tcp"), format!("{name}/tcp+udp")] {
            assert!(!warnings(&[&other]).iter().any(is_of_udp), "{other}");
        }
    }
}

#[test]
fn other_transports_that_are_open_give_no_warning() {
    assert_eq!(warnings(&["kerberos", "kerberos/udp"]), [""; 0]);
    assert_eq!(warnings(&["http-alt", "591,8008/tcp"]), [""; 0]);
}

#[test]
fn a_danger_to_the_world_is_none_to_a_few() {
    assert_eq!(warnings(&["redis"]).len(), 1);
    assert_eq!(warnings(&["redis", "--from", "::/0"]).len(), 1);
    assert_eq!(warnings(&["redis", "--from", "192.0.2.7"]), [""; 0]);
    assert_eq!(warnings(&["telnet", "--from", "192.0.2.7"]).len(), 1);
}

#[test]
fn of_many_warnings_a_hundred_are_shown() {
    let output = firewall(&["*"]);
    let text = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 101);
    assert_eq!(
        lines[0],
        "firewall: warning: 11/tcp (systat): lists who is logged in (use ssh) [RFC 866]"
    );
    let more = lines[100].strip_prefix("firewall: warning: and ").unwrap();
    let more: usize = more.strip_suffix(" more").unwrap().parse().unwrap();
    let rules = String::from_utf8(output.stdout).unwrap();
    let commented = rules.lines().filter(|line| line.starts_with("# Warning: "));
    assert_eq!(commented.count(), 101);
    let strict = firewall(&["*", "--strict"]);
    let text = String::from_utf8(strict.stderr).unwrap();
    let expected = format!("firewall: {} warnings: ", more + 100);
    assert!(
        text.lines().last().unwrap().starts_with(&expected),
        "{text}"
    );
}
