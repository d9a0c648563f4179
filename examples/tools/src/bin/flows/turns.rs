//! Threads that finish in any order do some of their work in the order of its numbers.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

/// Something that is worked on by one thread at a time, number 0 first.
pub struct Turns<T> {
    state: Mutex<State<T>>,
    moved: Condvar,
}

struct State<T> {
    next: u64,
    course: Course,
    value: T,
}

/// Whether work goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    GoesOn,
    /// Some work failed, so that no later one is to be done.
    Failed,
}

/// What is worked on, kept from all others.
pub struct Held<'a, T>(MutexGuard<'a, State<T>>);

/// Between two looks at what another thread holds.
const PAUSE: Duration = Duration::from_millis(5);

impl<T> Turns<T> {
    pub fn new(value: T) -> Self {
        Self {
            state: Mutex::new(State {
                next: 0,
                course: Course::GoesOn,
                value,
            }),
            moved: Condvar::new(),
        }
    }

    /// Waits until all work of lower numbers is done, and does this; `None` if some before failed.
    ///
    /// Every number must have its turn, or those after it wait for ever.
    pub fn take<R, E>(
        &self,
        number: u64,
        work: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Option<Result<R, E>> {
        let state = self.lock();
        let mut state = self
            .moved
            .wait_while(state, |state| {
                state.next != number && state.course == Course::GoesOn
            })
            .unwrap_or_else(PoisonError::into_inner);
        if state.course == Course::Failed {
            return None;
        }
        let done = work(&mut state.value);
        state.next += 1;
        if done.is_err() {
            state.course = Course::Failed;
        }
        drop(state);
        self.moved.notify_all();
        Some(done)
    }

    /// Does what comes after all numbers, or after a failure.
    pub fn finish<R, E>(&self, work: impl FnOnce(&mut T) -> Result<R, E>) -> Result<R, E> {
        let mut state = self.lock();
        let done = work(&mut state.value);
        if done.is_err() {
            state.course = Course::Failed;
        }
        done
    }

    /// Keeps all others from going on, unless one is at work for longer than this.
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
    pub fn course(&self) -> Course {
        self.0.course
    }

    pub fn value(&self) -> &T {
        &self.0.value
    }
}
