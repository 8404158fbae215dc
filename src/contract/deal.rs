//! A board: items dealt to bins by hand. How the items lie is one number that reads as it is meant, in addresses,
//! controls and results alike: a digit an item, the bin it lies in, `11222221`. So it is a value like any other.

/// How many items there are, and how many bins to deal them to. Each item always lies in one of the bins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deal {
    /// Items to deal.
    pub items: u32,
    /// Bins, at most nine: each is a digit.
    pub bins: u32,
}

impl Deal {
    /// A board that stands in the code. One that has no bins, more than nine, or more digits than a value bears does not
    /// compile.
    pub const fn new(items: u32, bins: u32) -> Self {
        assert!(
            items > 0 && bins > 0 && bins <= 9,
            "a board has items, and one to nine bins"
        );
        let greatest = 10u64.pow(items) / 9 * bins as u64;
        assert!(greatest <= u32::MAX as u64, "too many items for one value");
        Self { items, bins }
    }

    /// What one item's digit counts.
    const fn place(self, item: u32) -> u32 {
        10u32.pow(self.items - 1 - item)
    }

    /// The bin of an item, both from 0. In a number that is no value of this board an item lies in the nearest bin.
    pub fn bin(self, value: u32, item: u32) -> u32 {
        let digit = value / self.place(item) % 10;
        digit.clamp(1, self.bins) - 1
    }

    /// The value by which each item lies in the bin that `bin_of` says, both from 0.
    pub fn value(self, bin_of: impl Fn(u32) -> u32) -> u32 {
        let digit = |item| (bin_of(item) % self.bins + 1) * self.place(item);
        (0..self.items).map(digit).sum()
    }

    /// As cards are dealt: to one bin after the other.
    pub fn in_turns(self) -> u32 {
        self.value(|item| item)
    }

    /// Everything in one bin, from 0.
    pub fn all_in(self, bin: u32) -> u32 {
        self.value(|_| bin)
    }

    /// The items of a bin, all from 0.
    pub fn items_of(self, value: u32, bin: u32) -> impl Iterator<Item = u32> {
        (0..self.items).filter(move |&item| self.bin(value, item) == bin)
    }

    /// The items of each bin, all from 0.
    pub fn piles(self, value: u32) -> Vec<Vec<u32>> {
        (0..self.bins)
            .map(|bin| self.items_of(value, bin).collect())
            .collect()
    }

    /// The value that stands so; nothing where that says not of every item, and of nothing else, in which bin it lies.
    pub fn parse(self, text: &str) -> Option<u32> {
        let is_bin = |digit: u8| (1..=self.bins).contains(&u32::from(digit.wrapping_sub(b'0')));
        let is_whole = text.len() == self.items as usize && text.bytes().all(is_bin);
        text.parse().ok().filter(|_| is_whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOARD: Deal = Deal::new(8, 2);

    #[test]
    fn a_digit_an_item_is_the_bin_it_lies_in() {
        let value = BOARD.parse("11112221").unwrap();
        assert_eq!(value, 11_112_221);
        assert!(BOARD.items_of(value, 0).eq([0, 1, 2, 3, 7]));
        assert!(BOARD.items_of(value, 1).eq([4, 5, 6]));
        assert_eq!(BOARD.in_turns(), 12_121_212);
        assert_eq!(Deal::new(7, 3).in_turns(), 1_231_231);
        assert_eq!(Deal::new(9, 4).all_in(3), 444_444_444);
    }

    #[test]
    fn all_in_one_bin_is_a_deal_like_any_other() {
        let value = BOARD.parse("22222222").unwrap();
        assert_eq!(value, BOARD.all_in(1));
        assert_eq!(
            (
                BOARD.items_of(value, 0).count(),
                BOARD.items_of(value, 1).count()
            ),
            (0, 8)
        );
    }

    #[test]
    fn what_says_not_of_every_item_where_it_lies_is_no_deal() {
        for wrong in [
            "",
            "9",
            "1111222",
            "111122221",
            "11112223",
            "01112222",
            "1111222a",
            "deal",
            " 1112222",
            "+1112222",
            "１１１１２２２２",
        ] {
            assert_eq!(BOARD.parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_way_to_deal_comes_back(bins in 1u32..=4, dealt in prop::collection::vec(0u32..4, 1..=9)) {
            let board = Deal::new(dealt.len() as u32, bins);
            let value = board.value(|item| dealt[item as usize]);
            prop_assert_eq!(board.parse(&value.to_string()), Some(value));
            prop_assert_eq!(board.value(|item| board.bin(value, item)), value);
            prop_assert!((board.all_in(0)..=board.all_in(bins - 1)).contains(&value));
            let mut all: Vec<u32> = (0..bins).flat_map(|bin| board.items_of(value, bin)).collect();
            all.sort_unstable();
            prop_assert!(all.into_iter().eq(0..board.items));
        }

        #[test]
        fn any_text_is_a_deal_or_none(text in "\\PC*|[0-9]{7,9}") {
            if let Some(value) = BOARD.parse(&text) {
                prop_assert_eq!(value.to_string(), text);
            }
        }

        #[test]
        fn any_number_leaves_each_item_in_a_bin(value: u32) {
            prop_assert!((0..8).all(|item| BOARD.bin(value, item) < 2));
        }
    }
}
