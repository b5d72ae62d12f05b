//! Monitors: made, heard from, silent. A ping is recorded when the last on record is a while ago, or when the monitor
//! was silent; silence is an alert by the integration's own routing rules, and a later ping resolves it.

use std::collections::BTreeMap;

use crate::access::{self, Action, Object};
use crate::alert::Signal;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::MonitorId;
use crate::limits::{MONITOR_EVERY_S, MONITOR_GRACE_S, MONITOR_HEARD_S, MONITORS, TITLE};
use crate::monitor::{KeptMonitor, Monitor};
use crate::rules::alert;
use crate::rules::configuration::{Next, next_version};
use crate::rules::step::later;
use crate::rules::text::{check_line, check_room, invalid};

/// Saves a monitor; the version it comes with counts for nothing.
pub(crate) fn save(d: &mut Deciding<'_>, mut monitor: Monitor, expect: Option<u64>) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageConfiguration, Object::Cell)?;
    check(d, &monitor)?;
    let stands = d.state.monitors.get(&monitor.id).map(|kept| &kept.saved);
    if stands.is_some_and(|stands| stands.integration != monitor.integration) {
        return Err(invalid("integration", "a monitor stays with its integration; make another one"));
    }
    let same = stands.is_some_and(|stands| Monitor { version: stands.version, ..monitor.clone() } == *stands);
    match next_version(stands.map(|stands| stands.version), expect, same, "monitor")? {
        Next::Already(version) => Ok(Answer::Version(version)),
        Next::Save(version) => {
            if version == 1 {
                check_room("monitors", d.state.monitors.len(), MONITORS)?;
            }
            monitor.version = version;
            let owner = d.state.integrations.get(&monitor.integration).map(|it| it.organisation);
            let integration = monitor.integration;
            let how = As { organisation: owner, ..As::default() };
            alert::record(d, integration, Event::MonitorSaved { monitor }, how);
            Ok(Answer::Version(version))
        }
    }
}

fn check(d: &Deciding<'_>, monitor: &Monitor) -> Result<(), Refusal> {
    check_line("name", &monitor.name, TITLE)?;
    if !d.state.integrations.contains_key(&monitor.integration) {
        return Err(invalid("integration", format!("there is no integration {}", monitor.integration)));
    }
    if !MONITOR_EVERY_S.contains(&monitor.every_s) {
        let (least, most) = (MONITOR_EVERY_S.start(), MONITOR_EVERY_S.end());
        return Err(invalid("every_s", format!("from {least} to {most} seconds")));
    }
    if monitor.grace_s > MONITOR_GRACE_S {
        return Err(invalid("grace_s", format!("at most {MONITOR_GRACE_S} seconds")));
    }
    Ok(())
}

/// It is no longer watched, and its silence is no alert any more.
pub(crate) fn remove(d: &mut Deciding<'_>, id: MonitorId) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageConfiguration, Object::Cell)?;
    let saved = named(d, id)?.saved.clone();
    alert::record(d, saved.integration, Event::MonitorRemoved { monitor: id }, As::default());
    alert::over(d, saved.integration, &saved.dedup_key());
    Ok(Answer::Done)
}

/// It is heard from, by its own integration's key.
pub(crate) fn ping(d: &mut Deciding<'_>, id: MonitorId) -> Result<Answer, Refusal> {
    let integration = alert::source(d)?;
    let kept = named(d, id).ok().filter(|kept| kept.saved.integration == integration);
    let kept = kept.ok_or(Refusal::NotFound("monitor"))?;
    let lately = kept.heard_at.is_some_and(|at| d.now < later(at, MONITOR_HEARD_S));
    let (silent, key) = (kept.silent_since.is_some(), kept.saved.dedup_key());
    if silent || !lately {
        alert::record(d, integration, Event::MonitorHeard { monitor: id }, As::default());
    }
    if silent {
        alert::over(d, integration, &key);
    }
    Ok(Answer::Done)
}

/// It was not heard from in time.
pub(crate) fn silence(d: &mut Deciding<'_>, id: MonitorId) {
    let overdue = |kept: &&KeptMonitor| kept.silent_at.is_some_and(|at| at <= d.now);
    let Some(saved) = d.state.monitors.get(&id).filter(overdue).map(|kept| kept.saved.clone()) else { return };
    alert::record(d, saved.integration, Event::MonitorSilent { monitor: id }, As::default());
    alert::came(d, saved.integration, &saved.dedup_key(), &signal(&saved));
}

fn signal(monitor: &Monitor) -> Signal {
    let fields = [("class", "heartbeat".to_owned()), ("details.monitor", monitor.id.to_string())];
    let overdue = words(monitor.every_s.saturating_add(monitor.grace_s));
    Signal {
        summary: format!("No heartbeat from {} for more than {overdue}", monitor.name),
        source: monitor.name.clone(),
        severity: monitor.severity,
        fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<BTreeMap<_, _>>(),
        occurred_at: None,
    }
}

/// Such as `90 s`, `15 min` or `26 h`: the largest unit that says it exactly.
fn words(seconds: u32) -> String {
    match seconds {
        s if s % 3_600 == 0 => format!("{} h", s / 3_600),
        s if s % 60 == 0 => format!("{} min", s / 60),
        s => format!("{s} s"),
    }
}

fn named<'a>(d: &'a Deciding<'_>, id: MonitorId) -> Result<&'a KeptMonitor, Refusal> {
    d.state.monitors.get(&id).ok_or(Refusal::NotFound("monitor"))
}

#[cfg(test)]
mod tests;
