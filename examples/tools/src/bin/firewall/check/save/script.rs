//! What lines of a script do besides commands of `iptables`: variables, messages, kernel modules, the end.
//!
//! Only what can't change rules is skipped. The rest stays as it is, and is unknown. Called by `mod` for each line.

use std::collections::HashMap;

use super::lines::Line;
use super::program::Program;

/// A script, as far as it was read.
#[derive(Debug, Default)]
pub struct Script {
    /// The variables whose values are known.
    variables: HashMap<String, String>,
    on_failure: OnFailure,
}

/// What a script does after a command that fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnFailure {
    #[default]
    Continue,
    /// After `set -e`.
    Exit,
}

/// What a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing to the rules.
    Skip,
    /// A line for the parser of commands, with the values of variables.
    Command(String, OnFailure),
    /// The script ends here.
    End,
}

/// Programs and builtins that don't change rules, whatever their arguments.
const HARMLESS: [&str; 13] = [
    ":", "cd", "depmod", "echo", "insmod", "logger", "modprobe", "printf", "sleep", "sync",
    "sysctl", "true", "umask",
];

/// Programs whose output is assigned to variables.
const ASKING: [&str; 9] = [
    "basename", "date", "dirname", "hostname", "id", "pwd", "uname", "which", "whoami",
];

/// What may stand at the end of a command without a difference to it.
const ENDS: [&str; 12] = [
    ";",
    "2>&1",
    "> /dev/null",
    ">/dev/null",
    "1>/dev/null",
    "1> /dev/null",
    "2>/dev/null",
    "2> /dev/null",
    "&>/dev/null",
    "&> /dev/null",
    "|| true",
    "|| :",
];

impl Script {
    pub fn step(&mut self, line: &str) -> Step {
        let line = match line.trim() {
            // A space after a backslash is a word.
            trimmed if trimmed.ends_with('\\') => line.trim_start(),
            trimmed => trimmed,
        };
        let (mut command, on_failure) = self.without_ends(line);
        if let Some((name, value)) = assignment(command) {
            let value = match value.split_once(" #") {
                Some((value, comment)) if !comment.contains(['"', '\'', '`', '\\']) => {
                    value.trim_end()
                }
                _ => value,
            };
            let Some(value) = self.value(value) else {
                return Step::Command(line.to_owned(), on_failure);
            };
            match value {
                Some(value) => self.variables.insert(name.to_owned(), value),
                None => self.variables.remove(name),
            };
            return Step::Skip;
        }
        let first = command.split_ascii_whitespace().next().unwrap_or_default();
        let arguments = command.get(first.len()..).unwrap_or_default();
        let program = first.rsplit('/').next().unwrap_or_default();
        match program {
            "exit" if is_simple(arguments) => return Step::End,
            "set" if self.set(arguments) => return Step::Skip,
            program if HARMLESS.contains(&program) && is_simple(arguments) => return Step::Skip,
            _ if is_service(command) => return Step::Skip,
            _ => {}
        }
        // The program is often in quotation marks: "$IPT".
        let unquoted = command.strip_prefix("\"$").and_then(|rest| {
            let (name, rest) = rest.split_once('"')?;
            let is_word = |value: &String| !value.contains(' ');
            self.variables
                .get(name.trim_matches(['{', '}']))
                .filter(|value| is_word(value))
                .map(|value| format!("{value}{rest}"))
        });
        let unquoted = unquoted.unwrap_or_default();
        if !unquoted.is_empty() {
            command = &unquoted;
        }
        let command = self.expanded(command);
        if let Line::Prompt { .. } = Line::of(&command) {
            // It prints rules.
            return Step::Skip;
        }
        Step::Command(command, on_failure)
    }

