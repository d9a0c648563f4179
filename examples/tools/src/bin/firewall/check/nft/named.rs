//! A list of values with names.
//!
//! Used by `tables`.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// Values with names, in the order in which they were added.
#[derive(Debug)]
pub struct Named<K, T> {
    values: Vec<Option<(K, T)>>,
    places: HashMap<K, usize>,
}

impl<K, T> Default for Named<K, T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<K: Clone + Eq + Hash, T> Named<K, T> {
    pub fn get<Q: Eq + Hash + ?Sized>(&self, name: &Q) -> Option<&T>
    where
        K: Borrow<Q>,
    {
        let place = self.places.get(name)?;
        self.values.get(*place)?.as_ref().map(|(_, value)| value)
    }

    pub fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, name: &Q) -> Option<&mut T>
    where
        K: Borrow<Q>,
    {
        let place = self.places.get(name)?;
        self.values
            .get_mut(*place)?
            .as_mut()
            .map(|(_, value)| value)
    }

    /// Returns the value of this name, which is added if there is none.
    pub fn entry(&mut self, name: K, new: impl FnOnce() -> T) -> &mut T {
        let place = *self.places.entry(name.clone()).or_insert(self.values.len());
        if place == self.values.len() {
            self.values.push(None);
        }
        &mut self.values[place].get_or_insert_with(|| (name, new())).1
    }

    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, name: &Q) -> Option<T>
    where
        K: Borrow<Q>,
    {
        let place = self.places.remove(name)?;
        self.values.get_mut(place)?.take().map(|(_, value)| value)
    }

    pub fn retain(&mut self, is_kept: impl Fn(&K) -> bool) {
        self.places.retain(|name, _| is_kept(name));
        for slot in &mut self.values {
            if slot.as_ref().is_some_and(|(name, _)| !is_kept(name)) {
                *slot = None;
            }
        }
        if self.places.is_empty() {
            self.values.clear();
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, &T)> {
        self.values
            .iter()
            .flatten()
            .map(|(name, value)| (name, value))
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.values.iter_mut().flatten().map(|(_, value)| value)
    }
}
