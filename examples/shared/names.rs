//! What programs say of a name that nothing has.

use std::fmt;

/// The message for a name that is not registered, with the name that it most likely misspells.
#[derive(Debug, Clone, Copy)]
pub struct NotRegistered<'a> {
    /// The name, or the argument with it.
    pub query: &'a str,
    /// The name that `lookup::suggest` returns, if it was asked.
    pub nearest: Option<&'a str>,
}

impl fmt::Display for NotRegistered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not registered", self.query)?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest}?"),
            None => Ok(()),
        }
    }
}
