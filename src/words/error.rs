//! The error of the types in the crate's root.

use core::fmt;

use super::text::Text;
use super::{Port, PortClass, Protocol, Quoted, ServiceName, Status};

/// An error of a conversion to one of the types in the crate's root.
///
/// The message quotes the input and says what was expected. [`kind`](Error::kind) returns the type
/// that the input was to become, and [`input`](Error::input) the input.
///
/// It is `Copy`, and implements [`core::error::Error`] without the standard library.
///
/// ```
/// use port_registry::{ErrorKind, Port, Protocol};
///
/// let error = "70000".parse::<Port>().unwrap_err();
/// assert_eq!(error.to_string(), r#"invalid port "70000": expected a number from 0 to 65535"#);
/// assert_eq!((error.kind(), error.input()), (ErrorKind::Port, Some("70000")));
///
/// let error = Protocol::from_number(47).unwrap_err();
/// assert_eq!(error.to_string(), "GRE (IP protocol 47) has no port numbers");
/// assert_eq!((error.kind(), error.input()), (ErrorKind::ProtocolNumber, None));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Error(pub(crate) Reason);

/// What an [`Error`] is about.
///
/// ```
/// use port_registry::{Endpoint, ErrorKind};
///
/// let error = "443/icmp".parse::<Endpoint>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Endpoint);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input is not a [`Port`].
    Port,
    /// The input is not a [`PortRange`](super::PortRange), or its first port is above its last.
    PortRange,
    /// The input is not a [`PortClass`].
    PortClass,
    /// The input is not a [`Protocol`].
    Protocol,
    /// IANA registers no ports for the IP protocol of this number.
    ProtocolNumber,
    /// The input is not an `IpProtocol`.
    IpProtocol,
    /// The input is not a [`Status`].
    Status,
    /// The input breaks a rule of RFC 6335 for a [`ServiceName`].
    ServiceName,
    /// The input is not a service with its transport protocol, or no such service is registered.
    Service,
    /// The input is not an `Endpoint`, or no service of that name has a port.
    Endpoint,
    /// The record has no name, and so is not a service.
    NamelessRecord,
}

/// What went wrong, with as much of the input as errors keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Reason {
    #[error(transparent)]
    Port(PortError),
    #[error("invalid port {}{magnitude}: expected a number from 0 to 65535", if *is_negative { "-" } else { "" })]
    PortNumber { magnitude: u64, is_negative: bool },
    #[error("invalid port range {0}: expected a port from 0 to 65535, or two as in 6000-6063")]
    RangeSyntax(Quoted),
    #[error("invalid port range {0}: {1}")]
    RangePort(Quoted, PortError),
    #[error("port range {first}-{last} runs backwards: expected the lower port first")]
    RangeOrder { first: Port, last: Port },
    #[error("unknown port class {0}: expected {expected}", expected = PortClass::EXPECTED.as_str())]
    PortClass(Quoted),
    #[error("unknown status {0}: expected {expected}", expected = Status::EXPECTED.as_str())]
    Status(Quoted),
    #[error(transparent)]
    Protocol(ProtocolError),
    #[error(transparent)]
    ProtocolNumber(ProtocolNumber),
    #[error("unknown IP protocol {0}: expected one of IANA's keywords or a number from 0 to 255")]
    IpProtocol(Quoted),
    #[error(transparent)]
    ServiceName(NameError),
    #[error("{} service {input}: {reason}", reason.adjective())]
    Service { input: Quoted, reason: Unresolved },
    // Not an enum of their own, which would make `Reason` 8 bytes larger.
    #[error("invalid endpoint {0}: expected a port and a transport protocol, as in 443/tcp")]
    EndpointSyntax(Quoted),
    #[error("invalid endpoint {0}: expected one port, not a range")]
    EndpointRange(Quoted),
    #[error("invalid endpoint {0}: expected one transport protocol")]
    EndpointTransports(Quoted),
    #[error("invalid endpoint {0}: expected an IP address before the colon, or nothing")]
    EndpointAddress(Quoted),
    #[error("invalid endpoint {0}: {1}")]
    EndpointPort(Quoted, PortError),
    #[error("invalid endpoint {0}: {1}")]
    EndpointProtocol(Quoted, ProtocolError),
    #[error("invalid endpoint {0}: expected a service that has a port over this transport{1}")]
    EndpointService(Quoted, Suggestion),
    #[error("invalid endpoint {0}: expected a port or a service that has one{1}")]
    EndpointName(Quoted, Suggestion),
    #[error("record {index} ({description}) has no service name")]
    NamelessRecord {
        index: usize,
        description: &'static str,
    },
}

