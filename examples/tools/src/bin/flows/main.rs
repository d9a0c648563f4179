//! Names the service of each line of a flow log, or sums up by service.

mod chunk;
mod ends;
mod field;
mod input;
mod ip_protocol;
mod layout;
mod ledger;
mod line;
mod output;
mod report;
mod row;
mod source;
mod stop;
mod summary;
mod sums;
mod turns;
mod worker;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::thread;

use clap::{ArgGroup, CommandFactory, Parser, value_parser};
use indicatif::ProgressBar;
use port_registry_tools::arguments::{self, Common, Next};
use port_registry_tools::program::{self, AnyError};
use port_registry_tools::progress::{self, Extent};

use input::Input;
use layout::Layout;
use ledger::{Ledger, TOLD};
use output::Output;
use source::{Reading, Source};
use summary::Format;
use sums::Sums;
use turns::Turns;
use worker::{Stopped, Task};

const INPUT: &str = "\
Input:
  AWS VPC flow logs, space-separated: the header line names the fields, in any order; without one
  they are the 14 of version 2 in their default order, or what --fields says.
  CSV with a header line that has the columns srcport, dstport, protocol, and for --summary packets
  and bytes, or what other programs call them (src_port, sport, source.port; proto; pkts; octets).
  A protocol is a number or a name. A record is one line: quoted fields have no line breaks.
  Either may be gzip-compressed. Lines end with LF or CRLF; the longest may have 65536 bytes.

Output:
  Each line, in its order, with the service's name as one more field (\"service\" in a header line),
  or \"-\" if there is none. Lines that are too long are left out. With --summary, for each service:
  service, protocol, port, flows, packets, bytes, and its share of all bytes, most bytes first,
  else by protocol number and port; in CSV and JSON the share is share_of_bytes, from 0 to 1.
  The service's port is the one that port-registry's Flow picks of the two. Flows between ports that
  nothing is registered for are summed up by protocol, without service and port; so are those of
  protocols that have no ports, such as icmp.

  Standard error tells how many lines there were of each kind and what is wrong with the first bad
  ones. If an input cannot be read to its end, no summary is printed. Ended by a signal or a full
  disk, what was written is whole lines.

Exit status: 0 if every line could be read, 1 if some could not, 2 on errors.";

/// Names the service of each line of a flow log, or sums up by service.
#[derive(Parser)]
#[command(
    name = "flows",
    version = arguments::version(),
    after_help = INPUT,
    group = ArgGroup::new("format").args(["csv", "json"]).requires("summary")
)]
struct Arguments {
    /// Flow logs, one after the other; `-`, or none, is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Sum up by service instead
    #[arg(long)]
    summary: bool,

    /// Print the summary as CSV
    #[arg(long)]
    csv: bool,

    /// Print the summary as a JSON object a line
    #[arg(long)]
    json: bool,

    /// The fields of logs without a header line, such as "srcport dstport protocol packets bytes"
    #[arg(long, value_name = "NAMES")]
    fields: Option<String>,

    /// How many threads to use [default: as many as there are cores]
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u16).range(1..=MOST_THREADS))]
    threads: Option<u16>,

    #[command(flatten)]
    common: Common,
}

/// Each takes a few megabytes.
const MOST_THREADS: i64 = 1024;

impl Arguments {
    fn task(&self) -> Task {
        match (self.summary, self.csv, self.json) {
            (false, ..) => Task::Name,
            (true, true, _) => Task::SumUp(Format::Csv),
            (true, false, true) => Task::SumUp(Format::Json),
            (true, false, false) => Task::SumUp(Format::Table),
        }
    }

    fn inputs(&self) -> Vec<Input> {
        if self.files.is_empty() {
            return vec![Input::Stdin];
        }
        self.files.iter().cloned().map(Input::new).collect()
    }
}

fn main() -> ExitCode {
    program::run("flows", || {
        let arguments = Arguments::parse();
        if arguments.common.carry_out(Arguments::command())? == Next::Stop {
            return Ok(ExitCode::SUCCESS);
        }
        work(&arguments)
    })
}

