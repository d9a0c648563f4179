//! What every program carries.

fn main() {}
