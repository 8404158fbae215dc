//! Orders to other machines, from a browser: as numbers on their way there, and what is told of chunks on its way back.

use crate::browser::{clock, machines};
use crate::comparison::Fault;
use crate::dispatch::compressed::Compressed;
use crate::dispatch::order::Order;
use crate::dispatch::told::{Told, Way};
use crate::units::Micros;

/// Sends an order to the site's server, and ends with it.
///
/// # Errors
/// `Fault::NoMachines`, or `Fault::Machines`.
pub async fn dispatch(site: &str, order: &Order, hear: Box<dyn Fn(Told)>) -> Result<(), Fault> {
    let tell = machines::Tell::new(move |chunk, machine, numbers: Vec<f64>, bytes| {
        let at = |place: usize| -> Micros {
            clock::since_the_beginning(numbers.get(place).copied().unwrap_or_default())
        };
        let way = Way {
            queued: at(0),
            left: at(1),
            taken: at(2),
            begun: at(3),
            ended: at(4),
            back: at(5),
        };
        let part = match numbers.get(6..) {
            Some(&[high, low]) => Some(Compressed {
                value: (high as u64) << 32 | low as u64,
                bytes,
            }),
            _ => None,
        };
        hear(Told {
            chunk,
            machine,
            way,
            part,
        });
    });
    let mut numbers = order.args.to_vec();
    numbers.push(order.to);
    let others = [
        order.chunks,
        order.cut,
        order.first,
        order.distance_ms,
        order.machines.unwrap_or(u32::MAX),
    ];
    numbers.extend(others.map(u64::from));
    let names = (order.lesson.as_str(), order.work.as_str());
    let said = machines::dispatch(site, names, &numbers, tell).await;
    let Some(words) = said.map_err(Fault::Machines)? else {
        return Ok(());
    };
    Err(match words.strip_prefix(' ') {
        Some(words) => Fault::NoMachines(words.to_owned()),
        None => Fault::Machines(words),
    })
}
