//! The rules of `sign_in`, told as given, when, then.

use crate::command::{Actor, Command};
use crate::directory::Role;
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

fn give(person: PersonId) -> Command {
    Command::GiveSignIn { person }
}

#[test]
fn a_password_is_changed_by_its_holder_alone_and_the_ledger_says_so() {
    let mut cell = Cell::seeded();
    let size = cell.state.size;
    cell.given(CLERK, Command::ChangePassword { person: CLERK });
    assert_eq!(cell.kinds_since(size), ["person.password_changed"]);
    for other in [ADMIN, COUNCIL_ADMIN, NURSE] {
        assert!(cell.refused(other, Command::ChangePassword { person: CLERK }).starts_with("your roles"));
    }
}

#[test]
fn a_sign_in_is_given_by_who_administers_the_person() {
    let mut cell = Cell::seeded();
    let size = cell.state.size;
    cell.given(ADMIN, give(CLERK));
    cell.given(COUNCIL_ADMIN, give(CLERK));
    assert_eq!(cell.kinds_since(size), ["person.password_changed"; 2]);
    assert!(cell.refused(COUNCIL_ADMIN, give(NURSE)).starts_with("this belongs to another organisation"));
    assert!(cell.refused(NURSE, give(CLERK)).starts_with("your roles"));
    assert_eq!(cell.refused(ADMIN, give(STRANGER)), "there is no such thing");
    cell.given(ADMIN, Command::DeactivatePerson { person: CLERK, reason: "left".to_owned() });
    assert_eq!(cell.refused(ADMIN, give(CLERK)), "this person has left");
}

/// A first password is a way to be somebody: it must not lead to more than its giver may do.
#[test]
fn nobody_gives_a_sign_in_to_whoever_may_do_more_than_they() {
    let mut cell = Cell::seeded();
    for role in Role::OF_THE_CELL {
        let roles = vec![Role::Responder, role];
        cell.given(ADMIN, Command::ChangeRoles { person: CLERK, roles });
        assert!(cell.refused(COUNCIL_ADMIN, give(CLERK)).starts_with("your roles"), "{role:?}");
        cell.given(ADMIN, give(CLERK));
    }
    cell.given(ADMIN, Command::ChangeRoles { person: CLERK, roles: vec![Role::OrganisationAdmin] });
    cell.given(COUNCIL_ADMIN, give(CLERK));
    // A stolen session must not become a password: the one that stands is asked.
    assert!(cell.refused(ADMIN, give(ADMIN)).starts_with("this is you"));
    assert!(cell.refused(COUNCIL_ADMIN, give(COUNCIL_ADMIN)).starts_with("this is you"));
}
