//! Tests of the layering of `src/`: which module may use which. The code is split into tokens, so
//! that comments, strings and unit tests are not checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

/// The floors, from the lowest up. A floor may use itself and the floors below it. All other
/// modules are above the floors, and may use each other as long as there is no cycle.
const FLOORS: [&str; 4] = ["words", "tables", "rows", "lookup"];

/// The kinds of violations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    /// The file uses a module of a higher floor.
    Upward,
    /// The file uses a name that the root defines or exports: expected the module that defines it.
    RootName,
    /// The file reaches the root through `super`: expected `crate`.
    Super,
    /// The file uses a name that another module only re-exports: expected the module that defines
    /// it.
    Exported,
}

const MOUNTED: &str =
    "the build script mounts `csv` beside `words`, in a module that is not its root";

/// The files that are exempt from some rules, with the reason.
const EXEMPT: &[(&str, &[Rule], &str)] = &[
    (
        "lib.rs",
        &[Rule::Upward, Rule::RootName, Rule::Super, Rule::Exported],
        "the root itself, which exports what all modules define",
    ),
    (
        "macros.rs",
        &[Rule::RootName],
        "other crates expand the macros, and can name the root alone",
    ),
    (
        "_cookbook.rs",
        &[Rule::RootName],
        "a page of documentation, which links to what users import",
    ),
    (
        "_terms.rs",
        &[Rule::RootName],
        "a page of documentation, which links to what users import",
    ),
    ("csv/diff.rs", &[Rule::Super], MOUNTED),
    ("csv/row.rs", &[Rule::Super], MOUNTED),
    ("csv/sheet.rs", &[Rule::Super], MOUNTED),
];

// The tokenizer.

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    line: usize,
    /// An identifier, `::`, or a single character.
    text: String,
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// Returns the tokens of a source file, without comments, strings, characters and lifetimes.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let starts = |at: usize, with: &str| {
        with.chars()
            .eq(chars[at..].iter().copied().take(with.len()))
    };
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let start = at;
        let mut token = None;
        if starts(at, "//") {
            at = end_of(&chars, at, |rest| rest[0] == '\n', 0);
        } else if starts(at, "/*") {
            at = end_of_block(&chars, at);
        } else if let Some(hashes) = raw_string(&chars[at..]) {
            let quote = at + chars[at..].iter().position(|char| *char == '"').unwrap();
            let closes = |rest: &[char]| {
                rest[0] == '"'
                    && rest[1..].iter().take_while(|char| **char == '#').count() >= hashes
            };
            at = end_of(&chars, quote + 1, closes, 1 + hashes);
        } else if chars[at] == '"' {
            at = end_of_quoted(&chars, at);
        } else if chars[at] == '\'' {
            // A lifetime has no closing quote.
            let is_char = chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'');
            at = if is_char {
                end_of_quoted(&chars, at)
            } else {
                at + 1
            };
            if !is_char {
                at += chars[at..]
                    .iter()
                    .take_while(|char| is_word(**char))
                    .count();
            }
        } else if is_word(chars[at]) {
            at += chars[at..]
                .iter()
                .take_while(|char| is_word(**char))
                .count();
            token = Some(chars[start..at].iter().collect());
        } else {
            at += if starts(at, "::") { 2 } else { 1 };
            token = Some(chars[start..at].iter().collect());
        }
        let text = token.filter(|text: &String| !text.trim().is_empty());
        tokens.extend(text.map(|text| Token { line, text }));
        line += chars[start..at]
            .iter()
            .filter(|char| **char == '\n')
            .count();
    }
    tokens
}

/// Returns the position after the closing mark, which has the length `mark` and is found by
/// `closes`.
fn end_of(chars: &[char], from: usize, closes: impl Fn(&[char]) -> bool, mark: usize) -> usize {
    let end = (from..chars.len()).find(|at| closes(&chars[*at..]));
    end.map_or(chars.len(), |end| end + mark)
}

