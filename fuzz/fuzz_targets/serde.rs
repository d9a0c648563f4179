//! Parses JSON as every type with serde support, and writes it again.
#![no_main]

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use port_registry::port_set::PortSpec;
use port_registry::record::{Date, ServiceCode};
use port_registry::{
    Endpoint, Port, PortClass, PortRange, PortSet, Protocol, Service, ServiceName, Status,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Some((choice, json)) = data.split_first() else {
        return;
    };
    match choice % 12 {
        0 => check::<Port>(json).map(drop),
        1 => check::<PortRange>(json).map(drop),
        2 => check::<Protocol>(json).map(drop),
        3 => check::<PortClass>(json).map(drop),
        4 => check::<Status>(json).map(drop),
        5 => check::<Date>(json).map(drop),
        6 => check::<ServiceCode>(json).map(drop),
        7 => check::<ServiceName>(json).map(drop),
        8 => check::<Endpoint>(json).map(drop),
        9 => check::<PortSet>(json).map(drop),
        10 => check::<PortSpec>(json).map(drop),
        _ => check::<Service>(json).map(check_service),
    };
});

fn check<T>(json: &[u8]) -> Option<T>
where
    T: DeserializeOwned + Serialize + PartialEq + Debug,
{
    let read = serde_json::from_slice::<T>(json);
    // A tree of values passes owned strings, not borrowed ones. The result must be the same.
    if let Ok(value) = serde_json::from_slice::<Value>(json) {
        let from_value = serde_json::from_value::<T>(value);
        if let (Ok(read), Ok(from_value)) = (&read, &from_value) {
            assert_eq!(read, from_value);
        }
    }
    let value = read.inspect_err(|error| drop(error.to_string())).ok()?;
    let written = serde_json::to_string(&value).expect("it can be written");
    let again: T = serde_json::from_str(&written).expect("what is written can be read");
    assert_eq!(again, value, "{written}");
    assert_eq!(serde_json::to_string(&again).expect("again"), written);
    Some(value)
}

/// A service is written as all its columns, but can be read from fewer.
fn check_service(service: Service) {
    let Some(protocol) = service.protocol() else {
        return;
    };
    let text = format!("\"{}/{protocol}\"", service.name());
    let named: Service = serde_json::from_str(&text).expect("it is registered");
    assert_eq!(Service::by_name_over(service.name(), protocol), Some(named));
}
