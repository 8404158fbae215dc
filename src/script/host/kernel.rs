//! `kernel`: computing that is compiled beforehand, to compare one's own with. A chunk of it can be stopped.

use super::whole;
use crate::kernel::primes::Below;
use crate::kernel::{Interrupted, Part, Picture, Stop, darts, gravity, mandelbrot, matrix, primes};
use crate::script::context;
use crate::script::session;
use rune::runtime::{self, VmResult};
use rune::{ContextError, Module, vm_try};
use std::ops::Range;

/// The largest picture, in rows.
const MOST_ROWS: i64 = 4_000;

/// Primes are counted below this at most.
const MOST_NUMBERS: i64 = 1_000_000_000;

/// The rows of a picture.
type Rows = fn(Picture, Range<u64>, &Stop) -> Result<Part, Interrupted>;

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("kernel")?;
    let pictures: [(&'static str, Rows); 4] = [
        ("mandelbrot", mandelbrot::compute),
        ("matrix", matrix::compute),
        ("gravity", gravity::compute),
        ("darts", darts::compute),
    ];
    for (name, kernel) in pictures {
        let rows = move |size: i64, rows: &runtime::Range| rows_of(name, kernel, size, rows);
        module.function(name, rows).build()?;
    }
    module.function("primes", count_primes).build()?;
    Ok(module)
}

/// What some rows of a picture of so many come to.
fn rows_of(name: &str, kernel: Rows, size: i64, rows: &runtime::Range) -> VmResult<i64> {
    let rows = vm_try!(whole(rows, &format!("kernel::{name}")));
    let is_there = (1..=MOST_ROWS).contains(&size)
        && 0 <= rows.start
        && rows.start <= rows.end
        && rows.end <= size;
    if !is_there {
        return VmResult::panic(format!(
            "kernel::{name} wants a size from 1 to {MOST_ROWS}, and a range of rows from 0 to that size"
        ));
    }
    let rows = rows.start as u64..rows.end as u64;
    told(kernel(
        Picture::of_height(size as u32),
        rows,
        session::stop_flag(),
    ))
}

/// How many primes there are below a number.
fn count_primes(below: i64) -> VmResult<i64> {
    if !(0..=MOST_NUMBERS).contains(&below) {
        return VmResult::panic(format!(
            "kernel::primes wants a number from 0 to {MOST_NUMBERS}"
        ));
    }
    let below = Below(below as u64);
    told(primes::compute(
        below,
        0..below.units(),
        session::stop_flag(),
    ))
}

fn told(part: Result<Part, Interrupted>) -> VmResult<i64> {
    match part {
        Ok(part) => VmResult::Ok(part.value as i64),
        Err(_) => VmResult::panic("stopped"),
    }
}
