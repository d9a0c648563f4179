//! The error of parsing a list of ports.
//!
//! `parse.rs` makes a [`Fault`] of a part, and the parsers of [`List::Set`] and [`List::Spec`] make
//! an [`Error`] of it.

use core::fmt;

use crate::lookup::suggestion;
use crate::words::{Protocol, Quoted, ServiceName, Suggestion, Text};

/// The error of parsing a [`PortSet`](crate::PortSet) or a [`PortSpec`](super::PortSpec).
///
/// [`position`](Error::position) returns where in the list the wrong text begins, and
/// [`input`](Error::input) returns the text: a part between two commas, or within such a part a port.
/// If it is an invalid port or range, [`source`](core::error::Error::source) returns its
/// [error](crate::Error).
///
/// ```
/// use port_registry::PortSet;
/// use port_registry::port_set::PortSpec;
///
/// let message = |list: &str| list.parse::<PortSet>().unwrap_err().to_string();
/// assert_eq!(
///     message("22,8O!"),
///     "invalid port set at byte 3: invalid part \"8O!\": \
///      expected ports as in 22, 8000-8100, -1023 or 49152-",
/// );
/// assert_eq!(
///     message("22,1-70000"),
///     r#"invalid port set at byte 5: invalid port "70000": expected a number from 0 to 65535"#,
/// );
/// assert_eq!(
///     message("22,9-3"),
///     "invalid port set at byte 3: port range 9-3 runs backwards: expected the lower port first",
/// );
/// assert_eq!(
///     message("22,,80"),
///     r#"invalid port set at byte 3: empty part "": expected a port or a range"#,
/// );
///
/// let message = |list: &str| list.parse::<PortSpec>().unwrap_err().to_string();
/// assert_eq!(
///     message("T:22,P:6"),
///     "invalid port spec at byte 5: unknown transport \"P\": \
///      expected T for tcp, U for udp, S for sctp or D for dccp, or * for all",
/// );
/// assert_eq!(
///     message("U:ssh,imaps"),
///     "invalid port spec at byte 6: unknown service \"imaps\": expected one with a port over udp, \
///      or ports as in 22, 8000-8100, -1023 or 49152-; did you mean imaps/tcp?",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    of: List,
    fault: Fault,
}

/// The type that the list was parsed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Set,
    Spec,
}

/// What is wrong with a part of a list, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    at: usize,
    problem: Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Problem {
    #[error("empty part \"\": expected a port or a range")]
    Empty,
    #[error("invalid part {part}: expected {PORTS}")]
    Syntax { part: Quoted },
    #[error(transparent)]
    Port(crate::words::Error),
    #[error("unknown service {part}: expected one with a port over {over}, or {PORTS}{suggestion}")]
    Service {
        part: Quoted,
        over: Over,
        suggestion: Suggestion,
    },
    #[error(
        "the ports of {part} depend on the transport: expected {PORTS}, or a name whose ports do not"
    )]
    Transport { part: Quoted },
    #[error("{part} has two transports: expected one")]
    Transports { part: Quoted },
    #[error("unknown transport {letter}: expected {}, or * for all", LETTERS.as_str())]
    Letter { letter: Quoted },
    #[error(
        "no transport for {part}: expected {} before it, or a transport after it, as in 443/tcp",
        LETTERS_WITH_COLONS.as_str()
    )]
    NoLetter { part: Quoted },
}

/// The transport protocols that a part of a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    One(Protocol),
    Any,
}

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(protocol) => protocol.fmt(f),
            Self::Any => f.write_str("any of the transports"),
        }
    }
}

const PORTS: &str = "ports as in 22, 8000-8100, -1023 or 49152-";

/// `T for tcp, U for udp …`, for messages.
const LETTERS: &Text<64> = &{
    let mut words = [const { Text::<16>::new() }; Protocol::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        let protocol = Protocol::ALL[at];
        words[at] = Text::new()
            .with(protocol.letter())
            .with(" for ")
            .with(protocol.as_str());
        at += 1;
    }
    Text::alternatives(&words_of(&words))
};

/// `T:, U: …`, for messages.
const LETTERS_WITH_COLONS: &Text<64> = &{
    let mut words = [const { Text::<16>::new() }; Protocol::ALL.len() + 1];
    let mut at = 0;
    while at < Protocol::ALL.len() {
        words[at] = Text::new().with(Protocol::ALL[at].letter()).with(":");
        at += 1;
    }
    words[at] = Text::new().with("*:");
    Text::alternatives(&words_of(&words))
};

const fn words_of<const N: usize>(texts: &[Text<16>; N]) -> [&str; N] {
    let mut words = [""; N];
    let mut at = 0;
    while at < N {
        words[at] = texts[at].as_str();
        at += 1;
    }
    words
}

impl Fault {
    pub(super) const fn new(at: usize, problem: Problem) -> Self {
        Self { at, problem }
    }

    /// Returns the fault of an unknown name: no service of this name has a port over one of these
    /// transport protocols.
    pub(super) fn unknown_service(at: usize, name: &str, over: &[Protocol]) -> Self {
        let part = Quoted::new(name);
        let suggestion = suggestion(name, over);
        let over = match over {
            [protocol] => Over::One(*protocol),
            _ => Over::Any,
        };
        Self::new(
            at,
            Problem::Service {
                part,
                over,
                suggestion,
            },
        )
    }

    pub(super) const fn in_list(self, of: List) -> Error {
        Error { of, fault: self }
    }
}

impl Error {
    /// Returns the byte offset in the list at which the wrong text begins: a part between two commas,
    /// or a port within such a part.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// assert_eq!("22, 8!".parse::<PortSet>().unwrap_err().position(), 4);
    /// ```
    #[must_use]
    pub const fn position(&self) -> usize {
        self.fault.at
    }

    /// Returns the wrong text, cut to 48 bytes, or `None` if it is a range whose first port is above
    /// its last.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// assert_eq!("22, 8!".parse::<PortSet>().unwrap_err().input(), Some("8!"));
    /// ```
    #[must_use]
    pub fn input(&self) -> Option<&str> {
        match &self.fault.problem {
            Problem::Empty => Some(""),
            Problem::Port(error) => error.input(),
            Problem::Syntax { part }
            | Problem::Service { part, .. }
            | Problem::Transport { part }
            | Problem::Transports { part }
            | Problem::Letter { letter: part }
            | Problem::NoLetter { part } => Some(part.as_str()),
        }
    }

    /// Returns whether the wrong part is a well-formed name, by the syntax of RFC 6335 section 5.1, that no
    /// service with a port has.
    ///
    /// Programs report an unknown name in another way than a list that is malformed: a name may be
    /// registered later.
    ///
    /// ```
    /// use port_registry::{PortSet, Protocol};
    ///
    /// let error = |list| PortSet::parse_over(list, Protocol::Tcp).unwrap_err();
    /// assert!(error("ssh,htps").is_unknown_service());
    /// assert!(!error("ssh,70000").is_unknown_service());
    /// assert!(!error("ssh,8O!").is_unknown_service());
    /// ```
    #[must_use]
    pub fn is_unknown_service(&self) -> bool {
        match &self.fault.problem {
            Problem::Service { part, .. } => ServiceName::checked(part.as_str()).is_ok(),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { at, problem } = &self.fault;
        let of = match self.of {
            List::Set => "set",
            List::Spec => "spec",
        };
        write!(f, "invalid port {of} at byte {at}: {problem}")
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.fault.problem {
            Problem::Port(error) => Some(error),
            _ => None,
        }
    }
}
