//! Tests of sets of ports, compared with a `BTreeSet<u16>`, and of lists of ports.

mod support;

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, VecDeque};
use std::error;
use std::fmt::Debug;
use std::hash::{Hash, Hasher};

use port_registry::lookup::meanings;
use port_registry::port_set::Error;
use port_registry::{Port, PortClass, PortRange, PortSet, Protocol, Service, Status, port};
use proptest::prelude::*;
use proptest::sample::select;
use support::values::{configured, protocols, range};

type Model = BTreeSet<u16>;

/// Port numbers at the ends of 64-bit words, of classes and of the whole range.
const EDGES: [u16; 18] = [
    0, 1, 62, 63, 64, 65, 127, 128, 1023, 1024, 32767, 32768, 49151, 49152, 65471, 65472, 65534,
    65535,
];

fn numbers() -> impl Strategy<Value = u16> {
    prop_oneof![any::<u16>(), select(EDGES.to_vec()), 0_u16..300]
}

fn spans() -> impl Strategy<Value = (u16, u16)> {
    let near = (numbers(), 0_u16..200).prop_map(|(n, len)| (n, n.saturating_add(len)));
    let far = (numbers(), numbers()).prop_map(|(a, b)| (a.min(b), a.max(b)));
    prop_oneof![
        20 => numbers().prop_map(|n| (n, n)),
        20 => near,
        // Long ranges are rare, since the model is slow.
        1 => far,
        1 => Just((0, 65535)),
    ]
}

/// Returns a set made of ranges, and its model.
fn sets() -> impl Strategy<Value = (PortSet, Model)> {
    prop::collection::vec((spans(), any::<bool>()), 0..12).prop_map(|steps| {
        let (mut set, mut model) = (PortSet::new(), Model::new());
        for ((first, last), is_added) in steps {
            if is_added {
                set.insert_range(range(first, last));
                model.extend(first..=last);
            } else {
                set.remove_range(range(first, last));
                model.retain(|number| !(first..=last).contains(number));
            }
        }
        (set, model)
    })
}

fn set(text: &str) -> PortSet {
    text.parse().expect(text)
}

fn numbers_of(set: &PortSet) -> impl Iterator<Item = u16> {
    set.iter().map(u16::from)
}

fn members(set: &PortSet) -> Model {
    numbers_of(set).collect()
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Writes the model as a list, without code of the crate.
fn written(model: &Model) -> String {
    let mut spans: Vec<(u16, u16)> = Vec::new();
    for &number in model {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => spans.push((number, number)),
        }
    }
    let texts = spans.iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    });
    texts.collect::<Vec<_>>().join(",")
}

/// Takes items from both ends in turn, and checks the length at each step.
fn drain<T: PartialEq + Debug>(
    mut items: impl ExactSizeIterator<Item = T> + DoubleEndedIterator + Clone,
    mut expected: VecDeque<T>,
    turns: &[bool],
) -> Result<(), TestCaseError> {
    for (step, &is_front) in turns.iter().cycle().enumerate() {
        // `count` walks the whole iterator, so it is not called at each of 65,536 steps.
        if step < 50 {
            prop_assert_eq!(items.len(), expected.len());
        }
        let (item, wanted) = if is_front {
            (items.next(), expected.pop_front())
        } else {
            (items.next_back(), expected.pop_back())
        };
        prop_assert_eq!(&item, &wanted);
        if item.is_none() {
            break;
        }
    }
    prop_assert_eq!((items.next(), items.next_back()), (None, None));
    prop_assert_eq!(items.len(), 0);
    Ok(())
}

/// Returns whether a name matches a pattern. All matches of a `*` are tried.
fn fits(name: &[u8], pattern: &[u8]) -> bool {
    match pattern {
        [] => name.is_empty(),
        [b'*', rest @ ..] => (0..=name.len()).any(|taken| fits(&name[taken..], rest)),
        [b'?', rest @ ..] => !name.is_empty() && fits(&name[1..], rest),
        [letter, rest @ ..] => {
            name.first()
                .is_some_and(|first| first.eq_ignore_ascii_case(letter))
                && fits(&name[1..], rest)
        }
    }
}

