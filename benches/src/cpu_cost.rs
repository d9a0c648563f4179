//! The processor time of a build, for each crate that takes part in it. Other work of the machine does not
//! change it, unlike the time on a clock.
//!
//! cargo runs this program in place of rustc, and it runs rustc and writes down the time. Linux only: the
//! time of ended processes is read from `/proc`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, ExitCode};
use std::{env, fs};

use crate::scratch::{Result, Scratch, run};

/// The variable with the file for the times.
const LOG: &str = "PORT_REGISTRY_BENCHES_LOG";

/// The unit of `/proc/PID/stat`, which is the same on all machines.
const TICKS_A_SECOND: f64 = 100.0;

/// Returns the processor time of the ended processes that this one started, in seconds.
fn of_children() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program may have spaces. The fields after it are numbered from 3.
    let (_, fields) = stat.rsplit_once(')').ok_or("no name in /proc/self/stat")?;
    let field = |number: usize| -> Result<f64> {
        let field = fields.split_whitespace().nth(number - 3);
        Ok(field.ok_or("too few fields in /proc/self/stat")?.parse()?)
    };
    Ok((field(16)? + field(17)?) / TICKS_A_SECOND)
}

/// If cargo runs this program in place of rustc, runs rustc and writes down its time.
#[must_use]
pub fn stand_in_for_rustc() -> Option<ExitCode> {
    let log = env::var_os(LOG)?;
    let mut arguments = env::args_os().skip(1);
    let mut rustc = Command::new(arguments.next()?);
    rustc.args(arguments);
    let is_build_script = rustc.get_args().any(|word| word == "build_script_build");
    let status = rustc.status().ok()?;
    if let (Ok(name), Ok(seconds)) = (env::var("CARGO_PKG_NAME"), of_children()) {
        let what = if is_build_script {
            ", build script"
        } else {
            ""
        };
        let mut log = fs::File::options()
            .append(true)
            .create(true)
            .open(log)
            .ok()?;
        writeln!(log, "{seconds} {name}{what}").ok()?;
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Some(ExitCode::from(code.unwrap_or(1)))
}

/// Returns the processor time of a cold `cargo check`, in seconds, and that of each crate, most first.
///
/// # Errors
///
/// Returns an error if the check fails, or if the times cannot be read.
pub fn of_check(scratch: &Scratch) -> Result<(f64, Vec<(String, f64)>)> {
    fs::remove_dir_all(scratch.target()).ok();
    fs::create_dir_all(scratch.target())?;
    let log = scratch.target().join("times");
    let before = of_children()?;
    let mut check = scratch.cargo("check");
    check.args(["--offline", "--quiet", "--jobs", "2"]);
    check
        .env("RUSTC_WRAPPER", env::current_exe()?)
        .env(LOG, &log);
    run(&mut check)?;
    let total = of_children()? - before;
    let mut crates: BTreeMap<String, f64> = BTreeMap::new();
    for line in fs::read_to_string(log)?.lines() {
        let (seconds, name) = line.split_once(' ').ok_or("no time in a line")?;
        *crates.entry(name.to_owned()).or_default() += seconds.parse::<f64>()?;
    }
    let mut crates: Vec<(String, f64)> = crates.into_iter().collect();
    crates.sort_by(|left, right| right.1.total_cmp(&left.1));
    Ok((total, crates))
}
