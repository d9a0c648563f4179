//! Reads the arguments: arrays of any type that has numbers become columns of one type.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, Datum};
use arrow_schema::DataType;
use port_registry::{IpProtocol, Port};

use crate::Error;

/// Returns whether an argument may have this type.
///
/// ```
/// use arrow_schema::DataType;
/// use port_registry_arrow::is_supported;
///
/// assert!(is_supported(&DataType::Int64));
/// assert!(!is_supported(&DataType::Boolean));
/// ```
#[must_use]
pub fn is_supported(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, values) => is_supported(values),
        DataType::Null | DataType::Float32 | DataType::Float64 => true,
        other => other.is_integer() || other.is_string(),
    }
}

/// A kind of number, as an argument has it in each row.
#[derive(Clone, Copy)]
enum Kind {
    Port,
    Protocol,
    RecordNumber,
}

impl Kind {
    /// Returns the highest number of the kind.
    const fn max(self) -> u16 {
        match self {
            Self::Port | Self::RecordNumber => u16::MAX,
            Self::Protocol => u8::MAX as u16,
        }
    }

    /// Parses a string of a column of this kind.
    fn parse(self, text: &str) -> Option<u16> {
        // A column of floating-point numbers that also has other words is read as strings.
        let text = text.trim();
        let text = text.strip_suffix(".0").unwrap_or(text);
        match self {
            Self::Port => text.parse().ok().map(Port::get),
            Self::Protocol => text.parse().ok().map(|one: IpProtocol| one.number().into()),
            Self::RecordNumber => text.parse().ok(),
        }
    }
}

/// The arguments of one call, as columns of equal length.
pub(crate) struct Arguments {
    columns: Vec<Column>,
    /// The number of rows of the arrays; `None` if every argument is a scalar.
    rows: Option<usize>,
}

struct Column {
    /// The number in each row, or [`NONE`].
    numbers: Vec<u32>,
    is_scalar: bool,
}

/// What a row has whose value is null or not a number of the kind. With it, the loops over rows have no branch for
/// the validity of each argument.
const NONE: u32 = u32::MAX;

impl Arguments {
    pub(crate) const fn new() -> Self {
        Self {
            columns: Vec::new(),
            rows: None,
        }
    }

    /// Adds an argument of port numbers.
    pub(crate) fn port(self, name: &'static str, datum: &dyn Datum) -> Result<Self, Error> {
        self.with(name, datum, Kind::Port)
    }

    /// Adds an argument of IP protocol numbers.
    pub(crate) fn protocol(self, datum: &dyn Datum) -> Result<Self, Error> {
        self.with("protocol", datum, Kind::Protocol)
    }

    /// Adds an argument of record numbers.
    pub(crate) fn record_number(self, datum: &dyn Datum) -> Result<Self, Error> {
        self.with("number", datum, Kind::RecordNumber)
    }

    fn with(
        mut self,
        argument: &'static str,
        datum: &dyn Datum,
        kind: Kind,
    ) -> Result<Self, Error> {
        let (array, is_scalar) = datum.get();
        let Some(numbers) = numbers(array, kind) else {
            return Err(Error::Type {
                argument,
                found: array.data_type().clone(),
            });
        };
        if !is_scalar {
            let expected = *self.rows.get_or_insert(numbers.len());
            if numbers.len() != expected {
                return Err(Error::Length {
                    argument,
                    found: numbers.len(),
                    expected,
                });
            }
        }
        self.columns.push(Column { numbers, is_scalar });
        Ok(self)
    }

    /// Returns the columns, with scalars repeated in each row. The result of scalars alone has one row.
    pub(crate) fn columns<const N: usize>(self) -> [Vec<u32>; N] {
        let rows = self.rows.unwrap_or(1);
        let mut columns = self.columns.into_iter().map(|mut column| {
            if column.is_scalar {
                let value = column.numbers.first().copied().unwrap_or(NONE);
                column.numbers.clear();
                column.numbers.resize(rows, value);
            }
            column.numbers
        });
        std::array::from_fn(|_| columns.next().unwrap_or_else(|| vec![NONE; rows]))
    }
}

