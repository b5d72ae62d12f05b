//! One function for each command; the match below only says which.

use std::sync::Arc;

use crate::command::Command;
use crate::decide::{Answer, Deciding, Refusal};
use crate::directory::Person;
use crate::duty::KeptRota;
use crate::id::{IncidentId, PersonId, RotaId};
use crate::incident::Incident;
use crate::policy::{CellRota, Integration, Policy};

use exception::NewOverride;
use incident::Declaration;
use membership::Grant;
use outage::Down;
use post::Posting;
use swap::Offer;

mod absence;
mod alert;
mod answer;
mod attempt;
mod call_out;
mod change;
mod clock;
mod close;
mod configuration;
mod contact;
mod directory;
mod erasure;
mod exception;
mod feed;
mod flag;
mod flap;
mod fold;
mod gap_warning;
mod group;
mod handoff;
mod handoff_notice;
mod incident;
mod leave;
mod legal_clock;
mod library;
mod membership;
mod monitor;
mod notice;
mod outage;
mod over;
pub(crate) mod page;
mod post;
mod preferences;
mod receipt;
mod report;
mod rota;
mod route;
mod run;
mod setup;
mod sign_in;
mod snooze;
pub(crate) mod step;
#[cfg(test)]
pub(crate) mod story;
mod suppression;
mod swap;
mod swap_notice;
mod team;
mod test_page;
mod text;
mod threshold;
mod verification;

