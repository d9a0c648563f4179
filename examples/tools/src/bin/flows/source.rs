//! Reads all inputs, one after the other, in chunks that any thread may take.
//!
//! `main.rs` creates the source, `worker.rs` takes chunks from it.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::ProgressBar;
use thiserror::Error;

use crate::chunk::{Chunk, Chunks};
use crate::input::{Encoding, Input};
use crate::layout::{Layout, LayoutError, Need};

/// The options for reading inputs.
pub struct ReadOptions {
    /// The layout of inputs without a header line.
    pub without_header: Layout,
    pub need: Need,
}

/// All inputs, behind a lock.
pub struct Source {
    options: ReadOptions,
    progress: ProgressBar,
    state: Mutex<State>,
}

struct State {
    inputs: VecDeque<Input>,
    current: Option<Current>,
    /// The number of the next chunk.
    number: u64,
}

/// The input that is being read.
struct Current {
    input: Arc<Input>,
    encoding: Encoding,
    chunks: Chunks,
    layout: Option<Arc<Layout>>,
}

/// A chunk, or the error that ended reading in place of a chunk.
pub struct Taken {
    /// The number of the chunk, counted from 0 over all inputs.
    pub number: u64,
    pub input: Arc<Input>,
    /// The layout of the lines in the chunk, or the error.
    pub content: Result<Arc<Layout>, InputError>,
}

/// The error for an input that cannot be read to its end.
#[derive(Debug, Error)]
pub enum InputError {
    #[error("cannot be opened: {0}")]
    Open(io::Error),
    #[error("cannot be read on: {0}")]
    Read(io::Error),
    #[error("the gzip data is cut short or damaged: {0}")]
    Gzip(io::Error),
    #[error("{error}")]
    Layout {
        /// The number of blank lines in the chunk before the bad line.
        blank: u64,
        error: LayoutError,
    },
}

impl InputError {
    /// Returns the number of lines that were read before the error, in the chunk that it replaces.
    pub const fn lines(&self) -> u64 {
        match self {
            Self::Open(_) | Self::Read(_) | Self::Gzip(_) => 0,
            Self::Layout { blank, .. } => *blank,
        }
    }
}

impl Source {
    pub fn new(inputs: Vec<Input>, options: ReadOptions, progress: ProgressBar) -> Self {
        Self {
            options,
            progress,
            state: Mutex::new(State {
                inputs: inputs.into(),
                current: None,
                number: 0,
            }),
        }
    }

    /// Fills a chunk. Returns `None` at the end of the last input, or after an error.
    pub fn take(&self, chunk: &mut Chunk) -> Option<Taken> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(mut current) = state.current.take() {
                let content = current.fill(chunk, &self.options);
                let input = Arc::clone(&current.input);
                match content {
                    Ok(_) if chunk.text().is_empty() => continue,
                    Ok(layout) => {
                        state.current = Some(current);
                        return Some(state.taken(input, Ok(layout)));
                    }
                    Err(error) => return Some(state.fail(input, error)),
                }
            }
            let input = Arc::new(state.inputs.pop_front()?);
            match input.open(&self.progress) {
                Ok(opened) => {
                    state.current = Some(Current {
                        input,
                        encoding: opened.encoding,
                        chunks: Chunks::new(opened.reader),
                        layout: None,
                    });
                }
                Err(error) => return Some(state.fail(input, InputError::Open(error))),
            }
        }
    }
}

impl State {
    fn taken(&mut self, input: Arc<Input>, content: Result<Arc<Layout>, InputError>) -> Taken {
        let number = self.number;
        self.number += 1;
        Taken {
            number,
            input,
            content,
        }
    }

    fn fail(&mut self, input: Arc<Input>, error: InputError) -> Taken {
        self.inputs.clear();
        self.taken(input, Err(error))
    }
}

impl Current {
    fn fill(
        &mut self,
        chunk: &mut Chunk,
        options: &ReadOptions,
    ) -> Result<Arc<Layout>, InputError> {
        self.chunks
            .fill(chunk)
            .map_err(|error| match self.encoding {
                Encoding::Plain => InputError::Read(error),
                Encoding::Gzip => InputError::Gzip(error),
            })?;
        if let Some(layout) = &self.layout {
            return Ok(Arc::clone(layout));
        }
        let mut blank = 0;
        for line in chunk.text().split(|&letter| letter == b'\n') {
            if line.trim_ascii().is_empty() {
                blank += 1;
                continue;
            }
            let layout = Layout::of_first_line(line, &options.without_header, options.need)
                .map_err(|error| InputError::Layout { blank, error })?;
            let layout = Arc::new(layout);
            self.layout = Some(Arc::clone(&layout));
            return Ok(layout);
        }
        // The chunk has only blank lines, which are read alike in all layouts.
        Ok(Arc::new(options.without_header.clone()))
    }
}
