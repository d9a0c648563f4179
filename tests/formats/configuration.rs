//! Configuration files, environment variables and command lines of other crates, as they are written with
//! serde, figment and clap.

#![allow(clippy::result_large_err, reason = "it is the error of figment")]

use std::collections::HashMap;

use clap::Parser;
use figment::providers::{Env, Format, Toml};
use figment::{Figment, Jail};
use port_registry::port_set::PortSpec;
use port_registry::{Endpoint, Port, PortRange, PortSet, Protocol, Service};
use serde::Deserialize;

#[derive(Deserialize, Debug)]
struct Config {
    listen: Endpoint,
    #[serde(with = "port_registry::port_set::tcp")]
    open: PortSet,
    #[serde(with = "port_registry::port_set::udp")]
    open_udp: PortSet,
    forward: PortSpec,
    service: Service,
    limits: HashMap<Port, u32>,
}

#[test]
fn a_configuration_file_in_toml_and_json() {
    let toml = r#"
        listen = "0.0.0.0:https"
        open = [22, "oracle", "8000-8100"]
        open_udp = "oracle,wireguard"
        forward = ["80/tcp", "dns/udp"]
        service = "postgresql/tcp"

        [limits]
        443 = 100
        53 = 10
    "#;
    let config: Config = toml::from_str(toml).unwrap();
    assert_eq!(config.listen.to_string(), "443/tcp");
    assert_eq!(config.open.to_string(), "22,1521,8000-8100");
    assert_eq!(config.open_udp.to_string(), "2005,51820");
    assert_eq!(config.forward.to_string(), "T:80,U:53");
    assert_eq!(config.service.port(), Some(Port::new(5432)));
    assert_eq!(config.limits[&Port::new(443)], 100);

    let limits: HashMap<Port, u32> = serde_json::from_str(r#"{"443": 100, "53": 10}"#).unwrap();
    assert_eq!(limits, config.limits);
    assert!(serde_json::from_str::<HashMap<Port, u32>>(r#"{"70000": 1}"#).is_err());
}

/// The fields of a configuration whose values are from a file, and then from the environment.
#[derive(Deserialize, Debug)]
struct Layered {
    listen: Endpoint,
    admin: Port,
    open: PortSet,
    forward: PortSpec,
    service: Service,
    protocol: Protocol,
    range: PortRange,
}

fn layered() -> Result<Layered, figment::Error> {
    Figment::new()
        .merge(Toml::file("server.toml"))
        .merge(Env::prefixed("SERVER_"))
        .extract()
}

const FILE: &str = r#"
    listen = "https"
    admin = 8443
    open = [22, "http", "8000-8100"]
    forward = ["80/tcp", "dns/udp"]
    service = { name = "postgresql", protocol = "tcp" }
    protocol = "udp"
    range = 8080
"#;

#[test]
fn a_file_and_environment_variables_of_figment() {
    Jail::expect_with(|jail| {
        jail.create_file("server.toml", FILE)?;
        let config = layered()?;
        assert_eq!(config.listen.to_string(), "443/tcp");
        assert_eq!(config.admin, 8443);
        assert_eq!(config.open.to_string(), "22,80,8000-8100");
        assert_eq!(config.forward.to_string(), "T:80,U:53");
        assert_eq!(config.service.to_string(), "postgresql/tcp");
        assert_eq!(config.protocol, Protocol::Udp);
        assert_eq!(config.range.to_string(), "8080");

        // figment takes a variable for a number, a list or a map if it looks like one.
        jail.set_env("SERVER_LISTEN", "[::1]:8443");
        jail.set_env("SERVER_ADMIN", "9443");
        jail.set_env("SERVER_OPEN", "443");
        jail.set_env("SERVER_FORWARD", "T:22,U:53");
        jail.set_env("SERVER_SERVICE", "ssh/tcp");
        jail.set_env("SERVER_PROTOCOL", "SCTP");
        jail.set_env("SERVER_RANGE", "6000-6063");
        let config = layered()?;
        assert_eq!(config.listen.to_string(), "8443/tcp");
        assert_eq!(config.admin, 9443);
        assert_eq!(config.open.to_string(), "443");
        assert_eq!(config.forward.to_string(), "T:22,U:53");
        assert_eq!(config.service.to_string(), "ssh/tcp");
        assert_eq!(config.protocol, Protocol::Sctp);
        assert_eq!(config.range.to_string(), "6000-6063");

        for (open, expected) in [
            ("22,https", "22,443"),
            ("22, 8000-8100", "22,8000-8100"),
            ("[22, \"https\"]", "22,443"),
            ("\"22\"", "22"),
            // Without quotes this is a negative number, which is no port.
            ("\"-1023\"", "0-1023"),
            ("", ""),
        ] {
            jail.set_env("SERVER_OPEN", open);
            assert_eq!(layered()?.open.to_string(), expected, "{open:?}");
        }
        jail.set_env("SERVER_FORWARD", "[\"80/tcp\", \"dns/udp\"]");
        jail.set_env("SERVER_SERVICE", "{name=ssh,protocol=tcp}");
        let config = layered()?;
        assert_eq!(config.forward.to_string(), "T:80,U:53");
        assert_eq!(config.service.to_string(), "ssh/tcp");
        Ok(())
    });
}

/// Returns figment's message for the file, with this variable set to this value.
fn refusal(file: &str, variable: &str, value: &str) -> String {
    let mut message = None;
    Jail::expect_with(|jail| {
        jail.create_file("server.toml", file)?;
        jail.set_env(variable, value);
        message = layered().err().map(|error| error.to_string());
        Ok(())
    });
    message.expect("an error")
}

#[test]
fn errors_of_figment_name_the_key_and_have_the_message_of_the_crate() {
    for (key, value, expected) in [
        (
            "LISTEN",
            "htps",
            "invalid endpoint \"htps\": expected a port or a service that has one; did you mean https?",
        ),
        (
            "ADMIN",
            "70000",
            "invalid value unsigned int `70000`, expected a port number from 0 to 65535",
        ),
        (
            "OPEN",
            "22,,80",
            "invalid port set at byte 3: empty part \"\": expected a port or a range",
        ),
        (
            "FORWARD",
            "X:22",
            "invalid port spec at byte 0: unknown transport \"X\": expected T for tcp, U for udp, S for sctp or D for \
             dccp, or * for all",
        ),
        (
            "SERVICE",
            "htps/tcp",
            "unknown service \"htps/tcp\": expected a name that is registered over this transport; did you mean https?",
        ),
        (
            "PROTOCOL",
            "icmp",
            "unknown transport protocol \"icmp\": expected tcp, udp, sctp or dccp",
        ),
        (
            "RANGE",
            "9-1",
            "port range 9-1 runs backwards: expected the lower port first",
        ),
        // figment has read numbers, of which these fields read none.
        (
            "LISTEN",
            "443",
            "invalid type: found unsigned int `443`, expected a port and a transport protocol, as in \"443/tcp\"",
        ),
        (
            "FORWARD",
            "22",
            "invalid type: found unsigned int `22`, expected lists of ports, as in \"T:22,80,U:53\" or [\"22/tcp\", \
             \"53/udp\"]",
        ),
        (
            "OPEN",
            "-1023",
            "invalid value signed int `-1023`, expected a list of ports, as in \"22,80,8000-8100\" or [22, \
             \"8000-8100\"]",
        ),
    ] {
        let source = format!(" for key \"{key}\" in `SERVER_` environment variable(s)");
        assert_eq!(
            refusal(FILE, &format!("SERVER_{key}"), value),
            format!("{expected}{source}"),
            "{key}={value}"
        );
    }
    // The key of an item of a list has its position.
    let item = refusal(FILE, "SERVER_OPEN", "[22, 70000]");
    assert!(item.contains(" for key \"OPEN.1\" in "), "{item}");
    let file = FILE.replace("\"https\"", "\"htps\"");
    assert_eq!(
        refusal(&file, "SERVER_ADMIN", "443"),
        "invalid endpoint \"htps\": expected a port or a service that has one; did you mean https? for key \
         \"default.listen\" in server.toml TOML file",
    );
}

#[derive(Parser, Debug)]
struct Arguments {
    /// Ports over TCP, such as ssh,http or 8000-8100
    #[arg(short, value_parser = |list: &str| PortSet::parse_over(list, Protocol::Tcp))]
    ports: Vec<PortSet>,
    #[arg(long)]
    skip: Option<PortSet>,
    #[arg(long)]
    scan: Option<PortSpec>,
    #[arg(long)]
    listen: Option<Endpoint>,
    #[arg(long)]
    service: Option<Service>,
    #[arg(long, default_value = "tcp")]
    protocol: Protocol,
}

fn parse(arguments: &[&str]) -> Result<Arguments, String> {
    let all = ["program"].iter().chain(arguments);
    Arguments::try_parse_from(all).map_err(|error| error.to_string())
}

#[test]
fn a_command_line_of_clap() {
    let parsed = parse(&[
        "-p",
        "ssh,http",
        "-p",
        "8000-8100",
        "--skip",
        "https,9000",
        "--scan",
        "T:22,53/udp",
        "--listen",
        "[::]:8443",
        "--service",
        "ssh/tcp",
        "--protocol",
        "UDP",
    ])
    .unwrap();
    let ports: PortSet = parsed.ports.iter().collect();
    assert_eq!(ports.to_string(), "22,80,8000-8100");
    assert_eq!(parsed.skip.unwrap().to_string(), "443,9000");
    assert_eq!(parsed.scan.unwrap().to_string(), "T:22,U:53");
    assert_eq!(parsed.listen.unwrap().to_string(), "8443/tcp");
    assert_eq!(parsed.service.unwrap().name(), "ssh");
    assert_eq!(parsed.protocol, Protocol::Udp);

    let message = parse(&["-p", "htps"]).unwrap_err();
    assert!(
        message.starts_with(
            "error: invalid value 'htps' for '-p <PORTS>': invalid port set at byte 0: unknown service \
             \"htps\": expected one with a port over tcp"
        ),
        "{message}"
    );
}
