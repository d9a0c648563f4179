//! The mutated files, each with its expected result.

use crate::file::{File, Random};
use crate::{accepted, broken, forms, refused};

/// One line that the build reports for a file.
#[derive(Clone)]
pub struct Told {
    pub line: usize,
    pub column: String,
    /// A part of the message, or its end.
    pub says: String,
}

impl Told {
    pub fn new(line: usize, column: &str, says: impl Into<String>) -> Self {
        Self {
            line,
            column: column.to_owned(),
            says: says.into(),
        }
    }
}

pub enum Expected {
    /// The file is refused with exactly these problems, in this order.
    Refused(Vec<Told>),
    /// The file is accepted and has these rows.
    Accepted(File),
}

pub struct Case {
    pub kind: &'static str,
    /// The change, and its place.
    pub what: String,
    pub bytes: Vec<u8>,
    pub expected: Expected,
}

pub struct Cases {
    pub base: File,
    pub random: Random,
    places: [usize; 4],
    pub all: Vec<Case>,
}

impl Cases {
    pub fn all() -> Vec<Case> {
        let base = File::excerpt();
        let mut random = Random(6335);
        let mut cases = Self {
            places: base.places(&mut random),
            base,
            random,
            all: Vec::new(),
        };
        refused::add(&mut cases);
        broken::add(&mut cases);
        forms::add(&mut cases);
        accepted::add(&mut cases);
        cases.all
    }

    /// Returns in turn the first record, a record after one of several lines, a record in the
    /// middle, and the last record.
    pub fn place(&self, at: usize) -> usize {
        self.places[at % 4]
    }

    pub fn refused(
        &mut self,
        kind: &'static str,
        what: String,
        bytes: Vec<u8>,
        told: impl Into<Vec<Told>>,
    ) {
        self.all.push(Case {
            kind,
            what,
            bytes,
            expected: Expected::Refused(told.into()),
        });
    }

    pub fn accepted(&mut self, kind: &'static str, what: String, bytes: Vec<u8>, rows: File) {
        self.all.push(Case {
            kind,
            what,
            bytes,
            expected: Expected::Accepted(rows),
        });
    }

    /// Puts each of these invalid cells into one of the columns in turn, each in another record.
    pub fn bad_cells(&mut self, kind: &'static str, columns: &[&str], cells: &[&str], says: &str) {
        for (at, cell) in cells.iter().enumerate() {
            let column = columns[at % columns.len()];
            let record = self.place(at);
            let bytes = self.base.with(record, column, cell).bytes();
            let told = [Told::new(self.base.line(record), column, says)];
            self.refused(
                kind,
                format!("{cell:?} in {column} of record {record}"),
                bytes,
                told,
            );
        }
    }

    /// Adds a file with changed rows, in the form in which IANA writes it.
    pub fn data(&mut self, kind: &'static str, what: String, file: File) {
        self.accepted(kind, what, file.bytes(), file);
    }

    /// Puts each of these valid cells into the column, each in another record.
    pub fn good_cells(&mut self, kind: &'static str, column: &str, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            let record = self.place(at);
            let file = self.base.with(record, column, cell);
            self.data(
                kind,
                format!("{cell:.60?} in {column} of record {record}"),
                file,
            );
        }
    }
}
