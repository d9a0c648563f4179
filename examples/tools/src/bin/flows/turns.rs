//! Brings the work of several threads into the order of its numbers.
//!
//! Chunks are parsed in any order. `worker.rs` uses this to write them in the order of the input.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

/// A value on which one thread works at a time, in the order of the numbers, from 0.
pub struct Turns<T> {
    state: Mutex<State<T>>,
    moved: Condvar,
}

struct State<T> {
    next: u64,
    status: Status,
    value: T,
}

/// The status of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Running,
    /// Some work failed; work with higher numbers is not done.
    Failed,
}

/// A guard that keeps other threads from working on the value.
pub struct Held<'a, T>(MutexGuard<'a, State<T>>);

/// The time between two attempts to lock a value that another thread has locked.
const PAUSE: Duration = Duration::from_millis(5);

impl<T> Turns<T> {
    pub fn new(value: T) -> Self {
        Self {
            state: Mutex::new(State {
                next: 0,
                status: Status::Running,
                value,
            }),
            moved: Condvar::new(),
        }
    }

    /// Waits until all work with lower numbers is done, then does this work. Returns `None` without
    /// doing it if earlier work failed.
    ///
    /// Every number must be taken, otherwise the numbers after it wait forever.
    pub fn take<R, E>(
        &self,
        number: u64,
        work: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Option<Result<R, E>> {
        let state = self.lock();
        let mut state = self
            .moved
            .wait_while(state, |state| {
                state.next != number && state.status == Status::Running
            })
            .unwrap_or_else(PoisonError::into_inner);
        if state.status == Status::Failed {
            return None;
        }
        let done = work(&mut state.value);
        state.next += 1;
        if done.is_err() {
            state.status = Status::Failed;
        }
        drop(state);
        self.moved.notify_all();
        Some(done)
    }

    /// Does the last work, after all numbers or after a failure. It does not wait for a turn.
    pub fn finish<R, E>(&self, work: impl FnOnce(&mut T) -> Result<R, E>) -> Result<R, E> {
        let mut state = self.lock();
        let done = work(&mut state.value);
        if done.is_err() {
            state.status = Status::Failed;
        }
        done
    }

    /// Keeps other threads from working on the value. Returns `None` if another thread is at work
    /// for longer than `patience`.
    pub fn hold(&self, patience: Duration) -> Option<Held<'_, T>> {
        let until = Instant::now() + patience;
        loop {
            match self.state.try_lock() {
                Ok(state) => return Some(Held(state)),
                Err(TryLockError::Poisoned(poisoned)) => return Some(Held(poisoned.into_inner())),
                Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return None,
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Held<'_, T> {
    pub fn status(&self) -> Status {
        self.0.status
    }

    pub fn value(&self) -> &T {
        &self.0.value
    }
}
