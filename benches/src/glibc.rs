//! The lookups of glibc, which read the files that `/etc/nsswitch.conf` names at each call.

use std::ffi::CStr;

/// Whether the program is linked with glibc. Otherwise the lookups find nothing.
pub const IS_HERE: bool = cfg!(all(target_os = "linux", target_env = "gnu"));

/// Calls `getservbyport_r`, and returns the result of `read` for the name that was found.
pub fn by_port<A>(port: u16, protocol: &CStr, read: impl FnOnce(&CStr) -> A) -> Option<A> {
    imp::by_port(port, protocol, read)
}

/// Calls `getservbyname_r`, and returns the port that was found.
#[must_use]
pub fn by_name(name: &CStr, protocol: &CStr) -> Option<u16> {
    imp::by_name(name, protocol)
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "C functions")]
mod imp {
    use std::ffi::{CStr, c_char, c_int};
    use std::mem::MaybeUninit;
    use std::ptr;

    use libc::{servent, size_t};

    // The libc crate only has the variants that are not thread-safe.
    unsafe extern "C" {
        fn getservbyport_r(
            port: c_int,
            protocol: *const c_char,
            entry: *mut servent,
            buffer: *mut c_char,
            buffer_len: size_t,
            found: *mut *mut servent,
        ) -> c_int;

        fn getservbyname_r(
            name: *const c_char,
            protocol: *const c_char,
            entry: *mut servent,
            buffer: *mut c_char,
            buffer_len: size_t,
            found: *mut *mut servent,
        ) -> c_int;
    }

    /// Calls one of the two functions, and returns the result of `read` for the entry.
    fn look_up<A>(
        call: impl FnOnce(*mut servent, *mut c_char, size_t, *mut *mut servent) -> c_int,
        read: impl FnOnce(&servent) -> A,
    ) -> Option<A> {
        let mut entry = MaybeUninit::uninit();
        let mut buffer = [0; 1024];
        let mut found = ptr::null_mut();
        let status = call(
            entry.as_mut_ptr(),
            buffer.as_mut_ptr(),
            buffer.len(),
            &raw mut found,
        );
        assert_eq!(status, 0, "glibc's lookup failed");
        // SAFETY: `found` is null, or points to `entry`, which glibc has then filled.
        unsafe { found.as_ref() }.map(read)
    }

    pub fn by_port<A>(port: u16, protocol: &CStr, read: impl FnOnce(&CStr) -> A) -> Option<A> {
        look_up(
            // SAFETY: the buffer has this length, and all pointers are valid during the call.
            |entry, buffer, len, found| unsafe {
                let port = c_int::from(port.to_be());
                getservbyport_r(port, protocol.as_ptr(), entry, buffer, len, found)
            },
            // SAFETY: an entry's name is a C string in the buffer, which outlives the call of `read`.
            |entry| read(unsafe { CStr::from_ptr(entry.s_name) }),
        )
    }

    pub fn by_name(name: &CStr, protocol: &CStr) -> Option<u16> {
        look_up(
            // SAFETY: as above.
            |entry, buffer, len, found| unsafe {
                getservbyname_r(name.as_ptr(), protocol.as_ptr(), entry, buffer, len, found)
            },
            |entry| u16::try_from(entry.s_port).ok().map(u16::from_be),
        )?
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
mod imp {
    use std::ffi::CStr;

    pub fn by_port<A>(_: u16, _: &CStr, _: impl FnOnce(&CStr) -> A) -> Option<A> {
        None
    }

    pub fn by_name(_: &CStr, _: &CStr) -> Option<u16> {
        None
    }
}
