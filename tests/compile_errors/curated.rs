//! Errors in the two curated files, and the date of the snapshot.

use super::*;

#[test]
fn each_bad_entry_of_the_preferred() {
    let registry = file(&[
        row(["http", "80", "tcp", ""]),
        row(["www", "80", "tcp", ""]),
        row(["airplay", "", "tcp", ""]),
        row(["x11", "6000-6063", "tcp", ""]),
        row(["flex-lm", "27000-27009", "", ""]),
    ]);
    let missing =
        |service: &str, at: &str| format!("service: no record named {service:?} has the port {at}");
    let cases = [
        ("80,tcp,gopher,x", missing("gopher", "80/tcp")),
        ("81,tcp,http,x", missing("http", "81/tcp")),
        ("80,udp,http,x", missing("http", "80/udp")),
        ("80,tcp,HTTP,x", missing("HTTP", "80/tcp")),
        ("80,tcp,,x", missing("", "80/tcp")),
        ("80,tcp,airplay,x", missing("airplay", "80/tcp")),
        ("6064,tcp,x11,x", missing("x11", "6064/tcp")),
        (
            "65536,tcp,http,x",
            "port: invalid port \"65536\": expected a number from 0 to 65535".to_owned(),
        ),
        (
            ",tcp,http,x",
            "port: invalid port \"\": expected a number from 0 to 65535".to_owned(),
        ),
        (
            "80-81,tcp,http,x",
            "port: invalid port \"80-81\": expected a number from 0 to 65535".to_owned(),
        ),
        (
            "80,icmp,http,x",
            "protocol: unknown transport protocol \"icmp\": expected tcp, udp, sctp or dccp"
                .to_owned(),
        ),
        (
            "80,,http,x",
            "protocol: unknown transport protocol \"\": expected tcp, udp, sctp or dccp".to_owned(),
        ),
        (
            "80,tcp,http,",
            "why: empty: expected the reason and its source".to_owned(),
        ),
        (
            "80,tcp,http",
            "record: too few fields, 3 from \"80\" on: expected 4".to_owned(),
        ),
        (
            "80,tcp,http,x,y",
            "record: too many fields, 5 from \"80\" on: expected 4".to_owned(),
        ),
        (
            "80,tcp,http,a \"b\"",
            format!("why: broken quote in \"a \\\"b\\\"\": {UNQUOTED}"),
        ),
    ];
    for (entry, expected) in cases {
        let preferred = format!(
            "port,protocol,service,why\n6000,tcp,x11,\"two\nlines\"\n27009,sctp,flex-lm,x\n{entry}"
        );
        let lines = refused(&with_preferred(&registry, preferred));
        assert_eq!(lines, [format!("preferred.csv:5: {expected}")], "{entry}");
    }

    let twice = "port,protocol,service,why\n80,tcp,http,x\n80,tcp,www,x\n";
    let expected = "preferred.csv:3: port: 80/tcp is decided on line 2: expected it once";
    assert_eq!(refused(&with_preferred(&registry, twice)), [expected]);

    let bytes = b"port,protocol,service,why\n80,tcp,http,\xff\n".to_vec();
    let expected = r#"preferred.csv:2: why: "\xff" is not UTF-8: expected text"#;
    assert_eq!(refused(&with_preferred(&registry, bytes)), [expected]);
}

#[test]
fn each_bad_entry_of_the_aliases() {
    let registry = file(&[
        row(["http", "80", "tcp", ""]),
        row(["Gopher", "70", "tcp", ""]),
        row(["rdp", "", "tcp", ""]),
    ]);
    let registered = |name: &str| {
        format!(
            "alias: {name:?} is itself a registered name with a port: expected a name that is not"
        )
    };
    let missing = |name: &str| format!("service: no record named {name:?} has a port");
    let malformed =
        |name: &str| format!("alias: {name:?}: expected 1 to 24 characters, no capitals");
    let cases = [
        ("web,htps,x", missing("htps")),
        ("web,rdp,x", missing("rdp")),
        ("web,,x", missing("")),
        // An alias cannot refer to another alias.
        ("web,world-wide-web2,x", missing("world-wide-web2")),
        ("http,gopher,x", registered("http")),
        ("gopher,http,x", registered("gopher")),
        ("Web,http,x", malformed("Web")),
        (",http,x", malformed("")),
        (
            "twenty-five-letters-long-,http,x",
            malformed("twenty-five-letters-long-"),
        ),
        (
            "web,http,",
            "source: empty: expected where the alias is in use".to_owned(),
        ),
        (
            "web,http",
            "record: too few fields, 2 from \"web\" on: expected 3".to_owned(),
        ),
        (
            "web,http,x,y",
            "record: too many fields, 4 from \"web\" on: expected 3".to_owned(),
        ),
        (
            "web,http,\"x",
            format!("source: broken quote in \"\\\"x\": {UNCLOSED}"),
        ),
    ];
    for (entry, expected) in cases {
        let aliases = format!(
            "alias,service,source\nrdp,HTTP,\"two\nlines\"\ntwenty-four-letters-long,http,x\n{entry}"
        );
        let lines = refused(&with_aliases(&registry, aliases));
        assert_eq!(lines, [format!("aliases.csv:5: {expected}")], "{entry}");
    }

    let twice = "alias,service,source\nweb,http,x\nweb,gopher,x\nweb,HTTP,x\n";
    let expected = "aliases.csv:4: alias: \"web\" of \"HTTP\" is on line 2 too: expected it once";
    assert_eq!(refused(&with_aliases(&registry, twice)), [expected]);
}

