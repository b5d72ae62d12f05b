//! Sessions over hours, nodes and outages.

use std::sync::atomic::Ordering;

use uuid::Uuid;

use super::*;
use crate::account::Account;
use crate::auth::Auth;
use crate::keys::hex;
use crate::testing::{TestVault, at, auth, auth_on, second};

fn ada() -> PersonId {
    PersonId(Uuid::from_u128(1))
}

async fn begin(auth: &Auth, now: Timestamp) -> SignedIn {
    let account = auth.change_account(ada(), |_| {}).await.unwrap();
    auth.begin_session(ada(), &account, now).await.unwrap()
}

async fn holds(auth: &Auth, signed_in: &SignedIn, now: Timestamp) -> bool {
    auth.session(&signed_in.secret.expose(), now).await.unwrap().is_some()
}

#[tokio::test]
async fn ends_when_idle_and_in_the_end() {
    let (auth, _) = auth();
    let idle = begin(&auth, at(0.0)).await;
    assert!(holds(&auth, &idle, at(19.9)).await);
    assert!(holds(&auth, &idle, at(39.8)).await, "used at 19.9, so not idle");
    assert!(!holds(&auth, &idle, at(59.9)).await);

    let busy = begin(&auth, at(0.0)).await;
    for hour in 0..168 {
        assert!(holds(&auth, &busy, at(f64::from(hour))).await, "{hour}");
    }
    assert!(!holds(&auth, &busy, at(168.0)).await);
    assert_eq!(busy.expires_at, at(168.0));
    assert!(auth.sweep(at(169.0)).await.unwrap() > 0);
}

#[tokio::test]
async fn a_cookie_that_is_not_ours_is_nobodys() {
    let (auth, vault) = auth();
    let signed_in = begin(&auth, at(0.0)).await;
    let secret = signed_in.secret.expose();
    assert_eq!(secret.len(), 43);
    for other in ["", "x", &secret[1..], &format!("{secret}="), &"A".repeat(43), &"\u{e9}".repeat(43)] {
        assert_eq!(auth.session(other, at(0.0)).await.unwrap(), None);
    }
    assert!(!format!("{signed_in:?}").contains(&secret));
    for (_, row) in vault.raw().await {
        assert!(!row.key.contains(&secret) && !row.key.contains(&hex(&*signed_in.secret.0)));
    }
}

#[tokio::test]
async fn asks_the_vault_once_a_second_and_hears_of_the_end_elsewhere() {
    let (here, vault) = auth();
    let there = auth_on(&vault);
    let signed_in = begin(&there, second(0.0)).await;
    assert!(holds(&here, &signed_in, second(0.0)).await);
    let reads = vault.reads.load(Ordering::SeqCst);
    for tenth in 0..10 {
        assert!(holds(&here, &signed_in, second(f64::from(tenth) / 10.0)).await);
    }
    assert_eq!(vault.reads.load(Ordering::SeqCst), reads);
    assert!(there.end_session(ada(), signed_in.session).await.unwrap());
    assert!(!there.end_session(ada(), signed_in.session).await.unwrap());
    assert!(!holds(&there, &signed_in, second(0.5)).await, "at once where it was ended");
    assert!(!holds(&here, &signed_in, second(1.01)).await, "within a second elsewhere");
}

#[tokio::test]
async fn all_end_at_once_and_even_the_one_just_beginning() {
    let (auth, vault) = auth();
    let (first, second_one) = (begin(&auth, at(0.0)).await, begin(&auth, at(0.0)).await);
    let account = auth.account(ada()).await.unwrap().unwrap().value;
    assert_eq!(auth.sessions(ada(), at(0.0)).await.unwrap().len(), 2);
    assert!(holds(&auth, &first, at(0.0)).await);
    auth.end_sessions(ada()).await.unwrap();
    let late = auth.begin_session(ada(), &account, at(0.0)).await.unwrap();
    for session in [&first, &second_one, &late] {
        assert!(!holds(&auth, session, at(0.0)).await);
    }
    assert!(auth.sessions(ada(), at(0.0)).await.unwrap().is_empty());
    auth.forget(ada(), &[]).await.unwrap();
    assert!(vault.raw().await.is_empty());
    let after = auth.begin_session(ada(), &Account::default(), at(0.0)).await.unwrap();
    assert!(!holds(&auth, &after, at(0.0)).await, "nobody has no sessions");
}

#[tokio::test]
async fn one_too_many_ends_the_oldest() {
    let (auth, _) = auth();
    let mut begun = Vec::new();
    for minute in 0..=limits::SESSIONS {
        begun.push(begin(&auth, second(60.0 * minute as f64)).await);
    }
    assert_eq!(auth.sessions(ada(), at(1.0)).await.unwrap().len(), limits::SESSIONS);
    assert!(!holds(&auth, &begun[0], at(1.0)).await);
    assert!(holds(&auth, &begun[1], at(1.0)).await);
}

#[tokio::test]
async fn an_outage_signs_nobody_out_for_a_while() {
    let vault = std::sync::Arc::new(TestVault::default());
    let auth = auth_on(&vault);
    let signed_in = begin(&auth, second(0.0)).await;
    let unseen = begin(&auth, second(0.0)).await;
    assert!(holds(&auth, &signed_in, second(0.0)).await);
    vault.away.store(true, Ordering::SeqCst);
    let session = auth.session(&signed_in.secret.expose(), second(200.0)).await.unwrap().unwrap();
    assert_eq!(session.checked_at, second(0.0));
    assert!(auth.session(&signed_in.secret.expose(), second(301.0)).await.is_err());
    assert!(auth.session(&unseen.secret.expose(), second(1.0)).await.is_err());
    vault.away.store(false, Ordering::SeqCst);
    assert!(holds(&auth, &signed_in, second(301.0)).await);
}

#[test]
fn the_stored_form_is_pinned() {
    let stored =
        StoredSession { row: "3a".into(), epoch: 1, started_at: at(0.0), seen_at: at(1.0), expires_at: at(168.0) };
    insta::assert_snapshot!(serde_json::to_string(&stored).unwrap());
    let key = KeyRow { person: ada(), session: SessionId(Uuid::from_u128(2)) };
    insta::assert_snapshot!(serde_json::to_string(&key).unwrap());
    assert_eq!(KeyRow::of(&key.place()), Some(key));
}

#[tokio::test]
async fn what_is_cut_short_leaves_no_session_that_cannot_be_seen() {
    let (auth, vault) = auth();
    let signed_in = begin(&auth, at(0.0)).await;
    // Ended, but for its last write; or not yet begun.
    let key = KeyRow { person: ada(), session: signed_in.session };
    assert!(auth.vault().delete(StoredSession::SPACE, &key.place()).await.unwrap());
    assert!(vault.raw().await.iter().any(|(space, _)| space == StoredSession::KEYS));
    assert!(!holds(&auth, &signed_in, at(0.0)).await);
    assert!(auth.sessions(ada(), at(0.0)).await.unwrap().is_empty());
}

#[tokio::test]
async fn beginning_clears_away_what_is_over() {
    let (auth, vault) = auth();
    for hour in 0..5 {
        begin(&auth, at(f64::from(hour))).await;
    }
    begin(&auth, at(30.0)).await;
    assert_eq!(
        vault
            .raw()
            .await
            .iter()
            .filter(|(space, _)| space == StoredSession::SPACE || space == StoredSession::KEYS)
            .count(),
        2
    );
}
