//! Files that the build must accept: changed rows.

use crate::cases::Cases;
use crate::file::File;
use crate::registries::files::{HEADINGS, place};

pub fn add(cases: &mut Cases) {
    names(cases);
    places(cases);
    texts(cases);
    statuses(cases);
    aliases(cases);
    rows(cases);
}

fn names(cases: &mut Cases) {
    let long = |len: usize| "n".repeat(len - 1) + "Z";
    let name = "Service Name";
    cases.good_cells(
        "name of 15 bytes and more",
        name,
        &[
            &long(15),
            &long(16),
            &long(17),
            &long(63),
            &long(255),
            &"ü".repeat(8),
        ],
    );
    cases.good_cells(
        "name of odd characters",
        name,
        &[
            "with space",
            "sla/sh/tcp",
            "com,ma",
            "quo\"te",
            "back\\slash",
            "ünï",
            "😀",
            " lead",
            "at@sign",
            "under_score",
            "1234",
            "-",
            "{}",
            "é",
        ],
    );
    cases.good_cells(
        "name of capitals",
        name,
        &["HTTPS", "Echo", "DISCARD", "X11", "FTP-data"],
    );
    // Names with equal hashes.
    let base = cases.base.clone();
    for pair in [
        ["a@b", "a`b"],
        ["[x]", "{x}"],
        ["a^", "a~"],
        ["p@q", "p`q"],
        ["a\\b", "a|b"],
    ] {
        let [first, last] = [cases.place(0), cases.place(2)];
        let file = base.with(first, name, pair[0]).with(last, name, pair[1]);
        cases.data(
            "names alike but for a bit",
            format!("{pair:?} of records {first} and {last}"),
            file,
        );
    }
    for at in [30, 150, 270] {
        cases.data(
            "name taken away",
            format!("of record {at}"),
            base.with(at, name, ""),
        );
    }
    for (at, cells) in base
        .records
        .iter()
        .enumerate()
        .filter(|(_, cells)| cells[0].is_empty())
        .step_by(29)
    {
        cases.data(
            "name given to a nameless row",
            format!("to record {at}, {:?}", cells[3]),
            base.with(at, name, "newcomer"),
        );
    }
    let mut nameless = base.clone();
    nameless
        .records
        .iter_mut()
        .for_each(|cells| cells[0].clear());
    cases.data("name taken away", "of every record".to_owned(), nameless);
}

fn places(cases: &mut Cases) {
    let ports = "Port Number";
    cases.good_cells(
        "port at a bound",
        ports,
        &["0", "1023", "1024", "49151", "49152", "65535"],
    );
    cases.good_cells("no port", ports, &["", "", "", ""]);
    cases.good_cells(
        "span of ports",
        ports,
        &[
            "0-65535",
            "49151-49152",
            "80-80",
            "0-0",
            "65535-65535",
            "1000-1100",
            "20-443",
            "65504-65535",
        ],
    );
    cases.good_cells("no transport", "Transport Protocol", &["", "", "", ""]);
    cases.good_cells(
        "another transport",
        "Transport Protocol",
        &["sctp", "dccp", "tcp", "udp"],
    );
    cases.good_cells(
        "transport in capitals",
        "Transport Protocol",
        &["TCP", "Udp", "sCTP", "DCCP"],
    );
    for column in ["Registration Date", "Modification Date"] {
        cases.good_cells(
            "date of each form",
            column,
            &[
                "0001",
                "2007-06",
                "9999-12-31",
                "2000-02-29",
                "2024-02-29",
                "1998-01-31",
            ],
        );
    }
    cases.good_cells(
        "service code at a bound",
        "Service Code",
        &["0", "4294967295", "007", "1145656131"],
    );
}

fn texts(cases: &mut Cases) {
    let huge = "x, \"y\"\nü".repeat(10_000);
    for column in [
        "Description",
        "Assignee",
        "Contact",
        "Reference",
        "Unauthorized Use Reported",
        "Assignment Notes",
    ] {
        cases.good_cells(
            "text of any kind",
            column,
            &[
                "ü \u{feff} 😀 \u{202e}",
                "a\0b",
                "\\\"'{}\u{7f}",
                "a\r\nb\rc\n",
            ],
        );
        cases.good_cells("huge cell", column, &[&huge]);
    }
    let annotation = "IANA assigned this well-formed service name as a replacement for";
    for text in ["Well \"old\".", " \"old\"", "", "\n"] {
        let cell = format!("{text}{annotation} {text}");
        cases.good_cells(
            "annotation",
            "Description",
            &[&cell, &format!("Text\n {cell}")],
        );
    }
}

