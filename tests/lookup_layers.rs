//! Runs the example program `lookup` on names that are not IANA's service names: aliases, IP
//! protocols and known uses.

mod support;

use port_registry::Service;
use support::fed::{json_lines, text, tsv_fields};
use support::oracle;
use support::program::run;

#[test]
fn ip_protocols_have_answers_without_ports() {
    let tsv = |query: &str| {
        let output = run("lookup", &["--tsv", query], "");
        (output.status.code(), text(&output.stdout).to_owned())
    };
    let answer = |query: &str, protocol: &str, description: &str| {
        let line = format!("{query}\t\t{protocol}\t\tip-protocol\t\t\t{description}\n");
        assert_eq!(tsv(query), (Some(0), line));
    };
    let gre = "IP protocol 47, no ports: Generic Routing Encapsulation";
    for query in ["47/ip", "GRE", "gre", "gre/IP"] {
        answer(query, "GRE", gre);
    }
    answer("a/n", "A/N", "IP protocol 107, no ports: Active Networks");
    answer("136/ip", "UDPLite", "IP protocol 136, the ports of udp");
    answer(
        "TCP/ip",
        "TCP",
        "IP protocol 6, the ports of tcp: Transmission Control",
    );
    answer("200/ip", "200", "IP protocol 200, no ports: Unassigned");

    // A service without a port has the name too.
    let (code, lines) = tsv("icmp");
    assert_eq!(code, Some(0));
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(
        lines,
        [
            "icmp\t\t\t\t\ticmp\ticmp\tInternet Control Message Protocol",
            "icmp\t\tICMP\t\tip-protocol\t\t\tIP protocol 1, no ports: Internet Control Message",
        ]
    );
    // A service with a port is what the name means: `rdp` is not IP protocol 27.
    let (_, lines) = tsv("ptp");
    assert!(!lines.contains("ip-protocol"), "{lines}");

    for (query, message) in [
        (
            "256/ip",
            "unknown IP protocol \"256\": expected one of IANA's keywords or a number from 0 to 255",
        ),
        (
            "/ip",
            "unknown IP protocol \"\": expected one of IANA's keywords or a number from 0 to 255",
        ),
    ] {
        let output = run("lookup", &[query], "");
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(text(&output.stderr), format!("lookup: {message}\n"));
    }

    let output = run("lookup", &["--all", "44/ip"], "");
    let expected = "\
44/ip
    Decimal                   44
    Keyword                   IPv6-Frag
    Protocol                  Fragment Header for IPv6
    IPv6 Extension Header     Y
    Reference                 [Steve_Deering]
";
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn every_alias_is_answered_with_its_service() {
    let aliases = oracle::table(&oracle::file("aliases.csv"));
    let queries: String = aliases[1..]
        .iter()
        .map(|line| line[0].clone() + "\n")
        .collect();
    let tsv = run("lookup", &["--tsv", "-"], &queries);
    let answers: Vec<Vec<&str>> = text(&tsv.stdout)
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    for line in &aliases[1..] {
        let (alias, service) = (line[0].as_str(), line[1].as_str());
        let mut of_alias = answers
            .iter()
            .filter(|fields| fields[0] == alias)
            .peekable();
        assert!(of_alias.peek().is_some(), "{alias}");
        // IANA has a few of the names too, without a port. An alias of several services has an
        // answer for each of them.
        if Service::by_name(alias).len() == 0 {
            assert!(
                of_alias.any(|fields| fields[6].split(',').any(|name| name == service)),
                "{alias}: {service}"
            );
        }
    }
    // Some have characters that no service name has.
    for alias in ["tacacs+", "rfs_server"] {
        assert!(aliases.iter().any(|line| line[0] == alias));
    }
}

/// Returns the port, transport protocol, status and service of each row of the table.
fn table_rows(arguments: &[&str]) -> Vec<[String; 4]> {
    let output = run("lookup", arguments, "");
    let row = |line: &str| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let cell = |at: usize| cells[at].replace('-', "");
        [
            cell(0),
            cell(1).replace("any", ""),
            cell(3),
            cells[4].to_owned(),
        ]
    };
    text(&output.stdout).lines().skip(1).map(row).collect()
}

