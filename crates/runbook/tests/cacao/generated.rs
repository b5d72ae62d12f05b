//! Runbooks of every shape, generated: out to CACAO and in again they are equal, and what stands between keeps the rules.

use ctac_runbook::cacao::export::{Options, export};
use ctac_runbook::cacao::import::import;
use ctac_runbook::format;
use ctac_runbook::model::{
    Action, Answers, Approval, Automatic, Branch, BranchName, CallOut, ClockAction, ClockStep, Decision, Escalation,
    Evidence, Field, Http, Invite, Join, Lane, List, Need, OnFailure, Page, Parallel, Parts, Pass, Phase, Quorum,
    Repeat, Runbook, SetSeverity, Severity, Sitrep, Skip, Slug, Status, Step, StepKind, SubRunbook, Target, Task, Text,
    Tlp, Wait, When,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use crate::roundtrip::{document, errors, fixture};
use crate::schemas;

/// The shape of a step; what it is called is made later, for no two are called alike.
#[derive(Debug, Clone)]
enum Shape {
    Task(bool),
    Note,
    Wait(bool),
    Decision { record: bool, free: usize, branches: Vec<(usize, Vec<Shape>)> },
    Approval { record: bool, approved: Option<Vec<Shape>>, rejected: Option<Vec<Shape>> },
    Parallel(Vec<Vec<Shape>>, u8),
    Repeat(Vec<Shape>, bool),
    Sub(bool),
    Automatic(u8, bool, bool),
}

fn shape() -> impl Strategy<Value = Shape> {
    let leaf = prop_oneof![
        4 => any::<bool>().prop_map(Shape::Task),
        1 => Just(Shape::Note),
        1 => any::<bool>().prop_map(Shape::Wait),
        1 => any::<bool>().prop_map(Shape::Sub),
        3 => (0..8u8, any::<bool>(), any::<bool>()).prop_map(|(kind, manual, up)| Shape::Automatic(kind, manual, up)),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let some = |least| prop::collection::vec(inner.clone(), least..3);
        prop_oneof![
            (any::<bool>(), 0..3usize, prop::collection::vec((1..3usize, some(0)), 0..3))
                .prop_map(|(record, free, branches)| Shape::Decision { record, free, branches }),
            (any::<bool>(), prop::option::of(some(0)), prop::option::of(some(0)))
                .prop_map(|(record, approved, rejected)| Shape::Approval { record, approved, rejected }),
            (prop::collection::vec(some(0), 2..4), 0..4u8).prop_map(|(lanes, join)| Shape::Parallel(lanes, join)),
            (some(1), any::<bool>()).prop_map(|(each, several)| Shape::Repeat(each, several)),
        ]
    })
}

/// Names things, each otherwise.
struct Namer(usize);

impl Namer {
    fn slug(&mut self, kind: &str) -> Slug {
        self.0 += 1;
        format!("{kind}-{}", self.0).parse().unwrap()
    }

    fn branch(&mut self, steps: &[Shape], named: bool) -> Branch {
        let name = named.then(|| BranchName { slug: self.slug("branch"), title: "A branch".parse().unwrap() });
        let text = if self.0.is_multiple_of(3) { Text::new("Before its steps.").unwrap() } else { Text::default() };
        Branch { name, text, steps: steps.iter().map(|shape| self.step(shape, !named)).collect() }
    }

    fn step(&mut self, shape: &Shape, inner: bool) -> Step {
        let kind = self.kind(shape, inner);
        let is_led = matches!(kind, StepKind::Parallel(_) | StepKind::Repeat(_) | StepKind::Wait(_) | StepKind::Note);
        let (is_note, is_gate) = (kind == StepKind::Note, matches!(kind, StepKind::Approval(_)));
        let slug = self.slug("step");
        let odd = self.0 % 2 == 1;
        let escalation = Escalation { page: "executive".parse().unwrap(), after: Some("15m".parse().unwrap()) };
        let target = Target {
            within: "30m".parse().unwrap(),
            from: ctac_runbook::model::Base::RunStart,
            standing: ctac_runbook::model::Standing::Agreed,
            on_overdue: vec![escalation].try_into().unwrap(),
        };
        let evidence = Evidence { name: "A hash, \"quoted\"".parse().unwrap(), optional: odd };
        Step {
            title: format!("Do {slug}: it's \"so\"").parse().unwrap(),
            role: odd.then(|| "technical-lead".parse().unwrap()),
            organisation: (odd && !is_note).then(|| "{org}".parse().unwrap()),
            target: (odd && !is_note).then_some(target),
            skip: match self.0 % 3 {
                _ if is_note || is_gate => Skip::Reason,
                0 => Skip::Reason,
                1 => Skip::Never,
                _ => Skip::Approval("executive".parse().unwrap()),
            },
            evidence: if is_led { vec![] } else { vec![evidence] },
            text: Text::new("Text with __org__:value, `code` and *stars*.\n\n- [ ] Tick\n\n  more").unwrap(),
            slug,
            kind,
        }
    }

