//! The snapshot that is sent with a name, and its check.

use std::fmt;

use datafusion::error::DataFusionError;
use port_registry_arrow::{ParseSnapshotError, Snapshot};

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A function.
    Function,
    /// A table.
    Table,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Function => "function",
            Self::Table => "table",
        })
    }
}

/// The program that decodes a plan: its name, for errors, and its snapshot.
///
/// ```
/// use port_ballista::codec::{Item, Program};
/// use port_registry_arrow::Snapshot;
///
/// let program = Program::new("executor 127.0.0.1:50051");
/// let sent = Snapshot::current().to_string();
/// assert!(program.check(Item::Function, "port_service", &sent).is_ok());
///
/// let sent = "0.1.0/2020-01-01/0123456789abcdef";
/// let error = program.check(Item::Function, "port_service", sent).unwrap_err();
/// assert!(error.to_string().starts_with(
///     "executor 127.0.0.1:50051 has another registry for the function port_service: expected 0.1.0/2020-01-01/0123456789abcdef"
/// ));
/// ```
#[derive(Clone, Debug)]
pub struct Program {
    name: String,
    snapshot: Snapshot,
}

impl Program {
    /// Returns this program under a name such as `executor 127.0.0.1:50051`.
    pub fn new(name: impl Into<String>) -> Self {
        Self::with_snapshot(name, Snapshot::current())
    }

    /// Returns a program with another snapshot, to test what the cluster makes of it.
    pub fn with_snapshot(name: impl Into<String>, snapshot: Snapshot) -> Self {
        let name = name.into();
        Self { name, snapshot }
    }

    /// Returns what this program sends with a name.
    #[must_use]
    pub fn stamp(&self) -> String {
        self.snapshot.to_string()
    }

    /// Checks what was sent with a name.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Snapshot`] if it is another snapshot, and [`Error::Malformed`] if it is none.
    pub fn check(&self, item: Item, name: &str, stamp: &str) -> Result<(), Error> {
        let expected = self.parse(item, name, stamp)?;
        if expected == self.snapshot {
            return Ok(());
        }
        Err(Error::Snapshot {
            program: self.name.clone(),
            item,
            name: name.to_owned(),
            expected: Box::new(expected),
            found: Box::new(self.snapshot.clone()),
        })
    }

    /// Returns the error of a name that this program does not have.
    pub(super) fn unknown(&self, item: Item, name: &str, stamp: &str) -> Error {
        match self.parse(item, name, stamp) {
            Ok(expected) => Error::Unknown {
                program: self.name.clone(),
                item,
                name: name.to_owned(),
                expected: Box::new(expected),
                found: Box::new(self.snapshot.clone()),
            },
            Err(error) => error,
        }
    }

    fn parse(&self, item: Item, name: &str, stamp: &str) -> Result<Snapshot, Error> {
        stamp.parse().map_err(|source| Error::Malformed {
            program: self.name.clone(),
            item,
            name: name.to_owned(),
            source,
        })
    }
}

/// Why a program refuses the name of a function or a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The program has no function or table of this name.
    #[error(
        "{program} has no {item} {name}: expected that of {expected}, found the registry {found}; \
         run one build of port-ballista on all machines"
    )]
    #[non_exhaustive]
    Unknown {
        /// The name of the program.
        program: String,
        /// What the name is of.
        item: Item,
        /// The name.
        name: String,
        /// The snapshot of the program that sent it.
        expected: Box<Snapshot>,
        /// The snapshot of the program that received it.
        found: Box<Snapshot>,
    },

    /// The program is built from another registry than the one that sent the plan.
    #[error(
        "{program} has another registry for the {item} {name}: expected {expected}, found {found}; \
         run one build of port-ballista on all machines"
    )]
    #[non_exhaustive]
    Snapshot {
        /// The name of the program.
        program: String,
        /// What the name is of.
        item: Item,
        /// The name.
        name: String,
        /// The snapshot of the program that sent it.
        expected: Box<Snapshot>,
        /// The snapshot of the program that received it.
        found: Box<Snapshot>,
    },

    /// What was sent with the name is not a snapshot.
    #[error("{program} cannot read the registry of the {item} {name}")]
    #[non_exhaustive]
    Malformed {
        /// The name of the program.
        program: String,
        /// What the name is of.
        item: Item,
        /// The name.
        name: String,
        /// What is wrong with it.
        source: ParseSnapshotError,
    },
}

impl From<Error> for DataFusionError {
    /// Ballista sends an error to the client as its `Debug` output, in which the text of `External` would be that of its fields.
    fn from(error: Error) -> Self {
        let source = match &error {
            Error::Malformed { source, .. } => format!(": {source}"),
            _ => String::new(),
        };
        Self::Execution(format!("{error}{source}"))
    }
}
