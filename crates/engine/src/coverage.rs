//! The coverage watcher: whenever rotas, people or their contacts change, and at least daily, it looks which stretches of
//! the next 90 days nobody would answer in, and has it recorded where that is not what stands. What then is to be said
//! to whom is the rules' own business.
//!
//! It looks at snapshots, off the loop: a decision never waits for it. Every node does; the first to record it is right,
//! and the others then find that it stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::Person;
use ctac_domain::duty::{Coverage, KeptRota, Ready, coverage};
use ctac_domain::id::{PersonId, RotaId};
use ctac_domain::state::State;
use ctac_domain::told::gaps;
use imbl::OrdMap;
use jiff::{SignedDuration, Timestamp};

use crate::shared::Shared;
use crate::{ExecuteError, Standing, limits, metric};

/// What a rota's coverage was found from.
#[derive(Clone, PartialEq)]
struct Seen {
    ready: Ready,
    deputy: Option<Ready>,
    day: Timestamp,
}

#[derive(Default)]
struct Watcher {
    /// As last looked at: a change of theirs changes the pointer.
    rotas: OrdMap<RotaId, Arc<KeptRota>>,
    people: OrdMap<PersonId, Person>,
    day: Timestamp,
    /// Rotas whose recorded coverage is that of what was seen.
    seen: BTreeMap<RotaId, Seen>,
}

/// Watches until the engine stops.
pub(crate) async fn watch(shared: Arc<Shared>) {
    let mut size = shared.size.subscribe();
    let mut watcher = Watcher::default();
    loop {
        size.mark_unchanged();
        let now = shared.ports.clock.now();
        let all = watcher.round(&shared, now).await;
        let changed = async {
            if all {
                // The sender lives in `shared`: this ends only with news.
                let _ = size.changed().await;
            }
        };
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = changed => {}
            () = shared.ports.clock.sleep_until(tomorrow(now)) => {}
        }
        // A busy ledger is not looked at for each of its entries.
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = tokio::time::sleep(limits::COVERAGE_REST) => {}
        }
    }
}

impl Watcher {
    /// Looks at what changed. False when there is more to look at, or something could not be recorded.
    async fn round(&mut self, shared: &Arc<Shared>, now: Timestamp) -> bool {
        let state = shared.state.load_full();
        metric::set(metric::GAPS, near(&state, now));
        let day = today(now);
        if shared.standing != Standing::Writable
            || (day == self.day && state.rotas.ptr_eq(&self.rotas) && state.people.ptr_eq(&self.people))
        {
            return true;
        }
        if !state.people.ptr_eq(&self.people) && !same_reach(&state.people, &self.people) {
            self.seen.clear();
        }
        let mut due = self.due(&state, day);
        let all = due.len() <= limits::COVERAGE_ROTAS;
        due.truncate(limits::COVERAGE_ROTAS);
        let recorded = self.record(shared, &state, due, now).await;
        self.seen.retain(|rota, _| state.rotas.contains_key(rota));
        self.people = state.people.clone();
        if all && recorded {
            (self.rotas, self.day) = (state.rotas.clone(), day);
        }
        all && recorded
    }

    /// Rotas in use that were not seen as they are now.
    fn due(&self, state: &State, day: Timestamp) -> Vec<(RotaId, Seen)> {
        let in_use = state.rotas.values().filter(|kept| kept.retired.is_none());
        let now = in_use.map(|kept| {
            let deputy = kept.saved.deputy.and_then(|deputy| state.rotas.get(&deputy));
            (kept.id(), Seen { ready: kept.ready.clone(), deputy: deputy.map(|it| it.ready.clone()), day })
        });
        now.filter(|(rota, seen)| self.seen.get(rota) != Some(seen)).collect()
    }

    /// Finds the coverage of each and has it recorded where it is not what stands. False where that failed.
    async fn record(&mut self, shared: &Shared, state: &Arc<State>, due: Vec<(RotaId, Seen)>, now: Timestamp) -> bool {
        let (rotas, snapshot): (Vec<RotaId>, _) = (due.iter().map(|(rota, _)| *rota).collect(), Arc::clone(state));
        let find = move || {
            let of = |rota: RotaId| Some((rota, coverage(&snapshot, snapshot.rotas.get(&rota)?, now)));
            rotas.into_iter().filter_map(of).collect::<BTreeMap<RotaId, Coverage>>()
        };
        let Ok(mut found) = tokio::task::spawn_blocking(find).await else {
            tracing::error!("the coverage of the rotas could not be found");
            return false;
        };
        let mut waiting = Vec::new();
        for (rota, seen) in due {
            let stands = state.rotas.get(&rota).and_then(|kept| kept.coverage.as_ref());
            let news = found.remove(&rota).filter(|found| stands != Some(found));
            let answer = news.map(|found| {
                let Coverage { horizon, gaps, singles, .. } = found;
                shared.submit(Actor::System, Command::RecordCoverage { rota, horizon, gaps, singles })
            });
            waiting.push((rota, seen, answer));
        }
        let mut all = true;
        for (rota, seen, answer) in waiting {
            let recorded = match answer {
                None => Ok(()),
                Some(Ok(waiting)) => waiting.await.map(drop),
                Some(Err(error)) => Err(error),
            };
            match recorded {
                Ok(()) => drop(self.seen.insert(rota, seen)),
                // It has gone, or was retired, meanwhile.
                Err(ExecuteError::Refused(refusal)) => {
                    tracing::warn!(%rota, %refusal, "a rota's coverage was refused");
                    self.seen.insert(rota, seen);
                }
                Err(
                    ExecuteError::Busy | ExecuteError::Unavailable | ExecuteError::ReadOnly | ExecuteError::Stopping,
                ) => all = false,
            }
        }
        all
    }
}

/// Whether the same people can be reached.
fn same_reach(one: &OrdMap<PersonId, Person>, other: &OrdMap<PersonId, Person>) -> bool {
    let reachable = |people: &OrdMap<PersonId, Person>| {
        let reached = people.values().filter(|it| it.active && it.is_reachable());
        reached.map(|it| it.id).collect::<Vec<_>>()
    };
    reachable(one) == reachable(other)
}

/// How many gaps of responders' and leads' rotas are under way or begin within a day.
fn near(state: &State, now: Timestamp) -> u64 {
    let near = |kept: &Arc<KeptRota>| gaps::warned(kept).filter(|gap| gaps::is_near(gap, now) && now < gap.to).count();
    state.rotas.values().map(near).sum::<usize>() as u64
}

/// The day's first instant, in UTC.
fn today(now: Timestamp) -> Timestamp {
    let seconds = now.as_second() - now.as_second().rem_euclid(86_400);
    Timestamp::from_second(seconds).unwrap_or(now)
}

fn tomorrow(now: Timestamp) -> Timestamp {
    today(now).saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX)
}
