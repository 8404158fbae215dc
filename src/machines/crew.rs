//! Who takes part in a run, and who rests until it is over. Pure.

use super::names::Id;
use std::collections::HashSet;

/// Those who take part.
#[derive(Debug)]
pub struct Crew {
    most: usize,
    taking: HashSet<Id>,
}

/// What a machine that is there has to do with a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It takes part from now on.
    Takes,
    /// It is to rest.
    Rests,
    /// It takes part already.
    Known,
}

impl Crew {
    /// Nobody yet, and so many at most.
    pub fn new(most: Option<u32>) -> Self {
        Self {
            most: most.map_or(usize::MAX, |most| most as usize),
            taking: HashSet::new(),
        }
    }

    /// A machine is there.
    pub fn comes(&mut self, id: Id) -> Part {
        if self.taking.contains(&id) {
            return Part::Known;
        }
        if self.taking.len() >= self.most {
            return Part::Rests;
        }
        self.taking.insert(id);
        Part::Takes
    }

    /// A machine is gone. Whether it took part.
    pub fn goes(&mut self, id: Id) -> bool {
        self.taking.remove(&id)
    }

    /// Forgets all but those who are there.
    pub fn keep(&mut self, is_there: impl Fn(Id) -> bool) {
        self.taking.retain(|id| is_there(*id));
    }

    /// Whether nobody takes part.
    pub fn is_empty(&self) -> bool {
        self.taking.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_take_part_and_the_others_rest() {
        let mut crew = Crew::new(Some(2));
        let came = [1, 2, 3].map(|id| crew.comes(Id(id)));
        assert_eq!(came, [Part::Takes, Part::Takes, Part::Rests]);
        // Said once more: it is not one of too many.
        assert_eq!(crew.comes(Id(2)), Part::Known);
        assert!(!crew.goes(Id(3)) && crew.goes(Id(1)) && !crew.goes(Id(1)));
        assert_eq!(crew.comes(Id(4)), Part::Takes);
        crew.keep(|id| id == Id(4));
        assert_eq!(crew.comes(Id(2)), Part::Takes);
        assert!(crew.goes(Id(2)) && crew.goes(Id(4)) && crew.is_empty());
        let mut all = Crew::new(None);
        assert!((0..1_000).all(|id| all.comes(Id(id)) == Part::Takes));
    }
}
