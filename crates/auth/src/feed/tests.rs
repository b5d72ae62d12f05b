//! Calendar feeds: made once, known by their secret alone, revoked for good.

use std::sync::atomic::Ordering;

use uuid::Uuid;

use super::*;
use crate::testing::{at, auth, auth_on};

fn ada() -> PersonId {
    PersonId(Uuid::from_u128(1))
}
fn id(number: u128) -> FeedId {
    FeedId(Uuid::from_u128(number))
}

#[tokio::test]
async fn made_listed_read_revoked() {
    let (auth, vault) = auth();
    let rota = RotaId(Uuid::from_u128(7));
    let own = auth.create_feed(ada(), id(1), None, at(0.0)).await.unwrap();
    let whole = auth.create_feed(ada(), id(2), Some(rota), at(1.0)).await.unwrap();
    let shown = own.expose();
    assert_eq!(shown.len(), 43);
    assert!(shown.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{shown}");
    assert_eq!(format!("{own:?}"), "UrlSecret(…)");
    let feed = auth.feed(&shown).await.unwrap().unwrap();
    assert_eq!(feed, Feed { id: id(1), person: ada(), rota: None, created_at: at(0.0) });
    assert_eq!(auth.feed(&whole.expose()).await.unwrap().unwrap().rota, Some(rota));
    assert_eq!(auth.feeds(ada()).await.unwrap().len(), 2);
    assert!(matches!(auth.create_feed(ada(), id(1), None, at(0.0)).await, Err(FeedError::AlreadyMade)));

    // Revoked here, it is gone on another node that read it a moment ago.
    let other = auth_on(&vault);
    assert!(other.feed(&shown).await.unwrap().is_some());
    assert!(auth.revoke_feed(ada(), id(1)).await.unwrap());
    assert!(!auth.revoke_feed(ada(), id(1)).await.unwrap());
    assert_eq!(other.feed(&shown).await.unwrap(), None);
    assert_eq!(auth.feeds(ada()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_no_secret_of_ours_opens_nothing() {
    let (auth, vault) = auth();
    let shown = auth.create_feed(ada(), id(1), None, at(0.0)).await.unwrap().expose();
    for at_byte in 0..shown.len() {
        let mut wrong = shown.clone().into_bytes();
        wrong[at_byte] = if wrong[at_byte] == b'a' { b'b' } else { b'a' };
        assert_eq!(auth.feed(&String::from_utf8(wrong).unwrap()).await.unwrap(), None, "{at_byte}");
    }
    for wrong in ["", "a", "æ", &shown[..42], &format!("{shown}a")] {
        assert_eq!(auth.feed(wrong).await.unwrap(), None);
    }
    // A session's secret is no feed's, and the other way round: their hashes differ by a label.
    assert!(auth.session(&shown, at(0.0)).await.unwrap().is_none());
    // What the database sees holds neither the secret nor what it opens.
    assert!(vault.raw().await.iter().all(|(_, row)| !row.key.contains(&shown)));
    vault.away.store(true, Ordering::SeqCst);
    assert!(auth.feed(&shown).await.is_err());
}

#[tokio::test]
async fn bounded_and_gone_with_their_person() {
    let (auth, vault) = auth();
    let mut last = String::new();
    for number in 0..limits::FEEDS as u128 {
        last = auth.create_feed(ada(), id(number), None, at(0.0)).await.unwrap().expose();
    }
    assert!(matches!(auth.create_feed(ada(), id(1000), None, at(0.0)).await, Err(FeedError::TooMany)));
    auth.create_feed(PersonId(Uuid::from_u128(2)), id(1000), None, at(0.0)).await.unwrap();
    auth.forget(ada(), &[]).await.unwrap();
    assert_eq!(auth.feed(&last).await.unwrap(), None);
    let left = vault.raw().await.into_iter().filter(|(space, _)| space.starts_with("feed")).count();
    assert_eq!(left, 2, "somebody else's stays");
}

#[test]
fn the_stored_form_is_pinned() {
    let stored = StoredFeed { row: "3a".into(), rota: None, created_at: at(0.0) };
    insta::assert_snapshot!(serde_json::to_string(&stored).unwrap(), @r#"{"row":"3a","created_at":"2026-03-01T03:00:00Z"}"#);
    let key = KeyRow { person: ada(), feed: id(2) };
    insta::assert_snapshot!(serde_json::to_string(&key).unwrap(), @r#"{"person":"00000000-0000-0000-0000-000000000001","feed":"00000000-0000-0000-0000-000000000002"}"#);
    assert_eq!(KeyRow::of(&key.place()), Some(key));
}
