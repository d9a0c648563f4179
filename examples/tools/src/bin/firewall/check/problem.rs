//! The parts of a rule set that can't be read.
//!
//! Used by `save` and `nft`.

use std::borrow::Cow;
use std::fmt;

use super::nft::NftError;
use super::rule_set::Place;
use super::save::SaveError;
use super::values::PortError;

/// A part of a rule set that could not be read, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub place: Place,
    pub text: String,
    pub error: RuleError,
}

/// The reason why a part of a rule set could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error(transparent)]
    Port(#[from] PortError),
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error(transparent)]
    Nft(#[from] NftError),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An error quotes what it is about, which may be as long as the file.
        const TEXT: usize = 60;
        const ERROR: usize = 300;
        let (text, error) = (shortened(&self.text, TEXT), self.error.to_string());
        write!(f, "can't read {text:?}: {}", shortened(&error, ERROR))
    }
}

/// Returns the first characters of a text.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or(text))),
        None => Cow::Borrowed(text),
    }
}
