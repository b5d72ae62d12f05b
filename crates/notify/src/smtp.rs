//! Email by a relay (SMTP submission, RFC 6409), always encrypted: TLS from the first byte, or STARTTLS that must succeed.
//!
//! An email once handed over is lost from sight: the relay tries for days, and a bounce comes to the `from` address. The
//! `Message-ID` is the attempt's, so that the same attempt twice is one email to a mail reader.

use std::net::IpAddr;
use std::time::Duration;

use async_trait::async_trait;
use ctac_domain::directory::{Channel, Flag};
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use lettre::address::Envelope;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use crate::clock::Clock;
use crate::limits;
use crate::message::{Message, Provider};
use crate::outcome;
use crate::secret::Secret;
use crate::smtp::lines::Lines;

mod email;
mod lines;
#[cfg(test)]
mod relay;

/// As it stands in the ledger.
const NAME: &str = "smtp";

/// How a relay is encrypted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314): port 465.
    Tls,
    /// STARTTLS before anything is said, or nothing is: port 587.
    StartTls,
    /// None: a relay on this machine.
    None,
}

/// A relay.
#[derive(Debug, Clone)]
pub struct Relay {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is encrypted to.
    pub security: Security,
    /// User and password, where it wants them.
    pub sign_in: Option<(String, Secret)>,
    /// Who emails are from: `CTAC <ctac@example.org>`. Bounces go there.
    pub from: String,
    /// Certificates of its authority (PEM), where that is not one that everybody knows.
    pub authority: Option<Vec<u8>>,
}

/// Why there is no email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpError {
    /// Not encrypted.
    #[error("a relay on another machine must be spoken to by TLS or STARTTLS")]
    Plain,
    /// No sender.
    #[error("the sender must be written as ctac@example.org or CTAC <ctac@example.org>")]
    From,
    /// No certificate, or no host.
    #[error("the relay's host is no name, or the certificates of its authority are not PEM")]
    Tls,
}

/// Sends by a relay: one connection for each email.
pub struct Smtp {
    relay: Relay,
    tls: TlsParameters,
    from: Mailbox,
    hello: ClientId,
    clock: Clock,
    call: Duration,
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What came of an email before its text was handed over: nothing was sent.
struct NotSent {
    flag: Option<Flag>,
    reason: String,
    again: bool,
}

impl NotSent {
    fn new(reason: &str, again: bool) -> Self {
        Self { reason: reason.to_owned(), again, flag: None }
    }

    /// By the relay's reply to something of this email, 4yz to try again and 5yz not to (RFC 5321, section 4.2.1); by
    /// `otherwise` where it gave none.
    fn of(error: &lettre::transport::smtp::Error, doing: &str, otherwise: &str) -> Self {
        match error.status() {
            Some(code) => Self::new(&format!("the relay answered {code} to {doing}"), error.is_transient()),
            None => Self::new(otherwise, true),
        }
    }

    /// By the relay's reply before it heard of any recipient: the trouble is its own or the account's, whatever the
    /// reply, and says nothing of this email. The relay is put aside, operators are told, and the email is tried again.
    fn relay(error: &lettre::transport::smtp::Error, doing: &str, otherwise: &str) -> Self {
        Self { again: true, ..Self::of(error, doing, otherwise) }
    }
}

impl Smtp {
    /// By this relay.
    ///
    /// # Errors
    /// See [`SmtpError`].
    pub fn new(relay: Relay, clock: Clock) -> Result<Self, SmtpError> {
        Self::within(relay, clock, limits::SMTP_CALL)
    }

    /// As [`Smtp::new`], with another bound on one email.
    ///
    /// # Errors
    /// See [`SmtpError`].
    pub fn within(relay: Relay, clock: Clock, call: Duration) -> Result<Self, SmtpError> {
        if relay.security == Security::None && !is_here(&relay.host) {
            return Err(SmtpError::Plain);
        }
        let from: Mailbox = relay.from.parse().map_err(|_| SmtpError::From)?;
        let mut tls = TlsParameters::builder(relay.host.clone());
        if let Some(authority) = &relay.authority {
            tls = tls.add_root_certificate(Certificate::from_pem(authority).map_err(|_| SmtpError::Tls)?);
        }
        let tls = tls.build().map_err(|_| SmtpError::Tls)?;
        let hello = ClientId::Domain(from.email.domain().to_owned());
        Ok(Self { relay, tls, from, hello, clock, call })
    }

