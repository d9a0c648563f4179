//! Tests of lookups in the local file and then in the registry.
#![cfg(feature = "std")]

mod support;

use std::collections::BTreeSet;
use std::process::Command;

use port_registry::lookup::meanings;
use port_registry::services_file::{
    EntryProtocol, ServicesFile, System, SystemService, SystemSource,
};
use port_registry::{Port, Protocol, Record, Service};
use proptest::prelude::*;
use support::scratch::{self, Scratch};

const LOCAL: &str = "\
# Local services
http 8000/tcp www-here
broken 80
http 80/tcp www
www 81/tcp
domain 53/udp
gateway 53/udp
rtmp 1/ddp
SSH 2222/tcp
";

/// Returns the name, port and protocol of the result, and the line that it is from.
fn told(system: &System, name: &str, protocol: Option<Protocol>) -> (String, Option<usize>) {
    let service = system.by_name(name, protocol).unwrap();
    let line = match service.source() {
        SystemSource::File { line } => Some(line),
        SystemSource::Registry(_) => None,
    };
    (service.to_string(), line)
}

#[test]
fn names_are_looked_up_in_the_file_first() {
    let system = System::new(LOCAL);
    let tcp = Some(Protocol::Tcp);
    let told = |name, protocol| told(&system, name, protocol);
    let local = |text: &str, line| (text.to_owned(), Some(line));
    let registered = |text: &str| (text.to_owned(), None);
    // The first matching line counts, by its name or by an alias.
    assert_eq!(told("http", tcp), local("http 8000/tcp", 2));
    assert_eq!(told("www", tcp), local("http 80/tcp", 4));
    assert_eq!(told("www-here", None), local("http 8000/tcp", 2));
    assert_eq!(told("rtmp", None), local("rtmp 1/ddp", 8));
    // Another transport protocol does not match in the file. A name in another case is looked up there as
    // IANA spells it.
    assert_eq!(told("http", Some(Protocol::Udp)), registered("http 80/udp"));
    assert_eq!(told("domain", None), local("domain 53/udp", 6));
    assert_eq!(told("domain", tcp), registered("domain 53/tcp"));
    assert_eq!(told("SSH", tcp), local("SSH 2222/tcp", 9));
    assert_eq!(told("ssh", tcp), registered("ssh 22/tcp"));
    assert_eq!(told("HTTP", tcp), local("http 8000/tcp", 2));
    // A record of all transport protocols, an alias, and a name that has no port in the registry.
    assert_eq!(
        told("flex-lm", Some(Protocol::Dccp)),
        registered("flex-lm 27000/dccp")
    );
    assert_eq!(told("flex-lm", None), registered("flex-lm 27000/tcp"));
    assert_eq!(told("rdp", None), registered("ms-wbt-server 3389/tcp"));
    for unknown in ["broken", "airplay", "", "no-such-name", "8000"] {
        assert_eq!(system.by_name(unknown, None), None, "{unknown}");
    }
    // An alias of the registry over TCP, and a name of the file over a protocol that has no ports.
    assert_eq!(told("rtmp", tcp), registered("macromedia-fcs 1935/tcp"));
    assert_eq!(
        system.by_name("rtmp", None).unwrap().protocol(),
        EntryProtocol::Other("ddp")
    );
}

#[test]
fn ports_are_looked_up_in_the_file_first() {
    let system = System::new(LOCAL);
    let told = |port, protocol: Option<Protocol>| {
        let service = system.by_port(Port::new(port), protocol)?;
        Some((
            service.to_string(),
            matches!(service.source(), SystemSource::File { .. }),
        ))
    };
    let local = |text: &str| Some((text.to_owned(), true));
    let registered = |text: &str| Some((text.to_owned(), false));
    assert_eq!(told(8000, None), local("http 8000/tcp"));
    assert_eq!(told(53, None), local("domain 53/udp"));
    assert_eq!(told(53, Some(Protocol::Udp)), local("domain 53/udp"));
    assert_eq!(told(53, Some(Protocol::Tcp)), registered("domain 53/tcp"));
    assert_eq!(told(1, None), local("rtmp 1/ddp"));
    assert_eq!(told(1, Some(Protocol::Tcp)), registered("tcpmux 1/tcp"));
    assert_eq!(told(6007, None), registered("x11 6007/tcp"));
    assert_eq!(
        told(27001, Some(Protocol::Sctp)),
        registered("flex-lm 27001/sctp")
    );
    assert_eq!(told(4, None), None);
    assert_eq!(told(60000, Some(Protocol::Tcp)), None);
}

