//! Other machines on paper, of one thread each: what becomes of an order's chunks, and when.

use crate::comparison::Fault;
use crate::dispatch::compressed::Compressed;
use crate::dispatch::order::Order;
use crate::dispatch::told::{Told, Way};
use crate::kernel::NEVER;
use crate::units::{Micros, Millis};
use crate::work::{Cells, FindWork};

/// What is told of an order that is given at `start` to so many machines, who are so far away and take so long for a chunk;
/// and when it is over.
pub fn carried_out(
    order: &Order,
    machines: u32,
    (start, road, cost): (Micros, Micros, Micros),
    find: FindWork,
) -> Result<(Vec<Told>, Micros), Fault> {
    if machines == 0 {
        return Err(Fault::NoMachines("there are none".to_owned()));
    }
    let work = order.as_work();
    let compute = find(&work).expect("code");
    let way = road + Millis(order.distance_ms.into()).to_micros();
    let mut free_at = vec![start + way; machines as usize];
    let mut all = Vec::new();
    for chunk in 0..order.chunks {
        let (machine, begun) = free_at
            .iter_mut()
            .enumerate()
            .min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0))
            .expect("a machine");
        let ended = *begun + cost;
        let way = Way {
            queued: start,
            left: *begun - way,
            taken: *begun,
            begun: *begun,
            ended,
            back: ended + way,
        };
        *begun = ended;
        let cells = Cells::default();
        let part = compute(&work.input(&[]), order.units(chunk), &cells, &NEVER);
        all.push(Told {
            chunk,
            machine: format!("machine {}", machine + 1),
            way,
            part: part.ok().map(|part| Compressed::of(&part)),
        });
    }
    let end = free_at.iter().fold(start, |end, free| end.max(*free));
    Ok((all, end + way))
}
