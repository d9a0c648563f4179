//! Record numbers of another registry are refused.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::{Array, Int32Array, UInt16Array};
use arrow_schema::{DataType, Field};
use port_registry::Record;
use port_registry_arrow::{SNAPSHOT_KEY, Snapshot, StringType, record_number_field, service_name};

fn refusal(field: &Field) -> String {
    let numbers = UInt16Array::from(vec![2]);
    let error = service_name(&numbers, field, StringType::Utf8).unwrap_err();
    error.to_string()
}

#[test]
fn numbers_of_another_snapshot() {
    let current = Snapshot::current();
    let field = Field::new("service", DataType::UInt16, true);
    assert_eq!(
        refusal(&field),
        format!(
            r#"the field "service" does not say of which registry its record numbers are: expected the metadata "port_registry.snapshot" with {current}"#
        ),
    );
    let other = "0.1.0/2024-02-29/0123456789abcdef";
    let metadata = HashMap::from([(SNAPSHOT_KEY.to_owned(), other.to_owned())]);
    assert_eq!(
        refusal(&field.with_metadata(metadata)),
        format!(
            r#"the record numbers of the field "service" are of another registry, {other}: expected {current}"#
        ),
    );
}

#[test]
fn numbers_without_a_name() {
    let count = i32::try_from(Record::COUNT).unwrap();
    let numbers = Int32Array::from(vec![
        Some(2),
        Some(0),
        Some(count - 1),
        Some(count),
        Some(-1),
        None,
    ]);
    let names = service_name(&numbers, &record_number_field(""), StringType::Utf8).unwrap();
    let names = names.as_string::<i32>();
    assert_eq!(names.value(0), "tcpmux");
    let last = Record::from_index(Record::COUNT - 1).unwrap();
    assert_eq!(names.is_valid(2).then(|| names.value(2)), last.name());
    // Record 0 reserves port 0, and the others are not numbers of records.
    assert!([1, 3, 4, 5].into_iter().all(|row| names.is_null(row)));
}

#[test]
fn malformed_snapshots() {
    let current = Snapshot::current();
    let good = "0.1.0/2024-02-29/0123456789abcdef";
    assert_eq!(good.parse::<Snapshot>().unwrap().to_string(), good);
    for bad in [
        "",
        "0.1.0",
        "0.1.0/2024-02-29",
        "/2024-02-29/0123456789abcdef",
        "0.1.0/2023-02-29/0123456789abcdef",
        "0.1.0/2024-02-29/0123456789abcde",
        "0.1.0/2024-02-29/0123456789ABCDEF",
        "0.1.0/2024-02-29/+123456789abcdef",
    ] {
        assert_eq!(
            bad.parse::<Snapshot>().unwrap_err().to_string(),
            format!(
                "malformed snapshot {bad:?}: expected a version, a day and a fingerprint, as in {current}"
            ),
        );
    }
}
