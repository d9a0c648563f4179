//! `probe`: probes ports of a host over TCP and UDP: which are reachable, and how long they take to
//! answer.
//!
//! For administrators who look for what is wrong with their own services. `target` and `host` parse the
//! arguments, `rounds` probes the ports, and `output` writes the results.

mod attempt;
mod host;
mod limits;
mod options;
mod output;
mod query;
mod rounds;
mod stop;
mod tally;
mod target;

use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};

use port_registry_tools::arguments;
use port_registry_tools::program::{self, AnyError, Ending};

use host::Host;
use options::Options;
use output::Output;
use rounds::{Event, Place, Plan, Probe};
use tally::Tally;

const NAME: &str = "probe";

fn main() -> ExitCode {
    arguments::run(work)
}

fn work(options: &Options) -> Result<Ending, AnyError> {
    let endpoints = match target::parse_all(&options.ports) {
        Ok(endpoints) => endpoints,
        Err(error) if error.is_unknown_name() => return Ok(not_found(&error)),
        Err(error) => return Err(error.into()),
    };
    let gap = limits::gap(endpoints.len(), options.count, options.allowed())?;
    let name = options.host.as_deref().unwrap_or_default();
    let host = match Host::find(name, options.family()) {
        Ok(host) => host,
        Err(error) if error.is_not_found() => return Ok(not_found(&error)),
        Err(error) => return Err(error.into()),
    };
    let plan = Arc::new(Plan {
        address: host.address,
        endpoints,
        count: options.count,
        interval: options.interval,
        gap,
        timeout: options.timeout,
        parallel: options.parallel,
        query: options.query,
    });
    let (sender, events) = mpsc::channel();
    stop::watch(sender.clone())?;
    let output = Output::new(&host, &plan, options.detail(), options.format())?;
    let started = rounds::start(&plan, &sender)?;
    let mut results = Results::new(&plan, output);
    results.receive(&events)?;
    Ok(results.finish(started.get())?)
}

/// Reports a name that is well-formed and not found.
fn not_found(error: &(dyn Error + 'static)) -> Ending {
    program::report(NAME, error);
    Ending::Incomplete
}

/// The results, which are written in the order of the ports.
struct Results<'a> {
    plan: &'a Plan,
    output: Output<'a>,
    /// The probes of each endpoint.
    tallies: Vec<Tally>,
    /// The place of the probe that is to be written next.
    next: Place,
    /// Probes that were done before it.
    waiting: BTreeMap<Place, Probe>,
}

impl<'a> Results<'a> {
    fn new(plan: &'a Plan, output: Output<'a>) -> Self {
        Self {
            plan,
            output,
            tallies: vec![Tally::default(); plan.endpoints.len()],
            next: Place::FIRST,
            waiting: BTreeMap::new(),
        }
    }

    /// Receives all results, or those before the program is to end.
    fn receive(&mut self, events: &Receiver<Event>) -> io::Result<()> {
        let mut left = self.plan.probes();
        while left > 0 {
            let Ok(Event::Done(probe)) = events.recv() else {
                break;
            };
            left -= 1;
            self.add(probe)?;
        }
        // If the program is to end, some probes wait for others that will not be done.
        for probe in std::mem::take(&mut self.waiting).into_values() {
            self.output.probe(&probe)?;
        }
        Ok(())
    }

    fn add(&mut self, probe: Probe) -> io::Result<()> {
        if let Some(tally) = self.tallies.get_mut(probe.place.endpoint) {
            tally.add(&probe.attempt);
        }
        self.waiting.insert(probe.place, probe);
        while let Some(probe) = self.waiting.remove(&self.next) {
            self.output.probe(&probe)?;
            self.next = self.plan.after(self.next);
        }
        Ok(())
    }

    fn finish(self, started: u64) -> io::Result<Ending> {
        self.output.summary(&self.tallies, started)?;
        let is_complete = self.tallies.iter().all(Tally::is_answered);
        Ok(Ending::complete_if(is_complete))
    }
}
