//! What facts do to a run's frames: opened, closed, given up, moved to another version.

use std::sync::Arc;

use jiff::Timestamp;

use super::Closure;
use crate::run::fact::{Place, Why};
use crate::run::id::{FrameId, InstanceId};
use crate::run::plan::Hash;
use crate::run::state::{Frame, Run, Status};

impl Run {
    pub(super) fn open_frame(
        &mut self,
        id: FrameId,
        owner: InstanceId,
        place: Place,
        child: Option<Hash>,
        at: Timestamp,
    ) {
        let Some(above) = self.instance(owner).and_then(|owner| self.frames.get(&owner.frame)).cloned() else { return };
        if let Place::Pass { pass } = place
            && let Some(owner) = self.instances.get_mut(&owner)
        {
            owner.passes = pass;
            owner.pass_began = Some(at);
            owner.wake_at = None;
        }
        let frame = match child {
            Some(plan) => {
                self.begin_records(id, &plan);
                Frame {
                    id,
                    owner: Some(owner),
                    place,
                    scope: id,
                    plan,
                    depth: above.depth.saturating_add(1),
                    open: true,
                    given_up: false,
                }
            }
            None => Frame {
                id,
                owner: Some(owner),
                place,
                scope: above.scope,
                plan: above.plan,
                depth: above.depth,
                open: true,
                given_up: false,
            },
        };
        if let Some(owner) = self.instances.get_mut(&owner)
            && owner.status.is_live()
        {
            owner.status = Status::Open;
        }
        self.frames.insert(id, frame);
    }

    pub(super) fn close_frame(&mut self, id: FrameId) {
        if let Some(frame) = self.frames.get_mut(&id) {
            frame.open = false;
        }
    }

    /// Gives up a frame, and whatever is live in it and below.
    pub(super) fn cancel_frame(&mut self, id: FrameId, why: Why) {
        let mut frames = vec![id];
        while let Some(id) = frames.pop() {
            self.close_frame(id);
            if let Some(frame) = self.frames.get_mut(&id) {
                frame.given_up = true;
            }
            let inside = self.instances.values().filter(|instance| instance.frame == id);
            let (ids, live): (Vec<_>, Vec<_>) = inside.map(|it| (it.id, it.status.is_live())).unzip();
            for (instance, live) in ids.into_iter().zip(live) {
                frames.extend(self.opened_by(instance).filter(|frame| frame.open).map(|frame| frame.id));
                if live {
                    self.end_instance(instance, Status::Cancelled(why));
                }
            }
        }
    }

    pub(super) fn migrate(&mut self, version: &Hash, closure: Option<&Closure>) {
        let before = std::mem::replace(&mut self.version, version.clone());
        if let Some(closure) = closure {
            let mut both = (*self.closure).clone();
            both.extend(closure.iter().map(|(hash, plan)| (hash.clone(), Arc::clone(plan))));
            self.closure = Arc::new(both);
        }
        let moved: Vec<FrameId> =
            self.frames.values().filter(|it| it.scope == FrameId::MAIN && it.plan == before).map(|it| it.id).collect();
        for id in moved {
            if let Some(frame) = self.frames.get_mut(&id) {
                frame.plan = version.clone();
            }
        }
    }
}
