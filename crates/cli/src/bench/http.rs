//! The load's side of HTTP/1.1: one keep-alive connection, bytes written as they were prepared, of the answer only what
//! is needed. So the load is never what limits.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::limits::{ANSWER, ANSWERED};
use crate::failure::Failure;

/// One connection, one request at a time.
pub(super) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A `POST` of JSON, as bytes.
pub(super) fn post(path: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = "host: localhost\r\ncontent-type: application/json";
    format!("POST {path} HTTP/1.1\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let failed = |error| Failure::Unavailable(format!("{address}: {error}"));
        let stream = TcpStream::connect(address).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        Ok(Self { stream, buffer: Vec::with_capacity(4_096) })
    }

    /// Sends one request and tells its answer's status.
    pub(super) async fn send(&mut self, request: &[u8]) -> Result<u16, Failure> {
        let exchanged = tokio::time::timeout(ANSWERED, self.exchange(request)).await;
        let failed = |why: String| Failure::Unavailable(format!("the measured server: {why}"));
        exchanged.map_err(|_| failed("no answer in time".to_owned()))?.map_err(|error| failed(error.to_string()))
    }

    async fn exchange(&mut self, request: &[u8]) -> std::io::Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(answer) = Answer::parse(&self.buffer)?
                && self.buffer.len() >= answer.length
            {
                return Ok(answer.status);
            }
            if self.buffer.len() > ANSWER {
                return Err(std::io::Error::other("an answer is too long"));
            }
        }
    }
}

struct Answer {
    status: u16,
    /// Of head and body.
    length: usize,
}

impl Answer {
    /// None while the head is not whole.
    fn parse(bytes: &[u8]) -> std::io::Result<Option<Self>> {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
        let head = std::str::from_utf8(bytes.get(..end).unwrap_or_default()).map_err(std::io::Error::other)?;
        let status = head.get(9..12).and_then(|status| status.parse().ok());
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
        });
        match (status, length) {
            (Some(status), Some(length)) => Ok(Some(Self { status, length: end + 4 + length })),
            _ => Err(std::io::Error::other("an answer without status or content-length")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_answer_its_status_and_its_end() {
        let answer = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nx: y\r\n\r\n{}HTTP/1.1";
        let parsed = Answer::parse(answer).unwrap().unwrap();
        assert_eq!((parsed.status, parsed.length), (202, answer.len() - 8));
        assert!(Answer::parse(b"HTTP/1.1 202 Accepted\r\nContent-Le").unwrap().is_none());
        assert!(Answer::parse(b"HTTP/1.1 202 Accepted\r\nx: y\r\n\r\n").is_err());
    }
}
