//! What is not let in: requests of other sites, too many, too long, or of nothing that there is.

use crate::queue::Nats;
use crate::support::{PRIMES, Server, machine, tiny};

#[test]
fn requests_of_other_sites_are_refused() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let _machine = machine(&nats, "a");
    server.wait_for(&["a"]);
    let own = server.url.trim_end_matches('/');
    for headers in [
        &[("origin", "http://evil.example")][..],
        &[("sec-fetch-site", "cross-site")],
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        &[("host", "evil.example"), ("origin", "http://evil.example")],
    ] {
        for path in ["machines/run", "machines/unplug"] {
            let answer = server.post_with(path, &tiny(1), headers);
            assert_eq!(answer.status, 403, "{headers:?}: {}", answer.text);
            assert_eq!(answer.text.lines().count(), 1);
            assert!(answer.isolates);
        }
    }
    let headers = [("origin", own), ("sec-fetch-site", "same-origin")];
    let answer = server.post_with("machines/run", &tiny(1), &headers);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.isolates);
}

#[test]
fn what_can_t_be_done_gets_a_sentence() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let check = |body: &str, status: u16, expect: &str| {
        let answer = server.post("machines/run", body);
        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(answer.text.contains(expect), "{}", answer.text);
        assert_eq!(answer.text.lines().count(), 1);
    };
    check("", 400, "This is no order that can be read");
    check(&"x".repeat(5_000), 413, "at most 4096 bytes");
    let order = |lesson: &str, work: &str| {
        format!("{{\"lesson\":\"{lesson}\",\"work\":\"{work}\",\"to\":9,\"chunks\":9}}")
    };
    check(&order("primes", "steal"), 400, "There is no work");
    check(&order("rm-rf", "count"), 400, "There is no work");
    check(
        &tiny(10_000).replace("10000}", "10001}"),
        400,
        "chunks must be",
    );
    check(&tiny(1), 503, "There is no machine");
}

#[test]
fn bodies_are_taken_nowhere_else() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    assert_eq!(server.post("index.html", "x").status, 405);
    assert_eq!(server.get("machines/run").status, 405);
    assert_eq!(server.get("machines/other").status, 404);
}

#[test]
fn work_that_machines_can_t_do_fails_by_its_name() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let _machine = machine(&nats, "a");
    server.wait_for(&["a"]);
    let order = |lesson: &str, work: &str| {
        format!(
            "{{\"lesson\":\"{lesson}\",\"work\":\"{work}\",\"args\":[9],\"to\":9,\"chunks\":3}}"
        )
    };
    let shared = server.run(&order("shared-state", "atomic")).end().write();
    assert!(
        shared.contains("a can't compute chunk") && shared.contains("share numbers"),
        "{shared}"
    );
    let bytes = server.run(&order("pipeline", "late")).end().write();
    assert!(
        bytes.contains("a can't compute chunk") && bytes.contains("of bytes"),
        "{bytes}"
    );
    nats.visit().wait_until_empty();
}

#[test]
fn so_many_runs_at_once_and_no_more() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let _machine = machine(&nats, "a");
    server.wait_for(&["a"]);
    let going: Vec<_> = (0..32)
        .map(|_| {
            let mut lines = server.run(PRIMES);
            lines.next();
            lines
        })
        .collect();
    let refused = server.post("machines/run", PRIMES);
    assert_eq!(refused.status, 429);
    assert!(
        refused.text.contains("32 runs go on already"),
        "{}",
        refused.text
    );
    drop(going);
    nats.visit().wait_until_empty();
}

#[test]
fn a_flood_of_requests_is_refused() {
    let nats = Nats::start();
    let server = Server::at(&nats);
    let mut statuses = (0..2_000).map(|_| server.post("machines/run", "").status);
    assert!(statuses.any(|status| status == 429));
}

#[test]
fn a_full_queue_is_said() {
    let nats = Nats::start();
    nats.visit().make_small_queue(10);
    let server = Server::at(&nats);
    let _machine = machine(&nats, "a");
    server.wait_for(&["a"]);
    let mut lines = server.run(PRIMES);
    let last = lines.end().write();
    assert!(last.contains("The queue is full"), "{last}");
    nats.visit().wait_until_empty();
    // With fewer in flight than there is room for, it is done.
    let modest = PRIMES.replace("\"chunks\":60", "\"chunks\":60,\"in_flight\":8");
    server.run(&modest).answer(60);
}
