//! An interface for the tests: a real socket with TLS under a certificate made at run time, that keeps what it was sent
//! and answers, byte for byte, what it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::stand_in::install_crypto;

/// What it does with a request.
#[derive(Debug, Clone)]
pub(super) enum Does {
    /// Sends these bytes, and ends.
    Sends(String),
    /// Says nothing.
    Hangs,
    /// Cuts the line without a word.
    Resets,
}

impl Does {
    pub(super) fn answers(status: &str, headers: &str, body: &str) -> Self {
        Self::Sends(format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len()))
    }
}

#[derive(Clone)]
pub(super) struct Interface {
    pub(super) host: String,
    pub(super) authority: Vec<u8>,
    pub(super) does: Arc<Mutex<VecDeque<Does>>>,
    pub(super) came: Arc<Mutex<Vec<String>>>,
}

impl Interface {
    pub(super) async fn new() -> Self {
        install_crypto();
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![made.cert.der().clone()], key.into()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let it = Self { host, authority: made.cert.pem().into_bytes(), does: Arc::default(), came: Arc::default() };
        let (tls, same) = (TlsAcceptor::from(Arc::new(config)), it.clone());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                if let Ok(mut stream) = tls.accept(socket).await {
                    let it = same.clone();
                    tokio::spawn(async move { it.serve(&mut stream).await });
                }
            }
        });
        it
    }

    async fn serve<S: AsyncReadExt + AsyncWriteExt + Unpin>(&self, stream: &mut S) {
        let mut text = String::new();
        let mut buffer = [0; 4096];
        while !is_whole(&text) {
            match stream.read(&mut buffer).await {
                Ok(read) if read > 0 => text.push_str(&String::from_utf8_lossy(&buffer[..read])),
                _ => return,
            }
        }
        self.came.lock().unwrap().push(text);
        let does = self.does.lock().unwrap().pop_front();
        match does.unwrap_or_else(|| Does::answers("200 OK", "", "{}")) {
            Does::Sends(bytes) => {
                let _cut = stream.write_all(bytes.as_bytes()).await;
                let _cut = stream.shutdown().await;
            }
            Does::Hangs => std::future::pending().await,
            Does::Resets => {}
        }
    }

    pub(super) fn next(&self, does: Does) {
        self.does.lock().unwrap().push_back(does);
    }

    /// Whole requests, as they came.
    pub(super) fn came(&self) -> Vec<String> {
        self.came.lock().unwrap().clone()
    }
}

fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    body.len() >= length.unwrap_or(0)
}
