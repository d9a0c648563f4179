//! The work of each thread: takes chunks, reads their lines and adds the results to the ledger.
//!
//! `main.rs` starts the threads.

use std::io;
use std::sync::Arc;

use thiserror::Error;

use crate::chunk::Chunk;
use crate::columns::LayoutError;
use crate::format::{Next, Options, Reader};
use crate::input_error::InputError;
use crate::label::{Labels, NONE};
use crate::ledger::{ChunkReport, Ledger};
use crate::line_error::LineError;
use crate::record::Content;
use crate::source::{Source, Taken};
use crate::sums::Sums;
use crate::turns::Turns;

/// The task of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Write each line with its service name.
    Name,
    /// Write the service name of each line.
    NameOnly,
    /// Write a summary.
    SumUp,
}

/// What all threads share.
pub struct Work {
    pub task: Task,
    pub options: Options,
    pub labels: Labels,
    pub source: Source,
    pub ledger: Arc<Turns<Ledger>>,
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

/// How the reading of a chunk ended.
struct End {
    /// The reader of the lines that follow.
    reader: Arc<dyn Reader>,
    error: Option<LayoutError>,
}

impl Work {
    /// Reads chunks until the end of the last input, or until this or another thread fails. Returns the
    /// sums of the chunks that this thread read.
    pub fn run(&self) -> Result<Sums, WorkError> {
        let mut sums = Sums::new();
        let mut chunk = Chunk::new();
        let mut report = ChunkReport::default();
        while let Some(taken) = self.source.take(&mut chunk) {
            match self.chunk(taken, &chunk, &mut report) {
                None => break,
                Some(done) => done?,
            }
            for flow in &report.flows {
                sums.add(flow);
            }
        }
        Ok(sums)
    }

    /// Reads a chunk and adds the result to the ledger. Returns `None` if earlier work failed.
    ///
    /// The chunk before this one may end in another layout than the source knew of. Which one is certain
    /// only when it is this chunk's turn. Then it is read again.
    fn chunk(
        &self,
        taken: Taken,
        chunk: &Chunk,
        report: &mut ChunkReport,
    ) -> Option<Result<(), WorkError>> {
        let Taken {
            number,
            input,
            content,
        } = taken;
        let text = chunk.text();
        let outcome = content.map(|reader| (self.read(text, Arc::clone(&reader), report), reader));
        self.ledger.take(number, |ledger| {
            let failed = |ledger: &Ledger, error| {
                let line = ledger.lines_of(&input) + 1;
                Err(WorkError::Read {
                    place: format!("{input}:{line}"),
                    error,
                })
            };
            let (mut end, assumed) = match outcome {
                Ok(outcome) => outcome,
                Err(error) => return failed(ledger, error),
            };
            if let Some(actual) = ledger.reader_of(&input)
                && !Arc::ptr_eq(actual, &assumed)
            {
                end = self.read(text, Arc::clone(actual), report);
            }
            if !Arc::ptr_eq(&end.reader, &assumed) {
                self.source.change(&input, &end.reader);
            }
            ledger
                .add(&input, report, end.reader)
                .map_err(WorkError::Write)?;
            match end.error {
                None => Ok(()),
                Some(error) => failed(ledger, InputError::Layout(error)),
            }
        })
    }

    /// Reads the lines of a chunk.
    fn read(&self, text: &[u8], mut reader: Arc<dyn Reader>, report: &mut ChunkReport) -> End {
        report.clear();
        let mut rest = text;
        loop {
            let its = Arc::clone(&reader);
            let next = reader.read(rest, &self.options, &mut |line, read| {
                self.line(its.as_ref(), line, read, report);
            });
            let error = match next {
                Next::Reader(at, next) => {
                    rest = rest.get(at..).unwrap_or_default();
                    reader = next;
                    continue;
                }
                Next::End => None,
                Next::Error(error) => Some(error),
            };
            return End { reader, error };
        }
    }

    #[inline]
    fn line(
        &self,
        reader: &dyn Reader,
        line: &[u8],
        read: Result<Content<'_>, Box<LineError>>,
        report: &mut ChunkReport,
    ) {
        match self.task {
            Task::Name => self.write(reader, line, &read, &mut report.text),
            Task::NameOnly => self.write_name(reader, &read, &mut report.text),
            Task::SumUp => {}
        }
        if let Ok(Content::Flow(flow)) = read {
            report.counts.add_flow(&flow);
            report.flows.push(flow);
        } else {
            count(read, report);
        }
        report.counts.lines += 1;
    }

    /// Writes the line with its name and its line end.
    fn write(
        &self,
        reader: &dyn Reader,
        line: &[u8],
        read: &Result<Content<'_>, Box<LineError>>,
        out: &mut Vec<u8>,
    ) {
        if read
            .as_ref()
            .is_err_and(|error| matches!(**error, LineError::TooLong { .. }))
        {
            return;
        }
        let (line, end) = match line.strip_suffix(b"\r") {
            Some(line) => (line, &b"\r\n"[..]),
            None => (line, &b"\n"[..]),
        };
        match read {
            Ok(Content::Blank | Content::Other(_) | Content::Trailer) => {
                out.extend_from_slice(line);
            }
            Ok(Content::Comment) => reader.write_comment(line, out),
            Ok(Content::Header) => reader.write(line, reader.field(), out),
            Ok(Content::Flow(flow)) => {
                reader.write(line, &self.labels.name(self.services(), flow.key), out);
            }
            Ok(Content::Records(records)) => {
                reader.write(line, &self.labels.names(self.services(), records), out);
            }
            Ok(Content::NoData | Content::SkipData) | Err(_) => reader.write(line, NONE, out),
        }
        out.extend_from_slice(end);
    }

    /// Writes the name of a line, on a line of its own. A line without a record has an empty line.
    fn write_name(
        &self,
        reader: &dyn Reader,
        read: &Result<Content<'_>, Box<LineError>>,
        out: &mut Vec<u8>,
    ) {
        let services = self.services();
        match read {
            Ok(Content::Blank | Content::Other(_) | Content::Trailer | Content::Comment) => {}
            Ok(Content::Header) => out.extend_from_slice(reader.field().as_bytes()),
            Ok(Content::Flow(flow)) => {
                out.extend_from_slice(self.labels.name(services, flow.key).as_bytes());
            }
            Ok(Content::Records(records)) => {
                out.extend_from_slice(self.labels.names(services, records).as_bytes());
            }
            Ok(Content::NoData | Content::SkipData) | Err(_) => {
                out.extend_from_slice(NONE.as_bytes());
            }
        }
        out.push(b'\n');
    }

    const fn services(&self) -> &crate::services::Services {
        &self.options.reading.services
    }
}

/// Counts a line, or each record of a line with several.
#[inline]
fn count(read: Result<Content<'_>, Box<LineError>>, report: &mut ChunkReport) {
    let counts = &mut report.counts;
    match read {
        Ok(Content::Flow(flow)) => {
            counts.add_flow(&flow);
            report.flows.push(flow);
        }
        Ok(Content::Records(records)) => {
            for record in records {
                count(record.clone(), report);
            }
        }
        Ok(Content::NoData) => counts.no_data += 1,
        Ok(Content::SkipData) => counts.skip_data += 1,
        Ok(Content::Header) => counts.headers += 1,
        Ok(Content::Comment) => counts.comments += 1,
        Ok(Content::Other(kind)) => {
            counts.others += 1;
            report.others.add(kind, 1);
        }
        Ok(Content::Trailer) => counts.trailer += 1,
        Ok(Content::Blank) => counts.blank += 1,
        Err(error) => report.add_error(report.counts.lines, *error),
    }
}
