//! Tests that the output of the build script does not depend on the folder of the package.

mod support;

use std::fs;

use support::cargo;

#[test]
fn two_folders_give_the_same_tables() {
    let tables = ["plain", "with a space and an ü"].map(|name| {
        let folder = cargo::folder(name);
        fs::remove_dir_all(&folder).unwrap();
        cargo::copy_package(&folder);
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
