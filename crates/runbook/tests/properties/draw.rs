//! Runbooks drawn at random: every kind of step, every key, texts that are hard to write.

use ctac_runbook::model::{
    Action, Answers, Approval, Automatic, Base, Branch, BranchName, CallOut, Clock, ClockAction, ClockBasis, ClockStep,
    Comparison, Condition, Decision, Duration, Escalation, Evidence, Field, HeaderValue, Http, Invite, Join, Joined,
    JsonTemplate, Lane, Line, List, Method, Need, Occasion, OnFailure, OneOrMore, Operator, Origin, Output, Page,
    Parallel, Parts, Pass, Phase, Quorum, Reference, Repeat, Role, RoleKind, Runbook, Sending, SetSeverity, Severity,
    Sitrep, Skip, Slug, Standing, Status, Step, StepKind, SubRunbook, Target, Task, Template, Text, Title, Tlp,
    Trigger, Unit, Value, Variable, VariableType, Wait, When,
};

use crate::dice::Dice;

/// Characters that some writer or reader of YAML or Markdown trips over.
const HARD: [&str; 40] = [
    "a", "Z", "é", "日", " ", "  ", "\"", "'", "\\", "#", " #", ": ", ":", ",", "[", "]", "&", "*", "!", "|", ">", "%",
    "@", "`", "-", "- ", "?", "yes", "no", "null", "~", "0", "1e3", "=", "<b", "🦀", "\u{a0}", "--- ", "${x}", "\t",
];

pub(crate) fn hard(dice: &mut Dice<'_>) -> String {
    let mut text: String = (0..=dice.below(6)).map(|_| *dice.one(&HARD)).collect();
    if dice.coin() {
        text.insert(0, 'w');
    }
    text
}

fn made<T: std::str::FromStr>(text: &str, otherwise: &str) -> T {
    text.parse().or_else(|_| otherwise.parse()).ok().unwrap()
}

fn line(dice: &mut Dice<'_>) -> Line {
    made(hard(dice).trim(), "a line")
}

fn title(dice: &mut Dice<'_>) -> Title {
    made(hard(dice).trim(), "Do this")
}

fn template(dice: &mut Dice<'_>) -> Template {
    let text = hard(dice).replace('{', "{{").replace('}', "}}");
    let place = *dice.one(&["{org}", "{free}", "{{", "}}", ""]);
    made(&format!("a{place}{text}"), "a")
}

fn text(dice: &mut Dice<'_>) -> Text {
    const PROSE: [&str; 14] = [
        "Plain.",
        "    code\n    more",
        "```sh\n# no heading\n```",
        "- [ ] one\n  - [x] two\n\n  more",
        "> quote\n> ## inside",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "###### small",
        "[link]: https://example.org/ \"t\"",
        "1. a\n2. b",
        "***",
        "a  \nb\\\nc",
        "~~~\nx\n~~~",
        "**bold** `<b>` {org}",
        "Tab\tand *é*",
    ];
    let text =
        dice.several(3, |dice| if dice.coin() { (*dice.one(&PROSE)).to_owned() } else { hard(dice) }).join("\n\n");
    Text::new(text).unwrap_or_default()
}

fn role(dice: &mut Dice<'_>) -> Slug {
    (*dice.one(&["lead", "other", "group"])).parse().unwrap()
}

fn duration(dice: &mut Dice<'_>) -> Duration {
    let unit = *dice.one(&[Unit::Minutes, Unit::Seconds, Unit::Hours, Unit::Days]);
    Duration::new(1 + u32::try_from(dice.below(200)).unwrap(), unit).unwrap()
}

fn roles<const MIN: usize>(dice: &mut Dice<'_>) -> List<Slug, MIN, 50> {
    let mut roles: Vec<Slug> = dice.several(2, role);
    if MIN > 0 {
        roles.push(role(dice));
    }
    roles.try_into().unwrap()
}

