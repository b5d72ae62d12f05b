//! A rota's overrides, offers, absences and layers, each as one line of its page.

use ctac_domain::access::{Action, Object, can};
use ctac_domain::directory::Role;
use ctac_domain::duty::{CellOverride, HandoffNote, KeptRota};
use ctac_domain::id::{AbsenceId, OverrideId, PersonId, RotaId, SwapId, TeamId};
use ctac_domain::state::State as CellState;
use ctac_domain::swap::Swap;
use ctac_rota::{Member, OverrideKind, Rota};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::caller::Caller;
use crate::limits;
use crate::pages::layers::{self, Told};
use crate::pages::people::People;
use crate::pages::when::{When, soon_in, stretch, to_field_in};
use crate::pages::words::Choice;

pub(super) struct OverrideLine {
    pub(super) id: OverrideId,
    pub(super) from: When,
    pub(super) to: When,
    pub(super) what: String,
    pub(super) reason: String,
    pub(super) by: String,
    /// Whether the reader may take it away.
    pub(super) removable: bool,
}

/// A shift of the reader's that they may offer: what is sent, and in words.
pub(super) struct OwnShift {
    pub(super) value: String,
    pub(super) from: When,
    pub(super) to: When,
    pub(super) now: bool,
}

pub(super) struct SwapLine {
    pub(super) id: SwapId,
    pub(super) person: String,
    pub(super) from: When,
    pub(super) to: When,
    /// What a field for a part of it shows at first.
    pub(super) from_field: String,
    pub(super) to_field: String,
    pub(super) asked: Option<String>,
    pub(super) in_return: Option<(When, When)>,
    pub(super) reason: Option<String>,
    pub(super) takeable: bool,
    pub(super) declinable: bool,
    pub(super) withdrawable: bool,
}

pub(super) struct AbsenceLine {
    pub(super) id: AbsenceId,
    pub(super) who: String,
    pub(super) from: When,
    pub(super) to: When,
    pub(super) own: bool,
}

/// What the lines are made from.
pub(super) struct Lines<'a> {
    pub(super) state: &'a CellState,
    pub(super) people: &'a People,
    pub(super) caller: Caller,
    pub(super) zone: &'a TimeZone,
    pub(super) now: Timestamp,
}

