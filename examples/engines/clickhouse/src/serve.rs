//! Answers chunks of rows.

use std::io::{Read, Write};

use crate::error::{Error, Failure, Place};
use crate::format::Format;
use crate::function::{Function, Value};
use crate::input::{self, Input};
use crate::integer::Integer;
use crate::{row_binary, tab_separated};

/// How many bytes of results are kept before they are written. Those of a block of ClickHouse's default size, 65,409
/// rows, are fewer and are written at once.
const WRITE: usize = 2 * 1024 * 1024;

/// Answers ClickHouse with a function of `N` arguments.
pub struct Server<F, R, W, const N: usize> {
    function: Function<F, N>,
    format: Format,
    input: Input<R>,
    output: W,
    /// The results that are not yet written.
    results: Vec<u8>,
    place: Place,
}

impl<F, R, W, const N: usize> Server<F, R, W, N>
where
    F: Fn([Value; N]) -> Option<&'static str>,
    R: Read,
    W: Write,
{
    /// Returns a server that reads chunks from `input`. It writes to `output` only whole chunks or large parts of them.
    pub fn new(function: Function<F, N>, format: Format, input: R, output: W) -> Self {
        Self {
            function,
            format,
            input: Input::new(input),
            output,
            results: Vec::with_capacity(WRITE),
            place: Place::default(),
        }
    }

    /// Answers chunks until the end of the input. The results of a chunk are written before the next chunk is read, since
    /// ClickHouse waits for them.
    ///
    /// # Errors
    ///
    /// Returns an error if a chunk is not in the format, or if reading or writing fails. The results of the rows before
    /// are written: ClickHouse reports what is on standard error only if it could parse the results.
    pub fn run(mut self) -> Result<(), Error> {
        loop {
            match self.chunk() {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(failure) => {
                    // A second failure adds nothing to the first.
                    let _ = self.flush();
                    return Err(Error::at(self.place, failure));
                }
            }
        }
    }

    /// Answers a chunk. Returns false at the end of the input.
    fn chunk(&mut self) -> Result<bool, Failure> {
        self.place = Place {
            chunk: self.place.chunk + 1,
            row: 0,
        };
        if self.input.is_at_end()? {
            return Ok(false);
        }
        if let Format::RowBinaryWithNamesAndTypes = self.format {
            self.results.extend_from_slice(row_binary::RESULT);
        }
        let rows = self.input.parse(input::rows)?;
        let arguments = self.function.arguments;
        let types = match self.format {
            Format::TabSeparated => None,
            Format::RowBinary => Some([Integer::NULLABLE_INT64; N]),
            Format::RowBinaryWithNamesAndTypes => Some(
                self.input
                    .parse(|rest| row_binary::types(arguments, rest))?,
            ),
        };
        for row in 1..=rows {
            self.place.row = row;
            if let Some(types) = types {
                let values = self
                    .input
                    .parse(|rest| row_binary::take(arguments, types, rest))?;
                row_binary::push((self.function.service)(values), &mut self.results);
            } else {
                let values = self
                    .input
                    .parse(|rest| tab_separated::take(arguments, rest))?;
                tab_separated::push((self.function.service)(values), &mut self.results);
            }
            if self.results.len() >= WRITE {
                self.flush()?;
            }
        }
        self.flush()?;
        Ok(true)
    }

    fn flush(&mut self) -> Result<(), Failure> {
        let written = self.output.write_all(&self.results);
        self.results.clear();
        written.map_err(Failure::Write)
    }
}
