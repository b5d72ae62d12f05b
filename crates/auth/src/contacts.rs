//! Where people can be reached: the addresses behind contact ids, and whose an address is when a reply comes from it.
//!
//! No address stands in clear: records are sealed, and the way back from an address is by its keyed hash.

use std::fmt;

use ctac_domain::directory::Channel;
use ctac_domain::id::{ContactId, PersonId};
use ctac_ledger::vault::Expect;
use serde::{Deserialize, Serialize};

use crate::address::{self, AddressError};
use crate::auth::Auth;
use crate::keys::{hex, mac};
use crate::limits;
use crate::sealed_vault::SealedError;

const CONTACT: &str = "contact";
/// From `HASH/CONTACT` to nothing: the contacts that have an address. What [`CONTACT`] does not confirm is void.
const ADDRESS: &str = "address";

/// Why an address was not kept.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// See [`AddressError`].
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The contact is somebody else's.
    #[error("another person has a contact with this id")]
    Taken,
    /// See [`SealedError`].
    #[error(transparent)]
    Store(#[from] SealedError),
}

/// One way to reach a person. Its address is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Whose.
    pub person: PersonId,
    /// How messages to it travel.
    pub channel: Channel,
    /// The address, as [`address::normalise`] writes it.
    pub address: String,
}

impl fmt::Debug for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hint = address::hint(self.channel, &self.address);
        f.debug_struct("Reach").field("person", &self.person).field("address", &hint).finish()
    }
}

/// Who has an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    /// The person.
    pub person: PersonId,
    /// The contact it is the address of.
    pub contact: ContactId,
}

impl Auth {
    /// Keeps the address of a contact; gives the hint that may stand in the ledger.
    ///
    /// # Errors
    /// See [`ContactError`].
    pub async fn put_contact(
        &self,
        person: PersonId,
        contact: ContactId,
        channel: Channel,
        typed: &str,
    ) -> Result<String, ContactError> {
        let reach = Reach { person, channel, address: address::normalise(channel, typed)? };
        let before = self.reach(contact).await?;
        // Ids come with a form: one that names another's contact must not lead their pages elsewhere.
        if before.as_ref().is_some_and(|before| before.person != person) {
            return Err(ContactError::Taken);
        }
        let row = self.address_row(&reach, contact);
        self.vault().put(ADDRESS, &row, &(), None, Expect::Any).await?;
        self.vault().put(CONTACT, &contact.to_string(), &reach, None, Expect::Any).await?;
        if let Some(before) = before.map(|before| self.address_row(&before, contact)).filter(|before| *before != row) {
            self.vault().delete(ADDRESS, &before).await?;
        }
        Ok(address::hint(channel, &reach.address))
    }

