//! Alerts that are raised by hand, at the cell's threshold. Each is an alert like any other, of the integration whose key
//! the caller holds or of the cell's own desk; what it says of the criteria decides how severe it is, and what meets the
//! threshold is paged for whatever the integration's routing says.

use std::collections::BTreeMap;

use crate::access::{self, Action, Denied, Object};
use crate::alert::{Alert, Signal};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::handling::Handling;
use crate::id::{AlertId, IntegrationId, PersonId, PolicyId};
use crate::incident::{Severity, year_of};
use crate::limits;
use crate::page::Subject;
use crate::policy::{AlertSeverity, Integration, IntegrationKind, KeyHash, Route};
use crate::report::{ByHand, DESK, Report};
use crate::rules::text::{check_line, check_optional, invalid};
use crate::rules::{alert, answer, page, route};
use crate::state::{State, Stream};
use crate::threshold::Judged;

#[cfg(test)]
mod tests;

/// Raises an alert, or says more of one that is open under the same reference of the caller's.
pub(crate) fn raise(d: &mut Deciding<'_>, by_hand: &ByHand) -> Result<Answer, Refusal> {
    let (integration, by) = raiser(d)?;
    check(d, by_hand)?;
    let judged = d.state.threshold_now().judge(&by_hand.criteria);
    let signal = signal(d, integration, by_hand, judged.severity);
    alert::check_signal(&signal)?;
    let dedup_key = own_key(&d.state, integration, by, &by_hand.dedup_key);
    let open = d.state.open_alert(integration, &dedup_key);
    let stands = open.and_then(|it| it.report.clone());
    if open.is_none() {
        let full = d.state.open_alerts.get(&integration).is_some_and(|open| open.len() >= limits::OPEN_ALERTS);
        if full {
            let limit = limits::OPEN_ALERTS as u64;
            return Err(Refusal::Limit { what: "open alerts of one integration; resolve some", limit });
        }
    }
    if integration == DESK && !d.state.integrations.contains_key(&DESK) {
        open_the_desk(d, by);
    }
    let again = d.state.open_alert(integration, &dedup_key).is_some();
    let worse = again && is_worse(judged.severity, stands.as_ref().and_then(|before| before.severity));
    let report = report(d, by_hand, judged, stands, by);
    let id = alert::came_with(d, integration, &dedup_key, &signal, Some(report));
    if worse {
        page_anew(d, id);
    }
    Ok(Answer::Alert(Some(id)))
}

/// The desk is everybody's, a reference at it its person's: another's report under the same one is another report, which
/// is not theirs to read, to change or to be called back about.
fn own_key(state: &State, integration: IntegrationId, by: Option<PersonId>, given: &str) -> String {
    let open = state.open_alert(integration, given).and_then(|it| it.report.as_ref());
    match by {
        Some(by) if open.is_some_and(|report| report.by != Some(by)) => {
            format!("{by}/{given}").chars().take(limits::DEDUP_KEY).collect()
        }
        _ => given.to_owned(),
    }
}

/// Whose alert it will be, and which person raises it.
fn raiser(d: &Deciding<'_>) -> Result<(IntegrationId, Option<PersonId>), Refusal> {
    match d.context.actor {
        Actor::Integration(_) => Ok((alert::source(d)?, None)),
        Actor::Person(person) => {
            // Whoever may declare may do less.
            access::check(d, Action::Declare, Object::Cell)?;
            Ok((DESK, Some(person)))
        }
        Actor::System | Actor::Operator => Err(Denied::Role.into()),
    }
}

fn check(d: &Deciding<'_>, by_hand: &ByHand) -> Result<(), Refusal> {
    alert::check_key(&by_hand.dedup_key)?;
    check_line("summary", &by_hand.summary, limits::TITLE)?;
    check_optional("text", by_hand.text.as_deref(), limits::TEXT)?;
    if let Some(source) = &by_hand.source {
        check_line("source", source, limits::TITLE)?;
    }
    if by_hand.criteria.len() > limits::REPORT_CRITERIA {
        return Err(invalid("criteria", format!("at most {}", limits::REPORT_CRITERIA)));
    }
    for id in &by_hand.criteria {
        check_line("criteria", id, limits::CRITERION.0)?;
    }
    if by_hand.organisations.len() > limits::REPORT_ORGANISATIONS {
        return Err(invalid("organisations", format!("at most {}", limits::REPORT_ORGANISATIONS)));
    }
    match by_hand.organisations.iter().find(|id| !d.state.organisations.contains_key(*id)) {
        Some(id) => {
            Err(invalid("organisations", format!("{id} is no member organisation; GET /api/v1/threshold lists them")))
        }
        None => Ok(()),
    }
}

/// The report as it goes on record; said again, it keeps its reference and what was met before.
fn report(d: &Deciding<'_>, by_hand: &ByHand, judged: Judged, stands: Option<Report>, by: Option<PersonId>) -> Report {
    let mut organisations = by_hand.organisations.clone();
    let Judged { severity, met: mut criteria, mut unknown } = judged;
    let reference = match &stands {
        Some(before) => before.reference.clone(),
        None => {
            let year = year_of(d.now);
            format!("R-{year}-{:04}", d.state.report_numbers.get(&year).copied().unwrap_or(0) + 1)
        }
    };
    let severity = stands.as_ref().and_then(|before| before.severity).into_iter().chain(severity).min();
    if let Some(before) = stands {
        criteria.extend(before.criteria);
        unknown.extend(before.unknown);
        organisations.extend(before.organisations);
    }
    for list in [&mut criteria, &mut unknown] {
        list.sort();
        list.dedup();
        list.truncate(limits::REPORT_CRITERIA);
    }
    organisations.sort();
    organisations.dedup();
    organisations.truncate(limits::REPORT_ORGANISATIONS);
    Report { reference, threshold: d.state.threshold_now().version, criteria, unknown, severity, organisations, by }
}

