//! Tests of lists of ports for several transport protocols, in the notation of nmap.

mod support;

use std::collections::{BTreeSet, VecDeque};
use std::error;
use std::thread;

use port_registry::port_set::{Error, PortSpec};
use port_registry::{Endpoint, Port, PortClass, PortSet, Protocol, port};
use proptest::prelude::*;
use proptest::sample::select;
use support::values::{configured, protocols};

type Model = BTreeSet<(Protocol, u16)>;

fn endpoints() -> impl Strategy<Value = Vec<Endpoint>> {
    let numbers = prop_oneof![any::<u16>(), 0_u16..130, 65_400_u16..];
    let endpoint = (numbers, protocols())
        .prop_map(|(number, protocol)| Endpoint::new(Port::new(number), protocol));
    prop::collection::vec(endpoint, 0..40)
}

fn key(endpoint: Endpoint) -> (Protocol, u16) {
    (endpoint.protocol(), endpoint.port().get())
}

fn spec(text: &str) -> PortSpec {
    text.parse().expect(text)
}

/// Strings that resemble a list.
fn lists() -> impl Strategy<Value = String> {
    let pieces = [
        ",",
        ",",
        ",",
        ":",
        "T:",
        "U:",
        "s:",
        "D:",
        "P:",
        "22",
        "-",
        "65536",
        "8000-8100",
        " ",
        "[",
        "]",
        "[-99]",
        "h?tp*",
        "ssh",
        "dns",
        "no-such",
        "é",
        "\0",
    ];
    prop_oneof![
        any::<String>(),
        prop::collection::vec(select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat()),
        "([TUSDP]:)?[0-9,-]{0,12}(,[TUSD]:[0-9]{1,4}){0,3}",
    ]
}

proptest! {
    #![proptest_config(configured(200))]

    #[test]
    fn endpoints_go_in_and_out_as_of_a_tree_set(
        first in endpoints(),
        steps in prop::collection::vec((any::<bool>(), endpoints()), 0..3),
    ) {
        let mut spec: PortSpec = first.iter().copied().collect();
        let mut model: Model = first.into_iter().map(key).collect();
        for (is_added, endpoints) in steps {
            for endpoint in endpoints {
                prop_assert_eq!(spec.contains(endpoint), model.contains(&key(endpoint)));
                if is_added {
                    prop_assert_eq!(spec.insert(endpoint), model.insert(key(endpoint)));
                } else {
                    prop_assert_eq!(spec.remove(endpoint), model.remove(&key(endpoint)));
                }
            }
        }
        prop_assert_eq!(spec.len() as usize, model.len());
        prop_assert_eq!(spec.is_empty(), model.is_empty());
        prop_assert!(spec.iter().map(key).eq(model.iter().copied()));
        prop_assert!((&spec).into_iter().rev().map(key).eq(model.iter().rev().copied()));
        for protocol in Protocol::ALL {
            let numbers = model.iter().filter(|(of, _)| *of == protocol).map(|(_, number)| *number);
            prop_assert!(spec.ports(protocol).iter().map(u16::from).eq(numbers));
        }
    }

    #[test]
    fn iterators_go_both_ways_and_know_their_length(
        endpoints in endpoints(),
        turns in prop::collection::vec(any::<bool>(), 1..8),
    ) {
        let spec: PortSpec = endpoints.into_iter().collect();
        let mut left: VecDeque<Endpoint> = spec.iter().collect();
        let mut endpoints = spec.iter();
        for is_front in turns.into_iter().cycle() {
            prop_assert_eq!(endpoints.len(), left.len());
            let (endpoint, expected) = if is_front {
                (endpoints.next(), left.pop_front())
            } else {
                (endpoints.next_back(), left.pop_back())
            };
            prop_assert_eq!(endpoint, expected);
            if endpoint.is_none() {
                break;
            }
        }
        prop_assert_eq!((endpoints.next(), endpoints.next_back()), (None, None));
    }

    #[test]
    fn specs_are_read_as_they_are_written(endpoints in endpoints(), is_alike: bool) {
        let mut spec: PortSpec = endpoints.into_iter().collect();
        if is_alike {
            let tcp = spec.ports(Protocol::Tcp).clone();
            for protocol in Protocol::ALL {
                spec.ports_mut(protocol).clone_from(&tcp);
            }
        }
        let text = spec.to_string();
        let is_once = text.starts_with("*:") && text.matches(':').count() == 1;
        prop_assert!(is_once || !is_alike || spec.is_empty(), "{}", text);
        prop_assert_eq!(format!("{spec:?}"), format!("PortSpec({text})"));
        prop_assert_eq!(text.parse(), Ok(spec), "{}", text);
    }

    #[test]
    fn each_part_is_for_the_last_letter(
        parts in prop::collection::vec((prop::option::of(0_usize..4), any::<u16>(), " {0,2}"), 0..12),
        defaults in prop::collection::vec(protocols(), 1..4),
    ) {
        let (mut model, mut over, mut texts) = (Model::new(), defaults.clone(), Vec::new());
        for (letter, number, space) in parts {
            let mut text = space.clone();
            if let Some(at) = letter {
                over = vec![Protocol::ALL[at]];
                text += ["T:", "U:", "S:", "D:"][at];
            }
            texts.push(text + &space + &number.to_string() + &space);
            model.extend(over.iter().map(|protocol| (*protocol, number)));
        }
        let spec = PortSpec::parse_over(&texts.join(","), &defaults).unwrap();
        prop_assert!(spec.iter().map(key).eq(model));
    }

    #[test]
    fn any_string_is_a_list_or_an_error(text in lists(), protocol in protocols()) {
        for over in [&[][..], &[protocol], &Protocol::ALL] {
            match PortSpec::parse_over(&text, over) {
                Ok(spec) => prop_assert_eq!(spec.to_string().parse(), Ok(spec)),
                Err(error) => {
                    prop_assert!(text.is_char_boundary(error.position()), "{}", error);
                    let message = error.to_string();
                    prop_assert!(!message.ends_with('.') && !message.contains(char::is_control));
                    prop_assert!(message.contains(": expected "), "{}", message);
                }
            }
        }
        // A list for one transport protocol means the same with the letter of the protocol before
        // it.
        let lettered = format!("{}:{text}", ["T", "U", "S", "D"][protocol as usize]);
        if let (Ok(set), false) = (PortSet::parse_over(&text, protocol), text.trim().is_empty()) {
            let spec = lettered.parse::<PortSpec>();
            prop_assert_eq!(spec.as_ref().map(|spec| spec.ports(protocol)), Ok(&set));
            prop_assert_eq!(spec.map(|spec| spec.len()), Ok(set.len()));
        }
    }
}

