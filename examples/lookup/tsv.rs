//! One line of eight fields for each (query, port, transport), for programs.

use std::borrow::Cow;
use std::io::{self, Write};

use port_registry::{Endpoint, Port, Protocol, Service};

use crate::Found;
use crate::query::{Invalid, Query};

/// Answers a query in lines; tells whether there was anything to find.
pub fn write(out: &mut impl Write, text: &str, query: Result<Query, Invalid>) -> io::Result<Found> {
    let text = &one_line(text);
    match query {
        Err(_) => no_answer(out, text, "invalid"),
        Ok(Query::Port(port)) => {
            for protocol in Protocol::ALL {
                write_endpoint(out, text, Endpoint::new(port, protocol))?;
            }
            Ok(Found::All)
        }
        Ok(Query::Endpoint(endpoint)) => {
            write_endpoint(out, text, endpoint)?;
            Ok(Found::All)
        }
        Ok(query @ (Query::Name(_) | Query::NameOver(..))) => {
            let services = query.registered();
            if services.is_empty() {
                return no_answer(out, text, "unknown");
            }
            for service in services {
                write_service(out, text, service)?;
            }
            Ok(Found::All)
        }
    }
}

fn no_answer(out: &mut impl Write, text: &str, status: &str) -> io::Result<Found> {
    writeln!(out, "{text}\t\t\t\t{status}\t\t\t")?;
    Ok(Found::NotAll)
}

fn write_endpoint(out: &mut impl Write, text: &str, endpoint: Endpoint) -> io::Result<()> {
    let (port, protocol) = (endpoint.port(), endpoint.protocol());
    let (class, status) = (port.class(), endpoint.status());
    write!(out, "{text}\t{port}\t{protocol}\t{class}\t{status}\t")?;
    write_names(out, port, protocol)?;
    let description = endpoint.service().map_or("", Service::description);
    writeln!(out, "\t{}", one_line(description))
}

/// A record of a name. The names are those of its port, of a span those of the first.
fn write_service(out: &mut impl Write, text: &str, service: Service) -> io::Result<()> {
    let protocol = service.protocol().map_or("", Protocol::as_str);
    // A record of all transports stands for TCP as for any other.
    let transport = service.protocol().unwrap_or(Protocol::Tcp);
    if let Some(ports) = service.ports() {
        let port = ports.first();
        let (class, status) = (port.class(), port.status(transport));
        write!(out, "{text}\t{ports}\t{protocol}\t{class}\t{status}\t")?;
        write_names(out, port, transport)?;
    } else {
        let name = service.name();
        write!(out, "{text}\t\t{protocol}\t\t\t{name}\t{name}")?;
    }
    writeln!(out, "\t{}", one_line(service.description()))
}

/// The preferred name, and all of them.
fn write_names(out: &mut impl Write, port: Port, protocol: Protocol) -> io::Result<()> {
    let preferred = port.service(protocol).map_or("", Service::name);
    write!(out, "{preferred}\t")?;
    for (at, service) in port.services_on(protocol).enumerate() {
        let comma = if at > 0 { "," } else { "" };
        write!(out, "{comma}{}", service.name())?;
    }
    Ok(())
}

/// Without what would end a field or a line: a line end becomes one space, as does a tab.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\t']) {
        Cow::Owned(text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " "))
    } else {
        Cow::Borrowed(text)
    }
}
