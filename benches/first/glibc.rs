//! The first lookups of glibc: one by port and one by name.

use std::ffi::CStr;
use std::hint::black_box;

use port_registry_benches::glibc;

fn main() {
    port_registry_benches::time_first(|| {
        (
            glibc::by_port(black_box(443), c"tcp", CStr::count_bytes),
            glibc::by_name(black_box(c"https"), c"tcp"),
        )
    });
}
