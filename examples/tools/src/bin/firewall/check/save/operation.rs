//! What a command of `iptables` does.
//!
//! Parsed by `command` and carried out by `tables`.

/// What a command does. The numbers of rules are from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    Append(String),
    Insert(String, usize),
    Delete(String),
    DeleteNumber(String, usize),
    Replace(String, usize),
    Flush(Option<String>),
    NewChain(String),
    DeleteChain(Option<String>),
    RenameChain(String, String),
    Policy(String, String),
    /// Prints the rules.
    List,
    /// Checks or resets counters: the rules stay as they are.
    Nothing,
}

impl Operation {
    /// Returns the chain that is unknown if the command fails.
    pub fn chain(&self) -> Option<&str> {
        match self {
            Self::Append(chain)
            | Self::Insert(chain, _)
            | Self::Delete(chain)
            | Self::DeleteNumber(chain, _)
            | Self::Replace(chain, _)
            | Self::NewChain(chain)
            | Self::RenameChain(chain, _)
            | Self::Policy(chain, _)
            | Self::Flush(Some(chain)) => Some(chain),
            Self::DeleteChain(chain) => chain.as_deref(),
            Self::Flush(None) | Self::List | Self::Nothing => None,
        }
    }
}