fn signal(d: &Deciding<'_>, integration: IntegrationId, by_hand: &ByHand, severity: Option<Severity>) -> Signal {
    let name = d.state.integrations.get(&integration).map_or("Raised by hand", |it| it.name.as_str());
    let severity = match severity {
        Some(Severity::S1) => AlertSeverity::Critical,
        Some(Severity::S2) => AlertSeverity::Error,
        Some(Severity::S3 | Severity::S4) => AlertSeverity::Warning,
        None => AlertSeverity::Info,
    };
    let fields: BTreeMap<String, String> =
        by_hand.text.iter().map(|text| ("details.text".to_owned(), text.clone())).collect();
    let source = by_hand.source.clone().unwrap_or_else(|| name.to_owned());
    Signal { summary: by_hand.summary.clone(), source, severity, fields, occurred_at: None }
}

/// The cell's own form has an integration of its own, which nobody holds a key of.
fn open_the_desk(d: &mut Deciding<'_>, by: Option<PersonId>) {
    let organisation = by.and_then(|by| d.state.people.get(&by)).map(|it| it.organisation);
    let Some(organisation) = organisation else { return };
    let key = KeyHash::of(&format!(
        "{:08x}{:08x}{:08x}{:08x}",
        d.draw_number(),
        d.draw_number(),
        d.draw_number(),
        d.draw_number()
    ));
    let integration = Integration {
        id: DESK,
        name: "Raised by hand".to_owned(),
        organisation,
        kind: IntegrationKind::ByHand,
        key,
        rules: Vec::new(),
        otherwise: Route::Record,
        handling: Handling::default(),
        active: true,
        version: 1,
    };
    let how = As { organisation: Some(organisation), ..As::default() };
    d.emit(Stream::Integration(DESK), Event::IntegrationSaved { integration }, how);
}

/// S1 is the worst, and anything is worse than nothing.
fn is_worse(now: Option<Severity>, before: Option<Severity>) -> bool {
    now.is_some_and(|now| before.is_none_or(|before| now < before))
}

/// A report became worse than what people were paged for, or nobody was, since it was put off or only looked at: they are
/// paged, as severe as it is by now, whoever has it already. Not where it belongs to an incident: there people are at
/// work.
fn page_anew(d: &mut Deciding<'_>, id: AlertId) {
    let Some(it) = d.state.alerts.get(&id).filter(|it| it.incident.is_none()) else { return };
    let (integration, before, signal, held) = (it.integration, it.page, it.at_worst(), it.held.is_some());
    let severity = it.report.as_ref().and_then(|report| report.severity);
    let before = before.and_then(|page| d.state.pages.get(&page)).map(|page| (page.id, page.severity, page.is_open()));
    let Some(severity) = severity.filter(|severity| before.is_none_or(|(_, was, _)| was > *severity)) else { return };
    let to = d.state.integrations.get(&integration).map_or(Route::Record, |it| it.route_of(&signal).clone());
    let policy = match self::route(&d.state, id, to).0 {
        Route::Page { policy, .. } | Route::Declare { policy, .. } => policy,
        Route::Record => return,
    };
    if held {
        alert::record(d, integration, Event::AlertReleased { alert: id }, As::default());
    }
    if let Some((before, _, true)) = before {
        answer::cancel(d, before);
    }
    let policy = route::policy_of(d, policy);
    page::raise(d, Subject::Alert { alert: id, integration }, severity, &policy);
}

/// Where an alert goes that was raised by hand, and whether the threshold says so: as its integration's rules say, as
/// severe as its criteria make it, and never to nobody.
pub(crate) fn route(state: &State, alert: AlertId, to: Route) -> (Route, bool) {
    let report = state.alerts.get(&alert).and_then(|it| Some((it, it.report.as_ref()?.severity?)));
    let Some((alert, severity)) = report else { return (to, false) };
    let to = match to {
        Route::Record => Route::Page { policy: policy(state, alert), severity },
        Route::Page { policy, .. } => Route::Page { policy, severity },
        Route::Declare { policy, marking, .. } => Route::Declare { policy, severity, marking },
    };
    (to, true)
}

/// By which policy, where the integration's rules page nobody: the threshold's, else one that the integration pages by for
/// other alerts, else the cell's first. Without any the administrators are paged.
fn policy(state: &State, alert: &Alert) -> PolicyId {
    let of_route = |route: &Route| match route {
        Route::Page { policy, .. } | Route::Declare { policy, .. } => Some(*policy),
        Route::Record => None,
    };
    let rules = state.integrations.get(&alert.integration).into_iter().flat_map(|it| &it.rules);
    let chosen = state.threshold_now().policy.filter(|id| state.policies.contains_key(id));
    let known = || rules.filter_map(|rule| of_route(&rule.then)).find(|id| state.policies.contains_key(id));
    let first = || state.policies.keys().next().copied();
    chosen.or_else(known).or_else(first).unwrap_or(PolicyId(uuid::Uuid::nil()))
}
