//! The one-time link by which a page is acknowledged without signing in, and the token under which a call's keys come in.
//!
//! `<notification, 16 bytes>.<HMAC-SHA256 of it, first 16 bytes>`, both URL-safe base64 without padding: 45 characters.
//! It proves that its bearer was sent that notification, nothing else; that it works once is the rules' doing, since a
//! page is acknowledged once. Nothing is stored. A call's token is another, so that what Twilio is told opens no link.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ctac_domain::id::NotificationId;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::auth::Auth;
use crate::keys::mac;

const MAC_BYTES: usize = 16;
const LENGTH: usize = 45;
/// What a link is for, in its MAC.
const LINK: &[u8] = b"ack/v1";
/// What a call's token is for.
const CALL: &[u8] = b"call/v1";

impl Auth {
    /// The token of a notification's link.
    #[must_use]
    pub fn link_token(&self, notification: NotificationId) -> String {
        self.token_for(LINK, notification)
    }

    /// Which notification a link is of; none for one that we did not make.
    #[must_use]
    pub fn verify_link(&self, token: &str) -> Option<NotificationId> {
        self.verify_for(LINK, token)
    }

    /// The token under which the keys pressed in a notification's call come in.
    #[must_use]
    pub fn call_token(&self, notification: NotificationId) -> String {
        self.token_for(CALL, notification)
    }

    /// Which notification a call's token is of; none for one that we did not make.
    #[must_use]
    pub fn verify_call(&self, token: &str) -> Option<NotificationId> {
        self.verify_for(CALL, token)
    }

    fn token_for(&self, purpose: &[u8], notification: NotificationId) -> String {
        let id = URL_SAFE_NO_PAD.encode(notification.0.as_bytes());
        format!("{id}.{}", URL_SAFE_NO_PAD.encode(self.notification_mac(purpose, notification)))
    }

    fn verify_for(&self, purpose: &[u8], token: &str) -> Option<NotificationId> {
        if token.len() != LENGTH {
            return None;
        }
        let (id, mac) = token.split_once('.')?;
        let id: [u8; 16] = URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?;
        let mac: [u8; MAC_BYTES] = URL_SAFE_NO_PAD.decode(mac).ok()?.try_into().ok()?;
        let notification = NotificationId(Uuid::from_bytes(id));
        bool::from(mac.ct_eq(&self.notification_mac(purpose, notification))).then_some(notification)
    }

    fn notification_mac(&self, purpose: &[u8], notification: NotificationId) -> [u8; MAC_BYTES] {
        let whole = mac(&self.keys().link, &[purpose, notification.0.as_bytes()]);
        let mut cut = [0; MAC_BYTES];
        cut.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
        cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::auth;

    proptest::proptest! {
        #[test]
        fn only_our_own_links_hold(id: u128, at: proptest::sample::Index, to in "[\\x20-\\x7e]") {
            let (auth, _) = auth();
            let notification = NotificationId(Uuid::from_u128(id));
            let token = auth.link_token(notification);
            proptest::prop_assert_eq!(token.len(), LENGTH);
            proptest::prop_assert_eq!(auth.verify_link(&token), Some(notification));
            let at = at.index(LENGTH);
            let mut changed = token.clone();
            changed.replace_range(at..=at, &to);
            proptest::prop_assert_eq!(auth.verify_link(&changed).is_some(), changed == token);
            proptest::prop_assert_eq!(auth.verify_link(&token[..at]), None);
        }

        #[test]
        fn anything_else_is_refused(text in "\\PC{0,60}") {
            proptest::prop_assert_eq!(auth().0.verify_link(&text), None);
        }
    }

    #[test]
    fn a_calls_token_opens_no_link_and_a_link_answers_no_call() {
        let (auth, _) = auth();
        let notification = NotificationId(Uuid::from_u128(7));
        let (link, call) = (auth.link_token(notification), auth.call_token(notification));
        assert_eq!((auth.verify_call(&call), auth.verify_link(&link)), (Some(notification), Some(notification)));
        assert_eq!((auth.verify_call(&link), auth.verify_link(&call)), (None, None));
        insta::assert_snapshot!(call);
    }

    #[test]
    fn the_form_is_pinned() {
        insta::assert_snapshot!(auth().0.link_token(NotificationId(Uuid::from_u128(7))));
    }
}
