//! What providers post to us: answers of people, and reports of what became of messages. Each proves itself by its own
//! signature, is answered 2xx once it has, and does nothing twice.

mod answered;
mod govuk_notify;
pub(crate) mod opted;
mod signed;
mod twilio;

use std::sync::Arc;

use crate::callbacks::answered::Answered;
use crate::govuk_notify::GovUkNotify;
use crate::route::Route;
use crate::twilio::Twilio;

/// Twilio's callbacks: whoever knows Twilio, and what was answered lately.
pub struct TwilioHooks {
    twilio: Arc<dyn Twilio>,
    answered: Answered,
}

impl TwilioHooks {
    pub(crate) fn new(twilio: Arc<dyn Twilio>) -> Self {
        Self { twilio, answered: Answered::default() }
    }
}

/// GOV.UK Notify's callbacks: whoever knows Notify, and what was answered lately.
pub struct GovUkNotifyHooks {
    notify: Arc<dyn GovUkNotify>,
    answered: Answered,
}

impl GovUkNotifyHooks {
    pub(crate) fn new(notify: Arc<dyn GovUkNotify>) -> Self {
        Self { notify, answered: Answered::default() }
    }
}

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = twilio::routes();
    routes.extend(govuk_notify::routes());
    routes
}
