//! Questions to providers: what became of a message that one took and has said nothing of since. That it is asked was
//! recorded first; what it answers goes back into the loop as a command. An answer that is lost costs nothing: a message
//! is asked for a few times.

use std::sync::Arc;

use ctac_domain::attempt::Bearer;
use ctac_domain::command::Command;
use ctac_domain::event::Event;
use ctac_domain::id::NotificationId;
use ctac_domain::state::State;

use crate::effects::{Permit, offer};
use crate::limits;
use crate::ports::Unheard;
use crate::shared::Shared;

/// One question, as claimed.
pub(crate) struct Ask {
    unheard: Unheard,
    notification: NotificationId,
}

impl Ask {
    /// The question that an entry says this node asks; none if it says none, or nobody needs the answer any more.
    pub(crate) fn of(shared: &Shared, state: &State, event: &Event) -> Option<Self> {
        let Event::PageDeliveryAsked { page, notification, attempt, node } = event else { return None };
        if *node != shared.options.node {
            return None;
        }
        let taken = state.notification(Bearer::Page(*page), *notification)?.trace.taken.as_ref()?;
        let (provider, reference) = (taken.provider.clone(), taken.reference.clone());
        Some(Self { unheard: Unheard { attempt: *attempt, provider, reference }, notification: *notification })
    }

    /// Asks, and records what is final. `_permit` is held until then.
    pub(crate) async fn make(self, shared: Arc<Shared>, _permit: Permit) {
        let asked = shared.ports.deliver.ask(&self.unheard);
        let Ok(Some(delivery)) = tokio::time::timeout(limits::LOOK_UP, asked).await else { return };
        let Unheard { attempt, provider, reference } = self.unheard;
        let command = Command::RecordReceipt { attempt, provider, reference, delivery };
        offer(&shared, &self.notification, &command).await;
    }
}