/// Returns the end of a block comment. Block comments are nested.
fn end_of_block(chars: &[char], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0);
    while at < chars.len() {
        let step = match chars.get(at..at + 2) {
            Some(['/', '*']) => 1,
            Some(['*', '/']) => -1,
            _ => 0,
        };
        depth += step;
        at += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            return at;
        }
    }
    at
}

fn end_of_quoted(chars: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < chars.len() && chars[at] != chars[from] {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// Returns the number of hash signs if a raw string starts here.
fn raw_string(rest: &[char]) -> Option<usize> {
    let rest = rest.strip_prefix(&['b']).unwrap_or(rest);
    let rest = rest.strip_prefix(&['r'])?;
    let hashes = rest.iter().take_while(|char| **char == '#').count();
    (rest.get(hashes) == Some(&'"')).then_some(hashes)
}

/// A path that a file uses, such as `crate::words::Port`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Used {
    line: usize,
    segments: Vec<String>,
    /// The inline modules that contain the use.
    inline: Vec<String>,
    /// Whether the path is in a `pub use`, or in a `pub(crate) use`.
    is_exported: bool,
}

/// Returns the paths of `use` items, and all other paths that begin with `crate` or `super`.
fn used(text: &str) -> Vec<Used> {
    let tokens = tokens(text);
    let texts: Vec<&str> = tokens.iter().map(|token| &*token.text).collect();
    let (mut used, mut at) = (Vec::new(), 0);
    // For each open brace, the inline module that it opens.
    let mut open: Vec<Option<&str>> = Vec::new();
    while at < texts.len() {
        let rest = &texts[at..];
        let inline = || {
            open.iter()
                .flatten()
                .map(|name| (*name).to_owned())
                .collect()
        };
        match rest {
            ["#", "[", "cfg", "(", "test", ")", "]", ..] => at = end_of_item(&texts, at),
            ["mod", name, "{", ..] => {
                open.push(Some(name));
                at += 3;
            }
            ["{", ..] => {
                open.push(None);
                at += 1;
            }
            ["}", ..] => {
                open.pop();
                at += 1;
            }
            ["use", ..] => {
                let before = texts[..at].iter().rev();
                let is_exported = match before.clone().next() {
                    Some(&")") => before.clone().nth(3) == Some(&"pub"),
                    before => before == Some(&"pub"),
                };
                let mut leaves = Vec::new();
                at = use_tree(&tokens, at + 1, &[], &mut leaves);
                used.extend(leaves.into_iter().map(|(line, segments)| Used {
                    line,
                    segments,
                    inline: inline(),
                    is_exported,
                }));
            }
            ["crate" | "super", "::", ..] if at == 0 || texts[at - 1] != "::" => {
                let line = tokens[at].line;
                let mut segments = vec![rest[0].to_owned()];
                at += 1;
                // This excludes the `::` before generic arguments.
                while let ["::", name, ..] = &texts[at..] {
                    if !name.starts_with(is_word) {
                        break;
                    }
                    segments.push((*name).to_owned());
                    at += 2;
                }
                used.push(Used {
                    line,
                    segments,
                    inline: inline(),
                    is_exported: false,
                });
            }
            _ => at += 1,
        }
    }
    used
}

/// Returns the end of the item whose attributes start here.
fn end_of_item(texts: &[&str], from: usize) -> usize {
    let mut depth = 0;
    for (at, text) in texts.iter().enumerate().skip(from) {
        match *text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(*text, "}" | ";") {
            return at + 1;
        }
    }
    texts.len()
}

/// Adds the paths of the use tree that starts here, and returns its end.
fn use_tree(
    tokens: &[Token],
    mut at: usize,
    prefix: &[String],
    leaves: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut segments = prefix.to_vec();
    let mut line = None;
    while let Some(token) = tokens.get(at) {
        match &*token.text {
            "::" => at += 1,
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token.text != "}") {
                    at = use_tree(tokens, at, &segments, leaves);
                    at += usize::from(tokens.get(at).is_some_and(|token| token.text == ","));
                }
                return at + 1;
            }
            "as" => at += 2,
            "," | "}" | ";" => break,
            // `self` means the path so far.
            "self" if !segments.is_empty() => at += 1,
            name => {
                segments.push(name.to_owned());
                at += 1;
            }
        }
        line.get_or_insert(token.line);
    }
    leaves.push((line.unwrap_or_default(), segments));
    at
}

