//! Places for connections: so many in all, and of these so many for one client.
//!
//! A client is an address, or what one customer of a provider has of IPv6: the first 64 bits. Whoever is on this machine
//! is none: the operator, or a proxy, behind which everybody has the same address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The bits of an IPv6 address that tell one customer from another.
const PREFIX: u128 = !0 << 64;

/// All places.
#[derive(Debug)]
pub struct Places {
    all: Arc<Semaphore>,
    most_of_one: usize,
    /// How many each client has; those who have none are not in it.
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// A place, free again when it is dropped.
#[derive(Debug)]
pub struct Place {
    _permit: Option<OwnedSemaphorePermit>,
    places: Arc<Places>,
    client: Option<IpAddr>,
    /// Whether its client has more than it may.
    pub is_beyond: bool,
}

impl Places {
    /// So many places, of which one client may have half: a class behind one address fits, forty browsers with
    /// fifty connections each.
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            all: Arc::new(Semaphore::new(most)),
            most_of_one: (most / 2).max(1),
            taken: Mutex::default(),
        })
    }

    /// How many one client may have.
    pub fn most_of_one(&self) -> usize {
        self.most_of_one
    }

    /// Waits until there is a place for whoever comes next.
    pub async fn free(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed, so there always is a permit.
        Arc::clone(&self.all).acquire_owned().await.ok()
    }

    /// Gives the place to whoever came.
    pub fn give(self: &Arc<Self>, permit: Option<OwnedSemaphorePermit>, to: IpAddr) -> Place {
        let client = client(to);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = client.map(|client| taken.entry(client).or_default());
        let is_beyond = count.is_some_and(|count| {
            *count += 1;
            *count > self.most_of_one
        });
        Place {
            _permit: permit,
            places: Arc::clone(self),
            client,
            is_beyond,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(client) = self.client else { return };
        let places = &self.places;
        let mut taken = places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&client);
            }
        }
    }
}

/// Whom connections of that address are counted for.
fn client(address: IpAddr) -> Option<IpAddr> {
    let client = match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & PREFIX).into(),
        short => short,
    };
    (!address.to_canonical().is_loopback()).then_some(client)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn give(places: &Arc<Places>, to: &str) -> Place {
        places.give(None, to.parse().unwrap())
    }

    #[test]
    fn one_client_has_half_and_others_the_rest() {
        let places = Places::new(8);
        let own: Vec<Place> = (0..6).map(|_| give(&places, "192.0.2.1")).collect();
        let beyond: Vec<bool> = own.iter().map(|place| place.is_beyond).collect();
        assert_eq!(beyond, [false, false, false, false, true, true]);
        assert!(!give(&places, "192.0.2.2").is_beyond);
        // What is given back counts no more.
        drop(own);
        assert!(!give(&places, "192.0.2.1").is_beyond);
        assert!(places.taken.lock().unwrap().is_empty());
    }

    #[test]
    fn clients_are_told_apart_as_providers_do() {
        let of = |text: &str| client(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::2:3"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        for own in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(of(own), None, "{own}");
        }
    }
}
