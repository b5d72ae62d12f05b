//! What stands beside a timeline: actions and members.

use std::collections::BTreeSet;

use ctac_api::change_events::ChangeView;
use ctac_domain::access::readable;
use ctac_domain::id::PersonId;
use ctac_domain::incident::Incident;
use ctac_domain::limits::CHANGES_SHOWN;
use ctac_domain::state::State;

use crate::alerts::changes;
use crate::caller::Caller;
use crate::limits;
use crate::pages::people::People;
use crate::pages::when::{When, when};
use crate::pages::words::{self, Choice};

/// An action as a page lists it.
pub(crate) struct ActionLine {
    /// The name of the form that says it is done.
    pub(crate) form: String,
    pub(crate) seq: u64,
    pub(crate) text: String,
    pub(crate) owner: String,
    pub(crate) due: Option<When>,
    pub(crate) overdue: bool,
    pub(crate) done: bool,
}

/// A member as a page lists them.
pub(crate) struct MemberLine {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) role: &'static str,
    pub(crate) until: Option<When>,
    pub(crate) break_glass: bool,
    /// Has the room open.
    pub(crate) present: bool,
    /// The reader may take them out.
    pub(crate) removable: bool,
    pub(crate) themselves: bool,
}

/// The actions of entries that the caller may read: those to be done first, by when they are due.
pub(crate) fn actions(state: &State, caller: Caller, incident: &Incident, people: &People) -> Vec<ActionLine> {
    let shown = incident.actions.values().filter(|it| readable(state, caller.actor(), incident.id, it.seq));
    let mut actions: Vec<_> = shown.collect();
    actions.sort_by_key(|action| (action.done, action.due.is_none(), action.due, action.seq));
    let line = |action: &ctac_domain::incident::Action| ActionLine {
        form: format!("done:{}", action.id),
        seq: action.seq,
        text: action.text.clone(),
        owner: people.name(action.owner),
        due: action.due.map(when),
        overdue: !action.done && action.due.is_some_and(|due| due < state.recorded_at),
        done: action.done,
    };
    actions.into_iter().take(limits::PAGE_ACTIONS).map(line).collect()
}

/// The members whose membership counts, the lead first.
pub(crate) fn members(
    state: &State,
    caller: Caller,
    incident: &Incident,
    people: &People,
    manages: bool,
) -> Vec<MemberLine> {
    let counts = incident.members.iter().filter(|(_, membership)| membership.counts_at(state.recorded_at));
    let mut members: Vec<MemberLine> = counts
        .map(|(person, membership)| {
            let (leads, themselves) = (incident.lead == Some(*person), caller.person == *person);
            let role = if leads { "Lead" } else { words::room_role(membership.role) };
            MemberLine {
                person: *person,
                name: people.with_organisation(*person),
                role,
                until: membership.until.map(when),
                break_glass: membership.break_glass,
                present: incident.present.contains(person),
                removable: (manages || themselves) && !leads,
                themselves,
            }
        })
        .collect();
    members.sort_by(|a, b| (a.role != "Lead", &a.name).cmp(&(b.role != "Lead", &b.name)));
    members
}

/// Active people who are not in it yet.
pub(crate) fn outside(state: &State, incident: &Incident) -> BTreeSet<PersonId> {
    let others = state.people.values().filter(|it| it.active && !incident.members.contains_key(&it.id));
    others.map(|person| person.id).take(limits::PAGE_CHOICES).collect()
}

/// Active people of the cell.
pub(crate) fn everybody(state: &State) -> BTreeSet<PersonId> {
    state.people.values().filter(|it| it.active).map(|it| it.id).take(limits::PAGE_CHOICES).collect()
}

/// People as the choices of a form, by name.
pub(crate) fn choices(people: &People, ids: impl IntoIterator<Item = PersonId>) -> Vec<Choice> {
    let choice = |id: PersonId| Choice { value: id.to_string(), label: people.with_organisation(id), hint: "" };
    let mut choices: Vec<Choice> = ids.into_iter().map(choice).collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

/// What the sources of an incident's alerts changed shortly before, the latest first, each once.
pub(super) fn changed(state: &State, incident: &Incident) -> Vec<(ChangeView, When)> {
    let alerts = incident.alerts.iter().filter_map(|id| state.alerts.get(id));
    let mut all: Vec<ChangeView> = Vec::new();
    for change in alerts.take(limits::PAGE_ALERTS).flat_map(|alert| changes(state, alert)) {
        if !all.iter().any(|it| it.at == change.at && it.summary == change.summary) {
            all.push(change);
        }
    }
    all.sort_by_key(|it| std::cmp::Reverse(it.at));
    all.into_iter().take(CHANGES_SHOWN).map(|it| (it.clone(), when(it.at))).collect()
}
