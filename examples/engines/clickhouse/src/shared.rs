//! What all example programs have in common: how they end, and how they write errors.

#![allow(dead_code, reason = "each program uses a part of it")]

#[path = "../../../shared/escape.rs"]
pub mod escape;
#[path = "../../../shared/program.rs"]
pub mod program;
#[path = "../../../shared/remark.rs"]
pub mod remark;
