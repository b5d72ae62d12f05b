//! What can happen: every kind of entry that the ledger holds, as typed values.
//!
//! A kind's name and the JSON of its body are stored for ever. Changing one is a migration: raise the schema number
//! in [`Event::SCHEMA`] and upcast old bodies in [`Event::decode`]. One snapshot test pins them all.

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::fact::Fact;
use ctac_runbook::run::id::EffectId;
use ctac_runbook::run::plan::Hash;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::alert::{Held, Signal};
use crate::attempt::Borne;
use crate::call_out::{Can, Terms, Why};
use crate::change::Change;
use crate::clock::Started;
use crate::delivery::Delivery;
use crate::directory::{Channel, Contact, Flag, NotificationRule, Organisation, Person, Preferences, Role, Team};
use crate::duty::{Absence, CellOverride, Coverage, Feed, WarnedGap};
use crate::id::{
    AbsenceId, ActionId, AlertId, AttemptId, CallOutId, ClientId, ClockId, ContactId, FeedId, IncidentId,
    IntegrationId, MonitorId, NodeId, NoticeId, NotificationId, OrganisationId, OutageId, OverrideId, PageId, PersonId,
    RotaId, RunId, SessionId, SitrepId, SuppressionId, SwapId, TokenId,
};
use crate::incident::{Category, IncidentStatus, RoomRole, Severity};
use crate::library::Source;
use crate::marking::Marking;
use crate::monitor::Monitor;
use crate::notice::About;
use crate::outage::Outage;
use crate::page::{AttemptOutcome, How, Notification, Subject};
use crate::policy::{AlertSeverity, CellRota, Integration, Policy};
use crate::report::Report;
use crate::sitrep::Draft;
use crate::suppression::Suppression;
use crate::swap::{Stretch, Swap};
use crate::test_page::{MonthlyTest, PutOff};
use crate::threshold::Threshold;

pub use stored::DecodeError;
mod stored;
#[cfg(test)]
mod tests;

