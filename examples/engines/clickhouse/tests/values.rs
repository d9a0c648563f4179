//! Values that are null, or no port or protocol number, and all integer types.

mod support;

use support::{
    RESULT, assert_answers, binary_results, names_and_types, row_binary, tab_separated,
    text_results,
};

#[test]
fn what_is_no_port_or_protocol_is_null() {
    let https = Some("https");
    let cases = [
        ([Some(443), Some(6)], https),
        ([None, Some(6)], None),
        ([Some(443), None], None),
        ([Some(-1), Some(6)], None),
        ([Some(65536 + 443), Some(6)], None),
        ([Some((1 << 32) + 443), Some(6)], None),
        ([Some(443), Some(-250)], None),
        ([Some(443), Some(256 + 6)], None),
        ([Some(443), Some(65536 + 6)], None),
        ([Some(i64::MIN), Some(6)], None),
        ([Some(i64::MAX), Some(6)], None),
        ([Some(443), Some(1)], None),
        ([Some(443), Some(17)], https),
    ];
    let (rows, names): (Vec<_>, Vec<_>) = cases.into_iter().unzip();
    let names = || names.iter().copied();
    assert_answers(
        &["port_service", "RowBinary"],
        &row_binary(&rows),
        &binary_results(names()),
    );
    assert_answers(
        &["port_service", "TabSeparated"],
        &tab_separated(&rows),
        &text_results(names()),
    );
}

#[test]
fn a_flow_with_a_null_has_no_service() {
    let rows = [
        [Some(51514), Some(443), Some(6)],
        [None, Some(443), Some(6)],
        [Some(443), None, Some(6)],
        [Some(443), Some(65536), Some(6)],
        [Some(443), Some(51514), None],
    ];
    assert_answers(
        &["flow_service", "TabSeparated"],
        &tab_separated(&rows),
        b"https\n\\N\n\\N\n\\N\n\\N\n",
    );
}

#[test]
fn integers_of_any_size_are_text() {
    assert_answers(
        &["port_service", "TabSeparated"],
        b"4\n+443\t06\n99999999999999999999999\t6\n-99999999999999999999999\t6\n0443\t6\n",
        b"https\n\\N\n\\N\nhttps\n",
    );
}

#[test]
fn all_integer_types_nullable_or_not() {
    // 22 is a port in a byte, and -1 is the highest value of an unsigned type.
    let widths = [("Int8", 1), ("Int16", 2), ("Int32", 4), ("Int64", 8)];
    let unsigned = [("UInt8", 1), ("UInt16", 2), ("UInt32", 4), ("UInt64", 8)];
    for (name, width) in widths.into_iter().chain(unsigned) {
        let values = [22_i64, -1, 0].map(|value| value.to_le_bytes()[..width].to_vec());
        let names = binary_results([Some("ssh"), None, None]);
        let mut input = names_and_types(3, &[name, "UInt8"]);
        let mut nullable = names_and_types(3, &[&format!("Nullable({name})"), "Nullable(UInt8)"]);
        for value in values {
            input.extend(&value);
            input.push(6);
            nullable.push(0);
            nullable.extend(value);
            nullable.extend([0, 6]);
        }
        for input in [input, nullable] {
            assert_answers(
                &["port_service", "RowBinaryWithNamesAndTypes"],
                &input,
                &[RESULT, &names].concat(),
            );
        }
    }
}

#[test]
fn the_highest_bit_is_a_sign_of_signed_types_only() {
    for (name, bytes, service) in [
        ("UInt8", &[150][..], Some("sql-net")),
        ("Int8", &[150], None),
        ("UInt16", &[0xc0, 0xba], Some("bacnet")),
        ("Int16", &[0xc0, 0xba], None),
    ] {
        let mut input = names_and_types(1, &[name, "UInt8"]);
        input.extend(bytes);
        input.push(17);
        assert_answers(
            &["port_service", "RowBinaryWithNamesAndTypes"],
            &input,
            &[RESULT, &binary_results([service])].concat(),
        );
    }
}
