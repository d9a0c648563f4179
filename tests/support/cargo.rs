//! Runs cargo from tests, without a network, on small crates that depend on this one.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The folder of this package.
pub const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

/// The folder for the files of these tests, in the target directory.
const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

/// The exit status and the output of a program.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn is_success(&self) -> bool {
        self.code == Some(0)
    }

    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert!(
            self.is_success(),
            "exit status {:?}\n{}",
            self.code,
            self.stderr
        );
        self
    }

    /// Returns the path of the executable with this name. Needs the output of `cargo build
    /// --message-format=json-render-diagnostics`.
    pub fn executable(&self, name: &str) -> PathBuf {
        let path = self.messages("compiler-artifact").find_map(|message| {
            let is_it = message["target"]["name"] == name;
            message["executable"]
                .as_str()
                .filter(|_| is_it)
                .map(PathBuf::from)
        });
        path.expect("an executable of this name")
    }

    /// Returns the output folder of this package's build script. Needs the same messages.
    pub fn out_dir(&self) -> PathBuf {
        let path = self.messages("build-script-executed").find_map(|message| {
            let id = message["package_id"].as_str()?;
            // The id is `path+file:///folder#port-registry@0.1.0`, without the name if the folder
            // has it.
            let is_it = id.starts_with("path+");
            message["out_dir"]
                .as_str()
                .filter(|_| is_it)
                .map(PathBuf::from)
        });
        path.expect("a build script")
    }

    fn messages(&self, reason: &'static str) -> impl Iterator<Item = Value> {
        self.stdout
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(move |message| message["reason"] == reason)
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs cargo in a folder.
///
/// All runs share a target directory, so that dependencies are built once. It differs from that of
/// the outer cargo, which may hold a lock on its own.
pub fn cargo(folder: &Path, arguments: &[&str], variables: &[(&str, &OsStr)]) -> Run {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(SCRATCH).join("target"))
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never")
        // No debugger is used for these programs.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        // Settings of the outer run must not affect these builds.
        .env_remove("PORT_REGISTRY_CSV")
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .envs(variables.iter().copied());
    run(&mut command)
}

/// Runs a program without input.
pub fn run(command: &mut Command) -> Run {
    command.output().expect("a program that can be run").into()
}

/// Returns a folder with this name for the files of a test.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(SCRATCH).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes a registry file with this name for a build, and returns its path.
pub fn registry(name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder("registries").join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// Writes a crate with this name that depends on this one, with further lines for its manifest and
/// with its files. Returns its folder.
pub fn scratch_crate(name: &str, manifest: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = folder(name);
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [workspace]\n\n[dependencies]\nport-registry = {{ path = {PACKAGE:?} }}\n{manifest}"
    );
    write(&folder.join("Cargo.toml"), manifest.as_bytes());
    for (path, text) in files {
        write(&folder.join(path), text.as_bytes());
    }
    // The lock file has the versions that this package is tested with. Only these are available
    // without a network.
    if let Ok(lock) = fs::read(Path::new(PACKAGE).join("Cargo.lock")) {
        fs::write(folder.join("Cargo.lock"), lock).unwrap();
    }
    folder
}

/// Copies the files of the package that a build reads or that the manifest may name.
pub fn copy_package(to: &Path) {
    copy(Path::new(PACKAGE), to);
    let manifest = to.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    if !text.contains("[workspace") {
        // The copy must not become part of a workspace whose folder contains it.
        fs::write(&manifest, text + "\n[workspace]\n").unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let is_left_out = name == "target" || name.to_string_lossy().starts_with('.');
        // Symbolic links are skipped, since their targets may be missing: some are test data.
        if is_left_out || entry.file_type().unwrap().is_symlink() {
            continue;
        }
        let (from, to) = (entry.path(), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// Writes a file unless it has this content already, so that cargo need not build it again.
fn write(path: &Path, content: &[u8]) {
    if fs::read(path).is_ok_and(|old| old == content) {
        return;
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).unwrap();
    }
    fs::write(path, content).unwrap();
}
