//! The built-in phone as the server's pages want it.

use std::time::Duration;

use async_trait::async_trait;
use ctac_notify::phone::{Phone, Received};
use ctac_server::phone::{self as wanted, PhoneMessage};

/// The phone of `ctac-notify`, behind the server's trait.
pub struct BuiltIn(pub Phone);

fn shown(received: &Received) -> PhoneMessage {
    let delivery = &received.delivery;
    PhoneMessage {
        number: received.number,
        received_at: received.received_at,
        attempt: delivery.attempt,
        page: delivery.page,
        notification: delivery.notification,
        person: delivery.person,
        contact: delivery.contact,
        channel: delivery.channel,
        hint: delivery.hint.clone(),
        text: wanted::Text {
            headline: delivery.text.headline.clone(),
            body: delivery.text.body.clone(),
            code: delivery.text.code.clone(),
            link: delivery.text.link.clone(),
        },
    }
}

#[async_trait]
impl wanted::Phone for BuiltIn {
    fn messages(&self, after: u64) -> Vec<PhoneMessage> {
        self.0.messages(after).iter().map(|message| shown(message)).collect()
    }

    async fn wait_beyond(&self, after: u64, at_most: Duration) {
        // Time running out is an answer too: whoever waits looks again.
        let _waited = tokio::time::timeout(at_most, self.0.wait_for(after, |_| true)).await;
    }
}