// The rules.

struct File {
    /// The path under `src/`.
    path: String,
    used: Vec<Used>,
}

/// A violation of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    path: String,
    line: usize,
    rule: Rule,
    message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "src/{}:{}: {}", self.path, self.line, self.message)
    }
}

/// Returns the path of the module in this file, from the root on.
fn modules(path: &str) -> Vec<String> {
    let path = path.strip_suffix(".rs").unwrap();
    let mut modules: Vec<String> = path.split('/').map(str::to_owned).collect();
    if modules.last().is_some_and(|last| last == "mod") {
        modules.pop();
    }
    modules
}

/// Returns the path from the root on, and whether `super` reached the root. Returns `None` for
/// other crates and for names of the module itself.
fn from_root(used: &Used, path: &str) -> Option<(Vec<String>, bool)> {
    let (first, mut rest) = used.segments.split_first()?;
    if first == "crate" {
        return Some((rest.to_vec(), false));
    }
    if first != "super" {
        return None;
    }
    let mut modules = modules(path);
    modules.extend(used.inline.iter().cloned());
    modules.pop();
    while let Some((_, others)) = rest.split_first().filter(|(name, _)| *name == "super") {
        modules.pop();
        rest = others;
    }
    let is_root = modules.is_empty();
    modules.extend_from_slice(rest);
    Some((modules, is_root))
}

/// Returns the index of a module's floor.
fn floor(module: &str) -> usize {
    let floor = FLOORS.iter().position(|floor| *floor == module);
    floor.unwrap_or(FLOORS.len())
}

fn is_exempt(path: &str, rule: Rule) -> bool {
    let mut exempt = EXEMPT.iter();
    exempt.any(|(file, rules, _)| *file == path && rules.contains(&rule))
}

fn violations(files: &[File]) -> Vec<Violation> {
    let tops: BTreeSet<String> = files
        .iter()
        .map(|file| modules(&file.path)[0].clone())
        .collect();
    // Maps a module and a name that it exports to the module that defines the name.
    let mut exported = BTreeMap::new();
    for file in files.iter().filter(|file| file.path != "lib.rs") {
        let own = &modules(&file.path)[0];
        for used in file.used.iter().filter(|used| used.is_exported) {
            if let Some((target, _)) = from_root(used, &file.path) {
                if let [top, .., name] = &target[..] {
                    if top != own {
                        exported.insert((own.clone(), name.clone()), top.clone());
                    }
                }
            }
        }
    }
    let mut violations = Vec::new();
    for file in files {
        let own = &modules(&file.path)[0];
        for used in &file.used {
            let Some((target, is_through_super)) = from_root(used, &file.path) else {
                continue;
            };
            let mut add = |rule: Rule, message: String| {
                if !is_exempt(&file.path, rule) {
                    violations.push(Violation {
                        path: file.path.clone(),
                        line: used.line,
                        rule,
                        message,
                    });
                }
            };
            let written = used.segments.join("::");
            if is_through_super {
                let expected = target.join("::");
                add(
                    Rule::Super,
                    format!("`{written}` leads to the root: expected `crate::{expected}`"),
                );
            }
            let Some(top) = target.first().filter(|top| tops.contains(*top)) else {
                add(
                    Rule::RootName,
                    format!(
                        "`{written}` is a name of the root: expected the module that defines it"
                    ),
                );
                continue;
            };
            if floor(top) > floor(own) {
                add(Rule::Upward, format!("floor `{own}` uses `{top}`"));
            }
            let name = target.last().unwrap();
            if let Some(by) = exported
                .get(&(top.clone(), name.clone()))
                .filter(|_| top != own)
            {
                add(
                    Rule::Exported,
                    format!("`{top}` only exports `{name}`: expected the path through `{by}`"),
                );
            }
        }
    }
    violations
}