fn escalations(dice: &mut Dice<'_>) -> List<Escalation, 0, 5> {
    let mut levels: Vec<Escalation> = Vec::new();
    for minutes in [0, 5, 10].into_iter().take(dice.below(4)) {
        levels.push(Escalation { page: role(dice), after: Duration::new(minutes, Unit::Minutes) });
    }
    levels.try_into().unwrap()
}

fn answers(dice: &mut Dice<'_>) -> Answers {
    let names = ["yes", "no", "unknown", "not-yet"];
    let count = 2 + dice.below(3);
    let answers: Vec<(Slug, Line)> =
        names.into_iter().take(count).map(|name| (name.parse().unwrap(), line(dice))).collect();
    answers.try_into().unwrap()
}

fn value(text: String) -> Value {
    text.try_into().unwrap()
}

fn condition(dice: &mut Dice<'_>) -> Condition {
    let tests: Vec<Comparison> = (0..=dice.below(3))
        .map(|_| {
            if dice.coin() {
                let operator = *dice.one(Operator::ALL);
                Comparison {
                    variable: "count".parse().unwrap(),
                    operator,
                    value: value(format!("-{}", 1 + dice.below(9))),
                }
            } else {
                let operator = *dice.one(&[Operator::Is, Operator::IsNot]);
                Comparison { variable: "free".parse().unwrap(), operator, value: value(hard(dice)) }
            }
        })
        .collect();
    Condition::new(*dice.one(Joined::ALL), tests).unwrap()
}

/// Draws steps, giving each slug once.
struct Drawer<'d, 'a> {
    dice: &'d mut Dice<'a>,
    slugs: usize,
    steps: usize,
}

impl Drawer<'_, '_> {
    fn slug(&mut self) -> Slug {
        self.slugs += 1;
        format!("s{}", self.slugs).parse().unwrap()
    }

    fn branch(&mut self, depth: usize, is_inner: bool, least: usize) -> Branch {
        // A branch of a step that is in a branch under its step stands below.
        let is_below = is_inner || self.dice.coin();
        let name = is_below.then(|| BranchName { slug: self.slug(), title: title(self.dice) });
        let text = text(self.dice);
        let count = least.max(self.dice.below(3));
        let steps = (0..count).map(|_| self.step(depth + 1, !is_below)).collect();
        Branch { name, text, steps }
    }

    /// Those that stand under the step come before those that stand below.
    fn in_page_order<T>(mut branches: Vec<T>, branch: impl Fn(&T) -> &Branch) -> Vec<T> {
        branches.sort_by_key(|item| branch(item).name.is_some());
        branches
    }

    fn step(&mut self, depth: usize, is_inner: bool) -> Step {
        self.steps += 1;
        let slug = self.slug();
        let kind = self.kind(depth, is_inner);
        let dice = &mut *self.dice;
        let is_note = matches!(kind, StepKind::Note);
        let is_led = is_note || matches!(kind, StepKind::Parallel(_) | StepKind::Repeat(_) | StepKind::Wait(_));
        let is_invite =
            matches!(&kind, StepKind::Automatic(automatic) if matches!(automatic.action, Action::Invite(_)));
        let target = dice.maybe(|dice| Target {
            within: duration(dice),
            from: dice
                .one(&[Base::Activation, Base::RunStart, Base::Declared, Base::Clock("ico".parse().unwrap())])
                .clone(),
            standing: *dice.one(Standing::ALL),
            on_overdue: escalations(dice),
        });
        let skip = dice.one(&[Skip::Reason, Skip::Never, Skip::Approval("other".parse().unwrap())]).clone();
        let mut evidence: Vec<Evidence> = dice.several(2, |dice| Evidence { name: line(dice), optional: dice.coin() });
        evidence.dedup_by(|one, other| one.name == other.name);
        Step {
            slug,
            title: title(dice),
            role: dice.maybe(role),
            organisation: dice.maybe(template).filter(|_| !is_note && !is_invite),
            target: target.filter(|_| !is_note),
            skip: if is_note || matches!(kind, StepKind::Approval(_)) { Skip::Reason } else { skip },
            evidence: if is_led { Vec::new() } else { evidence },
            kind,
            text: text(dice),
        }
    }

