//! Outages of providers: the last of each.

use std::sync::Arc;

use jiff::Timestamp;

use crate::event::Event;
use crate::outage::KeptOutage;
use crate::state::State;

pub(super) fn evolve(state: &mut State, at: Timestamp, event: &Event) {
    match event {
        Event::ProviderDown { outage } => {
            let before = state.outages.get(&outage.provider).and_then(|it| it.told_at);
            let told_at = if outage.told { Some(at) } else { before };
            let kept = KeptOutage { outage: outage.clone(), at, over_at: None, told_at };
            state.outages.insert(outage.provider.clone(), Arc::new(kept));
        }
        Event::ProviderBack { provider, outage, .. } => {
            let kept = state.outages.get_mut(provider).map(Arc::make_mut);
            if let Some(kept) = kept.filter(|kept| kept.outage.id == *outage) {
                kept.over_at = Some(at);
            }
        }
        _ => {}
    }
}
