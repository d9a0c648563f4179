//! What programs say of a name that nothing has.

use std::fmt;

use port_registry::Protocol;

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

/// The message for a name that has no port over a transport protocol, but over another one.
#[derive(Debug, Clone, Copy)]
pub struct NotOver<'a> {
    /// The name.
    pub name: &'a str,
    /// The transport protocol that was asked for.
    pub protocol: Protocol,
    /// The one over which the name has a port.
    pub other: Protocol,
}

impl fmt::Display for NotOver<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, other) = (self.name, self.other);
        write!(
            f,
            "{name:?} has no port over {}; did you mean {name}/{other}?",
            self.protocol
        )
    }
}
