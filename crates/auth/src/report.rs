//! What belongs to alerts raised by hand, and to integrations that take email: the secret link of a receipt, the number to
//! call back, the secret half of an address.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ctac_domain::id::{AlertId, IntegrationId};
use ctac_domain::policy::KeyHash;
use ctac_ledger::vault::Expect;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::auth::Auth;
use crate::base32;
use crate::keys::mac;
use crate::sealed_vault::SealedError;

const MAC_BYTES: usize = 16;
const TOKEN: usize = 45;
/// What a receipt's link is for, in its MAC.
const RECEIPT: &[u8] = b"receipt/v1";
/// What an address is for, in its MAC.
const MAIL: &[u8] = b"mail/v1";
/// Bytes of an address's secret: 80 bits, with 26 letters of the id before them well within the 64 that a local part
/// may have (RFC 5321, section 4.5.3.1.1).
const MAIL_SECRET: usize = 10;
const CALL_BACK: &str = "call-back";

impl Auth {
    /// The token of a receipt's link: who has it reads the receipt, nothing else.
    #[must_use]
    pub fn receipt_token(&self, alert: AlertId) -> String {
        let id = URL_SAFE_NO_PAD.encode(alert.0.as_bytes());
        format!("{id}.{}", URL_SAFE_NO_PAD.encode(self.receipt_mac(alert)))
    }

    /// Whose receipt a link shows; none for one that we did not make.
    #[must_use]
    pub fn verify_receipt(&self, token: &str) -> Option<AlertId> {
        if token.len() != TOKEN {
            return None;
        }
        let (id, given) = token.split_once('.')?;
        let id: [u8; 16] = URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?;
        let given: [u8; MAC_BYTES] = URL_SAFE_NO_PAD.decode(given).ok()?.try_into().ok()?;
        let alert = AlertId(Uuid::from_bytes(id));
        bool::from(given.ct_eq(&self.receipt_mac(alert))).then_some(alert)
    }

    fn receipt_mac(&self, alert: AlertId) -> [u8; MAC_BYTES] {
        cut(&mac(&self.keys().link, &[RECEIPT, alert.0.as_bytes()]))
    }

    /// The local part of the address at which an integration takes email. A new key makes a new address, and the old one
    /// is nobody's.
    #[must_use]
    pub fn mail_local(&self, integration: IntegrationId, key: &KeyHash) -> String {
        let secret: [u8; MAIL_SECRET] =
            cut(&mac(&self.keys().link, &[MAIL, integration.0.as_bytes(), key.0.as_bytes()]));
        format!("{}.{}", base32::encode(integration.0.as_bytes()), base32::encode(&secret))
    }

    /// Which integration a local part claims to be of: to be held against [`Self::is_mail_local`].
    #[must_use]
    pub fn mail_integration(local: &str) -> Option<IntegrationId> {
        let (id, _) = local.split_once('.')?;
        let id: [u8; 16] = base32::decode(&id.to_ascii_lowercase())?.try_into().ok()?;
        Some(IntegrationId(Uuid::from_bytes(id)))
    }

    /// Whether a local part is this integration's. Relays may change the case of letters.
    #[must_use]
    pub fn is_mail_local(&self, local: &str, integration: IntegrationId, key: &KeyHash) -> bool {
        let own = self.mail_local(integration, key);
        bool::from(local.to_ascii_lowercase().as_bytes().ct_eq(own.as_bytes()))
    }

    /// Keeps how whoever raised an alert can be called back.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn put_call_back(&self, alert: AlertId, contact: &str) -> Result<(), SealedError> {
        self.vault().put(CALL_BACK, &alert.to_string(), &contact, None, Expect::Any).await.map(drop)
    }

    /// How whoever raised an alert can be called back, if they said.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn call_back(&self, alert: AlertId) -> Result<Option<String>, SealedError> {
        Ok(self.vault().get(CALL_BACK, &alert.to_string()).await?.map(|there| there.value))
    }
}

fn cut<const N: usize>(whole: &[u8; 32]) -> [u8; N] {
    let mut cut = [0; N];
    cut.iter_mut().zip(whole).for_each(|(to, from)| *to = *from);
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::auth;

    #[test]
    fn only_our_own_receipts_hold_and_no_page_is_answered_by_one() {
        let (auth, _) = auth();
        let alert = AlertId(Uuid::from_u128(7));
        let token = auth.receipt_token(alert);
        assert_eq!(auth.verify_receipt(&token), Some(alert));
        assert_eq!(auth.verify_link(&token), None);
        let link = auth.link_token(ctac_domain::id::NotificationId(alert.0));
        assert_eq!(auth.verify_receipt(&link), None);
        insta::assert_snapshot!(token);
    }

    proptest::proptest! {
        #[test]
        fn a_changed_receipt_or_address_is_nobodys(id: u128, at: proptest::sample::Index, to in "[\\x20-\\x7e]") {
            let (auth, _) = auth();
            let token = auth.receipt_token(AlertId(Uuid::from_u128(id)));
            let mut changed = token.clone();
            let at_token = at.index(token.len());
            changed.replace_range(at_token..=at_token, &to);
            proptest::prop_assert_eq!(auth.verify_receipt(&changed).is_some(), changed == token);
            let (integration, key) = (IntegrationId(Uuid::from_u128(id)), KeyHash("00".to_owned()));
            let local = auth.mail_local(integration, &key);
            proptest::prop_assert!(local.len() <= 64 && auth.is_mail_local(&local.to_uppercase(), integration, &key));
            proptest::prop_assert_eq!(Auth::mail_integration(&local), Some(integration));
            let mut changed = local.clone();
            let at_local = at.index(local.len());
            changed.replace_range(at_local..=at_local, &to);
            let same = changed.eq_ignore_ascii_case(&local);
            proptest::prop_assert_eq!(auth.is_mail_local(&changed, integration, &key), same);
            proptest::prop_assert!(!auth.is_mail_local(&local, integration, &KeyHash("01".to_owned())));
        }
    }

    #[tokio::test]
    async fn the_number_to_call_back_is_sealed() {
        let (auth, _) = auth();
        let alert = AlertId(Uuid::from_u128(7));
        assert_eq!(auth.call_back(alert).await.unwrap(), None);
        auth.put_call_back(alert, "07700 900123, ask for the night desk").await.unwrap();
        assert_eq!(auth.call_back(alert).await.unwrap().as_deref(), Some("07700 900123, ask for the night desk"));
    }
}