    /// Returns a command without redirections to nowhere and the like.
    fn without_ends<'a>(&self, line: &'a str) -> (&'a str, OnFailure) {
        let mut command = line;
        let mut on_failure = self.on_failure;
        while let Some((rest, end)) = ENDS.iter().find_map(|end| {
            let rest = command.strip_suffix(end)?;
            // `22>` is the number of a file, and `;;` and `\;` are no ends.
            let is_end =
                rest.ends_with(char::is_whitespace) || *end == ";" && !rest.ends_with([';', '\\']);
            is_end.then(|| (rest.trim_end(), *end))
        }) {
            command = rest;
            if end.starts_with("||") {
                on_failure = OnFailure::Continue;
            }
        }
        (command, on_failure)
    }

    /// Takes the options of `set`. Returns `false` for one that may change how the script is read.
    fn set(&mut self, arguments: &str) -> bool {
        let words = arguments.split_ascii_whitespace();
        let is_known = words.clone().all(|word| {
            let letters = word.strip_prefix(['-', '+']);
            matches!(word, "pipefail" | "errexit" | "nounset" | "xtrace")
                || letters.is_some_and(|letters| {
                    !letters.is_empty() && letters.chars().all(|one| "euxov".contains(one))
                })
        });
        let mut sign = '-';
        for word in words.filter(|_| is_known) {
            sign = word
                .chars()
                .next()
                .filter(|one| matches!(one, '-' | '+'))
                .unwrap_or(sign);
            if word == "errexit" || word.starts_with(sign) && word.contains('e') {
                self.on_failure = match sign {
                    '-' => OnFailure::Exit,
                    _ => OnFailure::Continue,
                };
            }
        }
        is_known && !arguments.trim().is_empty()
    }

    /// Returns the value of an assignment. The inner `None` is one that isn't known; the outer, that of a command which may
    /// do anything.
    #[expect(clippy::option_option, reason = "the two are different answers")]
    fn value(&self, text: &str) -> Option<Option<String>> {
        let command = text
            .strip_prefix("$(")
            .and_then(|rest| rest.strip_suffix(')'))
            .or(text
                .strip_prefix('`')
                .and_then(|rest| rest.strip_suffix('`')));
        if let Some(command) = command {
            let found = command
                .strip_prefix("which ")
                .or(command.strip_prefix("command -v "));
            if let Some(name) = found
                .map(str::trim)
                .filter(|name| Program::parse(name).is_some())
            {
                return Some(Some(name.to_owned()));
            }
            let name = command.split_ascii_whitespace().next().unwrap_or_default();
            return (ASKING.contains(&name) && is_simple(command)).then_some(None);
        }
        if text.contains('`') || text.contains("$(") {
            return None;
        }
        let quoted = ['"', '\''].into_iter().find_map(|mark| {
            let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
            (!inner.contains(mark)).then_some((mark, inner))
        });
        let value = match quoted {
            Some((_, inner)) if inner.ends_with('\\') => return None,
            Some(('\'', inner)) => inner.to_owned(),
            Some((_, inner)) => self.expanded(inner),
            // Quotation marks that are not closed here are closed in another line.
            None if text.contains(['"', '\'', '\\']) || text.contains(char::is_whitespace) => {
                return None;
            }
            None if text.contains(['|', '&', ';', '<', '>', '(']) => return None,
            None => self.expanded(text),
        };
        let is_plain = |one: char| one.is_ascii_alphanumeric() || " _./:,+@%-".contains(one);
        Some((!value.is_empty() && value.chars().all(is_plain)).then_some(value))
    }

    /// Replaces variables by their values, which have nothing that a shell would interpret. Others stay.
    fn expanded(&self, text: &str) -> String {
        let mut expanded = String::with_capacity(text.len());
        let mut rest = text;
        let mut quote = None;
        while let Some(character) = rest.chars().next() {
            match (quote, character) {
                (None, '\'' | '"') => quote = Some(character),
                (Some(mark), _) if mark == character => quote = None,
                (Some('"') | None, '\\') => {
                    let end = rest
                        .char_indices()
                        .nth(2)
                        .map_or(rest.len(), |(end, _)| end);
                    expanded.push_str(&rest[..end]);
                    rest = &rest[end..];
                    continue;
                }
                (Some('"') | None, '$') => {
                    if let Some((value, after)) = self.variable(rest) {
                        expanded.push_str(value);
                        rest = after;
                        continue;
                    }
                }
                _ => {}
            }
            expanded.push(character);
            rest = &rest[character.len_utf8()..];
        }
        expanded
    }

    /// Returns the value of the variable that a text begins with, and the rest.
    fn variable<'a>(&self, text: &'a str) -> Option<(&str, &'a str)> {
        let rest = text.strip_prefix('$')?;
        let (name, after) = if let Some(rest) = rest.strip_prefix('{') {
            rest.split_once('}')?
        } else {
            let is_other = |one: char| !one.is_ascii_alphanumeric() && one != '_';
            rest.split_at(rest.find(is_other).unwrap_or(rest.len()))
        };
        Some((self.variables.get(name)?, after))
    }
}

/// Splits `NAME=value`, which may have `export` before it.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let word = ["export ", "readonly ", "declare ", "local "]
        .into_iter()
        .find_map(|word| line.strip_prefix(word))
        .unwrap_or(line);
    let (name, value) = word.trim_start().split_once('=')?;
    let is_name = name.starts_with(|one: char| one.is_ascii_alphabetic() || one == '_')
        && name
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || one == '_');
    is_name.then_some((name, value))
}

/// Returns `true` if a line of a script sets a variable to a program of iptables.
pub fn sets_program(line: &str) -> bool {
    assignment(line.trim())
        .is_some_and(|(_, value)| value.contains("iptables") || value.contains("ip6tables"))
}

/// Returns `true` for arguments that run nothing, and that end in the same line.
fn is_simple(arguments: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    let mut characters = arguments.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(mark), _) if mark == character => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                characters.next();
            }
            (_, '$') if characters.peek() == Some(&'(') => return false,
            (None, '\'' | '"') => quote = Some(character),
            (None, '#') if before.is_whitespace() => return true,
            (_, '`') | (None, '|' | '&' | ';' | '<' | '(' | ')') => return false,
            _ => {}
        }
        before = character;
    }
    quote.is_none()
}