fn work(arguments: &Arguments) -> Result<ExitCode, AnyError> {
    let task = arguments.task();
    let need = task.need();
    let without_header = match &arguments.fields {
        Some(fields) => {
            Layout::of_fields(fields, need).map_err(|error| format!("--fields: {error}"))?
        }
        None => Layout::version_2(),
    };
    let inputs = arguments.inputs();
    let progress = bar(task, &inputs)?;
    let source = Source::new(
        inputs,
        Reading {
            without_header,
            need,
        },
        progress.clone(),
    );
    let ledger = Arc::new(Turns::new(Ledger::new(Output::stdout()?, progress.clone())));
    stop::watch(Arc::clone(&ledger), progress.clone())?;
    let threads = match arguments.threads {
        Some(threads) => threads.into(),
        None => thread::available_parallelism()?.get(),
    };

    let sums = sum_up(task, threads, source, &ledger);
    progress.finish_and_clear();
    let bad = ledger.finish(|ledger| {
        if let (Task::SumUp(format), Ok(sums)) = (task, &sums) {
            let text = summary::write(sums, format)?;
            ledger.output().write_lines(&text).map_err(cannot_write)?;
        }
        match &sums {
            Ok(_) | Err(Stopped::Read { .. }) => tell(ledger, sums.as_ref().ok()),
            Err(Stopped::Write(_) | Stopped::Thread(_)) => {}
        }
        Ok::<u64, AnyError>(ledger.counts().bad)
    });
    match sums {
        Ok(_) => Ok(ExitCode::from(u8::from(bad? > 0))),
        Err(Stopped::Write(error)) => Err(cannot_write(error)),
        Err(stopped) => Err(stopped.into()),
    }
}

/// A closed pipe stays what it is: it is no error.
fn cannot_write(error: io::Error) -> AnyError {
    if error.kind() == io::ErrorKind::BrokenPipe {
        error.into()
    } else {
        Stopped::Write(error).into()
    }
}

/// Starts the threads and adds up what they find. After a failure it does not wait for those that
/// are still at work, as one may be waiting for input.
fn sum_up(
    task: Task,
    threads: usize,
    source: Source,
    ledger: &Arc<Turns<Ledger>>,
) -> Result<Sums, Stopped> {
    let source = Arc::new(source);
    let (sender, found) = mpsc::channel();
    for _ in 0..threads {
        let (source, ledger) = (Arc::clone(&source), Arc::clone(ledger));
        let sender = sender.clone();
        let started = thread::Builder::new().spawn(move || {
            // Nobody listens any more after a failure.
            let _ = sender.send(worker::work(task, &source, &ledger));
        });
        started.map_err(Stopped::Thread)?;
    }
    drop(sender);
    let mut sums = Sums::new();
    for its in found {
        sums.merge(&its?);
    }
    Ok(sums)
}

/// Not on the terminal that the log itself goes to.
fn bar(task: Task, inputs: &[Input]) -> Result<ProgressBar, AnyError> {
    let mut bytes = Some(0);
    for input in inputs {
        let more = input.bytes().map_err(|error| format!("{input}: {error}"))?;
        bytes = bytes.zip(more).map(|(bytes, more)| bytes + more);
    }
    Ok(match (task, bytes) {
        (Task::Name, _) if io::stdout().is_terminal() => progress::none(),
        (_, Some(bytes)) => progress::bar(Extent::Bytes(bytes)),
        (_, None) => progress::bar(Extent::Lines),
    })
}

/// Says what became of every line. Nobody may be there to hear it.
fn tell(ledger: &Ledger, sums: Option<&Sums>) {
    let mut stderr = io::stderr().lock();
    for problem in ledger.problems() {
        let _ = writeln!(stderr, "flows: {problem}");
    }
    let counts = ledger.counts();
    if counts.bad > TOLD as u64 {
        let _ = writeln!(
            stderr,
            "flows: and {} more bad lines",
            counts.bad - TOLD as u64
        );
    }
    let _ = writeln!(stderr, "flows: {}", counts.tell());
    if let Some(portless) = sums.and_then(report::without_ports) {
        let _ = writeln!(stderr, "flows: without ports: {portless}");
    }
}
