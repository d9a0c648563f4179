//! The index from a name, in any case, to its rows, and from a row to its name's spelling.

use std::collections::{BTreeMap, HashSet};

use super::csv::Row;
use super::encoding::{over, run};
use super::name_key;
use super::perfect_hash::PerfectHash;
use super::registry::Registry;
use super::words::Protocol;

/// What the lookups by name read.
///
/// A name has a number. Names that the hash takes come first, in the order of their slots; the
/// others follow, sorted: long ones, and those that it cannot tell from another. A row's spelling has a number too: its name's, or, if another row spelt the
/// name first and differently, one after those.
pub struct Names {
    pub seed: u64,
    pub pilots: Vec<u32>,
    /// How many names have a slot, and how many have none.
    pub slots: usize,
    pub unslotted: usize,
    /// The spelling of each number.
    pub spellings: Vec<String>,
    /// For each row the number of its spelling plus one; 0 for a row without a name.
    pub spelling_of: Vec<usize>,
    /// For each name, its rows.
    pub rows: Vec<NameRows>,
    /// Lower-case name to number.
    pub number_of: BTreeMap<String, usize>,
}

/// The rows of a name, preferred first: so many from the first on, which for nearly all names are
/// all of them, and others.
pub struct NameRows {
    pub first: usize,
    pub run: usize,
    pub others: Vec<usize>,
    /// How far from the first row the first one over each transport protocol is.
    pub over: over::Bits,
}

impl Names {
    pub fn index(registry: &Registry) -> Self {
        let (mut slotted, mut packed, mut unslotted) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        for name in registry.by_name.keys() {
            let key = name_key::pack(name.as_bytes()).map(name_key::without_case);
            match key.filter(|key| seen.insert(*key)) {
                Some(key) => {
                    slotted.push(name);
                    packed.push(key);
                }
                None => unslotted.push(name),
            }
        }
        let hash = PerfectHash::find(&packed);
        let in_slots = hash.order.iter().map(|&at| slotted[at]);

        let mut names = Self {
            seed: hash.seed,
            pilots: hash.pilots,
            slots: slotted.len(),
            unslotted: unslotted.len(),
            spellings: Vec::new(),
            spelling_of: vec![0; registry.rows.len()],
            rows: Vec::new(),
            number_of: BTreeMap::new(),
        };
        if slotted.is_empty() {
            // A hash without slots would divide by zero; this one finds a name without rows.
            names.slots = 1;
            names.pilots.push(0);
            names.spellings.push(String::new());
            names.rows.push(NameRows::new(&[], &registry.rows));
        }
        let mut deviating = Vec::new();
        for name in in_slots.chain(unslotted.iter().copied()) {
            names.add(registry, name, &mut deviating);
        }
        for row in deviating {
            names.spellings.push(registry.rows[row].name().to_owned());
            names.spelling_of[row] = names.spellings.len();
        }
        names
    }

    fn add(&mut self, registry: &Registry, name: &str, deviating: &mut Vec<usize>) {
        let rows = &registry.by_name[name];
        let number = self.spellings.len();
        let first = rows.iter().min().copied().unwrap_or_default();
        let spelling = registry.rows[first].name();
        for &row in rows {
            if registry.rows[row].name() == spelling {
                self.spelling_of[row] = number + 1;
            } else {
                deviating.push(row);
            }
        }
        self.spellings.push(spelling.to_owned());
        self.rows.push(NameRows::new(rows, &registry.rows));
        self.number_of.insert(name.to_owned(), number);
    }
}

impl NameRows {
    fn new(rows: &[usize], registry: &[Row]) -> Self {
        let first = rows.first().copied().unwrap_or_default();
        let in_run = (first..first + run::LONGEST)
            .zip(rows)
            .take_while(|(next, row)| next == *row)
            .count();
        let over = Protocol::ALL.into_iter().map(|protocol| {
            let is_over = |row: &&usize| registry[**row].is_over(protocol);
            let row = rows.iter().find(is_over);
            over::pack(
                protocol as usize,
                row.and_then(|row| row.checked_sub(first)),
            )
        });
        Self {
            first,
            run: in_run,
            others: rows[in_run..].to_vec(),
            over: over.fold(0, |packed, bits| packed | bits),
        }
    }
}
