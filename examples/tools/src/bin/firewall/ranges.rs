//! Sorts and merges ranges of ports.
//!
//! Used by `policy` for the openings, and by `check` for the ranges in a rule set.

use port_registry::PortRange;

/// Returns the ranges in order, with overlapping ranges merged. Adjacent ranges are not merged:
/// `22, 23` are two services, not a range.
pub fn disjoint(mut ranges: Vec<PortRange>) -> Vec<PortRange> {
    ranges.sort();
    let mut disjoint: Vec<PortRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match disjoint.last_mut() {
            Some(before) if range.first() <= before.last() => {
                let last = before.last().max(range.last());
                *before = PortRange::new(before.first(), last).unwrap_or(range);
            }
            _ => disjoint.push(range),
        }
    }
    disjoint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_are_one_and_neighbours_are_not() {
        let of = |list: &[&str]| -> Vec<String> {
            let ranges = list.iter().map(|text| text.parse().unwrap()).collect();
            disjoint(ranges).iter().map(ToString::to_string).collect()
        };
        assert_eq!(of(&["23", "22", "22"]), ["22", "23"]);
        assert_eq!(of(&["5-9", "1-5", "10", "7"]), ["1-9", "10"]);
        assert_eq!(of(&["65535", "0-65535", "0"]), ["0-65535"]);
        assert!(of(&[]).is_empty());
    }
}
