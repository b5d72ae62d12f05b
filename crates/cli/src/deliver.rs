//! Delivery: the engine's port to the world. Looks up where a contact's messages go, words them for their channel, and
//! hands them to a provider.

use async_trait::async_trait;
use ctac_auth::address;
use ctac_auth::auth::Auth;
use ctac_domain::directory::Channel;
use ctac_domain::id::AttemptId;
use ctac_domain::message;
use ctac_domain::notice::About;
use ctac_domain::page::{AttemptOutcome, Delivery as Said};
use ctac_engine::ports::{Deliver, Outbound, ProviderHealth, Unheard, Wanted, not_wanted};
use ctac_notify::dispatch::Notify;
use ctac_notify::message::{Address, Message, Text};

/// Addresses from the vault, words from the rules, providers from the configuration.
pub struct Delivery {
    auth: Auth,
    notify: Notify,
    public_url: String,
}

impl Delivery {
    /// `public_url` is what links begin with.
    #[must_use]
    pub const fn new(auth: Auth, notify: Notify, public_url: String) -> Self {
        Self { auth, notify, public_url }
    }

    fn worded(&self, outbound: &Outbound) -> Text {
        let headline = outbound.headline.as_str();
        let Some(code) = outbound.code.as_deref() else { return self.noticed(outbound) };
        if let Some(within_min) = outbound.within_min {
            return self.called_out(outbound, within_min, code);
        }
        let link = format!("{}/a/{}", self.public_url, self.auth.link_token(outbound.notification));
        let body = match (outbound.channel, &outbound.dated) {
            (Channel::Sms, Some(dated)) => message::sms_of(dated, code, Some(&link)),
            (Channel::Sms, None) => message::sms(headline, code, Some(&link)),
            (Channel::Voice, _) => message::voice(headline),
            (Channel::Push, _) => joined(&message::push(headline)),
            (Channel::Email, _) => joined(&message::email(headline, code, Some(&link))),
        };
        // A call that cannot be made becomes a text, and a text is dated.
        let headline = match (outbound.channel, &outbound.dated) {
            (Channel::Voice, Some(dated)) => dated.dated(),
            _ => headline.to_owned(),
        };
        // A call cannot show a link; everything else can.
        let link = (outbound.channel != Channel::Voice).then_some(link);
        Text { headline, body, code: Some(code.to_owned()), link }
    }

    /// A call-out in its channel's words.
    fn called_out(&self, outbound: &Outbound, within_min: u32, code: &str) -> Text {
        let headline = outbound.headline.as_str();
        let link = format!("{}/c/{}", self.public_url, self.auth.link_token(outbound.notification));
        let body = match outbound.channel {
            Channel::Sms => message::call_out::sms(headline, within_min, code, Some(&link)),
            Channel::Voice => message::call_out::voice(headline, within_min),
            Channel::Push => joined(&message::call_out::push(headline, within_min)),
            Channel::Email => joined(&message::call_out::email(headline, within_min, code, Some(&link))),
        };
        let link = (outbound.channel != Channel::Voice).then_some(link);
        Text { headline: headline.to_owned(), body, code: Some(code.to_owned()), link }
    }

    /// A notice in its channel's words: no code, and the link is everybody's.
    fn noticed(&self, outbound: &Outbound) -> Text {
        if let Some(About::Verify { .. }) = outbound.about {
            return self.verifying(outbound);
        }
        let says = outbound.headline.as_str();
        let (called, path) = outbound.about.as_ref().map_or(("Sign in", "/"), message::notice::leads_to);
        let link = format!("{}{path}", self.public_url);
        let body = match outbound.channel {
            Channel::Sms => message::notice::sms(says, &link),
            // The rules send no notice by voice; were there one, these are words that can be spoken.
            Channel::Voice | Channel::Push => joined(&message::notice::push(says)),
            Channel::Email => joined(&message::notice::email(says, called, &link)),
        };
        Text { headline: says.to_owned(), body, code: None, link: Some(link) }
    }

    /// The code that proves a contact. It stands in the body alone, and leads nowhere: whoever asked for it has the page
    /// before them, and nobody else is to be led there.
    fn verifying(&self, outbound: &Outbound) -> Text {
        let code = self.auth.verification_code(outbound.notification);
        let body = match outbound.channel {
            Channel::Sms => message::verification::sms(&code),
            Channel::Voice => message::verification::voice(&code),
            Channel::Push => joined(&message::verification::push(&code)),
            Channel::Email => joined(&message::verification::email(&code)),
        };
        Text { headline: outbound.headline.clone(), body, code: None, link: None }
    }
}

fn joined(words: &message::Titled) -> String {
    format!("{}\n\n{}", words.title, words.body)
}

/// An attempt that no provider was called for.
fn not_called(reason: &str, again: bool) -> AttemptOutcome {
    AttemptOutcome::failed("none", reason, again)
}

#[async_trait]
impl Deliver for Delivery {
    async fn send(&self, outbound: &Outbound) -> AttemptOutcome {
        self.send_while(outbound, &|| true).await
    }

    async fn send_while(&self, outbound: &Outbound, wanted: Wanted<'_>) -> AttemptOutcome {
        let reach = match self.auth.reach(outbound.contact).await {
            Ok(Some(reach)) => reach,
            Ok(None) => return not_called("the contact's address was erased", false),
            Err(error) => {
                tracing::error!(contact = %outbound.contact, %error, "an address cannot be read");
                return not_called("the contact's address cannot be read", true);
            }
        };
        let message = Message {
            attempt: outbound.attempt,
            page: outbound.bearer.page(),
            within_min: outbound.within_min,
            notification: outbound.notification,
            person: outbound.person,
            contact: outbound.contact,
            channel: outbound.channel,
            hint: address::hint(outbound.channel, &reach.address),
            address: Address(reach.address),
            text: self.worded(outbound),
        };
        self.notify.send_while(&message, &outbound.avoid, wanted).await.unwrap_or_else(not_wanted)
    }

    async fn look_up(&self, attempt: AttemptId, channel: Channel) -> Option<AttemptOutcome> {
        self.notify.look_up(attempt, channel).await
    }

    async fn ask(&self, unheard: &Unheard) -> Option<Said> {
        self.notify.ask(&unheard.provider, unheard.attempt, &unheard.reference).await
    }

    fn health(&self) -> Vec<ProviderHealth> {
        crate::health::of(&self.notify)
    }
}
