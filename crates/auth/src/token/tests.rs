//! API tokens: made once, known by their form, revoked for good.

use std::sync::atomic::Ordering;

use uuid::Uuid;

use super::*;
use crate::testing::{at, auth, auth_on, second};

fn ada() -> PersonId {
    PersonId(Uuid::from_u128(1))
}
fn id(number: u128) -> TokenId {
    TokenId(Uuid::from_u128(number))
}

#[tokio::test]
async fn made_listed_used_revoked() {
    let (auth, vault) = auth();
    let secret = auth.create_token(ada(), id(1), " laptop ", None, second(0.0)).await.unwrap();
    let shown = secret.expose();
    insta::assert_snapshot!(shown);
    assert_eq!(shown.len(), LENGTH);
    let token = auth.token(&shown, second(0.0)).await.unwrap().unwrap();
    assert_eq!((token.person, token.id, token.label.as_str()), (ada(), id(1), "laptop"));
    assert_eq!(auth.tokens(ada(), second(0.0)).await.unwrap(), [token]);
    let again = auth.create_token(ada(), id(1), "laptop", None, second(0.0)).await;
    assert!(matches!(again, Err(TokenError::AlreadyMade)));
    assert!(!format!("{secret:?}").contains(&shown[5..20]));

    let other = auth_on(&vault);
    assert!(other.token(&shown, second(0.0)).await.unwrap().is_some());
    let reads = vault.reads.load(Ordering::SeqCst);
    assert!(other.token(&shown, second(0.9)).await.unwrap().is_some());
    assert_eq!(vault.reads.load(Ordering::SeqCst), reads);
    assert!(auth.revoke_token(ada(), id(1)).await.unwrap());
    assert!(!auth.revoke_token(ada(), id(1)).await.unwrap());
    assert_eq!(auth.token(&shown, second(0.9)).await.unwrap(), None);
    assert_eq!(other.token(&shown, second(1.1)).await.unwrap(), None);
    assert!(vault.raw().await.is_empty());
}

#[tokio::test]
async fn ends_when_it_says() {
    let (auth, vault) = auth();
    let made = auth.create_token(ada(), id(1), "week", Some(at(1.0)), at(0.0)).await.unwrap().expose();
    assert!(auth.token(&made, at(0.9999)).await.unwrap().is_some());
    assert!(auth.token(&made, at(1.0)).await.unwrap().is_none());
    assert!(auth.tokens(ada(), at(1.0)).await.unwrap().is_empty());
    auth.create_token(ada(), id(3), "next", Some(at(3.0)), at(2.0)).await.unwrap();
    assert_eq!(vault.raw().await.len(), 2, "what is over was cleared away");
    let over = auth.create_token(ada(), id(2), "week", Some(at(0.0)), at(0.0)).await;
    assert!(matches!(over, Err(TokenError::Over)));
}

#[tokio::test]
async fn bounded_and_revoked_all_at_once() {
    let (auth, vault) = auth();
    let mut made = Vec::new();
    for number in 0..limits::TOKENS as u128 {
        made.push(auth.create_token(ada(), id(number), "one", None, at(0.0)).await.unwrap().expose());
    }
    let more = auth.create_token(ada(), id(1000), "one", None, at(0.0)).await;
    assert!(matches!(more, Err(TokenError::TooMany)));
    assert!(auth.token(&made[0], at(0.0)).await.unwrap().is_some());
    auth.revoke_tokens(ada()).await.unwrap();
    assert!(auth.token(&made[0], at(0.0)).await.unwrap().is_none());
    assert!(vault.raw().await.is_empty());
    for label in ["", " ", "a\tb", &"x".repeat(101)] {
        assert!(matches!(auth.create_token(ada(), id(1), label, None, at(0.0)).await, Err(TokenError::Label)));
    }
}

#[tokio::test]
async fn a_mistyped_token_is_known_without_the_vault() {
    let (auth, vault) = auth();
    let made = auth.create_token(ada(), id(1), "one", None, at(0.0)).await.unwrap().expose();
    vault.away.store(true, Ordering::SeqCst);
    for at_byte in 0..made.len() {
        let mut wrong = made.clone().into_bytes();
        wrong[at_byte] = if wrong[at_byte] == b'a' { b'b' } else { b'a' };
        assert_eq!(auth.token(&String::from_utf8(wrong).unwrap(), at(0.0)).await.unwrap(), None, "{at_byte}");
    }
    for wrong in ["", "ctac_", &made[..62], &format!("{made}a"), &made.to_uppercase()] {
        assert_eq!(auth.token(wrong, at(0.0)).await.unwrap(), None);
    }
    assert!(auth.token(&made, at(0.0)).await.is_err());
}

#[test]
fn the_stored_form_is_pinned() {
    let stored = StoredToken { row: "3a".into(), label: "one".into(), created_at: at(0.0), expires_at: None };
    insta::assert_snapshot!(serde_json::to_string(&stored).unwrap());
    let key = KeyRow { person: ada(), token: id(2) };
    insta::assert_snapshot!(serde_json::to_string(&key).unwrap());
    assert_eq!(KeyRow::of(&key.place()), Some(key));
}
