//! Runs `firewall` for the tests of the rule sets that it writes.

use std::ffi::OsStr;
use std::process::Command;

use super::fed::fed;

/// Returns the rule set that `firewall` writes for these arguments.
pub fn written(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firewall"));
    let output = fed(command.args(arguments), b"");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}
