//! Configuration files and command lines of other crates, as they are written with serde and clap.

use std::collections::HashMap;

use clap::Parser;
use port_registry::port_set::PortSpec;
use port_registry::{Endpoint, Port, PortSet, Protocol, Service};
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
