//! A process that looks nothing up.

fn main() {
    port_registry_benches::time_first(|| ());
}
