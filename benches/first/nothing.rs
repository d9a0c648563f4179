//! A process without a lookup.

fn main() {
    port_registry_benches::time_first(|| ());
}
