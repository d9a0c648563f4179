//! Rules that count the packets that arrive, and record those that the rules of a set let through.
//!
//! They are in tables of their own, loaded after the set. The chain that records is the last one of the hook
//! `input`. It drops what it has recorded, before Linux takes the connection for established (at the priority
//! `INT_MAX - 1` for IPv6, and `INT_MAX` for IPv4): each packet is the first of its connection.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::network::Network;
use crate::packets::Packet;
use crate::tools::Tool;

/// The address is that of `packets::MARK`. Other packets, such as those that look for routers, are not counted.
const TABLES: &str = "
table netdev recorder_arrival {
	counter arrived { }
	chain arrival {
		type filter hook ingress devices = { eth0, eth1 } priority -2147483648; policy accept;
		ether saddr & ff:ff:00:00:00:00 == 02:70:00:00:00:00 counter name arrived
	}
}
table inet recorder {
	set through { type ether_addr; flags dynamic; size 1000000; }
	chain last {
		type filter hook input priority 2147483645; policy accept;
		ether saddr & ff:ff:00:00:00:00 == 02:70:00:00:00:00 add @through { ether saddr } drop
	}
}
";

/// Sends packets to the host, whose rule set is loaded. Returns those that all chains let through.
pub fn through(network: &Network, packets: &[Packet]) -> BTreeSet<Packet> {
    Tool::Nft.load(TABLES).expect("the tables of the recorder");
    for packet in packets {
        network.send(packet.interface(), &packet.frame());
    }
    wait(packets.len());
    let listed = nft_json(&["list", "set", "inet", "recorder", "through"]);
    let set = listed.iter().find_map(|object| object.get("set"));
    let elements = set.expect("the set")["elem"].as_array();
    elements.into_iter().flatten().map(packet).collect()
}

/// Waits until all packets have arrived. A packet that has arrived is through before the next one arrives, and the
/// last one before another program is started.
fn wait(sent: usize) {
    let end = Instant::now() + Duration::from_secs(10);
    let list = ["list", "counter", "netdev", "recorder_arrival", "arrived"];
    loop {
        let listed = nft_json(&list);
        let counter = listed.iter().find_map(|object| object.get("counter"));
        let arrived = counter.expect("the counter")["packets"].as_u64();
        if arrived == Some(sent as u64) {
            return;
        }
        assert!(
            Instant::now() < end,
            "{arrived:?} of {sent} packets arrived"
        );
        thread::sleep(Duration::from_millis(2));
    }
}

fn nft_json(arguments: &[&str]) -> Vec<Value> {
    let text = Tool::Nft.run(&[&["-j"], arguments].concat(), "").unwrap();
    let mut value: Value = serde_json::from_str(&text).unwrap();
    let Value::Array(objects) = value["nftables"].take() else {
        panic!("not the output of nft -j: {text}");
    };
    objects
}

fn packet(element: &Value) -> Packet {
    let text = element.as_str().unwrap();
    let mut address = [0; 6];
    for (byte, digits) in address.iter_mut().zip(text.split(':')) {
        *byte = u8::from_str_radix(digits, 16).unwrap();
    }
    Packet::of_address(address).unwrap()
}
