//! What every lesson that lets its reader feel something must hold.

use super::*;
use crate::key::Key;
use crate::run::mock::{Costs, MockPlatform};
use crate::run::once::once;
use crate::tier::Tier;
use crate::units::Micros;
use crate::values::SIZE;

/// What every lesson lets the reader feel: on a thread that is alone both programs end, with one answer, and as
/// many requests one after the other as the lesson says are what the blocking one waits for.
#[test]
fn what_is_felt_needs_no_other_thread() {
    let mut found = 0;
    for lesson in ALL {
        let Some(feel) = lesson.feel else {
            continue;
        };
        found += 1;
        let values = lesson.params.iter();
        let values = values.map(|param| (param.key, param.range(2).default));
        let values = Values::from_iter(values).with(SIZE, 10);
        let job = job(lesson.slug, &values, 1).expect("a job");
        let request = Micros(40_000.0);
        let carried_out = |key: Key| {
            let costs = Costs {
                request,
                chunk: Micros(1_000.0),
            };
            let platform = MockPlatform::new(Tier::Single, costs, find_work);
            let program = lesson.program(key).expect("one of the lesson's");
            assert!(program.needs.are_met_in(Tier::Single), "{key:?}");
            let carry = (CODE.program)(lesson.slug, key).expect("its code");
            let time = platform.time.clone();
            time.live_through(once(&platform, (program, carry), (&job, &values)))
                .expect("nothing breaks")
        };
        let [(answer, took), (other, less)] = feel.programs.map(carried_out);
        assert_eq!(answer.text, other.text, "{}", lesson.slug);
        let waited = f64::from((feel.requests)(&values)) * request.0;
        assert!(
            took.0 >= waited && took.0 < waited + 10_000.0,
            "{}: {took:?}",
            lesson.slug
        );
        assert!(less <= took, "{}: {less:?}", lesson.slug);
    }
    assert!(found >= 2, "lessons with something to feel: {found}");
}
