//! Files that the build must refuse, since they are not CSV with the expected headings.

use crate::cases::{Cases, Told};
use crate::refused::{DATES, missing};
use crate::registries::files::{HEADINGS, place};

const WHOLE: &str = "expected a field that holds a quote to be quoted as a whole";
const AFTER: &str = "expected a comma or the end of the record after the closing quote";
const CLOSING: &str = "expected a closing quote before the file ends";

pub fn add(cases: &mut Cases) {
    fields(cases);
    line_ends(cases);
    copies(cases);
    quotes(cases);
    lost_quotes(cases);
    whole_files(cases);
}

fn fields(cases: &mut Cases) {
    let base = cases.base.clone();
    for at in 0..4 {
        let record = cases.place(at);
        let line = base.line(record);
        let first = &base.records[record][0];
        let told = |kind: &str, has: usize| {
            [Told::new(
                line,
                "record",
                format!("{kind} fields, {has} from {first:?} on: expected 12"),
            )]
        };
        for fewer in [1, 3, 11] {
            let mut file = base.clone();
            file.records[record].truncate(12 - fewer);
            // An empty record is a blank line.
            if file.lines()[record + 1].is_empty() {
                continue;
            }
            cases.refused(
                "too few fields",
                format!("{fewer} from record {record}"),
                file.bytes(),
                told("too few", 12 - fewer),
            );
        }
        for more in [1, 5] {
            let mut file = base.clone();
            file.records[record].resize(12 + more, String::new());
            cases.refused(
                "too many fields",
                format!("{more} to record {record}"),
                file.bytes(),
                told("too many", 12 + more),
            );
        }
        let bytes = base.with_raw(record, "Description", b"one, two");
        cases.refused(
            "comma without quotes",
            format!("in record {record}"),
            bytes,
            told("too many", 13),
        );

        let bytes = base.with_raw(record, "Description", b"one\ntwo");
        let rest = 12 - place("Description");
        let halves = [
            Told::new(
                line,
                "record",
                format!("too few fields, 4 from {first:?} on: expected 12"),
            ),
            Told::new(
                line + 1,
                "record",
                format!("too few fields, {rest} from \"two\" on: expected 12"),
            ),
        ];
        cases.refused(
            "line end without quotes",
            format!("in record {record}"),
            bytes,
            halves,
        );

        let mut lines = base.lines();
        lines.insert(record + 1, "   ".to_owned());
        let told = [Told::new(
            line,
            "record",
            "too few fields, 1 from \"   \" on: expected 12",
        )];
        cases.refused(
            "line of spaces",
            format!("before record {record}"),
            lines.join("\r\n").into_bytes(),
            told,
        );
    }
}

/// Line numbers are those of an editor.
fn line_ends(cases: &mut Cases) {
    let base = cases.base.clone();
    for at in 0..4 {
        let record = cases.place(at);
        let file = base.with(record, "Port Number", "x");
        let told = [Told::new(
            base.line(record),
            "Port Number",
            "invalid port range \"x\"",
        )];
        for (kind, line_end) in [
            ("bad port after line ends of CR", "\r"),
            ("bad port after line ends of LF", "\n"),
        ] {
            let bytes = file.lines().join(line_end).into_bytes();
            cases.refused(kind, format!("in record {record}"), bytes, told.clone());
        }
        let mut lines = file.lines();
        lines.insert(1 + record / 2, "\r\n\n".to_owned());
        let told = [Told {
            line: told[0].line + 3,
            ..told[0].clone()
        }];
        cases.refused(
            "bad port after blank lines",
            format!("in record {record}"),
            lines.join("\r\n").into_bytes(),
            told,
        );
    }
}

/// Two copies of the file, one after the other.
fn copies(cases: &mut Cases) {
    let base = cases.base.clone();
    let again = |first: usize, cells: &[&str]| {
        let told = |column: &&str| Told::new(first, column, format!("{column:?}: expected"));
        cells.iter().map(told).collect::<Vec<_>>()
    };
    for record in [0, 100, base.records.len()] {
        let mut file = base.clone();
        file.records.insert(record, file.headings.clone());
        let values = [
            "Port Number",
            "Transport Protocol",
            DATES[0],
            DATES[1],
            "Service Code",
        ];
        let told = again(file.line(record), &values);
        cases.refused(
            "headings again",
            format!("as record {record}"),
            file.bytes(),
            told,
        );
    }
}

fn quotes(cases: &mut Cases) {
    let base = cases.base.clone();
    for (kind, raws, says) in [
        (
            "quote within a plain cell",
            &["a \"b\" c", "5\" disks", " \"a\""][..],
            WHOLE,
        ),
        (
            "text after a closing quote",
            &["\"a\" b", "\"a\"b\"", "\"a\" "],
            AFTER,
        ),
        (
            "quote that is never closed",
            &["\"a", "\"a \"\"b\"\""],
            CLOSING,
        ),
    ] {
        for raw in raws {
            for (at, column) in ["Service Name", "Description", "Contact", "Assignment Notes"]
                .into_iter()
                .enumerate()
            {
                let record = cases.place(at);
                let bytes = base.with_raw(record, column, raw.as_bytes());
                // A quote that is not closed ends at the next quote in the file, which is followed
                // by more characters.
                let rest = base.records[record][place(column) + 1..].concat();
                let later = base.lines()[record + 2..].concat();
                let is_closed = rest.contains('"') || later.contains('"');
                let says = if says == CLOSING && is_closed {
                    AFTER
                } else {
                    says
                };
                let told = [Told::new(base.line(record), column, says)];
                cases.refused(
                    kind,
                    format!("{raw} in {column} of record {record}"),
                    bytes,
                    told,
                );
            }
        }
    }
}

