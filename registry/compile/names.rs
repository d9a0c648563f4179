//! The indices from a name, in any case, to its rows, and from a row to the spelling of its name.

use std::collections::HashSet;

use super::csv::Row;
use super::encoding::{over, run};
use super::name_key;
use super::perfect_hash::PerfectHash;
use super::registry::Registry;
use super::words::{Column, Protocol};

/// The indices of the lookups by name.
///
/// Names are numbered. The names that have a slot of the hash come first, in the order of the
/// slots. The other names follow, sorted: a name has no slot if it is too long, or if its packed
/// form without case is that of another name.
///
/// Spellings are numbered too. The number of a name is also the number of its spelling in the first
/// row of the name. Other spellings have the numbers after those of the names, one for each row.
pub struct Names {
    pub seed: u64,
    pub pilots: Vec<u32>,
    /// The number of names that have a slot.
    pub slots: usize,
    /// The number of names that have none.
    pub unslotted: usize,
    /// The spelling with each number.
    pub spellings: Vec<String>,
    /// For each row, the number of its spelling plus one, or 0 for a row without a name.
    pub spelling_of: Vec<usize>,
    /// The rows of each name.
    pub rows: Vec<NameRows>,
}

/// The rows of a name, preferred first: a run of consecutive rows, and others.
///
/// Nearly all names have only a run. The tables have its first row and its length.
pub struct NameRows {
    pub first: usize,
    /// The length of the run.
    pub run: usize,
    pub others: Vec<usize>,
    /// Whether the services that people mean by the name are others, or in another order.
    pub means_more: bool,
    /// The distances from the first row to the first row over each transport protocol, packed.
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
        };
        if slotted.is_empty() {
            // A lookup reads a pilot and a slot in any case, so there must be one of each. The slot
            // is of a name without rows.
            names.slots = 1;
            names.pilots.push(0);
            names.spellings.push(String::new());
            names.rows.push(NameRows::new(&[], &registry.rows, false));
        }
        let mut deviating = Vec::new();
        for name in in_slots.chain(unslotted.iter().copied()) {
            names.add(registry, name, &mut deviating);
        }
        for row in deviating {
            names
                .spellings
                .push(registry.rows[row].cell(Column::ServiceName).to_owned());
            names.spelling_of[row] = names.spellings.len();
        }
        names
    }

    fn add(&mut self, registry: &Registry, name: &str, deviating: &mut Vec<usize>) {
        let rows = &registry.by_name[name];
        let number = self.spellings.len();
        let first = rows.iter().min().copied().unwrap_or_default();
        let spelling = registry.rows[first].cell(Column::ServiceName);
        for &row in rows {
            if registry.rows[row].cell(Column::ServiceName) == spelling {
                self.spelling_of[row] = number + 1;
            } else {
                deviating.push(row);
            }
        }
        self.spellings.push(spelling.to_owned());
        let is_alias = registry.aliases.contains_key(&name.to_ascii_lowercase());
        self.rows
            .push(NameRows::new(rows, &registry.rows, is_alias));
    }
}

impl NameRows {
    fn new(rows: &[usize], registry: &[Row], is_alias: bool) -> Self {
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
            means_more: is_alias || !rows.is_sorted_by_key(|row| registry[*row].ports().is_none()),
            over: over.fold(0, |packed, bits| packed | bits),
        }
    }
}