#[test]
fn malformed_lines_are_reported_and_skipped() {
    let system = System::new(b"caf\xe9 80/tcp\nhttp 8080/tcp\n".as_slice());
    assert_eq!(system.by_name("http", None).unwrap().port(), 8080);
    let errors: Vec<_> = system.entries().filter_map(Result::err).collect();
    assert_eq!(errors.len(), 1);
    assert_eq!(
        errors[0].to_string(),
        "line 1: byte 0xe9 in column 4: expected UTF-8 before the comment",
    );
    assert!(format!("{system:?}").starts_with("System([Err("));
}

#[test]
fn an_absent_file_is_an_empty_one_and_an_unreadable_one_an_error() {
    let folder = scratch::folder();
    let absent = System::load_from(folder.join("no-such-file")).unwrap();
    assert_eq!(absent.entries().count(), 0);
    assert_eq!(absent.by_name("https", Protocol::Tcp).unwrap().port(), 443);

    let error = System::load_from(folder).unwrap_err();
    let message = format!("cannot read {folder:?}: {}", error.io_error());
    assert_eq!(error.to_string(), message);

    let read = System::load_from(&*Scratch::new("system", LOCAL));
    assert_eq!(read.unwrap().by_name("gateway", None).unwrap().port(), 53);
}

/// The file has the same services as the registry, so that only the source of a result differs.
#[test]
fn a_file_of_the_whole_registry_changes_no_result() {
    let iana_alone = System::new("");
    let with_file = System::new(ServicesFile::new(Service::all()).to_string());
    let protocols = Protocol::ALL.map(Some).into_iter().chain([None]);
    let is_asked =
        |service: &Service| service.record().index() % 7 == 0 || service.is_historic_alias();
    let mut asked = 0;
    for service in Service::all().filter(is_asked) {
        for protocol in protocols.clone() {
            // The file has IANA's meaning of a homonym, and the registry the one that people mean.
            if meanings(service.name()).reason().is_some() {
                continue;
            }
            // A historic alias returns the name that replaces it.
            let [own, filed] = [&iana_alone, &with_file].map(|system| {
                let found = system.by_name(service.name(), protocol)?;
                Some((found.port(), found.protocol().transport().unwrap()))
            });
            assert_eq!(own, filed, "{service:?} {protocol:?}");
            asked += usize::from(own.is_some());
        }
        for port in service
            .ports()
            .into_iter()
            .flat_map(|ports| [ports.first(), ports.last()])
        {
            for protocol in protocols.clone() {
                let [own, filed] = [&iana_alone, &with_file].map(|system| {
                    let found = system.by_port(port, protocol);
                    found.map(|found| found.to_string())
                });
                assert_eq!(own, filed, "{port} {protocol:?}");
            }
        }
    }
    assert!(asked > Record::COUNT / 7);
}

/// Compares `System` with libc on the file of this machine.
#[test]
fn lookups_on_this_machine_agree_with_getent() {
    let system = System::load().unwrap();
    let keys: BTreeSet<String> = system
        .entries()
        .flatten()
        .filter(|entry| entry.protocol().transport().is_some() && !entry.name().contains('/'))
        .flat_map(|entry| {
            let (port, protocol) = (entry.port(), entry.protocol());
            let names = std::iter::once(entry.name()).chain(entry.aliases());
            let by_name = names.map(move |name| format!("{name}/{protocol}"));
            by_name.chain([format!("{port}/{protocol}")])
        })
        .collect();
    let output = Command::new("getent")
        .args(["-s", "services:files", "services"])
        .args(&keys)
        .output();
    let answers = match output {
        Ok(output) if output.status.success() => String::from_utf8(output.stdout).unwrap(),
        Ok(_) => return println!("skipped: getent does not know all of the file"),
        Err(error) => return println!("skipped: cannot run getent: {error}"),
    };
    if keys.is_empty() {
        return println!("skipped: there is no {}", System::PATH);
    }
    assert_eq!(answers.lines().count(), keys.len());
    for (key, answer) in keys.iter().zip(answers.lines()) {
        let mut words = answer.split_whitespace();
        let answer = [words.next().unwrap(), words.next().unwrap()].join(" ");
        let (subject, protocol) = key.split_once('/').unwrap();
        let protocol: Protocol = protocol.parse().unwrap();
        let found = match subject.parse::<Port>() {
            Ok(port) => system.by_port(port, protocol),
            Err(_) => system.by_name(subject, protocol),
        };
        assert_eq!(found.unwrap().to_string(), answer, "{key}");
    }
    println!("asked {} questions", keys.len());
}

