//! The index from a name, in any case, to its rows, and from a row to its name's spelling.

use std::collections::BTreeMap;

use super::name_key::{self, Hashes};
use super::registry::Registry;

/// What the lookups by name read.
///
/// A name has a number. Names that fit a slot come first, in the order of their slots; longer ones
/// follow, sorted. A row's spelling has a number too: its name's, or, if another row spelt the name
/// first and differently, one after those.
pub struct Names {
    pub seed: u64,
    pub displacements: Vec<(u32, u32)>,
    /// A slot's 16 characters for each name that fits one.
    pub slots: Vec<String>,
    /// The spellings that have no slot: of the long names, in the order of their lower-case form,
    /// then the deviating ones.
    pub unslotted: Vec<String>,
    /// How many of these are long names.
    pub long: usize,
    /// For each name, its rows plus one, preferred first.
    pub rows: Vec<Vec<usize>>,
    /// For each row the number of its spelling plus one; 0 for a row without a name.
    pub spelling_of: Vec<usize>,
    /// Lower-case name to number.
    pub number_of: BTreeMap<String, usize>,
}

impl Names {
    pub fn index(registry: &Registry) -> Self {
        let (short, long): (Vec<&String>, Vec<&String>) = registry
            .by_name
            .keys()
            .partition(|name| name.len() <= name_key::MAX_LEN);
        let hash = PerfectHash::find(&short);
        let in_order: Vec<&String> = hash
            .order
            .iter()
            .map(|&at| short[at])
            .chain(long.clone())
            .collect();

        let mut names = Self {
            seed: hash.seed,
            displacements: hash.displacements,
            slots: Vec::new(),
            unslotted: Vec::new(),
            long: long.len(),
            rows: Vec::new(),
            spelling_of: vec![0; registry.rows.len()],
            number_of: BTreeMap::new(),
        };
        let mut deviating = Vec::new();
        for (number, name) in in_order.into_iter().enumerate() {
            let rows = &registry.by_name[name];
            let first = rows.iter().min().copied().unwrap_or_default();
            let spelling = &registry.rows[first].name;
            if number < short.len() {
                names.slots.push(slot(spelling));
            } else {
                names.unslotted.push(spelling.clone());
            }
            for &row in rows {
                if registry.rows[row].name == *spelling {
                    names.spelling_of[row] = number + 1;
                } else {
                    deviating.push(row);
                }
            }
            names.rows.push(rows.iter().map(|row| row + 1).collect());
            names.number_of.insert(name.clone(), number);
        }
        if names.slots.is_empty() {
            // A table without slots would divide by their number; this one matches no name.
            names.slots.push("\0".repeat(name_key::MAX_LEN) + "\x7f");
            names.rows.insert(0, Vec::new());
            names.displacements.push((0, 0));
            names
                .spelling_of
                .iter_mut()
                .filter(|at| **at > 0)
                .for_each(|at| *at += 1);
            names.number_of.values_mut().for_each(|at| *at += 1);
        }
        for row in deviating {
            names.unslotted.push(registry.rows[row].name.clone());
            names.spelling_of[row] = names.slots.len() + names.unslotted.len();
        }
        names
    }
}

/// The name, NULs, and the name's length as a character: all ASCII if the name is.
fn slot(name: &str) -> String {
    let padding = "\0".repeat(name_key::MAX_LEN - name.len());
    let len = u8::try_from(name.len()).map_or('\x7f', char::from);
    format!("{name}{padding}{len}")
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
