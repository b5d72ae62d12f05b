//! The state of the cell: an immutable snapshot with structural sharing. A clone costs nothing; a change to a clone
//! copies only its path.
//!
//! It is a projection of the ledger and nothing else: replaying every entry from the first gives it again, equal.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::id::InstanceId;
use imbl::{OrdMap, OrdSet, Vector};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::alert::Alert;
use crate::attempt::Bearer;
use crate::call_out::CallOut;
use crate::change::KeptChange;
use crate::command::Actor;
use crate::delivery::Call;
use crate::directory::{Organisation, Person, Team};
use crate::duty::{Absence, Feed, KeptRota};
use crate::event::Event;
use crate::id::{
    AbsenceId, AlertId, AttemptId, CallOutId, ContactId, EntryId, FeedId, IncidentId, IntegrationId, MonitorId,
    NoticeId, NotificationId, OrganisationId, PageId, PersonId, PolicyId, RotaId, RunId, SuppressionId, SwapId, TeamId,
};
use crate::incident::Incident;
use crate::lane::{Class, Lane};
use crate::library::Shelf;
use crate::marking::Marking;
use crate::monitor::KeptMonitor;
use crate::notice::{About, Notice};
use crate::outage::KeptOutage;
use crate::page::Page;
use crate::policy::{Integration, KeyHash, Policy};
use crate::run::KeptRun;
use crate::suppression::Suppression;
use crate::swap::Swap;
use crate::test_page::{MonthlyTest, Proof};
use crate::threshold::Adopted;
use crate::told::Told;
use crate::verification::Verification;

/// A sequence of entries with its own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// The log's own: start, heartbeats.
    Ledger,
    /// Organisations and people.
    Directory,
    /// Sign-ins and tokens.
    Access,
    /// One rota.
    Rota(RotaId),
    /// One escalation policy.
    Policy(PolicyId),
    /// The cell's alert threshold.
    Threshold,
    /// What concerns the operator: providers that fail.
    Operations,
    /// One integration, its alerts, and their pages while there is no incident.
    Integration(IntegrationId),
    /// One call-out that is for no incident.
    CallOut(CallOutId),
    /// One incident: its timeline, with everything of its pages and its runs.
    Incident(IncidentId),
    /// One runbook: its versions, and who approved them.
    Runbook(PlaybookId),
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ledger => f.write_str("ledger"),
            Self::Directory => f.write_str("directory"),
            Self::Access => f.write_str("access"),
            Self::Threshold => f.write_str("threshold"),
            Self::Operations => f.write_str("operations"),
            Self::Rota(id) => write!(f, "rota/{id}"),
            Self::Policy(id) => write!(f, "policy/{id}"),
            Self::Integration(id) => write!(f, "integration/{id}"),
            Self::CallOut(id) => write!(f, "call-out/{id}"),
            Self::Incident(id) => write!(f, "incident/{id}"),
            Self::Runbook(id) => write!(f, "runbook/{id}"),
        }
    }
}

/// A stream's name was not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the name of a stream")]
pub struct NotAStream(pub String);

impl FromStr for Stream {
    type Err = NotAStream;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || NotAStream(text.to_owned());
        match text.split_once('/') {
            None => match text {
                "ledger" => Ok(Self::Ledger),
                "directory" => Ok(Self::Directory),
                "access" => Ok(Self::Access),
                "threshold" => Ok(Self::Threshold),
                "operations" => Ok(Self::Operations),
                _ => Err(bad()),
            },
            Some(("rota", id)) => id.parse().map(Self::Rota).map_err(|_| bad()),
            Some(("policy", id)) => id.parse().map(Self::Policy).map_err(|_| bad()),
            Some(("integration", id)) => id.parse().map(Self::Integration).map_err(|_| bad()),
            Some(("call-out", id)) => id.parse().map(Self::CallOut).map_err(|_| bad()),
            Some(("incident", id)) => id.parse().map(Self::Incident).map_err(|_| bad()),
            Some(("runbook", id)) => id.parse().map(Self::Runbook).map_err(|_| bad()),
            Some(_) => Err(bad()),
        }
    }
}

