//! However a runbook is written, one command records little, and nothing is left undone.

use ctac_runbook::run::state::{Mode, Status};

use super::acting::{holds, ready, source, start, status};
use crate::command::{Actor, Command};
use crate::testing::Cell;

const LOOP: &str = r#"### Again and again {#again}

```step
kind: repeat
until: found = yes
max: 300
```

#### Each time

##### Set it {#set}

```step
kind: severity
severity: S1
reason: "Again"
on_failure: continue
```

##### Look {#look}

```step
kind: severity
severity: S2
reason: "Again"
```
"#;

/// The loop above, whose record says "no" from the first.
fn looping() -> String {
    source("start", LOOP).replace("clocks:", "records:\n  found: {type: string, label: Found, value: \"no\"}\nclocks:")
}

fn longest_commit(cell: &Cell) -> usize {
    let mut commits = std::collections::BTreeMap::<_, usize>::new();
    cell.log.iter().for_each(|entry| *commits.entry(entry.recorded_at).or_default() += 1);
    commits.into_values().max().unwrap_or(0)
}

#[test]
fn a_loop_without_a_rest_is_worked_in_commits_that_fit() {
    let text = looping();
    let mut cell = ready(&text);
    cell.pass(1);
    start(&mut cell, &text, Mode::Live, &[]);
    assert!(matches!(status(&cell, "again"), Status::Open));
    holds(&cell);
    for _ in 0..12 {
        cell.pass(5);
        cell.given(Actor::System, Command::Tick);
    }
    holds(&cell);
    assert!(longest_commit(&cell) < 1_500, "{}", longest_commit(&cell));
    assert_eq!(status(&cell, "again"), Status::Judgement, "all 300 passes, and then a person");
}
