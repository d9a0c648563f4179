//! An entry of a services(5) file, and the parser of a line.

use core::fmt;

use super::error::{Error, Reason};
use super::is_space;
use super::{Aliases, EntryProtocol};
use crate::words::{Port, Quoted};

/// An entry of a services(5) file, returned by [`Entries`](super::Entries).
///
/// An entry has a name, a port and a protocol. It may also have aliases and a comment. All of them
/// borrow from the content of the file.
///
/// `Display` writes the entry as a line of services(5). Parsing this line returns the same name, port,
/// protocol and aliases, and the same comment if that is UTF-8.
///
/// ```
/// use port_registry::services_file::Entries;
/// use port_registry::{Port, Protocol};
///
/// let text = "kerberos 88/udp kerberos5 krb5 # Kerberos v5";
/// let entry = Entries::new(text).next().unwrap()?;
/// assert_eq!(entry.name(), "kerberos");
/// assert_eq!(entry.port(), Port::new(88));
/// assert_eq!(entry.protocol(), Protocol::Udp);
/// assert!(entry.aliases().eq(["kerberos5", "krb5"]));
/// assert_eq!(entry.comment(), Some("Kerberos v5"));
/// # Ok::<(), port_registry::services_file::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "servent")]
pub struct Entry<'a> {
    line: usize,
    name: &'a str,
    port: Port,
    protocol: EntryProtocol<'a>,
    /// The words after the protocol, with the white space around them.
    aliases: &'a str,
    /// The bytes after the hash sign, without the white space around them.
    comment: Option<&'a [u8]>,
}

impl<'a> Entry<'a> {
    /// Parses a line. Returns `None` if it is blank or has a comment only.
    pub(super) fn read(line: usize, text: &'a [u8]) -> Result<Option<Self>, Error> {
        let refused = |reason| Error::new(line, reason);
        let hash = text.iter().position(|&byte| byte == b'#');
        let (text, comment) = text.split_at(hash.unwrap_or(text.len()));
        let text = core::str::from_utf8(text).map_err(|error| {
            let valid = error.valid_up_to();
            refused(Reason::NotUtf8 {
                byte: text.get(valid).copied().unwrap_or_default(),
                column: valid + 1,
            })
        })?;
        if let Some(word) = words(text).find(|word| word.contains(char::is_control)) {
            let input = Quoted::new(word);
            return Err(refused(Reason::Control { input }));
        }
        let (name, text) = first_word(text);
        if name.is_empty() {
            return Ok(None);
        }
        let (place, aliases) = first_word(text);
        let (port, protocol) = read_place(name, place).map_err(refused)?;
        Ok(Some(Self {
            line,
            name,
            port,
            protocol,
            aliases,
            comment: comment.split_first().map(|(_, comment)| trim(comment)),
        }))
    }

    /// Returns the line number of the entry, counted from 1.
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// let mut entries = Entries::new("# mine\n\nhttp 80/tcp\n");
    /// assert_eq!(entries.next().unwrap()?.line(), 3);
    /// # Ok::<(), port_registry::services_file::Error>(())
    /// ```
    #[must_use]
    pub const fn line(self) -> usize {
        self.line
    }

