//! How many chunks a machine wants to have: told by whoever computes them to whoever pulls them.

use tokio::sync::watch;

/// What is wanted.
#[derive(Debug, Clone, Copy, Default)]
struct Wanted {
    /// So many more,
    more: usize,
    /// after so many that were seen.
    seen: u64,
    /// and none while this is so.
    rests: bool,
}

/// The side that computes.
#[derive(Debug)]
pub struct Room {
    wanted: watch::Sender<Wanted>,
    pulls: watch::Receiver<bool>,
}

/// The side that pulls.
#[derive(Debug)]
pub struct Puller {
    wanted: watch::Receiver<Wanted>,
    pulls: watch::Sender<bool>,
}

impl Room {
    /// Both sides.
    pub fn new() -> (Self, Puller) {
        let (wanted, wanting) = watch::channel(Wanted::default());
        let (pulls, pulling) = watch::channel(false);
        let room = Self {
            wanted,
            pulls: pulling,
        };
        let puller = Puller {
            wanted: wanting,
            pulls,
        };
        (room, puller)
    }

    /// So many more are wanted, after so many that were seen.
    pub fn want(&self, more: usize, seen: u64) {
        self.wanted.send_if_modified(|wanted| {
            let is_new = (wanted.more, wanted.seen) != (more, seen);
            (wanted.more, wanted.seen) = (more, seen);
            is_new
        });
    }

    /// Whether nothing is wanted until the opposite is said. Ends when nothing is being pulled any more, if so.
    pub fn rest(&self, rests: bool) -> impl Future<Output = ()> + use<> {
        self.wanted.send_if_modified(|wanted| {
            let is_new = wanted.rests != rests;
            wanted.rests = rests;
            is_new
        });
        let mut pulls = self.pulls.clone();
        async move {
            // A puller that is gone pulls nothing either.
            let _ = pulls.wait_for(|pulls| !pulls).await;
        }
    }
}

impl Puller {
    /// How many to pull, once some are wanted and so many were seen; nothing when nobody computes any more.
    pub async fn wanted(&mut self, pulled: u64) -> Option<usize> {
        self.pulls.send_replace(false);
        let is_wanted = |wanted: &Wanted| !wanted.rests && wanted.more > 0 && wanted.seen >= pulled;
        let more = self.wanted.wait_for(is_wanted).await.ok()?.more;
        self.pulls.send_replace(true);
        // Between the two it may have been told to rest.
        (!self.wanted.borrow().rests).then_some(more).or(Some(0))
    }

    /// Ends when nothing is to be pulled any more.
    pub async fn rests(&mut self) {
        if self.wanted.wait_for(|wanted| wanted.rests).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::timeout;

    const SOON: Duration = Duration::from_millis(1);

    #[tokio::test(start_paused = true)]
    async fn nothing_is_pulled_before_what_came_was_seen() {
        let (room, mut puller) = Room::new();
        room.want(3, 0);
        assert_eq!(puller.wanted(0).await, Some(3));
        // Three were pulled, and one of them was seen by now.
        room.want(2, 1);
        assert!(timeout(SOON, puller.wanted(3)).await.is_err());
        room.want(1, 3);
        assert_eq!(puller.wanted(3).await, Some(1));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_rests_has_put_down_the_line() {
        let (room, mut puller) = Room::new();
        room.want(1, 0);
        puller.wanted(0).await;
        let rest = room.rest(true);
        assert!(timeout(SOON, rest).await.is_err());
        puller.rests().await;
        assert!(timeout(SOON, puller.wanted(0)).await.is_err());
        room.rest(true).await;
        drop(room.rest(false));
        assert_eq!(puller.wanted(0).await, Some(1));
    }
}
