//! One comparison as it is requested, run and finished: all that is kept of it.

use crate::comparison::record::{CaseRecord, Record};
use crate::comparison::{Fault, Phase, Repeats};
use crate::key::Key;
use crate::lesson;
use crate::protocol::analysis::{EndedRun, Finish, RunRequest};
use crate::units::Millis;
use serde::{Deserialize, Serialize};

/// A comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// What it was asked with.
    pub request: RunRequest,
    /// Its runs.
    pub record: Record,
    /// How it ended; nothing while it goes on.
    pub finish: Option<Finish>,
    /// Where the reader had said that its programs end. Not kept with it.
    #[serde(skip)]
    pub bets: Vec<(Key, Millis)>,
}

impl Session {
    /// A comparison of which nothing ran yet.
    pub fn new(request: RunRequest) -> Self {
        let lesson = lesson::find(&request.example);
        Self {
            record: Record {
                cases: request.cases.iter().cloned().map(CaseRecord::new).collect(),
                baselines: lesson.map_or_else(Vec::new, |lesson| lesson.baselines.to_vec()),
                threads: request.parameters.values.threads().into(),
                pool_start: None,
            },
            request,
            finish: None,
            bets: Vec::new(),
        }
    }

    /// Where the reader had said that a program ends.
    pub fn bet(&self, program: Key) -> Option<Millis> {
        let mut bets = self.bets.iter();
        bets.find(|(known, _)| *known == program).map(|bet| bet.1)
    }

    /// The engine was lost, and another begins with the first round. What the old one measured goes, so
    /// that the n-th samples of all cases are of one round; a case that broke its engine keeps its fault
    /// and what was seen of it.
    pub fn begin_anew(&mut self) {
        for record in &mut self.record.cases {
            let new = CaseRecord::new(record.case.clone());
            let old = std::mem::replace(record, new);
            if old.fault.as_ref().is_some_and(Fault::breaks_engine) {
                record.watch = old.watch;
                record.fault = old.fault;
            }
        }
    }

    /// Files a run that ended. The first fault of a case is why it has no more runs.
    pub fn file(&mut self, ended: EndedRun) {
        let mut records = self.record.cases.iter_mut();
        let Some(record) = records.find(|own| own.case.id == ended.case) else {
            return;
        };
        if let Some(gap) = ended.page_gap {
            let longest = record
                .page_longest_gap
                .map_or(gap.0, |known| known.0.max(gap.0));
            record.page_longest_gap = Some(Millis(longest));
        }
        let run = match ended.run {
            Err(fault) => {
                record.fault.get_or_insert(fault);
                return;
            }
            // Both come from one build; a run of another version is none.
            Ok(packed) => packed.unpack(),
        };
        let Some(mut run) = run else {
            return;
        };
        run.disturbance = run.disturbance.or(ended.disturbance);
        match ended.phase {
            Phase::Watch => record.watch = Some(run),
            Phase::WarmUp(_) => record.warm_ups.push(run.trace.per_iteration()),
            Phase::Measure(_) => record.repeats.push(run),
        }
    }

    /// The comparison is over. Where the reader stopped it, whoever lacks repeats says so.
    pub fn finish(&mut self, finish: Finish) {
        let most = self.request.parameters.repeats.most() as usize;
        if finish.is_stopped {
            for record in &mut self.record.cases {
                if record.repeats.len() < most && record.fault.is_none() {
                    record.fault = Some(Fault::Stopped);
                }
            }
        }
        self.record.pool_start = finish.runtime.map(|runtime| runtime.pool_start);
        self.finish = Some(finish);
    }

    /// How many rounds were asked for, or were run where that was left open.
    pub fn rounds(&self) -> u32 {
        let of_each = self.record.cases.iter().map(|own| own.repeats.len());
        match self.request.parameters.repeats {
            Repeats::Exactly(wanted) => wanted,
            Repeats::Auto => of_each.max().unwrap_or(0) as u32,
        }
    }

