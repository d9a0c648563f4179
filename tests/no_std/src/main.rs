//! A program without `std` and without an allocator that makes lookups.
//!
//! Its exit status is 0, or the number of the first lookup that returned a wrong result.
//! `tests/no_std.rs` builds and runs it. The program would not link if its dependencies used `std`
//! or `alloc`: `std` has a panic handler of its own, and `alloc` needs an allocator.
#![no_std]
#![no_main]

mod lookups;

use core::ffi::{c_char, c_int};
use core::panic::PanicInfo;

// The C library of the platform has the code that calls `main`.
#[link(name = "c")]
unsafe extern "C" {
    safe fn abort() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    abort()
}

/// The compiled `core` refers to this symbol, although nothing unwinds where a panic aborts.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[unsafe(no_mangle)]
pub extern "C" fn main(_: c_int, _: *const *const c_char) -> c_int {
    c_int::from(lookups::first_wrong())
}
