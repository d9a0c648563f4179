//! The iterator that parses a services(5) file line by line.

use core::fmt;
use core::iter::FusedIterator;

use super::entry::Entry;
use super::error::Error;

/// An iterator over the entries of a services(5) file, in the order of the file.
///
/// The item of a malformed line is an [`Error`] with the line number; the iterator then continues
/// with the next line. Comments and blank lines are skipped. Nothing is allocated.
///
/// # Format
///
/// An entry is a line `name port/protocol aliases… # comment`, with words separated by white space.
/// Lines end in LF or CR LF, and the last line may lack its end. A comment may have any encoding;
/// everything before it must be UTF-8. Names and protocols are case-sensitive. They may contain any
/// character except white space, control characters and `#`.
///
/// [services(5)] does not define the format exactly, and C libraries differ in what they accept. This
/// parser was compared with glibc 2.36 (`nss_files/files-service.c`) and musl 1.2
/// (`network/lookup_serv.c`). It accepts what both read in the same way. It also accepts a line that
/// begins with white space, which musl skips. These are errors:
///
/// - a port with a leading zero: `010` is 8 in glibc and 10 in musl;
/// - a hexadecimal port such as `0x50`, which only glibc accepts;
/// - a port over 65535, which glibc truncates to 16 bits;
/// - a missing protocol, two slashes, or two protocols as in `53/tcp,udp`;
/// - a form that neither library accepts, such as `80,tcp` of BSD.
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
    /// The number of lines that were read so far.
    line: usize,
    rest: &'a [u8],
}

impl<'a> Entries<'a> {
    /// Returns an iterator over the entries of a file with this content, a string or bytes.
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// assert_eq!(Entries::new("").count(), 0);
    /// assert_eq!(Entries::new(b"http 80/tcp\r\n").count(), 1);
    /// ```
    pub fn new<T: AsRef<[u8]> + ?Sized>(text: &'a T) -> Self {
        Self {
            line: 0,
            rest: text.as_ref(),
        }
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
