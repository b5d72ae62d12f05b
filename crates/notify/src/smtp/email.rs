//! A message as an email: plain text, marked as sent by a machine (RFC 3834), so that no out-of-office reply comes.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::Message as Email;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0};

use crate::message::Message;

const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// The email; none when the address is none.
pub(super) fn email(message: &Message, from: &Mailbox, now: Timestamp) -> Option<Email> {
    let to = message.address.0.parse().ok()?;
    let one_line: String = message.text.headline.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Email::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line)
        .date(SystemTime::from(now))
        .message_id(Some(format!("<{}@{}>", message.attempt, from.email.domain())))
        .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()))
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .body(message.text.body.clone())
        .ok()
}

#[cfg(test)]
mod tests {
    use ctac_domain::directory::Channel;

    use super::*;
    use crate::stand_in::message;

    fn formatted(message: &Message) -> Option<String> {
        let from = "CTAC <ctac@cell.example.org>".parse().unwrap();
        let email = email(message, &from, Timestamp::from_second(1_790_000_000).unwrap())?;
        Some(String::from_utf8(email.formatted()).unwrap())
    }

    #[test]
    fn reads_as_it_should() {
        insta::assert_snapshot!(formatted(&message(Channel::Email, "ada@example.org")).unwrap().replace('\r', ""));
    }

    #[test]
    fn nothing_in_a_text_becomes_a_header_or_a_command() {
        let mut bad = message(Channel::Email, "ada@example.org");
        bad.text.headline = "S1\r\nBcc: everybody@example.org".to_owned();
        bad.text.body = "Line\r\n.\r\nMAIL FROM:<x@example.org>\r\n\u{1F4DF}".to_owned();
        let text = formatted(&bad).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert!(text.is_ascii());
        for address in ["", "ada", "a@example.org\r\nRCPT TO:<b@example.org>", "a@example.org, b@example.org"] {
            assert_eq!(formatted(&message(Channel::Email, address)), None, "{address:?}");
        }
    }
}
