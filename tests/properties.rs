//! Properties that hold for every input, known or random.

mod support;

use std::cmp::Ordering;
use std::collections::HashSet;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use port_registry::record::{Column, Date, ServiceCode};
use port_registry::{Endpoint, Port, PortClass, PortRange, Protocol, Service, ServiceName, Status};
use proptest::prelude::*;
use proptest::sample::select;
use support::values::{configured, protocols};

/// Checks that a type which can be parsed from a string parses what it writes as the same value.
fn round_trip<T>(value: &T) -> Result<(), TestCaseError>
where
    T: FromStr<Err: Debug> + Display + PartialEq + Debug,
{
    let text = value.to_string();
    let read = text.parse::<T>();
    prop_assert_eq!(read.as_ref().ok(), Some(value), "{}", text);
    Ok(())
}

/// Checks that parsing returns a value with a round trip, or an error that quotes the input.
fn parse<T>(text: &str) -> Result<(), TestCaseError>
where
    T: FromStr<Err: Error> + Display + PartialEq + Debug,
{
    match text.parse::<T>() {
        Ok(value) => round_trip(&value),
        Err(error) => {
            let message = error.to_string();
            prop_assert!(!message.ends_with('.'), "{}", message);
            prop_assert!(!message.contains(char::is_control), "{}", message);
            // The error of an impossible date or range has the value itself, which needs no quotes.
            let is_about_value = message.starts_with("no such date as ")
                || message.contains(" runs backwards: expected the lower port first");
            if is_about_value {
                prop_assert!(text.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
            } else {
                prop_assert!(message.contains(&quoted(text)), "{}: {}", text, message);
            }
            Ok(())
        }
    }
}

/// Returns a string as errors quote it: escaped, and cut before the character that ends beyond 48
/// bytes.
fn quoted(text: &str) -> String {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| *end <= 48).last().unwrap_or(0);
    let rest = if end < text.len() { "…" } else { "" };
    format!("\"{}{rest}\"", text[..end].escape_debug())
}

fn registered_name() -> impl Strategy<Value = &'static str> {
    (0..Service::COUNT).prop_map(|at| Service::all().nth(at).unwrap().name())
}

/// Returns the string with the case of some ASCII letters changed.
fn recased(text: &str, flips: &[bool]) -> String {
    let recase = |(letter, flip): (char, &bool)| match (flip, letter.is_ascii_lowercase()) {
        (false, _) => letter,
        (true, true) => letter.to_ascii_uppercase(),
        (true, false) => letter.to_ascii_lowercase(),
    };
    text.chars().zip(flips.iter().cycle()).map(recase).collect()
}

/// Arbitrary strings, and strings that resemble valid input.
fn texts() -> impl Strategy<Value = String> {
    let alphabet = "0123456789abcxyzABCXYZ-/.:_ \0é€\"\n";
    let characters: Vec<char> = alphabet.chars().collect();
    let near = prop::collection::vec(select(characters), 0..24);
    let words = [
        "tcp",
        "udp",
        "sctp",
        "dccp",
        "443",
        "65535",
        "65536",
        "0",
        "-",
        "/",
        "https",
        "SC:",
        "SC=",
        "x",
        "2007",
        "06",
        "29",
        "well-known",
        "reserved",
        "Port Number",
        " ",
        "€",
    ];
    let joined = prop::collection::vec(select(words.to_vec()), 0..6);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(any::<char>(), 0..64).prop_map(String::from_iter),
        near.prop_map(String::from_iter),
        joined.prop_map(|words| words.concat()),
        (registered_name(), select(words.to_vec())).prop_map(|(name, word)| name.to_owned() + word),
        (registered_name(), select(words.to_vec()))
            .prop_map(|(name, word)| [name, "/", word].concat()),
        (any::<char>(), 0_usize..200).prop_map(|(letter, len)| letter.to_string().repeat(len)),
    ]
}

