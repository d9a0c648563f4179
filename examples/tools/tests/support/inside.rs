//! Runs tests in a network namespace.
//!
//! Such a test is two: one that is ignored, unless it is inside of the namespace, and one that runs the
//! program of the tests again, in a namespace and for the ignored test only.

use std::env;

use super::own_network::OwnNetwork;

/// Set to the name of the test that runs in a namespace, so that `--ignored` runs none outside of it.
const INSIDE: &str = "TEST_INSIDE";

/// Runs a test, such as `namespaces::inside`, in a network namespace that a script has prepared. Prints
/// that it is skipped if the script fails without the test.
pub fn run_inside(test: &str, script: &str) {
    let script = format!("ip link set lo up && {script}");
    let Some(network) = OwnNetwork::find(&script, "") else {
        eprintln!("skipped: no network namespace in which this runs: {script}");
        return;
    };
    let script = format!("{script} && exec \"$0\" --exact \"$1\" --ignored --nocapture");
    let mut command = network.command(&script);
    command.arg(env::current_exe().unwrap()).arg(test);
    let output = command.env(INSIDE, test).output().unwrap();
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{stdout}");
    assert!(stdout.contains("1 passed"), "{stdout}");
}

/// Returns whether this test was run by [`run_inside`].
pub fn is_inside(test: &str) -> bool {
    env::var(INSIDE).is_ok_and(|inside| inside == test)
}
