//! The index from a name, in any case, to its rows, and from a row to its name's spelling.

use std::collections::{BTreeMap, HashSet};

use super::csv::Row;
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
    /// For each name, the place of its first row over each transport: 2 bits for each, in
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
            over: Vec::new(),
            number_of: BTreeMap::new(),
        };
        if slotted.is_empty() {
            // A hash without slots would divide by zero; this one finds a name without rows.
            names.slots = 1;
            names.pilots.push(0);
            names.spellings.push(String::new());
            names.rows.push(NameRows::List(Vec::new()));
        }
        let mut deviating = Vec::new();
        for name in in_slots.chain(unslotted.iter().copied()) {
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

    /// The entry of `Names::over`.
    fn over(&self, registry: &[Row]) -> usize {
        let bits = |protocol: Protocol| {
            let is_over = |row: usize| registry[row].protocol.is_none_or(|p| p == protocol);
            let at = match self {
                Self::Run(first, len) => (*first..first + len).position(is_over),
                Self::List(rows) => rows.iter().position(|row| is_over(*row)),
            };
            at.unwrap_or(3).min(3)
        };
        let entries = Protocol::ALL.into_iter().rev().map(bits);
        entries.fold(0, |packed, at| packed << 2 | at)
    }
}
