//! Files that the build must refuse: invalid cells, bytes and headings.

use crate::cases::{Cases, Told};
use crate::file::File;
use crate::registries::files::{HEADINGS, place};

pub const DATES: [&str; 2] = ["Registration Date", "Modification Date"];

pub fn add(cases: &mut Cases) {
    ports(cases);
    cells(cases);
    not_text(cases);
    headings(cases);
}

fn ports(cases: &mut Cases) {
    const PORTS: &str = "expected a port from 0 to 65535, or two as in 6000-6063";
    const PORT: &str = "expected a number from 0 to 65535";
    let ports: [(&str, &[&str], &str); 9] = [
        (
            "port over 65535",
            &["65536", "70000", "99999999999999999999"],
            PORTS,
        ),
        ("negative port", &["-1", "-80", "--80"], PORTS),
        (
            "port of no digits",
            &["http", "0x50", "80a", "８０", "80.0"],
            PORTS,
        ),
        (
            "port with a sign or a space",
            &["+80", " 80", "80 ", "8 0"],
            PORTS,
        ),
        (
            "port that looks empty",
            &[" ", "\t", "\u{a0}", "-", "\0"],
            PORTS,
        ),
        (
            "backward span",
            &["6063-6000", "65535-0", "2-1"],
            "runs backwards: expected the lower port first",
        ),
        (
            "span with a bad end",
            &["80-65536", "80-x", "x-80", "80-90-100", "80 - 90"],
            PORT,
        ),
        (
            "port with leading zeros",
            &["080", "00000", "0065535", "080-0090", "80-0090"],
            "expected no leading zero, which not all systems read as decimal",
        ),
        (
            "span with another mark",
            &["80–90", "80..90", "80:90", "80-"],
            PORTS,
        ),
    ];
    for (kind, bad, says) in ports {
        cases.bad_cells(kind, &["Port Number"], bad, says);
    }
}

fn cells(cases: &mut Cases) {
    const TRANSPORT: &str = "expected tcp, udp, sctp or dccp";
    const SHAPE: &str = "expected YYYY-MM-DD, YYYY-MM or YYYY";
    const DAY: &str = "expected a day of the calendar in the years 1 to 9999";
    const CODE: &str = "expected a decimal number to 4294967295";
    cases.bad_cells(
        "control character in a name",
        &["Service Name"],
        &[
            "line\nend",
            "line\rend",
            "\0",
            "tab\there",
            "esc\u{1b}[31m",
            "\u{85}",
        ],
        "expected no control characters",
    );
    cases.bad_cells(
        "name too long",
        &["Service Name"],
        &[&"n".repeat(256), &"ü".repeat(128)],
        "expected 255 bytes at most",
    );
    cases.bad_cells(
        "unknown transport",
        &["Transport Protocol"],
        &["icmp", "tcp/udp", "tpc", "6", " tcp", "udplite"],
        TRANSPORT,
    );
    let dates: [(&str, &[&str], &str); 6] = [
        (
            "month that is none",
            &["2007-13", "2007-00", "2007-13-01"],
            DAY,
        ),
        ("30 or 31 February", &["2023-02-30", "2024-02-31"], DAY),
        (
            "29 February of a common year",
            &["2023-02-29", "1900-02-29"],
            DAY,
        ),
        (
            "day that is none",
            &["2007-06-31", "2007-06-00", "2007-01-32"],
            DAY,
        ),
        ("year 0", &["0000", "0000-01-01"], DAY),
        (
            "date of another shape",
            &[
                "June 2007",
                "2007-6",
                "07-06-01",
                "2007/06/01",
                "20070601",
                " 2007",
                "2007-06-01T00:00",
            ],
            SHAPE,
        ),
    ];
    for (kind, bad, says) in dates {
        cases.bad_cells(kind, &DATES, bad, says);
    }
    cases.bad_cells(
        "service code too large",
        &["Service Code"],
        &["4294967296", "99999999999"],
        CODE,
    );
    cases.bad_cells(
        "service code of another form",
        &["Service Code"],
        &["DISC", "SC:DISC", "x44495343", "-1", "1.5"],
        CODE,
    );
}