#[test]
fn each_missing_column_of_the_curated_files() {
    let registry = file(&[HTTP.join(",")]);
    for column in ["port", "protocol", "service", "why"] {
        let headings = "port,protocol,service,why".replace(column, "x");
        let expected =
            format!("preferred.csv:1: {column}: missing column: expected a heading {column:?}");
        assert_eq!(refused(&with_preferred(&registry, headings)), [expected]);
    }
    for column in ["alias", "service", "source"] {
        let headings = "alias,service,source".replace(column, "x");
        let expected =
            format!("aliases.csv:1: {column}: missing column: expected a heading {column:?}");
        assert_eq!(refused(&with_aliases(&registry, headings)), [expected]);
    }
}

#[test]
fn another_registry_may_lack_what_the_curated_files_name() {
    let passed_over = Inputs {
        preferred: source(
            "preferred.csv",
            "port,protocol,service,why\n70,tcp,gopher,x\n80,tcp,http,x\n",
        ),
        aliases: source(
            "aliases.csv",
            "alias,service,source\nhttp,http,x\nhole,gopher,x\nweb,http,x\n",
        ),
        missing: Missing::IsSkipped,
        ..inputs(file(&[HTTP.join(",")]))
    };
    let compiled = build(&passed_over);
    let expected = [
        r#"preferred.csv:2: service: skipped: no record named "gopher" has the port 70/tcp"#,
        r#"aliases.csv:2: alias: skipped: "http" is itself a registered name with a port: expected a name that is not"#,
        r#"aliases.csv:3: service: skipped: no record named "gopher" has a port"#,
    ];
    assert_eq!(compiled.warnings, expected);
    assert!(compiled.tables.contains("\"web\""));
    assert!(!compiled.tables.contains("\"hole\""));

    // These lines are malformed, which is an error with any registry.
    let malformed = Inputs {
        preferred: source(
            "preferred.csv",
            "port,protocol,service,why\n70,icmp,gopher,x\n",
        ),
        ..passed_over
    };
    let expected = r#"preferred.csv:2: protocol: unknown transport protocol "icmp": expected tcp, udp, sctp or dccp"#;
    assert_eq!(refused(&malformed), [expected]);
}

// The date of the snapshot.

#[test]
fn each_bad_snapshot() {
    let cases = [
        (
            "2021-09-30\n",
            "2021-09-30 is before 2021-10-01: expected no later date in the registry",
        ),
        (
            "2020",
            "2020 is before 2021-10-01: expected no later date in the registry",
        ),
        (
            "",
            r#"invalid date "": expected YYYY-MM-DD, YYYY-MM or YYYY"#,
        ),
        (
            "today\n",
            r#"invalid date "today": expected YYYY-MM-DD, YYYY-MM or YYYY"#,
        ),
        (
            "2026-09-12\n2026-09-13",
            r#"invalid date "2026-09-12\n2026-09-13": expected YYYY-MM-DD, YYYY-MM or YYYY"#,
        ),
        (
            "2023-02-30",
            "no such date as 2023-02-30: expected a day of the calendar in the years 1 to 9999",
        ),
    ];
    for (snapshot, expected) in cases {
        let inputs = Inputs {
            snapshot: Some(source("snapshot", snapshot)),
            ..inputs(file(&[HTTP.join(",")]))
        };
        assert_eq!(refused(&inputs), [format!("snapshot:1: date: {expected}")]);
    }
}

#[test]
fn the_snapshot_is_the_file_or_the_newest_date() {
    let packed = |year: usize, month: usize, day: usize| year << 16 | month << 8 | day;
    let snapshot = |file: Option<&str>, records: &[String]| {
        let inputs = Inputs {
            snapshot: file.map(|text| source("snapshot", text)),
            ..inputs(self::file(records))
        };
        constant(&build(&inputs), "SNAPSHOT")
            .parse::<usize>()
            .unwrap()
    };
    let http = [HTTP.join(",")];
    assert_eq!(snapshot(Some("2021-10-01\r\n"), &http), packed(2021, 10, 1));
    assert_eq!(snapshot(Some("2026-09-12"), &http), packed(2026, 9, 12));
    assert_eq!(snapshot(None, &http), packed(2021, 10, 1));
    let newer = http_but("Registration Date", "2022-01");
    assert_eq!(snapshot(None, &[newer, HTTP.join(",")]), packed(2022, 1, 0));
    // A snapshot needs a date, even if the registry has none.
    assert_eq!(snapshot(None, &[]), packed(1, 0, 0));
}

// Odd registries that are valid; `other_registries.rs` queries such a registry.
