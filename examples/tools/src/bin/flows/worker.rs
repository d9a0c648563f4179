//! The work of each thread: takes chunks, reads their lines and adds the results to the ledger.
//!
//! `main.rs` starts the threads.

use std::io;

use thiserror::Error;

use crate::chunk::Chunk;
use crate::layout::{Layout, Need, Separator};
use crate::ledger::{ChunkReport, Ledger};
use crate::line::{LineError, LineReader, LogLine};
use crate::source::{InputError, Source, Taken};
use crate::sums::Sums;
use crate::turns::Turns;
use port_registry_tools::format::Format;

/// The task of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Write each line with its service name.
    Name,
    /// Write a summary by service.
    SumUp(Format),
}

impl Task {
    pub const fn need(self) -> Need {
        match self {
            Self::Name => Need::Names,
            Self::SumUp(_) => Need::Sums,
        }
    }
}

/// The error that ended the work.
#[derive(Debug, Error)]
pub enum WorkError {
    #[error("{place}: {error}")]
    Read {
        /// The input and the number of the first line that was not read.
        place: String,
        error: InputError,
    },
    #[error("cannot write to standard output")]
    Write(#[source] io::Error),
    #[error("cannot start a thread")]
    Thread(#[source] io::Error),
}

/// Reads chunks until the end of the last input, or until this or another thread fails. Returns the
/// sums of the chunks that this thread read.
pub fn work(task: Task, source: &Source, ledger: &Turns<Ledger>) -> Result<Sums, WorkError> {
    let mut sums = Sums::new();
    let mut chunk = Chunk::new();
    let mut report = ChunkReport::default();
    let mut reader = LineReader::new();
    while let Some(Taken {
        number,
        input,
        content,
    }) = source.take(&mut chunk)
    {
        report.clear();
        let outcome = content.map(|layout| {
            let text = chunk.text();
            read(text, &layout, task, &mut reader, &mut report, &mut sums);
        });
        let turn = ledger.take(number, |ledger| match outcome {
            Ok(()) => ledger.add(&input, &report).map_err(WorkError::Write),
            Err(error) => {
                let line = ledger.lines_of(&input) + error.lines() + 1;
                Err(WorkError::Read {
                    place: format!("{input}:{line}"),
                    error,
                })
            }
        });
        match turn {
            None => break,
            Some(done) => done?,
        }
    }
    Ok(sums)
}

/// Reads the lines of a chunk.
fn read(
    text: &[u8],
    layout: &Layout,
    task: Task,
    reader: &mut LineReader,
    report: &mut ChunkReport,
    sums: &mut Sums,
) {
    let separator = layout.columns().separator;
    reader.read(text, layout, |line, read| {
        if task == Task::Name {
            write(line, &read, separator, &mut report.text);
        }
        match read {
            Ok(LogLine::Flow(flow)) => {
                report.counts.flows += 1;
                sums.add(flow);
            }
            Ok(LogLine::NoData) => report.counts.no_data += 1,
            Ok(LogLine::SkipData) => report.counts.skip_data += 1,
            Ok(LogLine::Header) => report.counts.headers += 1,
            Ok(LogLine::Blank) => report.counts.blank += 1,
            Err(error) => report.add_error(report.counts.lines, error),
        }
        report.counts.lines += 1;
    });
}

/// Writes the line with its service name, with the separator and the line end of the line.
fn write(line: &[u8], read: &Result<LogLine, LineError>, separator: Separator, out: &mut Vec<u8>) {
    let service = match read {
        Err(LineError::TooLong) => return,
        Ok(LogLine::Blank) => None,
        Ok(LogLine::Header) => Some("service"),
        Ok(LogLine::Flow(flow)) => Some(flow.key.service().map_or("-", |service| service.name())),
        Ok(LogLine::NoData | LogLine::SkipData) | Err(_) => Some("-"),
    };
    let (line, end) = match line.strip_suffix(b"\r") {
        Some(line) => (line, &b"\r\n"[..]),
        None => (line, &b"\n"[..]),
    };
    out.extend_from_slice(line);
    if let Some(service) = service {
        out.push(separator.byte());
        out.extend_from_slice(service.as_bytes());
    }
    out.extend_from_slice(end);
}
