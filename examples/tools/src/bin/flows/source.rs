//! All inputs, one after the other, in chunks that any thread may take.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::ProgressBar;
use thiserror::Error;

use crate::chunk::{Chunk, Chunks};
use crate::input::{Encoding, Input};
use crate::layout::{Layout, LayoutError, Need};

/// What inputs are taken for.
pub struct Reading {
    /// Of inputs without a header line.
    pub without_header: Layout,
    pub need: Need,
}

/// All inputs.
pub struct Source {
    reading: Reading,
    progress: ProgressBar,
    state: Mutex<State>,
}

struct State {
    inputs: VecDeque<Input>,
    current: Option<Current>,
    /// The next chunk's number.
    number: u64,
}

/// The input that is being read.
struct Current {
    input: Arc<Input>,
    encoding: Encoding,
    chunks: Chunks,
    layout: Option<Arc<Layout>>,
}

/// A chunk's place among all, or that of the failure that came in its stead.
pub struct Taken {
    /// Counted from 0 through all inputs.
    pub number: u64,
    pub input: Arc<Input>,
    pub content: Result<Arc<Layout>, Failure>,
}

/// Why an input cannot be read, or not to its end.
#[derive(Debug, Error)]
pub enum Failure {
    #[error("cannot be opened: {0}")]
    Open(io::Error),
    #[error("cannot be read on: {0}")]
    Read(io::Error),
    #[error("the gzip data is cut short or damaged: {0}")]
    Gzip(io::Error),
    #[error("{error}")]
    Layout {
        /// How many blank lines stand before it in the chunk.
        blank: u64,
        error: LayoutError,
    },
}

impl Failure {
    /// How many lines of the chunk in whose stead it came were read.
    pub const fn lines(&self) -> u64 {
        match self {
            Self::Open(_) | Self::Read(_) | Self::Gzip(_) => 0,
            Self::Layout { blank, .. } => *blank,
        }
    }
}

impl Source {
    pub fn new(inputs: Vec<Input>, reading: Reading, progress: ProgressBar) -> Self {
        Self {
            reading,
            progress,
            state: Mutex::new(State {
                inputs: inputs.into(),
                current: None,
                number: 0,
            }),
        }
    }

    /// Fills a chunk; `None` if there is nothing more, or after a failure.
    pub fn take(&self, chunk: &mut Chunk) -> Option<Taken> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(mut current) = state.current.take() {
                let content = current.fill(chunk, &self.reading);
                let input = Arc::clone(&current.input);
                match content {
                    Ok(_) if chunk.text().is_empty() => continue,
                    Ok(layout) => {
                        state.current = Some(current);
                        return Some(state.taken(input, Ok(layout)));
                    }
                    Err(failure) => return Some(state.fail(input, failure)),
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
                Err(error) => return Some(state.fail(input, Failure::Open(error))),
            }
        }
    }
}

impl State {
    fn taken(&mut self, input: Arc<Input>, content: Result<Arc<Layout>, Failure>) -> Taken {
        let number = self.number;
        self.number += 1;
        Taken {
            number,
            input,
            content,
        }
    }

    fn fail(&mut self, input: Arc<Input>, failure: Failure) -> Taken {
        self.inputs.clear();
        self.taken(input, Err(failure))
    }
}

impl Current {
    fn fill(&mut self, chunk: &mut Chunk, reading: &Reading) -> Result<Arc<Layout>, Failure> {
        self.chunks
            .fill(chunk)
            .map_err(|error| match self.encoding {
                Encoding::Plain => Failure::Read(error),
                Encoding::Gzip => Failure::Gzip(error),
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
            let layout = Layout::of_first_line(line, &reading.without_header, reading.need)
                .map_err(|error| Failure::Layout { blank, error })?;
            let layout = Arc::new(layout);
            self.layout = Some(Arc::clone(&layout));
            return Ok(layout);
        }
        // There are blank lines only, which are the same in all layouts.
        Ok(Arc::new(reading.without_header.clone()))
    }
}
