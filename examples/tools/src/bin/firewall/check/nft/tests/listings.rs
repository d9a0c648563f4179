//! Compares the readings of rules with those of what nft lists after it has loaded them.

use std::fmt::Write as _;

use super::{
    LISTED_OTHERWISE, RULES, RuleSet, describe, described, in_chain, read, read_json, rules,
};

/// Loads each rule with nft, and compares the readings of its text and of the listings.
#[test]
fn nft_and_its_listings_agree() {
    let listed = RULES
        .split(LISTED_OTHERWISE)
        .next()
        .unwrap()
        .lines()
        .count();
    let rules = || rules().take(listed - 1); // the first line is a comment
    let scripts: Vec<String> = rules().map(|(rule, _)| in_chain(rule)).collect();
    let Some(listings) = listings(&scripts) else {
        return;
    };
    let mut wrong = String::new();
    let mut loaded = 0;
    for ((rule, _), listings) in rules().zip(&listings) {
        let expected = described(&read(&in_chain(rule)));
        for (form, found) in readings(listings) {
            loaded += 1;
            let found = described(&found);
            if found != expected {
                writeln!(wrong, "{rule} => {expected}\n  {form}: {found}").unwrap();
            }
        }
    }
    assert_eq!(wrong, "");
    let count = rules().count() * FORMS.len();
    assert!(loaded * 5 > count * 4, "nft loads {loaded} of {count}");
}

/// Files of several commands, without the tables that the commands leave.
const SCRIPTS: &str = include_str!("../../../../../../tests/data/firewall/nft-scripts.nft");

/// Loads each file of commands with nft, and compares the reading of the file with those of the listings.
#[test]
fn commands_leave_the_rules_that_nft_lists() {
    let mut scripts: Vec<String> = SCRIPTS.split("# ----\n").map(str::to_owned).collect();
    let mine = scripts.len();
    // The files that come with nft, where they are.
    for folder in ["/usr/share/doc/nftables/examples", "/usr/share/nftables"] {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<_> = files.map(|file| file.path()).collect();
        paths.sort();
        let are_rules =
            |path: &&std::path::PathBuf| path.extension().is_some_and(|end| end == "nft");
        let texts = paths.iter().filter(are_rules).map(std::fs::read_to_string);
        scripts.extend(texts.map(Result::unwrap));
    }
    let Some(listings) = listings(&scripts) else {
        return;
    };
    let mut wrong = String::new();
    for (number, (script, listings)) in scripts.iter().zip(&listings).enumerate() {
        let set = read(script);
        let expected = describe(&set);
        if number < mine {
            assert!(!listings[0].is_empty(), "nft refuses {script}");
        }
        if set.unknown.is_some() {
            continue;
        }
        for (form, found) in readings(listings) {
            // nft 1.0.6 doesn't print the devices as JSON, without which nothing is known.
            if form == "-j" && script.contains("hook ingress") && found.unknown.is_some() {
                continue;
            }
            let found = describe(&found);
            // nft 1.0.6 doesn't print the flag as JSON.
            if form == "-j" && script.contains("flags dormant") {
                continue;
            }
            if found != expected {
                writeln!(wrong, "{script}\n=> {expected}\n{form}: {found}").unwrap();
            }
        }
    }
    assert_eq!(wrong, "");
}

/// The options of `nft list ruleset` whose output is read.
const FORMS: [&str; 5] = ["", "-a -s", "-n -y", "-S -T", "-j"];

/// Returns the readings of the listings of a script, or nothing for a script that nft refuses.
fn readings(listings: &[String]) -> impl Iterator<Item = (&'static str, RuleSet)> {
    let listed = FORMS
        .into_iter()
        .zip(listings)
        .filter(|(_, text)| !text.is_empty());
    listed.map(|(form, text)| match form {
        "-j" => (form, read_json(text).unwrap()),
        _ => (form, read(text)),
    })
}

/// Returns what `nft list ruleset` prints with each of the options after each of the scripts was
/// loaded, or nothing for a script that nft refuses. Returns `None` if nft can't be run.
fn listings(scripts: &[String]) -> Option<Vec<Vec<String>>> {
    let list = |options: &&str| format!("nft {options} list ruleset; printf '\\036'");
    let lists: Vec<String> = FORMS.iter().map(list).collect();
    let script = format!(
        "PATH=$PATH:/usr/sbin:/sbin
        ip link set lo up
        nft list ruleset || exit 1
        while read -r file; do
            nft flush ruleset
            if nft -f \"$file\" 2>/dev/null; then
                {}
            else
                printf '{}'
            fi
        done",
        lists.join("; "),
        "\\036".repeat(FORMS.len())
    );
    let folder = tempfile::tempdir().unwrap();
    let mut names = String::new();
    for (script, number) in scripts.iter().zip(0..) {
        let path = folder.path().join(format!("{number}.nft"));
        std::fs::write(&path, script).unwrap();
        writeln!(names, "{}", path.display()).unwrap();
    }
    let list = folder.path().join("names");
    std::fs::write(&list, &names).unwrap();
    for way in [&["--net"][..], &["--net", "--user", "--map-root-user"]] {
        let output = std::process::Command::new("unshare")
            .args(way)
            .args(["sh", "-c", &script])
            .stdin(std::fs::File::open(&list).unwrap())
            .output();
        let Ok(output) = output else {
            break;
        };
        if output.status.success() {
            let text = String::from_utf8(output.stdout).unwrap();
            let parts: Vec<String> = text.split('\u{1e}').map(str::to_owned).collect();
            assert_eq!(parts.len(), scripts.len() * FORMS.len() + 1);
            return Some(parts.chunks(FORMS.len()).map(<[String]>::to_vec).collect());
        }
    }
    eprintln!("skipped: no network namespace with nft");
    None
}
