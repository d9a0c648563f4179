//! Parses services(5) files line by line, from arbitrary bytes. Entries that are written must be
//! parsed as the same entries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::services_file::{Entries, Entry, Error};
use port_registry_fuzz::{check_message, number};

fuzz_target!(|data: &[u8]| {
    let lines = data.split(|byte| *byte == b'\n').count();
    let mut last = 0;
    for entry in Entries::new(data) {
        let line = entry.map_or_else(Error::line, Entry::line);
        assert!(last < line && line <= lines, "line {line} after {last}");
        last = line;
        let text = data
            .split(|byte| *byte == b'\n')
            .nth(line - 1)
            .unwrap_or_default();
        match entry {
            Ok(entry) => check(entry, text),
            Err(error) => {
                check_message(&error.to_string());
                assert!(error.to_string().starts_with(&format!("line {line}: ")));
                assert!(read(text).is_none(), "{error}");
            }
        }
    }
});

/// Returns the name, port, protocol and aliases of a line, if its words before the comment are an
/// entry.
fn read(line: &[u8]) -> Option<(&str, u16, &str, Vec<&str>)> {
    let text = line.split(|byte| *byte == b'#').next()?;
    let text = std::str::from_utf8(text).ok()?;
    let is_space = |letter| matches!(letter, ' ' | '\t' | '\n' | '\x0b' | '\x0c' | '\r');
    let mut words = text.split(is_space).filter(|word| !word.is_empty());
    if words.clone().any(|word| word.chars().any(char::is_control)) {
        return None;
    }
    let (name, place) = (words.next()?, words.next()?);
    let (port, protocol) = place.split_once('/')?;
    let is_plain = port == "0" || !port.starts_with('0');
    let is_one = !protocol.is_empty() && !protocol.contains(['/', ',']);
    let port = number(port).filter(|_| is_plain && is_one)?;
    Some((name, port, protocol, words.collect()))
}

fn check(entry: Entry<'_>, line: &[u8]) {
    let aliases: Vec<&str> = entry.aliases().collect();
    let (name, port) = (entry.name(), entry.port().get());
    let found = (name, port, entry.protocol().as_str(), aliases.clone());
    assert_eq!(Some(found), read(line));
    assert!(entry.aliases().rev().eq(aliases.iter().copied().rev()));
    assert!(entry.is_named(name) && aliases.iter().all(|alias| entry.is_named(alias)));
    assert_eq!(entry.comment_bytes().is_some(), line.contains(&b'#'));

    let written = entry.to_string();
    assert!(!written.contains('\n'));
    let mut entries = Entries::new(&written);
    let again = entries
        .next()
        .expect("an entry")
        .expect("one that can be read");
    assert!(entries.next().is_none());
    assert_eq!(
        (again.name(), again.port(), again.protocol()),
        (entry.name(), entry.port(), entry.protocol())
    );
    assert!(again.aliases().eq(aliases));
    if entry.comment().is_some() {
        assert_eq!(again.comment(), entry.comment());
    }
    assert_eq!(again.to_string(), written);
}
