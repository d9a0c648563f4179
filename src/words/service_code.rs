//! A DCCP service code.

use core::fmt;
use core::str::FromStr;

use super::Quoted;
use super::record_error::{Error, Reason};

/// A DCCP service code: 32 bits that identify the service of a DCCP connection (RFC 4340 section
/// 8.1.2).
///
/// The column `Service Code` has the service codes of the registry.
///
/// `Display` writes the text form of the RFC. This is `SC:` and four characters without trailing
/// spaces, such as `SC:fdpz`, if each byte is a letter, a digit, a space or one of `*+-./?@_`.
/// Otherwise it is `SC=` and the decimal number.
///
/// ```
/// use port_registry::record::ServiceCode;
/// use port_registry::{Protocol, Service};
///
/// let discard = Service::by_name_over("discard", Protocol::Dccp).unwrap().record();
/// let code = discard.service_code().unwrap();
/// assert_eq!(code.get(), 1_145_656_131);
/// assert_eq!(code.to_string(), "SC:DISC");
/// assert_eq!("SC=x44495343".parse::<ServiceCode>()?, code);
/// assert_eq!(ServiceCode::new(7_107_696).to_string(), "SC=7107696");
/// # Ok::<(), port_registry::record::Error>(())
/// ```
///
/// # Serialization
///
/// With the feature `serde`, a service code is serialized as a number and deserialized from a
/// number. The form is the same in human-readable and in binary formats.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
#[doc(alias = "DCCP service code")]
pub struct ServiceCode(u32);

impl ServiceCode {
    /// Returns the service code with this number.
    ///
    /// ```
    /// assert_eq!(port_registry::record::ServiceCode::new(0x6664_707a).to_string(), "SC:fdpz");
    /// ```
    #[must_use]
    pub const fn new(code: u32) -> Self {
        Self(code)
    }

    /// Returns the number, which IANA's column `Service Code` has in decimal.
    ///
    /// ```
    /// assert_eq!(port_registry::record::ServiceCode::new(7).get(), 7);
    /// ```
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Returns whether the form `SC:` may have the byte, by the list in RFC 4340 section 8.1.2.
    const fn is_text(byte: u8) -> bool {
        matches!(byte, 32 | 42 | 43 | 45..=57 | 63..=90 | 95 | 97..=122)
    }

    fn parse(text: &str) -> Option<Self> {
        let number = |digits: &str, radix: u32| {
            let plain = digits
                .bytes()
                .all(|digit| char::from(digit).is_digit(radix));
            plain.then(|| u32::from_str_radix(digits, radix).ok())?
        };
        let code = if let Some(characters) = text.strip_prefix("SC:") {
            let characters = characters.as_bytes();
            if characters.len() > 4 || !characters.iter().copied().all(Self::is_text) {
                return None;
            }
            let mut bytes = [b' '; 4];
            for (byte, character) in bytes.iter_mut().zip(characters) {
                *byte = *character;
            }
            u32::from_be_bytes(bytes)
        } else {
            let digits = text.strip_prefix("SC=").unwrap_or(text);
            match digits.strip_prefix(['x', 'X']) {
                Some(hex) => number(hex, 16)?,
                None => number(digits, 10)?,
            }
        };
        Some(Self(code))
    }
}

impl fmt::Display for ServiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.to_be_bytes();
        if !bytes.iter().copied().all(Self::is_text) {
            return write!(f, "SC={}", self.0);
        }
        f.write_str("SC:")?;
        f.write_str(core::str::from_utf8(&bytes).unwrap_or_default().trim_end())
    }
}

impl fmt::Debug for ServiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceCode({self})")
    }
}

impl FromStr for ServiceCode {
    type Err = Error;

    /// Parses the three forms of RFC 4340 section 8.1.2 (`SC:fdpz`, `SC=1717858426`,
    /// `SC=x6664707A`), and a decimal number without a prefix, as in the registry.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the input has another form, or if the number does not fit 32 bits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or_else(|| Error(Reason::ServiceCode(Quoted::new(text))))
    }
}

impl From<u32> for ServiceCode {
    fn from(code: u32) -> Self {
        Self(code)
    }
}

impl From<ServiceCode> for u32 {
    fn from(code: ServiceCode) -> Self {
        code.0
    }
}
