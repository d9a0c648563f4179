//! Suggestions for misspelled names, beside the distances of the crate `strsim`.

mod support;

use port_registry::{Port, Protocol, Service};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::oracle;
use support::values::{configured, protocols};

/// A name or alias in lower case, with its services.
struct Name {
    text: String,
    services: Vec<Service>,
}

/// All names of the registry and all aliases, by the files' own columns.
fn names() -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for service in Service::all() {
        let text = service.name().to_ascii_lowercase();
        if names.iter().all(|name| name.text != text) {
            let services = Service::by_name(&text).collect();
            names.push(Name { text, services });
        }
    }
    for line in oracle::table(&oracle::file("aliases.csv"))
        .into_iter()
        .skip(1)
    {
        let text = line[0].clone();
        let mut services: Vec<Service> = Service::by_name(&line[1]).collect();
        // An alias of several services has lines one after the other.
        match names.last_mut().filter(|name| name.text == text) {
            Some(name) => name.services.append(&mut services),
            None => names.push(Name { text, services }),
        }
    }
    names
}

/// The kind of similarity as the documentation numbers them, from 2 on.
fn kind(given: &str, name: &str) -> Option<(usize, usize)> {
    if given.len() < 3 {
        return None;
    }
    if strsim::osa_distance(given, name) == 1 {
        let is_swap = strsim::levenshtein(given, name) == 2;
        let same_length = given.len() == name.len();
        return Some((
            if is_swap {
                2
            } else if same_length {
                4
            } else {
                3
            },
            0,
        ));
    }
    let begins = name.starts_with(given) && name != given;
    begins.then_some((5, name.len()))
}

/// The best kind, and the lowest port of that kind.
fn expected(names: &[Name], given: &str, over: Option<Protocol>) -> Option<(usize, usize, Port)> {
    let is_over = |service: &&Service| over.is_none_or(|protocol| service.is_over(protocol));
    names
        .iter()
        .filter_map(|name| {
            let (kind, len) = kind(given, &name.text)?;
            let mut ports = name
                .services
                .iter()
                .filter(is_over)
                .filter_map(|s| s.port());
            Some((kind, len, ports.next()?))
        })
        .min()
}

/// One slip of the finger or two: what to do, where, and with which letter.
fn slips() -> impl Strategy<Value = Vec<(u8, Index, char)>> {
    let letter = select("abcdehikmnoprstx0123-_.".chars().collect::<Vec<_>>());
    prop::collection::vec((0_u8..5, any::<Index>(), letter), 1..3)
}

fn slipped(name: &str, slips: &[(u8, Index, char)]) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    for (kind, index, letter) in slips {
        let at = index.index(letters.len() + 1);
        match kind {
            0 => letters.insert(at, *letter),
            _ if at >= letters.len() => {}
            1 => drop(letters.remove(at)),
            2 => letters[at] = *letter,
            3 => letters.truncate(at.max(3)),
            _ if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => {}
        }
    }
    letters.into_iter().collect()
}

#[test]
fn the_documented_similarities_and_no_others() {
    let names = names();
    let texts: Vec<String> = names.iter().map(|name| name.text.clone()).collect();
    let over = prop_oneof![protocols().prop_map(Some), Just(None)];
    let case = (select(texts), slips(), over, any::<bool>());
    let mut runner = proptest::test_runner::TestRunner::new(configured(120));
    let result = runner.run(&case, |(name, slips, over, is_upper)| {
        let given = slipped(&name, &slips);
        let typed = if is_upper {
            given.to_ascii_uppercase()
        } else {
            given.clone()
        };
        let suggested = Service::suggest(&typed, over);
        let has_port = |service: &Service| service.port().is_some();
        if let Some(found) = Service::find(&given).find(has_port) {
            // The name itself, over the transport protocol if it is registered there.
            let is_over = |service: &Service| {
                has_port(service) && over.is_none_or(|protocol| service.is_over(protocol))
            };
            let here = Service::find(&given).find(is_over);
            prop_assert_eq!(suggested, here.or(Some(found)), "{}", given);
            return Ok(());
        }
        let expected = expected(&names, &given, over);
        let Some(service) = suggested else {
            prop_assert_eq!(expected, None, "{}", given);
            return Ok(());
        };
        let all = || std::iter::once(service.name()).chain(service.aliases());
        let (best, len, port) = expected.expect(&given);
        prop_assert_eq!(service.port(), Some(port), "{}", given);
        let is_best = |name: &str| kind(&given, &name.to_ascii_lowercase()) == Some((best, len));
        prop_assert!(all().any(is_best), "{} for {}", service.name(), given);
        prop_assert!(over.is_none_or(|protocol| service.is_over(protocol)));
        Ok(())
    });
    result.unwrap();
}

#[test]
fn people_are_helped() {
    for (given, expected) in [
        ("htps", "https"),
        ("HTPS", "https"),
        ("submision", "submission"),
        ("postgress", "postgresql"),
        ("telent", "telnet"),
        ("htp", "http"),
        ("mogodb", "mongodb"),
        ("mongo", "mongodb"),
        ("http-atl", "http-alt"),
        ("ldaps ", "ldaps"),
        ("dnss", "domain"),
        // Shorter than afs3-fileserver, which has a lower port.
        ("afs3-", "afs3-bos"),
    ] {
        let service = Service::suggest(given, None);
        assert_eq!(service.map(Service::name), Some(expected), "{given}");
    }
    // A name of two letters, and one that no name is like.
    for given in ["", "a", "xq", "no-such-name", &"x".repeat(1000)] {
        assert_eq!(Service::suggest(given, None), None, "{given}");
    }
}

#[test]
fn a_registered_name_is_its_own_suggestion() {
    assert_eq!(
        Service::suggest("https", Protocol::Tcp),
        Service::by_name_over("https", Protocol::Tcp)
    );
    // Not registered over DCCP; without a port over TCP; an alias over another protocol.
    for (given, over, name, protocol) in [
        ("ssh", Protocol::Dccp, "ssh", Protocol::Tcp),
        ("rdp", Protocol::Tcp, "ms-wbt-server", Protocol::Tcp),
        ("dns", Protocol::Sctp, "domain", Protocol::Tcp),
    ] {
        let service = Service::suggest(given, over).unwrap();
        assert_eq!((service.name(), service.protocol()), (name, Some(protocol)));
    }
}
