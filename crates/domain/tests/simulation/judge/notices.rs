//! The judge of notices: nobody is told the same handoff twice, everybody who wants to be is told of each, and what is
//! to be sent is tried.

use std::collections::{BTreeMap, BTreeSet};

use ctac_domain::event::Event;
use ctac_domain::id::{NotificationId, PersonId};
use ctac_domain::limits::HANDOFF_LATE_S;
use ctac_domain::notice::About;
use ctac_domain::state::{Recorded, State};
use ctac_domain::told::Way;
use jiff::Timestamp;

/// A person's handoff, and which of their moments it was told at.
type Said = (PersonId, Timestamp, Way, u32);

/// What the judge knows of notices.
#[derive(Default)]
pub(super) struct Notices {
    said: BTreeSet<Said>,
    /// What each was told last of an instant.
    last: BTreeMap<(PersonId, Timestamp), Way>,
    /// Who was on before and after each handoff that was recorded in time. Several edits of one instant are one.
    handed: BTreeMap<Timestamp, (Vec<PersonId>, Vec<PersonId>)>,
    /// Messages to be sent, and how often each was tried.
    tried: BTreeMap<NotificationId, u32>,
    lapsed: u32,
    pub(super) wrong: Vec<String>,
}

impl Notices {
    pub(super) fn entry(&mut self, entry: &Recorded, event: &Event) {
        match event {
            Event::RotaOnCallChanged { at, was, is, .. }
                if entry.recorded_at.duration_since(*at).as_secs() < HANDOFF_LATE_S =>
            {
                self.handed.entry(*at).or_insert_with(|| (was.clone(), Vec::new())).1.clone_from(is);
            }
            Event::NoticeRaised { person, about, notifications, .. } => {
                self.tried.extend(notifications.iter().map(|it| (it.id, 0)));
                let said = match about {
                    About::ComesOn { from, ahead_s, .. } => (*person, *from, Way::On, *ahead_s),
                    About::GoesOff { at, ahead_s, .. } => (*person, *at, Way::Off, *ahead_s),
                    _ => return,
                };
                // Whoever was told the contrary since may be told it again: an edit undid what an edit had undone.
                let contrary = self.last.insert((said.0, said.1), said.2).is_some_and(|last| last != said.2);
                if !self.said.insert(said) && !contrary {
                    self.wrong.push(format!("{said:?} was told twice"));
                }
            }
            Event::NoticeAttemptStarted { notification, .. } => {
                *self.tried.entry(*notification).or_default() += 1;
            }
            Event::PageFolded { notifications, .. } => {
                for it in notifications.iter().filter(|it| it.bearer.page().is_none()) {
                    *self.tried.entry(it.notification).or_default() += 1;
                }
            }
            Event::NoticeLapsed { .. } => self.lapsed += 1,
            _ => {}
        }
    }

    /// Everybody who wants to be told at the handoff was, and at each earlier moment that they chose at the latest then.
    pub(super) fn ends(&mut self, genesis: &State) {
        let handed = self.handed.iter().flat_map(|(at, (was, is))| {
            let on = is.iter().filter(|it| !was.contains(it)).map(|person| (*person, *at, Way::On));
            on.chain(was.iter().filter(|it| !is.contains(it)).map(|person| (*person, *at, Way::Off)))
        });
        for (person, at, way) in handed {
            let Some(person) = genesis.people.get(&person) else { continue };
            let told = self.said.range((person.id, at, way, 0)..=(person.id, at, way, u32::MAX)).next();
            let least = person.preferences.handoff_notices.iter().min();
            if told.map(|said| &said.3) != least {
                self.wrong.push(format!("{} was not told of {way:?} at {at}", person.id));
            }
        }
        let never = self.tried.values().filter(|tried| **tried == 0).count();
        if never > 0 && self.lapsed == 0 {
            self.wrong.push(format!("{never} messages of notices were never tried"));
        }
    }
}
