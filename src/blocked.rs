//! The ports to which browsers send no requests.

use crate::words::Port;

/// Ports that browsers block.
impl Port {
    /// The ports to which browsers refuse HTTP and HTTPS requests, in ascending order.
    ///
    /// These are the "bad ports" of section "Port blocking" of WHATWG's [Fetch standard], as of
    /// 2026-07-02. A web page could make a browser attack the services of these ports. A web server on
    /// such a port is not reachable from browsers, and its log does not show why.
    ///
    /// [Fetch standard]: https://fetch.spec.whatwg.org/#port-blocking
    ///
    /// ```
    /// use port_registry::Port;
    ///
    /// assert!(Port::BLOCKED_BY_BROWSERS.contains(&Port::new(6000))); // X11
    /// assert!(Port::BLOCKED_BY_BROWSERS.contains(&Port::new(10080))); // Amanda
    /// ```
    pub const BLOCKED_BY_BROWSERS: &'static [Self] = &BLOCKED;

    /// Returns whether browsers refuse HTTP and HTTPS requests to this port.
    ///
    /// See [`BLOCKED_BY_BROWSERS`](Port::BLOCKED_BY_BROWSERS) for the list and its source. It is a binary
    /// search.
    ///
    /// ```
    /// use port_registry::Port;
    ///
    /// assert!(Port::new(6667).is_blocked_by_browsers()); // IRC
    /// assert!(!Port::new(8080).is_blocked_by_browsers());
    /// ```
    #[must_use]
    #[doc(alias = "bad port")]
    #[doc(alias = "ERR_UNSAFE_PORT")]
    #[doc(alias = "unsafe port")]
    #[doc(alias = "fetch")]
    pub const fn is_blocked_by_browsers(self) -> bool {
        let (mut low, mut high) = (0, BLOCKED.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let number = BLOCKED[middle].get();
            if number == self.get() {
                return true;
            }
            if number < self.get() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        false
    }
}

static BLOCKED: [Port; NUMBERS.len()] = {
    let mut ports = [Port::MIN; NUMBERS.len()];
    let mut at = 0;
    while at < NUMBERS.len() {
        ports[at] = Port::new(NUMBERS[at]);
        at += 1;
    }
    ports
};

const NUMBERS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
];