/// An entry as the rules see it: an event with everything the ledger says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the whole log, from 0.
    pub position: u64,
    /// Where it belongs.
    pub stream: Stream,
    /// Its number there, from 1.
    pub seq: u64,
    /// Unique for ever.
    pub id: EntryId,
    /// Whose act it was.
    pub actor: Actor,
    /// The organisation it belongs to, as the author's at the time.
    pub organisation: Option<OrganisationId>,
    /// Its marking.
    pub marking: Marking,
    /// Whom a RED entry names.
    pub named: Vec<PersonId>,
    /// When it was recorded; never earlier than the entry before it.
    pub recorded_at: Timestamp,
    /// When it happened, if that was another time.
    pub occurred_at: Option<Timestamp>,
    /// Its kind, which outlives its body.
    pub kind: String,
    /// What happened; none once its body was erased. Only kinds whose body the state does not keep can be.
    pub event: Option<Arc<Event>>,
}

/// Something that will happen by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Alarm {
    /// A page goes on to its next step.
    Escalate(PageId),
    /// A message may go to a contact.
    Due(ContactId, Class),
    /// A call's lease runs out.
    Lease(Bearer, NotificationId),
    /// A provider that took a message and said no more is to be asked what became of it.
    Ask(Bearer, NotificationId),
    /// A call-out's time is over.
    CallOutEnds(CallOutId),
    /// Those whom a call-out asked and who have not answered are asked again.
    AskAgain(CallOutId),
    /// A bounded membership ends.
    MembershipEnds(IncidentId, PersonId),
    /// Somebody else comes on call.
    Handoff(RotaId),
    /// An offered swap that nobody took lapses.
    SwapLapses(SwapId),
    /// A person's monthly test page is due.
    TestPage(PersonId),
    /// People are to be told of a rota's handoff.
    Notices(RotaId),
    /// Somebody is to be told of a rota's gap.
    GapWarning(RotaId),
    /// A monitor was not heard from in time.
    Silence(MonitorId),
    /// A suppression ends, and what it held goes its way.
    SuppressionEnds(SuppressionId),
    /// An alert that was put off pages again.
    Wake(AlertId),
    /// An alert that came and went has been quiet for a while.
    FlapEnds(AlertId),
    /// Something of a run is due: a step is late, a wait ends, a try comes.
    Run(RunId),
    /// A run wants an interface called for a step.
    Call(RunId, InstanceId),
    /// The lease of such a call runs out.
    CallLease(RunId, InstanceId),
    /// A runbook is to be looked at again.
    Review(PlaybookId),
}

/// Alerts that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The one that is paged for.
    pub first: AlertId,
    /// Until when others join it.
    pub until: Timestamp,
}

