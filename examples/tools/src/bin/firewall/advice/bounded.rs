//! A list of warnings of which a limited number is shown: of the pattern `*`, there are hundreds.
//!
//! Returned by `policy`, and printed by `main` and `write`.

use super::Warning;

/// The number of warnings that are shown.
const SHOWN: usize = 100;

/// The warnings that are shown, and the number of the others.
#[derive(Debug)]
pub struct Bounded {
    shown: Vec<Warning>,
    more: usize,
}

impl Bounded {
    /// If there are too many warnings, those about dangers are shown before others.
    pub fn new(mut warnings: Vec<Warning>) -> Self {
        if warnings.len() > SHOWN {
            warnings.sort_by_key(|warning| !warning.is_of_danger());
        }
        let more = warnings.len().saturating_sub(SHOWN);
        warnings.truncate(SHOWN);
        Self {
            shown: warnings,
            more,
        }
    }

    /// Returns the number of all warnings.
    pub fn count(&self) -> usize {
        self.shown.len() + self.more
    }

    /// Returns the texts of the warnings that are shown, and that there are more.
    pub fn texts(&self) -> impl Iterator<Item = String> {
        let more = (self.more > 0).then(|| format!("and {} more", self.more));
        self.shown.iter().map(Warning::to_string).chain(more)
    }
}

#[cfg(test)]
mod tests {
    use crate::advice::about_ports;
    use crate::sources::Reach;

    use super::*;

    fn warnings(count: usize) -> Vec<Warning> {
        let ports =
            ["6/tcp", "23/tcp"].map(|port| port.parse::<port_registry::Endpoint>().unwrap());
        let [one, danger] = ports.map(|port| {
            let range = port_registry::PortRange::single(port.port());
            about_ports(range, port.protocol(), Reach::World).remove(0)
        });
        let mut warnings = vec![one; count - 1];
        warnings.push(danger);
        warnings
    }

    #[test]
    fn dangers_are_shown_and_others_counted() {
        let bounded = Bounded::new(warnings(SHOWN));
        let texts: Vec<String> = bounded.texts().collect();
        assert_eq!((bounded.count(), texts.len()), (SHOWN, SHOWN));
        assert!(texts[0].starts_with("6/tcp") && texts[SHOWN - 1].starts_with("23/tcp"));
        let bounded = Bounded::new(warnings(SHOWN + 2));
        let texts: Vec<String> = bounded.texts().collect();
        assert_eq!((bounded.count(), texts.len()), (SHOWN + 2, SHOWN + 1));
        assert!(texts[0].starts_with("23/tcp"));
        assert_eq!(texts[SHOWN], "and 2 more");
    }
}
