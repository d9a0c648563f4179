//! Parses sets for several transport protocols in the notation of nmap. The result must be that of
//! a simple parser with a flag for each port.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::Protocol;
use port_registry::port_set::PortSpec;
use port_registry_fuzz::{check_message, choice_and_text, is_same, lists, round_trip};

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = choice_and_text(data) else {
        return;
    };
    let is_chosen = |protocol: &Protocol| choice >> (*protocol as u8) & 1 == 1;
    let over: Vec<Protocol> = Protocol::ALL.into_iter().filter(is_chosen).collect();
    match (PortSpec::parse_over(text, &over), expected(text, over)) {
        (Ok(spec), Some(flags)) => {
            let len: usize = flags.iter().flatten().filter(|is_in| **is_in).count();
            for (protocol, flags) in Protocol::ALL.into_iter().zip(&flags) {
                assert!(is_same(spec.ports(protocol), flags), "{text:?} as {spec}");
            }
            round_trip(&spec);
            assert_eq!(spec.len() as usize, len);
            assert_eq!(spec.iter().len(), len);
            assert_eq!(spec.is_empty(), len == 0);
            if len < 100 {
                assert!(spec.iter().all(|endpoint| spec.contains(endpoint)));
                assert!(
                    spec.iter()
                        .rev()
                        .eq(spec.iter().collect::<Vec<_>>().into_iter().rev())
                );
            }
        }
        (Err(error), None) => {
            check_message(&error.to_string());
            assert!(text.is_char_boundary(error.position()), "{error}");
        }
        (Ok(spec), None) => panic!("{text:?} is read as {spec}"),
        (Err(error), Some(_)) => panic!("{text:?}: {error}"),
    }
});

fn expected(text: &str, mut over: Vec<Protocol>) -> Option<[Vec<bool>; 4]> {
    let mut flags = [(); 4].map(|()| lists::none());
    for part in lists::parts(text) {
        let (letter, part) = match part.split_once(':') {
            Some((letter, part)) => (Some(letter), part.trim_ascii()),
            None => (None, part.as_str()),
        };
        if let Some(letter) = letter {
            over = match letter {
                "T" | "t" => vec![Protocol::Tcp],
                "U" | "u" => vec![Protocol::Udp],
                "S" | "s" => vec![Protocol::Sctp],
                "D" | "d" => vec![Protocol::Dccp],
                "*" => Protocol::ALL.to_vec(),
                _ => return None,
            };
        }
        let (part, own) = match stated(part) {
            Some((part, protocol)) => (part.trim_ascii(), vec![protocol]),
            None => (part, over.clone()),
        };
        let mut is_known = false;
        for protocol in &own {
            is_known |= lists::add_part(&mut flags[*protocol as usize], part, *protocol)?;
        }
        is_known.then_some(())?;
    }
    Some(flags)
}

/// Returns the part without its transport protocol, if it has one.
fn stated(part: &str) -> Option<(&str, Protocol)> {
    let transport = |text: &str| {
        let word = text.to_ascii_lowercase();
        let is_it = |one: &Protocol| {
            [
                one.as_str().to_owned(),
                format!("{one}4"),
                format!("{one}6"),
            ]
            .contains(&word)
        };
        Protocol::ALL.into_iter().find(is_it)
    };
    let last = part.rfind('/')?;
    let first = part.find('/')?;
    match (transport(&part[last + 1..]), transport(&part[..first])) {
        (Some(protocol), _) => Some((&part[..last], protocol)),
        (None, Some(protocol)) => Some((&part[first + 1..], protocol)),
        (None, None) => None,
    }
}