/// Returns `true` for a command that saves the rules.
fn is_service(command: &str) -> bool {
    let mut words = command.split_ascii_whitespace();
    let (first, second, third) = (words.next(), words.next(), words.next());
    let is_init = |path: &str| {
        [
            "init.d/iptables",
            "init.d/ip6tables",
            "netfilter-persistent",
        ]
        .iter()
        .any(|end| path.ends_with(end))
    };
    match (first, second, third, words.next()) {
        (Some("service"), Some(name), Some("save"), None) => Program::parse(name).is_some(),
        (Some(path), Some("save"), None, None) => is_init(path),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<Step> {
        let mut script = Script::default();
        text.lines().map(|line| script.step(line)).collect()
    }

    fn command(text: &str) -> Step {
        Step::Command(text.to_owned(), OnFailure::Continue)
    }

    #[test]
    fn lines_that_do_nothing_to_rules() {
        for line in [
            "echo \"a; iptables -F\"",
            "echo a '$(x)' \\; b # c",
            "echo 1 > /proc/sys/net/ipv4/ip_forward",
            "printf '%s\\n' x",
            "/sbin/modprobe ip_conntrack",
            "sysctl -w net.ipv4.ip_forward=1 >/dev/null 2>&1",
            "set -eu",
            "set -x;",
            "set -euo pipefail",
            "iptables -L -n",
            "iptables-save > /etc/iptables.rules",
            "service iptables save",
            "/etc/init.d/iptables save",
            "A=1",
            "export A=\"b c\"",
            "A=${1:-eth0}",
            "A=\"it's\"",
            "A='\\e[0;30m'",
            "A=\"b c\" # d",
            "A=$(date +\"%m %d\")",
        ] {
            assert_eq!(steps(line), [Step::Skip], "{line}");
        }
        for line in [
            "echo x | iptables-restore",
            "echo $(iptables -F)",
            "echo `iptables -F`",
            "echo \"$(iptables -F)\"",
            "echo a && iptables -F",
            "echo a; iptables -F",
            "echo \"not closed",
            "echo <<EOF",
            "set -n",
            "set -- a b",
            "A=$(iptables -F)",
            "A=\"b",
            "A=\"b\\\"",
            "A=\"b\" # it's\"",
            "A=$(date; iptables -F)",
            "A=$(date $(iptables -F))",
            "A=b; iptables -F",
            "A=b iptables -F",
            "/etc/init.d/iptables restart",
            "service iptables stop",
            "iptables -L; iptables -F",
            "if true",
            "exit $(iptables -F)",
        ] {
            assert_eq!(steps(line), [command(line)], "{line}");
        }
        assert_eq!(steps("exit 0"), [Step::End]);
    }

    #[test]
    fn ends_of_commands_and_failures() {
        for (line, expected) in [
            ("iptables -F;", "iptables -F"),
            ("iptables -F > /dev/null 2>&1 || true", "iptables -F"),
            ("iptables -X 2>/dev/null;", "iptables -X"),
            (
                "iptables -A INPUT --dport 22>/dev/null",
                "iptables -A INPUT --dport 22>/dev/null",
            ),
            ("iptables -F \\;", "iptables -F \\;"),
        ] {
            assert_eq!(steps(line), [command(expected)], "{line}");
        }
        let exit = |text: &str| Step::Command(text.to_owned(), OnFailure::Exit);
        let text = "set -e\niptables -F\niptables -X || :\nset +e\niptables -Z\nset -o errexit\niptables -F";
        let steps: Vec<Step> = steps(text)
            .into_iter()
            .filter(|one| *one != Step::Skip)
            .collect();
        assert_eq!(
            steps,
            [
                exit("iptables -F"),
                command("iptables -X"),
                command("iptables -Z"),
                exit("iptables -F"),
            ]
        );
    }

    #[test]
    fn variables() {
        for (text, expected) in [
            ("I=/sbin/iptables\n$I -F", "/sbin/iptables -F"),
            ("I=\"iptables -w\"\n${I} -F", "iptables -w -F"),
            ("I='iptables'\n\"$I\" -F", "iptables -F"),
            ("I=iptables\n\"${I}\" -F", "iptables -F"),
            ("I=$(which iptables)\n$I -F", "iptables -F"),
            ("I=`which ip6tables`\n$I -F", "ip6tables -F"),
            (
                "A=eth0\nB=$A.1\niptables -i $B '$A' \"$A\" \\$A",
                "iptables -i eth0.1 '$A' \"eth0\" \\$A",
            ),
            ("A=a\nA=$1\niptables $A", "iptables $A"),
            ("A=a\nA=\niptables $A", "iptables $A"),
            ("A='*'\niptables $A", "iptables $A"),
            ("iptables $A", "iptables $A"),
        ] {
            assert_eq!(steps(text).last(), Some(&command(expected)), "{text}");
        }
        assert!(sets_program("IPT=/sbin/iptables") && !sets_program("echo IPT=/sbin/iptables"));
    }
}
