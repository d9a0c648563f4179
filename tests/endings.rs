//! The example programs when nobody reads their standard error: they do their work, and end as always.
#![cfg(target_os = "linux")]

mod support;

use support::endings::{self, run};
use support::program::program;

#[test]
fn remarks_that_cannot_be_written_change_no_exit_status() {
    for (name, arguments, status, has_output) in [
        ("lookup", &["nosuch"][..], 1, false),
        ("lookup", &["sftp", "no such", "443/tpc"], 2, true),
        ("lookup", &["443/tcp"], 0, true),
        ("lookup", &["--nosuch"], 2, false),
        ("lookup", &["--search", "zzzzz"], 1, false),
        ("services-file", &["nosuch"], 1, false),
        ("services-file", &["sftp"], 0, true),
        ("services-file", &["--nosuch"], 2, false),
        ("dump", &["--nosuch"], 2, false),
        ("port-map", &["--nosuch"], 2, false),
    ] {
        for stderr in endings::ALL {
            let output = run(program(name).args(arguments), stderr);
            assert_eq!(
                output.status.code(),
                Some(status),
                "{name} {arguments:?} {stderr:?}"
            );
            assert_eq!(
                !output.stdout.is_empty(),
                has_output,
                "{name} {arguments:?} {stderr:?}"
            );
        }
    }
}

#[cfg(feature = "csv")]
#[test]
fn so_does_diff() {
    for stderr in endings::ALL {
        let output = run(program("diff").arg("/no/such/file"), stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr:?}");
    }
}
