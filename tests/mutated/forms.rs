//! Files that the build must accept: the same rows in another form.

use crate::cases::Cases;
use crate::file::{File, Random};

pub fn add(cases: &mut Cases) {
    forms(cases);
    columns(cases);
}

/// The same rows in another notation.
fn forms(cases: &mut Cases) {
    let base = cases.base.clone();
    let text = base.text();
    let mut same = |kind, what: &str, text: String| {
        cases.accepted(kind, what.to_owned(), text.into_bytes(), base.clone());
    };
    let lf = base.lines().join("\n") + "\n";
    same(
        "byte order mark",
        "twice",
        format!("\u{feff}\u{feff}{text}"),
    );
    same(
        "byte order mark",
        "before the headings",
        format!("\u{feff}{text}"),
    );
    same(
        "byte order mark",
        "before blank lines",
        format!("\u{feff}\r\n\r\n{text}"),
    );
    same("line ends of LF", "all between records", lf.clone());
    same(
        "line ends of LF",
        "with a byte order mark",
        format!("\u{feff}{lf}"),
    );
    for turn in 0..2 {
        let ends = |at: usize| ["\r\n", "\n"][(at + turn) % 2];
        let lines = base.lines().into_iter().enumerate();
        same(
            "mixed line ends",
            "by turns",
            lines.map(|(at, line)| line + ends(at)).collect(),
        );
    }
    same(
        "line ends of CR",
        "all between records",
        base.lines().join("\r") + "\r",
    );
    same(
        "no line end at the end",
        "CRLF elsewhere",
        text.trim_end().to_owned(),
    );
    same(
        "no line end at the end",
        "LF elsewhere",
        lf.trim_end().to_owned(),
    );
    same(
        "file cut within CRLF",
        "after the last CR",
        text.trim_end_matches('\n').to_owned(),
    );
    for (what, blank) in [("one", "\r\n"), ("three", "\r\n\n\r\n")] {
        let what = format!("{what} after each record");
        same(
            "blank lines",
            &what,
            base.lines()
                .iter()
                .flat_map(|line| [line, "\r\n", blank])
                .collect(),
        );
    }
    same(
        "blank lines",
        "before the headings",
        format!("\n\r\n{text}"),
    );
    same("blank lines", "at the end", format!("{text}\r\n\n\n"));
    let quoted = |cells: &Vec<String>| {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect();
        cells.join(",") + "\r\n"
    };
    same(
        "quotes that are not needed",
        "around every cell",
        quoted(&base.headings) + &base.records.iter().map(quoted).collect::<String>(),
    );
    let headings = text.split_once("\r\n").unwrap().1;
    same(
        "quotes that are not needed",
        "around the headings, after a byte order mark",
        format!("\u{feff}{}{headings}", quoted(&base.headings)),
    );
}

/// The same rows under other headings, or with other columns.
fn columns(cases: &mut Cases) {
    let base = cases.base.clone();
    let mut same =
        |kind, what: String, file: File| cases.accepted(kind, what, file.bytes(), base.clone());
    let order: Vec<usize> = (0..12).collect();
    same(
        "columns in another order",
        "reversed".to_owned(),
        base.rearranged(&order.iter().rev().copied().collect::<Vec<_>>()),
    );
    for by in [1, 5, 11] {
        let mut order = order.clone();
        order.rotate_left(by);
        same(
            "columns in another order",
            format!("turned by {by}"),
            base.rearranged(&order),
        );
    }
    let mut random = Random(12);
    for time in 1..=3 {
        let mut order = order.clone();
        for at in (1..12).rev() {
            order.swap(at, random.below(at + 1));
        }
        same(
            "columns in another order",
            format!("shuffled, {time}"),
            base.rearranged(&order),
        );
    }
    let mut old = base.clone();
    "Known Unauthorized Uses".clone_into(&mut old.headings[10]);
    same(
        "old spelling of column 11",
        "in IANA's order".to_owned(),
        old.clone(),
    );
    same(
        "old spelling of column 11",
        "as the first".to_owned(),
        old.rearranged(&[10, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]),
    );
    for (at, heading, cell) in [
        (0, "Remarks", ""),
        (12, "Remarks", "70000"),
        (6, "", "a, \"b\"\nc"),
        (1, "Remarks\nof \"IANA\"", "tcp"),
        (12, "service name", "ü"),
    ] {
        same(
            "unknown column",
            format!("{heading:?} as column {}, all {cell:?}", at + 1),
            base.with_column(at, heading, cell),
        );
    }
}
