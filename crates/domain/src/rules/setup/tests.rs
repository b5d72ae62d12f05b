//! The rules of `setup`, told as given, when, then.

use crate::command::{Actor, Command};
use crate::testing::*;

fn start(origin: &str, continues: Option<&str>) -> Command {
    Command::StartLedger { origin: origin.to_owned(), continues: continues.map(str::to_owned) }
}

#[test]
fn the_log_begins_once() {
    let mut cell = Cell::empty();
    cell.given(Actor::System, start("ctac.example/cell", None));
    assert_eq!(cell.log.len(), 1);
    cell.given(Actor::System, start("ctac.example/cell", None));
    assert_eq!(cell.log.len(), 1, "a second node that starts is told that it is done");
    assert!(cell.refused(Actor::System, start("ctac.example/other", None)).contains("begun already"));
}

#[test]
fn only_the_service_begins_it_and_a_new_log_may_continue_another() {
    let mut cell = Cell::empty();
    assert_eq!(cell.refused(Actor::Operator, start("a", None)), "your roles in the cell do not allow this");
    assert!(cell.refused(Actor::System, start("a b", None)).starts_with("origin:"));
    cell.given(Actor::System, start("ctac.example/cell-2", Some("ctac.example/cell\n12\nroot\n")));
    assert_eq!(cell.kinds_since(0), ["ledger.started"]);
}
