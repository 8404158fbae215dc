//! The browser's side of a run: the real clock, timers, requests and pool.

use super::dispatched;
use super::platform::Platform;
use crate::browser::{clock, lessons_folder, request, resource_timing, timer};
use crate::comparison::Fault;
use crate::dispatch::order::Order;
use crate::dispatch::told::Told;
use crate::input::Bytes;
use crate::job::Job;
use crate::kernel::Part;
use crate::key::Key;
use crate::pool::pools::Pools;
use crate::pool::taker::{no_such_work, request_fault};
use crate::pool::{RequestTerms, crash_info, shared_flags};
use crate::tier::Tier;
use crate::trace::wait::{Wait, Wire};
use crate::units::{Micros, Millis};
use crate::waits::WaitsFrom;
use crate::work::{Cells, FindWork, Work};
use futures_channel::oneshot;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The time limit of a request: longer than the longest answer `/io/slow` gives.
const REQUEST_LIMIT: Millis = Millis(40_000.0);

/// Why there are no machines on a site of files alone.
const NO_SERVER: &str = "machines are reached through the server of Meanwhile, and this site is files alone. Start it with ./x serve.";

/// The caller's surroundings in a browser.
pub struct BrowserPlatform {
    pools: Pools,
    find: FindWork,
    waits: WaitsFrom,
    site: String,
    clock_step: Micros,
    next_nonce: Cell<u64>,
    /// The picture that was computed of last, and whose it is.
    picture: RefCell<Option<((Key, Key), Bytes)>>,
    /// Fires when the page says Stop. One run goes on at a time, so one listens at a time.
    stop_fires: RefCell<Option<oneshot::Sender<()>>>,
}

impl BrowserPlatform {
    /// Surroundings with this pool, what finds the code of work, waits from there, the site at this address, and a clock of that step.
    pub fn new(
        pools: Pools,
        find: FindWork,
        (waits, site): (WaitsFrom, String),
        clock_step: Micros,
    ) -> Self {
        // Where the clock stands, so that no two engines use the same addresses.
        let nonce = js_sys::Date::now() as u64 * 1_000;
        Self {
            pools,
            find,
            waits,
            site,
            clock_step,
            next_nonce: Cell::new(nonce),
            picture: RefCell::new(None),
            stop_fires: RefCell::new(None),
        }
    }

    /// Ends the run that goes on, if one does.
    pub fn fire_stop(&self) {
        if let Some(fires) = self.stop_fires.borrow_mut().take() {
            // The run may have ended by itself just now.
            let _ = fires.send(());
        }
    }
}

impl Platform for BrowserPlatform {
    type Pool = Pools;

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
        self.clock_step
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
        let body = request::fetch_blocking(url, limit);
        body.map_err(|error| request_fault(error, chunk, limit))
    }

    fn forget_wires(&self) {
        resource_timing::clear();
    }

    fn wires(&self, waits: &[Wait]) -> Vec<Option<Wire>> {
        resource_timing::wires(waits)
    }

    fn compute(&self, job: &Job, work: &Work, chunk: u32, bytes: &[u8]) -> Result<Part, Fault> {
        let compute = (self.find)(work).ok_or_else(no_such_work)?;
        crash_info::at_chunk(chunk);
        shared_flags::progress();
        let part = compute(
            &work.input(bytes),
            job.chunk(chunk).units,
            &Cells::default(),
            shared_flags::stop_flag(),
        );
        crash_info::at_none();
        part.map_err(|why| Fault::of(why, chunk))
    }

    async fn picture(&self, work: &Work) -> Result<Bytes, Fault> {
        let named = (work.lesson, work.name);
        let known = self.picture.borrow().clone();
        if let Some((_, picture)) = known.filter(|(known, _)| *known == named) {
            return Ok(picture);
        }
        let (lesson, name) = (work.lesson.as_str(), work.name.as_str());
        let file = [&*lessons_folder(), lesson, "/", name, ".pgm"].concat();
        let body = request::fetch_and_keep(&file, REQUEST_LIMIT).await;
        let picture = Bytes::from(body.map_err(|error| Fault::NoData(error.words()))?);
        self.picture.replace(Some((named, picture.clone())));
        Ok(picture)
    }

    fn stop(&self) -> bool {
        shared_flags::stop()
    }

    async fn stopped(&self) {
        let (fires, fired) = oneshot::channel();
        *self.stop_fires.borrow_mut() = Some(fires);
        if fired.await.is_err() {
            // Replaced by a later run's listener: this run is over.
            std::future::pending::<()>().await;
        }
    }

    fn pool(&self) -> &Pools {
        &self.pools
    }

    fn tier(&self) -> Tier {
        self.pools.tier()
    }

    async fn dispatch(&self, order: &Order, hear: Box<dyn Fn(Told)>) -> Result<(), Fault> {
        // Any other host has nobody to ask.
        if self.waits != WaitsFrom::Server {
            return Err(Fault::NoMachines(NO_SERVER.to_owned()));
        }
        dispatched::dispatch(&self.site, order, hear).await
    }

    fn request_terms(&self) -> RequestTerms {
        let nonce = self.next_nonce.get();
        self.next_nonce.set(nonce + 1);
        RequestTerms {
            waits: self.waits,
            site: self.site.clone(),
            lessons: lessons_folder(),
            limit: REQUEST_LIMIT,
            nonce,
        }
    }
}
