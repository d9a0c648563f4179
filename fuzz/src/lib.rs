//! Code that the targets share: checks of errors, and simple and slow implementations.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::str::FromStr;
use std::sync::LazyLock;

use port_registry::{PortSet, Protocol, Service};

pub mod compile_step;
pub mod firewall;
pub mod lists;

// The modules of the program `firewall` that read and check a rule set. A program can't be a dependency, so they are
// mounted.
#[path = "../../examples/tools/src/bin/firewall/advice/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    clippy::pedantic,
    reason = "code of a program"
)]
mod advice;
#[path = "../../examples/tools/src/bin/firewall/check/mod.rs"]
#[allow(dead_code, clippy::pedantic, reason = "code of a program")]
mod check;
#[path = "../../examples/tools/src/bin/firewall/opening.rs"]
#[allow(dead_code, clippy::pedantic, reason = "code of a program")]
mod opening;
#[path = "../../examples/tools/src/bin/firewall/portless.rs"]
#[allow(dead_code, clippy::pedantic, reason = "code of a program")]
mod portless;
#[path = "../../examples/tools/src/bin/firewall/ranges.rs"]
#[allow(dead_code, clippy::pedantic, reason = "code of a program")]
mod ranges;
#[path = "../../examples/tools/src/bin/firewall/sources.rs"]
#[allow(dead_code, clippy::pedantic, reason = "code of a program")]
mod sources;

#[path = "../../tests/support/registries/mod.rs"]
#[allow(clippy::pedantic, reason = "code of the build script and of the tests")]
mod registries;

/// Returns the longest start of the input that is UTF-8.
pub fn text(data: &[u8]) -> &str {
    data.utf8_chunks().next().map_or("", |chunk| chunk.valid())
}

/// Splits the input into a byte that is a choice, and the string after it.
pub fn choice_and_text(data: &[u8]) -> Option<(u8, &str)> {
    let (choice, rest) = data.split_first()?;
    Some((*choice, text(rest)))
}

/// Returns the transport protocol for a byte.
pub fn protocol(byte: u8) -> Protocol {
    Protocol::ALL[usize::from(byte) % Protocol::ALL.len()]
}

/// Returns a string as errors quote it: escaped, and cut before the character that ends beyond 48
/// bytes.
pub fn quoted(text: &str) -> String {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| *end <= 48).last().unwrap_or(0);
    let rest = if end < text.len() { "…" } else { "" };
    format!("\"{}{rest}\"", text[..end].escape_debug())
}

/// Checks that a message is one line without a full stop.
pub fn check_message(message: &str) {
    assert!(!message.is_empty());
    assert!(!message.ends_with('.'), "{message}");
    assert!(!message.contains(char::is_control), "{message:?}");
    assert!(message.len() < 1000, "{message}");
}

/// Checks that a written value is parsed as the same value, and that this is written in the same
/// way.
pub fn round_trip<T>(value: &T)
where
    T: FromStr<Err: Debug> + Display + PartialEq + Debug,
{
    let written = value.to_string();
    let read: T = written.parse().expect("what is written can be read");
    assert_eq!(read, *value, "{written}");
    assert_eq!(read.to_string(), written);
}

/// Parses a string. The result must be a value with a round trip, or an error that quotes the
/// string.
pub fn parse<T>(text: &str) -> Option<T>
where
    T: FromStr<Err: Error + PartialEq> + Display + PartialEq + Debug,
{
    match text.parse::<T>() {
        Ok(value) => {
            round_trip(&value);
            Some(value)
        }
        Err(error) => {
            let message = error.to_string();
            check_message(&message);
            // The error of an impossible date or range has the value itself, which needs no quotes.
            if message.starts_with("no such date as ") || message.contains(" runs backwards: ") {
                assert!(text.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
            } else {
                assert!(message.contains(&quoted(text)), "{text:?}: {message}");
            }
            assert!(text.parse::<T>() == Err(error), "read twice the same");
            None
        }
    }
}

/// Returns the largest number of lines that the bytes can have, by any kind of line end.
pub fn most_lines(bytes: &[u8]) -> usize {
    let ends = bytes.iter().filter(|byte| matches!(byte, b'\r' | b'\n'));
    1 + ends.count()
}

/// Parses a port number in decimal, in the simplest way.
pub fn number(digits: &str) -> Option<u16> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let has_leading_zero = digits.len() > 1 && digits.starts_with('0');
    if !is_number || has_leading_zero || digits.len() > 5 {
        return None;
    }
    let value = digits
        .bytes()
        .fold(0_u32, |value, digit| value * 10 + u32::from(digit - b'0'));
    u16::try_from(value).ok()
}

/// Returns all services of a name in any case, found by a walk through the registry.
pub fn services_named(name: &str) -> &'static [Service] {
    static WALKED: LazyLock<HashMap<String, Vec<Service>>> = LazyLock::new(|| {
        let mut walked: HashMap<_, Vec<Service>> = HashMap::new();
        for service in Service::all() {
            let name = service.name().to_ascii_lowercase();
            walked.entry(name).or_default().push(service);
        }
        walked
    });
    let walked = WALKED.get(&name.to_ascii_lowercase());
    walked.map_or(&[], Vec::as_slice)
}

/// Returns whether a set has exactly the ports of the flags.
pub fn is_same(set: &PortSet, flags: &[bool]) -> bool {
    let mut ports = vec![false; 65_536];
    for range in set.ranges() {
        ports[usize::from(range.first().get())..=usize::from(range.last().get())].fill(true);
    }
    ports == flags
}

/// Walks an iterator from both ends in turn. The items must be those of a walk from the front, and
/// the length must be right at each step.
pub fn check_both_ends<I>(mut iterator: I, turns: &[u8])
where
    I: DoubleEndedIterator<Item: PartialEq + Debug> + ExactSizeIterator + Clone,
{
    let expected: Vec<I::Item> = iterator.clone().collect();
    let mut left = expected.as_slice();
    let mut turns = turns.iter().cycle();
    loop {
        assert_eq!(iterator.len(), left.len());
        let is_front = turns.next().is_none_or(|turn| turn % 2 == 0);
        let (found, wanted) = match left {
            [] => (iterator.next().or_else(|| iterator.next_back()), None),
            [first, rest @ ..] if is_front => {
                left = rest;
                (iterator.next(), Some(first))
            }
            [rest @ .., last] => {
                left = rest;
                (iterator.next_back(), Some(last))
            }
        };
        assert_eq!(found.as_ref(), wanted);
        if wanted.is_none() {
            return;
        }
    }
}