impl Error {
    /// Returns the type that the input was to become, or what else the error is about.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self.0 {
            Reason::Port(_) | Reason::PortNumber { .. } => ErrorKind::Port,
            Reason::RangeSyntax(_) | Reason::RangePort(..) | Reason::RangeOrder { .. } => {
                ErrorKind::PortRange
            }
            Reason::PortClass(_) => ErrorKind::PortClass,
            Reason::Status(_) => ErrorKind::Status,
            Reason::Protocol(_) => ErrorKind::Protocol,
            Reason::ProtocolNumber(_) => ErrorKind::ProtocolNumber,
            Reason::IpProtocol(_) => ErrorKind::IpProtocol,
            Reason::ServiceName(_) => ErrorKind::ServiceName,
            Reason::Service { .. } => ErrorKind::Service,
            Reason::EndpointSyntax(_)
            | Reason::EndpointRange(_)
            | Reason::EndpointTransports(_)
            | Reason::EndpointAddress(_)
            | Reason::EndpointPort(..)
            | Reason::EndpointProtocol(..)
            | Reason::EndpointService(..)
            | Reason::EndpointName(..) => ErrorKind::Endpoint,
            Reason::NamelessRecord { .. } => ErrorKind::NamelessRecord,
        }
    }

    /// Returns the string that was to be parsed, at most its first 48 bytes; `None` if the input
    /// was not a string.
    #[must_use]
    pub fn input(&self) -> Option<&str> {
        match &self.0 {
            Reason::Port(PortError { input, .. })
            | Reason::RangeSyntax(input)
            | Reason::RangePort(input, _)
            | Reason::PortClass(input)
            | Reason::Status(input)
            | Reason::IpProtocol(input)
            | Reason::Protocol(ProtocolError(input))
            | Reason::ServiceName(NameError { input, .. })
            | Reason::Service { input, .. }
            | Reason::EndpointSyntax(input)
            | Reason::EndpointRange(input)
            | Reason::EndpointTransports(input)
            | Reason::EndpointAddress(input)
            | Reason::EndpointPort(input, _)
            | Reason::EndpointProtocol(input, _)
            | Reason::EndpointService(input, _)
            | Reason::EndpointName(input, _) => Some(input.as_str()),
            Reason::PortNumber { .. }
            | Reason::ProtocolNumber(_)
            | Reason::RangeOrder { .. }
            | Reason::NamelessRecord { .. } => None,
        }
    }
}

/// Why a string is not a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid port {input}: expected {rule}")]
pub(crate) struct PortError {
    input: Quoted,
    rule: PortRule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum PortRule {
    #[error("a number from 0 to 65535")]
    Number,
    /// In services(5), glibc reads `010` as 8 and musl as 10.
    #[error("no leading zero, which not all systems read as decimal")]
    NoLeadingZero,
}

impl PortError {
    pub(crate) const fn new(input: &str) -> Self {
        Self {
            input: Quoted::new(input),
            rule: PortRule::Number,
        }
    }

    pub(crate) const fn leading_zero(input: &str) -> Self {
        Self {
            input: Quoted::new(input),
            rule: PortRule::NoLeadingZero,
        }
    }
}

/// Why a string is not a transport protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown transport protocol {0}: expected {expected}", expected = Protocol::EXPECTED.as_str())]
pub(crate) struct ProtocolError(pub(crate) Quoted);

/// An IP protocol without ports of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ProtocolNumber {
    pub(crate) number: u8,
    /// IANA's keyword.
    pub(crate) keyword: Option<&'static str>,
    /// The transport protocol whose ports it shares.
    pub(crate) shared: Option<Protocol>,
}

