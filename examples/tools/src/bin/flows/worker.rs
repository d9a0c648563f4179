//! What each thread does: takes chunks, reads their lines, hands in what it found.

use std::io;

use thiserror::Error;

use crate::chunk::Chunk;
use crate::layout::{Layout, Need, Separator};
use crate::ledger::{Ledger, Page};
use crate::line::{Fault, Line, LineReader};
use crate::source::{Failure, Source, Taken};
use crate::summary::Format;
use crate::sums::Sums;
use crate::turns::Turns;

/// What is to be done with the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Write it with the services' names.
    Name,
    /// Write sums by service.
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

/// Why work ended before its end.
#[derive(Debug, Error)]
pub enum Stopped {
    #[error("{place}: {failure}")]
    Read {
        /// The input, and the first line that was not read.
        place: String,
        failure: Failure,
    },
    #[error("cannot write to standard output")]
    Write(#[source] io::Error),
    #[error("cannot start a thread")]
    Thread(#[source] io::Error),
}

/// Works until there is nothing more to take, or something fails: here, or in another thread.
pub fn work(task: Task, source: &Source, ledger: &Turns<Ledger>) -> Result<Sums, Stopped> {
    let mut sums = Sums::new();
    let mut chunk = Chunk::new();
    let mut page = Page::default();
    let mut reader = LineReader::new();
    while let Some(Taken {
        number,
        input,
        content,
    }) = source.take(&mut chunk)
    {
        page.clear();
        let outcome = content.map(|layout| {
            let text = chunk.text();
            read(text, &layout, task, &mut reader, &mut page, &mut sums);
        });
        let turn = ledger.take(number, |ledger| match outcome {
            Ok(()) => ledger.add(&input, &page).map_err(Stopped::Write),
            Err(failure) => {
                let line = ledger.lines_of(&input) + failure.lines() + 1;
                Err(Stopped::Read {
                    place: format!("{input}:{line}"),
                    failure,
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

fn read(
    text: &[u8],
    layout: &Layout,
    task: Task,
    reader: &mut LineReader,
    page: &mut Page,
    sums: &mut Sums,
) {
    let separator = layout.columns().separator;
    reader.read(text, layout, |line, read| {
        if task == Task::Name {
            write(line, &read, separator, &mut page.text);
        }
        match read {
            Ok(Line::Flow(flow)) => {
                page.counts.flows += 1;
                sums.add(flow);
            }
            Ok(Line::NoData) => page.counts.no_data += 1,
            Ok(Line::SkipData) => page.counts.skip_data += 1,
            Ok(Line::Header) => page.counts.headers += 1,
            Ok(Line::Blank) => page.counts.blank += 1,
            Err(fault) => page.add_fault(page.counts.lines, fault),
        }
        page.counts.lines += 1;
    });
}

/// The line with its service, in its own form.
fn write(line: &[u8], read: &Result<Line, Fault>, separator: Separator, out: &mut Vec<u8>) {
    let service = match read {
        Err(Fault::TooLong) => return,
        Ok(Line::Blank) => None,
        Ok(Line::Header) => Some("service"),
        Ok(Line::Flow(flow)) => Some(flow.row.service().map_or("-", |service| service.name())),
        Ok(Line::NoData | Line::SkipData) | Err(_) => Some("-"),
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