    fn kind(&mut self, depth: usize, is_inner: bool) -> StepKind {
        let may_lead = depth < 4 && self.steps < 60;
        match self.dice.below(if may_lead { 9 } else { 5 }) {
            0 => StepKind::Task(Task { records: fields(self.dice) }),
            1 => StepKind::Note,
            2 if self.dice.coin() => StepKind::Wait(Wait::For(duration(self.dice))),
            2 => StepKind::Wait(Wait::Until {
                condition: condition(self.dice),
                give_up_after: self.dice.maybe(duration),
            }),
            3 => StepKind::Runbook(sub(self.dice)),
            4 => StepKind::Automatic(automatic(self.dice)),
            5 => {
                let answers = answers(self.dice);
                let free: Vec<Slug> = answers.iter().map(|(name, _)| name.clone()).collect();
                let mut branches = Vec::new();
                for names in free.chunks(1 + self.dice.below(2)).take(self.dice.below(3)) {
                    let branch = self.branch(depth, is_inner, 0);
                    branches.push(When { answers: names.to_vec().try_into().unwrap(), branch });
                }
                let branches = Self::in_page_order(branches, |when| &when.branch);
                StepKind::Decision(Decision { record: self.dice.maybe(|_| "free".parse().unwrap()), answers, branches })
            }
            6 => {
                let approved = self.dice.coin().then(|| self.branch(depth, is_inner, 0));
                let rejected = self.dice.coin().then(|| self.branch(depth, is_inner, 0));
                let dice = &mut *self.dice;
                let by = roles(dice);
                let needs = if dice.coin() && !by.is_empty() {
                    Quorum::Each
                } else {
                    Quorum::Of(1 + u8::try_from(dice.below(3)).unwrap())
                };
                let record = dice.maybe(|_| "free".parse().unwrap());
                StepKind::Approval(Approval {
                    by,
                    needs,
                    not_by: roles(dice),
                    record,
                    expires: dice.maybe(duration),
                    approved,
                    rejected,
                })
            }
            7 => {
                let count = 2 + self.dice.below(3);
                let lanes =
                    (0..count).map(|_| Lane { name: self.slug(), branch: self.branch(depth, is_inner, 0) }).collect();
                let lanes = Self::in_page_order(lanes, |lane| &lane.branch);
                let join = *self.dice.one(&[Join::All, Join::Any, Join::Of(2)]);
                StepKind::Parallel(Parallel { lanes: lanes.try_into().unwrap(), join })
            }
            _ => {
                let each = self.branch(depth, is_inner, 1);
                let dice = &mut *self.dice;
                let max = 1 + u16::try_from(dice.below(100)).unwrap();
                StepKind::Repeat(Repeat {
                    until: condition(dice),
                    every: dice.maybe(duration),
                    max,
                    on_limit: escalations(dice),
                    each,
                })
            }
        }
    }
}

fn fields(dice: &mut Dice<'_>) -> Vec<Field> {
    let names = ["free", "count"].into_iter().take(dice.below(3));
    names.map(|name| Field { record: name.parse().unwrap(), optional: dice.coin() }).collect()
}

fn sub(dice: &mut Dice<'_>) -> SubRunbook {
    let pass = |ours: &str, dice: &mut Dice<'_>| Pass {
        theirs: (*dice.one(&["org", "theirs"])).parse().unwrap(),
        ours: ours.parse().unwrap(),
    };
    SubRunbook {
        playbook: "playbook--b2d0c9e8-7f61-4a53-9c42-d1e0f9a8b7c6".parse().unwrap(),
        version: dice.maybe(|_| "2026-01-02T03:04:05.678Z".parse().unwrap()),
        pass: dice.maybe(|dice| pass("org", dice)).into_iter().collect(),
        returns: dice.maybe(|dice| pass("free", dice)).into_iter().collect(),
    }
}

