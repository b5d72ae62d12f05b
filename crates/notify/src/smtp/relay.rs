//! A relay for the tests: speaks SMTP with TLS, STARTTLS and AUTH PLAIN under a certificate made at run time, keeps what it
//! was given, and misbehaves at the point where it is told to.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::Security;
use crate::stand_in::install_crypto;

/// Where in a conversation: `greet`, or the first four letters of a command, or `text`, after the text's end.
pub(super) type Point = &'static str;

/// What it does there instead of what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Instead {
    /// Answers this.
    Says(&'static str),
    /// Answers nothing.
    Hangs,
    /// Cuts the line.
    Cuts,
    /// Does not offer STARTTLS.
    OffersNothing,
}

/// One of them.
#[derive(Clone)]
pub(super) struct RelayStandIn {
    pub(super) port: u16,
    pub(super) certificate: String,
    inner: Arc<Inner>,
}

struct Inner {
    security: Security,
    tls: TlsAcceptor,
    fault: Mutex<Option<(Point, Instead)>>,
    lines: Mutex<Vec<String>>,
    emails: Mutex<Vec<String>>,
}

impl RelayStandIn {
    pub(super) async fn new(security: Security) -> Self {
        install_crypto();
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![made.cert.der().clone()], key.into()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let inner = Inner {
            security,
            tls: TlsAcceptor::from(Arc::new(config)),
            fault: Mutex::default(),
            lines: Mutex::default(),
            emails: Mutex::default(),
        };
        let port = listener.local_addr().unwrap().port();
        let relay = Self { port, certificate: made.cert.pem(), inner: Arc::new(inner) };
        let inner = Arc::clone(&relay.inner);
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                tokio::spawn(accept(Arc::clone(&inner), socket));
            }
        });
        relay
    }

    pub(super) fn fails(&self, point: Point, instead: Instead) {
        *self.inner.fault.lock().unwrap() = Some((point, instead));
    }

    /// Every command, after decryption.
    pub(super) fn lines(&self) -> Vec<String> {
        self.inner.lines.lock().unwrap().clone()
    }

    pub(super) fn emails(&self) -> Vec<String> {
        self.inner.emails.lock().unwrap().clone()
    }
}

async fn accept(inner: Arc<Inner>, socket: tokio::net::TcpStream) {
    match inner.security {
        Security::Tls => {
            // A client that does not trust the certificate hangs up.
            if let Ok(tls) = inner.tls.accept(socket).await {
                talk(&inner, &mut BufReader::new(tls), true, true).await;
            }
        }
        Security::None => {
            talk(&inner, &mut BufReader::new(socket), true, true).await;
        }
        Security::StartTls => {
            let mut plain = BufReader::new(socket);
            if talk(&inner, &mut plain, true, false).await == Some(Left::StartTls)
                && let Ok(tls) = inner.tls.accept(plain.into_inner()).await
            {
                talk(&inner, &mut BufReader::new(tls), false, true).await;
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Left {
    StartTls,
    Quit,
}

/// One conversation until it ends, or goes on encrypted. None: the line was cut.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    inner: &Inner,
    stream: &mut BufReader<S>,
    greets: bool,
    encrypted: bool,
) -> Option<Left> {
    if greets {
        say(inner, stream, "greet", "220 relay.example.org ESMTP").await?;
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        inner.lines.lock().unwrap().push(line.clone());
        match line.get(..4).unwrap_or_default() {
            "EHLO" => {
                let nothing = *inner.fault.lock().unwrap() == Some(("EHLO", Instead::OffersNothing));
                let offers = if nothing {
                    "250 SIZE 10000"
                } else if encrypted {
                    "250 AUTH PLAIN"
                } else {
                    "250 STARTTLS"
                };
                say(inner, stream, "EHLO", &format!("250-relay.example.org\r\n{offers}")).await?;
            }
            "STAR" => {
                say(inner, stream, "STAR", "220 go ahead").await?;
                return Some(Left::StartTls);
            }
            "AUTH" => {
                let right = line == format!("AUTH PLAIN {}", BASE64_STANDARD.encode("\0ctac\0right"));
                say(inner, stream, "AUTH", if right { "235 welcome" } else { "535 5.7.8 no" }).await?;
            }
            "MAIL" if encrypted => say(inner, stream, "MAIL", "250 ok").await?,
            "RCPT" => say(inner, stream, "RCPT", "250 ok").await?,
            "DATA" => {
                say(inner, stream, "DATA", "354 go on").await?;
                let email = text(stream).await?;
                // It has the whole text: what it does now is what the client must guess at.
                inner.emails.lock().unwrap().push(email);
                say(inner, stream, "text", "250 2.0.0 queued as 1").await?;
            }
            "QUIT" => {
                say(inner, stream, "QUIT", "221 bye").await?;
                return Some(Left::Quit);
            }
            _ => say(inner, stream, "else", "502 what").await?,
        }
    }
}

async fn text<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut email = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(email);
        }
        email.push_str(&line);
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(
    inner: &Inner,
    stream: &mut BufReader<S>,
    at: Point,
    usually: &str,
) -> Option<()> {
    let fault = inner.fault.lock().unwrap().clone().filter(|(point, _)| *point == at);
    let words = match fault {
        Some((_, Instead::Says(words))) => words,
        Some((_, Instead::Hangs)) => std::future::pending().await,
        Some((_, Instead::Cuts)) => return None,
        Some((_, Instead::OffersNothing)) | None => usually,
    };
    stream.get_mut().write_all(format!("{words}\r\n").as_bytes()).await.ok()?;
    stream.get_mut().flush().await.ok()
}
