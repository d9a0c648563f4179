//! Reads all inputs, one after the other, in chunks that any thread may take.
//!
//! `main.rs` creates the source, `worker.rs` takes chunks from it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::ProgressBar;
use port_registry_tools::compression::Compression;
use port_registry_tools::input::Input;

use crate::chunk::{Chunk, Chunks};
use crate::format::Reader;
use crate::input_error::InputError;
use crate::opened::Opened;

/// All inputs, behind a lock.
pub struct Source {
    progress: ProgressBar,
    state: Mutex<State>,
    /// The reader of the next chunk of the input, as far as it is known. It has a lock of its own, since
    /// the other one is held while a chunk is read.
    latest: Mutex<Latest>,
}

type Latest = Option<(Arc<Input>, Arc<dyn Reader>)>;

struct State {
    inputs: VecDeque<Input>,
    current: Option<Current>,
    /// The number of the next chunk.
    number: u64,
}

/// The input that is being read.
struct Current {
    input: Arc<Input>,
    compression: Compression,
    chunks: Chunks,
    /// The reader of the first chunk.
    first: Arc<dyn Reader>,
}

/// A chunk, or the error that ended reading in place of a chunk.
pub struct Taken {
    /// The number of the chunk, counted from 0 over all inputs.
    pub number: u64,
    pub input: Arc<Input>,
    /// The reader of the chunk, if the layout does not change before it, or the error.
    pub content: Result<Arc<dyn Reader>, InputError>,
}

impl Source {
    pub fn new(inputs: Vec<Input>, progress: ProgressBar) -> Self {
        Self {
            progress,
            state: Mutex::new(State {
                inputs: inputs.into(),
                current: None,
                number: 0,
            }),
            latest: Mutex::new(None),
        }
    }

    /// Fills a chunk. Returns `None` at the end of the last input, or after an error.
    pub fn take(&self, chunk: &mut Chunk) -> Option<Taken> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(mut current) = state.current.take() {
                let filled = current.chunks.fill(chunk);
                let input = Arc::clone(&current.input);
                match filled {
                    Ok(()) if chunk.text().is_empty() => continue,
                    Ok(()) => {
                        let reader = self.reader_of(&input, &current.first);
                        state.current = Some(current);
                        return Some(state.taken(input, Ok(reader)));
                    }
                    Err(error) => {
                        let error = match current.compression {
                            Compression::None => InputError::Read(error),
                            other => InputError::Compressed(other, error),
                        };
                        return Some(state.fail(input, error));
                    }
                }
            }
            let input = Arc::new(state.inputs.pop_front()?);
            match Opened::open(&input, &self.progress) {
                Ok(opened) => {
                    state.current = Some(Current {
                        input,
                        compression: opened.compression,
                        chunks: Chunks::new(opened.reader, opened.longest),
                        first: opened.first,
                    });
                }
                Err(error) => return Some(state.fail(input, error)),
            }
        }
    }

    /// Sets the reader of the chunks of an input that are taken from now on.
    pub fn change(&self, input: &Arc<Input>, reader: &Arc<dyn Reader>) {
        *self.latest() = Some((Arc::clone(input), Arc::clone(reader)));
    }

    fn reader_of(&self, input: &Arc<Input>, first: &Arc<dyn Reader>) -> Arc<dyn Reader> {
        let mut latest = self.latest();
        if let Some((_, reader)) = latest.as_ref().filter(|(of, _)| Arc::ptr_eq(of, input)) {
            return Arc::clone(reader);
        }
        *latest = Some((Arc::clone(input), Arc::clone(first)));
        Arc::clone(first)
    }

    fn latest(&self) -> MutexGuard<'_, Latest> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn taken(&mut self, input: Arc<Input>, content: Result<Arc<dyn Reader>, InputError>) -> Taken {
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
