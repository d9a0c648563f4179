//! How the values of a row are packed into the generated tables.
//!
//! The build script mounts this file: `registry/compile` packs and `src/tables` unpacks, so that
//! each encoding is written once. It does not know the tables. [`name_key`](super::name_key) does
//! the same for names.

/// The length of a row's name, its transport protocol, and how its port number is written, in one byte:
/// most lookups need several of them.
pub(crate) mod shape {
    use super::super::words::Protocol;

    /// The low bits are the length of the name. They are 0 if there is no name, or a longer one.
    const NAME_BITS: u32 = 4;

    /// The maximum length of a name that fits, which is that of RFC 6335.
    pub(crate) const LONGEST_NAME: usize = (1 << NAME_BITS) - 1;

    /// The high bits are a number in the base of the transport protocols, of which 0 is none.
    const TRANSPORTS: u8 = Protocol::ALL.len() as u8 + 1;

    const _: () = assert!(3 * TRANSPORTS as u32 <= 1 << (u8::BITS - NAME_BITS));

    /// How the column `Port Number` is written.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Ports {
        None,
        One,
        /// A range, perhaps of one port: IANA writes `4748-4748`.
        Range,
    }

    pub(crate) const fn pack(name_len: usize, transport: Option<usize>, ports: Ports) -> u8 {
        let transport = match transport {
            Some(transport) => transport as u8 + 1,
            None => 0,
        };
        let name_len = if name_len <= LONGEST_NAME {
            name_len as u8
        } else {
            0
        };
        (ports as u8 * TRANSPORTS + transport) << NAME_BITS | name_len
    }

    /// Returns the length of the name, or 0 if there is no name or a longer one.
    #[inline]
    pub(crate) const fn name_len(shape: u8) -> usize {
        shape as usize & LONGEST_NAME
    }

    #[inline]
    pub(crate) const fn transport(shape: u8) -> Option<usize> {
        match (shape >> NAME_BITS) % TRANSPORTS {
            0 => None,
            transport => Some(transport as usize - 1),
        }
    }

    #[inline]
    pub(crate) const fn ports(shape: u8) -> Ports {
        match (shape >> NAME_BITS) / TRANSPORTS {
            0 => Ports::None,
            1 => Ports::One,
            _ => Ports::Range,
        }
    }
}

/// The statuses of the ports of a page: two bits each.
pub(crate) mod status {
    use super::super::words::Status;

    /// The number of ports of a page, so that a page is a `u128`. Measured with the registry of
    /// 2026, pages and their index take 17 KB with 32 ports, 15 KB with 64 and 18 KB with 128.
    pub(crate) const PAGE: usize = 64;

    const BITS: usize = 128 / PAGE;

    pub(crate) const fn pack(status: Status, at: usize) -> u128 {
        let bits = match status {
            Status::Unassigned | Status::Dynamic => 0,
            Status::Assigned => 1,
            Status::Reserved => 2,
        };
        bits << (BITS * (at % PAGE))
    }

    #[inline]
    pub(crate) const fn unpack(page: u128, at: usize) -> Status {
        match page >> (BITS * (at % PAGE)) & ((1 << BITS) - 1) {
            1 => Status::Assigned,
            2 => Status::Reserved,
            _ => Status::Unassigned,
        }
    }
}

/// The number of consecutive rows that a name has from its first one on, whether it has other rows, and
/// whether people may mean others by it.
pub(crate) mod run {
    const OTHERS: u8 = 0x80;

    /// Set if the name is an alias too, or if one of its rows without a port comes before one with a port.
    const MEANS_MORE: u8 = 0x40;

    /// The length has six bits.
    pub(crate) const LONGEST: usize = MEANS_MORE as usize - 1;

    pub(crate) const fn pack(len: usize, has_others: bool, means_more: bool) -> u8 {
        len as u8 | if has_others { OTHERS } else { 0 } | if means_more { MEANS_MORE } else { 0 }
    }

    #[inline]
    pub(crate) const fn len(run: u8) -> usize {
        (run & (MEANS_MORE - 1)) as usize
    }

    #[inline]
    pub(crate) const fn has_others(run: u8) -> bool {
        run & OTHERS != 0
    }

    #[inline]
    pub(crate) const fn means_more(run: u8) -> bool {
        run & MEANS_MORE != 0
    }
}

