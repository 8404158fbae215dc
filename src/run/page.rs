//! The page's own thread as a run's surroundings: the same clock, timers and requests as in a worker, and no other
//! threads. Nobody can stop a run here, since the page can't hear it: so it ends by itself when its time is over.

use super::platform::Platform;
use crate::browser::{clock, lessons_folder, request, timer};
use crate::comparison::Fault;
use crate::input::Bytes;
use crate::job::Job;
use crate::kernel::{NEVER, Part};
use crate::pool::RequestTerms;
use crate::pool::alone::Alone;
use crate::pool::taker::{no_such_work, request_fault};
use crate::tier::Tier;
use crate::trace::wait::{Wait, Wire};
use crate::units::{Micros, Millis};
use crate::waits::WaitsFrom;
use crate::work::{Cells, FindWork, Work};
use std::cell::Cell;
use std::rc::Rc;

/// The surroundings.
pub struct PagePlatform {
    find: FindWork,
    waits: WaitsFrom,
    site: String,
    /// No run goes on longer than this, but for the step it is at.
    limit: Millis,
    ends_at: Cell<Micros>,
    next_nonce: Cell<u64>,
}

impl PagePlatform {
    /// Surroundings with what finds the code of work, waits from there and the site at this address, and a limit to each run.
    pub fn new(find: FindWork, (waits, site): (WaitsFrom, String), limit: Millis) -> Self {
        Self {
            find,
            waits,
            site,
            limit,
            ends_at: Cell::new(Micros(f64::INFINITY)),
            // Where the clock stands, so that no two pages use the same addresses.
            next_nonce: Cell::new(js_sys::Date::now() as u64 * 1_000),
        }
    }

    /// From now on the time counts.
    pub fn begin(&self) {
        self.ends_at.set(clock::now() + self.limit.to_micros());
    }
}

impl Platform for PagePlatform {
    type Pool = Alone;

    fn now(&self) -> Micros {
        clock::now()
    }

    fn clock(&self) -> Rc<dyn Fn() -> Micros> {
        Rc::new(clock::now)
    }

    fn clock_began_at(&self) -> Millis {
        clock::began_at()
    }

    fn calendar(&self) -> Millis {
        clock::calendar()
    }

    fn clock_step(&self) -> Micros {
        clock::step()
    }

    async fn sleep(&self, length: Millis) {
        timer::sleep(length).await;
    }

    async fn yield_now(&self) {
        timer::yield_now().await;
    }

    async fn request(&self, url: &str, limit: Millis, chunk: u32) -> Result<Vec<u8>, Fault> {
        let body = request::fetch(url, limit).await;
        body.map_err(|error| request_fault(error, chunk, limit))
    }

    fn request_blocking(&self, url: &str, limit: Millis, chunk: u32) -> Result<Vec<u8>, Fault> {
        let body = request::fetch_blocking_on_page(url);
        body.map_err(|error| request_fault(error, chunk, limit))
    }

    fn forget_wires(&self) {}

    /// The page's own requests are none of a run's business, so nothing is asked of them.
    fn wires(&self, waits: &[Wait]) -> Vec<Option<Wire>> {
        vec![None; waits.len()]
    }

    fn compute(&self, job: &Job, work: &Work, chunk: u32, bytes: &[u8]) -> Result<Part, Fault> {
        let compute = (self.find)(work).ok_or_else(no_such_work)?;
        let (input, units) = (work.input(bytes), job.chunk(chunk).units);
        let part = compute(&input, units, &Cells::default(), &NEVER);
        part.map_err(|why| Fault::of(why, chunk))
    }

    /// Nothing that is felt is computed of a picture.
    async fn picture(&self, _: &Work) -> Result<Bytes, Fault> {
        Err(Fault::NotOffered)
    }

    fn stop(&self) -> bool {
        clock::now() >= self.ends_at.get()
    }

    async fn stopped(&self) {
        std::future::pending().await
    }

    fn pool(&self) -> &Alone {
        &Alone
    }

    fn tier(&self) -> Tier {
        Tier::Single
    }

    fn request_terms(&self) -> RequestTerms {
        let nonce = self.next_nonce.get();
        self.next_nonce.set(nonce + 1);
        RequestTerms {
            waits: self.waits,
            site: self.site.clone(),
            lessons: lessons_folder(),
            limit: self.limit,
            nonce,
        }
    }
}
