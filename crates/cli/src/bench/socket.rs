//! The load's side of WebSocket (RFC 6455): the handshake by hand and a parser that looks at frames where they were read,
//! so that a thousand readers cost the load little. It believes its server: both are ours, on this machine.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::limits::{ANSWERED, FRAME};
use crate::failure::Failure;

/// Bytes read at once.
const PIECE: usize = 16 * 1024;

/// Where a WebSocket is, and who asks.
pub(super) struct Door<'a> {
    pub(super) address: SocketAddr,
    pub(super) path: &'a str,
    /// An API token; none where none is asked.
    pub(super) token: Option<&'a str>,
}

/// The half that is read.
pub(super) struct Reader {
    stream: OwnedReadHalf,
    buffer: Vec<u8>,
}

/// The half that is written.
pub(super) struct Writer {
    stream: OwnedWriteHalf,
}

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Close,
    Ping,
    Other,
}

impl Door<'_> {
    /// Opens it.
    pub(super) async fn open(&self) -> Result<(Reader, Writer), Failure> {
        let opened = tokio::time::timeout(ANSWERED, self.shake_hands()).await;
        let failed = |why: String| Failure::Unavailable(format!("{}{}: {why}", self.address, self.path));
        opened.map_err(|_| failed("no answer in time".to_owned()))?.map_err(|error| failed(error.to_string()))
    }

    async fn shake_hands(&self) -> std::io::Result<(Reader, Writer)> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let token = self.token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
        // Any 16 bytes are a key: what it guards against are caches on the way, and there is no way.
        let request = format!(
            "GET {} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n{token}\
             sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
             sec-websocket-protocol: ctac.room.v1\r\n\r\n",
            self.path
        );
        stream.write_all(request.as_bytes()).await?;
        let mut buffer = Vec::with_capacity(PIECE);
        let end = loop {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        if !buffer.starts_with(b"HTTP/1.1 101") {
            return Err(std::io::Error::other(String::from_utf8_lossy(&buffer).into_owned()));
        }
        buffer.drain(..end);
        let (read, write) = stream.into_split();
        Ok((Reader { stream: read, buffer }, Writer { stream: write }))
    }
}

impl Reader {
    /// Reads what there is and shows each whole frame; false once the connection has ended.
    pub(super) async fn read(&mut self, mut show: impl FnMut(Kind, &[u8])) -> std::io::Result<bool> {
        self.buffer.reserve(PIECE);
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Ok(false);
        }
        let mut done = 0;
        while let Some((kind, payload, length)) = parse(self.buffer.get(done..).unwrap_or_default())? {
            show(kind, payload);
            done += length;
        }
        self.buffer.drain(..done);
        if self.buffer.is_empty() {
            // A welcome is long; what follows is not.
            self.buffer.shrink_to(2 * PIECE);
        }
        Ok(true)
    }
}

/// The first frame of `bytes`, and how many of them it takes; none while it is not whole.
fn parse(bytes: &[u8]) -> std::io::Result<Option<(Kind, &[u8], usize)>> {
    let [first, second, rest @ ..] = bytes else { return Ok(None) };
    let (length, head) = match second {
        126 => match rest {
            [a, b, ..] => (usize::from(u16::from_be_bytes([*a, *b])), 4),
            _ => return Ok(None),
        },
        127 => match rest.first_chunk::<8>() {
            Some(length) => (usize::try_from(u64::from_be_bytes(*length)).unwrap_or(usize::MAX), 10),
            None => return Ok(None),
        },
        short => (usize::from(*short), 2),
    };
    if length > FRAME {
        return Err(std::io::Error::other("a frame is too long"));
    }
    // Of a text in pieces the first says what it is; the others are passed over.
    let kind = match first & 0x0f {
        1 => Kind::Text,
        8 => Kind::Close,
        9 => Kind::Ping,
        _ => Kind::Other,
    };
    Ok(bytes.get(head..head + length).map(|payload| (kind, payload, head + length)))
}

impl Writer {
    pub(super) async fn text(&mut self, payload: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(&frame(1, payload)).await
    }

    pub(super) async fn pong(&mut self, payload: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(&frame(10, payload)).await
    }
}

/// A whole frame, masked as a client's must be: with a mask of zeroes, which leaves the payload as it is.
fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(payload.len() + 14);
    frame.push(0x80 | opcode);
    match u16::try_from(payload.len()) {
        Ok(length) if length < 126 => frame.push(0x80 | length.to_be_bytes()[1]),
        Ok(length) => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&length.to_be_bytes());
        }
        Err(_) => {
            frame.push(0x80 | 127);
            frame.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_every_length_are_read_once_they_are_whole() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            let mut bytes = frame(1, &vec![b'x'; length]);
            // As a server sends it: without a mask.
            bytes[1] &= 0x7f;
            let at = bytes.len() - length - 4;
            bytes.drain(at..at + 4);
            let (kind, payload, taken) = parse(&bytes).unwrap().unwrap();
            assert_eq!((kind, payload.len(), taken), (Kind::Text, length, bytes.len()));
            assert!(parse(&bytes[..bytes.len() - 1]).unwrap().is_none());
        }
        assert!(matches!(parse(&[0x00, 0]), Ok(Some((Kind::Other, ..)))));
        assert!(parse(&[0x81]).unwrap().is_none());
    }
}
