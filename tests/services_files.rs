//! Reads services(5) files as systems ship them, and compares each with a second reading, which shares no
//! code with the crate.
//!
//! The texts here were written for the test, each in the form of a system's file. The file of this machine
//! is read where it is. The files of other systems have licences of their own, and so are not in this
//! repository: the test reads those of the folder that the variable `SERVICES_FILES` names, if it is
//! set. `SHIPPED` has their sources and what must be found in them.
#![cfg(feature = "std")]

use std::collections::HashMap;
use std::path::Path;
use std::{env, fs};

use port_registry::services_file::{Entries, Entry, System, SystemService, SystemSource};
use port_registry::{Port, Protocol};

/// A file that a system ships, in a public repository on GitHub.
struct Shipped {
    /// The name of the file in the folder.
    name: &'static str,
    repository: &'static str,
    commit: &'static str,
    path: &'static str,
    bytes: usize,
    entries: usize,
    /// The lines without a name or a port.
    refused: usize,
}

const SHIPPED: [Shipped; 12] = [
    Shipped {
        name: "freebsd",
        repository: "eborisch/dtrace-pf", // FreeBSD of 2015, with changes to its packet filter
        commit: "defb773397ceea6c0a3a53f0f1ab7d5521730fa5",
        path: "etc/services",
        bytes: 86_674,
        entries: 2354,
        refused: 0,
    },
    Shipped {
        name: "freenas7", // FreeBSD of 2012
        repository: "freenas/freenas7",
        commit: "0a4abc91b9bcd736d4a59046b64defec259e29a5",
        path: "etc/services",
        bytes: 83_168,
        entries: 2262,
        refused: 0,
    },
    Shipped {
        name: "netbsd",
        repository: "Stichting-MINIX-Research-Foundation/minix", // NetBSD's revision 1.99
        commit: "4db99f4012570a577414fe2a43697b2f239b699e",
        path: "etc/services",
        bytes: 3_268_990,
        entries: 11_544,
        refused: 0,
    },
    Shipped {
        name: "fabbsd", // OpenBSD's revision 1.69
        repository: "JulNadeauCA/FabBSD",
        commit: "19d390bc515cee0afb8ec27ee3e0f38d487b4f32",
        path: "etc/services",
        bytes: 9883,
        entries: 245,
        refused: 0,
    },
    Shipped {
        name: "386bsd",
        repository: "386bsd/386bsd",
        commit: "9eaf3b3359255f461055b8f582131dd4695e750d",
        path: "usr/src/etc/services",
        bytes: 2024,
        entries: 65,
        refused: 0,
    },
    Shipped {
        name: "bsd-os",
        repository: "MarioNooo/bsd-os",
        commit: "cdfdf180c647111c449da24156eb9112a13a6682",
        path: "etc/services",
        bytes: 5852,
        entries: 145,
        refused: 0,
    },
    // 20 of its lines have a port and a comment but no name. glibc skips them too.
    Shipped {
        name: "macos",
        repository: "apple-oss-distributions/files",
        commit: "807de5cf04e7292bc53322e9d2c6cf8e9e76a4af",
        path: "private/etc/services",
        bytes: 678_260,
        entries: 9869,
        refused: 20,
    },
    Shipped {
        name: "solaris",
        repository: "alhazred/onarm",
        commit: "2b3c7a498208e08afc7734be7f08cdad7ac51fbe",
        path: "usr/src/cmd/cmd-inet/etc/services",
        bytes: 5053,
        entries: 111,
        refused: 0,
    },
    Shipped {
        name: "svr4",
        repository: "calmsacibis995/svr4-v4",
        commit: "6112416030895ae1b3a350a466fedcecf939250d",
        path: "usr/src/cmd/cmd-inet/etc/services",
        bytes: 1646,
        entries: 57,
        refused: 0,
    },
    Shipped {
        name: "gentoo",
        repository: "gentoo/baselayout",
        commit: "aac69e458464a754a8956677ca1604c487ed8a20",
        path: "etc/services",
        bytes: 36_693,
        entries: 1122,
        refused: 0,
    },
    Shipped {
        name: "centos", // the file of version 7
        repository: "TarriMorko/tar_iso_centos7",
        commit: "9bcbf79db3cec4c6e6215fbef0fbfcd96f98cde6",
        path: "etc/services",
        bytes: 670_315,
        entries: 11_035,
        refused: 0,
    },
    Shipped {
        name: "opensuse", // the file of SUSE Linux Enterprise 12
        repository: "TarriMorko/tar_iso_suse12",
        commit: "6283fee1a35c5ec230b97501298b8da8c17c2523",
        path: "etc/services",
        bytes: 1_263_701,
        entries: 11_271,
        refused: 0,
    },
];

