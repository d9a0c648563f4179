//! Finds the parameters of the minimal perfect hash that `name_key` computes.
//!
//! The method is "hash and displace": the names are distributed to buckets, and each bucket gets a
//! pilot, the first number with which all names of the bucket hash to free slots. Large buckets
//! come first, while most slots are free.

use super::{name_key, order};

/// The average number of names in a bucket. Measured with the registry of 2026, without
/// optimization: 2 needs 7 KB of pilots and 8 ms to find them, 3 needs 5 KB and 11 ms, 4 needs 4 KB
/// and 26 ms. With 5, no pilots were found in a minute.
const BUCKET: usize = 3;

/// The parameters of the hash, and the order in which it puts the names.
pub struct PerfectHash {
    pub seed: u64,
    pub pilots: Vec<u32>,
    /// For each slot, the position of its name in the input.
    pub order: Vec<usize>,
}

impl PerfectHash {
    /// Returns the hash of packed names without case, which must all be different.
    pub fn find(names: &[u128]) -> Self {
        if names.is_empty() {
            return Self {
                seed: 0,
                pilots: Vec::new(),
                order: Vec::new(),
            };
        }
        // Another seed is needed if two names have the same hash. Any other seed will do.
        (0_u64..)
            .map(|attempt| attempt.wrapping_mul(0xd134_2543_de82_ef95))
            .find_map(|seed| Self::with_seed(names, seed))
            .unwrap_or_else(|| unreachable!("one of the 2^64 seeds fits"))
    }

    fn with_seed(names: &[u128], seed: u64) -> Option<Self> {
        let buckets = names.len().div_ceil(BUCKET);
        let hashes: Vec<u64> = names
            .iter()
            .map(|name| name_key::hash(*name, seed))
            .collect();
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); buckets];
        for (at, hash) in hashes.iter().enumerate() {
            members[name_key::bucket(*hash, buckets)].push(at);
        }
        let mut largest_first: Vec<usize> = (0..buckets).collect();
        let size = |bucket: usize| usize::MAX - members[bucket].len();
        order::sort_by_key(&mut largest_first, &|bucket| [size(bucket), 0, 0, 0, 0, 0]);

        let mut pilots = vec![0; buckets];
        let mut order: Vec<Option<usize>> = vec![None; names.len()];
        let mut slots = Vec::new();
        for bucket in largest_first {
            let members = &members[bucket];
            let is_free = |pilot: &u32| {
                slots.clear();
                members.iter().all(|at| {
                    let slot = name_key::slot(hashes[*at], *pilot, names.len());
                    let is_free = order[slot].is_none() && !slots.contains(&slot);
                    slots.push(slot);
                    is_free
                })
            };
            // There must be enough pilots for the last bucket, for which one slot is left.
            let most = u32::try_from(names.len()).ok()?.saturating_mul(64);
            pilots[bucket] = (0..=most).find(is_free)?;
            for (at, slot) in members.iter().zip(&slots) {
                order[*slot] = Some(*at);
            }
        }
        Some(Self {
            seed,
            pilots,
            order: order.into_iter().flatten().collect(),
        })
    }
}
