//! Tests that the build from a broken registry fails, and that cargo shows where the registry is
//! broken.

mod support;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use support::cargo::{self, PACKAGE, registry};

/// A valid registry. Each broken registry differs from it in one place.
const WHOLE: &str = "\
Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,\
Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes\r
http,80,tcp,\"World\nWide\nWeb\",[Tim],[IETF],1992-01,2021-10-01,[RFC9110],,,\r
x11,6000-6063,udp,X Window System,[Bob],[Bob],2007-06,,,,,\r
discard,9,dccp,Discard,[Eddie],[Eddie],,2022-02-07,[RFC4340],1145656131,,\r
";

/// Builds the crate from this file, and returns what cargo prints.
#[track_caller]
fn refused(registry: &Path) -> String {
    let user = cargo::scratch_crate("refused", "", &[("src/lib.rs", "")]);
    let variables = [
        ("PORT_REGISTRY_CSV", registry.as_os_str()),
        // With this, a panic would print a backtrace.
        ("RUST_BACKTRACE", OsStr::new("full")),
    ];
    let run = cargo::cargo(&user, &["build", "--package=port-registry"], &variables);
    assert!(!run.is_success(), "builds");
    let stderr = run.stderr;
    for word in ["panicked", "backtrace", "RUST_BACKTRACE", "Problem"] {
        assert!(!stderr.contains(word), "{word} in {stderr}");
    }
    stderr
}

#[track_caller]
fn tells(stderr: &str, line: &str) {
    let told = stderr
        .lines()
        .any(|told| told.starts_with("error: ") && told.ends_with(line));
    assert!(told, "{line}\nis not in\n{stderr}");
}

#[test]
fn each_broken_registry_is_refused_with_its_place() {
    let cases = [
        (
            "too-large-port",
            ",80,",
            ",65536,",
            "2: Port Number: invalid port range \"65536\": expected a port from 0 to 65535, or two as in 6000-6063",
        ),
        (
            "backwards",
            "6000-6063",
            "6063-6000",
            "5: Port Number: port range 6063-6000 runs backwards: expected the lower port first",
        ),
        (
            "transport",
            ",udp,",
            ",upd,",
            "5: Transport Protocol: unknown transport protocol \"upd\": expected tcp, udp, sctp or dccp",
        ),
        (
            "missing-column",
            "Contact",
            "Contacts",
            "1: Contact: missing column: expected a heading \"Contact\"",
        ),
        (
            "too-few-fields",
            "X Window System,",
            "",
            "5: record: too few fields, 11 from \"x11\" on: expected 12",
        ),
        (
            "too-many-fields",
            "System",
            "System,",
            "5: record: too many fields, 13 from \"x11\" on: expected 12",
        ),
        (
            "broken-quote",
            "X Window",
            "\"X\" Window",
            "5: Description: broken quote in \"\\\"X\\\" Window System,[Bob],[Bob],2007-06,,,\": expected a comma or the end of the record after the closing quote",
        ),
        (
            "not-utf-8",
            "X Window",
            "_",
            "5: Description: \"\\xff System\" is not UTF-8: expected text",
        ),
        (
            "date",
            "2022-02-07",
            "2022-02-30",
            "6: Modification Date: no such date as 2022-02-30: expected a day of the calendar in the years 1 to 9999",
        ),
        (
            "service-code",
            "1145656131",
            "DISC",
            "6: Service Code: invalid service code \"DISC\": expected a decimal number to 4294967295",
        ),
    ];
    for (name, whole, broken, expected) in cases {
        let bytes: Vec<u8> = WHOLE
            .replacen(whole, broken, 1)
            .bytes()
            .map(|byte| if byte == b'_' { 0xff } else { byte })
            .collect();
        assert_ne!(bytes, WHOLE.as_bytes());
        let path = registry(&format!("{name}.csv"), bytes);
        let stderr = refused(&path);
        tells(&stderr, &format!("{}:{expected}", path.display()));
        assert_eq!(
            stderr.matches(&*path.to_string_lossy()).count(),
            1,
            "{stderr}"
        );
    }
}

#[test]
fn all_problems_of_a_registry_are_reported() {
    let text =
        fs::read_to_string(Path::new(PACKAGE).join("registry/service-names-port-numbers.csv"))
            .unwrap();
    let broken = text
        .replacen("\r\nssh,22,tcp,", "\r\nssh,220000,tcp,", 1)
        .replacen("\r\nx11,6000-6063,tcp,", "\r\nx11,6063-6000,tcp,", 1)
        .replacen("\r\nsubmissions,465,tcp,", "\r\nsubmissions,465,tls,", 1);
    let path = registry("several.csv", &broken);
    let stderr = refused(&path);
    for (record, expected) in [
        (
            "\r\nssh,220000,",
            "Port Number: invalid port range \"220000\": expected a port from 0 to 65535, or two as in 6000-6063",
        ),
        (
            "\r\nx11,6063-6000,",
            "Port Number: port range 6063-6000 runs backwards: expected the lower port first",
        ),
        (
            "\r\nsubmissions,465,tls,",
            "Transport Protocol: unknown transport protocol \"tls\": expected tcp, udp, sctp or dccp",
        ),
    ] {
        let line = 2 + broken.split_once(record).unwrap().0.matches('\n').count();
        tells(&stderr, &format!("{}:{line}: {expected}", path.display()));
    }

    // Most records have the transport protocol `udp`.
    let path = registry("many.csv", text.replace(",udp,", ",upd,"));
    let stderr = refused(&path);
    assert_eq!(
        stderr.matches(&*path.to_string_lossy()).count(),
        20,
        "{stderr}"
    );
    let rest = text.matches(",udp,").count() - 20;
    tells(&stderr, &format!("and {rest} more like these"));
}

#[test]
fn a_file_that_is_missing_or_a_folder_is_refused() {
    let missing = cargo::folder("registries").join("no-such-file.csv");
    let stderr = refused(&missing);
    let start = format!("{}: cannot be read: ", missing.display());
    assert!(stderr.contains(&start), "{stderr}");
    let folder = cargo::folder("registries");
    assert!(refused(&folder).contains(&format!("{}: cannot be read: ", folder.display())));
}

#[test]
fn a_path_is_reported_with_where_it_starts_and_ends_no_line() {
    let stderr = refused(Path::new("no/such/file.csv"));
    assert!(
        stderr.contains("no/such/file.csv: cannot be read: "),
        "{stderr}"
    );
    tells(&stderr, &format!("; a relative path starts from {PACKAGE}"));

    // What follows the line end would be a directive to Cargo.
    let stderr = refused(Path::new("x.csv\ncargo::rustc-cfg=injected"));
    tells(
        &stderr,
        "PORT_REGISTRY_CSV is \"x.csv\\ncargo::rustc-cfg=injected\": expected a path without line ends",
    );
}