/// Whoever has moved a service to another port means that port, by any name of the service.
#[test]
fn the_file_is_asked_for_the_service_that_is_meant() {
    let system = System::new(
        "ssh 2222/tcp\npostgresql 5433/tcp\nmy-dns 5353/udp domain\nwsman 59850/tcp\nSFTP 7/tcp\n",
    );
    let port = |name: &str, protocol: Option<Protocol>| {
        system
            .by_name(name, protocol)
            .map(|found| found.port().get())
    };
    for (name, protocol, expected) in [
        ("ssh", Some(Protocol::Tcp), Some(2222)),
        ("SSH", Some(Protocol::Tcp), Some(2222)),
        ("sshd", None, Some(2222)),
        ("sftp", Some(Protocol::Tcp), Some(2222)), // which means SSH
        ("SFTP", Some(Protocol::Tcp), Some(7)),    // the file has this name itself
        ("postgres", Some(Protocol::Tcp), Some(5433)),
        ("dns", Some(Protocol::Udp), Some(5353)),
        ("winrm", Some(Protocol::Tcp), Some(59850)),
        // Over other transport protocols the file has nothing.
        ("SSH", Some(Protocol::Sctp), Some(22)),
        ("dns", Some(Protocol::Tcp), Some(53)),
        ("no-such", None, None),
    ] {
        assert_eq!(port(name, protocol), expected, "{name} {protocol:?}");
    }
}

#[test]
fn a_system_says_which_file_it_read() {
    let scratch = Scratch::new("system-path", LOCAL);
    let read = System::load_from(&*scratch).unwrap();
    assert_eq!(read.path(), Some(&*scratch as &std::path::Path));
    assert_eq!(System::new(LOCAL).path(), None);
    let here = System::load().unwrap();
    let first = System::PATHS
        .iter()
        .find(|path| std::path::Path::new(path).exists());
    assert_eq!(here.path(), first.map(std::path::Path::new));
}

/// A line's name, port, protocol, number and other words, by a plain split.
type Line<'a> = (&'a str, u16, &'a str, usize, Vec<&'a str>);

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (port, protocol) = words[1].split_once('/').unwrap();
        let port = port.parse().unwrap();
        lines.push((words[0], port, protocol, at + 1, words[2..].to_vec()));
    }
    lines
}

proptest! {
    /// Few ports, names and protocols, so that many lines share them.
    #[test]
    fn lookups_find_the_first_line_that_matches(
        text in prop::collection::vec("[abc] (6553[345]|1[0-3]?)/(tcp|udp|dccp|ddp|abc)( [abc]){0,3}", 0..30)
    ) {
        let text = text.join("\n");
        let (system, lines) = (System::new(&*text), lines(&text));
        let protocols = Protocol::ALL.map(Some).into_iter().chain([None]);
        let is_over = |line: &Line, over: Option<Protocol>| over.is_none_or(|over| over.as_str() == line.2);
        let in_file = |found: Option<SystemService>| {
            let found = found?;
            match found.source() {
                SystemSource::File { line } => {
                    let aliases = found.aliases().map(str::to_owned).collect();
                    Some((found.name().to_owned(), found.port().get(), found.protocol().to_string(), line, aliases))
                }
                SystemSource::Registry(_) => None,
            }
        };
        let expected = |line: Option<&Line>| {
            let (name, port, protocol, number, aliases) = line?;
            let aliases: Vec<String> = aliases.iter().map(|&alias| alias.to_owned()).collect();
            Some(((*name).to_owned(), *port, (*protocol).to_owned(), *number, aliases))
        };
        for over in protocols {
            for port in (0..20).chain(65530..=65535) {
                let line = lines.iter().find(|line| line.1 == port && is_over(line, over));
                prop_assert_eq!(in_file(system.by_port(Port::new(port), over)), expected(line));
            }
            for name in ["a", "b", "c"] {
                let is_named = |line: &&Line| line.0 == name || line.4.contains(&name);
                let line = lines.iter().filter(is_named).find(|line| is_over(line, over));
                prop_assert_eq!(in_file(system.by_name(name, over)), expected(line));
            }
        }
    }
}