const DNS: PortSet = PortSet::new().with(port!("domain/udp"));
static SPEC: PortSpec = {
    let mut spec = PortSpec::new()
        .with(Protocol::Tcp, DNS)
        .with(Protocol::Udp, DNS);
    spec.ports_mut(Protocol::Sctp)
        .insert_range(PortClass::Dynamic.range());
    assert!(spec.insert(Endpoint::new(Port::MAX, Protocol::Dccp)));
    assert!(spec.remove(Endpoint::new(Port::MAX, Protocol::Sctp)));
    assert!(spec.contains(Endpoint::new(Port::new(53), Protocol::Udp)));
    assert!(spec.len() == 2 + 16_383 + 1 && !spec.is_empty());
    spec
};

#[test]
fn constants_are_built_by_the_compiler() {
    assert_eq!(SPEC.to_string(), "T:53,U:53,S:49152-65534,D:65535");
    assert_eq!(*SPEC.ports(Protocol::Udp), DNS);
    assert_eq!(PortSpec::default(), PortSpec::EMPTY);
    assert_eq!(size_of::<PortSpec>(), 4 * 8192);
}

#[test]
fn specs_read_as_documented() {
    for (text, expected) in [
        ("", ""),
        ("*:22", "*:22"),
        ("*:-", "*:0-65535"),
        ("80/tcp,53/udp", "T:80,U:53"),
        (
            "tcp/8000-8010, dns/udp,\nsctp/[38412],\n",
            "T:8000-8010,U:53,S:38412",
        ),
        ("U:53,80/tcp,123", "T:80,U:53,123"),
        ("cl/1/tcp,tcp6/22", "T:22,172"),
        ("T:22,80,U:53", "T:22,80,U:53"),
        (
            "U:53,111,137,T:21-25,80,139,8080",
            "T:21-25,80,139,8080,U:53,111,137",
        ),
        ("*:22,S:9", "T:22,U:22,S:9,22,D:22"),
        ("t:22, u: 53", "T:22,U:53"),
        ("T:22,U:53,T:80", "T:22,80,U:53"),
        ("T:1-3,U:1-3,S:1-3,D:1-3", "*:1-3"),
        ("T:ssh,dns,U:dns", "T:22,53,U:53"),
        ("*:dns,T:rdp", "T:53,3389,U:53"),
        ("D:-", "D:0-65535"),
        ("U:[-20],T:[ 20-25 ]", "T:20-23,25,U:1,5,7,9,11,13,17-20"),
    ] {
        assert_eq!(spec(text).to_string(), expected, "{text}");
    }
}