/// The whole state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// How many entries it has seen: the next one's position.
    pub size: u64,
    /// When the last of them was recorded.
    pub recorded_at: Timestamp,
    /// How many entries each stream has; keyed by its name.
    pub streams: OrdMap<String, u64>,
    /// The origin of the log's checkpoints, once it has begun.
    pub origin: Option<String>,
    /// Member organisations.
    pub organisations: OrdMap<OrganisationId, Organisation>,
    /// People.
    pub people: OrdMap<PersonId, Person>,
    /// Teams.
    pub teams: OrdMap<TeamId, Team>,
    /// Rotas, each with its exceptions, its past, and ready to answer; the retired ones too.
    pub rotas: OrdMap<RotaId, Arc<KeptRota>>,
    /// Absences: all that are to come or under way, and each person's latest that are over.
    pub absences: OrdMap<AbsenceId, Absence>,
    /// Swaps: all that are open, and the latest that are over.
    pub swaps: OrdMap<SwapId, Swap>,
    /// Swaps that are over, in the order they ended.
    pub ended_swaps: Vector<SwapId>,
    /// Calendar feeds that are in force.
    pub feeds: OrdMap<FeedId, Feed>,
    /// Escalation policies.
    pub policies: OrdMap<PolicyId, Policy>,
    /// Of each policy's steps that ask their targets in turn: whose turn it was when a page first came there.
    pub turns: OrdMap<PolicyId, OrdMap<usize, usize>>,
    /// Integrations.
    pub integrations: OrdMap<IntegrationId, Integration>,
    /// Integrations by their key.
    pub keys: OrdMap<KeyHash, IntegrationId>,
    /// The latest changes of each integration, oldest first.
    pub changes: OrdMap<IntegrationId, Vector<Arc<KeptChange>>>,
    /// The alert threshold, once somebody saved one.
    pub threshold: Option<Arc<Adopted>>,
    /// Alerts raised by hand, by their report's reference.
    pub reports: OrdMap<String, AlertId>,
    /// Reports of each year, for the next reference.
    pub report_numbers: OrdMap<i16, u32>,
    /// The last outage of each provider.
    pub outages: OrdMap<String, Arc<KeptOutage>>,
    /// What is to be heard from regularly.
    pub monitors: OrdMap<MonitorId, KeptMonitor>,
    /// Maintenance windows and suppression rules that have not ended.
    pub suppressions: OrdMap<SuppressionId, Suppression>,
    /// Open alerts that each of them holds.
    pub suppressed: OrdMap<SuppressionId, OrdSet<AlertId>>,
    /// Alerts: all that are open, and the latest that are over.
    pub alerts: OrdMap<AlertId, Arc<Alert>>,
    /// Open alerts of each integration by their key.
    pub open_alerts: OrdMap<IntegrationId, OrdMap<String, AlertId>>,
    /// The alert of each key that was over last, while it is kept and the key is not open again.
    pub last_alerts: OrdMap<IntegrationId, OrdMap<String, AlertId>>,
    /// Groups of each integration's open alerts, by what they have in common.
    pub groups: OrdMap<IntegrationId, OrdMap<String, Group>>,
    /// Alerts that are over, in the order they ended.
    pub ended_alerts: Vector<AlertId>,
    /// Pages: all that are active, and the latest that are over.
    pub pages: OrdMap<PageId, Arc<Page>>,
    /// Pages that are over, in the order they ended.
    pub ended_pages: Vector<PageId>,
    /// Call-outs: all that run, and the latest that ended.
    pub call_outs: OrdMap<CallOutId, Arc<CallOut>>,
    /// Call-outs that ended, in the order they did.
    pub ended_call_outs: Vector<CallOutId>,
    /// Notices: those that are still to be sent, and the latest that are over.
    pub notices: OrdMap<NoticeId, Arc<Notice>>,
    /// Notices that are over, in the order they ended.
    pub ended_notices: Vector<NoticeId>,
    /// When each person was last sent notices, gaps aside; the latest [`crate::limits::NOTICES`].
    pub noticed: OrdMap<PersonId, Vector<Timestamp>>,
    /// What people have been told of each rota.
    pub told: OrdMap<RotaId, Told>,
    /// Of each contact that a code was sent to and not yet typed: the last code.
    pub verifications: OrdMap<ContactId, Verification>,
    /// When codes were sent to each person's contacts, within [`crate::limits::VERIFICATIONS_S`] of the last.
    pub codes_sent: OrdMap<PersonId, Vector<(Timestamp, ContactId)>>,
    /// Whether the cell tests everybody each month.
    pub monthly_test: MonthlyTest,
    /// Of each person who has, or had, a contact: when they were last proved to be reached, and what is to come.
    pub proofs: OrdMap<PersonId, Proof>,
    /// The latest calls to providers, so that what is said of them afterwards finds its message; at most
    /// [`crate::limits::CALLS`].
    pub calls: OrdMap<AttemptId, Call>,
    /// Open reply codes of each person, each with all that a message with it carried.
    pub codes: OrdMap<PersonId, OrdMap<u32, OrdSet<(Bearer, NotificationId)>>>,
    /// Codes of each person that were free last, the latest [`crate::limits::CODES_AT_REST`]: none is given out again before
    /// others were, so that a reply which comes late answers nothing else.
    pub codes_at_rest: OrdMap<PersonId, Vector<u32>>,
    /// What waits for each contact, and what was sent to it of late.
    pub lanes: OrdMap<ContactId, Arc<Lane>>,
    /// What will happen by itself, in time's order. Exactly what follows from pages, call-outs, lanes, calls under way, memberships, rotas,
    /// swaps, what was told of rotas, monitors, suppressions, alerts, test pages and runs.
    pub alarms: OrdSet<(Timestamp, Alarm)>,
    /// Incidents.
    pub incidents: OrdMap<IncidentId, Arc<Incident>>,
    /// Incidents by reference.
    pub references: OrdMap<String, IncidentId>,
    /// Incidents declared in each year, for the next reference.
    pub numbers: OrdMap<i16, u32>,
    /// The library: every runbook with its versions.
    pub library: OrdMap<PlaybookId, Arc<Shelf>>,
    /// Runs of runbooks, those that are over too while their incident is kept.
    pub runs: OrdMap<RunId, Arc<KeptRun>>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            size: 0,
            recorded_at: Timestamp::UNIX_EPOCH,
            streams: OrdMap::new(),
            origin: None,
            organisations: OrdMap::new(),
            people: OrdMap::new(),
            teams: OrdMap::new(),
            rotas: OrdMap::new(),
            absences: OrdMap::new(),
            swaps: OrdMap::new(),
            ended_swaps: Vector::new(),
            feeds: OrdMap::new(),
            policies: OrdMap::new(),
            turns: OrdMap::new(),
            integrations: OrdMap::new(),
            keys: OrdMap::new(),
            changes: OrdMap::new(),
            threshold: None,
            reports: OrdMap::new(),
            report_numbers: OrdMap::new(),
            outages: OrdMap::new(),
            monitors: OrdMap::new(),
            suppressions: OrdMap::new(),
            suppressed: OrdMap::new(),
            alerts: OrdMap::new(),
            open_alerts: OrdMap::new(),
            last_alerts: OrdMap::new(),
            groups: OrdMap::new(),
            ended_alerts: Vector::new(),
            pages: OrdMap::new(),
            ended_pages: Vector::new(),
            call_outs: OrdMap::new(),
            ended_call_outs: Vector::new(),
            notices: OrdMap::new(),
            ended_notices: Vector::new(),
            noticed: OrdMap::new(),
            told: OrdMap::new(),
            verifications: OrdMap::new(),
            codes_sent: OrdMap::new(),
            monthly_test: MonthlyTest::default(),
            proofs: OrdMap::new(),
            calls: OrdMap::new(),
            codes: OrdMap::new(),
            codes_at_rest: OrdMap::new(),
            lanes: OrdMap::new(),
            alarms: OrdSet::new(),
            incidents: OrdMap::new(),
            references: OrdMap::new(),
            numbers: OrdMap::new(),
            library: OrdMap::new(),
            runs: OrdMap::new(),
        }
    }
}

