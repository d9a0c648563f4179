//! Sets and maps with names.
//!
//! Used by `tables`, which holds them, and by `matches` and `maps`, which read their elements.

use serde_json::value::RawValue;

use super::cursor::Cursor;
use super::error::NftError;
use super::json;
use super::statement::Element;
use super::tokens::Token;

#[derive(Debug, Default)]
pub struct Set<'a> {
    pub kind: SetKind,
    pub elements: Vec<Elements<'a>>,
    pub dynamics: Dynamics,
    /// A command on the set that can't be carried out.
    pub unknown: Option<NftError>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SetKind {
    #[default]
    Set,
    Map,
}

/// Whether packets add the elements of a set, or decide whether the elements match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dynamics {
    #[default]
    Fixed,
    Dynamic,
}

/// Whether a named set without elements has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedSets {
    /// Another one has elements, so they are listed.
    Listed,
    /// None has elements. The option -t of nft leaves them out.
    Empty,
}

/// Elements that are not read yet.
#[derive(Debug, Clone, Copy)]
pub enum Elements<'a> {
    Text(&'a [Token<'a>]),
    /// The elements of a set.
    Json(&'a RawValue),
    /// Pairs of keys and values, the elements of a map.
    JsonPairs(&'a RawValue),
}

impl Set<'_> {
    pub fn is_map(&self) -> bool {
        self.kind == SetKind::Map
    }
}

impl<'a> Elements<'a> {
    /// Returns about how many words there are.
    pub fn size(&self) -> usize {
        match self {
            Self::Text(tokens) => tokens.len(),
            Self::Json(value) | Self::JsonPairs(value) => value.get().len() / 2,
        }
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(tokens) => tokens.is_empty(),
            Self::Json(value) | Self::JsonPairs(value) => value.get().trim() == "[]",
        }
    }

    pub fn read(&self) -> Result<Vec<Element<'a>>, NftError> {
        match self {
            Self::Text(tokens) => {
                let mut cursor = Cursor::new(tokens);
                let elements = cursor.elements()?;
                if cursor.is_at_end() {
                    Ok(elements)
                } else {
                    Err(NftError::Expected("a comma between the elements of a set"))
                }
            }
            Self::Json(value) => json::elements(value),
            Self::JsonPairs(value) => json::pairs(value),
        }
    }
}
