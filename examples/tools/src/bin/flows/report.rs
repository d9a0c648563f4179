//! The counts of lines that are reported on standard error at the end.
//!
//! `ledger.rs` adds them up, `main.rs` prints them.

use std::fmt::Write as _;
use std::ops::AddAssign;

use crate::ip_protocol::{Name, transport};
use crate::sums::Sums;

/// The number of lines of each kind. `lines` is the sum of the others.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub lines: u64,
    pub flows: u64,
    pub no_data: u64,
    pub skip_data: u64,
    pub headers: u64,
    pub blank: u64,
    pub bad: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.lines += other.lines;
        self.flows += other.flows;
        self.no_data += other.no_data;
        self.skip_data += other.skip_data;
        self.headers += other.headers;
        self.blank += other.blank;
        self.bad += other.bad;
    }
}

impl Counts {
    /// Returns "7 lines: 4 flows, 1 NODATA, 1 header, 1 bad". Kinds other than flows are left out
    /// if there are none.
    pub fn describe(&self) -> String {
        let plural = |count| if count == 1 { "" } else { "s" };
        let kinds = [
            (self.no_data, "NODATA".to_owned()),
            (self.skip_data, "SKIPDATA".to_owned()),
            (self.headers, format!("header{}", plural(self.headers))),
            (self.blank, "blank".to_owned()),
            (self.bad, "bad".to_owned()),
        ];
        let mut text = format!(
            "{} line{}: {} flow{}",
            self.lines,
            plural(self.lines),
            self.flows,
            plural(self.flows)
        );
        for (count, kind) in kinds.iter().filter(|(count, _)| *count > 0) {
            // Writing to a `String` cannot fail.
            let _ = write!(text, ", {count} {kind}");
        }
        text
    }
}

/// The number of unknown protocol numbers that are listed. All are counted.
const MAX_LISTED: usize = 5;

/// Returns the number of flows of protocols without ports, as in "120 of icmp, 3 of unknown
/// protocols (200, 201)", or `None` if there are no such flows.
pub fn without_ports(sums: &Sums) -> Option<String> {
    let mut kinds = Vec::new();
    let (mut flows, mut unknown) = (0, Vec::new());
    for (key, amounts) in sums.totals() {
        let protocol = key.protocol();
        match (transport(protocol), protocol.keyword()) {
            (Some(_), _) => {}
            (None, Some(_)) => kinds.push(format!("{} of {}", amounts.flows, Name(protocol))),
            (None, None) => {
                flows += amounts.flows;
                unknown.push(protocol.to_string());
            }
        }
    }
    if !unknown.is_empty() {
        let more = unknown.len().saturating_sub(MAX_LISTED);
        unknown.truncate(MAX_LISTED);
        let mut numbers = unknown.join(", ");
        if more > 0 {
            // Writing to a `String` cannot fail.
            let _ = write!(numbers, " and {more} more");
        }
        kinds.push(format!("{flows} of unknown protocols ({numbers})"));
    }
    (!kinds.is_empty()).then(|| kinds.join(", "))
}
