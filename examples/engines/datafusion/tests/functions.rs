//! The functions as DataFusion calls them.

#[path = "../../arrow/tests/support/mod.rs"]
mod support;

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt16Type;
use arrow_array::{ArrayRef, Int64Array, UInt16Array};
use arrow_schema::{DataType, Field, FieldRef};
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::{ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF};
use port_registry_arrow::record_number_field;
use port_registry_datafusion::functions;
use support::oracle::SHIPPED;
use support::transport;

fn function(name: &str) -> Arc<ScalarUDF> {
    let mut functions = functions().into_iter();
    functions.find(|function| function.name() == name).unwrap()
}

/// Plans and calls a function, as a query does.
fn call(name: &str, fields: Vec<Field>, values: Vec<ColumnarValue>) -> Result<ColumnarValue> {
    let function = function(name);
    let fields: Vec<FieldRef> = fields.into_iter().map(Arc::new).collect();
    let return_field = function.return_field_from_args(ReturnFieldArgs {
        arg_fields: &fields,
        scalar_arguments: &vec![None; fields.len()],
    })?;
    let rows = values.iter().map(|value| match value {
        ColumnarValue::Array(array) => array.len(),
        ColumnarValue::Scalar(_) => 1,
    });
    let number_rows = rows.max().unwrap_or(1);
    function.invoke_with_args(ScalarFunctionArgs {
        args: values,
        arg_fields: fields,
        number_rows,
        return_field,
        config_options: Arc::default(),
    })
}

fn array(value: ColumnarValue) -> ArrayRef {
    match value {
        ColumnarValue::Array(array) => array,
        ColumnarValue::Scalar(scalar) => panic!("{scalar} is not an array"),
    }
}

fn number(name: &str) -> Field {
    Field::new(name, DataType::UInt16, true)
}

#[test]
fn services_and_statuses_of_all_pairs() {
    let ports: ArrayRef = Arc::new(UInt16Array::from_iter_values(0..=u16::MAX));
    for protocol in 0..=u8::MAX {
        let called = |name| {
            let values = vec![
                ColumnarValue::Array(Arc::clone(&ports)),
                ColumnarValue::Scalar(ScalarValue::from(i64::from(protocol))),
            ];
            array(
                call(
                    name,
                    vec![
                        number("port"),
                        Field::new("protocol", DataType::Int64, true),
                    ],
                    values,
                )
                .unwrap(),
            )
        };
        let (names, statuses) = (called("port_service"), called("port_status"));
        let numbers = called("port_service_number");
        let again = call(
            "service_name",
            vec![record_number_field("n")],
            vec![ColumnarValue::Array(Arc::clone(&numbers))],
        );
        let again = array(again.unwrap());
        let rows = names
            .as_string_view()
            .iter()
            .zip(statuses.as_string_view())
            .zip(numbers.as_primitive::<UInt16Type>())
            .zip(again.as_string_view());
        for (port, (((name, status), number), again)) in (0..=u16::MAX).zip(rows) {
            let transport = transport(protocol);
            let row =
                transport.and_then(|transport| SHIPPED.services(port, transport).first().copied());
            assert_eq!(number.map(usize::from), row, "{port} over {protocol}");
            let expected = row.map(|row| SHIPPED.rows[row].name());
            assert_eq!(
                (name, again),
                (expected, expected),
                "{port} over {protocol}"
            );
            assert_eq!(
                status,
                transport.map(|transport| SHIPPED.status(port, transport))
            );
        }
    }
}

#[test]
fn constants_are_folded() {
    let values = [443_i64, 51514, 6].map(|value| ColumnarValue::Scalar(ScalarValue::from(value)));
    let fields =
        ["srcport", "dstport", "protocol"].map(|name| Field::new(name, DataType::Int64, false));
    let service = call("flow_service", fields.to_vec(), values.to_vec()).unwrap();
    assert!(
        matches!(service, ColumnarValue::Scalar(ScalarValue::Utf8View(Some(name))) if name == "https")
    );
}

#[test]
fn types_are_coerced_only_where_they_must_be() {
    let decimal = DataType::Decimal128(20, 0);
    let dictionary = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let kept = [
        DataType::Int32,
        DataType::UInt64,
        DataType::Float32,
        DataType::Utf8View,
        DataType::Null,
        dictionary,
    ];
    let port_class = function("port_class");
    for data_type in kept {
        let coerced = port_class
            .coerce_types(std::slice::from_ref(&data_type))
            .unwrap();
        assert_eq!(coerced, [data_type]);
    }
    assert_eq!(
        port_class.coerce_types(&[decimal]).unwrap(),
        [DataType::Float64]
    );
}

#[test]
fn errors_of_the_plan() {
    let message = |name: &str, types: &[DataType]| {
        let error = function(name).coerce_types(types).unwrap_err();
        error.strip_backtrace()
    };
    assert_eq!(
        message("port_service", &[DataType::Int64]),
        "Error during planning: port_service has 1 arguments: expected 2, port_service(port, protocol)",
    );
    assert_eq!(
        message("port_service", &[DataType::Int64, DataType::Boolean]),
        "Error during planning: port_service: unsupported type Boolean of the argument protocol: expected numbers or strings",
    );
    let numbers = ColumnarValue::Array(Arc::new(Int64Array::from(vec![2])));
    let error = call("service_name", vec![number("n")], vec![numbers]).unwrap_err();
    let found = error.strip_backtrace();
    assert!(
        found.contains(r#"the field "n" does not say of which registry its record numbers are"#),
        "{found}"
    );
}

#[test]
fn each_function_is_documented() {
    for function in functions() {
        let documentation = function.documentation().unwrap();
        let arguments = documentation.arguments.as_deref().unwrap_or_default();
        let arguments: Vec<&str> = arguments.iter().map(|(name, _)| name.as_str()).collect();
        let syntax = format!("{}({})", function.name(), arguments.join(", "));
        assert_eq!(documentation.syntax_example, syntax);
        assert!(documentation.description.ends_with('.'), "{syntax}");
        let example = documentation.sql_example.as_deref().unwrap();
        assert!(
            example.contains(&format!("{}(", function.name())),
            "{example}"
        );
    }
}
