//! Has the C library read the file that the crate writes: `getent services` runs in a mount
//! namespace in which that file is `/etc/services`.
//!
//! The test needs Linux, `getent` of glibc, and the permission to bind a file over another. Where
//! one of them is missing, the test prints so and passes.

mod support;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::{Command, Output};

use port_registry::services_file::ServicesFile;
use port_registry::{Port, Protocol, Record, Service};
use support::scratch::Scratch;

/// Every 23rd record is queried, since each query reads the whole file.
const STEP: usize = 23;

/// Binds the file `$1` over `/etc/services`, and then queries the words of the file `$2`.
const SCRIPT: &str = r#"
    mount --bind "$1" /etc/services && xargs getent -s services:files services < "$2"
"#;

/// A query for `getent` and its expected answer.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Question {
    key: String,
    name: &'static str,
    port: Port,
    /// The transport protocol, or `None` for any.
    protocol: Option<Protocol>,
    service: Service,
}

impl Question {
    /// The line of a historic alias is that of the service that replaces it.
    fn new(key: String, service: Service, port: Port, protocol: Option<Protocol>) -> Self {
        let service = service.canonical();
        Self {
            key,
            name: service.name(),
            port,
            protocol,
            service,
        }
    }

    /// Returns the aliases that are on the line of a transport protocol: an alias of several services
    /// is on the line of the first.
    fn aliases(&self, protocol: Protocol) -> BTreeSet<&'static str> {
        let historic = self.service.historic_aliases().map(Service::name);
        let is_its = |alias: &&str| {
            let mut found = Service::find(alias).filter(|one| one.is_over(protocol));
            found.find(|one| one.port().is_some()).map(Service::name) == Some(self.name)
        };
        historic
            .chain(self.service.aliases().filter(is_its))
            .collect()
    }

    fn of_name(name: &str, protocol: Option<Protocol>) -> Option<Self> {
        // Of a homonym, the file has IANA's meaning.
        let own = Service::by_name(name);
        let found = if own.clone().any(|service| service.port().is_some()) {
            own
        } else {
            Service::find(name)
        };
        let service = found
            .filter(|service| protocol.is_none_or(|protocol| service.is_over(protocol)))
            .find(|service| service.port().is_some())?;
        let key = key(&name, protocol);
        Some(Self::new(key, service, service.port()?, protocol))
    }

    fn of_port(port: Port, protocol: Option<Protocol>) -> Option<Self> {
        let service = match protocol {
            Some(protocol) => port.service(protocol),
            None => port.services().next(),
        };
        let key = key(&port, protocol);
        Some(Self::new(key, service?, port, protocol))
    }

    fn check(&self, answer: &str) {
        let mut words = answer.split_whitespace();
        assert_eq!(words.next(), Some(self.name), "{self:?}: {answer}");
        let (port, protocol) = words.next().unwrap().split_once('/').unwrap();
        assert_eq!(port.parse(), Ok(self.port), "{self:?}: {answer}");
        let protocol: Protocol = protocol.parse().unwrap();
        assert!(
            self.protocol.is_none_or(|asked| asked == protocol),
            "{self:?}: {answer}"
        );
        assert_eq!(
            words.collect::<BTreeSet<_>>(),
            self.aliases(protocol),
            "{self:?}: {answer}"
        );
    }
}

fn key(subject: &dyn Display, protocol: Option<Protocol>) -> String {
    match protocol {
        Some(protocol) => format!("{subject}/{protocol}"),
        None => subject.to_string(),
    }
}

/// Returns queries for every `STEP`th record, and for all records with aliases, with several ports
/// or on a port with other services.
fn questions() -> Vec<Question> {
    let is_asked = |service: &Service| {
        let is_special = service.is_historic_alias()
            || service.protocol().is_none()
            || service.ports().is_some_and(|ports| ports.len() > 1)
            || service.aliases().len() > 0;
        service.record().index() % STEP == 0 || is_special
    };
    let asked: Vec<Service> = Service::all().filter(is_asked).collect();
    let mut questions = BTreeSet::new();
    let protocols = Protocol::ALL.map(Some).into_iter().chain([None]);
    for (at, protocol) in asked
        .iter()
        .flat_map(|service| protocols.clone().map(move |p| (service, p)))
    {
        for name in std::iter::once(at.name()).chain(at.aliases()) {
            // `getent` takes what follows the first slash for the protocol.
            if !name.contains('/') {
                questions.extend(Question::of_name(name, protocol));
            }
        }
        for port in at
            .ports()
            .into_iter()
            .flat_map(|ports| [ports.first(), ports.last()])
        {
            questions.extend(Question::of_port(port, protocol));
        }
    }
    questions.into_iter().collect()
}

/// Returns the command that makes a namespace on this machine: as root, or as an unprivileged user.
fn namespace() -> Result<&'static [&'static str], String> {
    let getent = Command::new("getent").arg("--version").output();
    let getent = getent.map_err(|error| format!("cannot run getent: {error}"))?;
    let version = String::from_utf8_lossy(&getent.stdout);
    if !version.contains("GLIBC") && !version.contains("GNU libc") {
        return Err("getent is not glibc's".to_owned());
    }
    if !Path::new("/etc/services").exists() {
        return Err("there is no /etc/services to bind a file over".to_owned());
    }
    let ways: [&[&str]; 2] = [&["--mount"], &["--mount", "--map-root-user"]];
    let file = Scratch::new("probe", "probe 1/tcp\n");
    let works = |way: &&&[&str]| {
        ask(way, &file, "probe").is_ok_and(|output| output.stdout.starts_with(b"probe "))
    };
    let reason = || "may not make a mount namespace and bind a file in it".to_owned();
    ways.iter().find(works).copied().ok_or_else(reason)
}

fn ask(way: &[&str], file: &Path, keys: &str) -> io::Result<Output> {
    let keys = Scratch::new("keys", keys);
    Command::new("unshare")
        .args(way)
        .args(["sh", "-c", SCRIPT, "sh"])
        .args([file, &keys])
        .env("LC_ALL", "C")
        .output()
}

#[test]
fn getent_answers_as_the_crate_does() {
    let way = match namespace() {
        Ok(way) => way,
        Err(reason) => {
            println!("skipped: {reason}");
            return;
        }
    };
    let file = Scratch::new("services", ServicesFile::new(Service::all()).to_string());
    let questions = questions();
    assert!(questions.len() > Record::COUNT / STEP);
    let keys: Vec<&str> = questions
        .iter()
        .map(|question| question.key.as_str())
        .collect();
    let output = ask(way, &file, &keys.join("\n")).unwrap();
    let answers = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && stderr.is_empty(),
        "{}: {stderr}",
        output.status
    );
    // Names that are not found would have no answer.
    assert_eq!(answers.lines().count(), questions.len());
    for (question, answer) in questions.iter().zip(answers.lines()) {
        question.check(answer);
    }
    println!("asked {} questions", questions.len());

    // A name without a port, another transport protocol, another case, and unknown names and ports.
    let unknown = "airplay\nhttps/dccp\nHTTPS\n4/tcp\n60000\nhttp/ddp\nno-such-name";
    let output = ask(way, &file, unknown).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
}