impl Lines<'_> {
    fn at(&self, at: Timestamp) -> When {
        soon_in(at, self.zone)
    }

    fn arranges(&self) -> bool {
        can(self.state, self.caller.actor(), Action::ArrangeDuty, Object::Cell).is_ok()
    }

    fn member(&self, member: &Member) -> String {
        if let Ok(person) = member.0.parse::<PersonId>() {
            return self.people.name(person);
        }
        let team = member.0.strip_prefix("team/").and_then(|id| id.parse::<TeamId>().ok());
        team.and_then(|id| self.state.teams.get(&id))
            .map_or_else(|| member.0.clone(), |team| format!("team {}", team.name))
    }

    /// By name: a list of people is looked through by eye.
    pub(super) fn choices(&self, people: &[PersonId]) -> Vec<Choice> {
        let choice = |person: &PersonId| {
            let label = self.people.with_organisation(*person);
            Choice { value: person.to_string(), label, hint: "" }
        };
        let mut choices: Vec<Choice> = people.iter().map(choice).collect();
        choices.sort_by_cached_key(|choice| choice.label.to_lowercase());
        choices
    }

    pub(super) fn note(&self, note: &HandoffNote) -> (String, When, String) {
        let by = note.by.map_or_else(|| "The service".to_owned(), |by| self.people.name(by));
        (by, self.at(note.at), note.text.clone())
    }

    pub(super) fn layers(&self, rota: &Rota) -> Vec<Told> {
        let told = |(index, layer)| layers::told(layer, index, &rota.time_zone, |member| self.member(member));
        rota.layers.iter().enumerate().map(told).rev().collect()
    }

    /// Those under way or to come.
    pub(super) fn overrides(&self, kept: &KeptRota) -> Vec<OverrideLine> {
        let mut lines: Vec<&CellOverride> = kept.overrides_from(self.now).collect();
        lines.sort_by_key(|one| one.from);
        lines.into_iter().take(limits::PAGE_DUTY).map(|one| self.line(one, kept)).collect()
    }

    fn line(&self, one: &CellOverride, kept: &KeptRota) -> OverrideLine {
        let offered = matches!(&one.kind, OverrideKind::Add { member } if member.0 == self.caller.person.to_string());
        let own = offered && one.by == Some(self.caller.person) && one.swap.is_none();
        OverrideLine {
            id: one.id,
            from: self.at(one.from),
            to: self.at(one.to),
            what: self.what(&one.kind),
            reason: one.reason.clone(),
            by: one.by.map_or_else(|| "by a rule".to_owned(), |by| self.people.name(by)),
            removable: kept.retired.is_none() && (self.arranges() || own),
        }
    }

    fn what(&self, kind: &OverrideKind) -> String {
        match kind {
            OverrideKind::Add { member } => format!("{} is on call too", self.member(member)),
            OverrideKind::Remove { member } => format!("{} is off", self.member(member)),
            OverrideKind::Replace { member, by } => format!("{} for {}", self.member(by), self.member(member)),
            OverrideKind::Temporary { members } if members.is_empty() => "Nobody at all".to_owned(),
            OverrideKind::Temporary { members } => {
                let names: Vec<String> = members.iter().map(|member| self.member(member)).collect();
                format!("{} and nobody else", names.join(", "))
            }
        }
    }

    pub(super) fn own(&self, shifts: &[(Timestamp, Timestamp)]) -> Vec<OwnShift> {
        let line = |(from, to): &(Timestamp, Timestamp)| OwnShift {
            value: stretch(*from, *to),
            from: self.at(*from),
            to: self.at(*to),
            now: *from <= self.now,
        };
        shifts.iter().map(line).collect()
    }

    /// Open offers in this rota: those that ask the reader first, then by when they begin.
    pub(super) fn swaps(&self, rota: RotaId) -> Vec<SwapLine> {
        let mut open: Vec<&Swap> =
            self.state.swaps.values().filter(|swap| swap.rota == rota && swap.is_open()).collect();
        open.sort_by_key(|swap| (swap.to_person != Some(self.caller.person), swap.from, swap.id));
        open.into_iter().take(limits::PAGE_DUTY).map(|swap| self.swap(swap)).collect()
    }

    fn swap(&self, swap: &Swap) -> SwapLine {
        let me = self.caller.person;
        let answers = self.state.people.get(&me).is_some_and(|person| {
            person.roles.contains(&Role::Responder) || person.roles.contains(&Role::IncidentLead)
        });
        let asked = swap.to_person == Some(me);
        SwapLine {
            id: swap.id,
            person: self.people.name(swap.from_person),
            from: self.at(swap.from),
            to: self.at(swap.to),
            from_field: to_field_in(swap.from, self.zone),
            to_field: to_field_in(swap.to, self.zone),
            asked: swap.to_person.map(|to| if asked { "you".to_owned() } else { self.people.name(to) }),
            in_return: swap.in_return.map(|stretch| (self.at(stretch.from), self.at(stretch.to))),
            reason: swap.reason.clone(),
            takeable: swap.from_person != me && (asked || (swap.to_person.is_none() && answers)),
            declinable: asked,
            withdrawable: swap.from_person == me || self.arranges(),
        }
    }

    /// Of people in this rota: one's own, and of those one administers or arranges the duty of.
    pub(super) fn absences(&self, kept: &KeptRota) -> Vec<AbsenceLine> {
        let me = self.caller.person;
        let named = kept.ready.rota().members();
        let concerns = |person: PersonId| {
            person == me || (self.arranges() && named.iter().any(|member| member.0 == person.to_string()))
        };
        let mut absences: Vec<_> =
            self.state.absences.values().filter(|absence| absence.to > self.now && concerns(absence.person)).collect();
        absences.sort_by_key(|absence| (absence.from, absence.id));
        let line = |absence: &ctac_domain::duty::Absence| AbsenceLine {
            id: absence.id,
            who: self.people.name(absence.person),
            from: self.at(absence.from),
            to: self.at(absence.to),
            own: absence.person == me,
        };
        absences.into_iter().take(limits::PAGE_DUTY).map(line).collect()
    }
}
