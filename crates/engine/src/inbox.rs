//! The way into the loop: a request, and the answer that its caller waits for.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use ctac_domain::command::{Actor, Command};
use tokio::sync::{mpsc, oneshot};

use crate::ports::Random;
use crate::{Done, ExecuteError};

/// One command on its way.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) actor: Actor,
    pub(crate) command: Command,
    /// What every id and code it needs is derived from.
    pub(crate) seed: [u8; 32],
    /// Who waits; none: nobody wants to know.
    answer: Option<oneshot::Sender<Result<Done, ExecuteError>>>,
}

impl Request {
    /// A request and what its caller waits on.
    pub(crate) fn new(actor: Actor, command: Command, random: &dyn Random) -> (Self, Waiting) {
        let (answer, waiting) = oneshot::channel();
        let mut request = Self::forgotten(actor, command, random);
        request.answer = Some(answer);
        (request, Waiting(waiting))
    }

    /// A request that nobody waits for.
    pub(crate) fn forgotten(actor: Actor, command: Command, random: &dyn Random) -> Self {
        let mut seed = [0; 32];
        random.fill(&mut seed);
        Self { actor, command, seed, answer: None }
    }

    /// Whether its caller went away before it was decided: then nothing is recorded for nobody.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.answer.as_ref().is_some_and(oneshot::Sender::is_closed)
    }

    /// Tells the caller.
    pub(crate) fn answer(self, result: Result<Done, ExecuteError>) {
        if let Some(answer) = self.answer {
            // A caller who went away meanwhile finds the entry in the ledger.
            let _ = answer.send(result);
        }
    }
}

/// The answer to come. Dropped before the command is decided, the command is not executed.
#[derive(Debug)]
pub struct Waiting(oneshot::Receiver<Result<Done, ExecuteError>>);

impl Future for Waiting {
    type Output = Result<Done, ExecuteError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|answer| answer.unwrap_or(Err(ExecuteError::Stopping)))
    }
}

/// Puts a request into the inbox, or refuses it at once: nobody queues for a queue.
pub(crate) fn submit(inbox: &mpsc::Sender<Request>, request: Request) -> Result<(), ExecuteError> {
    inbox.try_send(request).map_err(|error| match error {
        mpsc::error::TrySendError::Full(_) => ExecuteError::Busy,
        mpsc::error::TrySendError::Closed(_) => ExecuteError::Stopping,
    })
}

/// The ends of all queues that lead into the loop.
pub(crate) struct Queues {
    /// Outcomes of calls.
    pub(crate) finished: mpsc::Receiver<Request>,
    /// What people and the engine's surroundings ask.
    pub(crate) inbox: mpsc::Receiver<Request>,
    /// What integrations say.
    pub(crate) signals: mpsc::Receiver<Request>,
}

impl Queues {
    /// The next request: outcomes of calls first, then people, then integrations. Waits for ever once all are closed.
    pub(crate) async fn next(&mut self) -> Request {
        tokio::select! {
            biased;
            Some(request) = self.finished.recv() => request,
            Some(request) = self.inbox.recv() => request,
            Some(request) = self.signals.recv() => request,
            else => std::future::pending().await,
        }
    }

    /// The next request, if one waits.
    pub(crate) fn try_next(&mut self) -> Option<Request> {
        let next = self.finished.try_recv().or_else(|_| self.inbox.try_recv()).or_else(|_| self.signals.try_recv());
        next.ok()
    }

    /// How many commands wait.
    pub(crate) fn len(&self) -> usize {
        self.inbox.len() + self.signals.len()
    }

    /// Nothing more comes in.
    pub(crate) fn close(&mut self) {
        self.finished.close();
        self.inbox.close();
        self.signals.close();
    }
}
