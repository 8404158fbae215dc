//! What `/io/slow` takes, refuses, and answers.

use super::*;
use proptest::prelude::*;

fn read(query: &[(&str, &str)]) -> Result<Slow, BadParameter> {
    let owned = query
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()));
    Slow::from_pairs(&owned.collect::<Vec<_>>())
}

fn refusal(query: &[(&str, &str)]) -> String {
    read(query).expect_err("should be refused").0
}

#[test]
fn nothing_said_means_the_defaults() {
    assert_eq!(read(&[]), Ok(Slow::default()));
    assert_eq!(Slow::default().wait(), Duration::from_millis(100));
}

#[test]
fn of_a_lesson_s_file_only_how_long_it_is_kept_back_may_be_said() {
    let of_file = |query: &[(&str, &str)]| {
        let owned = query
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()));
        Slow::of_file(&owned.collect::<Vec<_>>())
    };
    let slow = of_file(&[("ms", "20"), ("nonce", "7")]).unwrap();
    assert_eq!(slow.wait(), Duration::from_millis(20));
    for (wrong, says) in [
        (("bytes", "9"), "bytes is no parameter of a lesson's file"),
        (("drop", "1"), "drop is no parameter of a lesson's file"),
        (("ms", "30001"), "ms must be a number from 0 to 30000"),
    ] {
        let refusal = of_file(&[wrong]).expect_err("should be refused").0;
        assert!(refusal.starts_with(says), "{refusal}");
    }
}

#[test]
fn the_ends_of_every_range_are_taken() {
    let most = [
        ("jitter", "30000"),
        ("ms", "30000"),
        ("bytes", "8388608"),
        ("status", "599"),
        ("drop", "1"),
        ("seed", "4294967295"),
        ("nonce", "18446744073709551615"),
    ];
    let slow = read(&most).unwrap();
    assert_eq!(
        (slow.ms.0, slow.bytes, slow.seed),
        (30_000.0, 8_388_608, u32::MAX)
    );
    let least = [
        ("ms", "0"),
        ("jitter", "0"),
        ("bytes", "0"),
        ("status", "200"),
        ("drop", "0"),
        ("seed", "0"),
        ("nonce", ""),
    ];
    assert_eq!(read(&least).unwrap().wait(), Duration::ZERO);
    assert_eq!(
        read(&[("ms", "0.5")]).unwrap().wait(),
        Duration::from_micros(500)
    );
}

#[test]
fn refusals_name_the_parameter_and_its_range() {
    for bad in ["30000.1", "-1", "NaN", "inf", "abc", "", " 1", "1,5", "1e9"] {
        assert_eq!(
            refusal(&[("ms", bad)]),
            "ms must be a number from 0 to 30000."
        );
    }
    for bad in ["8388609", "-1", "0.5", "99999999999999999999999"] {
        let sentence = "bytes must be a whole number from 0 to 8388608.";
        assert_eq!(refusal(&[("bytes", bad)]), sentence);
    }
    for bad in ["199", "600", "-200", "200.0"] {
        let sentence = "status must be a whole number from 200 to 599.";
        assert_eq!(refusal(&[("status", bad)]), sentence);
    }
    assert_eq!(
        refusal(&[("drop", "1.01")]),
        "drop must be a number from 0 to 1."
    );
    assert_eq!(
        refusal(&[("seed", "4294967296")]),
        "seed must be a whole number from 0 to 4294967295."
    );
    assert_eq!(
        refusal(&[("jitter", "51"), ("ms", "50")]),
        "jitter must be a number from 0 to ms, here 50."
    );
    assert_eq!(
        refusal(&[("nonce", &"x".repeat(65))]),
        "nonce must be a text of at most 64 characters."
    );
    assert_eq!(refusal(&[("ms", "1"), ("ms", "1")]), "ms is given twice.");
    assert!(refusal(&[("speed", "1")]).starts_with("speed is no parameter of /io/slow"));
    assert!(refusal(&[(&"y\n".repeat(999), "1")]).len() < 200);
}

#[test]
fn some_seeds_wait_longer_than_asked_and_others_less() {
    let asked = Millis(200.0);
    let wait = |seed| {
        Slow {
            ms: asked,
            jitter: asked,
            seed,
            ..Slow::default()
        }
        .wait()
    };
    let middle = Duration::from_millis(200);
    assert!((0..8).map(wait).any(|wait| wait < middle));
    assert!((0..8).map(wait).any(|wait| wait > middle));
}

proptest! {
    #[test]
    fn whatever_is_read_is_within_its_bounds(
        name in "ms|jitter|bytes|status|drop|seed|nonce|other",
        value in r"[-+]?[0-9]{0,12}(\.[0-9]{0,3})?(e[0-9]{1,3})?|NaN|-?inf|\PC{0,80}",
    ) {
        if let Ok(slow) = read(&[(&name, &value)]) {
            prop_assert!((0.0..=30_000.0).contains(&slow.ms.0));
            prop_assert!((0.0..=slow.ms.0).contains(&slow.jitter.0));
            prop_assert!(slow.bytes <= 8 * 1024 * 1024);
            prop_assert!((200..=599).contains(&slow.status.as_u16()));
            prop_assert!((0.0..=1.0).contains(&slow.drop));
        }
    }

    #[test]
    fn a_number_is_taken_exactly_when_it_is_in_range(ms in -100.0..40_000.0_f64) {
        let text = ms.to_string();
        prop_assert_eq!(read(&[("ms", &text)]).is_ok(), (0.0..=30_000.0).contains(&ms));
    }

    /// With the runtime's clock under our hand, so that nothing but the length asked for is waited.
    #[test]
    fn a_wait_is_as_long_as_asked_and_what_the_timer_rounds_up(micros in 0..40_000_000_u64) {
        let length = Duration::from_micros(micros);
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_time().start_paused(true).build().unwrap();
        let waited = runtime.block_on(wait(length));
        prop_assert!(waited >= length && waited <= length + Duration::from_millis(2), "{:?}", waited);
    }

    #[test]
    fn jitter_keeps_its_distance_and_drops_follow_their_ends(seed: u32, jitter in 0.0..=80.0_f64) {
        let mut slow = Slow { ms: Millis(80.0), jitter: Millis(jitter), seed, ..Slow::default() };
        let waits = slow.wait().as_secs_f64() * 1_000.0;
        prop_assert!((waits - 80.0).abs() <= jitter + 1e-6);
        prop_assert!(!slow.is_dropped());
        slow.drop = 1.0;
        prop_assert!(slow.is_dropped());
    }
}
