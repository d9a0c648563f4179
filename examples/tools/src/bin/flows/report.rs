//! The counts of lines and flows that are reported on standard error at the end.
//!
//! `worker.rs` counts, `ledger.rs` adds up, `main.rs` prints.

use std::fmt::Write as _;
use std::ops::AddAssign;

use port_registry_tools::counted::counted;

use crate::evidence::Evidence;
use crate::record::Flow;
use crate::remarks::Remarks;
use crate::sums::Sums;

/// The number of lines of each kind, and of flows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub lines: u64,
    pub flows: u128,
    pub no_data: u64,
    pub skip_data: u64,
    pub headers: u64,
    pub comments: u64,
    pub others: u64,
    pub trailer: u64,
    pub blank: u64,
    pub bad: u64,
    /// The number of records of flows of each kind of evidence, by their remarks. One count is cheaper than
    /// one for each remark.
    records: [[u64; Evidence::COUNT]; Remarks::COUNT],
}

impl Counts {
    /// Counts a flow.
    #[inline]
    pub fn add_flow(&mut self, flow: &Flow) {
        self.flows += u128::from(flow.flows);
        self.records[flow.remarks.index()][flow.evidence as usize] += 1;
    }

    /// Returns the number of records of flows with this remark.
    fn with(&self, remark: Remarks) -> u64 {
        let all = Remarks::all().zip(self.records);
        let with = all.filter(|(remarks, _)| remarks.has(remark));
        with.flat_map(|(_, counts)| counts).sum()
    }

    /// Returns "7 lines: 4 flows, 1 NODATA, 1 header, 1 bad". Kinds other than flows are left out
    /// if there are none.
    pub fn describe(&self) -> String {
        let noun = |count, noun| (count, counted(count, noun));
        let kind = |count: u64, kind| (count, format!("{count} {kind}"));
        let kinds = [
            kind(self.no_data, "NODATA"),
            kind(self.skip_data, "SKIPDATA"),
            noun(self.headers, "header"),
            noun(self.comments, "comment"),
            kind(self.others, "of other kinds"),
            kind(self.trailer, "of a trailer"),
            kind(self.blank, "blank"),
            kind(self.bad, "bad"),
        ];
        let (lines, flows) = (counted(self.lines, "line"), counted(self.flows, "flow"));
        let mut text = format!("{lines}: {flows}");
        for (_, words) in kinds.iter().filter(|(count, _)| *count > 0) {
            // Writing to a `String` cannot fail.
            let _ = write!(text, ", {words}");
        }
        text
    }

    /// Returns how the server is known, as in "the log in 3 records of flows, the ports in 5, unknown in
    /// 1", or `None` if it is by the ports only.
    pub fn server_known_by(&self) -> Option<String> {
        let of = |kind: Evidence| {
            self.records
                .iter()
                .map(|counts| counts[kind as usize])
                .sum()
        };
        let (log, address): (u64, u64) = (of(Evidence::Log), of(Evidence::Address));
        let (ports, unknown): (u64, u64) = (of(Evidence::Ports), of(Evidence::Nothing));
        if log + address == 0 {
            return None;
        }
        let kinds = [
            (log, "by the log"),
            (address, "by a multicast or broadcast address"),
            (ports, "by the ports"),
            (unknown, "not known"),
        ];
        let found = kinds.iter().filter(|(count, _)| *count > 0);
        let found: Vec<String> = found
            .map(|(count, kind)| format!("{count} {kind}"))
            .collect();
        Some(found.join(", "))
    }

    /// Returns what a reader of sums must know of the amounts.
    pub fn amounts(&self) -> Vec<String> {
        let records: u64 = self.records.iter().flatten().sum();
        let of = |remark, what: &str| {
            let count = self.with(remark);
            let which = if count == records {
                "all records".to_owned()
            } else {
                format!("{count} of {records} records")
            };
            (count > 0).then(|| format!("{which} {what}"))
        };
        [
            of(Remarks::NO_PACKETS, "have no number of packets"),
            of(Remarks::NO_BYTES, "have no number of bytes"),
            of(
                Remarks::ONE_DIRECTION,
                "have the amounts of one direction only, of which the sums are",
            ),
            of(
                Remarks::SAMPLED,
                "are sampled; the sums are those of the samples",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl AddAssign<&Self> for Counts {
    fn add_assign(&mut self, other: &Self) {
        self.lines += other.lines;
        self.flows += other.flows;
        self.no_data += other.no_data;
        self.skip_data += other.skip_data;
        self.headers += other.headers;
        self.comments += other.comments;
        self.others += other.others;
        self.trailer += other.trailer;
        self.blank += other.blank;
        self.bad += other.bad;
        let all = self.records.iter_mut().flatten();
        for (count, more) in all.zip(other.records.iter().flatten()) {
            *count += more;
        }
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
        let protocol = key.protocol;
        if protocol.transport().is_some() || key.port.is_some() {
            continue;
        }
        if protocol.is_nameless() {
            flows += amounts.flows;
            unknown.push(protocol.to_string());
        } else {
            kinds.push(format!("{} of {protocol}", amounts.flows));
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