fn automatic(dice: &mut Dice<'_>) -> Automatic {
    let action = match dice.below(7) {
        0 => Action::Page(Page { who: roles::<1>(dice), message: template(dice), ack_within: dice.maybe(duration) }),
        1 => {
            let needs = OneOrMore::one(Need { role: role(dice), count: 1 + u8::try_from(dice.below(9)).unwrap() });
            Action::CallOut(CallOut { needs, message: template(dice), answer_within: duration(dice) })
        }
        2 => Action::Sitrep(Sitrep { template: "initial".parse().unwrap(), who: roles(dice) }),
        3 => {
            let start = ClockAction::Start { since: dice.maybe(|_| "aware_at".parse().unwrap()) };
            let action = if dice.coin() { start } else { ClockAction::Stop };
            Action::Clock(ClockStep { clock: "ico".parse().unwrap(), action })
        }
        4 => Action::Invite(Invite { organisation: template(dice), message: dice.maybe(template) }),
        5 => Action::SetSeverity(SetSeverity { severity: *dice.one(Severity::ALL), reason: template(dice) }),
        _ => Action::Http(http(dice)),
    };
    Automatic { action, on_failure: *dice.one(OnFailure::ALL), give_up_after: dice.maybe(duration) }
}

fn http(dice: &mut Dice<'_>) -> Http {
    let method = *dice.one(Method::ALL);
    let has_body = !matches!(method, Method::Get | Method::Delete);
    let secret = ("authorization".parse().unwrap(), HeaderValue::Secret("key".parse().unwrap()));
    let plain = ("x-from".parse().unwrap(), HeaderValue::Text(template(dice)));
    Http {
        method,
        url: "https://api.example.org:8443/v1/{org}?a=b&c=%20,[x]".parse().unwrap(),
        headers: [secret, plain].into_iter().take(dice.below(3)).collect(),
        body: dice.maybe(|dice| json(dice, 0)).filter(|body| has_body && *body != JsonTemplate::Null),
        sending: if dice.coin() {
            Sending::Once
        } else {
            Sending::Idempotent { retries: u8::try_from(dice.below(11)).unwrap() }
        },
        outputs: dice
            .maybe(|_| Output { record: "free".parse().unwrap(), pointer: "/a~1b/0".parse().unwrap() })
            .into_iter()
            .collect(),
    }
}

fn json(dice: &mut Dice<'_>, depth: usize) -> JsonTemplate {
    match dice.below(if depth < 3 { 7 } else { 5 }) {
        0 => JsonTemplate::Null,
        1 => JsonTemplate::Bool(dice.coin()),
        2 => JsonTemplate::Number((*dice.one(&[0_i64, -7, i64::MAX, i64::MIN])).into()),
        3 => JsonTemplate::Number(serde_json::Number::from_f64(*dice.one(&[0.5, -1.25, 1e20, 1e-7, 100.0])).unwrap()),
        4 => JsonTemplate::Text(template(dice)),
        5 => JsonTemplate::List(dice.several(3, |dice| json(dice, depth + 1))),
        _ => JsonTemplate::Object(dice.several(3, |dice| (hard(dice), json(dice, depth + 1))).into_iter().collect()),
    }
}

fn variable(name: &str, kind: VariableType, origin: Origin, dice: &mut Dice<'_>) -> Variable {
    Variable { name: name.parse().unwrap(), label: line(dice), kind, origin }
}

fn variables(dice: &mut Dice<'_>) -> Vec<Variable> {
    let count = value(format!("-{}", 1 + dice.below(100)));
    let free = dice.maybe(|dice| value(hard(dice)));
    let choice = answers(dice);
    vec![
        variable("org", VariableType::String(None), Origin::Input(dice.maybe(|dice| value(hard(dice)))), dice),
        variable("aware_at", VariableType::Timestamp, Origin::Input(None), dice),
        variable("free", VariableType::String(None), Origin::Record(free), dice),
        variable("count", VariableType::Integer, Origin::Record(Some(count)), dice),
        variable("choice", VariableType::Choice(choice), Origin::Record(Some(value("no".to_owned()))), dice),
        variable("part", VariableType::Float, Origin::Constant(value("1.50".to_owned())), dice),
        variable("hex", VariableType::Hexstring, Origin::Constant(value("0123456789".to_owned())), dice),
        variable("sure", VariableType::Bool, Origin::Constant(value("true".to_owned())), dice),
        variable("pattern", VariableType::String(Some("[a-z]+: #?".parse().unwrap())), Origin::Input(None), dice),
    ]
}