/// Returns the ports of the services over the transport protocol that match, or `None` if none
/// does.
fn ports_of(protocol: Protocol, is_asked: impl Fn(&Service) -> bool) -> Option<Model> {
    let services = Service::all().filter(|service| service.is_over(protocol) && is_asked(service));
    let mut spans = services.filter_map(Service::ports).peekable();
    spans.peek()?;
    Some(spans.flat_map(PortRange::ports).map(u16::from).collect())
}

/// Returns the message of the error with its position. The error must be sendable to another
/// thread.
fn refusal(result: Result<PortSet, Error>) -> String {
    let error = result.unwrap_err();
    let boxed: Box<dyn error::Error + Send + Sync> = Box::new(error);
    let message = boxed.to_string();
    assert!(message.starts_with(&format!("invalid port set at byte {}: ", error.position())));
    message
}

/// Strings that resemble a list.
fn lists() -> impl Strategy<Value = String> {
    let pieces = [
        ",",
        ",",
        ",",
        "-",
        "22",
        "0",
        "65535",
        "65536",
        "8000-8100",
        "9-3",
        " ",
        "\t",
        "[",
        "]",
        "*",
        "?",
        "ssh",
        "http*",
        "dns",
        "no-such",
        "T:",
        "é",
        "\0",
        "\u{2003}",
        "99999999999999999999",
    ];
    prop_oneof![
        any::<String>(),
        prop::collection::vec(select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat()),
        "[0-9,-]{0,24}",
    ]
}

