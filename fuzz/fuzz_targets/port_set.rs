//! Parses sets of ports. The result must be that of a simple parser with a flag for each port.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::PortSet;
use port_registry::port_set::Error;
use port_registry_fuzz::{
    check_both_ends, check_message, choice_and_text, is_same, lists, protocol, round_trip,
};

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = choice_and_text(data) else {
        return;
    };
    let protocol = protocol(choice);
    if choice & 4 == 0 {
        check(text, text.parse::<PortSet>(), lists::alike(text));
    }
    check(
        text,
        PortSet::parse_over(text, protocol),
        lists::over(text, protocol),
    );
});

fn check(text: &str, read: Result<PortSet, Error>, expected: Option<Vec<bool>>) {
    match (read, expected) {
        (Ok(set), Some(flags)) => {
            assert!(is_same(&set, &flags), "{text:?} as {set}");
            round_trip(&set);
            check_both_ends(set.ranges(), text.as_bytes());
        }
        (Err(error), None) => {
            check_message(&error.to_string());
            assert!(text.is_char_boundary(error.position()), "{error}");
        }
        (Ok(set), None) => panic!("{text:?} is read as {set}"),
        (Err(error), Some(_)) => panic!("{text:?}: {error}"),
    }
}