/// Returns a cycle of modules above the floors, in which each module uses the next one.
fn circle(files: &[File]) -> Option<Vec<String>> {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path != "lib.rs") {
        let own = modules(&file.path).swap_remove(0);
        let targets = file
            .used
            .iter()
            .filter_map(|used| from_root(used, &file.path));
        let tops = targets.filter_map(|(target, _)| target.into_iter().next());
        let others = tops.filter(|top| *top != own && floor(top) == FLOORS.len());
        uses.entry(own.clone()).or_default().extend(others);
    }
    // A module is in no cycle if it uses no remaining module.
    loop {
        let left: BTreeSet<String> = uses.keys().cloned().collect();
        for targets in uses.values_mut() {
            targets.retain(|target| left.contains(target));
        }
        uses.retain(|_, targets| !targets.is_empty());
        if uses.len() == left.len() {
            break;
        }
    }
    let mut circle = vec![uses.keys().next()?.clone()];
    loop {
        let next = uses[circle.last().unwrap()].first().unwrap().clone();
        let start = circle.iter().position(|module| *module == next);
        circle.push(next);
        if let Some(start) = start {
            return Some(circle.split_off(start));
        }
    }
}

fn read(folder: &Path, prefix: &str, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            read(&path, &format!("{name}/"), files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(File {
                used: used(&fs::read_to_string(&path).unwrap()),
                path: name,
            });
        }
    }
}