/// Dates with a year, with a month or with a day. There are few years, so that dates are often
/// close to each other.
fn dates() -> impl Strategy<Value = Date> {
    let years = prop_oneof![1_u16..=9999, 2007_u16..=2008];
    (years, 0_u8..=12, 0_u8..=31).prop_filter_map("no such day", |date| {
        match date {
            (year, 0, _) => Date::from_year(year),
            (year, month, 0) => Date::from_year_month(year, month),
            (year, month, day) => Date::from_year_month_day(year, month, day),
        }
        .ok()
    })
}

fn parts(date: Date) -> (u16, u8, u8) {
    (
        date.year(),
        date.month().unwrap_or(0),
        date.day().unwrap_or(0),
    )
}

#[test]
fn dates_exist_as_the_calendar_has_them() {
    for year in 0..=10_000_u16 {
        let has_year = (1..=9999).contains(&year);
        assert_eq!(Date::from_year(year).is_ok(), has_year, "{year}");
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for month in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 255] {
            let days = match month {
                1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
                4 | 6 | 9 | 11 => 30,
                2 => 28 + u8::from(is_leap),
                _ => 0,
            };
            let has_month = has_year && days > 0;
            let date = Date::from_year_month(year, month);
            assert_eq!(date.is_ok(), has_month, "{year}-{month}");
            for day in [0, 1, 28, 29, 30, 31, 32, 255] {
                let has_day = has_month && (1..=days).contains(&day);
                let date = Date::from_year_month_day(year, month, day);
                assert_eq!(date.is_ok(), has_day, "{year}-{month}-{day}");
            }
        }
    }
}

