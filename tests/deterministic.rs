//! The build script writes the same bytes wherever the package lies.

#[allow(dead_code, reason = "shared with other tests")]
#[path = "support/cargo.rs"]
mod cargo;

use std::fs;
use std::path::Path;

/// Copies what a build reads and what the manifest may name.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let is_left_out = name == "target" || name.to_string_lossy().starts_with('.');
        if is_left_out {
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

#[test]
fn two_folders_give_the_same_tables() {
    let tables = ["plain", "with a space and an ü"].map(|name| {
        let folder = cargo::folder(name);
        fs::remove_dir_all(&folder).unwrap();
        copy(Path::new(cargo::PACKAGE), &folder);
        let manifest = folder.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap();
        if !text.contains("[workspace") {
            // The copy must not count as part of a workspace that it happens to lie in.
            fs::write(&manifest, text + "\n[workspace]\n").unwrap();
        }
        let arguments = ["check", "--lib", "--message-format=json-render-diagnostics"];
        let checked = cargo::cargo(&folder, &arguments, &[]).succeeded();
        (
            folder,
            fs::read(checked.out_dir().join("tables.rs")).unwrap(),
        )
    });
    let [(plain, left), (_, right)] = &tables;
    assert!(left.len() > 100_000);
    // Not `assert_eq`, which would print megabytes.
    assert!(left == right);
    let names_its_folder = String::from_utf8_lossy(left).contains(&*plain.to_string_lossy());
    assert!(!names_its_folder);
}
