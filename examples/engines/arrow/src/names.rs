//! The numbers of records, and their names.

use std::collections::HashMap;
use std::sync::LazyLock;

use arrow_array::{ArrayRef, Datum, UInt16Array};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::{DataType, Field};
use port_registry::{Record, Service};

use crate::labels::Labels;
use crate::numbers::Arguments;
use crate::{Error, Snapshot, StringType};

/// The key of the metadata of a field of record numbers whose value is the [`Snapshot`].
pub const SNAPSHOT_KEY: &str = "port_registry.snapshot";

/// The names of all records, by their numbers.
static NAMES: LazyLock<Labels> =
    LazyLock::new(|| Labels::new(Record::all().map(|record| record.name().unwrap_or_default())));

/// Returns a field for the numbers that [`port_service_number`](crate::port_service_number) and
/// [`flow_service_number`](crate::flow_service_number) return: a nullable `UInt16`, with the [`Snapshot`] in its metadata.
///
/// ```
/// use port_registry_arrow::{SNAPSHOT_KEY, Snapshot, record_number_field};
///
/// let field = record_number_field("service");
/// assert_eq!(field.metadata()[SNAPSHOT_KEY], Snapshot::current().to_string());
/// ```
#[must_use]
pub fn record_number_field(name: &str) -> Field {
    let snapshot = (SNAPSHOT_KEY.to_owned(), Snapshot::current().to_string());
    Field::new(name, DataType::UInt16, true).with_metadata(HashMap::from([snapshot]))
}

/// Returns the service names of record numbers.
///
/// `field` is the field of the numbers, whose metadata says of which registry they are. A null, and a number of a record without a
/// name or of no record, is null.
///
/// # Errors
///
/// Returns [`Error::NoSnapshot`] or [`Error::Snapshot`] if the numbers may be of another registry, and [`Error::Type`] if
/// they are not numbers.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::{UInt8Array, UInt16Array};
/// use port_registry_arrow::{StringType, port_service_number, record_number_field, service_name};
///
/// let ports = UInt16Array::from(vec![22, 443]);
/// let numbers = port_service_number(&ports, &UInt8Array::new_scalar(6))?;
/// let names = service_name(&numbers, &record_number_field("service"), StringType::Utf8)?;
/// assert_eq!(names.as_string::<i32>().value(1), "https");
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn service_name(
    numbers: &dyn Datum,
    field: &Field,
    strings: StringType,
) -> Result<ArrayRef, Error> {
    check_snapshot(field)?;
    let [numbers] = Arguments::new().record_number(numbers)?.columns();
    let service = |number: &u32| Record::from_index(*number as usize).and_then(Record::service);
    names(&self::numbers(numbers.iter().map(service)), strings)
}

/// Checks that the record numbers of a field are of the registry of this program.
///
/// # Errors
///
/// Returns [`Error::NoSnapshot`] or [`Error::Snapshot`] if they may be of another registry.
///
/// ```
/// use port_registry_arrow::{check_snapshot, record_number_field};
///
/// assert!(check_snapshot(&record_number_field("service")).is_ok());
/// ```
pub fn check_snapshot(field: &Field) -> Result<(), Error> {
    let expected = Snapshot::current();
    match field.metadata().get(SNAPSHOT_KEY) {
        Some(found) if *found == expected.to_string() => Ok(()),
        Some(found) => Err(Error::Snapshot {
            field: field.name().clone(),
            found: found.clone(),
            expected,
        }),
        None => Err(Error::NoSnapshot {
            field: field.name().clone(),
            expected,
        }),
    }
}

/// Returns the number of a record.
#[inline]
pub(crate) fn record_number(record: Record) -> u16 {
    const { assert!(Record::COUNT < NO_RECORD as usize) };
    #[expect(clippy::cast_possible_truncation, reason = "it is less than the count")]
    let number = record.index() as u16;
    number
}

/// The number of no record. A registry with more records than this can't be compiled in here.
const NO_RECORD: u16 = u16::MAX;

/// Returns the names of services by the numbers of their records.
pub(crate) fn names(numbers: &UInt16Array, strings: StringType) -> Result<ArrayRef, Error> {
    Ok(NAMES.of(numbers, strings)?)
}

/// Returns the record numbers of services.
pub(crate) fn numbers(services: impl Iterator<Item = Option<Service>>) -> UInt16Array {
    let number = |service: Service| record_number(service.record());
    let mut numbers: Vec<u16> = services
        .map(|service| service.map_or(NO_RECORD, number))
        .collect();
    let valid = BooleanBuffer::collect_bool(numbers.len(), |row| numbers[row] != NO_RECORD);
    for number in &mut numbers {
        *number = if *number == NO_RECORD { 0 } else { *number };
    }
    UInt16Array::new(numbers.into(), Some(NullBuffer::new(valid)))
}