impl State {
    /// How many entries a stream has.
    #[must_use]
    pub fn head_of(&self, stream: &Stream) -> u64 {
        self.streams.get(&stream.to_string()).copied().unwrap_or(0)
    }

    /// The open alert of an integration with this key.
    #[must_use]
    pub fn open_alert(&self, integration: IntegrationId, dedup_key: &str) -> Option<&Alert> {
        let id = self.open_alerts.get(&integration)?.get(dedup_key)?;
        self.alerts.get(id).map(AsRef::as_ref)
    }

    /// The active integration with this key.
    #[must_use]
    pub fn integration_of(&self, key: &KeyHash) -> Option<&Integration> {
        self.integrations.get(self.keys.get(key)?).filter(|integration| integration.active)
    }

    /// An incident by its reference, such as `CTAC-2026-0001`.
    #[must_use]
    pub fn incident_of(&self, reference: &str) -> Option<&Arc<Incident>> {
        self.incidents.get(self.references.get(reference)?)
    }

    /// Where the entries of a notice belong.
    #[must_use]
    pub fn stream_of_notice(&self, about: &About) -> Stream {
        match *about {
            About::Acknowledged { page, .. } => self.stream_of_page(page).unwrap_or(Stream::Ledger),
            About::ComesOn { rota, .. }
            | About::GoesOff { rota, .. }
            | About::Gap { rota, .. }
            | About::SwapOffered { rota, .. }
            | About::SwapAnswered { rota, .. } => Stream::Rota(rota),
            About::Verify { .. } | About::TestUnanswered { .. } | About::Flagged { .. } => Stream::Directory,
            About::ProviderDown { .. } | About::ProviderBack { .. } => Stream::Operations,
            About::ReviewDue { runbook } => Stream::Runbook(runbook),
            About::Invited { incident, .. } | About::Sitrep { incident, .. } => Stream::Incident(incident),
            About::CallOutOver { call_out, .. } => self.stream_of_call_out(call_out).unwrap_or(Stream::Ledger),
        }
    }

    /// Where the entries of a page belong.
    #[must_use]
    pub fn stream_of_page(&self, page: PageId) -> Option<Stream> {
        use crate::page::Subject;
        let mut at = page;
        // A page about an exhausted page belongs where that one does; such pages are never about each other's pages,
        // so two steps are enough.
        for _ in 0..2 {
            match self.pages.get(&at)?.subject {
                Subject::Incident { incident } => return Some(Stream::Incident(incident)),
                Subject::Alert { alert, integration } => {
                    let incident = self.alerts.get(&alert).and_then(|alert| alert.incident);
                    return Some(incident.map_or(Stream::Integration(integration), Stream::Incident));
                }
                Subject::Gap { rota, .. } => return Some(Stream::Rota(rota)),
                Subject::Test { .. } => return Some(Stream::Directory),
                Subject::Run { run, .. } => return self.runs.get(&run).map(|it| Stream::Incident(it.incident)),
                Subject::Exhausted { page } => at = page,
            }
        }
        None
    }
}