#[test]
fn errors_have_the_position_of_the_bad_part() {
    fn refusal(result: Result<PortSpec, Error>) -> String {
        let error = result.unwrap_err();
        let boxed: Box<dyn error::Error + Send + Sync> = Box::new(error);
        let message = boxed.to_string();
        assert!(message.starts_with(&format!("invalid port spec at byte {}: ", error.position())));
        message
    }
    let say = |text: &str| refusal(text.parse());
    for (text, at, letter) in [
        ("P:6", 0, "P"),
        ("T:22, X:80", 6, "X"),
        ("tcp:22", 0, "tcp"),
        (":22", 0, ""),
        ("T :22", 0, "T "),
        ("T:22,[U:1025-]", 5, "[U"),
    ] {
        assert_eq!(
            say(text),
            format!(
                "invalid port spec at byte {at}: unknown transport {letter:?}: \
                 expected T for tcp, U for udp, S for sctp or D for dccp, or * for all"
            ),
        );
    }
    for (text, at, name, over) in [
        ("T:22,U:no-such", 7, "no-such", "udp"),
        ("*:22, no-such", 6, "no-such", "any of the transports"),
        ("80/tcp,no-such/udp", 7, "no-such", "udp"),
        ("T:U:22", 2, "U:22", "tcp"),
        ("D:zzz?", 2, "zzz?", "dccp"),
    ] {
        assert_eq!(
            say(text),
            format!(
                "invalid port spec at byte {at}: unknown service {name:?}: \
                 expected one with a port over {over}, \
                 or ports as in 22, 8000-8100, -1023 or 49152-"
            ),
        );
    }
    assert_eq!(
        say("*:22, htps"),
        "invalid port spec at byte 6: unknown service \"htps\": \
         expected one with a port over any of the transports, \
         or ports as in 22, 8000-8100, -1023 or 49152-; did you mean https?"
    );
    assert_eq!(
        say("T:22,U:imaps"),
        "invalid port spec at byte 7: unknown service \"imaps\": \
         expected one with a port over udp, \
         or ports as in 22, 8000-8100, -1023 or 49152-; did you mean imaps/tcp?"
    );
    for (text, at) in [
        ("T:", 2),
        ("T: ,22", 2),
        ("T:22,,", 5),
        ("T:22,,U:53", 5),
        (",", 0),
    ] {
        assert_eq!(
            say(text),
            format!(r#"invalid port spec at byte {at}: empty part "": expected a port or a range"#),
        );
    }
    assert_eq!(
        say("T:22,U: 70000"),
        r#"invalid port spec at byte 8: invalid port "70000": expected a number from 0 to 65535"#,
    );
    assert_eq!(
        say("T:9-3"),
        "invalid port spec at byte 2: port range 9-3 runs backwards: expected the lower port first",
    );
    assert_eq!(
        refusal(PortSpec::parse_over(" 22,T:80", &[])),
        "invalid port spec at byte 1: no transport for \"22\": expected T:, U:, S:, D: or *: before it, \
         or a transport after it, as in 443/tcp",
    );
    // Nobody who writes `ssh,http` means all four transport protocols.
    assert_eq!(
        say("ssh,http"),
        refusal(PortSpec::parse_over("ssh,http", &[]))
    );
    assert_eq!(
        say("53/tcp/udp"),
        r#"invalid port spec at byte 0: "53/tcp" has two transports: expected one"#,
    );
    let only_tcp = PortSpec::parse_over("imaps", &[Protocol::Tcp]);
    assert_eq!(only_tcp.unwrap().to_string(), "T:993");
}

#[test]
fn a_spec_fits_a_small_stack() {
    let work = || {
        let mut spec = spec("T:22,80,U:53");
        spec.insert(Endpoint::new(Port::new(9), Protocol::Dccp));
        spec.clone().to_string()
    };
    let thread = thread::Builder::new().stack_size(512 * 1024).spawn(work);
    assert_eq!(thread.unwrap().join().unwrap(), "T:22,80,U:53,D:9");
}