/// Returns the files of `src/`.
fn source() -> Vec<File> {
    let mut files = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    read(&folder, "", &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

#[test]
fn no_module_uses_one_above_it_or_a_name_of_the_root() {
    let files = source();
    for floor in FLOORS {
        let own = files.iter().filter(|file| modules(&file.path)[0] == floor);
        let used: usize = own.map(|file| file.used.len()).sum();
        assert!(used > 5, "no such floor as {floor}");
    }
    let violations: Vec<String> = violations(&files).iter().map(ToString::to_string).collect();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
    for (path, _, reason) in EXEMPT {
        let is_there = files.iter().any(|file| file.path == *path);
        assert!(is_there, "no such file as src/{path}, {reason}");
    }
}

#[test]
fn modules_form_no_cycle() {
    let circle = circle(&source());
    let shown = circle.map(|modules| modules.join(" -> "));
    assert_eq!(shown, None);
}

// The tests of the tokenizer and of the rules.

/// Formats each path with its line, and with `pub` if it is exported.
fn shown(text: &str) -> Vec<String> {
    let show = |used: Used| {
        let export = if used.is_exported { "pub " } else { "" };
        format!("{} {export}{}", used.line, used.segments.join("::"))
    };
    used(text).into_iter().map(show).collect()
}

#[test]
fn each_form_of_use_is_read() {
    for (text, expected) in [
        ("use crate::a::B;", &["1 crate::a::B"][..]),
        ("use super::super::x;", &["1 super::super::x"]),
        ("use core::fmt;", &["1 core::fmt"]),
        ("use ::core::fmt;", &["1 core::fmt"]),
        ("use crate::a::*;", &["1 crate::a::*"]),
        ("use crate::a::B as C;", &["1 crate::a::B"]),
        ("use crate::a::{self, B};", &["1 crate::a", "1 crate::a::B"]),
        ("use {crate::a, super::b};", &["1 crate::a", "1 super::b"]),
        ("use crate::a::{};", &[]),
        (
            "use crate::{a::{B, c::D}, e::F as G, h};",
            &[
                "1 crate::a::B",
                "1 crate::a::c::D",
                "1 crate::e::F",
                "1 crate::h",
            ],
        ),
        (
            "\nuse crate::{\n    a::{\n        B,\n        C,\n    },\n    d,\n};\nuse super::e;",
            &["4 crate::a::B", "5 crate::a::C", "7 crate::d", "9 super::e"],
        ),
        ("pub use crate::a::B;", &["1 pub crate::a::B"]),
        ("x!();\npub use a::B;", &["2 pub a::B"]),
        ("pub(crate) use a::{B, C};", &["1 pub a::B", "1 pub a::C"]),
        ("pub(super) use super::a;", &["1 pub super::a"]),
        ("fn f() {} use a::b;", &["1 a::b"]),
        ("#[cfg(feature = \"x\")]\nuse crate::a;", &["2 crate::a"]),
        ("fn f() { use crate::a; }", &["1 crate::a"]),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn paths_in_code_are_read() {
    for (text, expected) in [
        ("let a = crate::b::c(1);", &["1 crate::b::c"][..]),
        ("\n\nx(super::super::a)", &["3 super::super::a"]),
        ("Vec<crate::A>", &["1 crate::A"]),
        ("$crate::A::b!()", &["1 crate::A::b"]),
        ("pub(crate) fn f() {}", &[]),
        ("pub(super) fn f() {}", &[]),
        ("self::a::b()", &[]),
        ("a::b()", &[]),
        ("let used = user; reuse::a", &[]),
        ("crate::a::<u8>(), crate::b", &["1 crate::a", "1 crate::b"]),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn comments_strings_and_unit_tests_do_not_count() {
    for text in [
        "// use crate::a;",
        "/// [`A`]: crate::a::A",
        "//! use crate::a;",
        "/*/ crate::a::b */",
        "/* use crate::b; /* crate::c::d */ crate::a::b */",
        "let a = \" crate::a::b\";",
        "let a = \"\\\"crate::a::b\";",
        "let a = b\" crate::a::b\";",
        "let a = r\"\\\" ; let b = \"crate::a::b\";",
        "let a = r#\"\" crate::a::b \"#;",
        "let a = br##\"\"# crate::a::b\"##;",
        "#[cfg(test)]\nmod tests {\n    use crate::a;\n    fn f() { crate::b::c() }\n}",
        "#[cfg(test)]\n#[allow(x)]\nmod tests { use super::a::b; }",
        "#[cfg(test)]\nuse crate::a;",
        "#[cfg(test)]\nfn f(a: [u8; 2]) { crate::b::c() }",
    ] {
        assert_eq!(shown(text), [""; 0], "{text}");
        let after = text.to_owned() + "\nuse crate::z;";
        let line = after.lines().count();
        assert_eq!(shown(&after), [format!("{line} crate::z")], "{text}");
    }
    // Quotes and braces in character literals open nothing, and a lifetime closes nothing.
    for text in [
        "'\"'",
        "'{'",
        "'\\''",
        "'\\\\'",
        "b'\"'",
        "('\\n','\"')",
        "<'a>",
        "&'a str, &'b",
    ] {
        let text = format!("{text} crate::a::b");
        assert_eq!(shown(&text), ["1 crate::a::b"], "{text}");
    }
}

fn file(path: &str, text: &str) -> File {
    File {
        path: path.to_owned(),
        used: used(text),
    }
}

#[test]
fn each_violation_is_reported_with_its_place() {
    let others = [
        "words/port.rs",
        "tables/mod.rs",
        "rows/mod.rs",
        "lookup/mod.rs",
        "flow.rs",
    ];
    let checked = |path: &str, text: &str| -> Vec<String> {
        let mut files = vec![file(path, text)];
        files.extend(others.map(|other| file(other, "")));
        violations(&files).iter().map(ToString::to_string).collect()
    };
    for (path, text, expected) in [
        (
            "rows/a.rs",
            "\nuse crate::lookup::B;",
            "src/rows/a.rs:2: floor `rows` uses `lookup`",
        ),
        (
            "words/a.rs",
            "crate::tables::b()",
            "src/words/a.rs:1: floor `words` uses `tables`",
        ),
        (
            "tables/a.rs",
            "use crate::rows;",
            "src/tables/a.rs:1: floor `tables` uses `rows`",
        ),
        (
            "lookup/a.rs",
            "use crate::flow::B;",
            "src/lookup/a.rs:1: floor `lookup` uses `flow`",
        ),
        (
            "flow.rs",
            "use crate::{words::Port, Service};",
            "src/flow.rs:1: `crate::Service` is a name of the root: expected the module that defines it",
        ),
        (
            "a/b.rs",
            "use crate::*;",
            "src/a/b.rs:1: `crate::*` is a name of the root: expected the module that defines it",
        ),
        (
            "a/b.rs",
            "use super::super::words::Port;",
            "src/a/b.rs:1: `super::super::words::Port` leads to the root: expected `crate::words::Port`",
        ),
        (
            "a/mod.rs",
            "use super::words::Port;",
            "src/a/mod.rs:1: `super::words::Port` leads to the root: expected `crate::words::Port`",
        ),
        (
            "a.rs",
            "mod b { mod c { } #[cfg(test)] mod d { } use super::super::words::Port; }",
            "src/a.rs:1: `super::super::words::Port` leads to the root: expected `crate::words::Port`",
        ),
    ] {
        assert_eq!(checked(path, text), [expected], "{path}: {text}");
    }
    // A wrong `super` may break two rules at once.
    assert_eq!(
        checked("words/a.rs", "use super::super::flow::Flow;").len(),
        2
    );
    for (path, text) in [
        (
            "rows/a.rs",
            "use crate::words::A; use crate::tables::B; use super::C;",
        ),
        (
            "rows/a/b.rs",
            "use super::super::C; use super::c::D; use crate::rows::e;",
        ),
        (
            "lookup/a.rs",
            "use crate::rows::A; use core::fmt; use std::vec::Vec;",
        ),
        (
            "a.rs",
            "use crate::lookup::B; use crate::flow::Flow; mod c { use super::D; }",
        ),
        (
            "lib.rs",
            "pub use words::Port; pub use crate::flow::Flow; crate::A::b()",
        ),
        ("macros.rs", "$crate::A::b()"),
        ("a.rs", "mod c { #[cfg(test)] mod d { } use super::D; }"),
    ] {
        assert_eq!(checked(path, text), [""; 0], "{path}: {text}");
    }
}

#[test]
fn what_a_module_only_exports_is_to_be_imported_from_where_it_is_defined() {
    let files = [
        file("rows/mod.rs", "pub use record::Record;"),
        file(
            "record.rs",
            "pub use crate::rows::Record;\npub use crate::words::Date as Day;",
        ),
        file(
            "flow.rs",
            "use crate::record::Record;\nuse crate::record::Other;",
        ),
        file("record/iter.rs", "use super::Record;"),
        file("words/mod.rs", ""),
    ];
    let violations: Vec<String> = violations(&files).iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        ["src/flow.rs:1: `record` only exports `Record`: expected the path through `rows`"]
    );
}

#[test]
fn a_cycle_is_found_wherever_it_begins() {
    let circle = |uses: &[(&str, &str)]| {
        let files = uses.iter().map(|(path, text)| file(path, text));
        circle(&files.collect::<Vec<_>>()).map(|modules| modules.join(" "))
    };
    let (a, b) = (("a.rs", "use crate::b::B;"), ("b/x.rs", "use crate::c::C;"));
    assert_eq!(circle(&[a, b, ("c.rs", "use crate::words::A;")]), None);
    assert_eq!(
        circle(&[a, b, ("c.rs", "use crate::c::D; use super::c::E;")]),
        None
    );
    assert_eq!(
        circle(&[a, b, ("c.rs", "use crate::a::A;")]).unwrap(),
        "a b c a"
    );
    let found = circle(&[
        a,
        b,
        ("c.rs", "use super::b::B;"),
        ("d.rs", "use crate::a::A;"),
    ]);
    assert_eq!(found.unwrap(), "b c b");
    // Floors have their own rule, and the root uses all modules and is used by all.
    let floors = [
        ("words.rs", "use crate::a::A;"),
        ("a.rs", "use crate::words::B;"),
    ];
    assert_eq!(circle(&floors), None);
    assert_eq!(
        circle(&[
            ("lib.rs", "use crate::a::A;"),
            ("a.rs", "use crate::lib::B;")
        ]),
        None
    );
}
