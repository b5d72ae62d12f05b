//! What is said in one SMTP connection, without its bytes: a line comes in, a reply and what to do next go out.

use ctac_domain::id::IntegrationId;

use crate::limits;

/// Whose an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recipient {
    Integration(IntegrationId),
    Unknown,
    /// It cannot be known now.
    Later,
}

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Say this and read on.
    Say(String),
    /// Say that the message may come, and read it.
    Data,
    /// Say that it may begin, and encrypt.
    StartTls,
    /// Say this and hang up.
    End(String),
}

/// Where the message goes, and whether it has a sender at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Envelope {
    /// Whether its return path is empty: a bounce.
    pub(super) no_sender: bool,
    pub(super) recipients: Vec<IntegrationId>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Session {
    domain: String,
    /// Encryption is to be had and not begun.
    tls_offered: bool,
    /// It must have begun before mail is taken.
    tls_needed: bool,
    greeted: bool,
    envelope: Option<Envelope>,
    commands: u32,
    wrong: u32,
    messages: u32,
}

fn say(text: &str) -> Step {
    Step::Say(text.to_owned())
}

impl Session {
    pub(super) fn new(domain: &str, tls_offered: bool, tls_needed: bool) -> Self {
        let (greeted, envelope) = (false, None);
        Self {
            domain: domain.to_owned(),
            tls_offered,
            tls_needed,
            greeted,
            envelope,
            commands: 0,
            wrong: 0,
            messages: 0,
        }
    }

    pub(super) fn greeting(&self) -> String {
        format!("220 {} ESMTP, for alerts only", self.domain)
    }

    /// Encryption has begun: what was said before counts for nothing (RFC 3207, section 4.2).
    pub(super) fn secured(&mut self) {
        (self.tls_offered, self.tls_needed, self.greeted, self.envelope) = (false, false, false, None);
    }

    /// The envelope of the message that has come, which is no longer open.
    pub(super) fn sent(&mut self) -> Envelope {
        self.messages += 1;
        self.envelope.take().unwrap_or_default()
    }

    /// One line, without its end.
    pub(super) fn line(&mut self, line: &str, recipient: impl Fn(&str, &str) -> Recipient) -> Step {
        self.commands += 1;
        if self.commands > limits::MAIL_COMMANDS || self.wrong >= limits::MAIL_WRONG {
            return Step::End(format!("421 4.7.0 {} says goodbye", self.domain));
        }
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.hello(true),
            "HELO" => self.hello(false),
            "STARTTLS" if self.tls_offered => Step::StartTls,
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest, recipient),
            "DATA" => match &self.envelope {
                Some(envelope) if !envelope.recipients.is_empty() => Step::Data,
                _ => self.wrong("503 5.5.1 Say MAIL and RCPT first"),
            },
            "RSET" => {
                self.envelope = None;
                say("250 2.0.0 OK")
            }
            "NOOP" => say("250 2.0.0 OK"),
            // Whether an address exists is nobody's business.
            "VRFY" => say("252 2.5.2 Send mail and see"),
            "QUIT" => Step::End("221 2.0.0 Goodbye".to_owned()),
            _ => self.wrong("502 5.5.1 Not known here"),
        }
    }

    fn wrong(&mut self, reply: &str) -> Step {
        self.wrong += 1;
        say(reply)
    }

    fn hello(&mut self, extended: bool) -> Step {
        (self.greeted, self.envelope) = (true, None);
        if !extended {
            return Step::Say(format!("250 {}", self.domain));
        }
        let tls = if self.tls_offered { "250-STARTTLS\r\n" } else { "" };
        let (domain, size) = (&self.domain, limits::MAIL_BYTES);
        Step::Say(format!("250-{domain}\r\n{tls}250-SIZE {size}\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES"))
    }

    fn mail(&mut self, rest: &str) -> Step {
        if self.tls_needed {
            return self.wrong("530 5.7.0 Must issue a STARTTLS command first");
        }
        if !self.greeted || self.envelope.is_some() {
            return self.wrong("503 5.5.1 Say EHLO first, and MAIL once");
        }
        if self.messages >= limits::MAIL_MESSAGES {
            return Step::End("421 4.7.0 Enough for one connection; come again".to_owned());
        }
        let Some((path, parameters)) = path(rest, "FROM:") else {
            return self.wrong("501 5.5.4 Say MAIL FROM:<address>");
        };
        let size = parameters
            .split_ascii_whitespace()
            .find_map(|it| it.to_ascii_uppercase().strip_prefix("SIZE=")?.parse().ok());
        if size.is_some_and(|size: usize| size > limits::MAIL_BYTES) {
            return say("552 5.3.4 Too large; send the text without attachments");
        }
        self.envelope = Some(Envelope { no_sender: path.is_empty(), recipients: Vec::new() });
        say("250 2.1.0 OK")
    }

    fn rcpt(&mut self, rest: &str, recipient: impl Fn(&str, &str) -> Recipient) -> Step {
        if self.envelope.is_none() {
            return self.wrong("503 5.5.1 Say MAIL first");
        }
        let Some((local, domain)) = path(rest, "TO:").and_then(|(path, _)| path.rsplit_once('@')) else {
            return self.wrong("501 5.5.4 Say RCPT TO:<address>");
        };
        let found = recipient(local, domain);
        let Some(envelope) = &mut self.envelope else { return say("503 5.5.1 Say MAIL first") };
        match found {
            Recipient::Integration(_) if envelope.recipients.len() >= limits::MAIL_RECIPIENTS => {
                say("452 4.5.3 Too many recipients")
            }
            Recipient::Integration(id) => {
                if !envelope.recipients.contains(&id) {
                    envelope.recipients.push(id);
                }
                say("250 2.1.5 OK")
            }
            Recipient::Later => say("451 4.3.0 It cannot be known now; send it again"),
            Recipient::Unknown => self.wrong("550 5.1.1 No such address"),
        }
    }
}

