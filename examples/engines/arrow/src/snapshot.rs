//! Which registry is compiled in: two programs with equal snapshots give every row the same name.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use port_registry::record::Date;
use port_registry::{Port, Protocol, Record, SNAPSHOT};

/// The identity of the registry that is compiled into a program.
///
/// It has the version of this crate, since the rules for the server of a flow change with it; the day of the registry; and a fingerprint of
/// the names and ports of all records, since a program may be built with another copy of IANA's file.
///
/// `Display` writes the three with slashes between them, as in `0.1.0/2026-11-20/5f0c7a1e93b2d846`, and `FromStr` parses this.
///
/// ```
/// use port_registry_arrow::Snapshot;
///
/// let snapshot = Snapshot::current();
/// assert_eq!(snapshot.to_string().parse(), Ok(snapshot));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Snapshot {
    version: String,
    day: Date,
    fingerprint: u64,
}

/// That of this program, which reads all records once.
static CURRENT: LazyLock<Snapshot> = LazyLock::new(|| Snapshot {
    version: env!("CARGO_PKG_VERSION").to_owned(),
    day: SNAPSHOT,
    fingerprint: fingerprint(),
});

impl Snapshot {
    /// Returns the snapshot of this program.
    ///
    /// ```
    /// use port_registry_arrow::Snapshot;
    ///
    /// assert_eq!(Snapshot::current().day(), port_registry::SNAPSHOT);
    /// ```
    #[must_use]
    pub fn current() -> Self {
        CURRENT.clone()
    }

    /// Returns the day of the registry.
    ///
    /// ```
    /// use port_registry_arrow::Snapshot;
    ///
    /// assert!(Snapshot::current().day() >= "2026-09-12".parse()?);
    /// # Ok::<(), port_registry::record::Error>(())
    /// ```
    #[must_use]
    pub const fn day(&self) -> Date {
        self.day
    }
}

/// Returns a hash of every name, range of ports and protocol, and of the preferred service of every pair.
fn fingerprint() -> u64 {
    let mut hash = Fnv::new();
    for record in Record::all() {
        hash.update(record.name().unwrap_or_default().as_bytes());
        let ports = record
            .ports()
            .map_or((0, 0), |ports| (ports.first().get(), ports.last().get()));
        hash.update(&ports.0.to_be_bytes());
        hash.update(&ports.1.to_be_bytes());
        hash.update(&[u8::from(record.ports().is_some())]);
        hash.update(&[record.protocol().map_or(0, Protocol::number)]);
    }
    for protocol in Protocol::ALL {
        for port in 0..=u16::MAX {
            let service = Port::new(port).service(protocol);
            let number = service.map_or(usize::MAX, |service| service.record().index());
            hash.update(&(number as u64).to_be_bytes());
        }
    }
    hash.0
}

/// FNV-1a of 64 bits: the hash must be the same in every build, which no hasher of the standard library promises.
struct Fnv(u64);

impl Fnv {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn update(&mut self, bytes: &[u8]) {
        // The length keeps a name and what follows it apart.
        for byte in (bytes.len() as u64).to_be_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{:016x}", self.version, self.day, self.fingerprint)
    }
}

/// The error of parsing a [`Snapshot`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed snapshot {0:?}: expected a version, a day and a fingerprint, as in {current}", current = Snapshot::current())]
pub struct ParseSnapshotError(String);

impl FromStr for Snapshot {
    type Err = ParseSnapshotError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (version, rest) = text.split_once('/')?;
            let (day, digits) = rest.split_once('/')?;
            let is_hexadecimal = digits.len() == 16
                && digits
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            let fingerprint = u64::from_str_radix(digits, 16)
                .ok()
                .filter(|_| is_hexadecimal)?;
            Some(Self {
                version: Some(version)
                    .filter(|version| !version.is_empty())?
                    .to_owned(),
                day: day.parse().ok()?,
                fingerprint,
            })
        };
        parse().ok_or_else(|| ParseSnapshotError(text.to_owned()))
    }
}