/// An entry in the second reading, without its comment.
#[derive(Debug, PartialEq, Eq)]
struct Line<'a> {
    number: usize,
    name: &'a str,
    port: u16,
    protocol: &'a str,
    aliases: Vec<&'a str>,
}

/// The lines of a file with their comments, and the messages that its refused lines must have.
#[derive(Default)]
struct Reading<'a> {
    lines: Vec<(Line<'a>, Option<&'a str>)>,
    refused: Vec<String>,
}

/// Splits a file at line ends, hash signs, white space and slashes.
fn second_reading(text: &str) -> Reading<'_> {
    let mut reading = Reading::default();
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        let (before, comment) = match line.split_once('#') {
            Some((before, comment)) => (before, Some(comment.trim())),
            None => (line, None),
        };
        let words: Vec<&str> = before.split_whitespace().collect();
        match words[..] {
            [] => {}
            [word] => reading.refused.push(format!(
                "line {number}: invalid entry {word:?}: \
                 expected a port and a protocol after the name, as in https 443/tcp"
            )),
            [name, place, ref aliases @ ..] => {
                let [port, protocol] = place.split('/').collect::<Vec<_>>()[..] else {
                    panic!("line {number}: {place}");
                };
                let line = Line {
                    number,
                    name,
                    port: port.parse().unwrap(),
                    protocol,
                    aliases: aliases.to_vec(),
                };
                reading.lines.push((line, comment));
            }
        }
    }
    reading
}

