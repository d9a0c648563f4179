//! Crates outside of the workspace, as a user has them, which are built by a cargo process of their
//! own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs, io};

/// The result of a measurement. Its errors are only printed, so their type does not matter.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Returns the root of the workspace.
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
    /// Writes a crate in the target folder with these programs of `consumers/`, and with these
    /// dependencies in addition to port-registry.
    ///
    /// # Errors
    ///
    /// Returns an error if the files cannot be written, or if cargo cannot get a dependency.
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
        // These are the versions of the workspace. cargo removes the packages that are not used.
        fs::copy(
            workspace().join("Cargo.lock"),
            scratch.folder.join("Cargo.lock"),
        )?;
        // The builds then need no network, and their times do not include it.
        run(scratch.cargo("fetch").arg("--quiet"))?;
        Ok(scratch)
    }

    /// Returns a cargo command in the crate that prints errors only.
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

    /// Returns a command for a release build with two jobs and without the network.
    #[must_use]
    pub fn build(&self) -> Command {
        let mut cargo = self.cargo("build");
        cargo.args(["--release", "--offline", "--quiet", "--jobs", "2"]);
        cargo
    }

    /// Returns the target folder of the crate.
    #[must_use]
    pub fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    /// Returns the path of a file that was built.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.target().join("release").join(name)
    }
}

/// Runs the command until it ends.
///
/// # Errors
///
/// Returns an error if the command cannot be started or if it fails. The error has the command's
/// standard error.
pub fn run(command: &mut Command) -> Result<Output> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(output);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?} ended with {}:\n{errors}", output.status).into())
}

/// Returns the target folder that contains this program.
fn target() -> io::Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2);
    Ok(target.unwrap_or(&program).to_owned())
}
