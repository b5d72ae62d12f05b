//! Where nobody holds a role its deputy does the step, and is paged for it.

use ctac_runbook::run::state::Mode;

use super::RUN;
use super::acting::{holds, ready, source, start, step};
use crate::command::Command;
use crate::id::PersonId;
use crate::run::named;
use crate::testing::{CLERK, Cell, LEAD, NURSE};

const STEPS: &str = r#"### Sign it off {#sign}

```step
role: exec
```

Sign.

### Page them {#call}

```step
kind: page
who: [exec]
message: "Come."
```
"#;

/// An executive whose deputy is a director, whose deputy is the communications lead.
fn text() -> String {
    source("start", STEPS).replace(
        "  exec: {name: Executive on call, kind: individual}\n",
        "  exec: {name: Executive on call, deputy: director}\n  director: {name: Director on call, deputy: comms-lead}\n",
    )
}

fn noted(cell: &Cell) -> Vec<String> {
    let texts = cell.log.iter().filter(|it| it.kind == "run.noted").map(|it| format!("{:?}", it.event));
    texts.collect()
}

fn asked(cell: &Cell) -> Vec<PersonId> {
    cell.state.pages.values().flat_map(|page| page.notifications.values().map(|it| it.person)).collect()
}

#[test]
fn the_nearest_deputy_that_anybody_holds_is_asked_and_the_entry_says_so() {
    let mut cell = ready(&text());
    start(&mut cell, &text(), Mode::Live, &[]);
    assert_eq!(step(&cell, "sign").owners, [named(CLERK)], "nobody is the executive, nor the director");
    assert!(noted(&cell)[0].contains("Nobody holds the role exec: its deputy, comms-lead, is asked instead."));
    holds(&cell);
    let done = super::complete(&cell, "sign");
    cell.given(CLERK, done);
    assert_eq!(asked(&cell), [CLERK], "pages go the same way");
    holds(&cell);
}

#[test]
fn whoever_holds_the_role_comes_before_its_deputies() {
    let mut cell = ready(&text());
    start(&mut cell, &text(), Mode::Live, &[]);
    for (role, person) in [("director", NURSE), ("exec", LEAD)] {
        cell.given(LEAD, Command::SetRunRoles { run: RUN, role: role.to_owned(), people: vec![person] });
    }
    let reopened = step(&cell, "sign").id;
    let done = super::complete(&cell, "sign");
    cell.given(CLERK, done);
    let again = ctac_runbook::run::command::Command::Reopen { instance: reopened, reason: "Wrong".to_owned() };
    cell.given(LEAD, super::acting::act(again));
    assert_eq!(step(&cell, "sign").owners, [named(LEAD)]);
    holds(&cell);
}