    /// Where a contact's messages go; none once erased.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn reach(&self, contact: ContactId) -> Result<Option<Reach>, SealedError> {
        Ok(self.vault().get(CONTACT, &contact.to_string()).await?.map(|row| row.value))
    }

    /// Everybody who proved that this address is theirs, in order. Texts and calls are the same number; what is no address
    /// is nobody's. Whoever merely claims an address does not count, so that no number of claims hides its holder.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn holders(
        &self,
        channel: Channel,
        typed: &str,
        is_proved: impl Fn(ContactId) -> bool + Send,
    ) -> Result<Vec<Holder>, SealedError> {
        let Ok(address) = address::normalise(channel, typed) else { return Ok(Vec::new()) };
        let prefix = self.address_prefix(channel, &address);
        let claims = self.vault().scan::<()>(ADDRESS, &prefix, limits::CLAIMS).await?;
        let contacts = claims.iter().filter_map(|row| row.key.strip_prefix(&prefix)?.parse().ok());
        let proved: Vec<ContactId> = contacts.filter(|contact| is_proved(*contact)).take(limits::HOLDERS).collect();
        let mut holders = Vec::new();
        for contact in proved {
            let reach = self
                .reach(contact)
                .await?
                .filter(|reach| reach.address == address && address::family(reach.channel) == address::family(channel));
            holders.extend(reach.map(|reach| Holder { person: reach.person, contact }));
        }
        holders.sort_unstable();
        Ok(holders)
    }

    /// Erases the address of a contact; tells whether there was one.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn remove_contact(&self, contact: ContactId) -> Result<bool, SealedError> {
        let Some(reach) = self.reach(contact).await? else { return Ok(false) };
        self.vault().delete(ADDRESS, &self.address_row(&reach, contact)).await?;
        self.vault().delete(CONTACT, &contact.to_string()).await
    }

    fn address_row(&self, reach: &Reach, contact: ContactId) -> String {
        format!("{}{contact}", self.address_prefix(reach.channel, &reach.address))
    }

    fn address_prefix(&self, channel: Channel, address: &str) -> String {
        let parts = [b"address/v1".as_slice(), address::family(channel).as_bytes(), address.as_bytes()];
        format!("{}/", hex(&mac(&self.keys().lookup, &parts)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::auth;
    use uuid::Uuid;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }
    fn contact(number: u128) -> ContactId {
        ContactId(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn a_reply_finds_everybody_who_has_the_number() {
        let (auth, vault) = auth();
        let hint = auth.put_contact(person(1), contact(10), Channel::Sms, "07700 900123").await.unwrap();
        assert_eq!(hint, "07•• ••• 123");
        auth.put_contact(person(1), contact(11), Channel::Voice, "+447700900123").await.unwrap();
        auth.put_contact(person(2), contact(20), Channel::Sms, "+44 7700 900123").await.unwrap();
        auth.put_contact(person(3), contact(30), Channel::Email, "c@example.org").await.unwrap();
        let found = auth.holders(Channel::Sms, "0044 7700 900123", |_| true).await.unwrap();
        let expected = [(1, 10), (1, 11), (2, 20)].map(|(p, c)| Holder { person: person(p), contact: contact(c) });
        assert_eq!(found, expected);
        assert_eq!(auth.holders(Channel::Email, "C@example.org", |_| true).await.unwrap().len(), 1);
        assert!(auth.holders(Channel::Sms, "c@example.org", |_| true).await.unwrap().is_empty());
        for (_, row) in vault.raw().await {
            assert!(!row.key.contains("7700900123"));
            assert!(!row.value.windows(6).any(|six| six == b"900123"));
        }
        let reach = auth.reach(contact(10)).await.unwrap().unwrap();
        assert_eq!(reach.address, "+447700900123");
        assert!(!format!("{reach:?}").contains("7700900123"));
    }

    #[tokio::test]
    async fn no_number_of_claims_hides_whoever_proved_the_number() {
        let (auth, _) = auth();
        let claims = u128::try_from(limits::HOLDERS).unwrap() + 10;
        for nth in 1..=claims {
            auth.put_contact(person(nth), contact(nth), Channel::Sms, "07700 900123").await.unwrap();
        }
        let last = contact(claims);
        let found = auth.holders(Channel::Sms, "07700 900123", |it| it == last).await.unwrap();
        assert_eq!(found, [Holder { person: person(claims), contact: last }]);
        let most = auth.holders(Channel::Sms, "07700 900123", |_| true).await.unwrap();
        assert_eq!(most.len(), limits::HOLDERS);
    }

    #[tokio::test]
    async fn a_changed_or_erased_address_is_nobodys() {
        let (auth, vault) = auth();
        auth.put_contact(person(1), contact(10), Channel::Sms, "07700 900123").await.unwrap();
        auth.put_contact(person(1), contact(10), Channel::Sms, "07700 900456").await.unwrap();
        assert!(auth.holders(Channel::Sms, "07700 900123", |_| true).await.unwrap().is_empty());
        assert_eq!(auth.holders(Channel::Sms, "07700 900456", |_| true).await.unwrap().len(), 1);
        assert!(auth.remove_contact(contact(10)).await.unwrap());
        assert!(!auth.remove_contact(contact(10)).await.unwrap());
        assert!(auth.holders(Channel::Sms, "07700 900456", |_| true).await.unwrap().is_empty());
        assert!(vault.raw().await.is_empty());
        let refused = auth.put_contact(person(1), contact(10), Channel::Sms, "ring me").await;
        assert!(matches!(refused, Err(ContactError::Address(AddressError::Telephone))));
    }

    #[tokio::test]
    async fn nobody_writes_over_anothers_contact() {
        let (auth, _) = auth();
        auth.put_contact(person(1), contact(10), Channel::Sms, "07700 900123").await.unwrap();
        let refused = auth.put_contact(person(2), contact(10), Channel::Sms, "07700 900456").await;
        assert!(matches!(refused, Err(ContactError::Taken)));
        assert_eq!(auth.reach(contact(10)).await.unwrap().unwrap().address, "+447700900123");
        assert!(auth.holders(Channel::Sms, "07700 900456", |_| true).await.unwrap().is_empty());
    }

    #[test]
    fn the_stored_form_is_pinned() {
        let reach = Reach { person: person(1), channel: Channel::Sms, address: "+447700900123".into() };
        insta::assert_snapshot!(serde_json::to_string(&reach).unwrap());
    }
}
