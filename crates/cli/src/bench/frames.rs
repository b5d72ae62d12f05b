//! What the load writes into a room, and what it reads from its frames without parsing them.

use ctac_domain::id::IncidentId;
use uuid::Uuid;

/// Begins the mark in a post's text: who wrote it, and when it was meant to be sent.
const MARK: &[u8] = b"@@";
/// Hexadecimal digits of the writer.
const WRITER: usize = 4;
/// Hexadecimal digits of the time.
const TIME: usize = 16;
/// The rest of the text: an entry is then some 700 bytes.
const TEXT: &str = "The imaging archive of the eastern site answers again; the western one is read from its copy, which \
                    is four hours old. The radiographers know. Next look at half past.";

/// Who wrote an entry, and when it was meant to be sent, in nanoseconds since the benchmark began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) writer: usize,
    pub(super) intended: u64,
}

impl Mark {
    fn text(self) -> String {
        format!("@@{:0WRITER$x}{:0TIME$x}", self.writer, self.intended)
    }
}

/// The first frame of a member.
pub(super) fn hello(incident: IncidentId, after: u64) -> Vec<u8> {
    format!(r#"{{"type":"hello","protocol":1,"incident":"{incident}","after":{after}}}"#).into_bytes()
}

/// A note.
pub(super) fn post(client_id: Uuid, mark: Mark) -> Vec<u8> {
    let mark = mark.text();
    format!(r#"{{"type":"post","client_id":"{client_id}","kind":"entry.note","body":{{"text":"{mark} {TEXT}"}}}}"#)
        .into_bytes()
}

/// An entry as a room sends it, where no room is there to send one.
pub(super) fn example() -> Vec<u8> {
    let (id, mark) = (Uuid::nil(), Mark { writer: 0, intended: 0 }.text());
    format!(
        r#"{{"type":"entry","incident":"{id}","seq":1000,"position":4000,"kind":"entry.note","actor":"person:{id}","organisation":"{id}","marking":"amber","recorded_at":"2026-01-01T00:00:00.000Z","body":{{"text":"{mark} {TEXT}"}},"commitment":"{:064}","changed":[]}}"#,
        0
    )
    .into_bytes()
}

/// The same bytes with another mark.
pub(super) fn marked(template: &[u8], mark: Mark) -> Vec<u8> {
    let mut frame = template.to_vec();
    if let Some(at) = find(&frame, MARK) {
        let mark = mark.text();
        if let Some(place) = frame.get_mut(at..at + mark.len()) {
            place.copy_from_slice(mark.as_bytes());
        }
    }
    frame
}

/// Looks for the parts of frames where they were last.
#[derive(Debug, Default)]
pub(super) struct Looker {
    seq_at: usize,
    mark_at: usize,
}

impl Looker {
    /// The mark of an entry of the load.
    pub(super) fn mark(&mut self, frame: &[u8]) -> Option<Mark> {
        let at = look(frame, MARK, &mut self.mark_at)?;
        let digits = frame.get(at..at + WRITER + TIME)?;
        let (writer, intended) = digits.split_at_checked(WRITER)?;
        Some(Mark { writer: usize::try_from(hexadecimal(writer)?).ok()?, intended: hexadecimal(intended)? })
    }

    /// The number of an entry.
    pub(super) fn seq(&mut self, frame: &[u8]) -> Option<u64> {
        let at = look(frame, b"\"seq\":", &mut self.seq_at)?;
        number(frame.get(at..)?)
    }
}

/// Where a frame goes on after `needle`.
fn look(frame: &[u8], needle: &[u8], hint: &mut usize) -> Option<usize> {
    if !frame.get(*hint..).is_some_and(|rest| rest.starts_with(needle)) {
        *hint = find(frame, needle)?;
    }
    Some(*hint + needle.len())
}

fn find(frame: &[u8], needle: &[u8]) -> Option<usize> {
    frame.windows(needle.len()).position(|window| window == needle)
}

fn number(digits: &[u8]) -> Option<u64> {
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    std::str::from_utf8(digits.get(..end)?).ok()?.parse().ok()
}

fn hexadecimal(digits: &[u8]) -> Option<u64> {
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use ctac_api::room::ClientFrame;

    use super::*;

    fn text(frame: Vec<u8>) -> String {
        String::from_utf8(frame).unwrap()
    }

    #[test]
    fn a_post_is_one_that_the_room_takes() {
        let post = post(Uuid::from_u128(7), Mark { writer: 63, intended: 123_456_789 });
        assert!(matches!(ClientFrame::parse(&text(post)), Ok(ClientFrame::Post { .. })));
        let hello = hello(IncidentId(Uuid::from_u128(7)), 12);
        assert!(matches!(ClientFrame::parse(&text(hello)), Ok(ClientFrame::Hello { after: 12, .. })));
    }

    #[test]
    fn marks_and_numbers_are_found_wherever_they_are() {
        let mut looker = Looker::default();
        let mark = Mark { writer: 63, intended: u64::MAX / 3 };
        for padding in ["", "xxxx", "x"] {
            let frame = format!(r#"{{"type":"entry","{padding}":1,"seq":142,"t":"{}"}}"#, mark.text());
            assert_eq!(looker.mark(frame.as_bytes()), Some(mark));
            assert_eq!(looker.seq(frame.as_bytes()), Some(142));
            let other = Mark { writer: 1, intended: 2 };
            let frame = marked(frame.as_bytes(), other);
            assert_eq!(looker.mark(&frame), Some(other));
        }
        assert_eq!(looker.mark(br#"{"type":"entry","seq":1}"#), None);
    }
}