/// The path in angle brackets behind a word, and what follows it. A source route is passed over (RFC 5321, appendix C).
fn path<'a>(rest: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let rest = rest.trim_start();
    let head = rest.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
    let (path, parameters) = rest.get(head.len()..)?.trim_start().strip_prefix('<')?.split_once('>')?;
    let path = match path.strip_prefix('@').and_then(|_| path.split_once(':')) {
        Some((_, path)) => path,
        None => path,
    };
    Some((path, parameters))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ours(local: &str, domain: &str) -> Recipient {
        match (local, domain) {
            ("a", "cell.example") => Recipient::Integration(IntegrationId(uuid::Uuid::nil())),
            ("later", _) => Recipient::Later,
            _ => Recipient::Unknown,
        }
    }

    fn said(session: &mut Session, line: &str) -> String {
        match session.line(line, ours) {
            Step::Say(reply) | Step::End(reply) => reply,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_message_needs_its_steps_in_order() {
        let mut session = Session::new("cell.example", false, false);
        assert!(said(&mut session, "MAIL FROM:<x@y>").starts_with("503"));
        assert!(said(&mut session, "EHLO relay").ends_with("250 ENHANCEDSTATUSCODES"));
        assert!(said(&mut session, "RCPT TO:<a@cell.example>").starts_with("503"));
        assert!(said(&mut session, "mail from:<> SIZE=10").starts_with("250"));
        assert!(said(&mut session, "DATA").starts_with("503"));
        assert!(said(&mut session, "RCPT TO:<a@elsewhere.example>").starts_with("550"), "it relays nothing");
        assert!(said(&mut session, "RCPT TO:<later@cell.example>").starts_with("451"));
        assert!(said(&mut session, "RCPT TO:<@relay.example:a@cell.example>").starts_with("250"));
        assert_eq!(session.line("DATA", ours), Step::Data);
        let envelope = session.sent();
        assert!(envelope.no_sender && envelope.recipients.len() == 1);
        assert!(said(&mut session, "DATA").starts_with("503"));
    }

    #[test]
    fn limits_hold_and_strangers_are_told_nothing_in_the_clear() {
        let mut session = Session::new("cell.example", true, true);
        assert!(said(&mut session, "EHLO relay").contains("STARTTLS"));
        assert!(said(&mut session, "MAIL FROM:<x@y>").starts_with("530"));
        assert_eq!(session.line("STARTTLS", ours), Step::StartTls);
        session.secured();
        assert!(!said(&mut session, "EHLO relay").contains("STARTTLS"));
        assert!(said(&mut session, &format!("MAIL FROM:<x@y> SIZE={}", limits::MAIL_BYTES + 1)).starts_with("552"));
        assert!(said(&mut session, "MAIL FROM:<x@y>").starts_with("250"));
        let replies: Vec<String> =
            (0..limits::MAIL_WRONG).map(|n| said(&mut session, &format!("RCPT TO:<{n}@cell.example>"))).collect();
        assert!(replies.iter().any(|reply| reply.starts_with("550")));
        assert!(said(&mut session, "NOOP").starts_with("421"), "who guesses is shown out");
    }

    proptest! {
        #[test]
        fn whatever_is_said_is_answered(lines in proptest::collection::vec("(EHLO|MAIL FROM:|RCPT TO:|DATA|RSET|\\PC{0,8})[ <>@:a-zé]{0,20}", 0..60)) {
            let mut session = Session::new("cell.example", true, false);
            for line in lines {
                if let Step::Say(reply) | Step::End(reply) = session.line(&line, ours) {
                    prop_assert!(reply.as_bytes()[..3].iter().all(u8::is_ascii_digit));
                }
            }
        }
    }
}
