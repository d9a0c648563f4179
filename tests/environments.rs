//! Tests that the crate builds in unusual environments.

mod support;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use support::cargo;

/// Collects all files and folders under a folder, with their size and the time of their last
/// change.
fn listing(folder: &Path, found: &mut BTreeMap<PathBuf, (u64, SystemTime)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let metadata = entry.metadata().unwrap();
        found.insert(entry.path(), (metadata.len(), metadata.modified().unwrap()));
        if metadata.is_dir() {
            listing(&entry.path(), found);
        }
    }
}

/// Sets the permissions of a folder and of everything in it.
fn set_permissions(path: &Path, permissions: fn(&Path) -> fs::Permissions) {
    let is_folder = path.is_dir();
    if is_folder {
        // A folder must be writable before its content can be changed, so its own permissions are
        // set last.
        fs::set_permissions(path, writable(path)).unwrap();
        for entry in fs::read_dir(path).unwrap() {
            set_permissions(&entry.unwrap().path(), permissions);
        }
    }
    fs::set_permissions(path, permissions(path)).unwrap();
}

fn read_only(path: &Path) -> fs::Permissions {
    let mut permissions = fs::metadata(path).unwrap().permissions();
    permissions.set_readonly(true);
    permissions
}

#[cfg_attr(
    unix,
    allow(
        clippy::permissions_set_readonly_false,
        reason = "the files are about to be removed"
    )
)]
fn writable(path: &Path) -> fs::Permissions {
    let mut permissions = fs::metadata(path).unwrap().permissions();
    permissions.set_readonly(false);
    permissions
}

/// All environments are combined in one build, since each build of the dependencies takes seconds.
#[test]
fn a_read_only_checkout_with_odd_paths_and_flags_builds_without_a_network() {
    let checkout = cargo::folder("a checkout, read-only, größer — 端口");
    set_permissions(&checkout, writable);
    fs::remove_dir_all(&checkout).unwrap();
    cargo::copy_package(&checkout);
    set_permissions(&checkout, read_only);
    let mut before = BTreeMap::new();
    listing(&checkout, &mut before);
    assert!(
        before
            .keys()
            .any(|path| path.ends_with("registry/aliases.csv"))
    );

    let elsewhere = cargo::folder("built elsewhere, größer — 端口");
    // A request to a proxy at the discard port is never answered.
    let nowhere = OsStr::new("http://127.0.0.1:9");
    let variables = [
        ("CARGO_TARGET_DIR", elsewhere.as_os_str()),
        // A flag that contains a space, which `RUSTFLAGS` cannot express.
        (
            "CARGO_ENCODED_RUSTFLAGS",
            OsStr::new("--cfg\u{1f}odd=\"a b\""),
        ),
        ("HTTP_PROXY", nowhere),
        ("HTTPS_PROXY", nowhere),
        ("ALL_PROXY", nowhere),
    ];
    let built = cargo::cargo(
        &checkout,
        &[
            "build",
            "--locked",
            "--message-format=json-render-diagnostics",
        ],
        &variables,
    )
    .succeeded();
    let out_dir = built.out_dir();
    assert!(out_dir.starts_with(&elsewhere), "{}", out_dir.display());
    assert!(out_dir.join("tables.rs").is_file());

    let mut after = BTreeMap::new();
    listing(&checkout, &mut after);
    assert_eq!(before, after, "the build wrote to the checkout");
    set_permissions(&checkout, writable);
}