proptest! {
    #![proptest_config(configured(1000))]

    #[test]
    fn numbers_are_read_as_they_are_written(number: u16, other: u16, code: u32, protocol in protocols()) {
        let (port, other) = (Port::new(number), Port::new(other));
        prop_assert_eq!(port.to_string(), number.to_string());
        round_trip(&port)?;
        let range = PortRange::new(port.min(other), port.max(other)).unwrap();
        round_trip(&range)?;
        round_trip(&PortRange::from(port))?;
        round_trip(&Endpoint::new(port, protocol))?;
        prop_assert_eq!(Endpoint::from((port, protocol)).to_string(), format!("{number}/{protocol}"));
        round_trip(&ServiceCode::new(code))?;
        prop_assert_eq!(code.to_string().parse(), Ok(ServiceCode::new(code)));
        prop_assert_eq!(format!("SC=x{code:X}").parse(), Ok(ServiceCode::new(code)));
    }

    #[test]
    fn service_codes_of_letters_are_read_as_they_are_written(text in "[A-Za-z0-9*+./?@_-]{1,4}") {
        let code: ServiceCode = format!("SC:{text}").parse().unwrap();
        prop_assert_eq!(code.get().to_be_bytes().to_vec(), format!("{text:4}").into_bytes());
        prop_assert_eq!(code.to_string(), format!("SC:{text}"));
        round_trip(&code)?;
    }

    #[test]
    fn dates_are_read_as_they_are_written_and_ordered_by_their_parts(a in dates(), b in dates()) {
        round_trip(&a)?;
        prop_assert_eq!(a.cmp(&b), parts(a).cmp(&parts(b)));
        prop_assert_eq!(a == b, parts(a) == parts(b));
        // A date without a month or day comes before all dates that have them. The strings sort in
        // the same way.
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
    }

    #[test]
    fn words_are_read_in_any_case(flips in prop::collection::vec(any::<bool>(), 1..12)) {
        for protocol in Protocol::ALL {
            round_trip(&protocol)?;
            prop_assert_eq!(recased(protocol.as_str(), &flips).parse(), Ok(protocol));
        }
        for class in PortClass::ALL {
            round_trip(&class)?;
            prop_assert_eq!(recased(class.as_str(), &flips).parse(), Ok(class));
        }
        for status in Status::ALL {
            round_trip(&status)?;
            prop_assert_eq!(recased(status.as_str(), &flips).parse(), Ok(status));
        }
        for column in Column::ALL {
            round_trip(&column)?;
        }
    }

    #[test]
    fn service_names_keep_their_case_and_are_compared_without(
        name in "[A-Za-z0-9]([A-Za-z0-9-]{0,13}[A-Za-z0-9])?",
        flips in prop::collection::vec(any::<bool>(), 1..16),
    ) {
        let is_good = !name.contains("--") && name.contains(|c: char| c.is_ascii_alphabetic());
        let checked = ServiceName::new(&name);
        prop_assert_eq!(checked.is_ok(), is_good, "{}", name);
        if let Ok(checked) = checked {
            prop_assert_eq!(checked.as_str(), &name);
            round_trip(&checked)?;
            let other = ServiceName::new(&recased(&name, &flips)).unwrap();
            prop_assert_eq!(other, checked);
            prop_assert_eq!(other.cmp(&checked), Ordering::Equal);
            prop_assert!(HashSet::from([checked]).contains(&other));
            // Names sort as strings, so a prefix comes first.
            let later = ServiceName::new("m-m").unwrap();
            let order = name.to_ascii_lowercase().as_str().cmp("m-m");
            prop_assert_eq!(checked.cmp(&later), order);
        }
    }

    #[test]
    fn any_string_is_a_value_or_an_error(text in texts()) {
        parse::<Port>(&text)?;
        parse::<PortRange>(&text)?;
        parse::<Date>(&text)?;
        parse::<Protocol>(&text)?;
        parse::<PortClass>(&text)?;
        parse::<Status>(&text)?;
        parse::<ServiceCode>(&text)?;
        parse::<Endpoint>(&text)?;
        parse::<ServiceName>(&text)?;
        parse::<Column>(&text)?;
        match text.parse::<Service>() {
            Ok(service) => {
                let (name, protocol) = text.rsplit_once('/').unwrap();
                let protocol: Protocol = protocol.parse().unwrap();
                prop_assert_eq!(Service::by_name_over(name, protocol), Some(service));
            }
            Err(error) => prop_assert!(error.to_string().contains(&quoted(&text))),
        }
    }

    #[test]
    fn ports_are_read_as_they_are_written_only(text in "[+-]?[0-9]{1,7}") {
        // A sign or a leading zero is refused, though `u16` accepts them.
        let expected = text.parse::<u16>().ok().filter(|number| number.to_string() == text);
        prop_assert_eq!(text.parse::<Port>().ok().map(Port::get), expected);
    }

    #[test]
    fn ranges_hold_what_lies_between_their_ends(first: u16, last: u16, port: u16) {
        let range = PortRange::new(Port::new(first), Port::new(last));
        prop_assert_eq!(range.is_ok(), first <= last);
        if let Ok(range) = range {
            prop_assert_eq!(range.contains(Port::new(port)), (first..=last).contains(&port));
            prop_assert_eq!(range.ports().len(), (first..=last).len());
        }
    }

    #[test]
    fn the_case_of_a_name_is_ignored(
        name in registered_name(),
        flips in prop::collection::vec(any::<bool>(), 1..16),
        protocol in protocols(),
    ) {
        let other = recased(name, &flips);
        prop_assert!(Service::by_name(&other).len() > 0);
        prop_assert!(Service::by_name(&other).eq(Service::by_name(name)));
        prop_assert!(Service::find(&other).eq(Service::find(name)));
        prop_assert_eq!(Service::by_name_over(&other, protocol), Service::by_name_over(name, protocol));
    }
}

proptest! {
    #![proptest_config(configured(300))]

    #[test]
    fn a_name_finds_what_a_walk_through_all_services_finds(
        text in prop_oneof![
            texts(),
            (registered_name(), any::<bool>()).prop_map(|(name, flip)| recased(name, &[flip])),
        ],
        protocol in protocols(),
    ) {
        let is_named = |service: &Service| service.name().eq_ignore_ascii_case(&text);
        let expected: Vec<Service> = Service::all().filter(is_named).collect();
        let mut found: Vec<Service> = Service::by_name(&text).collect();
        let first = found.iter().copied().find(|service| service.is_over(protocol));
        prop_assert_eq!(Service::by_name_over(&text, protocol), first);
        let all_found: Vec<Service> = Service::find(&text).collect();
        prop_assert!(found.iter().all(|service| all_found.contains(service)));
        found.sort();
        prop_assert_eq!(found, expected);
    }
}