    /// Returns the official name, which is the first word of the line.
    ///
    /// The names of services(5) are case-sensitive, unlike service names of IANA's.
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// assert_eq!(Entries::new("http 80/tcp www").next().unwrap()?.name(), "http");
    /// # Ok::<(), port_registry::services_file::Error>(())
    /// ```
    #[must_use]
    #[doc(alias = "s_name")]
    pub const fn name(self) -> &'a str {
        self.name
    }

    /// Returns the port.
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// assert_eq!(Entries::new("http 80/tcp").next().unwrap()?.port(), 80);
    /// # Ok::<(), port_registry::services_file::Error>(())
    /// ```
    #[must_use]
    #[doc(alias = "s_port")]
    pub const fn port(self) -> Port {
        self.port
    }

    /// Returns the protocol, as the line writes it after the slash.
    ///
    /// It may be a protocol for which IANA registers no ports.
    ///
    /// ```
    /// use port_registry::services_file::{Entries, EntryProtocol};
    ///
    /// let rtmp = Entries::new("rtmp 1/ddp # Apple").next().unwrap()?;
    /// assert_eq!(rtmp.protocol(), EntryProtocol::Other("ddp"));
    /// # Ok::<(), port_registry::services_file::Error>(())
    /// ```
    #[must_use]
    #[doc(alias = "s_proto")]
    #[doc(alias = "transport")]
    pub const fn protocol(self) -> EntryProtocol<'a> {
        self.protocol
    }

    /// Returns an iterator over the aliases, in the order of the line.
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// let entry = Entries::new("discard 9/tcp sink null").next().unwrap()?;
    /// assert!(entry.aliases().eq(["sink", "null"]));
    /// # Ok::<(), port_registry::services_file::Error>(())
    /// ```
    #[doc(alias = "s_aliases")]
    pub const fn aliases(self) -> Aliases<'a> {
        Aliases::new(self.aliases)
    }

    /// Returns whether `name` is the official name or an alias of the entry.
    ///
    /// The comparison is case-sensitive, as in libc.
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// let entry = Entries::new("discard 9/tcp sink null").next().unwrap()?;
    /// assert!(entry.is_named("discard") && entry.is_named("null"));
    /// assert!(!entry.is_named("Discard"));
    /// # Ok::<(), port_registry::services_file::Error>(())
    /// ```
    #[must_use]
    pub fn is_named(self, name: &str) -> bool {
        self.name == name || self.aliases().any(|alias| alias == name)
    }

    /// Returns the comment at the end of the line, without the white space around it.
    ///
    /// Returns `None` if there is no comment, or if it is not UTF-8. For a comment in another
    /// encoding, use [`comment_bytes`](Self::comment_bytes).
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// let entry = Entries::new("http 80/tcp # WorldWideWeb HTTP").next().unwrap()?;
    /// assert_eq!(entry.comment(), Some("WorldWideWeb HTTP"));
    /// # Ok::<(), port_registry::services_file::Error>(())
    /// ```
    #[must_use]
    pub fn comment(self) -> Option<&'a str> {
        core::str::from_utf8(self.comment?).ok()
    }

    /// Returns the bytes of the comment at the end of the line, without the white space around them.
    ///
    /// Returns `None` if there is no comment.
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// let entry = Entries::new(b"cafe 80/tcp # caf\xe9").next().unwrap()?;
    /// assert_eq!(entry.comment(), None);
    /// assert_eq!(entry.comment_bytes(), Some(b"caf\xe9".as_slice()));
    /// # Ok::<(), port_registry::services_file::Error>(())
    /// ```
    #[must_use]
    pub const fn comment_bytes(self) -> Option<&'a [u8]> {
        self.comment
    }
}

impl fmt::Display for Entry<'_> {
    /// Writes the entry as one line, without an end of line. Each invalid sequence in a comment that
    /// is not UTF-8 is replaced by `U+FFFD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<15}\t{}/{}", self.name, self.port, self.protocol)?;
        for (at, alias) in self.aliases().enumerate() {
            write!(f, "{}{alias}", if at == 0 { '\t' } else { ' ' })?;
        }
        if let Some(comment) = self.comment {
            f.write_str("\t# ")?;
            for chunk in comment.utf8_chunks() {
                f.write_str(chunk.valid())?;
                if !chunk.invalid().is_empty() {
                    f.write_str("\u{fffd}")?;
                }
            }
        }
        Ok(())
    }
}

/// Parses the word after the name, such as `443/tcp`.
fn read_place<'a>(name: &str, place: &'a str) -> Result<(Port, EntryProtocol<'a>), Reason> {
    let input = Quoted::new(place);
    if place.is_empty() {
        let input = Quoted::new(name);
        return Err(Reason::NoPort { input });
    }
    let (port, protocol) = place.split_once('/').ok_or(Reason::NoSlash { input })?;
    let number = port.parse().map_err(Reason::Port)?;
    if protocol.is_empty() || protocol.contains(['/', ',']) {
        return Err(Reason::Protocol { input });
    }
    Ok((number, EntryProtocol::new(protocol)))
}

/// Returns the first word and the rest. The word is empty if there is none.
pub(super) fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(is_space);
    text.split_at(text.find(is_space).unwrap_or(text.len()))
}

fn words(text: &str) -> Aliases<'_> {
    Aliases::new(text)
}

fn trim(comment: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| is_space(char::from(*byte));
    let start = comment.iter().take_while(|byte| is_space(byte)).count();
    let comment = comment.get(start..).unwrap_or_default();
    let end = comment
        .iter()
        .rev()
        .take_while(|byte| is_space(byte))
        .count();
    comment.get(..comment.len() - end).unwrap_or_default()
}
