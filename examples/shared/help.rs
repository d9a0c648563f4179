//! Makes a manual page and completion scripts of a program's help, for the light programs. Those of
//! `tools` have them from clap.
//!
//! The help of each program has its options on lines of their own, such as `-n, --limit N   list …`.

use std::fmt::Write as _;

use super::program::version;

/// Returns the manual page, for man(1): the name with the first line of the help, and the help as it is.
#[must_use]
pub fn manual(name: &str, help: &str) -> String {
    let summary = help.lines().next().unwrap_or_default();
    let mut page = format!(
        ".TH {} 1 \"\" \"{}\"\n.SH NAME\n{} \\- {}\n.SH DESCRIPTION\n",
        roff(&name.to_uppercase()),
        roff(&version()),
        roff(name),
        roff(summary.trim_end_matches('.')),
    );
    page.push_str(&as_it_is(help));
    page
}

/// Returns a text for roff whose lines are not filled.
#[must_use]
pub fn as_it_is(text: &str) -> String {
    let mut lines = String::from(".nf\n");
    for line in text.lines() {
        // A line that begins with a point or an apostrophe would be a command. `\&` takes no room.
        let _ = writeln!(lines, "\\&{}", roff(line));
    }
    lines.push_str(".fi\n");
    lines
}

/// Escapes the characters that have a meaning in roff.
fn roff(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-")
}

/// Returns the completion script for a shell: of the options, and of files.
///
/// # Errors
///
/// Returns an error if the shell is not bash, fish or zsh.
pub fn completions(name: &str, help: &str, shell: &str) -> Result<String, String> {
    let options: Vec<ProgramOption> = help.lines().filter_map(ProgramOption::read).collect();
    let words: Vec<String> = options
        .iter()
        .map(|option| format!("--{}", option.long))
        .collect();
    let words = words.join(" ");
    match shell {
        "bash" => Ok(format!("complete -o default -W '{words}' {name}\n")),
        "zsh" => Ok(format!("#compdef {name}\ncompadd -- {words}\n_files\n")),
        "fish" => {
            let mut script = String::new();
            for option in options {
                let short = option
                    .short
                    .map_or(String::new(), |short| format!(" -s {short}"));
                let description = option.description.replace('\'', "");
                let _ = writeln!(
                    script,
                    "complete -c {name}{short} -l {} -d '{description}'",
                    option.long
                );
            }
            Ok(script)
        }
        _ => Err(format!(
            "unknown shell {shell:?}: expected bash, fish or zsh"
        )),
    }
}

/// An option, from its line in the help.
struct ProgramOption<'a> {
    short: Option<char>,
    long: &'a str,
    description: &'a str,
}

impl<'a> ProgramOption<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let line = line.trim_start();
        let (names, description) = line.split_once("  ").unwrap_or((line, ""));
        let (short, long) = match names.split_once(", ") {
            Some((short, long)) => (short.strip_prefix('-')?.chars().next(), long),
            None => (None, names),
        };
        let long = long.strip_prefix("--")?;
        Some(Self {
            short,
            long: long.split([' ', '[']).next()?,
            description: description.trim_start(),
        })
    }
}