impl fmt::Display for ProtocolNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            number,
            keyword,
            shared,
        } = *self;
        match keyword {
            Some(keyword) => write!(f, "{keyword} (IP protocol {number}) has no port numbers")?,
            None => write!(f, "IP protocol {number} has no port numbers")?,
        }
        if let Some(shared) = shared {
            return write!(
                f,
                " of its own: it shares those of {} ({shared})",
                shared.number()
            );
        }
        if keyword.is_some() {
            return Ok(());
        }
        f.write_str(": expected ")?;
        let known = (0..=u8::MAX).filter_map(Protocol::with_number);
        for (at, protocol) in known.enumerate() {
            let separator = match at {
                0 => "",
                at if at + 1 == Protocol::ALL.len() => " or ",
                _ => ", ",
            };
            write!(f, "{separator}{} ({protocol})", protocol.number())?;
        }
        Ok(())
    }
}

impl core::error::Error for ProtocolNumber {}

/// Why a string is not a service name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid service name {input}: {rule}")]
pub(crate) struct NameError {
    pub(super) input: Quoted,
    pub(super) rule: Rule,
}

/// The rule of RFC 6335 section 5.1 that a service name breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Rule {
    #[error("expected 1 to {} characters", ServiceName::MAX_LEN)]
    Empty,
    #[error("expected {} characters at most", ServiceName::MAX_LEN)]
    TooLong,
    #[error("expected ASCII letters, digits and hyphens only")]
    Character,
    #[error("expected one letter at least")]
    NoLetter,
    #[error("expected no hyphen at its beginning or end")]
    OuterHyphen,
    #[error("expected no two hyphens in a row")]
    AdjacentHyphens,
    /// The rule of Kubernetes, not of RFC 6335.
    #[error("expected no capital letters")]
    Capital,
}

/// Why a string such as `https/tcp` is not a service.
///
/// `FromStr` makes an [`Error`] of it at run time, and the macros a compile error with the same
/// message.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// The string has no slash.
    Syntax,
    /// The part after the last slash is not a transport protocol that has ports.
    Protocol,
    /// The name is not registered over the transport protocol.
    Name(Suggestion),
}

impl Unresolved {
    const fn adjective(self) -> &'static str {
        match self {
            Self::Syntax | Self::Protocol => "invalid",
            Self::Name(_) => "unknown",
        }
    }

    const fn message(self) -> Text<160> {
        let text = Text::new();
        match self {
            Self::Syntax => text.with("expected a name and a transport protocol, as in https/tcp"),
            Self::Protocol => text
                .with("expected ")
                .with(Protocol::EXPECTED.as_str())
                .with(" after the slash"),
            Self::Name(suggestion) => text
                .with("expected a name that is registered over this transport")
                .with(suggestion.message().as_str()),
        }
    }

    /// Returns the whole message of `service!`, with its literal.
    pub(crate) const fn compile_error(self, input: &str) -> Text<320> {
        Text::new()
            .with(self.adjective())
            .with(" service \"")
            .with(input)
            .with("\": ")
            .with(self.message().as_str())
    }
}

/// Returns the message of `port!` for a service without a port, with its literal.
pub(crate) const fn no_port(input: &str, suggestion: Suggestion) -> Text<320> {
    Text::new()
        .with("service \"")
        .with(input)
        .with("\" has no port: expected one that is registered with a port")
        .with(suggestion.message().as_str())
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().as_str())
    }
}

/// The service that a misspelled name most likely means, for the end of a message.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// No name is similar.
    None,
    /// This name, over the transport protocol that was asked for.
    Name(&'static str),
    /// This name, over another transport protocol.
    Over(&'static str, Protocol),
}

impl Suggestion {
    const fn message(self) -> Text<64> {
        let text = Text::new();
        match self {
            Self::None => text,
            Self::Name(name) => text.with("; did you mean ").with(name).with("?"),
            Self::Over(name, protocol) => text
                .with("; did you mean ")
                .with(name)
                .with("/")
                .with(protocol.as_str())
                .with("?"),
        }
    }
}

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().as_str())
    }
}
