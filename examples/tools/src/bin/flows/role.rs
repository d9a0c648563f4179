//! The fields that the program knows, and the names that they have in logs.
//!
//! The readers in `format` ask it for the role of each name in a log, `record.rs` reads the values by role.

use std::fmt;

/// What a field of a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    SourceAddress,
    DestinationAddress,
    SourcePort,
    DestinationPort,
    Protocol,
    /// The number of the protocol, beside its name.
    ProtocolNumber,
    /// Packets of the record: of one direction, or of both.
    Packets,
    /// Packets from the source to the destination, if the record has both directions.
    PacketsForward,
    /// Packets from the destination to the source.
    PacketsBackward,
    Bytes,
    BytesForward,
    BytesBackward,
    /// The number of flows of which the record is the sum.
    Flows,
    /// AWS: whether there was traffic.
    LogStatus,
    /// AWS: the TCP flags, of which ACK is set together with SYN only.
    TcpFlags,
    /// Argus: an arrow between source and destination.
    Arrow,
    /// RFC 5103: which end began a flow of two directions.
    BiflowDirection,
    /// Suricata: what the record is about.
    EventType,
    /// How many packets passed for each one that was counted.
    SamplingRate,
    /// A line of another log within a record.
    Message,
    /// A service that the log itself has named. It is kept as it is.
    Service,
}

/// The program, the service or the standard that uses a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Argus,
    Aws,
    CicFlowMeter,
    Conntrack,
    Ecs,
    FortiGate,
    Gcp,
    GoFlow2,
    Ibm,
    Ipfix,
    Netfilter,
    NetFlow5,
    NetFlow9,
    Nfdump,
    Ocsf,
    PaloAlto,
    Pmacct,
    Silk,
    Splunk,
    Suricata,
    Unsw,
    Windows,
    Yaf,
    Zeek,
}

/// A name of a field.
#[expect(clippy::struct_field_names, reason = "it is the name")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    pub role: Role,
    /// The name as `origin` writes it. A point separates the keys of nested objects.
    pub name: &'static str,
    pub origin: Origin,
    pub rank: Rank,
    pub source: Source,
    pub spelling: Spelling,
}

/// How much a name may differ from the one of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// In case and in the characters between words.
    Loose,
    /// Not at all, since another program has another field of nearly the same name.
    Exact,
}

/// Which name counts if a log has several for a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Only if there is no other.
    Low,
    Usual,
    /// Before all others.
    High,
}

/// What a name says of the source of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The source is the sender, which may be the client or the server.
    Sender,
    /// The source is the end that began the flow.
    Initiator,
}

const fn usual(role: Role, name: &'static str, origin: Origin) -> Name {
    Name {
        role,
        name,
        origin,
        rank: Rank::Usual,
        source: Source::Sender,
        spelling: Spelling::Loose,
    }
}

const fn low(role: Role, name: &'static str, origin: Origin) -> Name {
    Name {
        rank: Rank::Low,
        ..usual(role, name, origin)
    }
}

const fn high(role: Role, name: &'static str, origin: Origin) -> Name {
    Name {
        rank: Rank::High,
        ..usual(role, name, origin)
    }
}

/// Returns a name that only logs have whose source is the end that began the flow.
const fn initiator(role: Role, name: &'static str, origin: Origin) -> Name {
    Name {
        source: Source::Initiator,
        ..usual(role, name, origin)
    }
}

