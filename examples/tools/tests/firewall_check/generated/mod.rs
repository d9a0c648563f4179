//! Random rule sets.

pub mod draws;
pub mod iptables;
pub mod nftables;
mod ports;

/// What a generated rule set may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subset {
    /// Nothing that makes a port open to some packets only.
    Unconditional,
    /// What the documentation of `--check` says is read.
    Documented,
    /// Now and then a match or a statement that is outside of it.
    Beyond,
}
