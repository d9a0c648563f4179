//! Splits arguments such as `ssh,8000-8100/tcp+udp`: a list of names and ports, and the transport protocols
//! of all of them.

use port_registry::Service;

/// Splits an argument into its list, and what is after the last slash.
///
/// Returns `None` if the list has transport protocols in it, as `ssh/tcp,dns/udp` has: it is not clear
/// which parts they apply to. A slash of a service name, such as `cl/1`, separates nothing.
#[must_use]
pub fn split(argument: &str) -> Option<(&str, Option<&str>)> {
    match argument.rsplit_once('/') {
        Some((list, protocols)) if Service::by_name(argument).len() == 0 => {
            let is_list = !list.contains('/') && !protocols.contains(',');
            is_list.then_some((list, Some(protocols)))
        }
        _ => Some((argument, None)),
    }
}

/// Returns the parts of a list, as `PortSet` separates them. Empty parts are left out.
pub fn parts(list: &str) -> impl Iterator<Item = &str> {
    let parts = list.split([',', '\n']).map(str::trim_ascii);
    parts.filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_are_after_the_whole_list() {
        for (argument, expected) in [
            ("ssh", Some(("ssh", None))),
            ("ssh,22/tcp+udp", Some(("ssh,22", Some("tcp+udp")))),
            ("/udp", Some(("", Some("udp")))),
            ("22/", Some(("22", Some("")))),
            ("cl/1", Some(("cl/1", None))), // the name of a service
            ("cl/2", Some(("cl", Some("2")))),
            ("ssh/tcp,dns/udp", None),
            ("ssh/tcp,dns", None),
            ("cl/1/tcp", None),
        ] {
            assert_eq!(split(argument), expected, "{argument}");
        }
    }

    #[test]
    fn empty_parts_are_left_out() {
        assert!(parts(" ssh ,,\n 22-23\n").eq(["ssh", "22-23"]));
        assert_eq!(parts(", \n").count(), 0);
    }
}
