//! Values of the crate's types, drawn by proptest or made from numbers.

use port_registry::{Port, PortRange, Protocol};
use proptest::prelude::*;
use proptest::sample::select;

pub fn range(first: u16, last: u16) -> PortRange {
    PortRange::new(Port::new(first), Port::new(last)).unwrap()
}

pub fn protocols() -> impl Strategy<Value = Protocol> {
    select(Protocol::ALL.to_vec())
}

/// Returns the configuration of a property that is tried on this many inputs.
pub fn configured(cases: u32) -> ProptestConfig {
    ProptestConfig {
        // A failing input is printed. Writing it to a file would change the package.
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}
