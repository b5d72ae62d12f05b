//! What facts do to one attempt at a step.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::run::fact::{Event, Fact};
use crate::run::id::InstanceId;
use crate::run::state::{Ended, Instance, Run, Status, Vote};

impl Run {
    /// What changes one attempt only.
    pub(super) fn change(&mut self, fact: &Fact) {
        let person = || fact.by.person().cloned();
        match &fact.event {
            Event::Done { instance, done } => {
                let ended = Ended {
                    by: person(),
                    role: fact.by.role().cloned(),
                    occurred_at: done.occurred_at,
                    recorded_at: fact.at,
                    outputs: done.outputs.clone(),
                    evidence: done.evidence.clone(),
                    answer: done.answer.clone(),
                    reason: done.reason.clone(),
                    skipped: None,
                    odd_time: done.odd_time,
                };
                self.finish(*instance, Status::Done, ended);
            }
            Event::Skipped { instance, code, reason, answer } => {
                let ended = Ended {
                    by: person(),
                    role: fact.by.role().cloned(),
                    occurred_at: fact.at,
                    recorded_at: fact.at,
                    outputs: BTreeMap::new(),
                    evidence: Vec::new(),
                    answer: answer.clone(),
                    reason: Some(reason.clone()),
                    skipped: Some(*code),
                    odd_time: false,
                };
                self.finish(*instance, Status::Skipped, ended);
            }
            Event::Withdrawn { instance, why } => self.end_instance(*instance, Status::Cancelled(*why)),
            Event::ByHand { instance, .. } => {
                self.drop_act(*instance);
                self.edit(*instance, |it| {
                    it.by_hand = true;
                    it.wake_at = None;
                    it.status = Status::Ready;
                });
            }
            event => self.edit_one(event, fact),
        }
    }

    fn finish(&mut self, id: InstanceId, status: Status, ended: Ended) {
        self.end_instance(id, status);
        self.edit(id, |it| it.ended = Some(ended));
    }

    fn edit(&mut self, id: InstanceId, change: impl FnOnce(&mut Instance)) {
        if let Some(instance) = self.instances.get_mut(&id) {
            change(instance);
        }
    }

    fn edit_one(&mut self, event: &Event, fact: &Fact) {
        let person = fact.by.person().cloned();
        match event {
            Event::Claimed { instance } => {
                self.edit(*instance, |it| it.claimed = person.map(|person| (person, fact.at)))
            }
            Event::Released { instance } => self.edit(*instance, |it| it.claimed = None),
            Event::Assigned { instance, to, .. } => self.edit(*instance, |it| {
                it.owners = vec![to.clone()];
                it.claimed = None;
            }),
            Event::SkipAsked { instance, .. } | Event::OverrideAsked { instance, .. } => {
                self.edit(*instance, |it| it.skip_asked = person);
            }
            Event::Approved { instance, digest, expires_at } => self.edit(*instance, |it| {
                it.wake_at = it.wake_at.or(*expires_at);
                let role = fact.by.role().cloned();
                it.votes.extend(person.map(|person| Vote { person, role, digest: digest.clone() }));
            }),
            Event::ApprovalWithdrawn { instance } => {
                self.edit(*instance, |it| it.votes.retain(|vote| Some(&vote.person) != person.as_ref()));
            }
            Event::ApprovalsVoid { instance } => self.edit(*instance, |it| {
                it.votes.clear();
                it.wake_at = None;
            }),
            Event::Retargeted { instance, due, .. } => self.edit(*instance, |it| it.retarget(*due, fact.at)),
            Event::TryAgain { instance, at } => self.edit(*instance, |it| {
                it.status = Status::Waiting;
                it.wake_at = Some(*at);
            }),
            Event::OutcomeUnknown { instance } => self.edit(*instance, |it| {
                it.status = Status::Unknown;
                it.wake_at = None;
            }),
            Event::WaitsUntil { instance, until } => self.edit(*instance, |it| {
                it.status = Status::Waiting;
                it.wake_at = *until;
            }),
            Event::JudgementNeeded { instance, .. } => self.edit(*instance, |it| it.status = Status::Judgement),
            Event::Judged { instance, .. } => self.edit(*instance, |it| it.status = Status::Open),
            Event::Recheck { instance } => self.edit(*instance, |it| it.recheck = true),
            Event::Confirmed { instance } => self.edit(*instance, |it| it.recheck = false),
            // Its attempt stays as it was; the next one begins by an entry of its own.
            _ => {}
        }
    }
}

impl Instance {
    /// A target that lies ahead has not been missed yet.
    fn retarget(&mut self, due: Timestamp, now: Timestamp) {
        self.due = Some(due);
        if due > now {
            self.told = 0;
        }
    }
}
