//! The numbers of a run's takers: each batch has the lowest that are free, for as long as it lasts. So a run has as
//! many tracks as takers were ever at work at once, on whichever threads they were.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

/// The numbers that are given away.
#[derive(Default)]
pub struct TakerNumbers(RefCell<BTreeSet<u16>>);

/// Numbers of one batch; free again when dropped.
pub struct Given<'a> {
    of: &'a TakerNumbers,
    numbers: Range<u16>,
}

impl TakerNumbers {
    /// The lowest so many in a row that are free.
    pub fn give(&self, takers: u16) -> Given<'_> {
        let mut given = self.0.borrow_mut();
        let mut first = 0;
        for &taken in given.iter() {
            if taken - first >= takers {
                break;
            }
            first = taken.saturating_add(1);
        }
        let numbers = first..first.saturating_add(takers);
        given.extend(numbers.clone());
        Given { of: self, numbers }
    }
}

impl Given<'_> {
    /// The first of them.
    pub fn first(&self) -> u16 {
        self.numbers.start
    }
}

impl Drop for Given<'_> {
    fn drop(&mut self) {
        let mut given = self.of.0.borrow_mut();
        given.retain(|number| !self.numbers.contains(number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_the_lowest_free_numbers_in_a_row() {
        let numbers = TakerNumbers::default();
        let (one, two, three) = (numbers.give(1), numbers.give(2), numbers.give(1));
        assert_eq!((one.first(), two.first(), three.first()), (0, 1, 3));
        drop(one);
        let pair = numbers.give(2);
        assert_eq!(pair.first(), 4, "one free number is no pair");
        assert_eq!(numbers.give(1).first(), 0);
        drop(two);
        assert_eq!(numbers.give(3).first(), 0);
        assert_eq!(numbers.give(1).first(), 0, "given back when dropped");
    }
}