/// The distances from the first row of a name to its first row over each transport protocol: two
/// bits for each, in the order of `Protocol::ALL`.
pub(crate) mod over {
    /// What holds the bits of all transport protocols.
    pub(crate) type Bits = u8;

    const BITS: usize = 2;
    const MASK: Bits = (1 << BITS) - 1;

    /// The value for a distance that the bits cannot have, and for no row: the rows must be searched.
    const SEARCH: Bits = MASK;

    pub(crate) const fn pack(transport: usize, distance: Option<usize>) -> Bits {
        let bits = match distance {
            Some(distance) if distance < SEARCH as usize => distance as Bits,
            _ => SEARCH,
        };
        bits << (BITS * transport)
    }

    /// Returns the distance, or `None` if the rows must be searched.
    #[inline]
    pub(crate) const fn unpack(over: Bits, transport: usize) -> Option<usize> {
        match over >> (BITS * transport) & MASK {
            SEARCH => None,
            distance => Some(distance as usize),
        }
    }

    /// The maximum number of transport protocols.
    pub(crate) const TRANSPORTS: usize = Bits::BITS as usize / BITS;
}

/// How likely the port of a row is that of a server: two bits for each row number.
pub(crate) mod standing {
    /// The standing of a row.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Standing {
        /// There is no row: its number is 0.
        None,
        Registered,
        WidelyUsed,
        /// A protocol begins its flows from the port.
        OfClients,
    }

    /// The number of values.
    pub(crate) const VALUES: usize = Standing::OfClients as usize + 1;

    pub(crate) const PER_BYTE: usize = 4;

    const BITS: usize = u8::BITS as usize / PER_BYTE;

    pub(crate) const fn pack(standing: Standing, number: usize) -> u8 {
        (standing as u8) << (BITS * (number % PER_BYTE))
    }

    /// Returns the standing as a number. A `match` to the values could become branches, which the processor
    /// could not predict.
    #[inline]
    pub(crate) const fn unpack(byte: u8, number: usize) -> usize {
        (byte >> (BITS * (number % PER_BYTE))) as usize % VALUES
    }
}

/// Returns a port of a transport protocol as a number. The numbers are in the order of
/// `Protocol::ALL`, then of the ports.
#[inline]
pub(crate) const fn pair(transport: usize, port: u16) -> usize {
    transport << 16 | port as usize
}

/// The curated aliases.
pub(crate) mod alias {
    /// The maximum length of an alias, which a lookup converts to lower case in a buffer. firewalld has
    /// `condor-collector` and `bareos-filedaemon`, which are longer than names of RFC 6335 may be.
    pub(crate) const MAX_LEN: usize = 24;
}

/// The curated homonyms.
pub(crate) mod homonym {
    /// What comes first of a name that means two things.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(crate) enum First {
        /// The service that IANA has registered under the name.
        Name,
        /// The other services that people mean by the name.
        Services,
        /// The known use with the name.
        KnownUse,
    }

    impl First {
        pub(crate) const fn unpack(first: u8) -> Self {
            match first {
                0 => Self::Name,
                1 => Self::Services,
                _ => Self::KnownUse,
            }
        }
    }

    /// The number of other services that a name may mean at most.
    pub(crate) const SERVICES: usize = 2;

    /// The word for a known use in the file.
    pub(crate) const KNOWN_USE: &str = "known-use";

    /// What is between the names of the other services.
    pub(crate) const SEPARATOR: char = ' ';
}

/// A date as a number that has the order of the dates: the year in the high 16 bits, the month and
/// the day in 8 bits each, and 0 for a part that is not known.
pub(crate) mod date {
    pub(crate) const fn pack(year: u16, month: Option<u8>, day: Option<u8>) -> u32 {
        const fn bits(part: Option<u8>) -> u32 {
            match part {
                Some(part) => part as u32,
                None => 0,
            }
        }
        (year as u32) << 16 | bits(month) << 8 | bits(day)
    }

    pub(crate) const fn unpack(date: u32) -> (u16, Option<u8>, Option<u8>) {
        const fn part(bits: u8) -> Option<u8> {
            match bits {
                0 => None,
                part => Some(part),
            }
        }
        (
            (date >> 16) as u16,
            part((date >> 8) as u8),
            part(date as u8),
        )
    }
}
