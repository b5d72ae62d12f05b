//! The rules of `sign_in`, told as given, when, then.

use crate::command::{Actor, Command};
use crate::id::{PersonId, SessionId, TokenId};
use crate::testing::*;
use uuid::Uuid;

const SESSION: SessionId = SessionId(Uuid::from_u128(0x51));
const TOKEN: TokenId = TokenId(Uuid::from_u128(0x52));

fn start(person: PersonId) -> Command {
    Command::StartSession { person, session: SESSION }
}

fn token(person: PersonId, label: &str, expires_at: Option<jiff::Timestamp>) -> Command {
    Command::CreateToken { person, token: TOKEN, label: label.to_owned(), expires_at }
}

#[test]
fn sessions_start_by_the_service_or_their_holder_and_end_by_an_administrator_too() {
    let mut cell = Cell::seeded();
    cell.given(Actor::System, start(CLERK));
    cell.given(CLERK, start(CLERK));
    assert_eq!(cell.refused(ADMIN, start(CLERK)), "your roles in the cell do not allow this");
    assert_eq!(cell.refused(Actor::System, start(STRANGER)), "there is no such person");
    let end = || Command::EndSession { person: CLERK, session: SESSION };
    cell.given(CLERK, end());
    cell.given(ADMIN, end());
    cell.given(Actor::System, end());
    assert_eq!(cell.refused(NURSE, end()), "your roles in the cell do not allow this");
}

#[test]
fn nobody_who_left_signs_in() {
    let mut cell = Cell::seeded();
    cell.given(ADMIN, Command::DeactivatePerson { person: CLERK, reason: "left".to_owned() });
    assert_eq!(cell.refused(Actor::System, start(CLERK)), "sign in first");
    assert_eq!(cell.refused(CLERK, start(CLERK)), "sign in first");
}

#[test]
fn a_token_acts_as_its_maker_only() {
    let mut cell = Cell::seeded();
    let past = cell.now;
    cell.given(CLERK, token(CLERK, "shift tablet", None));
    assert_eq!(cell.refused(ADMIN, token(CLERK, "x", None)), "your roles in the cell do not allow this");
    assert!(cell.refused(CLERK, token(CLERK, "x", Some(past))).starts_with("expires_at"));
    assert!(cell.refused(CLERK, token(CLERK, "two\nlines", None)).starts_with("label"));
    cell.given(COUNCIL_ADMIN, Command::RevokeToken { person: CLERK, token: TOKEN });
    assert!(cell.refused(NURSE, Command::RevokeToken { person: CLERK, token: TOKEN }).starts_with("your roles"));
}
