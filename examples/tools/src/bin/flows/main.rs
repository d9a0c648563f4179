//! `flows`: adds the service name to each line of a flow log, or sums up the log by service.
//!
//! For administrators with AWS VPC flow logs, or logs and exports of other collectors.

mod address;
mod amount;
mod arguments;
mod chunk;
mod columns;
mod documents;
mod ends;
mod evidence;
mod field;
mod flow_key;
mod flow_protocol;
mod format;
mod initiator;
mod input_error;
mod kind;
mod label;
mod ledger;
mod line_error;
mod names;
mod opened;
mod other;
mod output;
mod quotes;
mod record;
mod remarks;
mod report;
mod role;
mod separator;
mod services;
mod shape;
mod source;
mod stop;
mod summary;
mod sums;
mod tags;
mod turns;
mod value;
mod values;
mod worker;

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::thread;

use indicatif::ProgressBar;
use port_registry_tools::input::Input;
use port_registry_tools::program::{AnyError, Ending};
use port_registry_tools::progress::{self, Extent};
use port_registry_tools::remark::remark;
use port_registry_tools::unread;

use arguments::Arguments;
use ledger::Ledger;
use output::Output;
use source::Source;
use summary::Summary;
use sums::Sums;
use turns::Turns;
use worker::{Task, Work, WorkError};

const NAME: &str = "flows";

fn main() -> ExitCode {
    port_registry_tools::arguments::run(work)
}

fn work(arguments: &Arguments) -> Result<Ending, AnyError> {
    let task = arguments.task();
    let options = arguments.options()?;
    let labels = arguments.labels()?;
    let inputs = arguments.inputs()?;
    let progress = bar(task, &inputs)?;
    let ledger = Arc::new(Turns::new(Ledger::new(Output::stdout()?, progress.clone())));
    stop::watch(Arc::clone(&ledger), progress.clone())?;
    let threads = match arguments.threads {
        Some(threads) => threads.into(),
        None => thread::available_parallelism()?.get(),
    };
    let unread: Vec<String> = options.reading.services.problems().collect();
    let work = Arc::new(Work {
        task,
        options,
        labels,
        source: Source::new(inputs, progress.clone()),
        ledger: Arc::clone(&ledger),
    });

    let sums = sum_up(threads, &work);
    progress.finish_and_clear();
    let bad = ledger.finish(|ledger| {
        if let (Task::SumUp, Ok(sums)) = (task, &sums) {
            let summary = Summary {
                services: &work.options.reading.services,
                tags: work.labels.tags(),
                has_description: arguments.has_description(),
            };
            let text = summary.write(sums, arguments.format())?;
            ledger.output().write_lines(&text).map_err(cannot_write)?;
        }
        for problem in &unread {
            remark(format_args!("{NAME}: --services: {problem}"));
        }
        match &sums {
            Ok(_) | Err(WorkError::Read { .. }) => report(ledger, task, sums.as_ref().ok()),
            Err(WorkError::Write(_) | WorkError::Thread(_)) => {}
        }
        Ok::<u64, AnyError>(ledger.counts().bad)
    });
    match sums {
        Ok(_) => Ok(Ending::complete_if(bad? == 0 && unread.is_empty())),
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
fn sum_up(threads: usize, work: &Arc<Work>) -> Result<Sums, WorkError> {
    let (sender, found) = mpsc::channel();
    for _ in 0..threads {
        let work = Arc::clone(work);
        let sender = sender.clone();
        let started = thread::Builder::new().spawn(move || {
            // The receiver is gone after an error.
            let _ = sender.send(work.run());
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
        (Task::Name | Task::NameOnly, _) if io::stdout().is_terminal() => progress::none(),
        (_, Some(bytes)) => progress::bar(Extent::Bytes(bytes)),
        (_, None) => progress::bar(Extent::Lines),
    })
}

/// Reports the bad lines and the counts.
fn report(ledger: &Ledger, task: Task, sums: Option<&Sums>) {
    let counts = ledger.counts();
    unread::report(NAME, ledger.problems(), counts.bad, "line");
    remark(format_args!("{NAME}: {}", counts.describe()));
    if !ledger.others().is_empty() {
        remark(format_args!("{NAME}: other kinds: {}", ledger.others()));
    }
    if let Some(kinds) = counts.server_known_by() {
        remark(format_args!("{NAME}: server known: {kinds}"));
    }
    if task == Task::SumUp {
        for amounts in counts.amounts() {
            remark(format_args!("{NAME}: {amounts}"));
        }
    }
    if let Some(portless) = sums.and_then(report::without_ports) {
        remark(format_args!("{NAME}: without ports: {portless}"));
    }
}
