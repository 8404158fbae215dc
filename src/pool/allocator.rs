//! Memory for the readers' language, whose machines allocate at every turn. The compiler's own allocator has one lock for
//! all threads, and two of them get less done than one. So each thread keeps what it gives back, by size, and takes it
//! from there without asking anybody; only when it has none of a size does it ask for some at once.
//!
//! Memory given back on another thread stays with that thread. An engine is thrown away whole, and its memory with it.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::null_mut;

/// Sizes are multiples of this, and every block begins at one.
const STEP: usize = 16;

/// What is larger than so many steps is the compiler's own allocator's.
const CLASSES: usize = 32;

/// So many blocks are asked for at once.
const AT_ONCE: usize = 16;

/// A block that nobody uses begins with the address of the next one.
type Block = *mut u8;

thread_local! {
    /// For each size the first of the blocks that this thread has. Without anything to do at the thread's end, so that it
    /// can be used as long as the thread lives.
    static FREE: [Cell<Block>; CLASSES] = const { [const { Cell::new(null_mut()) }; CLASSES] };
}

/// The allocator.
pub struct ThreadCache;

/// The class of a size; nothing where it is too large, or wants to begin elsewhere.
const fn class_of(layout: Layout) -> Option<usize> {
    let steps = layout.size().div_ceil(STEP);
    if steps == 0 || steps > CLASSES || layout.align() > STEP {
        return None;
    }
    Some(steps - 1)
}

/// So many blocks of a class in a row.
const fn blocks(class: usize, count: usize) -> Option<Layout> {
    match Layout::from_size_align((class + 1) * STEP * count, STEP) {
        Ok(layout) => Some(layout),
        Err(_) => None,
    }
}

fn take(class: usize) -> Block {
    FREE.with(|free| {
        let first = free[class].get();
        if first.is_null() {
            return fetch(class);
        }
        // SAFETY: the block is on this thread's list, so nobody uses it, and `give` wrote the next one's address into it.
        free[class].set(unsafe { first.cast::<Block>().read() });
        first
    })
}

fn give(class: usize, block: Block) {
    FREE.with(|free| {
        // SAFETY: whoever gave the block back does not use it any more; it is at least a step long and begins at one, so
        // an address fits into it.
        unsafe { block.cast::<Block>().write(free[class].get()) };
        free[class].set(block);
    });
}

/// Asks for some blocks: one is for whoever asked, the others are kept.
fn fetch(class: usize) -> Block {
    let Some(layout) = blocks(class, AT_ONCE) else {
        return null_mut();
    };
    // SAFETY: the size is not zero.
    let first = unsafe { System.alloc(layout) };
    if !first.is_null() {
        for number in 1..AT_ONCE {
            // SAFETY: so many blocks of that size were just allocated in a row.
            give(class, unsafe { first.add(number * (class + 1) * STEP) });
        }
    }
    first
}

// SAFETY: a block comes from `System`, is as long as its class and begins at a step; it is on one thread's list or in
// somebody's hands, never both. What has no class is `System`'s, both ways, for the class follows from the layout alone.
unsafe impl GlobalAlloc for ThreadCache {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match class_of(layout) {
            Some(class) => take(class),
            // SAFETY: the caller's promises are passed on.
            None => unsafe { System.alloc(layout) },
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        match class_of(layout) {
            Some(class) => give(class, block),
            // SAFETY: the caller's promises are passed on.
            None => unsafe { System.dealloc(block, layout) },
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let Ok(wanted) = Layout::from_size_align(size, layout.align()) else {
            return null_mut();
        };
        match (class_of(layout), class_of(wanted)) {
            (Some(old), Some(new)) if old == new => block,
            // SAFETY: the caller's promises are passed on.
            (None, None) => unsafe { System.realloc(block, layout, size) },
            _ => {
                // SAFETY: the caller promises that the size is not zero, and that the block is as long as its layout says;
                // the new one is another, so they don't overlap.
                unsafe {
                    let new = self.alloc(wanted);
                    if !new.is_null() {
                        new.copy_from_nonoverlapping(block, layout.size().min(size));
                        self.dealloc(block, layout);
                    }
                    new
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A piece of memory that is filled with one number.
    struct Piece(*mut u8, Layout, u8);

    impl Piece {
        fn new(size: usize, align: usize, filling: u8) -> Self {
            let layout = Layout::from_size_align(size, align).expect("a layout");
            // SAFETY: the size is not zero.
            let block = unsafe { ThreadCache.alloc(layout) };
            assert!(!block.is_null() && block.align_offset(align) == 0);
            // SAFETY: it is as long as that.
            unsafe { block.write_bytes(filling, size) };
            Self(block, layout, filling)
        }

        fn check(&self) {
            // SAFETY: it is as long as that, and filled.
            let bytes = unsafe { std::slice::from_raw_parts(self.0, self.1.size()) };
            assert!(bytes.iter().all(|byte| *byte == self.2));
        }

        fn resize(&mut self, size: usize) {
            let kept = self.1.size().min(size);
            // SAFETY: it is ours, and the size is not zero.
            self.0 = unsafe { ThreadCache.realloc(self.0, self.1, size) };
            self.1 = Layout::from_size_align(size, self.1.align()).expect("a layout");
            // SAFETY: it is as long as that; what was in it is still there.
            let bytes = unsafe { std::slice::from_raw_parts_mut(self.0, size) };
            assert!(bytes[..kept].iter().all(|byte| *byte == self.2));
            bytes.fill(self.2);
        }

        fn drop(self) {
            self.check();
            // SAFETY: it is ours, and used no more.
            unsafe { ThreadCache.dealloc(self.0, self.1) };
        }
    }

    proptest! {
        #[test]
        fn nobody_gets_what_another_has(steps in prop::collection::vec((0_usize..40, 1_usize..900, 0_u32..6), 1..200)) {
            let mut pieces: Vec<Piece> = Vec::new();
            for (number, (place, size, align)) in steps.into_iter().enumerate() {
                match pieces.len() {
                    many if place < many && size % 2 == 0 => pieces.swap_remove(place).drop(),
                    many if place < many => pieces[place].resize(size),
                    _ => pieces.push(Piece::new(size, 1 << align, number as u8)),
                }
                pieces.iter().for_each(Piece::check);
            }
            pieces.into_iter().for_each(Piece::drop);
        }
    }

    #[test]
    fn what_is_given_back_is_taken_again() {
        let first = Piece::new(40, 8, 1);
        let place = first.0;
        first.drop();
        let again = Piece::new(48, 16, 2);
        assert_eq!(again.0, place, "the same class");
        again.drop();
        assert_eq!(class_of(Layout::from_size_align(513, 1).unwrap()), None);
        assert_eq!(class_of(Layout::from_size_align(8, 32).unwrap()), None);
    }
}