/// Returns an entry of the crate as the second reading has it.
fn line_of(entry: Entry<'_>) -> Line<'_> {
    Line {
        number: entry.line(),
        name: entry.name(),
        port: entry.port().get(),
        protocol: entry.protocol().as_str(),
        aliases: entry.aliases().collect(),
    }
}

/// Returns what a lookup found in the file, or `None` if it found something else or nothing.
fn in_file(service: Option<SystemService<'_>>) -> Option<Line<'_>> {
    let service = service?;
    let SystemSource::File { line } = service.source() else {
        return None;
    };
    Some(Line {
        number: line,
        name: service.name(),
        port: service.port().get(),
        protocol: service.protocol().as_str(),
        aliases: service.aliases().collect(),
    })
}

/// Compares the crate with the second reading: each entry, and each lookup whose answer is in the file.
/// Returns the numbers of entries and of refused lines.
fn check(file: &str, bytes: &[u8]) -> (usize, usize) {
    // Only comments may have another encoding than UTF-8.
    let text = String::from_utf8_lossy(bytes);
    let Reading { lines, refused } = second_reading(&text);

    let (mut entries, mut errors) = (Vec::new(), Vec::new());
    for entry in Entries::new(bytes) {
        match entry {
            Ok(entry) => entries.push(entry),
            Err(error) => errors.push(error.to_string()),
        }
    }
    assert_eq!(errors, refused, "{file}");
    for (entry, (line, comment)) in entries.iter().zip(&lines) {
        assert_eq!(line_of(*entry), *line, "{file}");
        let own = entry.comment_bytes().map(String::from_utf8_lossy);
        assert_eq!(own.as_deref(), *comment, "{file} line {}", line.number);
    }
    assert_eq!(entries.len(), lines.len(), "{file}");

    // The first line of each name and of each port, over each transport protocol and over any.
    let mut by_name = HashMap::new();
    let mut by_port = HashMap::new();
    for (line, _) in &lines {
        let over = match line.protocol {
            "tcp" => Some(Protocol::Tcp),
            "udp" => Some(Protocol::Udp),
            "sctp" => Some(Protocol::Sctp),
            "dccp" => Some(Protocol::Dccp),
            _ => None, // found over any protocol only
        };
        for protocol in [None, over] {
            by_port.entry((line.port, protocol)).or_insert(line);
            for name in std::iter::once(&line.name).chain(&line.aliases) {
                by_name.entry((*name, protocol)).or_insert(line);
            }
        }
    }
    let system = System::new(bytes);
    for ((name, protocol), line) in by_name {
        let found = in_file(system.by_name(name, protocol));
        assert_eq!(found.as_ref(), Some(line), "{file}: {name} {protocol:?}");
    }
    for ((port, protocol), line) in by_port {
        let found = in_file(system.by_port(Port::new(port), protocol));
        assert_eq!(found.as_ref(), Some(line), "{file}: {port} {protocol:?}");
    }
    (entries.len(), errors.len())
}

/// The form of Windows, with lines of fixed columns that end in CR LF.
const WINDOWS: &str = "\
# This file contains port numbers for well-known services.\r
#\r
# Format:\r
#\r
# <service name>  <port number>/<protocol>  [aliases...]   [#<comment>]\r
#\r
\r
echo                7/tcp\r
echo                7/udp\r
discard             9/tcp    sink null\r
discard             9/udp    sink null\r
systat             11/tcp    users                  #Active users\r
qotd               17/udp    quote                  #Quote of the day\r
ftp-data           20/tcp                           #FTP, data\r
domain             53/udp                           #Domain Name Server\r
http               80/tcp    www www-http           #World Wide Web\r
kerberos           88/tcp    krb5 kerberos-sec      #Kerberos\r
iso-tsap          102/tcp                           #ISO-TSAP Class 0\r
https             443/tcp    MCom                   #HTTP over TLS/SSL\r
microsoft-ds      445/udp\r
ms-sql-s         1433/tcp                           #Microsoft-SQL-Server \r
directplaysrvr  47624/tcp                           #Direct Play Server\r
";

/// The form of the BSDs: tabs, a line of the version control, entries in comments, and protocols other than
/// the transport protocols.
const BSD: &[u8] = b"\
#\t$BSD: services,v 1.1 2024/01/01 00:00:00 nobody Exp $\n\
#\n\
# Network services, Internet style\n\
#\n\
rtmp\t\t  1/ddp\t   #Routing Table Maintenance Protocol\n\
tcpmux\t\t  1/tcp\t   #TCP Port Service Multiplexer\n\
nbp\t\t  2/ddp\t   #Name Binding Protocol\n\
discard\t\t  9/sctp\n\
discard\t\t  9/tcp\t   sink null\n\
discard\t\t  9/udp\t   sink null\n\
#unassigned\t 15/tcp\n\
chargen\t\t 19/tcp\t   ttytst source   #Character Generator\n\
whois++\t\t 63/tcp\n\
sql*net\t\t 66/udp\t   #Oracle SQL*NET\n\
#\t\t 84/tcp\t   Common Trace Facility\n\
cl/1\t\t172/tcp\t   #Network Innovations CL/1\n\
cafe\t\t300/tcp\t   #Caf\xe9, in ISO 8859-1\n\
pcnfs\t\t640/udp #PC-NFS DOS Authentication\n\
login\t\t513/tcp    #remote login a la telnet;\n\
#\t\t\t    automatic authentication performed\n\
who\t\t513/udp    whod\n\
#--- LOCAL ---\n\
rndc\t\t953/tcp    # named's rndc control socket\n\
canna\t       5680/tcp\t   #Kana->Kanji server";

/// The form of macOS: spaces, each port over both protocols, and lines without a name.
const MACOS: &str = "\
ssh              22/udp     # SSH Remote Login Protocol
ssh              22/tcp     # SSH Remote Login Protocol
#                          Tatu Ylonen <ylo@cs.hut.fi>
telnet           23/tcp     # Telnet
                 24/udp     # any private mail system
                 24/tcp     # any private mail system
smtp             25/tcp     mail # Simple Mail Transfer
#                2048-2067  Unassigned
commplex-main   5000/tcp
\t        1023/udp        # Reserved
";

/// The form of a small Linux system: one separator, and little else.
const SMALL: &str = "\
tcpmux 1/tcp
domain 53/tcp nameserver
domain 53/udp nameserver
http 80/tcp www
gateway 80/tcp http
http 8080/tcp
www 81/udp
";

#[test]
fn files_in_the_form_of_each_system() {
    assert_eq!(check("Windows", WINDOWS.as_bytes()), (15, 0));
    let unended = WINDOWS.strip_suffix("\r\n").unwrap();
    assert_eq!(check("Windows, unended", unended.as_bytes()), (15, 0));
    assert_eq!(check("BSD", BSD), (16, 0));
    assert_eq!(check("macOS", MACOS.as_bytes()), (5, 3));
    assert_eq!(check("small", SMALL.as_bytes()), (7, 0));
}

#[test]
fn the_file_of_this_machine() {
    match fs::read(System::PATH) {
        Ok(bytes) => println!("read {:?} entries", check(System::PATH, &bytes)),
        Err(error) => println!("skipped: cannot read {}: {error}", System::PATH),
    }
}

#[test]
fn files_that_systems_ship() {
    let Some(folder) = env::var_os("SERVICES_FILES") else {
        return println!("skipped: SERVICES_FILES names no folder");
    };
    for shipped in &SHIPPED {
        let Shipped {
            name,
            repository,
            commit,
            path,
            ..
        } = shipped;
        let bytes = match fs::read(Path::new(&folder).join(name)) {
            Ok(bytes) => bytes,
            Err(error) => {
                println!("skipped: {name} is {path} of {repository} at {commit}: {error}");
                continue;
            }
        };
        assert_eq!(bytes.len(), shipped.bytes, "{name}");
        let counts = check(name, &bytes);
        assert_eq!(counts, (shipped.entries, shipped.refused), "{name}");
        println!("read {name}");
    }
}
