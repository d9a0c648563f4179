//! Checks of the documentation that no other tool makes: links within a page, which rustdoc does
//! not check, links between Markdown files, and the results of a search.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Search terms that people use and that are not the name of an item.
const SEARCHED: [&str; 26] = [
    "/etc/services",
    "bonjour",
    "clap",
    "conntrack",
    "container",
    "ephemeral",
    "firewall",
    "free port",
    "getservbyname",
    "getservbyport",
    "iana",
    "mdns",
    "netflow",
    "nmap",
    "no_std",
    "port number",
    "private port",
    "privileged",
    "rdp",
    "rfc 6335",
    "serde",
    "servent",
    "suggestion",
    "system port",
    "user port",
    "well-known",
];

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the files with this extension in a folder and its subfolders.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|is| is == extension) {
            found.push(path);
        }
    }
    found
}

/// Returns the Markdown in a file's `//!` comments.
fn page(path: &str) -> String {
    let source = read(&package().join(path));
    let lines = source.lines().filter_map(|line| line.strip_prefix("//!"));
    let lines: Vec<&str> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    lines.join("\n")
}

/// Returns the lines of Markdown that are outside of code blocks.
fn prose(markdown: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    markdown.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

fn headings(markdown: &str) -> Vec<&str> {
    prose(markdown)
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim())
        .collect()
}

/// Returns the anchor that rustdoc and code forges generate for a heading.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|character| character.is_alphanumeric() || " -_".contains(*character));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// Returns the targets of links and pictures: `[text](target)`, `[text]: target`, `href` and `src`.
fn targets(markdown: &str) -> Vec<&str> {
    const STARTS: [(&str, char); 3] = [("](", ')'), ("href=\"", '"'), ("src=\"", '"')];
    let mut targets = Vec::new();
    for line in prose(markdown) {
        for (start, end) in STARTS {
            let rests = line.split(start).skip(1);
            targets.extend(rests.filter_map(|rest| Some(rest.split_once(end)?.0)));
        }
        if line.starts_with('[') {
            targets.extend(line.split_once("]: ").map(|(_, target)| target));
        }
    }
    targets
}

fn has_anchor(markdown: &str, wanted: &str) -> bool {
    headings(markdown)
        .into_iter()
        .any(|heading| anchor(heading) == wanted)
}

#[test]
fn a_search_finds_what_people_call_it() {
    let sources = files(&package().join("src"), "rs");
    let mut aliases = BTreeSet::new();
    for source in &sources {
        for rest in read(source).split("alias = \"").skip(1) {
            aliases.insert(rest.split_once('"').unwrap().0.to_lowercase());
        }
    }
    let missing = SEARCHED.iter().filter(|word| !aliases.contains(**word));
    assert_eq!(missing.collect::<Vec<_>>(), [&""; 0]);
}

#[test]
fn the_cookbook_lists_its_tasks_and_each_has_an_example() {
    let cookbook = page("src/_cookbook.rs");
    let listed: Vec<String> = (1..)
        .map_while(|number| {
            let start = format!("{number}. [");
            let line = prose(&cookbook).find(|line| line.starts_with(&start))?;
            line.strip_prefix(&start)?
                .strip_suffix(')')
                .map(str::to_owned)
        })
        .collect();
    let tasks = headings(&cookbook);
    let expected: Vec<String> = tasks
        .iter()
        .map(|task| format!("{task}](#{}", anchor(task)))
        .collect();
    assert_eq!(listed, expected);
    assert_eq!(tasks.len(), 12);
    let mut rest = cookbook.as_str();
    for task in tasks.iter().rev() {
        let (before, text) = rest.split_once(&format!("\n# {task}\n")).unwrap();
        assert_eq!(text.matches("\n```").count(), 2, "{task}");
        rest = before;
    }
}

