//! Crates outside the workspace, such as a user has, built by a cargo of their own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs, io};

/// What a measurement can fail with: files and processes, and there is nobody to tell them apart.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The root of the workspace.
#[must_use]
pub fn workspace() -> &'static Path {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    benches.parent().unwrap_or(benches)
}

/// A crate that depends on port-registry.
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// A crate in the target folder that has these programs of `consumers/`, and these lines of
    /// dependencies besides port-registry.
    ///
    /// # Errors
    ///
    /// If its files can't be written, or if cargo can't get a dependency.
    pub fn new(name: &str, programs: &[&str], dependencies: &str) -> Result<Self> {
        let scratch = Self {
            folder: target()?.join("scratch").join(name),
        };
        let root = workspace().display();
        let mut manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n\
             [workspace]\n\n\
             [profile.release]\nstrip = true\n\n\
             [dependencies]\nport-registry = {{ path = '{root}' }}\n{dependencies}\n"
        );
        for program in programs {
            let path = format_args!("{root}/benches/consumers/{program}.rs");
            writeln!(manifest, "\n[[bin]]\nname = \"{program}\"\npath = '{path}'")?;
        }
        fs::create_dir_all(scratch.folder.join("src"))?;
        fs::write(scratch.folder.join("src/lib.rs"), "")?;
        fs::write(scratch.folder.join("Cargo.toml"), manifest)?;
        // The same versions as in the workspace; cargo drops what is not used.
        fs::copy(
            workspace().join("Cargo.lock"),
            scratch.folder.join("Cargo.lock"),
        )?;
        // So that no build needs the network, nor waits for it.
        run(scratch.cargo("fetch").arg("--quiet"))?;
        Ok(scratch)
    }

    /// A cargo command in the crate, which says nothing but errors.
    #[must_use]
    pub fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .arg(command)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.target())
            .env_remove("PORT_REGISTRY_CSV");
        cargo
    }

    /// A release build with two jobs and without the network.
    #[must_use]
    pub fn build(&self) -> Command {
        let mut cargo = self.cargo("build");
        cargo.args(["--release", "--offline", "--quiet", "--jobs", "2"]);
        cargo
    }

    /// Where cargo puts what it builds.
    #[must_use]
    pub fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    /// A file that was built.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.target().join("release").join(name)
    }
}

/// Runs the command to its end.
///
/// # Errors
///
/// If it can't be started, or fails; with what it wrote to its standard error.
pub fn run(command: &mut Command) -> Result<Output> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(output);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?} ended with {}:\n{errors}", output.status).into())
}

/// The target folder, which this program stands in.
fn target() -> io::Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2);
    Ok(target.unwrap_or(&program).to_owned())
}
