//! Writes capture files in both formats for the other test modules.

/// A packet to write to a capture file.
#[derive(Clone)]
pub struct Packet {
    /// The time in nanoseconds since 1970.
    pub time: u64,
    /// The length on the wire.
    pub wire_length: u32,
    /// The bytes that the capture kept.
    pub data: Vec<u8>,
}

/// Returns a packet `milliseconds` after a fixed time in 2023.
pub fn at(milliseconds: u64, data: Vec<u8>) -> Packet {
    Packet {
        time: 1_700_000_000_000_000_000 + milliseconds * 1_000_000,
        wire_length: data.len() as u32,
        data,
    }
}

/// Returns packets that all have the same time.
pub fn at_once(frames: impl IntoIterator<Item = Vec<u8>>) -> Vec<Packet> {
    frames.into_iter().map(|frame| at(0, frame)).collect()
}

impl Packet {
    /// Returns the packet as a capture that truncates packets keeps it.
    pub fn cut_to(mut self, length: usize) -> Self {
        self.data.truncate(length);
        self
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Little,
    Big,
}

impl Order {
    pub fn u16(self, number: u16) -> [u8; 2] {
        match self {
            Self::Little => number.to_le_bytes(),
            Self::Big => number.to_be_bytes(),
        }
    }

    pub fn u32(self, number: u32) -> [u8; 4] {
        match self {
            Self::Little => number.to_le_bytes(),
            Self::Big => number.to_be_bytes(),
        }
    }
}

pub const ETHERNET: u32 = 1;

/// The variants of the pcap format.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Classic {
    Microseconds,
    Nanoseconds,
    /// The format of Alexey Kuznetzov's modified libpcap, with eight more bytes in a record header.
    Modified,
}

pub fn classic(order: Order, kind: Classic, link: u32, packets: &[Packet]) -> Vec<u8> {
    let magic = match kind {
        Classic::Microseconds => 0xA1B2_C3D4,
        Classic::Nanoseconds => 0xA1B2_3C4D,
        Classic::Modified => 0xA1B2_CD34,
    };
    let mut file = order.u32(magic).to_vec();
    file.extend(order.u16(2));
    file.extend(order.u16(4));
    for number in [0, 0, 262_144, link] {
        file.extend(order.u32(number));
    }
    for packet in packets {
        let (seconds, rest) = (
            packet.time / 1_000_000_000,
            (packet.time % 1_000_000_000) as u32,
        );
        let ticks = if kind == Classic::Nanoseconds {
            rest
        } else {
            rest / 1000
        };
        let length = packet.data.len() as u32;
        for number in [seconds as u32, ticks, length, packet.wire_length] {
            file.extend(order.u32(number));
        }
        if kind == Classic::Modified {
            file.extend([0; 8]);
        }
        file.extend(&packet.data);
    }
    file
}

/// Returns a snoop file (RFC 1761). Its records are padded to four bytes.
pub fn snoop(link: u32, packets: &[Packet]) -> Vec<u8> {
    let order = Order::Big;
    let mut file = b"snoop\0\0\0".to_vec();
    file.extend([order.u32(2), order.u32(link)].concat());
    for packet in packets {
        let seconds = packet.time / 1_000_000_000;
        let microseconds = packet.time % 1_000_000_000 / 1000;
        let kept = packet.data.len();
        let length = 24 + kept.next_multiple_of(4);
        for number in [
            packet.wire_length,
            kept as u32,
            length as u32,
            0,
            seconds as u32,
            microseconds as u32,
        ] {
            file.extend(order.u32(number));
        }
        file.extend(&packet.data);
        file.resize(file.len() + length - 24 - kept, 0);
    }
    file
}

/// Returns a pcap file of the most common variant, with Ethernet frames.
pub fn ethernet(packets: &[Packet]) -> Vec<u8> {
    classic(Order::Little, Classic::Microseconds, ETHERNET, packets)
}

/// Writes the blocks of pcapng in a byte order.
pub struct Ng(pub Order);

impl Ng {
    pub fn block(&self, kind: u32, body: &[u8]) -> Vec<u8> {
        let mut body = body.to_vec();
        body.resize(body.len().next_multiple_of(4), 0);
        let length = self.0.u32(body.len() as u32 + 12);
        [&self.0.u32(kind)[..], &length, &body, &length].concat()
    }

    pub fn section(&self) -> Vec<u8> {
        let Self(order) = self;
        let mut body = order.u32(0x1A2B_3C4D).to_vec();
        body.extend(order.u16(1));
        body.extend(order.u16(0));
        body.extend([0xFF; 8]);
        self.block(0x0A0D_0D0A, &body)
    }

    /// Returns an interface description with options, given as codes and values.
    pub fn interface(&self, link: u32, snap_length: u32, options: &[(u16, &[u8])]) -> Vec<u8> {
        let Self(order) = self;
        let mut body = order.u16(link as u16).to_vec();
        body.extend([0; 2]);
        body.extend(order.u32(snap_length));
        for (code, value) in options {
            body.extend(order.u16(*code));
            body.extend(order.u16(value.len() as u16));
            body.extend(*value);
            body.resize(body.len().next_multiple_of(4), 0);
        }
        if !options.is_empty() {
            body.extend([0; 4]);
        }
        self.block(1, &body)
    }

    pub fn enhanced(&self, interface: u32, ticks: u64, packet: &Packet) -> Vec<u8> {
        let Self(order) = self;
        let mut body = Vec::new();
        let length = packet.data.len() as u32;
        let (high, low) = ((ticks >> 32) as u32, ticks as u32);
        for number in [interface, high, low, length, packet.wire_length] {
            body.extend(order.u32(number));
        }
        body.extend(&packet.data);
        self.block(6, &body)
    }

    pub fn simple(&self, packet: &Packet) -> Vec<u8> {
        let mut body = self.0.u32(packet.wire_length).to_vec();
        body.extend(&packet.data);
        self.block(3, &body)
    }

    /// Returns a whole file with one Ethernet interface, whose clock counts microseconds.
    pub fn file(&self, packets: &[Packet]) -> Vec<u8> {
        let mut file = self.section();
        file.extend(self.interface(ETHERNET, 0, &[]));
        for packet in packets {
            file.extend(self.enhanced(0, packet.time / 1000, packet));
        }
        file
    }
}
