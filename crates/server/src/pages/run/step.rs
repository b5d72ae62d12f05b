//! One attempt at a step, as a run's page shows it.

use ctac_api::runs::{RunDetail, StepView};

use crate::pages::form::Fields;
use crate::pages::people::People;
use crate::pages::prose::{Block, blocks};
use crate::pages::when::{When, when};

/// See the module.
pub(super) struct Card {
    pub(super) it: StepView,
    pub(super) within: String,
    pub(super) status: &'static str,
    pub(super) text: Vec<Block>,
    pub(super) role: String,
    pub(super) owners: String,
    pub(super) claimed: Option<String>,
    pub(super) due: Option<When>,
    pub(super) wakes: Option<When>,
    pub(super) marks: String,
    pub(super) needs: String,
    pub(super) skip_asked: Option<String>,
    pub(super) ended: Option<Ended>,
    typed: Fields,
}

/// How it ended.
pub(super) struct Ended {
    pub(super) by: String,
    pub(super) at: When,
    pub(super) lines: Vec<String>,
}

impl Card {
    pub(super) fn of(run: &RunDetail, it: &StepView, people: &People, typed: &Fields) -> Self {
        let within = run.frames.iter().find(|frame| frame.frame == it.frame && frame.frame != 0);
        let within = within.map_or_else(|| it.phase.clone(), |frame| frame.title.clone());
        let typed = if typed.text("instance") == it.instance.to_string() { typed.clone() } else { Fields::default() };
        let needs = match it.needs {
            None => String::new(),
            Some(0) => format!("One of each role must approve; so far: {}.", people.list(it.votes.clone())),
            Some(count) => format!("{count} must approve; so far: {}.", people.list(it.votes.clone())),
        };
        Self {
            within,
            status: status(&it.status),
            text: blocks(&it.text),
            role: it.role.as_deref().map(|role| role.replace('-', " ")).unwrap_or_default(),
            owners: people.list(it.owners.iter().copied()),
            claimed: it.claimed_by.map(|by| people.with_organisation(by)),
            due: it.due.map(when),
            wakes: it.wakes_at.map(when),
            marks: it.marks.iter().map(|mark| marked(mark)).collect::<Vec<_>>().join("; "),
            needs,
            skip_asked: it.skip_asked.map(|by| people.name(by)),
            ended: it.ended.as_ref().map(|ended| Ended {
                by: ended.by.map_or_else(|| "the service".to_owned(), |by| people.with_organisation(by)),
                at: when(ended.occurred_at),
                lines: lines(it),
            }),
            it: it.clone(),
            typed,
        }
    }

    pub(super) fn can(&self, word: &str) -> bool {
        self.it.can.iter().any(|it| it == word)
    }

    /// What was typed into a field of a form that was refused.
    pub(super) fn value(&self, form: &str, name: impl AsRef<str>) -> &str {
        if self.typed.text("do") == form { self.typed.text(name.as_ref()) } else { "" }
    }

    /// Whether a form was refused and is to be open.
    pub(super) fn open(&self, form: &str) -> bool {
        self.typed.text("do") == form
    }
}

fn status(status: &str) -> &'static str {
    match status {
        "ready" => "To do",
        "open" => "Its steps are worked",
        "waiting" => "Waits",
        "sending" => "The service acts",
        "unknown" => "Outcome not known",
        "judgement" => "To be judged",
        "done" => "Done",
        "skipped" => "Passed over",
        _ => "No longer to be done",
    }
}

fn marked(mark: &str) -> &'static str {
    match mark {
        "early" => "done before its turn",
        "added" => "added on the way",
        "inserted" => "came in on the way",
        "by-hand" => "done by hand",
        "recheck" => "what it was based on has changed",
        _ => "the time said is odd",
    }
}

fn lines(it: &StepView) -> Vec<String> {
    let Some(ended) = &it.ended else { return Vec::new() };
    let mut lines: Vec<String> = ended.answer.iter().map(|answer| format!("Answer: {answer}")).collect();
    lines.extend(ended.reason.iter().map(|reason| format!("Why: {reason}")));
    lines.extend(ended.outputs.iter().map(|(name, value)| format!("{name}: {value}")));
    lines.extend(ended.evidence.iter().map(|it| format!("{}: {}", it.label, it.value)));
    lines
}