fn statuses(cases: &mut Cases) {
    let base = cases.base.clone();
    let nameless: Vec<usize> = (0..base.records.len())
        .filter(|&at| base.records[at][0].is_empty() && !base.records[at][1].is_empty())
        .collect();
    let words = [
        "RESERVED",
        "IANA Reserved",
        "Reserved - IANA",
        "unassigned",
        "(unassigned) Possibly assigned",
        "Unassigned [was netstat]",
        "De-registered",
        "REMOVED (2001-01-01)",
        "Deprecated",
        "de-Commissioned Port",
        "Decomissioned Port 04/14/00, ms",
        "Decommissioned",
        "Reserved, before that unassigned",
        "Unassigned, once Reserved",
    ];
    for (at, word) in words.into_iter().enumerate() {
        let record = nameless[at * 7 % nameless.len()];
        cases.data(
            "status word",
            format!("{word:?} of record {record}"),
            base.with(record, "Description", word),
        );
    }
    for (at, prose) in [
        "any private use",
        "",
        "Possibly used by Sun Solaris????",
        "frei",
        "re-served",
    ]
    .into_iter()
    .enumerate()
    {
        let record = nameless[(at * 11 + 3) % nameless.len()];
        cases.data(
            "prose that nobody foresaw",
            format!("{prose:?} of record {record}"),
            base.with(record, "Description", prose),
        );
    }
    for word in ["Reserved", "Unassigned", "Removed"] {
        let record = base
            .records
            .iter()
            .position(|cells| cells[0] == "ssh")
            .unwrap();
        cases.data(
            "status word of a named row",
            format!("{word:?} of record {record}"),
            base.with(record, "Description", word),
        );
    }
}

fn aliases(cases: &mut Cases) {
    let base = cases.base.clone();
    let of = |name: &str| {
        base.records
            .iter()
            .position(|cells| cells[0] == name)
            .unwrap()
    };
    let note = |name: &str| format!("This entry is an alias to \"{name}\".\nIt is historic.");
    for (kind, row, name) in [
        ("historic alias", "telnet", "SSH"),
        ("historic alias", "https", "http"),
        ("historic alias of nobody", "ssh", "no-such-name"),
        ("historic alias of nobody", "ssh", ""),
        ("historic alias of itself", "ssh", "ssh"),
        ("historic alias of its alias", "whoispp", "whois++"),
        ("historic alias of an alias", "telnet", "whois++"),
    ] {
        let file = base.with(of(row), "Assignment Notes", &note(name));
        cases.data(kind, format!("{row:?} of {name:?}"), file);
    }
    for notes in [
        "This is a duplicate of the \"ssh\" service",
        "is an alias to \"ssh",
        "an alias to ssh",
    ] {
        cases.data(
            "note that is nearly one",
            format!("{notes:?} of http"),
            base.with(of("http"), "Assignment Notes", notes),
        );
    }
    let nameless = base.records.iter().position(|cells| cells[0].is_empty());
    let file = base.with(nameless.unwrap(), "Assignment Notes", &note("ssh"));
    cases.data(
        "alias note without a name",
        "of the first such row".to_owned(),
        file,
    );
    for name in ["dns", "rdp", "SMB"] {
        cases.data(
            "common alias that is registered",
            format!("{name:?} of record 50"),
            base.with(50, "Service Name", name),
        );
    }
    let mut renamed = base.clone();
    renamed
        .records
        .iter_mut()
        .filter(|cells| cells[0] == "domain")
        .for_each(|cells| cells[0].push('2'));
    cases.data(
        "common alias of nobody",
        "\"domain\" renamed".to_owned(),
        renamed,
    );
}

fn rows(cases: &mut Cases) {
    let base = cases.base.clone();
    let of = |records: Vec<Vec<String>>| File {
        records,
        ..base.clone()
    };
    cases.data("headings alone", "no record".to_owned(), of(Vec::new()));
    let alone = base.headings.join(",").into_bytes();
    cases.accepted(
        "headings alone",
        "no line end".to_owned(),
        alone,
        of(Vec::new()),
    );
    for count in [1, 2, 3, 4, 17] {
        cases.data(
            "few records",
            format!("the last {count}"),
            of(base.records[base.records.len() - count..].to_vec()),
        );
    }
    let mut random = cases.random.clone();
    for _ in 0..4 {
        let [left, right] = [
            random.below(base.records.len()),
            random.below(base.records.len()),
        ];
        let mut twice = base.clone();
        twice.records.insert(right, base.records[left].clone());
        cases.data(
            "row twice",
            format!("record {left} again as {right}"),
            twice,
        );
        let mut swapped = base.clone();
        swapped.records.swap(left, right);
        cases.data(
            "rows in another order",
            format!("{left} and {right}"),
            swapped,
        );
        let mut fewer = base.clone();
        fewer.records.remove(left);
        cases.data("row taken away", format!("record {left}"), fewer);
    }
    cases.data(
        "rows in another order",
        "backwards".to_owned(),
        of(base.records.iter().rev().cloned().collect()),
    );
    cases.data(
        "row twice",
        "every one".to_owned(),
        of([&*base.records, &*base.records].concat()),
    );
    for at in [0, 200, base.records.len()] {
        let mut emptier = base.clone();
        emptier.records.insert(at, vec![String::new(); 12]);
        cases.data("row of empty cells", format!("as record {at}"), emptier);
    }
    // The file is cut at the end of a record, and within the last cell of the last record.
    let lines = base.lines();
    for at in [1, 77, 253] {
        let bytes = lines[..=at].join("\r\n").into_bytes();
        cases.accepted(
            "file cut between records",
            format!("after {at}"),
            bytes,
            of(base.records[..at].to_vec()),
        );
    }
    let last = base.records.len() - 1;
    let file = base.with(
        last,
        HEADINGS[place("Assignment Notes")],
        "Notes of the last",
    );
    let bytes = file.text().trim_end().as_bytes()[..file.text().trim_end().len() - 5].to_vec();
    cases.accepted(
        "file cut within the last cell",
        "five bytes".to_owned(),
        bytes,
        base.with(last, HEADINGS[11], "Notes of the"),
    );
}
