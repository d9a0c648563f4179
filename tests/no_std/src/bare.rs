//! A program for machines without an operating system, which makes the same lookups as `main.rs`.
//!
//! `tests/no_std.rs` builds it for a microcontroller and for WebAssembly, whose standard libraries have no
//! C library. So everything that the lookups call must be in `core` or in the program.
#![no_std]
#![no_main]

mod lookups;

use core::panic::PanicInfo;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// The linkers of these targets begin here. A program of a real microcontroller has a reset handler, which
/// sets up the memory first.
#[unsafe(no_mangle)]
pub extern "C" fn _start() -> u32 {
    u32::from(lookups::first_wrong())
}