/// A runbook: everything in it fits.
pub(crate) fn runbook(bytes: &[u8]) -> Runbook {
    let dice = &mut Dice(bytes);
    let roles = ["lead", "other", "group"].map(|slug| Role {
        slug: slug.parse().unwrap(),
        name: line(dice),
        kind: *dice.one(RoleKind::ALL),
        about: dice.maybe(line),
        deputy: dice.maybe(|_| "lead".parse().unwrap()).filter(|_| slug != "lead"),
    });
    let trigger = |dice: &mut Dice<'_>| Trigger {
        on: vec![*dice.one(Occasion::ALL)].try_into().unwrap(),
        severity: Some(*dice.one(Severity::ALL)),
        category: dice.maybe(|_| 3),
        words: dice.several(2, line),
        pattern: dice.maybe(|_| "(?i)a.*\"b\\s".parse().unwrap()),
    };
    let reference = |dice: &mut Dice<'_>| Reference {
        name: line(dice),
        description: dice.maybe(line),
        source: None,
        url: dice.maybe(line),
        external_id: dice.maybe(line),
    };
    let clock = Clock {
        slug: "ico".parse().unwrap(),
        name: line(dice),
        within: duration(dice),
        from: *dice.one(ClockBasis::ALL),
        standing: *dice.one(Standing::ALL),
        source: dice.maybe(line),
    };
    let mut parts = Parts {
        slug: "drawn".parse().unwrap(),
        id: "playbook--7c1f5a52-90d4-4e0b-8f35-2a6b0de1c9f4".parse().unwrap(),
        title: title(dice),
        status: *dice.one(Status::ALL),
        owner: line(dice),
        review_by: "2027-01-31".parse().unwrap(),
        created: "2026-01-12T09:00:00Z".parse().unwrap(),
        modified: "2026-01-12T09:00:00.120Z".parse().unwrap(),
        created_by: "identity--2b9a4c1e-6d0f-4a7b-8c55-0f1e2d3c4b5a".parse().unwrap(),
        tlp: *dice.one(Tlp::ALL),
        types: dice.several(2, |_| "mitigation".parse().unwrap()),
        activities: dice.several(2, |_| "eliminate-risk".parse().unwrap()),
        priority: dice.maybe(|_| 1),
        severity: dice.maybe(|_| 100),
        impact: dice.maybe(|_| 7),
        labels: dice.several(3, line),
        sectors: dice.several(1, |_| "healthcare".parse().unwrap()),
        valid_from: dice.maybe(|_| "2026-01-12T09:00:00Z".parse().unwrap()),
        valid_until: dice.maybe(|_| "2028-01-12T09:00:00.5Z".parse().unwrap()),
        derived_from: dice.several(1, |_| "playbook--b2d0c9e8-7f61-4a53-9c42-d1e0f9a8b7c6".parse().unwrap()),
        references: dice.several(2, reference),
        triggers: dice.several(2, trigger),
        roles: roles.to_vec(),
        lead: role(dice),
        variables: variables(dice),
        clocks: vec![clock],
        to_confirm: dice.several(2, line),
        retired: dice.several(1, |_| "gone".parse().unwrap()),
        purpose: text(dice),
        phases: Vec::new(),
    };
    let mut drawer = Drawer { dice, slugs: 0, steps: 0 };
    for _ in 0..=drawer.dice.below(3) {
        let (title, text) = (title(drawer.dice), text(drawer.dice));
        let title = if title.as_str().starts_with("Branch:") { "Phase".parse().unwrap() } else { title };
        let steps = (0..=drawer.dice.below(4)).map(|_| drawer.step(0, false)).collect();
        parts.phases.push(Phase { title, text, steps });
    }
    Runbook::new(parts).unwrap_or_else(|faults| panic!("what is drawn fits together: {faults:#?}"))
}
