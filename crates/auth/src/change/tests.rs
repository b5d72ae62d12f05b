//! What a new password ends, and what it asks for.

use uuid::Uuid;

use super::*;
use crate::account::SignInError;
use crate::testing::{at, auth};

const GOOD: &str = "correct horse battery";
const OTHER: &str = "another horse battery";

fn ada() -> PersonId {
    PersonId(Uuid::from_u128(1))
}

#[tokio::test]
async fn ones_own_needs_the_one_that_stands_and_another() {
    let (auth, _) = auth();
    auth.put_login(ada(), "ada").await.unwrap();
    assert!(matches!(auth.own_password(ada(), "", OTHER).await, Err(PasswordError::Wrong)), "there is none");
    auth.set_password(ada(), GOOD).await.unwrap();
    assert!(matches!(auth.own_password(ada(), OTHER, GOOD).await, Err(PasswordError::Wrong)));
    assert!(matches!(auth.own_password(ada(), &GOOD.repeat(100), OTHER).await, Err(PasswordError::Wrong)));
    assert!(matches!(auth.own_password(ada(), GOOD, GOOD).await, Err(PasswordError::Same)));
    assert!(matches!(auth.own_password(ada(), GOOD, "short").await, Err(PasswordError::Weak(Weak::Short))));
    let new = auth.own_password(ada(), GOOD, OTHER).await.unwrap();
    assert!(auth.sign_in("ada", GOOD, at(0.0)).await.is_ok(), "nothing has changed yet");
    auth.replace_password(ada(), new, None).await.unwrap();
    assert!(matches!(auth.sign_in("ada", GOOD, at(0.0)).await, Err(SignInError::Refused)));
    assert!(auth.sign_in("ada", OTHER, at(0.0)).await.is_ok());
}

#[tokio::test]
async fn the_session_in_which_it_was_done_stays_and_only_that_one() {
    let (auth, _) = auth();
    auth.put_login(ada(), "ada").await.unwrap();
    auth.set_password(ada(), GOOD).await.unwrap();
    let here = auth.sign_in("ada", GOOD, at(0.0)).await.unwrap();
    let there = auth.sign_in("ada", GOOD, at(0.0)).await.unwrap();
    let new = auth.own_password(ada(), GOOD, OTHER).await.unwrap();
    let ended = auth.replace_password(ada(), new, Some(here.session)).await.unwrap();
    assert_eq!(ended, [there.session]);
    assert!(auth.session(&here.secret.expose(), at(1.0)).await.unwrap().is_some());
    assert!(auth.session(&there.secret.expose(), at(1.0)).await.unwrap().is_none());
    // Signing in makes room, and does not sweep it away.
    auth.sign_in("ada", OTHER, at(2.0)).await.unwrap();
    assert!(auth.session(&here.secret.expose(), at(4.0)).await.unwrap().is_some());
    assert_eq!(auth.sessions(ada(), at(4.0)).await.unwrap().len(), 2);
    // What ends all ends it too.
    auth.end_sessions(ada()).await.unwrap();
    assert!(auth.session(&here.secret.expose(), at(4.0)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_first_password_is_told_from_ones_own() {
    let (auth, _) = auth();
    auth.put_login(ada(), "ada").await.unwrap();
    assert!(matches!(auth.first_password("battery", GOOD).await, Err(PasswordError::Weak(Weak::HoldsLogin))));
    let first = auth.first_password("ada", GOOD).await.unwrap();
    auth.replace_password(ada(), first, None).await.unwrap();
    let signed_in = auth.sign_in("ada", GOOD, at(0.0)).await.unwrap();
    assert!(signed_in.first_password && auth.has_first_password(ada()).await.unwrap());
    let secret = signed_in.secret.expose();
    assert!(auth.session(&secret, at(0.0)).await.unwrap().unwrap().first_password);
    let own = auth.own_password(ada(), GOOD, OTHER).await.unwrap();
    auth.replace_password(ada(), own, Some(signed_in.session)).await.unwrap();
    assert!(!auth.session(&secret, at(0.0)).await.unwrap().unwrap().first_password);
    assert!(!auth.sign_in("ada", OTHER, at(0.0)).await.unwrap().first_password);
}

#[tokio::test]
async fn of_two_at_once_one_is_told() {
    let (auth, _) = auth();
    auth.set_password(ada(), GOOD).await.unwrap();
    let one = auth.own_password(ada(), GOOD, OTHER).await.unwrap();
    let two = auth.own_password(ada(), GOOD, "a third horse battery").await.unwrap();
    auth.replace_password(ada(), one, None).await.unwrap();
    assert!(matches!(auth.replace_password(ada(), two, None).await, Err(SealedError::Conflict)));
}
