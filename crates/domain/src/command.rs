//! What can be asked of the cell. A command carries what the caller knows; ids that the caller does not choose are
//! drawn by the rules from the seed in [`crate::decide::Context`].

use std::collections::BTreeMap;

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::id::{CommandId, EffectId, InstanceId};
use ctac_runbook::run::plan::Hash;
use ctac_runbook::run::request::Outcome;
use ctac_runbook::run::state::Mode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::alert::Signal;
use crate::attempt::Bearer;
use crate::call_out::Can;
use crate::change::Change;
use crate::delivery::Delivery;
use crate::directory::{Channel, Contact, Flag, NotificationRule, Organisation, Preferences, Role};
use crate::duty::{CoverageGap, CoverageSingle};
use crate::handling::Handling;
use crate::id::{
    AbsenceId, AlertId, AttemptId, CallOutId, ClientId, ClockId, ContactId, FeedId, IncidentId, IntegrationId,
    MonitorId, NodeId, NotificationId, OrganisationId, OverrideId, PageId, PersonId, PolicyId, RotaId, RunId,
    SessionId, SitrepId, SuppressionId, SwapId, TeamId, TokenId,
};
use crate::incident::{RoomRole, Severity};
use crate::library::Written;
use crate::marking::Marking;
use crate::monitor::Monitor;
use crate::page::{AttemptOutcome, How};
use crate::policy::{Duty, IntegrationKind, KeyHash, Route, RoutingRule, Step};
use crate::report::ByHand;
use crate::suppression::Suppression;
use crate::swap::Stretch;
use crate::threshold::Threshold;

mod parts;

pub use parts::{CallOutPlan, OnNow, Planned, Post, Says};

/// Who asks. The rules check what they may; `System` is the engine's own, `Operator` is whoever holds the machine
/// (`ctac init`, the demo's seed) and is refused once the cell has an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "is", content = "id", rename_all = "kebab-case")]
pub enum Actor {
    /// The service itself.
    System,
    /// Whoever runs the machine, at set-up.
    Operator,
    /// A person, signed in or proved by a reply code, a call or a one-time link.
    Person(PersonId),
    /// A source of alerts, proved by its key.
    Integration(IntegrationId),
}

