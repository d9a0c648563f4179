//! Measures the cost of port-registry for a build, and how this cost and the lookups change with
//! the size of the registry.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use port_registry_benches::cpu_cost;
use port_registry_benches::growth;
use port_registry_benches::scratch::{Result, Scratch, run};
use port_registry_benches::table_bytes;

/// The program that is run with each size of the registry.
const LOOKUPS: &str = "lookups";

/// The number of repetitions of each build. Other work of the machine can only add to the time, so
/// the minimum is used.
const BUILDS: usize = 3;

/// The number of runs of each program. The programs run in turn.
const ROUNDS: usize = 11;

fn main() -> Result<ExitCode> {
    if let Some(code) = cpu_cost::stand_in_for_rustc() {
        return Ok(code);
    }
    measure()?;
    Ok(ExitCode::SUCCESS)
}

fn measure() -> Result<()> {
    let scratch = Scratch::new("build-cost", &[LOOKUPS], "")?;
    let crates = crates(&scratch)?;
    println!("Runtime crates besides port-registry, 9 at most: {crates}\n");
    print_check(&scratch)?;
    let cold = least(|| {
        fs::remove_dir_all(scratch.target()).ok();
        seconds(&mut build_crate(&scratch))
    })?;
    let warm = least(|| {
        let mut clean = scratch.cargo("clean");
        run(clean.args(["--release", "--package", "port-registry"]))?;
        seconds(&mut build_crate(&scratch))
    })?;
    let unchanged = least(|| seconds(&mut build_crate(&scratch)))?;
    println!("Seconds of a release build with two jobs, the least of {BUILDS}");
    println!("  the crate and its dependencies: {cold:.1}, 12 at most");
    println!("  the crate alone:                {warm:.1}");
    println!("  nothing to do:                  {unchanged:.1}\n");
    grow(&scratch)?;
    println!("\nBUILD cold {cold:.1}\nBUILD warm {warm:.1}\nBUILD unchanged {unchanged:.1}");
    println!("CRATES {crates}");
    Ok(())
}

/// Prints the processor time of a cold `cargo check`, by crate. The last line is what cargo and the build
/// scripts take when they run.
fn print_check(scratch: &Scratch) -> Result<()> {
    let (total, crates) = cpu_cost::of_check(scratch)?;
    println!("Processor seconds of a cold cargo check: {total:.2}");
    for (name, seconds) in &crates {
        println!(
            "  {seconds:>5.2} {:>3.0} %  {name}",
            100.0 * seconds / total
        );
    }
    let compiled: f64 = crates.iter().map(|(_, seconds)| seconds).sum();
    let rest = total - compiled;
    println!(
        "  {rest:>5.2} {:>3.0} %  cargo and the build scripts\n",
        100.0 * rest / total
    );
    Ok(())
}

/// Returns the number of crates that a program with port-registry contains or runs when it is
/// compiled, except for those of build scripts.
fn crates(scratch: &Scratch) -> Result<usize> {
    let mut tree = scratch.cargo("tree");
    tree.args([
        "--offline",
        "--package",
        "port-registry",
        "--edges",
        "normal",
    ]);
    let tree = run(tree.args(["--prefix", "none", "--no-dedupe"]))?.stdout;
    let tree = String::from_utf8(tree)?;
    let mut crates: Vec<&str> = tree.lines().collect();
    crates.sort_unstable();
    crates.dedup();
    Ok(crates.len() - 1)
}

fn build_crate(scratch: &Scratch) -> Command {
    let mut build = scratch.build();
    build.args(["--package", "port-registry"]);
    build
}

fn seconds(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    run(command)?;
    Ok(start.elapsed().as_secs_f64())
}

fn least(mut measure: impl FnMut() -> Result<f64>) -> Result<f64> {
    let first = measure()?;
    (1..BUILDS).try_fold(first, |least, _| Ok(least.min(measure()?)))
}

/// The results for a registry that is several times as large.
struct Grown {
    factor: u8,
    lookups: PathBuf,
    build: f64,
    table_bytes: usize,
    /// The nanoseconds per lookup in each run.
    by_port: Vec<f64>,
    by_name: Vec<f64>,
}

fn grow(scratch: &Scratch) -> Result<()> {
    let mut sizes = [1, 4, 16]
        .into_iter()
        .map(|factor| Grown::build(scratch, factor))
        .collect::<Result<Vec<Grown>>>()?;
    for _ in 0..ROUNDS {
        sizes.iter_mut().try_for_each(Grown::look_up)?;
    }
    println!("| registry | the crate alone |   tables | by port | by name |");
    println!("| -------: | --------------: | -------: | ------: | ------: |");
    for size in &mut sizes {
        let (by_port, by_name) = (median(&mut size.by_port), median(&mut size.by_name));
        println!(
            "| {:>6} x | {:>13.1} s | {:>8} | {by_port:>4.2} ns | {by_name:>4.1} ns |",
            size.factor, size.build, size.table_bytes,
        );
    }
    println!("\nRatios to today's registry, 1.5 at most:");
    if let [today, larger @ ..] = &mut sizes[..] {
        for size in larger {
            let ratio = |of: &mut [f64], to: &mut [f64]| median(of) / median(to);
            let by_port = ratio(&mut size.by_port, &mut today.by_port);
            let by_name = ratio(&mut size.by_name, &mut today.by_name);
            println!("RATIO by-port-{}x/by-port {by_port:.2}", size.factor);
            println!("RATIO by-name-{}x/by-name {by_name:.2}", size.factor);
        }
    }
    Ok(())
}

impl Grown {
    fn build(scratch: &Scratch, factor: u8) -> Result<Self> {
        let registry = scratch.target().join(format!("registry-{factor}.csv"));
        growth::write(factor, &registry)?;
        let build = seconds(build_crate(scratch).env("PORT_REGISTRY_CSV", &registry))?;
        run(scratch.build().env("PORT_REGISTRY_CSV", &registry))?;
        let lookups = scratch.target().join(format!("{LOOKUPS}-{factor}"));
        fs::copy(scratch.program(LOOKUPS), &lookups)?;
        Ok(Self {
            factor,
            lookups,
            build,
            table_bytes: tables_of(scratch)?,
            by_port: Vec::new(),
            by_name: Vec::new(),
        })
    }

    fn look_up(&mut self) -> Result<()> {
        let output = run(&mut Command::new(&self.lookups))?.stdout;
        let output = String::from_utf8(output)?;
        let mut times = output.split_whitespace().map(str::parse);
        let (Some(by_port), Some(by_name)) = (times.next(), times.next()) else {
            return Err(format!("{} printed {output:?}", self.lookups.display()).into());
        };
        self.by_port.push(by_port?);
        self.by_name.push(by_name?);
        Ok(())
    }
}

/// Returns the size in bytes of the tables of the last build.
fn tables_of(scratch: &Scratch) -> Result<usize> {
    for folder in fs::read_dir(scratch.target().join("release/build"))? {
        let folder = folder?;
        let is_ours = folder
            .file_name()
            .to_string_lossy()
            .starts_with("port-registry-");
        let tables = folder.path().join("out/tables.rs");
        if is_ours && tables.exists() {
            let text = fs::read_to_string(tables)?;
            let tables = table_bytes::of_tables(&text);
            return Ok(tables.iter().map(|(_, bytes)| bytes).sum());
        }
    }
    Err("no tables were written".into())
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}