/// All names. The first name of a role is the one that messages use. Case and the characters between
/// words (`_`, `-`, `.`, space) do not count, so `src_port` matches `Src Port` and `srcPort` too.
pub const NAMES: &[Name] = {
    use Origin::{
        Argus, Aws, CicFlowMeter, Conntrack, Ecs, FortiGate, Gcp, GoFlow2, Ibm, Ipfix, NetFlow5,
        NetFlow9, Netfilter, Nfdump, Ocsf, PaloAlto, Pmacct, Silk, Splunk, Suricata, Unsw, Windows,
        Yaf, Zeek,
    };
    use Role::{
        Arrow, BiflowDirection, Bytes, BytesBackward, BytesForward, DestinationAddress,
        DestinationPort, EventType, Flows, LogStatus, Message, Packets, PacketsBackward,
        PacketsForward, Protocol, ProtocolNumber, SamplingRate, Service, SourceAddress, SourcePort,
        TcpFlags,
    };
    &[
        usual(SourceAddress, "srcaddr", Aws),
        usual(SourceAddress, "src_ip", Suricata),
        usual(SourceAddress, "sa", Nfdump),
        usual(SourceAddress, "sIP", Silk),
        usual(SourceAddress, "SRC", Netfilter),
        usual(SourceAddress, "IPV4_SRC_ADDR", NetFlow9),
        low(SourceAddress, "IPV6_SRC_ADDR", NetFlow9),
        usual(SourceAddress, "src4_addr", Nfdump),
        usual(SourceAddress, "src6_addr", Nfdump),
        usual(SourceAddress, "sourceIPv4Address", Ipfix),
        low(SourceAddress, "sourceIPv6Address", Ipfix),
        usual(SourceAddress, "source.ip", Ecs),
        usual(SourceAddress, "source.address", PaloAlto),
        Name {
            rank: Rank::High,
            ..initiator(SourceAddress, "client.ip", Ecs)
        },
        initiator(SourceAddress, "id.orig_h", Zeek),
        usual(SourceAddress, "connection.src_ip", Gcp),
        usual(SourceAddress, "ip_src", Pmacct),
        usual(SourceAddress, "src_endpoint.ip", Ocsf),
        initiator(SourceAddress, "initiator_ip", Ibm),
        usual(DestinationAddress, "dstaddr", Aws),
        usual(DestinationAddress, "ip_dst", Pmacct),
        usual(DestinationAddress, "dst_endpoint.ip", Ocsf),
        usual(DestinationAddress, "target_ip", Ibm),
        usual(DestinationAddress, "dest_ip", Suricata),
        usual(DestinationAddress, "dst_ip", Windows),
        usual(DestinationAddress, "da", Nfdump),
        usual(DestinationAddress, "dIP", Silk),
        usual(DestinationAddress, "DST", Netfilter),
        usual(DestinationAddress, "IPV4_DST_ADDR", NetFlow9),
        low(DestinationAddress, "IPV6_DST_ADDR", NetFlow9),
        usual(DestinationAddress, "dst4_addr", Nfdump),
        usual(DestinationAddress, "dst6_addr", Nfdump),
        usual(DestinationAddress, "destinationIPv4Address", Ipfix),
        low(DestinationAddress, "destinationIPv6Address", Ipfix),
        usual(DestinationAddress, "destination.ip", Ecs),
        usual(DestinationAddress, "destination.address", PaloAlto),
        high(DestinationAddress, "server.ip", Ecs),
        usual(DestinationAddress, "id.resp_h", Zeek),
        usual(DestinationAddress, "connection.dest_ip", Gcp),
        usual(SourcePort, "srcport", Aws),
        usual(SourcePort, "sport", Argus),
        usual(SourcePort, "source.port", Ecs),
        usual(SourcePort, "sourceTransportPort", Ipfix),
        usual(SourcePort, "L4_SRC_PORT", NetFlow9),
        usual(SourcePort, "sp", Nfdump),
        usual(SourcePort, "spt", Netfilter),
        initiator(SourcePort, "id.orig_p", Zeek),
        Name {
            rank: Rank::High,
            ..initiator(SourcePort, "client.port", Ecs)
        },
        usual(SourcePort, "connection.src_port", Gcp),
        usual(SourcePort, "port_src", Pmacct),
        usual(SourcePort, "src_endpoint.port", Ocsf),
        initiator(SourcePort, "initiator_port", Ibm),
        usual(DestinationPort, "dstport", Aws),
        usual(DestinationPort, "port_dst", Pmacct),
        usual(DestinationPort, "dst_endpoint.port", Ocsf),
        usual(DestinationPort, "target_port", Ibm),
        usual(DestinationPort, "dport", Argus),
        usual(DestinationPort, "dest_port", Suricata),
        usual(DestinationPort, "destination.port", Ecs),
        usual(DestinationPort, "destinationTransportPort", Ipfix),
        usual(DestinationPort, "L4_DST_PORT", NetFlow9),
        usual(DestinationPort, "dp", Nfdump),
        usual(DestinationPort, "dpt", Netfilter),
        usual(DestinationPort, "dsport", Unsw),
        usual(DestinationPort, "id.resp_p", Zeek),
        high(DestinationPort, "server.port", Ecs),
        usual(DestinationPort, "connection.dest_port", Gcp),
        low(Protocol, "protocol", Aws),
        usual(Protocol, "proto", Suricata),
        usual(Protocol, "prot", NetFlow5),
        usual(ProtocolNumber, "ip_proto", Zeek),
        usual(Protocol, "ip_protocol", PaloAlto),
        usual(Protocol, "protocolIdentifier", Ipfix),
        usual(Protocol, "pr", Nfdump),
        usual(Protocol, "pro", Silk),
        usual(Protocol, "connection.protocol", Gcp),
        usual(Protocol, "transport_protocol", Ibm),
        usual(Protocol, "connection_info.protocol_num", Ocsf),
        // Of these logs, `protocol` and `network.protocol` are of the application.
        high(Protocol, "transport", Splunk),
        high(Protocol, "network.transport", Ecs),
        usual(ProtocolNumber, "network.iana_number", Ecs),
        usual(Packets, "packets", Aws),
        usual(Packets, "pkts", NetFlow5),
        usual(Packets, "packet_count", Splunk),
        usual(Packets, "TotPkts", Argus),
        usual(Packets, "network.packets", Ecs),
        usual(Packets, "numpackets", Aws),
        usual(Packets, "traffic.packets", Ocsf),
        usual(PacketsForward, "packetDeltaCount", Ipfix),
        low(PacketsForward, "packetTotalCount", Ipfix),
        usual(PacketsForward, "packets_sent", Gcp),
        usual(PacketsForward, "ipkt", Nfdump),
        usual(PacketsForward, "in_packets", Nfdump),
        usual(PacketsForward, "IN_PKTS", NetFlow9),
        usual(PacketsForward, "packets_in", Splunk),
        usual(PacketsForward, "source.packets", Ecs),
        usual(PacketsForward, "SrcPkts", Argus),
        usual(PacketsForward, "spkts", Unsw),
        Name {
            rank: Rank::High,
            ..initiator(PacketsForward, "client.packets", Ecs)
        },
        initiator(PacketsForward, "orig_pkts", Zeek),
        initiator(PacketsForward, "flow.pkts_toserver", Suricata),
        initiator(PacketsForward, "sentpkt", FortiGate),
        initiator(PacketsForward, "pkts_sent", PaloAlto),
        // Its source is the sender of the first packet that it saw, also after it has cut a flow in two.
        usual(PacketsForward, "total_fwd_packets", CicFlowMeter),
        usual(PacketsForward, "total_fwd_packet", CicFlowMeter),
        usual(PacketsForward, "tot_fwd_pkts", CicFlowMeter),
        initiator(PacketsForward, "packets_from_initiator", Ibm),
        usual(PacketsBackward, "packets_from_target", Ibm),
        usual(PacketsBackward, "opkt", Nfdump),
        usual(PacketsBackward, "out_packets", Nfdump),
        usual(PacketsBackward, "OUT_PKTS", NetFlow9),
        usual(PacketsBackward, "packets_out", Splunk),
        usual(PacketsBackward, "destination.packets", Ecs),
        usual(PacketsBackward, "DstPkts", Argus),
        usual(PacketsBackward, "dpkts", Unsw),
        high(PacketsBackward, "server.packets", Ecs),
        usual(PacketsBackward, "reversePacketDeltaCount", Yaf),
        low(PacketsBackward, "reversePacketTotalCount", Yaf),
        usual(PacketsBackward, "resp_pkts", Zeek),
        usual(PacketsBackward, "flow.pkts_toclient", Suricata),
        usual(PacketsBackward, "rcvdpkt", FortiGate),
        usual(PacketsBackward, "pkts_received", PaloAlto),
        usual(PacketsBackward, "total_backward_packets", CicFlowMeter),
        usual(PacketsBackward, "total_bwd_packets", CicFlowMeter),
        usual(PacketsBackward, "tot_bwd_pkts", CicFlowMeter),
        usual(Bytes, "bytes", Aws),
        usual(Bytes, "octets", NetFlow5),
        usual(Bytes, "dOctets", NetFlow5),
        usual(Bytes, "byte_count", Splunk),
        usual(Bytes, "TotBytes", Argus),
        usual(Bytes, "network.bytes", Ecs),
        usual(Bytes, "numbytes", Aws),
        usual(Bytes, "traffic.bytes", Ocsf),
        low(Bytes, "len", Netfilter),
        low(Bytes, "size", Windows),
        usual(BytesForward, "octetDeltaCount", Ipfix),
        low(BytesForward, "octetTotalCount", Ipfix),
        usual(BytesForward, "bytes_sent", Gcp),
        usual(BytesForward, "ibyt", Nfdump),
        usual(BytesForward, "in_bytes", NetFlow9),
        usual(BytesForward, "bytes_in", Splunk),
        usual(BytesForward, "source.bytes", Ecs),
        usual(BytesForward, "SrcBytes", Argus),
        usual(BytesForward, "sbytes", Unsw),
        Name {
            rank: Rank::High,
            ..initiator(BytesForward, "client.bytes", Ecs)
        },
        // As many bytes as IP counts, which fit the packets. The others are those of the payload.
        initiator(BytesForward, "orig_ip_bytes", Zeek),
        Name {
            rank: Rank::Low,
            ..initiator(BytesForward, "orig_bytes", Zeek)
        },
        initiator(BytesForward, "flow.bytes_toserver", Suricata),
        initiator(BytesForward, "sentbyte", FortiGate),
        usual(BytesForward, "total_length_of_fwd_packets", CicFlowMeter),
        usual(BytesForward, "total_length_of_fwd_packet", CicFlowMeter),
        usual(BytesForward, "totlen_fwd_pkts", CicFlowMeter),
        initiator(BytesForward, "bytes_from_initiator", Ibm),
        usual(BytesBackward, "bytes_from_target", Ibm),
        usual(BytesBackward, "obyt", Nfdump),
        usual(BytesBackward, "out_bytes", NetFlow9),
        usual(BytesBackward, "bytes_out", Splunk),
        usual(BytesBackward, "destination.bytes", Ecs),
        usual(BytesBackward, "DstBytes", Argus),
        usual(BytesBackward, "dbytes", Unsw),
        high(BytesBackward, "server.bytes", Ecs),
        usual(BytesBackward, "reverseOctetDeltaCount", Yaf),
        low(BytesBackward, "reverseOctetTotalCount", Yaf),
        usual(BytesBackward, "resp_ip_bytes", Zeek),
        low(BytesBackward, "resp_bytes", Zeek),
        usual(BytesBackward, "flow.bytes_toclient", Suricata),
        usual(BytesBackward, "rcvdbyte", FortiGate),
        usual(BytesBackward, "bytes_received", PaloAlto),
        usual(BytesBackward, "total_length_of_bwd_packets", CicFlowMeter),
        usual(BytesBackward, "total_length_of_bwd_packet", CicFlowMeter),
        usual(BytesBackward, "totlen_bwd_pkts", CicFlowMeter),
        usual(Flows, "flows", Nfdump),
        usual(Flows, "aggr_flows", Nfdump),
        usual(Flows, "deltaFlowCount", Ipfix),
        usual(LogStatus, "log-status", Aws),
        // NetFlow's TCP_FLAGS are all flags of a flow, which both ends have.
        Name {
            spelling: Spelling::Exact,
            ..usual(TcpFlags, "tcp-flags", Aws)
        },
        usual(Arrow, "dir", Argus),
        usual(BiflowDirection, "biflowDirection", Ipfix),
        usual(EventType, "event_type", Suricata),
        usual(SamplingRate, "sampling_rate", GoFlow2),
        low(Message, "message", Aws),
        usual(Service, "service", Conntrack),
    ]
};

