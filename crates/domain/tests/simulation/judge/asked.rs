//! Whom a step asks: those whom its targets mean at that instant, on call by the ledger's handoffs and by the rota.

use ctac_domain::event::Event;
use ctac_domain::id::{PageId, PersonId};
use ctac_domain::page::Notification;
use jiff::Timestamp;

use super::Judge;
use crate::simulation::cell;
use crate::simulation::world::World;

impl Judge {
    /// A step asks exactly those whom its targets mean at that instant.
    pub(super) fn asked(
        &mut self,
        position: u64,
        page: PageId,
        (step, turn): (usize, Option<usize>),
        notifications: &[Notification],
        unreachable: &[PersonId],
        at: Timestamp,
    ) {
        let Some(seen) = self.pages.get_mut(&page) else { return };
        let mut asked: Vec<PersonId> = notifications.iter().map(|it| it.person).chain(unreachable.to_vec()).collect();
        asked.sort();
        asked.dedup();
        let Some(of) = seen.policy.steps.get(step) else { return };
        let mut on_duty = Vec::new();
        let (mut meant, due) = self.turns.meant(&self.state, (of, step), (&mut seen.turns, &mut on_duty), at);
        for people in &on_duty {
            let others = self.book.on_call(at);
            if *people != others {
                self.wrong.push(format!("{people:?} count as on call at {at}; by the ledger it is {others:?}"));
            }
        }
        meant.sort();
        meant.dedup();
        self.asked.extend(on_duty.into_iter().map(|people| (position, at, people)));
        self.check(asked == meant, || format!("page {page} asked {asked:?}, not {meant:?}"));
        self.check(turn == due, || format!("page {page} took turn {turn:?}, not {due:?}"));
    }

    /// Whoever was asked as on call at an instant is who the ledger's handoffs say was on call then, and who the rota
    /// says today that was.
    pub(super) fn on_call(&mut self, world: &World) {
        let mut handoffs = Vec::new();
        for entry in &world.ledger {
            if let Some(Event::RotaOnCallChanged { at, was, is, .. }) = entry.event.as_deref() {
                handoffs.push((*at, entry.position, was.clone(), is.clone()));
            }
        }
        let chained = handoffs.windows(2).all(|pair| pair[0].3 == pair[1].2 && pair[0].0 <= pair[1].0);
        self.check(chained, || "the handoffs of the ledger do not follow each other".to_owned());
        let Some(kept) = self.state.rotas.get(&cell::ROTA).cloned() else { return };
        let first = world.genesis.rotas.get(&cell::ROTA).map(|kept| kept.on_now.clone()).unwrap_or_default();
        for (position, at, people) in std::mem::take(&mut self.asked) {
            // Two things may happen at one instant: what was recorded there after the step may count or not.
            let last = |counts: &dyn Fn(u64) -> bool| {
                let before = handoffs.iter().rev().find(|it| it.0 < at || it.0 == at && counts(it.1));
                before.map_or(&first, |it| &it.3)
            };
            let told = [last(&|_| true), last(&|other| other < position)];
            let known = kept.next.is_none_or(|next| next > at);
            let agrees = !known || told.contains(&&people);
            self.check(agrees, || format!("{people:?} were asked at {at}, and the handoffs say {told:?}"));
            let later = handoffs.iter().any(|it| it.0 == at && it.1 > position);
            let today = kept.on_call(at);
            self.check(later || today == people, || format!("{people:?} were asked at {at}; it was {today:?}"));
        }
    }
}
