//! Runs cargo from tests: without a network, on small crates that depend on this one.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The folder of this package.
pub const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

/// A folder for these tests' files, in the target directory.
const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

/// What a program did.
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

    /// The executable of this name that `cargo build --message-format=json-render-diagnostics` built.
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

    /// Where this package's build script wrote, by the same messages.
    pub fn out_dir(&self) -> PathBuf {
        let path = self.messages("build-script-executed").find_map(|message| {
            let id = message["package_id"].as_str()?;
            // `path+file:///folder#port-registry@0.1.0`, or without the name if the folder has it.
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
/// All runs share a target directory, so that dependencies are built once. It is not the one that
/// the outer cargo may hold a lock of.
pub fn cargo(folder: &Path, arguments: &[&str], variables: &[(&str, &OsStr)]) -> Run {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(SCRATCH).join("target"))
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never")
        // Nobody debugs these programs.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        // What the outer run is about is not what these are about.
        .env_remove("PORT_REGISTRY_CSV")
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .envs(variables.iter().copied());
    run(&mut command)
}

/// Runs a program without an input.
pub fn run(command: &mut Command) -> Run {
    command.output().expect("a program that can be run").into()
}

/// A folder of this name for a test's files.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(SCRATCH).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A registry file of this name for a build to read.
pub fn registry(name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder("registries").join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// A crate of this name that depends on this one: what its manifest says besides, and its files.
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
    // The versions that this package was tested with, which are also those at hand without a
    // network.
    if let Ok(lock) = fs::read(Path::new(PACKAGE).join("Cargo.lock")) {
        fs::write(folder.join("Cargo.lock"), lock).unwrap();
    }
    folder
}

/// Copies the package: what a build reads, and what the manifest may name.
pub fn copy_package(to: &Path) {
    copy(Path::new(PACKAGE), to);
    let manifest = to.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    if !text.contains("[workspace") {
        // The copy must not count as part of a workspace that it happens to lie in.
        fs::write(&manifest, text + "\n[workspace]\n").unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let is_left_out = name == "target" || name.to_string_lossy().starts_with('.');
        // A link may lead nowhere: some are test data.
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

/// Leaves a file alone that has this content already, so that cargo need not build it again.
fn write(path: &Path, content: &[u8]) {
    if fs::read(path).is_ok_and(|old| old == content) {
        return;
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).unwrap();
    }
    fs::write(path, content).unwrap();
}
