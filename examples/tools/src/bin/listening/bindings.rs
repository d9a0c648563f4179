//! Asks the kernel by `sock_diag(7)` for what `/proc/net` does not show of a socket. `work.rs` calls it.

use std::collections::HashMap;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};

use netlink_packet_core::{
    NLM_F_DUMP, NLM_F_REQUEST, NetlinkHeader, NetlinkMessage, NetlinkPayload,
};
use netlink_packet_sock_diag::SockDiagMessage;
use netlink_packet_sock_diag::constants::{AF_INET, AF_INET6, IPPROTO_TCP, IPPROTO_UDP};
use netlink_packet_sock_diag::inet::nlas::Nla;
use netlink_packet_sock_diag::inet::{
    ExtensionFlags, InetRequest, InetResponse, SocketId, StateFlags,
};
use nix::net::if_::if_indextoname;
use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, recv, sendto, socket,
};

/// What a socket is bound to, besides its address and port.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Binding {
    /// The name of the interface: that of `SO_BINDTODEVICE`, or the scope of a link-local address.
    pub interface: Option<String>,
    /// Whether an IPv6 socket accepts IPv6 only (`IPV6_V6ONLY`). `None` for an IPv4 socket.
    pub ipv6only: Option<bool>,
}

/// The error if the kernel does not list the sockets, for example since it was built without
/// `sock_diag`.
#[derive(Debug, thiserror::Error)]
pub enum BindingsError {
    /// A system call failed, or the kernel refused the request.
    #[error("{0}")]
    Kernel(io::Error),
    /// The answer is no list of sockets.
    #[error("unexpected answer {0:?}: expected a list of sockets")]
    Answer(String),
}

/// An answer has no more than 32 KiB: the kernel fills the buffer of the reader, up to this size.
const BUFFER: usize = 32 * 1024;

/// Returns the bindings of the sockets that may listen in the network namespace of this process, by
/// inode.
///
/// # Errors
///
/// Returns [`BindingsError`] if the kernel does not list TCP and UDP sockets. A kernel without IPv6
/// lists those of IPv4.
pub fn bindings() -> Result<HashMap<u64, Binding>, BindingsError> {
    let socket = socket(
        AddressFamily::Netlink,
        SockType::Datagram,
        SockFlag::SOCK_CLOEXEC,
        SockProtocol::NetlinkSockDiag,
    )
    .map_err(kernel)?;
    let mut bindings = HashMap::new();
    let mut names = InterfaceNames::default();
    // UDP has no listening state: the kernel reports an unconnected socket as closed.
    for (protocol, states) in [
        (IPPROTO_TCP, StateFlags::LISTEN),
        (IPPROTO_UDP, StateFlags::CLOSE),
    ] {
        for (family, socket_id) in [
            (AF_INET, SocketId::new_v4()),
            (AF_INET6, SocketId::new_v6()),
        ] {
            let request = InetRequest {
                family,
                protocol,
                extensions: ExtensionFlags::empty(),
                states: states.clone(),
                socket_id,
            };
            dump(&socket, request, |answer| {
                let inode = u64::from(answer.header.inode);
                bindings.insert(inode, binding(answer, &mut names));
            })?;
        }
    }
    Ok(bindings)
}

fn binding(answer: &InetResponse, names: &mut InterfaceNames) -> Binding {
    let index = answer.header.socket_id.interface_id;
    Binding {
        interface: (index != 0).then(|| names.of(index)),
        ipv6only: answer.nlas.iter().find_map(|attribute| match attribute {
            Nla::SkV6Only(only) => Some(*only),
            _ => None,
        }),
    }
}

/// Sends a request and reads all of its answers.
fn dump(
    socket: &OwnedFd,
    request: InetRequest,
    mut read: impl FnMut(&InetResponse),
) -> Result<(), BindingsError> {
    let mut header = NetlinkHeader::default();
    header.flags = NLM_F_REQUEST | NLM_F_DUMP;
    let request = SockDiagMessage::InetRequest(request);
    let mut request = NetlinkMessage::new(header, request.into());
    request.finalize();
    let mut buffer = vec![0; request.buffer_len()];
    request.serialize(&mut buffer);
    let kernel_address = NetlinkAddr::new(0, 0);
    let none = MsgFlags::empty();
    sendto(socket.as_raw_fd(), &buffer, &kernel_address, none).map_err(kernel)?;

    buffer.resize(BUFFER, 0);
    loop {
        let length = recv(socket.as_raw_fd(), &mut buffer, none).map_err(kernel)?;
        let mut messages = buffer.get(..length).unwrap_or(&buffer);
        if messages.is_empty() {
            return Err(BindingsError::Answer(String::new()));
        }
        while !messages.is_empty() {
            let message = NetlinkMessage::<SockDiagMessage>::deserialize(messages)
                .map_err(|error| BindingsError::Answer(error.to_string()))?;
            match message.payload {
                NetlinkPayload::InnerMessage(SockDiagMessage::InetResponse(answer)) => {
                    read(&answer);
                }
                NetlinkPayload::Done(done) if done.code == 0 => return Ok(()),
                // A dump that fails after its start has the error in its last message.
                NetlinkPayload::Done(done) => return Err(refused(done.code)),
                NetlinkPayload::Error(error) => return Err(refused(error.raw_code())),
                other => return Err(BindingsError::Answer(format!("{other:?}"))),
            }
            // Messages are aligned to four bytes (netlink(7), NLMSG_ALIGN).
            let end = usize::try_from(message.header.length).unwrap_or(usize::MAX);
            messages = messages.get(end.next_multiple_of(4)..).unwrap_or_default();
        }
    }
}

fn kernel(error: nix::Error) -> BindingsError {
    BindingsError::Kernel(error.into())
}

/// Returns the error of a negative error number in an answer.
fn refused(code: i32) -> BindingsError {
    BindingsError::Kernel(io::Error::from_raw_os_error(code.saturating_abs()))
}

/// The names of interfaces, each of which is asked for once.
#[derive(Debug, Default)]
struct InterfaceNames(HashMap<u32, String>);

impl InterfaceNames {
    /// Returns the name, or the index if there is no such interface any more.
    fn of(&mut self, index: u32) -> String {
        let name = self.0.entry(index).or_insert_with(|| {
            if_indextoname(index).map_or_else(
                |_| index.to_string(),
                |name| name.to_string_lossy().into_owned(),
            )
        });
        name.clone()
    }
}
