//! What the entries of a run's life say: what was begun, done, passed over, answered, asked for and came of it; its
//! clocks and situation reports. A step is called by its title.

use ctac_domain::event::Event;
use ctac_domain::id::{ClockId, PersonId};
use ctac_domain::run::{KeptRun, person_of};
use ctac_runbook::run::fact::{Done, Event as Happened, Fact};
use ctac_runbook::run::id::{FrameId, InstanceId, Person};
use ctac_runbook::run::request::{Ask, Outcome};
use ctac_runbook::run::state::Mode;

use super::{Told, paging};
use crate::pages::timeline::Reader;
use crate::pages::when::when;
use crate::runs::detail::stretch;

/// The life of a run, and of what it started.
pub(super) fn told(reader: &Reader<'_>, event: &Event) -> Told {
    let people = reader.people;
    match event {
        Event::Run { run, fact } => Saying { reader, kept: reader.state.runs.get(run).map(AsRef::as_ref) }.fact(fact),
        Event::RunPlayersSet { players, .. } => {
            Told::label("Exercise: only these are sent anything").line(people.list(players.iter().copied()))
        }
        Event::RunCallStarted { run, effect, .. } => {
            let kept = reader.state.runs.get(run).map(AsRef::as_ref);
            Told::label("An interface is called").line(Saying { reader, kept }.step(effect.instance()))
        }
        Event::RunRolesSet { role, people: holders, .. } => {
            let holders = match holders.as_slice() {
                [] => "whoever has it by the rota or in the room".to_owned(),
                holders => people.list(holders.iter().copied()),
            };
            Told::label("Role in a run").part("Held by", format!("{role}: {holders}"))
        }
        Event::ClockStarted { clock } => {
            let whose = clock.organisation.as_ref().map(|whose| format!(" of {whose}")).unwrap_or_default();
            let label = if clock.exercise { "Clock started (exercise)" } else { "Clock started" };
            let started = Told::label(label).line(format!("{}{whose}", clock.name));
            let owner = clock.owner.map(|owner| people.with_organisation(owner));
            started
                .part("Counts from", when(clock.since).words)
                .part("Runs out", when(clock.deadline).words)
                .maybe("Answers for it", owner.as_ref())
        }
        Event::ClockStopped { clock, reference, reason } => Told::label("Clock stopped")
            .line(clock_named(reader, *clock))
            .maybe("Reference", reference.as_ref())
            .maybe("Because", reason.as_ref()),
        Event::ClockVoided { clock, reason } => Told::label("Clock void: it should not have been started")
            .line(clock_named(reader, *clock))
            .part("Because", reason),
        Event::ClockOwned { clock, owner } => Told::label("Clock has an owner")
            .line(clock_named(reader, *clock))
            .part("Answers for it", people.with_organisation(*owner)),
        Event::SitrepDrafted { draft, .. } => {
            let words = draft.words(&reader.incident.reference, |person| people.name(person));
            words.lines().fold(Told::label("Situation report drafted, not sent"), Told::line)
        }
        Event::SitrepSent { text, .. } => text.lines().fold(Told::label("Situation report"), Told::line),
        _ => paging::told(reader, event),
    }
}

/// Whom a run's entry names.
pub(super) fn people_in(event: &Event) -> Vec<PersonId> {
    match event {
        Event::Run { fact, .. } => {
            let by = fact.by.person().and_then(person_of);
            let named = match &fact.event {
                Happened::Started { lead, .. } => person_of(lead),
                Happened::Assigned { to, .. } | Happened::HandoverOffered { to } | Happened::HandedOver { to } => {
                    person_of(to)
                }
                _ => None,
            };
            by.into_iter().chain(named).collect()
        }
        Event::RunPlayersSet { players, .. } => players.clone(),
        Event::RunRolesSet { people, .. } => people.clone(),
        Event::ClockStarted { clock } => clock.owner.into_iter().collect(),
        Event::ClockOwned { owner, .. } => vec![*owner],
        Event::SitrepDrafted { draft, .. } => {
            draft.lead.into_iter().chain(draft.actions.iter().map(|action| action.owner)).collect()
        }
        _ => Vec::new(),
    }
}

