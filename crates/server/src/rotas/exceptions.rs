//! What exceptions would change, before they are made. The rules decide each act against the state at hand, as they would
//! for its own route, and nothing is recorded: so a preview cannot say other than what the act does.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use ctac_api::exceptions::{ExceptionAct, ExceptionPreview, LoadChange, TryExceptions};
use ctac_api::problem::{Kind, Problem};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::{Context, decide};
use ctac_domain::id::{AbsenceId, OverrideId, PersonId, RotaId, SwapId};
use ctac_domain::state::State as CellState;
use jiff::Timestamp;
use uuid::Uuid;

use super::fairness::{Window, loads};
use super::{coverage, preview};
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At, Json};
use crate::limits;
use crate::mint::fresh;
use crate::refused::Refused;
use crate::resolve::{days_after, resolved};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/rotas/{id}/exceptions/preview", read)
            .says("What exceptions would change: overrides, absences, swaps")
            .note("The next 90 days: what changes hands, the coverage and the load of duty before and after.")
            .takes::<TryExceptions>()
            .mentions::<ExceptionAct>()
            .mentions::<LoadChange>()
            .answers::<ExceptionPreview>(200, "What they would do, or what is wrong with them"),
    ]
}

async fn read(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RotaId>,
    Json(TryExceptions { acts }): Json<TryExceptions>,
) -> Result<Answer<ExceptionPreview>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    if !state.rotas.contains_key(&id) {
        return Err(Refused::not_found());
    }
    if acts.is_empty() || acts.len() > limits::EXCEPTIONS_TRIED {
        let problem = format!("must be from 1 to {}", limits::EXCEPTIONS_TRIED);
        return Err(Refused(Problem::new(Kind::InvalidField, format!("acts: {problem}.")).with_field("acts", problem)));
    }
    let acts = acts.into_iter().map(|act| (act, fresh(&*app.clock, &*app.random))).collect();
    // The instant stands in whole seconds, as every boundary of a rota does.
    let now = Timestamp::from_second(app.clock.now().as_second()).unwrap_or(Timestamp::UNIX_EPOCH);
    let trying = Trying { caller, rota: id, now };
    resolved(&app, caller.person, move || trying.look(&state, acts)).await.map(Answer)
}

/// Who tries, in which rota, and when.
struct Trying {
    caller: Caller,
    rota: RotaId,
    now: Timestamp,
}

impl Trying {
    fn look(&self, state: &Arc<CellState>, acts: Vec<(ExceptionAct, Uuid)>) -> Result<ExceptionPreview, Refused> {
        let window = Window { from: self.now, to: self.until(&acts) };
        let before = self.covered(state, window)?;
        let mut found = ExceptionPreview {
            from: window.from,
            to: window.to,
            changes: Vec::new(),
            more_changes: 0,
            before,
            after: None,
            loads: Vec::new(),
            faults: Vec::new(),
        };
        let after = match self.done(state, acts) {
            Ok(after) => after,
            Err(refused) if refused.0.kind == Kind::InvalidField => {
                found.faults = preview::faults(refused);
                return Ok(found);
            }
            Err(refused) => return Err(refused),
        };
        found.after = Some(self.covered(&after, window)?);
        let all = preview::changes(state, &after, self.rota, window.from, window.to)?;
        found.more_changes = all.len().saturating_sub(limits::CHANGES);
        found.changes = all.iter().take(limits::CHANGES).map(preview::view).collect();
        found.loads = self.loads(state, &after, window)?;
        Ok(found)
    }

    /// A day beyond what the acts reach to, so that what comes after them is seen too.
    fn until(&self, acts: &[(ExceptionAct, Uuid)]) -> Timestamp {
        let reach = acts.iter().filter_map(|(act, _)| match act {
            ExceptionAct::Override { to, .. }
            | ExceptionAct::Move { to, .. }
            | ExceptionAct::Absence { to, .. }
            | ExceptionAct::Swap { to, .. } => Some(days_after(*to, 1)),
            ExceptionAct::Remove { .. } | ExceptionAct::Back { .. } | ExceptionAct::Accept { .. } => None,
        });
        let usual = days_after(self.now, limits::COVERAGE_DAYS);
        reach.max().unwrap_or(usual).clamp(usual, days_after(self.now, limits::SHIFT_DAYS))
    }

    fn covered(&self, state: &CellState, window: Window) -> Result<ctac_api::rota::CoverageView, Refused> {
        let kept = state.rotas.get(&self.rota).ok_or_else(Refused::not_found)?;
        Ok(coverage::of(state, kept, window.from, window.to))
    }

    /// The state as it would be.
    fn done(&self, state: &Arc<CellState>, acts: Vec<(ExceptionAct, Uuid)>) -> Result<CellState, Refused> {
        let mut state = CellState::clone(state);
        for (index, (act, id)) in acts.into_iter().enumerate() {
            for (actor, command) in self.commands(act, id) {
                let context = Context { actor, now: self.now, seed: [u8::try_from(index).unwrap_or(0); 32] };
                let decision = decide(&state, &command, &context);
                state = decision.map_err(|refusal| Refused(Problem::from(&refusal)))?.state;
            }
        }
        Ok(state)
    }

    /// What an act asks of the rules, and as whose.
    fn commands(&self, act: ExceptionAct, id: Uuid) -> Vec<(Actor, Command)> {
        let (rota, actor, reason) = (self.rota, self.caller.actor(), "Tried".to_owned());
        let one = |command| vec![(actor, command)];
        match act {
            ExceptionAct::Override { from, to, kind } => {
                one(Command::AddOverride { rota, id: OverrideId(id), from, to, kind, reason })
            }
            ExceptionAct::Move { r#override: old, from, to, kind } => {
                one(Command::MoveOverride { rota, old, id: OverrideId(id), from, to, kind, reason })
            }
            ExceptionAct::Remove { r#override: id } => one(Command::RemoveOverride { rota, id, reason }),
            ExceptionAct::Absence { person, from, to } => {
                let person = person.unwrap_or(self.caller.person);
                one(Command::AddAbsence { absence: AbsenceId(id), person, from, to })
            }
            ExceptionAct::Back { absence } => one(Command::RemoveAbsence { absence }),
            ExceptionAct::Swap { person, from, to, to_person, in_return } => {
                let (swap, person) = (SwapId(id), person.unwrap_or(self.caller.person));
                let offer = Command::OfferSwap { swap, rota, person, from, to, to_person, in_return, reason: None };
                let taken = to_person.map(|by| (Actor::Person(by), Command::AcceptSwap { swap, by, part: None }));
                one(offer).into_iter().chain(taken).collect()
            }
            ExceptionAct::Accept { swap, part } => one(Command::AcceptSwap { swap, by: self.caller.person, part }),
        }
    }

    /// Whose load changes, of those the caller may see.
    fn loads(&self, before: &CellState, after: &CellState, window: Window) -> Result<Vec<LoadChange>, Refused> {
        let of = |state| loads(state, self.caller, self.rota, window);
        let (was, is) = (of(before)?, of(after)?);
        let was: BTreeMap<PersonId, _> = was.into_iter().map(|it| (it.person, it)).collect();
        let changed = is.into_iter().filter_map(|it| {
            let before = was.get(&it.person).map(|was| was.load).unwrap_or_default();
            let changed = before != it.load;
            changed.then_some(LoadChange { person: it.person, before, after: it.load, share: it.share })
        });
        Ok(changed.collect())
    }
}
