//! What an email says, as JSON for the integration's mapping; and which emails say nothing, since a machine answers.

use ctac_domain::mapping::{Mapping, Template};
use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders as _};
use serde_json::{Value, json};

use crate::intake::{cut, line};
use crate::limits;

/// An email, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Read {
    /// Its Message-ID, where it has one.
    pub(super) id: Option<String>,
    /// Why it is passed over: an answer that a machine made, or a report that mail was not delivered.
    pub(super) automatic: Option<&'static str>,
    /// `subject`, `subject_key` (without Re: and the like), `from`, `text`, `message_id`, `thread` and `date`.
    pub(super) json: Value,
}

/// Reads an email, so far as [`limits::MAIL_READ`]; none for what is none.
pub(super) fn read(bytes: &[u8]) -> Option<Read> {
    let message = MessageParser::default().parse(bytes.get(..limits::MAIL_READ).unwrap_or(bytes))?;
    let short = |text: &str| line(cut(text, limits::FIELD_VALUE), limits::FIELD_VALUE);
    let subject = message.subject().map(short).unwrap_or_default();
    let key = message.thread_name().map(short).filter(|key| !key.is_empty());
    let from = message.from().and_then(|from| from.first()).and_then(|from| from.address()).map(short);
    let id = message.message_id().map(short).filter(|id| !id.is_empty());
    // The first of its conversation: each answer names it.
    let thread = first(message.references()).or_else(|| first(message.in_reply_to())).or_else(|| id.clone());
    // A text that is cut is none of the message's own, as it has no end.
    let cut_off = || message.parts.iter().find_map(|part| part.text_contents()).map(Into::into);
    let text = message.body_text(0).or_else(cut_off).unwrap_or_default();
    let json = json!({
        "subject_key": key.unwrap_or_else(|| subject.clone()),
        "subject": subject,
        "from": from,
        "text": cut(&text, limits::MAIL_TEXT),
        "message_id": id,
        "thread": thread.map(|it| short(&it)),
        "date": message.date().map(|date| date.to_rfc3339()),
    });
    Some(Read { automatic: automatic(&message), id, json })
}

fn first(value: &HeaderValue<'_>) -> Option<String> {
    match value {
        HeaderValue::Text(text) => Some(text.to_string()),
        HeaderValue::TextList(list) => list.first().map(ToString::to_string),
        _ => None,
    }
}

/// RFC 3834, section 5. `auto-generated` is what monitoring itself says, and is taken.
fn automatic(message: &Message<'_>) -> Option<&'static str> {
    let raw =
        |name: &'static str| message.header_raw(name).map(|it| it.trim().to_ascii_lowercase()).unwrap_or_default();
    let submitted = raw("Auto-Submitted");
    if submitted.starts_with("auto-replied") || submitted.starts_with("auto-notified") {
        return Some("passed over: an automatic answer");
    }
    if raw("Precedence").starts_with("auto_reply") || !raw("X-Autoreply").is_empty() {
        return Some("passed over: an automatic answer");
    }
    let report = message.content_type().is_some_and(|it| {
        it.ctype().eq_ignore_ascii_case("multipart") && it.subtype().is_some_and(|it| it.eq_ignore_ascii_case("report"))
    });
    report.then_some("passed over: a report of delivery")
}

/// How an email is read where the integration says nothing of it: its subject is the summary, its conversation the alert.
pub(crate) fn usual() -> Mapping {
    let template = |text: &str| Template(text.to_owned());
    Mapping {
        summary: template("{/subject}"),
        source: template("{/from}"),
        dedup_key: template("{/thread}"),
        severity: None,
        severities: std::collections::BTreeMap::new(),
        over: None,
        fields: [("details.text".to_owned(), template("{/text}"))].into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_email_in_parts_and_charsets_is_read() {
        let mail = "From: =?utf-8?q?Nagios_=C3=A9?= <nagios@trust.example>\r\nSubject: =?utf-8?b?UmU6IFByb2JsZW0gw6k=?=\r\n\
            Message-ID: <2@trust.example>\r\nReferences: <1@trust.example> <x@y>\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\nDisk full =C3=A9\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--b--\r\n";
        let read = read(mail.as_bytes()).unwrap();
        assert_eq!(read.json["subject"], "Re: Problem é");
        assert_eq!(
            (&read.json["subject_key"], &read.json["from"]),
            (&json!("Problem é"), &json!("nagios@trust.example"))
        );
        assert_eq!((&read.json["thread"], read.id.as_deref()), (&json!("1@trust.example"), Some("2@trust.example")));
        assert!(read.json["text"].as_str().unwrap().starts_with("Disk full é") && read.automatic.is_none());
    }

    #[test]
    fn what_a_machine_answers_is_passed_over_and_what_it_reports_is_not() {
        let with =
            |header: &str| read(format!("Subject: x\r\n{header}\r\n\r\ny\r\n").as_bytes()).unwrap().automatic.is_some();
        assert!(
            with("Auto-Submitted: auto-replied (vacation)")
                && with("X-Autoreply: yes")
                && with("Precedence: auto_reply")
        );
        assert!(with("Content-Type: multipart/report; report-type=delivery-status; boundary=x"));
        assert!(!with("Auto-Submitted: auto-generated") && !with("Auto-Submitted: no") && !with("Precedence: bulk"));
    }

    /// A part within a part, seventy thousand deep, once overflowed the stack and ended the node; parts without their
    /// boundary took minutes.
    #[test]
    fn no_structure_exhausts_the_stack_or_the_time() {
        let filled = |head: &str, part: &str| {
            let mut mail = head.as_bytes().to_vec();
            while mail.len() < limits::MAIL_BYTES {
                mail.extend_from_slice(part.as_bytes());
            }
            mail
        };
        let mixed = "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
        let mails = [
            filled("Subject: x\r\n", "Content-Type: message/rfc822\n\n"),
            filled("Subject: x\r\n", "Content-Type: multipart/x; boundary=b\n\n--b\n"),
            filled(mixed, "--b\nContent-Type: multipart/x; boundary=absent\n\ny\n"),
        ];
        let small = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
        let all = small.spawn(move || mails.iter().all(|mail| read(mail).is_some_and(|it| it.json["subject"] == "x")));
        assert!(all.unwrap().join().unwrap());
    }

    #[test]
    fn a_long_email_is_read_from_its_beginning() {
        let long = "y ".repeat(limits::MAIL_BYTES / 4);
        let text = format!(
            "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nDisk {long}\r\n--b--\r\n"
        );
        let attached = format!(
            "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nDisk full\r\n--b\r\n\
            Content-Type: application/pdf\r\n\r\n{long}\r\n--b--\r\n"
        );
        for mail in [text, attached] {
            let read = read(mail.as_bytes()).unwrap();
            assert_eq!(read.json["subject"], "x");
            assert!(read.json["text"].as_str().unwrap().starts_with("Disk"), "{}", read.json["text"]);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..600), head in "(Subject|From|References|Content-Type): [ -~]{0,60}") {
            let _ = read(&bytes);
            let mut mail = format!("{head}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n").into_bytes();
            mail.extend(bytes);
            if let Some(read) = read(&mail) {
                prop_assert!(read.json["text"].as_str().is_none_or(|text| text.len() <= limits::MAIL_TEXT));
            }
        }
    }
}