    /// Whether the reader stopped it.
    pub fn is_stopped(&self) -> bool {
        self.finish.as_ref().is_some_and(|finish| finish.is_stopped)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::comparison::{Case, Disturbance, Kind, NoEngine, Run};
    use crate::contract::request::Parameters;
    use crate::protocol::engine::PackedRun;
    use crate::protocol::result::EnvironmentV1;
    use crate::report::report;
    use crate::strategy::Strategy;
    use crate::trace::Trace;

    /// What `many-cores` is asked with under two strategies, two repeats each.
    pub fn request() -> RunRequest {
        let lesson = lesson::find("many-cores").unwrap();
        let defaults = Parameters::defaults(lesson, 2);
        let strategies = [Strategy::Blocking, Strategy::Async];
        let cases = (0..).zip(&strategies);
        RunRequest {
            number: 1,
            kind: Kind::Programs,
            example: lesson.slug.to_owned(),
            cases: cases
                .map(|(id, &strategy)| Case::plain(id, strategy.into(), defaults.values.clone()))
                .collect(),
            parameters: Parameters {
                programs: strategies.map(Key::from).to_vec(),
                repeats: Repeats::Exactly(2),
                ..defaults.clone()
            },
            scripts: Vec::new(),
            prediction: Some(1),
            reported_cores: 2,
        }
    }

    /// A run of one of them that took so long.
    pub fn ended(id: u16, phase: Phase, wall_ms: f64) -> EndedRun {
        let case = request().cases.swap_remove(usize::from(id));
        let run = Run {
            answer: "4".to_owned(),
            measures: Vec::new(),
            output: String::new(),
            lines: Vec::new(),
            checks: Vec::new(),
            trace: Trace {
                began_at: Millis(0.0),
                program: case.program,
                wall: Millis(wall_ms).to_micros(),
                iterations: 1,
                threads: 0,
                spans: Vec::new(),
                named: Vec::new(),
                thinned: 0,
                beats: Vec::new(),
                beat_every: Millis(5.0).to_micros(),
                letters_sorted: 3,
            },
            disturbance: None,
        };
        EndedRun {
            case: id,
            phase,
            run: Ok(PackedRun::pack(&run)),
            disturbance: None,
            page_gap: Some(Millis(16.0)),
        }
    }

    /// The end of a comparison.
    pub fn finish(is_stopped: bool) -> Finish {
        Finish {
            is_stopped,
            environment: EnvironmentV1 {
                tier: Some("threads".to_owned()),
                tier_reason: "Shared memory was tried, and works.".to_owned(),
                cross_origin_isolated: true,
                reported_cores: 2,
                timer_step_ms: Some(0.005),
                waits: None,
                browser: "Chromium 156".to_owned(),
                version: "0.1.0".to_owned(),
            },
            runtime: None,
            ended_at: 1_000.0,
        }
    }

    /// Both strategies, watched and measured to the end.
    pub fn measured() -> Session {
        let mut session = Session::new(request());
        for (id, wall_ms) in [(0, 80.0), (1, 100.0)] {
            session.file(ended(id, Phase::Watch, wall_ms));
        }
        for round in 0..2 {
            for (id, wall_ms) in [(0, 40.0), (1, 50.0)] {
                let wall_ms = wall_ms + f64::from(round);
                session.file(ended(id, Phase::Measure(round), wall_ms));
            }
        }
        session
    }

    /// The same, over.
    pub fn measured_to_the_end() -> Session {
        let mut session = measured();
        session.finish(finish(false));
        session
    }

    fn samples(session: &Session) -> Vec<Vec<f64>> {
        let reports = report(&session.record);
        let samples = reports.iter().map(|report| report.samples.iter());
        samples
            .map(|samples| samples.map(|sample| sample.0).collect())
            .collect()
    }

    #[test]
    fn every_run_is_filed_where_it_belongs() {
        let mut session = measured();
        session.finish(finish(false));
        assert_eq!(samples(&session), [[40.0, 41.0], [50.0, 51.0]]);
        let first = &session.record.cases[0];
        assert_eq!(first.page_longest_gap, Some(Millis(16.0)));
        assert!(first.fault.is_none() && first.watch.is_some());
    }

    #[test]
    fn after_a_lost_engine_pairs_are_of_one_round() {
        // A sweep watches nothing, so that only the word on the lost engine tells old rounds from new.
        let mut session = Session::new(request());
        for (id, round) in [(0, 0), (1, 0), (1, 1)] {
            session.file(ended(id, Phase::Measure(round), 900.0));
        }
        session.begin_anew();
        for round in 0..2 {
            for id in [1, 0] {
                session.file(ended(id, Phase::Measure(round), 40.0 + f64::from(round)));
            }
        }
        assert_eq!(samples(&session), [[40.0, 41.0], [40.0, 41.0]]);
    }

    #[test]
    fn who_broke_the_engine_keeps_its_fault_and_no_samples_of_the_old_rounds() {
        let mut session = measured();
        let fault = Fault::PoolFailed("It is gone.".to_owned());
        let mut broken = ended(1, Phase::Measure(2), 0.0);
        broken.run = Err(fault.clone());
        session.file(broken);
        let mut late = ended(0, Phase::Measure(2), 0.0);
        late.run = Err(Fault::Unavailable(crate::tier::Tier::Workers));
        session.file(late);
        session.begin_anew();
        let [first, second] = &session.record.cases[..] else {
            panic!("two cases");
        };
        // What another engine could do is tried anew.
        assert!(first.fault.is_none() && first.watch.is_none() && first.repeats.is_empty());
        assert_eq!(second.fault, Some(fault));
        assert!(second.watch.is_some() && second.repeats.is_empty());
    }

    #[test]
    fn a_comparison_given_up_is_failed_and_says_why() {
        let mut session = Session::new(request());
        let mut refused = ended(0, Phase::Measure(0), 0.0);
        refused.run = Err(Fault::Unavailable(crate::tier::Tier::Workers));
        session.file(refused);
        for id in [0, 1] {
            let mut given_up = ended(id, Phase::Measure(0), 0.0);
            given_up.run = Err(Fault::NoEngine(NoEngine::TooSlow));
            session.file(given_up);
        }
        session.finish(finish(false));
        let faults = session.record.cases.iter().map(|own| &own.fault);
        let expected = [
            Some(Fault::Unavailable(crate::tier::Tier::Workers)),
            Some(Fault::NoEngine(NoEngine::TooSlow)),
        ];
        assert!(faults.eq(&expected));
    }

    #[test]
    fn stopping_keeps_what_is_measured_and_says_so() {
        let mut session = Session::new(request());
        session.file(ended(0, Phase::Measure(0), 40.0));
        session.file(ended(0, Phase::Measure(1), 40.0));
        session.file(ended(1, Phase::Measure(0), 50.0));
        session.finish(finish(true));
        let faults = session.record.cases.iter();
        let faults: Vec<_> = faults.map(|own| own.fault.clone()).collect();
        assert_eq!(faults, [None, Some(Fault::Stopped)]);
        assert_eq!(samples(&session), [vec![40.0, 40.0], vec![50.0]]);
    }

    #[test]
    fn where_the_number_was_left_open_the_rounds_are_told_and_stopping_too() {
        let with_auto = |is_stopped| {
            let mut session = measured();
            session.request.parameters.repeats = Repeats::Auto;
            session.file(ended(0, Phase::Measure(2), 40.0));
            session.finish(finish(is_stopped));
            session
        };
        let faults = |session: &Session| -> Vec<_> {
            let records = session.record.cases.iter();
            records.map(|own| own.fault.clone()).collect()
        };
        let done = with_auto(false);
        assert_eq!((done.rounds(), faults(&done)), (3, vec![None, None]));
        let stopped = with_auto(true);
        assert_eq!(faults(&stopped), vec![Some(Fault::Stopped); 2]);
        let asked_for = Session::new(request());
        assert_eq!(asked_for.rounds(), 2);
    }

    #[test]
    fn a_disturbed_repeat_is_kept_and_not_counted_unless_all_are() {
        let mut session = measured();
        let mut disturbed = ended(0, Phase::Measure(2), 900.0);
        disturbed.disturbance = Some(Disturbance::TabHidden);
        session.file(disturbed);
        let of_first = &report(&session.record)[0];
        assert_eq!(of_first.samples.len(), 3);
        assert_eq!(of_first.median, Some(Millis(40.5)));
        let mut session = Session::new(request());
        let mut disturbed = ended(0, Phase::Measure(0), 900.0);
        disturbed.disturbance = Some(Disturbance::TabHidden);
        session.file(disturbed);
        assert_eq!(report(&session.record)[0].median, Some(Millis(900.0)));
    }
}
