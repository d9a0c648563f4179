//! `flows`: adds the service name to each line of a flow log, or sums up the log by service.
//!
//! For administrators with AWS VPC flow logs or CSV exports of other collectors.

mod chunk;
mod ends;
mod field;
mod flow_key;
mod input;
mod ip_protocol;
mod layout;
mod ledger;
mod line;
mod output;
mod report;
mod source;
mod stop;
mod summary;
mod sums;
mod turns;
mod worker;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::thread;

use clap::{ArgGroup, Parser, value_parser};
use indicatif::ProgressBar;
use port_registry_tools::arguments::{self, Common, Formats, Program};
use port_registry_tools::program::{AnyError, Ending, version};
use port_registry_tools::progress::{self, Extent};
use port_registry_tools::remark::remark;
use port_registry_tools::unread;

use input::Input;
use layout::Layout;
use ledger::Ledger;
use output::Output;
use source::{ReadOptions, Source};
use sums::Sums;
use turns::Turns;
use worker::{Task, WorkError};

const NAME: &str = "flows";

const INPUT: &str = "\
Input:
  AWS VPC flow logs are separated by spaces. A header line names the fields, in any order. A log
  without a header line has the fields of --fields, or else the 14 fields of version 2 in their
  default order.

  CSV needs a header line, or --fields with commas between the names. It must have the columns
  srcport, dstport and protocol; --summary also requires packets and bytes. Names that other
  programs use are accepted too (src_port, sport, source.port; proto; pkts; octets). Quoted fields
  must not have line breaks.

  A protocol is a number or a name. Lines end with LF or CRLF and have at most 65536 bytes. Any
  input may be compressed with gzip.

Output:
  Each line is printed in its order, with the service name as an additional last field: \"-\" if
  there is none, and \"service\" in a header line. Lines that are too long are left out.

  With --summary, one line for each service is printed: service, protocol, port, flows, packets,
  bytes, and its share of all bytes. Services with the most bytes come first; equal ones are sorted
  by protocol number and port. With --csv, --tsv and --json, which require --summary, the share is called
  share_of_bytes, from 0 to 1.

  The service of a flow is that of the server's port, which the type Flow of port-registry
  determines. Flows whose server it does not know are summed up by protocol, without service
  and port. So are flows of protocols that have no ports, such as icmp.

  The number of lines of each kind and the first bad lines are reported on standard error. If an
  input cannot be read to its end, no summary is printed. If a signal or a full disk ends the
  program, the output still ends with a whole line.

Exit status:
  0  every line was read
  1  some lines could not be read
  2  on any other error

Examples:
  flows vpc-flow.log.gz > named.log
  flows --summary vpc-flow.log.gz
  flows --fields \"srcport dstport protocol packets bytes\" --summary --json custom.log";

/// Adds the service name to each line of a flow log, or sums up the log by service.
#[derive(Parser)]
#[command(
    name = NAME,
    version = version(),
    after_help = INPUT,
)]
struct Arguments {
    /// Flow logs, read one after the other; standard input if there are none, or for `-`
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Print a summary by service instead of each line
    #[arg(long)]
    summary: bool,

    #[command(flatten)]
    formats: Formats,

    /// Names of the fields in logs without a header line, such as "srcport dstport protocol"
    #[arg(long, value_name = "NAMES")]
    fields: Option<String>,

    /// Number of threads [default: the number of cores]
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u16).range(1..=MOST_THREADS))]
    threads: Option<u16>,

    #[command(flatten)]
    common: Common,
}

/// The highest value of `--threads`. Each thread takes a few megabytes of memory.
const MOST_THREADS: i64 = 1024;

impl Arguments {
    fn task(&self) -> Task {
        if self.summary {
            Task::SumUp(self.formats.format())
        } else {
            Task::Name
        }
    }

    fn inputs(&self) -> Vec<Input> {
        if self.files.is_empty() {
            return vec![Input::Stdin];
        }
        self.files.iter().cloned().map(Input::new).collect()
    }
}

impl Program for Arguments {
    fn formats(group: ArgGroup) -> ArgGroup {
        group.requires("summary")
    }

    fn common(&self) -> &Common {
        &self.common
    }
}

fn main() -> ExitCode {
    arguments::run(work)
}

fn work(arguments: &Arguments) -> Result<Ending, AnyError> {
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
        ReadOptions {
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
            Ok(_) | Err(WorkError::Read { .. }) => report(ledger, sums.as_ref().ok()),
            Err(WorkError::Write(_) | WorkError::Thread(_)) => {}
        }
        Ok::<u64, AnyError>(ledger.counts().bad)
    });
    match sums {
        Ok(_) => Ok(Ending::complete_if(bad? == 0)),
        Err(WorkError::Write(error)) => Err(cannot_write(error)),
        Err(error) => Err(error.into()),
    }
}

/// Returns the error for standard output. A closed pipe is returned as it is, since
/// `program::run` does not report it.
fn cannot_write(error: io::Error) -> AnyError {
    if error.kind() == io::ErrorKind::BrokenPipe {
        error.into()
    } else {
        WorkError::Write(error).into()
    }
}

/// Starts the threads and adds up their sums. After an error, it does not wait for the other
/// threads, since one of them may be waiting for input.
fn sum_up(
    task: Task,
    threads: usize,
    source: Source,
    ledger: &Arc<Turns<Ledger>>,
) -> Result<Sums, WorkError> {
    let source = Arc::new(source);
    let (sender, found) = mpsc::channel();
    for _ in 0..threads {
        let (source, ledger) = (Arc::clone(&source), Arc::clone(ledger));
        let sender = sender.clone();
        let started = thread::Builder::new().spawn(move || {
            // The receiver is gone after an error.
            let _ = sender.send(worker::work(task, &source, &ledger));
        });
        started.map_err(WorkError::Thread)?;
    }
    drop(sender);
    let mut sums = Sums::new();
    for its in found {
        sums.merge(&its?);
    }
    Ok(sums)
}

/// Returns the progress bar. It is hidden if the log is written to a terminal.
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

/// Reports the bad lines and the counts.
fn report(ledger: &Ledger, sums: Option<&Sums>) {
    let counts = ledger.counts();
    unread::report(NAME, ledger.problems(), counts.bad, "line");
    remark(format_args!("{NAME}: {}", counts.describe()));
    if let Some(portless) = sums.and_then(report::without_ports) {
        remark(format_args!("{NAME}: without ports: {portless}"));
    }
}
