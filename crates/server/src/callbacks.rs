//! What providers post to us: answers of people, and reports of what became of messages. Each proves itself by its own
//! signature, is answered 2xx once it has, and does nothing twice.

mod answered;
mod signed;
mod twilio;

use std::sync::Arc;

use crate::callbacks::answered::Answered;
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

pub(crate) fn routes() -> Vec<Route> {
    twilio::routes()
}