/// Sends a command to its rule.
#[expect(clippy::too_many_lines, reason = "a table: one arm for each command, each only naming its rule")]
pub(crate) fn dispatch(d: &mut Deciding<'_>, command: &Command) -> Result<Answer, Refusal> {
    match command {
        // set-up, directory
        Command::StartLedger { origin, continues } => setup::start_ledger(d, origin, continues.as_deref()),
        Command::AddOrganisation { organisation } => directory::add_organisation(d, organisation),
        Command::AddPerson { person, organisation, roles } => directory::add_person(d, *person, *organisation, roles),
        Command::ChangeRoles { person, roles } => directory::change_roles(d, *person, roles),
        Command::DeactivatePerson { person, reason } => {
            handoff::told(d, |d| directory::deactivate_person(d, *person, reason))
        }
        Command::AddContact { person, contact } => contact::add(d, *person, contact),
        Command::RemoveContact { person, contact } => contact::remove(d, *person, *contact),
        Command::FlagContact { contact, flag } => flag::flag(d, *contact, *flag),
        Command::UnflagContact { contact, flag } => flag::unflag(d, *contact, *flag),
        Command::ChangeRules { person, rules } => contact::change_rules(d, *person, rules),
        Command::OrderContacts { person, order } => contact::order(d, *person, order),
        Command::SendVerification { person, contact } => verification::send(d, *person, *contact),
        Command::VerifyContact { person, contact, notification } => {
            verification::verify(d, *person, *contact, *notification)
        }
        Command::MistakeCode { person, contact, notification } => {
            verification::mistake(d, *person, *contact, *notification)
        }
        Command::TestPage { person, severity } => test_page::ask(d, *person, *severity),
        Command::SetMonthlyTest { on, severity, expect } => test_page::set_monthly(d, *on, *severity, *expect),
        Command::SetPreferences { person, preferences } => preferences::set(d, *person, preferences),
        Command::CreateFeed { feed, person, rota } => feed::create(d, *feed, *person, *rota),
        Command::RevokeFeed { feed } => feed::revoke(d, *feed),
        // who is on call
        Command::SaveTeam { id, name, members, expect } => {
            handoff::told(d, |d| team::save(d, *id, name, members, *expect))
        }
        Command::SaveRota { id, name, rota, duty, deputy, on_now, expect } => {
            let (id, name, rota, duty, deputy) = (*id, name.clone(), rota.clone(), *duty, *deputy);
            let rota = CellRota { id, name, rota, duty, deputy, version: 0 };
            handoff::told(d, |d| rota::save(d, rota, *on_now, *expect))
        }
        Command::RetireRota { id, expect } => handoff::told(d, |d| rota::retire(d, *id, *expect)),
        Command::LeaveHandoffNote { rota, text } => rota::leave_note(d, *rota, text),
        Command::RecordCoverage { rota, horizon, gaps, singles } => {
            rota::record_coverage(d, *rota, *horizon, gaps, singles)
        }
        Command::AddOverride { rota, id, from, to, kind, reason } => {
            let new = NewOverride { rota: *rota, id: *id, from: *from, to: *to, kind, reason };
            handoff::told(d, |d| exception::add(d, &new))
        }
        Command::MoveOverride { rota, old, id, from, to, kind, reason } => {
            let new = NewOverride { rota: *rota, id: *id, from: *from, to: *to, kind, reason };
            handoff::told(d, |d| exception::move_to(d, &new, *old))
        }
        Command::AddOverrides { rota, overrides, reason } => {
            handoff::told(d, |d| exception::add_all(d, *rota, overrides, reason))
        }
        Command::RemoveOverride { rota, id, reason } => handoff::told(d, |d| exception::remove(d, *rota, *id, reason)),
        Command::OfferSwap { swap, rota, person, from, to, to_person, in_return, reason } => {
            let (id, rota, person, from, to) = (*swap, *rota, *person, *from, *to);
            let (to_person, in_return, reason) = (*to_person, *in_return, reason.as_deref());
            swap::offer(d, &Offer { id, rota, person, from, to, to_person, in_return, reason })
        }
        Command::AcceptSwap { swap, by, part } => handoff::told(d, |d| swap::accept(d, *swap, *by, *part)),
        Command::DeclineSwap { swap, by } => swap::decline(d, *swap, *by),
        Command::WithdrawSwap { swap } => swap::withdraw(d, *swap),
        Command::AddAbsence { absence, person, from, to } => {
            handoff::told(d, |d| absence::add(d, *absence, *person, *from, *to))
        }
        Command::RemoveAbsence { absence } => handoff::told(d, |d| absence::remove(d, *absence)),
        // configuration, sign-ins
        Command::SavePolicy { id, name, steps, repeats, expect } => {
            let policy = Policy { id: *id, name: name.clone(), steps: steps.clone(), repeats: *repeats, version: 0 };
            configuration::save_policy(d, policy, *expect)
        }
        Command::SaveIntegration { id, name, organisation, kind, key, rules, otherwise, handling, active, expect } => {
            let integration = Integration {
                id: *id,
                name: name.clone(),
                organisation: *organisation,
                kind: *kind,
                key: key.clone(),
                rules: rules.clone(),
                otherwise: otherwise.clone(),
                handling: handling.clone(),
                active: *active,
                version: 0,
            };
            configuration::save_integration(d, integration, *expect)
        }
        Command::StartSession { person, session } => sign_in::start_session(d, *person, *session),
        Command::EndSession { person, session } => sign_in::end_session(d, *person, *session),
        Command::ChangePassword { person } => sign_in::change_password(d, *person),
        Command::GiveSignIn { person } => sign_in::give(d, *person),
        Command::CreateToken { person, token, label, expires_at } => {
            sign_in::create_token(d, *person, *token, label, *expires_at)
        }
        Command::RevokeToken { person, token } => sign_in::revoke_token(d, *person, *token),
        // incidents
        Command::Declare { incident, title, severity, marking, alert, policy } => {
            let (incident, severity, marking, alert, policy) = (*incident, *severity, *marking, *alert, *policy);
            incident::declare_by_person(d, &Declaration { incident, title, severity, marking, alert, policy })
        }
        Command::GrantMembership { incident, person, role, until, reason } => {
            let (incident, person, role, until) = (*incident, *person, *role, *until);
            membership::grant(d, &Grant { incident, person, role, until, reason: reason.as_deref() })
        }
        Command::RevokeMembership { incident, person, reason } => {
            membership::revoke(d, *incident, *person, reason.as_deref())
        }
        Command::BreakGlass { incident, reason } => membership::break_glass(d, *incident, reason),
        Command::JoinRoom { incident } => incident::join_room(d, *incident),
        Command::LeaveRoom { incident } => incident::leave_room(d, *incident),
        Command::Post { incident, client_id, post, marking, named, occurred_at, late_reason } => {
            let (incident, client_id, marking, occurred_at) = (*incident, *client_id, *marking, *occurred_at);
            let late_reason = late_reason.as_deref();
            post::post(d, Posting { incident, client_id, post, marking, named, occurred_at, late_reason })
        }
        Command::RequestErasure { incident, seq, reason } => erasure::request(d, *incident, *seq, reason),
        Command::ApproveErasure { incident, seq } => erasure::approve(d, *incident, *seq),
        // runbooks
        Command::SaveRunbook { written } => library::save(d, written),
        Command::SubmitRunbook { runbook, version } => library::submit(d, *runbook, version),
        Command::ApproveRunbook { runbook, version } => library::approve(d, *runbook, version),
        Command::WithdrawRunbook { runbook, version, reason } => library::withdraw(d, *runbook, version, reason),
        Command::SignOffRunbook { runbook, version } => library::sign_off(d, *runbook, version),
        Command::StartRun { run, incident, runbook, version, mode, inputs, players } => {
            let (id, incident, runbook, mode) = (*run, *incident, *runbook, *mode);
            run::start(d, &run::Begin { id, incident, runbook, version: version.as_ref(), mode, inputs, players })
        }
        Command::Run { run, id, role, on_behalf_of, command } => {
            run::act(d, *run, &run::Said { id: id.as_ref(), role: role.as_deref(), for_whom: *on_behalf_of, command })
        }
        Command::SetRunRoles { run, role, people } => run::set_roles(d, *run, role, people),
        Command::StartClock { run, instance, since } => legal_clock::start(d, *run, *instance, *since),
        Command::StopClock { incident, clock, reference, reason } => {
            legal_clock::stop(d, *incident, *clock, reference.as_deref(), reason.as_deref())
        }
        Command::VoidClock { incident, clock, reason } => legal_clock::void(d, *incident, *clock, reason),
        Command::OwnClock { incident, clock, owner } => legal_clock::own(d, *incident, *clock, *owner),
        Command::SendSitrep { run, sitrep, text } => run::send_sitrep(d, *run, *sitrep, text),
        Command::ClaimCalls { node, limit, lease_s } => run::claim_calls(d, *node, *limit, *lease_s),
        Command::AnswerRun { run, effect, outcome } => run::answer(d, *run, *effect, outcome),
        Command::RecordExport { incident } => incident::record_export(d, *incident),
        // alerts, pages, time
        Command::RaiseAlert { dedup_key, signal } => alert::raise(d, dedup_key, signal),
        Command::SaveMonitor { monitor, expect } => monitor::save(d, monitor.clone(), *expect),
        Command::RemoveMonitor { monitor } => monitor::remove(d, *monitor),
        Command::Ping { monitor } => monitor::ping(d, *monitor),
        Command::SaveSuppression { suppression, expect } => suppression::save(d, suppression.clone(), *expect),
        Command::EndSuppression { suppression } => suppression::end(d, *suppression),
        Command::RaiseByHand { by_hand } => report::raise(d, by_hand),
        Command::RecordChange { change } => change::record(d, change),
        Command::SaveThreshold { threshold, expect } => threshold::save(d, threshold.clone(), *expect),
        Command::ReportProvider { provider, channels, without, why, node, since } => {
            outage::down(d, &Down { provider, channels, without, why, node: *node, since: *since })
        }
        Command::ProviderIsBack { provider, node } => outage::back(d, provider, *node),
        Command::CloseAlert { alert } => close::close(d, *alert),
        Command::SnoozeAlert { alert, until } => snooze::snooze(d, *alert, *until),
        Command::AcknowledgeAlert { dedup_key } => alert::acknowledge(d, dedup_key),
        Command::ResolveAlert { dedup_key } => alert::resolve(d, dedup_key),
        Command::Acknowledge { page, how } => answer::acknowledge(d, *page, *how),
        Command::Decline { page } => answer::decline(d, *page),
        Command::EscalateNow { page } => answer::escalate_now(d, *page),
        Command::AnswerPages { pages, says } => answer::all(d, pages, *says),
        Command::StartCallOut { call_out, plan } => call_out::start(d, *call_out, plan),
        Command::AnswerCallOut { call_out, can, how } => call_out::answer(d, *call_out, *can, *how),
        Command::StopCallOut { call_out } => call_out::stop(d, *call_out),
        Command::Tick => clock::tick(d),
        Command::ClaimDue { node, limit, room, lease_s } => attempt::claim_due(d, *node, (*limit, *room), *lease_s),
        Command::FinishAttempt { bearer, notification, attempt, outcome } => {
            attempt::finish(d, *bearer, *notification, *attempt, outcome)
        }
        Command::ClaimAsks { node, limit } => receipt::claim_asks(d, *node, *limit),
        Command::RecordReceipt { attempt, provider, reference, delivery } => {
            receipt::record(d, *attempt, provider, reference, delivery)
        }
    }
}

/// A person of the directory, active or not.
fn person_named<'a>(d: &'a Deciding<'_>, id: PersonId) -> Result<&'a Person, Refusal> {
    d.state.people.get(&id).ok_or(Refusal::NotFound("person"))
}

/// An incident, as it stands now.
fn incident_named(d: &Deciding<'_>, id: IncidentId) -> Result<Arc<Incident>, Refusal> {
    d.state.incidents.get(&id).cloned().ok_or(Refusal::NotFound("incident"))
}

/// A rota that is in use, as it stands now.
fn rota_in_use(d: &Deciding<'_>, id: RotaId) -> Result<Arc<KeptRota>, Refusal> {
    let kept = d.state.rotas.get(&id).ok_or(Refusal::NotFound("rota"))?;
    if kept.retired.is_some() {
        return Err(Refusal::Conflict("this rota was retired: make a new one".to_owned()));
    }
    Ok(Arc::clone(kept))
}

/// A person who has not left.
fn active_person<'a>(d: &'a Deciding<'_>, field: &'static str, id: PersonId) -> Result<&'a Person, Refusal> {
    let person = d.state.people.get(&id).filter(|person| person.active);
    person.ok_or_else(|| text::invalid(field, format!("there is no active person {id}")))
}