impl Role {
    /// The number of roles.
    pub const COUNT: usize = Self::Service as usize + 1;

    /// Returns the names of the role.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let of_role = NAMES.iter().filter(move |name| name.role == self);
        of_role.map(|name| name.name)
    }

    /// Returns the role of the total if this is the role of an amount in one direction, or else the role
    /// itself.
    pub const fn amount(self) -> Self {
        match self {
            Self::PacketsForward | Self::PacketsBackward => Self::Packets,
            Self::BytesForward | Self::BytesBackward => Self::Bytes,
            other => other,
        }
    }

    /// Returns whether few logs have such a field.
    pub const fn is_rare(self) -> bool {
        matches!(
            self,
            Self::Flows
                | Self::TcpFlags
                | Self::Arrow
                | Self::BiflowDirection
                | Self::EventType
                | Self::SamplingRate
        )
    }

    /// Returns whether it is an error that two columns of a log have the role, since either could be meant.
    pub const fn must_be_one(self) -> bool {
        !matches!(
            self,
            Self::SourceAddress | Self::DestinationAddress | Self::Message | Self::Service
        )
    }
}

/// Writes the first name of the role, or of the total if it is an amount of one direction.
impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.amount().names().next().unwrap_or_default())
    }
}

/// Returns the letters and digits of a name in lower case, by which names are compared.
pub fn letters(name: &str) -> String {
    let kept = name.chars().filter(|letter| letter.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}
