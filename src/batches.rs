//! A list that only grows, shared by whoever looks at it: what arrived together stays together, behind a
//! pointer, and is never copied again.

use std::ops::Index;
use std::rc::Rc;

/// Items in order of arrival. A clone is a pointer; `push` costs the pointers of the batches so far, not
/// their items, however many others look at the list.
#[derive(Debug)]
pub struct Batches<T>(Rc<Vec<Batch<T>>>);

#[derive(Debug)]
struct Batch<T> {
    /// How many items the earlier batches hold.
    before: usize,
    /// Never empty.
    items: Rc<Vec<T>>,
}

impl<T> Clone for Batch<T> {
    fn clone(&self) -> Self {
        Self {
            before: self.before,
            items: Rc::clone(&self.items),
        }
    }
}

impl<T> Clone for Batches<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> Default for Batches<T> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

/// One batch, which is moved.
impl<T> From<Vec<T>> for Batches<T> {
    fn from(items: Vec<T>) -> Self {
        let mut batches = Self::default();
        batches.push(items);
        batches
    }
}

/// Equal when they share their items: batches stay as they came, so that lists with the same last one have
/// all in common.
impl<T> PartialEq for Batches<T> {
    fn eq(&self, other: &Self) -> bool {
        match (self.0.last(), other.0.last()) {
            (Some(own), Some(other)) => Rc::ptr_eq(&own.items, &other.items),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T> Index<usize> for Batches<T> {
    type Output = T;
    fn index(&self, place: usize) -> &T {
        let batch = self.0.partition_point(|batch| batch.before <= place);
        let batch = &self.0[batch.saturating_sub(1)];
        &batch.items[place - batch.before]
    }
}

impl<T> Batches<T> {
    /// Takes in what arrived together.
    pub fn push(&mut self, items: Vec<T>) {
        if !items.is_empty() {
            let before = self.len();
            let items = Rc::new(items);
            Rc::make_mut(&mut self.0).push(Batch { before, items });
        }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        let last = self.0.last();
        last.map_or(0, |batch| batch.before + batch.items.len())
    }

    /// Whether nothing arrived yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The item at that place, from 0.
    pub fn get(&self, place: usize) -> Option<&T> {
        (place < self.len()).then(|| &self[place])
    }

    /// What arrived last.
    pub fn last(&self) -> Option<&T> {
        self.0.last()?.items.last()
    }

    /// The items from that place on.
    pub fn iter_from(&self, place: usize) -> impl Iterator<Item = &T> {
        (place..self.len()).map(|place| &self[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;

    /// Counts how often it is copied.
    #[derive(Debug)]
    struct Counted(Rc<Cell<usize>>);

    impl Clone for Counted {
        fn clone(&self) -> Self {
            self.0.set(self.0.get() + 1);
            Self(Rc::clone(&self.0))
        }
    }

    #[test]
    fn nothing_is_copied_while_others_look() {
        let copies = Rc::new(Cell::new(0));
        let mut batches = Batches::default();
        let mut seen = Vec::new();
        for _ in 0..300 {
            batches.push((0..20).map(|_| Counted(Rc::clone(&copies))).collect());
            seen.push(batches.clone());
        }
        assert_eq!((batches.len(), copies.get()), (6_000, 0));
        // Whoever looked before sees what was there then.
        assert!(
            (1..)
                .zip(&seen)
                .all(|(count, seen)| seen.len() == 20 * count)
        );
        assert!(seen.last() == Some(&batches) && seen[0] != batches);
    }

    proptest! {
        #[test]
        fn it_holds_what_a_plain_list_holds(batches: Vec<Vec<u8>>, from in 0..40_usize) {
            let plain = batches.concat();
            let mut list = Batches::default();
            batches.into_iter().for_each(|batch| list.push(batch));
            prop_assert_eq!(list.len(), plain.len());
            prop_assert_eq!(list.is_empty(), plain.is_empty());
            prop_assert_eq!(list.last(), plain.last());
            for place in 0..=plain.len() {
                prop_assert_eq!(list.get(place), plain.get(place));
            }
            let rest: Vec<u8> = list.iter_from(from).copied().collect();
            prop_assert_eq!(&rest[..], plain.get(from..).unwrap_or_default());
        }
    }
}
