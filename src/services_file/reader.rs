//! The lines of a services(5) file as entries.

use core::fmt;
use core::iter::FusedIterator;

use super::entry::Entry;
use super::error::Error;

/// The entries of a services(5) file, in its order; of each line that is malformed, an error with
/// its number, after which reading goes on.
///
/// An entry is `name port/protocol aliases… # comment`; comments and blank lines are passed over.
/// Lines may end in CR LF, and the last one need not end. Comments may be of any encoding, the rest
/// is UTF-8.
///
/// [services(5)] says little of what is not quite so, and C libraries do not agree on it: here
/// glibc is 2.36 (`nss_files/files-service.c`), and musl 1.2 (`network/lookup_serv.c`). What they
/// read alike is read; so is a line that begins with white space, which musl skips. What they read
/// as different things is an error:
///
/// - a leading zero: `010` is 8 to glibc, which takes `0x50` too, and 10 to musl;
/// - a port over 65535, which glibc cuts to 16 bits;
/// - no protocol, two slashes, or two protocols as in `53/tcp,udp`;
/// - and all that neither reads, such as `80,tcp`, which BSD did.
///
/// Names and protocols are case-sensitive, and any character but white space, control characters
/// and `#` may stand in them.
///
/// [services(5)]: https://man7.org/linux/man-pages/man5/services.5.html
///
/// ```
/// use port_registry::services_file::Entries;
///
/// let text = "\
/// ## Local services
/// http    80/tcp   www   # WorldWideWeb HTTP
/// https   443
/// domain  53/udp
/// ";
/// let (entries, errors): (Vec<_>, Vec<_>) = Entries::new(text).partition(Result::is_ok);
/// let names: Vec<&str> = entries.into_iter().flatten().map(|entry| entry.name()).collect();
/// assert_eq!(names, ["http", "domain"]);
/// assert_eq!(errors[0].unwrap_err().line(), 3);
/// ```
#[derive(Clone)]
#[must_use = "iterators do nothing unless consumed"]
#[doc(alias = "getservent")]
#[doc(alias = "/etc/services")]
pub struct Entries<'a> {
    /// How many lines have been read.
    line: usize,
    rest: &'a [u8],
}

impl<'a> Entries<'a> {
    /// The entries of this text, or of these bytes.
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// assert_eq!(Entries::new("").count(), 0);
    /// assert_eq!(Entries::new(b"http 80/tcp\r\n").count(), 1);
    /// ```
    pub fn new<T: AsRef<[u8]> + ?Sized>(text: &'a T) -> Self {
        Self::after(0, text.as_ref())
    }

    /// The entries of what follows so many lines.
    pub(crate) const fn after(line: usize, rest: &'a [u8]) -> Self {
        Self { line, rest }
    }

    /// How many lines have been read, and what is left.
    #[cfg(feature = "std")]
    pub(crate) const fn left(&self) -> (usize, &'a [u8]) {
        (self.line, self.rest)
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Entry<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let mut parts = self.rest.splitn(2, |&byte| byte == b'\n');
            let line = parts.next().unwrap_or_default();
            self.rest = parts.next().unwrap_or_default();
            self.line += 1;
            let entry = Entry::read(self.line, line).transpose();
            if entry.is_some() {
                return entry;
            }
        }
        None
    }
}

impl FusedIterator for Entries<'_> {}

impl fmt::Debug for Entries<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