proptest! {
    #![proptest_config(configured(100))]

    #[test]
    fn operations_are_those_of_a_tree_set((a, model_a) in sets(), (b, model_b) in sets()) {
        prop_assert!(numbers_of(&a.union(&b)).eq(model_a.union(&model_b).copied()));
        prop_assert!(numbers_of(&a.intersection(&b)).eq(model_a.intersection(&model_b).copied()));
        prop_assert!(numbers_of(&a.difference(&b)).eq(model_a.difference(&model_b).copied()));
        let symmetric = model_a.symmetric_difference(&model_b);
        prop_assert!(numbers_of(&a.symmetric_difference(&b)).eq(symmetric.copied()));
        let mut is_missing = vec![true; 65_536];
        for &number in &model_a {
            is_missing[usize::from(number)] = false;
        }
        let complement = (0..=u16::MAX).filter(|&number| is_missing[usize::from(number)]);
        prop_assert!(numbers_of(&a.complement()).eq(complement));

        prop_assert_eq!(a.is_subset(&b), model_a.is_subset(&model_b));
        prop_assert_eq!(a.is_superset(&b), model_a.is_superset(&model_b));
        prop_assert_eq!(a.is_disjoint(&b), model_a.is_disjoint(&model_b));
        prop_assert!(a.intersection(&b).is_subset(&a) && a.is_subset(&a.union(&b)));
        prop_assert!(a.difference(&b).is_disjoint(&b) && a.is_disjoint(&!&a));

        prop_assert_eq!(a == b, model_a == model_b);
        prop_assert_eq!(&a.difference(&b).union(&a.intersection(&b)), &a);
        prop_assert_eq!(hash(&!!&a), hash(&a));
    }

    #[test]
    fn operators_are_the_methods((a, _) in sets(), (b, _) in sets()) {
        macro_rules! check {
            ($($method:ident $operator:tt $assign:tt)*) => {$(
                let expected = a.$method(&b);
                prop_assert_eq!(&(&a $operator &b), &expected);
                prop_assert_eq!(&(&a $operator b.clone()), &expected);
                prop_assert_eq!(&(a.clone() $operator &b), &expected);
                prop_assert_eq!(&(a.clone() $operator b.clone()), &expected);
                let mut set = a.clone();
                set $assign &b;
                prop_assert_eq!(&set, &expected);
                set = a.clone();
                set $assign b.clone();
                prop_assert_eq!(&set, &expected);
            )*};
        }
        check!(union | |= intersection & &= difference - -= symmetric_difference ^ ^=);
        prop_assert_eq!(&!&a, &a.complement());
        prop_assert_eq!(&!a.clone(), &a.complement());
    }

    #[test]
    fn ports_go_in_and_out_as_of_a_tree_set(
        (mut set, mut model) in sets(),
        steps in prop::collection::vec((any::<bool>(), numbers(), spans()), 0..12),
    ) {
        for (is_added, number, (first, last)) in steps {
            let port = Port::new(number);
            prop_assert_eq!(set.contains(port), model.contains(&number));
            if is_added {
                prop_assert_eq!(set.insert(port), model.insert(number));
            } else {
                prop_assert_eq!(set.remove(port), model.remove(&number));
            }
            let has_all = (first..=last).all(|number| model.contains(&number));
            prop_assert_eq!(set.contains_range(range(first, last)), has_all);
            prop_assert_eq!(set.len() as usize, model.len());
            prop_assert_eq!(set.is_empty(), model.is_empty());
            prop_assert_eq!(set.first().map(u16::from), model.first().copied());
            prop_assert_eq!(set.last().map(u16::from), model.last().copied());
        }
        prop_assert_eq!(members(&set), model);
    }

    #[test]
    fn iterators_go_both_ways_and_know_their_length(
        (set, model) in sets(),
        turns in prop::collection::vec(any::<bool>(), 1..8),
    ) {
        let ports: VecDeque<Port> = model.iter().copied().map(Port::new).collect();
        drain(set.iter(), ports, &turns)?;
        let texts = written(&model);
        let spans = texts.split(',').filter(|text| !text.is_empty());
        drain(set.ranges(), spans.map(|text| text.parse().unwrap()).collect(), &turns)?;
    }

    #[test]
    fn sets_are_written_in_one_way_and_read_back((set, model) in sets()) {
        let text = set.to_string();
        prop_assert_eq!(&text, &written(&model));
        prop_assert_eq!(&format!("{set:?}"), &format!("PortSet({text})"));
        prop_assert_eq!(text.parse(), Ok(set.clone()));
        prop_assert_eq!(PortSet::parse_over(&text, Protocol::Dccp), Ok(set.clone()));
        prop_assert_eq!(&set.ranges().collect::<PortSet>(), &set);
        prop_assert_eq!(&set.iter().collect::<PortSet>(), &set);
    }

    #[test]
    fn lists_are_read_in_any_order_and_spacing(
        parts in prop::collection::vec((spans(), 0_u8..4, "[ \t\n]{0,2}", "[ \r]{0,2}"), 1..12),
    ) {
        let mut model = Model::new();
        let mut texts = Vec::new();
        for ((first, last), form, before, after) in parts {
            let (first, last, text) = match form {
                0 => (first | 0xff00, 65535, format!("{}-", first | 0xff00)),
                1 => (0, last & 0xff, format!("-{}", last & 0xff)),
                2 => (first, first, format!("{first}")),
                _ => (first, last, format!("{first}-{last}")),
            };
            model.extend(first..=last);
            texts.push([before, text, after].concat());
        }
        let list = texts.join(",");
        prop_assert_eq!(list.parse::<PortSet>().map(|set| members(&set)), Ok(model), "{}", list);
    }

    #[test]
    fn any_string_is_a_list_or_an_error(text in lists(), protocol in protocols()) {
        let plain = text.parse::<PortSet>();
        let named = PortSet::parse_over(&text, protocol);
        // Without a transport protocol, names are read whose ports are the same over each that has the
        // name. Over one that does not, they are errors.
        let is_of_name = |letter: char| letter.is_ascii_alphabetic() || "*?[".contains(letter);
        let has_names = text.contains(is_of_name);
        match (&plain, &named) {
            (Ok(plain), Ok(named)) => prop_assert_eq!(named, plain),
            (Ok(_), Err(error)) | (Err(error), Ok(_)) => prop_assert!(has_names, "{}", error),
            (Err(_), Err(_)) => {}
        }
        for result in [&plain, &named] {
            match result {
                Ok(set) => prop_assert_eq!(set.to_string().parse(), Ok(set.clone())),
                Err(error) => {
                    prop_assert!(text.is_char_boundary(error.position()), "{}", error);
                    let message = error.to_string();
                    prop_assert!(!message.ends_with('.') && !message.contains(char::is_control));
                    prop_assert!(message.contains(": expected "), "{}", message);
                }
            }
        }
    }

    #[test]
    fn an_error_has_the_position_of_a_bad_part_anywhere(
        before in prop::collection::vec("[1-9][0-9]{0,3}| [1-9][0-9]{0,2}-|-[0-9] ", 0..6),
        space in " {0,3}",
        after in prop::collection::vec("[1-9][0-9]{0,3}|htps", 0..3),
    ) {
        let position = before.iter().map(|part| part.len() + 1).sum::<usize>() + space.len();
        let bad = [space, "x!".to_owned()].concat();
        let list = [before, vec![bad], after].concat().join(",");
        let error = list.parse::<PortSet>().unwrap_err();
        prop_assert_eq!(error.position(), position);
        prop_assert!(error.to_string().contains(r#""x!""#));
        prop_assert_eq!(PortSet::parse_over(&list, Protocol::Tcp).unwrap_err().position(), position);
    }

    #[test]
    fn status_and_class_are_asked_of_each_port((set, model) in sets(), protocol in protocols()) {
        for status in Status::ALL {
            let has = |number: &u16| Port::new(*number).status(protocol) == status;
            prop_assert_eq!(set.has_status(status, protocol), model.iter().any(has));
        }
        for class in PortClass::ALL {
            let has = |number: &u16| Port::new(*number).class() == class;
            prop_assert_eq!(set.has_class(class), model.iter().any(has));
        }
    }

    #[test]
    fn the_first_unassigned_port_is_the_lowest((first, last) in spans(), protocol in protocols()) {
        let is_free = |port: &Port| port.status(protocol) == Status::Unassigned;
        let expected = (first..=last).map(Port::new).find(is_free);
        prop_assert_eq!(range(first, last).first_unassigned(protocol), expected);
    }
}

proptest! {
    #![proptest_config(configured(64))]

    #[test]
    fn a_name_has_the_ports_of_all_its_services(at in 0..Service::COUNT, protocol in protocols()) {
        let name = Service::all().nth(at).unwrap().name();
        // Of a homonym, a list has the meaning that comes first.
        prop_assume!(meanings(name).reason().is_none());
        let expected = ports_of(protocol, |service| service.name().eq_ignore_ascii_case(name));
        let found = PortSet::parse_over(&name.to_uppercase(), protocol).ok();
        // A name can also be an alias.
        let found = found.as_ref().map(members);
        match (found, expected) {
            (Some(found), Some(expected)) => prop_assert!(found.is_superset(&expected)),
            (found, None) => prop_assert_eq!(found.is_some(), has_port_by_alias(name, protocol)),
            (None, Some(_)) => prop_assert!(false, "{} is not found", name),
        }
    }

    #[test]
    fn a_pattern_has_the_ports_of_all_matching_names(
        at in 0..Service::COUNT,
        edits in prop::collection::vec((any::<prop::sample::Index>(), select(vec!['*', '?', 'h'])), 1..4),
        protocol in protocols(),
    ) {
        let mut pattern: Vec<char> = Service::all().nth(at).unwrap().name().chars().collect();
        for (place, edit) in edits {
            let place = place.index(pattern.len());
            pattern[place] = edit;
        }
        let pattern: String = pattern.into_iter().collect();
        prop_assume!(pattern.contains(['*', '?']));
        let expected = ports_of(protocol, |service| fits(service.name().as_bytes(), pattern.as_bytes()));
        let found = PortSet::parse_over(&pattern, protocol).ok();
        prop_assert_eq!(found.as_ref().map(members), expected, "{}", pattern);
    }
}

fn has_port_by_alias(name: &str, protocol: Protocol) -> bool {
    meanings(name).any(|meaning| meaning.ports(protocol).len() > 0)
}

const FEW: PortSet = PortSet::new()
    .with(port!("ssh/tcp"))
    .with_range(PortClass::Dynamic.range());
static REST: PortSet = FEW.complement();
const _: () = assert!(FEW.is_disjoint(&REST) && FEW.union(&REST).is_superset(&PortSet::ALL));
const COUNTS: [u32; 3] = [PortSet::EMPTY.len(), FEW.len(), PortSet::ALL.len()];
const ENDS: (Option<Port>, Option<Port>) = (FEW.first(), FEW.last());
const EDITED: PortSet = {
    let mut set = FEW.symmetric_difference(&PortSet::ALL);
    assert!(set.insert(Port::new(22)));
    assert!(!set.insert(Port::new(22)));
    assert!(set.remove(Port::new(0)));
    set.remove_range(PortClass::Registered.range());
    set.difference(&PortSet::new().with(Port::new(1)))
        .intersection(&PortSet::ALL)
};
const TOUCHES: [bool; 3] = [
    FEW.has_status(Status::Dynamic, Protocol::Tcp),
    FEW.has_class(PortClass::WellKnown),
    FEW.contains_range(PortClass::WellKnown.range()),
];
const FREE: Option<Port> = PortRange::ALL.first_unassigned(Protocol::Tcp);

#[test]
fn constants_are_built_by_the_compiler() {
    assert_eq!(FEW.to_string(), "22,49152-65535");
    assert_eq!(REST.to_string(), "0-21,23-49151");
    assert_eq!(COUNTS, [0, 16_385, 65_536]);
    assert_eq!(ENDS, (Some(Port::new(22)), Some(Port::MAX)));
    assert_eq!(EDITED.to_string(), "2-1023");
    assert_eq!(TOUCHES, [true, true, false]);
    assert_eq!(FREE, Some(Port::new(4)));
}

#[test]
fn edges_are_kept() {
    assert_eq!(size_of::<PortSet>(), 8192);
    for (text, len) in [
        ("", 0),
        ("0", 1),
        ("63", 1),
        ("64", 1),
        ("65535", 1),
        ("63-64", 2),
        ("0-63", 64),
        ("64-127", 64),
        ("0-65534", 65_535),
        ("1-65535", 65_535),
        ("0-65535", 65_536),
    ] {
        let set = set(text);
        assert_eq!((set.to_string().as_str(), set.len()), (text, len));
        assert_eq!(set.iter().len(), len as usize);
        assert_eq!(set.ranges().len(), usize::from(len > 0));
        assert_eq!(set.iter().rev().count(), len as usize);
        assert_eq!((!&set).len(), 65_536 - len);
        assert_eq!(set.is_empty(), len == 0);
    }
    let even: PortSet = (0..=u16::MAX).step_by(2).map(Port::new).collect();
    assert_eq!(even.ranges().len(), 32_768);
    assert_eq!(even.ranges().rev().count(), 32_768);
    assert_eq!((&even | &!&even), PortSet::ALL);
    assert_eq!(set(&even.to_string()), even);
    assert_eq!(PortSet::default(), PortSet::EMPTY);
}

#[test]
fn all_sources_make_the_same_set() {
    assert_eq!(PortSet::from(Port::new(80)), set("80"));
    assert_eq!(PortSet::from(range(6000, 6063)), set("6000-6063"));
    assert_eq!(PortSet::from(PortClass::WellKnown), set("-1023"));
    assert_eq!(PortSet::from(PortRange::ALL), PortSet::ALL);
    let mut extended = PortSet::from(Port::new(1));
    extended.extend([Port::new(3), Port::new(2)]);
    extended.extend([range(9, 11), range(10, 12)]);
    assert_eq!(extended, set("1-3,9-12"));
    let mut walked = Vec::new();
    for port in &extended {
        walked.push(port.get());
    }
    assert_eq!(walked, [1, 2, 3, 9, 10, 11, 12]);
}

#[test]
fn lists_read_as_documented() {
    for (text, expected) in [
        ("22,80,443,8000-8100", "22,80,443,8000-8100"),
        ("443,22,80", "22,80,443"),
        ("22,22,20-25", "20-25"),
        ("-1023", "0-1023"),
        ("49152-", "49152-65535"),
        ("-", "0-65535"),
        ("0-", "0-65535"),
        ("-0", "0"),
        ("65535-", "65535"),
        ("80,81", "80-81"),
        (" 22 ,\t80\n", "22,80"),
        ("", ""),
        (" \t", ""),
        // A list or a line may end in a comma, and line ends separate too.
        ("22,", "22"),
        ("22,\n80,\n\n443\r\n", "22,80,443"),
        ("22\n80", "22,80"),
        // Names with the same ports over all transport protocols that have them.
        ("ssh,https", "22,443"),
        ("DNS, syslog,wireguard", "53,514,51820"),
        ("http-alt", "591,8008,8080"),
        ("cl/1", "172"),
        ("sql*net", "66"),
    ] {
        assert_eq!(set(text).to_string(), expected, "{text:?}");
    }
}

#[test]
fn errors_have_the_position_of_the_bad_part() {
    let plain = |text: &str| refusal(text.parse());
    let syntax = |at: usize, part: &str| {
        format!(
            "invalid port set at byte {at}: invalid part {part:?}: \
             expected ports as in 22, 8000-8100, -1023 or 49152-"
        )
    };
    let port = |at: usize, digits: &str| {
        format!(
            "invalid port set at byte {at}: invalid port {digits:?}: \
             expected a number from 0 to 65535"
        )
    };
    let empty = |at: usize| {
        format!(r#"invalid port set at byte {at}: empty part "": expected a port or a range"#)
    };
    let any = |at: usize, name: &str, suggestion: &str| {
        format!(
            "invalid port set at byte {at}: unknown service {name:?}: \
             expected one with a port over any of the transports, \
             or ports as in 22, 8000-8100, -1023 or 49152-{suggestion}"
        )
    };
    let depends = |at: usize, part: &str| {
        format!(
            "invalid port set at byte {at}: the ports of {part:?} depend on the transport: \
             expected ports as in 22, 8000-8100, -1023 or 49152-, or a name whose ports do not"
        )
    };
    assert_eq!(plain("22,shs"), any(3, "shs", "; did you mean ssh?"));
    assert_eq!(plain("22, 8O ,x"), any(4, "8O", ""));
    assert_eq!(plain("airplay"), any(0, "airplay", ""));
    assert_eq!(plain("22,oracle"), depends(3, "oracle"));
    assert_eq!(plain("http*"), depends(0, "http*"));
    assert_eq!(plain("22 80"), syntax(0, "22 80"));
    assert_eq!(plain("443/tcp"), syntax(0, "443/tcp"));
    assert_eq!(plain("22,1 - 2"), syntax(3, "1 - 2"));
    assert_eq!(plain("22,+80"), syntax(3, "+80"));
    assert_eq!(plain("22;80"), syntax(0, "22;80"));
    assert_eq!(plain("é,٣"), syntax(0, "é"));
    assert_eq!(plain("22,[1-10]"), depends(3, "[1-10]"));
    assert_eq!(plain("T:22"), syntax(0, "T:22"));
    assert_eq!(plain("\u{2003}22"), syntax(0, "\u{2003}22"));
    assert_eq!(plain("65536"), port(0, "65536"));
    assert_eq!(plain("1,2-65536"), port(4, "65536"));
    assert_eq!(plain("1,70000-2"), port(2, "70000"));
    assert_eq!(plain("1,-70000"), port(3, "70000"));
    assert_eq!(plain("1-2-3"), port(2, "2-3"));
    assert_eq!(plain("--"), port(1, "-"));
    assert_eq!(
        plain("22,0080"),
        "invalid port set at byte 3: invalid port \"0080\": \
         expected no leading zero, which not all systems read as decimal",
    );
    assert_eq!(plain(","), empty(0));
    assert_eq!(plain("22,,"), empty(3));
    assert_eq!(plain("22, ,80"), empty(4));
    assert_eq!(plain(",22"), empty(0));
    assert_eq!(
        plain("80, 9-3"),
        "invalid port set at byte 4: port range 9-3 runs backwards: expected the lower port first",
    );
    let long = "x".repeat(60);
    assert_eq!(
        plain(&format!("{long}!")),
        syntax(0, "").replace("\"\"", &format!("\"{}…\"", "x".repeat(48)))
    );

    let over = |text: &str, protocol| refusal(PortSet::parse_over(text, protocol));
    let unknown = |at: usize, name: &str, protocol: &str| {
        format!(
            "invalid port set at byte {at}: unknown service {name:?}: \
             expected one with a port over {protocol}, \
             or ports as in 22, 8000-8100, -1023 or 49152-"
        )
    };
    assert_eq!(
        over("ssh,htps", Protocol::Tcp),
        unknown(4, "htps", "tcp") + "; did you mean https?"
    );
    assert_eq!(
        over("ssh, imaps", Protocol::Udp),
        unknown(5, "imaps", "udp") + "; did you mean imaps/tcp?"
    );
    assert_eq!(over("zzz*", Protocol::Sctp), unknown(0, "zzz*", "sctp"));
    assert_eq!(over("airplay", Protocol::Tcp), unknown(0, "airplay", "tcp"));
    assert_eq!(over("T:22", Protocol::Tcp), unknown(0, "T:22", "tcp"));
    assert_eq!(over("[1-10,20", Protocol::Tcp), unknown(0, "[1-10", "tcp"));
    assert_eq!(over("[1-10,,20]", Protocol::Tcp), empty(6));
    assert_eq!(over("[1-10, 20x]", Protocol::Tcp), port(7, "20x"));
    assert_eq!(over("ssh,,dns", Protocol::Tcp), empty(4));
    assert_eq!(over("[]", Protocol::Tcp), empty(1));
    assert_eq!(over("[ 1-70000 ]", Protocol::Tcp), port(4, "70000"));
    assert_eq!(over("[ssh]", Protocol::Tcp), port(1, "ssh"));
}

#[test]
fn names_add_all_of_their_ports() {
    let over = |text: &str, protocol| PortSet::parse_over(text, protocol).unwrap().to_string();
    assert_eq!(over("ssh,https", Protocol::Tcp), "22,443");
    assert_eq!(over("dns, rdp", Protocol::Tcp), "53,3389");
    assert_eq!(over("HTTP-ALT", Protocol::Tcp), "591,8008,8080");
    assert_eq!(over("x11", Protocol::Tcp), "6000-6063");
    assert_eq!(over("3com-tsmux", Protocol::Tcp), "106");
    assert_eq!(over("flex-lm", Protocol::Dccp), "27000-27009");
    assert_eq!(
        over("sql*net", Protocol::Tcp),
        over("sql-net", Protocol::Tcp)
    );
    assert_eq!(over("discard,-3", Protocol::Dccp), "0-3,9");
    assert_eq!(over("[ 20-25 ]", Protocol::Tcp), "20-23,25"); // 24 is assigned, but has no name
    assert_eq!(over("[4]", Protocol::Tcp), "");
    assert_eq!(
        over("[ 1-10, 20-22 ],443", Protocol::Tcp),
        "1,5,7,9,20-22,443"
    );
    let http = PortSet::parse_over("http*", Protocol::Tcp).unwrap();
    assert!(set("80,443,591,8008,8080").is_subset(&http));
    let every = PortSet::parse_over("*", Protocol::Tcp).unwrap();
    assert_eq!(every, PortSet::parse_over("[-]", Protocol::Tcp).unwrap());
}