/// Removes a quote of IANA's own cells, each in turn, and quotes at the ends of the file.
fn lost_quotes(cases: &mut Cases) {
    let base = cases.base.clone();
    let lines = base.lines();
    // Of a cell that has lost its opening quote, a comma or a line end would end the field first.
    let has_quotes = |at: &usize| {
        let (_, cell) = lines[at + 1].split_once('"').unwrap_or_default();
        let first = cell.find([',', '\n', '"']);
        first.is_some_and(|first| cell[first..].starts_with("\"\""))
    };
    let quoted: Vec<usize> = (0..base.records.len()).filter(has_quotes).collect();
    for record in [quoted[0], quoted[quoted.len() / 2]] {
        let mut lines = base.lines();
        let whole = lines[record + 1].clone();
        let opening = whole.find('"').unwrap();
        lines[record + 1] = whole[..opening].to_owned() + &whole[opening + 1..];
        let notes = place("Assignment Notes");
        assert_eq!(
            whole[..opening].matches(',').count(),
            notes,
            "the only quoted cell"
        );
        let line = base.line(record);
        let bytes = lines.join("\r\n").into_bytes();
        cases.refused(
            "lost opening quote",
            format!("of record {record}"),
            bytes,
            [Told::new(line, HEADINGS[notes], WHOLE)],
        );

        whole[..whole.len() - 1].clone_into(&mut lines[record + 1]);
        let bytes = lines.join("\r\n").into_bytes();
        cases.refused(
            "lost closing quote",
            format!("of record {record}"),
            bytes,
            [Told::new(line, HEADINGS[notes], AFTER)],
        );
    }
    let last = base.records.len() - 1;
    for tail in ["\"", "\"\r\n", "\"\"\"\r\n"] {
        let mut lines = base.with(last, HEADINGS[11], "").lines();
        lines[last + 1] += tail;
        let told = [Told::new(base.line(last), HEADINGS[11], CLOSING)];
        cases.refused(
            "broken quote at the end of the file",
            format!("{tail:?}"),
            lines.join("\r\n").into_bytes(),
            told,
        );
    }
    for (heading, column, says) in [
        ("\"Port\" Number", "record", AFTER),
        ("Port \"Number\"", "record", WHOLE),
    ] {
        let text = base.text().replacen("Port Number", heading, 1);
        cases.refused(
            "broken quote in the headings",
            heading.to_owned(),
            text.into_bytes(),
            [Told::new(1, column, says)],
        );
    }
}

fn whole_files(cases: &mut Cases) {
    let base = cases.base.clone();
    for (what, bytes) in [
        ("no bytes", &b""[..]),
        ("a byte order mark alone", b"\xef\xbb\xbf"),
        ("blank lines alone", b"\r\n\r\n\r\n"),
        (
            "an error page",
            b"<!DOCTYPE html>\n<title>404 Not Found</title>\n",
        ),
        ("NUL bytes alone", &[0; 512]),
    ] {
        cases.refused(
            "file of something else",
            what.to_owned(),
            bytes.to_vec(),
            missing(&HEADINGS),
        );
    }
    for at in [60, 240] {
        // The file is cut in a port number, after a transport protocol, and within a quoted cell.
        let lines = base.lines();
        let before = lines[..=at].join("\r\n") + "\r\n";
        let (line, name) = (base.line(at), &base.records[at][0]);
        for (kept, fields) in [(1, 2), (2, 3), (8, 9)] {
            let cells = base.records[at][..=kept].join(",");
            let bytes = [before.as_str(), cells.as_str()].concat().into_bytes();
            let told = [Told::new(
                line,
                "record",
                format!("too few fields, {fields} from {name:?} on: expected 12"),
            )];
            cases.refused(
                "file cut within a record",
                format!("in cell {kept} of record {at}"),
                bytes,
                told,
            );
        }
    }
    let has_lines = |cells: &Vec<String>| cells[11].contains('\n');
    for record in [
        base.records.iter().position(has_lines),
        base.records.iter().rposition(has_lines),
    ] {
        let record = record.unwrap();
        let lines = base.lines();
        let whole = &lines[record + 1];
        let cut = whole.rfind('\n').unwrap() + 2;
        let bytes = (lines[..=record].join("\r\n") + "\r\n" + &whole[..cut]).into_bytes();
        let told = [Told::new(
            base.line(record),
            HEADINGS[11],
            "expected a closing quote before the file ends",
        )];
        cases.refused(
            "file cut within quotes",
            format!("in record {record}"),
            bytes,
            told,
        );
    }
    for character in ["é", "€", "😀"] {
        let last = base.records.len() - 1;
        let text = base.with(last, HEADINGS[11], character).text();
        let cut = text.trim_end().len() - 1;
        let kept = &character.as_bytes()[..character.len() - 1];
        let shown = kept.escape_ascii();
        let told = [Told::new(
            base.line(last),
            HEADINGS[11],
            format!("\"{shown}\" is not UTF-8"),
        )];
        cases.refused(
            "file cut within a character",
            character.to_owned(),
            text.as_bytes()[..cut].to_vec(),
            told,
        );
    }
}
