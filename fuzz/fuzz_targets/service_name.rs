//! Parses service names. The rules of RFC 6335 section 5.1 are implemented here a second time.
#![no_main]

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use libfuzzer_sys::fuzz_target;
use port_registry::ServiceName;
use port_registry_fuzz::{check_message, parse, quoted};

fuzz_target!(|text: &str| {
    let name = parse::<ServiceName>(text);
    let is_named = (1..=15).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && text.contains(|letter: char| letter.is_ascii_alphabetic())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--");
    assert_eq!(name.is_some(), is_named);
    let lower = ServiceName::new_lower_case(text);
    let has_capital = text.contains(|letter: char| letter.is_ascii_uppercase());
    assert_eq!(lower.is_ok(), is_named && !has_capital);
    if let Err(error) = lower {
        let message = error.to_string();
        check_message(&message);
        assert!(message.contains(&quoted(text)), "{message}");
        let is_capital = message.ends_with("expected no capital letters");
        assert_eq!(is_capital, is_named);
    }
    let Some(name) = name else { return };
    assert_eq!(name.as_str(), text);
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    for other in [text.to_ascii_uppercase(), text.to_ascii_lowercase()] {
        let other = ServiceName::new(&other).expect("case changes nothing");
        assert_eq!(other, name);
        assert!(other.cmp(&name).is_eq());
        assert_eq!(hasher.hash_one(other), hasher.hash_one(name));
    }
    let other = ServiceName::new("m-m").expect("a name");
    let order = text.to_ascii_lowercase().as_str().cmp("m-m");
    assert_eq!(name.cmp(&other), order);
});