    fn kind(&mut self, shape: &Shape, inner: bool) -> StepKind {
        let record = |name: &str| name.parse().unwrap();
        match shape {
            Shape::Task(false) => StepKind::Task(Task::default()),
            Shape::Task(true) => StepKind::Task(Task {
                records: vec![
                    Field { record: record("variant"), optional: true },
                    Field { record: record("new_hosts"), optional: false },
                ],
            }),
            Shape::Note => StepKind::Note,
            Shape::Wait(false) => StepKind::Wait(Wait::For("2h".parse().unwrap())),
            Shape::Wait(true) => StepKind::Wait(Wait::Until {
                condition: "contained = yes or new_hosts < 3".parse().unwrap(),
                give_up_after: Some("1d".parse().unwrap()),
            }),
            Shape::Decision { record: into, free, branches } => {
                let mut answers = Vec::new();
                let mut whens = Vec::new();
                for (count, steps) in branches {
                    let names: Vec<Slug> = (0..*count).map(|_| self.slug("answer")).collect();
                    answers.extend(names.clone());
                    whens.push(When { answers: names.try_into().unwrap(), branch: self.branch(steps, inner) });
                }
                answers.extend((0..free + 2).map(|_| self.slug("free")));
                let answers: Vec<_> = answers.into_iter().map(|name| (name, "In words".parse().unwrap())).collect();
                let answers = Answers::try_from(answers).unwrap();
                StepKind::Decision(Decision { record: into.then(|| record("variant")), answers, branches: whens })
            }
            Shape::Approval { record: into, approved, rejected } => StepKind::Approval(Approval {
                by: vec!["executive".parse().unwrap()].try_into().unwrap(),
                needs: Quorum::Of(2),
                not_by: vec!["technical-lead".parse().unwrap()].try_into().unwrap(),
                record: into.then(|| record("cut_off")),
                expires: None,
                approved: approved.as_ref().map(|steps| self.branch(steps, inner)),
                rejected: rejected.as_ref().map(|steps| self.branch(steps, inner)),
            }),
            Shape::Parallel(lanes, join) => {
                let lane = |steps: &Vec<Shape>| Lane { name: self.slug("lane"), branch: self.branch(steps, inner) };
                let lanes: Vec<Lane> = lanes.iter().map(lane).collect();
                let join = [Join::All, Join::Any, Join::Of(1), Join::Of(2)][usize::from(*join)];
                StepKind::Parallel(Parallel { lanes: lanes.try_into().unwrap(), join })
            }
            Shape::Repeat(each, several) => StepKind::Repeat(Repeat {
                until: if *several { "contained = yes and new_hosts <= 0" } else { "variant != 'not ''known'''" }
                    .parse()
                    .unwrap(),
                every: several.then(|| "30m".parse().unwrap()),
                max: 12,
                on_limit: List::try_from(vec![]).unwrap(),
                each: self.branch(each, inner),
            }),
            Shape::Sub(versioned) => StepKind::Runbook(SubRunbook {
                playbook: "playbook--b7a2f0de-6c54-4f4b-9d6b-0d4c2a7f5e33".parse().unwrap(),
                version: versioned.then(|| "2026-01-01T00:00:00Z".parse().unwrap()),
                pass: vec![Pass { theirs: record("who"), ours: record("org") }],
                returns: vec![Pass { theirs: record("result"), ours: record("advisory") }],
            }),
            Shape::Automatic(kind, manual, up) => StepKind::Automatic(Automatic {
                action: action(*kind),
                on_failure: if *manual { OnFailure::Manual } else { OnFailure::Continue },
                give_up_after: up.then(|| "10m".parse().unwrap()),
            }),
        }
    }
}

