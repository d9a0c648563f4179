//! An empty program, whose size is part of every program.

fn main() {}
