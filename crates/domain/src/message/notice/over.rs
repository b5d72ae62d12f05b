//! That a page is over: who has it is a colleague, whoever that is, for nobody is named outside the cell.

use crate::attempt::Bearer;
use crate::call_out::{CallOut, Can};
use crate::id::PersonId;
use crate::message::dated::with_more;
use crate::message::headline;
use crate::message::notice::Zone;
use crate::notice::{About, Notice};
use crate::page::PageStatus;
use crate::state::State;

/// That it is over, with `more` others, and whether its reader can sleep.
pub(super) fn says(state: &State, notice: &Notice, more: u32) -> String {
    let About::Acknowledged { page, more: own, .. } = notice.about else { return String::new() };
    let more = more.max(own);
    let Some(page) = state.pages.get(&page) else {
        return format!("{} over.{}", subject("a page", more), rest(state, notice.person));
    };
    let headline = with_more(headline(state, page), more);
    let are = if more == 0 { "is" } else { "are" };
    let at = match page.status {
        PageStatus::Acknowledged { at, .. } | PageStatus::Cancelled { at } => {
            format!(" since {}", Zone::short(state, notice, at))
        }
        PageStatus::Active | PageStatus::Exhausted { .. } => String::new(),
    };
    let what = match (&page.status, more) {
        (PageStatus::Acknowledged { by: Some(_), .. }, 0) => "taken by a colleague",
        (PageStatus::Acknowledged { by: None, .. }, 0) => "being looked at",
        (PageStatus::Cancelled { .. }, 0) => "no longer needed",
        _ => "taken or no longer needed",
    };
    format!("{headline} {are} {what}{at}.{}", rest(state, notice.person))
}

fn subject(what: &str, more: u32) -> String {
    let are = if more == 0 { "is" } else { "are" };
    format!("{} {are}", with_more(what.to_owned(), more))
}

/// Whether other pages, or a call-out, still seek the reader: whoever is told to stand down then would sleep through those.
fn rest(state: &State, person: PersonId) -> String {
    let told: Vec<_> = state.codes.get(&person).into_iter().flat_map(|codes| codes.values().flatten()).collect();
    let asks = |call_out: &CallOut| call_out.is_running() && !said_no(call_out, person);
    let called_out = told.iter().any(|(bearer, _)| match bearer {
        Bearer::CallOut(id) => state.call_outs.get(id).is_some_and(|it| asks(it)),
        Bearer::Page(_) | Bearer::Notice(_) => false,
    });
    let open = told.iter().filter_map(|(bearer, notification)| {
        let page = state.pages.get(&bearer.page()?).filter(|page| page.is_open())?;
        page.notifications.get(notification).filter(|it| it.heard).map(|_| page.id)
    });
    match open.collect::<std::collections::BTreeSet<_>>().len() {
        0 if called_out => " A call-out still asks for you.".to_owned(),
        0 => " You can stand down.".to_owned(),
        1 => " 1 other page still seeks you.".to_owned(),
        open => format!(" {open} other pages still seek you."),
    }
}

fn said_no(call_out: &CallOut, person: PersonId) -> bool {
    call_out.answers.get(&person).is_some_and(|said| said.can == Can::No)
}