#[test]
fn links_within_a_page_lead_somewhere() {
    let mut followed = 0;
    for path in ["src/lib.rs", "src/_cookbook.rs", "src/_terms.rs"] {
        let page = page(path);
        for target in targets(&page) {
            if let Some(wanted) = target.strip_prefix('#') {
                assert!(has_anchor(&page, wanted), "{path}: {target}");
                followed += 1;
            }
        }
    }
    assert!(followed >= 10);
}

#[test]
fn links_between_files_lead_somewhere() {
    let folders = ["", "examples", "fuzz", "registry"].map(|folder| package().join(folder));
    let mut followed = BTreeMap::new();
    for folder in folders {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|is| is != "md") {
                continue;
            }
            let markdown = read(&path);
            for target in targets(&markdown) {
                if target.contains("://") {
                    continue;
                }
                let (file, wanted) = target.split_once('#').unwrap_or((target, ""));
                let to = if file.is_empty() {
                    path.clone()
                } else {
                    folder.join(file)
                };
                assert!(to.exists(), "{}: {target}", path.display());
                let is_there = wanted.is_empty() || has_anchor(&read(&to), wanted);
                assert!(is_there, "{}: {target}", path.display());
                *followed.entry(path.clone()).or_insert(0) += 1;
            }
        }
    }
    assert!(followed[&package().join("examples/README.md")] >= 10);
    assert!(followed[&package().join("SECURITY.md")] >= 1);
}

/// Sites that show the package have no files beside the README: a relative link leads nowhere there.
#[test]
fn links_of_the_readme_work_without_the_repository() {
    const SOURCE: &str = "https://docs.rs/crate/port-registry/latest/source/";
    let readme = read(&package().join("README.md"));
    let packaged = packaged();
    let mut followed = 0;
    for target in targets(&readme) {
        assert!(target.starts_with("https://"), "relative: {target}");
        if let Some(file) = target.strip_prefix(SOURCE) {
            assert!(packaged.contains(file), "not in the package: {file}");
            followed += 1;
        }
    }
    assert!(followed >= 3);
}

/// The files of the package.
fn packaged() -> BTreeSet<String> {
    let output = cargo(&["package", "--list", "--allow-dirty"]);
    output.lines().map(|line| line.replace('\\', "/")).collect()
}

#[test]
fn the_readme_lists_every_dependency() {
    let crates = |edges: &str| -> BTreeSet<String> {
        let tree = cargo(&["tree", "--edges", edges, "--prefix", "none"]);
        let names = tree.lines().filter_map(|line| line.split(' ').next());
        let names = names.filter(|name| *name != "port-registry");
        names.map(str::to_owned).collect()
    };
    let readme = read(&package().join("README.md"));
    let (_, section) = readme.split_once("## Dependencies\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let (_, list) = section.split_once("\n\n- ").unwrap();
    let listed: BTreeSet<String> = list
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, crates("normal,build"));
    assert_eq!((crates("normal").len(), listed.len()), (9, 18));
    assert!(section.contains("Nine crates at run time, and eighteen with the build script."));
}

/// What a command of cargo prints, about the default features.
fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(package()).args(arguments);
    let output = command.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "cargo {arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_front_page_has_the_figures_of_the_readme() {
    fn section(markdown: &str) -> &str {
        let (_, after) = markdown.split_once("# Performance\n").unwrap();
        after.split("\n#").next().unwrap()
    }
    let numbers = |text: &str| -> BTreeSet<String> {
        let is_edge = |character: char| !character.is_ascii_alphanumeric();
        text.split_whitespace()
            .map(|word| word.trim_matches(is_edge))
            .filter(|word| word.starts_with(|first: char| first.is_ascii_digit()))
            .map(str::to_owned)
            .collect()
    };
    let front = page("src/lib.rs");
    let readme = read(&package().join("README.md"));
    // The rest is about sizes in memory, which the README leaves out.
    let measured = section(&front)
        .split("[`Service`], [`Record`]")
        .next()
        .unwrap();
    let measured = numbers(measured);
    let known = numbers(section(&readme));
    assert!(measured.len() >= 6, "{measured:?}");
    assert!(
        measured.is_subset(&known),
        "{:?}",
        measured.difference(&known)
    );
}
