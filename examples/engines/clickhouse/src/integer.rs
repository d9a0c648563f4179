//! The types that arguments may have in `RowBinary`.

use crate::error::Reason;
use crate::function::Value;
use crate::input::{self, Stop};

/// An integer type of ClickHouse, `Nullable` or not.
#[derive(Clone, Copy)]
pub struct Integer {
    width: Width,
    nulls: Nulls,
}

/// The width of an integer, and whether it is signed.
#[derive(Clone, Copy)]
enum Width {
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
}

/// Whether a flag before each value says that it is null.
#[derive(Clone, Copy)]
enum Nulls {
    Flagged,
    Never,
}

impl Integer {
    /// `Nullable(Int64)`, to which ClickHouse converts every port number that a column may have.
    pub const NULLABLE_INT64: Self = Self {
        width: Width::Int64,
        nulls: Nulls::Flagged,
    };

    /// Parses the name of a type.
    pub fn parse(name: &[u8]) -> Option<Self> {
        let nullable = name
            .strip_prefix(b"Nullable(")
            .and_then(|name| name.strip_suffix(b")"));
        let width = match nullable.unwrap_or(name) {
            b"Int8" => Width::Int8,
            b"Int16" => Width::Int16,
            b"Int32" => Width::Int32,
            b"Int64" => Width::Int64,
            b"UInt8" => Width::UInt8,
            b"UInt16" => Width::UInt16,
            b"UInt32" => Width::UInt32,
            b"UInt64" => Width::UInt64,
            _ => return None,
        };
        let nulls = match nullable {
            Some(_) => Nulls::Flagged,
            None => Nulls::Never,
        };
        Some(Self { width, nulls })
    }

    /// Takes the value of a column.
    ///
    /// # Errors
    ///
    /// Returns an error if the flag before the value is neither 0 nor 1.
    #[inline]
    pub fn take(self, column: &'static str, rest: &mut &[u8]) -> Result<Value, Stop> {
        if let Nulls::Flagged = self.nulls {
            match input::bytes(rest)? {
                [0] => {}
                [1] => return Ok(None),
                [flag] => return Err(Reason::NullFlag { column, flag }.into()),
            }
        }
        let number = match self.width {
            Width::Int8 => i8::from_le_bytes(input::bytes(rest)?).into(),
            Width::Int16 => i16::from_le_bytes(input::bytes(rest)?).into(),
            Width::Int32 => i32::from_le_bytes(input::bytes(rest)?).into(),
            Width::Int64 => i64::from_le_bytes(input::bytes(rest)?),
            Width::UInt8 => u8::from_le_bytes(input::bytes(rest)?).into(),
            Width::UInt16 => u16::from_le_bytes(input::bytes(rest)?).into(),
            Width::UInt32 => u32::from_le_bytes(input::bytes(rest)?).into(),
            Width::UInt64 => {
                let number = u64::from_le_bytes(input::bytes(rest)?);
                return Ok(number.try_into().ok());
            }
        };
        Ok(number.try_into().ok())
    }
}
