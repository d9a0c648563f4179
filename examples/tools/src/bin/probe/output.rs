//! Writes the probes and the summary, as lines for people or as records.
//!
//! `main` calls it with each probe when it is done.

use std::io::{self, Stdout};
use std::time::Duration;

use jiff::Timestamp;
use port_registry::{Endpoint, Service};
use port_registry_tools::cell::Cell;
use port_registry_tools::counted::counted;
use port_registry_tools::escape::escaped;
use port_registry_tools::format::{Format, Records};
use port_registry_tools::program::{cannot_write, print};
use port_registry_tools::remark::remark;
use port_registry_tools::table::{Side, aligned};

use crate::NAME;
use crate::attempt::Outcome;
use crate::host::Host;
use crate::options::Detail;
use crate::rounds::{Plan, Probe};
use crate::tally::{Tally, Times};

/// The columns of probes.
const COLUMNS: [&str; 10] = [
    "host", "address", "port", "protocol", "service", "round", "sent", "result", "time_ms", "note",
];

/// The columns of the summary.
const SUMMARY_COLUMNS: [&str; 11] = [
    "host",
    "address",
    "port",
    "protocol",
    "service",
    "sent",
    "answered",
    "min_ms",
    "median_ms",
    "max_ms",
    "results",
];

/// Writes to standard output, each probe at once.
pub struct Output<'a> {
    host: &'a Host,
    plan: &'a Plan,
    detail: Detail,
    layout: Layout,
}

/// The form of the output.
enum Layout {
    /// Lines with the widths of their columns.
    Text(Widths),
    Records(Records<Stdout>),
}

impl<'a> Output<'a> {
    /// Returns the output, after the headings.
    ///
    /// # Errors
    ///
    /// Returns an error if standard output cannot be written.
    pub fn new(host: &'a Host, plan: &'a Plan, detail: Detail, format: Format) -> io::Result<Self> {
        let layout = if format == Format::Text {
            print(addresses(host))?;
            let widths = Widths::new(plan);
            if detail == Detail::Probes {
                print(widths.headings())?;
            }
            Layout::Text(widths)
        } else {
            let columns = match detail {
                Detail::Probes => &COLUMNS[..],
                Detail::Summary => &SUMMARY_COLUMNS,
            };
            let records = Records::new(io::stdout(), format, columns);
            Layout::Records(records.map_err(|error| cannot_write(&error))?)
        };
        Ok(Self {
            host,
            plan,
            detail,
            layout,
        })
    }

    /// Writes a probe.
    ///
    /// # Errors
    ///
    /// Returns an error if standard output cannot be written.
    pub fn probe(&mut self, probe: &Probe) -> io::Result<()> {
        let Some(&endpoint) = self.plan.endpoints.get(probe.place.endpoint) else {
            return Ok(());
        };
        match &mut self.layout {
            _ if self.detail == Detail::Summary => Ok(()),
            Layout::Text(widths) => print(widths.line(endpoint, probe)),
            Layout::Records(records) => {
                let record = record(self.host, endpoint, probe);
                records.write(&record).map_err(|error| cannot_write(&error))
            }
        }
    }

    /// Writes the summary. `started` is the number of probes that were started, with or without a result.
    ///
    /// # Errors
    ///
    /// Returns an error if standard output cannot be written.
    pub fn summary(mut self, tallies: &[Tally], started: u64) -> io::Result<()> {
        let mut all = Tally::default();
        for tally in tallies {
            all.merge(tally);
        }
        let total = total(&all, started);
        let by_endpoint = || self.plan.endpoints.iter().copied().zip(tallies);
        match &mut self.layout {
            Layout::Text(_) => {
                let mut text = String::new();
                if self.detail == Detail::Summary || self.plan.count > 1 {
                    if self.detail == Detail::Probes {
                        text.push('\n');
                    }
                    text.push_str(&table(by_endpoint()));
                }
                text.push_str(&total);
                text.push('\n');
                print(text)
            }
            Layout::Records(records) => {
                if self.detail == Detail::Summary {
                    for (endpoint, tally) in by_endpoint() {
                        let record = summary_record(self.host, endpoint, tally);
                        let written = records.write(&record);
                        written.map_err(|error| cannot_write(&error))?;
                    }
                }
                remark(format_args!("{NAME}: {total}"));
                Ok(())
            }
        }
    }
}

/// Returns a line with the address of a name that is probed, and those that are not.
fn addresses(host: &Host) -> String {
    let address = host.address_text();
    if host.name == address {
        return String::new();
    }
    let mut line = format!("{} is {address}", escaped(&host.name));
    for (place, other) in host.others.iter().enumerate() {
        line.push_str(if place == 0 { ", not " } else { ", " });
        line.push_str(&other.to_string());
    }
    line.push('\n');
    line
}

/// The widths of the columns. Lines are written before those after them are known, and so the widths are
/// those of the longest possible values.
struct Widths {
    round: Option<usize>,
    port: usize,
    service: usize,
    result: usize,
    time: usize,
}

/// Digits of the time in milliseconds.
const DECIMALS: usize = 3;