/// Everything that can happen. The serde tag is the stored kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Event {
    /// The log begins; its first entry. After a restore that could not be proved it cites the log it continues.
    #[serde(rename = "ledger.started")]
    LedgerStarted {
        /// The origin line of its checkpoints.
        origin: String,
        /// The last checkpoint of the log it continues, whole.
        continues: Option<String>,
    },
    /// Nothing happened for a minute, and the log says so.
    #[serde(rename = "ledger.heartbeat")]
    LedgerHeartbeat {},
    /// An entry's body was erased; the store erases it in the same transaction.
    #[serde(rename = "entry.erased")]
    EntryErased {
        /// The erased entry's place in the whole log.
        position: u64,
        /// Its number in this stream.
        seq: u64,
        /// Why.
        reason: String,
        /// Who asked and who approved: two people, not the same.
        approvers: [PersonId; 2],
        /// The post that it was, kept so that the same post sent again is not recorded again.
        client_id: Option<ClientId>,
        /// The entry that the erased one struck through, which stays struck.
        strikes: Option<u64>,
    },
    /// An organisation joined the cell.
    #[serde(rename = "organisation.added")]
    OrganisationAdded {
        /// As it joined.
        organisation: Organisation,
    },
    /// A person joined. Names and addresses are in the vault.
    #[serde(rename = "person.added")]
    PersonAdded {
        /// As they joined.
        person: Person,
    },
    /// A person's roles changed.
    #[serde(rename = "person.roles_changed")]
    PersonRolesChanged {
        /// Who.
        person: PersonId,
        /// All roles they now have.
        roles: Vec<Role>,
    },
    /// A person has a new password, which is the vault's alone, as their sign-in name is. The entry's actor set it.
    #[serde(rename = "person.password_changed")]
    PersonPasswordChanged {
        /// Whose.
        person: PersonId,
        /// It was given by somebody else, and is to be replaced by one of their own.
        first: bool,
    },
    /// A person left, or must not act for now.
    #[serde(rename = "person.deactivated")]
    PersonDeactivated {
        /// Who.
        person: PersonId,
        /// Why.
        reason: String,
    },
    /// A way to reach a person was added.
    #[serde(rename = "contact.added")]
    ContactAdded {
        /// Whose.
        person: PersonId,
        /// Which.
        contact: Contact,
    },
    /// A way to reach a person was removed.
    #[serde(rename = "contact.removed")]
    ContactRemoved {
        /// Whose.
        person: PersonId,
        /// Which.
        contact: ContactId,
    },
    /// Messages to a way to reach a person do not arrive.
    #[serde(rename = "contact.flagged")]
    ContactFlagged {
        /// Whose.
        person: PersonId,
        /// Which.
        contact: ContactId,
        /// Why.
        flag: Flag,
    },
    /// Nothing speaks against it any more.
    #[serde(rename = "contact.unflagged")]
    ContactUnflagged {
        /// Whose.
        person: PersonId,
        /// Which.
        contact: ContactId,
    },
    /// A person chose how they are to be told.
    #[serde(rename = "person.rules_changed")]
    PersonRulesChanged {
        /// Who.
        person: PersonId,
        /// All their rules.
        rules: Vec<NotificationRule>,
    },
    /// Its holder typed the code that was sent to it: from now on they are paged there. Whatever spoke against it is
    /// over with it.
    #[serde(rename = "contact.verified")]
    ContactVerified {
        /// Whose.
        person: PersonId,
        /// Which.
        contact: ContactId,
        /// The message that the code was in.
        notification: NotificationId,
    },
    /// A code was typed that is not the one sent to it.
    #[serde(rename = "contact.verification_failed")]
    ContactVerificationFailed {
        /// Whose.
        person: PersonId,
        /// Which.
        contact: ContactId,
        /// The message that the right code is in.
        notification: NotificationId,
    },
    /// A person chose the order in which their contacts are tried.
    #[serde(rename = "person.contacts_ordered")]
    PersonContactsOrdered {
        /// Who.
        person: PersonId,
        /// All their contacts, the first to be tried first.
        order: Vec<ContactId>,
    },
    /// The cell's monthly test pages were switched on or off, or made of another severity.
    #[serde(rename = "test.monthly_set")]
    MonthlyTestSet {
        /// As they are from now on.
        monthly: MonthlyTest,
    },
    /// A person's monthly test page was due and is not sent now.
    #[serde(rename = "test.put_off")]
    TestPutOff {
        /// Whose.
        person: PersonId,
        /// Why.
        why: PutOff,
        /// When it is due again.
        until: Timestamp,
    },
    /// A rota was made or edited.
    #[serde(rename = "rota.saved")]
    RotaSaved {
        /// Whole, as it now is.
        rota: CellRota,
    },
    /// A rota is no longer used.
    #[serde(rename = "rota.retired")]
    RotaRetired {
        /// Which.
        rota: RotaId,
        /// Its last version.
        version: u64,
    },
    /// An exception to a rota was made.
    #[serde(rename = "rota.override_added")]
    RotaOverrideAdded {
        /// Which rota.
        rota: RotaId,
        /// What.
        r#override: CellOverride,
        /// It stands in the place of this one, which goes: where several overlap, their order may matter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<OverrideId>,
    },
    /// An exception to a rota went.
    #[serde(rename = "rota.override_removed")]
    RotaOverrideRemoved {
        /// Which rota.
        rota: RotaId,
        /// Which.
        r#override: OverrideId,
        /// Why.
        reason: String,
    },
    /// Somebody else is on call: a handoff, or an edit in the middle of a shift.
    #[serde(rename = "rota.on_call_changed")]
    RotaOnCallChanged {
        /// Which rota.
        rota: RotaId,
        /// Since when; also the entry's `occurred_at`.
        at: Timestamp,
        /// Who was, as last recorded.
        was: Vec<PersonId>,
        /// Who is.
        is: Vec<PersonId>,
    },
    /// Whoever is on call left a note for the next.
    #[serde(rename = "rota.note_left")]
    RotaNoteLeft {
        /// Which rota.
        rota: RotaId,
        /// What.
        text: String,
    },
    /// A rota's coverage was looked at, and is not what it was.
    #[serde(rename = "coverage.recorded")]
    CoverageRecorded {
        /// Which rota.
        rota: RotaId,
        /// What was found.
        coverage: Coverage,
    },
    /// Somebody would hand a stretch of their duty over.
    #[serde(rename = "swap.offered")]
    SwapOffered {
        /// Whole, as offered.
        swap: Swap,
        /// What it is the rest of: somebody took a part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rest_of: Option<SwapId>,
    },
    /// Somebody took it; the overrides that follow put it into force.
    #[serde(rename = "swap.accepted")]
    SwapAccepted {
        /// Which.
        swap: SwapId,
        /// Who.
        by: PersonId,
        /// The stretch they took.
        took: Stretch,
    },
    /// The one it was offered to did not take it.
    #[serde(rename = "swap.declined")]
    SwapDeclined {
        /// Which.
        swap: SwapId,
        /// Who.
        by: PersonId,
    },
    /// It is no longer on offer.
    #[serde(rename = "swap.withdrawn")]
    SwapWithdrawn {
        /// Which.
        swap: SwapId,
    },
    /// Nobody took it in time: the offerer has the duty.
    #[serde(rename = "swap.lapsed")]
    SwapLapsed {
        /// Which.
        swap: SwapId,
    },
    /// Somebody cannot be on call for a while.
    #[serde(rename = "absence.added")]
    AbsenceAdded {
        /// Who and when.
        absence: Absence,
    },
    /// They can again.
    #[serde(rename = "absence.removed")]
    AbsenceRemoved {
        /// Which.
        absence: AbsenceId,
    },
    /// A team was made or edited.
    #[serde(rename = "team.saved")]
    TeamSaved {
        /// Whole, as it now is.
        team: Team,
    },
    /// A person chose how they want notices that can wait.
    #[serde(rename = "person.preferences_set")]
    PersonPreferencesSet {
        /// Who.
        person: PersonId,
        /// All of them.
        preferences: Preferences,
    },
    /// A calendar feed was made.
    #[serde(rename = "feed.created")]
    FeedCreated {
        /// Whose and of what; its secret is nowhere but with its holder.
        feed: Feed,
    },
    /// A calendar feed ended.
    #[serde(rename = "feed.revoked")]
    FeedRevoked {
        /// Which.
        feed: FeedId,
    },
    /// An escalation policy was made or edited.
    #[serde(rename = "policy.saved")]
    PolicySaved {
        /// Whole, as it now is.
        policy: Policy,
    },
    /// An integration was made or edited.
    #[serde(rename = "integration.saved")]
    IntegrationSaved {
        /// Whole, as it now is.
        integration: Integration,
    },
    /// Somebody signed in.
    #[serde(rename = "session.started")]
    SessionStarted {
        /// Who.
        person: PersonId,
        /// The session's public id; its secret is nowhere but with its holder.
        session: SessionId,
    },
    /// A session ended: its sockets close.
    #[serde(rename = "session.ended")]
    SessionEnded {
        /// Whose.
        person: PersonId,
        /// Which.
        session: SessionId,
    },
    /// An API token was made.
    #[serde(rename = "token.created")]
    TokenCreated {
        /// Whose.
        person: PersonId,
        /// Its public id.
        token: TokenId,
        /// What its holder calls it.
        label: String,
        /// Until when it works.
        expires_at: Option<Timestamp>,
    },
    /// An API token was revoked: its sockets close.
    #[serde(rename = "token.revoked")]
    TokenRevoked {
        /// Whose.
        person: PersonId,
        /// Which.
        token: TokenId,
    },
    /// A new alert.
    #[serde(rename = "alert.raised")]
    AlertRaised {
        /// Its id.
        alert: AlertId,
        /// Where it came from.
        integration: IntegrationId,
        /// What makes two signals the same alert.
        dedup_key: String,
        /// What the source said.
        signal: Signal,
    },
    /// The same alert again, while open.
    #[serde(rename = "alert.repeated")]
    AlertRepeated {
        /// Which.
        alert: AlertId,
        /// How many signals it has had now.
        count: u64,
        /// How severe it is now, where that is worse than ever before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        severity: Option<AlertSeverity>,
    },
    /// It is not paged for, though its route says so.
    #[serde(rename = "alert.held")]
    AlertHeld {
        /// Which.
        alert: AlertId,
        /// Why.
        held: Held,
    },
    /// It is held no longer; what becomes of it follows.
    #[serde(rename = "alert.released")]
    AlertReleased {
        /// Which.
        alert: AlertId,
    },
    /// It comes and goes: from now on it is one alert until it has been quiet for a while.
    #[serde(rename = "alert.flapping")]
    AlertFlapping {
        /// Which.
        alert: AlertId,
    },
    /// An alert that comes and goes did so again.
    #[serde(rename = "alert.flapped")]
    AlertFlapped {
        /// Which.
        alert: AlertId,
        /// Whether it is on now.
        on: bool,
    },
    /// It has been on for a while without going, and is an alert like any other again.
    #[serde(rename = "alert.steadied")]
    AlertSteadied {
        /// Which.
        alert: AlertId,
    },
    /// It was paged for, and others of its group join it for a while.
    #[serde(rename = "alert.group_opened")]
    AlertGroupOpened {
        /// Which.
        alert: AlertId,
        /// What those of the group have in common: the values of the integration's fields.
        values: Vec<String>,
        /// Until when others join.
        until: Timestamp,
    },
    /// The source or a person took the alert.
    #[serde(rename = "alert.acknowledged")]
    AlertAcknowledged {
        /// Which.
        alert: AlertId,
    },
    /// It is over.
    #[serde(rename = "alert.resolved")]
    AlertResolved {
        /// Which.
        alert: AlertId,
    },
    /// An alert came to belong to an incident.
    #[serde(rename = "alert.linked")]
    AlertLinked {
        /// Which.
        alert: AlertId,
        /// To which.
        incident: IncidentId,
    },
    /// Somebody raised it by hand, or said more of it; comes right after the signal.
    #[serde(rename = "alert.reported")]
    AlertReported {
        /// Which.
        alert: AlertId,
        /// What they said, whole.
        report: Report,
    },
    /// A source changed something.
    #[serde(rename = "change.recorded")]
    ChangeRecorded {
        /// Which source.
        integration: IntegrationId,
        /// What.
        change: Change,
    },
    /// The alert threshold was edited.
    #[serde(rename = "threshold.saved")]
    ThresholdSaved {
        /// Whole, as it now is.
        threshold: Threshold,
    },
    /// A provider has been failing for minutes, or was the last of a channel; the notices follow.
    #[serde(rename = "provider.down")]
    ProviderDown {
        /// What is known of it.
        outage: Outage,
    },
    /// It does its work again.
    #[serde(rename = "provider.back")]
    ProviderBack {
        /// Which provider.
        provider: String,
        /// Which of its outages is over.
        outage: OutageId,
        /// Which node says so.
        node: NodeId,
    },
    /// A monitor was made or edited: its time is counted anew.
    #[serde(rename = "monitor.saved")]
    MonitorSaved {
        /// Whole, as it now is.
        monitor: Monitor,
    },
    /// It was heard from. Not every ping is recorded: see [`crate::monitor`].
    #[serde(rename = "monitor.heard")]
    MonitorHeard {
        /// Which.
        monitor: MonitorId,
    },
    /// It was not heard from in time; its alert follows.
    #[serde(rename = "monitor.silent")]
    MonitorSilent {
        /// Which.
        monitor: MonitorId,
    },
    /// It is no longer watched.
    #[serde(rename = "monitor.removed")]
    MonitorRemoved {
        /// Which.
        monitor: MonitorId,
    },

    /// A maintenance window or a suppression rule was made, extended or cut short.
    #[serde(rename = "suppression.saved")]
    SuppressionSaved {
        /// Whole, as it now is.
        suppression: Suppression,
    },
    /// It ended, and all that it held has been released.
    #[serde(rename = "suppression.ended")]
    SuppressionEnded {
        /// Which.
        suppression: SuppressionId,
    },
    /// Somebody is needed.
    #[serde(rename = "page.raised")]
    PageRaised {
        /// Its id.
        page: PageId,
        /// Why.
        subject: Subject,
        /// How severe.
        severity: Severity,
        /// The policy as it stood.
        policy: Policy,
    },
    /// A step of its policy began.
    #[serde(rename = "page.step_started")]
    PageStepStarted {
        /// Which page.
        page: PageId,
        /// Which step, from 0.
        step: usize,
        /// Which time through, from 0.
        round: u8,
        /// Who is told, how and when.
        notifications: Vec<Notification>,
        /// Who should be, and has no verified way to be reached.
        unreachable: Vec<PersonId>,
        /// When the next step starts if nobody acknowledges.
        escalates_at: Timestamp,
        /// Of a step that asks its targets in turn: whose turn it was, from 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        turn: Option<usize>,
    },
    /// A node began to call a provider.
    #[serde(rename = "page.attempt_started")]
    PageAttemptStarted {
        /// Which page.
        page: PageId,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// Who calls.
        node: NodeId,
        /// After then, the outcome is unknown.
        lease_until: Timestamp,
    },
    /// What came of it.
    #[serde(rename = "page.attempt_finished")]
    PageAttemptFinished {
        /// Which page.
        page: PageId,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// What came of it.
        outcome: AttemptOutcome,
        /// When it is tried again; none: not again.
        again_at: Option<Timestamp>,
    },
    /// What the provider said afterwards of a message that it took.
    #[serde(rename = "page.delivery")]
    PageDelivery {
        /// Which page.
        page: PageId,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// Who says so.
        provider: String,
        /// What it calls the message.
        reference: String,
        /// What it says.
        delivery: Delivery,
        /// When it is sent again, by another; none: not again.
        again_at: Option<Timestamp>,
    },
    /// A provider that took a message and said no more was asked what became of it.
    #[serde(rename = "page.delivery_asked")]
    PageDeliveryAsked {
        /// Which page.
        page: PageId,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// Who asked.
        node: NodeId,
    },
    /// Somebody has it.
    #[serde(rename = "page.acknowledged")]
    PageAcknowledged {
        /// Which page.
        page: PageId,
        /// Who; none when the source itself did.
        by: Option<PersonId>,
        /// How.
        how: How,
    },
    /// Somebody who was paged cannot come: the next step starts at once when nobody else was asked in this one.
    #[serde(rename = "page.declined")]
    PageDeclined {
        /// Which page.
        page: PageId,
        /// Who.
        by: PersonId,
    },
    /// Nobody is left to ask. The cell's administrators are paged.
    #[serde(rename = "page.exhausted")]
    PageExhausted {
        /// Which page.
        page: PageId,
    },
    /// The need went away.
    #[serde(rename = "page.cancelled")]
    PageCancelled {
        /// Which page.
        page: PageId,
    },
    /// Many people are to be asked who can attend.
    #[serde(rename = "call_out.started")]
    CallOutStarted {
        /// Its id.
        call_out: CallOutId,
        /// What is asked of whom.
        terms: Terms,
    },
    /// People were asked, for the first time or again. A round of many takes several entries.
    #[serde(rename = "call_out.asked")]
    CallOutAsked {
        /// Which call-out.
        call_out: CallOutId,
        /// The messages to be sent, each with its reply code.
        notifications: Vec<Notification>,
        /// Who should be asked, and has no verified way to be reached.
        unreachable: Vec<PersonId>,
        /// When those who have not answered by then are asked again; none: not again.
        again_at: Option<Timestamp>,
    },
    /// As `page.attempt_started`, for a call-out.
    #[serde(rename = "call_out.attempt_started")]
    CallOutAttemptStarted {
        /// Which call-out.
        call_out: CallOutId,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// Who calls.
        node: NodeId,
        /// After then, the outcome is unknown.
        lease_until: Timestamp,
    },
    /// As `page.attempt_finished`, for a call-out.
    #[serde(rename = "call_out.attempt_finished")]
    CallOutAttemptFinished {
        /// Which call-out.
        call_out: CallOutId,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// What came of it.
        outcome: AttemptOutcome,
        /// When it is tried again; none: not again.
        again_at: Option<Timestamp>,
    },
    /// As `page.delivery`, for a call-out: whom it did not reach is asked by their next channel.
    #[serde(rename = "call_out.delivery")]
    CallOutDelivery {
        /// Which call-out.
        call_out: CallOutId,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// Who says so.
        provider: String,
        /// What it calls the message.
        reference: String,
        /// What it says.
        delivery: Delivery,
    },
    /// Somebody said whether they can attend, or said otherwise than before.
    #[serde(rename = "call_out.answered")]
    CallOutAnswered {
        /// Which call-out.
        call_out: CallOutId,
        /// Who.
        person: PersonId,
        /// What they said.
        can: Can,
        /// How.
        how: How,
        /// Whether it had ended.
        late: bool,
    },
    /// Nobody more is asked; what was not sent is not sent.
    #[serde(rename = "call_out.ended")]
    CallOutEnded {
        /// Which call-out.
        call_out: CallOutId,
        /// Why.
        why: Why,
    },
    /// Somebody is to be told something that needs no answer.
    #[serde(rename = "notice.raised")]
    NoticeRaised {
        /// Its id.
        notice: NoticeId,
        /// Whom.
        person: PersonId,
        /// What.
        about: About,
        /// The messages to be sent; none where they cannot be reached.
        notifications: Vec<Notification>,
        /// After then it is of no use, and not sent.
        until: Timestamp,
    },
    /// As `page.attempt_started`, for a notice.
    #[serde(rename = "notice.attempt_started")]
    NoticeAttemptStarted {
        /// Which notice.
        notice: NoticeId,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// Who calls.
        node: NodeId,
        /// After then, the outcome is unknown.
        lease_until: Timestamp,
    },
    /// As `page.attempt_finished`, for a notice.
    #[serde(rename = "notice.attempt_finished")]
    NoticeAttemptFinished {
        /// Which notice.
        notice: NoticeId,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// What came of it.
        outcome: AttemptOutcome,
        /// When it is tried again; none: not again.
        again_at: Option<Timestamp>,
    },
    /// As `page.delivery`, for a notice; it is not sent again.
    #[serde(rename = "notice.delivery")]
    NoticeDelivery {
        /// Which notice.
        notice: NoticeId,
        /// Which notification.
        notification: NotificationId,
        /// The call.
        attempt: AttemptId,
        /// Who says so.
        provider: String,
        /// What it calls the message.
        reference: String,
        /// What it says.
        delivery: Delivery,
    },
    /// A message carries others besides the one that it was claimed for: one call, one reply code.
    #[serde(rename = "page.folded")]
    PageFolded {
        /// The call.
        attempt: AttemptId,
        /// What it was claimed for; its code answers for the others, too.
        lead: Borne,
        /// Who calls.
        node: NodeId,
        /// After then, the outcome is unknown.
        lease_until: Timestamp,
        /// The others, so far as their entries stand here.
        notifications: Vec<Borne>,
    },
    /// What came of that call, for the others that it carried.
    #[serde(rename = "page.folded_finished")]
    PageFoldedFinished {
        /// The call.
        attempt: AttemptId,
        /// Which of them.
        notifications: Vec<Borne>,
        /// What came of it.
        outcome: AttemptOutcome,
        /// When they are tried again; none: not again.
        again_at: Option<Timestamp>,
    },
    /// The networks take no more messages to a contact for now: what waits for it goes another way, or later.
    #[serde(rename = "contact.limited")]
    ContactLimited {
        /// The contact that takes no more.
        contact: ContactId,
        /// What would have been sent, so far as its entries stand here.
        notifications: Vec<Borne>,
        /// The person's other contact by which it goes instead, and how; none: it waits.
        instead: Option<(ContactId, Channel)>,
        /// When it goes.
        due: Timestamp,
    },
    /// The lead of the cell is warned of gaps; the notices follow.
    #[serde(rename = "coverage.warned")]
    CoverageWarned {
        /// In which rota.
        rota: RotaId,
        /// Of which gaps.
        gaps: Vec<WarnedGap>,
    },
    /// It came too late to be of use: what was not sent is not sent.
    #[serde(rename = "notice.lapsed")]
    NoticeLapsed {
        /// Which notice.
        notice: NoticeId,
    },
    /// An incident was declared; the first entry of its timeline.
    #[serde(rename = "incident.declared")]
    IncidentDeclared {
        /// Its id.
        incident: IncidentId,
        /// Such as `CTAC-2026-0001`.
        reference: String,
        /// One line.
        title: String,
        /// How severe.
        severity: Severity,
        /// How the incident is marked; its entries have each their own.
        marking: Marking,
        /// The alerts it comes from.
        alerts: Vec<AlertId>,
    },
    /// Somebody became a member, or their membership changed.
    #[serde(rename = "membership.granted")]
    MembershipGranted {
        /// Who.
        person: PersonId,
        /// What they are there.
        role: RoomRole,
        /// For which organisation.
        organisation: OrganisationId,
        /// Until when.
        until: Option<Timestamp>,
        /// Why.
        reason: Option<String>,
        /// Whether they took it themselves, breaking the glass.
        break_glass: bool,
    },
    /// Somebody is no longer a member: their sockets close.
    #[serde(rename = "membership.revoked")]
    MembershipRevoked {
        /// Who.
        person: PersonId,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody opened the room (coarse: one per person until they leave).
    #[serde(rename = "room.joined")]
    RoomJoined {
        /// Who.
        person: PersonId,
    },
    /// Their last connection closed.
    #[serde(rename = "room.left")]
    RoomLeft {
        /// Who.
        person: PersonId,
    },
    /// Something seen, heard or thought.
    #[serde(rename = "entry.note")]
    Note {
        /// The author's post.
        client_id: ClientId,
        /// What.
        text: String,
        /// Why it was entered more than five minutes after it happened.
        late_reason: Option<String>,
    },
    /// Something decided.
    #[serde(rename = "entry.decision")]
    Decision {
        /// The author's post.
        client_id: ClientId,
        /// What.
        decision: String,
        /// Why. Never empty.
        reason: String,
        /// See [`Event::Note`].
        late_reason: Option<String>,
    },
    /// Something to be done.
    #[serde(rename = "action.set")]
    ActionSet {
        /// The author's post.
        client_id: ClientId,
        /// Its id.
        action: ActionId,
        /// What.
        text: String,
        /// By whom.
        owner: PersonId,
        /// By when.
        due: Option<Timestamp>,
        /// See [`Event::Note`].
        late_reason: Option<String>,
    },
    /// It was done.
    #[serde(rename = "action.done")]
    ActionDone {
        /// The author's post.
        client_id: ClientId,
        /// Which.
        action: ActionId,
        /// What came of it.
        outcome: Option<String>,
    },
    /// The severity changed.
    #[serde(rename = "incident.severity_changed")]
    SeverityChanged {
        /// The author's post.
        client_id: ClientId,
        /// What it was.
        from: Severity,
        /// What it is.
        to: Severity,
        /// Why.
        reason: String,
    },
    /// The category changed, or was given for the first time.
    #[serde(rename = "incident.category_changed")]
    CategoryChanged {
        /// The author's post.
        client_id: ClientId,
        /// What it was; none: it had none.
        #[serde(default)]
        from: Option<Category>,
        /// What it is.
        to: Category,
        /// Why.
        reason: String,
    },
    /// The status changed.
    #[serde(rename = "incident.status_changed")]
    StatusChanged {
        /// The author's post.
        client_id: ClientId,
        /// What it was.
        from: IncidentStatus,
        /// What it is.
        to: IncidentStatus,
        /// Why.
        reason: String,
    },
    /// The lead changed.
    #[serde(rename = "incident.lead_changed")]
    LeadChanged {
        /// The author's post.
        client_id: ClientId,
        /// Who it was.
        from: Option<PersonId>,
        /// Who it is.
        to: PersonId,
        /// Why.
        reason: Option<String>,
    },
    /// An earlier entry is struck through; it stays readable.
    #[serde(rename = "entry.corrected")]
    Corrected {
        /// The author's post.
        client_id: ClientId,
        /// Which entry.
        seq: u64,
        /// What it should have said, if anything.
        text: Option<String>,
        /// Why.
        reason: String,
    },
    /// Somebody who was shown a stub asks its originator to share.
    #[serde(rename = "entry.asked")]
    Asked {
        /// The author's post.
        client_id: ClientId,
        /// Which entry.
        seq: u64,
        /// Why they need it.
        reason: String,
    },
    /// An erasure was asked for; a second person must approve.
    #[serde(rename = "erasure.requested")]
    ErasureRequested {
        /// Which entry.
        seq: u64,
        /// Who asks.
        by: PersonId,
        /// Why.
        reason: String,
    },
    /// The timeline was exported.
    #[serde(rename = "incident.exported")]
    Exported {
        /// By whom.
        person: PersonId,
        /// Up to which entry.
        through: u64,
    },
    /// A version of a runbook came into the library.
    #[serde(rename = "runbook.saved")]
    RunbookSaved {
        /// The digest of its content: its name for ever.
        version: Hash,
        /// The text, as it was written.
        source: Source,
    },
    /// It is before those who approve it.
    #[serde(rename = "runbook.submitted")]
    RunbookSubmitted {
        /// Which.
        runbook: PlaybookId,
        /// Which version.
        version: Hash,
    },
    /// Somebody approved it.
    #[serde(rename = "runbook.approved")]
    RunbookApproved {
        /// Which.
        runbook: PlaybookId,
        /// Which version.
        version: Hash,
        /// Whether enough have: it is the one that is followed from here on.
        in_force: bool,
    },
    /// It is not to be started any more.
    #[serde(rename = "runbook.withdrawn")]
    RunbookWithdrawn {
        /// Which.
        runbook: PlaybookId,
        /// Which version.
        version: Hash,
        /// Why.
        reason: String,
    },
    /// The review date of the version in force has passed: those who approved it are told.
    #[serde(rename = "runbook.review_due")]
    RunbookReviewDue {
        /// Which.
        runbook: PlaybookId,
        /// Which version.
        version: Hash,
    },
    /// A member organisation has taken it as its own.
    #[serde(rename = "runbook.signed_off")]
    RunbookSignedOff {
        /// Which.
        runbook: PlaybookId,
        /// Which version.
        version: Hash,
        /// Who.
        organisation: OrganisationId,
    },
    /// A legal deadline of an organisation began to run.
    #[serde(rename = "clock.started")]
    ClockStarted {
        /// What it is, and since when.
        clock: Box<Started>,
    },
    /// What was due was done, or need not be.
    #[serde(rename = "clock.stopped")]
    ClockStopped {
        /// Which.
        clock: ClockId,
        /// What whoever was to be told calls it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// Why it is stopped; none where there is a reference.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// It should not have been started. It stays on the record.
    #[serde(rename = "clock.voided")]
    ClockVoided {
        /// Which.
        clock: ClockId,
        /// Why.
        reason: String,
    },
    /// Somebody answers for it from here on.
    #[serde(rename = "clock.owned")]
    ClockOwned {
        /// Which.
        clock: ClockId,
        /// Who.
        owner: PersonId,
    },
    /// A situation report was drafted from what is known. Nobody has been sent it.
    #[serde(rename = "sitrep.drafted")]
    SitrepDrafted {
        /// Which.
        sitrep: SitrepId,
        /// What it says, and for whom.
        draft: Box<Draft>,
    },
    /// Somebody sent it, in these words.
    #[serde(rename = "sitrep.sent")]
    SitrepSent {
        /// Of which run.
        run: RunId,
        /// Which.
        sitrep: SitrepId,
        /// The words.
        text: String,
    },
    /// Who holds a role in a run, from here on. Nobody: whoever holds it by the rota or in the room.
    #[serde(rename = "run_roles.set")]
    RunRolesSet {
        /// Which run.
        run: RunId,
        /// Which role.
        role: String,
        /// Them.
        people: Vec<PersonId>,
    },
    /// Whom an exercise may send anything to: nobody else hears of it.
    #[serde(rename = "run_players.set")]
    RunPlayersSet {
        /// Which run.
        run: RunId,
        /// Them.
        players: Vec<PersonId>,
    },
    /// A node calls an interface for a step of a run; what comes of it is an answer of the run.
    #[serde(rename = "run_call.started")]
    RunCallStarted {
        /// Which run.
        run: RunId,
        /// What was asked for.
        effect: EffectId,
        /// Who calls.
        node: NodeId,
        /// Until when nobody else does.
        lease_until: Timestamp,
    },
    /// Something happened in a run. Stored under the kind of the fact, such as `run.done`.
    #[serde(rename = "run")]
    Run {
        /// Which run.
        run: RunId,
        /// What.
        fact: Box<Fact>,
    },
}