fn action(kind: u8) -> Action {
    let who = || List::one("executive".parse::<Slug>().unwrap());
    let message = || "Say {{this}} to {org}: \"now\"".parse().unwrap();
    match kind {
        0 => Action::Page(Page { who: who(), message: message(), ack_within: Some("5m".parse().unwrap()) }),
        1 => Action::CallOut(CallOut {
            needs: List::one(Need { role: "technical-lead".parse().unwrap(), count: 2 }),
            message: message(),
            answer_within: "20m".parse().unwrap(),
        }),
        2 => Action::Sitrep(Sitrep { template: "initial".parse().unwrap(), who: vec![].try_into().unwrap() }),
        3 => Action::Clock(ClockStep {
            clock: "ico-72h".parse().unwrap(),
            action: ClockAction::Start { since: Some("aware_at".parse().unwrap()) },
        }),
        4 => Action::Clock(ClockStep { clock: "ico-72h".parse().unwrap(), action: ClockAction::Stop }),
        5 => Action::Invite(Invite { organisation: "{org}".parse().unwrap(), message: Some(message()) }),
        6 => Action::SetSeverity(SetSeverity { severity: Severity::S1, reason: message() }),
        _ => Action::Http(http()),
    }
}

fn http() -> Http {
    serde_json::from_value(serde_json::json!({
        "method": "POST", "url": "https://api.example.org/v1/{incident_id}?of={org}",
        "headers": {"x-for": {"text": "{org}"}, "authorization": {"secret": "advisory-key"}},
        "body": {"list": [1, 2.5, true, null, "{variant}"], "of": {"org": "{org}"}},
        "sending": {"idempotent": {"retries": 3}},
        "outputs": [{"record": "advisory", "pointer": "/id"}],
    }))
    .unwrap()
}

prop_compose! {
    fn runbook()(
        phases in prop::collection::vec(prop::collection::vec(shape(), 0..4), 1..4),
        levels in (prop::option::of(1..=100u8), prop::option::of(1..=100u8), prop::option::of(1..=100u8)),
        marks in (0..5usize, 0..4usize, prop::collection::vec("[a-z]{1,9}( [a-z&'\"]{1,9})?", 0..3)),
        until in prop::option::of(1_900_000_000_000..4_000_000_000_000i64),
    ) -> Runbook {
        let base = fixture().into_parts();
        let mut namer = Namer(0);
        let phase = |(index, steps): (usize, &Vec<Shape>)| Phase {
            title: format!("Phase {index}").parse().unwrap(),
            text: Text::default(),
            steps: steps.iter().map(|shape| namer.step(shape, false)).collect(),
        };
        let mut phases: Vec<Phase> = phases.iter().enumerate().map(phase).collect();
        // A runbook has a step.
        phases[0].steps.push(namer.step(&Shape::Task(true), false));
        Runbook::new(Parts {
            priority: levels.0, severity: levels.1, impact: levels.2,
            tlp: Tlp::ALL[marks.0], status: Status::ALL[marks.1],
            labels: marks.2.iter().map(|label| label.parse().unwrap()).collect(),
            valid_until: until.map(|at| jiff::Timestamp::from_millisecond(at).unwrap()),
            phases,
            ..base
        }).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_runbook_is_the_same_after_cacao(runbook in runbook()) {
        let text = export(&runbook, &Options::default()).playbook.to_string();
        let imported = import(text.as_bytes()).unwrap();
        prop_assert_eq!(&imported.changes, &vec![]);
        prop_assert_eq!(&imported.runbook, &runbook);
        prop_assert_eq!(format::write(&imported.runbook), format::write(&runbook));
        prop_assert_eq!(errors(&document(&runbook)), vec![""; 0]);
    }
}

/// As many of them as are worth the schemas' time.
#[test]
fn generated_runbooks_pass_the_official_schemas() {
    let Some(validator) = schemas::validator() else { return };
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..12 {
        let runbook = runbook().new_tree(&mut runner).unwrap().current();
        let playbook = export(&runbook, &Options::default()).playbook;
        assert_eq!(schemas::refusals(&validator, &playbook), [""; 0]);
    }
}