fn clock_named(reader: &Reader<'_>, id: ClockId) -> String {
    let clock = reader.incident.clocks.iter().find(|clock| clock.id == id);
    clock.map_or_else(|| "A clock".to_owned(), |clock| clock.name.clone())
}

/// A fact of a run, beside the run as it stands.
struct Saying<'a> {
    reader: &'a Reader<'a>,
    kept: Option<&'a KeptRun>,
}

impl Saying<'_> {
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each kind of fact, each only its words")]
    fn fact(&self, fact: &Fact) -> Told {
        match &fact.event {
            Happened::Started { mode, lead, .. } => {
                let label = match mode {
                    Mode::Live => "Runbook begun",
                    Mode::Exercise => "Runbook begun, as an exercise",
                };
                Told::label(label).line(self.title()).part("Led by", self.person(lead))
            }
            Happened::Activated { instance, due, .. } => {
                let due = due.map(|due| when(due).words);
                Told::label("Step to be done").line(self.step(*instance)).maybe("By", due.as_ref())
            }
            Happened::Claimed { instance } => Told::label("Step taken").line(self.step(*instance)),
            Happened::Released { instance } => Told::label("Step given back").line(self.step(*instance)),
            Happened::Assigned { instance, to, reason } => Told::label("Step given to somebody")
                .line(format!("{} to {}", self.step(*instance), self.person(to)))
                .part("Because", reason),
            Happened::Done { instance, done } => self.done(*instance, done),
            Happened::Failed { instance, reason } => self.because("Step cannot be done", *instance, reason),
            Happened::Skipped { instance, reason, .. } => self.because("Step passed over", *instance, reason),
            Happened::SkipAsked { instance, reason, .. } => self.because("Asks to pass over a step", *instance, reason),
            Happened::OverrideAsked { instance, reason } => {
                self.because("Asks to override an approval", *instance, reason)
            }
            Happened::Approved { instance, .. } => Told::label("Approved").line(self.step(*instance)),
            Happened::Refused { instance, reason } => self.because("Not approved", *instance, reason),
            Happened::Overdue { instance, due, .. } => {
                Told::label("Step is overdue").line(self.step(*instance)).part("Was due", when(*due).words)
            }
            Happened::Retargeted { instance, due, reason } => {
                self.because("Step has another time", *instance, reason).part("By", when(*due).words)
            }
            Happened::Requested { effect, request, .. } => {
                let mark = if request.exercise { " (exercise)" } else { "" };
                Told::label("Asked for by a runbook")
                    .line(format!("{}{mark}", self.step(effect.instance())))
                    .part("What", asked(&request.what))
            }
            Happened::Answered { effect, outcome } | Happened::AnsweredLate { effect, outcome } => {
                Told::label("What came of it").line(self.step(effect.instance())).line(came(outcome))
            }
            Happened::ByHand { instance, reason } => self.because("Step is to be done by hand", *instance, reason),
            Happened::OutcomeUnknown { instance } => {
                Told::label("Done or not: a person is to say").line(self.step(*instance))
            }
            Happened::WentOn { instance, reason } => self.because("Went on without a step", *instance, reason),
            Happened::JudgementNeeded { instance, reason } => {
                self.because("A person is to say whether it goes on", *instance, reason)
            }
            Happened::Judged { instance, reason, .. } => self.because("Said whether it goes on", *instance, reason),
            Happened::Reopened { instance, reason, .. } => self.because("Step reopened", *instance, reason),
            Happened::Withdrawn { instance, .. } => Told::label("Step no longer to be done").line(self.step(*instance)),
            Happened::Recheck { instance } => Told::label("Step to be looked at again").line(self.step(*instance)),
            Happened::Confirmed { instance } => Told::label("Step stands").line(self.step(*instance)),
            Happened::StepAdded { title, .. } => Told::label("Step added").line(title),
            Happened::HandoverOffered { to } => Told::label("Run offered").line(self.person(to)),
            Happened::HandedOver { to } => Told::label("Run handed over").line(self.person(to)),
            Happened::Paused { reason } => Told::label("Run paused").line(self.title()).part("Because", reason),
            Happened::Resumed { .. } => Told::label("Run resumed").line(self.title()),
            Happened::Migrated { .. } => Told::label("Run follows another version").line(self.title()),
            Happened::Noted { text, .. } => Told::label("Run").line(text),
            Happened::RunCancelled { reason } => Told::label("Run given up").line(self.title()).part("Because", reason),
            Happened::RunFinished => Told::label("Run finished").line(self.title()),
            Happened::FrameOpened { frame, .. } => Told::label("Steps begun").line(self.stretch(*frame)),
            Happened::FrameClosed { frame } => Told::label("Steps over").line(self.stretch(*frame)),
            Happened::FrameCancelled { frame, reason, .. } => {
                Told::label("Steps given up").line(self.stretch(*frame)).part("Because", reason)
            }
            Happened::FrameKept { frame, .. } => Told::label("Steps go on as before").line(self.stretch(*frame)),
            Happened::ApprovalWithdrawn { instance } => Told::label("Approval taken back").line(self.step(*instance)),
            Happened::ApprovalsVoid { instance } => {
                Told::label("Approvals no longer count: ask again").line(self.step(*instance))
            }
            Happened::Recorded { name, value, .. } => Told::label("Recorded").line(format!("{name}: {value}")),
            Happened::TryAgain { instance, at } => {
                Told::label("It is tried again").line(self.step(*instance)).part("At", when(*at).words)
            }
            Happened::Retried { instance } => Told::label("Asked for once more").line(self.step(*instance)),
            Happened::GaveUpWaiting { instance } => Told::label("No answer in time").line(self.step(*instance)),
            Happened::WaitsUntil { instance, until } => {
                let until = until.map(|until| when(until).words);
                Told::label("Step waits").line(self.step(*instance)).maybe("Until", until.as_ref())
            }
        }
    }

    fn stretch(&self, id: FrameId) -> String {
        let found = self.kept.and_then(|kept| Some((kept, kept.run.frames.get(&id)?)));
        found.map_or_else(|| "A part of the run".to_owned(), |(kept, frame)| stretch(&kept.run, frame))
    }

    fn done(&self, instance: InstanceId, done: &Done) -> Told {
        let said = Told::label("Step done").line(self.step(instance));
        let said = said.maybe("Answer", done.answer.as_ref()).maybe("Said", done.reason.as_ref());
        let said = done.outputs.iter().fold(said, |said, (name, value)| said.part("Found", format!("{name}: {value}")));
        done.evidence.iter().fold(said, |said, it| said.part("Evidence", format!("{}: {}", it.label, it.value)))
    }

    fn because(&self, label: &'static str, instance: InstanceId, reason: &str) -> Told {
        Told::label(label).line(self.step(instance)).part("Because", reason)
    }

    fn step(&self, id: InstanceId) -> String {
        let instance = self.kept.and_then(|kept| kept.run.instance(id).map(|it| (kept, it)));
        let def = instance.and_then(|(kept, it)| kept.run.def(it));
        def.map_or_else(|| id.to_string(), |def| def.title.clone())
    }

    fn title(&self) -> String {
        let plan = self.kept.and_then(|kept| kept.run.closure.get(&kept.run.version));
        plan.map_or_else(|| "A runbook".to_owned(), |plan| plan.title.clone())
    }

    fn person(&self, person: &Person) -> String {
        person_of(person).map_or_else(|| "Somebody".to_owned(), |person| self.reader.people.with_organisation(person))
    }
}

fn asked(what: &Ask) -> String {
    match what {
        Ask::Page { message, .. } | Ask::CallOut { message, .. } => message.clone(),
        Ask::Clock { clock, stop: true, .. } => format!("Stop the clock {clock}"),
        Ask::Clock { clock, stop: false, .. } => format!("Start the clock {clock}"),
        Ask::Sitrep { template, .. } => format!("A situation report ({template})"),
        Ask::Invite { organisation, .. } => format!("Bring in {organisation}"),
        Ask::Severity { severity, .. } => format!("Severity {severity}"),
        Ask::Http { method, url, .. } => format!("{method} {url}"),
    }
}

fn came(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done { reference, .. } => format!("Done. {reference}"),
        Outcome::Failed { reason, .. } => format!("Not done: {reason}."),
        Outcome::Unknown => "Nobody knows.".to_owned(),
    }
}
