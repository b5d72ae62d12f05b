//! The bytes of an SMTP connection: lines in, replies out, and a message between DATA and its final dot. Everything is
//! bounded, and only CRLF, dot, CRLF ends a message: a lone line feed before the dot does not, so that no message hides
//! another.

use std::net::IpAddr;

use tokio::io::{
    AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Post;
use super::deliver::{Outcome, deliver};
use super::session::{Session, Step};
use crate::limits;

/// Why a connection ended; of no interest but to the log.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error("nothing came in time")]
    Idle(#[from] tokio::time::error::Elapsed),
    #[error("a line was too long, or the connection ended within one")]
    Line,
    #[error("more was sent before encryption began")]
    Injected,
}

/// How a talk ends.
enum Talked {
    Over,
    Encrypt,
}

/// One connection.
pub(super) async fn connection(stream: TcpStream, peer: IpAddr, post: &Post) {
    if let Err(error) = talk_all(stream, peer, post).await {
        tracing::debug!(%error, "a mail connection ended");
    }
}

async fn talk_all(stream: TcpStream, peer: IpAddr, post: &Post) -> Result<(), Ended> {
    let mut session = Session::new(&post.domain, post.tls.is_some(), !peer.is_loopback());
    let mut stream = BufReader::new(stream);
    say(&mut stream, &session.greeting()).await?;
    if let Talked::Over = talk(&mut stream, &mut session, post).await? {
        return Ok(());
    }
    // What came in the clear behind STARTTLS is somebody else's (CVE-2011-0411).
    if !stream.buffer().is_empty() {
        return Err(Ended::Injected);
    }
    let Some(tls) = &post.tls else { return Ok(()) };
    let stream = timeout(limits::MAIL_IDLE, tls.accept(stream.into_inner())).await??;
    session.secured();
    talk(&mut BufReader::new(stream), &mut session, post).await.map(drop)
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    session: &mut Session,
    post: &Post,
) -> Result<Talked, Ended> {
    loop {
        let line = line(stream).await?;
        match session.line(&line, |local, domain| post.recipient(local, domain)) {
            Step::Say(reply) => say(stream, &reply).await?,
            Step::End(reply) => {
                say(stream, &reply).await?;
                return Ok(Talked::Over);
            }
            Step::StartTls => {
                say(stream, "220 2.0.0 Go ahead").await?;
                return Ok(Talked::Encrypt);
            }
            Step::Data => {
                say(stream, "354 End with a dot on a line of its own").await?;
                let Some(message) = data(stream).await? else {
                    post.app.tallies.mail("refused: too large");
                    say(stream, "552 5.3.4 Too large; send the text without attachments").await?;
                    return Ok(Talked::Over);
                };
                let reply = match deliver(post, &session.sent(), &message).await {
                    Outcome::Taken => "250 2.0.0 On record",
                    Outcome::PassedOver => "250 2.0.0 Taken, and of no consequence",
                    Outcome::Later => "451 4.3.0 It cannot be recorded now; send it again",
                    Outcome::Refused => "554 5.6.0 It cannot be read",
                };
                say(stream, reply).await?;
            }
        }
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, reply: &str) -> Result<(), Ended> {
    let all = async {
        stream.write_all(reply.as_bytes()).await?;
        stream.write_all(b"\r\n").await?;
        stream.flush().await
    };
    Ok(timeout(limits::MAIL_IDLE, all).await??)
}

/// One line of a command, without its end.
async fn line<R: AsyncBufRead + Unpin>(stream: &mut R) -> Result<String, Ended> {
    let mut line = Vec::new();
    let read = async { stream.take(limits::MAIL_LINE).read_until(b'\n', &mut line).await };
    timeout(limits::MAIL_IDLE, read).await??;
    match line.strip_suffix(b"\n") {
        Some(line) => Ok(String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned()),
        None => Err(Ended::Line),
    }
}

/// The message; none if it is too large.
async fn data<R: AsyncBufRead + Unpin>(stream: &mut R) -> Result<Option<Vec<u8>>, Ended> {
    let mut message = Vec::new();
    let mut ended = true;
    loop {
        let begun = message.len();
        let left = (limits::MAIL_BYTES + 3).saturating_sub(begun);
        let read = async { (&mut *stream).take(left as u64).read_until(b'\n', &mut message).await };
        timeout(limits::MAIL_IDLE, read).await??;
        let Some(line) = message.get(begun..).filter(|line| line.ends_with(b"\n")) else {
            return if message.len() >= limits::MAIL_BYTES { Ok(None) } else { Err(Ended::Line) };
        };
        let (dot, last, whole) = (line.first() == Some(&b'.'), line == b".\r\n" && ended, line.ends_with(b"\r\n"));
        if last {
            message.truncate(begun);
            return Ok(Some(message));
        }
        if dot && ended {
            // A dot was put before it on the way (RFC 5321, section 4.5.2).
            message.remove(begun);
        }
        ended = whole;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[tokio::test]
    async fn only_a_dot_between_whole_line_ends_ends_it() {
        let read = async |bytes: &[u8]| data(&mut &*bytes).await;
        assert_eq!(read(b"a\r\n..b\r\n.\r\nQUIT\r\n").await.unwrap().unwrap(), b"a\r\n.b\r\n");
        assert_eq!(read(b".\r\n").await.unwrap().unwrap(), b"");
        let smuggled = b"a\n.\r\nMAIL FROM:<x>\r\n.\r\n";
        assert_eq!(read(smuggled).await.unwrap().unwrap(), b"a\n.\r\nMAIL FROM:<x>\r\n");
        assert!(read(b"a\r\n").await.is_err());
        assert_eq!(read(&vec![b'x'; limits::MAIL_BYTES + 10]).await.unwrap(), None);
    }

    proptest! {
        #[test]
        fn what_is_stuffed_comes_out_as_it_was(lines in proptest::collection::vec("[.a\u{e9} ]{0,6}", 0..12)) {
            let message: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let stuffed: String = lines.iter().map(|line| if line.starts_with('.') { format!(".{line}\r\n") } else { format!("{line}\r\n") }).collect();
            let sent = format!("{stuffed}.\r\n");
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let read = runtime.block_on(async { data(&mut sent.as_bytes()).await }).unwrap().unwrap();
            prop_assert_eq!(read, message.into_bytes());
        }
    }
}