fn not_text(cases: &mut Cases) {
    let bytes: [(&[u8], &str); 6] = [
        (b"\xff", r"\xff"),
        (b"Caf\xe9", r"Caf\xe9"),
        (b"\xc3", r"\xc3"),
        (b"\xed\xa0\x80", r"\xed\xa0\x80"),
        (b"\xf4\x90\x80\x80", r"\xf4\x90\x80\x80"),
        (b"\xc0\x80", r"\xc0\x80"),
    ];
    for (at, (raw, shown)) in bytes.into_iter().enumerate() {
        for (kind, column, quoted) in [
            ("name that is not UTF-8", "Service Name", false),
            ("description that is not UTF-8", "Description", false),
            ("quoted cell that is not UTF-8", "Assignment Notes", true),
        ] {
            let record = cases.place(at);
            let raw = if quoted {
                [b"\"a\nb", raw, b"\""].concat()
            } else {
                raw.to_vec()
            };
            let says = format!("{shown}\" is not UTF-8: expected text");
            let bytes = cases.base.with_raw(record, column, &raw);
            let told = [Told::new(cases.base.line(record), column, says)];
            cases.refused(
                kind,
                format!("{shown} in {column} of record {record}"),
                bytes,
                told,
            );
        }
    }
    // A cell that is not UTF-8 is reported once: it is not reported as an invalid port too.
    for (at, column) in [
        "Port Number",
        "Transport Protocol",
        "Registration Date",
        "Service Code",
    ]
    .into_iter()
    .enumerate()
    {
        let record = cases.place(at);
        let bytes = cases.base.with_raw(record, column, b"1\xff");
        let told = [Told::new(
            cases.base.line(record),
            column,
            r#""1\xff" is not UTF-8: expected text"#,
        )];
        cases.refused(
            "value that is not UTF-8",
            format!("{column} of record {record}"),
            bytes,
            told,
        );
    }
    let text = cases.base.text();
    let (before, after) = text.split_once("Description").unwrap();
    let bytes = [before.as_bytes(), b"D\xe9signation", after.as_bytes()].concat();
    let told = [Told::new(
        1,
        "record",
        r#"heading "D\xe9signation" is not UTF-8: expected text"#,
    )];
    cases.refused(
        "heading that is not UTF-8",
        "Description".to_owned(),
        bytes,
        told,
    );

    let few = File {
        records: cases.base.records[..9].to_vec(),
        ..cases.base.clone()
    };
    let utf_16 = few
        .text()
        .split_inclusive("\r\n")
        .take(4) // without quotes, which would be reported as well
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect::<Vec<_>>();
    let told = [Told::new(1, "record", r#"heading "\xff\xfeS\x00e\x00r"#)];
    cases.refused(
        "UTF-16",
        "the whole file".to_owned(),
        [&[0xff, 0xfe], &*utf_16].concat(),
        told,
    );
}

pub fn missing(columns: &[&str]) -> Vec<Told> {
    let missing = |column: &&str| {
        let says = format!("missing column: expected a heading {column:?}");
        Told::new(1, column, says)
    };
    columns.iter().map(missing).collect()
}

fn headings(cases: &mut Cases) {
    let base = cases.base.clone();
    for (at, column) in HEADINGS.into_iter().enumerate() {
        let others: Vec<usize> = (0..12).filter(|other| *other != at).collect();
        cases.refused(
            "missing column",
            column.to_owned(),
            base.rearranged(&others).bytes(),
            missing(&[column]),
        );

        let twice = base.with_column(at / 2, column, "").bytes();
        let told = [Told::new(
            1,
            column,
            "the heading is there twice: expected it once",
        )];
        cases.refused(
            "doubled column",
            format!("{column}, again as column {}", at / 2 + 1),
            twice,
            told,
        );
    }
    for (column, heading) in [
        ("Service Name", "service name"),
        ("Port Number", "Port Number "),
        ("Description", "Beschreibung"),
        ("Unauthorized Use Reported", "Unauthorised Use Reported"),
        ("Reference", ""),
        ("Assignment Notes", "\u{feff}Assignment Notes"),
    ] {
        let mut file = base.clone();
        heading.clone_into(&mut file.headings[place(column)]);
        cases.refused(
            "misspelt heading",
            format!("{column} as {heading:?}"),
            file.bytes(),
            missing(&[column]),
        );
    }
    for at in [0, 12] {
        let file = base.with_column(at, "Known Unauthorized Uses", "");
        let told = [Told::new(
            1,
            HEADINGS[10],
            "the heading is there twice: expected it once",
        )];
        cases.refused(
            "both spellings of column 11",
            format!("the old one as column {}", at + 1),
            file.bytes(),
            told,
        );
    }
    let no_headings = File {
        headings: base.records[0].clone(),
        ..base.clone()
    };
    cases.refused(
        "no headings",
        "the first record stands for them".to_owned(),
        no_headings.bytes(),
        missing(&HEADINGS),
    );
    for delimiter in [";", "\t", "|"] {
        let lines = base
            .clone()
            .records
            .iter()
            .map(|cells| cells.join(delimiter) + "\n")
            .collect::<String>();
        let lines = lines.replace([',', '"'], " ");
        let text = HEADINGS.join(delimiter) + "\n" + &lines;
        cases.refused(
            "another delimiter",
            format!("{delimiter:?}"),
            text.into_bytes(),
            missing(&HEADINGS),
        );
    }
}