#[test]
fn all_formats_answer_a_name_with_the_same_rows() {
    for query in [
        "rdp",
        "dns",
        "https",
        "kafka",
        "http-alt",
        "icmp",
        "gre",
        "s1ap",
        "wireguard",
        "winrm",
        "oracle",
        "vnc",
        "samba",
    ] {
        for iana in [&[][..], &["--iana"]] {
            let table = table_rows(&[iana, &[query]].concat());
            let tsv = run("lookup", &[iana, &["--tsv", query]].concat(), "");
            let json = run("lookup", &[iana, &["--json", query]].concat(), "");
            let lines: Vec<[String; 8]> = text(&tsv.stdout)
                .lines()
                .map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>())
                .map(|fields| fields.try_into().unwrap())
                .collect();
            let objects: Vec<[String; 8]> = json_lines(&json).iter().map(tsv_fields).collect();
            assert_eq!(lines, objects, "{query}");
            assert_eq!(tsv.status.code(), json.status.code());
            if lines[0][4] == "unknown" {
                assert!(table.is_empty(), "{query}");
                continue;
            }
            let places = |port: &str, protocol: &str, status: &str| {
                [port, protocol, status].map(|cell| cell.replace('-', ""))
            };
            let of_lines = lines
                .iter()
                .map(|[_, port, protocol, _, status, ..]| places(port, protocol, status));
            let of_table = table
                .iter()
                .map(|[port, protocol, status, _]| places(port, protocol, status));
            assert!(of_lines.eq(of_table), "{query}: {lines:?} {table:?}");
        }
    }
}

#[test]
fn iana_alone_has_no_other_names() {
    for (query, is_iana_s) in [
        ("https", true),
        ("dns", false),
        ("kafka", false),
        ("gre", false),
    ] {
        let output = run("lookup", &["--iana", "--tsv", query], "");
        assert_eq!(output.status.success(), is_iana_s, "{query}");
        assert!(
            run("lookup", &["--tsv", query], "").status.success(),
            "{query}"
        );
    }
    let output = run("lookup", &["--iana", "9200/tcp"], "");
    assert!(!text(&output.stdout).contains("elasticsearch"));
    let output = run("lookup", &["--iana", "--search", "http"], "");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "lookup: --iana and --search exclude each other\n"
    );
}

#[test]
fn known_uses_are_beside_iana_s_service() {
    let rows = table_rows(&["9200/tcp", "51820/udp", "kafka"]);
    let row = |port: &str, protocol: &str, status: &str, name: &str| {
        [port, protocol, status, name].map(str::to_owned)
    };
    for expected in [
        row("9200", "tcp", "assigned", "wapwsp"),
        row("9200", "tcp", "knownuse", "elasticsearch"),
        row("51820", "udp", "knownuse", "wireguard"),
        row("9092", "tcp", "knownuse", "kafka"),
    ] {
        let same = |row: &&[String; 4]| {
            row[..3] == expected[..3] && row[3].replace('-', "") == expected[3]
        };
        assert!(rows.iter().any(|row| same(&row)), "{expected:?} {rows:?}");
    }
    // Eight fields, of IANA's answer.
    let output = run("lookup", &["--tsv", "9200/tcp"], "");
    assert_eq!(
        text(&output.stdout),
        "9200/tcp\t9200\ttcp\tregistered\tassigned\twap-wsp\twap-wsp\tWAP connectionless session service\n"
    );
    let output = run("lookup", &["--json", "9200/tcp"], "");
    let object = &json_lines(&output)[0];
    assert_eq!(object["service"], "wap-wsp");
    assert_eq!(object["known_uses"][0]["name"], "elasticsearch");
    let source = object["known_uses"][0]["source"].as_str().unwrap();
    assert!(source.starts_with("https://"));
}

