//! The index from a name, in any case, to its rows, and from a row to its name's spelling.

use std::collections::BTreeMap;

use super::csv::Row;
use super::name_key::{self, Hashes};
use super::registry::Registry;
use super::words::Protocol;

/// What the lookups by name read.
///
/// A name has a number. Names that the hash takes come first, in the order of their slots; longer
/// ones follow, sorted. A row's spelling has a number too: its name's, or, if another row spelt the
/// name first and differently, one after those.
pub struct Names {
    pub seed: u64,
    pub displacements: Vec<(u32, u32)>,
    /// How many names have a slot, and how many are too long for one.
    pub slots: usize,
    pub long: usize,
    /// The spelling of each number.
    pub spellings: Vec<String>,
    /// For each row the number of its spelling plus one; 0 for a row without a name.
    pub spelling_of: Vec<usize>,
    /// For each name, its rows.
    pub rows: Vec<NameRows>,
    /// For each name, where in its run the first row over each transport is: 2 bits for each, in
    /// the order of `Protocol::ALL`, of which 3 stands for "look at the rows".
    pub over: Vec<usize>,
    /// Lower-case name to number.
    pub number_of: BTreeMap<String, usize>,
}

/// The rows of a name, preferred first.
pub enum NameRows {
    /// From this row on, so many: nearly all names stand in consecutive rows, in the order of
    /// preference.
    Run(usize, usize),
    List(Vec<usize>),
}

impl Names {
    pub fn index(registry: &Registry) -> Self {
        let (short, long): (Vec<&String>, Vec<&String>) = registry
            .by_name
            .keys()
            .partition(|name| name.len() <= name_key::MAX_LEN);
        let hash = PerfectHash::find(&short);
        let in_slots = hash.order.iter().map(|&at| short[at]);

        let mut names = Self {
            seed: hash.seed,
            displacements: hash.displacements,
            slots: short.len(),
            long: long.len(),
            spellings: Vec::new(),
            spelling_of: vec![0; registry.rows.len()],
            rows: Vec::new(),
            over: Vec::new(),
            number_of: BTreeMap::new(),
        };
        if short.is_empty() {
            // A hash without slots would divide by zero; this one finds a name without rows.
            names.slots = 1;
            names.displacements.push((0, 0));
            names.spellings.push(String::new());
            names.rows.push(NameRows::List(Vec::new()));
        }
        let mut deviating = Vec::new();
        for name in in_slots.chain(long.iter().copied()) {
            names.add(registry, name, &mut deviating);
        }
        for row in deviating {
            names.spellings.push(registry.rows[row].name.clone());
            names.spelling_of[row] = names.spellings.len();
        }
        for rows in &mut names.rows {
            rows.find_run();
            names.over.push(rows.over(&registry.rows));
        }
        names
    }

    fn add(&mut self, registry: &Registry, name: &str, deviating: &mut Vec<usize>) {
        let rows = &registry.by_name[name];
        let number = self.spellings.len();
        let first = rows.iter().min().copied().unwrap_or_default();
        let spelling = &registry.rows[first].name;
        for &row in rows {
            if registry.rows[row].name == *spelling {
                self.spelling_of[row] = number + 1;
            } else {
                deviating.push(row);
            }
        }
        self.spellings.push(spelling.clone());
        self.rows.push(NameRows::List(rows.clone()));
        self.number_of.insert(name.to_owned(), number);
    }
}

impl NameRows {
    fn find_run(&mut self) {
        if let Self::List(rows) = self {
            if let Some(&first) = rows.first() {
                if rows.iter().copied().eq(first..first + rows.len()) {
                    *self = Self::Run(first, rows.len());
                }
            }
        }
    }

    /// The entry of `Names::over`. Of rows that are no run, all are to be looked at.
    fn over(&self, registry: &[Row]) -> usize {
        let bits = |protocol: Protocol| {
            let is_over = |row: &usize| registry[*row].protocol.is_none_or(|p| p == protocol);
            match self {
                Self::Run(first, len) => (*first..first + len).position(|row| is_over(&row)),
                Self::List(_) => None,
            }
        };
        let entries = Protocol::ALL.into_iter().rev().map(bits);
        entries.fold(0, |packed, at| packed << 2 | at.unwrap_or(3).min(3))
    }
}

struct PerfectHash {
    seed: u64,
    displacements: Vec<(u32, u32)>,
    /// For each slot, which name it holds.
    order: Vec<usize>,
}

impl PerfectHash {
    fn find(names: &[&String]) -> Self {
        if names.is_empty() {
            return Self {
                seed: 0,
                displacements: Vec::new(),
                order: Vec::new(),
            };
        }
        let keys: Vec<u128> = names
            .iter()
            .filter_map(|name| name_key::pack(name.as_bytes()))
            .map(name_key::fold_case)
            .collect();
        // The type can't be made outside its crate, only changed.
        let to_phf = |hashes: Hashes| {
            let mut phf = phf_shared::hash(&0_u8, &0);
            (phf.g, phf.f1, phf.f2) = (hashes.g, hashes.f1, hashes.f2);
            phf
        };
        let state = phf_generator::generate_hash_with_hash_fn(&keys, |key, seed| {
            to_phf(name_key::hash(*key, *seed))
        });
        Self {
            seed: state.key,
            displacements: state.disps,
            order: state.map,
        }
    }
}
