//! The judge's own book of the duty: the rota and its exceptions as the ledger has them, resolved by the rota's library
//! alone, so that what the rules lose of it shows.

use std::collections::BTreeMap;

use ctac_domain::event::Event;
use ctac_domain::id::{AbsenceId, OverrideId, PersonId};
use ctac_domain::state::State;
use ctac_rota::{Absence, Member, Override, Rota};
use jiff::Timestamp;

use super::super::cell::ROTA;

pub(super) struct Book {
    saved: Rota,
    overrides: Vec<(OverrideId, Override)>,
    absences: BTreeMap<AbsenceId, Absence>,
}

impl Book {
    pub(super) fn new(genesis: &State) -> Self {
        let saved = genesis.rotas.get(&ROTA).map(|kept| kept.saved.rota.clone());
        let saved = saved.unwrap_or_else(|| Rota::new("UTC", Vec::new()));
        Self { saved, overrides: Vec::new(), absences: BTreeMap::new() }
    }

    pub(super) fn entry(&mut self, event: &Event) {
        match event {
            Event::RotaSaved { rota } => self.saved = rota.rota.clone(),
            Event::RotaOverrideAdded { r#override: one, instead_of, .. } => {
                let place = instead_of.and_then(|id| self.overrides.iter().position(|(other, _)| *other == id));
                let new = (one.id, Override { from: one.from, to: one.to, kind: one.kind.clone() });
                self.overrides.insert(place.unwrap_or(self.overrides.len()), new);
            }
            Event::RotaOverrideRemoved { r#override, .. } => self.overrides.retain(|(id, _)| id != r#override),
            Event::AbsenceAdded { absence } => {
                let member = Member(absence.person.to_string());
                self.absences.insert(absence.id, Absence { member, from: absence.from, to: absence.to });
            }
            Event::AbsenceRemoved { absence } => drop(self.absences.remove(absence)),
            _ => {}
        }
    }

    /// Who is on at an instant, as the ledger stands.
    pub(super) fn on_call(&self, at: Timestamp) -> Vec<PersonId> {
        let mut rota = self.saved.clone();
        rota.overrides = self.overrides.iter().map(|(_, one)| one.clone()).collect();
        rota.absences = self.absences.values().cloned().collect();
        let members = ctac_rota::on_call(&rota, at).unwrap_or_default();
        members.iter().filter_map(|member| member.0.parse().ok()).collect()
    }
}