#[test]
fn a_name_that_means_two_things_has_a_remark() {
    let remarks = |arguments: &[&str]| text(&run("lookup", arguments, "").stderr).to_owned();
    assert_eq!(
        remarks(&["sftp/tcp"]),
        "sftp -> ssh: SFTP is the file transfer protocol of SSH; IANA's sftp is the Simple File \
         Transfer Protocol of 1984 (RFC 913)\n"
    );
    assert!(remarks(&["dicom"]).starts_with("dicom -> dicom: DICOM PS3.8"));
    assert_eq!(remarks(&["--iana", "sftp/tcp"]), "");
    assert_eq!(
        remarks(&["wiregard"]),
        "lookup: \"wiregard\" is not registered; did you mean wireguard?\n"
    );

    assert_eq!(
        remarks(&["--iana", "wireguard"]),
        "lookup: \"wireguard\" is not registered\n"
    );
    let output = run("services-file", &["wireguard"], "");
    assert_eq!(
        text(&output.stderr),
        "services-file: \"wireguard\": not registered, but known to use 51820/udp: the file has IANA's \
         services only\n"
    );

    let output = run("services-file", &["sftp/tcp"], "");
    assert_eq!(
        text(&output.stderr),
        "services-file: warning: \"sftp/tcp\" means ssh and sftp. SFTP is the file transfer protocol \
         of SSH; IANA's sftp is the Simple File Transfer Protocol of 1984 (RFC 913)\n"
    );
    let lines: Vec<&str> = text(&output.stdout)
        .lines()
        .filter(|line| line.contains("/tcp"))
        .collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(text(&run("services-file", &["ssh", "samba"], "").stderr).is_empty());
}

#[test]
fn ports_that_browsers_block_are_marked() {
    let table = |arguments: &[&str]| text(&run("lookup", arguments, "").stdout).to_owned();
    let last = |text: String| text.lines().last().unwrap().to_owned();
    assert_eq!(
        last(table(&["6000/tcp", "--iana"])),
        "6000  tcp       registered  assigned  x11      X Window System (blocked by browsers)"
    );
    assert_eq!(
        last(table(&["0/tcp"])),
        "0     tcp       well-known  reserved  -        Reserved (blocked by browsers)"
    );
    for other in ["6000/udp", "8080/tcp", "ssh"] {
        assert!(!table(&[other]).contains("browsers"), "{other}");
    }
    let output = run("lookup", &["--json", "10080", "443/tcp", "gre"], "");
    let blocked: Vec<bool> = json_lines(&output)
        .iter()
        .map(|line| line["blocked_by_browsers"].as_bool().unwrap())
        .collect();
    assert_eq!(blocked, [true, false, false, false, false, false]);
}

/// The forms are those of an endpoint. Without a transport protocol, all of them are answered.
#[test]
fn ports_are_queried_in_the_forms_of_endpoints() {
    let places = |arguments: &[&str]| {
        let output = run("lookup", &[&["--tsv"], arguments].concat(), "");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        let place = |line: &str| {
            let fields: Vec<&str> = line.split('\t').collect();
            format!("{}/{}", fields[1], fields[2])
        };
        text(&output.stdout)
            .lines()
            .map(place)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let all = "443/tcp 443/udp 443/sctp 443/dccp";
    for (query, expected) in [
        ("443", all),
        (":443", all),
        ("0.0.0.0:443", all),
        ("[::1]:443", all),
        ("*:443", all),
        ("443/tcp", "443/tcp"),
        ("tcp/443", "443/tcp"),
        ("tcp6/443", "443/tcp"),
        ("[::1]:443/udp", "443/udp"),
        ("tcp/domain", "53/tcp"),
        ("domain/tcp", "53/tcp"),
        ("80/tcp,53/udp", "80/tcp 53/udp"),
        ("80/tcp, dns/udp,", "80/tcp 53/udp"),
        ("8000-8002/tcp", "8000/tcp 8001/tcp 8002/tcp"),
        ("udp/22-23", "22/udp 23/udp"),
        ("cl/1/tcp", "172/tcp"),
        ("tcp/cl/1", "172/tcp"),
    ] {
        assert_eq!(places(&[query]), expected, "{query}");
    }
    assert_eq!(places(&["22-23/tcp", "domain/udp"]), "22/tcp 23/tcp 53/udp");
    for (query, message) in [
        (
            "53/tcp/udp",
            "lookup: invalid endpoint \"53/tcp/udp\": expected one transport protocol\n",
        ),
        (
            "localhost:443",
            "lookup: invalid endpoint \"localhost:443\": expected an IP address before the colon, or \
             nothing\n",
        ),
        (
            "443/tpc",
            "lookup: invalid query \"443/tpc\": expected tcp, udp, sctp or dccp after the slash\n",
        ),
    ] {
        let output = run("lookup", &[query], "");
        assert_eq!(output.status.code(), Some(2), "{query}");
        assert_eq!(text(&output.stderr), message);
    }
}
