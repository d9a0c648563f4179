//! What all programs have in common: how they end, and how they write records and remarks.
//!
//! The light examples mount this folder as a module, and the tools have it in their library. It uses
//! nothing but the standard library, this crate, `csv` and `serde_json`.
#![allow(dead_code, reason = "no program uses all of it")]

pub mod cell;
pub mod counted;
pub mod escape;
pub mod format;
pub mod help;
pub mod nameless;
pub mod names;
pub mod program;
pub mod protocols;
pub mod remark;
pub mod unread;