/// Everything that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Begin the log, or continue another. `System` only, on an empty state.
    StartLedger {
        /// The origin of its checkpoints.
        origin: String,
        /// The last checkpoint of the log it continues.
        continues: Option<String>,
    },
    /// Time has passed: whatever is overdue happens. `System` only.
    Tick,
    /// Claim due notifications for `node`, at most `limit`. `System` only.
    ClaimDue {
        /// Who will call the provider.
        node: NodeId,
        /// How many at the most.
        limit: usize,
        /// How many of each channel.
        room: crate::attempt::Room,
        /// For how long.
        lease_s: u32,
    },
    /// What came of a call to a provider. `System` only.
    FinishAttempt {
        /// Which page, call-out or notice.
        bearer: Bearer,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// What came of it.
        outcome: AttemptOutcome,
    },

    /// Asks for `node` what became of messages whose providers said nothing, at most of `limit`. `System` only.
    ClaimAsks {
        /// Who will ask the provider.
        node: crate::id::NodeId,
        /// How many at the most.
        limit: usize,
    },
    /// What a provider said afterwards of a message that it took: late, twice, in any order. `System` only.
    RecordReceipt {
        /// The call.
        attempt: AttemptId,
        /// Who says so.
        provider: String,
        /// What it calls the message.
        reference: String,
        /// What it says.
        delivery: Delivery,
    },

    /// A new member organisation.
    AddOrganisation {
        /// As it is to be.
        organisation: Organisation,
    },
    /// A new person. Their name is already in the vault under this id.
    AddPerson {
        /// Their id.
        person: PersonId,
        /// Where they belong.
        organisation: OrganisationId,
        /// What they are.
        roles: Vec<Role>,
    },
    /// Change a person's roles.
    ChangeRoles {
        /// Who.
        person: PersonId,
        /// All roles they are to have.
        roles: Vec<Role>,
    },
    /// A person leaves.
    DeactivatePerson {
        /// Who.
        person: PersonId,
        /// Why.
        reason: String,
    },
    /// A way to reach a person. The address is already in the vault under the contact's id.
    AddContact {
        /// Whose.
        person: PersonId,
        /// Which.
        contact: Contact,
    },
    /// Messages to a contact do not arrive. `System` only.
    FlagContact {
        /// Which.
        contact: ContactId,
        /// Why.
        flag: Flag,
    },
    /// They do again. `System` only.
    UnflagContact {
        /// Which.
        contact: ContactId,
        /// What is over; another flag stays.
        flag: Flag,
    },
    /// A way to reach a person goes.
    RemoveContact {
        /// Whose.
        person: PersonId,
        /// Which.
        contact: ContactId,
    },
    /// How a person is to be told.
    ChangeRules {
        /// Who.
        person: PersonId,
        /// All their rules; at most [`crate::limits::RULES`].
        rules: Vec<NotificationRule>,
    },
    /// Send a code to one of one's contacts.
    SendVerification {
        /// Whose; nobody else's act.
        person: PersonId,
        /// Which.
        contact: ContactId,
    },
    /// The right code was typed: the edge has compared it, for it alone holds the key.
    VerifyContact {
        /// Whose; nobody else's act.
        person: PersonId,
        /// Which.
        contact: ContactId,
        /// The message whose code it is.
        notification: NotificationId,
    },
    /// A wrong code was typed.
    MistakeCode {
        /// Whose; nobody else's act.
        person: PersonId,
        /// Which.
        contact: ContactId,
        /// The message whose code it is not.
        notification: NotificationId,
    },
    /// The order in which a person's contacts are tried.
    OrderContacts {
        /// Whose; nobody else's act.
        person: PersonId,
        /// All of them, the first to be tried first.
        order: Vec<ContactId>,
    },
    /// Page one person, to see whether they can be reached.
    TestPage {
        /// Whom.
        person: PersonId,
        /// As which severity: their rules for it are followed.
        severity: Severity,
    },
    /// Switch the cell's monthly test pages on or off.
    SetMonthlyTest {
        /// Whether there are any.
        on: bool,
        /// Of which severity.
        severity: Severity,
        /// The version that was edited.
        expect: Option<u64>,
    },
    /// Make or edit a rota.
    SaveRota {
        /// Its id; new or existing.
        id: RotaId,
        /// Its name.
        name: String,
        /// Who is on when. Overrides and absences have commands of their own and are refused here.
        rota: ctac_rota::Rota,
        /// What they are on call for.
        duty: Duty,
        /// The rota that stands in where this one has nobody.
        deputy: Option<RotaId>,
        /// What becomes of who is on call now.
        on_now: OnNow,
        /// The version that was edited; none to make a new one.
        expect: Option<u64>,
    },
    /// A rota is no longer used. Its history stays.
    RetireRota {
        /// Which.
        id: RotaId,
        /// The version that was read.
        expect: Option<u64>,
    },
    /// An exception to a rota.
    AddOverride {
        /// Which rota.
        rota: RotaId,
        /// The override's id, chosen by the caller so that a repeat is the same.
        id: OverrideId,
        /// From when; what lies before now is cut off.
        from: Timestamp,
        /// To when.
        to: Timestamp,
        /// What it does. Its members are people.
        kind: ctac_rota::OverrideKind,
        /// Why. Never empty.
        reason: String,
    },
    /// An exception is put in the place of another, which goes: moved, stretched, or for somebody else.
    MoveOverride {
        /// Which rota.
        rota: RotaId,
        /// The one that goes.
        old: OverrideId,
        /// The new one's id, chosen by the caller so that a repeat is the same.
        id: OverrideId,
        /// From when; what lies before now is cut off.
        from: Timestamp,
        /// To when.
        to: Timestamp,
        /// What it does. Its members are people.
        kind: ctac_rota::OverrideKind,
        /// Why. Never empty.
        reason: String,
    },
    /// Several exceptions to a rota at once, as a calendar file has them: all of them or none.
    AddOverrides {
        /// Which rota.
        rota: RotaId,
        /// In the order they are to count in; at most [`crate::limits::OVERRIDES_AT_ONCE`].
        overrides: Vec<Planned>,
        /// Why. Never empty.
        reason: String,
    },
    /// An exception goes; what it did until now stays what was.
    RemoveOverride {
        /// Which rota.
        rota: RotaId,
        /// Which.
        id: OverrideId,
        /// Why. Never empty.
        reason: String,
    },
    /// Whoever is on call says what the next one must know.
    LeaveHandoffNote {
        /// Which rota.
        rota: RotaId,
        /// What; at most [`crate::limits::NOTE`] bytes.
        text: String,
    },
    /// What was found of a rota's coverage. `System` only.
    RecordCoverage {
        /// Which rota.
        rota: RotaId,
        /// Up to when it was looked at.
        horizon: Timestamp,
        /// Stretches in which nobody can be reached.
        gaps: Vec<CoverageGap>,
        /// Stretches in which all hangs on one person.
        singles: Vec<CoverageSingle>,
    },
    /// Somebody would hand a stretch of their duty over.
    OfferSwap {
        /// Its id, chosen by the caller so that a repeat is the same.
        swap: SwapId,
        /// In which rota.
        rota: RotaId,
        /// Whose duty.
        person: PersonId,
        /// From when; of a shift under way, what lies before now is cut off.
        from: Timestamp,
        /// To when.
        to: Timestamp,
        /// To whom; none: to whoever takes it.
        to_person: Option<PersonId>,
        /// The stretch of the other's duty that they would take for it; only in an offer to one person.
        in_return: Option<Stretch>,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody takes it, or a part of it; the rest stays on offer.
    AcceptSwap {
        /// Which.
        swap: SwapId,
        /// Who.
        by: PersonId,
        /// Only this part.
        part: Option<Stretch>,
    },
    /// The one it was offered to does not take it.
    DeclineSwap {
        /// Which.
        swap: SwapId,
        /// Who.
        by: PersonId,
    },
    /// It is no longer on offer.
    WithdrawSwap {
        /// Which.
        swap: SwapId,
    },
    /// Somebody cannot be on call for a while.
    AddAbsence {
        /// Its id, chosen by the caller so that a repeat is the same.
        absence: AbsenceId,
        /// Who.
        person: PersonId,
        /// From when; what lies before now is cut off.
        from: Timestamp,
        /// To when.
        to: Timestamp,
    },
    /// They can again; what was until now stays what was.
    RemoveAbsence {
        /// Which.
        absence: AbsenceId,
    },
    /// Make or edit a team.
    SaveTeam {
        /// Its id; new or existing.
        id: TeamId,
        /// Its name.
        name: String,
        /// Everybody who is to be in it.
        members: Vec<PersonId>,
        /// The version that was edited; none to make a new one.
        expect: Option<u64>,
    },
    /// How a person wants notices that can wait.
    SetPreferences {
        /// Who.
        person: PersonId,
        /// All of them.
        preferences: Preferences,
    },
    /// A calendar feed was made; its secret is in the vault.
    CreateFeed {
        /// Its id.
        feed: FeedId,
        /// Whose.
        person: PersonId,
        /// Of one rota; none: of the person's own shifts in all of them.
        rota: Option<RotaId>,
    },
    /// A calendar feed ends: its address shows nothing any more.
    RevokeFeed {
        /// Which.
        feed: FeedId,
    },
    /// Make or edit an escalation policy.
    SavePolicy {
        /// Its id; new or existing.
        id: PolicyId,
        /// Its name.
        name: String,
        /// Its steps.
        steps: Vec<Step>,
        /// How often the whole is repeated.
        repeats: u8,
        /// The version that was edited; none to make a new one.
        expect: Option<u64>,
    },
    /// Make or edit an integration.
    SaveIntegration {
        /// Its id; new or existing.
        id: IntegrationId,
        /// Its name.
        name: String,
        /// Whose it is.
        organisation: OrganisationId,
        /// What it speaks.
        kind: IntegrationKind,
        /// What its key hashes to.
        key: KeyHash,
        /// Its rules.
        rules: Vec<RoutingRule>,
        /// When none applies.
        otherwise: Route,
        /// What else becomes of its alerts.
        handling: Handling,
        /// Whether its key works.
        active: bool,
        /// The version that was edited; none to make a new one.
        expect: Option<u64>,
    },

    /// Somebody proved who they are.
    StartSession {
        /// Who.
        person: PersonId,
        /// The session.
        session: SessionId,
    },
    /// A session ends.
    EndSession {
        /// Whose.
        person: PersonId,
        /// Which.
        session: SessionId,
    },
    /// A person changes their own password.
    ChangePassword {
        /// Who.
        person: PersonId,
    },
    /// Whoever administers a person gives them a sign-in, or a new first password.
    GiveSignIn {
        /// To whom.
        person: PersonId,
    },
    /// An API token was made.
    CreateToken {
        /// Whose.
        person: PersonId,
        /// Its id.
        token: TokenId,
        /// What its holder calls it.
        label: String,
        /// Until when.
        expires_at: Option<Timestamp>,
    },
    /// An API token is revoked.
    RevokeToken {
        /// Whose.
        person: PersonId,
        /// Which.
        token: TokenId,
    },

    /// Make or edit a monitor.
    SaveMonitor {
        /// Whole; its version counts for nothing.
        monitor: Monitor,
        /// The version that was edited; none to make a new one.
        expect: Option<u64>,
    },
    /// A monitor is no longer watched.
    RemoveMonitor {
        /// Which.
        monitor: MonitorId,
    },
    /// A monitor is heard from. The actor is its integration.
    Ping {
        /// Which.
        monitor: MonitorId,
    },
    /// Make a maintenance window or a suppression rule, or change its end or its reason.
    SaveSuppression {
        /// Whole; its author and version count for nothing.
        suppression: Suppression,
        /// The version that was edited; none to make a new one.
        expect: Option<u64>,
    },
    /// A maintenance window or a suppression rule ends now.
    EndSuppression {
        /// Which.
        suppression: SuppressionId,
    },
    /// Put an alert off: its page ends now, and if it is open then, it pages again.
    SnoozeAlert {
        /// Which.
        alert: AlertId,
        /// Until when.
        until: Timestamp,
    },
    /// An alert is over, says a person: one whose source never does, such as what was raised by hand.
    CloseAlert {
        /// Which.
        alert: AlertId,
    },
    /// A source says that something is wrong. The actor is the integration.
    RaiseAlert {
        /// What makes two signals the same alert; at most 255 characters.
        dedup_key: String,
        /// What it says.
        signal: Signal,
    },
    /// A source says that it is being looked at.
    AcknowledgeAlert {
        /// Which.
        dedup_key: String,
    },
    /// A source says that it is over.
    ResolveAlert {
        /// Which.
        dedup_key: String,
    },

    /// Somebody answers a message that carried several pages: the same to each.
    AnswerPages {
        /// Which, in the order they are answered.
        pages: Vec<PageId>,
        /// What they say.
        says: Says,
    },
    /// Somebody raises an alert by hand, at the cell's threshold. The actor is a person or an integration.
    RaiseByHand {
        /// What they say.
        by_hand: ByHand,
    },
    /// A source says that it changed something. The actor is the integration.
    RecordChange {
        /// What.
        change: Change,
    },
    /// Edit the alert threshold.
    SaveThreshold {
        /// Whole; its version counts for nothing.
        threshold: Threshold,
        /// The version that was edited; 0 for the default set.
        expect: Option<u64>,
    },
    /// A provider has been failing for minutes, or was the last of a channel. `System` only.
    ReportProvider {
        /// The provider, as attempts name it.
        provider: String,
        /// The channels it stands in.
        channels: Vec<Channel>,
        /// Of those, the ones that nothing serves now.
        without: Vec<Channel>,
        /// Why it last failed; holds no address.
        why: String,
        /// Which node says so.
        node: NodeId,
        /// Since when.
        since: Timestamp,
    },
    /// A provider does its work again. `System` only.
    ProviderIsBack {
        /// Which.
        provider: String,
        /// Which node says so.
        node: NodeId,
    },

    /// Somebody takes a page.
    Acknowledge {
        /// Which.
        page: PageId,
        /// How.
        how: How,
    },
    /// Somebody cannot.
    Decline {
        /// Which.
        page: PageId,
    },
    /// Go on to the next step now.
    EscalateNow {
        /// Which.
        page: PageId,
    },

    /// Ask many people who can attend, and in how many minutes.
    StartCallOut {
        /// Its id, chosen by the caller so that a repeat is the same call-out.
        call_out: CallOutId,
        /// Whom, for what, until when.
        plan: CallOutPlan,
    },
    /// Somebody says whether they can attend; a later answer takes the place of an earlier one.
    AnswerCallOut {
        /// Which.
        call_out: CallOutId,
        /// What they say.
        can: Can,
        /// How.
        how: How,
    },
    /// Ask nobody more.
    StopCallOut {
        /// Which.
        call_out: CallOutId,
    },

    /// Declare an incident.
    Declare {
        /// Its id, chosen by the caller so that a repeat is the same incident.
        incident: IncidentId,
        /// One line.
        title: String,
        /// How severe.
        severity: Severity,
        /// How marked.
        marking: Marking,
        /// The alert it comes from.
        alert: Option<AlertId>,
        /// Page by this policy.
        policy: Option<PolicyId>,
    },
    /// Bring somebody in, or change what they are there.
    GrantMembership {
        /// Where.
        incident: IncidentId,
        /// Whom.
        person: PersonId,
        /// As what.
        role: RoomRole,
        /// Until when.
        until: Option<Timestamp>,
        /// Why.
        reason: Option<String>,
    },
    /// Take somebody out.
    RevokeMembership {
        /// Where.
        incident: IncidentId,
        /// Whom.
        person: PersonId,
        /// Why.
        reason: Option<String>,
    },
    /// Read without being a member: on the record, and the members are told.
    BreakGlass {
        /// Where.
        incident: IncidentId,
        /// Why. Never empty.
        reason: String,
    },
    /// Somebody's first connection to the room opened.
    JoinRoom {
        /// Where.
        incident: IncidentId,
    },
    /// Their last one closed.
    LeaveRoom {
        /// Where.
        incident: IncidentId,
    },
    /// Write to the timeline.
    Post {
        /// Where.
        incident: IncidentId,
        /// What makes it idempotent.
        client_id: ClientId,
        /// What.
        post: Post,
        /// How marked; none: as the incident is.
        marking: Option<Marking>,
        /// Whom a RED entry is for; the author need not be named.
        named: Vec<PersonId>,
        /// When it happened, if not now.
        occurred_at: Option<Timestamp>,
        /// Why it is entered late.
        late_reason: Option<String>,
    },
    /// Ask for an entry's text to be erased.
    RequestErasure {
        /// Where.
        incident: IncidentId,
        /// Which.
        seq: u64,
        /// Why.
        reason: String,
    },
    /// Approve what another asked for.
    ApproveErasure {
        /// Where.
        incident: IncidentId,
        /// Which.
        seq: u64,
    },
    /// The timeline is about to be exported.
    RecordExport {
        /// Where.
        incident: IncidentId,
    },
    /// Put a version of a runbook into the library, as a draft.
    SaveRunbook {
        /// The text, read.
        written: Written,
    },
    /// Put it before those who approve.
    SubmitRunbook {
        /// Which.
        runbook: PlaybookId,
        /// Which version.
        version: Hash,
    },
    /// Approve it.
    ApproveRunbook {
        /// Which.
        runbook: PlaybookId,
        /// Which version.
        version: Hash,
    },
    /// Take it out of use.
    WithdrawRunbook {
        /// Which.
        runbook: PlaybookId,
        /// Which version.
        version: Hash,
        /// Why.
        reason: String,
    },
    /// Take it as one's own organisation's.
    SignOffRunbook {
        /// Which.
        runbook: PlaybookId,
        /// Which version.
        version: Hash,
    },
    /// Begin to work a runbook in an incident.
    StartRun {
        /// Its id, chosen by the caller, so that the same call twice begins one.
        run: RunId,
        /// Where.
        incident: IncidentId,
        /// Which.
        runbook: PlaybookId,
        /// Which version; none: the one in force.
        version: Option<Hash>,
        /// Whether it is real.
        mode: Mode,
        /// What its inputs are.
        inputs: BTreeMap<String, String>,
        /// Of an exercise: whom it may send anything to. Empty where it is real.
        players: Vec<PersonId>,
    },
    /// Do something in a run.
    Run {
        /// Which.
        run: RunId,
        /// So that the same command twice does nothing.
        id: Option<CommandId>,
        /// As what one acts, by the runbook's roles.
        role: Option<String>,
        /// For whom, if not for oneself.
        on_behalf_of: Option<PersonId>,
        /// What.
        command: Box<ctac_runbook::run::command::Command>,
    },
    /// Say who holds a role in a run; nobody: as the rota and the room say.
    SetRunRoles {
        /// Which.
        run: RunId,
        /// Which of the runbook's roles.
        role: String,
        /// Who, the first first.
        people: Vec<PersonId>,
    },
    /// Say from when a clock counts that a run is to start.
    StartClock {
        /// Of which run.
        run: RunId,
        /// Which step of it.
        instance: InstanceId,
        /// From when.
        since: Timestamp,
    },
    /// Stop a clock: with the reference that whoever was told gave, or with why it need not run.
    StopClock {
        /// Where.
        incident: IncidentId,
        /// Which.
        clock: ClockId,
        /// What whoever was told calls it.
        reference: Option<String>,
        /// Why it is stopped.
        reason: Option<String>,
    },
    /// Say that a clock should not have been started.
    VoidClock {
        /// Where.
        incident: IncidentId,
        /// Which.
        clock: ClockId,
        /// Why.
        reason: String,
    },
    /// Say who answers for a clock.
    OwnClock {
        /// Where.
        incident: IncidentId,
        /// Which.
        clock: ClockId,
        /// Who.
        owner: PersonId,
    },
    /// Send a situation report that a run drafted.
    SendSitrep {
        /// Of which run.
        run: RunId,
        /// Which.
        sitrep: SitrepId,
        /// In these words.
        text: String,
    },
    /// Claim calls of interfaces that runs want. `System` only.
    ClaimCalls {
        /// Who calls.
        node: NodeId,
        /// How many at most.
        limit: usize,
        /// For how long nobody else does, in seconds.
        lease_s: u32,
    },
    /// What the world answered to a run. `System` only.
    AnswerRun {
        /// Which.
        run: RunId,
        /// What it was asked.
        effect: EffectId,
        /// What came of it.
        outcome: Outcome,
    },
}