/// Returns the port of a row, or `None` if the value is not a port.
#[inline]
pub(crate) fn port(number: u32) -> Option<Port> {
    u16::try_from(number).ok().map(Port::new)
}

/// Returns the protocol of a row, or `None` if the value is not the number of a protocol.
#[inline]
pub(crate) fn ip_protocol(number: u32) -> Option<IpProtocol> {
    u8::try_from(number).ok().map(IpProtocol::new)
}

/// Returns the numbers of an array, or `None` if its type has no numbers.
fn numbers(array: &dyn Array, kind: Kind) -> Option<Vec<u32>> {
    Some(match array.data_type() {
        DataType::Null => vec![NONE; array.len()],
        DataType::Int8 => integers::<Int8Type>(array, kind),
        DataType::Int16 => integers::<Int16Type>(array, kind),
        DataType::Int32 => integers::<Int32Type>(array, kind),
        DataType::Int64 => integers::<Int64Type>(array, kind),
        DataType::UInt8 => integers::<UInt8Type>(array, kind),
        DataType::UInt16 => integers::<UInt16Type>(array, kind),
        DataType::UInt32 => integers::<UInt32Type>(array, kind),
        DataType::UInt64 => integers::<UInt64Type>(array, kind),
        DataType::Float32 => floats::<Float32Type>(array, kind),
        DataType::Float64 => floats::<Float64Type>(array, kind),
        DataType::Utf8 => strings(array.as_string::<i32>().iter(), kind),
        DataType::LargeUtf8 => strings(array.as_string::<i64>().iter(), kind),
        DataType::Utf8View => strings(array.as_string_view().iter(), kind),
        DataType::Dictionary(..) => return dictionary(array, kind),
        _ => return None,
    })
}

fn integers<T>(array: &dyn Array, kind: Kind) -> Vec<u32>
where
    T: ArrowPrimitiveType<Native: TryInto<u16>>,
{
    primitives::<T>(array, |value| match value.try_into() {
        Ok(number) if number <= kind.max() => u32::from(number),
        _ => NONE,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "what is out of range, has a fraction or is not a number differs from the result of the cast"
)]
fn floats<T>(array: &dyn Array, kind: Kind) -> Vec<u32>
where
    T: ArrowPrimitiveType<Native: Into<f64>>,
{
    primitives::<T>(array, |value| {
        let value: f64 = value.into();
        let number = value as u16;
        if f64::from(number) == value && number <= kind.max() {
            u32::from(number)
        } else {
            NONE
        }
    })
}

fn primitives<T: ArrowPrimitiveType>(
    array: &dyn Array,
    number: impl Fn(T::Native) -> u32,
) -> Vec<u32> {
    let array = array.as_primitive::<T>();
    let mut numbers: Vec<u32> = array.values().iter().map(|value| number(*value)).collect();
    erase_nulls(array, &mut numbers);
    numbers
}

/// Replaces the numbers of null rows, which are arbitrary.
fn erase_nulls(array: &dyn Array, numbers: &mut [u32]) {
    if let Some(nulls) = array.nulls().filter(|nulls| nulls.null_count() > 0) {
        for (number, is_valid) in numbers.iter_mut().zip(nulls) {
            *number = if is_valid { *number } else { NONE };
        }
    }
}

fn strings<'a>(strings: impl Iterator<Item = Option<&'a str>>, kind: Kind) -> Vec<u32> {
    let number = |text: Option<&str>| text.and_then(|text| kind.parse(text));
    strings
        .map(|text| number(text).map_or(NONE, u32::from))
        .collect()
}

/// Reads the values once, however many rows have them.
fn dictionary(array: &dyn Array, kind: Kind) -> Option<Vec<u32>> {
    let dictionary = array.as_any_dictionary();
    let values = numbers(dictionary.values().as_ref(), kind)?;
    if values.is_empty() {
        return Some(vec![NONE; array.len()]); // every key is null
    }
    let keys = dictionary.normalized_keys();
    let mut numbers: Vec<u32> = keys.iter().map(|key| values[*key]).collect();
    erase_nulls(dictionary.keys(), &mut numbers);
    Some(numbers)
}