    /// A connection that is encrypted, and signed in where the relay wants that.
    async fn connect(&self) -> Result<AsyncSmtpConnection, NotSent> {
        let relay = &self.relay;
        let unreachable = "the relay cannot be reached, or no TLS with it can be agreed";
        let at = (relay.host.as_str(), relay.port);
        let connected = if relay.security == Security::StartTls {
            let stream = timeout(limits::CONNECT, TcpStream::connect(at)).await.ok().and_then(Result::ok);
            let stream = stream.ok_or_else(|| NotSent::new(unreachable, true))?;
            AsyncSmtpConnection::connect_with_transport(Box::new(Lines::of(stream)), &self.hello).await
        } else {
            let tls = (relay.security == Security::Tls).then(|| self.tls.clone());
            AsyncSmtpConnection::connect_tokio1(at, Some(limits::CONNECT), &self.hello, tls, None).await
        };
        let mut connection = connected.map_err(|error| NotSent::relay(&error, "the greeting", unreachable))?;
        if relay.security == Security::StartTls {
            if !connection.can_starttls() {
                return Err(NotSent::new("the relay offers no STARTTLS, and nothing is sent in clear", true));
            }
            let upgraded = connection.starttls(self.tls.clone(), &self.hello).await;
            upgraded.map_err(|error| NotSent::relay(&error, "STARTTLS", unreachable))?;
        }
        if let Some((user, password)) = &relay.sign_in {
            let credentials = Credentials::new(user.clone(), password.0.clone());
            let signed_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
            signed_in.map_err(|error| match error.is_client() {
                true => NotSent::new("the relay offers no sign-in by password", true),
                false => NotSent::relay(&error, "the sign-in", "the relay broke off"),
            })?;
        }
        Ok(connection)
    }

    /// Everything up to where the relay waits for the text.
    async fn prepare(&self, envelope: &Envelope) -> Result<AsyncSmtpConnection, NotSent> {
        let mut connection = self.connect().await?;
        let of = |error, doing| NotSent::of(&error, doing, "the relay broke off");
        let sender = connection.command(Mail::new(envelope.from().cloned(), Vec::new())).await;
        sender.map_err(|error| NotSent::relay(&error, "the sender", "the relay broke off"))?;
        for to in envelope.to() {
            connection.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(|it| {
                let flag = bounces(&it).then_some(Flag::Bounced);
                NotSent { flag, ..of(it, "the recipient") }
            })?;
        }
        connection.command(Data).await.map_err(|it| of(it, "DATA"))?;
        Ok(connection)
    }

    async fn deliver(&self, message: &Message) -> Result<AttemptOutcome, NotSent> {
        let Some(email) = email::email(message, &self.from, (self.clock)()) else {
            return Err(NotSent::new("the contact's address is no email address", false));
        };
        let until = Instant::now() + self.call;
        let prepared = timeout_at(until, self.prepare(email.envelope())).await;
        let mut connection = prepared.unwrap_or_else(|_| Err(NotSent::new("the relay took too long", true)))?;
        match timeout_at(until, connection.message(&email.formatted())).await {
            Ok(Ok(_)) => {
                // The relay has it. That it hears of the end is a courtesy.
                let _goodbye = timeout(limits::SMTP_QUIT, connection.quit()).await;
                Ok(outcome::sent(NAME, message.attempt, None))
            }
            Ok(Err(error)) if error.status().is_some() => Err(NotSent::of(&error, "the text", "")),
            // The text was on its way, whole or in part, and nobody says what became of it.
            Ok(Err(_)) | Err(_) => Ok(AttemptOutcome::Unknown),
        }
    }
}

/// Whether a relay refuses the recipient for good, and says that it is the mailbox (RFC 3463: X.1.X but the sender's own,
/// X.2.1). A bare 550 may be the relay's settings, "relay not permitted", which would flag everybody's mailbox in an hour.
fn bounces(error: &lettre::transport::smtp::Error) -> bool {
    let code = error.status().map(u16::from);
    let mailbox = |word: &str| word == "5.2.1" || word.starts_with("5.1.") && !matches!(word, "5.1.7" | "5.1.8");
    matches!(code, Some(550 | 551 | 553 | 556)) && error.to_string().split([' ', ':', '-']).any(mailbox)
}

#[async_trait]
impl Provider for Smtp {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        if message.channel != Channel::Email {
            return outcome::failed(NAME, "a relay sends emails only", false);
        }
        match self.deliver(message).await {
            Ok(outcome) => outcome,
            Err(NotSent { reason, again, flag }) => {
                AttemptOutcome::Failed { provider: NAME.to_owned(), reason, again, flag }
            }
        }
    }

    async fn look_up(&self, _: AttemptId) -> Option<AttemptOutcome> {
        // A relay cannot be asked.
        None
    }
}

#[cfg(test)]
mod tests;
