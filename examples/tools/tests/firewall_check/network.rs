//! The network of the tests: a host under test, which is the namespace of the process, and the wires to it.
//!
//! The host has the interfaces `eth0`, with the default route, and `eth1`, a local network. Their other ends are
//! in a second namespace, which packet sockets keep alive. Frames are written to these sockets as they are, so
//! packets come from any address, nothing answers, and nothing is sent again.

use std::os::fd::{AsRawFd as _, OwnedFd};
use std::process::{self, Command};
use std::thread;

use nix::ifaddrs::getifaddrs;
use nix::sched::{CloneFlags, unshare};
use nix::sys::socket::{AddressFamily, LinkAddr, MsgFlags, SockFlag, SockType, sendto, socket};

/// Makes the other ends. `$0` is the process whose namespace gets `eth0` and `eth1`.
const OTHER_ENDS: &str = "
for at in 0 1; do
  ip link add wire$at type veth peer name eth$at netns $0 || exit
  ip link set wire$at addrgenmode none up || exit
done";

/// Gives the host its addresses and routes. Replies need no neighbour that answers.
const HOST: &str = "
for at in 0 1; do
  ip link set eth$at address 02:00:00:00:00:0$at addrgenmode none up || exit
  ip -6 route flush dev eth$at
done
ip address add 198.51.100.1/24 dev eth0 &&
ip address add 10.0.0.1/8 dev eth1 &&
ip address add 192.168.0.1/16 dev eth1 &&
ip address add 2001:db8:1::1/64 dev eth0 nodad &&
ip address add fd00::1/8 dev eth1 nodad &&
ip address add fe80::1/64 dev eth1 nodad &&
ip address add fe80::1/64 dev eth0 nodad &&
set -- nud permanent lladdr 02:00:00:00:00:ff &&
ip neighbour add 198.51.100.254 dev eth0 \"$@\" &&
ip neighbour add fe80::fe dev eth0 \"$@\" &&
ip neighbour add 10.1.2.3 dev eth1 \"$@\" &&
ip neighbour add 192.168.5.77 dev eth1 \"$@\" &&
ip neighbour add fd00::77 dev eth1 \"$@\" &&
ip neighbour add fe80::77 dev eth1 \"$@\" &&
ip route add default via 198.51.100.254 &&
ip route add default via fe80::fe dev eth0";

/// An interface of the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interface {
    Eth0,
    Eth1,
}

impl Interface {
    /// Returns the Ethernet address, which the script of the host sets.
    pub const fn address(self) -> [u8; 6] {
        [2, 0, 0, 0, 0, self as u8]
    }
}

/// The other ends of the wires to the host.
#[derive(Debug)]
pub struct Network {
    socket: OwnedFd,
    ends: [LinkAddr; 2],
}

impl Network {
    /// Makes the network around the namespace of this process, which has to be one of the test's own.
    pub fn new() -> Result<Self, String> {
        let wires = thread::spawn(Self::other_ends).join();
        let network = wires.map_err(|_| "the thread of the other ends panicked".to_owned())??;
        run(HOST)?;
        Ok(network)
    }

    /// Runs in a thread of its own, which goes to another namespace.
    fn other_ends() -> Result<Self, String> {
        let message = |error: nix::Error| error.to_string();
        unshare(CloneFlags::CLONE_NEWNET).map_err(message)?;
        run(OTHER_ENDS)?;
        let flags = SockFlag::SOCK_CLOEXEC;
        let socket = socket(AddressFamily::Packet, SockType::Raw, flags, None).map_err(message)?;
        let end = |name: &str| {
            let mut all = getifaddrs().map_err(message)?;
            all.find_map(|one| {
                let address = one.address.filter(|_| one.interface_name == name)?;
                address.as_link_addr().copied()
            })
            .ok_or_else(|| format!("{name} has no link address"))
        };
        Ok(Self {
            socket,
            ends: [end("wire0")?, end("wire1")?],
        })
    }

    /// Sends a frame to an interface of the host.
    pub fn send(&self, to: Interface, frame: &[u8]) {
        let end = &self.ends[to as usize];
        let sent = sendto(self.socket.as_raw_fd(), frame, end, MsgFlags::empty());
        assert_eq!(sent, Ok(frame.len()));
    }
}

fn run(script: &str) -> Result<(), String> {
    let mut command = Command::new("sh");
    command.args(["-c", script, &process::id().to_string()]);
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{}{}",
        String::from_utf8_lossy(&output.stderr).trim_end(),
        script
    ))
}