impl Widths {
    fn new(plan: &Plan) -> Self {
        let longest = |width: &dyn Fn(&Endpoint) -> usize, heading: &str| {
            let widths = plan.endpoints.iter().map(width);
            widths.max().unwrap_or_default().max(heading.len())
        };
        let time = time_text(plan.timeout);
        Self {
            round: (plan.count > 1).then(|| plan.count.to_string().len().max("ROUND".len())),
            port: longest(&|endpoint| endpoint.to_string().len(), "PORT"),
            service: longest(&|endpoint| service(*endpoint).len(), "SERVICE"),
            result: Outcome::OpenOrFiltered.as_str().len(),
            time: time.len(),
        }
    }

    fn headings(&self) -> String {
        let round = self.round.map(|_| "ROUND".to_owned());
        self.joined(round, ["PORT", "SERVICE", "RESULT", "TIME", "NOTE"])
    }

    fn line(&self, endpoint: Endpoint, probe: &Probe) -> String {
        let round = self.round.map(|_| probe.place.round.to_string());
        let time = probe.attempt.time.map_or("-".to_owned(), time_text);
        self.joined(
            round,
            [
                &endpoint.to_string(),
                service(endpoint),
                probe.attempt.outcome.as_str(),
                &time,
                &escaped(&probe.attempt.note),
            ],
        )
    }

    fn joined(
        &self,
        round: Option<String>,
        [port, service, result, time, note]: [&str; 5],
    ) -> String {
        let round = round.map_or(String::new(), |round| {
            let width = self.round.unwrap_or_default();
            format!("{round:>width$}  ")
        });
        let line = format!(
            "{round}{port:<0$}  {service:<1$}  {result:<2$}  {time:>3$}  {note}",
            self.port, self.service, self.result, self.time
        );
        format!("{}\n", line.trim_end())
    }
}

fn service(endpoint: Endpoint) -> &'static str {
    endpoint.service().map_or("-", Service::name)
}

fn time_text(time: Duration) -> String {
    format!("{:.DECIMALS$} ms", milliseconds(time))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Returns a table with a row for each port.
fn table<'a>(tallies: impl Iterator<Item = (Endpoint, &'a Tally)>) -> String {
    let headings = [
        ("PORT", Side::Left),
        ("SERVICE", Side::Left),
        ("SENT", Side::Right),
        ("ANSWERED", Side::Right),
        ("MIN", Side::Right),
        ("MEDIAN", Side::Right),
        ("MAX", Side::Right),
        ("RESULTS", Side::Left),
    ];
    let rows = tallies.map(|(endpoint, tally)| {
        let times = tally.times();
        let time =
            |of: fn(Times) -> Duration| times.map_or("-".to_owned(), |times| time_text(of(times)));
        let results = tally.results();
        let results: Vec<String> = results
            .map(|(outcome, count)| format!("{count} {outcome}"))
            .collect();
        [
            endpoint.to_string(),
            service(endpoint).to_owned(),
            tally.probes().to_string(),
            tally.answered().to_string(),
            time(|times| times.min),
            time(|times| times.median),
            time(|times| times.max),
            results.join(", "),
        ]
    });
    aligned(&headings, rows)
}

/// Returns the last line of the summary.
fn total(all: &Tally, started: u64) -> String {
    let probes = counted(started, "probe");
    let line = format!("{probes} sent, {} answered", all.answered());
    let under_way = match started.saturating_sub(all.probes()) {
        0 => String::new(),
        under_way => format!(", {under_way} without a result yet"),
    };
    let times = all.times().map_or(String::new(), |times| {
        let [min, median, max] = [times.min, times.median, times.max].map(time_text);
        format!("; min {min}, median {median}, max {max}")
    });
    line + &under_way + &times
}

/// Returns the first five columns.
fn place(host: &Host, endpoint: Endpoint) -> [Cell; 5] {
    [
        host.name.as_str().into(),
        host.address_text().into(),
        endpoint.port().get().into(),
        endpoint.protocol().as_str().into(),
        endpoint.service().map(Service::name).into(),
    ]
}

fn record(host: &Host, endpoint: Endpoint, probe: &Probe) -> [Cell; COLUMNS.len()] {
    let [host, address, port, protocol, service] = place(host, endpoint);
    [
        host,
        address,
        port,
        protocol,
        service,
        u64::from(probe.place.round).into(),
        in_microseconds(probe.sent).to_string().into(),
        probe.attempt.outcome.as_str().into(),
        probe.attempt.time.map(time_cell).into(),
        Cell::text(&probe.attempt.note),
    ]
}

fn summary_record(host: &Host, endpoint: Endpoint, tally: &Tally) -> [Cell; SUMMARY_COLUMNS.len()] {
    let [host, address, port, protocol, service] = place(host, endpoint);
    let times = tally.times();
    let time = |of: fn(Times) -> Duration| times.map(|times| time_cell(of(times))).into();
    let results = tally
        .results()
        .map(|(outcome, count)| (outcome.as_str(), count.into()));
    [
        host,
        address,
        port,
        protocol,
        service,
        tally.probes().into(),
        tally.answered().into(),
        time(|times| times.min),
        time(|times| times.median),
        time(|times| times.max),
        Cell::Object(results.collect()),
    ]
}

fn time_cell(time: Duration) -> Cell {
    Cell::Number(format!("{:.DECIMALS$}", milliseconds(time)))
}

/// Returns the time with six digits of the second, as that of a packet has.
fn in_microseconds(time: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time)
}
