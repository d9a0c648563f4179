//! The error of parsing a service type, for the modules `labels` and `service_type`.

use crate::words::{NameError, Quoted};

/// The error of parsing a [`ServiceType`](super::ServiceType) or [`ServiceLabels`](super::ServiceLabels).
///
/// If the labels are there but the service name breaks a rule of RFC 6335 section 5.1,
/// [`source`](core::error::Error::source) returns the error of the service name.
///
/// ```
/// use port_registry::dns_sd::ServiceType;
///
/// let message = |text: &str| text.parse::<ServiceType>().unwrap_err().to_string();
/// assert_eq!(
///     message("http.tcp"),
///     r#"invalid service type "http.tcp": expected labels such as _http._tcp"#,
/// );
/// assert_eq!(
///     message("_8080._tcp"),
///     r#"invalid service type "_8080._tcp": invalid service name "8080": expected one letter at least"#,
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    input: Quoted,
    reason: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Reason {
    #[error("expected labels such as _http._tcp")]
    Labels,
    #[error(transparent)]
    Name(NameError),
}

impl Error {
    pub(super) const fn new(text: &str, reason: Reason) -> Self {
        Self {
            input: Quoted::new(text),
            reason,
        }
    }

    /// Returns the string that was parsed, cut to its first 48 bytes.
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceType;
    ///
    /// assert_eq!("http.tcp".parse::<ServiceType>().unwrap_err().input(), "http.tcp");
    /// ```
    #[must_use]
    pub fn input(&self) -> &str {
        self.input.as_str()
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "invalid service type {}: {}", self.input, self.reason)
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.reason {
            Reason::Labels => None,
            Reason::Name(error) => Some(error),
        }
    }
}
