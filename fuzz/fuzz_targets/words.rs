//! Parses words as each type. A value that is written must be parsed as the same value, and an
//! error must quote the input.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::record::{Column, Date, ServiceCode};
use port_registry::{Port, PortClass, PortRange, Protocol, Status};
use port_registry_fuzz::{choice_and_text, number, parse};

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = choice_and_text(data) else {
        return;
    };
    match choice % 8 {
        0 => assert_eq!(parse::<Port>(text).map(Port::get), number(text)),
        1 => check_range(text),
        2 => {
            let expected = Protocol::ALL
                .into_iter()
                .find(|word| word.as_str() == text.to_ascii_lowercase());
            assert_eq!(parse(text), expected);
        }
        3 => {
            let expected = PortClass::ALL
                .into_iter()
                .find(|word| word.as_str() == text.to_ascii_lowercase());
            assert_eq!(parse(text), expected);
        }
        4 => {
            let expected = Status::ALL
                .into_iter()
                .find(|word| word.as_str() == text.to_ascii_lowercase());
            assert_eq!(parse(text), expected);
        }
        5 => {
            let expected = Column::ALL.into_iter().find(|word| word.as_str() == text);
            let renamed =
                (text == "Known Unauthorized Uses").then_some(Column::UnauthorizedUseReported);
            assert_eq!(parse(text), expected.or(renamed));
        }
        6 => check_date(text),
        _ => check_code(text),
    }
});

fn check_range(text: &str) {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let expected = number(first)
        .zip(number(last))
        .filter(|(first, last)| first <= last);
    let range = parse::<PortRange>(text);
    assert_eq!(
        range.map(|range| (range.first().get(), range.last().get())),
        expected
    );
    if let Some(range) = range {
        assert_eq!(range.len() as usize, range.ports().count());
        assert_eq!(range.ports().next(), Some(range.first()));
        assert_eq!(range.ports().next_back(), Some(range.last()));
    }
}

fn check_date(text: &str) {
    let date = parse::<Date>(text);
    // A string of this form is a date only if the calendar has the date. No other string is a date.
    let has_form = matches!(text.len(), 4 | 7 | 10)
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    assert!(date.is_none() || has_form);
    let part = |from: usize| {
        text.get(from..from + 2)
            .and_then(|digits| digits.parse::<u16>().ok())
    };
    let has_day = |year: u16, month: u16, day: u16| {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = [
            31,
            28 + u16::from(is_leap),
            31,
            30,
            31,
            30,
            31,
            31,
            30,
            31,
            30,
            31,
        ];
        let of_month = usize::from(month)
            .checked_sub(1)
            .and_then(|at| days.get(at));
        of_month.is_some_and(|days| (1..=*days).contains(&day))
    };
    if has_form {
        let year = text[..4].parse::<u16>().unwrap_or(0);
        let (month, day) = (part(5), part(8));
        let exists = year > 0 && has_day(year, month.unwrap_or(1), day.unwrap_or(1));
        assert_eq!(date.is_some(), exists, "{text}");
        let read = date.map(|date| (date.year(), date.month(), date.day()));
        let narrow = |part: Option<u16>| part.and_then(|part| u8::try_from(part).ok());
        assert!(read.is_none_or(|read| read == (year, narrow(month), narrow(day))));
    }
}

fn check_code(text: &str) {
    let code = parse::<ServiceCode>(text);
    if !text.is_empty() && text.len() < 19 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let expected = text
            .parse::<u64>()
            .ok()
            .and_then(|code| u32::try_from(code).ok());
        assert_eq!(code.map(ServiceCode::get), expected);
    }
    if let Some(code) = code {
        assert_eq!(code.get().to_string().parse(), Ok(code));
        assert_eq!(format!("SC=x{:x}", code.get()).parse(), Ok(code));
    }
}
