//! A registry file as a list of cells, from which mutated files are written, and its line numbers.

use crate::registries::files::{REGISTRY, place, shipped};
use crate::registries::reading;

/// A placeholder for raw bytes while a file is written. No registry contains it.
const MARK: &str = "\u{f8ff}";

/// A generator of random numbers, which are the same on every machine.
#[derive(Clone)]
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: usize) -> usize {
        // The generator of Knuth's MMIX. Its high bits are the most random.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// Headings and records, as unquoted strings.
#[derive(Clone)]
pub struct File {
    pub headings: Vec<String>,
    pub records: Vec<Vec<String>>,
}

impl File {
    /// Returns rows of the real registry: the first ones, some of each oddity that
    /// `registry/README.md` describes, and a sample of the others.
    pub fn excerpt() -> Self {
        const NAMES: [&str; 26] = [
            "http",
            "ssh",
            "domain",
            "telnet",
            "x11",
            "flex-lm",
            "active-net",
            "http-alt",
            "https",
            "mqtt",
            "rdp",
            "submissions",
            "urd",
            "nfs",
            "shilp",
            "z39.50",
            "z39-50",
            "inetfs",
            "pushns",
            "ms-wbt-server",
            "stun-behaviors",
            "microsoft-ds",
            "postgresql",
            "boe-cms",
            "cl/1",
            "dccp-ping",
        ];
        const PORTS: [&str; 5] = ["4748-4748", "7748-7776", "7983-7997", "49151", "1023"];
        let mut records = reading::csv(&shipped(REGISTRY));
        let headings = records.remove(0);
        let mut at = 0;
        records.retain(|cells| {
            at += 1;
            at <= 145
                || at % 151 == 0
                || NAMES.contains(&&*cells[0])
                || PORTS.contains(&&*cells[1])
                || !cells[9].is_empty()
        });
        Self { headings, records }
    }

    /// Returns the file in the form in which IANA writes it.
    pub fn bytes(&self) -> Vec<u8> {
        self.text().into_bytes()
    }

    pub fn text(&self) -> String {
        self.lines()
            .iter()
            .flat_map(|record| [record, "\r\n"])
            .collect()
    }

    /// Returns each record as it is written, the headings first. A record may contain line ends.
    pub fn lines(&self) -> Vec<String> {
        let quoted = |cell: &String| {
            if cell.contains([',', '"', '\r', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        };
        let written = |cells: &Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(",");
        std::iter::once(&self.headings)
            .chain(&self.records)
            .map(written)
            .collect()
    }

    /// Returns the number of the line on which a record starts.
    pub fn line(&self, record: usize) -> usize {
        let before = &self.lines()[..=record];
        1 + before
            .iter()
            .map(|record| 1 + record.matches('\n').count())
            .sum::<usize>()
    }

    pub fn with(&self, record: usize, column: &str, cell: &str) -> Self {
        let mut file = self.clone();
        cell.clone_into(&mut file.records[record][place(column)]);
        file
    }

    /// Returns the file with these raw bytes in place of a cell.
    pub fn with_raw(&self, record: usize, column: &str, raw: &[u8]) -> Vec<u8> {
        let text = self.with(record, column, MARK).text();
        let (before, after) = text.split_once(MARK).unwrap();
        [before.as_bytes(), raw, after.as_bytes()].concat()
    }

    /// Returns the first record, a record after one of several lines, a random record, and the last
    /// record.
    pub fn places(&self, random: &mut Random) -> [usize; 4] {
        let has_lines = |cells: &Vec<String>| cells.iter().any(|cell| cell.contains('\n'));
        let several = self.records.iter().position(has_lines).unwrap();
        let last = self.records.len() - 1;
        [
            0,
            several + 1,
            several + 2 + random.below(last - several - 2),
            last,
        ]
    }

    /// Returns the file with its columns in this order.
    pub fn rearranged(&self, order: &[usize]) -> Self {
        let arranged = |cells: &Vec<String>| order.iter().map(|&at| cells[at].clone()).collect();
        Self {
            headings: arranged(&self.headings),
            records: self.records.iter().map(arranged).collect(),
        }
    }

    /// Returns the file with an additional column at this position, which has the same cell in each
    /// record.
    pub fn with_column(&self, at: usize, heading: &str, cell: &str) -> Self {
        let mut file = self.clone();
        file.headings.insert(at, heading.to_owned());
        file.records
            .iter_mut()
            .for_each(|cells| cells.insert(at, cell.to_owned()));
        file
    }
}
