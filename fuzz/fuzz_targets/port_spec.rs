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
            None => (None, part),
        };
        if let Some(letter) = letter {
            over = match letter {
                "T" | "t" => vec![Protocol::Tcp],
                "U" | "u" => vec![Protocol::Udp],
                "S" | "s" => vec![Protocol::Sctp],
                "D" | "d" => vec![Protocol::Dccp],
                _ => return None,
            };
        }
        let mut is_known = false;
        for protocol in &over {
            is_known |= lists::add_part(&mut flags[*protocol as usize], part, *protocol)?;
        }
        is_known.then_some(())?;
    }
    Some(flags)
}
